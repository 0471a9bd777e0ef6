"""History and versions are kept by the database, so no path around the application avoids them.

One SECURITY DEFINER function writes history for every table of a case and raises the case's version
once per transaction. Who and why come from transaction-local settings that the save service sets.
"""

from django.db import migrations

SECTION_TABLES = [
    "assessment",
    "biopsy",
    "ctabdomen",
    "ctsigns",
    "ctthorax",
    "examination",
    "followup",
    "immunohistochemistry",
    "labs",
    "mri",
    "pathology",
    "presentation",
    "question",
    "radiotherapy",
    "recurrences",
    "scoresreported",
    "surgery",
    "systemic",
]

FUNCTIONS = """
CREATE FUNCTION cases_changed_columns(newer jsonb, older jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_object_agg(key, value) FROM jsonb_each(newer)
    WHERE older IS NULL OR older -> key IS DISTINCT FROM value
$$;

CREATE FUNCTION cases_keep_version() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    current_xid bigint := pg_current_xact_id()::text::bigint;
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.version := 1;
        NEW.version_xid := current_xid;
        RETURN NEW;
    END IF;
    IF pg_trigger_depth() > 1 THEN
        RETURN NEW;  -- raised by cases_record_history for a section's row
    END IF;
    IF NEW.version <> OLD.version OR NEW.version_xid IS DISTINCT FROM OLD.version_xid THEN
        RAISE EXCEPTION 'the version of a case is kept by the database'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW IS DISTINCT FROM OLD AND OLD.version_xid IS DISTINCT FROM current_xid THEN
        NEW.version := OLD.version + 1;
        NEW.version_xid := current_xid;
        NEW.changed_at := clock_timestamp();
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION cases_record_history() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    kept CONSTANT text[] := ARRAY['version', 'version_xid', 'changed_at'];
    newer jsonb := CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE to_jsonb(NEW) - kept END;
    older jsonb := CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE to_jsonb(OLD) - kept END;
    of_case bigint := (COALESCE(newer, older) ->> TG_ARGV[0])::bigint;
    in_version integer;
BEGIN
    IF newer IS NOT DISTINCT FROM older THEN
        RETURN NULL;
    END IF;
    UPDATE cases_case SET version = version + 1,
        version_xid = pg_current_xact_id()::text::bigint, changed_at = clock_timestamp()
    WHERE id = of_case AND version_xid IS DISTINCT FROM pg_current_xact_id()::text::bigint
    RETURNING version INTO in_version;
    IF in_version IS NULL THEN
        SELECT version INTO in_version FROM cases_case WHERE id = of_case;
    END IF;
    INSERT INTO cases_history (case_id, case_version, table_name, row_uid, op, at, actor, db_role,
        request, reason, before, after)
    VALUES (of_case, in_version, TG_TABLE_NAME, (COALESCE(newer, older) ->> 'uid')::uuid, TG_OP,
        clock_timestamp(), NULLIF(current_setting('ivcboard.actor', true), '')::bigint,
        session_user, NULLIF(current_setting('ivcboard.request', true), ''),
        NULLIF(current_setting('ivcboard.reason', true), ''),
        cases_changed_columns(older, newer), cases_changed_columns(newer, older));
    RETURN NULL;
END $$;

CREATE TRIGGER keep_version BEFORE INSERT OR UPDATE ON cases_case
    FOR EACH ROW EXECUTE FUNCTION cases_keep_version();
"""

UNDO = """
DROP TRIGGER keep_version ON cases_case;
DROP FUNCTION cases_record_history() CASCADE;
DROP FUNCTION cases_keep_version();
DROP FUNCTION cases_changed_columns(jsonb, jsonb);
"""


def record_history(table: str, case_column: str = "case_id") -> migrations.RunSQL:
    """Put a table under history; a later migration calls this for a new section."""
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER record_history AFTER INSERT OR UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION cases_record_history('{case_column}')
        """,
        f"DROP TRIGGER IF EXISTS record_history ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [
        migrations.RunSQL(FUNCTIONS, UNDO),
        record_history("cases_case", "id"),
        record_history("cases_identity"),
        *(record_history(f"cases_{table}") for table in SECTION_TABLES),
    ]
