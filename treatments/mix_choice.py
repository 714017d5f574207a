"""Which products and lots a batch is mixed from: what the clinic used last, if it can be done.

Else the weakest stock that is strong enough, because a larger volume is drawn more exactly.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice, product
from types import MappingProxyType

from django.db.models import Max
from django.utils.text import capfirst

from patients.rules import Policy
from staff.templatetags.prolo import day
from treatments.batches import Aim, Group, kept, rounded_up, strengths_of
from treatments.library import COMPONENTS, plain
from treatments.mix_checks import Drawn, Proposal
from treatments.mixes import stock_of
from treatments.mixture import (
    DEXTROSE,
    MG_PER_ML_PER_PCT,
    SYRINGE_STEPS,
    WATER,
    Mix,
    SolutionError,
    Syringe,
    Wanted,
    label,
)
from treatments.models import Lot, MixPart, SessionRecord, Vial
from treatments.shelf import OnShelf, first_of_each, usable_stock
from treatments.solution import prepare
from treatments.volumes import MissedError

# More ways to mix one solution than a bench has room for; the ones tried first are preferred.
_MOST_WAYS = 200
_MOST_STEPS = 11
# What was used longer ago says nothing about what a clinic likes to use.
_REMEMBERED = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What may be used for one patient on one day; `last_used` by product."""

    stock: tuple[OnShelf, ...]
    last_used: Mapping[int, datetime]
    on: date

    def preference(self, found: OnShelf) -> float:
        """Smaller is preferred: the product that was mixed with last."""
        used = self.last_used.get(found.product.pk)
        return -used.timestamp() if used is not None else 0.0

    def diluent(self) -> OnShelf | None:
        """The one used last; the one that holds least if none was used yet."""
        return min(
            (found for found in first_of_each(self.stock) if found.product.is_diluent),
            key=lambda found: (self.preference(found), len(found.strengths)),
            default=None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedBatch:
    """How a group of injections would be mixed, or why it cannot be (then nothing is drawn)."""

    group: Group
    total_ml: Decimal
    drawn: tuple[Drawn, ...] = ()
    problem: SolutionError | None = None

    def proposal(self, appearance: str = "") -> Proposal:
        return Proposal(
            parts=self.drawn,
            injected_ml=self.group.injected_ml,
            sites=self.group.injections,
            wanted=strengths_of(self.group.aims),
            appearance=appearance,
        )

    @property
    def missed(self) -> tuple[Aim, ...]:
        """What comes out otherwise than aimed at, in the decimals that are shown and kept."""
        if self.problem is not None:
            return self.group.aims if isinstance(self.problem.__cause__, MissedError) else ()
        mix = self._mix()
        return tuple(
            aim
            for aim in self.group.aims
            if aim.pct is not None and kept(mix.pct(aim.component)) != aim.pct
        )

    def hits(self, aim: Aim) -> bool:
        """To the last digit, not only to those that are shown."""
        if self.problem is not None or aim.pct is None:
            return False
        mix = self._mix()
        return mix.milligrams(aim.component) == aim.pct * MG_PER_ML_PER_PCT * mix.total_ml

    def _mix(self) -> Mix:
        return self.proposal().solution


@dataclass(frozen=True, slots=True, kw_only=True)
class Finer:
    """Syringes read more finely, and what a batch then hits exactly."""

    step_ml: Decimal
    aims: tuple[Aim, ...]

    @property
    def step(self) -> str:
        return plain(self.step_ml)

    @property
    def words(self) -> str:
        hit = " and ".join(
            f"{label(aim.component)} is exactly {plain(aim.pct)}\N{NO-BREAK SPACE}%"
            for aim in self.aims
            if aim.pct is not None
        )
        return f"Read to {self.step}\N{NO-BREAK SPACE}mL, {hit}."


def shelf_for(record: SessionRecord, policy: Policy) -> Shelf:
    """Three queries, and those to the patient of the record."""
    on = record.treated_on
    used = MixPart.objects.filter(mix__record__treated_on__gte=on - _REMEMBERED)
    latest = used.values_list("lot__product").annotate(last=Max("mix__mixed_at")).order_by()
    stock = usable_stock(on=on, patient=record.session.plan.patient, policy=policy)
    return Shelf(stock=tuple(stock), last_used=dict(latest), on=on)


def plan_batches(groups: Iterable[Group], shelf: Shelf, policy: Policy) -> list[PlannedBatch]:
    """One batch for each group, as large as what is injected of it. No query if all can be made."""
    syringe = Syringe(step_ml=policy.syringe_step_ml)
    taken: dict[int, Decimal] = {}
    planned = []
    for group in groups:
        total = rounded_up(group.injected_ml, syringe.step_ml)
        try:
            way = _within_limit(group.aims, total, shelf, syringe, policy.dextrose_most)
        except SolutionError as error:
            planned.append(PlannedBatch(group=group, total_ml=total, problem=error))
        else:
            drawn = tuple(drawn_from(found, ml, taken) for found, ml in way)
            total = sum((part.ml for part in drawn), Decimal(0))
            planned.append(PlannedBatch(group=group, total_ml=total, drawn=drawn))
    return planned


def read_to(policy: Policy, step_ml: Decimal | None) -> Policy:
    """The clinic's rules with syringes read to this step; None leaves them as they are."""
    return policy if step_ml is None else replace(policy, syringe_step_ml=step_ml)


def finer(batch: PlannedBatch, shelf: Shelf, policy: Policy) -> Finer | None:
    """The coarsest reading below the policy's that hits most of what this batch misses."""
    found = []
    for step in SYRINGE_STEPS if batch.missed else ():
        if step < policy.syringe_step_ml:
            (again,) = plan_batches([batch.group], shelf, read_to(policy, step))
            hit = tuple(aim for aim in batch.missed if again.hits(aim))
            # What is on target now stays so.
            if hit and set(again.missed) <= set(batch.missed):
                found.append(Finer(step_ml=step, aims=hit))
    return max(found, key=lambda one: len(one.aims), default=None)


def _within_limit(
    aims: Sequence[Aim], total_ml: Decimal, shelf: Shelf, syringe: Syringe, dextrose_most: Decimal
) -> list[tuple[OnShelf, Decimal]]:
    """In a slightly larger volume where rounding to the syringe alone would pass the limit."""
    diluent = shelf.diluent()
    first = way = choose(aims, total_ml, shelf, syringe, diluent=diluent)
    if any(aim.component == DEXTROSE and (aim.pct or 0) > dextrose_most for aim in aims):
        return first
    for steps in range(1, _MOST_STEPS):
        if dextrose_pct(way) <= dextrose_most:
            return way
        more = total_ml + steps * syringe.step_ml
        way = choose(aims, more, shelf, syringe, diluent=diluent)
    return first


def dextrose_pct(way: Sequence[tuple[OnShelf, Decimal]]) -> Decimal:
    """Of what is drawn together."""
    total = sum((ml for _, ml in way), Decimal(0))
    return sum((found.strengths.get(DEXTROSE, Decimal(0)) * ml for found, ml in way)) / total


def fingerprint(planned: Iterable[PlannedBatch]) -> str:
    """What somebody who mixes by it draws: lots and milliliters of each batch."""
    return "|".join(
        ",".join(f"{part.lot.pk}:{plain(part.ml)}" for part in batch.drawn) for batch in planned
    )


def why_not(batch: PlannedBatch) -> list[str]:
    """Why the batch cannot be made, each with what is meant and what would do; empty if it can."""
    if batch.problem is None:
        return []
    what = ", ".join(map(str, batch.group.aims)) or batch.group.injections[0].place
    words = " ".join([*batch.problem.errors.values(), batch.problem.offer]).strip()
    return [f"{capfirst(what)}: {words}"]


def drawn_from(found: OnShelf, ml: Decimal, taken: dict[int, Decimal]) -> Drawn:
    """Out of the open container while it lasts; `taken` is what earlier batches draw from it."""
    vial: Vial | None = None
    if found.opened is not None:
        opened = found.opened.vial.pk
        vial = found.vial_for(ml + taken.get(opened, Decimal(0)))
        if vial is not None:
            taken[opened] = taken.get(opened, Decimal(0)) + ml
    return Drawn(lot=found.lot, vial=vial, ml=ml)


def choose(
    aims: Sequence[Aim],
    total_ml: Decimal,
    shelf: Shelf,
    syringe: Syringe,
    *,
    fixed: Mapping[str, OnShelf] = MappingProxyType({}),
    diluent: OnShelf | None = None,
) -> list[tuple[OnShelf, Decimal]]:
    """What is drawn for it, the diluent last. Raises SolutionError as `prepare` does.

    `fixed` are the stocks that somebody chose, by component.
    """
    _check_strengths(aims)
    stocks = [
        [fixed[aim.component]] if aim.component in fixed else _stocks_for(aim, aims, shelf)
        for aim in aims
    ]
    missing = {
        aim.component: _why_missing(aim, shelf)
        for aim, found in zip(aims, stocks, strict=True)
        if not found
    }
    if missing:
        raise SolutionError(missing)
    refused: SolutionError | None = None
    for way in islice(_ways(stocks), _MOST_WAYS):
        try:
            return _drawn(aims, way, total_ml, diluent, shelf, syringe)
        except SolutionError as error:
            refused = refused or error
    assert refused is not None, "there is a stock for each component"
    raise refused


def _check_strengths(aims: Sequence[Aim]) -> None:
    if not aims:
        raise SolutionError({"wanted": "Say what is to be injected: no substance is named."})
    unsaid = {
        aim.component: f"Say how strong the {label(aim.component)} is to be."
        for aim in aims
        if aim.pct is None
    }
    if unsaid:
        raise SolutionError(unsaid)


def _stocks_for(aim: Aim, aims: Sequence[Aim], shelf: Shelf) -> list[OnShelf]:
    """What can bring the component and nothing that is not wanted, preferred first.

    Where nothing is strong enough it is the strongest: `prepare` then says what it would do for.
    """
    wanted = {other.component for other in aims}
    first: dict[tuple[int, object], OnShelf] = {}
    for found in shelf.stock:
        holds = {name for name in found.strengths if name in COMPONENTS}
        if aim.component in holds <= wanted and not found.product.has_epinephrine:
            # Lots of one product may differ: each strength is a stock of its own.
            first.setdefault((found.product.pk, frozenset(found.strengths.items())), found)
    enough = [found for found in first.values() if found.strengths[aim.component] >= (aim.pct or 0)]
    if not enough:
        by_strength = sorted(first.values(), key=lambda found: found.strengths[aim.component])
        return by_strength[-1:]
    return sorted(
        enough, key=lambda found: (shelf.preference(found), found.strengths[aim.component])
    )


def _ways(stocks: Sequence[Sequence[OnShelf]]) -> list[tuple[OnShelf, ...]]:
    """One stock for each component: few before many, preferred ones before others."""
    ranks = [{found.lot.pk: place for place, found in enumerate(row)} for row in stocks]
    return sorted(
        product(*stocks),
        key=lambda way: (
            len({found.lot.pk for found in way}),
            sum(rank[found.lot.pk] for rank, found in zip(ranks, way, strict=True)),
        ),
    )


def _drawn(
    aims: Sequence[Aim],
    way: Sequence[OnShelf],
    total_ml: Decimal,
    diluent: OnShelf | None,
    shelf: Shelf,
    syringe: Syringe,
) -> list[tuple[OnShelf, Decimal]]:
    prepared = prepare(
        total_ml=total_ml,
        wanted=[
            Wanted(component=aim.component, pct=aim.pct, stock=stock_of(found.lot))
            for aim, found in zip(aims, way, strict=True)
            if aim.pct is not None
        ],
        diluent=stock_of(diluent.lot) if diluent is not None else WATER,
        syringe=syringe,
        shelf=[stock_of(found.lot) for found in first_of_each(shelf.stock)],
    )
    rest = prepared.diluent_ml
    if rest and diluent is None:
        raise SolutionError(
            {"diluent": f"{plain(rest)} mL of a diluent are needed, none is chosen."}
        )
    by_name = {stock_of(found.lot).name: found for found in way}
    drawn = [(by_name[part.stock.name], part.ml) for part in prepared.mix.parts[:-1] if part.ml]
    return [*drawn, (diluent, rest)] if diluent is not None and rest else drawn


def _why_missing(aim: Aim, shelf: Shelf) -> str:
    name = label(aim.component)
    gone = (
        Lot.objects.filter(strengths__has_key=aim.component, used_up_at=None)
        .select_related("product")
        .order_by("-expires_on", "-id")
        .first()
    )
    if gone is None:
        return f"There is no {name} on the shelf. Receive a lot of it first."
    why = "cannot be used in this mix"
    if gone.recalled_on is not None:
        why = f"is recalled since {day(gone.recalled_on)}"
    elif gone.expires_on < shelf.on:
        why = f"expired on {day(gone.expires_on)}"
    return f"There is no usable {name} on the shelf: {gone} {why}."
