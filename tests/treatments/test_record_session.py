from datetime import timedelta

import pytest

from tests import people
from tests.built_once import parts
from tests.treatments import builders, shelf
from tests.treatments.builders import KNEE_JOINT, KNEE_LIGAMENT, TODAY, anna_with_ruth, healthy
from tests.treatments.days import agreed_plan, given, started, written
from tests.treatments.pages import record_form, url
from treatments.models import Injection, SessionRecord

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(at_noon):
    at_noon(TODAY)


def build():
    there = anna_with_ruth()
    plan = agreed_plan(there.anna, there.ruth, targets=(KNEE_JOINT, KNEE_LIGAMENT))
    there.session = plan.sessions.get(number=1)
    there.record = started(there.session, there.ruth)
    return there


ruth, ben, anna, session, record = parts("ruth", "ben", "anna", "session", "record")


@pytest.fixture
def unstarted(ruth, ben):
    """The first session of another patient."""
    boris = healthy(people.patient("Boris Lind", registered_by=ben), ruth)
    plan = agreed_plan(boris, ruth, targets=(KNEE_JOINT, KNEE_LIGAMENT))
    return plan.sessions.get(number=1)


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
        "mix": shelf.mixed(record, ruth)[1].pk,
        "route": "extra_articular",
        "guidance": "ultrasound",
        "points": "2",
    }
    form = record_form(record, **{f"injections-2-{name}": value for name, value in more.items()})
    assert send(signed_in(ruth), session, form).status_code == 302
    assert [(row.target is None, row.dextrose_pct) for row in Injection.objects.all()] == [
        (False, 25),
        (False, 15),
        (True, 15),
    ]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("volume_ml", "-1", "Volume must be more than 0 mL."),
        ("volume_ml", "", "This field is required."),
        ("volume_ml", "1e99", "Ensure that there are no more than"),
        ("volume_ml", "99", "above this clinic’s limit"),
        ("volume_ml", "NaN", "Enter a number"),
        ("mix", "999999999", "Select a valid choice"),
        ("mix", "x", "Select a valid choice"),
        ("procedure", "surgery", "Select a valid choice"),
        ("map_points", "front here", "Point 1 must read like"),
        ("map_points", "front 0.9 0.5", "but the side is right"),
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


# ------------------------------------------------------------------ mixes


def test_each_row_names_its_mix_with_the_true_strengths(session, record, ruth, signed_in):
    shelf.mixed(record, ruth)
    page = signed_in(ruth).get(url("record-session", session.pk)).content.decode()
    assert "Mix A: dextrose 25 %, use before 1:00 pm" in page
    assert "Mix B: dextrose 15 %, lidocaine 0.2 %, use before 1:00 pm" in page
    assert page.count(" selected") >= 2
    assert 'name="injections-0-dextrose_pct"' not in page


def test_another_mix_than_planned_is_marked_and_its_strengths_are_kept(
    session, record, ruth, signed_in
):
    inside, _outside = shelf.mixed(record, ruth)
    client = signed_in(ruth)
    form = record_form(record, **{"injections-1-mix": inside.pk})
    assert send(client, session, form).status_code == 302

    row = record.injections.get(position=2)
    assert (row.mix, row.dextrose_pct, row.anaesthetic, row.anaesthetic_pct) == (
        inside,
        25,
        "",
        None,
    )
    page = client.get(url("record-session", session.pk)).content.decode()
    assert "Plan: dextrose 15 %, lidocaine 0.2 %" in page
    assert page.count("is-changed") == 1


def test_more_than_was_made_is_refused_at_the_volumes(session, record, ruth, signed_in):
    mix = shelf.mixed(record, ruth, spare=0)[0]
    form = record_form(record, **{"injections-1-mix": mix.pk})
    sent = send(signed_in(ruth), session, form)
    assert sent.content.decode().count("8 mL are recorded from mix A, but only 6 mL were made") == 2
    assert record.injections.get(position=2).mix.letter == "B"


