-- Records plans and orders, with the numbers that they hold, and finds what conflicts with other orders.

CREATE TYPE conflict AS (
  position bigint, held text, tracking_id text, plan text, state text, other_position bigint, is_same_request boolean
);

-- Records a plan; NULL if a plan with this name exists. Plans of one stock are recorded one after the other, so that two of them with the same
-- numbers cannot wait for each other.
CREATE FUNCTION record_plan(p_name text, p_stock text, p_account text, p_max_orders bigint, p_max_numbers bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = colt_journal, pg_temp AS $$
DECLARE
  v_id bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('colt_journal ' || p_stock, 0));
  INSERT INTO plan (name, stock, account, created_at, max_orders, max_numbers)
    VALUES (p_name, p_stock, p_account, now_ms(), p_max_orders, p_max_numbers) ON CONFLICT (name) DO NOTHING RETURNING id INTO v_id;
  RETURN v_id;
END $$;

-- Records orders of a plan, from a position on, or reports at most `p_max_conflicts` conflicts. After a conflict, the caller rolls back.
-- `p_span_entries` has, for each span, the index of its order, from 1.
CREATE FUNCTION record_entries(p_plan bigint, p_first bigint, p_keys text[], p_tracking_ids text[], p_bodies bytea[], p_allowed_rules text[],
  p_lock_ids text[], p_numbers bigint[], p_span_entries bigint[], p_first_numbers bigint[], p_last_numbers bigint[], p_max_conflicts integer)
RETURNS SETOF conflict
LANGUAGE plpgsql SECURITY DEFINER SET search_path = colt_journal, pg_temp SET enable_seqscan = off AS $$
DECLARE
  v_now bigint := now_ms();
  v_stock text := (SELECT stock FROM plan WHERE id = p_plan);
  v_conflicts integer := 0;
  v_conflict conflict;
BEGIN
  BEGIN
    -- All at once; if one of them conflicts, one after the other.
    INSERT INTO entry (plan_id, position, stock, key, tracking_id, body, allowed_rules, lock_id, numbers, changed_at)
      SELECT p_plan, p_first + n - 1, v_stock, key, tracking_id, body, allowed_rules, lock_id, numbers, v_now
      FROM unnest(p_keys, p_tracking_ids, p_bodies, p_allowed_rules, p_lock_ids, p_numbers)
        WITH ORDINALITY AS new (key, tracking_id, body, allowed_rules, lock_id, numbers, n);
    INSERT INTO span (entry_id, stock, numbers)
      SELECT e.id, v_stock, int8range(s.first, s.last, '[]')
      FROM unnest(p_span_entries, p_first_numbers, p_last_numbers) AS s (n, first, last)
        JOIN entry AS e ON e.plan_id = p_plan AND e.position = p_first + s.n - 1
      ORDER BY s.first;
    RETURN;
  EXCEPTION WHEN exclusion_violation OR unique_violation THEN
    NULL;
  END;
  FOR i IN 1 .. cardinality(p_tracking_ids) LOOP
    BEGIN
      PERFORM insert_entry(p_plan, p_first + i - 1, v_stock, p_keys[i], p_tracking_ids[i], p_bodies[i], p_allowed_rules[i], p_lock_ids[i],
        p_numbers[i], p_first_numbers[s.low : s.high], p_last_numbers[s.low : s.high])
        FROM (SELECT min(o) AS low, max(o) AS high FROM unnest(p_span_entries) WITH ORDINALITY AS s (n, o) WHERE n = i) AS s;
    EXCEPTION WHEN exclusion_violation OR unique_violation THEN
      SELECT * INTO v_conflict FROM find_conflict(p_first + i - 1, v_stock, p_keys[i], p_bodies[i], p_lock_ids[i],
        ARRAY(SELECT int8range(f, l, '[]') FROM unnest(p_span_entries, p_first_numbers, p_last_numbers) AS s (n, f, l) WHERE n = i));
      IF v_conflict.position IS NULL THEN
        RAISE;
      END IF;
      RETURN NEXT v_conflict;
      v_conflicts := v_conflicts + 1;
      EXIT WHEN v_conflicts = p_max_conflicts;
    END;
  END LOOP;
END $$;

CREATE FUNCTION insert_entry(p_plan bigint, p_position bigint, p_stock text, p_key text, p_tracking_id text, p_body bytea, p_allowed_rules text,
  p_lock_id text, p_numbers bigint, p_first_numbers bigint[], p_last_numbers bigint[]) RETURNS void
LANGUAGE sql SET search_path = colt_journal, pg_temp AS $$
  WITH new AS (
    INSERT INTO entry (plan_id, position, stock, key, tracking_id, body, allowed_rules, lock_id, numbers, changed_at)
      VALUES (p_plan, p_position, p_stock, p_key, p_tracking_id, p_body, p_allowed_rules, p_lock_id, p_numbers, now_ms()) RETURNING id
  )
  INSERT INTO span (entry_id, stock, numbers)
    SELECT new.id, p_stock, int8range(s.first, s.last, '[]') FROM new, unnest(p_first_numbers, p_last_numbers) AS s (first, last) ORDER BY s.first
