from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("patients", "0001_initial")]

    operations = [
        # Two desks that register at the same moment get different numbers, without waiting.
        migrations.RunSQL(
            "CREATE SEQUENCE patient_record_number", "DROP SEQUENCE patient_record_number"
        ),
    ]
