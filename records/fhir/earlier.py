"""People of whom earlier documents told, for one that only names them."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

from patients.models import Referral
from patients.sent_values import storable
from records.fhir.as_sent import person_of
from records.fhir.directory import Entry
from records.fhir.items import Person
from records.fhir.references import is_web, tail

PATH = "the Patient of an earlier file"
_UUID = "urn:uuid:"
_PATIENT = "Patient"


class Earlier:
    """Knows by addresses that are good everywhere: a UUID, or an address at a server.

    `Patient/1` is somebody else at each server, and nobody here.
    """

    def __init__(self) -> None:
        self.used: set[str] = set()
        self.together = False

    def person(self, names: list[str]) -> Person | None:
        """As the newest document said; None where the address was filed under two patients."""
        subjects = {storable(subject) for name in names for subject in _subjects(name)}
        if not subjects:
            return None
        told = list(
            Referral.objects.filter(subject__in=subjects)
            .exclude(state=Referral.State.REFUSED)
            .select_related("patient")
        )
        filed = {row.patient.merged_into_id or row.patient.pk for row in told if row.patient}
        if not told or len(filed) > 1:
            return None
        return replace(person_of(told[0]), elsewhere=True, path=PATH)

    def find(self, names: list[str]) -> Entry | None:
        return None


def _subjects(name: str) -> Iterator[str]:
    """What `Person.subject` may be for a reference; nothing for one that is good only locally."""
    kind, _, number = tail(name).partition("/")
    if name.startswith(_UUID):
        kind, number = _PATIENT, name.removeprefix(_UUID)
    if kind != _PATIENT:
        return
    if _is_uuid(number):
        yield f"{_PATIENT}/{number.lower()}"
    if is_web(name):
        yield name


def _is_uuid(text: str) -> bool:
    try:
        return len(text) == 36 and bool(UUID(text))
    except ValueError:
        return False
