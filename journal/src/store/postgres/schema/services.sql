-- For services that plan orders in transactions of their own.

-- The numbers that a range holds. If its ends differ in length, these are all numbers that begin with their shared digits, of each length between
-- them. It has the same result as `Span::of_range` of the crate, which a test compares.
CREATE FUNCTION numbers_of_range(p_start text, p_end text) RETURNS SETOF int8range
LANGUAGE plpgsql IMMUTABLE STRICT SET search_path = colt_journal, pg_temp AS $$
DECLARE
  v_start text := ltrim(p_start, '+');
  v_end text := ltrim(p_end, '+');
  v_shared integer := 0;
  v_low bigint;
  v_high bigint;
  v_count bigint;
BEGIN
  IF v_start !~ '^[1-9][0-9]{0,15}$' OR v_end !~ '^[1-9][0-9]{0,15}$' THEN
    RAISE EXCEPTION '`%` to `%` is not a range of numbers', p_start, p_end USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF length(v_start) = length(v_end) THEN
    RETURN NEXT int8range(LEAST(v_start::bigint, v_end::bigint), GREATEST(v_start::bigint, v_end::bigint), '[]');
    RETURN;
  END IF;
  WHILE v_shared < LEAST(length(v_start), length(v_end)) AND left(v_start, v_shared + 1) = left(v_end, v_shared + 1) LOOP
    v_shared := v_shared + 1;
  END LOOP;
  -- Without shared digits, the first digit is any but zero.
  v_low := CASE WHEN v_shared = 0 THEN 1 ELSE left(v_start, v_shared)::bigint END;
  v_high := CASE WHEN v_shared = 0 THEN 9 ELSE v_low END;
  FOR v_length IN LEAST(length(v_start), length(v_end)) .. GREATEST(length(v_start), length(v_end)) LOOP
    v_count := (10::numeric ^ (v_length - GREATEST(v_shared, 1)))::bigint;
    RETURN NEXT int8range(v_low * v_count, v_high * v_count + v_count, '[)');
  END LOOP;
END $$;

-- Plans an order in the caller's own transaction: it is planned if the transaction commits, and never existed if it does not. Returns its tracking
-- id; for the key of the same request, that of the planned order. `colt-numbers apply PLAN`, or `Journal::apply`, sends it.
CREATE FUNCTION plan_order(p_plan text, p_body text, p_key text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = colt_journal, pg_temp AS $$
DECLARE
  v_request jsonb := p_body::jsonb;
  v_body bytea := convert_to(p_body, 'UTF8');
  v_lock_id text := v_request #>> '{productOffering,lockId}';
  v_plan plan;
  v_known entry;
  v_conflict conflict;
  v_spans int8range[];
  v_span int8range;
  v_numbers bigint;
  v_position bigint;
  v_tracking_id text := gen_random_uuid()::text;
BEGIN
  IF p_key IS NULL THEN
    RAISE EXCEPTION 'an order needs a key, so that it can be planned again without being ordered twice' USING ERRCODE = 'null_value_not_allowed';
  END IF;
  SELECT * INTO v_plan FROM plan WHERE name = p_plan;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the journal has no plan `%`', p_plan USING ERRCODE = 'no_data_found';
  END IF;
  FOR v_span IN SELECT numbers_of_range(r ->> 'numberRangeStart', r ->> 'numberRangeEnd') AS n
      FROM jsonb_array_elements(COALESCE(v_request -> 'numberRangeList', '[]')) AS r ORDER BY n LOOP
    IF v_spans[cardinality(v_spans)] && v_span THEN
      v_spans[cardinality(v_spans)] := v_spans[cardinality(v_spans)] + v_span;
    ELSE
      v_spans := v_spans || v_span;
    END IF;
  END LOOP;
  IF v_spans IS NULL AND v_lock_id IS NULL THEN
    RAISE EXCEPTION 'the request has neither numbers nor a lock id' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  -- The count is known if the ends of each range have the same length.
  IF v_lock_id IS NULL AND NOT EXISTS (SELECT FROM jsonb_array_elements(v_request -> 'numberRangeList') AS r
      WHERE length(ltrim(r ->> 'numberRangeStart', '+')) <> length(ltrim(r ->> 'numberRangeEnd', '+'))) THEN
    v_numbers := (SELECT sum(upper(n) - lower(n)) FROM unnest(v_spans) AS n);
  ELSIF v_plan.max_numbers IS NOT NULL THEN
    RAISE EXCEPTION 'it is not known how many numbers the order has, but the plan limits the numbers' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  LOOP
    SELECT * INTO v_known FROM entry WHERE stock = v_plan.stock AND key = p_key;
    IF FOUND THEN
      IF v_known.body <> v_body OR v_known.plan_id <> v_plan.id THEN
        RAISE EXCEPTION 'the key `%` belongs to another order, with the tracking id `%`', p_key, v_known.tracking_id
          USING ERRCODE = 'unique_violation';
      END IF;
      RETURN v_known.tracking_id;
    END IF;
    v_position := nextval('service_position');
    CONTINUE WHEN EXISTS (SELECT FROM entry WHERE plan_id = v_plan.id AND position = v_position);
    BEGIN
      PERFORM insert_entry(v_plan.id, v_position, v_plan.stock, p_key, v_tracking_id, v_body, '', v_lock_id, v_numbers,
        ARRAY(SELECT lower(n) FROM unnest(v_spans) AS n), ARRAY(SELECT upper(n) - 1 FROM unnest(v_spans) AS n));
      RETURN v_tracking_id;
    EXCEPTION WHEN exclusion_violation OR unique_violation THEN
      -- Another transaction may have planned the same order since it was looked up.
      CONTINUE WHEN EXISTS (SELECT FROM entry WHERE stock = v_plan.stock AND key = p_key);
      SELECT * INTO v_conflict FROM find_conflict(0, v_plan.stock, NULL, v_body, v_lock_id, v_spans);
      IF v_conflict.position IS NULL THEN
        -- The caller's transaction is isolated from the one that has planned the other order.
        RAISE;
      ELSE
        RAISE EXCEPTION '`%` is held by the order `%` of plan `%`, which is %', v_conflict.held, v_conflict.tracking_id, v_conflict.plan,
          v_conflict.state USING ERRCODE = 'exclusion_violation';
      END IF;
    END;
  END LOOP;
END $$;
