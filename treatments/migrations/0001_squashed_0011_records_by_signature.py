import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.constraints
import django.db.models.deletion
import pgtrigger.compiler
import staff.migration_operations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("treatments", "0001_initial"),
        ("treatments", "0002_mixes_stock_and_events"),
        ("treatments", "0003_library_in_use"),
        ("treatments", "0004_discarded_revision"),
        ("treatments", "0005_check_call_answers"),
        ("treatments", "0006_events_of_reactions"),
        ("treatments", "0007_protocol_moves_on"),
        ("treatments", "0008_records_after_signing"),
        ("treatments", "0009_preparation"),
        ("treatments", "0010_deletions_are_kept"),
        ("treatments", "0011_records_by_signature"),
    ]

    initial = True

    dependencies = [
        ("patients", "0020_overrides_to_review"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        staff.migration_operations.CreateModels(
            models=[
                migrations.CreateModel(
                    name="Protocol",
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
                        ("code", models.SlugField(max_length=60, unique=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("published", "Published protocol"),
                                    ("clinic_practice", "Clinic practice"),
                                    ("listed_only", "Only listed in a source"),
                                ],
                                max_length=20,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["code"],
                    },
                ),
                migrations.CreateModel(
                    name="Plan",
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
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("active", "Under treatment"),
                                    ("completed", "Completed"),
                                    ("stopped", "Stopped"),
                                    ("cancelled", "Cancelled before the first session"),
                                ],
                                default="draft",
                                max_length=10,
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("closed_on", models.DateField(blank=True, null=True)),
                        ("closing_reason", models.CharField(blank=True, max_length=300)),
                        (
                            "consent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="plans",
                                to="patients.consent",
                            ),
                        ),
                        (
                            "patient",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="plans",
                                to="patients.patient",
                            ),
                        ),
                        (
                            "physician",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="plans",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-created_at", "-id"],
                        "indexes": [
                            models.Index(fields=["patient", "state"], name="plan_by_patient"),
                            models.Index(fields=["physician", "state"], name="plan_by_physician"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        ["draft", "active", "completed", "stopped", "cancelled"],
                                    )
                                ),
                                name="plan_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("closed_on", None), ("state__in", ["draft", "active"])
                                    ),
                                    models.Q(
                                        ("closed_on__isnull", False),
                                        ("state__in", ["completed", "stopped", "cancelled"]),
                                    ),
                                    _connector="OR",
                                ),
                                name="plan_closed_has_date",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Product",
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
                        ("code", models.SlugField(max_length=60, unique=True)),
                        ("name", models.CharField(max_length=120)),
                        ("strengths", models.JSONField(blank=True, default=dict)),
                        (
                            "stated_by_lot",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        (
                            "allergens",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("container_ml", models.DecimalField(decimal_places=2, max_digits=6)),
                        ("single_dose", models.BooleanField()),
                        ("is_diluent", models.BooleanField(default=False)),
                        ("has_epinephrine", models.BooleanField(default=False)),
                        ("source", models.CharField(blank=True, max_length=300)),
                        ("retired_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["name"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("container_ml__gt", 0), ("container_ml__lte", 1000)
                                ),
                                name="product_container_possible",
                                violation_error_message="The container holds more than 0 and at most 1000 mL.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProductEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        ("code", models.SlugField(db_index=False, max_length=60)),
                        ("name", models.CharField(max_length=120)),
                        ("strengths", models.JSONField(blank=True, default=dict)),
                        (
                            "stated_by_lot",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        (
                            "allergens",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("container_ml", models.DecimalField(decimal_places=2, max_digits=6)),
                        ("single_dose", models.BooleanField()),
                        ("is_diluent", models.BooleanField(default=False)),
                        ("has_epinephrine", models.BooleanField(default=False)),
                        ("source", models.CharField(blank=True, max_length=300)),
                        ("retired_at", models.DateTimeField(blank=True, null=True)),
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
                                to="treatments.product",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ProtocolEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("code", models.SlugField(db_index=False, max_length=60)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("published", "Published protocol"),
                                    ("clinic_practice", "Clinic practice"),
                                    ("listed_only", "Only listed in a source"),
                                ],
                                max_length=20,
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
                                to="treatments.protocol",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ProtocolVersion",
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
                        ("number", models.PositiveSmallIntegerField(default=1)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("approved", "Approved, not in use yet"),
                                    ("active", "In use"),
                                    ("retired", "Retired"),
                                ],
                                default="draft",
                                max_length=10,
                            ),
                        ),
                        ("condition", models.CharField(max_length=200)),
                        ("region", models.CharField(max_length=20)),
                        ("laterality", models.BooleanField()),
                        ("icd10", models.JSONField(blank=True, default=dict)),
                        ("targets", models.JSONField(blank=True, default=list)),
                        ("solutions", models.JSONField(blank=True, default=list)),
                        ("guidance", models.CharField(blank=True, max_length=20)),
                        ("needle", models.CharField(blank=True, max_length=40)),
                        ("sessions_min", models.PositiveSmallIntegerField(blank=True, null=True)),
                        (
                            "sessions_typical",
                            models.PositiveSmallIntegerField(blank=True, null=True),
                        ),
                        ("sessions_max", models.PositiveSmallIntegerField(blank=True, null=True)),
                        (
                            "spacing_min_days",
                            models.PositiveSmallIntegerField(blank=True, null=True),
                        ),
                        (
                            "spacing_target_days",
                            models.PositiveSmallIntegerField(blank=True, null=True),
                        ),
                        (
                            "spacing_max_days",
                            models.PositiveSmallIntegerField(blank=True, null=True),
                        ),
                        (
                            "schedule_days",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        (
                            "optional_schedule_days",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        (
                            "schedule_months",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        (
                            "followup_days",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        (
                            "followup_months",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.DecimalField(decimal_places=1, max_digits=4),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("followup_note", models.CharField(blank=True, max_length=200)),
                        (
                            "outcomes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        (
                            "suggested_outcomes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("minors", models.BooleanField(default=False)),
                        ("age_min", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("age_max", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("entry_criterion", models.CharField(blank=True, max_length=300)),
                        ("stop_rule", models.CharField(blank=True, max_length=300)),
                        ("adjunct", models.CharField(blank=True, max_length=200)),
                        ("aftercare", models.CharField(blank=True, max_length=300)),
                        ("requires_second_opinion", models.BooleanField(default=False)),
                        (
                            "evidence",
                            models.CharField(
                                choices=[
                                    ("rct_positive", "Randomized trial, better than control"),
                                    (
                                        "rct_comparative",
                                        "Randomized trial against another treatment",
                                    ),
                                    ("rct_mixed", "Randomized trials disagree"),
                                    ("rct_negative", "Randomized trial found no benefit"),
                                    ("case_series", "Case series, no control group"),
                                    ("case_report", "Case report"),
                                    ("trial_protocol", "Trial registered, results unknown"),
                                    ("listed_only", "Only listed, no trial found"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("evidence_note", models.CharField(max_length=600)),
                        ("source", models.CharField(max_length=400)),
                        ("search_key", models.TextField(db_collation="C", editable=False)),
                        ("written_at", models.DateTimeField(blank=True, null=True)),
                        ("change_reason", models.CharField(blank=True, max_length=300)),
                        ("approved_at", models.DateTimeField(blank=True, null=True)),
                        ("activated_at", models.DateTimeField(blank=True, null=True)),
                        ("retired_at", models.DateTimeField(blank=True, null=True)),
                        ("retired_reason", models.CharField(blank=True, max_length=300)),
                        (
                            "activated_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "approved_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "protocol",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="treatments.protocol",
                            ),
                        ),
                        (
                            "retired_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "written_by",
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
                        "ordering": ["region", "condition", "-number"],
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["search_key"],
                                name="protocol_trgm",
                                opclasses=["gin_trgm_ops"],
                            ),
                            models.Index(fields=["region", "condition"], name="protocol_by_region"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("protocol", "number"), name="protocol_version_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "active")),
                                fields=("protocol",),
                                name="protocol_one_active_version",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "draft")),
                                fields=("protocol",),
                                name="protocol_one_draft",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by", None),
                                    ("written_by", None),
                                    models.Q(
                                        ("approved_by", models.F("written_by")), _negated=True
                                    ),
                                    _connector="OR",
                                ),
                                name="protocol_approved_by_another",
                                violation_error_message="A second physician approves, not the one who wrote it.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["approved", "active"]), _negated=True),
                                    ("approved_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="protocol_approved_at_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["approved", "active"]), _negated=True),
                                    ("written_by", None),
                                    ("approved_by__isnull", False),
                                    _connector="OR",
                                ),
                                name="protocol_written_is_approved",
                                violation_error_message="A second physician approves it first.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("retired_by", None),
                                    models.Q(
                                        ("retired_at__isnull", False),
                                        ("state", "retired"),
                                        models.Q(("retired_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="protocol_retired_with_reason",
                                violation_error_message="Say why it is retired.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("sessions_min", None),
                                    ("sessions_max", None),
                                    ("sessions_max__gte", models.F("sessions_min")),
                                    _connector="OR",
                                ),
                                name="protocol_sessions_in_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FollowUp",
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
                            "state",
                            models.CharField(
                                choices=[
                                    ("due", "Due"),
                                    ("done", "Done"),
                                    ("dropped", "Not needed any more"),
                                ],
                                default="due",
                                max_length=10,
                            ),
                        ),
                        ("offset_days", models.PositiveSmallIntegerField()),
                        ("opens_on", models.DateField()),
                        ("target_on", models.DateField()),
                        ("closes_on", models.DateField()),
                        ("done_on", models.DateField(blank=True, null=True)),
                        (
                            "decision",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("continue", "Continue as planned"),
                                    ("change", "Change the plan"),
                                    ("stop", "Stop treatment"),
                                    ("refer", "Refer to a colleague"),
                                    ("discharge", "Discharge, goal reached"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("note", models.TextField(blank=True, max_length=4000)),
                        ("signed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "signed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="follow_ups",
                                to="treatments.plan",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["target_on", "id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "due")),
                                fields=["closes_on"],
                                name="follow_up_due",
                            ),
                            models.Index(fields=["plan", "target_on"], name="follow_up_by_plan"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("opens_on__lte", models.F("target_on")),
                                    ("target_on__lte", models.F("closes_on")),
                                ),
                                name="follow_up_window_in_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("done_on__isnull", False),
                                        ("signed_at__isnull", False),
                                        ("signed_by__isnull", False),
                                        ("state", "done"),
                                        models.Q(("decision", ""), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(("state", "done"), _negated=True),
                                        ("decision", ""),
                                        ("done_on", None),
                                        ("signed_at", None),
                                        ("signed_by", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="follow_up_done_is_complete",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Lot",
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
                        ("number", models.CharField(max_length=40)),
                        ("expires_on", models.DateField()),
                        ("strengths", models.JSONField(blank=True, default=dict)),
                        ("received_at", models.DateTimeField()),
                        ("used_up_at", models.DateTimeField(blank=True, null=True)),
                        ("recalled_on", models.DateField(blank=True, null=True)),
                        ("recall_reason", models.CharField(blank=True, max_length=300)),
                        (
                            "recalled_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "received_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "product",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lots",
                                to="treatments.product",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["product", "expires_on", "id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("recalled_on", None), ("used_up_at", None)),
                                fields=["product", "expires_on"],
                                name="lot_usable",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("product", "number"),
                                name="lot_number_once",
                                violation_error_message="This lot number is on the list already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("number", ""), _negated=True),
                                name="lot_has_number",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("recall_reason", ""),
                                        ("recalled_by", None),
                                        ("recalled_on", None),
                                    ),
                                    models.Q(
                                        ("recalled_by__isnull", False),
                                        ("recalled_on__isnull", False),
                                        models.Q(("recall_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="lot_recall_is_complete",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PlanEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("active", "Under treatment"),
                                    ("completed", "Completed"),
                                    ("stopped", "Stopped"),
                                    ("cancelled", "Cancelled before the first session"),
                                ],
                                default="draft",
                                max_length=10,
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("closed_on", models.DateField(blank=True, null=True)),
                        ("closing_reason", models.CharField(blank=True, max_length=300)),
                        (
                            "consent",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="patients.consent",
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
                                to="treatments.plan",
                            ),
                        ),
                        (
                            "physician",
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
                    name="ProtocolVersionEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        ("number", models.PositiveSmallIntegerField(default=1)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("approved", "Approved, not in use yet"),
                                    ("active", "In use"),
                                    ("retired", "Retired"),
                                ],
                                default="draft",
                                max_length=10,
                            ),
                        ),
                        ("condition", models.CharField(max_length=200)),
                        ("region", models.CharField(max_length=20)),
                        ("laterality", models.BooleanField()),
                        ("icd10", models.JSONField(blank=True, default=dict)),
                        ("targets", models.JSONField(blank=True, default=list)),
                        ("solutions", models.JSONField(blank=True, default=list)),
                        ("guidance", models.CharField(blank=True, max_length=20)),
                        ("needle", models.CharField(blank=True, max_length=40)),
                        ("sessions_min", models.PositiveSmallIntegerField(blank=True, null=True)),
                        (
                            "sessions_typical",
                            models.PositiveSmallIntegerField(blank=True, null=True),
                        ),
                        ("sessions_max", models.PositiveSmallIntegerField(blank=True, null=True)),
                        (
                            "spacing_min_days",
                            models.PositiveSmallIntegerField(blank=True, null=True),
                        ),
                        (
                            "spacing_target_days",
                            models.PositiveSmallIntegerField(blank=True, null=True),
                        ),
                        (
                            "spacing_max_days",
                            models.PositiveSmallIntegerField(blank=True, null=True),
                        ),
                        (
                            "schedule_days",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        (
                            "optional_schedule_days",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        (
                            "schedule_months",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        (
                            "followup_days",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        (
                            "followup_months",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.DecimalField(decimal_places=1, max_digits=4),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("followup_note", models.CharField(blank=True, max_length=200)),
                        (
                            "outcomes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        (
                            "suggested_outcomes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("minors", models.BooleanField(default=False)),
                        ("age_min", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("age_max", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("entry_criterion", models.CharField(blank=True, max_length=300)),
                        ("stop_rule", models.CharField(blank=True, max_length=300)),
                        ("adjunct", models.CharField(blank=True, max_length=200)),
                        ("aftercare", models.CharField(blank=True, max_length=300)),
                        ("requires_second_opinion", models.BooleanField(default=False)),
                        (
                            "evidence",
                            models.CharField(
                                choices=[
                                    ("rct_positive", "Randomized trial, better than control"),
                                    (
                                        "rct_comparative",
                                        "Randomized trial against another treatment",
                                    ),
                                    ("rct_mixed", "Randomized trials disagree"),
                                    ("rct_negative", "Randomized trial found no benefit"),
                                    ("case_series", "Case series, no control group"),
                                    ("case_report", "Case report"),
                                    ("trial_protocol", "Trial registered, results unknown"),
                                    ("listed_only", "Only listed, no trial found"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("evidence_note", models.CharField(max_length=600)),
                        ("source", models.CharField(max_length=400)),
                        ("search_key", models.TextField(db_collation="C", editable=False)),
                        ("written_at", models.DateTimeField(blank=True, null=True)),
                        ("change_reason", models.CharField(blank=True, max_length=300)),
                        ("approved_at", models.DateTimeField(blank=True, null=True)),
                        ("activated_at", models.DateTimeField(blank=True, null=True)),
                        ("retired_at", models.DateTimeField(blank=True, null=True)),
                        ("retired_reason", models.CharField(blank=True, max_length=300)),
                        (
                            "activated_by",
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
                            "approved_by",
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
                                to="treatments.protocolversion",
                            ),
                        ),
                        (
                            "protocol",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="treatments.protocol",
                            ),
                        ),
                        (
                            "retired_by",
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
                            "written_by",
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
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Vial",
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
                        ("containers", models.PositiveSmallIntegerField(default=1)),
                        ("opened_at", models.DateTimeField()),
                        ("discarded_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "lot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="vials",
                                to="treatments.lot",
                            ),
                        ),
                        (
                            "opened_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "patient",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="vials",
                                to="patients.patient",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-opened_at", "-id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("discarded_at", None)),
                                fields=["lot", "-opened_at"],
                                name="vial_open",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("containers__gte", 1)), name="vial_of_something"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("discarded_at", None),
                                    ("discarded_at__gte", models.F("opened_at")),
                                    _connector="OR",
                                ),
                                name="vial_discarded_after_opening",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FollowUpEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("due", "Due"),
                                    ("done", "Done"),
                                    ("dropped", "Not needed any more"),
                                ],
                                default="due",
                                max_length=10,
                            ),
                        ),
                        ("offset_days", models.PositiveSmallIntegerField()),
                        ("opens_on", models.DateField()),
                        ("target_on", models.DateField()),
                        ("closes_on", models.DateField()),
                        ("done_on", models.DateField(blank=True, null=True)),
                        (
                            "decision",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("continue", "Continue as planned"),
                                    ("change", "Change the plan"),
                                    ("stop", "Stop treatment"),
                                    ("refer", "Refer to a colleague"),
                                    ("discharge", "Discharge, goal reached"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("note", models.TextField(blank=True, max_length=4000)),
                        ("signed_at", models.DateTimeField(blank=True, null=True)),
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
                                to="treatments.followup",
                            ),
                        ),
                        (
                            "signed_by",
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
                            "plan",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="treatments.plan",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="PlanVersion",
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
                        ("number", models.PositiveSmallIntegerField(default=1)),
                        ("indication_code", models.CharField(blank=True, max_length=10)),
                        ("indication", models.CharField(max_length=300)),
                        ("region", models.CharField(max_length=20)),
                        ("side", models.CharField(max_length=10)),
                        ("goal", models.CharField(blank=True, max_length=300)),
                        ("sessions_min", models.PositiveSmallIntegerField()),
                        ("sessions_target", models.PositiveSmallIntegerField()),
                        ("sessions_max", models.PositiveSmallIntegerField()),
                        ("spacing_min_days", models.PositiveSmallIntegerField()),
                        ("spacing_target_days", models.PositiveSmallIntegerField()),
                        ("spacing_max_days", models.PositiveSmallIntegerField()),
                        (
                            "followup_days",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        (
                            "instruments",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("deviations", models.JSONField(blank=True, default=list)),
                        ("entry_met", models.BooleanField(blank=True, null=True)),
                        ("entry_reason", models.CharField(blank=True, max_length=300)),
                        ("note", models.TextField(blank=True, max_length=4000)),
                        ("preparation", models.TextField(blank=True, max_length=2000)),
                        ("change_reason", models.CharField(blank=True, max_length=300)),
                        ("signed_at", models.DateTimeField(blank=True, null=True)),
                        ("signed_on", models.DateField(blank=True, null=True)),
                        ("discarded_at", models.DateTimeField(blank=True, null=True)),
                        ("discarded_reason", models.CharField(blank=True, max_length=300)),
                        (
                            "discarded_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="treatments.plan",
                            ),
                        ),
                        (
                            "screening",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="plan_versions",
                                to="patients.screening",
                            ),
                        ),
                        (
                            "signed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "protocol_version",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="plan_versions",
                                to="treatments.protocolversion",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["plan", "-number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("plan", "number"), name="plan_version_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("discarded_at", None), ("signed_at", None)),
                                fields=("plan",),
                                name="plan_one_draft",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("discarded_at", None),
                                        ("discarded_by", None),
                                        ("discarded_reason", ""),
                                    ),
                                    models.Q(
                                        ("discarded_at__isnull", False),
                                        ("discarded_by__isnull", False),
                                        ("signed_at", None),
                                        models.Q(("discarded_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="plan_version_discarded_with_reason",
                                violation_error_message="Say why the revision is given up.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("side__in", ["left", "right", "bilateral", "midline"])
                                ),
                                name="plan_side_known",
                                violation_error_message="Choose the side.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("sessions_max__lte", 20),
                                    ("sessions_min__gte", 1),
                                    ("sessions_min__lte", models.F("sessions_target")),
                                    ("sessions_target__lte", models.F("sessions_max")),
                                ),
                                name="plan_sessions_in_order",
                                violation_error_message="Sessions must be in order: fewest ≤ planned ≤ most, at most 20.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("spacing_max_days__lte", 365),
                                    ("spacing_min_days__gte", 1),
                                    ("spacing_min_days__lte", models.F("spacing_target_days")),
                                    ("spacing_target_days__lte", models.F("spacing_max_days")),
                                ),
                                name="plan_spacing_in_order",
                                violation_error_message="Days between sessions must be in order: fewest ≤ aimed at ≤ most, at most 365.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("signed_at", None),
                                        ("signed_by", None),
                                        ("signed_on", None),
                                    ),
                                    models.Q(
                                        ("screening__isnull", False),
                                        ("signed_at__isnull", False),
                                        ("signed_by__isnull", False),
                                        ("signed_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="plan_signed_by_someone",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LotEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        ("number", models.CharField(max_length=40)),
                        ("expires_on", models.DateField()),
                        ("strengths", models.JSONField(blank=True, default=dict)),
                        ("received_at", models.DateTimeField()),
                        ("used_up_at", models.DateTimeField(blank=True, null=True)),
                        ("recalled_on", models.DateField(blank=True, null=True)),
                        ("recall_reason", models.CharField(blank=True, max_length=300)),
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
                                to="treatments.lot",
                            ),
                        ),
                        (
                            "recalled_by",
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
                            "received_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "product",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="treatments.product",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Session",
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
                        ("number", models.PositiveSmallIntegerField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("planned", "Planned"),
                                    ("given", "Given"),
                                    ("dropped", "Left out"),
                                    ("voided", "Void, recorded in error"),
                                ],
                                default="planned",
                                max_length=10,
                            ),
                        ),
                        ("opens_on", models.DateField()),
                        ("target_on", models.DateField()),
                        ("closes_on", models.DateField()),
                        ("given_on", models.DateField(blank=True, null=True)),
                        ("dropped_reason", models.CharField(blank=True, max_length=300)),
                        (
                            "given_under",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sessions",
                                to="treatments.planversion",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sessions",
                                to="treatments.plan",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["plan", "number"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "planned")),
                                fields=["closes_on"],
                                name="session_closing",
                            ),
                            models.Index(fields=["given_on"], name="session_given"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "voided"), _negated=True),
                                fields=("plan", "number"),
                                name="session_number_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("opens_on__lte", models.F("target_on")),
                                    ("target_on__lte", models.F("closes_on")),
                                ),
                                name="session_window_in_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("given_on__isnull", False),
                                        ("given_under__isnull", False),
                                        ("state__in", ["given", "voided"]),
                                    ),
                                    models.Q(
                                        ("given_on", None),
                                        ("given_under", None),
                                        ("state__in", ["planned", "dropped"]),
                                    ),
                                    _connector="OR",
                                ),
                                name="session_given_is_complete",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["planned", "given", "dropped", "voided"])
                                ),
                                name="session_state_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Target",
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
                            "procedure",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "Prolotherapy solution"),
                                    ("prp", "Platelet-rich plasma"),
                                    ("bmac", "Bone-marrow concentrate"),
                                    ("corticosteroid", "Corticosteroid"),
                                    ("hyaluronate", "Hyaluronate"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("procedure_detail", models.CharField(blank=True, max_length=160)),
                        (
                            "dextrose_pct",
                            models.DecimalField(
                                blank=True, decimal_places=3, max_digits=6, null=True
                            ),
                        ),
                        (
                            "anaesthetic",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "None"),
                                    ("lidocaine", "Lidocaine"),
                                    ("bupivacaine", "Bupivacaine"),
                                    ("ropivacaine", "Ropivacaine"),
                                    ("mepivacaine", "Mepivacaine"),
                                    ("procaine", "Procaine"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "anaesthetic_pct",
                            models.DecimalField(
                                blank=True, decimal_places=3, max_digits=6, null=True
                            ),
                        ),
                        (
                            "second_anaesthetic",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "None"),
                                    ("lidocaine", "Lidocaine"),
                                    ("bupivacaine", "Bupivacaine"),
                                    ("ropivacaine", "Ropivacaine"),
                                    ("mepivacaine", "Mepivacaine"),
                                    ("procaine", "Procaine"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "second_anaesthetic_pct",
                            models.DecimalField(
                                blank=True, decimal_places=3, max_digits=6, null=True
                            ),
                        ),
                        (
                            "glycerin_pct",
                            models.DecimalField(
                                blank=True, decimal_places=3, max_digits=6, null=True
                            ),
                        ),
                        (
                            "phenol_pct",
                            models.DecimalField(
                                blank=True, decimal_places=3, max_digits=6, null=True
                            ),
                        ),
                        (
                            "morrhuate_pct",
                            models.DecimalField(
                                blank=True, decimal_places=3, max_digits=6, null=True
                            ),
                        ),
                        ("volume_ml", models.DecimalField(decimal_places=2, max_digits=5)),
                        ("route", models.CharField(max_length=20)),
                        ("guidance", models.CharField(max_length=12)),
                        ("structure", models.CharField(max_length=160)),
                        ("side", models.CharField(max_length=10)),
                        ("region", models.CharField(max_length=20)),
                        ("points", models.PositiveSmallIntegerField(default=1)),
                        ("map_points", models.JSONField(blank=True, default=list)),
                        ("position", models.PositiveSmallIntegerField()),
                        ("note", models.CharField(blank=True, max_length=200)),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="targets",
                                to="treatments.planversion",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["version", "position"],
                        "constraints": [
                            models.UniqueConstraint(
                                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                                fields=("version", "position"),
                                name="target_position_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("dextrose_pct", None),
                                        models.Q(
                                            ("dextrose_pct__gt", 0), ("dextrose_pct__lte", 50)
                                        ),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("anaesthetic_pct", None),
                                        models.Q(
                                            ("anaesthetic_pct__gt", 0), ("anaesthetic_pct__lte", 4)
                                        ),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("second_anaesthetic_pct", None),
                                        models.Q(
                                            ("second_anaesthetic_pct__gt", 0),
                                            ("second_anaesthetic_pct__lte", 4),
                                        ),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("glycerin_pct", None),
                                        models.Q(
                                            ("glycerin_pct__gt", 0), ("glycerin_pct__lte", 100)
                                        ),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("phenol_pct", None),
                                        models.Q(("phenol_pct__gt", 0), ("phenol_pct__lte", 5)),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("morrhuate_pct", None),
                                        models.Q(
                                            ("morrhuate_pct__gt", 0), ("morrhuate_pct__lte", 5)
                                        ),
                                        _connector="OR",
                                    ),
                                ),
                                name="target_percentages_possible",
                                violation_error_message="A concentration is outside what any stock allows.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("anaesthetic", ""), ("anaesthetic_pct", None)),
                                    models.Q(("anaesthetic", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="target_anaesthetic_has_strength",
                                violation_error_message="Name the local anesthetic that this strength is for.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("second_anaesthetic", ""), ("second_anaesthetic_pct", None)
                                    ),
                                    models.Q(
                                        models.Q(("second_anaesthetic", ""), _negated=True),
                                        models.Q(("anaesthetic", ""), _negated=True),
                                        models.Q(
                                            ("anaesthetic", models.F("second_anaesthetic")),
                                            _negated=True,
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="target_second_anaesthetic_is_another",
                                violation_error_message="Name two different anesthetics, or leave the second empty.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("procedure", ""),
                                    models.Q(
                                        ("anaesthetic", ""),
                                        ("dextrose_pct", None),
                                        ("glycerin_pct", None),
                                        ("morrhuate_pct", None),
                                        ("phenol_pct", None),
                                        (
                                            "procedure__in",
                                            ["prp", "bmac", "corticosteroid", "hyaluronate"],
                                        ),
                                        ("second_anaesthetic", ""),
                                    ),
                                    _connector="OR",
                                ),
                                name="target_procedure_is_not_mixed",
                                violation_error_message="This procedure is not mixed: leave the strengths empty.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("volume_ml__gt", 0), ("volume_ml__lte", 100)),
                                name="target_volume_possible",
                                violation_error_message="The volume must be more than 0 and at most 100 mL.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("points__gte", 1), ("points__lte", 60)),
                                name="target_points_possible",
                                violation_error_message="Between 1 and 60 needle points.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("side__in", ["left", "right", "bilateral", "midline"])
                                ),
                                name="target_side_known",
                                violation_error_message="Choose the side.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "route__in",
                                        [
                                            "intra_articular",
                                            "extra_articular",
                                            "subcutaneous",
                                            "perineural",
                                        ],
                                    )
                                ),
                                name="target_route_known",
                                violation_error_message="Choose the route.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("guidance__in", ["ultrasound", "fluoroscopy", "palpation"])
                                ),
                                name="target_guidance_known",
                                violation_error_message="Choose the guidance.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VialEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("containers", models.PositiveSmallIntegerField(default=1)),
                        ("opened_at", models.DateTimeField()),
                        ("discarded_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "lot",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="treatments.lot",
                            ),
                        ),
                        (
                            "opened_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "patient",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
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
                                to="treatments.vial",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="PlanVersionEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        ("number", models.PositiveSmallIntegerField(default=1)),
                        ("indication_code", models.CharField(blank=True, max_length=10)),
                        ("indication", models.CharField(max_length=300)),
                        ("region", models.CharField(max_length=20)),
                        ("side", models.CharField(max_length=10)),
                        ("goal", models.CharField(blank=True, max_length=300)),
                        ("sessions_min", models.PositiveSmallIntegerField()),
                        ("sessions_target", models.PositiveSmallIntegerField()),
                        ("sessions_max", models.PositiveSmallIntegerField()),
                        ("spacing_min_days", models.PositiveSmallIntegerField()),
                        ("spacing_target_days", models.PositiveSmallIntegerField()),
                        ("spacing_max_days", models.PositiveSmallIntegerField()),
                        (
                            "followup_days",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        (
                            "instruments",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("deviations", models.JSONField(blank=True, default=list)),
                        ("entry_met", models.BooleanField(blank=True, null=True)),
                        ("entry_reason", models.CharField(blank=True, max_length=300)),
                        ("note", models.TextField(blank=True, max_length=4000)),
                        ("preparation", models.TextField(blank=True, max_length=2000)),
                        ("change_reason", models.CharField(blank=True, max_length=300)),
                        ("signed_at", models.DateTimeField(blank=True, null=True)),
                        ("signed_on", models.DateField(blank=True, null=True)),
                        ("discarded_at", models.DateTimeField(blank=True, null=True)),
                        ("discarded_reason", models.CharField(blank=True, max_length=300)),
                        (
                            "discarded_by",
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
                                to="treatments.planversion",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="treatments.plan",
                            ),
                        ),
                        (
                            "screening",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="patients.screening",
                            ),
                        ),
                        (
                            "signed_by",
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
                            "protocol_version",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="treatments.protocolversion",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Score",
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
                        ("instrument", models.CharField(max_length=40)),
                        ("instrument_version", models.CharField(default="1", max_length=20)),
                        ("value", models.DecimalField(decimal_places=2, max_digits=6)),
                        ("taken_on", models.DateField()),
                        (
                            "moment",
                            models.CharField(
                                choices=[
                                    ("baseline", "Baseline"),
                                    ("session", "At a session"),
                                    ("follow_up", "At a follow-up visit"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("entered_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "entered_by",
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
                                related_name="scores",
                                to="treatments.followup",
                            ),
                        ),
                        (
                            "patient",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="scores",
                                to="patients.patient",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="scores",
                                to="treatments.plan",
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="scores",
                                to="treatments.session",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["taken_on", "id"],
                        "indexes": [
                            models.Index(
                                fields=["plan", "instrument", "taken_on"], name="score_course"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("value__gte", 0)),
                                name="score_not_negative",
                                violation_error_message="A score cannot be negative.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("session__isnull", False)),
                                fields=("session", "instrument"),
                                name="score_once_per_session",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("follow_up__isnull", False)),
                                fields=("follow_up", "instrument"),
                                name="score_once_per_follow_up",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("moment", "baseline")),
                                fields=("plan", "instrument"),
                                name="score_one_baseline",
                                violation_error_message="This plan already has a baseline for this score.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SessionEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        ("number", models.PositiveSmallIntegerField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("planned", "Planned"),
                                    ("given", "Given"),
                                    ("dropped", "Left out"),
                                    ("voided", "Void, recorded in error"),
                                ],
                                default="planned",
                                max_length=10,
                            ),
                        ),
                        ("opens_on", models.DateField()),
                        ("target_on", models.DateField()),
                        ("closes_on", models.DateField()),
                        ("given_on", models.DateField(blank=True, null=True)),
                        ("dropped_reason", models.CharField(blank=True, max_length=300)),
                        (
                            "given_under",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="treatments.planversion",
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
                                to="treatments.session",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="treatments.plan",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="SessionRecord",
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
                        ("treated_on", models.DateField()),
                        ("outside_window_reason", models.CharField(blank=True, max_length=300)),
                        (
                            "time_out",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=20),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        (
                            "reaction",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("none", "None"),
                                    ("vasovagal", "Fainting or dizziness"),
                                    ("pain", "Strong pain"),
                                    ("allergic", "Allergic reaction"),
                                    ("other", "Other"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("reaction_note", models.CharField(blank=True, max_length=500)),
                        ("last_needle_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "observed_minutes",
                            models.PositiveSmallIntegerField(blank=True, null=True),
                        ),
                        ("anaesthetic_elsewhere", models.BooleanField(blank=True, null=True)),
                        ("note", models.TextField(blank=True, max_length=8000)),
                        ("aftercare_given", models.BooleanField(default=False)),
                        ("started_at", models.DateTimeField()),
                        ("signed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "physician",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "screening",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="session_records",
                                to="patients.screening",
                            ),
                        ),
                        (
                            "session",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="record",
                                to="treatments.session",
                            ),
                        ),
                        (
                            "signed_by",
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
                        "ordering": ["-treated_on", "-id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("signed_at", None)),
                                fields=["treated_on"],
                                name="record_unsigned",
                            ),
                            models.Index(
                                condition=models.Q(("signed_at__isnull", False)),
                                fields=["signed_at", "id"],
                                include=("started_at", "treated_on"),
                                name="record_by_signature",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("signed_at", None), ("signed_by", None)),
                                    models.Q(
                                        ("screening__isnull", False),
                                        ("signed_at__isnull", False),
                                        ("signed_by__isnull", False),
                                        models.Q(("reaction", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="record_signed_is_complete",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TargetEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "procedure",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "Prolotherapy solution"),
                                    ("prp", "Platelet-rich plasma"),
                                    ("bmac", "Bone-marrow concentrate"),
                                    ("corticosteroid", "Corticosteroid"),
                                    ("hyaluronate", "Hyaluronate"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("procedure_detail", models.CharField(blank=True, max_length=160)),
                        (
                            "dextrose_pct",
                            models.DecimalField(
                                blank=True, decimal_places=3, max_digits=6, null=True
                            ),
                        ),
                        (
                            "anaesthetic",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "None"),
                                    ("lidocaine", "Lidocaine"),
                                    ("bupivacaine", "Bupivacaine"),
                                    ("ropivacaine", "Ropivacaine"),
                                    ("mepivacaine", "Mepivacaine"),
                                    ("procaine", "Procaine"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "anaesthetic_pct",
                            models.DecimalField(
                                blank=True, decimal_places=3, max_digits=6, null=True
                            ),
                        ),
                        (
                            "second_anaesthetic",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "None"),
                                    ("lidocaine", "Lidocaine"),
                                    ("bupivacaine", "Bupivacaine"),
                                    ("ropivacaine", "Ropivacaine"),
                                    ("mepivacaine", "Mepivacaine"),
                                    ("procaine", "Procaine"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "second_anaesthetic_pct",
                            models.DecimalField(
                                blank=True, decimal_places=3, max_digits=6, null=True
                            ),
                        ),
                        (
                            "glycerin_pct",
                            models.DecimalField(
                                blank=True, decimal_places=3, max_digits=6, null=True
                            ),
                        ),
                        (
                            "phenol_pct",
                            models.DecimalField(
                                blank=True, decimal_places=3, max_digits=6, null=True
                            ),
                        ),
                        (
                            "morrhuate_pct",
                            models.DecimalField(
                                blank=True, decimal_places=3, max_digits=6, null=True
                            ),
                        ),
                        ("volume_ml", models.DecimalField(decimal_places=2, max_digits=5)),
                        ("route", models.CharField(max_length=20)),
                        ("guidance", models.CharField(max_length=12)),
                        ("structure", models.CharField(max_length=160)),
                        ("side", models.CharField(max_length=10)),
                        ("region", models.CharField(max_length=20)),
                        ("points", models.PositiveSmallIntegerField(default=1)),
                        ("map_points", models.JSONField(blank=True, default=list)),
                        ("position", models.PositiveSmallIntegerField()),
                        ("note", models.CharField(blank=True, max_length=200)),
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
                                to="treatments.target",
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="treatments.planversion",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="AdverseEvent",
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
                            "kind",
                            models.CharField(
                                choices=[
                                    ("pain", "Pain flare beyond the expected days"),
                                    ("stiffness", "Stiffness"),
                                    ("bruising", "Bruising or hematoma"),
                                    ("bleeding", "Bleeding"),
                                    ("swelling", "Joint swelling"),
                                    ("infection", "Local infection"),
                                    ("septic_joint", "Septic joint"),
                                    ("allergy", "Allergic reaction"),
                                    ("anaphylaxis", "Anaphylaxis"),
                                    ("toxicity", "Local anesthetic systemic toxicity"),
                                    ("vasovagal", "Fainting or dizziness"),
                                    ("numbness", "Tingling or numbness"),
                                    ("weakness", "Weakness"),
                                    ("nerve", "Nerve damage"),
                                    ("headache", "Headache"),
                                    ("spinal_headache", "Spinal headache (fluid leak)"),
                                    ("spinal_cord", "Spinal cord injury or meningitis"),
                                    ("pneumothorax", "Pneumothorax"),
                                    ("tendon", "Tendon or ligament injury"),
                                    ("disc", "Disc injury"),
                                    ("systemic", "Other systemic reaction"),
                                    ("wrong_site", "Wrong side, place or solution"),
                                    ("other", "Other"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("onset_on", models.DateField()),
                        (
                            "severity",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (1, "1 Mild: no treatment needed"),
                                    (2, "2 Moderate: some treatment, daily life limited"),
                                    (3, "3 Severe: hospital, or self-care limited"),
                                    (4, "4 Life-threatening: urgent intervention"),
                                    (5, "5 Death"),
                                ]
                            ),
                        ),
                        ("serious", models.BooleanField()),
                        ("description", models.TextField(max_length=2000)),
                        ("action", models.TextField(blank=True, max_length=2000)),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("ongoing", "Going on"),
                                    ("recovering", "Recovering"),
                                    ("recovered", "Recovered"),
                                    ("sequelae", "Recovered with lasting harm"),
                                    ("death", "Death"),
                                    ("unknown", "Unknown, patient not reached"),
                                ],
                                default="ongoing",
                                max_length=12,
                            ),
                        ),
                        ("next_look_on", models.DateField(blank=True, null=True)),
                        ("reported_at", models.DateTimeField()),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("closing_note", models.CharField(blank=True, max_length=500)),
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
                            "patient",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="adverse_events",
                                to="patients.patient",
                            ),
                        ),
                        (
                            "reported_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="adverse_events",
                                to="treatments.plan",
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="adverse_events",
                                to="treatments.session",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-onset_on", "-id"],
                        "indexes": [
                            models.Index(fields=["patient", "-onset_on"], name="event_by_patient"),
                            models.Index(
                                condition=models.Q(("closed_at", None)),
                                fields=["next_look_on", "id"],
                                name="event_open",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("severity__gte", 1), ("severity__lte", 5)),
                                name="event_severity_known",
                                violation_error_message="Choose a grade from 1 to 5.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("serious", True),
                                    models.Q(
                                        ("severity__lte", 3),
                                        models.Q(
                                            (
                                                "kind__in",
                                                [
                                                    "septic_joint",
                                                    "anaphylaxis",
                                                    "pneumothorax",
                                                    "spinal_cord",
                                                ],
                                            ),
                                            _negated=True,
                                        ),
                                        models.Q(
                                            ("outcome__in", ["sequelae", "death"]), _negated=True
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="event_grave_is_serious",
                                violation_error_message="This kind, grade or outcome is serious by definition: tick “serious”.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("closed_at", None),
                                        ("closed_by", None),
                                        ("closing_note", ""),
                                    ),
                                    models.Q(
                                        ("closed_at__gte", models.F("reported_at")),
                                        ("closed_by__isnull", False),
                                        models.Q(("closing_note", ""), _negated=True),
                                        models.Q(
                                            ("outcome__in", ["ongoing", "recovering"]),
                                            _negated=True,
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="event_closed_is_complete",
                                violation_error_message="An event that goes on cannot be closed.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CheckCall",
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
                        ("due_on", models.DateField()),
                        ("called_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "said",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=20),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        (
                            "answer",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("fine", "Nothing, or the expected soreness"),
                                    (
                                        "worry",
                                        "Pain rising after day 3, or not better after 7 days",
                                    ),
                                    (
                                        "alarm",
                                        "Fever, hot or red joint, drainage, breathlessness, weakness, rash",
                                    ),
                                    ("no_answer", "Did not answer"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("words", models.TextField(blank=True, max_length=2000)),
                        ("triaged_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "triage",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("reassured", "Reassured"),
                                    ("today", "Seen today"),
                                    ("emergency", "Sent to the emergency department"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("triage_note", models.CharField(blank=True, max_length=500)),
                        (
                            "called_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "triaged_by",
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
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="check_call",
                                to="treatments.session",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["due_on", "id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("called_at", None)),
                                fields=["due_on"],
                                name="check_call_due",
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("answer__in", ["worry", "alarm"]), ("triaged_at", None)
                                ),
                                fields=["called_at"],
                                name="check_call_to_triage",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("called_at", None), ("called_by", None)),
                                    models.Q(
                                        ("called_at__isnull", False),
                                        ("called_by__isnull", False),
                                        models.Q(("answer", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="check_call_complete",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "said__contained_by",
                                        [
                                            "nothing",
                                            "soreness",
                                            "rising_pain",
                                            "infection",
                                            "headache",
                                            "calf",
                                            "allergy",
                                            "toxicity",
                                            "breathless",
                                            "nerve",
                                        ],
                                    )
                                ),
                                name="check_call_said_known",
                                violation_error_message="An answer was sent that is not on the list.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("triage__in", ["", "reassured", "today", "emergency"])
                                ),
                                name="check_call_triage_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RecordDraft",
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
                        ("typed", models.JSONField(default=dict)),
                        ("number", models.PositiveIntegerField(default=1)),
                        ("revision", models.PositiveIntegerField()),
                        ("typed_at", models.DateTimeField()),
                        (
                            "typed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "record",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="draft",
                                to="treatments.sessionrecord",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="RecordVoid",
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
                        ("reason", models.CharField(max_length=500)),
                        ("voided_at", models.DateTimeField()),
                        (
                            "voided_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "record",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="void",
                                to="treatments.sessionrecord",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True),
                                name="void_has_reason",
                                violation_error_message="Say why the record does not count.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ScoreEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("instrument", models.CharField(max_length=40)),
                        ("instrument_version", models.CharField(default="1", max_length=20)),
                        ("value", models.DecimalField(decimal_places=2, max_digits=6)),
                        ("taken_on", models.DateField()),
                        (
                            "moment",
                            models.CharField(
                                choices=[
                                    ("baseline", "Baseline"),
                                    ("session", "At a session"),
                                    ("follow_up", "At a follow-up visit"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("entered_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "entered_by",
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
                                to="treatments.score",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="treatments.plan",
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
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="SessionRecordEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        ("treated_on", models.DateField()),
                        ("outside_window_reason", models.CharField(blank=True, max_length=300)),
                        (
                            "time_out",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=20),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        (
                            "reaction",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("none", "None"),
                                    ("vasovagal", "Fainting or dizziness"),
                                    ("pain", "Strong pain"),
                                    ("allergic", "Allergic reaction"),
                                    ("other", "Other"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("reaction_note", models.CharField(blank=True, max_length=500)),
                        ("last_needle_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "observed_minutes",
                            models.PositiveSmallIntegerField(blank=True, null=True),
                        ),
                        ("anaesthetic_elsewhere", models.BooleanField(blank=True, null=True)),
                        ("note", models.TextField(blank=True, max_length=8000)),
                        ("aftercare_given", models.BooleanField(default=False)),
                        ("started_at", models.DateTimeField()),
                        ("signed_at", models.DateTimeField(blank=True, null=True)),
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
                                to="treatments.sessionrecord",
                            ),
                        ),
                        (
                            "physician",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "screening",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="patients.screening",
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="treatments.session",
                            ),
                        ),
                        (
                            "signed_by",
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
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Addendum",
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
                        ("text", models.TextField(max_length=4000)),
                        ("written_at", models.DateTimeField()),
                        (
                            "written_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "record",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="addenda",
                                to="treatments.sessionrecord",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "addenda",
                        "ordering": ["written_at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="AdverseEventNote",
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
                        ("text", models.TextField(max_length=2000)),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("ongoing", "Going on"),
                                    ("recovering", "Recovering"),
                                    ("recovered", "Recovered"),
                                    ("sequelae", "Recovered with lasting harm"),
                                    ("death", "Death"),
                                    ("unknown", "Unknown, patient not reached"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("written_at", models.DateTimeField()),
                        (
                            "event",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notes",
                                to="treatments.adverseevent",
                            ),
                        ),
                        (
                            "written_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["written_at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="CheckCallEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        ("due_on", models.DateField()),
                        ("called_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "said",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=20),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        (
                            "answer",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("fine", "Nothing, or the expected soreness"),
                                    (
                                        "worry",
                                        "Pain rising after day 3, or not better after 7 days",
                                    ),
                                    (
                                        "alarm",
                                        "Fever, hot or red joint, drainage, breathlessness, weakness, rash",
                                    ),
                                    ("no_answer", "Did not answer"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("words", models.TextField(blank=True, max_length=2000)),
                        ("triaged_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "triage",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("reassured", "Reassured"),
                                    ("today", "Seen today"),
                                    ("emergency", "Sent to the emergency department"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("triage_note", models.CharField(blank=True, max_length=500)),
                        (
                            "called_by",
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
                                to="treatments.checkcall",
                            ),
                        ),
                        (
                            "triaged_by",
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
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="treatments.session",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="CoSignature",
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
                        ("note", models.CharField(blank=True, max_length=500)),
                        ("signed_at", models.DateTimeField()),
                        (
                            "signed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "record",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="co_signatures",
                                to="treatments.sessionrecord",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["signed_at", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("record", "signed_by"),
                                name="co_signed_once",
                                violation_error_message="You signed this record already.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Mix",
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
                        ("position", models.PositiveSmallIntegerField()),
                        ("total_ml", models.DecimalField(decimal_places=2, max_digits=6)),
                        ("wanted", models.JSONField(default=list)),
                        ("mixed_at", models.DateTimeField()),
                        (
                            "appearance",
                            models.CharField(
                                choices=[
                                    ("clear", "Clear, no particles"),
                                    ("cloudy", "Cloudy"),
                                    ("particles", "Particles or precipitate"),
                                    ("discolored", "Discolored"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "acknowledged",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=80),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("discarded_at", models.DateTimeField(blank=True, null=True)),
                        ("discard_reason", models.CharField(blank=True, max_length=300)),
                        (
                            "discarded_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "mixed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "record",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="mixes",
                                to="treatments.sessionrecord",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "mixes",
                        "ordering": ["record", "position"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("record", "position"), name="mix_position_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("total_ml__gt", 0), ("total_ml__lte", 250)),
                                name="mix_volume_possible",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("discard_reason", ""),
                                        ("discarded_at", None),
                                        ("discarded_by", None),
                                    ),
                                    models.Q(
                                        ("discarded_at__gte", models.F("mixed_at")),
                                        ("discarded_by__isnull", False),
                                        models.Q(("discard_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="mix_discarded_is_complete",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("appearance", "clear"),
                                    ("discarded_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="mix_not_clear_is_discarded",
                                violation_error_message="A mix that is not clear is thrown away.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OutsideDose",
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
                            "agent",
                            models.CharField(
                                choices=[
                                    ("", "None"),
                                    ("lidocaine", "Lidocaine"),
                                    ("bupivacaine", "Bupivacaine"),
                                    ("ropivacaine", "Ropivacaine"),
                                    ("mepivacaine", "Mepivacaine"),
                                    ("procaine", "Procaine"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("mg", models.DecimalField(decimal_places=1, max_digits=6)),
                        ("given_at", models.TimeField()),
                        (
                            "entered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "record",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="outside_doses",
                                to="treatments.sessionrecord",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["record", "given_at", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("mg__gt", 0), ("mg__lte", 2000)),
                                name="outside_dose_possible",
                                violation_error_message="The dose must be more than 0 and at most 2000 mg.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("agent", ""), _negated=True),
                                name="outside_dose_has_agent",
                                violation_error_message="Choose the anesthetic.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AdverseEventEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("pain", "Pain flare beyond the expected days"),
                                    ("stiffness", "Stiffness"),
                                    ("bruising", "Bruising or hematoma"),
                                    ("bleeding", "Bleeding"),
                                    ("swelling", "Joint swelling"),
                                    ("infection", "Local infection"),
                                    ("septic_joint", "Septic joint"),
                                    ("allergy", "Allergic reaction"),
                                    ("anaphylaxis", "Anaphylaxis"),
                                    ("toxicity", "Local anesthetic systemic toxicity"),
                                    ("vasovagal", "Fainting or dizziness"),
                                    ("numbness", "Tingling or numbness"),
                                    ("weakness", "Weakness"),
                                    ("nerve", "Nerve damage"),
                                    ("headache", "Headache"),
                                    ("spinal_headache", "Spinal headache (fluid leak)"),
                                    ("spinal_cord", "Spinal cord injury or meningitis"),
                                    ("pneumothorax", "Pneumothorax"),
                                    ("tendon", "Tendon or ligament injury"),
                                    ("disc", "Disc injury"),
                                    ("systemic", "Other systemic reaction"),
                                    ("wrong_site", "Wrong side, place or solution"),
                                    ("other", "Other"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("onset_on", models.DateField()),
                        (
                            "severity",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (1, "1 Mild: no treatment needed"),
                                    (2, "2 Moderate: some treatment, daily life limited"),
                                    (3, "3 Severe: hospital, or self-care limited"),
                                    (4, "4 Life-threatening: urgent intervention"),
                                    (5, "5 Death"),
                                ]
                            ),
                        ),
                        ("serious", models.BooleanField()),
                        ("description", models.TextField(max_length=2000)),
                        ("action", models.TextField(blank=True, max_length=2000)),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("ongoing", "Going on"),
                                    ("recovering", "Recovering"),
                                    ("recovered", "Recovered"),
                                    ("sequelae", "Recovered with lasting harm"),
                                    ("death", "Death"),
                                    ("unknown", "Unknown, patient not reached"),
                                ],
                                default="ongoing",
                                max_length=12,
                            ),
                        ),
                        ("next_look_on", models.DateField(blank=True, null=True)),
                        ("reported_at", models.DateTimeField()),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("closing_note", models.CharField(blank=True, max_length=500)),
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
                                to="treatments.adverseevent",
                            ),
                        ),
                        (
                            "reported_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="treatments.plan",
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
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Injection",
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
                            "procedure",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "Prolotherapy solution"),
                                    ("prp", "Platelet-rich plasma"),
                                    ("bmac", "Bone-marrow concentrate"),
                                    ("corticosteroid", "Corticosteroid"),
                                    ("hyaluronate", "Hyaluronate"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("procedure_detail", models.CharField(blank=True, max_length=160)),
                        (
                            "dextrose_pct",
                            models.DecimalField(
                                blank=True, decimal_places=3, max_digits=6, null=True
                            ),
                        ),
                        (
                            "anaesthetic",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "None"),
                                    ("lidocaine", "Lidocaine"),
                                    ("bupivacaine", "Bupivacaine"),
                                    ("ropivacaine", "Ropivacaine"),
                                    ("mepivacaine", "Mepivacaine"),
                                    ("procaine", "Procaine"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "anaesthetic_pct",
                            models.DecimalField(
                                blank=True, decimal_places=3, max_digits=6, null=True
                            ),
                        ),
                        (
                            "second_anaesthetic",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "None"),
                                    ("lidocaine", "Lidocaine"),
                                    ("bupivacaine", "Bupivacaine"),
                                    ("ropivacaine", "Ropivacaine"),
                                    ("mepivacaine", "Mepivacaine"),
                                    ("procaine", "Procaine"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "second_anaesthetic_pct",
                            models.DecimalField(
                                blank=True, decimal_places=3, max_digits=6, null=True
                            ),
                        ),
                        (
                            "glycerin_pct",
                            models.DecimalField(
                                blank=True, decimal_places=3, max_digits=6, null=True
                            ),
                        ),
                        (
                            "phenol_pct",
                            models.DecimalField(
                                blank=True, decimal_places=3, max_digits=6, null=True
                            ),
                        ),
                        (
                            "morrhuate_pct",
                            models.DecimalField(
                                blank=True, decimal_places=3, max_digits=6, null=True
                            ),
                        ),
                        ("volume_ml", models.DecimalField(decimal_places=2, max_digits=5)),
                        ("route", models.CharField(max_length=20)),
                        ("guidance", models.CharField(max_length=12)),
                        ("structure", models.CharField(max_length=160)),
                        ("side", models.CharField(max_length=10)),
                        ("region", models.CharField(max_length=20)),
                        ("points", models.PositiveSmallIntegerField(default=1)),
                        ("map_points", models.JSONField(blank=True, default=list)),
                        ("position", models.PositiveSmallIntegerField()),
                        ("needle", models.CharField(blank=True, max_length=40)),
                        ("image_reference", models.CharField(blank=True, max_length=80)),
                        ("note", models.CharField(blank=True, max_length=200)),
                        (
                            "mix",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="injections",
                                to="treatments.mix",
                            ),
                        ),
                        (
                            "record",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="injections",
                                to="treatments.sessionrecord",
                            ),
                        ),
                        (
                            "target",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="treatments.target",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["record", "position"],
                        "constraints": [
                            models.UniqueConstraint(
                                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                                fields=("record", "position"),
                                name="injection_position_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("dextrose_pct", None),
                                        models.Q(
                                            ("dextrose_pct__gt", 0), ("dextrose_pct__lte", 50)
                                        ),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("anaesthetic_pct", None),
                                        models.Q(
                                            ("anaesthetic_pct__gt", 0), ("anaesthetic_pct__lte", 4)
                                        ),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("second_anaesthetic_pct", None),
                                        models.Q(
                                            ("second_anaesthetic_pct__gt", 0),
                                            ("second_anaesthetic_pct__lte", 4),
                                        ),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("glycerin_pct", None),
                                        models.Q(
                                            ("glycerin_pct__gt", 0), ("glycerin_pct__lte", 100)
                                        ),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("phenol_pct", None),
                                        models.Q(("phenol_pct__gt", 0), ("phenol_pct__lte", 5)),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("morrhuate_pct", None),
                                        models.Q(
                                            ("morrhuate_pct__gt", 0), ("morrhuate_pct__lte", 5)
                                        ),
                                        _connector="OR",
                                    ),
                                ),
                                name="injection_percentages_possible",
                                violation_error_message="A concentration is outside what any stock allows.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("anaesthetic", ""), ("anaesthetic_pct", None)),
                                    models.Q(("anaesthetic", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="injection_anaesthetic_has_strength",
                                violation_error_message="Name the local anesthetic that this strength is for.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("second_anaesthetic", ""), ("second_anaesthetic_pct", None)
                                    ),
                                    models.Q(
                                        models.Q(("second_anaesthetic", ""), _negated=True),
                                        models.Q(("anaesthetic", ""), _negated=True),
                                        models.Q(
                                            ("anaesthetic", models.F("second_anaesthetic")),
                                            _negated=True,
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="injection_second_anaesthetic_is_another",
                                violation_error_message="Name two different anesthetics, or leave the second empty.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("procedure", ""),
                                    models.Q(
                                        ("anaesthetic", ""),
                                        ("dextrose_pct", None),
                                        ("glycerin_pct", None),
                                        ("morrhuate_pct", None),
                                        ("phenol_pct", None),
                                        (
                                            "procedure__in",
                                            ["prp", "bmac", "corticosteroid", "hyaluronate"],
                                        ),
                                        ("second_anaesthetic", ""),
                                    ),
                                    _connector="OR",
                                ),
                                name="injection_procedure_is_not_mixed",
                                violation_error_message="This procedure is not mixed: leave the strengths empty.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("volume_ml__gt", 0), ("volume_ml__lte", 100)),
                                name="injection_volume_possible",
                                violation_error_message="The volume must be more than 0 and at most 100 mL.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("points__gte", 1), ("points__lte", 60)),
                                name="injection_points_possible",
                                violation_error_message="Between 1 and 60 needle points.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("side__in", ["left", "right", "bilateral", "midline"])
                                ),
                                name="injection_side_known",
                                violation_error_message="Choose the side.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "route__in",
                                        [
                                            "intra_articular",
                                            "extra_articular",
                                            "subcutaneous",
                                            "perineural",
                                        ],
                                    )
                                ),
                                name="injection_route_known",
                                violation_error_message="Choose the route.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("guidance__in", ["ultrasound", "fluoroscopy", "palpation"])
                                ),
                                name="injection_guidance_known",
                                violation_error_message="Choose the guidance.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RecordVoidEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("reason", models.CharField(max_length=500)),
                        ("voided_at", models.DateTimeField()),
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
                                to="treatments.recordvoid",
                            ),
                        ),
                        (
                            "voided_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "record",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="treatments.sessionrecord",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="AddendumEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("text", models.TextField(max_length=4000)),
                        ("written_at", models.DateTimeField()),
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
                                to="treatments.addendum",
                            ),
                        ),
                        (
                            "written_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "record",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="treatments.sessionrecord",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="AdverseEventNoteEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("text", models.TextField(max_length=2000)),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("ongoing", "Going on"),
                                    ("recovering", "Recovering"),
                                    ("recovered", "Recovered"),
                                    ("sequelae", "Recovered with lasting harm"),
                                    ("death", "Death"),
                                    ("unknown", "Unknown, patient not reached"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("written_at", models.DateTimeField()),
                        (
                            "event",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="treatments.adverseevent",
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
                                to="treatments.adverseeventnote",
                            ),
                        ),
                        (
                            "written_by",
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
                    name="CoSignatureEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("note", models.CharField(blank=True, max_length=500)),
                        ("signed_at", models.DateTimeField()),
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
                                to="treatments.cosignature",
                            ),
                        ),
                        (
                            "signed_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "record",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="treatments.sessionrecord",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="MixEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("position", models.PositiveSmallIntegerField()),
                        ("total_ml", models.DecimalField(decimal_places=2, max_digits=6)),
                        ("wanted", models.JSONField(default=list)),
                        ("mixed_at", models.DateTimeField()),
                        (
                            "appearance",
                            models.CharField(
                                choices=[
                                    ("clear", "Clear, no particles"),
                                    ("cloudy", "Cloudy"),
                                    ("particles", "Particles or precipitate"),
                                    ("discolored", "Discolored"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "acknowledged",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=80),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("discarded_at", models.DateTimeField(blank=True, null=True)),
                        ("discard_reason", models.CharField(blank=True, max_length=300)),
                        (
                            "discarded_by",
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
                            "mixed_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                                to="treatments.mix",
                            ),
                        ),
                        (
                            "record",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="treatments.sessionrecord",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="MixPart",
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
                        ("position", models.PositiveSmallIntegerField()),
                        ("ml", models.DecimalField(decimal_places=2, max_digits=6)),
                        (
                            "lot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="parts",
                                to="treatments.lot",
                            ),
                        ),
                        (
                            "mix",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="parts",
                                to="treatments.mix",
                            ),
                        ),
                        (
                            "vial",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="parts",
                                to="treatments.vial",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["mix", "position"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("mix", "position"), name="mix_part_position_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ml__gt", 0), ("ml__lte", 250)),
                                name="mix_part_volume_possible",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OutsideDoseEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "agent",
                            models.CharField(
                                choices=[
                                    ("", "None"),
                                    ("lidocaine", "Lidocaine"),
                                    ("bupivacaine", "Bupivacaine"),
                                    ("ropivacaine", "Ropivacaine"),
                                    ("mepivacaine", "Mepivacaine"),
                                    ("procaine", "Procaine"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("mg", models.DecimalField(decimal_places=1, max_digits=6)),
                        ("given_at", models.TimeField()),
                        (
                            "entered_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                                to="treatments.outsidedose",
                            ),
                        ),
                        (
                            "record",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="treatments.sessionrecord",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="InjectionEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "procedure",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "Prolotherapy solution"),
                                    ("prp", "Platelet-rich plasma"),
                                    ("bmac", "Bone-marrow concentrate"),
                                    ("corticosteroid", "Corticosteroid"),
                                    ("hyaluronate", "Hyaluronate"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("procedure_detail", models.CharField(blank=True, max_length=160)),
                        (
                            "dextrose_pct",
                            models.DecimalField(
                                blank=True, decimal_places=3, max_digits=6, null=True
                            ),
                        ),
                        (
                            "anaesthetic",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "None"),
                                    ("lidocaine", "Lidocaine"),
                                    ("bupivacaine", "Bupivacaine"),
                                    ("ropivacaine", "Ropivacaine"),
                                    ("mepivacaine", "Mepivacaine"),
                                    ("procaine", "Procaine"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "anaesthetic_pct",
                            models.DecimalField(
                                blank=True, decimal_places=3, max_digits=6, null=True
                            ),
                        ),
                        (
                            "second_anaesthetic",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "None"),
                                    ("lidocaine", "Lidocaine"),
                                    ("bupivacaine", "Bupivacaine"),
                                    ("ropivacaine", "Ropivacaine"),
                                    ("mepivacaine", "Mepivacaine"),
                                    ("procaine", "Procaine"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "second_anaesthetic_pct",
                            models.DecimalField(
                                blank=True, decimal_places=3, max_digits=6, null=True
                            ),
                        ),
                        (
                            "glycerin_pct",
                            models.DecimalField(
                                blank=True, decimal_places=3, max_digits=6, null=True
                            ),
                        ),
                        (
                            "phenol_pct",
                            models.DecimalField(
                                blank=True, decimal_places=3, max_digits=6, null=True
                            ),
                        ),
                        (
                            "morrhuate_pct",
                            models.DecimalField(
                                blank=True, decimal_places=3, max_digits=6, null=True
                            ),
                        ),
                        ("volume_ml", models.DecimalField(decimal_places=2, max_digits=5)),
                        ("route", models.CharField(max_length=20)),
                        ("guidance", models.CharField(max_length=12)),
                        ("structure", models.CharField(max_length=160)),
                        ("side", models.CharField(max_length=10)),
                        ("region", models.CharField(max_length=20)),
                        ("points", models.PositiveSmallIntegerField(default=1)),
                        ("map_points", models.JSONField(blank=True, default=list)),
                        ("position", models.PositiveSmallIntegerField()),
                        ("needle", models.CharField(blank=True, max_length=40)),
                        ("image_reference", models.CharField(blank=True, max_length=80)),
                        ("note", models.CharField(blank=True, max_length=200)),
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
                                to="treatments.injection",
                            ),
                        ),
                        (
                            "mix",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="treatments.mix",
                            ),
                        ),
                        (
                            "record",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="treatments.sessionrecord",
                            ),
                        ),
                        (
                            "target",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="treatments.target",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="MixPartEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("position", models.PositiveSmallIntegerField()),
                        ("ml", models.DecimalField(decimal_places=2, max_digits=6)),
                        (
                            "lot",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="treatments.lot",
                            ),
                        ),
                        (
                            "mix",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="treatments.mix",
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
                                to="treatments.mixpart",
                            ),
                        ),
                        (
                            "vial",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="treatments.vial",
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
                    "protocol",
                    pgtrigger.compiler.Trigger(
                        name="keep_rows",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="e95b6e4546ad74f74195ce53a19a3eb03eebc093",
                            operation="DELETE",
                            pgid="pgtrigger_keep_rows_6f445",
                            table="treatments_protocol",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "protocol",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_protocolevent" ("code", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."code", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                            hash="4440b6e56b7c428ff12d067efe7e43056d7c4c70",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_5f0fd",
                            table="treatments_protocol",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "protocol",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "treatments_protocolevent" ("code", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."code", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                            hash="e633eb806d3a89a742a6d7a680f45394e215fff1",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_dce3c",
                            table="treatments_protocol",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "protocol",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_protocolevent" ("code", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."code", OLD."id", OLD."kind", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                            hash="df425187de760b0442de58a6125c2e03e2bb440d",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_a2ea8",
                            table="treatments_protocol",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "plan",
                    pgtrigger.compiler.Trigger(
                        name="keep_rows",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="ac94b355048a1ee4c1c5b8cf04d50bc971f45c28",
                            operation="DELETE",
                            pgid="pgtrigger_keep_rows_05cf6",
                            table="treatments_plan",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "plan",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_planevent" ("changed_at", "closed_on", "closing_reason", "consent_id", "created_at", "id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "physician_id", "revision", "state") VALUES (NEW."changed_at", NEW."closed_on", NEW."closing_reason", NEW."consent_id", NEW."created_at", NEW."id", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."physician_id", NEW."revision", NEW."state"); RETURN NULL;',
                            hash="b3a77e8f95338f9e80b47b7f0e4066847ec1e58d",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_e8a20",
                            table="treatments_plan",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "plan",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "treatments_planevent" ("changed_at", "closed_on", "closing_reason", "consent_id", "created_at", "id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "physician_id", "revision", "state") VALUES (NEW."changed_at", NEW."closed_on", NEW."closing_reason", NEW."consent_id", NEW."created_at", NEW."id", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."physician_id", NEW."revision", NEW."state"); RETURN NULL;',
                            hash="791d8747fc7b75722acba7f7d5f3a226d5fde4d3",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_ae6c0",
                            table="treatments_plan",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "plan",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_planevent" ("changed_at", "closed_on", "closing_reason", "consent_id", "created_at", "id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "physician_id", "revision", "state") VALUES (OLD."changed_at", OLD."closed_on", OLD."closing_reason", OLD."consent_id", OLD."created_at", OLD."id", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."physician_id", OLD."revision", OLD."state"); RETURN NULL;',
                            hash="ff0ef01574c6c0362d9280a497726fbdc90ec9b3",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_cbd26",
                            table="treatments_plan",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "product",
                    pgtrigger.compiler.Trigger(
                        name="keep_rows",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="534936af3bf0b386103764584a4df3ddaa4d36b3",
                            operation="DELETE",
                            pgid="pgtrigger_keep_rows_aa9e0",
                            table="treatments_product",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "product",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_productevent" ("allergens", "changed_at", "code", "container_ml", "has_epinephrine", "id", "is_diluent", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_at", "revision", "single_dose", "source", "stated_by_lot", "strengths") VALUES (NEW."allergens", NEW."changed_at", NEW."code", NEW."container_ml", NEW."has_epinephrine", NEW."id", NEW."is_diluent", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."retired_at", NEW."revision", NEW."single_dose", NEW."source", NEW."stated_by_lot", NEW."strengths"); RETURN NULL;',
                            hash="cf4ae3e38daaac7bd9a809f66490f29a78362701",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_2294b",
                            table="treatments_product",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "product",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "treatments_productevent" ("allergens", "changed_at", "code", "container_ml", "has_epinephrine", "id", "is_diluent", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_at", "revision", "single_dose", "source", "stated_by_lot", "strengths") VALUES (NEW."allergens", NEW."changed_at", NEW."code", NEW."container_ml", NEW."has_epinephrine", NEW."id", NEW."is_diluent", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."retired_at", NEW."revision", NEW."single_dose", NEW."source", NEW."stated_by_lot", NEW."strengths"); RETURN NULL;',
                            hash="4f3846614f45ec59fd6e7edb3a6ce331664e564e",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_0860f",
                            table="treatments_product",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "product",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_productevent" ("allergens", "changed_at", "code", "container_ml", "has_epinephrine", "id", "is_diluent", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_at", "revision", "single_dose", "source", "stated_by_lot", "strengths") VALUES (OLD."allergens", OLD."changed_at", OLD."code", OLD."container_ml", OLD."has_epinephrine", OLD."id", OLD."is_diluent", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."retired_at", OLD."revision", OLD."single_dose", OLD."source", OLD."stated_by_lot", OLD."strengths"); RETURN NULL;',
                            hash="a5f315c88f536ffabfda0fdde14905b06e59c490",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_10913",
                            table="treatments_product",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "productevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="e88bb3a22bb75a84fde86b92a9d87fed60b4c56f",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_63d7b",
                            table="treatments_productevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "protocolevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="1808244f50a8d98fd4354e2a2a878323b93761ef",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_05300",
                            table="treatments_protocolevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "protocolversion",
                    pgtrigger.compiler.Trigger(
                        name="keep_rows",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="b0a06661df769e8508e77dccbce29f133bff4e47",
                            operation="DELETE",
                            pgid="pgtrigger_keep_rows_d2d3d",
                            table="treatments_protocolversion",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "protocolversion",
                    pgtrigger.compiler.Trigger(
                        name="protocol_version_is_frozen",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."adjunct" IS DISTINCT FROM (NEW."adjunct") OR OLD."aftercare" IS DISTINCT FROM (NEW."aftercare") OR OLD."age_max" IS DISTINCT FROM (NEW."age_max") OR OLD."age_min" IS DISTINCT FROM (NEW."age_min") OR OLD."approved_at" IS DISTINCT FROM (NEW."approved_at") OR OLD."approved_by_id" IS DISTINCT FROM (NEW."approved_by_id") OR OLD."change_reason" IS DISTINCT FROM (NEW."change_reason") OR OLD."changed_at" IS DISTINCT FROM (NEW."changed_at") OR OLD."condition" IS DISTINCT FROM (NEW."condition") OR OLD."entry_criterion" IS DISTINCT FROM (NEW."entry_criterion") OR OLD."evidence" IS DISTINCT FROM (NEW."evidence") OR OLD."evidence_note" IS DISTINCT FROM (NEW."evidence_note") OR OLD."followup_days" IS DISTINCT FROM (NEW."followup_days") OR OLD."followup_months" IS DISTINCT FROM (NEW."followup_months") OR OLD."followup_note" IS DISTINCT FROM (NEW."followup_note") OR OLD."guidance" IS DISTINCT FROM (NEW."guidance") OR OLD."icd10" IS DISTINCT FROM (NEW."icd10") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."laterality" IS DISTINCT FROM (NEW."laterality") OR OLD."minors" IS DISTINCT FROM (NEW."minors") OR OLD."needle" IS DISTINCT FROM (NEW."needle") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."optional_schedule_days" IS DISTINCT FROM (NEW."optional_schedule_days") OR OLD."outcomes" IS DISTINCT FROM (NEW."outcomes") OR OLD."protocol_id" IS DISTINCT FROM (NEW."protocol_id") OR OLD."region" IS DISTINCT FROM (NEW."region") OR OLD."requires_second_opinion" IS DISTINCT FROM (NEW."requires_second_opinion") OR OLD."revision" IS DISTINCT FROM (NEW."revision") OR OLD."schedule_days" IS DISTINCT FROM (NEW."schedule_days") OR OLD."schedule_months" IS DISTINCT FROM (NEW."schedule_months") OR OLD."search_key" IS DISTINCT FROM (NEW."search_key") OR OLD."sessions_max" IS DISTINCT FROM (NEW."sessions_max") OR OLD."sessions_min" IS DISTINCT FROM (NEW."sessions_min") OR OLD."sessions_typical" IS DISTINCT FROM (NEW."sessions_typical") OR OLD."solutions" IS DISTINCT FROM (NEW."solutions") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."spacing_max_days" IS DISTINCT FROM (NEW."spacing_max_days") OR OLD."spacing_min_days" IS DISTINCT FROM (NEW."spacing_min_days") OR OLD."spacing_target_days" IS DISTINCT FROM (NEW."spacing_target_days") OR OLD."stop_rule" IS DISTINCT FROM (NEW."stop_rule") OR OLD."suggested_outcomes" IS DISTINCT FROM (NEW."suggested_outcomes") OR OLD."targets" IS DISTINCT FROM (NEW."targets") OR OLD."written_at" IS DISTINCT FROM (NEW."written_at") OR OLD."written_by_id" IS DISTINCT FROM (NEW."written_by_id"))',
                            func="\n                    IF OLD.state <> 'draft' THEN\n                        RAISE EXCEPTION 'an approved protocol version is frozen'\n                              USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                            hash="8e078133da3f3b6fe4e3e2392db7e670eb1ce4a7",
                            operation="UPDATE",
                            pgid="pgtrigger_protocol_version_is_frozen_cd1b6",
                            table="treatments_protocolversion",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "protocolversion",
                    pgtrigger.compiler.Trigger(
                        name="protocol_version_moves_on",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."activated_at" IS DISTINCT FROM (NEW."activated_at") OR OLD."activated_by_id" IS DISTINCT FROM (NEW."activated_by_id") OR OLD."retired_at" IS DISTINCT FROM (NEW."retired_at") OR OLD."retired_by_id" IS DISTINCT FROM (NEW."retired_by_id") OR OLD."retired_reason" IS DISTINCT FROM (NEW."retired_reason") OR OLD."state" IS DISTINCT FROM (NEW."state"))',
                            func="\n                    IF (OLD.state, NEW.state) NOT IN (\n                        ('draft', 'approved'), ('draft', 'retired'), ('approved', 'active'),\n                        ('approved', 'retired'), ('active', 'retired')\n                    ) THEN\n                        RAISE EXCEPTION 'a protocol version only moves on, from % to %',\n                              OLD.state, NEW.state USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                            hash="73080a25258587a1e301f25b87226ca37f8b18d1",
                            operation="UPDATE",
                            pgid="pgtrigger_protocol_version_moves_on_12d3b",
                            table="treatments_protocolversion",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "protocolversion",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_protocolversionevent" ("activated_at", "activated_by_id", "adjunct", "aftercare", "age_max", "age_min", "approved_at", "approved_by_id", "change_reason", "changed_at", "condition", "entry_criterion", "evidence", "evidence_note", "followup_days", "followup_months", "followup_note", "guidance", "icd10", "id", "laterality", "minors", "needle", "number", "optional_schedule_days", "outcomes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "protocol_id", "region", "requires_second_opinion", "retired_at", "retired_by_id", "retired_reason", "revision", "schedule_days", "schedule_months", "search_key", "sessions_max", "sessions_min", "sessions_typical", "solutions", "source", "spacing_max_days", "spacing_min_days", "spacing_target_days", "state", "stop_rule", "suggested_outcomes", "targets", "written_at", "written_by_id") VALUES (NEW."activated_at", NEW."activated_by_id", NEW."adjunct", NEW."aftercare", NEW."age_max", NEW."age_min", NEW."approved_at", NEW."approved_by_id", NEW."change_reason", NEW."changed_at", NEW."condition", NEW."entry_criterion", NEW."evidence", NEW."evidence_note", NEW."followup_days", NEW."followup_months", NEW."followup_note", NEW."guidance", NEW."icd10", NEW."id", NEW."laterality", NEW."minors", NEW."needle", NEW."number", NEW."optional_schedule_days", NEW."outcomes", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."protocol_id", NEW."region", NEW."requires_second_opinion", NEW."retired_at", NEW."retired_by_id", NEW."retired_reason", NEW."revision", NEW."schedule_days", NEW."schedule_months", NEW."search_key", NEW."sessions_max", NEW."sessions_min", NEW."sessions_typical", NEW."solutions", NEW."source", NEW."spacing_max_days", NEW."spacing_min_days", NEW."spacing_target_days", NEW."state", NEW."stop_rule", NEW."suggested_outcomes", NEW."targets", NEW."written_at", NEW."written_by_id"); RETURN NULL;',
                            hash="aaeb952d5cb403301c7bfb19900d7b70386d27ff",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_a4147",
                            table="treatments_protocolversion",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "protocolversion",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "treatments_protocolversionevent" ("activated_at", "activated_by_id", "adjunct", "aftercare", "age_max", "age_min", "approved_at", "approved_by_id", "change_reason", "changed_at", "condition", "entry_criterion", "evidence", "evidence_note", "followup_days", "followup_months", "followup_note", "guidance", "icd10", "id", "laterality", "minors", "needle", "number", "optional_schedule_days", "outcomes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "protocol_id", "region", "requires_second_opinion", "retired_at", "retired_by_id", "retired_reason", "revision", "schedule_days", "schedule_months", "search_key", "sessions_max", "sessions_min", "sessions_typical", "solutions", "source", "spacing_max_days", "spacing_min_days", "spacing_target_days", "state", "stop_rule", "suggested_outcomes", "targets", "written_at", "written_by_id") VALUES (NEW."activated_at", NEW."activated_by_id", NEW."adjunct", NEW."aftercare", NEW."age_max", NEW."age_min", NEW."approved_at", NEW."approved_by_id", NEW."change_reason", NEW."changed_at", NEW."condition", NEW."entry_criterion", NEW."evidence", NEW."evidence_note", NEW."followup_days", NEW."followup_months", NEW."followup_note", NEW."guidance", NEW."icd10", NEW."id", NEW."laterality", NEW."minors", NEW."needle", NEW."number", NEW."optional_schedule_days", NEW."outcomes", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."protocol_id", NEW."region", NEW."requires_second_opinion", NEW."retired_at", NEW."retired_by_id", NEW."retired_reason", NEW."revision", NEW."schedule_days", NEW."schedule_months", NEW."search_key", NEW."sessions_max", NEW."sessions_min", NEW."sessions_typical", NEW."solutions", NEW."source", NEW."spacing_max_days", NEW."spacing_min_days", NEW."spacing_target_days", NEW."state", NEW."stop_rule", NEW."suggested_outcomes", NEW."targets", NEW."written_at", NEW."written_by_id"); RETURN NULL;',
                            hash="48f9092a7d9835dc4e6cfa344138f2a07f83c77c",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_4a107",
                            table="treatments_protocolversion",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "protocolversion",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_protocolversionevent" ("activated_at", "activated_by_id", "adjunct", "aftercare", "age_max", "age_min", "approved_at", "approved_by_id", "change_reason", "changed_at", "condition", "entry_criterion", "evidence", "evidence_note", "followup_days", "followup_months", "followup_note", "guidance", "icd10", "id", "laterality", "minors", "needle", "number", "optional_schedule_days", "outcomes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "protocol_id", "region", "requires_second_opinion", "retired_at", "retired_by_id", "retired_reason", "revision", "schedule_days", "schedule_months", "search_key", "sessions_max", "sessions_min", "sessions_typical", "solutions", "source", "spacing_max_days", "spacing_min_days", "spacing_target_days", "state", "stop_rule", "suggested_outcomes", "targets", "written_at", "written_by_id") VALUES (OLD."activated_at", OLD."activated_by_id", OLD."adjunct", OLD."aftercare", OLD."age_max", OLD."age_min", OLD."approved_at", OLD."approved_by_id", OLD."change_reason", OLD."changed_at", OLD."condition", OLD."entry_criterion", OLD."evidence", OLD."evidence_note", OLD."followup_days", OLD."followup_months", OLD."followup_note", OLD."guidance", OLD."icd10", OLD."id", OLD."laterality", OLD."minors", OLD."needle", OLD."number", OLD."optional_schedule_days", OLD."outcomes", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."protocol_id", OLD."region", OLD."requires_second_opinion", OLD."retired_at", OLD."retired_by_id", OLD."retired_reason", OLD."revision", OLD."schedule_days", OLD."schedule_months", OLD."search_key", OLD."sessions_max", OLD."sessions_min", OLD."sessions_typical", OLD."solutions", OLD."source", OLD."spacing_max_days", OLD."spacing_min_days", OLD."spacing_target_days", OLD."state", OLD."stop_rule", OLD."suggested_outcomes", OLD."targets", OLD."written_at", OLD."written_by_id"); RETURN NULL;',
                            hash="f0057180c1bc2293a06b02432f3a3cd4d2b9337d",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_0873d",
                            table="treatments_protocolversion",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "followup",
                    pgtrigger.compiler.Trigger(
                        name="keep_rows",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="1d0dd9fcc3e10c25857ccb2202ce89a4cf6ec234",
                            operation="DELETE",
                            pgid="pgtrigger_keep_rows_1bffa",
                            table="treatments_followup",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "followup",
                    pgtrigger.compiler.Trigger(
                        name="signed_follow_up_is_frozen",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."signed_at" IS NOT NULL)',
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="3ab0b8243e40e051e44fcd47b00a41be1d9d8d8f",
                            operation="UPDATE",
                            pgid="pgtrigger_signed_follow_up_is_frozen_ea63a",
                            table="treatments_followup",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "followup",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_followupevent" ("changed_at", "closes_on", "decision", "done_on", "id", "note", "offset_days", "opens_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "revision", "signed_at", "signed_by_id", "state", "target_on") VALUES (NEW."changed_at", NEW."closes_on", NEW."decision", NEW."done_on", NEW."id", NEW."note", NEW."offset_days", NEW."opens_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."revision", NEW."signed_at", NEW."signed_by_id", NEW."state", NEW."target_on"); RETURN NULL;',
                            hash="7ac6a3387a8e2936beba18d098a04ba7cfdc1be4",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_552bf",
                            table="treatments_followup",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "followup",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "treatments_followupevent" ("changed_at", "closes_on", "decision", "done_on", "id", "note", "offset_days", "opens_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "revision", "signed_at", "signed_by_id", "state", "target_on") VALUES (NEW."changed_at", NEW."closes_on", NEW."decision", NEW."done_on", NEW."id", NEW."note", NEW."offset_days", NEW."opens_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan_id", NEW."revision", NEW."signed_at", NEW."signed_by_id", NEW."state", NEW."target_on"); RETURN NULL;',
                            hash="7ee15f39d9af3a97f6108f675dd24681ec4ff737",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_a5eb7",
                            table="treatments_followup",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "followup",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_followupevent" ("changed_at", "closes_on", "decision", "done_on", "id", "note", "offset_days", "opens_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "revision", "signed_at", "signed_by_id", "state", "target_on") VALUES (OLD."changed_at", OLD."closes_on", OLD."decision", OLD."done_on", OLD."id", OLD."note", OLD."offset_days", OLD."opens_on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."revision", OLD."signed_at", OLD."signed_by_id", OLD."state", OLD."target_on"); RETURN NULL;',
                            hash="3acf9b137bef41793884af268caebe7a58120685",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_81c83",
                            table="treatments_followup",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "lot",
                    pgtrigger.compiler.Trigger(
                        name="keep_rows",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="d28d6b0d1692c5e9796ff77ece428ffab884e8d8",
                            operation="DELETE",
                            pgid="pgtrigger_keep_rows_43a2e",
                            table="treatments_lot",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "lot",
                    pgtrigger.compiler.Trigger(
                        name="lot_strengths_stay",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."product_id" IS DISTINCT FROM (NEW."product_id") OR OLD."strengths" IS DISTINCT FROM (NEW."strengths"))',
                            func="\n                    IF EXISTS (SELECT 1 FROM treatments_mixpart WHERE lot_id = OLD.id) THEN\n                        RAISE EXCEPTION 'a lot that was mixed with is frozen'\n                              USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                            hash="5b0f96b36140393152b0d6c1e1c6f245b34fd6f0",
                            operation="UPDATE",
                            pgid="pgtrigger_lot_strengths_stay_ad13a",
                            table="treatments_lot",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "lot",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_lotevent" ("changed_at", "expires_on", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "product_id", "recall_reason", "recalled_by_id", "recalled_on", "received_at", "received_by_id", "revision", "strengths", "used_up_at") VALUES (NEW."changed_at", NEW."expires_on", NEW."id", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."product_id", NEW."recall_reason", NEW."recalled_by_id", NEW."recalled_on", NEW."received_at", NEW."received_by_id", NEW."revision", NEW."strengths", NEW."used_up_at"); RETURN NULL;',
                            hash="d489affb5929b58f48167c6bc7b6bd9c00ad9000",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_bfb2c",
                            table="treatments_lot",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "lot",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "treatments_lotevent" ("changed_at", "expires_on", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "product_id", "recall_reason", "recalled_by_id", "recalled_on", "received_at", "received_by_id", "revision", "strengths", "used_up_at") VALUES (NEW."changed_at", NEW."expires_on", NEW."id", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."product_id", NEW."recall_reason", NEW."recalled_by_id", NEW."recalled_on", NEW."received_at", NEW."received_by_id", NEW."revision", NEW."strengths", NEW."used_up_at"); RETURN NULL;',
                            hash="6b7f669ab7f4088a5cfc7e0ccf91344aa3a6bd11",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_195b2",
                            table="treatments_lot",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "lot",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_lotevent" ("changed_at", "expires_on", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "product_id", "recall_reason", "recalled_by_id", "recalled_on", "received_at", "received_by_id", "revision", "strengths", "used_up_at") VALUES (OLD."changed_at", OLD."expires_on", OLD."id", OLD."number", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."product_id", OLD."recall_reason", OLD."recalled_by_id", OLD."recalled_on", OLD."received_at", OLD."received_by_id", OLD."revision", OLD."strengths", OLD."used_up_at"); RETURN NULL;',
                            hash="b59a3501d8153c7fe88800f31b4a8f7d8e61548e",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_09333",
                            table="treatments_lot",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "planevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="b0a3ad0f6a877bbb34e85df0d416f511640e102e",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_24a89",
                            table="treatments_planevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "protocolversionevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="5672a00207f81358dd7de9cf6fe0d1180f1f2864",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_1fbcc",
                            table="treatments_protocolversionevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "vial",
                    pgtrigger.compiler.Trigger(
                        name="keep_rows",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="6f2c8d5751f80bbd55a51134e89f409d5f36ba98",
                            operation="DELETE",
                            pgid="pgtrigger_keep_rows_1f885",
                            table="treatments_vial",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "vial",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_vialevent" ("containers", "discarded_at", "id", "lot_id", "opened_at", "opened_by_id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."containers", NEW."discarded_at", NEW."id", NEW."lot_id", NEW."opened_at", NEW."opened_by_id", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                            hash="12c58081c4c0141af9cd58a1c0b087d0b04c68f1",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_30ec1",
                            table="treatments_vial",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "vial",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "treatments_vialevent" ("containers", "discarded_at", "id", "lot_id", "opened_at", "opened_by_id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."containers", NEW."discarded_at", NEW."id", NEW."lot_id", NEW."opened_at", NEW."opened_by_id", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                            hash="444e903688bb9dbea641ac09bd6f887fa522cb22",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_4f922",
                            table="treatments_vial",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "vial",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_vialevent" ("containers", "discarded_at", "id", "lot_id", "opened_at", "opened_by_id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."containers", OLD."discarded_at", OLD."id", OLD."lot_id", OLD."opened_at", OLD."opened_by_id", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                            hash="8a8ef3fb54938e78c625b23922fb6cfbca12989f",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_4496e",
                            table="treatments_vial",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "followupevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="04c2bf3beeea41c4261e389aa60803b277b06285",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_d1fcc",
                            table="treatments_followupevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "planversion",
                    pgtrigger.compiler.Trigger(
                        name="keep_rows",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="b04d2cb47f7deb3fee9c04a0e0265f444d54937a",
                            operation="DELETE",
                            pgid="pgtrigger_keep_rows_f6c56",
                            table="treatments_planversion",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "planversion",
                    pgtrigger.compiler.Trigger(
                        name="signed_plan_is_frozen",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."signed_at" IS NOT NULL OR OLD."discarded_at" IS NOT NULL)',
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="6847572a8c0ba39df3617317da4e4255a65141b5",
                            operation="UPDATE",
                            pgid="pgtrigger_signed_plan_is_frozen_588f4",
                            table="treatments_planversion",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "planversion",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_planversionevent" ("change_reason", "changed_at", "deviations", "discarded_at", "discarded_by_id", "discarded_reason", "entry_met", "entry_reason", "followup_days", "goal", "id", "indication", "indication_code", "instruments", "note", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "preparation", "protocol_version_id", "region", "revision", "screening_id", "sessions_max", "sessions_min", "sessions_target", "side", "signed_at", "signed_by_id", "signed_on", "spacing_max_days", "spacing_min_days", "spacing_target_days") VALUES (NEW."change_reason", NEW."changed_at", NEW."deviations", NEW."discarded_at", NEW."discarded_by_id", NEW."discarded_reason", NEW."entry_met", NEW."entry_reason", NEW."followup_days", NEW."goal", NEW."id", NEW."indication", NEW."indication_code", NEW."instruments", NEW."note", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."preparation", NEW."protocol_version_id", NEW."region", NEW."revision", NEW."screening_id", NEW."sessions_max", NEW."sessions_min", NEW."sessions_target", NEW."side", NEW."signed_at", NEW."signed_by_id", NEW."signed_on", NEW."spacing_max_days", NEW."spacing_min_days", NEW."spacing_target_days"); RETURN NULL;',
                            hash="71d255a188ad78fa77c49ec9438f44baf54fcd23",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_fa6b9",
                            table="treatments_planversion",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "planversion",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "treatments_planversionevent" ("change_reason", "changed_at", "deviations", "discarded_at", "discarded_by_id", "discarded_reason", "entry_met", "entry_reason", "followup_days", "goal", "id", "indication", "indication_code", "instruments", "note", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "preparation", "protocol_version_id", "region", "revision", "screening_id", "sessions_max", "sessions_min", "sessions_target", "side", "signed_at", "signed_by_id", "signed_on", "spacing_max_days", "spacing_min_days", "spacing_target_days") VALUES (NEW."change_reason", NEW."changed_at", NEW."deviations", NEW."discarded_at", NEW."discarded_by_id", NEW."discarded_reason", NEW."entry_met", NEW."entry_reason", NEW."followup_days", NEW."goal", NEW."id", NEW."indication", NEW."indication_code", NEW."instruments", NEW."note", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan_id", NEW."preparation", NEW."protocol_version_id", NEW."region", NEW."revision", NEW."screening_id", NEW."sessions_max", NEW."sessions_min", NEW."sessions_target", NEW."side", NEW."signed_at", NEW."signed_by_id", NEW."signed_on", NEW."spacing_max_days", NEW."spacing_min_days", NEW."spacing_target_days"); RETURN NULL;',
                            hash="659fbd3eac763236ed34a878896218b5247690ea",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_d0210",
                            table="treatments_planversion",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "planversion",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_planversionevent" ("change_reason", "changed_at", "deviations", "discarded_at", "discarded_by_id", "discarded_reason", "entry_met", "entry_reason", "followup_days", "goal", "id", "indication", "indication_code", "instruments", "note", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "preparation", "protocol_version_id", "region", "revision", "screening_id", "sessions_max", "sessions_min", "sessions_target", "side", "signed_at", "signed_by_id", "signed_on", "spacing_max_days", "spacing_min_days", "spacing_target_days") VALUES (OLD."change_reason", OLD."changed_at", OLD."deviations", OLD."discarded_at", OLD."discarded_by_id", OLD."discarded_reason", OLD."entry_met", OLD."entry_reason", OLD."followup_days", OLD."goal", OLD."id", OLD."indication", OLD."indication_code", OLD."instruments", OLD."note", OLD."number", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."preparation", OLD."protocol_version_id", OLD."region", OLD."revision", OLD."screening_id", OLD."sessions_max", OLD."sessions_min", OLD."sessions_target", OLD."side", OLD."signed_at", OLD."signed_by_id", OLD."signed_on", OLD."spacing_max_days", OLD."spacing_min_days", OLD."spacing_target_days"); RETURN NULL;',
                            hash="caa839152d9d1ee6e17bde248dd2fb4d4c48cafb",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_57137",
                            table="treatments_planversion",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "lotevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="64c88d07b6a138c37a8dd4a2cc003d37ea7af874",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_e5336",
                            table="treatments_lotevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "session",
                    pgtrigger.compiler.Trigger(
                        name="keep_rows",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="0d981ac0f016c08109a0bb978ad69aaa3a74cab2",
                            operation="DELETE",
                            pgid="pgtrigger_keep_rows_051e7",
                            table="treatments_session",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "session",
                    pgtrigger.compiler.Trigger(
                        name="given_session_only_turns_void",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('given', 'voided'))",
                            func="\n                    IF (NEW.plan_id, NEW.number, NEW.given_on, NEW.given_under_id)\n                       IS DISTINCT FROM\n                       (OLD.plan_id, OLD.number, OLD.given_on, OLD.given_under_id)\n                       OR NEW.state <> OLD.state AND NOT (\n                           NEW.state = 'voided' AND EXISTS (\n                               SELECT 1 FROM treatments_sessionrecord record\n                                 JOIN treatments_recordvoid void ON void.record_id = record.id\n                                WHERE record.session_id = NEW.id))\n                    THEN\n                        RAISE EXCEPTION 'a session that was given stays given'\n                              USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                            hash="131223ecd65f65953138ae87469265b14deb30b5",
                            operation="UPDATE",
                            pgid="pgtrigger_given_session_only_turns_void_514e1",
                            table="treatments_session",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "session",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_sessionevent" ("changed_at", "closes_on", "dropped_reason", "given_on", "given_under_id", "id", "number", "opens_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "revision", "state", "target_on") VALUES (NEW."changed_at", NEW."closes_on", NEW."dropped_reason", NEW."given_on", NEW."given_under_id", NEW."id", NEW."number", NEW."opens_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."revision", NEW."state", NEW."target_on"); RETURN NULL;',
                            hash="705bfac5189c484a2924a2e67704be90ac8ccf1e",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_587f0",
                            table="treatments_session",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "session",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "treatments_sessionevent" ("changed_at", "closes_on", "dropped_reason", "given_on", "given_under_id", "id", "number", "opens_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "revision", "state", "target_on") VALUES (NEW."changed_at", NEW."closes_on", NEW."dropped_reason", NEW."given_on", NEW."given_under_id", NEW."id", NEW."number", NEW."opens_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan_id", NEW."revision", NEW."state", NEW."target_on"); RETURN NULL;',
                            hash="68fb89830c9acfd2ecdde6da06ba7f892240abda",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_81eb5",
                            table="treatments_session",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "session",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_sessionevent" ("changed_at", "closes_on", "dropped_reason", "given_on", "given_under_id", "id", "number", "opens_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "revision", "state", "target_on") VALUES (OLD."changed_at", OLD."closes_on", OLD."dropped_reason", OLD."given_on", OLD."given_under_id", OLD."id", OLD."number", OLD."opens_on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."revision", OLD."state", OLD."target_on"); RETURN NULL;',
                            hash="c9534658768f5c256e6473bda9b8416f9bab0792",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_6a728",
                            table="treatments_session",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "target",
                    pgtrigger.compiler.Trigger(
                        name="target_follows_its_plan",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE signed timestamptz;",
                            func="\n            SELECT signed_at INTO signed FROM treatments_planversion\n             WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.version_id ELSE NEW.version_id END;\n            IF signed IS NOT NULL THEN\n                RAISE EXCEPTION 'signed record % is frozen', TG_TABLE_NAME\n                      USING ERRCODE = 'check_violation';\n            END IF;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ",
                            hash="935fcb471fd3e74714cbc989c5a264d338f6deca",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_target_follows_its_plan_cacd0",
                            table="treatments_target",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "target",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_targetevent" ("anaesthetic", "anaesthetic_pct", "dextrose_pct", "glycerin_pct", "guidance", "id", "map_points", "morrhuate_pct", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phenol_pct", "points", "position", "procedure", "procedure_detail", "region", "route", "second_anaesthetic", "second_anaesthetic_pct", "side", "structure", "version_id", "volume_ml") VALUES (NEW."anaesthetic", NEW."anaesthetic_pct", NEW."dextrose_pct", NEW."glycerin_pct", NEW."guidance", NEW."id", NEW."map_points", NEW."morrhuate_pct", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phenol_pct", NEW."points", NEW."position", NEW."procedure", NEW."procedure_detail", NEW."region", NEW."route", NEW."second_anaesthetic", NEW."second_anaesthetic_pct", NEW."side", NEW."structure", NEW."version_id", NEW."volume_ml"); RETURN NULL;',
                            hash="622e5e6ccd5628f8f9a8947cb660eb2f2ceaaed1",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_5a741",
                            table="treatments_target",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "target",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "treatments_targetevent" ("anaesthetic", "anaesthetic_pct", "dextrose_pct", "glycerin_pct", "guidance", "id", "map_points", "morrhuate_pct", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phenol_pct", "points", "position", "procedure", "procedure_detail", "region", "route", "second_anaesthetic", "second_anaesthetic_pct", "side", "structure", "version_id", "volume_ml") VALUES (NEW."anaesthetic", NEW."anaesthetic_pct", NEW."dextrose_pct", NEW."glycerin_pct", NEW."guidance", NEW."id", NEW."map_points", NEW."morrhuate_pct", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phenol_pct", NEW."points", NEW."position", NEW."procedure", NEW."procedure_detail", NEW."region", NEW."route", NEW."second_anaesthetic", NEW."second_anaesthetic_pct", NEW."side", NEW."structure", NEW."version_id", NEW."volume_ml"); RETURN NULL;',
                            hash="c50073f172e26aac7cea54136a9c5469d99dc6db",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_208d4",
                            table="treatments_target",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "target",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_targetevent" ("anaesthetic", "anaesthetic_pct", "dextrose_pct", "glycerin_pct", "guidance", "id", "map_points", "morrhuate_pct", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phenol_pct", "points", "position", "procedure", "procedure_detail", "region", "route", "second_anaesthetic", "second_anaesthetic_pct", "side", "structure", "version_id", "volume_ml") VALUES (OLD."anaesthetic", OLD."anaesthetic_pct", OLD."dextrose_pct", OLD."glycerin_pct", OLD."guidance", OLD."id", OLD."map_points", OLD."morrhuate_pct", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phenol_pct", OLD."points", OLD."position", OLD."procedure", OLD."procedure_detail", OLD."region", OLD."route", OLD."second_anaesthetic", OLD."second_anaesthetic_pct", OLD."side", OLD."structure", OLD."version_id", OLD."volume_ml"); RETURN NULL;',
                            hash="da646c6b20b4e0d97e3c162d1f37ef18a614f43e",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_8d1a8",
                            table="treatments_target",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "vialevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="3f731d1009e00f2af312c8e46beff75c7fe491f1",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_ec40e",
                            table="treatments_vialevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "planversionevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="2e0ac6f804f200ca847db588781ffede48ff512a",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_726dd",
                            table="treatments_planversionevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "score",
                    pgtrigger.compiler.Trigger(
                        name="keep_rows",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="e2e04a0490868afcdd375fe0365e35239ca46a6c",
                            operation="DELETE",
                            pgid="pgtrigger_keep_rows_e9255",
                            table="treatments_score",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "score",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_scoreevent" ("entered_at", "entered_by_id", "follow_up_id", "id", "instrument", "instrument_version", "moment", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "session_id", "taken_on", "value") VALUES (NEW."entered_at", NEW."entered_by_id", NEW."follow_up_id", NEW."id", NEW."instrument", NEW."instrument_version", NEW."moment", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."session_id", NEW."taken_on", NEW."value"); RETURN NULL;',
                            hash="4f35c71b48e97a30a35494e4ae5f316273dedc3d",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_fa524",
                            table="treatments_score",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "score",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "treatments_scoreevent" ("entered_at", "entered_by_id", "follow_up_id", "id", "instrument", "instrument_version", "moment", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "session_id", "taken_on", "value") VALUES (NEW."entered_at", NEW."entered_by_id", NEW."follow_up_id", NEW."id", NEW."instrument", NEW."instrument_version", NEW."moment", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan_id", NEW."session_id", NEW."taken_on", NEW."value"); RETURN NULL;',
                            hash="9ebd3d450125e0e4618a813596d9b7eb37083cb3",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_648d7",
                            table="treatments_score",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "score",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_scoreevent" ("entered_at", "entered_by_id", "follow_up_id", "id", "instrument", "instrument_version", "moment", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "session_id", "taken_on", "value") VALUES (OLD."entered_at", OLD."entered_by_id", OLD."follow_up_id", OLD."id", OLD."instrument", OLD."instrument_version", OLD."moment", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."session_id", OLD."taken_on", OLD."value"); RETURN NULL;',
                            hash="4b3a9af8f866958639b51e688406be6240bf95a9",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_19c20",
                            table="treatments_score",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "sessionevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="7b6404d89d5596fdd5efb4531c604e9731cc28e5",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_73cce",
                            table="treatments_sessionevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "sessionrecord",
                    pgtrigger.compiler.Trigger(
                        name="keep_rows",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="f42eff345c79c2873c0d2506d74e0475f8d112a4",
                            operation="DELETE",
                            pgid="pgtrigger_keep_rows_94193",
                            table="treatments_sessionrecord",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "sessionrecord",
                    pgtrigger.compiler.Trigger(
                        name="signed_record_is_frozen",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."signed_at" IS NOT NULL)',
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="c05dde239dacb2f4a60b9dc49707ea7b08374fd7",
                            operation="UPDATE",
                            pgid="pgtrigger_signed_record_is_frozen_93d00",
                            table="treatments_sessionrecord",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "sessionrecord",
                    pgtrigger.compiler.Trigger(
                        name="record_holds_what_was_mixed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (NEW."signed_at" IS NOT NULL AND OLD."signed_at" IS NULL)',
                            func="\n                    IF EXISTS (\n                        SELECT 1 FROM treatments_injection injection\n                          LEFT JOIN treatments_mix mix\n                            ON mix.id = injection.mix_id AND mix.record_id = NEW.id\n                         WHERE injection.record_id = NEW.id\n                         GROUP BY mix.id\n                        HAVING bool_or(injection.procedure = '' AND mix.id IS NULL)\n                            OR bool_or(mix.discarded_at IS NOT NULL)\n                            OR sum(injection.volume_ml) > max(mix.total_ml)\n                    ) THEN\n                        RAISE EXCEPTION 'injected what was not mixed'\n                              USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                            hash="5d78d47ecff48b9603ebdd22a332a4ef5f76a81c",
                            operation="UPDATE",
                            pgid="pgtrigger_record_holds_what_was_mixed_75a6a",
                            table="treatments_sessionrecord",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "sessionrecord",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_sessionrecordevent" ("aftercare_given", "anaesthetic_elsewhere", "changed_at", "id", "last_needle_at", "note", "observed_minutes", "outside_window_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "physician_id", "reaction", "reaction_note", "revision", "screening_id", "session_id", "signed_at", "signed_by_id", "started_at", "time_out", "treated_on") VALUES (NEW."aftercare_given", NEW."anaesthetic_elsewhere", NEW."changed_at", NEW."id", NEW."last_needle_at", NEW."note", NEW."observed_minutes", NEW."outside_window_reason", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."physician_id", NEW."reaction", NEW."reaction_note", NEW."revision", NEW."screening_id", NEW."session_id", NEW."signed_at", NEW."signed_by_id", NEW."started_at", NEW."time_out", NEW."treated_on"); RETURN NULL;',
                            hash="1c2278471504bb5162e87e7ddf563275a25b82ab",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_3a017",
                            table="treatments_sessionrecord",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "sessionrecord",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "treatments_sessionrecordevent" ("aftercare_given", "anaesthetic_elsewhere", "changed_at", "id", "last_needle_at", "note", "observed_minutes", "outside_window_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "physician_id", "reaction", "reaction_note", "revision", "screening_id", "session_id", "signed_at", "signed_by_id", "started_at", "time_out", "treated_on") VALUES (NEW."aftercare_given", NEW."anaesthetic_elsewhere", NEW."changed_at", NEW."id", NEW."last_needle_at", NEW."note", NEW."observed_minutes", NEW."outside_window_reason", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."physician_id", NEW."reaction", NEW."reaction_note", NEW."revision", NEW."screening_id", NEW."session_id", NEW."signed_at", NEW."signed_by_id", NEW."started_at", NEW."time_out", NEW."treated_on"); RETURN NULL;',
                            hash="4d5b1761f450c80eca2bb2849982c6d5c3fe0651",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_f79b1",
                            table="treatments_sessionrecord",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "sessionrecord",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_sessionrecordevent" ("aftercare_given", "anaesthetic_elsewhere", "changed_at", "id", "last_needle_at", "note", "observed_minutes", "outside_window_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "physician_id", "reaction", "reaction_note", "revision", "screening_id", "session_id", "signed_at", "signed_by_id", "started_at", "time_out", "treated_on") VALUES (OLD."aftercare_given", OLD."anaesthetic_elsewhere", OLD."changed_at", OLD."id", OLD."last_needle_at", OLD."note", OLD."observed_minutes", OLD."outside_window_reason", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."physician_id", OLD."reaction", OLD."reaction_note", OLD."revision", OLD."screening_id", OLD."session_id", OLD."signed_at", OLD."signed_by_id", OLD."started_at", OLD."time_out", OLD."treated_on"); RETURN NULL;',
                            hash="e12ab5af1571ac62d79276ca4ade1112253e1c22",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_80dac",
                            table="treatments_sessionrecord",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "targetevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="f9d10b85697c08886d0dd6e84f82dd974bede1e5",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_9a11b",
                            table="treatments_targetevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "adverseevent",
                    pgtrigger.compiler.Trigger(
                        name="keep_rows",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="3ff4683701352b65522d5f770eea68ba901c9c43",
                            operation="DELETE",
                            pgid="pgtrigger_keep_rows_e90e2",
                            table="treatments_adverseevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "adverseevent",
                    pgtrigger.compiler.Trigger(
                        name="closed_event_is_frozen",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."closed_at" IS NOT NULL)',
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="7484af18490dc8b5e770e31047ea12e4f14d648f",
                            operation="UPDATE",
                            pgid="pgtrigger_closed_event_is_frozen_43128",
                            table="treatments_adverseevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "adverseevent",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_adverseeventevent" ("action", "changed_at", "closed_at", "closed_by_id", "closing_note", "description", "id", "kind", "next_look_on", "onset_on", "outcome", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "reported_at", "reported_by_id", "revision", "serious", "session_id", "severity") VALUES (NEW."action", NEW."changed_at", NEW."closed_at", NEW."closed_by_id", NEW."closing_note", NEW."description", NEW."id", NEW."kind", NEW."next_look_on", NEW."onset_on", NEW."outcome", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."reported_at", NEW."reported_by_id", NEW."revision", NEW."serious", NEW."session_id", NEW."severity"); RETURN NULL;',
                            hash="76815f72d9bc88bf421f02f64a054a84399cff34",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_cd990",
                            table="treatments_adverseevent",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "adverseevent",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "treatments_adverseeventevent" ("action", "changed_at", "closed_at", "closed_by_id", "closing_note", "description", "id", "kind", "next_look_on", "onset_on", "outcome", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "reported_at", "reported_by_id", "revision", "serious", "session_id", "severity") VALUES (NEW."action", NEW."changed_at", NEW."closed_at", NEW."closed_by_id", NEW."closing_note", NEW."description", NEW."id", NEW."kind", NEW."next_look_on", NEW."onset_on", NEW."outcome", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan_id", NEW."reported_at", NEW."reported_by_id", NEW."revision", NEW."serious", NEW."session_id", NEW."severity"); RETURN NULL;',
                            hash="fab28c948ce940fdc0fa406f54f403cee38618b0",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_49c64",
                            table="treatments_adverseevent",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "adverseevent",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_adverseeventevent" ("action", "changed_at", "closed_at", "closed_by_id", "closing_note", "description", "id", "kind", "next_look_on", "onset_on", "outcome", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "reported_at", "reported_by_id", "revision", "serious", "session_id", "severity") VALUES (OLD."action", OLD."changed_at", OLD."closed_at", OLD."closed_by_id", OLD."closing_note", OLD."description", OLD."id", OLD."kind", OLD."next_look_on", OLD."onset_on", OLD."outcome", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."reported_at", OLD."reported_by_id", OLD."revision", OLD."serious", OLD."session_id", OLD."severity"); RETURN NULL;',
                            hash="bb50fcf5ba7d2556790bf3671b6a1ac6fa5278f3",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_b5e04",
                            table="treatments_adverseevent",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "checkcall",
                    pgtrigger.compiler.Trigger(
                        name="keep_rows",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="c004a0a303d1be3de3a928ac4dda2a86e3cbddb6",
                            operation="DELETE",
                            pgid="pgtrigger_keep_rows_ce34c",
                            table="treatments_checkcall",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "checkcall",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_checkcallevent" ("answer", "called_at", "called_by_id", "changed_at", "due_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "said", "session_id", "triage", "triage_note", "triaged_at", "triaged_by_id", "words") VALUES (NEW."answer", NEW."called_at", NEW."called_by_id", NEW."changed_at", NEW."due_on", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."revision", NEW."said", NEW."session_id", NEW."triage", NEW."triage_note", NEW."triaged_at", NEW."triaged_by_id", NEW."words"); RETURN NULL;',
                            hash="fbc5c02ff587ebaecf228221efe53e744a375805",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_491e7",
                            table="treatments_checkcall",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "checkcall",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "treatments_checkcallevent" ("answer", "called_at", "called_by_id", "changed_at", "due_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "said", "session_id", "triage", "triage_note", "triaged_at", "triaged_by_id", "words") VALUES (NEW."answer", NEW."called_at", NEW."called_by_id", NEW."changed_at", NEW."due_on", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."revision", NEW."said", NEW."session_id", NEW."triage", NEW."triage_note", NEW."triaged_at", NEW."triaged_by_id", NEW."words"); RETURN NULL;',
                            hash="b8e532de2f53685d4e2e9c48411492e42afb5282",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_d3782",
                            table="treatments_checkcall",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "checkcall",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_checkcallevent" ("answer", "called_at", "called_by_id", "changed_at", "due_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "said", "session_id", "triage", "triage_note", "triaged_at", "triaged_by_id", "words") VALUES (OLD."answer", OLD."called_at", OLD."called_by_id", OLD."changed_at", OLD."due_on", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."revision", OLD."said", OLD."session_id", OLD."triage", OLD."triage_note", OLD."triaged_at", OLD."triaged_by_id", OLD."words"); RETURN NULL;',
                            hash="996e316c37dc3f97c7b26c3fc10c7189a625016d",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_33cd3",
                            table="treatments_checkcall",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "recorddraft",
                    pgtrigger.compiler.Trigger(
                        name="typing_follows_its_record",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE signed timestamptz;",
                            func="\n            SELECT signed_at INTO signed FROM treatments_sessionrecord\n             WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.record_id ELSE NEW.record_id END;\n            IF signed IS NOT NULL THEN\n                RAISE EXCEPTION 'signed record % is frozen', TG_TABLE_NAME\n                      USING ERRCODE = 'check_violation';\n            END IF;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ",
                            hash="28c6617c22d778402ea651eea58d298483aa736d",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_typing_follows_its_record_043cc",
                            table="treatments_recorddraft",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "recordvoid",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="afeb90db694a7695cdb3cf7e46f26ba19441200c",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_68217",
                            table="treatments_recordvoid",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "recordvoid",
                    pgtrigger.compiler.Trigger(
                        name="void_of_a_signed_record",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE wrong text;",
                            func="\n            SELECT CASE WHEN record.signed_at IS NULL THEN 'record is not signed' END INTO wrong\n              FROM treatments_sessionrecord record\n              LEFT JOIN treatments_recordvoid void ON void.record_id = record.id\n             WHERE record.id = NEW.record_id;\n            IF wrong IS NOT NULL THEN\n                RAISE EXCEPTION '%', wrong USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                            hash="aa1186e7418bfa9e84ce691466936345d940953e",
                            operation="INSERT",
                            pgid="pgtrigger_void_of_a_signed_record_56704",
                            table="treatments_recordvoid",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "recordvoid",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_recordvoidevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "record_id", "voided_at", "voided_by_id") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."record_id", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;',
                            hash="4e3734eebd1ea45385e97810fb0e7b2544b19635",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_18791",
                            table="treatments_recordvoid",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "recordvoid",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "treatments_recordvoidevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "record_id", "voided_at", "voided_by_id") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."record_id", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;',
                            hash="bb20720d555c549c35f82ed7e9fd62bbbf417718",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_d7ab2",
                            table="treatments_recordvoid",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "recordvoid",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_recordvoidevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "record_id", "voided_at", "voided_by_id") VALUES (OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."record_id", OLD."voided_at", OLD."voided_by_id"); RETURN NULL;',
                            hash="43837745c0bd1dc76daf2f5d5d5eab4027ffbc28",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_b0bb8",
                            table="treatments_recordvoid",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "scoreevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="71d12ac3d7c23e993f3edaa427a20dd39e6ccd61",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_e68f3",
                            table="treatments_scoreevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "sessionrecordevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="742899abfae2bbcf45eb2a31ffe6fc4366b35ab8",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_1bbe5",
                            table="treatments_sessionrecordevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "addendum",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="0da4707bcd4af60736f8c921c254ce9fddb1e3be",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_f1d75",
                            table="treatments_addendum",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "addendum",
                    pgtrigger.compiler.Trigger(
                        name="addendum_to_a_signed_record",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE wrong text;",
                            func="\n            SELECT CASE WHEN record.signed_at IS NULL THEN 'record is not signed' END INTO wrong\n              FROM treatments_sessionrecord record\n              LEFT JOIN treatments_recordvoid void ON void.record_id = record.id\n             WHERE record.id = NEW.record_id;\n            IF wrong IS NOT NULL THEN\n                RAISE EXCEPTION '%', wrong USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                            hash="03a91094a87c10d78cf08e22fd431443a9ba331c",
                            operation="INSERT",
                            pgid="pgtrigger_addendum_to_a_signed_record_628ee",
                            table="treatments_addendum",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "addendum",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_addendumevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id", "text", "written_at", "written_by_id") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."record_id", NEW."text", NEW."written_at", NEW."written_by_id"); RETURN NULL;',
                            hash="78225aba655b0590ea06920d9164c296281d1422",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_c130d",
                            table="treatments_addendum",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "addendum",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "treatments_addendumevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id", "text", "written_at", "written_by_id") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."record_id", NEW."text", NEW."written_at", NEW."written_by_id"); RETURN NULL;',
                            hash="1f56c7ffc767832855559d6c1c1dc7e148379bdf",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_8eaea",
                            table="treatments_addendum",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "addendum",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_addendumevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id", "text", "written_at", "written_by_id") VALUES (OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."record_id", OLD."text", OLD."written_at", OLD."written_by_id"); RETURN NULL;',
                            hash="ea39b6920b61f4e65a4208a739011d9c0b7ee4b6",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_d9176",
                            table="treatments_addendum",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "adverseeventnote",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="7dfd32ba71ace4713130dcfdd7d8dc3c2115c104",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_b74a5",
                            table="treatments_adverseeventnote",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "adverseeventnote",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_adverseeventnoteevent" ("event_id", "id", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "written_at", "written_by_id") VALUES (NEW."event_id", NEW."id", NEW."outcome", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."text", NEW."written_at", NEW."written_by_id"); RETURN NULL;',
                            hash="d1fc16085df72cb5c7710e228ab6b84b59ce8b3e",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_f07f6",
                            table="treatments_adverseeventnote",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "adverseeventnote",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "treatments_adverseeventnoteevent" ("event_id", "id", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "written_at", "written_by_id") VALUES (NEW."event_id", NEW."id", NEW."outcome", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."text", NEW."written_at", NEW."written_by_id"); RETURN NULL;',
                            hash="015d782f1bd8a3ee644fad0f288537e778f35a7e",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_60268",
                            table="treatments_adverseeventnote",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "adverseeventnote",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_adverseeventnoteevent" ("event_id", "id", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "written_at", "written_by_id") VALUES (OLD."event_id", OLD."id", OLD."outcome", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."text", OLD."written_at", OLD."written_by_id"); RETURN NULL;',
                            hash="05f886d74f79daf1492ff52d04aac87a38b88887",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_04cd6",
                            table="treatments_adverseeventnote",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "checkcallevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="3c3e4dcc19e48d79cdad6905b5763827cef7ff4f",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_c7e3f",
                            table="treatments_checkcallevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "cosignature",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="b9c3c988aaab74bebf641daaa258b41a6f108345",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_6598d",
                            table="treatments_cosignature",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "cosignature",
                    pgtrigger.compiler.Trigger(
                        name="co_signature_of_another",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE wrong text;",
                            func="\n            SELECT CASE WHEN record.signed_at IS NULL THEN 'record is not signed'\nWHEN record.signed_by_id = NEW.signed_by_id THEN 'own record'\nWHEN void.id IS NOT NULL THEN 'record is void' END INTO wrong\n              FROM treatments_sessionrecord record\n              LEFT JOIN treatments_recordvoid void ON void.record_id = record.id\n             WHERE record.id = NEW.record_id;\n            IF wrong IS NOT NULL THEN\n                RAISE EXCEPTION '%', wrong USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                            hash="02e4d596b42e76cf47ea9db46d6bed9c177b7270",
                            operation="INSERT",
                            pgid="pgtrigger_co_signature_of_another_cdd86",
                            table="treatments_cosignature",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "cosignature",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_cosignatureevent" ("id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id", "signed_at", "signed_by_id") VALUES (NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."record_id", NEW."signed_at", NEW."signed_by_id"); RETURN NULL;',
                            hash="c438b1f86155541193645cf4d693e9e9802538b1",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_a44bf",
                            table="treatments_cosignature",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "cosignature",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "treatments_cosignatureevent" ("id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id", "signed_at", "signed_by_id") VALUES (NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."record_id", NEW."signed_at", NEW."signed_by_id"); RETURN NULL;',
                            hash="3f631b2a19430a59aa38c0a234156de29ad30199",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_7423e",
                            table="treatments_cosignature",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "cosignature",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_cosignatureevent" ("id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id", "signed_at", "signed_by_id") VALUES (OLD."id", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."record_id", OLD."signed_at", OLD."signed_by_id"); RETURN NULL;',
                            hash="89e51a7b251ad0972d3707b282b040b4791fccc1",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_f07e0",
                            table="treatments_cosignature",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "mix",
                    pgtrigger.compiler.Trigger(
                        name="keep_rows",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="d844e4ecd651c6374235f0451ce1c3de84abfbb6",
                            operation="DELETE",
                            pgid="pgtrigger_keep_rows_fe85a",
                            table="treatments_mix",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "mix",
                    pgtrigger.compiler.Trigger(
                        name="mix_follows_its_record",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE signed timestamptz;",
                            func="\n            SELECT signed_at INTO signed FROM treatments_sessionrecord\n             WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.record_id ELSE NEW.record_id END;\n            IF signed IS NOT NULL THEN\n                RAISE EXCEPTION 'signed record % is frozen', TG_TABLE_NAME\n                      USING ERRCODE = 'check_violation';\n            END IF;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ",
                            hash="459905b249b909fd5ae5533621b889d86ed75c4f",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_mix_follows_its_record_686e1",
                            table="treatments_mix",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "mix",
                    pgtrigger.compiler.Trigger(
                        name="mix_stays_as_made",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."acknowledged" IS DISTINCT FROM (NEW."acknowledged") OR OLD."appearance" IS DISTINCT FROM (NEW."appearance") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."mixed_at" IS DISTINCT FROM (NEW."mixed_at") OR OLD."mixed_by_id" IS DISTINCT FROM (NEW."mixed_by_id") OR OLD."position" IS DISTINCT FROM (NEW."position") OR OLD."record_id" IS DISTINCT FROM (NEW."record_id") OR OLD."total_ml" IS DISTINCT FROM (NEW."total_ml") OR OLD."wanted" IS DISTINCT FROM (NEW."wanted"))',
                            func="\n                    RAISE EXCEPTION 'a mix stays as it was made'\n                          USING ERRCODE = 'check_violation';\n                ",
                            hash="1468189987848e52189068513003a08a93e8a9c5",
                            operation="UPDATE",
                            pgid="pgtrigger_mix_stays_as_made_9d242",
                            table="treatments_mix",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "mix",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_mixevent" ("acknowledged", "appearance", "discard_reason", "discarded_at", "discarded_by_id", "id", "mixed_at", "mixed_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "record_id", "total_ml", "wanted") VALUES (NEW."acknowledged", NEW."appearance", NEW."discard_reason", NEW."discarded_at", NEW."discarded_by_id", NEW."id", NEW."mixed_at", NEW."mixed_by_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."record_id", NEW."total_ml", NEW."wanted"); RETURN NULL;',
                            hash="881e49a530aa359f013ce1f5bacbf7ffa2cb3e5e",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_5b6b5",
                            table="treatments_mix",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "mix",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "treatments_mixevent" ("acknowledged", "appearance", "discard_reason", "discarded_at", "discarded_by_id", "id", "mixed_at", "mixed_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "record_id", "total_ml", "wanted") VALUES (NEW."acknowledged", NEW."appearance", NEW."discard_reason", NEW."discarded_at", NEW."discarded_by_id", NEW."id", NEW."mixed_at", NEW."mixed_by_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."record_id", NEW."total_ml", NEW."wanted"); RETURN NULL;',
                            hash="559f1714654f9b562deee2dd2d65e73f7db69a84",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_e8b18",
                            table="treatments_mix",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "mix",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_mixevent" ("acknowledged", "appearance", "discard_reason", "discarded_at", "discarded_by_id", "id", "mixed_at", "mixed_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "record_id", "total_ml", "wanted") VALUES (OLD."acknowledged", OLD."appearance", OLD."discard_reason", OLD."discarded_at", OLD."discarded_by_id", OLD."id", OLD."mixed_at", OLD."mixed_by_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."record_id", OLD."total_ml", OLD."wanted"); RETURN NULL;',
                            hash="0c454c772f0348b750c244f83aa7bf03a05aa924",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_a0572",
                            table="treatments_mix",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "outsidedose",
                    pgtrigger.compiler.Trigger(
                        name="outside_dose_follows_its_record",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE signed timestamptz;",
                            func="\n            SELECT signed_at INTO signed FROM treatments_sessionrecord\n             WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.record_id ELSE NEW.record_id END;\n            IF signed IS NOT NULL THEN\n                RAISE EXCEPTION 'signed record % is frozen', TG_TABLE_NAME\n                      USING ERRCODE = 'check_violation';\n            END IF;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ",
                            hash="8226b66e80f3d6ecab3742eca047cdebd810420c",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_outside_dose_follows_its_record_1ad3b",
                            table="treatments_outsidedose",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "outsidedose",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_outsidedoseevent" ("agent", "entered_by_id", "given_at", "id", "mg", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id") VALUES (NEW."agent", NEW."entered_by_id", NEW."given_at", NEW."id", NEW."mg", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."record_id"); RETURN NULL;',
                            hash="c88215459156628d751586060ef021d181538b29",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_d37c3",
                            table="treatments_outsidedose",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "outsidedose",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "treatments_outsidedoseevent" ("agent", "entered_by_id", "given_at", "id", "mg", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id") VALUES (NEW."agent", NEW."entered_by_id", NEW."given_at", NEW."id", NEW."mg", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."record_id"); RETURN NULL;',
                            hash="610877f25296b067b8a1db91780a874a4321f802",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_bba1b",
                            table="treatments_outsidedose",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "outsidedose",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_outsidedoseevent" ("agent", "entered_by_id", "given_at", "id", "mg", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id") VALUES (OLD."agent", OLD."entered_by_id", OLD."given_at", OLD."id", OLD."mg", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."record_id"); RETURN NULL;',
                            hash="0dd5f21fbdd45ac24ab674eedc310c1de7b10d23",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_d7c57",
                            table="treatments_outsidedose",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "adverseeventevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="8f72ea7c518d430a3d06b9aa858e6b6d04ead7d5",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_0a541",
                            table="treatments_adverseeventevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "injection",
                    pgtrigger.compiler.Trigger(
                        name="injection_follows_its_record",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE signed timestamptz;",
                            func="\n            SELECT signed_at INTO signed FROM treatments_sessionrecord\n             WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.record_id ELSE NEW.record_id END;\n            IF signed IS NOT NULL THEN\n                RAISE EXCEPTION 'signed record % is frozen', TG_TABLE_NAME\n                      USING ERRCODE = 'check_violation';\n            END IF;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ",
                            hash="871281009e897a8ac744654495a3a9d13315859b",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_injection_follows_its_record_224a7",
                            table="treatments_injection",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "injection",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_injectionevent" ("anaesthetic", "anaesthetic_pct", "dextrose_pct", "glycerin_pct", "guidance", "id", "image_reference", "map_points", "mix_id", "morrhuate_pct", "needle", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phenol_pct", "points", "position", "procedure", "procedure_detail", "record_id", "region", "route", "second_anaesthetic", "second_anaesthetic_pct", "side", "structure", "target_id", "volume_ml") VALUES (NEW."anaesthetic", NEW."anaesthetic_pct", NEW."dextrose_pct", NEW."glycerin_pct", NEW."guidance", NEW."id", NEW."image_reference", NEW."map_points", NEW."mix_id", NEW."morrhuate_pct", NEW."needle", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phenol_pct", NEW."points", NEW."position", NEW."procedure", NEW."procedure_detail", NEW."record_id", NEW."region", NEW."route", NEW."second_anaesthetic", NEW."second_anaesthetic_pct", NEW."side", NEW."structure", NEW."target_id", NEW."volume_ml"); RETURN NULL;',
                            hash="357a31fdbcc91dc55c480eb4c4dd47c03ef13cd6",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_a9b68",
                            table="treatments_injection",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "injection",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "treatments_injectionevent" ("anaesthetic", "anaesthetic_pct", "dextrose_pct", "glycerin_pct", "guidance", "id", "image_reference", "map_points", "mix_id", "morrhuate_pct", "needle", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phenol_pct", "points", "position", "procedure", "procedure_detail", "record_id", "region", "route", "second_anaesthetic", "second_anaesthetic_pct", "side", "structure", "target_id", "volume_ml") VALUES (NEW."anaesthetic", NEW."anaesthetic_pct", NEW."dextrose_pct", NEW."glycerin_pct", NEW."guidance", NEW."id", NEW."image_reference", NEW."map_points", NEW."mix_id", NEW."morrhuate_pct", NEW."needle", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phenol_pct", NEW."points", NEW."position", NEW."procedure", NEW."procedure_detail", NEW."record_id", NEW."region", NEW."route", NEW."second_anaesthetic", NEW."second_anaesthetic_pct", NEW."side", NEW."structure", NEW."target_id", NEW."volume_ml"); RETURN NULL;',
                            hash="466bf51c75997ba8d96cf99b5c1537b30f45b68c",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_d1961",
                            table="treatments_injection",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "injection",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_injectionevent" ("anaesthetic", "anaesthetic_pct", "dextrose_pct", "glycerin_pct", "guidance", "id", "image_reference", "map_points", "mix_id", "morrhuate_pct", "needle", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phenol_pct", "points", "position", "procedure", "procedure_detail", "record_id", "region", "route", "second_anaesthetic", "second_anaesthetic_pct", "side", "structure", "target_id", "volume_ml") VALUES (OLD."anaesthetic", OLD."anaesthetic_pct", OLD."dextrose_pct", OLD."glycerin_pct", OLD."guidance", OLD."id", OLD."image_reference", OLD."map_points", OLD."mix_id", OLD."morrhuate_pct", OLD."needle", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phenol_pct", OLD."points", OLD."position", OLD."procedure", OLD."procedure_detail", OLD."record_id", OLD."region", OLD."route", OLD."second_anaesthetic", OLD."second_anaesthetic_pct", OLD."side", OLD."structure", OLD."target_id", OLD."volume_ml"); RETURN NULL;',
                            hash="4f95a182eec32ed6b430eaaaedba014871629b09",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_eaa81",
                            table="treatments_injection",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "recordvoidevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="6688b7f3ab1e185fb54a973ac4653e2a9b7c76bd",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_6181d",
                            table="treatments_recordvoidevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "addendumevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="14ebe8018d826a43106ff7c958f3fd6a8abe7513",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_ccb09",
                            table="treatments_addendumevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "adverseeventnoteevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="9aa93b7295a4c7e05cb10c3c8185b7de840115c4",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_97427",
                            table="treatments_adverseeventnoteevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "cosignatureevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="c7aced6adaee1c9177b30e5d4f350cecbd98e1e0",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_b36a4",
                            table="treatments_cosignatureevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "mixevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="3061ed3811134af159e7f21afc5806d2c4bffcf2",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_461c3",
                            table="treatments_mixevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "mixpart",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="61b4336e2094c60d16a0826943de9256c0440ce7",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_eb481",
                            table="treatments_mixpart",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "mixpart",
                    pgtrigger.compiler.Trigger(
                        name="mix_part_from_a_usable_vial",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE wrong text;",
                            func="\n                    SELECT CASE\n                        WHEN record.signed_at IS NOT NULL THEN 'signed record is frozen'\n                        WHEN vial.lot_id <> lot.id THEN 'vial of another lot'\n                        WHEN lot.expires_on < record.treated_on THEN 'expired lot'\n                        WHEN lot.recalled_on <= record.treated_on THEN 'recalled lot'\n                        WHEN vial.patient_id <> plan.patient_id THEN 'vial of another patient'\n                        WHEN product.single_dose AND vial.patient_id IS NULL\n                            THEN 'single-dose vial without its patient'\n                        END INTO wrong\n                      FROM treatments_mix mix\n                      JOIN treatments_sessionrecord record ON record.id = mix.record_id\n                      JOIN treatments_session session ON session.id = record.session_id\n                      JOIN treatments_plan plan ON plan.id = session.plan_id,\n                           treatments_lot lot\n                      JOIN treatments_product product ON product.id = lot.product_id,\n                           treatments_vial vial\n                     WHERE mix.id = NEW.mix_id AND lot.id = NEW.lot_id AND vial.id = NEW.vial_id;\n                    IF wrong IS NOT NULL THEN\n                        RAISE EXCEPTION '%', wrong USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                            hash="10d100672229d6a638f81facaa8e6300e362ba50",
                            operation="INSERT",
                            pgid="pgtrigger_mix_part_from_a_usable_vial_21455",
                            table="treatments_mixpart",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "mixpart",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_mixpartevent" ("id", "lot_id", "mix_id", "ml", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "vial_id") VALUES (NEW."id", NEW."lot_id", NEW."mix_id", NEW."ml", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."vial_id"); RETURN NULL;',
                            hash="effd9339d55d0e051e45a97db97582d24f7cf9f5",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_ed4b6",
                            table="treatments_mixpart",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "mixpart",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "treatments_mixpartevent" ("id", "lot_id", "mix_id", "ml", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "vial_id") VALUES (NEW."id", NEW."lot_id", NEW."mix_id", NEW."ml", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."vial_id"); RETURN NULL;',
                            hash="8759d21d79218175bd1bc8b31459500e7b3a46bf",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_57f46",
                            table="treatments_mixpart",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "mixpart",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "treatments_mixpartevent" ("id", "lot_id", "mix_id", "ml", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "vial_id") VALUES (OLD."id", OLD."lot_id", OLD."mix_id", OLD."ml", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."vial_id"); RETURN NULL;',
                            hash="d61aa2d8523b5b2c1fb326f3e752726c44c3c73b",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_6ac66",
                            table="treatments_mixpart",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "outsidedoseevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="de64181a1b7e938fb403a8813d48625dbd5b88c0",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_6d961",
                            table="treatments_outsidedoseevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "injectionevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="35c971eca6bcd44541d5196650d5d3786001749e",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_a592f",
                            table="treatments_injectionevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "mixpartevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="cef2deedc89306e1cdeacf9b67c7d500486fa204",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_cd9a7",
                            table="treatments_mixpartevent",
                            when="BEFORE",
                        ),
                    ),
                ),
            ],
        ),
    ]
