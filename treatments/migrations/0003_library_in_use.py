from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def put_into_use(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Until now an approved version was the one in use."""
    versions = apps.get_model("treatments", "ProtocolVersion")
    versions.objects.filter(state="approved").update(state="active")


class Migration(migrations.Migration):
    dependencies = [("treatments", "0002_mixes_stock_and_events")]

    operations = [migrations.RunPython(put_into_use, migrations.RunPython.noop)]
