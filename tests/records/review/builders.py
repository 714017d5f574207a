"""Changes that were made at a time, by somebody."""

from uuid import uuid4

import pghistory
from django.db import connection

from patients.models import Patient
from records.review.history import kinds
from staff.models import AccessEvent
from tests.records.audit.builders import NINE, superuser

PATIENTS = kinds()["patients-patient"].events
REQUEST = "0b1f1b5e-9d0c-4b7e-8a52-1f1b0a3c5d11"


def moved(event, at):
    """The row of the history and its context, as if they had been written at another time."""
    table = type(event)._meta.db_table
    with superuser() as cursor:
        cursor.execute(
            f'UPDATE "{table}" SET pgh_created_at = %s WHERE pgh_id = %s', [at, event.pgh_id]
        )
        cursor.execute(
            "UPDATE pghistory_context SET created_at = %s WHERE id = %s",
            [at, event.pgh_context_id],
        )
    event.refresh_from_db()
    return event


def changed(patient, user, at=NINE, request=None, **fields):
    """One version more of the patient; gives the row of the history."""
    said = {"view": "edit-patient", "address": "198.51.100.7", "request": request or str(uuid4())}
    with pghistory.context(user=user.pk, **said):
        Patient.objects.filter(pk=patient.pk).update(**fields)
    return moved(PATIENTS.objects.filter(pgh_obj=patient).latest("pgh_id"), at)


def seen(user, patient, at=NINE, action="read", **fields):
    return AccessEvent.objects.create(
        at=at,
        user=user,
        action=action,
        view="chart",
        patient_id=patient.pk if patient else None,
        address="198.51.100.7",
        **fields,
    )


def uses(sql_index, statement, params=()):
    """Whether Postgres finds the rows of the statement by this index, if it may."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {statement}", params)
        return any(sql_index in line for (line,) in cursor.fetchall())
