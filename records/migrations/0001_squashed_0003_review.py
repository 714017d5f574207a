import django.db.models.deletion
import django.db.models.expressions
import django.db.models.lookups
import pgtrigger.compiler
import records.models
import staff.migration_operations
from django.conf import settings
from django.db import migrations, models

# Who made a change is only ever added to, as the change is.
# pghistory's own function writes into the context of a request again when something is added to it
# later. Here that makes another row, so that every change points at what was known when it was made.
ATTACH = """
CREATE OR REPLACE FUNCTION _pgh_attach_context() RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    wanted uuid := NULLIF(current_setting('pghistory.context_id', true), '');
    said jsonb := NULLIF(current_setting('pghistory.context_metadata', true), '');
BEGIN
    IF wanted IS NULL OR said IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO pghistory_context (id, metadata, created_at, updated_at)
        VALUES (wanted, said, now(), now()) ON CONFLICT (id) DO NOTHING;
    IF NOT FOUND AND (SELECT metadata FROM pghistory_context WHERE id = wanted) <> said THEN
        wanted := md5(wanted::text || said::text)::uuid;
        INSERT INTO pghistory_context (id, metadata, created_at, updated_at)
            VALUES (wanted, said, now(), now()) ON CONFLICT (id) DO NOTHING;
    END IF;
    RETURN wanted;
END $$;
"""

KEEP = """
CREATE OR REPLACE FUNCTION prolo_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'prolo: % is only ever added to', TG_TABLE_NAME;
END $$;
CREATE TRIGGER prolo_only_grows BEFORE UPDATE OR DELETE ON pghistory_context
    FOR EACH ROW EXECUTE FUNCTION prolo_only_grows();
"""

UNDO = """
DROP TRIGGER prolo_only_grows ON pghistory_context;
DROP FUNCTION prolo_only_grows();
"""

# Whose changes: the number of the user in the context, as records.review.history.UserOf has it.
BY_USER = """
CREATE INDEX history_by_user ON pghistory_context ((metadata ->> 'user'), created_at, id)
    WHERE metadata ->> 'user' IS NOT NULL;
"""


class Migration(migrations.Migration):
    replaces = [
        ("records", "0001_initial"),
        ("records", "0002_contexts_only_grow"),
        ("records", "0003_review"),
    ]

    initial = True

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("scheduling", "0009_deletions_are_kept"),
    ]

    operations = [
        staff.migration_operations.CreateModels(
            models=[
                migrations.CreateModel(
                    name="Review",
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
                            "queue",
                            models.CharField(
                                choices=[
                                    ("unsigned", "Notes unsigned for more than 24 hours"),
                                    ("overrides", "Overridden findings"),
                                    ("glass", "Restricted charts opened or changed"),
                                    ("exports", "Records taken out"),
                                    ("late", "Late entries"),
                                    ("inactive", "Accounts not used for 90 days"),
                                    ("failed", "Failed sign-ins in a row"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("item_id", models.BigIntegerField()),
                        ("happened_at", models.DateTimeField()),
                        ("reviewed_at", models.DateTimeField()),
                        ("comment", models.CharField(max_length=1000)),
                        (
                            "reviewed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-reviewed_at", "-id"],
                        "indexes": [
                            models.Index(
                                fields=["queue", "-reviewed_at", "-id"], name="review_by_queue"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("queue", "item_id", "happened_at"),
                                name="reviewed_once",
                                violation_error_message="Somebody has reviewed this already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "queue__in",
                                        [
                                            "unsigned",
                                            "overrides",
                                            "glass",
                                            "exports",
                                            "late",
                                            "inactive",
                                            "failed",
                                        ],
                                    )
                                ),
                                name="review_queue_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("comment", ""), _negated=True),
                                name="review_says_something",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AuditSeal",
                    fields=[
                        ("number", models.BigAutoField(primary_key=True, serialize=False)),
                        ("sealed_at", models.DateTimeField()),
                        ("previous", models.BinaryField()),
                        ("root", models.BinaryField()),
                        ("digest", models.BinaryField()),
                        ("segments", models.JSONField()),
                        ("reached", models.JSONField()),
                        ("rows", models.PositiveIntegerField()),
                        ("leaves", models.BinaryField()),
                    ],
                    options={
                        "ordering": ["number"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    django.db.models.lookups.Exact(
                                        records.models.Octets("previous"), 32
                                    ),
                                    django.db.models.lookups.Exact(
                                        records.models.Octets("root"), 32
                                    ),
                                    django.db.models.lookups.Exact(
                                        records.models.Octets("digest"), 32
                                    ),
                                ),
                                name="seal_of_whole_hashes",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    django.db.models.lookups.Exact(
                                        records.models.Octets("leaves"),
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("rows"), "*", models.Value(32)
                                        ),
                                    )
                                ),
                                name="seal_has_a_leaf_for_each_row",
                            ),
                        ],
                    },
                ),
            ],
        ),
        staff.migration_operations.AddTriggers(
            triggers=[
                (
                    "review",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="2457ea57233cf62d0638b4eae1e5dffe475c040c",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_e653a",
                            table="records_review",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "auditseal",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="61c4e54084f3a154e4a8d5adc3910c86b8e16436",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_6a375",
                            table="records_auditseal",
                            when="BEFORE",
                        ),
                    ),
                ),
            ],
        ),
        migrations.RunSQL(ATTACH, migrations.RunSQL.noop),
        migrations.RunSQL(KEEP, UNDO),
        migrations.RunSQL(BY_USER, "DROP INDEX history_by_user"),
    ]
