"""Mixing a solution: from stock and wanted percentages to milliliters, and what then is in it.

Percent is weight per volume: 1 % = 10 mg/mL. Volumes are milliliters, doses milligrams. Every
figure is a Decimal; nothing is rounded but the volumes that are drawn into a syringe, and what is
in the syringe is computed from those again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_DOWN, ROUND_UP, Decimal

from treatments.library import plain
from treatments.mixture import (
    DEXTROSE,
    MOST_ML,
    SALINE,
    SODIUM_CHLORIDE,
    WATER,
    Mix,
    Offer,
    Part,
    Prepared,
    SolutionError,
    Stock,
    Syringe,
    Wanted,
    capital,
    label,
    shown,
)
from treatments.volumes import MissedError, exact_volumes, made, wrong_strength

__all__ = [
    "DEXTROSE",
    "SALINE",
    "SODIUM_CHLORIDE",
    "WATER",
    "Mix",
    "Offer",
    "Part",
    "Prepared",
    "SolutionError",
    "Stock",
    "Syringe",
    "Wanted",
    "prepare",
    "printed_otherwise",
    "scaled",
]

_SYRINGE = Syringe()
_CENT = Decimal("0.01")


def prepare(
    *,
    total_ml: Decimal,
    wanted: Sequence[Wanted],
    diluent: Stock = WATER,
    syringe: Syringe = _SYRINGE,
    shelf: Sequence[Stock] = (),
) -> Prepared:
    """Volumes of each stock, the diluent last; they always add up to `total_ml`.

    Raises SolutionError naming the field where a figure is impossible, a stock too weak, the
    volumes do not fit, or rounding to the syringe misses a strength by more than 10 %. What works
    instead is offered, from the stocks asked for and from those of the `shelf`; every offer was
    tried.
    """
    try:
        return made(total_ml, wanted, diluent, syringe)
    except SolutionError as error:
        if not error.errors.keys() <= {want.component for want in wanted}:
            raise
        attempt = _Attempt(total_ml, wanted, diluent, syringe)
        offers = tuple(attempt.offers(error, shelf))
        raise SolutionError(error.errors, offers=offers) from error


class _Attempt:
    """A solution that cannot be made, and what can be made in its place."""

    def __init__(
        self, total_ml: Decimal, wanted: Sequence[Wanted], diluent: Stock, syringe: Syringe
    ) -> None:
        self.total_ml = total_ml
        self.wanted = tuple(wanted)
        self.diluent = diluent
        self.syringe = syringe

    def offers(self, error: SolutionError, shelf: Sequence[Stock]) -> Iterator[Offer]:
        faulty = [want for want in self.wanted if want.component in error.errors]
        if any(not want.pct.is_finite() or not 0 < want.pct <= 100 for want in faulty):
            return
        if isinstance(error, MissedError):
            yield from self._nearby(faulty, error.mix)
            return
        for want in faulty:
            yield from self._strengths(want, shelf)

    def _works(self, wanted: Sequence[Wanted], total_ml: Decimal | None = None) -> bool:
        try:
            made(total_ml or self.total_ml, wanted, self.diluent, self.syringe)
        except SolutionError:
            return False
        return True

    def _with(self, want: Wanted, pct: Decimal, stock: Stock) -> tuple[Wanted, ...]:
        other = replace(want, pct=pct, stock=stock)
        return tuple(other if one is want else one for one in self.wanted)

    def _strengths(self, want: Wanted, shelf: Sequence[Stock]) -> Iterator[Offer]:
        """The strongest that each stock allows beside the others, and whether that is enough."""
        room, brought = self._room_for(want)
        if room <= 0:
            return
        found = []
        for stock in (want.stock, *(s for s in shelf if s != want.stock)):
            reached = (brought + room * stock.strength(want.component)) / self.total_ml
            most = reached.quantize(_CENT, ROUND_DOWN)
            if most > 0 and self._works(self._with(want, most, stock)):
                found.append((stock, most))
        name, asked = capital(label(want.component)), plain(want.pct)
        does_it = [
            most >= want.pct and self._works(self._with(want, want.pct, stock))
            for stock, most in found
        ]
        for (stock, most), enough in zip(found, does_it, strict=True):
            words = f"{name} at most {plain(most)} % from {stock.name}"
            if enough:
                words += f": {asked} % can be made."
            elif stock is want.stock and not any(does_it):
                needed = ((want.pct * self.total_ml - brought) / room).quantize(_CENT, ROUND_UP)
                words += f"; {asked} % needs a stock of {plain(needed)} % or more."
            else:
                words += "."
            pct = want.pct if enough else most
            yield Offer(words=words, component=want.component, pct=pct, stock=stock)

    def _room_for(self, want: Wanted) -> tuple[Decimal, Decimal]:
        """Milliliters that the others leave, and percent times milliliters that they bring."""
        others = [one for one in self.wanted if one is not want]
        if any(wrong_strength(one) for one in others):
            return Decimal(0), Decimal(0)
        try:
            parts = exact_volumes(self.total_ml, others)
        except SolutionError:
            return Decimal(0), Decimal(0)
        brought = sum((part.ml * part.stock.strength(want.component) for part in parts), Decimal(0))
        return self.total_ml - sum((part.ml for part in parts), Decimal(0)), brought

    def _nearby(self, missed: Sequence[Wanted], mix: Mix) -> Iterator[Offer]:
        """A volume in which the syringe hits the strengths, and the strength as it comes out."""
        for times in (2, 3, 4, 5, 10):
            more = self.total_ml * times
            if more <= MOST_ML and self._works(self.wanted, more):
                yield Offer(words=f"It can be made in {plain(more)} mL.", total_ml=more)
                break
        for want in missed:
            true = mix.pct(want.component).quantize(_CENT)
            if 0 < true <= want.stock.strength(want.component) and self._works(
                self._with(want, true, want.stock)
            ):
                words = f"{capital(label(want.component))} {plain(true)} % can be made."
                yield Offer(words=words, component=want.component, pct=true, stock=want.stock)


def scaled(parts: Sequence[tuple[Stock, Decimal]], total_ml: Decimal | None = None) -> Mix:
    """A published recipe in volumes or in parts ("1 : 1.5 : 0.5"), made up to `total_ml`.

    Nothing is rounded. Raises SolutionError for volumes that cannot be.
    """
    mix = Mix(parts=tuple(Part(stock=stock, ml=ml) for stock, ml in parts))
    if total_ml is None:
        return mix
    if not total_ml.is_finite() or not 0 < total_ml <= MOST_ML:
        most = plain(MOST_ML)
        raise SolutionError({"total_ml": f"The volume must be above 0 and at most {most} mL."})
    whole = mix.total_ml
    return Mix(parts=tuple(replace(part, ml=part.ml * total_ml / whole) for part in mix.parts))


def printed_otherwise(mix: Mix, printed: Mapping[str, Decimal]) -> tuple[str, ...]:
    """Notes on figures that a source prints and its own recipe does not give.

    What is computed is shown and injected; what is printed stays beside it as a note. Sources
    round: half a percent, relative, is not a difference.
    """
    return tuple(
        f"The source prints {label(name)} {plain(pct)} %, its recipe gives "
        f"{shown(mix.pct(name))} %."
        for name, pct in printed.items()
        if abs(mix.pct(name) - pct) > pct * Decimal("0.005")
    )