$$;

-- The order that holds a number, the key or the lock id of a new order.
CREATE FUNCTION find_conflict(p_position bigint, p_stock text, p_key text, p_body bytea, p_lock_id text, p_spans int8range[])
RETURNS SETOF conflict
LANGUAGE sql SET search_path = colt_journal, pg_temp SET enable_seqscan = off AS $$
  SELECT p_position, c.held, e.tracking_id, p.name, e.state, e.position, e.body = p_body FROM (
    (SELECT 1 AS rank, s.entry_id, format('%s..%s', lower(s.numbers * new), upper(s.numbers * new) - 1) AS held
      FROM unnest(p_spans) AS new JOIN span AS s ON s.stock = p_stock AND s.numbers && new AND s.live ORDER BY new, s.numbers LIMIT 1)
    UNION ALL SELECT 2, id, 'key ' || key FROM entry WHERE stock = p_stock AND key = p_key
    UNION ALL SELECT 3, id, 'lock id ' || lock_id FROM entry WHERE stock = p_stock AND lock_id = p_lock_id
      AND state IN ('planned', 'sending', 'accepted', 'unreadable', 'unknown')
  ) AS c JOIN entry AS e ON e.id = c.entry_id JOIN plan AS p ON p.id = e.plan_id ORDER BY c.rank LIMIT 1
$$;

CREATE TYPE appended AS (
  outcome text, tracking_id text, held text, other_tracking_id text, plan text, state text, stock text, account text,
  other_position bigint, is_same_request boolean
);

-- Appends an order to a plan, which is recorded if there is none. The outcomes: `appended`; `known`, if the order of the key is the same; `keyReused`;
-- `otherAccount`; `conflict`.
CREATE FUNCTION append(p_name text, p_stock text, p_account text, p_key text, p_tracking_id text, p_body bytea, p_allowed_rules text,
  p_lock_id text, p_numbers bigint, p_first_numbers bigint[], p_last_numbers bigint[]) RETURNS appended
LANGUAGE plpgsql SECURITY DEFINER SET search_path = colt_journal, pg_temp AS $$
DECLARE
  v_plan plan;
  v_known entry;
  v_conflict conflict;
  r appended;
BEGIN
  SELECT * INTO v_known FROM entry WHERE stock = p_stock AND key = p_key;
  IF FOUND THEN
    r.tracking_id := v_known.tracking_id;
    r.outcome := CASE WHEN v_known.body = p_body THEN 'known' ELSE 'keyReused' END;
    RETURN r;
  END IF;
  BEGIN
    INSERT INTO plan (name, stock, account, created_at) VALUES (p_name, p_stock, p_account, now_ms()) ON CONFLICT (name) DO NOTHING;
    -- Orders are appended to a plan one after the other, so that their positions have no gap.
    SELECT * INTO v_plan FROM plan WHERE name = p_name FOR NO KEY UPDATE;
    IF (v_plan.stock, v_plan.account) <> (p_stock, p_account) THEN
      r.outcome := 'otherAccount'; r.stock := v_plan.stock; r.account := v_plan.account;
      RETURN r;
    END IF;
    PERFORM insert_entry(v_plan.id, (SELECT COALESCE(max(position), 0) + 1 FROM entry WHERE plan_id = v_plan.id), p_stock, p_key, p_tracking_id,
      p_body, p_allowed_rules, p_lock_id, p_numbers, p_first_numbers, p_last_numbers);
  EXCEPTION WHEN exclusion_violation OR unique_violation THEN
    -- Another transaction may have recorded the same order since it was looked up.
    SELECT * INTO v_known FROM entry WHERE stock = p_stock AND key = p_key;
    IF FOUND THEN
      r.tracking_id := v_known.tracking_id;
      r.outcome := CASE WHEN v_known.body = p_body THEN 'known' ELSE 'keyReused' END;
      RETURN r;
    END IF;
    SELECT * INTO v_conflict FROM find_conflict(0, p_stock, p_key, p_body, p_lock_id,
      ARRAY(SELECT int8range(f, l, '[]') FROM unnest(p_first_numbers, p_last_numbers) AS s (f, l)));
    IF v_conflict.position IS NULL THEN
      RAISE;
    END IF;
    r.outcome := 'conflict'; r.held := v_conflict.held; r.other_tracking_id := v_conflict.tracking_id; r.plan := v_conflict.plan;
    r.state := v_conflict.state; r.other_position := v_conflict.other_position; r.is_same_request := v_conflict.is_same_request;
    RETURN r;
  END;
  r.outcome := 'appended';
  RETURN r;
END $$;

-- Records an order that only a send log has. Planned orders with its numbers are withdrawn. If it was planned after this copy was made, its numbers were
-- free by then, so the other orders that hold them in the copy release them. If it is dead in this copy, they keep them.
CREATE FUNCTION record_missing(p_is_dead boolean, p_stock text, p_account text, p_tracking_id text, p_lock_id text, p_first_numbers bigint[], p_last_numbers bigint[])
RETURNS void LANGUAGE plpgsql SET search_path = colt_journal, pg_temp AS $$
DECLARE
  v_lock_id text := p_lock_id;
  v_spans int8range[] := ARRAY(SELECT int8range(f, l, '[]') FROM unnest(p_first_numbers, p_last_numbers) AS s (f, l));
  v_all int8range[] := v_spans;
  v_held int8range;
  v_numbers bigint;
