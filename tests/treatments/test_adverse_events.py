from datetime import timedelta
from uuid import uuid4

import pytest

from tests import people
from tests.treatments import builders
from tests.treatments.builders import TODAY
from tests.treatments.days import agreed_plan
from tests.treatments.events import closed, event
from tests.treatments.pages import url
from treatments.models import AdverseEvent, AdverseEventNote

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(at_noon):
    at_noon(TODAY)


def sent(**fields):
    return {
        "form_token": str(uuid4()),
        "kind": "swelling",
        "severity": "2",
        "onset_on": TODAY.isoformat(),
        "outcome": "ongoing",
        "next_look_on": (TODAY + timedelta(days=7)).isoformat(),
    } | fields


# ------------------------------------------------------------------ lists


def test_open_events_are_listed_by_their_next_look(anna, ruth, ines, signed_in):
    carl = people.patient("Carl Diaz")
    event(anna, ruth, next_look_on=TODAY + timedelta(days=5))
    event(carl, ruth, next_look_on=TODAY - timedelta(days=1), kind="septic_joint", serious=True)
    closed(people.patient("Dora Early"), ruth)
    page = signed_in(ines).get(url("adverse-events")).content.decode()
    assert page.index("Carl Diaz") < page.index("Anna Berg")
    assert "Late" in page
    assert "Serious" in page
    assert "Dora Early" not in page
    page = signed_in(ines).get(url("adverse-events") + "?state=closed").content.decode()
    assert "Dora Early" in page
    assert "Anna Berg" not in page


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("state", ["open", "closed", "all", "'"])
def test_three_events_take_as_many_queries_as_one(
    ruth, signed_in, django_assert_num_queries, rows, state
):
    for name in ("Carl Diaz", "Dora Early", "Emil Fox")[:rows]:
        event(people.patient(name), ruth)
        closed(people.patient(name + " Jr"), ruth)
    client = signed_in(ruth)
    with django_assert_num_queries(3):
        client.get(url("adverse-events"), {"state": state})


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_one_patient_takes_the_same_queries(
    anna, ruth, signed_in, django_assert_num_queries, rows
):
    session = agreed_plan(anna, ruth).sessions.get(number=1)
    for _ in range(rows):
        event(anna, ruth, session=session)
    client = signed_in(ruth)
    with django_assert_num_queries(6):
        page = client.get(url("patient-adverse-events", anna.pk)).content.decode()
    assert page.count("Joint swelling") == rows * 2


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_an_event_takes_the_same_queries(
    anna, ruth, signed_in, django_assert_num_queries, rows
):
    found = event(anna, ruth)
    for _ in range(rows):
        AdverseEventNote.objects.create(
            event=found, text="No better", outcome="ongoing", written_by=ruth,
            written_at=builders.NOW,
        )  # fmt: skip
    client = signed_in(ruth)
    with django_assert_num_queries(6):
        page = client.get(found.get_absolute_url()).content.decode()
    assert page.count("No better") == rows


# ------------------------------------------------------------------ who sees what


def test_the_banner_says_it_to_clinicians_and_not_to_the_desk(anna, ruth, ben, signed_in):
    event(anna, ruth)
    event(anna, ruth, serious=True)
    page = signed_in(ruth).get(url("chart", anna.pk)).content.decode()
    assert "2 open adverse events, 1 serious" in page
    assert url("patient-adverse-events", anna.pk) in page
    page = signed_in(ben).get(url("patient-visits", anna.pk)).content.decode()
    assert "adverse" not in page.lower()


def test_a_closed_event_leaves_the_banner(anna, ruth, signed_in):
    closed(anna, ruth)
    assert "open adverse" not in signed_in(ruth).get(url("chart", anna.pk)).content.decode()


def test_the_physician_finds_what_is_due_on_the_home_page(anna, ruth, signed_in):
    event(anna, ruth, next_look_on=TODAY)
    event(people.patient("Carl Diaz"), ruth, next_look_on=TODAY + timedelta(days=1))
    page = signed_in(ruth).get(url("home")).content.decode()
    assert "Joint swelling, grade 2" in page
    assert "Carl Diaz" not in page


