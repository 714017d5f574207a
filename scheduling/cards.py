"""Visits as the pages show them: what for, and whether the patient may be treated, never why."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse

from patients.models import Consent, Screening
from patients.policy import clinic_policy
from patients.verdicts import standing_outcome
from scheduling.actions.states import TRANSITIONS
from scheduling.models import Appointment, goes_back
from scheduling.windows import plan_of
from scheduling.wording import zone_name
from staff.prepared import Among, planned_once
from treatments import anatomy
from treatments.late_sessions import to_re_evaluate
from treatments.models import Plan, PlanVersion, Session
from treatments.reviews import due_reviews
from treatments.waiting import something_open

State = Appointment.State

STATE_TONE = {
    State.REQUESTED: "muted",
    State.BOOKED: "info",
    State.CONFIRMED: "info",
    State.ARRIVED: "warn",
    State.IN_ROOM: "warn",
    State.OBSERVING: "warn",
    State.DONE: "ok",
    State.CANCELLED: "muted",
    State.NO_SHOW: "stop",
}
BEFORE_TREATMENT = (*Appointment.AHEAD, State.ARRIVED, State.IN_ROOM)
# The buttons' words: what the person at the desk has seen happen.
STEP_WORDS = {
    State.BOOKED: "Patient agreed",
    State.CONFIRMED: "Confirmed",
    State.ARRIVED: "Arrived",
    State.IN_ROOM: "In room",
    State.OBSERVING: "Observing",
    State.DONE: "Done",
    State.NO_SHOW: "Did not come",
}


@dataclass(frozen=True, slots=True)
class Light:
    """One thing that must be settled before the needle, in a word and a tone."""

    about: str
    word: str
    tone: str

    @property
    def words(self) -> str:
        return f"{self.about}: {self.word}"

    @property
    def mark(self) -> str:
        """Where there is room for one letter; the words are read out and shown on pointing."""
        return {"Screening": "S", "Consent": "C"}.get(self.about, "!")


@dataclass(frozen=True, slots=True)
class Step:
    state: str
    words: str
    back: bool = False


def screening_light(outcome: str | None) -> Light:
    if not outcome:
        return Light("Screening", "Needs physician", "warn")
    tone = {"cleared": "ok", "needs_decision": "warn", "refused": "stop"}[outcome]
    return Light("Screening", str(Screening.Outcome(outcome).label), tone)


# An event that is not closed, a worrying call, a review that is due: the desk is not told which.
PHYSICIAN_FIRST = Light("Session", "Needs physician", "warn")


def consent_light(agreed: bool) -> Light:
    return Light("Consent", "On file", "ok") if agreed else Light("Consent", "Missing", "warn")


def consent_stands(consent: str) -> Exists:
    """Whether the consent at this path was given and not taken back."""
    return Exists(Consent.objects.filter(pk=OuterRef(consent), withdrawn_at=None))


def signed_field(plan: Any, field: str) -> Subquery:
    """A field of the plan's signed version."""
    return signed_value(plan, F(field))


def signed_value(plan: Any, value: Any) -> Subquery:
    rows = PlanVersion.objects.filter(plan=plan, signed_at__isnull=False).order_by("-number")
    return Subquery(rows.annotate(of_version=value).values("of_version")[:1])


def sessions_in(plan: Any) -> Subquery:
    """How many sessions the plan has, those left out or void not counted."""
    rows = Session.objects.standing().filter(plan=plan)
    counted = rows.order_by().values("plan").annotate(n=Count("pk")).values("n")
    return Subquery(counted, output_field=IntegerField())


def described(visits: QuerySet[Any]) -> Any:
    """With the rows that `cards` looks at, in the same query."""
    return visits.select_related(
        "patient", "practitioner", "site", "room", "visit_type", "session", "follow_up"
    )