BEGIN
  UPDATE entry SET state = 'withdrawn', changed_at = now_ms(), reason = 'the send log shows that another order was sent for its numbers'
    WHERE state = 'planned' AND (
      id IN (SELECT entry_id FROM span JOIN unnest(v_spans) AS new ON span.stock = p_stock AND numbers && new AND live)
      OR (stock = p_stock AND lock_id = p_lock_id));
  IF p_is_dead THEN
    FOR v_held IN SELECT DISTINCT numbers FROM span JOIN unnest(v_spans) AS new ON span.stock = p_stock AND numbers && new AND live LOOP
      v_spans := ARRAY(SELECT part FROM unnest(v_spans) AS s,
        LATERAL (VALUES (s * int8range(NULL, lower(v_held))), (s * int8range(upper(v_held), NULL))) AS p (part) WHERE NOT isempty(part) ORDER BY part);
    END LOOP;
  ELSE
    UPDATE span SET live = false FROM unnest(v_spans) AS new WHERE span.stock = p_stock AND numbers && new AND live;
  END IF;
  -- An order in doubt, or accepted, goes on holding the lock id.
  IF EXISTS (SELECT FROM entry JOIN state ON state.name = entry.state AND is_live WHERE stock = p_stock AND lock_id = p_lock_id) THEN
    v_lock_id := NULL;
  END IF;
  -- The count is known if all numbers have the same length.
  IF p_lock_id IS NULL AND v_spans = v_all THEN
    SELECT sum(upper(n) - lower(n)) INTO v_numbers FROM unnest(v_spans) AS n
      HAVING min(length(lower(n)::text)) = max(length((upper(n) - 1)::text));
  END IF;
  PERFORM append(format('from the send log, %s, account %s', p_stock, p_account), p_stock, p_account, NULL, p_tracking_id, '', '', v_lock_id, v_numbers,
    ARRAY(SELECT lower(n) FROM unnest(v_spans) AS n), ARRAY(SELECT upper(n) - 1 FROM unnest(v_spans) AS n));
END $$;

-- Whether the journal contains a send of a send log. If not, its order is in doubt from now on, and is recorded if it is missing.
CREATE FUNCTION compare_sent(p_stock text, p_account text, p_session text, p_claim text, p_tracking_id text, p_at bigint,
  p_sending_until bigint, p_lock_id text, p_first_numbers bigint[], p_last_numbers bigint[]) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = colt_journal, pg_temp AS $$
DECLARE
  v_entry entry;
BEGIN
  -- Most sends are known, and then the order is not locked: the process that has sent it may be reporting its result.
  IF EXISTS (SELECT FROM entry AS e JOIN event AS v ON v.entry_id = e.id WHERE e.tracking_id = p_tracking_id AND v.claim = p_claim) THEN
    RETURN true;
  END IF;
  SELECT * INTO v_entry FROM entry WHERE tracking_id = p_tracking_id FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    PERFORM record_missing(p_tracking_id LIKE '%+sent', p_stock, p_account, p_tracking_id, p_lock_id, p_first_numbers, p_last_numbers);
    SELECT * INTO v_entry FROM entry WHERE tracking_id = p_tracking_id FOR NO KEY UPDATE;
  ELSIF EXISTS (SELECT FROM event WHERE entry_id = v_entry.id AND claim = p_claim) THEN
    RETURN true;
  ELSIF NOT (SELECT is_live FROM state WHERE name = v_entry.state) THEN
    -- Another copy sent it. A dead order never revives, so that attempt is recorded as an order of its own.
    RETURN compare_sent(p_stock, p_account, p_session, p_claim, p_tracking_id || '+sent', p_at, p_sending_until, p_lock_id, p_first_numbers,
      p_last_numbers);
  END IF;
  IF v_entry.state = 'planned' THEN
    PERFORM start_session(p_session, NULL, NULL, 0);
    -- It holds its numbers for the quiet time at least, whatever the line says.
    UPDATE entry SET state = 'unknown', claim = p_claim, session = p_session, attempts = attempts + 1, sending_from = p_at,
      sending_until = GREATEST(p_sending_until, event_time(now_ms())), is_reported = false, changed_at = now_ms(),
      reason = CASE WHEN p_tracking_id LIKE '%+sent' THEN 'the send log shows that another copy of the journal sent it, with the tracking id without `+sent`'
        ELSE 'the send log shows that it was sent, so this journal is an older copy' END
      WHERE id = v_entry.id;
  ELSE
    -- The copy was made during or after an earlier attempt. Evidence has to be newer than each attempt.
    UPDATE entry SET sending_until = GREATEST(sending_until, p_sending_until), sending_from = LEAST(sending_from, p_at) WHERE id = v_entry.id;
  END IF;
  RETURN false;
END $$;
