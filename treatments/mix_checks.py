"""Everything there is to say about a mix that somebody is about to make. Reads, writes nothing."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from patients.facts import gather
from patients.policy import clinic_policy
from patients.rules import Facts, Moment, Policy
from patients.rules.doses import reasons_for_less, usable_weight
from staff.templatetags.prolo import clock
from treatments import mixture
from treatments.cautions import Caution, refusals, refuse, unacknowledged
from treatments.dosing import Day, Dose, day_of, doses_in, judge, without_limit, wrong_weight
from treatments.library import plain
from treatments.limits import Level
from treatments.mix_allergies import allergies_against
from treatments.mix_cautions import Site, mix_cautions
from treatments.mix_stock import stock_problems
from treatments.mixes import solution_of, stock_of, use_before
from treatments.models import (
    Lot,
    Mix,
    MixPart,
    OutsideDose,
    PlanVersion,
    Session,
    SessionRecord,
    Vial,
)
from treatments.models.injectate import Injectate
from treatments.policy import limits_of
from treatments.stored_protocol import solutions_of


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
    `wanted` are components and the percentages that were aimed at. `appearance` is a value of
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
        parts = [mixture.Part(stock=stock_of(part.lot), ml=part.ml) for part in self.parts]
        return mixture.Mix(parts=tuple(parts))

    @property
    def with_epinephrine(self) -> tuple[str, ...]:
        """Names of the products that hold it."""
        products = (part.lot.product for part in self.parts)
        return tuple(product.name for product in products if product.has_epinephrine)

    @property
    def is_waste(self) -> bool:
        """Looked at and not clear: it is thrown away, nobody gets any of it."""
        return self.appearance not in ("", Mix.Appearance.CLEAR)


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
    proposals, batches and injections; the lots of the parts come with their products.
    """
    if not proposals:
        return ()
    bench = _Bench(record, policy or clinic_policy())
    on = timezone.localdate(now)
    return tuple(bench.check(proposal, on) for proposal in proposals)


def check_mix(
    record: SessionRecord, proposal: Proposal, *, now: datetime, policy: Policy | None = None
) -> Checked:
    (checked,) = check_mixes(record, [proposal], now=now, policy=policy)
    return checked


def check_injectable(mix: Mix, now: datetime, policy: Policy | None = None) -> None:
    """Raise ValidationError where the batch was thrown away, is not clear, or is too old."""
    policy = policy or clinic_policy()
    if mix.discarded_at is not None:
        raise ValidationError(
            f"Mix {mix.letter} was thrown away: {mix.discard_reason}", code="discarded"
        )
    if mix.appearance != Mix.Appearance.CLEAR:
        raise ValidationError(
            f"Mix {mix.letter} is not clear. Throw it away and mix again.", code="not clear"
        )
    if now > use_before(mix, policy):
        raise ValidationError(
            f"Mix {mix.letter} was mixed at {clock(mix.mixed_at)} and could be injected until "
            f"{clock(use_before(mix, policy))} ({policy.beyond_use_minutes} minutes). Throw it "
            "away and mix again.",
            code="beyond use",
        )


def day_so_far(record: SessionRecord, policy: Policy | None = None) -> Day | None:
    """The anesthetic that the patient got or gets today by what is mixed and entered, against the
    maximum; None without a usable weight."""
    bench = _Bench(record, policy or clinic_policy())
    return bench.day(bench.doses) if bench.weight_problem is None else None


