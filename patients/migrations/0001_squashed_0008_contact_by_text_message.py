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
    ]

    initial = True

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("staff", "__first__"),
    ]

    operations = [
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
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("family_key", models.CharField(db_collation="C", editable=False, max_length=160)),
                ("given_key", models.CharField(db_collation="C", editable=False, max_length=160)),
                ("name_key", models.CharField(db_collation="C", editable=False, max_length=320)),
                (
                    "phone_key",
                    models.CharField(blank=True, db_collation="C", editable=False, max_length=40),
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
                    models.Index(fields=["given_key", "family_key", "id"], name="patient_by_given"),
                    models.Index(fields=["birth_date"], name="patient_by_birth"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["phone_key"], name="patient_phone_trgm", opclasses=["gin_trgm_ops"]
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["name_key"], name="patient_name_trgm", opclasses=["gin_trgm_ops"]
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
                        condition=models.Q(("sex__in", ["female", "male", "other", "unknown"])),
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
            name="ClinicMedicine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
            name="ScreeningPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
            name="Allergy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("entered_at", models.DateTimeField(auto_now_add=True)),
                ("voided_at", models.DateTimeField(blank=True, null=True)),
                ("void_reason", models.CharField(blank=True, max_length=300)),
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
            ],
            options={
                "verbose_name_plural": "allergies",
                "ordering": ["substance", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("void_reason", ""), ("voided_at", None), ("voided_by", None)),
                            models.Q(
                                ("voided_at__isnull", False),
                                ("voided_by__isnull", False),
                                models.Q(("void_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="allergy_voided_with_reason",
                        violation_error_message="Say why this entry is taken back.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("own_goal", models.CharField(max_length=300)),
                ("signed_name", models.CharField(max_length=160)),
                ("guardian_name", models.CharField(blank=True, max_length=160)),
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
                ("paper_reference", models.CharField(blank=True, max_length=120)),
                ("signature", models.JSONField(blank=True, default=list)),
                ("guardian_signature", models.JSONField(blank=True, default=list)),
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
                ("understanding_words", models.CharField(blank=True, default="", max_length=600)),
            ],
            options={
                "ordering": ["-signed_at", "-id"],
                "indexes": [models.Index(fields=["patient", "-signed_at"], name="consent_latest")],
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
            name="Medication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("entered_at", models.DateTimeField(auto_now_add=True)),
                ("voided_at", models.DateTimeField(blank=True, null=True)),
                ("void_reason", models.CharField(blank=True, max_length=300)),
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
                    models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True),
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
                ("stopped_on", models.DateField(blank=True, null=True)),
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
            ],
            options={
                "ordering": [
                    models.OrderBy(models.F("stopped_on"), descending=True, nulls_first=True),
                    "name",
                    "id",
                ],
                "indexes": [
                    models.Index(fields=["patient", "stopped_on"], name="medication_by_patient")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("void_reason", ""), ("voided_at", None), ("voided_by", None)),
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
                            ("dose_mg_per_day", None), ("dose_mg_per_day__gt", 0), _connector="OR"
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
                ("family_key", models.CharField(db_collation="C", editable=False, max_length=160)),
                ("given_key", models.CharField(db_collation="C", editable=False, max_length=160)),
                ("name_key", models.CharField(db_collation="C", editable=False, max_length=320)),
                (
                    "phone_key",
                    models.CharField(blank=True, db_collation="C", editable=False, max_length=40),
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
            name="PriorTreatment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("entered_at", models.DateTimeField(auto_now_add=True)),
                ("voided_at", models.DateTimeField(blank=True, null=True)),
                ("void_reason", models.CharField(blank=True, max_length=300)),
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
                ("ended_on", models.DateField(blank=True, null=True)),
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
            ],
            options={
                "ordering": [
                    models.OrderBy(models.F("ended_on"), descending=True, nulls_first=True),
                    "-id",
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("void_reason", ""), ("voided_at", None), ("voided_by", None)),
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
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("entered_at", models.DateTimeField(auto_now_add=True)),
                ("voided_at", models.DateTimeField(blank=True, null=True)),
                ("void_reason", models.CharField(blank=True, max_length=300)),
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
            ],
            options={
                "ordering": ["status", "display", "id"],
                "indexes": [models.Index(fields=["patient", "status"], name="problem_by_patient")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("void_reason", ""), ("voided_at", None), ("voided_by", None)),
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
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["active", "inactive", "resolved"])),
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
            name="Result",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("entered_at", models.DateTimeField(auto_now_add=True)),
                ("voided_at", models.DateTimeField(blank=True, null=True)),
                ("void_reason", models.CharField(blank=True, max_length=300)),
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
                            ("bp_systolic", "Blood pressure, systolic"),
                            ("bp_diastolic", "Blood pressure, diastolic"),
                            ("pulse", "Pulse"),
                            ("temperature", "Temperature"),
                        ],
                        max_length=12,
                    ),
                ),
                ("value", models.DecimalField(decimal_places=2, max_digits=8)),
                ("taken_on", models.DateField()),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
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
            ],
            options={
                "ordering": [
                    "-taken_on",
                    models.OrderBy(models.F("taken_at"), descending=True, nulls_last=True),
                    "-id",
                ],
                "indexes": [
                    models.Index(fields=["patient", "kind", "-taken_on"], name="result_latest")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("void_reason", ""), ("voided_at", None), ("voided_by", None)),
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
                            _connector="OR",
                        ),
                        name="result_possible",
                        violation_error_message="This value is outside what is possible; check the unit.",
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
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("stored_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["-run_at", "-id"],
                "indexes": [
                    models.Index(fields=["patient", "kind", "-run_at"], name="screening_latest"),
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
            name="SpecialistNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("entered_at", models.DateTimeField(auto_now_add=True)),
                ("voided_at", models.DateTimeField(blank=True, null=True)),
                ("void_reason", models.CharField(blank=True, max_length=300)),
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
            ],
            options={
                "ordering": ["-dated", "-id"],
                "indexes": [
                    models.Index(fields=["patient", "-dated"], name="specialist_note_by_patient")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("void_reason", ""), ("voided_at", None), ("voided_by", None)),
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
            name="Finding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        choices=[("session", "This session only"), ("plan", "The whole plan")],
                        default="session",
                        max_length=10,
                    ),
                ),
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
                    "screening",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="patients.screening",
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
                ("cleared_with", models.CharField(blank=True, max_length=500)),
                ("failed", models.BooleanField(default=False)),
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
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("screening", "rule"), name="finding_once_per_rule"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "acknowledged"), _negated=True),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="finding_acknowledged_by_someone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["overridden", "awaiting"]), _negated=True),
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
                            (
                                "state__in",
                                ["open", "cleared", "overridden", "acknowledged", "awaiting"],
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
                                models.Q(("seconded_by", models.F("decided_by")), _negated=True),
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
                    models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True),
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
                ("stopped_on", models.DateField(blank=True, null=True)),
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
            ],
            options={
                "abstract": False,
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
                ("own_goal", models.CharField(max_length=300)),
                ("signed_name", models.CharField(max_length=160)),
                ("guardian_name", models.CharField(blank=True, max_length=160)),
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
                ("paper_reference", models.CharField(blank=True, max_length=120)),
                ("signature", models.JSONField(blank=True, default=list)),
                ("guardian_signature", models.JSONField(blank=True, default=list)),
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
                ("understanding_words", models.CharField(blank=True, default="", max_length=600)),
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PrescriberDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "decision",
                    models.CharField(
                        choices=[("continue", "Continue"), ("hold", "Hold as the prescriber says")],
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
                ("ended_on", models.DateField(blank=True, null=True)),
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
            ],
            options={
                "abstract": False,
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
                            ("bp_systolic", "Blood pressure, systolic"),
                            ("bp_diastolic", "Blood pressure, diastolic"),
                            ("pulse", "Pulse"),
                            ("temperature", "Temperature"),
                        ],
                        max_length=12,
                    ),
                ),
                ("value", models.DecimalField(decimal_places=2, max_digits=8)),
                ("taken_on", models.DateField()),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
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
                ("stored_at", models.DateTimeField(auto_now_add=True)),
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
                        choices=[("continue", "Continue"), ("hold", "Hold as the prescriber says")],
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
                        choices=[("session", "This session only"), ("plan", "The whole plan")],
                        default="session",
                        max_length=10,
                    ),
                ),
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
                    "screening",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="patients.screening",
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
                ("cleared_with", models.CharField(blank=True, max_length=500)),
                ("failed", models.BooleanField(default=False)),
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RunSQL(
            sql="CREATE SEQUENCE patient_record_number",
            reverse_sql="DROP SEQUENCE patient_record_number",
        ),
        staff.migration_operations.AddTriggers(
            triggers=[
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
                            func='INSERT INTO "patients_patientevent" ("address", "allergies_status", "birth_date", "changed_at", "complaint", "deceased_on", "email", "family_key", "family_name", "given_key", "given_name", "history_reviewed_by_id", "history_reviewed_on", "id", "merged_into_id", "name_key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_key", "preferred_contact", "preferred_language", "record_number", "referrer", "registered_at", "registered_by_id", "revision", "sex") VALUES (NEW."address", NEW."allergies_status", NEW."birth_date", NEW."changed_at", NEW."complaint", NEW."deceased_on", NEW."email", NEW."family_key", NEW."family_name", NEW."given_key", NEW."given_name", NEW."history_reviewed_by_id", NEW."history_reviewed_on", NEW."id", NEW."merged_into_id", NEW."name_key", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."phone_key", NEW."preferred_contact", NEW."preferred_language", NEW."record_number", NEW."referrer", NEW."registered_at", NEW."registered_by_id", NEW."revision", NEW."sex"); RETURN NULL;',
                            hash="26f1961531ed6a93485c5fa96551ba04ff2b9e00",
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
                            func='INSERT INTO "patients_patientevent" ("address", "allergies_status", "birth_date", "changed_at", "complaint", "deceased_on", "email", "family_key", "family_name", "given_key", "given_name", "history_reviewed_by_id", "history_reviewed_on", "id", "merged_into_id", "name_key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_key", "preferred_contact", "preferred_language", "record_number", "referrer", "registered_at", "registered_by_id", "revision", "sex") VALUES (NEW."address", NEW."allergies_status", NEW."birth_date", NEW."changed_at", NEW."complaint", NEW."deceased_on", NEW."email", NEW."family_key", NEW."family_name", NEW."given_key", NEW."given_name", NEW."history_reviewed_by_id", NEW."history_reviewed_on", NEW."id", NEW."merged_into_id", NEW."name_key", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."phone_key", NEW."preferred_contact", NEW."preferred_language", NEW."record_number", NEW."referrer", NEW."registered_at", NEW."registered_by_id", NEW."revision", NEW."sex"); RETURN NULL;',
                            hash="d385ba048fd1f10c27fc353fd4ecf188b74b97c3",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_546ce",
                            table="patients_patient",
                            when="AFTER",
                        ),
                    ),
                ),
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
                            func='INSERT INTO "patients_allergyevent" ("changed_at", "classes", "disproved_on", "entered_at", "entered_by_id", "id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reaction", "revision", "substance", "void_reason", "voided_at", "voided_by_id") VALUES (NEW."changed_at", NEW."classes", NEW."disproved_on", NEW."entered_at", NEW."entered_by_id", NEW."id", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reaction", NEW."revision", NEW."substance", NEW."void_reason", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;',
                            hash="166743c3fb116e4b4a7e5de3ffbf76c7f0a34fff",
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
                            func='INSERT INTO "patients_allergyevent" ("changed_at", "classes", "disproved_on", "entered_at", "entered_by_id", "id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reaction", "revision", "substance", "void_reason", "voided_at", "voided_by_id") VALUES (NEW."changed_at", NEW."classes", NEW."disproved_on", NEW."entered_at", NEW."entered_by_id", NEW."id", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reaction", NEW."revision", NEW."substance", NEW."void_reason", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;',
                            hash="fa91fbad74050eec616943957b2a22aae7084487",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_6c37b",
                            table="patients_allergy",
                            when="AFTER",
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
                            func='INSERT INTO "patients_medicationevent" ("changed_at", "classed_by", "classes", "dose", "dose_mg_per_day", "entered_at", "entered_by_id", "id", "indication", "name", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "route", "started_on", "stopped_on", "void_reason", "voided_at", "voided_by_id") VALUES (NEW."changed_at", NEW."classed_by", NEW."classes", NEW."dose", NEW."dose_mg_per_day", NEW."entered_at", NEW."entered_by_id", NEW."id", NEW."indication", NEW."name", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."revision", NEW."route", NEW."started_on", NEW."stopped_on", NEW."void_reason", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;',
                            hash="f3699d3d3c72f453f698d677c18da4a1435a7d5b",
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
                            func='INSERT INTO "patients_medicationevent" ("changed_at", "classed_by", "classes", "dose", "dose_mg_per_day", "entered_at", "entered_by_id", "id", "indication", "name", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "route", "started_on", "stopped_on", "void_reason", "voided_at", "voided_by_id") VALUES (NEW."changed_at", NEW."classed_by", NEW."classes", NEW."dose", NEW."dose_mg_per_day", NEW."entered_at", NEW."entered_by_id", NEW."id", NEW."indication", NEW."name", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."revision", NEW."route", NEW."started_on", NEW."stopped_on", NEW."void_reason", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;',
                            hash="4f138521864c2884114a56e4f3174528b83bece3",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_64339",
                            table="patients_medication",
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
                            func='INSERT INTO "patients_priortreatmentevent" ("changed_at", "ended_on", "entered_at", "entered_by_id", "id", "kind", "note", "outcome", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region", "revision", "side", "started_on", "substance", "void_reason", "voided_at", "voided_by_id") VALUES (NEW."changed_at", NEW."ended_on", NEW."entered_at", NEW."entered_by_id", NEW."id", NEW."kind", NEW."note", NEW."outcome", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."region", NEW."revision", NEW."side", NEW."started_on", NEW."substance", NEW."void_reason", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;',
                            hash="da0183b3ec6cb1bea20d6f8e228cbfc32b68f3c4",
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
                            func='INSERT INTO "patients_priortreatmentevent" ("changed_at", "ended_on", "entered_at", "entered_by_id", "id", "kind", "note", "outcome", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region", "revision", "side", "started_on", "substance", "void_reason", "voided_at", "voided_by_id") VALUES (NEW."changed_at", NEW."ended_on", NEW."entered_at", NEW."entered_by_id", NEW."id", NEW."kind", NEW."note", NEW."outcome", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."region", NEW."revision", NEW."side", NEW."started_on", NEW."substance", NEW."void_reason", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;',
                            hash="6ba41174e1f083381e9425924df077dd2f4e475c",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_fcfc5",
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
                            func='INSERT INTO "patients_problemevent" ("changed_at", "code", "display", "entered_at", "entered_by_id", "id", "note", "onset", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "status", "system", "verified", "void_reason", "voided_at", "voided_by_id") VALUES (NEW."changed_at", NEW."code", NEW."display", NEW."entered_at", NEW."entered_by_id", NEW."id", NEW."note", NEW."onset", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."revision", NEW."status", NEW."system", NEW."verified", NEW."void_reason", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;',
                            hash="41ce5a95f1ff3745b2e7fb03733d0f9f9e9c2653",
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
                            func='INSERT INTO "patients_problemevent" ("changed_at", "code", "display", "entered_at", "entered_by_id", "id", "note", "onset", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "status", "system", "verified", "void_reason", "voided_at", "voided_by_id") VALUES (NEW."changed_at", NEW."code", NEW."display", NEW."entered_at", NEW."entered_by_id", NEW."id", NEW."note", NEW."onset", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."revision", NEW."status", NEW."system", NEW."verified", NEW."void_reason", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;',
                            hash="8219f253e4ff653daf3c2b86dcd82218579c0903",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_190b8",
                            table="patients_problem",
                            when="AFTER",
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
                            func='INSERT INTO "patients_resultevent" ("changed_at", "entered_at", "entered_by_id", "id", "kind", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "taken_at", "taken_on", "value", "void_reason", "voided_at", "voided_by_id") VALUES (NEW."changed_at", NEW."entered_at", NEW."entered_by_id", NEW."id", NEW."kind", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."revision", NEW."taken_at", NEW."taken_on", NEW."value", NEW."void_reason", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;',
                            hash="c5ea25a51778eeddb8da7302215c504a0e535872",
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
                            func='INSERT INTO "patients_resultevent" ("changed_at", "entered_at", "entered_by_id", "id", "kind", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "taken_at", "taken_on", "value", "void_reason", "voided_at", "voided_by_id") VALUES (NEW."changed_at", NEW."entered_at", NEW."entered_by_id", NEW."id", NEW."kind", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."revision", NEW."taken_at", NEW."taken_on", NEW."value", NEW."void_reason", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;',
                            hash="caaaa9503deb6e64d392532f6859626cfc53d8eb",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_d6dda",
                            table="patients_result",
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
                            func='INSERT INTO "patients_specialistnoteevent" ("agrees", "changed_at", "dated", "entered_at", "entered_by_id", "id", "kind", "note", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "specialist", "void_reason", "voided_at", "voided_by_id") VALUES (NEW."agrees", NEW."changed_at", NEW."dated", NEW."entered_at", NEW."entered_by_id", NEW."id", NEW."kind", NEW."note", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."revision", NEW."specialist", NEW."void_reason", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;',
                            hash="b26e77e093825338d05112412491ce4da0f414fd",
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
                            func='INSERT INTO "patients_specialistnoteevent" ("agrees", "changed_at", "dated", "entered_at", "entered_by_id", "id", "kind", "note", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "specialist", "void_reason", "voided_at", "voided_by_id") VALUES (NEW."agrees", NEW."changed_at", NEW."dated", NEW."entered_at", NEW."entered_by_id", NEW."id", NEW."kind", NEW."note", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."revision", NEW."specialist", NEW."void_reason", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;',
                            hash="6bcca44902c9fcdd66a93f85299694f85e589fa3",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_794b6",
                            table="patients_specialistnote",
                            when="AFTER",
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
            ],
        ),
    ]
