-- Reads plans, orders and their history.

CREATE VIEW entry_view AS
  SELECT p.name AS plan, e.position, e.key, e.tracking_id, e.state, e.attempts, e.numbers, e.lock_id, e.order_id, e.order_status, e.response,
    e.reason, e.evidence, e.sending_until, e.reserved_at, e.lapses_on, e.changed_at, e.body, e.sending_from,
    CASE WHEN e.body = '' THEN (SELECT string_agg(format('%s-%s', lower(numbers), upper(numbers) - 1), ',' ORDER BY numbers) FROM span
      WHERE entry_id = e.id) END AS sent_ranges
  FROM entry AS e JOIN plan AS p ON p.id = e.plan_id;

CREATE FUNCTION get_plan(p_name text, OUT stock text, OUT account text, OUT max_orders bigint, OUT max_numbers bigint) RETURNS SETOF record
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = colt_journal, pg_temp AS $$
  SELECT stock, account, max_orders, max_numbers FROM plan WHERE name = p_name
$$;

-- The plans, or one of them, with the number of orders in each state. A plan without orders has one row without a state.
CREATE FUNCTION get_status(p_plan text, OUT plan text, OUT stock text, OUT account text, OUT max_orders bigint, OUT max_numbers bigint,
  OUT state text, OUT orders bigint, OUT numbers bigint) RETURNS SETOF record
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = colt_journal, pg_temp AS $$
  SELECT p.name, p.stock, p.account, p.max_orders, p.max_numbers, e.state, count(e.id), COALESCE(sum(e.numbers), 0)::bigint
  FROM plan AS p LEFT JOIN entry AS e ON e.plan_id = p.id WHERE p_plan IS NULL OR p.name = p_plan
  GROUP BY p.id, e.state ORDER BY p.id
$$;

CREATE FUNCTION get_entry(p_tracking_id text) RETURNS SETOF entry_view
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = colt_journal, pg_temp AS $$
  SELECT * FROM entry_view WHERE tracking_id = p_tracking_id
$$;

-- The orders in some states, or all; sorted by plan and position, and after this position of a plan.
CREATE FUNCTION get_entries(p_plan text, p_states text[], p_lapses_by text, p_after_plan text, p_after_position bigint, p_limit bigint)
RETURNS SETOF entry_view
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colt_journal, pg_temp AS $$
BEGIN
  -- Planned for these values, so that the partial indexes are found.
  RETURN QUERY EXECUTE format($sql$
    SELECT v.* FROM (
      SELECT e.tracking_id, e.plan_id, e.position FROM entry AS e
      WHERE (%L IS NULL OR e.plan_id = (SELECT id FROM plan WHERE name = %1$L)) AND (%L::text[] IS NULL OR e.state = ANY (%2$L::text[]))
        AND (%L IS NULL OR e.lapses_on <= %3$L OR e.lapses_on IS NULL)
        AND (%L IS NULL OR (e.plan_id, e.position) > ((SELECT id FROM plan WHERE name = %4$L), %L::bigint))
      ORDER BY e.plan_id, e.position LIMIT %L::bigint
    ) AS e JOIN entry_view AS v USING (tracking_id) ORDER BY e.plan_id, e.position
  $sql$, p_plan, p_states, p_lapses_by, p_after_plan, p_after_position, p_limit);
END $$;

CREATE FUNCTION get_history(p_tracking_id text, OUT at bigint, OUT src text, OUT dst text, OUT attempt integer, OUT reason text)
RETURNS SETOF record LANGUAGE sql STABLE SECURITY DEFINER SET search_path = colt_journal, pg_temp AS $$
  SELECT v.at, v.src, v.dst, v.attempt, v.reason FROM event AS v JOIN entry AS e ON e.id = v.entry_id
  WHERE e.tracking_id = p_tracking_id ORDER BY v.id
$$;

CREATE FUNCTION get_spans(p_tracking_id text, OUT first bigint, OUT last bigint) RETURNS SETOF record
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = colt_journal, pg_temp AS $$
  SELECT lower(s.numbers), upper(s.numbers) - 1 FROM span AS s JOIN entry AS e ON e.id = s.entry_id
  WHERE e.tracking_id = p_tracking_id AND s.live ORDER BY 1
$$;

-- The problems of the journal; no row if there are none. At most 20 of each kind are listed.
CREATE FUNCTION find_problems() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = colt_journal, pg_temp AS $$
  SELECT 'nothing may be sent: ' || r FROM (VALUES (reason_to_refuse()), (reason_to_hold())) AS v (r) WHERE r IS NOT NULL
  UNION ALL (SELECT format('the send log `%s` was not compared', id) FROM missing_send_logs() LIMIT 20)
  UNION ALL (SELECT format('the state of the order differs from its last event: `%s`', tracking_id) FROM entry AS e
    WHERE state <> COALESCE((SELECT dst FROM event WHERE entry_id = e.id ORDER BY id DESC LIMIT 1), 'planned') LIMIT 20)
  UNION ALL (SELECT format('the order holds numbers although it has ended: `%s`', tracking_id) FROM entry AS e JOIN state AS s ON s.name = e.state
    WHERE NOT s.is_live AND EXISTS (SELECT FROM span WHERE entry_id = e.id AND live) LIMIT 20)
  UNION ALL (SELECT format('two live orders hold the same number: `%s`', lower(numbers)) FROM (
    SELECT numbers, lower(numbers) < max(upper(numbers)) OVER (PARTITION BY stock ORDER BY lower(numbers) ROWS UNBOUNDED PRECEDING EXCLUDE CURRENT ROW)
      AS is_overlapping FROM span WHERE live) AS s WHERE is_overlapping LIMIT 20)
  UNION ALL (SELECT format('two live orders have the same order id, so one of them may not have been ordered: `%s`', min(order_id))
    FROM entry AS e JOIN state AS s ON s.name = e.state WHERE s.is_live AND order_id IS NOT NULL
    GROUP BY stock, upper(order_id) HAVING count(*) > 1 LIMIT 20)
  UNION ALL (SELECT format('the counts of the plan differ from its orders: `%s`', p.name) FROM plan AS p
    WHERE (max_orders IS NOT NULL OR max_numbers IS NOT NULL) AND (spent_orders, spent_numbers) <> (
      SELECT count(*), COALESCE(sum(e.numbers), 0) FROM entry AS e JOIN state AS s ON s.name = e.state AND s.is_spent WHERE e.plan_id = p.id) LIMIT 20)
