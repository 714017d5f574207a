"""Before there is a plan: registered, asked, screened."""

from datetime import timedelta
from decimal import Decimal

from clinic.demo import course
from clinic.demo.case import MINUTE, Case
from patients.actions.history import add_result, review_history
from patients.actions.person import change_person


def just_registered(case: Case) -> None:
    """Registered today; the first visit is booked."""
    today = case.world.today
    case.register(today)
    case.book_first_visit(today + timedelta(days=2), today + timedelta(days=16))


def same_name_and_birth_date(case: Case) -> None:
    """The front desk said that this is another person than the one registered before."""
    case.register(case.world.ago(2), confirmed_new=True)


def missed_first_visit(case: Case) -> None:
    """Did not come to the first visit; nothing new is booked."""
    day = case.world.ago(4)
    case.register(day - timedelta(days=6))
    visit = case.book_first_visit(day, day)
    if visit is not None:
        case.world.miss(visit)


def history_taken(case: Case) -> None:
    """The chart is written; nobody has screened yet."""
    case.come(case.world.ago(1))


def screened(case: Case) -> None:
    """The rules were asked on what the chart says; what they said depends on the chart."""
    day = case.world.ago(3)
    now = case.come(day)
    case.screen(day, now)


def screened_for_a_draft(case: Case) -> None:
    """A plan is drafted and screened; findings that nobody decided keep it from being signed."""
    day = case.world.ago(2)
    now = case.come(day)
    course.draft(case)
    course.screen(case, day, now + 5 * MINUTE)


def refused_then_cleared(case: Case) -> None:
    """Refused ten weeks ago for a high HbA1c; the new one cleared the finding by itself."""
    first, again = case.world.ago(72), case.world.ago(4)
    now = case.come(first)
    case.screen(first, now)
    moment = case.world.at(again, 11)
    add_result(
        patient=case.patient,
        kind="hba1c",
        value=Decimal("7.2"),
        taken_on=again - timedelta(days=3),
        by=case.physician,
        now=moment,
        today=again,
    )
    review_history(patient=case.patient, by=case.physician, today=again)
    case.screen(again, moment + 10 * MINUTE)


def died(case: Case) -> None:
    """Treated, and then died of something else."""
    course.treat(case, given=1, last=40)
    change_person(
        patient=case.patient,
        revision=case.patient.revision,
        today=case.world.today,
        deceased_on=case.world.ago(12),
    )
