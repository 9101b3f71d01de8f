-- This server: its clock, whether it may hold the journal, and the sessions of the processes that have it open.

CREATE FUNCTION now_ms() RETURNS bigint LANGUAGE sql VOLATILE AS $$ SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint $$;

-- How long a process counts as alive after its last sign of life.
CREATE FUNCTION lease_ms() RETURNS bigint LANGUAGE sql IMMUTABLE AS $$ SELECT 60000::bigint $$;

-- The time of an event: now, or the time of the last event if that is later. If the clock was set back, nothing appears older than it is.
CREATE FUNCTION event_time(p_now bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT GREATEST(p_now, (SELECT at FROM colt_journal.event ORDER BY id DESC LIMIT 1))
$$;

-- The server, its timeline, the database and the table: each of them is another one after the journal was restored or a standby was promoted.
CREATE FUNCTION place() RETURNS text LANGUAGE sql VOLATILE AS $$
  SELECT concat_ws('/', (SELECT system_identifier FROM pg_catalog.pg_control_system()),
    substr(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_insert_lsn()), 1, 8),
    (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()), 'colt_journal.entry'::regclass::oid)
$$;

-- Why this server may lose what it has recorded; NULL if it does not.
CREATE FUNCTION reason_to_refuse() RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = colt_journal, pg_temp AS $$
BEGIN
  IF current_setting('fsync') <> 'on' OR current_setting('full_page_writes') <> 'on' THEN
    RETURN 'the server may lose what it has recorded, because `fsync` or `full_page_writes` is `off`';
  ELSIF current_setting('synchronous_commit') NOT IN ('on', 'remote_apply') THEN
    RETURN format('the server may lose what it has recorded, because `synchronous_commit` is `%s`', current_setting('synchronous_commit'));
  END IF;
  RETURN NULL;
END $$;

-- Why nothing may be claimed; NULL if it may be.
CREATE FUNCTION reason_to_hold() RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = colt_journal, pg_temp AS $$
BEGIN
  IF place() <> (SELECT place FROM journal) THEN
    RETURN 'the journal was restored, or a standby was promoted, so orders that were sent may be missing';
  END IF;
  RETURN NULL;
END $$;

-- Accepts this place of the journal, after its planned orders were compared with the vendor's. Returns whether it was another one before.
CREATE FUNCTION resume() RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = colt_journal, pg_temp AS $$
BEGIN
  UPDATE journal SET place = place() WHERE place <> place();
  RETURN FOUND;
END $$;

--------------------------------------------------------------------------------------------------------------------------------------- sessions

CREATE FUNCTION opened(p_send_log text, OUT id text, OUT version integer, OUT refusal text, OUT hold text, OUT send_log_bytes bigint)
LANGUAGE sql SECURITY DEFINER SET search_path = colt_journal, pg_temp AS $$
  SELECT id, version, reason_to_refuse(), reason_to_hold(), COALESCE((SELECT bytes FROM send_log WHERE send_log.id = p_send_log), 0) FROM journal
$$;

CREATE FUNCTION set_send_log_bytes(p_send_log text, p_bytes bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = colt_journal, pg_temp AS $$
  INSERT INTO send_log VALUES (p_send_log, p_bytes) ON CONFLICT (id) DO UPDATE SET bytes = p_bytes
$$;

CREATE FUNCTION start_session(p_session text) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = colt_journal, pg_temp AS $$
  INSERT INTO session VALUES (p_session, now_ms(), now_ms() + lease_ms()) ON CONFLICT DO NOTHING
$$;

CREATE FUNCTION renew_session(p_session text) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = colt_journal, pg_temp AS $$
  UPDATE session SET alive_until = now_ms() + lease_ms() WHERE id = p_session AND ended_at IS NULL
$$;

-- The sessions that have not ended, and have given no sign of life for as long as a process counts as alive.
CREATE FUNCTION open_sessions(OUT id text, OUT sending_until bigint, OUT is_quiet boolean) RETURNS SETOF record
LANGUAGE sql SECURITY DEFINER SET search_path = colt_journal, pg_temp AS $$
  SELECT id, until, now_ms() >= GREATEST(until, alive_until) + 86400000 FROM (
    SELECT id, alive_until, GREATEST(started_at,
      (SELECT max(sending_until) FROM entry WHERE session = s.id AND state = 'sending'),
      (SELECT max(sending_until) FROM entry WHERE session = s.id AND state IN ('unknown', 'unreadable') AND NOT is_reported)) AS until
    FROM session AS s WHERE ended_at IS NULL AND alive_until <= now_ms()
  ) AS s ORDER BY id
$$;

-- Makes all planned orders unknown, as if a session had sent them: its send log is lost.
CREATE FUNCTION mark_planned_unknown(p_session text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = colt_journal, pg_temp AS $$
DECLARE
  v_now bigint := now_ms();
  v_marked bigint;
BEGIN
  WITH planned AS MATERIALIZED (SELECT id FROM entry WHERE state = 'planned' ORDER BY id FOR UPDATE)
  UPDATE entry SET state = 'unknown', session = p_session, attempts = attempts + 1, is_reported = false, changed_at = v_now,
      reason = 'the send log is lost, so it may have been sent', sending_from = changed_at, sending_until = GREATEST(sending_until, event_time(v_now))
    FROM planned WHERE entry.id = planned.id;
  GET DIAGNOSTICS v_marked = ROW_COUNT;
  RETURN v_marked;
END $$;

-- Makes the orders unknown that a session is sending. Its end is `possible`, `quiet` or `certain`: if it is not only possible, the session has
-- ended, and cannot send anything any more. `quiet` counts only if the quiet time has passed since its last sign of life; a session that woke up is left alone.
CREATE FUNCTION mark_unknown(p_session text, p_end text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = colt_journal, pg_temp AS $$
DECLARE
  v_now bigint := now_ms();
  v_at bigint := event_time(v_now);
  v_is_dead boolean := p_end IN ('quiet', 'certain');
  v_marked bigint;
BEGIN
  IF v_is_dead THEN
    -- Waits for a claim of the session, which locks this row as well. The next statements see what it has recorded.
    PERFORM FROM session WHERE id = p_session FOR UPDATE;
    IF p_end = 'quiet' AND NOT EXISTS (SELECT FROM open_sessions() WHERE id = p_session AND is_quiet) THEN
      RETURN 0;
    END IF;
  END IF;
  -- An order that another transaction has locked is being reported.
  WITH sent AS MATERIALIZED (SELECT id FROM entry WHERE session = p_session AND state = 'sending' ORDER BY id FOR UPDATE SKIP LOCKED)
  UPDATE entry SET state = 'unknown', changed_at = v_now, reason = CASE WHEN v_is_dead
      THEN 'the process that was sending it has ended' ELSE 'the process that was sending it may have ended' END
    FROM sent WHERE entry.id = sent.id;
  GET DIAGNOSTICS v_marked = ROW_COUNT;
  IF v_is_dead AND NOT EXISTS (SELECT FROM entry WHERE session = p_session AND state = 'sending') THEN
    UPDATE entry SET sending_until = GREATEST(sending_until, v_at)
      WHERE session = p_session AND NOT is_reported AND state IN ('unknown', 'unreadable');
    UPDATE session SET ended_at = v_now WHERE id = p_session AND ended_at IS NULL;
  END IF;
  RETURN v_marked;
END $$;
