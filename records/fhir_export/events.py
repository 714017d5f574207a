"""Adverse events, with every look at them."""

from records.fhir_export.building import (
    Export,
    Resource,
    annotation,
    concept,
    day,
    extension,
    extensions,
    own_coding,
    resource,
    term,
)
from records.fhir_export.plans import signed_record
from treatments.models import AdverseEvent, SessionRecord

_SEVERITY = {1: "mild", 2: "moderate", 3: "severe", 4: "severe", 5: "severe"}
_OUTCOME = {
    AdverseEvent.Outcome.ONGOING: "ongoing",
    AdverseEvent.Outcome.RECOVERING: "recovering",
    AdverseEvent.Outcome.RECOVERED: "resolved",
    AdverseEvent.Outcome.SEQUELAE: "resolvedWithSequelae",
    AdverseEvent.Outcome.DEATH: "fatal",
    AdverseEvent.Outcome.UNKNOWN: "unknown",
}


def adverse_event(row: AdverseEvent, made: Export) -> Resource:
    """Wants `session__record` and `notes`. R4 has no place for what was seen, done and noted."""
    record = signed_record(row.session) if row.session else None
    serious = "Serious" if row.serious else "Non-serious"
    return resource(
        "AdverseEvent",
        made,
        row,
        actuality="actual",
        event=concept(row.get_kind_display(), own_coding("adverse-event", row.kind)),
        subject=made.subject,
        date=row.onset_on.isoformat(),
        recordedDate=made.instant(row.reported_at),
        seriousness=term("adverse-event-seriousness", serious, serious),
        severity=term(
            "adverse-event-severity", _SEVERITY[row.severity], str(row.get_severity_display())
        ),
        outcome=term(
            "adverse-event-outcome",
            _OUTCOME[AdverseEvent.Outcome(row.outcome)],
            row.get_outcome_display(),
        ),
        recorder=made.staff(row.reported_by_id),
        suspectEntity=[{"instance": made.ref(SessionRecord, record.pk)}] if record else None,
        extension=extensions(
            extension("description", valueString=row.description),
            extension("action-taken", valueString=row.action),
            extension("next-look-on", valueDate=day(row.next_look_on)),
            extension("closed-at", valueInstant=made.instant(row.closed_at)),
            *(
                extension(
                    "event-note",
                    valueAnnotation=annotation(
                        note.text, made, by=note.written_by_id, at=note.written_at
                    ),
                )
                for note in row.notes.all()
            ),
        ),
    )
