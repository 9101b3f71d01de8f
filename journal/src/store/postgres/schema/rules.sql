-- The rules of the tables, which the database enforces for everyone, the owner included.

CREATE FUNCTION reject_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION reject_change('events are append-only');
CREATE TRIGGER never_deleted BEFORE DELETE ON entry FOR EACH ROW EXECUTE FUNCTION reject_change('orders are never deleted');
CREATE TRIGGER never_deleted BEFORE DELETE ON span FOR EACH ROW EXECUTE FUNCTION reject_change('spans are never deleted');
CREATE TRIGGER never_moved BEFORE UPDATE OF entry_id, stock, numbers ON span FOR EACH ROW EXECUTE FUNCTION reject_change('spans never move');
CREATE TRIGGER never_revived BEFORE UPDATE OF live ON span FOR EACH ROW WHEN (NEW.live AND NOT OLD.live)
  EXECUTE FUNCTION reject_change('a dead order never revives');
CREATE TRIGGER begins_planned BEFORE INSERT ON entry FOR EACH ROW WHEN (NEW.state <> 'planned' OR NEW.attempts <> 0)
  EXECUTE FUNCTION reject_change('an order begins as planned');
CREATE TRIGGER is_what_was_planned BEFORE UPDATE OF plan_id, position, stock, key, tracking_id, body, lock_id, numbers ON entry FOR EACH ROW
  EXECUTE FUNCTION reject_change('what was planned never changes');
DO $$ DECLARE name text; BEGIN
  FOREACH name IN ARRAY ARRAY['event', 'entry', 'span'] LOOP
    EXECUTE format('CREATE TRIGGER never_truncated BEFORE TRUNCATE ON %I EXECUTE FUNCTION reject_change(''the journal is never emptied'')', name);
  END LOOP;
END $$;

CREATE FUNCTION check_entry() RETURNS trigger LANGUAGE plpgsql SET search_path = colt_journal, pg_temp AS $$
DECLARE
  is_attempt boolean := OLD.state = 'planned' AND NEW.state IN ('sending', 'unknown');
BEGIN
  IF OLD.state <> NEW.state AND NOT EXISTS (SELECT FROM step WHERE src = OLD.state AND dst = NEW.state) THEN
    RAISE EXCEPTION 'no such step' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.attempts <> OLD.attempts + is_attempt::integer OR (NEW.claim IS DISTINCT FROM OLD.claim AND NOT is_attempt) THEN
    RAISE EXCEPTION 'a new claim is a new attempt' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.state <> NEW.state AND NEW.state = 'notOrdered' AND NOT NEW.is_reported
     AND NOT EXISTS (SELECT FROM session WHERE id = NEW.session AND ended_at IS NOT NULL) THEN
    RAISE EXCEPTION 'its sender may live' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  -- The order id of a response is recorded in any case.
  IF NEW.evidence IS NOT NULL AND NEW.order_id IS DISTINCT FROM OLD.order_id THEN
    -- Two settlements at once would not see each other.
    PERFORM pg_advisory_xact_lock(hashtextextended(NEW.stock || ' ' || NEW.order_id, 0));
    IF EXISTS (SELECT FROM entry WHERE stock = NEW.stock AND order_id = NEW.order_id AND id <> NEW.id) THEN
      RAISE EXCEPTION 'another order has the order id' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER check_entry BEFORE UPDATE ON entry FOR EACH ROW EXECUTE FUNCTION check_entry();

-- Records a new state: the event, the numbers that a dead order no longer holds, and what counts towards the limits.
CREATE FUNCTION entry_changed() RETURNS trigger LANGUAGE plpgsql SET search_path = colt_journal, pg_temp AS $$
DECLARE
  was state := (SELECT s FROM state AS s WHERE name = OLD.state);
  is_now state := (SELECT s FROM state AS s WHERE name = NEW.state);
  sign integer := is_now.is_spent::integer - was.is_spent::integer;
  of_plan plan;
BEGIN
  INSERT INTO event (entry_id, at, src, dst, attempt, claim, session, reason)
    VALUES (NEW.id, GREATEST(event_time(NEW.changed_at), (SELECT max(at) FROM event WHERE entry_id = NEW.id)),
      OLD.state, NEW.state, NEW.attempts, NEW.claim, NEW.session, NEW.reason);
  IF NOT is_now.is_live THEN
    UPDATE span SET live = false WHERE entry_id = NEW.id AND live;
  END IF;
  IF sign <> 0 THEN
    UPDATE plan SET spent_orders = spent_orders + sign, spent_numbers = spent_numbers + sign * COALESCE(NEW.numbers, 0)
      WHERE id = NEW.plan_id AND (max_orders IS NOT NULL OR max_numbers IS NOT NULL) RETURNING * INTO of_plan;
    IF NEW.state = 'sending' AND (of_plan.spent_orders > of_plan.max_orders OR of_plan.spent_numbers > of_plan.max_numbers) THEN
      RAISE EXCEPTION 'the limit of the plan is reached' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER entry_changed AFTER UPDATE OF state ON entry FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION entry_changed();

-- The limits and the spent orders never get out of step, because the limits of a plan are fixed.
CREATE TRIGGER is_what_was_planned BEFORE UPDATE OF name, stock, account, max_orders, max_numbers ON plan FOR EACH ROW
  EXECUTE FUNCTION reject_change('what was planned never changes');
