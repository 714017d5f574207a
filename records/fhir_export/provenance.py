"""Who entered, accepted, signed or took back what, and at which moment: one Provenance for each."""

import base64
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Model

from patients.models import Consent, Patient, Result, Screening
from patients.models.entry import ChartEntry
from patients.models.referral import Document
from patients.sent_values import columns_of
from patients.signature import PAD, Strokes, path_of
from records.fhir.own import OWN
from records.fhir_export.building import (
    Export,
    Resource,
    coding,
    concept,
    resource,
    term,
    wall_time,
)
from records.fhir_export.changes import Change, Changes, changes_of
from records.fhir_export.sessions import void_of
from scheduling.models import Appointment
from treatments.models import AdverseEvent, Mix, PlanVersion, ProtocolVersion, Score, SessionRecord


class Deed(NamedTuple):
    """A way of having a hand in a record: the words, HL7's code for it, and the doer's part."""

    words: str
    system: str
    code: str
    role: str


ENTERED = Deed("Entered", "v3-DataOperation", "CREATE", "enterer")
CHANGED = Deed("Changed", "v3-DataOperation", "UPDATE", "author")
VOIDED = Deed("Taken back", "v3-DataOperation", "NULLIFY", "author")
ACCEPTED = Deed("Accepted", "v3-DocumentCompletion", "AU", "verifier")
SIGNED = Deed("Signed", "v3-DocumentCompletion", "LA", "legal")
CO_SIGNED = Deed("Co-signed", "v3-DocumentCompletion", "LA", "attester")


def provenance(
    deed: Deed,
    row: Model,
    made: Export,
    *,
    by: int | None,
    at: datetime | None,
    target: Model | None = None,
    words: str = "",
    reason: str = "",
    number: int | None = None,
    **more: Any,
) -> Resource:
    """`row` is what knows of the deed; `target`, where that is another row, what it was done to.

    `number` tells deeds apart that may happen to a row more than once. Where nobody was signed in,
    the clinic did it.
    """
    about = target or row
    part = f"provenance {words or deed.words}"
    said = resource(
        "Provenance",
        made,
        row,
        part=part if number is None else f"{part} {number}",
        profile="us-core-provenance",
        target=[made.ref(type(about), about.pk)],
        recorded=made.instant(at),
        reason=[concept(reason)] if reason.strip() else None,
        activity=term(deed.system, deed.code, words or deed.words),
        agent=[_agent(deed.role, made.staff(by), made)],
        **more,
    )
    # It happened once: how often the row has changed since says nothing about it.
    said["meta"] |= {"versionId": None, "lastUpdated": None}
    return said


def _agent(role: str, who: Resource | None, made: Export) -> Resource:
    return {
        "type": term("provenance-participant-type", role),
        "who": who or made.clinic,
        "onBehalfOf": made.clinic if who else None,
    }


def of_patient(row: Patient, made: Export) -> Iterator[Resource]:
    yield provenance(
        ENTERED, row, made, by=row.registered_by_id, at=row.registered_at, words="Registered"
    )


def of_entries(rows: Sequence[ChartEntry], made: Export) -> Iterator[Resource]:
    """Of lines of one kind. Wants `referral__document`; one query for what was changed in them."""
    changes = changes_of(rows, columns_of(type(rows[0]))) if rows else {}
    for row in rows:
        yield from _of_entry(row, changes, made)


def of_measurements(
    measured: Iterable[tuple[Result, Result | None]], made: Export
) -> Iterator[Resource]:
    """As `of_entries`, of results and of pressures that are one resource."""
    pairs = list(measured)
    rows = [row for pair in pairs for row in pair if row is not None]
    changes = changes_of(rows, columns_of(Result))
    for head, other in pairs:
        yield from _of_entry(head, changes, made)
        for change in changes.get(other.pk, ()) if other else ():
            yield _changed(change, other or head, made, target=head)


def _of_entry(row: ChartEntry, changes: Changes, made: Export) -> Iterator[Resource]:
    source = _source(row.referral.document) if row.referral is not None else None
    yield provenance(ENTERED, row, made, by=row.entered_by_id, at=row.entered_at, entity=source)
    for change in changes.get(row.pk, ()):
        yield _changed(change, row, made)
    if row.accepted_at is not None:
        yield provenance(ACCEPTED, row, made, by=row.accepted_by_id, at=row.accepted_at)
    if row.voided_at is not None:
        yield provenance(
            VOIDED, row, made, by=row.voided_by_id, at=row.voided_at, reason=row.void_reason
        )


def _changed(
    change: Change, row: Model, made: Export, *, words: str = "Changed", target: Model | None = None
) -> Resource:
    """With what stood there before; what stands there now is the resource itself."""
    before = [
        f"{name.replace('_', ' ')}: {'-' if value in (None, '', []) else value}"
        for name, value in change.before.items()
    ]
    return provenance(
        CHANGED,
        row,
        made,
        by=change.by,
        at=change.at,
        target=target,
        words=words,
        number=change.number,
        entity=[{"role": "revision", "what": {"display": f"Before: {'; '.join(before)}"}}],
    )


def _source(document: Document) -> list[Resource]:
    """The document that brought the line, by the hash of what was received."""
    return [
        {
            "role": "source",
            "what": {
                "identifier": {
                    "system": f"{OWN}/NamingSystem/sha256",
                    "value": document.sha256,
                },
                "display": document.name,
            },
        }
    ]


