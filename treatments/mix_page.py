"""What the pages about mixing show, read at one place: no writes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from patients.policy import clinic_policy
from patients.rules import Policy
from staff.templatetags.prolo import moment
from treatments import dosing, mixture
from treatments.batches import Group, groups_of, mixes_of
from treatments.cautions import Caution
from treatments.library import plain
from treatments.mix_checks import Checked, Drawn, check_mixes, day_so_far
from treatments.mix_choice import (
    Finer,
    PlannedBatch,
    finer,
    fingerprint,
    plan_batches,
    read_to,
    shelf_for,
    why_not,
)
from treatments.mixes import stock_of, use_before
from treatments.models import Injection, Lot, Mix, OutsideDose, SessionRecord

_TENTH = Decimal("0.1")
# Where it is not due to be asked about the looks yet, nobody is told off for not having said it.
_NOT_YET = frozenset({"appearance", "elsewhere"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One part of a mix: so much of this lot, out of which container."""

    lot: Lot
    ml: Decimal
    container: str
    # Its colour: a number, or "diluent".
    tone: str
    # Where its stripe lies in the picture of the syringe: start and width in percent of the volume.
    start: str
    width: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """One substance in a mix, as it truly is, and what was aimed at if that differs."""

    name: str
    pct: str
    aimed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What is in a mix, in figures for people."""

    lines: tuple[Line, ...]
    substances: tuple[Content, ...]
    total_ml: Decimal
    grams: Decimal
    osmolarity: Decimal
    # Anesthetics of what is injected of it: "Lidocaine 15 mg".
    doses: tuple[str, ...]

    @property
    def in_words(self) -> str:
        return ", ".join(f"{one.name} {one.pct}" for one in self.substances) or "No substance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One batch that is to be made: what goes in, or why it cannot be made."""

    letter: str
    group: Group
    total_ml: Decimal
    contents: Contents | None
    problems: tuple[str, ...]
    cautions: tuple[Caution, ...]
    finer: Finer | None

    @property
    def asked(self) -> str:
        return mixture.capital(", ".join(map(str, self.group.aims))) or "Nothing named"

    @property
    def can_be_made(self) -> bool:
        return not self.problems


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeCard:
    """One batch as it was made; `given_at` is when the last needle was out, once that is known."""

    mix: Mix
    contents: Contents
    injections: tuple[Injection, ...]
    use_before: datetime
    given_at: datetime | None
    minutes_left: int

    @property
    def is_too_old(self) -> bool:
        return self.minutes_left < 0

    @property
    def tone(self) -> str:
        if self.is_too_old:
            return "stop"
        if self.given_at is not None:
            return "ok"
        return "warn" if self.minutes_left <= 15 else "ok"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stripe:
    """One dose in the bar of the day."""

    words: str
    tone: str
    start: str
    width: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBar:
    """Local anesthetic of the day against this patient's maximum."""

    day: dosing.Day
    stripes: tuple[Stripe, ...]
    tone: str

    @property
    def words(self) -> str:
        return f"{self.day.used_pct} of today's maximum"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How finely the syringes of this page are read, in mL; `chosen` is "" for the clinic's way."""

    step: str
    chosen: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparePage:
    """Everything on the page on which a session is prepared."""

    cards: tuple[Card, ...]
    made: tuple[MadeCard, ...]
    thrown_away: tuple[Mix, ...]
    not_mixed: tuple[Injection, ...]
    outside: tuple[OutsideDose, ...]
    bar: DayBar | None
    grams: Decimal
    minutes: int
    as_shown: str
    reading: Reading

    @property
    def can_be_made(self) -> bool:
        return bool(self.cards) and all(card.can_be_made for card in self.cards)

    @property
    def cautions(self) -> tuple[Caution, ...]:
        return tuple(one for card in self.cards for one in card.cautions)

    @property
    def holds_anesthetic(self) -> bool:
        return any(card.contents and card.contents.doses for card in self.cards)

    @property
    def soonest(self) -> MadeCard | None:
        """The batch that is too old first."""
        return min(self.made, key=lambda card: card.use_before, default=None)


