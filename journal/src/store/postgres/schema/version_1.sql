-- Version 1 of the tables. A later version has a file of its own, with the changes.

DO $version$ BEGIN
IF current_setting('colt_journal.version')::integer < 1 THEN

CREATE TABLE journal (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  id text NOT NULL DEFAULT replace(gen_random_uuid()::text, '-', ''),
  version integer NOT NULL,
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

-- The send logs of the machines.
CREATE TABLE send_log (
  id text PRIMARY KEY,
  -- Everything before this byte has been compared with the journal. A session that has not ended may have compared more.
  bytes bigint NOT NULL,
  -- Where the journal was when the whole send log was compared with it.
  place text NOT NULL,
  compared_at bigint NOT NULL,
  -- Its machine was given up: when, by which role, and why.
  lost_at bigint,
  lost_by name,
  lost_reason text,
  CHECK ((lost_at IS NULL) = (lost_reason IS NULL))
);

-- A process that has the journal open. Until `alive_until`, which it renews, its orders count as being sent.
CREATE TABLE session (
  id text PRIMARY KEY,
  started_at bigint NOT NULL,
  alive_until bigint NOT NULL,
  ended_at bigint,
  -- Known only to the process, so that no other can state that it has ended. NULL if the session is known only from a send log.
  secret text,
  send_log text REFERENCES send_log,
  -- Everything before this byte of the send log has been compared with the journal.
  send_log_bytes bigint NOT NULL DEFAULT 0,
  -- How often that was recorded. A process that knows of more uses an older copy of the journal.
  positions bigint NOT NULL DEFAULT 0,
  has_claimed boolean NOT NULL DEFAULT false
);
CREATE INDEX session_open ON session (id) WHERE ended_at IS NULL;
CREATE INDEX session_send_log ON session (send_log);

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

END IF;
END $version$;
