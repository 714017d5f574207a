"""What is signed does not change: not by ORM, not by SQL as the application's own user.

Forms, stale tabs and direct posts are tried where their pages are tested: `test_record_session`,
`test_keep_typing` and `test_sign_session`.
"""

import pytest
from django.db import DatabaseError, connection, transaction

from tests import people
from tests.built_once import parts
from tests.treatments import shelf
from tests.treatments.builders import TODAY, anna_with_ruth
from tests.treatments.days import (
    NOTHING_HAPPENED,
    agreed_plan,
    given,
    noon,
    rows_of,
    started,
)
from tests.treatments.pages import url
from treatments.actions import after_signing, session_signing, sessions
from treatments.models import (
    Addendum,
    CoSignature,
    Injection,
    Mix,
    MixPart,
    OutsideDose,
    RecordVoid,
    Session,
    SessionRecord,
)

pytestmark = pytest.mark.django_db


def signed(anna, ruth):
    """Signed, with a mix, a dose given elsewhere, an addendum, a co-signature, and void."""
    record = started(agreed_plan(anna, ruth).sessions.get(number=1), ruth)
    OutsideDose.objects.create(
        record=record, agent="lidocaine", mg=40, given_at="09:30", entered_by=ruth
    )
    shelf.mixed(record, ruth)
    record = sessions.write_record(
        record=record,
        revision=record.revision,
        by=ruth,
        now=noon(TODAY),
        note=NOTHING_HAPPENED,
        injections=rows_of(record),
    )
    record = session_signing.sign_record(
        record=record, revision=record.revision, by=ruth, now=noon(TODAY)
    )
    session_signing.add_addendum(record=record, text="Later", by=ruth, now=noon(TODAY))
    malik = people.physician("Malik Noor")
    after_signing.co_sign(record=record, note="", by=malik, now=noon(TODAY))
    after_signing.void_record(
        record=record, reason="Wrong patient", by=ruth, now=noon(TODAY), today=TODAY
    )
    return record


def build():
    there = anna_with_ruth()
    there.record = signed(there.anna, there.ruth)
    return there


ruth, ben, anna, record = parts("ruth", "ben", "anna", "record")


ROWS = {
    SessionRecord: {"note": "Changed"},
    Injection: {"volume_ml": 1},
    Mix: {"total_ml": 1},
    MixPart: {"ml": 1},
    OutsideDose: {"mg": 1},
    Addendum: {"text": "Changed"},
    CoSignature: {"note": "Changed"},
    RecordVoid: {"reason": "Changed"},
}


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
def test_the_orm_changes_and_deletes_nothing(record, model):
    before = list(model.objects.values())
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.update(**ROWS[model])
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.all()._raw_delete(using="default")
    assert list(model.objects.values()) == before != []


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
def test_raw_sql_changes_and_deletes_nothing(record, model):
    before = list(model.objects.values())
    ((column, value),) = ROWS[model].items()
    table = model._meta.db_table
    for sql in (f"UPDATE {table} SET {column} = %s", f"DELETE FROM {table} WHERE %s <> ''"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [str(value)])
    assert list(model.objects.values()) == before != []


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE treatments_sessionrecord SET signed_at = NULL, signed_by_id = NULL",
        "UPDATE treatments_sessionrecord SET last_needle_at = NULL",
        "UPDATE treatments_injection SET mix_id = NULL",
        "INSERT INTO treatments_outsidedose (record_id, agent, mg, given_at, entered_by_id)"
        " SELECT id, 'lidocaine', 1, '10:00', signed_by_id FROM treatments_sessionrecord",
        "INSERT INTO treatments_mixpart (mix_id, position, lot_id, vial_id, ml)"
        " SELECT mix_id, 9, lot_id, vial_id, 1 FROM treatments_mixpart",
        "UPDATE treatments_mix SET discarded_at = now(), discarded_by_id = mixed_by_id,"
        " discard_reason = 'x'",
        "UPDATE treatments_session SET state = 'given' WHERE state = 'voided'",
        "UPDATE treatments_session SET number = 9 WHERE state = 'voided'",
        "UPDATE treatments_session SET given_on = given_on - 1 WHERE state = 'voided'",
    ],
)
def test_no_way_round(record, sql):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("state", ["planned", "voided", "dropped"])
def test_a_session_that_was_given_stays_given(anna, ruth, state):
    session = given(agreed_plan(anna, ruth).sessions.get(number=1), ruth).session
    with pytest.raises(DatabaseError), transaction.atomic():
        Session.objects.filter(pk=session.pk).update(state=state)


@pytest.mark.parametrize("model", [Addendum, RecordVoid])
def test_nothing_is_put_below_a_draft(anna, ruth, model):
    record = started(agreed_plan(anna, ruth).sessions.get(number=1), ruth)
    who = {"written_by": ruth, "written_at": noon(TODAY), "text": "x"}
    if model is RecordVoid:
        who = {"voided_by": ruth, "voided_at": noon(TODAY), "reason": "x"}
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.create(record=record, **who)


def test_direct_posts_to_its_pages_change_nothing(record, ruth, signed_in, at_noon):
    at_noon(TODAY)
    client = signed_in(ruth)
    before = list(SessionRecord.objects.values())
    for name in ("record-session", "sign-session", "keep-typing", "forget-typing", "void-record"):
        answer = client.post(
            url(name, record.session_id),
            {"revision": record.revision, "typing": 0, "password": people.PASSWORD, "reason": "x"},
        )
        assert answer.status_code in (200, 302)
    assert list(SessionRecord.objects.values()) == before
