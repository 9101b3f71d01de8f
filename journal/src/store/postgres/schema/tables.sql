-- The journal in PostgreSQL 13 or newer, version 1: tables, rules and functions in the schema `colt_journal`. The owner of the database runs this
-- file once. A program changes the tables only by the functions that `grant_use` names, so its role needs no right on a table.
-- Times are milliseconds since 1970-01-01 in UTC, by this server's clock; `lapses_on` is a day such as 2027-02-21.

BEGIN;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE SCHEMA colt_journal;
REVOKE ALL ON SCHEMA colt_journal FROM PUBLIC;
-- The extension may be in any schema.
SELECT set_config('search_path', 'colt_journal, ' || quote_ident(n.nspname), true)
  FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace WHERE e.extname = 'btree_gist';
SET LOCAL check_function_bodies = off;

------------------------------------------------------------------------------------------------------------------------------------------ tables

CREATE TABLE journal (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  id text NOT NULL DEFAULT replace(gen_random_uuid()::text, '-', ''),
  version integer NOT NULL DEFAULT 1,
  -- Where the journal is, by `place()`. Another place means that it may be an older copy.
  place text NOT NULL
);

CREATE TABLE state (name text PRIMARY KEY, is_live boolean NOT NULL, is_spent boolean NOT NULL);
CREATE TABLE step (src text NOT NULL REFERENCES state, dst text NOT NULL REFERENCES state, PRIMARY KEY (src, dst));
INSERT INTO state VALUES
  ('planned', true, false), ('withdrawn', false, false), ('sending', true, true), ('accepted', true, true), ('rejected', false, false),
  ('unreadable', true, true), ('unknown', true, true), ('notOrdered', false, false), ('released', false, true);
INSERT INTO step VALUES
  ('planned', 'sending'), ('planned', 'withdrawn'), ('planned', 'unknown'),
  ('sending', 'planned'), ('sending', 'accepted'), ('sending', 'rejected'), ('sending', 'unreadable'), ('sending', 'unknown'),
  ('unknown', 'planned'), ('unknown', 'accepted'), ('unknown', 'rejected'), ('unknown', 'unreadable'), ('unknown', 'notOrdered'),
  ('unreadable', 'accepted'), ('unreadable', 'notOrdered'),
  ('accepted', 'released');

-- A process that has the journal open. Until `alive_until`, which it renews, its orders count as being sent.
CREATE TABLE session (id text PRIMARY KEY, started_at bigint NOT NULL, alive_until bigint NOT NULL, ended_at bigint);
CREATE INDEX session_open ON session (id) WHERE ended_at IS NULL;

-- The send logs of the machines, and how far each has been compared with the journal.
CREATE TABLE send_log (id text PRIMARY KEY, bytes bigint NOT NULL);

CREATE TABLE plan (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE,
  stock text NOT NULL,
  account text NOT NULL,
  created_at bigint NOT NULL,
  max_orders bigint,
  max_numbers bigint,
  -- What counts towards the limits. Kept only for plans with a limit, so that claims of other plans do not wait for this row.
  spent_orders bigint NOT NULL DEFAULT 0,
  spent_numbers bigint NOT NULL DEFAULT 0
);

CREATE TABLE entry (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  plan_id bigint NOT NULL REFERENCES plan,
  position bigint NOT NULL,
  stock text NOT NULL,
  key text,
  tracking_id text NOT NULL UNIQUE,
  body bytea NOT NULL,
  -- The ids of the rules that the request was allowed to violate, separated by blanks.
  allowed_rules text NOT NULL DEFAULT '',
  lock_id text,
  numbers bigint,
  state text NOT NULL DEFAULT 'planned',
  attempts integer NOT NULL DEFAULT 0,
  claim text,
  session text REFERENCES session,
  -- No byte of the last claim's request was sent before this.
  sending_from bigint,
  -- No byte of the last claim's request is sent after this.
  sending_until bigint,
  -- Whether the holder of the last claim has reported its result.
  is_reported boolean NOT NULL DEFAULT false,
  not_before bigint NOT NULL DEFAULT 0,
  order_id text,
  order_status text,
  response bytea,
  reason text,
  evidence text,
  evidence_at bigint,
  reserved_at bigint,
  lapses_on text,
  changed_at bigint NOT NULL,
  UNIQUE (plan_id, position),
  UNIQUE (stock, key),
  CHECK (state <> 'sending' OR (claim IS NOT NULL AND session IS NOT NULL AND sending_until IS NOT NULL)),
  CHECK (state <> 'accepted' OR order_id IS NOT NULL OR evidence IS NOT NULL),
  CHECK (state NOT IN ('notOrdered', 'released') OR (evidence IS NOT NULL AND evidence_at IS NOT NULL)),
  -- The quiet time: when the evidence was observed, the last request had reached the vendor, and its effect was visible.
  CHECK (state <> 'notOrdered' OR (sending_until IS NOT NULL AND evidence_at >= sending_until + 86400000))
);
CREATE INDEX entry_due ON entry (plan_id, position) WHERE state = 'planned';
CREATE INDEX entry_sending ON entry (session) WHERE state = 'sending';
CREATE INDEX entry_doubt ON entry (plan_id, position) WHERE state IN ('unknown', 'unreadable');
CREATE INDEX entry_lapses ON entry (lapses_on) WHERE state = 'accepted';
CREATE INDEX entry_order_id ON entry (stock, order_id) WHERE order_id IS NOT NULL;
CREATE UNIQUE INDEX one_live_order_per_lock ON entry (stock, lock_id)
  WHERE lock_id IS NOT NULL AND state IN ('planned', 'sending', 'accepted', 'unreadable', 'unknown');

CREATE TABLE span (
  entry_id bigint NOT NULL REFERENCES entry,
  stock text NOT NULL,
  numbers int8range NOT NULL CHECK (NOT isempty(numbers) AND lower(numbers) > 0 AND NOT upper_inf(numbers)),
  live boolean NOT NULL DEFAULT true,
  CONSTRAINT one_live_order_per_number EXCLUDE USING gist (numbers WITH &&, stock WITH =) WHERE (live)
);
CREATE INDEX span_entry ON span (entry_id);

-- When an account may send next, whatever the plan.
CREATE TABLE account_wait (account text PRIMARY KEY, set_at bigint NOT NULL, next_at bigint NOT NULL);

CREATE TABLE event (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  entry_id bigint NOT NULL REFERENCES entry,
  -- Never before an earlier event of the order, even if the clock was set back.
  at bigint NOT NULL,
  src text NOT NULL,
  dst text NOT NULL,
  attempt integer NOT NULL,
  claim text,
  session text,
  reason text
);
CREATE INDEX event_entry ON event (entry_id, id);

-- Positions of orders that services plan by `plan_order`. Two services never wait for each other to get one.
CREATE SEQUENCE service_position;

--------------------------------------------------------------------------------------------------------------------------- rules of the tables

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
