"""The call some days after a session: what the patient answered, and what was done about it."""

from records.fhir_export.building import (
    Export,
    Resource,
    annotation,
    concept,
    extension,
    extensions,
    is_blank,
    notes,
    own_coding,
    resource,
)
from treatments.models import CheckCall, SessionRecord


def made_for(record: SessionRecord) -> CheckCall | None:
    """The call about that session, once somebody has tried. Wants `session__check_call`."""
    call: CheckCall | None = getattr(record.session, "check_call", None)
    return call if call is not None and call.called_at is not None else None


def communication(row: CheckCall, record: SessionRecord, made: Export) -> Resource:
    """A call that was made; where nobody answered it was not done."""
    reached = row.answer != CheckCall.Answer.NO_ANSWER
    return resource(
        "Communication",
        made,
        row,
        status="completed" if reached else "not-done",
        statusReason=None if reached else concept(row.get_answer_display()),
        category=[concept("Check call", own_coding("communication", "check-call"))],
        subject=made.subject,
        about=[made.ref(SessionRecord, record.pk)],
        sent=made.instant(row.called_at),
        sender=made.subject if reached else None,
        recipient=[made.staff(row.called_by_id)] if reached else None,
        payload=[{"contentString": words} for words in _said(row) if not is_blank(words)],
        note=notes(annotation(_triage(row), made, by=row.triaged_by_id, at=row.triaged_at)),
        extension=extensions(extension("check-call-answer", valueCode=row.answer)),
    )


def _said(row: CheckCall) -> list[str]:
    if row.answer == CheckCall.Answer.NO_ANSWER:
        return []
    return [str(row.get_answer_display()), *(advice.says for advice in row.advice), row.words]


def _triage(row: CheckCall) -> str:
    if not row.triage:
        return ""
    decided = str(row.get_triage_display())
    return f"{decided}. {row.triage_note}" if row.triage_note else decided
