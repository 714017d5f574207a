"""What the database refuses the role that Prolo works with, whatever statement is sent."""

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from psycopg import sql

from clinic import database_roles
from clinic.checks import roles_are_separate
from clinic.health import _roles
from records.audit.tables import sealed_tables
from tests import people

ROLE = "prolo_app_of_tests"
REFUSED = psycopg.errors.InsufficientPrivilege


@pytest.fixture(scope="module")
def application(django_db_setup, django_db_blocker):
    """Connects to the test database as a role of the kind that Prolo works with."""
    database = connection.settings_dict
    with django_db_blocker.unblock():
        name = f"{ROLE}_{database['NAME']}"
        with connection.cursor() as cursor:
            forget(cursor, name)
            cursor.execute(
                sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'geheim'").format(sql.Identifier(name))
            )
        database_roles.secure(name)
        yield lambda: psycopg.connect(
            host=database["HOST"],
            port=database["PORT"],
            dbname=database["NAME"],
            user=name,
            password="geheim",
            autocommit=True,
        )
        with connection.cursor() as cursor:
            forget(cursor, name)
            # As it is by default, for whoever comes next.
            cursor.execute(
                sql.SQL("GRANT TEMPORARY ON DATABASE {} TO PUBLIC").format(
                    sql.Identifier(database["NAME"])
                )
            )


def forget(cursor, role):
    cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [role])
    if cursor.fetchone() is not None:
        cursor.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(role)))
        cursor.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


GROWING = sorted({*sealed_tables(), "records_auditseal", "pghistory_context"})


def test_what_only_grows_is_the_log_the_history_the_seals_and_what_never_changes():
    tables = database_roles.only_grow()
    assert set(GROWING) <= tables
    assert {"treatments_addendum", "patients_document", "scheduling_statechange"} <= tables


@pytest.mark.parametrize("table", GROWING)
def test_nothing_in_the_log_or_the_history_is_changed_or_removed(application, table):
    with application() as session:
        # Postgres answers with a warning, as nothing can be given on.
        session.execute(f"GRANT SELECT, UPDATE, DELETE, TRUNCATE ON {table} TO CURRENT_USER")
        for statement in (
            f"UPDATE {table} SET {column_of(session, table)} = DEFAULT",
            f"DELETE FROM {table}",
            f"TRUNCATE {table}",
            f"TRUNCATE {table} CASCADE",
            f"ALTER TABLE {table} DISABLE TRIGGER ALL",
            f"ALTER TABLE {table} DISABLE TRIGGER USER",
            f"ALTER TABLE {table} RENAME TO mine",
            f"ALTER TABLE {table} OWNER TO CURRENT_USER",
            f"DROP TABLE {table}",
            f"CREATE TRIGGER mine BEFORE INSERT ON {table} EXECUTE FUNCTION pg_notify()",
            f"CREATE RULE mine AS ON INSERT TO {table} DO INSTEAD NOTHING",
            f"BEGIN; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE",
        ):
            with pytest.raises(REFUSED):
                session.execute(statement)
            session.rollback()


def column_of(session, table):
    [(column,)] = session.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
        " AND table_schema = 'public' ORDER BY ordinal_position LIMIT 1",
        [table],
    ).fetchall()
    return column


