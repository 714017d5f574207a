"""What has to be true before a session is opened, written or signed."""

from dataclasses import replace
from datetime import date

from django.core.exceptions import ValidationError

from patients.models import Screening
from patients.rules import Policy
from patients.verdicts import facts_now, is_current
from staff.models import User, lock_unchanged
from staff.templatetags.prolo import day
from treatments.consent_state import consent_problem
from treatments.context import plan_context
from treatments.late_sessions import lateness_of, prompt_if_late
from treatments.models import Plan, PlanVersion, Session, SessionRecord
from treatments.reviews import due_reviews
from treatments.spacing import Lateness

STALE_SCREENING = (
    "The chart, the plan or what is known of the last session changed since today's screening. "
    "Screen again before anything is injected."
)


def lock_plan_and_session(session: Session) -> tuple[Plan, Session]:
    """Both rows locked, always in this order, so that two actions never wait for each other."""
    plan = (
        Plan.objects.select_for_update(of=("self",))
        .select_related("patient", "consent")
        .get(pk=session.plan_id)
    )
    return plan, Session.objects.select_for_update().get(pk=session.pk)


def check_startable(plan: Plan, session: Session) -> PlanVersion:
    """The version in force; ValidationError where the session is not the next one to be given."""
    if plan.state != Plan.State.ACTIVE:
        raise ValidationError("This plan is not running: no session can be given under it.")
    if session.state != Session.State.PLANNED:
        raise ValidationError(
            f"Session {session.number} is {session.get_state_display().lower()} already."
        )
    open_before = plan.sessions.filter(
        state=Session.State.PLANNED, number__lt=session.number
    ).first()
    if open_before is not None:
        raise ValidationError(
            f"Session {open_before.number} comes first: give it or leave it out with a reason."
        )
    version = plan.signed_version()
    if version is None:
        raise ValidationError("The plan is not signed yet.", code="unsigned")
    return version


def check_consent(plan: Plan, today: date) -> None:
    """Raise where the consent does not stand, before anybody is asked the questions of the day.

    Rule R35 says the same; no decision and no reason can stand in for a consent.
    """
    if problem := consent_problem(plan, today=today):
        raise ValidationError(problem, code="consent")


def check_reviewed(plan: Plan) -> None:
    """Raise where the plan has to be reviewed before anything more is given under it.

    Asked once the scores of the day are kept: they may show that the treatment helps.
    """
    if due_reviews([plan.pk]):
        raise ValidationError(
            "No meaningful improvement so far. Review the plan first: decide to go on, to change "
            "it or to stop.",
            code="review",
        )


def window_question(session: Session, today: date, earliest_on: date | None, policy: Policy) -> str:
    """What is asked on a day outside the window; "" where nothing is.

    Before `earliest_on` it is the spacing of the plan that is in question: rule R42 asks for a
    decision then, and nobody is asked twice. A few days late the treatment just goes on.
    """
    if today < session.opens_on:
        in_rule = earliest_on is not None and today < earliest_on
        return "" if in_rule else "Why before the window"
    if lateness_of(session, today, policy) in (Lateness.IN_TIME, Lateness.GO_ON):
        return ""
    return "What you found when you checked the patient again"


def check_not_too_late(session: Session, today: date, policy: Policy) -> None:
    """Raise where the plan has to be evaluated again first; no reason can stand in for that."""
    if prompt := prompt_if_late(session, today, policy):
        raise ValidationError(f"{prompt.title}. {prompt.text}", code="review")


def check_window(
    session: Session, today: date, earliest_on: date | None, reason: str, policy: Policy
) -> None:
    """Raise for a day outside the window without what is asked then."""
    if reason.strip() or not window_question(session, today, earliest_on, policy):
        return
    if today < session.opens_on:
        words = f"opens on {day(session.opens_on)}. Say why the session is given today."
    else:
        words = (
            f"closed on {day(session.closes_on)}. Check the patient again and say what you found."
        )
    raise ValidationError(
        {"outside_window_reason": f"The window of session {session.number} {words}"}
    )


def check_typist(record: SessionRecord, by: User) -> None:
    """Raise unless `by` is the one who writes this record, and it is not signed."""
    if record.signed_at is not None:
        raise ValidationError("This record is signed. Add an addendum instead.", code="signed")
    if record.physician_id != by.pk:
        raise ValidationError(
            f"{record.physician} is writing this record. Start the session again to take it over.",
            code="other physician",
        )


def check_writable(record: SessionRecord, by: User) -> None:
    """Raise unless `by` may go on with this draft."""
    check_typist(record, by)
    if record.screening is None or record.screening.outcome != Screening.Outcome.CLEARED:
        raise ValidationError(
            "Today's screening is still open. Decide its findings first.", code="screening"
        )


def lock_draft(record: SessionRecord, by: User, revision: int | None) -> SessionRecord:
    """The record of this moment, locked and counted up, if `by` may write in it."""
    if revision is None:
        locked = SessionRecord.objects.select_for_update().get(pk=record.pk)
        locked.revision += 1
    else:
        locked = lock_unchanged(record, revision)
    check_writable(locked, by)
    return locked


def screening_fits(record: SessionRecord, version: PlanVersion) -> bool:
    """Whether the rules would be asked about the same chart, plan, consent and events now."""
    if record.screening is None:
        return False
    now = facts_now(record.screening)
    return now is not None and is_current(
        record.screening, replace(now, plan=plan_context(version))
    )


def check_screening_fits(record: SessionRecord, version: PlanVersion) -> None:
    if not screening_fits(record, version):
        raise ValidationError(STALE_SCREENING, code="stale screening")
