"""No table of ours is changed without a trace: it has a history, or a reason here."""

import pytest
from django.apps import apps
from pghistory.models import Context, Event

from clinic.database_roles import only_grow
from records.audit.tables import sealed_tables
from scheduling.models import Closure
from tests import people

HISTORY = {
    model.pgh_tracked_model: model
    for model in apps.get_models()
    if issubclass(model, Event) and model._meta.managed
}
# Neither history nor log: why nothing is lost without.
UNTRACKED = {
    "staff.AccessEvent": "only grows, and is sealed itself",
    "staff.AccountLink": "secrets; making and using a link is in the log",
    "staff.SubmittedForm": "which form was sent already; what it changed is in the history",
    "patients.Document": "only grows, and is sealed itself",
    "patients.Upload": "a file on its way into the charts, kept for days; what came of it is there",
    "patients.Icd10Code": "a published list that is exchanged as a whole",
    "treatments.RecordDraft": "typing that was not saved yet",
    "scheduling.StateChange": "only grows, and is sealed itself",
    "scheduling.Reminder": "what was sent, row by row; never deleted, and no part of the record",
    "records.Review": "only grows, and is sealed itself",
    "records.AuditSeal": "only grows; it is the seal",
    "auth.Permission": "not used",
    "auth.Group": "not used",
    "contenttypes.ContentType": "names of tables",
    "sessions.Session": "signing in and out is in the log",
    "usersessions.UserSession": "signing in and out is in the log",
    "account.EmailAddress": "a copy of the user's, whose history is kept",
    "account.EmailConfirmation": "not used",
    "mfa.Authenticator": "secrets; setting up and taking off is in the log",
    "pghistory.Context": "only grows; it is sealed with each change",
    "pghistory.Events": "not a table",
    "pghistory.MiddlewareEvents": "not a table",
    "procrastinate.ProcrastinateWorker": "the queue of jobs, no records",
    "procrastinate.ProcrastinateJob": "the queue of jobs, no records",
    "procrastinate.ProcrastinateEvent": "the queue of jobs, no records",
    "procrastinate.ProcrastinatePeriodicDefer": "the queue of jobs, no records",
}
# Columns that the history leaves out.
LEFT_OUT = {
    "staff.User": {"password", "last_login"},
    "scheduling.Appointment": {"uid"},
    "patients.Scan": {"content"},  # never changes; its hash is kept
    "scheduling.CalendarFeed": {"secret_hash", "last_read_at"},
}


def test_every_table_has_a_history_or_a_reason_to_have_none():
    without = {
        model._meta.label
        for model in apps.get_models()
        if model not in HISTORY and not issubclass(model, Event)
    } | {"pghistory.Events", "pghistory.MiddlewareEvents"}
    assert without == set(UNTRACKED)


@pytest.mark.parametrize("model", HISTORY, ids=lambda model: model._meta.label)
def test_the_history_keeps_every_column_who_and_deletions(model):
    event = HISTORY[model]
    kept = {field.name for field in event._meta.fields}
    left_out = {field.name for field in model._meta.fields} - kept
    assert left_out == LEFT_OUT.get(model._meta.label, set())
    assert event._meta.get_field("pgh_context").related_model is Context
    assert {"insert_insert", "update_update", "delete_delete"} <= {
        trigger.name for trigger in model._meta.triggers
    }
    assert event._meta.db_table in only_grow()
    assert event._meta.db_table in sealed_tables()


def test_what_only_grows_without_a_history_is_sealed_or_is_who_made_a_change():
    with_history = {model._meta.db_table for model in HISTORY}
    assert only_grow() - with_history - set(sealed_tables()) == {
        "records_auditseal",
        "pghistory_context",
    }


def test_a_deleted_row_stays_in_the_history(db):
    ruth = people.physician()
    closure = Closure.objects.create(
        practitioner=ruth, first_day="2027-03-01", last_day="2027-03-02", reason="Leave"
    )
    kept = closure.events.model.objects
    number = closure.pk
    closure.delete()
    assert list(kept.filter(pgh_obj_id=number).values_list("pgh_label", flat=True)) == [
        "insert",
        "delete",
    ]
