"""Adverse events for tests, written straight to the table."""

from datetime import timedelta

from patients.models import Patient
from staff.models import User
from tests.treatments.builders import NOW, TODAY
from treatments.models import AdverseEvent


def event(patient: Patient, by: User, **fields) -> AdverseEvent:
    """An open one: swelling of yesterday, to be looked at tomorrow."""
    return AdverseEvent.objects.create(
        **{
            "patient": patient,
            "kind": "swelling",
            "onset_on": TODAY - timedelta(days=1),
            "severity": 2,
            "serious": False,
            "description": "The knee is thick",
            "next_look_on": TODAY + timedelta(days=1),
            "reported_by": by,
            "reported_at": NOW,
        }
        | fields
    )


def closed(patient: Patient, by: User, **fields) -> AdverseEvent:
    return event(
        patient,
        by,
        **{
            "outcome": "recovered",
            "next_look_on": None,
            "closed_by": by,
            "closed_at": NOW,
            "closing_note": "Gone by itself",
        }
        | fields,
    )
