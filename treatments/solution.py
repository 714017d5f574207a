"""Mixing a solution: from stock and wanted percentages to milliliters, and what then is in it.

Percent is weight per volume: 1 % = 10 mg/mL. Volumes are milliliters, doses milligrams. Every
figure is a Decimal; nothing is rounded but the volumes that are drawn into a syringe, and what is
in the syringe is computed from those again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal

from treatments.library import plain

MG_PER_ML_PER_PCT = Decimal(10)
# Both from the labels: 253 mOsm/L for dextrose 5 %, 308 mOsm/L for sodium chloride 0.9 %.
OSM_PER_PCT_DEXTROSE = Decimal("50.6")
OSM_PER_PCT_SODIUM_CHLORIDE = Decimal(308) / Decimal("0.9")
DEXTROSE = "dextrose"
SODIUM_CHLORIDE = "sodium_chloride"


class SolutionError(ValueError):
    """This solution cannot be made. `errors` maps a field to a sentence, `offer` is what can."""

    def __init__(self, errors: Mapping[str, str], offer: str = "") -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = dict(errors)
        self.offer = offer


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """What is drawn from one vial: percent of each component. A diluent may hold none at all."""

    name: str
    strengths: Mapping[str, Decimal] = field(default_factory=dict)

    def strength(self, component: str) -> Decimal:
        return self.strengths.get(component, Decimal(0))


WATER = Stock(name="sterile water")
SALINE = Stock(name="saline 0.9 %", strengths={SODIUM_CHLORIDE: Decimal("0.9")})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """So much of a component, out of this stock. What else the stock holds comes along."""

    component: str
    pct: Decimal
    stock: Stock


@dataclass(frozen=True, slots=True, kw_only=True)
class Syringe:
    """How finely volumes are drawn: steps of `step_ml`, below 1 mL of `fine_step_ml`."""

    step_ml: Decimal = Decimal("0.1")
    fine_step_ml: Decimal = Decimal("0.01")

    def drawn(self, ml: Decimal, rounding: str = ROUND_HALF_UP) -> Decimal:
        step = self.step_ml if ml >= 1 else self.fine_step_ml
        return (ml / step).quantize(Decimal(1), rounding) * step


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    stock: Stock
    ml: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """What is in the bowl: volumes as drawn, everything else computed from them."""

    parts: tuple[Part, ...]

    @property
    def total_ml(self) -> Decimal:
        return sum((part.ml for part in self.parts), Decimal(0))

    @property
    def components(self) -> tuple[str, ...]:
        """In the order in which the stocks were named; components of a diluent come last."""
        return tuple(dict.fromkeys(name for part in self.parts for name in part.stock.strengths))

    def milligrams(self, component: str, injected_ml: Decimal | None = None) -> Decimal:
        """In the whole mix, or in the part of it that is injected."""
        held = sum((part.ml * part.stock.strength(component) for part in self.parts), Decimal(0))
        share = Decimal(1) if injected_ml is None else injected_ml / self.total_ml
        return held * MG_PER_ML_PER_PCT * share

    def pct(self, component: str) -> Decimal:
        return self.milligrams(component) / MG_PER_ML_PER_PCT / self.total_ml

    def dextrose_grams(self, injected_ml: Decimal | None = None) -> Decimal:
        return self.milligrams(DEXTROSE, injected_ml) / 1000

    def osmolarity(self) -> Decimal:
        """mOsm/L of dextrose and sodium chloride: a lower bound, the rest is not counted."""
        return OSM_PER_PCT_DEXTROSE * self.pct(DEXTROSE) + OSM_PER_PCT_SODIUM_CHLORIDE * self.pct(
            SODIUM_CHLORIDE
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A mix that can be made. `exact` are the volumes before they were rounded to the syringe."""

    mix: Mix
    exact: tuple[Part, ...]
    warnings: tuple[str, ...] = ()

    @property
    def diluent_ml(self) -> Decimal:
        return self.mix.parts[-1].ml


WARN_MISS = Decimal("0.05")
REFUSE_MISS = Decimal("0.10")
_SYRINGE = Syringe()


def prepare(
    *,
    total_ml: Decimal,
    wanted: Sequence[Wanted],
    diluent: Stock = WATER,
    syringe: Syringe = _SYRINGE,
) -> Prepared:
    """Volumes of each stock, the diluent last; they always add up to `total_ml`.

    Raises SolutionError naming the field where a figure is impossible, a stock too weak, or the
    volumes do not fit; where a neighboring mix works, it is offered.
    """
    _check_figures(total_ml, wanted)
    exact = _exact_volumes(total_ml, wanted)
    _check_room(total_ml, wanted, exact)
    drawn = _drawn(total_ml, exact, syringe)
    rest = total_ml - sum((part.ml for part in drawn), Decimal(0))
    mix = Mix(parts=(*drawn, Part(stock=diluent, ml=rest)))
    exact_rest = total_ml - sum((part.ml for part in exact), Decimal(0))
    return Prepared(
        mix=mix,
        exact=(*exact, Part(stock=diluent, ml=exact_rest)),
        warnings=_misses(mix, wanted),
    )


