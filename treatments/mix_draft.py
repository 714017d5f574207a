"""A mix that somebody is putting together: what it comes to, what speaks against it, what would do.

Reads only. What is typed is in `Typed`; the form that asks for it is another module's matter.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from urllib.parse import urlencode

from patients.rules import Policy
from treatments import dosing
from treatments.batches import Aim, strengths_of
from treatments.cautions import Caution
from treatments.library import plain
from treatments.mix_checks import Checked, Drawn, Proposal, check_mix
from treatments.mix_choice import Shelf, choose, dextrose_pct, drawn_from
from treatments.mix_page import Contents, DayBar, Opening, contents_of, day_bar
from treatments.mixes import stock_of
from treatments.mixture import Offer, SolutionError, Syringe, capital, label, shown
from treatments.models import Injection, SessionRecord
from treatments.shelf import OnShelf
from treatments.solution import scaled

_CENT = Decimal("0.01")
_TWENTIETH = Decimal("0.05")
# About these the page says more where they are asked for.
_ELSEWHERE_ON_THE_PAGE = frozenset({"appearance"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """`strengths` are (component, percent, stock or None for the clinic's choice) by the number of
    their row; `volumes` are (stock, milliliters or parts); one of the two is empty."""

    total_ml: Decimal | None
    strengths: Mapping[int, tuple[Aim, OnShelf | None]] = field(default_factory=dict)
    volumes: Sequence[tuple[OnShelf, Decimal]] = ()
    diluent: OnShelf | None = None
    syringe_ml: Decimal
    injections: tuple[Injection, ...] = ()

    @property
    def aims(self) -> tuple[Aim, ...]:
        return tuple(aim for aim, _ in self.strengths.values())

    @property
    def injected_ml(self) -> Decimal:
        return sum((row.volume_ml for row in self.injections), Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """A neighboring mix that works: what to put into which fields of the form."""

    words: str
    fields: tuple[tuple[str, str], ...]

    @property
    def as_query(self) -> str:
        return urlencode(self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """What the typed mix comes to; without `drawn` it cannot be made at all."""

    drawn: tuple[Drawn, ...] = ()
    contents: Contents | None = None
    # (field as `treatments.cautions` names it, words)
    wrong: tuple[tuple[str, str], ...] = ()
    fills: tuple[Fill, ...] = ()
    cautions: tuple[Caution, ...] = ()
    bar: DayBar | None = None

    @property
    def problems(self) -> tuple[str, ...]:
        return tuple(words for _, words in self.wrong)

    @property
    def as_shown(self) -> str:
        """What somebody who mixes by it draws."""
        return ",".join(f"{part.lot.pk}:{plain(part.ml)}" for part in self.drawn)

    @property
    def can_be_made(self) -> bool:
        return bool(self.drawn) and not self.wrong


def work_out(
    typed: Typed, record: SessionRecord, shelf: Shelf, *, now: datetime, policy: Policy
) -> Worked:
    """Never raises: what is wrong with a mix is in `wrong`."""
    try:
        drawn = _drawn(typed, shelf)
        proposal = Proposal(
            parts=drawn,
            injected_ml=typed.injected_ml or sum((part.ml for part in drawn), Decimal(0)),
            sites=typed.injections,
            wanted=strengths_of(typed.aims),
        )
        checked = check_mix(record, proposal, now=now, policy=policy)
    except SolutionError as error:
        return Worked(
            wrong=tuple(error.errors.items()),
            fills=tuple(_fills_of(error.offers, typed, shelf)),
        )
    refusals = [one for one in checked.refusals if one.field not in _ELSEWHERE_ON_THE_PAGE]
    wanted = dict(strengths_of(typed.aims))
    return Worked(
        drawn=drawn,
        contents=contents_of(drawn, wanted, proposal.injected_ml, Opening()),
        wrong=tuple((one.field, one.words) for one in refusals),
        fills=tuple(_fills_for(refusals, checked, proposal, typed, shelf, policy)),
        cautions=checked.cautions,
        bar=day_bar(checked.day, policy) if checked.day is not None else None,
    )


def _drawn(typed: Typed, shelf: Shelf) -> tuple[Drawn, ...]:
    if typed.volumes:
        return _by_volumes(typed)
    return _together(_way(typed, shelf))


def _way(typed: Typed, shelf: Shelf) -> list[tuple[OnShelf, Decimal]]:
    if typed.total_ml is None:
        raise SolutionError({"total_ml": "Enter the volume to make."})
    fixed = {aim.component: found for aim, found in typed.strengths.values() if found is not None}
    if len({aim.component for aim in typed.aims}) < len(typed.aims):
        raise SolutionError({"wanted": "Each component can be asked for once only."})
    return choose(
        typed.aims,
        typed.total_ml,
        shelf,
        Syringe(step_ml=typed.syringe_ml),
        fixed=fixed,
        diluent=typed.diluent,
    )


def _by_volumes(typed: Typed) -> tuple[Drawn, ...]:
    """A published recipe, in milliliters or in parts that are made up to the volume asked for."""
    mix = scaled([(stock_of(found.lot), ml) for found, ml in typed.volumes], typed.total_ml)
    return _together(
        [
            (found, part.ml.quantize(_CENT, ROUND_HALF_UP))
            for (found, _), part in zip(typed.volumes, mix.parts, strict=True)
            if part.ml
        ]
    )


def _together(way: Sequence[tuple[OnShelf, Decimal]]) -> tuple[Drawn, ...]:
    """One part for each lot, also where it brings two components or is the diluent as well."""
    sums: dict[int, tuple[OnShelf, Decimal]] = {}
    for found, ml in way:
        before = sums.get(found.lot.pk, (found, Decimal(0)))[1]
        sums[found.lot.pk] = (found, before + ml)
    taken: dict[int, Decimal] = {}
    return tuple(drawn_from(found, ml, taken) for found, ml in sums.values())


# ------------------------------------------------------------------ what would do


def _fills_of(offers: Sequence[Offer], typed: Typed, shelf: Shelf) -> list[Fill]:
    rows = {aim.component: row for row, (aim, _) in typed.strengths.items()}
    fills = []
    for offer in offers:
        fields: list[tuple[str, str]] = []
        if offer.total_ml is not None:
            fields.append(("total_ml", plain(offer.total_ml)))
        row = rows.get(offer.component)
        if row is not None and offer.pct is not None:
            fields.append((f"strengths-{row}-pct", plain(offer.pct)))
            lot = next(
                (found.lot for found in shelf.stock if stock_of(found.lot) == offer.stock), None
            )
            if lot is not None:
                fields.append((f"strengths-{row}-lot", str(lot.pk)))
        if fields:
            fills.append(Fill(words=offer.words, fields=tuple(fields)))
    return fills


def _fills_for(
    refusals: Sequence[Caution],
    checked: Checked,
    proposal: Proposal,
    typed: Typed,
    shelf: Shelf,
    policy: Policy,
) -> list[Fill]:
    rows = {aim.component: (row, aim) for row, (aim, _) in typed.strengths.items()}
    fills = []
    for one in refusals:
        if one.code == "dose" and checked.day is not None:
            fills += _weaker(checked, checked.day, proposal, rows)
        elif one.code == "dextrose" and "dextrose" in rows:
            fills += _less_dextrose(*rows["dextrose"], typed, shelf, policy)
        elif one.code == "more_than_made" and not typed.volumes:
            more = plain(proposal.injected_ml)
            fills.append(Fill(words=f"Make {more} mL", fields=(("total_ml", more),)))
    return fills


def _less_dextrose(
    row: int, aim: Aim, typed: Typed, shelf: Shelf, policy: Policy
) -> Iterator[Fill]:
    """The clinic's limit; where only the syringe goes above it, a volume in which it does not."""
    most = policy.dextrose_most
    if aim.pct is not None and aim.pct > most:
        fields = ((f"strengths-{row}-pct", plain(most)),)
        yield Fill(words=f"Dextrose {plain(most)} %", fields=fields)
        return
    for steps in range(1, 11):
        total = (typed.total_ml or Decimal(0)) + steps * typed.syringe_ml
        try:
            way = _way(replace(typed, total_ml=total), shelf)
        except SolutionError:
            continue
        if dextrose_pct(way) <= most:
            yield Fill(words=f"Make {plain(total)} mL", fields=(("total_ml", plain(total)),))
            return


def _weaker(
    checked: Checked, day: dosing.Day, proposal: Proposal, rows: Mapping[str, tuple[int, Aim]]
) -> list[Fill]:
    """The strongest anesthetic, in steps of 0.05 %, that stays within the maximum of the day."""
    own = len(dosing.doses_in(checked.solution, injected_ml=proposal.injected_ml, where=""))
    agents = {dose.agent for dose in day.doses[len(day.doses) - own :]}
    named = agents & set(rows)
    if len(agents) != 1 or not named:
        return []
    (agent,) = named
    row, aim = rows[agent]
    before = sum((share.used for share in day.shares[: len(day.shares) - own]), Decimal(0))
    mine = day.used - before
    if aim.pct is None or mine <= 0 or before >= 1:
        return []
    most = (aim.pct * (1 - before) / mine / _TWENTIETH).quantize(Decimal(1), ROUND_DOWN)
    pct = most * _TWENTIETH
    if pct <= 0:
        return []
    words = f"{capital(label(agent))} {shown(pct)} %"
    return [Fill(words=words, fields=((f"strengths-{row}-pct", plain(pct)),))]
