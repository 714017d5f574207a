"""What a patient is told about visits: the same facts by mail, text message, letter or phone.

No clinical word: not what the visit is for, not where it hurts. Mail is read by others too.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from scheduling.models import Appointment, Reminder
from scheduling.wording import moment_at

Kind = Reminder.Kind

NEWS = {
    Kind.BOOKED: "Booked",
    Kind.MOVED: "Moved to",
    Kind.CANCELLED: "Cancelled",
    Kind.REMINDER: "Reminder",
}
SUBJECTS = {
    Kind.BOOKED: "Your visit",
    Kind.MOVED: "Your visit has a new time",
    Kind.CANCELLED: "Your visit is cancelled",
    Kind.REMINDER: "Reminder of your visit",
}
SHEET = "There is a preparation sheet for you. Ask for it at the desk, or call us and we send it."
CANNOT_COME = (
    "If you cannot come, please call us as early as you can, so that we find another day in time."
)
CALL_FOR_ANOTHER = "Please call us if you want another time."


@dataclass(frozen=True, slots=True)
class Said:
    """One visit and what is new about it."""

    kind: str
    visit: Appointment  # with patient, site and practitioner
    has_sheet: bool = False

    @property
    def when(self) -> str:
        return moment_at(self.visit.starts_at, self.visit.site.zone)

    @property
    def news(self) -> str:
        return NEWS[Kind(self.kind)]

    @property
    def where(self) -> str:
        site = self.visit.site
        return ", ".join(filter(None, [site.name, site.address]))


@dataclass(frozen=True, slots=True)
class Notice:
    """Everything one patient is told at one moment; visits in order of time."""

    key: str
    said: tuple[Said, ...]

    @property
    def headline(self) -> str:
        """ "Your visit is cancelled"; "Your visits" where there are several."""
        return SUBJECTS[Kind(self.said[0].kind)] if len(self.said) == 1 else "Your visits"

    @property
    def subject(self) -> str:
        return f"{self.headline} at {settings.PROLO_CLINIC_NAME}"

    @property
    def closing(self) -> list[str]:
        """What to do now."""
        if not ahead(self.said):
            return [CALL_FOR_ANOTHER]
        sheet = [SHEET] if any(one.has_sheet for one in ahead(self.said)) else []
        return [*sheet, CANNOT_COME]

    @property
    def signature(self) -> str:
        phones = dict.fromkeys(filter(None, (phone_of(one.visit) for one in self.said)))
        return "\n".join([settings.PROLO_CLINIC_NAME, *(f"Phone {phone}" for phone in phones)])

    @property
    def text(self) -> str:
        """The body of a mail."""
        greeting = f"Hello {self.said[0].visit.patient.given_name},"
        blocks = [block(said) for said in self.said]
        return "\n\n".join([greeting, *blocks, *self.closing, self.signature]) + "\n"

    @property
    def short(self) -> str:
        """A text message: no name, no address, a sentence for each visit."""
        lines = [f"{said.news}: {said.when}, {said.visit.site.name}." for said in self.said]
        phone = phone_of(self.said[0].visit)
        call = f" Cannot come? Call {phone}." if phone and ahead(self.said) else ""
        return f"{settings.PROLO_CLINIC_NAME}: {' '.join(lines)}{call}"


def notice_of(key: str, said: Sequence[Said]) -> Notice:
    return Notice(key, tuple(sorted(said, key=lambda one: one.visit.starts_at)))


def block(said: Said) -> str:
    lines = [
        f"{said.news}: {said.when}",
        f"With: {said.visit.practitioner}",
        f"Where: {said.where}",
    ]
    return "\n".join(lines)


def ahead(said: Sequence[Said]) -> list[Said]:
    return [one for one in said if one.kind != Kind.CANCELLED]


def phone_of(visit: Appointment) -> str:
    return str(visit.site.phone or settings.PROLO_CLINIC_PHONE)