def of_plan_version(row: PlanVersion, made: Export) -> Iterator[Resource]:
    if row.signed_at is not None:
        reason = row.change_reason
        yield provenance(SIGNED, row, made, by=row.signed_by_id, at=row.signed_at, reason=reason)
    if row.discarded_at is not None:
        reason = row.discarded_reason
        yield provenance(
            VOIDED, row, made, by=row.discarded_by_id, at=row.discarded_at, reason=reason
        )


def of_protocol(row: ProtocolVersion, made: Export) -> Iterator[Resource]:
    deeds = (
        (ENTERED, "Written", row.written_by_id, row.written_at, row.change_reason),
        (SIGNED, "Approved", row.approved_by_id, row.approved_at, ""),
        (CHANGED, "Put into use", row.activated_by_id, row.activated_at, ""),
        (CHANGED, "Retired", row.retired_by_id, row.retired_at, row.retired_reason),
    )
    for deed, words, by, at, reason in deeds:
        # The published library was written and approved by nobody here.
        if by is not None and at is not None:
            yield provenance(deed, row, made, by=by, at=at, words=words, reason=reason)


def of_record(row: SessionRecord, made: Export) -> Iterator[Resource]:
    yield provenance(SIGNED, row, made, by=row.signed_by_id, at=row.signed_at)
    for other in row.co_signatures.all():
        yield provenance(
            CO_SIGNED, other, made, by=other.signed_by_id, at=other.signed_at, target=row
        )
    if void := void_of(row):
        yield provenance(
            VOIDED,
            void,
            made,
            by=void.voided_by_id,
            at=void.voided_at,
            target=row,
            reason=void.reason,
        )


def of_mix(row: Mix, made: Export) -> Iterator[Resource]:
    yield provenance(ENTERED, row, made, by=row.mixed_by_id, at=row.mixed_at, words="Mixed")
    if row.discarded_at is not None:
        yield provenance(
            VOIDED,
            row,
            made,
            by=row.discarded_by_id,
            at=row.discarded_at,
            words="Thrown away",
            reason=row.discard_reason,
        )


def of_score(row: Score, made: Export) -> Iterator[Resource]:
    yield provenance(ENTERED, row, made, by=row.entered_by_id, at=row.entered_at)


def of_screening(row: Screening, made: Export) -> Iterator[Resource]:
    yield provenance(ENTERED, row, made, by=row.run_by_id, at=row.run_at, words="Screened")


def of_consent(row: Consent, made: Export) -> Iterator[Resource]:
    signed = provenance(
        SIGNED,
        row,
        made,
        by=row.physician_id,
        at=row.signed_at,
        words="Consent talk and signature",
        signature=list(_signatures(row, made)),
    )
    signed["agent"].append(_agent("legal", made.subject, made) | {"onBehalfOf": None})
    yield signed
    if row.withdrawn_at is not None:
        yield provenance(
            VOIDED,
            row,
            made,
            by=row.withdrawn_by_id,
            at=row.withdrawn_at,
            words="Withdrawn",
            reason=row.withdrawn_reason,
        )


def _signatures(row: Consent, made: Export) -> Iterator[Resource]:
    signers = (
        (made.subject, row.signature),
        ({"display": f"Guardian: {row.guardian_name}"}, row.guardian_signature),
    )
    for who, strokes in signers:
        if strokes:
            yield {
                "type": [
                    coding(
                        "urn:iso-astm:E1762-95:2013",
                        "1.2.840.10065.1.12.1.7",
                        "Consent Signature",
                    )
                ],
                "when": made.instant(row.signed_at),
                "who": who,
                "sigFormat": "image/svg+xml",
                "data": _drawing(strokes),
            }


def _drawing(strokes: Strokes) -> str:
    """As an SVG, which is what a page shows of it."""
    width, height = PAD
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<path d="{path_of(strokes)}" fill="none" stroke="#000" stroke-width="4" '
        'stroke-linecap="round"/></svg>'
    )
    return base64.b64encode(svg.encode()).decode("ascii")


def of_event(row: AdverseEvent, made: Export) -> Iterator[Resource]:
    yield provenance(
        ENTERED, row, made, by=row.reported_by_id, at=row.reported_at, words="Reported"
    )
    if row.closed_at is not None:
        yield provenance(
            CHANGED,
            row,
            made,
            by=row.closed_by_id,
            at=row.closed_at,
            words="Closed",
            reason=row.closing_note,
        )


def of_appointments(rows: Sequence[Appointment], made: Export) -> Iterator[Resource]:
    """Wants `state_changes` and `site`; one query for where visits were moved from."""
    moves = changes_of(rows, ("starts_at", "practitioner_id", "room_id"))
    for row in rows:
        yield from _of_appointment(row, made)
        for move in moves.get(row.pk, ()):
            yield _moved(move, row, made)


def _moved(move: Change, row: Appointment, made: Export) -> Resource:
    start = move.before.get("starts_at")
    where = {"starts_at": "start", "practitioner_id": "practitioner", "room_id": "room"}
    other = ", ".join(where[name] for name in move.before)
    before = f"Another {other}" + (f". Before: {wall_time(start, row.site.zone)}" if start else "")
    return provenance(
        CHANGED,
        row,
        made,
        by=move.by,
        at=move.at,
        words="Moved",
        number=move.number,
        entity=[{"role": "revision", "what": {"display": before}}],
    )


def _of_appointment(row: Appointment, made: Export) -> Iterator[Resource]:
    yield provenance(ENTERED, row, made, by=row.booked_by_id, at=row.booked_at, words="Booked")
    for step in row.state_changes.all():
        words = f"{step.get_from_state_display()} to {step.get_to_state_display()}"
        yield provenance(
            CHANGED,
            step,
            made,
            by=step.changed_by_id,
            at=step.changed_at,
            target=row,
            words=words,
            reason=step.reason,
        )
