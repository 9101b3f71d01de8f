-- Changes of orders: claimed, reported, settled and withdrawn.

-- How long an account has to wait. If the clock was set back, the wait begins again from now, so it is not longer than it was.
CREATE FUNCTION wait_of_account(p_account text, p_now bigint) RETURNS bigint LANGUAGE plpgsql SET search_path = colt_journal, pg_temp AS $$
DECLARE
  v_wait account_wait;
BEGIN
  SELECT * INTO v_wait FROM account_wait WHERE account = p_account;
  IF p_now < v_wait.set_at THEN
    PERFORM set_account_wait(p_account, p_now, v_wait.next_at - v_wait.set_at);
    RETURN v_wait.next_at - v_wait.set_at;
  END IF;
  RETURN GREATEST(COALESCE(v_wait.next_at - p_now, 0), 0);
END $$;

CREATE FUNCTION set_account_wait(p_account text, p_now bigint, p_wait bigint) RETURNS void LANGUAGE sql SET search_path = colt_journal, pg_temp AS $$
  INSERT INTO account_wait VALUES (p_account, p_now, p_now + p_wait) ON CONFLICT (account) DO UPDATE SET set_at = p_now, next_at = p_now + p_wait
$$;

CREATE TYPE claimed AS (
  outcome text, wait bigint, position bigint, tracking_id text, body bytea, allowed_rules text, attempt integer, sending_until bigint,
  first_numbers bigint[], last_numbers bigint[], lock_id text, stock text, account text
);

-- Claims the next order that is due. From the commit on it is `sending`, and no other process sends it. The outcomes: `entry`; `wait`; `nothing`;
-- `limit`; `noPlan`; `otherAccount`; `held`, with the reason in `allowed_rules`. Orders after `p_last_position` are not claimed.
CREATE FUNCTION claim(p_plan text, p_stock text, p_account text, p_only text, p_claim text, p_session text, p_max_sending_time bigint,
  p_interval bigint, p_last_position bigint) RETURNS claimed
LANGUAGE plpgsql SECURITY DEFINER SET search_path = colt_journal, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off AS $$
#variable_conflict use_column
DECLARE
  v_now bigint := now_ms();
  v_hold text := COALESCE(reason_to_refuse(), reason_to_hold());
  v_plan plan;
  v_due entry;
  v_is_due boolean := false;
  v_next bigint;
  r claimed;
