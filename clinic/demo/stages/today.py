"""On today's day board."""

from datetime import datetime, timedelta

from clinic.demo import course
from clinic.demo.case import MINUTE, Case
from scheduling.models import Appointment

State = Appointment.State


def in_room(case: Case) -> None:
    """In the room; the record is begun and not signed."""
    visit = _session_today(case, -10)
    if visit is not None and visit.session is not None:
        case.world.attend(visit, until=State.IN_ROOM)
        now = case.world.so_far(visit.starts_at)
        course.start(case, visit.session, case.world.today, now)


def arrived(case: Case) -> None:
    visit = _session_today(case, 20)
    if visit is not None:
        case.world.attend(visit, until=State.ARRIVED)


def overbooked(case: Case) -> None:
    """Squeezed in by the physician, at the time of another patient."""
    course.treat(case, given=1, last=course.spacing(case).target_days)
    session = course.next_session(case)
    ahead = case.physician.appointments.live().filter(
        starts_at__gte=case.world.middle_of_the_day,
        starts_at__lt=case.world.at(case.world.today, 23),
    )
    over = ahead.select_related("practitioner", "site").order_by("starts_at").first()
    if over is not None:
        case.world.overbook(over, session)


def cancelled_late(case: Case) -> None:
    """Ill this morning: to be called and booked again."""
    course.begin(case, case.world.ago(8))
    today = case.world.today
    visit = course.book_session(case, today, today, near=_around(case, 100))
    if visit is not None:
        case.world.cancel_late(visit)


def first_visit_requested(case: Case) -> None:
    """A time this afternoon is held until the patient calls back."""
    today = case.world.today
    case.register(case.world.ago(3))
    case.book_first_visit(today, today, near=_around(case, 170), agreed=False)


def observed(case: Case) -> None:
    """Treated; still watched before going home."""
    visit = _session_today(case, -35)
    if visit is not None and visit.session is not None:
        case.world.attend(visit, until=State.OBSERVING)
        now = case.world.so_far(visit.starts_at)
        record = course.write(case, visit.session, case.world.today, now)
        course.sign_session(case, record, case.world.so_far(visit.starts_at + 20 * MINUTE))


def treated(case: Case) -> None:
    """Treated this morning, signed, gone."""
    visit = _session_today(case, -90)
    if visit is not None and visit.session is not None:
        case.world.attend(visit)
        now = case.world.so_far(visit.starts_at)
        record = course.write(case, visit.session, case.world.today, now)
        course.sign_session(case, record, case.world.so_far(visit.starts_at + 25 * MINUTE))


def first_visit_expected(case: Case) -> None:
    today = case.world.today
    case.register(case.world.ago(6))
    case.book_first_visit(today, today, near=_around(case, 35))


def first_visit_arrived(case: Case) -> None:
    today = case.world.today
    case.register(case.world.ago(9))
    visit = case.book_first_visit(today, today, near=_around(case, 0))
    if visit is not None:
        case.world.attend(visit, until=State.ARRIVED)


def follow_up_expected(case: Case) -> None:
    """All sessions given; the follow-up visit is today, and it was confirmed."""
    course.treat(case, given=course.planned_sessions(case), last=course.first_follow_up(case))
    today = case.world.today
    visit = course.book_follow_up(case, today, today, near=_around(case, 80))
    if visit is not None:
        case.world.confirm(visit)


def _session_today(case: Case, minutes: int) -> Appointment | None:
    """The second session, booked for about so many minutes from the middle of the day."""
    course.treat(case, given=1, last=course.spacing(case).target_days)
    today = case.world.today
    return course.book_session(case, today, today, near=_around(case, minutes))


def _around(case: Case, minutes: int) -> datetime:
    return case.world.middle_of_the_day + timedelta(minutes=minutes)
