import gc
import os
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management.commands import flush
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations
from django.template import Context, Template
from django.test import Client
from hypothesis import HealthCheck, settings

from staff.models import User
from tests import people
from tests.built_once import built, own

__all__ = ["built", "own"]  # fixtures that modules opt in to

# How long an example takes says something about the machine, nothing about the property.
settings.register_profile("prolo", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("prolo")


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: a worker often waits for the database or a browser."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker runs a whole module: what its tests stand on is built once.

    Modules that say whom they run beside take longest and come first, then those with most tests.
    """
    tests_of = Counter(item.path for item in items)
    apart = {item for item in items if not item.get_closest_marker("xdist_group")}
    items.sort(key=lambda item: (item in apart, -tests_of[item.path]))
    for item in apart:
        item.add_marker(pytest.mark.xdist_group(str(item.path)))


def pytest_collection_finish() -> None:
    """What stands by now stays until the end: it need not be looked through again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(scope="session", autouse=True)
def pages_only_are_noted(django_test_environment: None) -> Iterator[None]:
    """The test client copies what each template is drawn with, hundreds of them for a long form.

    A control and the frame around it are drawn with a field of a form that the page has: nobody
    asks for them.
    """
    noted = Template._render

    def render(template: Template, context: Context) -> str:
        if (template.name or "").startswith(("django/forms/widgets/", "bootstrap5/")):
            return template.nodelist.render(context)
        return noted(template, context)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", render)
        yield


@pytest.fixture(scope="session", autouse=True)
def what_is_empty_is_not_emptied(django_test_environment: None) -> Iterator[None]:
    """After a test that committed, rows are deleted where there are any.

    To truncate a table costs as much as to make it, and of more than a hundred a few were used.
    """

    def statements(self: DatabaseOperations, style: Any, tables: list[str], **_: Any) -> list[str]:
        looked = [f"SELECT '{table}' WHERE EXISTS (SELECT FROM \"{table}\")" for table in tables]
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(looked))
            used = [table for (table,) in cursor.fetchall()]
        # All of them go, so nothing is left that could refer to what is missing.
        return [
            "SET session_replication_role = replica",
            *(f'DELETE FROM "{table}"' for table in used),
            "SET session_replication_role = DEFAULT",
        ]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", statements)
        # Nobody here asks for Django's own permissions, which it writes again after each.
        patch.setattr(flush, "emit_post_migrate_signal", lambda *args, **options: None)
        yield


@pytest.fixture
def ruth(db: None) -> User:
    return people.physician("Ruth Adler")


@pytest.fixture
def ben(db: None) -> User:
    return people.front_desk("Ben Castillo")


@pytest.fixture
def ines(db: None) -> User:
    return people.administrator("Ines Okafor")


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