BEGIN
  IF v_hold IS NOT NULL THEN
    r.outcome := 'held'; r.allowed_rules := v_hold;
    RETURN r;
  END IF;
  SELECT * INTO v_plan FROM plan WHERE name = p_plan;
  IF NOT FOUND THEN
    r.outcome := 'noPlan';
    RETURN r;
  END IF;
  IF (v_plan.stock, v_plan.account) <> (p_stock, p_account) THEN
    r.outcome := 'otherAccount'; r.stock := v_plan.stock; r.account := v_plan.account;
    RETURN r;
  END IF;
  -- While the account waits, nothing is locked, so that many processes can look at once.
  r.wait := wait_of_account(p_account, v_now);
  IF r.wait > 0 THEN
    PERFORM FROM entry WHERE plan_id = v_plan.id AND state = 'planned' AND (not_before <= v_now OR changed_at > v_now)
      AND position <= p_last_position AND (p_only IS NULL OR tracking_id = p_only) ORDER BY position LIMIT 1;
    v_is_due := FOUND;
  ELSIF p_only IS NULL THEN
    SELECT * INTO v_due FROM entry WHERE plan_id = v_plan.id AND state = 'planned' AND (not_before <= v_now OR changed_at > v_now)
      AND position <= p_last_position ORDER BY position LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
    v_is_due := FOUND;
  ELSE
    SELECT * INTO v_due FROM entry WHERE plan_id = v_plan.id AND state = 'planned' AND (not_before <= v_now OR changed_at > v_now)
      AND position <= p_last_position AND tracking_id = p_only FOR NO KEY UPDATE SKIP LOCKED;
    v_is_due := FOUND;
  END IF;
  IF NOT v_is_due THEN
    SELECT not_before INTO v_next FROM entry WHERE plan_id = v_plan.id AND state = 'planned' AND (p_only IS NULL OR tracking_id = p_only)
      AND position <= p_last_position ORDER BY not_before LIMIT 1;
    r.outcome := CASE WHEN FOUND THEN 'wait' ELSE 'nothing' END;
    -- An order that is due, but locked, is being claimed by another transaction.
    r.wait := CASE WHEN v_next > v_now THEN v_next - v_now ELSE 50 END;
    RETURN r;
  END IF;
  IF r.wait > 0 THEN
    r.outcome := 'wait';
    RETURN r;
  END IF;
  IF v_plan.max_orders IS NOT NULL OR v_plan.max_numbers IS NOT NULL THEN
    SELECT * INTO v_plan FROM plan WHERE id = v_plan.id FOR NO KEY UPDATE;
  END IF;
  IF p_interval > 0 THEN
    -- A row that does not exist cannot be locked, so that the first two claims of an account would not wait for each other.
    INSERT INTO account_wait VALUES (p_account, v_now, v_now) ON CONFLICT DO NOTHING;
    PERFORM FROM account_wait WHERE account = p_account FOR NO KEY UPDATE;
    r.wait := wait_of_account(p_account, v_now);
    IF r.wait > 0 THEN
      r.outcome := 'wait';
      RETURN r;
    END IF;
  END IF;
  IF v_plan.spent_orders + 1 > v_plan.max_orders OR v_plan.spent_numbers + COALESCE(v_due.numbers, 0) > v_plan.max_numbers THEN
    r.outcome := 'limit';
    RETURN r;
  END IF;
  IF p_interval > 0 THEN
    PERFORM set_account_wait(p_account, v_now, p_interval);
  END IF;
  UPDATE session SET ended_at = NULL, has_claimed = true, alive_until = GREATEST(alive_until, v_now + lease_ms())
    WHERE id = p_session AND (ended_at IS NOT NULL OR NOT has_claimed OR alive_until < v_now + lease_ms() / 2);
  IF NOT FOUND AND NOT EXISTS (SELECT FROM session WHERE id = p_session) THEN
    PERFORM reject_older_copy();
  END IF;
  r.outcome := 'entry';
  r.sending_until := event_time(v_now) + p_max_sending_time;
  UPDATE entry SET state = 'sending', claim = p_claim, session = p_session, attempts = attempts + 1, sending_from = v_now, sending_until = r.sending_until,
    is_reported = false, response = NULL, reason = NULL, changed_at = v_now WHERE id = v_due.id RETURNING attempts INTO r.attempt;
  SELECT array_agg(lower(numbers) ORDER BY numbers), array_agg(upper(numbers) - 1 ORDER BY numbers) INTO r.first_numbers, r.last_numbers
    FROM span WHERE entry_id = v_due.id AND live;
  r.position := v_due.position; r.tracking_id := v_due.tracking_id; r.body := v_due.body;
  r.allowed_rules := v_due.allowed_rules; r.lock_id := v_due.lock_id;
  RETURN r;
END $$;

-- Records the result of a claim, as the process that made the claim reports it: `recorded`, or the state that the order has instead; NULL if there
-- is no such order. A repeated report changes nothing.
CREATE FUNCTION report(p_tracking_id text, p_claim text, p_state text, p_response bytea, p_reason text, p_order_id text, p_order_status text,
  p_reserved_at bigint, p_lapses_on text, p_wait bigint, p_account_wait bigint) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = colt_journal, pg_temp SET enable_seqscan = off AS $$
DECLARE
  v_now bigint := now_ms();
  v_entry entry;
  v_account text;
