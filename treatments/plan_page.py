"""A plan as its pages show it: what is due, what was decided, what comes next.

Everything is read from rows that `plans_for_pages` fetched: no query is made here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from patients.models import Screening
from patients.rules import Policy
from staff.templatetags.prolo import day, moment
from treatments import anatomy, limits, scores, spacing
from treatments.actions.plans import remarks_on
from treatments.consent_state import ConsentState, State, consent_state
from treatments.given import mixture, value_in_words
from treatments.library import plain
from treatments.limits import LimitPolicy
from treatments.models import Plan, PlanVersion, Session, Target
from treatments.policy import limits_of
from treatments.protocol_page import span

OUTCOME_TONE = {"cleared": "ok", "needs_decision": "warn", "refused": "stop"}
PLAN_TONE = {"draft": "info", "active": "ok"}
GONE = {"cancelled", "no_show"}  # appointments that no longer hold their time


@dataclass(frozen=True, slots=True)
class Dot:
    """One session in the course strip."""

    tone: str
    number: int
    word: str
    when: str
    url: str


@dataclass(frozen=True, slots=True)
class Light:
    """Screening or consent at a glance."""

    tone: str
    word: str
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What to do next. `posts` says that it is a button that acts, not a link; `screens` that it
    screens for the draft.
    """

    label: str
    why: str
    url: str
    posts: bool = False
    screens: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """One version in the history of a plan; `sessions` are those given under it."""

    version: PlanVersion
    tone: str
    word: str
    when: str
    why: str
    sessions: str


