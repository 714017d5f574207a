"""Django's `migrate`, as the owner of the tables, and then everybody's rights in the database."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connection

from clinic.database_roles import application_role, as_owner, secure

# Any number that nobody else uses: two servers that start together migrate one after the other.
MIGRATION_LOCK = 7_010_211


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        if options["check_unapplied"] or options["plan"]:
            super().handle(*args, **options)
            return
        role = application_role()  # before the connection is the owner's
        with as_owner():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
            try:
                super().handle(*args, **options)
                secure(role)
            finally:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])
