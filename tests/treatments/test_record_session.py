import pytest

from tests import people
from tests.treatments import builders
from tests.treatments.builders import KNEE_JOINT, KNEE_LIGAMENT, TODAY
from tests.treatments.days import agreed_plan, given, started, written
from tests.treatments.pages import record_form, url
from treatments.models import Injection, SessionRecord

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(at_noon):
    at_noon(TODAY)


@pytest.fixture
def session(anna, ruth):
    plan = agreed_plan(anna, ruth, targets=(KNEE_JOINT, KNEE_LIGAMENT))
    return plan.sessions.get(number=1)


@pytest.fixture
def record(session, ruth):
    return started(session, ruth)


def send(client, session, form):
    return client.post(url("record-session", session.pk), form)


def test_the_time_out_is_never_preset(session, record, ruth, signed_in):
    page = signed_in(ruth).get(url("record-session", session.pk)).content.decode()
    assert " checked" not in page
    assert 'value="6"' in page


def test_a_draft_is_saved_and_can_be_gone_on_with(session, record, ruth, signed_in):
    client = signed_in(ruth)
    sent = send(client, session, record_form(record, time_out=["patient"], reaction=""))
    assert sent.url == url("record-session", session.pk)
    page = client.get(sent.url).content.decode()
    assert page.count(" checked") == 2  # one line of the time-out, the aftercare sheet
    assert SessionRecord.objects.get().signed_at is None


def test_save_and_sign_goes_to_the_review(session, record, ruth, signed_in):
    sent = send(signed_in(ruth), session, record_form(record, then="sign"))
    assert sent.url == url("sign-session", session.pk)


def test_a_figure_off_the_plan_is_marked(session, record, ruth, signed_in):
    client = signed_in(ruth)
    send(client, session, record_form(record, **{"injections-0-volume_ml": "5"}))
    page = client.get(url("record-session", session.pk)).content.decode()
    assert page.count("is-changed") == 1
    assert "Plan: 6 mL" in page


def test_a_row_is_left_out_without_script_and_its_errors_do_not_count(
    session, record, ruth, signed_in
):
    form = record_form(
        record, **{"injections-1-DELETE": "on", "injections-1-volume_ml": "nonsense"}
    )
    assert send(signed_in(ruth), session, form).status_code == 302
    assert [row.volume_ml for row in Injection.objects.all()] == [6]


def test_a_row_is_added_without_script(session, record, ruth, signed_in):
    more = {
        "structure": "Patellar tendon",
        "region": "knee",
        "side": "right",
        "volume_ml": "1",
        "dextrose_pct": "15",
        "route": "extra_articular",
        "guidance": "ultrasound",
        "points": "2",
    }
    form = record_form(record, **{f"injections-2-{name}": value for name, value in more.items()})
    assert send(signed_in(ruth), session, form).status_code == 302
    assert Injection.objects.last().target is None
    assert Injection.objects.count() == 3


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("volume_ml", "-1", "Volume must be more than 0 mL."),
        ("volume_ml", "", "This field is required."),
        ("volume_ml", "1e99", "Ensure that there are no more than"),
        ("volume_ml", "99", "above this clinic’s limit"),
        ("dextrose_pct", "0", "Dextrose must be more than 0 %"),
        ("dextrose_pct", "101", "Dextrose cannot be more than 100 %"),
        ("dextrose_pct", "25.1", "above this clinic’s limit of 25 %"),
        ("dextrose_pct", "NaN", "Enter a number"),
        ("points", "0", "The number of sites must be from 1 to 60"),
        ("structure", "\x00", "Null characters are not allowed"),
        ("structure", "x" * 161, "at most 160 characters"),
        ("side", "top", "Select a valid choice"),
        ("target", "999999999", "not one of the plan"),
    ],
)
def test_bad_input_is_said_keeps_what_was_typed_and_saves_nothing(
    session, record, ruth, signed_in, field, value, words
):
    form = record_form(record, note="Typed with care", **{f"injections-0-{field}": value})
    sent = send(signed_in(ruth), session, form)
    page = sent.content.decode().replace("&#x27;", "’")
    assert sent.status_code == 200
    assert words in page
    assert "Nothing was saved" in page
    assert "Typed with care" in page
    record.refresh_from_db()
    assert (record.revision, record.time_out) == (1, [])


def test_a_target_of_another_plan_is_refused(session, record, ruth, ben, signed_in):
    carl = builders.healthy(people.patient("Carl Diaz", registered_by=ben), ruth)
    theirs = agreed_plan(carl, ruth).signed_version().targets.get()
    sent = send(signed_in(ruth), session, record_form(record, **{"injections-0-target": theirs.pk}))
    assert "not one of the plan" in sent.content.decode()


def test_the_other_side_is_refused_until_it_is_confirmed_with_a_reason(
    session, record, ruth, signed_in
):
    client, other = signed_in(ruth), {"injections-0-side": "left"}
    page = send(client, session, record_form(record, **other)).content.decode()
    assert "The plan says right knee" in page

    other |= {"injections-0-other_side": "on", "injections-0-note": "Swapped at her wish"}
    assert send(client, session, record_form(record, **other)).status_code == 302
    page = client.get(url("record-session", session.pk)).content.decode()
    assert "Plan: Right" in page


def test_a_form_sent_twice_is_saved_once(session, record, ruth, signed_in):
    client, form = signed_in(ruth), record_form(record)
    assert send(client, session, form).url == send(client, session, form).url
    record.refresh_from_db()
    assert record.revision == 2


def test_the_second_of_two_tabs_is_told_with_both_texts(session, record, ruth, signed_in):
    client = signed_in(ruth)
    one = record_form(record, note="From the first tab")
    two = record_form(record, note="From the second tab")
    send(client, session, one)
    sent = send(client, session, two)
    page = sent.content.decode()
    assert sent.status_code == 200
    assert "From the first tab" in page
    assert "From the second tab" in page
    assert SessionRecord.objects.get().note == "From the first tab"

    # Sent again after comparing, the second text counts.
    again = two | {"revision": sent.context["form"].data["revision"]}
    assert send(client, session, again).status_code == 302
    assert SessionRecord.objects.get().note == "From the second tab"


def test_the_record_is_shut_while_findings_are_open(session, ruth, signed_in):
    record = started(session, ruth, answers={"fever_or_unwell": "yes"})
    page = signed_in(ruth).get(url("record-session", session.pk)).content.decode()
    assert "The record is shut" in page
    assert url("screening", record.screening_id) in page
    assert 'name="time_out"' not in page


def test_a_record_that_was_signed_meanwhile_is_refused_with_the_text_kept(session, ruth, signed_in):
    record = written(session, ruth)
    form = record_form(record, note="Typed in a stale tab")
    from treatments.actions import session_signing

    session_signing.sign_record(record=record, revision=record.revision, by=ruth, now=builders.NOW)
    sent = send(signed_in(ruth), session, form)
    assert sent.status_code == 200
    assert "This record is signed" in sent.content.decode()
    assert "Typed in a stale tab" in sent.content.decode()
    assert "Typed in a stale tab" not in SessionRecord.objects.get().note


def test_without_a_start_there_is_no_record(session, ruth, signed_in):
    assert signed_in(ruth).get(url("record-session", session.pk)).url == url("session", session.pk)


def test_a_signed_record_is_not_opened_for_writing(session, ruth, signed_in):
    given(session, ruth)
    assert signed_in(ruth).get(url("record-session", session.pk)).url == url("session", session.pk)