@pytest.mark.parametrize(
    "statement",
    [
        "SET session_replication_role = replica",
        "SELECT set_config('session_replication_role', 'replica', false)",
        "SET ROLE postgres_owner_of_tests",
        "SET SESSION AUTHORIZATION postgres_owner_of_tests",
        "ALTER ROLE CURRENT_USER SUPERUSER",
        "CREATE ROLE mine",
        "CREATE TABLE mine (id int)",
        "CREATE TEMP TABLE staff_userevent (id int)",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE EXTENSION dblink",
        "CREATE OR REPLACE FUNCTION _pgh_attach_context() RETURNS uuid LANGUAGE sql"
        " AS 'SELECT NULL::uuid'",
        "DROP FUNCTION _pgh_attach_context()",
        "ALTER FUNCTION _pgh_attach_context() RENAME TO mine",
        "DROP TRIGGER prolo_keep ON staff_accessevent",
        "ALTER TABLE patients_patient DISABLE TRIGGER USER",
        "TRUNCATE patients_patient CASCADE",
        "DELETE FROM patients_patient",
        "DELETE FROM staff_user",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('a', 'b', now())",
        "SELECT pg_read_file('/etc/passwd')",
        "COPY staff_accessevent TO PROGRAM 'cat'",
        "SELECT setval('staff_accessevent_id_seq', 1)",
    ],
)
def test_the_way_around_is_refused(application, statement):
    owner = connection.settings_dict["USER"]
    with application() as session, pytest.raises(psycopg.Error) as refused:
        session.execute(statement.replace("postgres_owner_of_tests", f'"{owner}"'))
    assert refused.value.sqlstate == "42501", refused.value


def test_triggers_are_not_ignored_by_asking(application, ruth):
    """pgtrigger reads a setting of the session that names triggers to be ignored."""
    anna = people.patient("Anna Berg")
    before = anna.events.count()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pgtrigger.ignore', array_agg(DISTINCT tgname)::text, true)"
            " FROM pg_trigger WHERE tgname LIKE 'pgtrigger%'"
        )
        cursor.execute("UPDATE patients_patient SET family_name = 'Bergh' WHERE id = %s", [anna.pk])
    assert anna.events.count() == before + 1
    assert anna.events.latest("pgh_id").family_name == "Bergh"


def test_what_prolo_does_all_day_is_granted(application):
    with application() as session, session.transaction(force_rollback=True):
        session.execute(
            "INSERT INTO staff_accessevent (at, action, view, reason, details)"
            " VALUES (now(), 'read', 'chart', '', '')"
        )
        session.execute("UPDATE patients_patient SET phone = ''")
        session.execute("UPDATE staff_user SET full_name = full_name")
        session.execute("DELETE FROM django_session")
        session.execute("TRUNCATE patients_icd10code")
        session.execute("SELECT last_value FROM pg_sequences")
        session.execute("SELECT procrastinate_register_worker_v1()")
    with application() as session:
        for (table,) in session.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall():
            session.execute(sql.SQL("SELECT FROM {} LIMIT 1").format(sql.Identifier(table)))


def test_readiness_tells_shared_roles_from_separate_ones(application):
    with application() as session:
        assert _roles(session) == "ok"
    connection.ensure_connection()
    assert _roles(connection.connection) == "shared"


def test_the_check_says_that_there_is_one_role_for_both(settings, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://prolo:geheim@db/prolo")
    assert [found.id for found in roles_are_separate(None)] == ["prolo.W001"]
    settings.DATABASE_OWNER_URL = "postgres://owner:geheim@db/prolo"
    assert roles_are_separate(None) == []


def test_a_role_that_owns_tables_is_not_taken_for_the_application(db):
    owner = connection.settings_dict["USER"]
    with pytest.raises(CommandError, match=r"owns tables\. Keep it as DATABASE_OWNER_URL"):
        database_roles.secure(owner)


def test_tables_that_only_grow_are_not_emptied_by_the_owner_either(ruth):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"SET LOCAL {database_roles.EMPTYING} = off")
        for table in GROWING:
            with (
                pytest.raises(Exception, match="is only ever added to"),
                transaction.atomic(),
            ):
                cursor.execute(f"TRUNCATE {table} CASCADE")


@pytest.mark.django_db(transaction=True)
def test_migrating_twice_leaves_the_rights_as_they_are(application):
    call_command("migrate", verbosity=0)
    with application() as session:
        session.execute("SELECT FROM staff_accessevent")
        with pytest.raises(REFUSED):
            session.execute("DELETE FROM staff_accessevent")
