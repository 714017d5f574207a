"""Forms about what other clinics sent."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from patients.models import Patient
from patients.search import find_by_number

MEANWHILE = (
    "Some of these entries were decided or sent anew meanwhile. Nothing was saved; look at the "
    "list as it is now."
)


# How files begin that people take for a record, and what to say to them.
_NO_RECORDS = (
    (b"%PDF", "This is a PDF. It cannot be read by a program; ask the clinic for its FHIR export."),
    (b"PK\x03\x04", "This is a ZIP or an Office document. Unpack it first, and choose the record."),
    (b"<", "This is XML. Ask the clinic for FHIR as JSON."),
    (b"\xff\xd8\xff", "This is a picture. Ask the clinic for its FHIR export."),
    (b"\x89PNG", "This is a picture. Ask the clinic for its FHIR export."),
)


class ReferralFileForm(forms.Form):
    """Asks for one file; what is in it is read later, if it can be a record at all."""

    file = forms.FileField(
        label="File",
        help_text=(
            "A FHIR R4 export: .json or .ndjson, also compressed as .gz, up to 100 MB. PDF and "
            "scanned letters cannot be read."
        ),
        max_length=200,
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        begins = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
        file.seek(0)
        for beginning, words in _NO_RECORDS:
            if begins.startswith(beginning):
                raise forms.ValidationError(words)
        return file


class MatchForm(forms.Form):
    """Asks whose record it is: that of one who is beside it on the page, or a new one."""

    NEW = "new"

    whose = forms.ChoiceField(
        label="Whose record is it?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Say whose record it is.",
            "invalid_choice": "Choose one of those on this page.",
        },
    )
    # The record number of one who was looked up; they are beside the candidates then.
    looked_up = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, candidates: Sequence[Patient] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = {str(patient.pk): patient for patient in candidates}
        self.fields["whose"].choices = [  # type: ignore[attr-defined]
            *((key, patient.full_name) for key, patient in self.candidates.items()),
            (self.NEW, "Nobody on record: open a new record"),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["patient"] = self.candidates.get(cleaned.get("whose", ""))
        return cleaned


class NumberForm(forms.Form):
    """Asks for the number of a patient who is not among those proposed."""

    record_number = forms.CharField(
        label="Record number of another patient",
        max_length=20,
        required=False,
        help_text="They are put beside the referral; nothing is filed yet.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["patient"] = find_by_number(cleaned.get("record_number", ""))
        if cleaned["patient"] is None and "record_number" not in self.errors:
            self.add_error("record_number", "No open record has this number.")
        return cleaned


class ReturnForm(forms.Form):
    """Asks how one knows that a referral is about somebody else."""

    reason = forms.CharField(
        label="How do you know that it is somebody else?",
        max_length=200,
        help_text="For example “Another birth date; her sister, by phone”. Kept with each entry.",
        error_messages={"required": "Say how you know that it is about somebody else."},
    )
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)


class EntriesForm(forms.Form):
    """The ticked entries of the page, each with the revision that was on the screen.

    One form with two buttons: the reason is for those that are declined.
    """

    entries = forms.MultipleChoiceField(
        error_messages={
            "required": "Tick at least one entry.",
            "invalid_choice": MEANWHILE,
            "invalid_list": MEANWHILE,
        },
        label="Entries",
    )
    reason = forms.CharField(
        label="Why they are declined",
        max_length=300,
        required=False,
        help_text="Kept with each entry. The same entry sent again stays declined.",
    )

    def __init__(self, *args: Any, values: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entries"].choices = [(value, value) for value in values]  # type: ignore[attr-defined]


class AllEntriesForm(forms.Form):
    """That everything on the page was meant: another list has another fingerprint."""

    fingerprint = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, now: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def clean_fingerprint(self) -> str:
        if self.cleaned_data["fingerprint"] != self.now:
            raise forms.ValidationError(MEANWHILE)
        return self.now