def prepare_page(
    record: SessionRecord, *, now: datetime, syringe_step: Decimal | None = None
) -> PreparePage:
    """What the record asks for and what is made of it; always as many queries.

    Syringes are read to `syringe_step` mL, None: as the clinic set it.
    """
    clinics = clinic_policy()
    policy = read_to(clinics, syringe_step)
    injections = list(record.injections.order_by("position"))
    mixes = mixes_of(record)
    standing = [mix for mix in mixes if mix.discarded_at is None]
    shelf = shelf_for(record, policy)
    planned = plan_batches(groups_of(injections), shelf, policy)
    checked = _checked(record, planned, now, policy)
    last, opening = len(mixes), Opening()
    cards = tuple(
        _card(batch, found, last + place, opening, finer(batch, shelf, policy))
        for place, (batch, found) in enumerate(zip(planned, checked, strict=True), start=1)
    )
    day = next((found.day for found in reversed(checked) if found and found.day), None)
    if day is None:
        day = day_so_far(record, policy=policy)
    made = tuple(_made(mix, record, now, policy) for mix in standing)
    return PreparePage(
        cards=cards,
        made=made,
        thrown_away=tuple(mix for mix in mixes if mix.discarded_at is not None),
        not_mixed=tuple(row for row in injections if row.procedure),
        outside=tuple(record.outside_doses.all()),
        bar=day_bar(day, policy) if day is not None else None,
        grams=_grams([card.contents for card in cards], [card.contents for card in made]),
        minutes=policy.beyond_use_minutes,
        as_shown=fingerprint(planned),
        reading=_reading(clinics.syringe_step_ml, syringe_step),
    )


def _reading(clinics: Decimal, chosen: Decimal | None) -> Reading:
    return Reading(
        step=plain(chosen or clinics),
        chosen="" if chosen is None else plain(chosen),
        choices=syringe_choices(clinics),
    )


def syringe_choices(clinics: Decimal) -> tuple[str, ...]:
    """What syringes may be read to, in mL, coarsest first: the clinic's own step is among them."""
    return tuple(map(plain, sorted({clinics, *mixture.SYRINGE_STEPS}, reverse=True)))


def _grams(*groups: Sequence[Contents | None]) -> Decimal:
    return sum((each.grams for found in groups for each in found if each), Decimal(0))


def _checked(
    record: SessionRecord, planned: Sequence[PlannedBatch], now: datetime, policy: Policy
) -> list[Checked | None]:
    feasible = [batch for batch in planned if batch.problem is None]
    answers = iter(
        check_mixes(record, [batch.proposal() for batch in feasible], now=now, policy=policy)
    )
    return [next(answers) if batch.problem is None else None for batch in planned]


def _card(
    batch: PlannedBatch,
    found: Checked | None,
    position: int,
    opening: "Opening",
    better: Finer | None,
) -> Card:
    wanted = {aim.component: aim.pct for aim in batch.group.aims if aim.pct is not None}
    problems = tuple(why_not(batch))
    contents = None
    if found is not None:
        contents = contents_of(batch.drawn, wanted, batch.group.injected_ml, opening)
        problems += tuple(one.words for one in found.refusals if one.field not in _NOT_YET)
    return Card(
        letter=letter(position),
        group=batch.group,
        total_ml=batch.total_ml,
        contents=contents,
        problems=problems,
        cautions=found.cautions if found is not None else (),
        finer=better,
    )


def letter(position: int) -> str:
    return Mix(position=position).letter