class _Bench:
    """What is known around the bench of one record: read once, asked for each proposal."""

    def __init__(self, record: SessionRecord, policy: Policy) -> None:
        self.record = record
        self.policy = policy
        plan = record.session.plan
        self.facts: Facts = gather(
            plan.patient, today=record.treated_on, answers={}, moment=Moment.DAY
        )
        weight = usable_weight(self.facts)
        self.weight_kg = weight.value if weight is not None else None
        self.weight_problem = wrong_weight(
            self.weight_kg,
            weight.taken_on if weight is not None else None,
            today=record.treated_on,
            policy=policy,
        )
        self.reduced = bool(reasons_for_less(self.facts, policy))
        self.names_phenol = _protocol_names_phenol(plan.pk)
        batches = _batches_of_the_day(record)
        own = [mix for mix in batches if mix.record_id == record.pk]
        self.next_position = 1 + max((mix.position for mix in own), default=0)
        elsewhere = _outside_doses(record)
        self.elsewhere_entered = any(dose.record_id == record.pk for dose in elsewhere)
        self.doses: tuple[Dose, ...] = (
            *map(_outside, elsewhere),
            *(dose for mix in batches for dose in _injected_of(mix, record)),
        )

    def day(self, doses: Sequence[Dose]) -> Day:
        assert self.weight_kg is not None, "asked only where the weight can be reckoned with"
        known = set(self.unlimited(doses))
        return day_of(
            [dose for dose in doses if dose.agent not in known],
            weight_kg=self.weight_kg,
            policy=self.policy,
            reduced=self.reduced,
        )

    def unlimited(self, doses: Sequence[Dose]) -> list[str]:
        return [caution.field for caution in without_limit(doses, self.policy)]

    def check(self, proposal: Proposal, on: date) -> Checked:
        mix = proposal.solution
        letter = chr(ord("A") + (self.next_position - 1) % 26)
        self.next_position += 1
        doses: tuple[Dose, ...] = ()
        if not proposal.is_waste:
            doses = doses_in(
                mix,
                injected_ml=min(proposal.injected_ml, mix.total_ml),
                where=f"mix {letter}",
                with_epinephrine=bool(proposal.with_epinephrine),
            )
        found = [
            *self._of_parts(proposal, on),
            *_of_volumes(proposal, mix),
            *self._of_contents(proposal, mix),
            *self._of_day(proposal, mix, doses),
        ]
        self.doses = (*self.doses, *doses)
        day = self.day(self.doses) if doses and self.weight_problem is None else None
        found.sort(key=lambda caution: caution.level is not Level.REFUSE)
        return Checked(solution=mix, found=tuple(dict.fromkeys(found)), day=day)

    def _of_parts(self, proposal: Proposal, on: date) -> Iterator[Caution]:
        for part in proposal.parts:
            yield from stock_problems(
                part.lot,
                part.vial,
                patient_id=self.record.session.plan.patient_id,
                on=on,
                policy=self.policy,
            )

    def _of_contents(self, proposal: Proposal, mix: mixture.Mix) -> Iterator[Caution]:
        drawn = [part for part in proposal.parts if part.ml]
        yield from mix_cautions(
            mix,
            sites=[
                Site(region=s.region, route=s.route, structure=s.structure) for s in proposal.sites
            ],
            wanted=dict(proposal.wanted),
            with_epinephrine=proposal.with_epinephrine,
            policy=limits_of(self.policy),
            protocol_names_phenol=self.names_phenol,
        )
        yield from allergies_against(self.facts, [part.lot for part in drawn], self.policy)

    def _of_day(
        self, proposal: Proposal, mix: mixture.Mix, doses: Sequence[Dose]
    ) -> Iterator[Caution]:
        if not doses:
            return
        yield from without_limit(doses, self.policy)
        yield from self._asked_elsewhere()
        if self.weight_problem is not None:
            yield self.weight_problem
            return
        caution = judge(
            self.day(self.doses),
            self.day((*self.doses, *doses)),
            self.policy,
            mix=mix,
            injected_ml=min(proposal.injected_ml, mix.total_ml),
        )
        if caution is not None:
            yield caution

    def _asked_elsewhere(self) -> Iterator[Caution]:
        answer = self.record.anaesthetic_elsewhere
        if answer is None:
            yield refuse(
                "elsewhere",
                "elsewhere",
                "Nobody has asked yet whether local anesthetic was given elsewhere today.",
                offer="Ask, and enter how many milligrams and when.",
            )
        elif answer and not self.elsewhere_entered:
            yield refuse(
                "elsewhere",
                "elsewhere",
                "Local anesthetic was given elsewhere today, and how much is not on file.",
                offer="Enter how many milligrams and when.",
            )


def _of_volumes(proposal: Proposal, mix: mixture.Mix) -> Iterator[Caution]:
    if proposal.is_waste:
        yield refuse(
            "not_clear",
            "appearance",
            "A mix that is cloudy, discolored or holds particles is not injected.",
            source="labels: do not use with particles",
            offer="Throw it away and mix again.",
        )
    elif proposal.injected_ml > mix.total_ml:
        yield refuse(
            "more_than_made",
            "total_ml",
            f"{plain(proposal.injected_ml)} mL are to be injected and {plain(mix.total_ml)} mL "
            "are made.",
            offer=f"Make {plain(proposal.injected_ml)} mL or more.",
        )


# ------------------------------------------------------------------ reading


def _protocol_names_phenol(plan_id: int) -> bool:
    version = (
        PlanVersion.objects.filter(plan=plan_id, signed_at__isnull=False)
        .select_related("protocol_version")
        .order_by("-number")
        .first()
    )
    protocol = version.protocol_version if version is not None else None
    solutions = solutions_of(protocol) if protocol is not None else ()
    return any(solution.component("phenol") is not None for solution in solutions)


def _records_of_the_day(record: SessionRecord) -> "QuerySet[SessionRecord, Any]":
    """Those of this patient on this day; a void one was written in error and never given."""
    return (
        SessionRecord.objects.filter(
            session__plan__patient=record.session.plan.patient_id, treated_on=record.treated_on
        )
        .exclude(session__state=Session.State.VOIDED)
        .order_by()
        .values("pk")
    )


def _batches_of_the_day(record: SessionRecord) -> list[Mix]:
    """Three queries; thrown-away ones too, because they keep their letter."""
    parts = MixPart.objects.select_related("lot__product").order_by("position")
    return list(
        Mix.objects.filter(record__in=_records_of_the_day(record))
        .select_related("record__session")
        .prefetch_related(Prefetch("parts", queryset=parts), "injections")
        .order_by("record__started_at", "record", "position")
    )


def _injected_of(mix: Mix, record: SessionRecord) -> tuple[Dose, ...]:
    """What is drawn from a batch that stands; all of it where nobody said how much."""
    if mix.discarded_at is not None or not mix.parts.all():
        return ()
    contents = solution_of(mix)
    drawn = sum((injection.volume_ml for injection in mix.injections.all()), Decimal(0))
    where = f"mix {mix.letter}"
    if mix.record_id != record.pk:
        where += f" of session {mix.record.session.number}"
    return doses_in(
        contents,
        injected_ml=min(drawn, contents.total_ml) if drawn else contents.total_ml,
        where=where,
        with_epinephrine=any(part.lot.product.has_epinephrine for part in mix.parts.all()),
    )


def _outside_doses(record: SessionRecord) -> list[OutsideDose]:
    return list(OutsideDose.objects.filter(record__in=_records_of_the_day(record)))


def _outside(dose: OutsideDose) -> Dose:
    at = dose.given_at
    clock_time = f"{at.hour % 12 or 12}:{at:%M} {'am' if at.hour < 12 else 'pm'}"
    return Dose(agent=dose.agent, mg=dose.mg, where=f"elsewhere at {clock_time}")
