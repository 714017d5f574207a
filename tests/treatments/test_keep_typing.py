"""Typing that is not saved yet: kept, shown again, and held against what others typed."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from tests import people
from tests.built_once import parts
from tests.treatments import shelf
from tests.treatments.builders import KNEE_JOINT, KNEE_LIGAMENT, TODAY, anna_with_ruth, healthy
from tests.treatments.days import agreed_plan, started
from tests.treatments.pages import record_form, sign_form, url
from treatments.actions import kept_typing, sessions
from treatments.models import RecordDraft, SessionRecord

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(at_noon):
    at_noon(TODAY)


def build():
    there = anna_with_ruth()
    plan = agreed_plan(there.anna, there.ruth, targets=(KNEE_JOINT, KNEE_LIGAMENT))
    there.session = plan.sessions.get(number=1)
    there.record = started(there.session, there.ruth)
    shelf.mixed(there.record, there.ruth)
    return there


ruth, ben, anna, session, record = parts("ruth", "ben", "anna", "session", "record")


@pytest.fixture
def unstarted(ruth, ben):
    """The first session of another patient."""
    boris = healthy(people.patient("Boris Lind", registered_by=ben), ruth)
    plan = agreed_plan(boris, ruth, targets=(KNEE_JOINT, KNEE_LIGAMENT))
    return plan.sessions.get(number=1)


def keep(client, session, form):
    """As the script of the page does it."""
    form = {name: value for name, value in form.items() if name != "form_token"}
    return client.post(url("keep-typing", session.pk), form, headers={"X-Requested-With": "typing"})


def page_of(client, session):
    return client.get(url("record-session", session.pk)).content.decode()


def send(client, session, form):
    return client.post(url("record-session", session.pk), form)


def test_what_is_typed_is_kept_and_comes_back_on_any_device(session, record, ruth, signed_in):
    kept = keep(signed_in(ruth), session, record_form(record, note="Half a sent"))
    assert kept.json() == {
        "kept": True,
        "said": "Kept at 12:00 pm",
        "typing": 1,
        "revision": 1,
    }
    assert SessionRecord.objects.get().note == ""

    page = page_of(signed_in(ruth), session)
    assert "Half a sent" in page
    assert "You see what was typed until Mon 2 Nov 2026, 12:00 pm." in page


def test_what_no_record_could_hold_comes_back_too(session, record, ruth, signed_in):
    client = signed_in(ruth)
    bad = {
        "injections-0-volume_ml": "six",
        "injections-0-points": "",
        "note": "a\x00b",
        "last_needle": "noon",
        "injections-2-structure": "Pes anserinus",
    }
    assert keep(client, session, record_form(record, **bad)).json()["kept"]
    page = page_of(client, session)
    for text in ('value="six"', ">\nab</textarea>", 'value="noon"', 'value="Pes anserinus"'):
        assert text in page
    assert page.count(" checked") == 7  # five lines of the time-out, no reaction, the sheet


def test_a_row_that_was_left_out_stays_left_out(session, record, ruth, signed_in):
    client = signed_in(ruth)
    keep(client, session, record_form(record, **{"injections-1-DELETE": "on"}))
    assert (
        'name="injections-1-DELETE" class="form-check-input" id="id_injections-1-DELETE" checked'
        in (page_of(client, session))
    )


def test_saving_lets_the_typing_go(session, record, ruth, signed_in):
    client = signed_in(ruth)
    kept = keep(client, session, record_form(record, note="Typed")).json()
    assert (
        send(client, session, record_form(record, note="Typed", **numbers(kept))).status_code == 302
    )
    assert RecordDraft.objects.count() == 0
    assert SessionRecord.objects.get().note == "Typed"


def numbers(kept):
    return {"typing": kept["typing"], "revision": kept["revision"]}


def test_going_back_to_what_is_saved(session, record, ruth, signed_in):
    client = signed_in(ruth)
    keep(client, session, record_form(record, note="Nonsense"))
    form = {"revision": 1, "typing": 1}
    assert client.post(url("forget-typing", session.pk), form).status_code == 302
    assert "Nonsense" not in page_of(client, session)


def test_typing_that_is_newer_is_not_forgotten_from_an_old_page(session, record, ruth, signed_in):
    client = signed_in(ruth)
    kept = keep(client, session, record_form(record, note="One")).json()
    keep(client, session, record_form(record, note="Two", **numbers(kept)))
    client.post(url("forget-typing", session.pk), {"revision": 1, "typing": 1})
    assert RecordDraft.objects.get().typed["note"] == ["Two"]


# ------------------------------------------------------------------ two tabs


def test_the_second_tab_is_told_at_once_with_both_texts(session, record, ruth, signed_in):
    client = signed_in(ruth)
    keep(client, session, record_form(record, note="From the first tab"))
    told = keep(client, session, record_form(record, note="From the second tab"))

    assert told.json()["kept"] is False
    for text in ("From the first tab", "From the second tab", "not saved"):
        assert text in told.json()["both"]
    assert RecordDraft.objects.get().typed["note"] == ["From the first tab"]


def test_only_fields_that_differ_are_asked_for(session, record, ruth, signed_in):
    client = signed_in(ruth)
    one = {"injections-0-volume_ml": "5", "reaction": "pain"}
    keep(client, session, record_form(record, **one))
    told = keep(client, session, record_form(record, **{"injections-0-volume_ml": "4"}))
    asked = [difference.label for difference in told.context["other"].differences]
    assert asked == ["Immediate reaction", "Injection 1, joint space: volume, mL"]
    assert [(d.mine, d.theirs) for d in told.context["other"].differences] == [
        ("None", "Strong pain"),
        ("4", "5"),
    ]


def test_the_same_text_in_both_tabs_is_no_conflict(session, record, ruth, signed_in):
    client = signed_in(ruth)
    keep(client, session, record_form(record, note="Same"))
    assert keep(client, session, record_form(record, note="Same ")).json()["kept"]


def test_one_text_is_made_of_both_and_nothing_is_lost(session, record, ruth, signed_in):
    client = signed_in(ruth)
    keep(client, session, record_form(record, note="First", **{"injections-0-volume_ml": "5"}))
    mine = record_form(record, note="Second", **{"injections-0-volume_ml": "4"})
    sent = send(client, session, mine)
    assert sent.status_code == 200
    assert "First" in sent.content.decode()

    other = sent.context["other"]
    choice = {
        "then": "decide",
        "against_revision": other.revision,
        "against_typing": other.typing,
        "pick-note": "mine",
        "pick-injections-0-volume_ml": "theirs",
    }
    assert send(client, session, mine | choice).status_code == 302
    page = client.get(url("record-session", session.pk))
    assert page.context["other"] is None
    assert page.context["form"]["note"].value() == "Second"
    assert page.context["rows"].forms[0]["volume_ml"].value() == "5"

    final = mine | {"injections-0-volume_ml": "5", "typing": 2, "form_token": ""}
    assert send(client, session, final).status_code == 302
    assert SessionRecord.objects.get().note == "Second"


def test_what_was_saved_meanwhile_stands_beside_what_is_typed(session, record, ruth, signed_in):
    client = signed_in(ruth)
    stale = record_form(record, note="From the second tab")
    send(client, session, record_form(record, note="Saved by the first tab"))

    sent = send(client, session, stale)

    assert (sent.context["other"].saved, SessionRecord.objects.get().note) == (
        True,
        "Saved by the first tab",
    )
    decided = stale | {
        "then": "decide",
        "against_revision": sent.context["other"].revision,
        "against_typing": 0,
    }
    assert send(client, session, decided).status_code == 302
    assert page_of(client, session).count("From the second tab") == 1


def test_a_choice_against_a_text_that_moved_on_is_asked_again(session, record, ruth, signed_in):
    client = signed_in(ruth)
    kept = keep(client, session, record_form(record, note="First")).json()
    mine = record_form(record, note="Second")
    keep(client, session, record_form(record, note="Third", **numbers(kept)))
    decide = {"then": "decide", "against_revision": 1, "against_typing": 1, "pick-note": "mine"}
    sent = send(client, session, mine | decide)
    assert sent.status_code == 200
    assert "It changed once more. Compare again." in sent.content.decode()
    assert RecordDraft.objects.get().typed["note"] == ["Third"]


def test_a_row_that_only_the_other_text_has_is_one_choice(session, record, ruth, signed_in):
    client = signed_in(ruth)
    extra = {"injections-2-structure": "Pes anserinus", "injections-2-volume_ml": "1"}
    keep(client, session, record_form(record, **extra))
    told = keep(client, session, record_form(record))
    assert [(d.key, d.mine, d.theirs) for d in told.context["other"].differences] == [
        ("injections-2", "not there", "Pes anserinus, 1 mL")
    ]


def test_mixing_while_somebody_types_is_shown_beside_the_typing(unstarted, ruth, signed_in):
    record = started(unstarted, ruth)
    client = signed_in(ruth)
    keep(client, unstarted, record_form(record, note="Typed before the mixes"))
    shelf.mixed(record, ruth)
    SessionRecord.objects.filter(pk=record.pk).update(revision=2)
    page = client.get(url("record-session", unstarted.pk))
    labels = [difference.label for difference in page.context["other"].differences]
    assert "Note" in labels
    assert "Injection 1, joint space: drawn from" in labels


# ------------------------------------------------------------------ two people


@pytest.fixture
def malik(db):
    return people.physician("Malik Noor")


def test_a_colleague_who_takes_over_sees_the_typing_and_cannot_pass_over_it(
    session, record, ruth, malik, signed_in
):
    keep(signed_in(ruth), session, record_form(record, note="Ruth was here"))
    record = started(session, malik)
    client = signed_in(malik)
    page = client.get(url("record-session", session.pk))
    assert page.context["other"].by == ruth
    assert "Ruth was here" in page.content.decode()

    assert "both" in keep(client, session, record_form(record, note="Mine")).json()
    assert send(client, session, record_form(record, note="Mine")).status_code == 200
    assert RecordDraft.objects.get().typed_by == ruth


def test_who_does_not_write_the_record_keeps_nothing(session, record, malik, signed_in):
    told = keep(signed_in(malik), session, record_form(record, note="Mine"))
    assert (told.json()["kept"], RecordDraft.objects.count()) == (False, 0)
    assert "Ruth Adler, MD is writing this record" in told.json()["said"]


# ------------------------------------------------------------------ the end


def test_typing_that_is_not_saved_keeps_the_record_from_being_signed(
    session, record, ruth, signed_in
):
    client = signed_in(ruth)
    send(client, session, record_form(record))
    record.refresh_from_db()
    keep(client, session, record_form(record, note="One more line"))
    sent = client.post(url("sign-session", session.pk), sign_form(record))
    assert "What was typed at 12:00 pm is not saved yet." in sent.content.decode()
    assert SessionRecord.objects.get().signed_at is None


def test_nothing_is_kept_beside_a_signed_record(session, record, ruth, signed_in):
    client = signed_in(ruth)
    send(client, session, record_form(record))
    stale = record_form(record)
    assert client.post(url("sign-session", session.pk), sign_form(record)).status_code == 302
    told = keep(client, session, stale | {"note": "Too late"})
    assert (told.json()["kept"], RecordDraft.objects.count()) == (False, 0)
    assert "This record is signed." in told.json()["said"]
    with pytest.raises(DatabaseError), transaction.atomic():
        RecordDraft.objects.create(
            record=record, revision=1, typed_by=ruth, typed_at=record.started_at
        )


def test_more_than_anybody_types_is_not_kept(session, record, ruth):
    with pytest.raises(ValidationError, match="too long"):
        kept_typing.keep_typing(
            record=record,
            revision=record.revision,
            number=0,
            typed={"note": ["x" * 200_001]},
            by=ruth,
            now=record.started_at,
        )


def test_names_that_are_no_fields_are_not_kept(session, record, ruth, signed_in):
    more = {
        "signed_at": "1999",
        "injections-0-record": "7",
        "csrfmiddlewaretoken": "x",
        "then": "sign",
    }
    keep(signed_in(ruth), session, record_form(record, **more))
    typed = RecordDraft.objects.get().typed
    assert typed.keys().isdisjoint(more)
    assert "injections-0-volume_ml" in typed


def test_without_a_script_the_form_leads_back_to_the_page(session, record, ruth, signed_in):
    form = record_form(record, **{"injections-0-volume_ml": "six"})
    sent = signed_in(ruth).post(url("keep-typing", session.pk), form)
    assert sent.url == url("record-session", session.pk)
    assert RecordDraft.objects.get().typed["injections-0-volume_ml"] == ["six"]


def test_an_action_that_comes_from_no_form_saves_and_lets_the_typing_go(session, record, ruth):
    RecordDraft.objects.create(record=record, revision=1, typed_by=ruth, typed_at=record.started_at)
    sessions.write_record(
        record=record,
        revision=record.revision,
        by=ruth,
        now=record.started_at,
        note=sessions.SessionNote((), "", "", "", aftercare_given=False),
        injections=[],
    )
    assert RecordDraft.objects.count() == 0
