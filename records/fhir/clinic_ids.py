"""The names under which rows of this clinic leave, and by which they are known on their return."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID, uuid5

from django.db.models import Model

from patients.models import Patient
from patients.sent import Counts
from patients.verdicts import CHART
from records.fhir.items import Entry
from staff.models import User
from treatments.models import SessionRecord

Identifier = tuple[str, str]

# What the record numbers of a clinic are called where its systems of numbers are named.
RECORD_NUMBER = "record-number"

# Of all ids that any Prolo hands out; see `clinic_namespace`.
_EVERY_CLINIC = UUID("0c6a2a0e-6c1d-5a53-9f60-3b1f6b0f2f7d")


def clinic_namespace() -> UUID:
    """What all ids of this clinic are made from. One query.

    Two clinics both have a problem number 12. The moment at which the first account was made, to
    the microsecond, is no other clinic's, never changes, and goes along when a backup is restored.
    """
    first = User.objects.order_by("pk").values_list("created_at", flat=True).first()
    return uuid5(_EVERY_CLINIC, first.isoformat() if first else "")


def row_id(namespace: UUID, model: type[Model], key: int | str, part: str = "") -> str:
    """The id of a row, or of a part of it that is a resource of its own."""
    name = f"{model._meta.label_lower}/{key}"
    return str(uuid5(namespace, f"{name}/{part}" if part else name))


def system_of(namespace: UUID, what: str) -> str:
    """Names the numbers that this clinic gives, which are nobody else's."""
    return f"urn:uuid:{uuid5(namespace, what)}"


def record_numbers(identifiers: Iterable[Identifier]) -> frozenset[Identifier]:
    """Those of the identifiers that are record numbers of this clinic, system and value.

    One query, none where nothing looks like one.
    """
    likely = {pair for pair in identifiers if pair[0].startswith("urn:uuid:")}
    if not likely:
        return frozenset()
    ours = system_of(clinic_namespace(), RECORD_NUMBER)
    return frozenset((system, value) for system, value in likely if system == ours)


def apart(entries: Iterable[Entry], patient: Patient) -> tuple[list[Entry], dict[str, Counts]]:
    """Entries that did not leave from this chart, and how many of each kind did.

    What came from here is here, as it is now: a copy of how it once was tells nothing new.
    """
    ids = _ids_in_chart(patient)
    others: list[Entry] = []
    known: dict[str, Counts] = defaultdict(Counts)
    for entry in entries:
        resource_id = entry.key.partition("#")[0].rpartition("/")[2]
        if resource_id in ids:
            known[entry.kind.value].unchanged += 1
        else:
            others.append(entry)
    return others, known


def _ids_in_chart(patient: Patient) -> frozenset[str]:
    """The ids of all lines that an export of this chart holds, and of its sessions."""
    namespace = clinic_namespace()
    lines = ((model, model._base_manager.filter(patient=patient)) for model in CHART)
    sessions = SessionRecord._base_manager.filter(session__plan__patient=patient)
    return frozenset(
        row_id(namespace, model, pk)
        for model, rows in (*lines, (SessionRecord, sessions))
        for pk in rows.order_by().values_list("pk", flat=True)
    )
