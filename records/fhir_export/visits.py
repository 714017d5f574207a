"""Visits in the book."""

from records.fhir_export.building import (
    Export,
    Resource,
    coding,
    concept,
    own_coding,
    resource,
    sentences,
    wall_time,
)
from records.fhir_export.plans import signed_record
from records.fhir_export.vocabulary import TERMINOLOGY, URI
from scheduling.models import Appointment, Room, Site
from treatments.models import SessionRecord

_STATUS = {
    Appointment.State.REQUESTED: "pending",
    Appointment.State.BOOKED: "booked",
    Appointment.State.CONFIRMED: "booked",
    Appointment.State.ARRIVED: "arrived",
    Appointment.State.IN_ROOM: "checked-in",
    Appointment.State.OBSERVING: "checked-in",
    Appointment.State.DONE: "fulfilled",
    Appointment.State.CANCELLED: "cancelled",
    Appointment.State.NO_SHOW: "noshow",
}
_CANCELLED_BY = {"patient": "pat", "clinic": "prov"}


def appointment(row: Appointment, made: Export) -> Resource:
    """On the clock of its site. Wants `site`, `visit_type`, `session__plan`, `session__record`,
    `follow_up`.
    """
    zone = row.site.zone
    plan_id = getattr(row.session or row.follow_up, "plan_id", None)
    asked = row.state == Appointment.State.REQUESTED
    return resource(
        "Appointment",
        made,
        row,
        identifier=[{"system": URI, "value": f"urn:uuid:{row.uid}"}],
        status=_STATUS[Appointment.State(row.state)],
        cancelationReason=_cancelled(row),
        serviceType=[concept(row.visit_type.name, own_coding("visit-type", row.visit_type.code))],
        description=row.visit_type.name,
        supportingInformation=[made.plan(plan_id), _session(row, made)],
        start=wall_time(row.starts_at, zone),
        end=wall_time(row.ends_at, zone),
        minutesDuration=_minutes(row) or None,
        created=wall_time(row.booked_at, zone),
        comment=_comment(row),
        participant=[
            {"actor": made.subject, "status": "needs-action" if asked else "accepted"},
            {"actor": made.staff(row.practitioner_id), "status": "accepted"},
            {"actor": made.ref(Room, row.room_id), "status": "accepted"},
            {"actor": made.ref(Site, row.site_id), "status": "accepted"},
        ],
    )


def _minutes(row: Appointment) -> int:
    return int((row.ends_at - row.starts_at).total_seconds() // 60)


def _session(row: Appointment, made: Export) -> Resource | None:
    record = signed_record(row.session) if row.session else None
    return made.ref(SessionRecord, record.pk) if record else None


def _cancelled(row: Appointment) -> Resource | None:
    if not row.cancelled_by:
        return None
    by = _CANCELLED_BY[row.cancelled_by]
    said = row.get_cancelled_code_display()
    return concept(
        f"{said}: {row.cancelled_reason}" if row.cancelled_reason else said,
        coding(f"{TERMINOLOGY}/appointment-cancellation-reason", by),
        own_coding("cancellation", row.cancelled_code, said),
    )


def _comment(row: Appointment) -> str:
    outside, over = row.outside_window_reason, row.overbooked_reason
    return sentences(
        [
            row.note,
            f"Outside its window: {outside}" if outside else "",
            f"Over a time that was taken: {over}" if over else "",
        ]
    )
