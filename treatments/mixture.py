"""What a mixture is: stocks, volumes, and what is then in the bowl.

Percent is weight per volume: 1 % = 10 mg/mL. Volumes are milliliters, doses milligrams. Every
figure is a Decimal, and everything but the volumes is computed from the volumes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from treatments.library import COMPONENTS, plain

MG_PER_ML_PER_PCT = Decimal(10)
# Both from the labels: 253 mOsm/L for dextrose 5 %, 308 mOsm/L for sodium chloride 0.9 %.
OSM_PER_PCT_DEXTROSE = Decimal("50.6")
OSM_PER_PCT_SODIUM_CHLORIDE = Decimal(308) / Decimal("0.9")
DEXTROSE = "dextrose"
SODIUM_CHLORIDE = "sodium_chloride"
MOST_ML = Decimal(250)  # a larger batch for one patient is a slip of the pen
# How finely syringes are graduated, coarsest first: those of 3 mL and more, of 2 mL, of 1 mL.
SYRINGE_STEPS = (Decimal("0.1"), Decimal("0.05"), Decimal("0.01"))

_LABELS = {SODIUM_CHLORIDE: "sodium chloride", **COMPONENTS}


def label(component: str) -> str:
    """The component as people read it; one that is not in the catalogue without underscores."""
    return _LABELS.get(component, component.replace("_", " "))


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A neighboring mix that can be made: the strength `pct` of `component`, drawn from `stock`,
    or the same strengths in another volume (`total_ml`, then `component` is "")."""

    words: str
    component: str = ""
    pct: Decimal | None = None
    stock: "Stock | None" = None
    total_ml: Decimal | None = None


class SolutionError(ValueError):
    """This solution cannot be made. `errors` maps a field to a sentence, `offers` are what can."""

    def __init__(
        self, errors: Mapping[str, str], offer: str = "", offers: Sequence[Offer] = ()
    ) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = dict(errors)
        self.offers = tuple(offers)
        self.offer = offer or " ".join(one.words for one in offers)


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
        step = self.step_ml if ml >= 1 else min(self.fine_step_ml, self.step_ml)
        return (ml / step).quantize(Decimal(1), rounding) * step


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    stock: Stock
    ml: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """What is in the bowl: volumes as drawn, everything else computed from them."""

    parts: tuple[Part, ...]

    def __post_init__(self) -> None:
        volumes = [part.ml for part in self.parts]
        possible = all(ml.is_finite() and 0 <= ml <= MOST_ML for ml in volumes)
        if not possible or not any(volumes):
            raise SolutionError(
                {
                    "parts": "Each volume must be from 0 to "
                    f"{plain(MOST_ML)} mL, and together more than 0 mL."
                }
            )

    @property
    def total_ml(self) -> Decimal:
        return sum((part.ml for part in self.parts), Decimal(0))

    @property
    def components(self) -> tuple[str, ...]:
        """In the order in which the stocks were named; components of a diluent come last."""
        drawn = (part.stock.strengths for part in self.parts if part.ml)
        return tuple(dict.fromkeys(name for strengths in drawn for name in strengths))

    def milligrams(self, component: str, injected_ml: Decimal | None = None) -> Decimal:
        """In the whole mix, or in the part of it that is injected."""
        held = sum((part.ml * part.stock.strength(component) for part in self.parts), Decimal(0))
        if injected_ml is None:
            return held * MG_PER_ML_PER_PCT
        # Multiplied before it is divided: 28.0 mg out of seven milliliters stay 28.0 mg.
        return held * MG_PER_ML_PER_PCT * injected_ml / self.total_ml

    def pct(self, component: str) -> Decimal:
        return self.milligrams(component) / (MG_PER_ML_PER_PCT * self.total_ml)

    def dextrose_grams(self, injected_ml: Decimal | None = None) -> Decimal:
        return self.milligrams(DEXTROSE, injected_ml) / 1000

    def osmolarity(self) -> Decimal:
        """mOsm/L of dextrose and sodium chloride: a lower bound, the rest is not counted."""
        return OSM_PER_PCT_DEXTROSE * self.pct(DEXTROSE) + OSM_PER_PCT_SODIUM_CHLORIDE * self.pct(
            SODIUM_CHLORIDE
        )

    def in_words(self) -> str:
        """ "Dextrose 15 %, lidocaine 0.2 %", as it goes onto a label; diluents are left out."""
        words = [
            f"{label(name)} {shown(self.pct(name))} %"
            for name in self.components
            if name != SODIUM_CHLORIDE
        ]
        return capital(", ".join(words))


def shown(pct: Decimal) -> str:
    """Three decimals, without idle zeros: 12.857, 0.036, 25."""
    return plain(pct.quantize(Decimal("0.001"), ROUND_HALF_UP))


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A mix that can be made. `exact` are the volumes before they were rounded to the syringe.

    `missed` maps a component to the sentence for a strength that rounding moved by 5 to 10 %.
    """

    mix: Mix
    exact: tuple[Part, ...]
    missed: Mapping[str, str] = field(default_factory=dict)

    @property
    def diluent_ml(self) -> Decimal:
        return self.mix.parts[-1].ml

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(self.missed.values())
