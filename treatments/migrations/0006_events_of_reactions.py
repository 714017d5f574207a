from datetime import timedelta

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

KINDS = {"allergic": "allergy", "other": "other"}


def open_events(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Open an event for each unexpected reaction that rule R43 still asks about.

    Until now it was that of the last signed session of a patient whose plan runs, unless a
    follow-up visit was signed under that plan since; an allergic one was serious.
    """
    records = apps.get_model("treatments", "SessionRecord")
    events = apps.get_model("treatments", "AdverseEvent")
    signed = (
        records.objects.filter(signed_at__isnull=False)
        .select_related("session__plan")
        .order_by("session__plan__patient_id", "-treated_on", "-id")
        .distinct("session__plan__patient_id")
    )
    for record in signed:
        plan = record.session.plan
        if record.reaction not in KINDS or plan.state != "active":
            continue
        if plan.follow_ups.filter(signed_at__gt=record.signed_at).exists():
            continue
        events.objects.create(
            patient_id=plan.patient_id,
            plan=plan,
            session=record.session,
            kind=KINDS[record.reaction],
            onset_on=record.treated_on,
            severity=2,
            serious=record.reaction == "allergic",
            description=record.reaction_note or "Allergic reaction",
            next_look_on=record.treated_on + timedelta(days=1),
            reported_by_id=record.signed_by_id,
            reported_at=record.signed_at,
        )


class Migration(migrations.Migration):
    dependencies = [("treatments", "0005_check_call_answers")]

    operations = [migrations.RunPython(open_events, migrations.RunPython.noop)]