BEGIN
  SELECT * INTO v_entry FROM entry WHERE tracking_id = p_tracking_id FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN NULL;
  ELSIF v_entry.claim = p_claim AND v_entry.is_reported AND v_entry.state = p_state THEN
    RETURN 'recorded';
  ELSIF v_entry.claim IS DISTINCT FROM p_claim OR v_entry.is_reported OR v_entry.state NOT IN ('sending', 'unknown') THEN
    RETURN v_entry.state;
  END IF;
  IF p_state = 'accepted' THEN
    -- The order happened, so it is recorded in any case. If the order id is known, that is reported as the reason.
    UPDATE entry SET state = 'accepted', is_reported = true, response = p_response, reason = COALESCE(p_reason,
      (SELECT format('the order `%s` has the same order id: one of them may not have been ordered', o.tracking_id) FROM entry AS o
        WHERE o.stock = v_entry.stock AND o.order_id = p_order_id AND o.id <> v_entry.id ORDER BY o.id LIMIT 1)), changed_at = v_now,
      order_id = p_order_id, order_status = p_order_status, reserved_at = p_reserved_at, lapses_on = p_lapses_on WHERE id = v_entry.id;
    RETURN 'recorded';
  END IF;
  -- After this report, nothing is sent for this claim.
  UPDATE entry SET state = p_state, is_reported = true, response = p_response, reason = p_reason, changed_at = v_now,
    sending_until = event_time(v_now), not_before = COALESCE(v_now + p_wait, not_before) WHERE id = v_entry.id;
  IF p_account_wait IS NOT NULL THEN
    SELECT account INTO v_account FROM plan WHERE id = v_entry.plan_id;
    IF wait_of_account(v_account, v_now) < p_account_wait THEN
      PERFORM set_account_wait(v_account, v_now, p_account_wait);
    END IF;
  END IF;
  RETURN 'recorded';
END $$;

------------------------------------------------------------------------------------------------------------------------------- settle, withdraw

-- What decides whether an order may be settled: the time, whether its sender may live, and which other order has the order id. Locks the order.
CREATE FUNCTION settle_facts(p_tracking_id text, p_order_id text, OUT now_ms bigint, OUT may_live boolean, OUT has_order_id text)
RETURNS SETOF record LANGUAGE sql SECURITY DEFINER SET search_path = colt_journal, pg_temp AS $$
  WITH locked AS MATERIALIZED (SELECT * FROM entry WHERE tracking_id = p_tracking_id FOR NO KEY UPDATE)
  SELECT now_ms(), NOT is_reported AND NOT EXISTS (SELECT FROM session WHERE id = locked.session AND ended_at IS NOT NULL),
    (SELECT tracking_id FROM entry AS e WHERE e.stock = locked.stock AND e.order_id = p_order_id AND e.id <> locked.id ORDER BY e.id LIMIT 1)
  FROM locked
$$;

CREATE FUNCTION settle(p_tracking_id text, p_state text, p_evidence text, p_evidence_at bigint, p_order_id text, p_reserved_at bigint,
  p_lapses_on text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = colt_journal, pg_temp AS $$
BEGIN
  IF p_state NOT IN ('accepted', 'notOrdered', 'released') OR btrim(p_evidence) = '' OR p_evidence_at > now_ms() THEN
    RAISE EXCEPTION 'this settlement is not allowed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  UPDATE entry SET state = p_state, evidence = p_evidence, evidence_at = p_evidence_at, reason = p_evidence, changed_at = now_ms(),
      order_id = COALESCE(p_order_id, order_id), reserved_at = COALESCE(reserved_at, p_reserved_at), lapses_on = COALESCE(lapses_on, p_lapses_on)
    WHERE tracking_id = p_tracking_id AND CASE p_state
      -- If it was settled, it is not known when it was sent, but only until when.
      WHEN 'released' THEN state = 'accepted'
        AND p_evidence_at > COALESCE(GREATEST(reserved_at, CASE WHEN evidence IS NOT NULL THEN sending_until END), 0)
      WHEN 'accepted' THEN state IN ('unknown', 'unreadable') AND p_evidence_at >= COALESCE(sending_from, 0)
      ELSE state IN ('unknown', 'unreadable') END;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the order has another state, or is newer than the evidence' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
END $$;

-- Withdraws the planned orders of a plan, or only one of them. NULL if there is no such plan.
CREATE FUNCTION withdraw(p_plan text, p_only text, p_reason text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = colt_journal, pg_temp AS $$
DECLARE
  v_plan bigint := (SELECT id FROM plan WHERE name = p_plan);
  v_now bigint := now_ms();
  v_withdrawn bigint;
BEGIN
  IF v_plan IS NULL THEN
    RETURN NULL;
  END IF;
  WITH planned AS MATERIALIZED (SELECT id FROM entry WHERE plan_id = v_plan AND state = 'planned' AND (p_only IS NULL OR tracking_id = p_only)
    ORDER BY id FOR NO KEY UPDATE)
  UPDATE entry SET state = 'withdrawn', reason = p_reason, changed_at = v_now FROM planned WHERE entry.id = planned.id;
  GET DIAGNOSTICS v_withdrawn = ROW_COUNT;
  RETURN v_withdrawn;
END $$;
