"""Whoever has the database to himself changes something; the verdict names exactly that."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from patients.actions.scans import add_scan
from records.audit import anchors
from records.audit.merkle import leaf, root
from records.audit.present import strays
from records.audit.sealing import seal_once
from records.models import AuditSeal
from staff.models import AccessEvent
from tests import people
from tests.records.audit.builders import LOG, NINE, events, said, sealed_batches, tamper

ANYTHING = f"UPDATE {LOG} SET view = 'home' WHERE id = %s"


@pytest.fixture
def batches(ruth):
    """Three seals over 100 lines each; the first also covers the history of the account."""
    return sealed_batches(ruth, 3, 100)


def test_nothing_is_found_where_nothing_was_done(batches):
    assert said() == []


def test_one_altered_row_is_named(batches):
    (_, rows) = batches[1]
    tamper(ANYTHING, rows[41])
    number = batches[1][0].number
    assert said() == [f"{LOG} {rows[41]} is not what it was when it was sealed (seal {number})."]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "2020-01-01T00:00Z"),
        ("user_id", None),
        ("action", "print"),
        ("patient_id", 8),
        ("address", "10.0.0.9"),
        ("reason", "No reason"),
        ("details", " "),
        ("request_id", "11111111-1111-1111-1111-111111111111"),
        ("account_id", 1),
    ],
)
def test_any_altered_column_is_noticed(ruth, column, value):
    [(seal, [row])] = sealed_batches(ruth, 1, 1)
    tamper(f"UPDATE {LOG} SET {column} = %s WHERE id = %s", value, row)
    assert said() == [f"{LOG} {row} is not what it was when it was sealed (seal {seal.number})."]


def test_the_last_row_cut_off_is_named(batches):
    (seal, rows) = batches[-1]
    tamper(f"DELETE FROM {LOG} WHERE id = %s", rows[-1])
    assert said() == [
        f"{LOG} {rows[-1]} was there when it was sealed, and is gone (seal {seal.number})."
    ]


def test_a_whole_batch_of_rows_deleted_is_named(batches):
    (seal, rows) = batches[1]
    tamper(f"DELETE FROM {LOG} WHERE id = ANY(%s)", rows)
    assert said() == [
        f"{LOG} {rows[0]} to {rows[-1]} were there when they were sealed, and are gone"
        f" (seal {seal.number})."
    ]


def test_a_row_put_in_between_is_named(batches, ruth):
    (seal, rows) = batches[1]
    tamper(f"DELETE FROM {LOG} WHERE id = %s", rows[5])
    AccessEvent.objects.create(pk=rows[5], at=NINE, user=ruth, action="read", view="chart")
    assert said() == [
        f"{LOG} {rows[5]} is not what it was when it was sealed (seal {seal.number})."
    ]


def test_a_row_put_into_a_gap_is_named(ruth):
    gap = events(ruth, 3)[1]
    tamper(f"DELETE FROM {LOG} WHERE id = %s", gap)  # as a transaction that was rolled back
    seal = seal_once(now=NINE)
    AccessEvent.objects.create(pk=gap, at=NINE, user=ruth, action="read", view="chart")
    assert said() == [f"{LOG} {gap} was put in after its place was sealed (seal {seal.number})."]


def test_rows_with_numbers_that_were_never_given_out_are_named(batches, ruth):
    beyond = batches[-1][1][-1] + 50
    for number in (0, beyond):
        AccessEvent.objects.create(pk=number, at=NINE, user=ruth, action="read", view="chart")
    assert said() == [
        f"{LOG} 0 has a number that was never given out.",
        f"{LOG} {beyond} has a number that was never given out.",
    ]


def test_a_seal_deleted_with_its_rows_is_named_and_what_it_covered(batches):
    (seal, rows) = batches[1]
    tamper(f"DELETE FROM {LOG} WHERE id = ANY(%s)", rows)
    tamper("DELETE FROM records_auditseal WHERE number = %s", seal.number)
    assert said() == [
        f"Seal {seal.number} is not there. Nothing vouches for the rows it covered: "
        f"{LOG} {rows[0]} to {rows[-1]}."
    ]


def test_the_last_seal_cut_off_with_its_rows_is_named(batches):
    (seal, rows) = batches[-1]
    tamper(f"DELETE FROM {LOG} WHERE id = ANY(%s)", rows)
    tamper("DELETE FROM records_auditseal WHERE number = %s", seal.number)
    [line] = said()
    assert line.startswith(f"Seal {seal.number} is not there, and no seal comes after it: the end")


def test_a_seal_cut_off_is_still_named_after_the_next_was_made(batches, ruth):
    (seal, rows) = batches[-1]
    tamper(f"DELETE FROM {LOG} WHERE id = ANY(%s)", rows)
    tamper("DELETE FROM records_auditseal WHERE number = %s", seal.number)
    sealed_batches(ruth, 1, 1)
    [line] = said()
    assert line.startswith(f"Seal {seal.number} is not there, and seal {seal.number + 1} was made")


def test_a_seal_whose_hashes_were_exchanged_is_named(batches):
    (seal, _) = batches[1]
    changed = bytes(32) + bytes(seal.leaves)[32:]
    tamper("UPDATE records_auditseal SET leaves = %s WHERE number = %s", changed, seal.number)
    assert f"Seal {seal.number} was altered: its list of rows was changed." in said()


def test_any_altered_column_of_a_seal_is_noticed(batches):
    """Whoever alters it has taken away what the database checks by itself."""
    digest, none = b"x" * 32, "{}"
    changes = {
        "sealed_at": "2020-01-01T00:00Z",
        "previous": digest,
        "root": digest,
        "digest": digest,
        "segments": "[]",
        "reached": none,
        "rows": 1,
        "leaves": b"",
    }
    (seal, _) = batches[1]
    checks = [check.name for check in AuditSeal._meta.constraints]
    not_named = []
    for column, value in changes.items():
        with transaction.atomic():
            with connection.cursor() as cursor:
                for check in checks:
                    cursor.execute(f"ALTER TABLE records_auditseal DROP CONSTRAINT {check}")
            tamper(
                f"UPDATE records_auditseal SET {column} = %s WHERE number = %s", value, seal.number
            )
            if not any(f"Seal {seal.number} was altered" in line for line in said()):
                not_named.append(column)
            transaction.set_rollback(True)
    assert {*changes} == {field.column for field in AuditSeal._meta.fields} - {"number"}
    assert not_named == []


def test_two_seals_exchanged_are_named(batches):
    first, second = (seal.number for seal, _ in batches[:2])
    for number, becomes in ((first, -1), (second, first), (-1, second)):
        tamper("UPDATE records_auditseal SET number = %s WHERE number = %s", becomes, number)
    named = " ".join(said())
    assert f"Seal {first} was altered" in named
    assert f"Seal {second} was altered" in named


def test_everything_cut_off_from_a_seal_on_shows_against_what_was_noted(batches):
    """Rows, seals, and the numbers that were given out for both."""
    noted, (kept, rows) = anchors.head(), batches[0]
    tamper(f"DELETE FROM {LOG} WHERE id > %s", rows[-1])
    tamper("DELETE FROM records_auditseal WHERE number > %s", kept.number)
    tamper("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", LOG, rows[-1])
    tamper("SELECT setval(pg_get_serial_sequence('records_auditseal', 'number'), %s)", kept.number)
    assert said() == []
    assert said([noted]) == [
        f"Seal {noted.number}, noted on 01 Mar 2027 09:00 UTC, is not in the chain."
    ]


def test_a_row_altered_together_with_its_seal_shows_in_the_next_one(batches, ruth):
    (seal, rows) = batches[1]
    tamper(ANYTHING, rows[0])
    rebuild(seal)
    assert said() == [
        f"Seal {seal.number} was altered: seal {seal.number + 1} was chained to another one."
    ]


def test_a_seal_that_cannot_be_read_is_named(batches):
    (seal, _) = batches[1]
    tamper(
        "UPDATE records_auditseal SET segments = %s WHERE number = %s", '[{"no": 1}]', seal.number
    )
    assert f"Seal {seal.number} was altered: it cannot be read." in said()


def test_a_chain_rebuilt_from_a_row_on_shows_against_what_was_noted(batches, tmp_path):
    noted = anchors.head()
    tamper(ANYTHING, batches[1][1][0])
    for seal, _ in batches[1:]:
        rebuild(seal)
    assert said() == []
    assert said([noted]) == [
        f"Seal {noted.number} is not the one that was noted: the chain was rebuilt somewhere "
        "after seal 0."
    ]


def test_a_chain_cut_off_shows_against_what_was_noted(batches):
    noted = anchors.head()
    tamper("DELETE FROM records_auditseal WHERE number = %s", noted.number)
    assert f"Seal {noted.number}, noted on 01 Mar 2027 09:00 UTC, is not in the chain." in said(
        [noted]
    )


def test_who_made_a_change_cannot_be_exchanged(signed_in, ines, ben):
    from pghistory.models import Context

    from tests.clinic.test_request_id import rename

    rename(signed_in(ines), ben, "Ben Castle")
    seal = seal_once(now=NINE)
    change = ben.events.latest("pgh_id")
    tamper(
        "UPDATE pghistory_context SET metadata = jsonb_set(metadata, '{user}', %s) WHERE id = %s",
        str(ben.pk),
        change.pgh_context_id,
    )
    assert Context.objects.get(pk=change.pgh_context_id).metadata["user"] == ben.pk
    assert said() == [
        f"staff_userevent {change.pk} is not what it was when it was sealed (seal {seal.number})."
    ]


def test_a_row_changed_past_its_history_is_named(ruth, capsys):
    anna = people.patient("Anna Berg")
    seal_once(now=NINE)
    tamper("UPDATE patients_patient SET family_name = 'Bergh' WHERE id = %s", anna.pk)
    with pytest.raises(CommandError, match="1 findings"):
        call_command("audit", "verify")
    assert (
        f"patients_patient {anna.pk} is not what the last entry of its history says."
        in capsys.readouterr().out
    )


def test_a_row_put_in_or_taken_out_past_its_history_is_named(ruth):
    anna, mara = people.patient("Anna Berg"), people.patient("Mara Lind")
    tamper("DELETE FROM patients_patientevent WHERE pgh_obj_id = %s", anna.pk)
    tamper("DELETE FROM patients_patient WHERE id = %s", mara.pk)
    assert [one.text for one in strays()] == [
        f"patients_patient {anna.pk} is there, and has no history.",
        f"patients_patient {mara.pk} is gone, and its history does not say that it was deleted.",
    ]


def test_a_scan_whose_file_was_exchanged_is_named(ruth, ben):
    scan = add_scan(
        patient=people.patient("Anna Berg"),
        kind="letter",
        title="Letter",
        dated=None,
        data=b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
        by=ben,
        now=NINE,
        today=NINE.date(),
    )
    assert list(strays()) == []
    tamper("UPDATE patients_scan SET content = 'another' WHERE id = %s", scan.pk)
    assert [one.text for one in strays()] == [
        f"patients_scan {scan.pk} holds another file than when it was added."
    ]


def test_tables_that_are_gone_are_named(batches):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"DROP TABLE {LOG}, patients_scan CASCADE")
    assert said() == [
        f"{LOG}: 100 rows of seal {seal.number} cannot be compared, their table is not there any "
        "more."
        for seal, _ in batches
    ]
    assert next(strays()).text == "patients_scan is not there."


def test_triggers_that_are_off_or_gone_are_named(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'patients_scan'::regclass"
            " AND NOT tgisinternal ORDER BY 1 LIMIT 2"
        )
        (off,), (gone,) = cursor.fetchall()
        cursor.execute(f"ALTER TABLE patients_scan DISABLE TRIGGER {off}")
        cursor.execute(f"DROP TRIGGER {gone} ON patients_scan")
    assert [one.text for one in strays()] == sorted(
        [
            f"patients_scan: the trigger {off} is switched off.",
            f"patients_scan: the trigger {gone} is not there.",
        ]
    )


def rebuild(seal):
    """What an attacker does who knows how seals are made: this one anew, fitting its rows."""
    from dataclasses import replace

    from records.audit import tables

    before = AuditSeal.objects.filter(number__lt=seal.number).order_by("-number").first()
    leaves = []
    with connection.cursor() as cursor:
        tables.fix_text_settings(cursor)
        types = tables.column_types(cursor)
        for one in seal.content.segments:
            table = tables.sealed_tables()[one.table]
            for _, values in tables.read_rows(
                cursor, table, one.columns, types[one.table], first=one.first, last=one.last
            ):
                leaves.append(leaf(one.table, one.columns, values))
    made = replace(seal.content, previous=bytes(before.digest), root=root(leaves))
    tamper(
        "UPDATE records_auditseal SET previous = %s, root = %s, leaves = %s, digest = %s,"
        " segments = %s WHERE number = %s",
        *(made.previous, made.root, b"".join(leaves), made.digest),
        json.dumps(seal.segments),
        seal.number,
    )
