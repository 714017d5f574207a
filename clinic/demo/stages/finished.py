"""After the last session: follow-ups to come, missed and done, and how it ended."""

from datetime import timedelta

from clinic.demo import course
from clinic.demo.case import Case
from clinic.demo.stages import afterwards
from treatments.models import FollowUp

Decision = FollowUp.Decision


def follow_up_this_week(case: Case) -> None:
    """All sessions given; the follow-up is due in two days and booked."""
    _finish(case, course.first_follow_up(case) - 2)
    today = case.world.today
    course.book_follow_up(case, today + timedelta(days=1), today + timedelta(days=5))


def follow_up_to_book(case: Case) -> None:
    """Due in four days, nothing booked."""
    _finish(case, course.first_follow_up(case) - 4)


def follow_up_overdue(case: Case) -> None:
    """The window of the follow-up shut a week ago."""
    _finish(case, course.first_follow_up(case) + 21)


def goes_on(case: Case) -> None:
    """Better; the follow-up said: continue as planned. The late visit is still to come."""
    _finish(case, course.first_follow_up(case) + 6)
    if case.physician != case.world.staff.physician:
        afterwards.signed_below(case)
    course.hold_follow_up(
        case, Decision.CONTINUE, "Clearly better, still stiff in the morning. Exercises go on."
    )


def discharged(case: Case) -> None:
    """Goal reached. The late follow-ups stay on the list."""
    _finish(case, course.first_follow_up(case) + 12)
    afterwards.bruise_healed(case)
    course.hold_follow_up(
        case, Decision.DISCHARGE, f"Goal reached: “{case.condition.goal}”. No treatment needed."
    )


def to_be_changed(case: Case) -> None:
    """Unchanged scores: the plan is to be changed."""
    _finish(case, course.first_follow_up(case) + 5)
    course.hold_follow_up(
        case,
        Decision.CHANGE,
        "No change that matters after the whole course. Diagnosis reviewed with ultrasound; "
        "other structures to be considered.",
    )


def referred(case: Case) -> None:
    """Worse: referred to a colleague, which ends the plan."""
    _finish(case, course.first_follow_up(case) + 8)
    course.hold_follow_up(
        case,
        Decision.REFER,
        "Pain is worse than before, at night as well. Referred for imaging and a surgical opinion.",
    )


def _finish(case: Case, last: int) -> None:
    course.treat(case, given=course.planned_sessions(case), last=last)