def test_a_mix_that_is_too_old_is_refused_until_the_last_needle_is_said(
    session, record, ruth, signed_in, monkeypatch
):
    shelf.mixed(record, ruth)
    later = record.started_at + timedelta(minutes=75)
    monkeypatch.setattr("staff.clock.now", lambda: later)
    client, form = signed_in(ruth), record_form(record)
    page = send(client, session, form).content.decode()
    assert "could be injected until 1:00 pm (60 minutes)" in page
    assert "If the last needle was before that, say below when it was." in page

    assert send(client, session, form | {"last_needle": "12:50"}).status_code == 302
    record.refresh_from_db()
    assert record.last_needle_at == record.started_at + timedelta(minutes=50)


@pytest.mark.parametrize("time", ["11:59", "12:01", "noon", "25:00"])
def test_the_last_needle_is_between_the_start_and_now(session, record, ruth, signed_in, time):
    shelf.mixed(record, ruth)
    sent = send(signed_in(ruth), session, record_form(record, last_needle=time))
    assert sent.context["form"].errors.keys() == {"last_needle"}


def test_a_mix_that_was_thrown_away_is_refused(session, record, ruth, signed_in):
    mix = shelf.mixed(record, ruth)[0]
    form = record_form(record)
    mix.discarded_at, mix.discarded_by, mix.discard_reason = record.started_at, ruth, "Dropped"
    mix.save()
    assert "Mix A was thrown away: Dropped" in send(signed_in(ruth), session, form).content.decode()


def test_the_mix_of_another_record_is_refused(session, record, ruth, ben, signed_in):
    carl = builders.healthy(people.patient("Carl Diaz", registered_by=ben), ruth)
    theirs = shelf.mixed(started(agreed_plan(carl, ruth).sessions.get(number=1), ruth), ruth)[0]
    form = record_form(record, **{"injections-0-mix": theirs.pk})
    assert "Select a valid choice" in send(signed_in(ruth), session, form).content.decode()


def test_what_is_not_mixed_has_a_product_and_no_strengths(session, record, ruth, signed_in):
    shelf.mixed(record, ruth)
    prp = {
        "injections-0-procedure": "prp",
        "injections-0-procedure_detail": "Leukocyte-poor, 4 mL from 30 mL of blood",
        "injections-0-mix": "",
    }
    assert send(signed_in(ruth), session, record_form(record, **prp)).status_code == 302
    row = record.injections.get(position=1)
    assert (row.procedure, row.mix, row.dextrose_pct) == ("prp", None, None)
    record.refresh_from_db()
    assert "platelet-rich plasma (Leukocyte-poor" in record.note


def test_what_is_not_mixed_takes_no_mix(session, record, ruth, signed_in):
    shelf.mixed(record, ruth)
    form = record_form(record, **{"injections-0-procedure": "prp"})
    page = send(signed_in(ruth), session, form).content.decode()
    assert "This procedure is not mixed: leave the mix empty." in page


def test_points_image_and_minutes_are_kept_and_told(session, record, ruth, signed_in):
    shelf.mixed(record, ruth)
    more = {
        "injections-1-map_points": "front 0.41 0.7\nfront 0.42 0.7",
        "injections-1-image_reference": "US-4711",
        "observed_minutes": "20",
    }
    assert send(signed_in(ruth), session, record_form(record, **more)).status_code == 302
    record.refresh_from_db()
    row = record.injections.get(position=2)
    assert row.map_points == [["front", "0.41", "0.7"], ["front", "0.42", "0.7"]]
    assert (record.observed_minutes, row.image_reference) == (20, "US-4711")
    assert "from mix B; image US-4711." in record.note
    assert "Mix A, 26 mL: dextrose 25 % (26 mL Bottle dextrose-25, lot L-" in record.note
    assert "Observed for 20 minutes." in record.note


def test_a_form_sent_twice_is_saved_once(session, record, ruth, signed_in):
    client, form = signed_in(ruth), record_form(record)
    assert send(client, session, form).url == send(client, session, form).url
    record.refresh_from_db()
    assert record.revision == 2


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


def test_without_a_start_there_is_no_record(unstarted, ruth, signed_in):
    assert signed_in(ruth).get(url("record-session", unstarted.pk)).url == url(
        "session", unstarted.pk
    )


def test_a_signed_record_is_not_opened_for_writing(unstarted, ruth, signed_in):
    given(unstarted, ruth)
    assert signed_in(ruth).get(url("record-session", unstarted.pk)).url == url(
        "session", unstarted.pk
    )
