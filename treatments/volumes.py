"""From wanted percentages to the milliliters that are drawn. `treatments.solution` is the door."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_DOWN, Decimal

from treatments.library import plain
from treatments.limits import STRONGEST_ANAESTHETIC
from treatments.mixture import (
    MOST_ML,
    Mix,
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

WARN_MISS = Decimal("0.05")
REFUSE_MISS = Decimal("0.10")
# Finer than any syringe; what division leaves behind that is noise.
_FINEST = Decimal("0.000000001")

# Recorded as procedures of their own with their own consent, never mixed (words of a stock's name).
_NOT_MIXED = (
    "steroid", "triamcinolone", "methylprednisolone", "betamethasone", "dexamethasone",
    "hydrocortisone", "prednisolone", "prp", "platelet", "bmac", "bone marrow", "bone-marrow",
    "bone_marrow", "hyaluron",
)  # fmt: skip


class MissedError(SolutionError):
    """The volumes fit, and yet a strength is more than 10 % off in the `mix` that comes out."""

    def __init__(self, errors: Mapping[str, str], mix: Mix) -> None:
        super().__init__(errors)
        self.mix = mix


def made(total_ml: Decimal, wanted: Sequence[Wanted], diluent: Stock, syringe: Syringe) -> Prepared:
    """Volumes of each stock, the diluent last. Raises SolutionError without offers."""
    check_figures(total_ml, wanted, diluent)
    exact = exact_volumes(total_ml, wanted)
    _check_room(total_ml, wanted, exact)
    mix = _drawn_mix(total_ml, exact, diluent, syringe)
    rest = max(total_ml - _sum(exact), Decimal(0))
    exact = (*exact, Part(stock=diluent, ml=rest))
    missed, errors = misses(mix, wanted, Mix(parts=exact))
    if errors:
        raise MissedError(errors, mix)
    return Prepared(mix=mix, exact=exact, missed=missed)


def not_mixed(words: str) -> bool:
    """Whether this is a corticosteroid, a blood product, bone marrow or hyaluronate."""
    return any(name in words.lower() for name in _NOT_MIXED)


def not_mixed_message(name: str) -> str:
    return f"{capital(name)} is not mixed: record it as a procedure of its own, with its consent."


def check_figures(total_ml: Decimal, wanted: Sequence[Wanted], diluent: Stock) -> None:
    errors = {}
    if problem := _wrong_volume(total_ml):
        errors["total_ml"] = problem
    if not wanted:
        errors["wanted"] = "Name at least one substance and its strength."
    if len({want.component for want in wanted}) < len(wanted):
        errors["wanted"] = "Each component can be asked for once only."
    for want in wanted:
        if problem := wrong_strength(want):
            errors[want.component] = problem
    if not_mixed(diluent.name):
        errors["diluent"] = not_mixed_message(diluent.name)
    if errors:
        raise SolutionError(errors)


def _wrong_volume(total_ml: Decimal) -> str:
    if not total_ml.is_finite():
        return "The volume must be a number of milliliters."
    if total_ml <= 0:
        return "The volume must be more than 0 mL."
    if total_ml > MOST_ML:
        return f"At most {plain(MOST_ML)} mL can be mixed for one patient."
    if total_ml != total_ml.quantize(Decimal("0.01"), ROUND_DOWN):
        return "Give the volume with at most two decimals."
    return ""


def wrong_strength(want: Wanted) -> str:
    """What is wrong with what is asked for by itself, in words; "" for nothing."""
    name = capital(label(want.component))
    if not_mixed(want.component) or not_mixed(want.stock.name):
        return not_mixed_message(label(want.component))
    if not want.pct.is_finite():
        return f"{name}: the strength must be a number."
    if not 0 < want.pct <= 100:
        return f"{name}: the strength must be more than 0 and at most 100 %."
    stock = want.stock.strength(want.component)
    if not stock:
        return f"{want.stock.name} holds no {label(want.component)}."
    if want.pct <= stock:
        return ""
    hint = ""
    if want.pct > STRONGEST_ANAESTHETIC.get(want.component, Decimal(100)):
        hint = f" 1 % = 10 mg/mL: {plain(want.pct)} mg/mL is {plain(want.pct / 10)} %."
    return f"{name}: the stock is {plain(stock)} %, {plain(want.pct)} % cannot be made.{hint}"


def _identity(stock: Stock) -> tuple[str, tuple[tuple[str, Decimal], ...]]:
    """Two lots of one product may differ in strength."""
    return stock.name, tuple(sorted(stock.strengths.items()))


def exact_volumes(total_ml: Decimal, wanted: Sequence[Wanted]) -> tuple[Part, ...]:
    """Stocks of several components first: what they bring along is not drawn a second time.

    What is asked for first of a stock sets its volume; the rest of it follows in proportion.
    """
    by_stock: dict[object, Wanted] = {}
    for want in wanted:
        by_stock.setdefault(_identity(want.stock), want)
    parts: dict[object, Part] = {}
    for key, want in sorted(by_stock.items(), key=lambda item: -len(item[1].stock.strengths)):
        need = _still_needed(total_ml, want, list(parts.values()))
        ml = (need / want.stock.strength(want.component)).quantize(_FINEST)
        parts[key] = Part(stock=want.stock, ml=ml)
    return tuple(parts[key] for key in by_stock)


def _still_needed(total_ml: Decimal, want: Wanted, parts: Sequence[Part]) -> Decimal:
    """Percent times milliliters that the parts so far do not bring along."""
    brought = sum((part.ml * part.stock.strength(want.component) for part in parts), Decimal(0))
    need = want.pct * total_ml - brought
    if need < 0:
        others = " and ".join(p.stock.name for p in parts if p.stock.strength(want.component))
        alone = f"{others} alone brings {shown(brought / total_ml)} % {label(want.component)}."
        raise SolutionError({want.component: alone})
    return need


def _sum(parts: Sequence[Part]) -> Decimal:
    return sum((part.ml for part in parts), Decimal(0))


def _check_room(total_ml: Decimal, wanted: Sequence[Wanted], exact: Sequence[Part]) -> None:
    used = _sum(exact)
    if used > total_ml + _FINEST * len(exact):
        needed = plain(used.quantize(Decimal("0.01")))
        raise SolutionError(
            {
                giving_way(wanted).component: f"The stocks alone need {needed} mL, "
                f"and {plain(total_ml)} mL are to be made."
            }
        )


def giving_way(wanted: Sequence[Wanted]) -> Wanted:
    """Dextrose is what the treatment is about: what takes most room besides it gives way."""
    return max(
        wanted,
        key=lambda want: (
            want.component != "dextrose",
            want.pct / want.stock.strength(want.component),
        ),
    )


def _drawn_mix(total_ml: Decimal, exact: Sequence[Part], diluent: Stock, syringe: Syringe) -> Mix:
    drawn = [syringe.drawn(part.ml) for part in exact]
    # Rounded up together they may not fit any more: then those rounded up most are rounded down.
    for place in sorted(range(len(drawn)), key=lambda i: exact[i].ml - drawn[i]):
        if sum(drawn) > total_ml:
            drawn[place] = syringe.drawn(exact[place].ml, ROUND_DOWN)
    parts = [Part(stock=part.stock, ml=ml) for part, ml in zip(exact, drawn, strict=True)]
    return Mix(parts=(*parts, Part(stock=diluent, ml=total_ml - _sum(parts))))


def misses(
    mix: Mix, wanted: Sequence[Wanted], exact: Mix
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Strengths that come out more than 5 % off, and those that are refused, above 10 %."""
    warnings: dict[str, str] = {}
    errors: dict[str, str] = {}
    for want in wanted:
        miss = _miss(mix, want)
        if miss <= WARN_MISS:
            continue
        why = "because of what the syringe can measure"
        if _miss(exact, want) > WARN_MISS:
            why = f"because {want.stock.name} holds its parts in one fixed proportion"
        words = (
            f"{capital(label(want.component))} comes out at {shown(mix.pct(want.component))} % "
            f"instead of {plain(want.pct)} %, {why}."
        )
        (errors if miss > REFUSE_MISS else warnings)[want.component] = words
    return warnings, errors


def _miss(mix: Mix, want: Wanted) -> Decimal:
    """Relative to what was wanted."""
    return abs(mix.pct(want.component) - want.pct) / want.pct
