"""Who made a change is only ever added to, as the change is.

pghistory's own function writes into the context of a request again when something is added to it
later. Here that makes another row, so that every change points at what was known when it was made.
"""

from django.db import migrations

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


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.RunSQL(ATTACH, migrations.RunSQL.noop),
        migrations.RunSQL(KEEP, UNDO),
    ]