def _made(mix: Mix, record: SessionRecord, now: datetime, policy: Policy) -> MadeCard:
    injections = tuple(sorted(mix.injections.all(), key=lambda row: row.position))
    injected = sum((row.volume_ml for row in injections), Decimal(0))
    until, given = use_before(mix, policy), record.last_needle_at
    if given is not None and given < mix.mixed_at:
        given = None  # mixed after the others were injected
    return MadeCard(
        mix=mix,
        contents=contents_of(
            [Drawn(lot=part.lot, vial=part.vial, ml=part.ml) for part in mix.parts.all()],
            {str(row["component"]): Decimal(str(row["pct"])) for row in mix.wanted},
            injected or mix.total_ml,
            Opening(),
        ),
        injections=injections,
        use_before=until,
        given_at=given,
        minutes_left=int((until - (given or now)).total_seconds() // 60),
    )


class Opening:
    """Which containers are opened for batches that are made together, as the action opens them."""

    def __init__(self) -> None:
        self.left: dict[int, Decimal] = {}

    def words(self, part: Drawn) -> str:
        if part.vial is not None:
            return f"container opened {moment(part.vial.opened_at)}"
        left, holds = self.left.get(part.lot.pk, Decimal(0)), part.lot.product.container_ml
        if left >= part.ml:
            self.left[part.lot.pk] = left - part.ml
            return "from the same container"
        needed = part.lot.product.containers_for(part.ml)
        self.left[part.lot.pk] = needed * holds - part.ml
        size = f"{plain(holds)} mL"
        return f"opens {needed} of {size}" if needed > 1 else f"opens one of {size}"


def contents_of(
    drawn: Sequence[Drawn],
    wanted: dict[str, Decimal],
    injected_ml: Decimal,
    opening: Opening,
) -> Contents:
    """No query where lots, products and vials are there."""
    solution = mixture.Mix(
        parts=tuple(mixture.Part(stock=stock_of(part.lot), ml=part.ml) for part in drawn)
    )
    return Contents(
        lines=tuple(_lines(drawn, solution.total_ml, opening)),
        substances=tuple(
            _content(name, solution.pct(name), wanted.get(name))
            for name in solution.components
            if name != mixture.SODIUM_CHLORIDE
        ),
        total_ml=solution.total_ml,
        grams=solution.dextrose_grams(injected_ml),
        osmolarity=solution.osmolarity(),
        doses=tuple(
            f"{mixture.capital(dose.agent)} {dosing.shown_mg(dose.mg)} mg"
            for dose in dosing.doses_in(solution, injected_ml=injected_ml, where="")
        ),
    )


def _content(name: str, pct: Decimal, wanted: Decimal | None) -> Content:
    true = mixture.shown(pct)
    aimed = plain(wanted) if wanted is not None else true
    return Content(
        name=mixture.capital(mixture.label(name)),
        pct=f"{true}\N{NO-BREAK SPACE}%",
        aimed=f"{aimed}\N{NO-BREAK SPACE}%" if aimed != true else "",
    )


def _lines(drawn: Sequence[Drawn], total_ml: Decimal, opening: Opening) -> Iterable[Line]:
    start = Decimal(0)
    for place, part in enumerate(drawn):
        width = part.ml * 100 / total_ml
        yield Line(
            lot=part.lot,
            ml=part.ml,
            container=opening.words(part),
            tone="diluent" if part.lot.product.is_diluent else str(place),
            start=_share(start),
            width=_share(width),
        )
        start += width


def day_bar(day: dosing.Day, policy: Policy) -> DayBar:
    """Stripes side by side; what goes beyond the maximum is cut off where the bar ends."""
    used = day.used * 100
    tone = "stop" if used > 100 else "warn" if used >= policy.dose_warning_pct else "ok"
    start, stripes = Decimal(0), []
    for words, share, number in zip(day.lines, day.shares, range(len(day.shares)), strict=True):
        width = share.used * 100
        stripes.append(
            Stripe(
                words=words.replace(" %", "\N{NO-BREAK SPACE}%"),
                tone=str(number % 4),
                start=_share(min(start, Decimal(100))),
                width=_share(max(min(width, 100 - start), Decimal(0))),
            )
        )
        start += width
    return DayBar(day=day, stripes=tuple(stripes), tone=tone)


def _share(percent: Decimal) -> str:
    return plain(percent.quantize(_TENTH, ROUND_HALF_UP))
