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

-- What was recorded is not here: the journal has become an older copy while a process had it open. Its caller's transaction fails.
CREATE FUNCTION reject_older_copy() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'this process has recorded more than the database has, which was restored, or is a promoted standby; open the journal again'
    USING ERRCODE = 'CJ001';
END $$;

-------------------------------------------------------------------------------------------------------------------------------------- send logs

-- The send logs that have to be compared before the journal may be resumed: they are of machines that have sent orders, or may have, and were not compared
-- since the journal is at this place.
CREATE FUNCTION missing_send_logs(OUT id text, OUT last_seen bigint) RETURNS SETOF record
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = colt_journal, pg_temp AS $$
  SELECT l.id, max(s.alive_until) FROM send_log AS l JOIN session AS s ON s.send_log = l.id
    WHERE reason_to_hold() IS NOT NULL AND l.place <> place() AND l.lost_at IS NULL
    GROUP BY l.id HAVING bool_or(s.has_claimed OR s.ended_at IS NULL) ORDER BY 2 DESC, 1
$$;

-- Gives up a machine whose send log is missing for good. It may have sent each planned order, so they become unknown; returns how many.
CREATE FUNCTION accept_lost_send_log(p_send_log text, p_reason text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = colt_journal, pg_temp AS $$
DECLARE
  v_session text := format('lost %s %s', p_send_log, gen_random_uuid());
  v_marked bigint;
BEGIN
  IF COALESCE(btrim(p_reason), '') = '' THEN
    RAISE EXCEPTION 'the reason is empty' USING ERRCODE = 'invalid_parameter_value';
  ELSIF NOT EXISTS (SELECT FROM missing_send_logs() WHERE id = p_send_log) THEN
    RAISE EXCEPTION 'the send log `%` is not missing', p_send_log USING ERRCODE = 'no_data_found';
  END IF;
  UPDATE send_log SET lost_at = now_ms(), lost_by = session_user, lost_reason = p_reason WHERE id = p_send_log;
  PERFORM start_session(v_session, NULL, NULL, 0);
  v_marked := mark_planned_unknown(v_session, format('the send log `%s` is lost, so it may have been sent: %s', p_send_log, p_reason));
  UPDATE session SET ended_at = now_ms() WHERE id = v_session;
  RETURN v_marked;
END $$;

-- Accepts this place of the journal. Returns whether it was another one before.
CREATE FUNCTION resume() RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = colt_journal, pg_temp AS $$
DECLARE
  v_missing text := (SELECT string_agg(format('`%s`', id), ', ') FROM missing_send_logs());
BEGIN
  IF v_missing IS NOT NULL THEN
    RAISE EXCEPTION 'send logs were not compared: %', v_missing USING ERRCODE = 'object_not_in_prerequisite_state',
      HINT = 'open the journal once on each of their machines; `accept_lost_send_log` gives up a machine that is lost for good';
  END IF;
  UPDATE journal SET place = place() WHERE place <> place();
  RETURN FOUND;
END $$;

--------------------------------------------------------------------------------------------------------------------------------------- sessions

CREATE FUNCTION opened(p_send_log text, OUT id text, OUT version integer, OUT refusal text, OUT hold text, OUT send_log_bytes bigint)
LANGUAGE sql SECURITY DEFINER SET search_path = colt_journal, pg_temp AS $$
  SELECT id, version, reason_to_refuse(), reason_to_hold(), COALESCE(GREATEST((SELECT bytes FROM send_log WHERE send_log.id = p_send_log),
    (SELECT max(send_log_bytes) FROM session WHERE send_log = p_send_log AND ended_at IS NULL)), 0) FROM journal
$$;

-- Starts a session. If `p_send_log` is not NULL, its machine has compared its whole send log, which has `p_bytes` bytes.
CREATE FUNCTION start_session(p_session text, p_secret text, p_send_log text, p_bytes bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = colt_journal, pg_temp AS $$
BEGIN
  IF p_send_log IS NOT NULL THEN
    INSERT INTO send_log (id, bytes, place, compared_at) VALUES (p_send_log, p_bytes, place(), now_ms())
      ON CONFLICT (id) DO UPDATE SET bytes = p_bytes, place = place(), compared_at = now_ms(), lost_at = NULL, lost_by = NULL, lost_reason = NULL;
    -- The file is shorter than it was if the loss of a part of it was accepted.
    UPDATE session SET send_log_bytes = p_bytes WHERE send_log = p_send_log AND send_log_bytes > p_bytes AND ended_at IS NULL;
  END IF;
  INSERT INTO session (id, started_at, alive_until, secret, send_log, send_log_bytes)
    VALUES (p_session, now_ms(), now_ms() + lease_ms(), p_secret, p_send_log, p_bytes) ON CONFLICT DO NOTHING;
END $$;

CREATE FUNCTION renew_session(p_session text) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = colt_journal, pg_temp AS $$
  UPDATE session SET alive_until = now_ms() + lease_ms() WHERE id = p_session AND ended_at IS NULL
$$;

-- Records how far a session has compared its send log; returns how often it has recorded that. `p_positions` is how often it knows that it has.
CREATE FUNCTION set_send_log_bytes(p_session text, p_positions bigint, p_bytes bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = colt_journal, pg_temp AS $$
DECLARE
  v_positions bigint;
BEGIN
  UPDATE session SET send_log_bytes = GREATEST(send_log_bytes, p_bytes), positions = positions + 1
    WHERE id = p_session AND positions >= p_positions RETURNING positions INTO v_positions;
  IF NOT FOUND THEN
    PERFORM reject_older_copy();
  END IF;
  RETURN v_positions;
END $$;

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

-- Makes the orders unknown that a session is sending. `p_has_ended`: it cannot send anything any more.
CREATE FUNCTION mark_sent_unknown(p_session text, p_has_ended boolean) RETURNS bigint
LANGUAGE plpgsql SET search_path = colt_journal, pg_temp AS $$
DECLARE
  v_now bigint := now_ms();
  v_at bigint := event_time(v_now);
  v_marked bigint;
BEGIN
  -- An order that another transaction has locked is being reported.
  WITH sent AS MATERIALIZED (SELECT id FROM entry WHERE session = p_session AND state = 'sending' ORDER BY id FOR UPDATE SKIP LOCKED)
  UPDATE entry SET state = 'unknown', changed_at = v_now, reason = CASE WHEN p_has_ended
      THEN 'the process that was sending it has ended' ELSE 'the process that was sending it may have ended' END
    FROM sent WHERE entry.id = sent.id;
  GET DIAGNOSTICS v_marked = ROW_COUNT;
  IF p_has_ended AND NOT EXISTS (SELECT FROM entry WHERE session = p_session AND state = 'sending') THEN
    UPDATE entry SET sending_until = GREATEST(sending_until, v_at)
      WHERE session = p_session AND NOT is_reported AND state IN ('unknown', 'unreadable');
    UPDATE session SET ended_at = v_now WHERE id = p_session AND ended_at IS NULL;
  END IF;
  RETURN v_marked;
END $$;

-- Makes the orders unknown that a session is sending, or may be. If `p_has_ended`, it counts as ended, but only if the quiet time has passed since its
-- last sign of life: a session that woke up is left alone.
CREATE FUNCTION mark_unknown(p_session text, p_has_ended boolean) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = colt_journal, pg_temp AS $$
BEGIN
  IF p_has_ended THEN
    -- Waits for a claim of the session, which locks this row as well. The next statements see what it has recorded.
    PERFORM FROM session WHERE id = p_session FOR UPDATE;
    IF NOT EXISTS (SELECT FROM open_sessions() WHERE id = p_session AND is_quiet) THEN
      RETURN 0;
    END IF;
  END IF;
  RETURN mark_sent_unknown(p_session, p_has_ended);
END $$;

-- Ends a session, by its own process, which knows its secret: what it was sending is unknown. Any other caller only reports that it may have ended.
CREATE FUNCTION end_session(p_session text, p_secret text, p_positions bigint, p_bytes bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = colt_journal, pg_temp AS $$
DECLARE
  v_session session;
BEGIN
  SELECT * INTO v_session FROM session WHERE id = p_session;
  IF v_session.secret IS DISTINCT FROM p_secret OR p_secret IS NULL THEN
    RETURN mark_unknown(p_session, false);
  END IF;
  -- An older copy of the journal may lack what the process has compared.
  UPDATE send_log SET bytes = GREATEST(bytes, v_session.send_log_bytes, CASE WHEN v_session.positions >= p_positions THEN p_bytes END)
    WHERE id = v_session.send_log;
  RETURN mark_sent_unknown(p_session, true);
END $$;

-- Makes all planned orders unknown, as if a session had sent them.
CREATE FUNCTION mark_planned_unknown(p_session text, p_reason text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = colt_journal, pg_temp AS $$
DECLARE
  v_now bigint := now_ms();
  v_marked bigint;
BEGIN
  WITH planned AS MATERIALIZED (SELECT id FROM entry WHERE state = 'planned' ORDER BY id FOR UPDATE)
  UPDATE entry SET state = 'unknown', session = p_session, attempts = attempts + 1, is_reported = false, changed_at = v_now,
      reason = p_reason, sending_from = changed_at, sending_until = GREATEST(sending_until, event_time(v_now))
    FROM planned WHERE entry.id = planned.id;
  GET DIAGNOSTICS v_marked = ROW_COUNT;
  RETURN v_marked;
END $$;
