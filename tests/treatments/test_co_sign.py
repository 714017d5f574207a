import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from tests import people
from tests.treatments.builders import TODAY
from tests.treatments.days import agreed_plan, given, noon, written
from tests.treatments.pages import url
from treatments.actions import after_signing
from treatments.models import CoSignature

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(at_noon):
    at_noon(TODAY)


@pytest.fixture
def malik(db):
    return people.physician("Malik Noor")


@pytest.fixture
def record(anna, ruth):
    return given(agreed_plan(anna, ruth).sessions.get(number=1), ruth)


def form(**more):
    return {"note": "Seen together", "password": people.PASSWORD} | more


def co_sign(record, by):
    return after_signing.co_sign(record=record, note="", by=by, now=noon(TODAY))


def test_another_physician_signs_below(record, malik, signed_in):
    client = signed_in(malik)
    sent = client.post(url("co-sign", record.session_id), form())
    assert sent.url == url("session", record.session_id)
    page = client.get(sent.url).content.decode()
    assert "Malik Noor, MD, Mon 2 Nov 2026, 12:00 pm: Seen together" in page
    assert url("co-sign", record.session_id) not in page


def test_a_wrong_password_signs_nothing_and_keeps_the_note(record, malik, signed_in):
    sent = signed_in(malik).post(url("co-sign", record.session_id), form(password="wrong"))
    assert "This is not your password" in sent.content.decode()
    assert "Seen together" in sent.content.decode()
    assert CoSignature.objects.count() == 0


def test_nobody_co_signs_the_own_record(record, ruth, signed_in):
    assert url("co-sign", record.session_id) not in (
        signed_in(ruth).get(url("session", record.session_id)).content.decode()
    )
    page = signed_in(ruth).post(url("co-sign", record.session_id), form()).content.decode()
    assert "There is nothing for you to co-sign here." in page
    with pytest.raises(ValidationError, match="You signed this record yourself"):
        co_sign(record, ruth)
    with pytest.raises(DatabaseError), transaction.atomic():
        CoSignature.objects.create(record=record, signed_by=ruth, signed_at=noon(TODAY))


def test_nobody_co_signs_twice(record, malik):
    co_sign(record, malik)
    with pytest.raises(ValidationError, match="You signed this record already"):
        co_sign(record, malik)


def test_a_draft_and_a_void_record_are_not_co_signed(record, ruth, malik):
    draft = written(record.session.plan.sessions.get(number=2), ruth, on=noon_later())
    with pytest.raises(ValidationError, match="not signed yet"):
        co_sign(draft, malik)
    with pytest.raises(DatabaseError), transaction.atomic():
        CoSignature.objects.create(record=draft, signed_by=malik, signed_at=noon(TODAY))
    after_signing.void_record(
        record=record, reason="Wrong patient", by=ruth, now=noon(TODAY), today=TODAY
    )
    with pytest.raises(ValidationError, match="void"):
        co_sign(record, malik)
    with pytest.raises(DatabaseError), transaction.atomic():
        CoSignature.objects.create(record=record, signed_by=malik, signed_at=noon(TODAY))


def noon_later():
    return TODAY.replace(day=TODAY.day + 21)
