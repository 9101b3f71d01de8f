-- Finds the version of the tables, and removes functions, triggers, views and types of an older version: they are made anew. A new journal has version 0.

SET LOCAL client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS btree_gist;
DO $$
DECLARE
  v_newest integer := current_setting('colt_journal.newest');
  v_version integer := 0;
  v_object text;
BEGIN
  PERFORM set_config('colt_journal.granted', '[]', true);
  IF to_regclass('colt_journal.journal') IS NULL THEN
    CREATE SCHEMA colt_journal;
    REVOKE ALL ON SCHEMA colt_journal FROM PUBLIC;
  ELSE
    SELECT version INTO v_version FROM colt_journal.journal;
    IF v_version > v_newest THEN
      RAISE EXCEPTION 'the journal has version % of its tables, but this file makes version %', v_version, v_newest
        USING HINT = 'use the file of the newest program';
    ELSIF v_version < v_newest AND EXISTS (SELECT FROM colt_journal.session WHERE ended_at IS NULL AND alive_until > colt_journal.now_ms()) THEN
      RAISE EXCEPTION 'programs have the journal open' USING HINT = 'end them before the upgrade';
    END IF;
    -- Which role may use what.
    PERFORM set_config('colt_journal.granted', json_agg(g)::text, true) FROM (
      SELECT DISTINCT CASE proname WHEN 'claim' THEN 'grant_use' WHEN 'plan_order' THEN 'grant_services' ELSE 'grant_monitor' END AS function,
        pg_get_userbyid(grantee) AS role
      FROM pg_proc, aclexplode(proacl) WHERE pronamespace = 'colt_journal'::regnamespace AND grantee <> proowner
        AND proname IN ('claim', 'plan_order', 'reason_to_hold')) AS g HAVING count(*) > 0;
    FOREACH v_object IN ARRAY ARRAY(
      SELECT format('FUNCTION IF EXISTS %s', oid::regprocedure) FROM pg_proc WHERE pronamespace = 'colt_journal'::regnamespace
      UNION ALL SELECT format(CASE relkind WHEN 'v' THEN 'VIEW IF EXISTS %s' ELSE 'TYPE IF EXISTS %s' END, oid::regclass) FROM pg_class
        WHERE relnamespace = 'colt_journal'::regnamespace AND relkind IN ('v', 'c'))
    LOOP
      EXECUTE format('DROP %s CASCADE', v_object);
    END LOOP;
  END IF;
  PERFORM set_config('colt_journal.version', v_version::text, true);
END $$;
-- The extension may be in any schema.
SELECT set_config('search_path', 'colt_journal, ' || quote_ident(n.nspname), true)
  FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace WHERE e.extname = 'btree_gist';
SET LOCAL check_function_bodies = off;
