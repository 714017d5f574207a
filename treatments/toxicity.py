"""The card for local anesthetic systemic toxicity: its figures for one patient and one day.

Our source for the bolus is a secondary summary of ASRA 2020: 20 % lipid emulsion, 1.5 mL/kg. It
states no cap, so none is reckoned here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from patients.models import Patient, Result
from patients.policy import clinic_policy
from treatments.models import OutsideDose, SessionRecord
from treatments.substances import doses_of

BOLUS_ML_PER_KG = Decimal("1.5")
# Where the weight is not on file: from the table, without reckoning.
TABLE_KG = tuple(Decimal(kg) for kg in range(40, 131, 10))
_POSSIBLE_KG = (Decimal(1), Decimal(300))  # as the rules have it


@dataclass(frozen=True, slots=True)
class Weight:
    kg: Decimal
    taken_on: date
    is_old: bool

    @property
    def bolus_ml(self) -> Decimal:
        return bolus_ml(self.kg)


@dataclass(frozen=True, slots=True)
class Anaesthetic:
    """One agent in this session: milligrams, None where its strength is not on file."""

    agent: str
    mg: Decimal | None


@dataclass(frozen=True, slots=True)
class Given:
    """Local anesthetic of the day. `recorded` is False while it is only what the plan says."""

    recorded: bool
    here: tuple[Anaesthetic, ...]
    elsewhere: tuple[OutsideDose, ...]


def bolus_ml(kg: Decimal) -> Decimal:
    """20 % lipid emulsion in mL, exact."""
    return BOLUS_ML_PER_KG * kg


def table() -> Iterable[tuple[Decimal, Decimal]]:
    """Kilograms and milliliters."""
    return [(kg, bolus_ml(kg)) for kg in TABLE_KG]


def weight_of(patient: Patient, *, today: date) -> Weight | None:
    """The newest weight that a person can have, however old. Two queries."""
    low, high = _POSSIBLE_KG
    found = (
        Result.objects.filter(patient=patient, kind="weight")
        .standing()
        .filter(value__gte=low, value__lte=high, taken_on__lte=today)
        .order_by("-taken_on", "-taken_at", "-id")
        .first()
    )
    if found is None:
        return None
    age = (today - found.taken_on).days
    return Weight(found.value, found.taken_on, age > clinic_policy().weight_max_age_days)


def given_in(record: SessionRecord | None) -> Given | None:
    """What the record holds so far; None before the session was started. Two queries."""
    if record is None:
        return None
    return Given(
        recorded=record.is_written,
        here=tuple(Anaesthetic(d.agent, d.mg) for d in doses_of(record.injections.all())),
        elsewhere=tuple(record.outside_doses.all()),
    )
