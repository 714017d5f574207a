"""The names under which rows of this clinic leave, and by which they are known on their return."""

from collections.abc import Iterable, Iterator
from uuid import UUID, uuid5

from django.db.models import Model

from patients.models import Patient
from patients.verdicts import CHART
from staff.models import User
from treatments.models import SessionRecord

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


def ids_in_chart(patient: Patient) -> frozenset[str]:
    """The ids of all lines that an export of this chart holds, and of its sessions."""
    namespace = clinic_namespace()
    return frozenset(row_id(namespace, model, pk) for model, pk in _rows(patient))


def _rows(patient: Patient) -> Iterator[tuple[type[Model], int]]:
    found: Iterable[int]
    for model in CHART:
        found = model._base_manager.filter(patient=patient).order_by().values_list("pk", flat=True)
        yield from ((model, pk) for pk in found)
    found = SessionRecord.objects.filter(session__plan__patient=patient).order_by()
    yield from ((SessionRecord, pk) for pk in found.values_list("pk", flat=True))