def _check_figures(total_ml: Decimal, wanted: Sequence[Wanted]) -> None:
    errors = {}
    if not total_ml.is_finite() or total_ml <= 0:
        errors["total_ml"] = "The volume must be more than 0 mL."
    for want in wanted:
        stock = want.stock.strength(want.component)
        if not want.pct.is_finite() or not 0 < want.pct <= 100:
            errors[want.component] = "The strength must be more than 0 and at most 100 %."
        elif want.pct > stock:
            errors[want.component] = (
                f"The stock is {plain(stock)} %, {plain(want.pct)} % cannot be made."
            )
    if len({want.component for want in wanted}) < len(wanted):
        errors["wanted"] = "Each component can be asked for once only."
    if errors:
        raise SolutionError(errors)


def _exact_volumes(total_ml: Decimal, wanted: Sequence[Wanted]) -> tuple[Part, ...]:
    """Stocks of several components first: what they bring along is not drawn a second time."""
    parts: list[Part] = []
    by_stock: dict[str, list[Wanted]] = {}
    for want in wanted:
        by_stock.setdefault(want.stock.name, []).append(want)
    for group in sorted(by_stock.values(), key=lambda group: -len(group[0].stock.strengths)):
        stock = group[0].stock
        volumes = {
            want.component: _still_needed(total_ml, want, parts) / stock.strength(want.component)
            for want in group
        }
        if len(set(volumes.values())) > 1:
            names = " and ".join(volumes)
            raise SolutionError(
                dict.fromkeys(volumes, f"{stock.name} holds {names} in one fixed proportion.")
            )
        parts.append(Part(stock=stock, ml=next(iter(volumes.values()))))
    order = list(by_stock)
    return tuple(sorted(parts, key=lambda part: order.index(part.stock.name)))


def _still_needed(total_ml: Decimal, want: Wanted, parts: Sequence[Part]) -> Decimal:
    """Percent times milliliters that the parts so far do not bring along."""
    brought = sum((part.ml * part.stock.strength(want.component) for part in parts), Decimal(0))
    need = want.pct * total_ml - brought
    if need < 0:
        others = " and ".join(p.stock.name for p in parts if p.stock.strength(want.component))
        least = plain(brought / total_ml)
        raise SolutionError(
            {want.component: f"{others} alone brings {least} %."}, offer=f"{least} %"
        )
    return need


def _check_room(total_ml: Decimal, wanted: Sequence[Wanted], exact: Sequence[Part]) -> None:
    used = sum((part.ml for part in exact), Decimal(0))
    if used <= total_ml:
        return
    # Dextrose is what the treatment is about: the other component gives way.
    giving = max(
        wanted, key=lambda w: (w.component != DEXTROSE, w.pct / w.stock.strength(w.component))
    )
    own = next(part.ml for part in exact if part.stock.name == giving.stock.name)
    room = 1 - (used - own) / total_ml
    message = (
        f"The stocks need {plain(used.quantize(Decimal('0.01')))} mL, "
        f"the syringe is to hold {plain(total_ml)} mL."
    )
    if room <= 0:
        raise SolutionError({giving.component: message})
    reachable = (giving.stock.strength(giving.component) * room).quantize(
        Decimal("0.01"), ROUND_DOWN
    )
    needed = (giving.pct / room).quantize(Decimal("0.01"), ROUND_UP)
    raise SolutionError(
        {giving.component: message},
        offer=f"{giving.component.capitalize()} at most {plain(reachable)} % from this stock; "
        f"{plain(giving.pct)} % needs a stock of {plain(needed)} % or more.",
    )


def _drawn(total_ml: Decimal, exact: Sequence[Part], syringe: Syringe) -> tuple[Part, ...]:
    drawn = [Part(stock=part.stock, ml=syringe.drawn(part.ml)) for part in exact]
    # Rounded up together they may not fit any more: the largest is then drawn a step smaller.
    while sum((part.ml for part in drawn), Decimal(0)) > total_ml:
        place = max(range(len(drawn)), key=lambda i: drawn[i].ml - exact[i].ml)
        if drawn[place].ml <= exact[place].ml:
            place = max(range(len(drawn)), key=lambda i: drawn[i].ml)
        ml = syringe.drawn(exact[place].ml, ROUND_DOWN)
        if ml >= drawn[place].ml:
            ml = total_ml - sum((p.ml for i, p in enumerate(drawn) if i != place), Decimal(0))
        drawn[place] = Part(stock=drawn[place].stock, ml=ml)
    return tuple(drawn)


def _misses(mix: Mix, wanted: Sequence[Wanted]) -> tuple[str, ...]:
    """Sentences for strengths that rounding moved by more than 5 %; above 10 % it is refused."""
    warnings, errors = [], {}
    for want in wanted:
        true = mix.pct(want.component)
        miss = abs(true - want.pct) / want.pct
        words = (
            f"{want.component.capitalize()} comes out at "
            f"{plain(true.quantize(Decimal('0.001')))} % "
            f"instead of {plain(want.pct)} %, because of what the syringe can measure."
        )
        if miss > REFUSE_MISS:
            errors[want.component] = words
        elif miss > WARN_MISS:
            warnings.append(words)
    if errors:
        raise SolutionError(errors, offer="Make a larger volume, or use a finer syringe.")
    return tuple(warnings)
