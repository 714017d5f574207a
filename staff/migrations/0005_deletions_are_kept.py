"""What is deleted stays in the history, with who deleted it."""

import pgtrigger.compiler
from django.db import migrations

from staff.migration_operations import AddTriggers


class Migration(migrations.Migration):

    dependencies = [
        ('staff', '0004_cache'),
    ]

    operations = [
        AddTriggers(
            [
                ('user', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "staff_userevent" ("changed_at", "created_at", "credentials", "email", "full_name", "id", "is_active", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "roles") VALUES (OLD."changed_at", OLD."created_at", OLD."credentials", OLD."email", OLD."full_name", OLD."id", OLD."is_active", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."revision", OLD."roles"); RETURN NULL;', hash='28d34845927c5c8b8b0e30687564c22ab9e0ba41', operation='DELETE', pgid='pgtrigger_delete_delete_4dad5', table='staff_user', when='AFTER'))),
            ]
        ),
    ]
