import pytest
from django.db import connection


@pytest.fixture(autouse=True)
def _numbers_from_one(db):
    """Numbers of seals outlive the test that used them, and a missing one is a fault."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('records_auditseal', 'number'), 1, false)"
        )
