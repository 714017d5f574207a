"""The anesthetic of one day: every dose, from every site, batch, session and other clinic, summed.

The limit applies to the volume that is injected; how much was made does not matter here.
"""

from dataclasses import dataclass
from decimal import Decimal

from patients.rules.doses import Share
from patients.rules.policy import Policy
from treatments.cautions import Caution


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """Milligrams of one agent; `where` is what people read: "mix A", "dentist at 9:30 am"."""

    agent: str
    mg: Decimal
    where: str
    with_epinephrine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """All doses of a day against the maximum of this patient; `shares` are in the same order."""

    doses: tuple[Dose, ...]
    shares: tuple[Share, ...]
    weight_kg: Decimal
    reduced: bool

    @property
    def used(self) -> Decimal:
        """1 at the maximum."""
        return sum((share.used for share in self.shares), Decimal(0))


def day_of(doses: "tuple[Dose, ...]", *, weight_kg: Decimal, policy: Policy, reduced: bool) -> Day:
    raise NotImplementedError


def judge(day: Day, policy: Policy) -> tuple[Caution, ...]:
    raise NotImplementedError
