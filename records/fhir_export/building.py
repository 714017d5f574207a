"""What every resource of an export is made with: its id, references, dates, codes and figures.

Resources are plain dicts as FHIR's JSON has them, with `Decimal` for numbers; `trimmed` takes the
empty fields out at the end, so that a function may name every field it knows.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db.models import Model

from patients.models import Patient
from patients.models.entry import Precision
from records.fhir.clinic_ids import row_id, system_of
from records.fhir.own import OWN
from records.fhir_export.vocabulary import TERMINOLOGY, UCUM, US_CORE
from staff.models import User
from treatments.models import PlanVersion

Resource = dict[str, Any]
Key = int | str

# FHIR's strings take no control characters but tab and the ends of lines.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
# How many characters of an ISO date are known.
_LENGTHS: Mapping[str, int] = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """One export that is being made: whose it is, and which rows its resources have named.

    `namespace` belongs to the clinic: ids are the same in every export of it, and of no other.
    """

    namespace: UUID
    patient: Patient
    today: date
    zone: ZoneInfo
    # Of each plan the version that is in force, or the newest: what speaks of the plan means it.
    versions: Mapping[int, int] = field(default_factory=dict)
    mentioned: dict[str, set[Key]] = field(default_factory=lambda: defaultdict(set))

    def id(self, model: type[Model], key: Key, part: str = "") -> str:
        """The id of a row, or of a part of it that is a resource of its own."""
        return row_id(self.namespace, model, key, part)

    def ref(self, model: type[Model], key: Key | None, part: str = "") -> Resource | None:
        """A reference to the resource of that row; None for no row."""
        if key is None:
            return None
        self.mentioned[model._meta.label_lower].add(key)
        return {"reference": f"urn:uuid:{self.id(model, key, part)}"}

    def staff(self, user_id: int | None) -> Resource | None:
        return self.ref(User, user_id)

    def plan(self, plan_id: int | None) -> Resource | None:
        return None if plan_id is None else self.ref(PlanVersion, self.versions.get(plan_id))

    @property
    def subject(self) -> Resource | None:
        return self.ref(Patient, self.patient.pk)

    @property
    def clinic(self) -> Resource:
        return {"reference": f"urn:uuid:{self.clinic_id}"}

    @property
    def clinic_id(self) -> str:
        return str(uuid5(self.namespace, "clinic"))

    def system(self, what: str) -> str:
        """Names the numbers that this clinic gives, which are nobody else's."""
        return system_of(self.namespace, what)

    def instant(self, moment: datetime | None) -> str | None:
        """The moment on the clinic's clock, with its distance from UTC."""
        return None if moment is None else wall_time(moment, self.zone)


def wall_time(moment: datetime, zone: tzinfo) -> str:
    local = moment.astimezone(zone)
    offset = local.utcoffset()
    # Before time zones, clocks differed by seconds, which FHIR cannot say.
    if offset is None or offset.total_seconds() % 60:
        local = moment.astimezone(UTC)
    return local.isoformat()


def resource(
    kind: str,
    made: Export,
    row: Model,
    *,
    profile: str = "",
    own_profile: str = "",
    part: str = "",
    tag: Resource | None = None,
    **fields: Any,
) -> Resource:
    """A resource of type `kind` about `row`, under the row's own id and with when it last changed.

    `profile` is the name of a profile of US Core that the resource meets, `own_profile` the address
    of one of ours.
    """
    return {
        "resourceType": kind,
        "id": made.id(type(row), row.pk, part),
        "meta": {
            "versionId": _text_or_none(getattr(row, "revision", None)),
            "lastUpdated": made.instant(getattr(row, "changed_at", None)),
            "profile": [f"{US_CORE}/{profile}" if profile else "", own_profile],
            "tag": [tag] if tag else None,
        },
        **fields,
    }


def _text_or_none(number: int | None) -> str | None:
    return None if number is None else str(number)


def trimmed(value: Any) -> Any:
    """`value` without what is empty, and with strings as FHIR allows them; None if nothing is left.

    >>> trimmed({"text": " knee ", "note": "", "coding": [{"code": None}], "rank": 0})
    {'text': 'knee', 'rank': 0}
    """
    if isinstance(value, str):
        return _CONTROL.sub(" ", value).strip() or None
    if isinstance(value, Mapping):
        kept = {key: left for key, part in value.items() if (left := trimmed(part)) is not None}
        return kept or None
    if isinstance(value, list | tuple):
        return [left for part in value if (left := trimmed(part)) is not None] or None
    return value


def is_blank(text: str) -> bool:
    """Whether nothing of it would be left."""
    return trimmed(text) is None


def day(on: date | None, precision: str = Precision.DAY) -> str | None:
    """As much of the date as is known; None where only its bound is."""
    if on is None or precision not in _LENGTHS:
        return None
    return on.isoformat()[: _LENGTHS[precision]]


def coding(system: str, code: str, display: str = "") -> Resource:
    return {"system": system, "code": " ".join(code.split()), "display": display}


def own_coding(system: str, code: str, display: str = "") -> Resource:
    """A code of our own lists; `system` is the name of the list."""
    return coding(f"{OWN}/CodeSystem/{system}", code, display)


def term(system: str, code: str, text: str = "") -> Resource:
    """A CodeableConcept of one of HL7's own lists."""
    return concept(text, coding(f"{TERMINOLOGY}/{system}", code))


def concept(text: str, *codings: Resource | None) -> Resource:
    return {"coding": [each for each in codings if each and each["code"]], "text": text}


def quantity(value: Decimal | int | None, unit: str, ucum: str = "") -> Resource | None:
    if value is None:
        return None
    coded = {"system": UCUM, "code": ucum} if ucum else {}
    return {"value": value, "unit": unit, **coded}


def percent_wv(pct: Decimal | None) -> Resource | None:
    """Percent weight by volume, as the ratio that it is: grams in 100 mL."""
    if pct is None:
        return None
    return {
        "numerator": quantity(pct, "g", "g"),
        "denominator": quantity(Decimal(100), "mL", "mL"),
    }


def extension(name: str, **value: Any) -> Resource | None:
    """One extension of our own; `value` is one field like `valueString`. None for no value."""
    (content,) = value.values()
    if trimmed(content) is None:
        return None
    return {"url": f"{OWN}/StructureDefinition/{name}", **value}


def extensions(*found: Resource | None) -> list[Resource]:
    return [each for each in found if each]


def annotation(
    text: str, made: Export, *, by: int | None = None, at: datetime | None = None
) -> Resource | None:
    if is_blank(text):
        return None
    return {"authorReference": made.staff(by), "time": made.instant(at), "text": text}


def notes(*found: Resource | None) -> list[Resource]:
    return [each for each in found if each]


def sentences(parts: Iterable[str]) -> str:
    return "\n".join(part for part in parts if part)
