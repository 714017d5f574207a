"""What the pages of this floor have in common."""

from typing import Any

from patients.banner import banner_for
from patients.models import Patient
from staff import clock
from staff.http import StaffRequest


def about(request: StaffRequest, patient: Patient, *, active: str = "plans") -> dict[str, Any]:
    """The context of a page about `patient`: banner, tabs with the `active` one, today."""
    today = clock.today()
    return {
        "patient": patient,
        "today": today,
        "banner": banner_for(patient, user=request.user, today=today, active=active),
    }