$$;

-- For monitoring: one row a metric.
CREATE VIEW monitor AS
  SELECT 'orders' AS metric, p.name AS plan, e.state AS label, count(*)::bigint AS value
    FROM entry AS e JOIN plan AS p ON p.id = e.plan_id GROUP BY p.name, e.state
  UNION ALL SELECT 'orders_in_doubt', NULL, NULL, count(*) FROM entry WHERE state IN ('unknown', 'unreadable')
  UNION ALL SELECT 'oldest_doubt_seconds', NULL, NULL, (now_ms() - min(changed_at)) / 1000 FROM entry WHERE state IN ('unknown', 'unreadable')
  UNION ALL SELECT 'oldest_sending_seconds', NULL, NULL, (now_ms() - min(changed_at)) / 1000 FROM entry WHERE state = 'sending'
  UNION ALL SELECT 'orders_of_silent_sessions', NULL, NULL, count(*) FROM entry AS e JOIN session AS s ON s.id = e.session
    WHERE e.state = 'sending' AND s.alive_until < now_ms()
  UNION ALL SELECT 'sessions_alive', NULL, NULL, count(*) FROM session WHERE ended_at IS NULL AND alive_until >= now_ms()
  UNION ALL SELECT 'last_event_seconds', NULL, NULL, (now_ms() - (SELECT at FROM event ORDER BY id DESC LIMIT 1)) / 1000
  UNION ALL SELECT 'held', NULL, hold, (hold IS NOT NULL)::integer FROM (SELECT COALESCE(reason_to_refuse(), reason_to_hold()) AS hold) AS h;

-- Who may do what: `SELECT colt_journal.grant_use('ROLE')` for programs that plan and apply, `grant_services` for services that only plan orders by
-- `plan_order`, `grant_monitor` for monitoring. `resume` stays with the owner.
CREATE FUNCTION grant_functions(p_role name, p_functions text[]) RETURNS void LANGUAGE plpgsql SET search_path = colt_journal, pg_temp AS $$
DECLARE
  v_function regprocedure;
BEGIN
  EXECUTE format('GRANT USAGE ON SCHEMA colt_journal TO %I', p_role);
  FOR v_function IN SELECT oid FROM pg_proc WHERE pronamespace = 'colt_journal'::regnamespace AND proname = ANY (p_functions) LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', v_function, p_role);
  END LOOP;
END $$;
CREATE FUNCTION grant_use(p_role name) RETURNS void LANGUAGE sql SET search_path = colt_journal, pg_temp AS $$
  SELECT grant_functions(p_role, ARRAY['opened', 'set_send_log_bytes', 'start_session', 'renew_session', 'open_sessions', 'mark_unknown',
    'end_session', 'missing_send_logs', 'claim', 'report', 'settle_facts', 'settle', 'withdraw', 'record_plan', 'record_entries', 'append', 'compare_sent', 'get_plan', 'get_status', 'get_entry',
    'get_entries', 'get_history', 'get_spans', 'mark_planned_unknown', 'find_problems'])
$$;
CREATE FUNCTION grant_services(p_role name) RETURNS void LANGUAGE sql SET search_path = colt_journal, pg_temp AS $$
  SELECT grant_functions(p_role, ARRAY['plan_order'])
$$;
CREATE FUNCTION grant_monitor(p_role name) RETURNS void LANGUAGE plpgsql SET search_path = colt_journal, pg_temp AS $$
BEGIN
  -- A view runs its functions with the rights of its reader.
  PERFORM grant_functions(p_role, ARRAY['now_ms', 'reason_to_refuse', 'reason_to_hold']);
  EXECUTE format('GRANT SELECT ON colt_journal.monitor TO %I', p_role);
END $$;

-- Functions have no execution right for PUBLIC, whatever the default privileges of the owner are.
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA colt_journal FROM PUBLIC;
DO $$ DECLARE
  v_granted record;
BEGIN
  FOR v_granted IN SELECT * FROM json_to_recordset(current_setting('colt_journal.granted')::json) AS g (function text, role name) LOOP
    EXECUTE format('SELECT %I(%L)', v_granted.function, v_granted.role);
  END LOOP;
END $$;
INSERT INTO journal (version, place) VALUES (current_setting('colt_journal.newest')::integer, place())
  ON CONFLICT (one) DO UPDATE SET version = EXCLUDED.version;
COMMIT;
