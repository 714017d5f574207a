"""What the tests of a module stand on, written to the database once for all of them.

A module opts in with a function `build` that gives a namespace, and with `parts`:

    def build():
        ruth, ben = people.physician(), people.front_desk()
        return SimpleNamespace(ruth=ruth, ben=ben, anna=people.patient("Anna Berg"))

    ruth, ben, anna = parts("ruth", "ben", "anna")

Not for modules with a test that commits, nor for what a test must see written at its own time.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction


@pytest.fixture(scope="module")
def built(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[SimpleNamespace]:
    """Taken back after the last test of the module; each test takes back what it did to it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield request.module.build()
        transaction.set_rollback(True)


@pytest.fixture
def own(built: SimpleNamespace, db: None) -> SimpleNamespace:
    """Objects of this test's own, which still refer to one another."""
    return deepcopy(built)


def parts(*names: str) -> list[Callable[[SimpleNamespace], Any]]:
    """A fixture for each of `names`, a part of what the module builds."""
    return [_part(name) for name in names]


def _part(name: str) -> Callable[[SimpleNamespace], Any]:
    @pytest.fixture(name=name)
    def part(own: SimpleNamespace) -> Any:
        return getattr(own, name)

    return part
