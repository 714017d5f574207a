"""Visits as the pages show them: what for, and whether the patient may be treated, never why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from patients.models import Consent, Screening
from patients.verdicts import standing_outcome
from scheduling.actions.states import TRANSITIONS
from scheduling.models import Appointment, goes_back
from scheduling.wording import zone_name
from treatments import anatomy
from treatments.late_sessions import to_re_evaluate
from treatments.models import PlanVersion, Session
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
    State.OBSERVING: "Observed",
    State.DONE: "Done",
    State.NO_SHOW: "Did not come",
}


@dataclass(frozen=True, slots=True)
class Light:
    """One thing that must be settled before the needle, in a word and a tone."""

    about: str
    word: str
    tone: str


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
    rows = PlanVersion.objects.filter(plan=plan, signed_at__isnull=False).order_by("-number")
    return Subquery(rows.values(field)[:1])


def sessions_in(plan: Any) -> Subquery:
    """How many sessions the plan has, those left out or void not counted."""
    rows = Session.objects.standing().filter(plan=plan)
    counted = rows.order_by().values("plan").annotate(n=Count("pk")).values("n")
    return Subquery(counted, output_field=IntegerField())


def described(visits: QuerySet[Any]) -> Any:
    """With all that `Card` needs, in the same query."""
    plan = Coalesce(OuterRef("session__plan"), OuterRef("follow_up__plan"))
    return visits.select_related(
        "patient", "practitioner", "site", "room", "visit_type", "session", "follow_up"
    ).annotate(
        outcome=standing_outcome("patient"),
        agreed=consent_stands("session__plan__consent"),
        waits=something_open("patient"),
        side=signed_field(plan, "side"),
        region=signed_field(plan, "region"),
        sessions=sessions_in(OuterRef("session__plan")),
    )


@dataclass(frozen=True, slots=True)
class Card:
    """One visit as the board and the lists show it."""

    visit: Any  # an Appointment of `described`
    what: str
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
    shown = list(visits)
    treated = [visit for visit in shown if is_treatment(visit)]
    reviews = due_reviews({visit.session.plan_id for visit in treated})
    late = to_re_evaluate([(visit.session, visit.local_start.date()) for visit in treated])
    return [
        Card(
            visit,
            what_for(visit),
            STATE_TONE[visit.state],
            lights_of(visit, reviews, late),
            steps_of(visit),
        )
        for visit in shown
    ]


def what_for(visit: Any) -> str:
    """ "Session 2 of 3, right knee"."""
    if visit.session:
        what = f"Session {visit.session.number} of {visit.sessions or visit.session.number}"
    else:
        what = visit.visit_type.name
    return f"{what}, {anatomy.describe(visit.side, visit.region)}" if visit.region else what


def lights_of(visit: Any, reviews: frozenset[int], late: frozenset[int]) -> tuple[Light, ...]:
    """Only a session that is still to come is treatment; talking needs no light."""
    if not is_treatment(visit):
        return ()
    review_due = visit.session.plan_id in reviews or visit.session_id in late
    return treatment_lights(visit, review_due)


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
