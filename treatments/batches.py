"""What has to be mixed for a record: injections that are alike, and what each of them holds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, ROUND_UP, Decimal

from treatments import mixture
from treatments.library import plain
from treatments.models import Injection, Mix, SessionRecord
from treatments.models.injectate import Injectate
from treatments.substances import SUBSTANCES

# Injections keep three decimals.
_KEPT = Decimal("0.001")
ANAESTHETICS = tuple(agent for agent in Injectate.Anaesthetic.values if agent)

Columns = dict[str, Decimal | str | None]


@dataclass(frozen=True, slots=True)
class Aim:
    """So much of one component in the batch; None where it is named without a strength."""

    component: str
    pct: Decimal | None

    def __str__(self) -> str:
        strength = "strength not said" if self.pct is None else f"{mixture.shown(self.pct)} %"
        return f"{mixture.label(self.component)} {strength}"


@dataclass(frozen=True, slots=True)
class Group:
    """Injections of one record that are alike enough to be drawn from one batch."""

    injections: tuple[Injection, ...]
    aims: tuple[Aim, ...]

    @property
    def injected_ml(self) -> Decimal:
        return sum((row.volume_ml for row in self.injections), Decimal(0))


def aims_of(row: Injectate) -> tuple[Aim, ...]:
    """The components that one injection asks for, dextrose first, anesthetics last."""
    found = [
        Aim(name, pct)
        for column, name in SUBSTANCES.items()
        if (pct := getattr(row, column)) is not None
    ]
    anaesthetics = (
        (row.anaesthetic, row.anaesthetic_pct),
        (row.second_anaesthetic, row.second_anaesthetic_pct),
    )
    return (*found, *(Aim(agent, pct) for agent, pct in anaesthetics if agent))


def strengths_of(aims: Iterable[Aim]) -> tuple[tuple[str, Decimal], ...]:
    """Component and percent of each aim that says a strength."""
    return tuple((aim.component, aim.pct) for aim in aims if aim.pct is not None)


def groups_of(injections: Iterable[Injection]) -> list[Group]:
    """What has to be mixed still, alike with alike, in the order of the record."""
    alike: dict[frozenset[Aim], list[Injection]] = {}
    for row in injections:
        if row.procedure == Injectate.Procedure.SOLUTION and row.mix_id is None:
            alike.setdefault(frozenset(aims_of(row)), []).append(row)
    return [Group(tuple(rows), aims_of(rows[0])) for rows in alike.values()]


def mixes_of(record: SessionRecord) -> list[Mix]:
    """Every batch with its parts and injections, thrown-away ones too; four queries."""
    return list(
        record.mixes.select_related("mixed_by", "discarded_by")
        .prefetch_related("parts__lot__product", "parts__vial", "injections")
        .order_by("position")
    )


def true_columns(contents: mixture.Mix, row: Injectate) -> Columns:
    """What an injection drawn from this batch holds, as its columns keep it.

    Anesthetics stay in the order in which `row` names them.
    """
    named = (row.anaesthetic, row.second_anaesthetic)
    ordered = sorted(
        contents.components, key=lambda name: named.index(name) if name in named else len(named)
    )
    return _columns({name: kept(contents.pct(name)) for name in ordered})


def aimed_columns(mix: Mix) -> Columns | None:
    """What the injections were to hold before the syringe rounded; None if nobody said."""
    wanted = {str(row["component"]): Decimal(str(row["pct"])) for row in mix.wanted}
    return _columns(wanted) if wanted else None


def _columns(held: dict[str, Decimal]) -> Columns:
    agents = [name for name in held if name in ANAESTHETICS]
    first, second = [*agents, "", ""][:2]
    columns: Columns = {column: held.get(name) for column, name in SUBSTANCES.items()}
    return columns | {
        "anaesthetic": first,
        "anaesthetic_pct": held.get(first),
        "second_anaesthetic": second,
        "second_anaesthetic_pct": held.get(second),
    }


def as_json(aims: Sequence[Aim]) -> list[dict[str, str]]:
    """As `Mix.wanted` keeps them."""
    return [{"component": name, "pct": plain(pct)} for name, pct in strengths_of(aims)]


def rounded_up(ml: Decimal, step: Decimal) -> Decimal:
    """To what a syringe of this step can be filled to."""
    return (ml / step).quantize(Decimal(1), ROUND_UP) * step


def kept(pct: Decimal) -> Decimal:
    return pct.quantize(_KEPT, ROUND_HALF_UP)
