"""What the database itself refuses Prolo, whatever Prolo's code or a hole in it asks for.

Two roles: the *owner* of the tables, who signs in to migrate and for nothing else
(DATABASE_OWNER_URL), and the *application* (DATABASE_URL), which owns nothing, so that it can
neither drop a table nor switch off a trigger. Rights are given anew after each `migrate`, by what
the models say of themselves: a table that is protected from change and deletion may only be read
and added to. With DATABASE_URL alone there is one role for both; `/readyz` says "shared" then.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import environ
import pgtrigger
from django.apps import apps
from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper
from pghistory.models import Context
from psycopg import sql

from patients.models import Icd10Code

# A list that is exchanged as a whole, and no record of anything.
MAY_BE_EMPTIED = (Icd10Code,)
# Only the owner says which migrations were applied.
READ_ONLY = frozenset({"django_migrations"})
# Tests empty tables between two of them; nobody else does.
EMPTYING = "prolo.tests_empty_tables"
KEEPING = "prolo_keep"


@contextmanager
def as_owner() -> Iterator[None]:
    """The connection signs in as the owner for as long as the block runs, if there is one."""
    if not settings.DATABASE_OWNER_URL:
        yield
        return
    owner = environ.Env.db_url_config(settings.DATABASE_OWNER_URL)
    changed = {key: owner[key] for key in ("USER", "PASSWORD", "HOST", "PORT")}
    own = connection.settings_dict
    before = {key: own[key] for key in changed}
    connection.close()
    own.update(changed)
    try:
        yield
    finally:
        connection.close()
        own.update(before)


def application_role() -> str:
    """The role in DATABASE_URL, or nothing where it is the owner's too."""
    if not settings.DATABASE_OWNER_URL:
        return ""
    owner = environ.Env.db_url_config(settings.DATABASE_OWNER_URL)["USER"]
    role: str = settings.DATABASES["default"]["USER"]
    return "" if role == owner else role


@transaction.atomic
def secure(role: str) -> None:
    """Guard the tables that only grow, and give `role` its rights. Run as the owner."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        there = {name for (name,) in cursor.fetchall()}
        never_ignore_triggers(cursor)
        for table in sorted((only_grow() & there) - kept_full(cursor)):
            refuse_to_empty(cursor, table)
        if role:
            demand_no_tables_of(cursor, role)
            grant(cursor, role, there)


def never_ignore_triggers(cursor: CursorWrapper) -> None:
    """pgtrigger lets a session name triggers that it ignores; here nobody may."""
    cursor.execute("SELECT to_regproc('public._pgtrigger_should_ignore')")
    if cursor.fetchone() != (None,):
        cursor.execute(
            "CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name)"
            " RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false'"
        )


def kept_full(cursor: CursorWrapper) -> set[str]:
    """The tables that have the trigger already: to make it again would wait for who writes."""
    cursor.execute(
        "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " WHERE t.tgname = %s AND c.relnamespace = 'public'::regnamespace",
        [KEEPING],
    )
    return {name for (name,) in cursor.fetchall()}


def refuse_to_empty(cursor: CursorWrapper, table: str) -> None:
    """A trigger against TRUNCATE, which passes by the triggers of rows."""
    cursor.execute(
        "CREATE OR REPLACE FUNCTION public.prolo_refuse_to_empty() RETURNS trigger"
        " LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION 'prolo: % is only ever added to', TG_TABLE_NAME; END $$"
    )
    cursor.execute(
        sql.SQL(
            "CREATE OR REPLACE TRIGGER {name} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"
            " WHEN (coalesce(current_setting({emptying}, true), '') <> 'on')"
            " EXECUTE FUNCTION public.prolo_refuse_to_empty()"
        ).format(
            name=sql.Identifier(KEEPING),
            table=sql.Identifier("public", table),
            emptying=sql.Literal(EMPTYING),
        )
    )


def demand_no_tables_of(cursor: CursorWrapper, role: str) -> None:
    cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = %s", [role])
    if cursor.fetchone() != (0,):
        raise CommandError(
            f"The role {role} of DATABASE_URL owns tables. Keep it as DATABASE_OWNER_URL and make "
            "another role for DATABASE_URL; README.md says how."
        )


@dataclass(frozen=True, slots=True)
class Rights:
    """What the application may do with a table, besides reading it."""

    insert: bool = True
    update: bool = True
    delete: bool = True
    truncate: bool = False

    @property
    def names(self) -> list[str]:
        wanted = {
            "INSERT": self.insert,
            "UPDATE": self.update,
            "DELETE": self.delete,
            "TRUNCATE": self.truncate,
        }
        return ["SELECT", *(name for name, given in wanted.items() if given)]


def rights_on(there: set[str]) -> dict[str, Rights]:
    rights = {table: Rights() for table in there}
    for table in never_deleted() & there:
        rights[table] = replace(rights[table], delete=False)
    for table in only_grow() & there:
        rights[table] = Rights(update=False, delete=False)
    for table in READ_ONLY & there:
        rights[table] = Rights(insert=False, update=False, delete=False)
    for model in MAY_BE_EMPTIED:
        if model._meta.db_table in there:
            rights[model._meta.db_table] = Rights(truncate=True)
    return rights


def only_grow() -> set[str]:
    """Tables whose rows are protected from every change and from deletion."""
    return (_protected(pgtrigger.Update) & _protected(pgtrigger.Delete)) | {Context._meta.db_table}


def never_deleted() -> set[str]:
    return _protected(pgtrigger.Delete)


def _protected(operation: pgtrigger.Operation) -> set[str]:
    return {
        model._meta.db_table
        for model in apps.get_models()
        if any(_refuses(trigger, operation) for trigger in _triggers(model))
    }


def _triggers(model: type[models.Model]) -> list[pgtrigger.Trigger]:
    return list(getattr(model._meta, "triggers", []))


def _refuses(trigger: pgtrigger.Trigger, operation: pgtrigger.Operation) -> bool:
    """Whether it refuses the operation whatever the row says, and whatever column is meant."""
    if type(trigger) is not pgtrigger.Protect or trigger.condition is not None:
        return False
    return str(operation) in str(trigger.operation).split(" OR ")


def grant(cursor: CursorWrapper, role: str, there: set[str]) -> None:
    name = sql.Identifier(role)
    database = sql.Identifier(connection.settings_dict["NAME"])

    def run(text: str, **parts: sql.Composable) -> None:
        cursor.execute(sql.SQL(text).format(role=name, database=database, **parts))

    # A table of its own would come before ours of the same name, and take the history.
    run("REVOKE TEMPORARY, CREATE ON DATABASE {database} FROM PUBLIC, {role}")
    run("GRANT CONNECT ON DATABASE {database} TO {role}")
    run("REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role}")
    run("GRANT USAGE ON SCHEMA public TO {role}")
    run("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}")
    for table, rights in sorted(rights_on(there).items()):
        given = sql.SQL(", ").join(sql.SQL(right) for right in rights.names)
        run(
            "GRANT {given} ON {table} TO {role}", given=given, table=sql.Identifier("public", table)
        )
    run("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
    # A table that comes without a migration of ours can be read and added to, no more.
    run("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT ON TABLES TO {role}")
    run("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}")