def plan_facts(plans: Collection[int]) -> dict[int, Any]:
    """What cards say of these plans, by id. One query, none for no plans."""
    if not plans:
        return {}
    rows = Plan.objects.filter(Among("pk", plans)).annotate(
        outcome=standing_outcome("patient"),
        agreed=consent_stands("consent"),
        waits=something_open("patient"),
        place=signed_value(OuterRef("pk"), JSONObject(side="side", region="region")),
        number_of_sessions=sessions_in(OuterRef("pk")),
    )
    with planned_once():
        return {row.pk: row for row in rows.only("pk").order_by()}


@dataclass(frozen=True, slots=True)
class Card:
    """One visit as the board and the lists show it."""

    visit: Any  # an Appointment of `described`
    what: str
    short: str
    tone: str
    lights: tuple[Light, ...]
    steps: tuple[Step, ...]

    @property
    def zone(self) -> ZoneInfo:
        return self.visit.site.zone  # type: ignore[no-any-return]

    @property
    def local_day(self) -> date:
        return self.visit.starts_at.astimezone(self.zone).date()  # type: ignore[no-any-return]

    @property
    def zone_name(self) -> str:
        return zone_name(self.visit.starts_at, self.zone)

    @property
    def book_url(self) -> str:
        """Where the same visit is booked again."""
        if self.visit.session_id:
            return reverse("book-session", args=[self.visit.session_id])
        if self.visit.follow_up_id:
            return reverse("book-follow-up", args=[self.visit.follow_up_id])
        return reverse("book-visit", args=[self.visit.patient_id])


def cards(visits: Iterable[Any]) -> list[Card]:
    """At most five queries beside that of the visits."""
    shown = list(visits)
    facts = plan_facts({plan for visit in shown if (plan := plan_of(visit))})
    treated = [visit for visit in shown if is_treatment(visit)]
    policy = clinic_policy() if treated else None
    reviews = due_reviews({visit.session.plan_id for visit in treated}, policy)
    days = [(visit.session, visit.local_start.date()) for visit in treated]
    late = to_re_evaluate(days, policy)
    return [card_of(visit, facts.get(plan_of(visit) or 0), reviews, late) for visit in shown]


def card_of(visit: Any, plan: Any, reviews: frozenset[int], late: frozenset[int]) -> Card:
    lights: tuple[Light, ...] = ()
    # Only a session that is still to come is treatment; talking needs no light.
    if is_treatment(visit):
        first = visit.session.plan_id in reviews or visit.session_id in late
        lights = treatment_lights(plan, first)
    return Card(
        visit,
        what_for(visit, plan),
        in_short(visit, plan),
        STATE_TONE[visit.state],
        lights,
        steps_of(visit),
    )


def what_for(visit: Any, plan: Any) -> str:
    """ "Session 2 of 3, right knee"."""
    if visit.session_id:
        number = visit.session.number
        what = f"Session {number} of {plan.number_of_sessions or number}"
    else:
        what = visit.visit_type.name
    if not has_place(plan):
        return what
    return f"{what}, {anatomy.describe(plan.place['side'], plan.place['region'])}"


def in_short(visit: Any, plan: Any) -> str:
    """ "2/3 R knee"."""
    if visit.session_id:
        number = visit.session.number
        what = f"{number}/{plan.number_of_sessions or number}"
    else:
        what = visit.visit_type.name
    if not has_place(plan):
        return what
    return f"{what} {anatomy.in_short(plan.place['side'], plan.place['region'])}"


def has_place(plan: Any) -> bool:
    return plan is not None and bool(plan.place and plan.place["region"])


def is_treatment(visit: Any) -> bool:
    return bool(visit.session_id) and visit.state in BEFORE_TREATMENT


def treatment_lights(row: Any, review_due: bool) -> tuple[Light, ...]:
    """What must be settled before the needle; `row` has `outcome`, `agreed` and `waits`."""
    lights = screening_light(row.outcome), consent_light(row.agreed)
    return (*lights, PHYSICIAN_FIRST) if row.waits or review_due else lights


def steps_of(visit: Any) -> tuple[Step, ...]:
    return tuple(
        Step(state, f"Back to “{state.label.lower()}”", back=True)
        if goes_back(visit.state, state)
        else Step(state, STEP_WORDS[state])
        for state in TRANSITIONS[visit.state]
    )
