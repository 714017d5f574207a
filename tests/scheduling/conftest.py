from contextlib import contextmanager

import pytest
from django.db import transaction


@pytest.fixture
def transactional_rollback(db):
    """A block whose writes are taken back: for many examples inside one test."""

    @contextmanager
    def block():
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    return block
