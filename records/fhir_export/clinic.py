"""The export as of now, in the name of this clinic: for the command and the page."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

from patients.models import Patient
from records.fhir_export.bundle import export_patient
from staff import clock


def export_now(patient: Patient) -> dict[str, Any]:
    """As `export_patient`, with all rows as they are at one moment."""
    with _one_moment():
        return export_patient(
            patient,
            clinic_name=settings.PROLO_CLINIC_NAME,
            zone=ZoneInfo(settings.TIME_ZONE),
            now=clock.now(),
            today=clock.today(),
        )


@contextmanager
def _one_moment() -> Iterator[None]:
    """Without it, a session signed between two queries would be named and not be there."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        # Inside somebody else's transaction it is too late to ask for another level.
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield
