"""With a plan, before its first session."""

from datetime import timedelta

from clinic.demo import course
from clinic.demo.case import Case
from patients.actions.consent import withdraw_consent
from scheduling.models import WaitlistEntry
from treatments.actions.signing import close_plan
from treatments.models import Plan


def drafted(case: Case) -> None:
    """A draft that waits for its screening."""
    case.come(case.world.ago(2))
    course.draft(case)


def signed(case: Case) -> None:
    """Signed; the consent talk is still to come."""
    day = case.world.ago(2)
    now = case.come(day)
    course.draft(case)
    course.sign(case, day, now)


def first_session_booked(case: Case) -> None:
    """Signed, consented, session 1 in the book; would come sooner."""
    course.begin(case, case.world.ago(5))
    today = case.world.today
    course.book_session(case, today + timedelta(days=1), today + timedelta(days=14))
    case.world.wait(case.patient, course.next_session(case), urgency=WaitlistEntry.Urgency.SOON)


def ready_to_book(case: Case) -> None:
    """Signed and consented; nobody has booked yet, and there is time."""
    course.begin(case, case.world.ago(3))
    case.world.wait(case.patient, course.next_session(case), weekdays=(2, 4))


def cancelled(case: Case) -> None:
    """The patient thought better of it before the first session."""
    course.begin(case, case.world.ago(24))
    close_plan(
        plan=case.plan,
        revision=case.plan.revision,
        state=Plan.State.CANCELLED,
        reason="Wants to try a further course of physical therapy first.",
        by=case.physician,
        today=case.world.ago(10),
    )


def consent_withdrawn(case: Case) -> None:
    course.begin(case, case.world.ago(9))
    assert case.plan.consent is not None, "given the moment before"
    withdraw_consent(
        consent=case.plan.consent,
        reason="“I have read about it and I am afraid of the needles.”",
        by=case.physician,
        now=case.world.at(case.world.ago(1), 16, 20),
    )
