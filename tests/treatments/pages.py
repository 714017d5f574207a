"""Forms of the session day as a browser sends them."""

from uuid import uuid4

from django.urls import reverse

from tests import people
from tests.treatments import shelf
from tests.treatments.days import ALL_LINES, WELL
from treatments.actions import sessions
from treatments.forms.record import InjectionForm, initial_of
from treatments.models import Session, SessionRecord


def url(name: str, *args: object) -> str:
    return reverse(name, args=args)


def start_form(**more: str) -> dict[str, str]:
    answers = {key: "on" if key == "lists_reviewed" else value for key, value in WELL.items()}
    return (
        answers
        | {"temperature": "98.2", "temperature_unit": "f", "score-nrs_pain": "7"}
        | {"bp_systolic": "122", "bp_diastolic": "76"}
        | {"form_token": str(uuid4())}
        | more
    )


def record_form(record: SessionRecord, **more: object) -> dict[str, object]:
    """The record page as it is filled when everything went as planned."""
    record.refresh_from_db()
    rows = list(record.injections.select_related("target"))
    targets = list(sessions.version_of(record).targets.all())
    form: dict[str, object] = {
        "revision": record.revision,
        "typing": 0,
        "opened_under": record.screening_id,
        "time_out": list(ALL_LINES),
        "reaction": "none",
        "reaction_note": "",
        "last_needle": "",
        "observed_minutes": "15",
        "aftercare_given": "on",
        "note": record.note or sessions.proposal(record),
        "injections-TOTAL_FORMS": len(rows) + 1,
        "injections-INITIAL_FORMS": len(rows),
        "form_token": str(uuid4()),
    }
    for place, row in enumerate(rows):
        for name, value in initial_of(row, targets).items():
            if name != "other_side":
                form[f"injections-{place}-{name}"] = "" if value is None else value
    for name in InjectionForm.base_fields:
        if name != "other_side":
            form[f"injections-{len(rows)}-{name}"] = ""
    return form | more


def sign_form(record: SessionRecord) -> dict[str, object]:
    record.refresh_from_db()
    return {
        "revision": record.revision,
        "password": people.PASSWORD,
        "form_token": str(uuid4()),
    }


def whole_session(client, session: Session, **start: str) -> SessionRecord:
    """Start, record and sign through the pages."""
    assert client.post(url("start-session", session.pk), start_form(**start)).status_code == 302
    record = SessionRecord.objects.get(session=session)
    shelf.mixed(record, record.physician)
    sent = client.post(url("record-session", session.pk), record_form(record, then="sign"))
    assert sent.url == url("sign-session", session.pk)
    assert client.post(url("sign-session", session.pk), sign_form(record)).status_code == 302
    record.refresh_from_db()
    return record