def test_an_administrator_reads_and_neither_reports_nor_closes(anna, ruth, ines, signed_in):
    found = event(anna, ruth)
    client = signed_in(ines)
    page = client.get(found.get_absolute_url()).content.decode()
    assert "The knee is thick" in page
    assert url("close-adverse-event", found.pk) not in page
    assert (
        url("report-adverse-event", anna.pk)
        not in client.get(url("patient-adverse-events", anna.pk)).content.decode()
    )


# ------------------------------------------------------------------ forms


def test_an_event_is_reported_after_a_session(anna, ruth, signed_in):
    plan = agreed_plan(anna, ruth)
    session = plan.sessions.get(number=1)
    session.record = builders_record(session, ruth)
    client = signed_in(ruth)
    page = client.get(url("report-adverse-event", anna.pk), {"session": session.pk})
    assert page.context["form"].initial["session"] == session
    answer = client.post(
        url("report-adverse-event", anna.pk),
        sent(session=session.pk, description="The knee is thick", action="Ice"),
    )
    found = AdverseEvent.objects.get()
    assert answer.url == found.get_absolute_url()
    assert (found.session, found.plan, found.serious) == (session, plan, False)


def builders_record(session, by):
    from treatments.models import SessionRecord

    return SessionRecord.objects.create(
        session=session, physician=by, treated_on=TODAY, started_at=builders.NOW
    )


@pytest.mark.parametrize("named", ["999999999", "x", "-1", "\x00"])
def test_a_session_of_nobody_or_of_another_patient_is_not_found(anna, ruth, signed_in, named):
    other = agreed_plan(builders.healthy(people.patient("Carl Diaz"), ruth), ruth)
    session = other.sessions.get(number=1)
    builders_record(session, ruth)
    client = signed_in(ruth)
    path = url("report-adverse-event", anna.pk)
    assert client.get(path, {"session": named}).status_code == 404
    assert client.get(path, {"session": session.pk}).status_code == 404
    refused = client.post(path, sent(session=session.pk, description="Thick"))
    assert "Nothing was saved" in refused.content.decode()
    assert AdverseEvent.objects.count() == 0


def test_a_look_and_the_end_are_written_on_the_page(anna, ruth, signed_in):
    found = event(anna, ruth)
    client = signed_in(ruth)
    answer = client.post(
        url("follow-adverse-event", found.pk), sent(revision=1, text="Less thick", severity="1")
    )
    assert answer.url == found.get_absolute_url()
    answer = client.post(
        url("close-adverse-event", found.pk),
        {
            "form_token": str(uuid4()),
            "revision": 2,
            "outcome": "recovered",
            "closing_note": "Gone by itself",
        },
    )
    assert answer.url == found.get_absolute_url()
    page = client.get(found.get_absolute_url()).content.decode()
    for words in ("Less thick", "Closed: recovered", "Gone by itself"):
        assert words in page
    assert url("close-adverse-event", found.pk) not in page


def test_what_was_typed_while_a_colleague_closed_it_is_shown(anna, ruth, signed_in):
    ended = closed(anna, ruth)
    client = signed_in(ruth)
    looked = sent(revision=1, text="Still thick on Monday", severity="1")
    page = client.post(url("follow-adverse-event", ended.pk), looked).content.decode()
    assert "This event is closed already." in page
    assert "Still thick on Monday" in page

    said = {"revision": 1, "outcome": "recovered", "closing_note": "Gone after ice"}
    page = client.post(url("close-adverse-event", ended.pk), said).content.decode()
    assert "Gone by itself" in page
    assert "Gone after ice" in page


def test_words_are_text_and_not_markup(anna, ruth, signed_in):
    found = event(anna, ruth, description="<img src=x onerror=alert(1)>")
    assert "<img src=x" not in signed_in(ruth).get(found.get_absolute_url()).content.decode()
