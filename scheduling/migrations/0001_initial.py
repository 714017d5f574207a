import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('patients', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('staff', '__first__'),
        ('treatments', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Site',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('name', models.CharField(max_length=80, unique=True)),
                ('time_zone', models.CharField(max_length=40)),
                ('address', models.CharField(blank=True, max_length=200)),
                ('phone', models.CharField(blank=True, max_length=40)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='VisitType',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=30, unique=True)),
                ('name', models.CharField(max_length=60)),
                ('prepare', models.PositiveSmallIntegerField(default=0)),
                ('treat', models.PositiveSmallIntegerField()),
                ('observe', models.PositiveSmallIntegerField(default=0)),
                ('clean_up', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('treat__gte', 5), ('treat__lte', 240), ('clean_up__lte', 120), ('observe__lte', 240), ('prepare__lte', 120)), name='visit_type_has_length')],
            },
        ),
        migrations.CreateModel(
            name='Room',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('name', models.CharField(max_length=60)),
                ('equipment', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('ultrasound', 'Ultrasound'), ('fluoroscopy', 'Fluoroscopy')], max_length=20), blank=True, default=list, size=None)),
                ('is_active', models.BooleanField(default=True)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rooms', to='scheduling.site')),
            ],
            options={
                'ordering': ['site', 'name'],
                'constraints': [models.UniqueConstraint(fields=('site', 'name'), name='room_name_once_per_site')],
            },
        ),
        migrations.CreateModel(
            name='SiteEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('revision', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('name', models.CharField(max_length=80)),
                ('time_zone', models.CharField(max_length=40)),
                ('address', models.CharField(blank=True, max_length=200)),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='scheduling.site')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='VisitTypeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('code', models.SlugField(db_index=False, max_length=30)),
                ('name', models.CharField(max_length=60)),
                ('prepare', models.PositiveSmallIntegerField(default=0)),
                ('treat', models.PositiveSmallIntegerField()),
                ('observe', models.PositiveSmallIntegerField(default=0)),
                ('clean_up', models.PositiveSmallIntegerField(default=0)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='scheduling.visittype')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Closure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('reason', models.CharField(max_length=120)),
                ('practitioner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='leave', to=settings.AUTH_USER_MODEL)),
                ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='closures', to='scheduling.site')),
            ],
            options={
                'ordering': ['first_day', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('practitioner', None), ('site__isnull', False)), models.Q(('practitioner__isnull', False), ('site', None)), _connector='OR'), name='closure_of_one_thing', violation_error_message='Choose either a site or a practitioner.'), models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='closure_days_in_order', violation_error_message='The last day cannot be before the first.')],
            },
        ),
        migrations.CreateModel(
            name='Hours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField(choices=[(1, 'Monday'), (2, 'Tuesday'), (3, 'Wednesday'), (4, 'Thursday'), (5, 'Friday'), (6, 'Saturday'), (7, 'Sunday')])),
                ('starts', models.TimeField()),
                ('ends', models.TimeField()),
                ('practitioner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hours', to=settings.AUTH_USER_MODEL)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hours', to='scheduling.site')),
            ],
            options={
                'verbose_name_plural': 'hours',
                'ordering': ['practitioner', 'weekday', 'starts'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends__gt', models.F('starts'))), name='hours_end_after_start', violation_error_message='Working hours must end after they start.'), models.CheckConstraint(condition=models.Q(('weekday__gte', 1), ('weekday__lte', 7)), name='hours_weekday_known')],
            },
        ),
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('practitioner_period', django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ('room_period', django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ('state', models.CharField(choices=[('booked', 'Booked'), ('arrived', 'Arrived'), ('in_room', 'In room'), ('done', 'Done'), ('cancelled', 'Cancelled'), ('no_show', 'Did not come')], default='booked', max_length=10)),
                ('booked_at', models.DateTimeField(auto_now_add=True)),
                ('outside_window_reason', models.CharField(blank=True, max_length=300)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('cancelled_reason', models.CharField(blank=True, max_length=200)),
                ('booked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('follow_up', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='treatments.followup')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='patients.patient')),
                ('practitioner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to=settings.AUTH_USER_MODEL)),
                ('session', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='treatments.session')),
                ('room', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='scheduling.room')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='scheduling.site')),
                ('visit_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='scheduling.visittype')),
            ],
            options={
                'ordering': ['starts_at', 'id'],
                'indexes': [models.Index(fields=['site', 'starts_at'], name='appointment_by_site'), models.Index(fields=['practitioner', 'starts_at'], name='appointment_by_practitioner'), models.Index(fields=['patient', 'starts_at'], name='appointment_by_patient')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['booked', 'arrived', 'in_room', 'done', 'cancelled', 'no_show'])), name='appointment_state_known'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='appointment_ends_after_start', violation_error_message='The visit must end after it starts.'), models.CheckConstraint(condition=models.Q(('session', None), ('follow_up', None), _connector='OR'), name='appointment_for_one_thing'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'cancelled'), _negated=True), models.Q(('cancelled_reason', ''), _negated=True), _connector='OR'), name='appointment_cancelled_with_reason', violation_error_message='Say why the visit is cancelled.'), models.UniqueConstraint(condition=models.Q(('state__in', ['booked', 'arrived', 'in_room', 'done'])), fields=('session',), name='appointment_one_per_session', violation_error_message='This session is already booked.'), models.UniqueConstraint(condition=models.Q(('state__in', ['booked', 'arrived', 'in_room', 'done'])), fields=('follow_up',), name='appointment_one_per_follow_up', violation_error_message='This follow-up visit is already booked.'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state__in', ['booked', 'arrived', 'in_room', 'done'])), expressions=[('practitioner', '='), ('practitioner_period', '&&')], name='appointment_practitioner_free', violation_error_message='The practitioner is already booked at that time.'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state__in', ['booked', 'arrived', 'in_room', 'done'])), expressions=[('room', '='), ('room_period', '&&')], name='appointment_room_free', violation_error_message='The room is already booked at that time.'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state__in', ['booked', 'arrived', 'in_room', 'done'])), expressions=[('patient', '='), (models.Func('starts_at', 'ends_at', function='TSTZRANGE', output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField()), '&&')], name='appointment_patient_free', violation_error_message='The patient already has a visit at that time.')],
            },
        ),
        migrations.CreateModel(
            name='RoomEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('revision', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('name', models.CharField(max_length=60)),
                ('equipment', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('ultrasound', 'Ultrasound'), ('fluoroscopy', 'Fluoroscopy')], max_length=20), blank=True, default=list, size=None)),
                ('is_active', models.BooleanField(default=True)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='scheduling.room')),
                ('site', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='scheduling.site')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='HoursEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('weekday', models.PositiveSmallIntegerField(choices=[(1, 'Monday'), (2, 'Tuesday'), (3, 'Wednesday'), (4, 'Thursday'), (5, 'Friday'), (6, 'Saturday'), (7, 'Sunday')])),
                ('starts', models.TimeField()),
                ('ends', models.TimeField()),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='scheduling.hours')),
                ('practitioner', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('site', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='scheduling.site')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ClosureEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('reason', models.CharField(max_length=120)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='scheduling.closure')),
                ('practitioner', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('site', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='scheduling.site')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AppointmentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('revision', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('practitioner_period', django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ('room_period', django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ('state', models.CharField(choices=[('booked', 'Booked'), ('arrived', 'Arrived'), ('in_room', 'In room'), ('done', 'Done'), ('cancelled', 'Cancelled'), ('no_show', 'Did not come')], default='booked', max_length=10)),
                ('booked_at', models.DateTimeField(auto_now_add=True)),
                ('outside_window_reason', models.CharField(blank=True, max_length=300)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('cancelled_reason', models.CharField(blank=True, max_length=200)),
                ('booked_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('follow_up', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='treatments.followup')),
                ('patient', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='patients.patient')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='scheduling.appointment')),
                ('practitioner', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('session', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='treatments.session')),
                ('room', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='scheduling.room')),
                ('site', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='scheduling.site')),
                ('visit_type', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='scheduling.visittype')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='site',
            trigger=pgtrigger.compiler.Trigger(name='keep_rows', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='6bd13751c2a599caaf1ebdb9bf700a72a912a60d', operation='DELETE', pgid='pgtrigger_keep_rows_c3134', table='scheduling_site', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='site',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "scheduling_siteevent" ("address", "changed_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "revision", "time_zone") VALUES (NEW."address", NEW."changed_at", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."revision", NEW."time_zone"); RETURN NULL;', hash='97ba04c23a038cb8ebb75bd14278efe6397c6d44', operation='INSERT', pgid='pgtrigger_insert_insert_02e29', table='scheduling_site', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='site',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "scheduling_siteevent" ("address", "changed_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "revision", "time_zone") VALUES (NEW."address", NEW."changed_at", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."revision", NEW."time_zone"); RETURN NULL;', hash='f470786f2cbd224ecb8d90784073c701e7b75c99', operation='UPDATE', pgid='pgtrigger_update_update_8a430', table='scheduling_site', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visittype',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "scheduling_visittypeevent" ("clean_up", "code", "id", "name", "observe", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepare", "treat") VALUES (NEW."clean_up", NEW."code", NEW."id", NEW."name", NEW."observe", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."prepare", NEW."treat"); RETURN NULL;', hash='3f39d42d9def19eecab98e1926f81ab41459ceb2', operation='INSERT', pgid='pgtrigger_insert_insert_8b23b', table='scheduling_visittype', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visittype',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "scheduling_visittypeevent" ("clean_up", "code", "id", "name", "observe", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepare", "treat") VALUES (NEW."clean_up", NEW."code", NEW."id", NEW."name", NEW."observe", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."prepare", NEW."treat"); RETURN NULL;', hash='5050e5d2ca5f90cfaaae80f7611c1e30dd0e0fa6', operation='UPDATE', pgid='pgtrigger_update_update_f092f', table='scheduling_visittype', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='room',
            trigger=pgtrigger.compiler.Trigger(name='keep_rows', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='caa001050ee18763bb29d7057bc3e50323280b34', operation='DELETE', pgid='pgtrigger_keep_rows_2e7ed', table='scheduling_room', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='room',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "scheduling_roomevent" ("changed_at", "equipment", "id", "is_active", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "site_id") VALUES (NEW."changed_at", NEW."equipment", NEW."id", NEW."is_active", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."revision", NEW."site_id"); RETURN NULL;', hash='5c7bd4faf3559c5f9e3aef42fd08ad37a2e7af5d', operation='INSERT', pgid='pgtrigger_insert_insert_4b200', table='scheduling_room', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='room',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "scheduling_roomevent" ("changed_at", "equipment", "id", "is_active", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "site_id") VALUES (NEW."changed_at", NEW."equipment", NEW."id", NEW."is_active", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."revision", NEW."site_id"); RETURN NULL;', hash='4f0e874108d47ede7ef1b2b262072f732b4741fb', operation='UPDATE', pgid='pgtrigger_update_update_83449', table='scheduling_room', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='siteevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='42e8f46de4324b6d27a758277b5fc83e69b2dc2f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_962e2', table='scheduling_siteevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visittypeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a4b70ebd89854485904c3be89be6ddd69f677bad', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ae520', table='scheduling_visittypeevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='closure',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "scheduling_closureevent" ("first_day", "id", "last_day", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "reason", "site_id") VALUES (NEW."first_day", NEW."id", NEW."last_day", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."practitioner_id", NEW."reason", NEW."site_id"); RETURN NULL;', hash='2f289f1114b9c8db89b8b0e1c9108e30dc2374a0', operation='INSERT', pgid='pgtrigger_insert_insert_30a6d', table='scheduling_closure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='closure',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "scheduling_closureevent" ("first_day", "id", "last_day", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "reason", "site_id") VALUES (NEW."first_day", NEW."id", NEW."last_day", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."practitioner_id", NEW."reason", NEW."site_id"); RETURN NULL;', hash='c42192b093bb80c8d24882ffdb7f95cc5c7b9e17', operation='UPDATE', pgid='pgtrigger_update_update_b061b', table='scheduling_closure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hours',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "scheduling_hoursevent" ("ends", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "site_id", "starts", "weekday") VALUES (NEW."ends", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."practitioner_id", NEW."site_id", NEW."starts", NEW."weekday"); RETURN NULL;', hash='15a9789519df0b7150b55e9c6f69c5c2a02edbb0', operation='INSERT', pgid='pgtrigger_insert_insert_052b0', table='scheduling_hours', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hours',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "scheduling_hoursevent" ("ends", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "site_id", "starts", "weekday") VALUES (NEW."ends", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."practitioner_id", NEW."site_id", NEW."starts", NEW."weekday"); RETURN NULL;', hash='6e362b9b6b70c169e9fa0c2252d3ba3bdb20a76f', operation='UPDATE', pgid='pgtrigger_update_update_df83e', table='scheduling_hours', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='appointment',
            trigger=pgtrigger.compiler.Trigger(name='keep_rows', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='83788f2be4a86f10bca126083eaeef62eafc92a6', operation='DELETE', pgid='pgtrigger_keep_rows_71b88', table='scheduling_appointment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='appointment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "scheduling_appointmentevent" ("booked_at", "booked_by_id", "cancelled_reason", "changed_at", "ends_at", "follow_up_id", "id", "note", "outside_window_reason", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "practitioner_period", "revision", "room_id", "room_period", "session_id", "site_id", "starts_at", "state", "visit_type_id") VALUES (NEW."booked_at", NEW."booked_by_id", NEW."cancelled_reason", NEW."changed_at", NEW."ends_at", NEW."follow_up_id", NEW."id", NEW."note", NEW."outside_window_reason", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."practitioner_id", NEW."practitioner_period", NEW."revision", NEW."room_id", NEW."room_period", NEW."session_id", NEW."site_id", NEW."starts_at", NEW."state", NEW."visit_type_id"); RETURN NULL;', hash='3d145ad4f2439fbccc1bb3e2d09102b53870c1db', operation='INSERT', pgid='pgtrigger_insert_insert_cdcf2', table='scheduling_appointment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='appointment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "scheduling_appointmentevent" ("booked_at", "booked_by_id", "cancelled_reason", "changed_at", "ends_at", "follow_up_id", "id", "note", "outside_window_reason", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "practitioner_period", "revision", "room_id", "room_period", "session_id", "site_id", "starts_at", "state", "visit_type_id") VALUES (NEW."booked_at", NEW."booked_by_id", NEW."cancelled_reason", NEW."changed_at", NEW."ends_at", NEW."follow_up_id", NEW."id", NEW."note", NEW."outside_window_reason", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."practitioner_id", NEW."practitioner_period", NEW."revision", NEW."room_id", NEW."room_period", NEW."session_id", NEW."site_id", NEW."starts_at", NEW."state", NEW."visit_type_id"); RETURN NULL;', hash='8e8fd723ad2d1cdce176425d7337c811478df901', operation='UPDATE', pgid='pgtrigger_update_update_7193b', table='scheduling_appointment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='roomevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9c16f5839654840a36a1bb5d4296dec33c317620', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a6add', table='scheduling_roomevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hoursevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='670cf8c7c1d95caecb6568edda8d0242876dcf93', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d89ef', table='scheduling_hoursevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='closureevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fff27f157a5107d199266457223d63484d8aa57b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f4a48', table='scheduling_closureevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='appointmentevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ef979a043ec8601caf85155ca4b0218ea789364d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_dfe96', table='scheduling_appointmentevent', when='BEFORE')),
        ),
    ]
