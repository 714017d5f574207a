"""Plans: one CarePlan for each version, with its targets, its sessions and its follow-up visits."""

from collections.abc import Iterator, Sequence

from django.utils.text import capfirst

from patients.models import Consent, Screening
from records.fhir.datatypes import ICD10CM
from records.fhir_export.building import (
    Export,
    Resource,
    annotation,
    coding,
    concept,
    day,
    extension,
    extensions,
    is_blank,
    notes,
    own_coding,
    resource,
)
from records.fhir_export.chart import body_site
from records.fhir_export.doses import guidance, route, solution, volume
from records.fhir_export.protocols import canonical
from treatments.given import in_words
from treatments.models import FollowUp, Plan, PlanVersion, Session, SessionRecord, Target
from treatments.scores import INSTRUMENTS

_ENDED = {
    Plan.State.COMPLETED: "completed",
    Plan.State.STOPPED: "revoked",
    Plan.State.CANCELLED: "revoked",
}


def care_plan(row: PlanVersion, made: Export) -> Resource:
    """Wants `plan` with its sessions (and their records), follow-ups and versions, `targets`, and
    `protocol_version__protocol`.

    What has become of sessions and follow-up visits stands in the version that is in force.
    """
    in_force = made.versions.get(row.plan_id) == row.pk
    goals = [] if is_blank(row.goal) else [_goal(row, made)]
    return resource(
        "CarePlan",
        made,
        row,
        contained=[*(solution(each, _local(each)) for each in row.targets.all()), *goals],
        identifier=[
            {"system": made.system("plan"), "value": str(row.plan_id)},
            {"system": made.system("plan-version"), "value": f"{row.plan_id}/{row.number}"},
        ],
        **_before(row, made),
        status=_status(row, in_force),
        intent="plan",
        title=capfirst(str(row)),
        subject=made.subject,
        period={"start": day(row.signed_on), "end": day(row.plan.closed_on) if in_force else None},
        created=made.instant(row.plan.created_at) if row.number == 1 else None,
        author=made.staff(row.signed_by_id or row.plan.physician_id),
        supportingInfo=[
            made.ref(Screening, row.screening_id),
            made.ref(Consent, row.plan.consent_id) if in_force else None,
        ],
        goal=[{"reference": f"#{goal['id']}"} for goal in goals],
        activity=list(_activities(row, made, in_force=in_force)),
        note=notes(*_notes(row, made)),
        extension=extensions(
            extension("entry-criterion-met", valueBoolean=row.entry_met),
            extension("follow-up-days", valueString=", ".join(map(str, row.followup_days))),
        ),
    )


def _activities(row: PlanVersion, made: Export, *, in_force: bool) -> Iterator[Resource]:
    yield _series(row, made)
    for target in row.targets.all():
        yield _target(target)
    for name in row.instruments:
        yield _instrument(name)
    if in_force:
        yield from _course(row.plan, made)


def _goal(row: PlanVersion, made: Export) -> Resource:
    return {
        "resourceType": "Goal",
        "id": "goal",
        "lifecycleStatus": "active",
        "description": concept(row.goal),
        "subject": made.subject,
    }


def _before(row: PlanVersion, made: Export) -> Resource:
    """The protocol that it follows, and the signed version whose place it took."""
    earlier = [v for v in row.plan.versions.all() if v.is_signed and v.number < row.number]
    replaced = max(earlier, key=lambda version: version.number) if earlier else None
    protocol = row.protocol_version
    return {
        "instantiatesCanonical": [canonical(protocol, made)] if protocol else None,
        "replaces": [made.ref(PlanVersion, replaced.pk)] if replaced and row.is_signed else None,
    }


def _status(row: PlanVersion, in_force: bool) -> str:
    if row.discarded_at is not None:
        return "revoked"
    if not row.is_signed:
        return "draft"
    # A version that another one took the place of is not treated under any more.
    return _ENDED.get(Plan.State(row.plan.state), "active") if in_force else "revoked"


def _notes(row: PlanVersion, made: Export) -> Iterator[Resource | None]:
    yield annotation(row.note, made)
    if row.preparation:
        yield annotation(f"Before each session:\n{row.preparation}", made)
    if row.entry_reason:
        yield annotation(f"Entry criterion of the protocol: {row.entry_reason}", made)
    for deviation in row.deviations:
        yield annotation(
            f"{deviation.get('field', '')}: protocol {deviation.get('protocol', '')}, plan "
            f"{deviation.get('plan', '')}. {deviation.get('reason', '')}",
            made,
        )
    if row.change_reason:
        yield annotation(f"Why the plan was changed: {row.change_reason}", made)
    if row.plan.closing_reason:
        yield annotation(f"Why the plan ended: {row.plan.closing_reason}", made)


