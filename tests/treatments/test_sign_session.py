from dataclasses import replace

import pytest

from tests.treatments.builders import TODAY
from tests.treatments.days import NOTHING_HAPPENED, agreed_plan, given, started, written
from tests.treatments.pages import sign_form, url
from treatments.models import CheckCall, SessionRecord

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(at_noon):
    at_noon(TODAY)


@pytest.fixture
def session(anna, ruth):
    return agreed_plan(anna, ruth).sessions.get(number=1)


def test_the_review_shows_what_is_signed(session, ruth, signed_in):
    written(session, ruth)
    page = signed_in(ruth).get(url("sign-session", session.pk)).content.decode()
    assert "6 mL of dextrose 25 %" in page
    assert "5 of 5 lines confirmed" in page
    assert "Sign and lock" in page


def test_signing_locks_the_record(session, ruth, signed_in):
    record = written(session, ruth)
    sent = signed_in(ruth).post(url("sign-session", session.pk), sign_form(record))
    assert sent.url == url("session", session.pk)
    assert SessionRecord.objects.get().signed_by == ruth


def test_a_missing_line_of_the_time_out_refuses_and_keeps_the_draft(session, ruth, signed_in):
    record = written(
        session, ruth, note=replace(NOTHING_HAPPENED, time_out=("patient",), note="With care")
    )
    client = signed_in(ruth)
    page = client.get(url("sign-session", session.pk)).content.decode()
    assert "Time-out not confirmed: Allergies asked again." in page
    assert "Sign and lock" not in page

    sent = client.post(url("sign-session", session.pk), sign_form(record))
    assert sent.status_code == 200
    assert "Not signed" in sent.content.decode()
    record.refresh_from_db()
    assert (record.signed_at, record.note) == (None, "With care")


def test_a_direct_post_to_a_signed_record_changes_nothing(session, ruth, signed_in):
    record = given(session, ruth)
    before = record.signed_at
    sent = signed_in(ruth).post(url("sign-session", session.pk), sign_form(record))
    assert sent.status_code == 200
    assert "This record is signed" in sent.content.decode()
    record.refresh_from_db()
    assert record.signed_at == before
    assert CheckCall.objects.count() == 1


def test_a_stale_tab_does_not_sign(session, ruth, signed_in):
    record = written(session, ruth)
    form = sign_form(record) | {"revision": record.revision - 1}
    sent = signed_in(ruth).post(url("sign-session", session.pk), form)
    assert sent.status_code == 200
    assert SessionRecord.objects.get().signed_at is None


@pytest.mark.parametrize("revision", ["", "x", "-1", "9" * 40])
def test_a_forged_revision_does_not_sign(session, ruth, signed_in, revision):
    written(session, ruth)
    sent = signed_in(ruth).post(url("sign-session", session.pk), {"revision": revision})
    assert sent.status_code == 200
    assert SessionRecord.objects.get().signed_at is None


def test_signing_twice_counts_once(session, ruth, signed_in):
    record = written(session, ruth)
    client, form = signed_in(ruth), sign_form(record)
    client.post(url("sign-session", session.pk), form)
    client.post(url("sign-session", session.pk), form)
    assert CheckCall.objects.count() == 1


def test_open_findings_refuse_the_signature(session, ruth, signed_in):
    record = started(session, ruth, answers={"fever_or_unwell": "yes"})
    sent = signed_in(ruth).post(url("sign-session", session.pk), sign_form(record))
    assert "screening is still open" in sent.content.decode()
    assert SessionRecord.objects.get().signed_at is None
