"""Everything there is to say about a mix that somebody is about to make. Reads, writes nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from patients.rules import Policy
from treatments import mixture
from treatments.cautions import Caution, refusals, unacknowledged
from treatments.dosing import Day
from treatments.limits import Level
from treatments.models import Lot, Mix, SessionRecord, Vial
from treatments.models.plan import Injectate


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """So much out of one lot. `vial` is None for a container that is opened for this mix."""

    lot: Lot
    vial: Vial | None
    ml: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A mix that is about to be made: what goes in, and what of it goes where.

    `injected_ml` is what the patient gets of it; `sites` are the injections or targets it is for.
    `wanted` maps components to the percentages that were aimed at. `appearance` is a value of
    `Mix.Appearance`, "" while nobody has looked yet.
    """

    parts: tuple[Drawn, ...]
    injected_ml: Decimal
    sites: tuple[Injectate, ...] = ()
    wanted: tuple[tuple[str, Decimal], ...] = ()
    appearance: str = ""

    @property
    def solution(self) -> mixture.Mix:
        """Raises SolutionError where a volume is impossible."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was found, refusals first. `day` is None without an anesthetic or without a weight."""

    solution: mixture.Mix
    found: tuple[Caution, ...]
    day: Day | None

    @property
    def refusals(self) -> tuple[Caution, ...]:
        return refusals(self.found)

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """To be read and acknowledged by their codes."""
        return tuple(one for one in self.found if one.level is Level.WARN)

    def stands_in_the_way(self, acknowledged: Collection[str]) -> tuple[Caution, ...]:
        """Refusals, and the cautions that nobody has ticked."""
        return (*self.refusals, *unacknowledged(self.found, acknowledged))


def check_mixes(
    record: SessionRecord,
    proposals: Sequence[Proposal],
    *,
    now: datetime,
    policy: Policy | None = None,
) -> tuple[Checked, ...]:
    """One answer per proposal, each with the doses of those before it counted in.

    Raises SolutionError where a volume is impossible. Always as many queries, however many
    proposals, batches and injections.
    """
    raise NotImplementedError


def check_mix(
    record: SessionRecord, proposal: Proposal, *, now: datetime, policy: Policy | None = None
) -> Checked:
    (checked,) = check_mixes(record, [proposal], now=now, policy=policy)
    return checked


def check_injectable(mix: Mix, now: datetime, policy: Policy | None = None) -> None:
    """Raise ValidationError where the batch was thrown away, is not clear, or is too old."""
    raise NotImplementedError