@dataclass(frozen=True, slots=True)
class TargetRow:
    place: str
    route: str
    guidance: str
    solution: str
    volume: str
    note: str
    remarks: tuple[limits.Remark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """One plan for a page. `version` is the one in force, or the draft while none is signed."""

    plan: Plan
    version: PlanVersion
    draft: PlanVersion | None
    tone: str
    course: tuple[Dot, ...]
    screening: Light
    consent: Light
    step: Step | None

    @property
    def revision_in_writing(self) -> PlanVersion | None:
        return self.draft if self.version is not self.draft else None


def plans_for_pages(plans: QuerySet[Plan]) -> QuerySet[Plan]:
    """With everything that `view_of` reads."""
    versions = (
        PlanVersion.objects.select_related(
            "screening", "signed_by", "discarded_by", "protocol_version__protocol"
        )
        .defer("screening__facts", "screening__policy")
        .prefetch_related("targets")
        .order_by("-number")
    )
    # Appointments belong to the floor above; their rows are only followed back, never imported.
    return plans.select_related("physician", "consent", "patient").prefetch_related(
        Prefetch("versions", versions), "sessions__appointments", "follow_ups"
    )


def view_of(plan: Plan, *, today: date, policy: Policy) -> PlanView:
    versions = list(plan.versions.all())
    draft = next((version for version in versions if version.is_draft), None)
    signed = next((version for version in versions if version.is_signed), None)
    version = signed or draft
    assert version is not None, "a plan is made together with its first draft"
    sessions = list(plan.sessions.all())
    consent = consent_state(plan, signed, today=today, policy=policy)
    return PlanView(
        plan=plan,
        version=version,
        draft=draft,
        tone=PLAN_TONE.get(plan.state, "muted"),
        course=_course(sessions, today),
        screening=_screening_light(version.screening),
        consent=_consent_light(consent),
        step=_step(plan, draft, signed, sessions, consent, today),
    )


def history_of(plan: Plan) -> list[Written]:
    """All versions, the newest first."""
    versions = list(plan.versions.all())
    in_force = next((version for version in versions if version.is_signed), None)
    return [_written(version, plan, version is in_force) for version in versions]


def _written(version: PlanVersion, plan: Plan, in_force: bool) -> Written:
    given = [s.number for s in plan.sessions.all() if s.given_under_id == version.pk]
    if version.discarded_at is not None:
        state = "muted", "Given up", f"{moment(version.discarded_at)} by {version.discarded_by}"
    elif version.signed_on is None:
        state = "info", "Being written", ""
    else:
        when = f"signed {day(version.signed_on)} by {version.signed_by}"
        state = ("ok", "In force", when) if in_force else ("muted", "Replaced", when)
    why = [version.change_reason, version.discarded_reason]
    numbers = ", ".join(map(str, given))
    return Written(
        version,
        *state,
        why=" Given up: ".join(filter(None, why)),
        sessions=f"Session{'' if len(given) == 1 else 's'} {numbers}" if given else "",
    )


def _course(sessions: Sequence[Session], today: date) -> tuple[Dot, ...]:
    due = next((s for s in sessions if s.state == Session.State.PLANNED), None)
    return tuple(_dot(session, session is due, today) for session in sessions)


def _dot(session: Session, is_due: bool, today: date) -> Dot:
    url = reverse("session", args=[session.pk])
    if session.state == Session.State.GIVEN:
        return Dot("ok", session.number, "Given", day(session.given_on), url)
    if session.state == Session.State.DROPPED:
        return Dot("muted", session.number, "Left out", "", url)
    if session.state == Session.State.VOIDED:
        return Dot("stop", session.number, "Void", day(session.given_on), url)
    visit = booked_visit(session)
    if visit is not None:
        return Dot("info", session.number, "Booked", moment(visit.starts_at), url)
    if not is_due:
        return Dot("muted", session.number, "Later", f"about {day(session.target_on)}", url)
    window = spacing.Window(session.opens_on, session.target_on, session.closes_on)
    match window.state(today):
        case spacing.WindowState.NOT_OPEN:
            return Dot("muted", session.number, "Next", f"from {day(session.opens_on)}", url)
        case spacing.WindowState.SHUT:
            return Dot("stop", session.number, "Overdue", f"since {day(session.closes_on)}", url)
        case _:
            return Dot("warn", session.number, "Due", f"until {day(session.closes_on)}", url)


def booked_visit(row: Any) -> Any | None:
    """The appointment that stands for a session or a follow-up visit, if there is one."""
    return next((visit for visit in row.appointments.all() if visit.state not in GONE), None)


def _screening_light(screening: Screening | None) -> Light:
    if screening is None:
        return Light("muted", "Not screened", "This version has not been screened.")
    return Light(
        OUTCOME_TONE[screening.outcome],
        screening.get_outcome_display(),
        f"Screened {day(screening.run_on)}",
        reverse("screening", args=[screening.pk]),
    )


def _consent_light(consent: ConsentState) -> Light:
    words = {
        State.VALID: ("ok", "Consented"),
        State.MISSING: ("muted", "No consent"),
        State.WITHDRAWN: ("stop", "Consent withdrawn"),
        State.EXPIRED: ("stop", "Consent expired"),
        State.NOT_COVERED: ("stop", "Consent does not cover the plan"),
        State.NO_GUARDIAN: ("stop", "No guardian signed"),
    }
    tone, word = words[consent.state]
    return Light(tone, word, consent.words)


def _step(
    plan: Plan,
    draft: PlanVersion | None,
    signed: PlanVersion | None,
    sessions: Sequence[Session],
    consent: ConsentState,
    today: date,
) -> Step | None:
    if plan.state not in (Plan.State.DRAFT, Plan.State.ACTIVE):
        return None
    if draft is not None:
        return _draft_step(plan, draft)
    if not consent.is_valid:
        return Step("Record consent", consent.words, reverse("record-consent", args=[plan.pk]))
    due = next((s for s in sessions if s.state == Session.State.PLANNED), None)
    if due is not None:
        return _session_step(due, today)
    visit = next((v for v in plan.follow_ups.all() if v.state == "due"), None)
    if visit is not None:
        return Step(
            "Open the follow-up visit",
            f"Due {day(visit.opens_on)} to {day(visit.closes_on)}.",
            reverse("follow-up", args=[visit.pk]),
        )
    return Step(
        "Close the plan",
        "All sessions and follow-up visits are done.",
        reverse("close-plan", args=[plan.pk]),
    )


def _draft_step(plan: Plan, draft: PlanVersion) -> Step:
    if not draft.targets.all():
        return Step(
            "Write the plan",
            "Its targets are missing: what is injected where.",
            reverse("edit-plan", args=[plan.pk]),
        )
    if draft.screening is None:
        return Step(
            "Screen for this plan",
            "The rules look at the chart together with what is injected where.",
            reverse("screen-plan", args=[plan.pk]),
            posts=True,
            screens=True,
        )
    if draft.screening.outcome != Screening.Outcome.CLEARED:
        return Step(
            "Decide the findings",
            f"The screening says: {draft.screening.get_outcome_display().lower()}. "
            "It must be clear before the plan is signed.",
            reverse("screening", args=[draft.screening.pk]),
        )
    return Step(
        "Sign the plan",
        "The screening is clear. It is run once more on today's data, then the plan is frozen.",
        reverse("sign-plan", args=[plan.pk]),
        posts=True,
    )


def _session_step(due: Session, today: date) -> Step:
    window = f"Session {due.number} fits {day(due.opens_on)} to {day(due.closes_on)}."
    if booked_visit(due) is None:
        return Step(f"Book session {due.number}", window, reverse("book-session", args=[due.pk]))
    return Step(f"Open session {due.number}", window, reverse("session", args=[due.pk]))


def target_rows(version: PlanVersion, policy: Policy) -> list[TargetRow]:
    allowed = limits_of(policy)
    return [_target_row(target, version, allowed) for target in version.targets.all()]


def _target_row(target: Target, version: PlanVersion, allowed: LimitPolicy) -> TargetRow:
    return TargetRow(
        place=target.place,
        route=anatomy.ROUTES.get(target.route, target.route),
        guidance=anatomy.GUIDANCE.get(target.guidance, target.guidance),
        solution=solution_words(target),
        volume=volume_words(target),
        note=target.note,
        remarks=remarks_on(target, version.protocol_version, allowed),
    )


def volume_words(target: Target) -> str:
    points = f" over {target.points} points" if target.points > 1 else ""
    return f"{plain(target.volume_ml)}\N{NO-BREAK SPACE}mL{points}"


def solution_words(target: Target) -> str:
    return mixture(target).replace(" %", "\N{NO-BREAK SPACE}%")


def instrument_names(version: PlanVersion) -> list[str]:
    return [
        scores.INSTRUMENTS[code].name if code in scores.INSTRUMENTS else code
        for code in version.instruments
    ]


def lines_of_version(version: PlanVersion) -> list[str]:
    """What the version says, line by line, so that two versions can be held side by side."""
    lines = [
        f"Indication: {version.indication} {version.indication_code}".strip(),
        f"Place: {version.place}",
        f"Sessions: {version.sessions_target} ({version.sessions_min} to {version.sessions_max})",
        f"Between sessions: {span(version.spacing_target_days)} "
        f"({version.spacing_min_days} to {version.spacing_max_days} days)",
        "Follow-up: " + (", ".join(f"day {d}" for d in version.followup_days) or "none"),
    ]
    lines += [
        f"{target.place}: {solution_words(target)}, {volume_words(target)}, "
        f"{value_in_words('route', target.route).lower()}, "
        f"{value_in_words('guidance', target.guidance).lower()}"
        for target in version.targets.all()
    ]
    return lines


def changes(before: PlanVersion, after: PlanVersion) -> tuple[list[str], list[str]]:
    """Lines that go and lines that come."""
    old, new = lines_of_version(before), lines_of_version(after)
    return [line for line in old if line not in new], [line for line in new if line not in old]
