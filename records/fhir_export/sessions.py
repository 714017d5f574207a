"""What was done: a Procedure for each session, and what was injected at each place."""

from collections.abc import Iterator

from records.fhir_export.building import (
    Export,
    Resource,
    annotation,
    concept,
    extension,
    extensions,
    notes,
    own_coding,
    quantity,
    resource,
    sentences,
)
from records.fhir_export.chart import body_site
from records.fhir_export.doses import guidance, route, solution, volume
from treatments.given import in_words, mixture
from treatments.models import Injection, Mix, PlanVersion, Session, SessionRecord
from treatments.models.after_signing import RecordVoid


def procedure(session: Session, row: SessionRecord, made: Export) -> Resource:
    """A session as its signed record has it. Wants `void`, `injections`, `addenda`,
    `outside_doses`.
    """
    void = void_of(row)
    return resource(
        "Procedure",
        made,
        row,
        profile="us-core-procedure",
        identifier=[
            {"system": made.system("session"), "value": f"{session.plan_id}/{session.number}"}
        ],
        basedOn=[made.ref(PlanVersion, session.given_under_id)],
        status="entered-in-error" if void else "completed",
        statusReason=concept(void.reason) if void else None,
        category=concept("Session of this clinic", own_coding("procedure-category", "session")),
        code=_what(row),
        subject=made.subject,
        **_performed(row, made),
        recorder=made.staff(row.physician_id),
        performer=[{"actor": made.staff(row.physician_id), "onBehalfOf": made.clinic}],
        bodySite=_places(row),
        complication=[_reaction(row)] if row.reaction != SessionRecord.Reaction.NONE else None,
        followUp=[concept("Aftercare sheet given and talked through")]
        if row.aftercare_given
        else None,
        note=notes(*_notes(row, made)),
        extension=extensions(
            extension("last-needle-at", valueInstant=made.instant(row.last_needle_at)),
            extension("observed-for", valueDuration=quantity(row.observed_minutes, "min", "min")),
            *(extension("time-out", valueCode=line) for line in row.time_out),
            *_given_where(row),
        ),
    )


def _performed(row: SessionRecord, made: Export) -> Resource:
    """The day; where it is known also the moment at which the last needle was out."""
    on, end = row.treated_on.isoformat(), made.instant(row.last_needle_at)
    if end is None or not end.startswith(on):
        return {"performedDateTime": on}
    return {"performedPeriod": {"start": on, "end": end}}


def _what(row: SessionRecord) -> Resource:
    """By what was injected: a session may be of platelet-rich plasma alone."""
    kinds = dict.fromkeys(part.procedure for part in row.injections.all())
    words = [str(Injection.Procedure(kind).label) if kind else "Prolotherapy" for kind in kinds]
    return concept(
        ", ".join(words) or "Prolotherapy",
        *(own_coding("procedure", kind or "solution") for kind in kinds),
    )


def void_of(record: SessionRecord) -> RecordVoid | None:
    void: RecordVoid | None = getattr(record, "void", None)
    return void


def _places(row: SessionRecord) -> list[Resource]:
    places = dict.fromkeys((part.side, part.region) for part in row.injections.all())
    return [body_site(side, region) for side, region in places]


def _given_where(row: SessionRecord) -> Iterator[Resource | None]:
    """Of each kind of injection at each place what went in: a steroid is not given everywhere."""
    given: dict[tuple[str, str, str], dict[str, None]] = {}
    for part in row.injections.all():
        given.setdefault((part.procedure, part.region, part.side), {})[mixture(part)] = None
    for (kind, region, side), mixtures in given.items():
        what = concept(
            "; ".join(mixtures),
            own_coding("procedure", kind or "solution"),
            own_coding("region", region),
            own_coding("side", side),
        )
        yield extension("place-treated", valueCodeableConcept=what)


def _reaction(row: SessionRecord) -> Resource:
    said = row.get_reaction_display() if row.reaction else ""
    words = f"{said}: {row.reaction_note}" if row.reaction_note else said
    return concept(words, own_coding("reaction", row.reaction))


def _notes(row: SessionRecord, made: Export) -> Iterator[Resource | None]:
    yield annotation(row.note, made, by=row.signed_by_id, at=row.signed_at)
    if row.outside_window_reason:
        yield annotation(f"Outside its window: {row.outside_window_reason}", made)
    for dose in row.outside_doses.all():
        words = f"Given elsewhere at {dose.given_at:%H:%M}: {dose}"
        yield annotation(words, made, by=dose.entered_by_id)
    for addendum in row.addenda.all():
        yield annotation(addendum.text, made, by=addendum.written_by_id, at=addendum.written_at)
    for other in row.co_signatures.all():
        if other.note:
            yield annotation(other.note, made, by=other.signed_by_id, at=other.signed_at)


def medication_administration(row: Injection, record: SessionRecord, made: Export) -> Resource:
    return resource(
        "MedicationAdministration",
        made,
        row,
        contained=[solution(row, "given")],
        partOf=[made.ref(SessionRecord, record.pk)],
        status="entered-in-error" if void_of(record) else "completed",
        medicationReference={"reference": "#given"},
        subject=made.subject,
        supportingInformation=[made.ref(Mix, row.mix_id)],
        effectiveDateTime=record.treated_on.isoformat(),
        performer=[{"actor": made.staff(record.physician_id)}],
        note=notes(annotation(_remark(row), made)),
        dosage={
            "text": in_words(row),
            "site": body_site(row.side, row.region, row.structure),
            "route": route(row),
            "method": guidance(row),
            "dose": volume(row),
        },
        extension=extensions(extension("needle-points", valuePositiveInt=row.points)),
    )


def _remark(row: Injection) -> str:
    return sentences(
        [
            row.note,
            f"Needle {row.needle}" if row.needle else "",
            f"Image {row.image_reference}" if row.image_reference else "",
        ]
    )
