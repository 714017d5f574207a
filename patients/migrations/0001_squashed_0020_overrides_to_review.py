import datetime
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import pgtrigger.compiler
import staff.migration_operations
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("patients", "0001_initial"),
        ("patients", "0002_record_number"),
        ("patients", "0003_screening_of_52_rules"),
        ("patients", "0004_screening_by_day"),
        ("patients", "0005_screening_stored_at"),
        ("patients", "0006_drawn_signature"),
        ("patients", "0007_consent_as_signed"),
        ("patients", "0008_contact_by_text_message"),
        ("patients", "0009_referrals"),
        ("patients", "0010_what_was_sent_last_time"),
        ("patients", "0011_uploads"),
        ("patients", "0012_body_mass_index"),
        ("patients", "0013_pain_from_elsewhere"),
        ("patients", "0014_referrals_taken_back"),
        ("patients", "0015_deletions_are_kept"),
        ("patients", "0016_restricted_charts"),
        ("patients", "0017_record_requests"),
        ("patients", "0018_scans"),
        ("patients", "0019_partly_denied_with_reason"),
        ("patients", "0020_overrides_to_review"),
    ]

    initial = True

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("staff", "0008_patient_lines_in_one_index"),
    ]

    operations = [
        migrations.RunSQL(
            sql="CREATE SEQUENCE patient_record_number",
            reverse_sql="DROP SEQUENCE patient_record_number",
        ),
        staff.migration_operations.CreateModels(
            models=[
                migrations.CreateModel(
                    name="ClinicMedicine",
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
                        ("folded", models.CharField(max_length=200, unique=True)),
                        ("name", models.CharField(max_length=200)),
                        (
                            "classes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("classed_at", models.DateTimeField()),
                        (
                            "classed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["folded"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("folded", ""), _negated=True),
                                name="clinic_medicine_has_name",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Document",
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
                        ("sha256", models.CharField(max_length=64, unique=True)),
                        ("name", models.CharField(max_length=200)),
                        ("size", models.BigIntegerField()),
                        ("content", models.BinaryField()),
                        ("received_at", models.DateTimeField()),
                        ("report", models.JSONField(default=dict)),
                        (
                            "received_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-received_at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Icd10Code",
                    fields=[
                        (
                            "code",
                            models.CharField(
                                db_collation="C", max_length=10, primary_key=True, serialize=False
                            ),
                        ),
                        ("title", models.CharField(max_length=300)),
                        ("search_key", models.CharField(db_collation="C", max_length=320)),
                        ("billable", models.BooleanField()),
                    ],
                    options={
                        "ordering": ["code"],
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["search_key"], name="icd10_trgm", opclasses=["gin_trgm_ops"]
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Patient",
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
                        ("record_number", models.CharField(max_length=20, unique=True)),
                        ("given_name", models.CharField(max_length=80)),
                        ("family_name", models.CharField(max_length=80)),
                        ("birth_date", models.DateField()),
                        (
                            "sex",
                            models.CharField(
                                choices=[
                                    ("female", "Female"),
                                    ("male", "Male"),
                                    ("other", "Other"),
                                    ("unknown", "Not stated"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("phone", models.CharField(blank=True, max_length=40)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("address", models.CharField(blank=True, max_length=300)),
                        (
                            "preferred_language",
                            models.CharField(blank=True, default="English", max_length=40),
                        ),
                        (
                            "preferred_contact",
                            models.CharField(
                                choices=[
                                    ("phone", "Phone"),
                                    ("email", "E-mail"),
                                    ("sms", "Text message"),
                                    ("letter", "Letter"),
                                ],
                                default="phone",
                                max_length=10,
                            ),
                        ),
                        ("referrer", models.CharField(blank=True, max_length=120)),
                        ("complaint", models.CharField(blank=True, max_length=300)),
                        ("deceased_on", models.DateField(blank=True, null=True)),
                        ("deceased_by", models.BooleanField(default=False)),
                        (
                            "allergies_status",
                            models.CharField(
                                choices=[
                                    ("not_asked", "Not asked"),
                                    ("none_known", "No known allergies"),
                                    ("listed", "Listed"),
                                ],
                                default="not_asked",
                                max_length=10,
                            ),
                        ),
                        ("history_reviewed_on", models.DateField(blank=True, null=True)),
                        ("registered_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "family_key",
                            models.CharField(db_collation="C", editable=False, max_length=160),
                        ),
                        (
                            "given_key",
                            models.CharField(db_collation="C", editable=False, max_length=160),
                        ),
                        (
                            "name_key",
                            models.CharField(db_collation="C", editable=False, max_length=320),
                        ),
                        (
                            "phone_key",
                            models.CharField(
                                blank=True, db_collation="C", editable=False, max_length=40
                            ),
                        ),
                        (
                            "history_reviewed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="patients.patient",
                            ),
                        ),
                        (
                            "registered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["family_key", "given_key", "id"],
                        "indexes": [
                            models.Index(
                                fields=["family_key", "given_key", "id"], name="patient_by_family"
                            ),
                            models.Index(
                                fields=["given_key", "family_key", "id"], name="patient_by_given"
                            ),
                            models.Index(fields=["birth_date"], name="patient_by_birth"),
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["phone_key"],
                                name="patient_phone_trgm",
                                opclasses=["gin_trgm_ops"],
                            ),
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["name_key"],
                                name="patient_name_trgm",
                                opclasses=["gin_trgm_ops"],
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("birth_date__gte", datetime.date(1890, 1, 1))),
                                name="patient_birth_plausible",
                                violation_error_message="The birth date must be after 1 January 1890.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("deceased_on", None),
                                    ("deceased_on__gte", models.F("birth_date")),
                                    _connector="OR",
                                ),
                                name="patient_death_after_birth",
                                violation_error_message="The date of death cannot be before the birth date.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("sex__in", ["female", "male", "other", "unknown"])
                                ),
                                name="patient_sex_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("allergies_status__in", ["not_asked", "none_known", "listed"])
                                ),
                                name="patient_allergies_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("merged_into", None),
                                    models.Q(("merged_into", models.F("id")), _negated=True),
                                    _connector="OR",
                                ),
                                name="patient_not_merged_into_itself",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("family_name", ""), _negated=True),
                                    models.Q(("given_name", ""), _negated=True),
                                ),
                                name="patient_named",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ScreeningPolicy",
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
                        ("number", models.PositiveIntegerField(unique=True)),
                        ("values", models.JSONField()),
                        ("reason", models.CharField(max_length=500)),
                        ("changed_at", models.DateTimeField()),
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
                        "verbose_name_plural": "screening policies",
                        "ordering": ["-number"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True),
                                name="screening_policy_has_reason",
                                violation_error_message="Say why the thresholds change.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClinicMedicineEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("folded", models.CharField(max_length=200)),
                        ("name", models.CharField(max_length=200)),
                        (
                            "classes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("classed_at", models.DateTimeField()),
                        (
                            "classed_by",
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
                                to="patients.clinicmedicine",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Consent",
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
                        ("text_version", models.CharField(max_length=20)),
                        (
                            "sites",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=60), size=None
                            ),
                        ),
                        (
                            "substances",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40), size=None
                            ),
                        ),
                        (
                            "risks",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40), size=None
                            ),
                        ),
                        (
                            "statements",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40), default=list, size=None
                            ),
                        ),
                        ("understood", models.BooleanField()),
                        (
                            "understanding_check",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("answer", "Answered the question in his or her own words"),
                                    ("teach_back", "Explained it back (teach-back)"),
                                ],
                                default="",
                                max_length=12,
                            ),
                        ),
                        (
                            "understanding_words",
                            models.CharField(blank=True, default="", max_length=600),
                        ),
                        ("own_goal", models.CharField(max_length=300)),
                        ("signed_name", models.CharField(max_length=160)),
                        ("guardian_name", models.CharField(blank=True, max_length=160)),
                        ("signature", models.JSONField(blank=True, default=list)),
                        ("guardian_signature", models.JSONField(blank=True, default=list)),
                        ("paper_reference", models.CharField(blank=True, max_length=120)),
                        ("signed_on", models.DateField()),
                        ("signed_at", models.DateTimeField()),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                        ("withdrawn_reason", models.CharField(blank=True, max_length=300)),
                        (
                            "physician",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "withdrawn_by",
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
                                related_name="consents",
                                to="patients.patient",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-signed_at", "-id"],
                        "indexes": [
                            models.Index(fields=["patient", "-signed_at"], name="consent_latest")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("understood", True)),
                                name="consent_was_understood",
                                violation_error_message="Consent counts only if the patient understood the talk.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("withdrawn_at", None),
                                    ("withdrawn_at__gte", models.F("signed_at")),
                                    _connector="OR",
                                ),
                                name="consent_withdrawn_after_signing",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("text_version", "2026-1"),
                                    models.Q(("signature", []), _negated=True),
                                    models.Q(("guardian_signature", []), _negated=True),
                                    models.Q(("paper_reference", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="consent_signature_is_kept",
                                violation_error_message="Have it signed on the screen, or say where the paper is.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PatientEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        ("record_number", models.CharField(max_length=20)),
                        ("given_name", models.CharField(max_length=80)),
                        ("family_name", models.CharField(max_length=80)),
                        ("birth_date", models.DateField()),
                        (
                            "sex",
                            models.CharField(
                                choices=[
                                    ("female", "Female"),
                                    ("male", "Male"),
                                    ("other", "Other"),
                                    ("unknown", "Not stated"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("phone", models.CharField(blank=True, max_length=40)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("address", models.CharField(blank=True, max_length=300)),
                        (
                            "preferred_language",
                            models.CharField(blank=True, default="English", max_length=40),
                        ),
                        (
                            "preferred_contact",
                            models.CharField(
                                choices=[
                                    ("phone", "Phone"),
                                    ("email", "E-mail"),
                                    ("sms", "Text message"),
                                    ("letter", "Letter"),
                                ],
                                default="phone",
                                max_length=10,
                            ),
                        ),
                        ("referrer", models.CharField(blank=True, max_length=120)),
                        ("complaint", models.CharField(blank=True, max_length=300)),
                        ("deceased_on", models.DateField(blank=True, null=True)),
                        ("deceased_by", models.BooleanField(default=False)),
                        (
                            "allergies_status",
                            models.CharField(
                                choices=[
                                    ("not_asked", "Not asked"),
                                    ("none_known", "No known allergies"),
                                    ("listed", "Listed"),
                                ],
                                default="not_asked",
                                max_length=10,
                            ),
                        ),
                        ("history_reviewed_on", models.DateField(blank=True, null=True)),
                        ("registered_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "family_key",
                            models.CharField(db_collation="C", editable=False, max_length=160),
                        ),
                        (
                            "given_key",
                            models.CharField(db_collation="C", editable=False, max_length=160),
                        ),
                        (
                            "name_key",
                            models.CharField(db_collation="C", editable=False, max_length=320),
                        ),
                        (
                            "phone_key",
                            models.CharField(
                                blank=True, db_collation="C", editable=False, max_length=40
                            ),
                        ),
                        (
                            "history_reviewed_by",
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
                            "merged_into",
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
                                to="patients.patient",
                            ),
                        ),
                        (
                            "registered_by",
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
                    name="PatientIdentifier",
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
                        ("system", models.CharField(max_length=200)),
                        ("value", models.CharField(max_length=200)),
                        ("entered_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "patient",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="identifiers",
                                to="patients.patient",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["system", "value"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("system", "value"),
                                name="patient_identifier_once",
                                violation_error_message="This number belongs to another patient already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("system", ""), _negated=True),
                                    models.Q(("value", ""), _negated=True),
                                ),
                                name="patient_identifier_filled",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RecordRequest",
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
                                    ("access", "Access: to see the record or get a copy"),
                                    ("amendment", "Amendment: to have the record corrected"),
                                    ("accounting", "Accounting: to whom the record was disclosed"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("wish", models.TextField(max_length=2000)),
                        ("received_on", models.DateField()),
                        ("due_on", models.DateField()),
                        ("extension_reason", models.CharField(blank=True, max_length=300)),
                        ("extended_on", models.DateField(blank=True, null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Open"),
                                    ("granted", "Done as asked"),
                                    ("partly", "Done in part"),
                                    ("denied", "Denied"),
                                    ("withdrawn", "Withdrawn by the patient"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("done", models.TextField(blank=True, max_length=2000)),
                        ("denial_reason", models.TextField(blank=True, max_length=2000)),
                        ("disagreement", models.TextField(blank=True, max_length=4000)),
                        ("disagreed_on", models.DateField(blank=True, null=True)),
                        ("recorded_at", models.DateTimeField(auto_now_add=True)),
                        ("closed_on", models.DateField(blank=True, null=True)),
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
                                related_name="record_requests",
                                to="patients.patient",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["due_on", "id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "open")),
                                fields=["due_on", "id"],
                                name="request_by_due",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind__in", ["access", "amendment", "accounting"])
                                ),
                                name="request_kind_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("closed_by", None), ("closed_on", None), ("state", "open")
                                    ),
                                    models.Q(
                                        ("state__in", ["granted", "partly", "denied", "withdrawn"]),
                                        ("closed_by__isnull", False),
                                        ("closed_on__isnull", False),
                                        models.Q(("done", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="request_closed_with_words",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["denied", "partly"]), _negated=True),
                                    models.Q(("denial_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="request_denied_with_reason",
                                violation_error_message="Say why it is denied: the patient is told in writing.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("due_on__gt", models.F("received_on"))),
                                name="request_due_after_received",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("disagreed_on", None), ("disagreement", "")),
                                    models.Q(
                                        ("disagreed_on__isnull", False),
                                        ("kind", "amendment"),
                                        ("state__in", ["denied", "partly"]),
                                    ),
                                    _connector="OR",
                                ),
                                name="request_disagreement_after_denial",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("extended_on", None), ("extension_reason", "")),
                                    models.Q(
                                        ("extended_on__isnull", False),
                                        models.Q(("extension_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="request_extended_with_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Referral",
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
                        ("subject", models.CharField(max_length=300)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("unmatched", "To be matched"),
                                    ("waiting", "Waits for a physician"),
                                    ("done", "Decided"),
                                    ("refused", "Set aside"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "matched",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("identifier", "By a number"),
                                    ("person", "By a person"),
                                    ("new", "New record"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("matched_at", models.DateTimeField(blank=True, null=True)),
                        ("person", models.JSONField(default=dict)),
                        ("sender", models.CharField(blank=True, max_length=200)),
                        ("reason", models.CharField(blank=True, max_length=500)),
                        ("authored_on", models.DateField(blank=True, null=True)),
                        ("received_at", models.DateTimeField()),
                        ("filing_since", models.DateTimeField(blank=True, null=True)),
                        ("filing_trouble", models.CharField(blank=True, max_length=500)),
                        ("returned_at", models.DateTimeField(blank=True, null=True)),
                        ("returned_reason", models.CharField(blank=True, max_length=300)),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="referrals",
                                to="patients.document",
                            ),
                        ),
                        (
                            "matched_by",
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
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="referrals",
                                to="patients.patient",
                            ),
                        ),
                        (
                            "returned_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "returned_from",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="returned_referrals",
                                to="patients.patient",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-received_at", "-id"],
                        "indexes": [
                            models.Index(fields=["state", "-received_at"], name="referral_by_state")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("document", "subject"), name="referral_once_in_document"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("patient", None), ("state__in", ["unmatched", "refused"])
                                    ),
                                    models.Q(
                                        ("patient__isnull", False),
                                        ("state__in", ["waiting", "done", "refused"]),
                                    ),
                                    _connector="OR",
                                ),
                                name="referral_matched_has_patient",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("returned_at", None),
                                        ("returned_by", None),
                                        ("returned_from", None),
                                        ("returned_reason", ""),
                                    ),
                                    models.Q(
                                        ("returned_at__isnull", False),
                                        ("returned_by__isnull", False),
                                        ("returned_from__isnull", False),
                                        models.Q(("returned_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="referral_returned_with_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Restriction",
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
                        ("reason", models.CharField(max_length=200)),
                        ("made_at", models.DateTimeField()),
                        ("lifted_at", models.DateTimeField(blank=True, null=True)),
                        ("lifted_reason", models.CharField(blank=True, max_length=200)),
                        (
                            "lifted_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "patient",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="restrictions",
                                to="patients.patient",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-made_at", "-id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("lifted_at", None)),
                                fields=("patient",),
                                name="restriction_one_in_force",
                                violation_error_message="This chart is restricted already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True),
                                name="restriction_has_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("lifted_at", None),
                                        ("lifted_by", None),
                                        ("lifted_reason", ""),
                                    ),
                                    models.Q(
                                        ("lifted_at__isnull", False),
                                        ("lifted_by__isnull", False),
                                        models.Q(("lifted_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="restriction_lifted_by_somebody",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("lifted_at", None),
                                    ("lifted_at__gte", models.F("made_at")),
                                    _connector="OR",
                                ),
                                name="restriction_lifted_after_made",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Scan",
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
                                    ("letter", "Letter"),
                                    ("consent", "Consent signed on paper"),
                                    ("imaging", "Imaging"),
                                    ("result", "Laboratory report"),
                                    ("other", "Another paper"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("title", models.CharField(max_length=120)),
                        ("dated", models.DateField(blank=True, null=True)),
                        (
                            "content_type",
                            models.CharField(
                                choices=[
                                    ("image/jpeg", "JPEG"),
                                    ("image/png", "PNG"),
                                    ("application/pdf", "PDF"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("content", models.BinaryField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("size", models.PositiveIntegerField()),
                        ("added_at", models.DateTimeField()),
                        ("voided_at", models.DateTimeField(blank=True, null=True)),
                        ("void_reason", models.CharField(blank=True, max_length=300)),
                        (
                            "added_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "patient",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="scans",
                                to="patients.patient",
                            ),
                        ),
                        (
                            "voided_by",
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
                        "ordering": ["-added_at", "-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        ["letter", "consent", "imaging", "result", "other"],
                                    )
                                ),
                                name="scan_kind_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "content_type__in",
                                        ["image/jpeg", "image/png", "application/pdf"],
                                    )
                                ),
                                name="scan_type_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("title", ""), _negated=True), ("size__gt", 0)
                                ),
                                name="scan_titled",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("voided_at", None)),
                                fields=("patient", "sha256"),
                                name="scan_once",
                                violation_error_message="This file is in the chart already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("void_reason", ""),
                                        ("voided_at", None),
                                        ("voided_by", None),
                                    ),
                                    models.Q(
                                        ("voided_at__isnull", False),
                                        ("voided_by__isnull", False),
                                        models.Q(("void_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="scan_voided_with_reason",
                                violation_error_message="Say why this entry is taken back.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Screening",
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
                                choices=[("plan", "Before a plan"), ("day", "On the session day")],
                                max_length=5,
                            ),
                        ),
                        ("run_at", models.DateTimeField()),
                        ("run_on", models.DateField()),
                        ("stored_at", models.DateTimeField(auto_now_add=True)),
                        ("rules_version", models.CharField(max_length=20)),
                        ("policy", models.JSONField()),
                        ("facts", models.JSONField()),
                        ("answers", models.JSONField(blank=True, default=dict)),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("cleared", "Allowed"),
                                    ("needs_decision", "Needs physician"),
                                    ("refused", "Not allowed"),
                                ],
                                max_length=15,
                            ),
                        ),
                        (
                            "patient",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="screenings",
                                to="patients.patient",
                            ),
                        ),
                        (
                            "previous",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="patients.screening",
                            ),
                        ),
                        (
                            "run_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-run_at", "-id"],
                        "indexes": [
                            models.Index(
                                fields=["patient", "kind", "-run_at"], name="screening_latest"
                            ),
                            models.Index(
                                condition=models.Q(("outcome", "cleared"), _negated=True),
                                fields=["-run_at"],
                                name="screening_open",
                            ),
                            models.Index(fields=["run_on"], name="screening_by_day"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["plan", "day"])),
                                name="screening_kind_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("outcome__in", ["cleared", "needs_decision", "refused"])
                                ),
                                name="screening_outcome_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ScreeningPolicyEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("number", models.PositiveIntegerField()),
                        ("values", models.JSONField()),
                        ("reason", models.CharField(max_length=500)),
                        ("changed_at", models.DateTimeField()),
                        (
                            "changed_by",
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
                                to="patients.screeningpolicy",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Upload",
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
                        ("name", models.CharField(max_length=200)),
                        ("sha256", models.CharField(max_length=64)),
                        ("size", models.BigIntegerField()),
                        ("content", models.BinaryField()),
                        ("uploaded_at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("reading", "Being read"),
                                    ("ready", "Read"),
                                    ("taking", "Being taken in"),
                                    ("taken", "Taken in"),
                                    ("refused", "Refused"),
                                ],
                                default="reading",
                                max_length=10,
                            ),
                        ),
                        ("result", models.JSONField(default=dict)),
                        (
                            "document",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="patients.document",
                            ),
                        ),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["uploaded_at"], name="upload_by_time")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        ["reading", "ready", "taking", "taken", "refused"],
                                    )
                                ),
                                name="upload_state_known",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Finding",
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
                        ("rule", models.CharField(max_length=10)),
                        (
                            "tier",
                            models.CharField(
                                choices=[
                                    ("absolute", "Absolute"),
                                    ("relative", "Relative"),
                                    ("caution", "Caution"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "verdict",
                            models.CharField(
                                choices=[("fires", "Fires"), ("unknown", "Unknown")], max_length=10
                            ),
                        ),
                        ("evidence", models.CharField(max_length=500)),
                        ("evidence_on", models.DateField(blank=True, null=True)),
                        ("resolve", models.CharField(blank=True, max_length=300)),
                        ("trigger", models.CharField(max_length=300)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Open"),
                                    ("cleared", "Cleared by newer data"),
                                    ("overridden", "Overridden"),
                                    ("acknowledged", "Acknowledged"),
                                    ("awaiting", "Overridden, waits for a second signature"),
                                ],
                                default="open",
                                max_length=12,
                            ),
                        ),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("reason", models.CharField(blank=True, max_length=1000)),
                        ("risk_discussed", models.BooleanField(default=False)),
                        (
                            "valid_for",
                            models.CharField(
                                choices=[
                                    ("session", "This session only"),
                                    ("plan", "The whole plan"),
                                ],
                                default="session",
                                max_length=10,
                            ),
                        ),
                        (
                            "reason_code",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("benefit", "The benefit outweighs the risk for this patient"),
                                    ("mitigated", "The risk is handled by another measure"),
                                    ("advised", "A specialist or the prescriber agrees"),
                                    ("ordered", "The missing test is ordered"),
                                    ("short", "Single or short exposure"),
                                    ("not_here", "Does not concern what is treated here"),
                                    ("outdated", "The entry behind it is wrong or out of date"),
                                    ("other", "Other"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("recorded", models.JSONField(blank=True, default=dict)),
                        ("seconded_at", models.DateTimeField(blank=True, null=True)),
                        ("cleared_with", models.CharField(blank=True, max_length=500)),
                        ("failed", models.BooleanField(default=False)),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "seconded_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "cleared_in",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="patients.screening",
                            ),
                        ),
                        (
                            "screening",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="findings",
                                to="patients.screening",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "open")),
                                fields=["screening"],
                                name="finding_open",
                            ),
                            models.Index(fields=["rule", "state"], name="finding_by_rule"),
                            models.Index(
                                condition=models.Q(("state", "awaiting")),
                                fields=["decided_at"],
                                name="finding_to_second",
                            ),
                            models.Index(
                                condition=models.Q(("state__in", ["overridden", "awaiting"])),
                                fields=["decided_at", "id"],
                                name="finding_overridden",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("screening", "rule"), name="finding_once_per_rule"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state__in", ["overridden", "awaiting"]), _negated=True
                                    ),
                                    models.Q(
                                        ("decided_at__isnull", False),
                                        ("decided_by__isnull", False),
                                        ("reason__length__gte", 20),
                                    ),
                                    _connector="OR",
                                ),
                                name="finding_override_has_reason",
                                violation_error_message="An override needs a reason of at least 20 characters.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "acknowledged"), _negated=True),
                                    models.Q(
                                        ("decided_at__isnull", False), ("decided_by__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="finding_acknowledged_by_someone",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "open",
                                            "cleared",
                                            "overridden",
                                            "acknowledged",
                                            "awaiting",
                                        ],
                                    )
                                ),
                                name="finding_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("seconded_at", None), ("seconded_by", None)),
                                    models.Q(
                                        ("seconded_at__isnull", False),
                                        ("seconded_by__isnull", False),
                                        models.Q(
                                            ("seconded_by", models.F("decided_by")), _negated=True
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="finding_seconded_by_another",
                                violation_error_message="The second signature is that of another physician.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GlassOpening",
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
                            "why",
                            models.CharField(
                                choices=[
                                    ("emergency", "Emergency: the patient needs care now"),
                                    (
                                        "cover",
                                        "I stand in for the physician who treats the patient",
                                    ),
                                    (
                                        "safety",
                                        "Adverse event, recall or another question of safety",
                                    ),
                                    ("duty", "Legal duty, complaint or audit"),
                                    ("other", "Another reason, given below"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("words", models.CharField(max_length=200)),
                        ("opened_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "restriction",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="openings",
                                to="patients.restriction",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-opened_at", "-id"],
                        "indexes": [
                            models.Index(
                                fields=["user", "restriction", "expires_at"],
                                name="glass_by_user_and_chart",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("words", ""), _negated=True),
                                name="glass_has_words",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("why__in", ["emergency", "cover", "safety", "duty", "other"])
                                ),
                                name="glass_why_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("expires_at__gt", models.F("opened_at"))),
                                name="glass_shuts_again",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NamedReader",
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
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "restriction",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="named",
                                to="patients.restriction",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["user__full_name"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("restriction", "user"), name="named_reader_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Medication",
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
                        ("entered_at", models.DateTimeField(auto_now_add=True)),
                        ("voided_at", models.DateTimeField(blank=True, null=True)),
                        ("void_reason", models.CharField(blank=True, max_length=300)),
                        ("source_key", models.CharField(blank=True, max_length=300)),
                        ("source_digest", models.CharField(blank=True, max_length=32)),
                        ("accepted_at", models.DateTimeField(blank=True, null=True)),
                        ("name", models.CharField(max_length=200)),
                        (
                            "classes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        (
                            "classed_by",
                            models.CharField(
                                choices=[
                                    ("catalogue", "Found in the drug list"),
                                    ("physician", "Classified by a physician"),
                                    ("nobody", "Class unknown"),
                                ],
                                default="nobody",
                                max_length=10,
                            ),
                        ),
                        ("dose", models.CharField(blank=True, max_length=120)),
                        (
                            "dose_mg_per_day",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=9, null=True
                            ),
                        ),
                        (
                            "route",
                            models.CharField(
                                choices=[
                                    ("unknown", "Not stated"),
                                    ("oral", "By mouth"),
                                    ("injected", "Injected"),
                                    ("topical", "On the skin"),
                                    ("inhaled", "Inhaled"),
                                    ("nasal", "In the nose"),
                                    ("ophthalmic", "In the eye"),
                                    ("vaginal", "Vaginal"),
                                ],
                                default="unknown",
                                max_length=12,
                            ),
                        ),
                        ("indication", models.CharField(blank=True, max_length=200)),
                        ("started_on", models.DateField(blank=True, null=True)),
                        (
                            "started_precision",
                            models.CharField(
                                choices=[
                                    ("day", "Day"),
                                    ("month", "Month"),
                                    ("year", "Year"),
                                    ("unknown", "Not known; on or after this day"),
                                ],
                                default="day",
                                max_length=8,
                            ),
                        ),
                        ("stopped_on", models.DateField(blank=True, null=True)),
                        (
                            "stopped_precision",
                            models.CharField(
                                choices=[
                                    ("day", "Day"),
                                    ("month", "Month"),
                                    ("year", "Year"),
                                    ("unknown", "Not known; on or after this day"),
                                ],
                                default="day",
                                max_length=8,
                            ),
                        ),
                        ("rxcui", models.CharField(blank=True, max_length=12)),
                        (
                            "accepted_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "entered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "voided_by",
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
                                related_name="%(class)ss",
                                to="patients.patient",
                            ),
                        ),
                        (
                            "referral",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="patients.referral",
                            ),
                        ),
                    ],
                    options={
                        "ordering": [
                            models.OrderBy(
                                models.F("stopped_on"), descending=True, nulls_first=True
                            ),
                            "name",
                            "id",
                        ],
                        "indexes": [
                            models.Index(
                                fields=["patient", "stopped_on"], name="medication_by_patient"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("void_reason", ""),
                                        ("voided_at", None),
                                        ("voided_by", None),
                                    ),
                                    models.Q(
                                        ("voided_at__isnull", False),
                                        ("voided_by__isnull", False),
                                        models.Q(("void_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="medication_voided_with_reason",
                                violation_error_message="Say why this entry is taken back.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("source_key", ""), _negated=True),
                                fields=("patient", "source_key"),
                                name="medication_source_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("accepted_at", None), ("accepted_by", None)),
                                    models.Q(
                                        ("accepted_at__isnull", False),
                                        ("accepted_by__isnull", False),
                                        ("referral__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="medication_accepted_from_referral",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("referral", None), ("source_key", "")),
                                    models.Q(
                                        ("referral__isnull", False),
                                        models.Q(("source_key", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="medication_source_with_referral",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("started_on", None),
                                    ("stopped_on", None),
                                    ("stopped_on__gte", models.F("started_on")),
                                    _connector="OR",
                                ),
                                name="medication_stopped_after_start",
                                violation_error_message="The stop date cannot be before the start date.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("dose_mg_per_day", None),
                                    ("dose_mg_per_day__gt", 0),
                                    _connector="OR",
                                ),
                                name="medication_dose_positive",
                                violation_error_message="The daily dose must be more than 0 mg.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("classed_by", "nobody"), _negated=True),
                                    ("classes", []),
                                    _connector="OR",
                                ),
                                name="medication_unclassified_is_said",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ConsentEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("text_version", models.CharField(max_length=20)),
                        (
                            "sites",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=60), size=None
                            ),
                        ),
                        (
                            "substances",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40), size=None
                            ),
                        ),
                        (
                            "risks",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40), size=None
                            ),
                        ),
                        (
                            "statements",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40), default=list, size=None
                            ),
                        ),
                        ("understood", models.BooleanField()),
                        (
                            "understanding_check",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("answer", "Answered the question in his or her own words"),
                                    ("teach_back", "Explained it back (teach-back)"),
                                ],
                                default="",
                                max_length=12,
                            ),
                        ),
                        (
                            "understanding_words",
                            models.CharField(blank=True, default="", max_length=600),
                        ),
                        ("own_goal", models.CharField(max_length=300)),
                        ("signed_name", models.CharField(max_length=160)),
                        ("guardian_name", models.CharField(blank=True, max_length=160)),
                        ("signature", models.JSONField(blank=True, default=list)),
                        ("guardian_signature", models.JSONField(blank=True, default=list)),
                        ("paper_reference", models.CharField(blank=True, max_length=120)),
                        ("signed_on", models.DateField()),
                        ("signed_at", models.DateTimeField()),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                        ("withdrawn_reason", models.CharField(blank=True, max_length=300)),
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
                                to="patients.consent",
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
                            "withdrawn_by",
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
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Allergy",
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
                        ("entered_at", models.DateTimeField(auto_now_add=True)),
                        ("voided_at", models.DateTimeField(blank=True, null=True)),
                        ("void_reason", models.CharField(blank=True, max_length=300)),
                        ("source_key", models.CharField(blank=True, max_length=300)),
                        ("source_digest", models.CharField(blank=True, max_length=32)),
                        ("accepted_at", models.DateTimeField(blank=True, null=True)),
                        ("substance", models.CharField(max_length=120)),
                        (
                            "classes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("reaction", models.CharField(blank=True, max_length=200)),
                        ("disproved_on", models.DateField(blank=True, null=True)),
                        (
                            "status",
                            models.CharField(
                                choices=[("active", "Active"), ("inactive", "Not any more")],
                                default="active",
                                max_length=10,
                            ),
                        ),
                        ("verified", models.BooleanField(default=True)),
                        (
                            "system",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("snomed", "SNOMED CT"),
                                    ("rxnorm", "RxNorm"),
                                    ("", "No code"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("code", models.CharField(blank=True, max_length=20)),
                        (
                            "accepted_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "entered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "voided_by",
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
                                related_name="%(class)ss",
                                to="patients.patient",
                            ),
                        ),
                        (
                            "referral",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="patients.referral",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "allergies",
                        "ordering": ["substance", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("void_reason", ""),
                                        ("voided_at", None),
                                        ("voided_by", None),
                                    ),
                                    models.Q(
                                        ("voided_at__isnull", False),
                                        ("voided_by__isnull", False),
                                        models.Q(("void_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="allergy_voided_with_reason",
                                violation_error_message="Say why this entry is taken back.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("source_key", ""), _negated=True),
                                fields=("patient", "source_key"),
                                name="allergy_source_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("accepted_at", None), ("accepted_by", None)),
                                    models.Q(
                                        ("accepted_at__isnull", False),
                                        ("accepted_by__isnull", False),
                                        ("referral__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="allergy_accepted_from_referral",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("referral", None), ("source_key", "")),
                                    models.Q(
                                        ("referral__isnull", False),
                                        models.Q(("source_key", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="allergy_source_with_referral",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PatientIdentifierEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("system", models.CharField(max_length=200)),
                        ("value", models.CharField(max_length=200)),
                        ("entered_at", models.DateTimeField(auto_now_add=True)),
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
                                to="patients.patientidentifier",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="PriorTreatment",
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
                        ("entered_at", models.DateTimeField(auto_now_add=True)),
                        ("voided_at", models.DateTimeField(blank=True, null=True)),
                        ("void_reason", models.CharField(blank=True, max_length=300)),
                        ("source_key", models.CharField(blank=True, max_length=300)),
                        ("source_digest", models.CharField(blank=True, max_length=32)),
                        ("accepted_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("physical_therapy", "Physical therapy"),
                                    ("exercise", "Home exercise programme"),
                                    ("medication", "Pain medicine"),
                                    ("brace", "Brace, taping or orthosis"),
                                    ("steroid_injection", "Corticosteroid injection"),
                                    ("hyaluronate", "Hyaluronate injection"),
                                    ("prp", "Platelet-rich plasma"),
                                    ("prolotherapy", "Prolotherapy elsewhere"),
                                    ("surgery", "Surgery"),
                                    ("other", "Other"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("region", models.CharField(blank=True, max_length=20)),
                        ("side", models.CharField(blank=True, max_length=10)),
                        ("substance", models.CharField(blank=True, max_length=120)),
                        ("started_on", models.DateField(blank=True, null=True)),
                        (
                            "started_precision",
                            models.CharField(
                                choices=[
                                    ("day", "Day"),
                                    ("month", "Month"),
                                    ("year", "Year"),
                                    ("unknown", "Not known; on or after this day"),
                                ],
                                default="day",
                                max_length=8,
                            ),
                        ),
                        ("ended_on", models.DateField(blank=True, null=True)),
                        (
                            "ended_precision",
                            models.CharField(
                                choices=[
                                    ("day", "Day"),
                                    ("month", "Month"),
                                    ("year", "Year"),
                                    ("unknown", "Not known; on or after this day"),
                                ],
                                default="day",
                                max_length=8,
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("none", "No help"),
                                    ("some", "Some help"),
                                    ("good", "Good, but it did not last"),
                                    ("unknown", "Not known"),
                                ],
                                default="unknown",
                                max_length=10,
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=300)),
                        (
                            "accepted_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "entered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "patient",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="patients.patient",
                            ),
                        ),
                        (
                            "voided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "referral",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="patients.referral",
                            ),
                        ),
                    ],
                    options={
                        "ordering": [
                            models.OrderBy(models.F("ended_on"), descending=True, nulls_first=True),
                            "-id",
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("void_reason", ""),
                                        ("voided_at", None),
                                        ("voided_by", None),
                                    ),
                                    models.Q(
                                        ("voided_at__isnull", False),
                                        ("voided_by__isnull", False),
                                        models.Q(("void_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="prior_treatment_voided_with_reason",
                                violation_error_message="Say why this entry is taken back.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("source_key", ""), _negated=True),
                                fields=("patient", "source_key"),
                                name="prior_treatment_source_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("accepted_at", None), ("accepted_by", None)),
                                    models.Q(
                                        ("accepted_at__isnull", False),
                                        ("accepted_by__isnull", False),
                                        ("referral__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="prior_treatment_accepted_from_referral",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("referral", None), ("source_key", "")),
                                    models.Q(
                                        ("referral__isnull", False),
                                        models.Q(("source_key", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="prior_treatment_source_with_referral",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("started_on", None),
                                    ("ended_on", None),
                                    ("ended_on__gte", models.F("started_on")),
                                    _connector="OR",
                                ),
                                name="prior_treatment_ended_after_start",
                                violation_error_message="The end cannot be before the start.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Problem",
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
                        ("entered_at", models.DateTimeField(auto_now_add=True)),
                        ("voided_at", models.DateTimeField(blank=True, null=True)),
                        ("void_reason", models.CharField(blank=True, max_length=300)),
                        ("source_key", models.CharField(blank=True, max_length=300)),
                        ("source_digest", models.CharField(blank=True, max_length=32)),
                        ("accepted_at", models.DateTimeField(blank=True, null=True)),
                        ("display", models.CharField(max_length=200)),
                        (
                            "system",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("icd10cm", "ICD-10-CM"),
                                    ("snomed", "SNOMED CT"),
                                    ("", "No code"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("code", models.CharField(blank=True, max_length=20)),
                        ("onset", models.DateField(blank=True, null=True)),
                        (
                            "onset_precision",
                            models.CharField(
                                choices=[
                                    ("day", "Day"),
                                    ("month", "Month"),
                                    ("year", "Year"),
                                    ("unknown", "Not known; on or after this day"),
                                ],
                                default="day",
                                max_length=8,
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("active", "Active"),
                                    ("inactive", "Inactive"),
                                    ("resolved", "Resolved"),
                                ],
                                default="active",
                                max_length=10,
                            ),
                        ),
                        ("verified", models.BooleanField(default=True)),
                        ("note", models.CharField(blank=True, max_length=500)),
                        (
                            "accepted_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "entered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "patient",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="patients.patient",
                            ),
                        ),
                        (
                            "voided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "referral",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="patients.referral",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["status", "display", "id"],
                        "indexes": [
                            models.Index(fields=["patient", "status"], name="problem_by_patient")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("void_reason", ""),
                                        ("voided_at", None),
                                        ("voided_by", None),
                                    ),
                                    models.Q(
                                        ("voided_at__isnull", False),
                                        ("voided_by__isnull", False),
                                        models.Q(("void_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="problem_voided_with_reason",
                                violation_error_message="Say why this entry is taken back.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("source_key", ""), _negated=True),
                                fields=("patient", "source_key"),
                                name="problem_source_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("accepted_at", None), ("accepted_by", None)),
                                    models.Q(
                                        ("accepted_at__isnull", False),
                                        ("accepted_by__isnull", False),
                                        ("referral__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="problem_accepted_from_referral",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("referral", None), ("source_key", "")),
                                    models.Q(
                                        ("referral__isnull", False),
                                        models.Q(("source_key", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="problem_source_with_referral",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status__in", ["active", "inactive", "resolved"])
                                ),
                                name="problem_status_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("code", ""), ("system", "")),
                                    models.Q(
                                        models.Q(("system", ""), _negated=True),
                                        models.Q(("code", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="problem_code_with_system",
                                violation_error_message="A code needs its coding system, and the other way round.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RecordRequestEvent",
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
                                    ("access", "Access: to see the record or get a copy"),
                                    ("amendment", "Amendment: to have the record corrected"),
                                    ("accounting", "Accounting: to whom the record was disclosed"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("wish", models.TextField(max_length=2000)),
                        ("received_on", models.DateField()),
                        ("due_on", models.DateField()),
                        ("extension_reason", models.CharField(blank=True, max_length=300)),
                        ("extended_on", models.DateField(blank=True, null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Open"),
                                    ("granted", "Done as asked"),
                                    ("partly", "Done in part"),
                                    ("denied", "Denied"),
                                    ("withdrawn", "Withdrawn by the patient"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("done", models.TextField(blank=True, max_length=2000)),
                        ("denial_reason", models.TextField(blank=True, max_length=2000)),
                        ("disagreement", models.TextField(blank=True, max_length=4000)),
                        ("disagreed_on", models.DateField(blank=True, null=True)),
                        ("recorded_at", models.DateTimeField(auto_now_add=True)),
                        ("closed_on", models.DateField(blank=True, null=True)),
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
                                to="patients.recordrequest",
                            ),
                        ),
                        (
                            "recorded_by",
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
                    name="ReferralEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        ("subject", models.CharField(max_length=300)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("unmatched", "To be matched"),
                                    ("waiting", "Waits for a physician"),
                                    ("done", "Decided"),
                                    ("refused", "Set aside"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "matched",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("identifier", "By a number"),
                                    ("person", "By a person"),
                                    ("new", "New record"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("matched_at", models.DateTimeField(blank=True, null=True)),
                        ("person", models.JSONField(default=dict)),
                        ("sender", models.CharField(blank=True, max_length=200)),
                        ("reason", models.CharField(blank=True, max_length=500)),
                        ("authored_on", models.DateField(blank=True, null=True)),
                        ("received_at", models.DateTimeField()),
                        ("filing_since", models.DateTimeField(blank=True, null=True)),
                        ("filing_trouble", models.CharField(blank=True, max_length=500)),
                        ("returned_at", models.DateTimeField(blank=True, null=True)),
                        ("returned_reason", models.CharField(blank=True, max_length=300)),
                        (
                            "document",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="patients.document",
                            ),
                        ),
                        (
                            "matched_by",
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
                                to="patients.referral",
                            ),
                        ),
                        (
                            "returned_by",
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
                            "returned_from",
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
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="RestrictionEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("reason", models.CharField(max_length=200)),
                        ("made_at", models.DateTimeField()),
                        ("lifted_at", models.DateTimeField(blank=True, null=True)),
                        ("lifted_reason", models.CharField(blank=True, max_length=200)),
                        (
                            "lifted_by",
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
                            "made_by",
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
                                to="patients.restriction",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Result",
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
                        ("entered_at", models.DateTimeField(auto_now_add=True)),
                        ("voided_at", models.DateTimeField(blank=True, null=True)),
                        ("void_reason", models.CharField(blank=True, max_length=300)),
                        ("source_key", models.CharField(blank=True, max_length=300)),
                        ("source_digest", models.CharField(blank=True, max_length=32)),
                        ("accepted_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("hba1c", "HbA1c"),
                                    ("glucose", "Glucose"),
                                    ("inr", "INR"),
                                    ("platelets", "Platelets"),
                                    ("weight", "Weight"),
                                    ("height", "Height"),
                                    ("bmi", "Body mass index"),
                                    ("bp_systolic", "Blood pressure, systolic"),
                                    ("bp_diastolic", "Blood pressure, diastolic"),
                                    ("pulse", "Pulse"),
                                    ("temperature", "Temperature"),
                                    ("pain", "Pain"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("value", models.DecimalField(decimal_places=2, max_digits=8)),
                        ("taken_on", models.DateField()),
                        ("taken_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "accepted_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "entered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "patient",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="patients.patient",
                            ),
                        ),
                        (
                            "referral",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="patients.referral",
                            ),
                        ),
                        (
                            "voided_by",
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
                        "ordering": [
                            "-taken_on",
                            models.OrderBy(models.F("taken_at"), descending=True, nulls_last=True),
                            "-id",
                        ],
                        "indexes": [
                            models.Index(
                                fields=["patient", "kind", "-taken_on"], name="result_latest"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("void_reason", ""),
                                        ("voided_at", None),
                                        ("voided_by", None),
                                    ),
                                    models.Q(
                                        ("voided_at__isnull", False),
                                        ("voided_by__isnull", False),
                                        models.Q(("void_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="result_voided_with_reason",
                                violation_error_message="Say why this entry is taken back.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("source_key", ""), _negated=True),
                                fields=("patient", "source_key"),
                                name="result_source_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("accepted_at", None), ("accepted_by", None)),
                                    models.Q(
                                        ("accepted_at__isnull", False),
                                        ("accepted_by__isnull", False),
                                        ("referral__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="result_accepted_from_referral",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("referral", None), ("source_key", "")),
                                    models.Q(
                                        ("referral__isnull", False),
                                        models.Q(("source_key", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="result_source_with_referral",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("kind", "hba1c"),
                                        ("value__gte", Decimal("2")),
                                        ("value__lte", Decimal("25")),
                                    ),
                                    models.Q(
                                        ("kind", "glucose"),
                                        ("value__gte", Decimal("10")),
                                        ("value__lte", Decimal("2000")),
                                    ),
                                    models.Q(
                                        ("kind", "inr"),
                                        ("value__gte", Decimal("0.5")),
                                        ("value__lte", Decimal("20")),
                                    ),
                                    models.Q(
                                        ("kind", "platelets"),
                                        ("value__gte", Decimal("1")),
                                        ("value__lte", Decimal("3000")),
                                    ),
                                    models.Q(
                                        ("kind", "weight"),
                                        ("value__gte", Decimal("1")),
                                        ("value__lte", Decimal("300")),
                                    ),
                                    models.Q(
                                        ("kind", "height"),
                                        ("value__gte", Decimal("30")),
                                        ("value__lte", Decimal("250")),
                                    ),
                                    models.Q(
                                        ("kind", "bmi"),
                                        ("value__gte", Decimal("5")),
                                        ("value__lte", Decimal("200")),
                                    ),
                                    models.Q(
                                        ("kind", "bp_systolic"),
                                        ("value__gte", Decimal("40")),
                                        ("value__lte", Decimal("300")),
                                    ),
                                    models.Q(
                                        ("kind", "bp_diastolic"),
                                        ("value__gte", Decimal("20")),
                                        ("value__lte", Decimal("200")),
                                    ),
                                    models.Q(
                                        ("kind", "pulse"),
                                        ("value__gte", Decimal("20")),
                                        ("value__lte", Decimal("250")),
                                    ),
                                    models.Q(
                                        ("kind", "temperature"),
                                        ("value__gte", Decimal("30")),
                                        ("value__lte", Decimal("45")),
                                    ),
                                    models.Q(
                                        ("kind", "pain"),
                                        ("value__gte", Decimal("0")),
                                        ("value__lte", Decimal("10")),
                                    ),
                                    _connector="OR",
                                ),
                                name="result_possible",
                                violation_error_message="This value is outside what is possible; check the unit.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ScanEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("letter", "Letter"),
                                    ("consent", "Consent signed on paper"),
                                    ("imaging", "Imaging"),
                                    ("result", "Laboratory report"),
                                    ("other", "Another paper"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("title", models.CharField(max_length=120)),
                        ("dated", models.DateField(blank=True, null=True)),
                        (
                            "content_type",
                            models.CharField(
                                choices=[
                                    ("image/jpeg", "JPEG"),
                                    ("image/png", "PNG"),
                                    ("application/pdf", "PDF"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("sha256", models.CharField(max_length=64)),
                        ("size", models.PositiveIntegerField()),
                        ("added_at", models.DateTimeField()),
                        ("voided_at", models.DateTimeField(blank=True, null=True)),
                        ("void_reason", models.CharField(blank=True, max_length=300)),
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
                                to="patients.scan",
                            ),
                        ),
                        (
                            "voided_by",
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
                    name="ScreeningEvent",
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
                                choices=[("plan", "Before a plan"), ("day", "On the session day")],
                                max_length=5,
                            ),
                        ),
                        ("run_at", models.DateTimeField()),
                        ("run_on", models.DateField()),
                        ("stored_at", models.DateTimeField(auto_now_add=True)),
                        ("rules_version", models.CharField(max_length=20)),
                        ("policy", models.JSONField()),
                        ("facts", models.JSONField()),
                        ("answers", models.JSONField(blank=True, default=dict)),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("cleared", "Allowed"),
                                    ("needs_decision", "Needs physician"),
                                    ("refused", "Not allowed"),
                                ],
                                max_length=15,
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
                                to="patients.screening",
                            ),
                        ),
                        (
                            "previous",
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
                            "run_by",
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
                    name="SpecialistNote",
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
                        ("entered_at", models.DateTimeField(auto_now_add=True)),
                        ("voided_at", models.DateTimeField(blank=True, null=True)),
                        ("void_reason", models.CharField(blank=True, max_length=300)),
                        ("source_key", models.CharField(blank=True, max_length=300)),
                        ("source_digest", models.CharField(blank=True, max_length=32)),
                        ("accepted_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("bleeding", "Hematology: plan for the bleeding disorder"),
                                    (
                                        "immune",
                                        "Specialist for the immune system, transplant or chemotherapy",
                                    ),
                                    ("rheumatology", "Rheumatology: disease quiet"),
                                    ("oncology", "Oncology"),
                                    ("surgery", "Surgeon's opinion"),
                                    ("antibiotic_cover", "Antibiotic cover: cardiology or surgeon"),
                                    ("other", "Other specialist"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("specialist", models.CharField(max_length=120)),
                        ("dated", models.DateField()),
                        ("agrees", models.BooleanField()),
                        ("note", models.CharField(blank=True, max_length=500)),
                        (
                            "accepted_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "entered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "patient",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="patients.patient",
                            ),
                        ),
                        (
                            "referral",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="patients.referral",
                            ),
                        ),
                        (
                            "voided_by",
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
                        "ordering": ["-dated", "-id"],
                        "indexes": [
                            models.Index(
                                fields=["patient", "-dated"], name="specialist_note_by_patient"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("void_reason", ""),
                                        ("voided_at", None),
                                        ("voided_by", None),
                                    ),
                                    models.Q(
                                        ("voided_at__isnull", False),
                                        ("voided_by__isnull", False),
                                        models.Q(("void_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="specialist_note_voided_with_reason",
                                violation_error_message="Say why this entry is taken back.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("source_key", ""), _negated=True),
                                fields=("patient", "source_key"),
                                name="specialist_note_source_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("accepted_at", None), ("accepted_by", None)),
                                    models.Q(
                                        ("accepted_at__isnull", False),
                                        ("accepted_by__isnull", False),
                                        ("referral__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="specialist_note_accepted_from_referral",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("referral", None), ("source_key", "")),
                                    models.Q(
                                        ("referral__isnull", False),
                                        models.Q(("source_key", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="specialist_note_source_with_referral",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        [
                                            "bleeding",
                                            "immune",
                                            "rheumatology",
                                            "oncology",
                                            "surgery",
                                            "antibiotic_cover",
                                            "other",
                                        ],
                                    )
                                ),
                                name="specialist_note_kind_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PrescriberDecision",
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
                            "decision",
                            models.CharField(
                                choices=[
                                    ("continue", "Continue"),
                                    ("hold", "Hold as the prescriber says"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("prescriber", models.CharField(max_length=120)),
                        ("decided_on", models.DateField()),
                        ("note", models.CharField(blank=True, max_length=300)),
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
                            "medication",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decisions",
                                to="patients.medication",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-decided_on", "-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("decision__in", ["continue", "hold"])),
                                name="prescriber_decision_known",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProblemEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        ("entered_at", models.DateTimeField(auto_now_add=True)),
                        ("voided_at", models.DateTimeField(blank=True, null=True)),
                        ("void_reason", models.CharField(blank=True, max_length=300)),
                        ("source_key", models.CharField(blank=True, max_length=300)),
                        ("source_digest", models.CharField(blank=True, max_length=32)),
                        ("accepted_at", models.DateTimeField(blank=True, null=True)),
                        ("display", models.CharField(max_length=200)),
                        (
                            "system",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("icd10cm", "ICD-10-CM"),
                                    ("snomed", "SNOMED CT"),
                                    ("", "No code"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("code", models.CharField(blank=True, max_length=20)),
                        ("onset", models.DateField(blank=True, null=True)),
                        (
                            "onset_precision",
                            models.CharField(
                                choices=[
                                    ("day", "Day"),
                                    ("month", "Month"),
                                    ("year", "Year"),
                                    ("unknown", "Not known; on or after this day"),
                                ],
                                default="day",
                                max_length=8,
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("active", "Active"),
                                    ("inactive", "Inactive"),
                                    ("resolved", "Resolved"),
                                ],
                                default="active",
                                max_length=10,
                            ),
                        ),
                        ("verified", models.BooleanField(default=True)),
                        ("note", models.CharField(blank=True, max_length=500)),
                        (
                            "accepted_by",
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
                                to="patients.problem",
                            ),
                        ),
                        (
                            "voided_by",
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
                            "referral",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="patients.referral",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="PriorTreatmentEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        ("entered_at", models.DateTimeField(auto_now_add=True)),
                        ("voided_at", models.DateTimeField(blank=True, null=True)),
                        ("void_reason", models.CharField(blank=True, max_length=300)),
                        ("source_key", models.CharField(blank=True, max_length=300)),
                        ("source_digest", models.CharField(blank=True, max_length=32)),
                        ("accepted_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("physical_therapy", "Physical therapy"),
                                    ("exercise", "Home exercise programme"),
                                    ("medication", "Pain medicine"),
                                    ("brace", "Brace, taping or orthosis"),
                                    ("steroid_injection", "Corticosteroid injection"),
                                    ("hyaluronate", "Hyaluronate injection"),
                                    ("prp", "Platelet-rich plasma"),
                                    ("prolotherapy", "Prolotherapy elsewhere"),
                                    ("surgery", "Surgery"),
                                    ("other", "Other"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("region", models.CharField(blank=True, max_length=20)),
                        ("side", models.CharField(blank=True, max_length=10)),
                        ("substance", models.CharField(blank=True, max_length=120)),
                        ("started_on", models.DateField(blank=True, null=True)),
                        (
                            "started_precision",
                            models.CharField(
                                choices=[
                                    ("day", "Day"),
                                    ("month", "Month"),
                                    ("year", "Year"),
                                    ("unknown", "Not known; on or after this day"),
                                ],
                                default="day",
                                max_length=8,
                            ),
                        ),
                        ("ended_on", models.DateField(blank=True, null=True)),
                        (
                            "ended_precision",
                            models.CharField(
                                choices=[
                                    ("day", "Day"),
                                    ("month", "Month"),
                                    ("year", "Year"),
                                    ("unknown", "Not known; on or after this day"),
                                ],
                                default="day",
                                max_length=8,
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("none", "No help"),
                                    ("some", "Some help"),
                                    ("good", "Good, but it did not last"),
                                    ("unknown", "Not known"),
                                ],
                                default="unknown",
                                max_length=10,
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=300)),
                        (
                            "accepted_by",
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
                                to="patients.priortreatment",
                            ),
                        ),
                        (
                            "voided_by",
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
                            "referral",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="patients.referral",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="MedicationEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        ("entered_at", models.DateTimeField(auto_now_add=True)),
                        ("voided_at", models.DateTimeField(blank=True, null=True)),
                        ("void_reason", models.CharField(blank=True, max_length=300)),
                        ("source_key", models.CharField(blank=True, max_length=300)),
                        ("source_digest", models.CharField(blank=True, max_length=32)),
                        ("accepted_at", models.DateTimeField(blank=True, null=True)),
                        ("name", models.CharField(max_length=200)),
                        (
                            "classes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        (
                            "classed_by",
                            models.CharField(
                                choices=[
                                    ("catalogue", "Found in the drug list"),
                                    ("physician", "Classified by a physician"),
                                    ("nobody", "Class unknown"),
                                ],
                                default="nobody",
                                max_length=10,
                            ),
                        ),
                        ("dose", models.CharField(blank=True, max_length=120)),
                        (
                            "dose_mg_per_day",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=9, null=True
                            ),
                        ),
                        (
                            "route",
                            models.CharField(
                                choices=[
                                    ("unknown", "Not stated"),
                                    ("oral", "By mouth"),
                                    ("injected", "Injected"),
                                    ("topical", "On the skin"),
                                    ("inhaled", "Inhaled"),
                                    ("nasal", "In the nose"),
                                    ("ophthalmic", "In the eye"),
                                    ("vaginal", "Vaginal"),
                                ],
                                default="unknown",
                                max_length=12,
                            ),
                        ),
                        ("indication", models.CharField(blank=True, max_length=200)),
                        ("started_on", models.DateField(blank=True, null=True)),
                        (
                            "started_precision",
                            models.CharField(
                                choices=[
                                    ("day", "Day"),
                                    ("month", "Month"),
                                    ("year", "Year"),
                                    ("unknown", "Not known; on or after this day"),
                                ],
                                default="day",
                                max_length=8,
                            ),
                        ),
                        ("stopped_on", models.DateField(blank=True, null=True)),
                        (
                            "stopped_precision",
                            models.CharField(
                                choices=[
                                    ("day", "Day"),
                                    ("month", "Month"),
                                    ("year", "Year"),
                                    ("unknown", "Not known; on or after this day"),
                                ],
                                default="day",
                                max_length=8,
                            ),
                        ),
                        ("rxcui", models.CharField(blank=True, max_length=12)),
                        (
                            "accepted_by",
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
                                to="patients.medication",
                            ),
                        ),
                        (
                            "voided_by",
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
                            "referral",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="patients.referral",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="AllergyEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        ("entered_at", models.DateTimeField(auto_now_add=True)),
                        ("voided_at", models.DateTimeField(blank=True, null=True)),
                        ("void_reason", models.CharField(blank=True, max_length=300)),
                        ("source_key", models.CharField(blank=True, max_length=300)),
                        ("source_digest", models.CharField(blank=True, max_length=32)),
                        ("accepted_at", models.DateTimeField(blank=True, null=True)),
                        ("substance", models.CharField(max_length=120)),
                        (
                            "classes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("reaction", models.CharField(blank=True, max_length=200)),
                        ("disproved_on", models.DateField(blank=True, null=True)),
                        (
                            "status",
                            models.CharField(
                                choices=[("active", "Active"), ("inactive", "Not any more")],
                                default="active",
                                max_length=10,
                            ),
                        ),
                        ("verified", models.BooleanField(default=True)),
                        (
                            "system",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("snomed", "SNOMED CT"),
                                    ("rxnorm", "RxNorm"),
                                    ("", "No code"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("code", models.CharField(blank=True, max_length=20)),
                        (
                            "accepted_by",
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
                                to="patients.allergy",
                            ),
                        ),
                        (
                            "voided_by",
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
                            "referral",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="patients.referral",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="NamedReaderEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
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
                                to="patients.namedreader",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "restriction",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="patients.restriction",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="GlassOpeningEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "why",
                            models.CharField(
                                choices=[
                                    ("emergency", "Emergency: the patient needs care now"),
                                    (
                                        "cover",
                                        "I stand in for the physician who treats the patient",
                                    ),
                                    (
                                        "safety",
                                        "Adverse event, recall or another question of safety",
                                    ),
                                    ("duty", "Legal duty, complaint or audit"),
                                    ("other", "Another reason, given below"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("words", models.CharField(max_length=200)),
                        ("opened_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
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
                                to="patients.glassopening",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "restriction",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="patients.restriction",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ResultEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        ("entered_at", models.DateTimeField(auto_now_add=True)),
                        ("voided_at", models.DateTimeField(blank=True, null=True)),
                        ("void_reason", models.CharField(blank=True, max_length=300)),
                        ("source_key", models.CharField(blank=True, max_length=300)),
                        ("source_digest", models.CharField(blank=True, max_length=32)),
                        ("accepted_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("hba1c", "HbA1c"),
                                    ("glucose", "Glucose"),
                                    ("inr", "INR"),
                                    ("platelets", "Platelets"),
                                    ("weight", "Weight"),
                                    ("height", "Height"),
                                    ("bmi", "Body mass index"),
                                    ("bp_systolic", "Blood pressure, systolic"),
                                    ("bp_diastolic", "Blood pressure, diastolic"),
                                    ("pulse", "Pulse"),
                                    ("temperature", "Temperature"),
                                    ("pain", "Pain"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("value", models.DecimalField(decimal_places=2, max_digits=8)),
                        ("taken_on", models.DateField()),
                        ("taken_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "accepted_by",
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
                                to="patients.result",
                            ),
                        ),
                        (
                            "referral",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="patients.referral",
                            ),
                        ),
                        (
                            "voided_by",
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
                    name="FindingEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("rule", models.CharField(max_length=10)),
                        (
                            "tier",
                            models.CharField(
                                choices=[
                                    ("absolute", "Absolute"),
                                    ("relative", "Relative"),
                                    ("caution", "Caution"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "verdict",
                            models.CharField(
                                choices=[("fires", "Fires"), ("unknown", "Unknown")], max_length=10
                            ),
                        ),
                        ("evidence", models.CharField(max_length=500)),
                        ("evidence_on", models.DateField(blank=True, null=True)),
                        ("resolve", models.CharField(blank=True, max_length=300)),
                        ("trigger", models.CharField(max_length=300)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Open"),
                                    ("cleared", "Cleared by newer data"),
                                    ("overridden", "Overridden"),
                                    ("acknowledged", "Acknowledged"),
                                    ("awaiting", "Overridden, waits for a second signature"),
                                ],
                                default="open",
                                max_length=12,
                            ),
                        ),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("reason", models.CharField(blank=True, max_length=1000)),
                        ("risk_discussed", models.BooleanField(default=False)),
                        (
                            "valid_for",
                            models.CharField(
                                choices=[
                                    ("session", "This session only"),
                                    ("plan", "The whole plan"),
                                ],
                                default="session",
                                max_length=10,
                            ),
                        ),
                        (
                            "reason_code",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("benefit", "The benefit outweighs the risk for this patient"),
                                    ("mitigated", "The risk is handled by another measure"),
                                    ("advised", "A specialist or the prescriber agrees"),
                                    ("ordered", "The missing test is ordered"),
                                    ("short", "Single or short exposure"),
                                    ("not_here", "Does not concern what is treated here"),
                                    ("outdated", "The entry behind it is wrong or out of date"),
                                    ("other", "Other"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("recorded", models.JSONField(blank=True, default=dict)),
                        ("seconded_at", models.DateTimeField(blank=True, null=True)),
                        ("cleared_with", models.CharField(blank=True, max_length=500)),
                        ("failed", models.BooleanField(default=False)),
                        (
                            "decided_by",
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
                                to="patients.finding",
                            ),
                        ),
                        (
                            "seconded_by",
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
                            "cleared_in",
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
                            "screening",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="patients.screening",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="SpecialistNoteEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        ("entered_at", models.DateTimeField(auto_now_add=True)),
                        ("voided_at", models.DateTimeField(blank=True, null=True)),
                        ("void_reason", models.CharField(blank=True, max_length=300)),
                        ("source_key", models.CharField(blank=True, max_length=300)),
                        ("source_digest", models.CharField(blank=True, max_length=32)),
                        ("accepted_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("bleeding", "Hematology: plan for the bleeding disorder"),
                                    (
                                        "immune",
                                        "Specialist for the immune system, transplant or chemotherapy",
                                    ),
                                    ("rheumatology", "Rheumatology: disease quiet"),
                                    ("oncology", "Oncology"),
                                    ("surgery", "Surgeon's opinion"),
                                    ("antibiotic_cover", "Antibiotic cover: cardiology or surgeon"),
                                    ("other", "Other specialist"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("specialist", models.CharField(max_length=120)),
                        ("dated", models.DateField()),
                        ("agrees", models.BooleanField()),
                        ("note", models.CharField(blank=True, max_length=500)),
                        (
                            "accepted_by",
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
                                to="patients.specialistnote",
                            ),
                        ),
                        (
                            "referral",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="patients.referral",
                            ),
                        ),
                        (
                            "voided_by",
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
                    name="PrescriberDecisionEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "decision",
                            models.CharField(
                                choices=[
                                    ("continue", "Continue"),
                                    ("hold", "Hold as the prescriber says"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("prescriber", models.CharField(max_length=120)),
                        ("decided_on", models.DateField()),
                        ("note", models.CharField(blank=True, max_length=300)),
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
                            "medication",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="patients.medication",
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
                                to="patients.prescriberdecision",
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
                    "clinicmedicine",
                    pgtrigger.compiler.Trigger(
                        name="keep_rows",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="47e39aa7e8c1542c58aec004204acd74d5c6728a",
                            operation="DELETE",
                            pgid="pgtrigger_keep_rows_43059",
                            table="patients_clinicmedicine",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "clinicmedicine",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_clinicmedicineevent" ("classed_at", "classed_by_id", "classes", "folded", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."classed_at", NEW."classed_by_id", NEW."classes", NEW."folded", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                            hash="fcf2fb0496fe5443b34db5296c4afbbc23d497f0",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_f6928",
                            table="patients_clinicmedicine",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "clinicmedicine",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "patients_clinicmedicineevent" ("classed_at", "classed_by_id", "classes", "folded", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."classed_at", NEW."classed_by_id", NEW."classes", NEW."folded", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                            hash="fc2283322280aa83d5ec6e0d019b2174ceeefbae",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_9f9cb",
                            table="patients_clinicmedicine",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "clinicmedicine",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_clinicmedicineevent" ("classed_at", "classed_by_id", "classes", "folded", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."classed_at", OLD."classed_by_id", OLD."classes", OLD."folded", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                            hash="0b3e0702dd04346fba198137db2f09f2d9a2d420",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_a44fc",
                            table="patients_clinicmedicine",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "document",
                    pgtrigger.compiler.Trigger(
                        name="keep_documents",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="b2061a2ed51f407e0a91eb5709ed8247d2b22c1f",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_keep_documents_f0153",
                            table="patients_document",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "patient",
                    pgtrigger.compiler.Trigger(
                        name="keep_patients",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="55d235d7e5cbd97f42ef542400630f7c21925a96",
                            operation="DELETE",
                            pgid="pgtrigger_keep_patients_a478b",
                            table="patients_patient",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "patient",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_patientevent" ("address", "allergies_status", "birth_date", "changed_at", "complaint", "deceased_by", "deceased_on", "email", "family_key", "family_name", "given_key", "given_name", "history_reviewed_by_id", "history_reviewed_on", "id", "merged_into_id", "name_key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_key", "preferred_contact", "preferred_language", "record_number", "referrer", "registered_at", "registered_by_id", "revision", "sex") VALUES (NEW."address", NEW."allergies_status", NEW."birth_date", NEW."changed_at", NEW."complaint", NEW."deceased_by", NEW."deceased_on", NEW."email", NEW."family_key", NEW."family_name", NEW."given_key", NEW."given_name", NEW."history_reviewed_by_id", NEW."history_reviewed_on", NEW."id", NEW."merged_into_id", NEW."name_key", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."phone_key", NEW."preferred_contact", NEW."preferred_language", NEW."record_number", NEW."referrer", NEW."registered_at", NEW."registered_by_id", NEW."revision", NEW."sex"); RETURN NULL;',
                            hash="6aed9d19fcc0a4793670a63519d03ffd016d18fc",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_62165",
                            table="patients_patient",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "patient",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "patients_patientevent" ("address", "allergies_status", "birth_date", "changed_at", "complaint", "deceased_by", "deceased_on", "email", "family_key", "family_name", "given_key", "given_name", "history_reviewed_by_id", "history_reviewed_on", "id", "merged_into_id", "name_key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_key", "preferred_contact", "preferred_language", "record_number", "referrer", "registered_at", "registered_by_id", "revision", "sex") VALUES (NEW."address", NEW."allergies_status", NEW."birth_date", NEW."changed_at", NEW."complaint", NEW."deceased_by", NEW."deceased_on", NEW."email", NEW."family_key", NEW."family_name", NEW."given_key", NEW."given_name", NEW."history_reviewed_by_id", NEW."history_reviewed_on", NEW."id", NEW."merged_into_id", NEW."name_key", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."phone_key", NEW."preferred_contact", NEW."preferred_language", NEW."record_number", NEW."referrer", NEW."registered_at", NEW."registered_by_id", NEW."revision", NEW."sex"); RETURN NULL;',
                            hash="2759ed60f74b0f323e2b2f3644b983553831eaa4",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_546ce",
                            table="patients_patient",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "patient",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_patientevent" ("address", "allergies_status", "birth_date", "changed_at", "complaint", "deceased_by", "deceased_on", "email", "family_key", "family_name", "given_key", "given_name", "history_reviewed_by_id", "history_reviewed_on", "id", "merged_into_id", "name_key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_key", "preferred_contact", "preferred_language", "record_number", "referrer", "registered_at", "registered_by_id", "revision", "sex") VALUES (OLD."address", OLD."allergies_status", OLD."birth_date", OLD."changed_at", OLD."complaint", OLD."deceased_by", OLD."deceased_on", OLD."email", OLD."family_key", OLD."family_name", OLD."given_key", OLD."given_name", OLD."history_reviewed_by_id", OLD."history_reviewed_on", OLD."id", OLD."merged_into_id", OLD."name_key", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phone", OLD."phone_key", OLD."preferred_contact", OLD."preferred_language", OLD."record_number", OLD."referrer", OLD."registered_at", OLD."registered_by_id", OLD."revision", OLD."sex"); RETURN NULL;',
                            hash="8fa4a3ff5bcf5d74c36b6eecc7620afa405d6cd2",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_9898d",
                            table="patients_patient",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "screeningpolicy",
                    pgtrigger.compiler.Trigger(
                        name="keep_rows",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="8569bc2af8752304d9e8887800886859a362af6a",
                            operation="DELETE",
                            pgid="pgtrigger_keep_rows_6d7af",
                            table="patients_screeningpolicy",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "screeningpolicy",
                    pgtrigger.compiler.Trigger(
                        name="keep_versions",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="e01ffab910513a3df2d19130172f3cd5bee0cbcc",
                            operation="UPDATE",
                            pgid="pgtrigger_keep_versions_5d99f",
                            table="patients_screeningpolicy",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "screeningpolicy",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_screeningpolicyevent" ("changed_at", "changed_by_id", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "values") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."id", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."values"); RETURN NULL;',
                            hash="93253178427be3a21f16f7322cbebc566a421060",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_e3f9f",
                            table="patients_screeningpolicy",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "screeningpolicy",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "patients_screeningpolicyevent" ("changed_at", "changed_by_id", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "values") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."id", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."values"); RETURN NULL;',
                            hash="c4d6c8ea34740922298172762b894f69ba385044",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_87cf3",
                            table="patients_screeningpolicy",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "screeningpolicy",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_screeningpolicyevent" ("changed_at", "changed_by_id", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "values") VALUES (OLD."changed_at", OLD."changed_by_id", OLD."id", OLD."number", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."values"); RETURN NULL;',
                            hash="828678eb44f04f46e8cf921d68dfc0a124dc0cdb",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_3aa34",
                            table="patients_screeningpolicy",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "clinicmedicineevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="f7c5e09c1c62eadde02776748844051e2b709cfb",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_9e9ce",
                            table="patients_clinicmedicineevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "consent",
                    pgtrigger.compiler.Trigger(
                        name="keep_rows",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="b4e46493ddbf9b7a501f3bd06d9374a45f8710f6",
                            operation="DELETE",
                            pgid="pgtrigger_keep_rows_8e0ec",
                            table="patients_consent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "consent",
                    pgtrigger.compiler.Trigger(
                        name="signed_consent_is_frozen",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func="\n                    IF OLD.withdrawn_at IS NOT NULL\n                       OR to_jsonb(OLD) - '{withdrawn_at,withdrawn_by_id,withdrawn_reason}'::text[]\n                          IS DISTINCT FROM\n                          to_jsonb(NEW) - '{withdrawn_at,withdrawn_by_id,withdrawn_reason}'::text[]\n                    THEN\n                        RAISE EXCEPTION 'a signed consent is frozen'\n                              USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                            hash="99fba0bc9e7dbeface21e0c6249f786af4beb382",
                            operation="UPDATE",
                            pgid="pgtrigger_signed_consent_is_frozen_2bac0",
                            table="patients_consent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "consent",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_consentevent" ("guardian_name", "guardian_signature", "id", "own_goal", "paper_reference", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "physician_id", "risks", "signature", "signed_at", "signed_name", "signed_on", "sites", "statements", "substances", "text_version", "understanding_check", "understanding_words", "understood", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."guardian_name", NEW."guardian_signature", NEW."id", NEW."own_goal", NEW."paper_reference", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."physician_id", NEW."risks", NEW."signature", NEW."signed_at", NEW."signed_name", NEW."signed_on", NEW."sites", NEW."statements", NEW."substances", NEW."text_version", NEW."understanding_check", NEW."understanding_words", NEW."understood", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL;',
                            hash="22f02c12ac8b4a4fb5d03ff3b222fc2c94955efa",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_f3c10",
                            table="patients_consent",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "consent",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "patients_consentevent" ("guardian_name", "guardian_signature", "id", "own_goal", "paper_reference", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "physician_id", "risks", "signature", "signed_at", "signed_name", "signed_on", "sites", "statements", "substances", "text_version", "understanding_check", "understanding_words", "understood", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."guardian_name", NEW."guardian_signature", NEW."id", NEW."own_goal", NEW."paper_reference", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."physician_id", NEW."risks", NEW."signature", NEW."signed_at", NEW."signed_name", NEW."signed_on", NEW."sites", NEW."statements", NEW."substances", NEW."text_version", NEW."understanding_check", NEW."understanding_words", NEW."understood", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL;',
                            hash="3487e6ab530d55ccb11fc2fa221d126a678223d9",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_06fdd",
                            table="patients_consent",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "consent",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_consentevent" ("guardian_name", "guardian_signature", "id", "own_goal", "paper_reference", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "physician_id", "risks", "signature", "signed_at", "signed_name", "signed_on", "sites", "statements", "substances", "text_version", "understanding_check", "understanding_words", "understood", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (OLD."guardian_name", OLD."guardian_signature", OLD."id", OLD."own_goal", OLD."paper_reference", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."physician_id", OLD."risks", OLD."signature", OLD."signed_at", OLD."signed_name", OLD."signed_on", OLD."sites", OLD."statements", OLD."substances", OLD."text_version", OLD."understanding_check", OLD."understanding_words", OLD."understood", OLD."withdrawn_at", OLD."withdrawn_by_id", OLD."withdrawn_reason"); RETURN NULL;',
                            hash="84a3d5067145a24f154ec08b68377700b60b35f2",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_a515a",
                            table="patients_consent",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "patientevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="d56fc44e91ee8df71d41dd0265710731967b921c",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_ade9e",
                            table="patients_patientevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "patientidentifier",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_patientidentifierevent" ("entered_at", "id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "system", "value") VALUES (NEW."entered_at", NEW."id", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."system", NEW."value"); RETURN NULL;',
                            hash="76d0ebf67c7bc16c366b1a96fdc7fe8ee9c1abf4",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_37153",
                            table="patients_patientidentifier",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "patientidentifier",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "patients_patientidentifierevent" ("entered_at", "id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "system", "value") VALUES (NEW."entered_at", NEW."id", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."system", NEW."value"); RETURN NULL;',
                            hash="6afd1e2e766ae113d2b3f1ed47f0d688ce07d64a",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_833e2",
                            table="patients_patientidentifier",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "patientidentifier",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_patientidentifierevent" ("entered_at", "id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "system", "value") VALUES (OLD."entered_at", OLD."id", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."system", OLD."value"); RETURN NULL;',
                            hash="832670deac40604810bed99aa67116040fa0f51e",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_a926d",
                            table="patients_patientidentifier",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "recordrequest",
                    pgtrigger.compiler.Trigger(
                        name="keep_record_requests",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="c0274637fb6e93c75594ece47d43ecb6d3aa7ca9",
                            operation="DELETE",
                            pgid="pgtrigger_keep_record_requests_e23a8",
                            table="patients_recordrequest",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "recordrequest",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_recordrequestevent" ("changed_at", "closed_by_id", "closed_on", "denial_reason", "disagreed_on", "disagreement", "done", "due_on", "extended_on", "extension_reason", "id", "kind", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_on", "recorded_at", "recorded_by_id", "revision", "state", "wish") VALUES (NEW."changed_at", NEW."closed_by_id", NEW."closed_on", NEW."denial_reason", NEW."disagreed_on", NEW."disagreement", NEW."done", NEW."due_on", NEW."extended_on", NEW."extension_reason", NEW."id", NEW."kind", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."received_on", NEW."recorded_at", NEW."recorded_by_id", NEW."revision", NEW."state", NEW."wish"); RETURN NULL;',
                            hash="390a8972c617440950afcb82b37cf09569174eb9",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_4d806",
                            table="patients_recordrequest",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "recordrequest",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "patients_recordrequestevent" ("changed_at", "closed_by_id", "closed_on", "denial_reason", "disagreed_on", "disagreement", "done", "due_on", "extended_on", "extension_reason", "id", "kind", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_on", "recorded_at", "recorded_by_id", "revision", "state", "wish") VALUES (NEW."changed_at", NEW."closed_by_id", NEW."closed_on", NEW."denial_reason", NEW."disagreed_on", NEW."disagreement", NEW."done", NEW."due_on", NEW."extended_on", NEW."extension_reason", NEW."id", NEW."kind", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."received_on", NEW."recorded_at", NEW."recorded_by_id", NEW."revision", NEW."state", NEW."wish"); RETURN NULL;',
                            hash="c419b7f081c163407822ba58e1d30e6da56a2668",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_8f14f",
                            table="patients_recordrequest",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "recordrequest",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_recordrequestevent" ("changed_at", "closed_by_id", "closed_on", "denial_reason", "disagreed_on", "disagreement", "done", "due_on", "extended_on", "extension_reason", "id", "kind", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_on", "recorded_at", "recorded_by_id", "revision", "state", "wish") VALUES (OLD."changed_at", OLD."closed_by_id", OLD."closed_on", OLD."denial_reason", OLD."disagreed_on", OLD."disagreement", OLD."done", OLD."due_on", OLD."extended_on", OLD."extension_reason", OLD."id", OLD."kind", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."received_on", OLD."recorded_at", OLD."recorded_by_id", OLD."revision", OLD."state", OLD."wish"); RETURN NULL;',
                            hash="f9d79a6deda17db152907feb646ebb5117673c35",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_129d1",
                            table="patients_recordrequest",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "referral",
                    pgtrigger.compiler.Trigger(
                        name="keep_referrals",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="d42229daae4477e16a8bacd2ca9b30055bc87806",
                            operation="DELETE",
                            pgid="pgtrigger_keep_referrals_a2346",
                            table="patients_referral",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "referral",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_referralevent" ("authored_on", "changed_at", "document_id", "filing_since", "filing_trouble", "id", "matched", "matched_at", "matched_by_id", "patient_id", "person", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "received_at", "returned_at", "returned_by_id", "returned_from_id", "returned_reason", "revision", "sender", "state", "subject") VALUES (NEW."authored_on", NEW."changed_at", NEW."document_id", NEW."filing_since", NEW."filing_trouble", NEW."id", NEW."matched", NEW."matched_at", NEW."matched_by_id", NEW."patient_id", NEW."person", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."received_at", NEW."returned_at", NEW."returned_by_id", NEW."returned_from_id", NEW."returned_reason", NEW."revision", NEW."sender", NEW."state", NEW."subject"); RETURN NULL;',
                            hash="bf5ed94872d5b288700e4612f38bd9441d2309b8",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_e72d4",
                            table="patients_referral",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "referral",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "patients_referralevent" ("authored_on", "changed_at", "document_id", "filing_since", "filing_trouble", "id", "matched", "matched_at", "matched_by_id", "patient_id", "person", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "received_at", "returned_at", "returned_by_id", "returned_from_id", "returned_reason", "revision", "sender", "state", "subject") VALUES (NEW."authored_on", NEW."changed_at", NEW."document_id", NEW."filing_since", NEW."filing_trouble", NEW."id", NEW."matched", NEW."matched_at", NEW."matched_by_id", NEW."patient_id", NEW."person", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."received_at", NEW."returned_at", NEW."returned_by_id", NEW."returned_from_id", NEW."returned_reason", NEW."revision", NEW."sender", NEW."state", NEW."subject"); RETURN NULL;',
                            hash="9c25311564960753a834fa1b688da172a39a9f1d",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_88865",
                            table="patients_referral",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "referral",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_referralevent" ("authored_on", "changed_at", "document_id", "filing_since", "filing_trouble", "id", "matched", "matched_at", "matched_by_id", "patient_id", "person", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "received_at", "returned_at", "returned_by_id", "returned_from_id", "returned_reason", "revision", "sender", "state", "subject") VALUES (OLD."authored_on", OLD."changed_at", OLD."document_id", OLD."filing_since", OLD."filing_trouble", OLD."id", OLD."matched", OLD."matched_at", OLD."matched_by_id", OLD."patient_id", OLD."person", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."received_at", OLD."returned_at", OLD."returned_by_id", OLD."returned_from_id", OLD."returned_reason", OLD."revision", OLD."sender", OLD."state", OLD."subject"); RETURN NULL;',
                            hash="99a9cccc4ffb631b9687de914d6b2a161c62d137",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_358d0",
                            table="patients_referral",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "restriction",
                    pgtrigger.compiler.Trigger(
                        name="keep_restrictions",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="b3efd46497b091ef53a0644bffa291001713095c",
                            operation="DELETE",
                            pgid="pgtrigger_keep_restrictions_953a8",
                            table="patients_restriction",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "restriction",
                    pgtrigger.compiler.Trigger(
                        name="lift_once",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."lifted_at" IS NOT NULL)',
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="f124203748fe66e6a117c85d11490a24e5157c54",
                            operation="UPDATE",
                            pgid="pgtrigger_lift_once_958d1",
                            table="patients_restriction",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "restriction",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_restrictionevent" ("id", "lifted_at", "lifted_by_id", "lifted_reason", "made_at", "made_by_id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason") VALUES (NEW."id", NEW."lifted_at", NEW."lifted_by_id", NEW."lifted_reason", NEW."made_at", NEW."made_by_id", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason"); RETURN NULL;',
                            hash="2a66642df43ee45a1be3e11d42c81b15c2348edd",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_6088d",
                            table="patients_restriction",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "restriction",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "patients_restrictionevent" ("id", "lifted_at", "lifted_by_id", "lifted_reason", "made_at", "made_by_id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason") VALUES (NEW."id", NEW."lifted_at", NEW."lifted_by_id", NEW."lifted_reason", NEW."made_at", NEW."made_by_id", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason"); RETURN NULL;',
                            hash="2090734ee5b7adb2da855c33c3583fc53ee9e76a",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_fbd55",
                            table="patients_restriction",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "restriction",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_restrictionevent" ("id", "lifted_at", "lifted_by_id", "lifted_reason", "made_at", "made_by_id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason") VALUES (OLD."id", OLD."lifted_at", OLD."lifted_by_id", OLD."lifted_reason", OLD."made_at", OLD."made_by_id", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason"); RETURN NULL;',
                            hash="ebeba4d7f7c8e96be5035a70522878fe146d6c1b",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_957c0",
                            table="patients_restriction",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "scan",
                    pgtrigger.compiler.Trigger(
                        name="keep_rows",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="10ccafc407912d526b962a5ce24cbe2b34a55c08",
                            operation="DELETE",
                            pgid="pgtrigger_keep_rows_423f6",
                            table="patients_scan",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "scan",
                    pgtrigger.compiler.Trigger(
                        name="keep_scans",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='RAISE EXCEPTION \'pgtrigger: Cannot update of "patient_id", "kind", "title", "dated", "content_type", "content", "sha256", "size" rows from % table\', TG_TABLE_NAME;',
                            hash="4be3e95ba620e5fe1a7f95c3c98b716af0f441cb",
                            operation='UPDATE OF "patient_id", "kind", "title", "dated", "content_type", "content", "sha256", "size"',
                            pgid="pgtrigger_keep_scans_725ac",
                            table="patients_scan",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "scan",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_scanevent" ("added_at", "added_by_id", "content_type", "dated", "id", "kind", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "size", "title", "void_reason", "voided_at", "voided_by_id") VALUES (NEW."added_at", NEW."added_by_id", NEW."content_type", NEW."dated", NEW."id", NEW."kind", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."sha256", NEW."size", NEW."title", NEW."void_reason", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;',
                            hash="23a55922c7458c1fd4270c44b80d385d5aabc6ff",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_09115",
                            table="patients_scan",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "scan",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."added_at" IS DISTINCT FROM (NEW."added_at") OR OLD."added_by_id" IS DISTINCT FROM (NEW."added_by_id") OR OLD."content_type" IS DISTINCT FROM (NEW."content_type") OR OLD."dated" IS DISTINCT FROM (NEW."dated") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."patient_id" IS DISTINCT FROM (NEW."patient_id") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."size" IS DISTINCT FROM (NEW."size") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."void_reason" IS DISTINCT FROM (NEW."void_reason") OR OLD."voided_at" IS DISTINCT FROM (NEW."voided_at") OR OLD."voided_by_id" IS DISTINCT FROM (NEW."voided_by_id"))',
                            func='INSERT INTO "patients_scanevent" ("added_at", "added_by_id", "content_type", "dated", "id", "kind", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "size", "title", "void_reason", "voided_at", "voided_by_id") VALUES (NEW."added_at", NEW."added_by_id", NEW."content_type", NEW."dated", NEW."id", NEW."kind", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."sha256", NEW."size", NEW."title", NEW."void_reason", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;',
                            hash="04c82e2416aa9a9bf2f8c36d9fb8dccf974bcd4f",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_aa269",
                            table="patients_scan",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "scan",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_scanevent" ("added_at", "added_by_id", "content_type", "dated", "id", "kind", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "size", "title", "void_reason", "voided_at", "voided_by_id") VALUES (OLD."added_at", OLD."added_by_id", OLD."content_type", OLD."dated", OLD."id", OLD."kind", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."sha256", OLD."size", OLD."title", OLD."void_reason", OLD."voided_at", OLD."voided_by_id"); RETURN NULL;',
                            hash="533ea52101fe5f3be2fccfd685d377265ff34067",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_0c89b",
                            table="patients_scan",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "screening",
                    pgtrigger.compiler.Trigger(
                        name="keep_rows",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="5897d89745e59672c10af0eb675bebb24b827ab0",
                            operation="DELETE",
                            pgid="pgtrigger_keep_rows_e3fd8",
                            table="patients_screening",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "screening",
                    pgtrigger.compiler.Trigger(
                        name="screening_evidence_is_frozen",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."patient_id" IS DISTINCT FROM (NEW."patient_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."run_at" IS DISTINCT FROM (NEW."run_at") OR OLD."run_on" IS DISTINCT FROM (NEW."run_on") OR OLD."facts" IS DISTINCT FROM (NEW."facts") OR OLD."policy" IS DISTINCT FROM (NEW."policy") OR OLD."answers" IS DISTINCT FROM (NEW."answers"))',
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="bb37ae12a22dc6452aed7693057738c7011db245",
                            operation="UPDATE",
                            pgid="pgtrigger_screening_evidence_is_frozen_e0acb",
                            table="patients_screening",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "screening",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_screeningevent" ("answers", "changed_at", "facts", "id", "kind", "outcome", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy", "previous_id", "revision", "rules_version", "run_at", "run_by_id", "run_on", "stored_at") VALUES (NEW."answers", NEW."changed_at", NEW."facts", NEW."id", NEW."kind", NEW."outcome", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."policy", NEW."previous_id", NEW."revision", NEW."rules_version", NEW."run_at", NEW."run_by_id", NEW."run_on", NEW."stored_at"); RETURN NULL;',
                            hash="e2a0653ccc77852706e4e5a226809650b3b89d08",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_7bb46",
                            table="patients_screening",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "screening",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "patients_screeningevent" ("answers", "changed_at", "facts", "id", "kind", "outcome", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy", "previous_id", "revision", "rules_version", "run_at", "run_by_id", "run_on", "stored_at") VALUES (NEW."answers", NEW."changed_at", NEW."facts", NEW."id", NEW."kind", NEW."outcome", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."policy", NEW."previous_id", NEW."revision", NEW."rules_version", NEW."run_at", NEW."run_by_id", NEW."run_on", NEW."stored_at"); RETURN NULL;',
                            hash="476237202cb0b8ca2205c7d7bed86d756b6b4159",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_ebdf9",
                            table="patients_screening",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "screening",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_screeningevent" ("answers", "changed_at", "facts", "id", "kind", "outcome", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy", "previous_id", "revision", "rules_version", "run_at", "run_by_id", "run_on", "stored_at") VALUES (OLD."answers", OLD."changed_at", OLD."facts", OLD."id", OLD."kind", OLD."outcome", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."policy", OLD."previous_id", OLD."revision", OLD."rules_version", OLD."run_at", OLD."run_by_id", OLD."run_on", OLD."stored_at"); RETURN NULL;',
                            hash="9c1ad879acbae063771e3a57a0cd24511881d4d2",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_c9cac",
                            table="patients_screening",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "screeningpolicyevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="9504ed7b9e3ac99f80a0a09f15f2ff46daef8b39",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_6d64b",
                            table="patients_screeningpolicyevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "finding",
                    pgtrigger.compiler.Trigger(
                        name="keep_rows",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="ee540fe914bd16934215ac4862e81356f0d6f71a",
                            operation="DELETE",
                            pgid="pgtrigger_keep_rows_c377b",
                            table="patients_finding",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "finding",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_findingevent" ("cleared_in_id", "cleared_with", "decided_at", "decided_by_id", "evidence", "evidence_on", "failed", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reason_code", "recorded", "resolve", "risk_discussed", "rule", "screening_id", "seconded_at", "seconded_by_id", "state", "tier", "trigger", "valid_for", "verdict") VALUES (NEW."cleared_in_id", NEW."cleared_with", NEW."decided_at", NEW."decided_by_id", NEW."evidence", NEW."evidence_on", NEW."failed", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."reason_code", NEW."recorded", NEW."resolve", NEW."risk_discussed", NEW."rule", NEW."screening_id", NEW."seconded_at", NEW."seconded_by_id", NEW."state", NEW."tier", NEW."trigger", NEW."valid_for", NEW."verdict"); RETURN NULL;',
                            hash="6186b3b18d577f4a47494a9a3d8e6da53121e892",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_d90e7",
                            table="patients_finding",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "finding",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "patients_findingevent" ("cleared_in_id", "cleared_with", "decided_at", "decided_by_id", "evidence", "evidence_on", "failed", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reason_code", "recorded", "resolve", "risk_discussed", "rule", "screening_id", "seconded_at", "seconded_by_id", "state", "tier", "trigger", "valid_for", "verdict") VALUES (NEW."cleared_in_id", NEW."cleared_with", NEW."decided_at", NEW."decided_by_id", NEW."evidence", NEW."evidence_on", NEW."failed", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."reason_code", NEW."recorded", NEW."resolve", NEW."risk_discussed", NEW."rule", NEW."screening_id", NEW."seconded_at", NEW."seconded_by_id", NEW."state", NEW."tier", NEW."trigger", NEW."valid_for", NEW."verdict"); RETURN NULL;',
                            hash="f83e047036c4db9431b2c9dd9d9a88168a786b14",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_190f2",
                            table="patients_finding",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "finding",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_findingevent" ("cleared_in_id", "cleared_with", "decided_at", "decided_by_id", "evidence", "evidence_on", "failed", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reason_code", "recorded", "resolve", "risk_discussed", "rule", "screening_id", "seconded_at", "seconded_by_id", "state", "tier", "trigger", "valid_for", "verdict") VALUES (OLD."cleared_in_id", OLD."cleared_with", OLD."decided_at", OLD."decided_by_id", OLD."evidence", OLD."evidence_on", OLD."failed", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."reason_code", OLD."recorded", OLD."resolve", OLD."risk_discussed", OLD."rule", OLD."screening_id", OLD."seconded_at", OLD."seconded_by_id", OLD."state", OLD."tier", OLD."trigger", OLD."valid_for", OLD."verdict"); RETURN NULL;',
                            hash="22f9305039d2f354ad2dd98a6f962b81aad58efe",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_75326",
                            table="patients_finding",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "glassopening",
                    pgtrigger.compiler.Trigger(
                        name="keep_glass_openings",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="2fc8b697d2cf42aed2875bce440ac2f69c636f5a",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_keep_glass_openings_8a57d",
                            table="patients_glassopening",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "glassopening",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_glassopeningevent" ("expires_at", "id", "opened_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "restriction_id", "user_id", "why", "words") VALUES (NEW."expires_at", NEW."id", NEW."opened_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."restriction_id", NEW."user_id", NEW."why", NEW."words"); RETURN NULL;',
                            hash="1b22e83035fbf220803f7c26ed001b402463359b",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_9a07a",
                            table="patients_glassopening",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "glassopening",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "patients_glassopeningevent" ("expires_at", "id", "opened_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "restriction_id", "user_id", "why", "words") VALUES (NEW."expires_at", NEW."id", NEW."opened_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."restriction_id", NEW."user_id", NEW."why", NEW."words"); RETURN NULL;',
                            hash="e93b9ebf536b847a1b4af9588f96e074c2be8570",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_c2e37",
                            table="patients_glassopening",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "glassopening",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_glassopeningevent" ("expires_at", "id", "opened_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "restriction_id", "user_id", "why", "words") VALUES (OLD."expires_at", OLD."id", OLD."opened_at", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."restriction_id", OLD."user_id", OLD."why", OLD."words"); RETURN NULL;',
                            hash="49bf819818e7bd701ca37a6f81a041ef9e07cf42",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_f19c8",
                            table="patients_glassopening",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "namedreader",
                    pgtrigger.compiler.Trigger(
                        name="keep_named_readers",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="9494594351f5e1e59a1e9b32ca6c9a8b460abfe4",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_keep_named_readers_8075e",
                            table="patients_namedreader",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "namedreader",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_namedreaderevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "restriction_id", "user_id") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."restriction_id", NEW."user_id"); RETURN NULL;',
                            hash="32daedd648d1c902393a1ae7f76863943be01683",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_f1675",
                            table="patients_namedreader",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "namedreader",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "patients_namedreaderevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "restriction_id", "user_id") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."restriction_id", NEW."user_id"); RETURN NULL;',
                            hash="64bc3c4bfb8b6db854f0fe1b8ee312790c49892b",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_3b996",
                            table="patients_namedreader",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "namedreader",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_namedreaderevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "restriction_id", "user_id") VALUES (OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."restriction_id", OLD."user_id"); RETURN NULL;',
                            hash="50011ec7e9531be5135c41dbd15c979f0c99b1ab",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_63069",
                            table="patients_namedreader",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "medication",
                    pgtrigger.compiler.Trigger(
                        name="keep_rows",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="d4e04064c2969b978bccf27f1f643c6c582bb6cd",
                            operation="DELETE",
                            pgid="pgtrigger_keep_rows_a6e4b",
                            table="patients_medication",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "medication",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_medicationevent" ("accepted_at", "accepted_by_id", "changed_at", "classed_by", "classes", "dose", "dose_mg_per_day", "entered_at", "entered_by_id", "id", "indication", "name", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "referral_id", "revision", "route", "rxcui", "source_digest", "source_key", "started_on", "started_precision", "stopped_on", "stopped_precision", "void_reason", "voided_at", "voided_by_id") VALUES (NEW."accepted_at", NEW."accepted_by_id", NEW."changed_at", NEW."classed_by", NEW."classes", NEW."dose", NEW."dose_mg_per_day", NEW."entered_at", NEW."entered_by_id", NEW."id", NEW."indication", NEW."name", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."referral_id", NEW."revision", NEW."route", NEW."rxcui", NEW."source_digest", NEW."source_key", NEW."started_on", NEW."started_precision", NEW."stopped_on", NEW."stopped_precision", NEW."void_reason", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;',
                            hash="a91e084d18429fb3d893f27c6af4f761c4ad7e6c",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_47d9a",
                            table="patients_medication",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "medication",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "patients_medicationevent" ("accepted_at", "accepted_by_id", "changed_at", "classed_by", "classes", "dose", "dose_mg_per_day", "entered_at", "entered_by_id", "id", "indication", "name", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "referral_id", "revision", "route", "rxcui", "source_digest", "source_key", "started_on", "started_precision", "stopped_on", "stopped_precision", "void_reason", "voided_at", "voided_by_id") VALUES (NEW."accepted_at", NEW."accepted_by_id", NEW."changed_at", NEW."classed_by", NEW."classes", NEW."dose", NEW."dose_mg_per_day", NEW."entered_at", NEW."entered_by_id", NEW."id", NEW."indication", NEW."name", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."referral_id", NEW."revision", NEW."route", NEW."rxcui", NEW."source_digest", NEW."source_key", NEW."started_on", NEW."started_precision", NEW."stopped_on", NEW."stopped_precision", NEW."void_reason", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;',
                            hash="cc5af5a8a51ab450180e7c48596a1eec3194def1",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_64339",
                            table="patients_medication",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "medication",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_medicationevent" ("accepted_at", "accepted_by_id", "changed_at", "classed_by", "classes", "dose", "dose_mg_per_day", "entered_at", "entered_by_id", "id", "indication", "name", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "referral_id", "revision", "route", "rxcui", "source_digest", "source_key", "started_on", "started_precision", "stopped_on", "stopped_precision", "void_reason", "voided_at", "voided_by_id") VALUES (OLD."accepted_at", OLD."accepted_by_id", OLD."changed_at", OLD."classed_by", OLD."classes", OLD."dose", OLD."dose_mg_per_day", OLD."entered_at", OLD."entered_by_id", OLD."id", OLD."indication", OLD."name", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."referral_id", OLD."revision", OLD."route", OLD."rxcui", OLD."source_digest", OLD."source_key", OLD."started_on", OLD."started_precision", OLD."stopped_on", OLD."stopped_precision", OLD."void_reason", OLD."voided_at", OLD."voided_by_id"); RETURN NULL;',
                            hash="828c39777e10b35e920152d46d07f06a294d624d",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_397ac",
                            table="patients_medication",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "consentevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="fced6dcbc87843e2b3fc4d589e9e5c46457e7a26",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_76697",
                            table="patients_consentevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "allergy",
                    pgtrigger.compiler.Trigger(
                        name="keep_rows",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="041d9eeaa9abb425a74df28b3af6e28c6174cd78",
                            operation="DELETE",
                            pgid="pgtrigger_keep_rows_d7bda",
                            table="patients_allergy",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "allergy",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_allergyevent" ("accepted_at", "accepted_by_id", "changed_at", "classes", "code", "disproved_on", "entered_at", "entered_by_id", "id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reaction", "referral_id", "revision", "source_digest", "source_key", "status", "substance", "system", "verified", "void_reason", "voided_at", "voided_by_id") VALUES (NEW."accepted_at", NEW."accepted_by_id", NEW."changed_at", NEW."classes", NEW."code", NEW."disproved_on", NEW."entered_at", NEW."entered_by_id", NEW."id", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reaction", NEW."referral_id", NEW."revision", NEW."source_digest", NEW."source_key", NEW."status", NEW."substance", NEW."system", NEW."verified", NEW."void_reason", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;',
                            hash="23579516902f9de37ffcae03c060ff6674eb4e97",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_09063",
                            table="patients_allergy",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "allergy",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "patients_allergyevent" ("accepted_at", "accepted_by_id", "changed_at", "classes", "code", "disproved_on", "entered_at", "entered_by_id", "id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reaction", "referral_id", "revision", "source_digest", "source_key", "status", "substance", "system", "verified", "void_reason", "voided_at", "voided_by_id") VALUES (NEW."accepted_at", NEW."accepted_by_id", NEW."changed_at", NEW."classes", NEW."code", NEW."disproved_on", NEW."entered_at", NEW."entered_by_id", NEW."id", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reaction", NEW."referral_id", NEW."revision", NEW."source_digest", NEW."source_key", NEW."status", NEW."substance", NEW."system", NEW."verified", NEW."void_reason", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;',
                            hash="b7b6f2865e332f5b88f5a80202c749edc67f127d",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_6c37b",
                            table="patients_allergy",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "allergy",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_allergyevent" ("accepted_at", "accepted_by_id", "changed_at", "classes", "code", "disproved_on", "entered_at", "entered_by_id", "id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reaction", "referral_id", "revision", "source_digest", "source_key", "status", "substance", "system", "verified", "void_reason", "voided_at", "voided_by_id") VALUES (OLD."accepted_at", OLD."accepted_by_id", OLD."changed_at", OLD."classes", OLD."code", OLD."disproved_on", OLD."entered_at", OLD."entered_by_id", OLD."id", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reaction", OLD."referral_id", OLD."revision", OLD."source_digest", OLD."source_key", OLD."status", OLD."substance", OLD."system", OLD."verified", OLD."void_reason", OLD."voided_at", OLD."voided_by_id"); RETURN NULL;',
                            hash="c3fd01cd4273cd0b2da7f87537e3b45adef140a4",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_9391c",
                            table="patients_allergy",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "patientidentifierevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="de02e47bbd0ed6bd0e869ab48f6658cac8d3c48d",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_8fe3f",
                            table="patients_patientidentifierevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "priortreatment",
                    pgtrigger.compiler.Trigger(
                        name="keep_rows",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="664ab531ff130fbd6bd6cae783b0a3fbb361807a",
                            operation="DELETE",
                            pgid="pgtrigger_keep_rows_ecdab",
                            table="patients_priortreatment",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "priortreatment",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_priortreatmentevent" ("accepted_at", "accepted_by_id", "changed_at", "ended_on", "ended_precision", "entered_at", "entered_by_id", "id", "kind", "note", "outcome", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "referral_id", "region", "revision", "side", "source_digest", "source_key", "started_on", "started_precision", "substance", "void_reason", "voided_at", "voided_by_id") VALUES (NEW."accepted_at", NEW."accepted_by_id", NEW."changed_at", NEW."ended_on", NEW."ended_precision", NEW."entered_at", NEW."entered_by_id", NEW."id", NEW."kind", NEW."note", NEW."outcome", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."referral_id", NEW."region", NEW."revision", NEW."side", NEW."source_digest", NEW."source_key", NEW."started_on", NEW."started_precision", NEW."substance", NEW."void_reason", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;',
                            hash="4cd19b02ba8f58c15f723aacd70b1c04fafc192d",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_67b21",
                            table="patients_priortreatment",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "priortreatment",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "patients_priortreatmentevent" ("accepted_at", "accepted_by_id", "changed_at", "ended_on", "ended_precision", "entered_at", "entered_by_id", "id", "kind", "note", "outcome", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "referral_id", "region", "revision", "side", "source_digest", "source_key", "started_on", "started_precision", "substance", "void_reason", "voided_at", "voided_by_id") VALUES (NEW."accepted_at", NEW."accepted_by_id", NEW."changed_at", NEW."ended_on", NEW."ended_precision", NEW."entered_at", NEW."entered_by_id", NEW."id", NEW."kind", NEW."note", NEW."outcome", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."referral_id", NEW."region", NEW."revision", NEW."side", NEW."source_digest", NEW."source_key", NEW."started_on", NEW."started_precision", NEW."substance", NEW."void_reason", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;',
                            hash="e35e1f7d8854dd8fca3a1f558093bd4458128f6a",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_fcfc5",
                            table="patients_priortreatment",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "priortreatment",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_priortreatmentevent" ("accepted_at", "accepted_by_id", "changed_at", "ended_on", "ended_precision", "entered_at", "entered_by_id", "id", "kind", "note", "outcome", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "referral_id", "region", "revision", "side", "source_digest", "source_key", "started_on", "started_precision", "substance", "void_reason", "voided_at", "voided_by_id") VALUES (OLD."accepted_at", OLD."accepted_by_id", OLD."changed_at", OLD."ended_on", OLD."ended_precision", OLD."entered_at", OLD."entered_by_id", OLD."id", OLD."kind", OLD."note", OLD."outcome", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."referral_id", OLD."region", OLD."revision", OLD."side", OLD."source_digest", OLD."source_key", OLD."started_on", OLD."started_precision", OLD."substance", OLD."void_reason", OLD."voided_at", OLD."voided_by_id"); RETURN NULL;',
                            hash="b0a4d0ea9a6433fd5ca6d05e35adabd0e2b3464b",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_e2a38",
                            table="patients_priortreatment",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "problem",
                    pgtrigger.compiler.Trigger(
                        name="keep_rows",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="482ebcd6996e7c3a0debe962e18b28b64fae2e08",
                            operation="DELETE",
                            pgid="pgtrigger_keep_rows_c3862",
                            table="patients_problem",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "problem",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_problemevent" ("accepted_at", "accepted_by_id", "changed_at", "code", "display", "entered_at", "entered_by_id", "id", "note", "onset", "onset_precision", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "referral_id", "revision", "source_digest", "source_key", "status", "system", "verified", "void_reason", "voided_at", "voided_by_id") VALUES (NEW."accepted_at", NEW."accepted_by_id", NEW."changed_at", NEW."code", NEW."display", NEW."entered_at", NEW."entered_by_id", NEW."id", NEW."note", NEW."onset", NEW."onset_precision", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."referral_id", NEW."revision", NEW."source_digest", NEW."source_key", NEW."status", NEW."system", NEW."verified", NEW."void_reason", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;',
                            hash="a54d099951544f761d2c47caae226ca83e719737",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_bb3f5",
                            table="patients_problem",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "problem",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "patients_problemevent" ("accepted_at", "accepted_by_id", "changed_at", "code", "display", "entered_at", "entered_by_id", "id", "note", "onset", "onset_precision", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "referral_id", "revision", "source_digest", "source_key", "status", "system", "verified", "void_reason", "voided_at", "voided_by_id") VALUES (NEW."accepted_at", NEW."accepted_by_id", NEW."changed_at", NEW."code", NEW."display", NEW."entered_at", NEW."entered_by_id", NEW."id", NEW."note", NEW."onset", NEW."onset_precision", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."referral_id", NEW."revision", NEW."source_digest", NEW."source_key", NEW."status", NEW."system", NEW."verified", NEW."void_reason", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;',
                            hash="53da235a1a59935e313a687b9dfe9cac55db1850",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_190b8",
                            table="patients_problem",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "problem",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_problemevent" ("accepted_at", "accepted_by_id", "changed_at", "code", "display", "entered_at", "entered_by_id", "id", "note", "onset", "onset_precision", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "referral_id", "revision", "source_digest", "source_key", "status", "system", "verified", "void_reason", "voided_at", "voided_by_id") VALUES (OLD."accepted_at", OLD."accepted_by_id", OLD."changed_at", OLD."code", OLD."display", OLD."entered_at", OLD."entered_by_id", OLD."id", OLD."note", OLD."onset", OLD."onset_precision", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."referral_id", OLD."revision", OLD."source_digest", OLD."source_key", OLD."status", OLD."system", OLD."verified", OLD."void_reason", OLD."voided_at", OLD."voided_by_id"); RETURN NULL;',
                            hash="6efcf2f9742a6c16d35fad345d15d6fba5201d46",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_c1bca",
                            table="patients_problem",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "recordrequestevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="0493201a8861d8a4f33fa884575906734fe1122d",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_7fba1",
                            table="patients_recordrequestevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "referralevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="c85f3ab83766469ec53032ca046c23245c027acb",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_3b8e2",
                            table="patients_referralevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "restrictionevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="dcaaf54540238069b2bb4a427365ba2b50202dd1",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_bd89a",
                            table="patients_restrictionevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "result",
                    pgtrigger.compiler.Trigger(
                        name="keep_rows",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="ca10054b0023ccfa8d3fd40563a48f7902cdc2e5",
                            operation="DELETE",
                            pgid="pgtrigger_keep_rows_9a4e4",
                            table="patients_result",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "result",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_resultevent" ("accepted_at", "accepted_by_id", "changed_at", "entered_at", "entered_by_id", "id", "kind", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "referral_id", "revision", "source_digest", "source_key", "taken_at", "taken_on", "value", "void_reason", "voided_at", "voided_by_id") VALUES (NEW."accepted_at", NEW."accepted_by_id", NEW."changed_at", NEW."entered_at", NEW."entered_by_id", NEW."id", NEW."kind", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."referral_id", NEW."revision", NEW."source_digest", NEW."source_key", NEW."taken_at", NEW."taken_on", NEW."value", NEW."void_reason", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;',
                            hash="025fe7a22b5d106c84052ff4b808bce5bbfcc5d0",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_58dee",
                            table="patients_result",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "result",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "patients_resultevent" ("accepted_at", "accepted_by_id", "changed_at", "entered_at", "entered_by_id", "id", "kind", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "referral_id", "revision", "source_digest", "source_key", "taken_at", "taken_on", "value", "void_reason", "voided_at", "voided_by_id") VALUES (NEW."accepted_at", NEW."accepted_by_id", NEW."changed_at", NEW."entered_at", NEW."entered_by_id", NEW."id", NEW."kind", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."referral_id", NEW."revision", NEW."source_digest", NEW."source_key", NEW."taken_at", NEW."taken_on", NEW."value", NEW."void_reason", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;',
                            hash="fba94abb569685f2fd87e8668ad92293c3231b6e",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_d6dda",
                            table="patients_result",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "result",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_resultevent" ("accepted_at", "accepted_by_id", "changed_at", "entered_at", "entered_by_id", "id", "kind", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "referral_id", "revision", "source_digest", "source_key", "taken_at", "taken_on", "value", "void_reason", "voided_at", "voided_by_id") VALUES (OLD."accepted_at", OLD."accepted_by_id", OLD."changed_at", OLD."entered_at", OLD."entered_by_id", OLD."id", OLD."kind", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."referral_id", OLD."revision", OLD."source_digest", OLD."source_key", OLD."taken_at", OLD."taken_on", OLD."value", OLD."void_reason", OLD."voided_at", OLD."voided_by_id"); RETURN NULL;',
                            hash="caff88649a3f11334c9a13fe8bf6791b58c55c0b",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_8866c",
                            table="patients_result",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "scanevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="1a3739baa19f1ae7353660ad0f5d75ca1bcbaf8c",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_7c685",
                            table="patients_scanevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "screeningevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="7234a625d9f24a4b2b13e6cb98e4faeea4024612",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_dbc26",
                            table="patients_screeningevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "specialistnote",
                    pgtrigger.compiler.Trigger(
                        name="keep_rows",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="9518413e673e1931c74bd1dbbde01da39c161bc9",
                            operation="DELETE",
                            pgid="pgtrigger_keep_rows_49b32",
                            table="patients_specialistnote",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "specialistnote",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_specialistnoteevent" ("accepted_at", "accepted_by_id", "agrees", "changed_at", "dated", "entered_at", "entered_by_id", "id", "kind", "note", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "referral_id", "revision", "source_digest", "source_key", "specialist", "void_reason", "voided_at", "voided_by_id") VALUES (NEW."accepted_at", NEW."accepted_by_id", NEW."agrees", NEW."changed_at", NEW."dated", NEW."entered_at", NEW."entered_by_id", NEW."id", NEW."kind", NEW."note", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."referral_id", NEW."revision", NEW."source_digest", NEW."source_key", NEW."specialist", NEW."void_reason", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;',
                            hash="a3ee609a4d2af6b9e6d91b9626cb22c8e11f7ca6",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_68ba7",
                            table="patients_specialistnote",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "specialistnote",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "patients_specialistnoteevent" ("accepted_at", "accepted_by_id", "agrees", "changed_at", "dated", "entered_at", "entered_by_id", "id", "kind", "note", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "referral_id", "revision", "source_digest", "source_key", "specialist", "void_reason", "voided_at", "voided_by_id") VALUES (NEW."accepted_at", NEW."accepted_by_id", NEW."agrees", NEW."changed_at", NEW."dated", NEW."entered_at", NEW."entered_by_id", NEW."id", NEW."kind", NEW."note", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."referral_id", NEW."revision", NEW."source_digest", NEW."source_key", NEW."specialist", NEW."void_reason", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;',
                            hash="fa5e59b5dc0db1de673152e304e9b8494bcd644f",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_794b6",
                            table="patients_specialistnote",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "specialistnote",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_specialistnoteevent" ("accepted_at", "accepted_by_id", "agrees", "changed_at", "dated", "entered_at", "entered_by_id", "id", "kind", "note", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "referral_id", "revision", "source_digest", "source_key", "specialist", "void_reason", "voided_at", "voided_by_id") VALUES (OLD."accepted_at", OLD."accepted_by_id", OLD."agrees", OLD."changed_at", OLD."dated", OLD."entered_at", OLD."entered_by_id", OLD."id", OLD."kind", OLD."note", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."referral_id", OLD."revision", OLD."source_digest", OLD."source_key", OLD."specialist", OLD."void_reason", OLD."voided_at", OLD."voided_by_id"); RETURN NULL;',
                            hash="b5cdf680cdd766970bfc248cc0115e1fff698fd7",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_0245a",
                            table="patients_specialistnote",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "prescriberdecision",
                    pgtrigger.compiler.Trigger(
                        name="keep_rows",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="a79409d9a09fe5a610e71d46a27928a0726ef672",
                            operation="DELETE",
                            pgid="pgtrigger_keep_rows_45c40",
                            table="patients_prescriberdecision",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "prescriberdecision",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_prescriberdecisionevent" ("decided_on", "decision", "entered_at", "entered_by_id", "id", "medication_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prescriber") VALUES (NEW."decided_on", NEW."decision", NEW."entered_at", NEW."entered_by_id", NEW."id", NEW."medication_id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."prescriber"); RETURN NULL;',
                            hash="e9b60eec2d4a974c493a90f51f68af8386a7ce63",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_1dd18",
                            table="patients_prescriberdecision",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "prescriberdecision",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "patients_prescriberdecisionevent" ("decided_on", "decision", "entered_at", "entered_by_id", "id", "medication_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prescriber") VALUES (NEW."decided_on", NEW."decision", NEW."entered_at", NEW."entered_by_id", NEW."id", NEW."medication_id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."prescriber"); RETURN NULL;',
                            hash="6ca6577be15a639aca8dd1c7bb2c7ec104843d5c",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_f2d35",
                            table="patients_prescriberdecision",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "prescriberdecision",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "patients_prescriberdecisionevent" ("decided_on", "decision", "entered_at", "entered_by_id", "id", "medication_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prescriber") VALUES (OLD."decided_on", OLD."decision", OLD."entered_at", OLD."entered_by_id", OLD."id", OLD."medication_id", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."prescriber"); RETURN NULL;',
                            hash="48e86c4a4f2e05bf7591d1086a2ec887dfe3928a",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_d5b2a",
                            table="patients_prescriberdecision",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "problemevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="bb5fedf450e9434073bb2ad92a77e4daccfad023",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_3b83b",
                            table="patients_problemevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "priortreatmentevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="a9a55fc3a1e7bb818d0685ed42459f17cb74fa7c",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_84149",
                            table="patients_priortreatmentevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "medicationevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="f3c4d0ad448b5bfc9797ade73a83127994bf3672",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_02766",
                            table="patients_medicationevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "allergyevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="c548d99255e80820398f5ae48af48c09093f1f15",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_539c8",
                            table="patients_allergyevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "namedreaderevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="7b9272ad45c205b6d0c3991c07bc8bb8de3e8ed1",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_3d4f9",
                            table="patients_namedreaderevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "glassopeningevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="0a9969e230853042c0c1845354bda339e9f278bd",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_da29d",
                            table="patients_glassopeningevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "resultevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="f73e5c4135833e638da7c572a180b33233e67519",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_5fbc7",
                            table="patients_resultevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "findingevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="2b4e570ee4a0e956e45c60350b1e4bccf0911a10",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_c65f2",
                            table="patients_findingevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "specialistnoteevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="b67b4ba80ea781326803f54fdb5467a016422992",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_b58d4",
                            table="patients_specialistnoteevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "prescriberdecisionevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="79648980bd2547822a162b81fd5e8e1cfe5b141a",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_2f610",
                            table="patients_prescriberdecisionevent",
                            when="BEFORE",
                        ),
                    ),
                ),
            ],
        ),
    ]
