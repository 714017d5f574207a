import django.contrib.postgres.fields
import django.contrib.postgres.operations
import django.db.models.deletion
import django.db.models.functions.text
import pgtrigger.compiler
import staff.migration_operations
from django.conf import settings
from django.db import migrations, models

# As `createcachetable` makes it. Nothing in here outlives a restart with a loss, so it is not
# written to the log of the database.
MAKE = """
CREATE UNLOGGED TABLE staff_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX staff_cache_expires ON staff_cache (expires);
"""


class Migration(migrations.Migration):
    replaces = [
        ("staff", "0001_initial"),
        ("staff", "0002_what_was_done"),
        ("staff", "0003_account_links"),
        ("staff", "0004_cache"),
        ("staff", "0005_deletions_are_kept"),
        ("staff", "0006_log_indexes"),
        ("staff", "0007_log_sorts"),
        ("staff", "0008_patient_lines_in_one_index"),
    ]

    initial = True

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        # Ranges that exclude each other need btree_gist; search for parts of names needs pg_trgm.
        django.contrib.postgres.operations.BtreeGistExtension(),
        django.contrib.postgres.operations.TrigramExtension(),
        staff.migration_operations.CreateModels(
            models=[
                migrations.CreateModel(
                    name="User",
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
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        (
                            "last_login",
                            models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                        ),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        ("email", models.EmailField(max_length=254)),
                        ("full_name", models.CharField(max_length=120)),
                        (
                            "credentials",
                            models.CharField(
                                blank=True, help_text="For example MD or DO.", max_length=40
                            ),
                        ),
                        (
                            "roles",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=20), default=list, size=None
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        "ordering": ["full_name"],
                        "constraints": [
                            models.UniqueConstraint(
                                django.db.models.functions.text.Lower("email"),
                                name="user_email_unique",
                                violation_error_message="Somebody already signs in with this e-mail address.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "roles__contained_by",
                                        ["physician", "front_desk", "administrator"],
                                    )
                                ),
                                name="user_roles_known",
                                violation_error_message="This role does not exist.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AccessEvent",
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
                        ("at", models.DateTimeField()),
                        (
                            "action",
                            models.CharField(
                                choices=[
                                    ("read", "Opened"),
                                    ("search", "Searched"),
                                    ("print", "Printed"),
                                    ("export", "Exported"),
                                    ("denied", "Refused"),
                                    ("sign_in", "Signed in"),
                                    ("sign_in_failed", "Failed to sign in"),
                                    ("sign_out", "Signed out"),
                                    ("account", "Changed an account"),
                                    ("policy", "Changed the clinic's rules"),
                                    ("glass", "Broke the glass"),
                                    ("restrict", "Restricted a chart"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("view", models.CharField(max_length=80)),
                        ("patient_id", models.BigIntegerField(null=True)),
                        ("address", models.GenericIPAddressField(null=True)),
                        ("reason", models.CharField(blank=True, max_length=200)),
                        ("details", models.CharField(blank=True, max_length=200)),
                        ("request_id", models.UUIDField(null=True)),
                        (
                            "account",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="access_events",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-at", "-id"],
                        "indexes": [
                            models.Index(fields=["at", "id"], name="access_by_time"),
                            models.Index(fields=["user", "at", "id"], name="access_by_user"),
                            models.Index(
                                fields=["user", "action", "at", "id"], name="access_by_user_action"
                            ),
                            models.Index(fields=["action", "at", "id"], name="access_by_action"),
                            models.Index(
                                condition=models.Q(("patient_id__isnull", False)),
                                fields=["patient_id", "at", "id"],
                                include=("user", "action"),
                                name="access_by_patient",
                            ),
                            models.Index(
                                condition=models.Q(("patient_id__isnull", False)),
                                fields=["user", "patient_id", "at", "id"],
                                name="access_by_user_patient",
                            ),
                            models.Index(
                                condition=models.Q(("patient_id__isnull", False)),
                                fields=["action", "patient_id", "at", "id"],
                                name="access_by_action_patient",
                            ),
                            models.Index(
                                fields=["action", "user", "at", "id"], name="access_by_action_user"
                            ),
                            models.Index(
                                condition=models.Q(("account__isnull", False)),
                                fields=["account", "at", "id"],
                                name="access_by_account",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "action__in",
                                        [
                                            "read",
                                            "search",
                                            "print",
                                            "export",
                                            "denied",
                                            "sign_in",
                                            "sign_in_failed",
                                            "sign_out",
                                            "account",
                                            "policy",
                                            "glass",
                                            "restrict",
                                        ],
                                    )
                                ),
                                name="access_action_known",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AccountLink",
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
                                choices=[("invitation", "Invitation"), ("reset", "New password")],
                                max_length=10,
                            ),
                        ),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        ("made_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        ("used_at", models.DateTimeField(blank=True, null=True)),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "made_by",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="account_links",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-made_at"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("used_at", None), ("withdrawn_at", None)),
                                fields=("user",),
                                name="account_link_one_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["invitation", "reset"])),
                                name="account_link_kind_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("expires_at__gt", models.F("made_at"))),
                                name="account_link_expires",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("used_at", None),
                                    models.Q(
                                        ("used_at__lte", models.F("expires_at")),
                                        ("withdrawn_at", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="account_link_used_in_time",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SubmittedForm",
                    fields=[
                        ("token", models.UUIDField(primary_key=True, serialize=False)),
                        ("path", models.CharField(max_length=200)),
                        ("location", models.CharField(max_length=400)),
                        ("at", models.DateTimeField(auto_now_add=True, db_index=True)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="UserEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        ("email", models.EmailField(max_length=254)),
                        ("full_name", models.CharField(max_length=120)),
                        (
                            "credentials",
                            models.CharField(
                                blank=True, help_text="For example MD or DO.", max_length=40
                            ),
                        ),
                        (
                            "roles",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=20), default=list, size=None
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
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
                                to=settings.AUTH_USER_MODEL,
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
                    "user",
                    pgtrigger.compiler.Trigger(
                        name="keep_users",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="2a753d673a2c163688eca0fc258a2c4e08dcf660",
                            operation="DELETE",
                            pgid="pgtrigger_keep_users_ed837",
                            table="staff_user",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "user",
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "staff_userevent" ("changed_at", "created_at", "credentials", "email", "full_name", "id", "is_active", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "roles") VALUES (NEW."changed_at", NEW."created_at", NEW."credentials", NEW."email", NEW."full_name", NEW."id", NEW."is_active", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."revision", NEW."roles"); RETURN NULL;',
                            hash="3f0a9a57f450f8ee63bce8aeb92f65b8c15a642e",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_ee817",
                            table="staff_user",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "user",
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."changed_at" IS DISTINCT FROM (NEW."changed_at") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."credentials" IS DISTINCT FROM (NEW."credentials") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."full_name" IS DISTINCT FROM (NEW."full_name") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."revision" IS DISTINCT FROM (NEW."revision") OR OLD."roles" IS DISTINCT FROM (NEW."roles"))',
                            func='INSERT INTO "staff_userevent" ("changed_at", "created_at", "credentials", "email", "full_name", "id", "is_active", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "roles") VALUES (NEW."changed_at", NEW."created_at", NEW."credentials", NEW."email", NEW."full_name", NEW."id", NEW."is_active", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."revision", NEW."roles"); RETURN NULL;',
                            hash="f19f871fdc9859920c6173754648f17365c85fda",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_8c3eb",
                            table="staff_user",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "user",
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "staff_userevent" ("changed_at", "created_at", "credentials", "email", "full_name", "id", "is_active", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "roles") VALUES (OLD."changed_at", OLD."created_at", OLD."credentials", OLD."email", OLD."full_name", OLD."id", OLD."is_active", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."revision", OLD."roles"); RETURN NULL;',
                            hash="28d34845927c5c8b8b0e30687564c22ab9e0ba41",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_4dad5",
                            table="staff_user",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "accessevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="0f4222a14ab3eaca8d6f9384cb768bfcbc10855d",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_6c847",
                            table="staff_accessevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "accountlink",
                    pgtrigger.compiler.Trigger(
                        name="keep_account_links",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="816fa43a6895b12395b7b02ab81130b996a9f892",
                            operation="DELETE",
                            pgid="pgtrigger_keep_account_links_41f37",
                            table="staff_accountlink",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "accountlink",
                    pgtrigger.compiler.Trigger(
                        name="account_links_stay",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."user_id" IS DISTINCT FROM (NEW."user_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."digest" IS DISTINCT FROM (NEW."digest") OR OLD."made_by_id" IS DISTINCT FROM (NEW."made_by_id") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at") OR OLD."expires_at" IS DISTINCT FROM (NEW."expires_at"))',
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="8b7994cffac1907eaa36669ad4b85f2b11b5b2de",
                            operation="UPDATE",
                            pgid="pgtrigger_account_links_stay_2cc45",
                            table="staff_accountlink",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "accountlink",
                    pgtrigger.compiler.Trigger(
                        name="account_links_end_once",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."used_at" IS NOT NULL OR OLD."withdrawn_at" IS NOT NULL)',
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="7509debf6b3efde21d9bb33b17db4d38b6de4e7d",
                            operation="UPDATE",
                            pgid="pgtrigger_account_links_end_once_eed04",
                            table="staff_accountlink",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "userevent",
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="d9e3e5cda0d3e4611ee2539d3061fc48cb158c5f",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_38e6a",
                            table="staff_userevent",
                            when="BEFORE",
                        ),
                    ),
                ),
            ],
        ),
        migrations.RunSQL(MAKE, "DROP TABLE staff_cache"),
    ]
