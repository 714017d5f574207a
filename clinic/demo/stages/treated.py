"""Between the first session and the last."""

from datetime import datetime, timedelta

from clinic.demo import course
from clinic.demo.case import Case
from scheduling.models import PartOfDay, WaitlistEntry
from treatments.actions.adverse_events import EventFacts, report_event
from treatments.actions.check_calls import log_check_call, miss_check_call, triage_check_call
from treatments.actions.signing import close_plan, revise_plan
from treatments.models import AdverseEvent, CheckCall, Plan


def next_session_booked(case: Case) -> None:
    today = case.world.today
    course.treat(case, given=1, last=12)
    course.book_session(case, today + timedelta(days=2), today + timedelta(days=60))


def last_session_booked(case: Case) -> None:
    today = case.world.today
    course.treat(case, given=course.planned_sessions(case) - 1, last=16)
    course.book_session(case, today + timedelta(days=1), today + timedelta(days=60))


def window_closing(case: Case) -> None:
    """The window of the next session closes in a few days; waits for a time in the morning."""
    course.treat(case, given=1, last=_longest_gap(case) - 4, exact=True)
    case.world.wait(
        case.patient,
        course.next_session(case),
        urgency=WaitlistEntry.Urgency.URGENT,
        part_of_day=PartOfDay.MORNING,
        note="Drives a school bus: call between nine and two.",
    )


def window_shut(case: Case) -> None:
    """The next session should have been nine days ago at the latest: an event is still followed."""
    course.treat(case, given=1, last=_longest_gap(case) + 9)
    world = case.world
    first = case.plan.sessions.get(number=1)
    assert first.given_on is not None, "a given session has its day, by constraint"
    report_event(
        patient=case.patient,
        session=first,
        facts=EventFacts(
            kind=AdverseEvent.Kind.NUMBNESS,
            onset_on=first.given_on + timedelta(days=2),
            severity=AdverseEvent.Severity.MODERATE,
            serious=False,
            outcome=AdverseEvent.Outcome.RECOVERING,
            next_look_on=world.today,
        ),
        description="Tingling below the place of the injection since two days after it.",
        action="Examined: strength and reflexes equal on both sides. No further injection for now.",
        by=case.physician,
        now=world.now,
        today=world.today,
    )


def unsigned_note(case: Case) -> None:
    """The session of two days ago is written and not signed."""
    world = case.world
    day = world.today - timedelta(days=2)
    course.treat(case, given=1, last=2 + _target_gap(case))
    session = course.next_session(case)
    visit = course.book_session(case, day, day)
    if visit is not None:
        world.attend(visit)
    course.write(case, session, day, visit.starts_at if visit else world.at(day, 11))


def call_due(case: Case) -> None:
    """Treated three days ago: the check call is due today."""
    course.treat(case, given=1, last=3, exact=True)


def call_not_answered(case: Case) -> None:
    """Nobody answered yesterday; to be called again."""
    course.treat(case, given=2, last=3, exact=True)
    call = _call(case)
    if call is not None:
        miss_check_call(call=call, revision=call.revision, by=case.desk, now=_this_morning(case))


def alarm(case: Case) -> None:
    """What the patient said on the phone waits for a physician."""
    course.treat(case, given=1, last=3, exact=True)
    _log(
        case,
        "infection",
        "Since last night the joint is hot and red, I can hardly bend it, and I had 101 "
        "this morning.",
    )


def worry_answered(case: Case) -> None:
    """A worried patient got an answer from the physician, who follows it as an adverse event."""
    course.treat(case, given=2, last=3, exact=True)
    call = _log(case, "rising_pain", "It hurts more than on the first day.")
    if call is not None:
        triage_check_call(
            call=call,
            revision=call.revision,
            decision=CheckCall.Triage.REASSURED,
            note="Called back: no fever, no redness. Acetaminophen, ice, call again tomorrow.",
            opens_event=True,
            by=case.physician,
            now=case.world.now,
        )


def missed_session(case: Case) -> None:
    """Did not come to session 2 yesterday; to be booked again."""
    world = case.world
    course.treat(case, given=1, last=_target_gap(case) + 1)
    day = world.today - timedelta(days=1)
    visit = course.book_session(case, day, day)
    if visit is not None:
        world.miss(visit)


def moved_away(case: Case) -> None:
    """Stopped after one session."""
    course.treat(case, given=1, last=45)
    close_plan(
        plan=case.plan,
        revision=case.plan.revision,
        state=Plan.State.STOPPED,
        reason="Moved to another state; record sent to the new physician.",
        by=case.physician,
        today=case.world.ago(20),
    )


def being_revised(case: Case) -> None:
    """The physician is writing the second version of the plan."""
    course.treat(case, given=2, last=10)
    revise_plan(
        plan=case.plan,
        reason="Little change after two sessions: one more target, ultrasound review first.",
        by=case.physician,
    )


def _log(case: Case, said: str, words: str) -> CheckCall | None:
    call = _call(case)
    if call is None:
        return None
    return log_check_call(
        call=call,
        revision=call.revision,
        said=[said],
        words=words,
        by=case.desk,
        now=_this_morning(case),
    )


def _call(case: Case) -> CheckCall | None:
    """The last check call, if nobody made it yet."""
    call = CheckCall.objects.filter(session__plan=case.plan).order_by("-due_on").first()
    return call if call is not None and call.called_at is None else None


def _this_morning(case: Case) -> datetime:
    return case.world.so_far(case.world.at(case.world.today, 8, 40))


def _target_gap(case: Case) -> int:
    return course.spacing(case).target_days


def _longest_gap(case: Case) -> int:
    return course.spacing(case).max_days
