from datetime import timedelta
from decimal import Decimal

import pytest

from patients.models import Result
from staff.models import AccessEvent
from tests import people
from tests.treatments import builders
from tests.treatments.builders import KNEE_JOINT, KNEE_LIGAMENT, TODAY
from tests.treatments.days import agreed_plan, given, pain, started
from tests.treatments.pages import url, whole_session
from treatments.actions import check_calls
from treatments.models import CheckCall, Session, SessionRecord

pytestmark = pytest.mark.django_db

LATER = TODAY + timedelta(days=21)


@pytest.fixture(autouse=True)
def monday(at_noon):
    at_noon(TODAY)


@pytest.fixture
def plan(anna, ruth):
    return agreed_plan(anna, ruth, targets=(KNEE_JOINT, KNEE_LIGAMENT))


@pytest.fixture
def first(plan):
    return plan.sessions.get(number=1)


def test_the_whole_day_goes_through_the_pages(plan, first, ruth, signed_in, at_noon):
    client = signed_in(ruth)
    record = whole_session(client, first)

    assert (record.signed_by, record.time_out) == (
        ruth,
        ["patient", "side", "allergies", "solution", "consent"],
    )
    assert Result.objects.get(kind="temperature").value == Decimal("36.8")
    page = client.get(url("session", first.pk))
    assert page.status_code == 200
    assert "Signed by Ruth Adler, MD" in page.content.decode()

    at_noon(LATER)
    second = whole_session(client, plan.sessions.get(number=2), **{"score-nrs_pain": "4"})
    assert second.treated_on == LATER
    assert list(plan.scores.values_list("moment", "value")) == [("baseline", 7), ("session", 4)]


def test_last_time_is_seen_at_a_glance(plan, first, ruth, ben, signed_in, at_noon):
    given(first, ruth, scores=pain("7"))
    check_calls.log_check_call(
        call=CheckCall.objects.get(),
        revision=1,
        said=["rising_pain"],
        words="it throbs at night",
        by=ben,
        now=builders.NOW,
    )
    at_noon(LATER)
    page = signed_in(ruth).get(url("session", plan.sessions.get(number=2).pk)).content.decode()
    assert "6 mL of dextrose 25 %" in page
    assert "“it throbs at night”" in page
    assert "Start session" in page


def test_a_new_session_says_what_to_do_next(first, ruth, signed_in):
    page = signed_in(ruth).get(url("session", first.pk)).content.decode()
    assert url("start-session", first.pk) in page
    assert "This is the first session" in page


def test_an_open_screening_leads_to_its_findings(first, ruth, signed_in):
    record = started(first, ruth, answers={"fever_or_unwell": "yes"})
    page = signed_in(ruth).get(url("session", first.pk)).content.decode()
    assert url("screening", record.screening_id) in page
    assert "Nothing may be injected before they are decided" in page


def test_a_chart_that_changed_since_the_screening_is_said(first, anna, ruth, signed_in):
    started(first, ruth)
    anna.allergies_status = "not_asked"
    anna.save(update_fields=["allergies_status"])
    page = signed_in(ruth).get(url("session", first.pk)).content.decode()
    assert "changed since today's screening." in page.replace("&#x27;", "'")
    assert url("screen-session", first.pk) in page


def test_the_front_desk_does_not_open_a_session(first, ben, signed_in):
    for name in ("session", "start-session", "record-session", "sign-session", "drop-session"):
        assert signed_in(ben).get(url(name, first.pk)).status_code == 403
    assert SessionRecord.objects.count() == 0


def test_an_administrator_reads_but_does_not_treat(first, ines, ruth, signed_in):
    client = signed_in(ines)
    page = client.get(url("session", first.pk))
    assert page.status_code == 200
    assert url("start-session", first.pk) not in page.content.decode()
    assert client.post(url("start-session", first.pk)).status_code == 403


def test_opening_it_is_logged(first, anna, ruth, signed_in):
    signed_in(ruth).get(url("session", first.pk))
    event = AccessEvent.objects.get()
    assert (event.action, event.view, event.patient_id) == ("read", "session", anna.pk)


def test_a_session_that_does_not_exist_is_not_found(ruth, signed_in):
    assert signed_in(ruth).get(url("session", 10**9)).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_database_as_often_for_three_targets_as_for_one(
    anna, ruth, signed_in, django_assert_num_queries, rows
):
    plan = agreed_plan(anna, ruth, targets=(KNEE_JOINT, KNEE_LIGAMENT, KNEE_LIGAMENT)[:rows])
    for number in range(1, rows + 1):
        day = TODAY + timedelta(days=21 * (number - 1))
        given(plan.sessions.get(number=number), ruth, on=day, scores=pain(str(10 - 3 * number)))
    client = signed_in(ruth)
    client.get(url("session", plan.sessions.get(number=1).pk))
    with django_assert_num_queries(QUERIES):
        client.get(url("session", plan.sessions.get(number=1).pk))


QUERIES = 19


def test_what_people_typed_is_text_and_not_markup(anna, ruth, ben, signed_in):
    evil = "<script>alert(1)</script>"
    plan = agreed_plan(
        builders.healthy(people.patient("Carl Diaz", registered_by=ben), ruth),
        ruth,
        targets=(builders.replace(KNEE_JOINT, structure=evil),),
    )
    session = plan.sessions.get(number=1)
    given(session, ruth)
    client = signed_in(ruth)
    for name in ("session", "sign-session", "add-addendum", "aftercare-sheet"):
        page = client.get(url(name, session.pk)).content.decode()
        assert evil not in page
        assert "&lt;script&gt;" in page


def test_a_session_left_out_says_why(first, ruth, signed_in):
    Session.objects.filter(pk=first.pk).update(state="dropped", dropped_reason="Pain is gone")
    assert "Pain is gone" in signed_in(ruth).get(url("session", first.pk)).content.decode()
