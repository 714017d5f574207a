"""By text message. A provider is a class with `send`, named by PROLO_SMS_BACKEND."""

import sys
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from patients.models import Patient
from scheduling.notices import Notice


class SmsBackend(Protocol):
    """Hands one text to a provider, or raises."""

    def send(self, *, number: str, text: str) -> None: ...


class ConsoleSms:
    """Writes the text where the worker runs, for trying out; the number only by its end."""

    def send(self, *, number: str, text: str) -> None:
        if not (settings.DEBUG or settings.PROLO_DEMO):
            raise RuntimeError("The console shows text messages only while trying Prolo out.")
        sys.stdout.write(f"Text message to a number ending in {number[-2:]}: {text}\n")


class FileSms:
    """Appends the text to a file in the data folder: what the demo does."""

    def send(self, *, number: str, text: str) -> None:
        folder = settings.VAR_DIR / "demo-mail"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (folder / "text-messages.txt").open("a", encoding="utf-8") as sheet:
            sheet.write(f"{number}: {text}\n")


class SmsChannel:
    def is_open(self) -> bool:
        return bool(settings.PROLO_SMS_BACKEND)

    def address_of(self, patient: Patient) -> str:
        return str(patient.phone)

    def send(self, notice: Notice, *, to: str, now: datetime) -> None:
        backend: SmsBackend = import_string(settings.PROLO_SMS_BACKEND)()
        backend.send(number=to, text=notice.short)
