import django.contrib.postgres.fields
import django.contrib.postgres.operations
import django.db.models.deletion
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        # Ranges that exclude each other need btree_gist; search for parts of names needs pg_trgm.
        django.contrib.postgres.operations.BtreeGistExtension(
        ),
        django.contrib.postgres.operations.TrigramExtension(
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('revision', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('email', models.EmailField(max_length=254)),
                ('full_name', models.CharField(max_length=120)),
                ('credentials', models.CharField(blank=True, help_text='For example MD or DO.', max_length=40)),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('is_active', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['full_name'],
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_unique', violation_error_message='Somebody already signs in with this e-mail address.'), models.CheckConstraint(condition=models.Q(('roles__contained_by', ['physician', 'front_desk', 'administrator'])), name='user_roles_known', violation_error_message='This role does not exist.')],
            },
        ),
        migrations.CreateModel(
            name='AccessEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('action', models.CharField(choices=[('read', 'Opened'), ('search', 'Searched'), ('print', 'Printed'), ('export', 'Exported'), ('denied', 'Refused')], max_length=10)),
                ('view', models.CharField(max_length=80)),
                ('patient_id', models.BigIntegerField(null=True)),
                ('address', models.GenericIPAddressField(null=True)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='access_events', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at', '-id'],
                'indexes': [models.Index(fields=['-at', '-id'], name='access_by_time'), models.Index(fields=['patient_id', '-at'], name='access_by_patient'), models.Index(fields=['user', '-at'], name='access_by_user')],
                'constraints': [models.CheckConstraint(condition=models.Q(('action__in', ['read', 'search', 'print', 'export', 'denied'])), name='access_action_known')],
            },
        ),
        migrations.CreateModel(
            name='SubmittedForm',
            fields=[
                ('token', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(max_length=200)),
                ('location', models.CharField(max_length=400)),
                ('at', models.DateTimeField(auto_now_add=True, db_index=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='UserEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('revision', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('email', models.EmailField(max_length=254)),
                ('full_name', models.CharField(max_length=120)),
                ('credentials', models.CharField(blank=True, help_text='For example MD or DO.', max_length=40)),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('is_active', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='keep_users', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='2a753d673a2c163688eca0fc258a2c4e08dcf660', operation='DELETE', pgid='pgtrigger_keep_users_ed837', table='staff_user', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "staff_userevent" ("changed_at", "created_at", "credentials", "email", "full_name", "id", "is_active", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "roles") VALUES (NEW."changed_at", NEW."created_at", NEW."credentials", NEW."email", NEW."full_name", NEW."id", NEW."is_active", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."revision", NEW."roles"); RETURN NULL;', hash='3f0a9a57f450f8ee63bce8aeb92f65b8c15a642e', operation='INSERT', pgid='pgtrigger_insert_insert_ee817', table='staff_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."changed_at" IS DISTINCT FROM (NEW."changed_at") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."credentials" IS DISTINCT FROM (NEW."credentials") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."full_name" IS DISTINCT FROM (NEW."full_name") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."revision" IS DISTINCT FROM (NEW."revision") OR OLD."roles" IS DISTINCT FROM (NEW."roles"))', func='INSERT INTO "staff_userevent" ("changed_at", "created_at", "credentials", "email", "full_name", "id", "is_active", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "roles") VALUES (NEW."changed_at", NEW."created_at", NEW."credentials", NEW."email", NEW."full_name", NEW."id", NEW."is_active", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."revision", NEW."roles"); RETURN NULL;', hash='f19f871fdc9859920c6173754648f17365c85fda', operation='UPDATE', pgid='pgtrigger_update_update_8c3eb', table='staff_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accessevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0f4222a14ab3eaca8d6f9384cb768bfcbc10855d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6c847', table='staff_accessevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='userevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d9e3e5cda0d3e4611ee2539d3061fc48cb158c5f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_38e6a', table='staff_userevent', when='BEFORE')),
        ),
    ]
