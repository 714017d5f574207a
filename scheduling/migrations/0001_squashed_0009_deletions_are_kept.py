import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import pgtrigger.compiler
import staff.migration_operations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("scheduling", "0001_initial"),
        ("scheduling", "0002_requests_waitlist_reminders"),
        ("scheduling", "0003_messages_by_desk"),
        ("scheduling", "0004_hours_revised"),
        ("scheduling", "0005_corrections_with_reason"),
        ("scheduling", "0006_book_indexes"),
        ("scheduling", "0007_lists_indexes"),
        ("scheduling", "0008_unfinished_visits"),
        ("scheduling", "0009_deletions_are_kept"),
    ]

    initial = True

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("treatments", "0011_records_by_signature"),
    ]

    operations = [
        staff.migration_operations.CreateModels(
            models=[
                migrations.CreateModel(
                    name="Site",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        ("name", models.CharField(max_length=80, unique=True)),
                        ("time_zone", models.CharField(max_length=40)),
                        ("address", models.CharField(blank=True, max_length=200)),
                        ("phone", models.CharField(blank=True, max_length=40)),
                        ("country", models.CharField(blank=True, max_length=2)),
                        ("subdivision", models.CharField(blank=True, max_length=10)),
                    ],
                    options={
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="VisitType",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        ("code", models.SlugField(max_length=30, unique=True)),
                        ("name", models.CharField(max_length=60)),
                        ("prepare", models.PositiveSmallIntegerField(default=0)),
                        ("treat", models.PositiveSmallIntegerField()),
                        ("observe", models.PositiveSmallIntegerField(default=0)),
                        ("clean_up", models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        "ordering": ["name"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("treat__gte", 5),
                                    ("treat__lte", 240),
                                    ("clean_up__lte", 120),
                                    ("observe__lte", 240),
                                    ("prepare__lte", 120),
                                ),
                                name="visit_type_has_length",
                                violation_error_message="Treating takes 5 to 240 minutes, observing at most 240, preparing and cleaning at most 120 each.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CalendarFeed",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("secret_hash", models.CharField(max_length=64, unique=True)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                        ("last_read_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "practitioner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="calendar_feeds",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["practitioner", "-created_at"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("revoked_at", None)),
                                fields=("practitioner",),
                                name="calendar_feed_one_open",
                                violation_error_message="There is a calendar address already.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Room",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        ("name", models.CharField(max_length=60)),
                        (
                            "equipment",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("ultrasound", "Ultrasound"),
                                        ("fluoroscopy", "Fluoroscopy"),
                                    ],
                                    max_length=20,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True)),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rooms",
                                to="scheduling.site",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["site", "name"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("site", "name"), name="room_name_once_per_site"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SiteEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        ("name", models.CharField(max_length=80)),
                        ("time_zone", models.CharField(max_length=40)),
                        ("address", models.CharField(blank=True, max_length=200)),
                        ("phone", models.CharField(blank=True, max_length=40)),
                        ("country", models.CharField(blank=True, max_length=2)),
                        ("subdivision", models.CharField(blank=True, max_length=10)),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="scheduling.site",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="VisitTypeEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        ("code", models.SlugField(db_index=False, max_length=30)),
                        ("name", models.CharField(max_length=60)),
                        ("prepare", models.PositiveSmallIntegerField(default=0)),
                        ("treat", models.PositiveSmallIntegerField()),
                        ("observe", models.PositiveSmallIntegerField(default=0)),
                        ("clean_up", models.PositiveSmallIntegerField(default=0)),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="scheduling.visittype",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="WaitlistEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        ("from_day", models.DateField()),
                        ("until_day", models.DateField(blank=True, null=True)),
                        (
                            "weekdays",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        (
                            "part_of_day",
                            models.CharField(
                                choices=[
                                    ("any", "Any time of day"),
                                    ("morning", "Morning"),
                                    ("afternoon", "Afternoon"),
                                ],
                                default="any",
                                max_length=10,
                            ),
                        ),
                        (
                            "urgency",
                            models.PositiveSmallIntegerField(
                                choices=[(1, "Routine"), (2, "Soon"), (3, "Urgent")], default=1
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=200)),
                        ("added_at", models.DateTimeField(auto_now_add=True)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "closed_because",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("booked", "A time was found"),
                                    ("not_wanted", "Does not wait any more"),
                                    ("over", "Is not needed any more"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "added_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "closed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "follow_up",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="waitlist_entries",
                                to="treatments.followup",
                            ),
                        ),
                        (
                            "patient",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="waitlist_entries",
                                to="patients.patient",
                            ),
                        ),
                        (
                            "practitioner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="waitlist_entries",
                                to="treatments.session",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="scheduling.site",
                            ),
                        ),
                        (
                            "visit_type",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="scheduling.visittype",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "waitlist entries",
                        "ordering": ["-urgency", "added_at", "id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("closed_at", None)),
                                fields=["-urgency", "added_at"],
                                name="waitlist_waiting",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("session", None), ("follow_up", None), _connector="OR"
                                ),
                                name="waitlist_for_one_thing",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_day", None),
                                    ("until_day__gte", models.F("from_day")),
                                    _connector="OR",
                                ),
                                name="waitlist_days_in_order",
                                violation_error_message="The last day cannot be before the first.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("weekdays__contained_by", [1, 2, 3, 4, 5, 6, 7])
                                ),
                                name="waitlist_weekdays_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("urgency__gte", 1), ("urgency__lte", 3)),
                                name="waitlist_urgency_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("closed_at", None),
                                        ("closed_because", ""),
                                        ("closed_by", None),
                                    ),
                                    models.Q(
                                        ("closed_at__isnull", False),
                                        ("closed_by__isnull", False),
                                        models.Q(("closed_because", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="waitlist_closed_with_reason",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("closed_at", None)),
                                fields=("session",),
                                name="waitlist_one_per_session",
                                violation_error_message="This session is on the waitlist already.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("closed_at", None)),
                                fields=("follow_up",),
                                name="waitlist_one_per_follow_up",
                                violation_error_message="This follow-up visit is on the waitlist already.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CalendarFeedEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="scheduling.calendarfeed",
                            ),
                        ),
                        (
                            "practitioner",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Closure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("first_day", models.DateField()),
                        ("last_day", models.DateField()),
                        ("starts", models.TimeField(blank=True, null=True)),
                        ("ends", models.TimeField(blank=True, null=True)),
                        ("reason", models.CharField(max_length=120)),
                        ("is_holiday", models.BooleanField(default=False)),
                        (
                            "practitioner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="leave",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="closures",
                                to="scheduling.site",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["first_day", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("practitioner", None), ("site__isnull", False)),
                                    models.Q(("practitioner__isnull", False), ("site", None)),
                                    _connector="OR",
                                ),
                                name="closure_of_one_thing",
                                violation_error_message="Choose either a site or a practitioner.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("last_day__gte", models.F("first_day"))),
                                name="closure_days_in_order",
                                violation_error_message="The last day cannot be before the first.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ends", None), ("starts", None)),
                                    models.Q(
                                        ("ends__gt", models.F("starts")),
                                        ("ends__isnull", False),
                                        ("last_day", models.F("first_day")),
                                        ("starts__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="closure_hours_of_one_day",
                                violation_error_message="Hours are given for one day only, and end after they start.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Hours",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        (
                            "weekday",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (1, "Monday"),
                                    (2, "Tuesday"),
                                    (3, "Wednesday"),
                                    (4, "Thursday"),
                                    (5, "Friday"),
                                    (6, "Saturday"),
                                    (7, "Sunday"),
                                ]
                            ),
                        ),
                        ("starts", models.TimeField()),
                        ("ends", models.TimeField()),
                        ("first_day", models.DateField(blank=True, null=True)),
                        ("last_day", models.DateField(blank=True, null=True)),
                        (
                            "practitioner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="hours",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="hours",
                                to="scheduling.site",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "hours",
                        "ordering": ["practitioner", "weekday", "starts"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends__gt", models.F("starts"))),
                                name="hours_end_after_start",
                                violation_error_message="Working hours must end after they start.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("first_day", None),
                                    ("last_day", None),
                                    ("last_day__gte", models.F("first_day")),
                                    _connector="OR",
                                ),
                                name="hours_days_in_order",
                                violation_error_message="The last day cannot be before the first.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("weekday__gte", 1), ("weekday__lte", 7)),
                                name="hours_weekday_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WaitlistEntryEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        ("from_day", models.DateField()),
                        ("until_day", models.DateField(blank=True, null=True)),
                        (
                            "weekdays",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        (
                            "part_of_day",
                            models.CharField(
                                choices=[
                                    ("any", "Any time of day"),
                                    ("morning", "Morning"),
                                    ("afternoon", "Afternoon"),
                                ],
                                default="any",
                                max_length=10,
                            ),
                        ),
                        (
                            "urgency",
                            models.PositiveSmallIntegerField(
                                choices=[(1, "Routine"), (2, "Soon"), (3, "Urgent")], default=1
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=200)),
                        ("added_at", models.DateTimeField(auto_now_add=True)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "closed_because",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("booked", "A time was found"),
                                    ("not_wanted", "Does not wait any more"),
                                    ("over", "Is not needed any more"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "added_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "closed_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "follow_up",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="treatments.followup",
                            ),
                        ),
                        (
                            "patient",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="patients.patient",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="scheduling.waitlistentry",
                            ),
                        ),
                        (
                            "practitioner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="treatments.session",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="scheduling.site",
                            ),
                        ),
                        (
                            "visit_type",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="scheduling.visittype",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Appointment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        (
                            "practitioner_period",
                            django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                        ),
                        ("room_period", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("requested", "Requested"),
                                    ("booked", "Booked"),
                                    ("confirmed", "Confirmed"),
                                    ("arrived", "Arrived"),
                                    ("in_room", "In room"),
                                    ("observing", "Observing"),
                                    ("done", "Done"),
                                    ("cancelled", "Cancelled"),
                                    ("no_show", "Did not come"),
                                ],
                                default="booked",
                                max_length=10,
                            ),
                        ),
                        ("booked_at", models.DateTimeField(auto_now_add=True)),
                        ("outside_window_reason", models.CharField(blank=True, max_length=300)),
                        ("note", models.CharField(blank=True, max_length=200)),
                        ("overbooked_reason", models.CharField(blank=True, max_length=300)),
                        (
                            "cancelled_by",
                            models.CharField(
                                blank=True,
                                choices=[("patient", "The patient"), ("clinic", "The clinic")],
                                max_length=10,
                            ),
                        ),
                        (
                            "cancelled_code",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("ill", "Ill"),
                                    ("no_time", "No time, work or family"),
                                    ("away", "Away"),
                                    ("transport", "No way to get here"),
                                    ("weather", "Weather"),
                                    ("cost", "Cost"),
                                    ("elsewhere", "Is treated elsewhere"),
                                    ("not_wanted", "Does not want it any more"),
                                    ("practitioner_away", "Practitioner away"),
                                    ("site_closed", "Site closed"),
                                    ("equipment", "Room or equipment out of order"),
                                    ("not_today", "The physician decided so"),
                                    ("plan_changed", "The plan changed or ended"),
                                    ("mistake", "Booked by mistake"),
                                    ("other", "Another reason"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("cancelled_reason", models.CharField(blank=True, max_length=200)),
                        ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                        ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("sequence", models.PositiveIntegerField(default=0)),
                        (
                            "booked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "follow_up",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appointments",
                                to="treatments.followup",
                            ),
                        ),
                        (
                            "patient",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appointments",
                                to="patients.patient",
                            ),
                        ),
                        (
                            "practitioner",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appointments",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appointments",
                                to="treatments.session",
                            ),
                        ),
                        (
                            "room",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appointments",
                                to="scheduling.room",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appointments",
                                to="scheduling.site",
                            ),
                        ),
                        (
                            "visit_type",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="scheduling.visittype",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["starts_at", "id"],
                        "indexes": [
                            models.Index(fields=["site", "starts_at"], name="appointment_by_site"),
                            models.Index(fields=["room", "starts_at"], name="appointment_by_room"),
                            models.Index(
                                fields=["practitioner", "starts_at"],
                                name="appointment_by_practitioner",
                            ),
                            models.Index(
                                fields=["patient", "starts_at"], name="appointment_by_patient"
                            ),
                            models.Index(
                                condition=models.Q(("state__in", ["no_show", "cancelled"])),
                                fields=["-starts_at"],
                                name="appointment_lost",
                            ),
                            models.Index(
                                condition=models.Q(("state", "requested")),
                                fields=["starts_at"],
                                name="appointment_requested",
                            ),
                            models.Index(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "requested",
                                            "booked",
                                            "confirmed",
                                            "arrived",
                                            "in_room",
                                            "observing",
                                        ],
                                    )
                                ),
                                fields=["starts_at"],
                                name="appointment_unfinished",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "requested",
                                            "booked",
                                            "confirmed",
                                            "arrived",
                                            "in_room",
                                            "observing",
                                            "done",
                                            "cancelled",
                                            "no_show",
                                        ],
                                    )
                                ),
                                name="appointment_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                                name="appointment_ends_after_start",
                                violation_error_message="The visit must end after it starts.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("session", None), ("follow_up", None), _connector="OR"
                                ),
                                name="appointment_for_one_thing",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("cancelled_at__isnull", False),
                                        ("cancelled_by__in", ["patient", "clinic"]),
                                        ("state", "cancelled"),
                                        models.Q(("cancelled_code", ""), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(("state", "cancelled"), _negated=True),
                                        ("cancelled_at", None),
                                        ("cancelled_by", ""),
                                        ("cancelled_code", ""),
                                        ("cancelled_reason", ""),
                                    ),
                                    _connector="OR",
                                ),
                                name="appointment_cancelled_with_reason",
                                violation_error_message="Say by whom and why the visit is cancelled.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "requested",
                                            "booked",
                                            "confirmed",
                                            "arrived",
                                            "in_room",
                                            "observing",
                                            "done",
                                        ],
                                    )
                                ),
                                fields=("session",),
                                name="appointment_one_per_session",
                                violation_error_message="This session is already booked.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "requested",
                                            "booked",
                                            "confirmed",
                                            "arrived",
                                            "in_room",
                                            "observing",
                                            "done",
                                        ],
                                    )
                                ),
                                fields=("follow_up",),
                                name="appointment_one_per_follow_up",
                                violation_error_message="This follow-up visit is already booked.",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(
                                    ("overbooked_reason", ""),
                                    (
                                        "state__in",
                                        [
                                            "requested",
                                            "booked",
                                            "confirmed",
                                            "arrived",
                                            "in_room",
                                            "observing",
                                            "done",
                                        ],
                                    ),
                                ),
                                expressions=[("practitioner", "="), ("practitioner_period", "&&")],
                                name="appointment_practitioner_free",
                                violation_error_message="The practitioner is already booked at that time.",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(
                                    ("overbooked_reason", ""),
                                    (
                                        "state__in",
                                        [
                                            "requested",
                                            "booked",
                                            "confirmed",
                                            "arrived",
                                            "in_room",
                                            "observing",
                                            "done",
                                        ],
                                    ),
                                ),
                                expressions=[("room", "="), ("room_period", "&&")],
                                name="appointment_room_free",
                                violation_error_message="The room is already booked at that time.",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "requested",
                                            "booked",
                                            "confirmed",
                                            "arrived",
                                            "in_room",
                                            "observing",
                                            "done",
                                        ],
                                    )
                                ),
                                expressions=[
                                    ("patient", "="),
                                    (
                                        models.Func(
                                            "starts_at",
                                            "ends_at",
                                            function="TSTZRANGE",
                                            output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="appointment_patient_free",
                                violation_error_message="The patient already has a visit at that time.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoomEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        ("name", models.CharField(max_length=60)),
                        (
                            "equipment",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("ultrasound", "Ultrasound"),
                                        ("fluoroscopy", "Fluoroscopy"),
                                    ],
                                    max_length=20,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True)),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="scheduling.room",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="scheduling.site",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="HoursEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        (
                            "weekday",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (1, "Monday"),
                                    (2, "Tuesday"),
                                    (3, "Wednesday"),
                                    (4, "Thursday"),
                                    (5, "Friday"),
                                    (6, "Saturday"),
                                    (7, "Sunday"),
                                ]
                            ),
                        ),
                        ("starts", models.TimeField()),
                        ("ends", models.TimeField()),
                        ("first_day", models.DateField(blank=True, null=True)),
                        ("last_day", models.DateField(blank=True, null=True)),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="scheduling.hours",
                            ),
                        ),
                        (
                            "practitioner",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="scheduling.site",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ClosureEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("first_day", models.DateField()),
                        ("last_day", models.DateField()),
                        ("starts", models.TimeField(blank=True, null=True)),
                        ("ends", models.TimeField(blank=True, null=True)),
                        ("reason", models.CharField(max_length=120)),
                        ("is_holiday", models.BooleanField(default=False)),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="scheduling.closure",
                            ),
                        ),
                        (
                            "practitioner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="scheduling.site",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="StateChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "from_state",
                            models.CharField(
                                choices=[
                                    ("requested", "Requested"),
                                    ("booked", "Booked"),
                                    ("confirmed", "Confirmed"),
                                    ("arrived", "Arrived"),
                                    ("in_room", "In room"),
                                    ("observing", "Observing"),
                                    ("done", "Done"),
                                    ("cancelled", "Cancelled"),
                                    ("no_show", "Did not come"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "to_state",
                            models.CharField(
                                choices=[
                                    ("requested", "Requested"),
                                    ("booked", "Booked"),
                                    ("confirmed", "Confirmed"),
                                    ("arrived", "Arrived"),
                                    ("in_room", "In room"),
                                    ("observing", "Observing"),
                                    ("done", "Done"),
                                    ("cancelled", "Cancelled"),
                                    ("no_show", "Did not come"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("changed_at", models.DateTimeField()),
                        ("reason", models.CharField(blank=True, max_length=200)),
                        (
                            "appointment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="state_changes",
                                to="scheduling.appointment",
                            ),
                        ),
                        (
                            "changed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["appointment", "changed_at", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("reason", ""), _negated=True),
                                    models.Q(
                                        models.Q(
                                            ("from_state", "booked"),
                                            ("to_state__in", ["requested"]),
                                        ),
                                        models.Q(
                                            ("from_state", "confirmed"),
                                            ("to_state__in", ["requested", "booked"]),
                                        ),
                                        models.Q(
                                            ("from_state", "arrived"),
                                            ("to_state__in", ["requested", "booked", "confirmed"]),
                                        ),
                                        models.Q(
                                            ("from_state", "in_room"),
                                            (
                                                "to_state__in",
                                                ["requested", "booked", "confirmed", "arrived"],
                                            ),
                                        ),
                                        models.Q(
                                            ("from_state", "observing"),
                                            (
                                                "to_state__in",
                                                [
                                                    "requested",
                                                    "booked",
                                                    "confirmed",
                                                    "arrived",
                                                    "in_room",
                                                ],
                                            ),
                                        ),
                                        models.Q(
                                            ("from_state", "done"),
                                            (
                                                "to_state__in",
                                                [
                                                    "requested",
                                                    "booked",
                                                    "confirmed",
                                                    "arrived",
                                                    "in_room",
                                                    "observing",
                                                ],
                                            ),
                                        ),
                                        models.Q(
                                            ("from_state", "cancelled"),
                                            (
                                                "to_state__in",
                                                [
                                                    "requested",
                                                    "booked",
                                                    "confirmed",
                                                    "arrived",
                                                    "in_room",
                                                    "observing",
                                                    "done",
                                                ],
                                            ),
                                        ),
                                        models.Q(
                                            ("from_state", "no_show"),
                                            (
                                                "to_state__in",
                                                [
                                                    "requested",
                                                    "booked",
                                                    "confirmed",
                                                    "arrived",
                                                    "in_room",
                                                    "observing",
                                                    "done",
                                                    "cancelled",
                                                ],
                                            ),
                                        ),
                                        _connector="OR",
                                        _negated=True,
                                    ),
                                    _connector="OR",
                                ),
                                name="state_change_back_with_reason",
                                violation_error_message="Say why the visit goes back a step.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reminder",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("booked", "Booked"),
                                    ("moved", "Moved"),
                                    ("cancelled", "Cancelled"),
                                    ("reminder", "Reminder"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("email", "E-mail"),
                                    ("sms", "Text message"),
                                    ("phone", "Phone"),
                                    ("letter", "Letter"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("sequence", models.PositiveIntegerField()),
                        ("send_at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting"),
                                    ("sent", "Sent"),
                                    ("failed", "Not delivered"),
                                    ("dropped", "Not needed any more"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        ("tries", models.PositiveSmallIntegerField(default=0)),
                        ("sent_at", models.DateTimeField(blank=True, null=True)),
                        ("problem", models.CharField(blank=True, max_length=80)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "appointment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reminders",
                                to="scheduling.appointment",
                            ),
                        ),
                        (
                            "told_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["send_at", "id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "waiting")),
                                fields=["send_at"],
                                name="reminder_waiting",
                            ),
                            models.Index(fields=["state", "-send_at"], name="reminder_by_state"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("appointment", "kind", "sequence", "channel"),
                                name="reminder_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("sent_at__isnull", False), ("state", "sent")),
                                    models.Q(
                                        models.Q(("state", "sent"), _negated=True),
                                        ("sent_at", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="reminder_sent_when_sent",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AppointmentEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        (
                            "practitioner_period",
                            django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                        ),
                        ("room_period", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("requested", "Requested"),
                                    ("booked", "Booked"),
                                    ("confirmed", "Confirmed"),
                                    ("arrived", "Arrived"),
                                    ("in_room", "In room"),
                                    ("observing", "Observing"),
                                    ("done", "Done"),
                                    ("cancelled", "Cancelled"),
                                    ("no_show", "Did not come"),
                                ],
                                default="booked",
                                max_length=10,
                            ),
                        ),
                        ("booked_at", models.DateTimeField(auto_now_add=True)),
                        ("outside_window_reason", models.CharField(blank=True, max_length=300)),
                        ("note", models.CharField(blank=True, max_length=200)),
                        ("overbooked_reason", models.CharField(blank=True, max_length=300)),
                        (
                            "cancelled_by",
                            models.CharField(
                                blank=True,
                                choices=[("patient", "The patient"), ("clinic", "The clinic")],
                                max_length=10,
                            ),
                        ),
                        (
                            "cancelled_code",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("ill", "Ill"),
                                    ("no_time", "No time, work or family"),
                                    ("away", "Away"),
                                    ("transport", "No way to get here"),
                                    ("weather", "Weather"),
                                    ("cost", "Cost"),
                                    ("elsewhere", "Is treated elsewhere"),
                                    ("not_wanted", "Does not want it any more"),
                                    ("practitioner_away", "Practitioner away"),
                                    ("site_closed", "Site closed"),
                                    ("equipment", "Room or equipment out of order"),
                                    ("not_today", "The physician decided so"),
                                    ("plan_changed", "The plan changed or ended"),
                                    ("mistake", "Booked by mistake"),
                                    ("other", "Another reason"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("cancelled_reason", models.CharField(blank=True, max_length=200)),
                        ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                        ("sequence", models.PositiveIntegerField(default=0)),
                        (
                            "booked_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "follow_up",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="treatments.followup",
                            ),
                        ),
                        (
                            "patient",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="patients.patient",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="scheduling.appointment",
                            ),
                        ),
                        (
                            "practitioner",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="treatments.session",
                            ),
                        ),
                        (
                            "room",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="scheduling.room",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="scheduling.site",
                            ),
                        ),
                        (
                            "visit_type",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="scheduling.visittype",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
            ],
        ),
        staff.migration_operations.AddTriggers(
            triggers=[
                (
                    "site",
                    pgtrigger.compiler.Trigger(
                        name="keep_rows",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="6bd13751c2a599caaf1ebdb9bf700a72a912a60d",
                            operation="DELETE",
                            pgid="pgtrigger_keep_rows_c3134",
                            table="scheduling_site",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "site",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "scheduling_siteevent" ("address", "changed_at", "country", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "revision", "subdivision", "time_zone") VALUES (NEW."address", NEW."changed_at", NEW."country", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."revision", NEW."subdivision", NEW."time_zone"); RETURN NULL;',
                            hash="e6e96aef421d46849104e2d3fbab3f79aeb650ed",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_02e29",
                            table="scheduling_site",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "site",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "scheduling_siteevent" ("address", "changed_at", "country", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "revision", "subdivision", "time_zone") VALUES (NEW."address", NEW."changed_at", NEW."country", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."revision", NEW."subdivision", NEW."time_zone"); RETURN NULL;',
                            hash="f440011aabcbfda22c9217b588b95e6466ca753d",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_8a430",
                            table="scheduling_site",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "site",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "scheduling_siteevent" ("address", "changed_at", "country", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "revision", "subdivision", "time_zone") VALUES (OLD."address", OLD."changed_at", OLD."country", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phone", OLD."revision", OLD."subdivision", OLD."time_zone"); RETURN NULL;',
                            hash="bdf5114f2fff50b78400388fc5bb306fd0d3d4a1",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_1aca5",
                            table="scheduling_site",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "visittype",
                    pgtrigger.compiler.Trigger(
                        name="keep_rows",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="812735b895cab10201fadae0da52c739d896572b",
                            operation="DELETE",
                            pgid="pgtrigger_keep_rows_d8b6e",
                            table="scheduling_visittype",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "visittype",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "scheduling_visittypeevent" ("changed_at", "clean_up", "code", "id", "name", "observe", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepare", "revision", "treat") VALUES (NEW."changed_at", NEW."clean_up", NEW."code", NEW."id", NEW."name", NEW."observe", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."prepare", NEW."revision", NEW."treat"); RETURN NULL;',
                            hash="419607a8d1e8a35b87089fb05b99508a0cbef539",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_8b23b",
                            table="scheduling_visittype",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "visittype",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "scheduling_visittypeevent" ("changed_at", "clean_up", "code", "id", "name", "observe", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepare", "revision", "treat") VALUES (NEW."changed_at", NEW."clean_up", NEW."code", NEW."id", NEW."name", NEW."observe", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."prepare", NEW."revision", NEW."treat"); RETURN NULL;',
                            hash="9e012df3179ad33fa09abfc5569b0c84cbe977c7",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_f092f",
                            table="scheduling_visittype",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "visittype",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "scheduling_visittypeevent" ("changed_at", "clean_up", "code", "id", "name", "observe", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepare", "revision", "treat") VALUES (OLD."changed_at", OLD."clean_up", OLD."code", OLD."id", OLD."name", OLD."observe", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."prepare", OLD."revision", OLD."treat"); RETURN NULL;',
                            hash="ec366ef79d46971d35cb7da62c5c0b5f8fe52fcc",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_b9b0f",
                            table="scheduling_visittype",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "calendarfeed",
                    pgtrigger.compiler.Trigger(
                        name="keep_rows",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="78b7c6962b9995a13a23edcbe63f6b40fa5c0298",
                            operation="DELETE",
                            pgid="pgtrigger_keep_rows_577ca",
                            table="scheduling_calendarfeed",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "calendarfeed",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "scheduling_calendarfeedevent" ("created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "revoked_at") VALUES (NEW."created_at", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."practitioner_id", NEW."revoked_at"); RETURN NULL;',
                            hash="14184cc660e65c1453fdce656e9b9a0ef1add93c",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_315cc",
                            table="scheduling_calendarfeed",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "calendarfeed",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."practitioner_id" IS DISTINCT FROM (NEW."practitioner_id") OR OLD."revoked_at" IS DISTINCT FROM (NEW."revoked_at"))',
                            func='INSERT INTO "scheduling_calendarfeedevent" ("created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "revoked_at") VALUES (NEW."created_at", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."practitioner_id", NEW."revoked_at"); RETURN NULL;',
                            hash="fbd2b9db2198043a34c41076fd62adbee3eec598",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_ffbe2",
                            table="scheduling_calendarfeed",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "calendarfeed",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "scheduling_calendarfeedevent" ("created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "revoked_at") VALUES (OLD."created_at", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."practitioner_id", OLD."revoked_at"); RETURN NULL;',
                            hash="786e1998ee015fc3da66f76b6b9574a99bf38906",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_8327c",
                            table="scheduling_calendarfeed",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "room",
                    pgtrigger.compiler.Trigger(
                        name="keep_rows",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="caa001050ee18763bb29d7057bc3e50323280b34",
                            operation="DELETE",
                            pgid="pgtrigger_keep_rows_2e7ed",
                            table="scheduling_room",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "room",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "scheduling_roomevent" ("changed_at", "equipment", "id", "is_active", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "site_id") VALUES (NEW."changed_at", NEW."equipment", NEW."id", NEW."is_active", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."revision", NEW."site_id"); RETURN NULL;',
                            hash="5c7bd4faf3559c5f9e3aef42fd08ad37a2e7af5d",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_4b200",
                            table="scheduling_room",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "room",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "scheduling_roomevent" ("changed_at", "equipment", "id", "is_active", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "site_id") VALUES (NEW."changed_at", NEW."equipment", NEW."id", NEW."is_active", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."revision", NEW."site_id"); RETURN NULL;',
                            hash="4f0e874108d47ede7ef1b2b262072f732b4741fb",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_83449",
                            table="scheduling_room",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "room",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "scheduling_roomevent" ("changed_at", "equipment", "id", "is_active", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "site_id") VALUES (OLD."changed_at", OLD."equipment", OLD."id", OLD."is_active", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."revision", OLD."site_id"); RETURN NULL;',
                            hash="c903040c9b27ce2fab112ac15fbec3da88c70d8f",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_382b4",
                            table="scheduling_room",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "siteevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="42e8f46de4324b6d27a758277b5fc83e69b2dc2f",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_962e2",
                            table="scheduling_siteevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "visittypeevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="a4b70ebd89854485904c3be89be6ddd69f677bad",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_ae520",
                            table="scheduling_visittypeevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "waitlistentry",
                    pgtrigger.compiler.Trigger(
                        name="keep_rows",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="e48c486c30e571d3e982dd8c961597c6c38a14ad",
                            operation="DELETE",
                            pgid="pgtrigger_keep_rows_8f68c",
                            table="scheduling_waitlistentry",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "waitlistentry",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "scheduling_waitlistentryevent" ("added_at", "added_by_id", "changed_at", "closed_at", "closed_because", "closed_by_id", "follow_up_id", "from_day", "id", "note", "part_of_day", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "revision", "session_id", "site_id", "until_day", "urgency", "visit_type_id", "weekdays") VALUES (NEW."added_at", NEW."added_by_id", NEW."changed_at", NEW."closed_at", NEW."closed_because", NEW."closed_by_id", NEW."follow_up_id", NEW."from_day", NEW."id", NEW."note", NEW."part_of_day", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."practitioner_id", NEW."revision", NEW."session_id", NEW."site_id", NEW."until_day", NEW."urgency", NEW."visit_type_id", NEW."weekdays"); RETURN NULL;',
                            hash="a386d3daea48b25dc130d694e5085cdb81ba19a4",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_825a5",
                            table="scheduling_waitlistentry",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "waitlistentry",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "scheduling_waitlistentryevent" ("added_at", "added_by_id", "changed_at", "closed_at", "closed_because", "closed_by_id", "follow_up_id", "from_day", "id", "note", "part_of_day", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "revision", "session_id", "site_id", "until_day", "urgency", "visit_type_id", "weekdays") VALUES (NEW."added_at", NEW."added_by_id", NEW."changed_at", NEW."closed_at", NEW."closed_because", NEW."closed_by_id", NEW."follow_up_id", NEW."from_day", NEW."id", NEW."note", NEW."part_of_day", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."practitioner_id", NEW."revision", NEW."session_id", NEW."site_id", NEW."until_day", NEW."urgency", NEW."visit_type_id", NEW."weekdays"); RETURN NULL;',
                            hash="8252c0edd29c888c8db37ef228a3583f2b1f215f",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_3314d",
                            table="scheduling_waitlistentry",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "waitlistentry",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "scheduling_waitlistentryevent" ("added_at", "added_by_id", "changed_at", "closed_at", "closed_because", "closed_by_id", "follow_up_id", "from_day", "id", "note", "part_of_day", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "revision", "session_id", "site_id", "until_day", "urgency", "visit_type_id", "weekdays") VALUES (OLD."added_at", OLD."added_by_id", OLD."changed_at", OLD."closed_at", OLD."closed_because", OLD."closed_by_id", OLD."follow_up_id", OLD."from_day", OLD."id", OLD."note", OLD."part_of_day", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."practitioner_id", OLD."revision", OLD."session_id", OLD."site_id", OLD."until_day", OLD."urgency", OLD."visit_type_id", OLD."weekdays"); RETURN NULL;',
                            hash="46fde7cc3e2d97cab0e442ded2c20b845dd008f8",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_52dc7",
                            table="scheduling_waitlistentry",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "calendarfeedevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="34b14c60736a70505200f634627935894c57d6ba",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_4a3a6",
                            table="scheduling_calendarfeedevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "closure",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "scheduling_closureevent" ("ends", "first_day", "id", "is_holiday", "last_day", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "reason", "site_id", "starts") VALUES (NEW."ends", NEW."first_day", NEW."id", NEW."is_holiday", NEW."last_day", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."practitioner_id", NEW."reason", NEW."site_id", NEW."starts"); RETURN NULL;',
                            hash="345d819b447851c738224615299c18e1a3104901",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_30a6d",
                            table="scheduling_closure",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "closure",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "scheduling_closureevent" ("ends", "first_day", "id", "is_holiday", "last_day", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "reason", "site_id", "starts") VALUES (NEW."ends", NEW."first_day", NEW."id", NEW."is_holiday", NEW."last_day", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."practitioner_id", NEW."reason", NEW."site_id", NEW."starts"); RETURN NULL;',
                            hash="eabe63bc6b4f09640843bc056523f017dde47c84",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_b061b",
                            table="scheduling_closure",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "closure",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "scheduling_closureevent" ("ends", "first_day", "id", "is_holiday", "last_day", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "reason", "site_id", "starts") VALUES (OLD."ends", OLD."first_day", OLD."id", OLD."is_holiday", OLD."last_day", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."practitioner_id", OLD."reason", OLD."site_id", OLD."starts"); RETURN NULL;',
                            hash="256f52aea65c4058211d372fb1cc8a06173e605f",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_e8703",
                            table="scheduling_closure",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "hours",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "scheduling_hoursevent" ("changed_at", "ends", "first_day", "id", "last_day", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "revision", "site_id", "starts", "weekday") VALUES (NEW."changed_at", NEW."ends", NEW."first_day", NEW."id", NEW."last_day", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."practitioner_id", NEW."revision", NEW."site_id", NEW."starts", NEW."weekday"); RETURN NULL;',
                            hash="0633584165e78d742db4a2d4403ae65550670169",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_052b0",
                            table="scheduling_hours",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "hours",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "scheduling_hoursevent" ("changed_at", "ends", "first_day", "id", "last_day", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "revision", "site_id", "starts", "weekday") VALUES (NEW."changed_at", NEW."ends", NEW."first_day", NEW."id", NEW."last_day", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."practitioner_id", NEW."revision", NEW."site_id", NEW."starts", NEW."weekday"); RETURN NULL;',
                            hash="a7a134229e5526250a44afec88c26887520f8431",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_df83e",
                            table="scheduling_hours",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "hours",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "scheduling_hoursevent" ("changed_at", "ends", "first_day", "id", "last_day", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "revision", "site_id", "starts", "weekday") VALUES (OLD."changed_at", OLD."ends", OLD."first_day", OLD."id", OLD."last_day", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."practitioner_id", OLD."revision", OLD."site_id", OLD."starts", OLD."weekday"); RETURN NULL;',
                            hash="800d1a406b1471d77b36f2f5c0ee5b96ce7fa149",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_32002",
                            table="scheduling_hours",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "waitlistentryevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="4dd5fa8181efeadf3393fdce2365cf8c453fa57e",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_a85e4",
                            table="scheduling_waitlistentryevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "appointment",
                    pgtrigger.compiler.Trigger(
                        name="keep_rows",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="83788f2be4a86f10bca126083eaeef62eafc92a6",
                            operation="DELETE",
                            pgid="pgtrigger_keep_rows_71b88",
                            table="scheduling_appointment",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "appointment",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "scheduling_appointmentevent" ("booked_at", "booked_by_id", "cancelled_at", "cancelled_by", "cancelled_code", "cancelled_reason", "changed_at", "ends_at", "follow_up_id", "id", "note", "outside_window_reason", "overbooked_reason", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "practitioner_period", "revision", "room_id", "room_period", "sequence", "session_id", "site_id", "starts_at", "state", "visit_type_id") VALUES (NEW."booked_at", NEW."booked_by_id", NEW."cancelled_at", NEW."cancelled_by", NEW."cancelled_code", NEW."cancelled_reason", NEW."changed_at", NEW."ends_at", NEW."follow_up_id", NEW."id", NEW."note", NEW."outside_window_reason", NEW."overbooked_reason", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."practitioner_id", NEW."practitioner_period", NEW."revision", NEW."room_id", NEW."room_period", NEW."sequence", NEW."session_id", NEW."site_id", NEW."starts_at", NEW."state", NEW."visit_type_id"); RETURN NULL;',
                            hash="58247e7dd76bb0c4c3cafc2abef020b346674f94",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_cdcf2",
                            table="scheduling_appointment",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "appointment",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."booked_at" IS DISTINCT FROM (NEW."booked_at") OR OLD."booked_by_id" IS DISTINCT FROM (NEW."booked_by_id") OR OLD."cancelled_at" IS DISTINCT FROM (NEW."cancelled_at") OR OLD."cancelled_by" IS DISTINCT FROM (NEW."cancelled_by") OR OLD."cancelled_code" IS DISTINCT FROM (NEW."cancelled_code") OR OLD."cancelled_reason" IS DISTINCT FROM (NEW."cancelled_reason") OR OLD."changed_at" IS DISTINCT FROM (NEW."changed_at") OR OLD."ends_at" IS DISTINCT FROM (NEW."ends_at") OR OLD."follow_up_id" IS DISTINCT FROM (NEW."follow_up_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."note" IS DISTINCT FROM (NEW."note") OR OLD."outside_window_reason" IS DISTINCT FROM (NEW."outside_window_reason") OR OLD."overbooked_reason" IS DISTINCT FROM (NEW."overbooked_reason") OR OLD."patient_id" IS DISTINCT FROM (NEW."patient_id") OR OLD."practitioner_id" IS DISTINCT FROM (NEW."practitioner_id") OR OLD."practitioner_period" IS DISTINCT FROM (NEW."practitioner_period") OR OLD."revision" IS DISTINCT FROM (NEW."revision") OR OLD."room_id" IS DISTINCT FROM (NEW."room_id") OR OLD."room_period" IS DISTINCT FROM (NEW."room_period") OR OLD."sequence" IS DISTINCT FROM (NEW."sequence") OR OLD."session_id" IS DISTINCT FROM (NEW."session_id") OR OLD."site_id" IS DISTINCT FROM (NEW."site_id") OR OLD."starts_at" IS DISTINCT FROM (NEW."starts_at") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."visit_type_id" IS DISTINCT FROM (NEW."visit_type_id"))',
                            func='INSERT INTO "scheduling_appointmentevent" ("booked_at", "booked_by_id", "cancelled_at", "cancelled_by", "cancelled_code", "cancelled_reason", "changed_at", "ends_at", "follow_up_id", "id", "note", "outside_window_reason", "overbooked_reason", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "practitioner_period", "revision", "room_id", "room_period", "sequence", "session_id", "site_id", "starts_at", "state", "visit_type_id") VALUES (NEW."booked_at", NEW."booked_by_id", NEW."cancelled_at", NEW."cancelled_by", NEW."cancelled_code", NEW."cancelled_reason", NEW."changed_at", NEW."ends_at", NEW."follow_up_id", NEW."id", NEW."note", NEW."outside_window_reason", NEW."overbooked_reason", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."practitioner_id", NEW."practitioner_period", NEW."revision", NEW."room_id", NEW."room_period", NEW."sequence", NEW."session_id", NEW."site_id", NEW."starts_at", NEW."state", NEW."visit_type_id"); RETURN NULL;',
                            hash="4b440ccc2667ac3eba486de25ed892805043a48b",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_7193b",
                            table="scheduling_appointment",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "appointment",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "scheduling_appointmentevent" ("booked_at", "booked_by_id", "cancelled_at", "cancelled_by", "cancelled_code", "cancelled_reason", "changed_at", "ends_at", "follow_up_id", "id", "note", "outside_window_reason", "overbooked_reason", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "practitioner_period", "revision", "room_id", "room_period", "sequence", "session_id", "site_id", "starts_at", "state", "visit_type_id") VALUES (OLD."booked_at", OLD."booked_by_id", OLD."cancelled_at", OLD."cancelled_by", OLD."cancelled_code", OLD."cancelled_reason", OLD."changed_at", OLD."ends_at", OLD."follow_up_id", OLD."id", OLD."note", OLD."outside_window_reason", OLD."overbooked_reason", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."practitioner_id", OLD."practitioner_period", OLD."revision", OLD."room_id", OLD."room_period", OLD."sequence", OLD."session_id", OLD."site_id", OLD."starts_at", OLD."state", OLD."visit_type_id"); RETURN NULL;',
                            hash="44ab3c900c51c8d17d75925199cc379638f86dc9",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_c56ad",
                            table="scheduling_appointment",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "roomevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="9c16f5839654840a36a1bb5d4296dec33c317620",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_a6add",
                            table="scheduling_roomevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "hoursevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="670cf8c7c1d95caecb6568edda8d0242876dcf93",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_d89ef",
                            table="scheduling_hoursevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "closureevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="fff27f157a5107d199266457223d63484d8aa57b",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_f4a48",
                            table="scheduling_closureevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "statechange",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="3232025e182cc5578759854b596e421e112daefe",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_f2572",
                            table="scheduling_statechange",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "reminder",
                    pgtrigger.compiler.Trigger(
                        name="keep_rows",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="89b619411e477b15946ca53811802f5dbca8978c",
                            operation="DELETE",
                            pgid="pgtrigger_keep_rows_21f12",
                            table="scheduling_reminder",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "appointmentevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="ef979a043ec8601caf85155ca4b0218ea789364d",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_dfe96",
                            table="scheduling_appointmentevent",
                            when="BEFORE",
                        ),
                    ),
                ),
            ],
        ),
    ]
