from dataclasses import replace

import pytest
from django.core.cache import cache
from django.db import DatabaseError, transaction

from clinic import settings as product
from tests import people
from tests.treatments.builders import TODAY
from tests.treatments.days import NOTHING_HAPPENED, agreed_plan, given, started, written
from tests.treatments.pages import record_form, sign_form, url
from treatments.actions import after_signing
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
    form = sign_form(written(session, ruth)) | {"revision": revision}
    sent = signed_in(ruth).post(url("sign-session", session.pk), form)
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


# ------------------------------------------------------------------ the password


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("", "Enter your password to sign."),
        ("wrong horse battery staple", "This is not your password. Nothing was signed"),
        ("correct horse battery staple ", "This is not your password. Nothing was signed"),
        ("\x00", "Null characters are not allowed."),
    ],
)
def test_without_the_right_password_nothing_is_signed_and_all_is_kept(
    session, ruth, signed_in, password, words
):
    record = written(session, ruth, note=replace(NOTHING_HAPPENED, note="With care"))
    sent = signed_in(ruth).post(
        url("sign-session", session.pk), sign_form(record) | {"password": password}
    )
    assert sent.status_code == 200
    assert words in sent.content.decode()
    record.refresh_from_db()
    assert (record.signed_at, record.note) == (None, "With care")


def test_the_password_of_a_colleague_signs_nothing(session, ruth, signed_in):
    malik = people.physician("Malik Noor")
    malik.set_password("another horse battery staple")
    malik.save(update_fields=["password"])
    form = sign_form(written(session, ruth)) | {"password": "another horse battery staple"}
    assert "not your password" in (
        signed_in(ruth).post(url("sign-session", session.pk), form).content.decode()
    )


def test_passwords_are_not_tried_without_end(session, ruth, signed_in, settings):
    settings.ACCOUNT_RATE_LIMITS = product.ACCOUNT_RATE_LIMITS
    cache.clear()
    record = written(session, ruth)
    client = signed_in(ruth)
    wrong = sign_form(record) | {"password": "a guess"}
    for _ in range(5):
        page = client.post(url("sign-session", session.pk), wrong).content.decode()
        assert "This is not your password" in page
    page = client.post(url("sign-session", session.pk), sign_form(record)).content.decode()
    assert "Too many passwords were tried." in page
    assert SessionRecord.objects.get().signed_at is None
    cache.clear()


# ------------------------------------------------------------------ what was mixed


def test_an_injection_without_a_mix_is_not_signed(session, ruth, signed_in):
    record = started(session, ruth)
    sent = signed_in(ruth).post(url("record-session", session.pk), record_form(record, then="sign"))
    page = signed_in(ruth).get(sent.url).content.decode()
    assert "Right knee, joint space: Say which mix it was drawn from" in page
    assert "Sign and lock" not in page
    with pytest.raises(DatabaseError), transaction.atomic():
        SessionRecord.objects.update(signed_at=record.started_at, signed_by=ruth)


def test_more_than_was_made_is_not_signed(session, ruth, signed_in):
    record = written(session, ruth)
    record.injections.update(volume_ml=27)
    page = signed_in(ruth).get(url("sign-session", session.pk)).content.decode()
    assert "27 mL are recorded from mix A, but only 26 mL were made." in page
    with pytest.raises(DatabaseError), transaction.atomic():
        SessionRecord.objects.update(signed_at=record.started_at, signed_by=ruth)


def test_a_corticosteroid_given_here_is_told_to_the_chart_and_taken_back_with_the_record(
    session, anna, ruth, signed_in
):
    record = started(session, ruth)
    steroid = {
        "injections-0-procedure": "corticosteroid",
        "injections-0-procedure_detail": "Triamcinolone 40 mg",
    }
    client = signed_in(ruth)
    client.post(url("record-session", session.pk), record_form(record, **steroid))
    assert client.post(url("sign-session", session.pk), sign_form(record)).status_code == 302
    told = anna.priortreatments.get(kind="steroid_injection")
    assert (told.region, told.side, told.substance, told.ended_on) == (
        "knee",
        "right",
        "Triamcinolone 40 mg",
        TODAY,
    )

    record.refresh_from_db()
    after_signing.void_record(
        record=record, reason="Wrong patient", by=ruth, now=record.signed_at, today=TODAY
    )
    assert anna.priortreatments.standing().filter(kind="steroid_injection").count() == 0