def _series(row: PlanVersion, made: Export) -> Resource:
    """The whole course: how many sessions and how far apart, fewest to most."""
    repeat = {
        "count": row.sessions_min,
        "countMax": row.sessions_max if row.sessions_max > row.sessions_min else None,
        "frequency": 1,
        "period": row.spacing_min_days,
        "periodMax": row.spacing_max_days if row.spacing_max_days > row.spacing_min_days else None,
        "periodUnit": "d",
    }
    return {
        "detail": {
            "kind": "ServiceRequest",
            "code": concept("Course of injections", own_coding("activity", "course")),
            "reasonCode": [concept(row.indication, coding(ICD10CM, row.indication_code))],
            "status": "unknown",
            "scheduledTiming": {"repeat": repeat},
            "performer": [made.staff(row.plan.physician_id)],
            "description": (
                f"{row.sessions_target} sessions, {row.spacing_target_days} days apart"
            ),
            "extension": extensions(
                extension("sessions-planned", valuePositiveInt=row.sessions_target),
                extension("spacing-aimed-at-days", valuePositiveInt=row.spacing_target_days),
            ),
        }
    }


def _local(target: Target) -> str:
    return f"target-{target.position}"


def _target(target: Target) -> Resource:
    words = f"{capfirst(str(target))}: {in_words(target)}"
    return {
        "detail": {
            "kind": "MedicationRequest",
            "code": concept("Injection at one target", own_coding("activity", "target")),
            "status": "unknown",
            "productReference": {"reference": f"#{_local(target)}"},
            "quantity": volume(target),
            "description": f"{words}. {target.note}" if target.note else words,
            "extension": extensions(
                extension(
                    "body-site",
                    valueCodeableConcept=body_site(target.side, target.region, target.structure),
                ),
                extension("route", valueCodeableConcept=route(target)),
                extension("guidance", valueCodeableConcept=guidance(target)),
                extension("needle-points", valuePositiveInt=target.points),
            ),
        }
    }


def _instrument(name: str) -> Resource:
    found = INSTRUMENTS.get(name)
    words = found.name if found else name
    return {
        "detail": {
            "code": concept(words, own_coding("instrument", name, words)),
            "status": "unknown",
            "description": f"Scored before, during and after the course: {words}",
        }
    }


def _course(plan: Plan, made: Export) -> Iterator[Resource]:
    """Each session and follow-up visit with its window, and what has become of it."""
    for session in plan.sessions.all():
        yield _session(session, made)
    for visit in plan.follow_ups.all():
        yield _follow_up(visit, made)


_SESSION_STATUS = {
    Session.State.PLANNED: "not-started",
    Session.State.GIVEN: "completed",
    Session.State.DROPPED: "cancelled",
    Session.State.VOIDED: "entered-in-error",
}


def _session(row: Session, made: Export) -> Resource:
    record = signed_record(row)
    return {
        "outcomeReference": [made.ref(SessionRecord, record.pk)] if record else None,
        "detail": {
            "kind": "ServiceRequest",
            "code": concept("Session", own_coding("activity", "session")),
            "status": _SESSION_STATUS[Session.State(row.state)],
            "statusReason": concept(row.dropped_reason),
            "scheduledPeriod": _window(row),
            "description": f"Session {row.number}",
        },
    }


def signed_record(session: Session) -> SessionRecord | None:
    """The record of a session if it is signed: what is still being written leaves with nobody."""
    record: SessionRecord | None = getattr(session, "record", None)
    return record if record is not None and record.signed_at is not None else None


def _window(row: Session | FollowUp) -> Resource:
    return {"start": row.opens_on.isoformat(), "end": row.closes_on.isoformat()}


_FOLLOW_UP_STATUS = {
    FollowUp.State.DUE: "not-started",
    FollowUp.State.DONE: "completed",
    FollowUp.State.DROPPED: "cancelled",
}


def _follow_up(row: FollowUp, made: Export) -> Resource:
    decided = row.get_decision_display() if row.decision else ""
    said = annotation(
        f"{row.done_on}: {decided}. {row.note}" if decided else row.note,
        made,
        by=row.signed_by_id,
        at=row.signed_at,
    )
    return {
        "progress": notes(said),
        "detail": {
            "kind": "Appointment",
            "code": concept("Follow-up visit", own_coding("activity", "follow-up")),
            "status": _FOLLOW_UP_STATUS[FollowUp.State(row.state)],
            "scheduledPeriod": _window(row),
            "description": str(row),
        },
    }


def versions_in_force(plans: Sequence[Plan]) -> dict[int, int]:
    """Plan id -> id of the newest signed version, or of the newest one where none is signed."""
    found = {}
    for plan in plans:
        versions = sorted(plan.versions.all(), key=lambda v: (v.is_signed, v.number))
        if versions:
            found[plan.pk] = versions[-1].pk
    return found
