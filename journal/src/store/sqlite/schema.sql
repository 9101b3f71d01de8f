-- The journal's tables, version 1. Times are milliseconds since 1970-01-01 in UTC; `lapses_on` is a day such as 2027-02-21.

CREATE TABLE journal (
  id TEXT NOT NULL,
  -- The send log up to this byte has been compared with the journal.
  send_log_bytes INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE state (name TEXT PRIMARY KEY, is_live INTEGER NOT NULL, is_spent INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE step (src TEXT NOT NULL, dst TEXT NOT NULL, PRIMARY KEY (src, dst)) WITHOUT ROWID;
INSERT INTO state VALUES
  ('planned', 1, 0), ('withdrawn', 0, 0), ('sending', 1, 1), ('accepted', 1, 1), ('rejected', 0, 0),
  ('unreadable', 1, 1), ('unknown', 1, 1), ('notOrdered', 0, 0), ('released', 0, 1);
INSERT INTO step VALUES
  ('planned', 'sending'), ('planned', 'withdrawn'), ('planned', 'unknown'),
  ('sending', 'planned'), ('sending', 'accepted'), ('sending', 'rejected'), ('sending', 'unreadable'), ('sending', 'unknown'),
  ('unknown', 'planned'), ('unknown', 'accepted'), ('unknown', 'rejected'), ('unknown', 'unreadable'), ('unknown', 'notOrdered'),
  ('unreadable', 'accepted'), ('unreadable', 'notOrdered'),
  ('accepted', 'released');

-- A process that has the journal open, with a locked file of its own.
CREATE TABLE session (id TEXT PRIMARY KEY, started_at INTEGER NOT NULL, ended_at INTEGER) WITHOUT ROWID;
CREATE INDEX session_open ON session (id) WHERE ended_at IS NULL;

CREATE TABLE plan (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  stock TEXT NOT NULL,
  account TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  max_orders INTEGER,
  max_numbers INTEGER
);

CREATE TABLE entry (
  id INTEGER PRIMARY KEY,
  plan_id INTEGER NOT NULL REFERENCES plan,
  position INTEGER NOT NULL,
  stock TEXT NOT NULL,
  key TEXT,
  tracking_id TEXT NOT NULL UNIQUE,
  body BLOB NOT NULL,
  -- The ids of the rules that the request was allowed to violate, separated by blanks.
  allowed_rules TEXT NOT NULL,
  lock_id TEXT,
  numbers INTEGER,
  state TEXT NOT NULL DEFAULT 'planned' REFERENCES state,
  attempts INTEGER NOT NULL DEFAULT 0,
  claim TEXT,
  session TEXT REFERENCES session,
  -- No byte of the last claim's request was sent before this. It is also set if only the send log shows the request, or nothing does.
  sending_from INTEGER,
  -- No byte of the last claim's request is sent after this.
  sending_until INTEGER,
  -- Whether the holder of the last claim has reported its result.
  is_reported INTEGER NOT NULL DEFAULT 0,
  not_before INTEGER NOT NULL DEFAULT 0,
  order_id TEXT,
  order_status TEXT,
  response BLOB,
  reason TEXT,
  evidence TEXT,
  evidence_at INTEGER,
  reserved_at INTEGER,
  lapses_on TEXT,
  changed_at INTEGER NOT NULL,
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
  entry_id INTEGER NOT NULL REFERENCES entry,
  stock TEXT NOT NULL,
  lo INTEGER NOT NULL,
  hi INTEGER NOT NULL,
  live INTEGER NOT NULL DEFAULT 1,
  CHECK (0 < lo AND lo <= hi)
);
CREATE INDEX span_entry ON span (entry_id);
CREATE UNIQUE INDEX span_live ON span (stock, lo) WHERE live = 1;

-- How many orders of a plan are in a state, and how many numbers they have, so that neither a status nor a limit reads every order.
CREATE TABLE tally (
  plan_id INTEGER NOT NULL REFERENCES plan,
  state TEXT NOT NULL REFERENCES state,
  orders INTEGER NOT NULL,
  numbers INTEGER NOT NULL,
  PRIMARY KEY (plan_id, state)
) WITHOUT ROWID;

-- When an account may send next, whatever the plan.
CREATE TABLE account_wait (account TEXT PRIMARY KEY, set_at INTEGER NOT NULL, next_at INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE event (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  entry_id INTEGER NOT NULL REFERENCES entry,
  -- Never before an earlier event, even if the clock was set back.
  at INTEGER NOT NULL,
  src TEXT NOT NULL,
  dst TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  claim TEXT,
  session TEXT,
  reason TEXT
);
CREATE INDEX event_entry ON event (entry_id);

CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER entry_is_never_deleted BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'orders are never deleted'); END;
CREATE TRIGGER span_is_never_deleted BEFORE DELETE ON span BEGIN SELECT RAISE(ABORT, 'spans are never deleted'); END;
CREATE TRIGGER span_never_moves BEFORE UPDATE OF entry_id, stock, lo, hi ON span
BEGIN SELECT RAISE(ABORT, 'spans never move'); END;
CREATE TRIGGER span_never_revives BEFORE UPDATE OF live ON span WHEN OLD.live = 0 AND NEW.live = 1
BEGIN SELECT RAISE(ABORT, 'a dead order never revives'); END;

-- Live spans are disjoint, so the one that begins last before the new one's end is the only one that can overlap it.
CREATE TRIGGER one_live_order_per_number BEFORE INSERT ON span
WHEN (SELECT hi FROM span WHERE stock = NEW.stock AND live = 1 AND lo <= NEW.hi ORDER BY lo DESC LIMIT 1) >= NEW.lo
BEGIN SELECT RAISE(ABORT, 'one live order per number'); END;

CREATE TRIGGER entry_begins_planned BEFORE INSERT ON entry WHEN NEW.state <> 'planned'
BEGIN SELECT RAISE(ABORT, 'an order begins as planned'); END;
CREATE TRIGGER entry_is_what_was_planned BEFORE UPDATE OF plan_id, position, stock, key, tracking_id, body, lock_id, numbers ON entry
BEGIN SELECT RAISE(ABORT, 'what was planned never changes'); END;
CREATE TRIGGER entry_steps BEFORE UPDATE OF state ON entry
WHEN OLD.state <> NEW.state AND NOT EXISTS (SELECT 1 FROM step WHERE src = OLD.state AND dst = NEW.state)
BEGIN SELECT RAISE(ABORT, 'no such step'); END;
CREATE TRIGGER entry_attempts BEFORE UPDATE OF state, attempts, claim ON entry
WHEN NEW.attempts <> OLD.attempts + (OLD.state = 'planned' AND NEW.state IN ('sending', 'unknown'))
  OR (NEW.claim IS NOT OLD.claim AND NOT (OLD.state = 'planned' AND NEW.state IN ('sending', 'unknown')))
BEGIN SELECT RAISE(ABORT, 'a new claim is a new attempt'); END;
CREATE TRIGGER entry_sender_is_dead BEFORE UPDATE OF state ON entry
WHEN NEW.state = 'notOrdered' AND NEW.is_reported = 0
  AND NOT EXISTS (SELECT 1 FROM session WHERE id = NEW.session AND ended_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'its sender may live'); END;
-- The order id of a response is recorded in any case.
CREATE TRIGGER entry_has_its_own_order_id BEFORE UPDATE OF order_id ON entry
WHEN NEW.evidence IS NOT NULL AND NEW.order_id IS NOT OLD.order_id
  AND EXISTS (SELECT 1 FROM entry WHERE stock = NEW.stock AND order_id = NEW.order_id AND id <> NEW.id)
BEGIN SELECT RAISE(ABORT, 'another order has the order id'); END;
CREATE TRIGGER plan_limits BEFORE UPDATE OF state ON entry
WHEN OLD.state = 'planned' AND NEW.state = 'sending' AND EXISTS (
  SELECT 1 FROM plan,
    (SELECT COALESCE(SUM(t.orders), 0) AS orders, COALESCE(SUM(t.numbers), 0) AS numbers
       FROM tally AS t JOIN state AS s ON s.name = t.state WHERE t.plan_id = NEW.plan_id AND s.is_spent = 1) AS spent
  WHERE plan.id = NEW.plan_id
    AND (spent.orders + 1 > plan.max_orders OR spent.numbers + COALESCE(NEW.numbers, 0) > plan.max_numbers))
BEGIN SELECT RAISE(ABORT, 'the limit of the plan is reached'); END;

CREATE TRIGGER entry_planned AFTER INSERT ON entry BEGIN
  INSERT INTO tally VALUES (NEW.plan_id, NEW.state, 1, COALESCE(NEW.numbers, 0))
    ON CONFLICT DO UPDATE SET orders = orders + 1, numbers = numbers + COALESCE(NEW.numbers, 0);
END;
CREATE TRIGGER entry_changed AFTER UPDATE OF state ON entry WHEN OLD.state <> NEW.state BEGIN
  UPDATE tally SET orders = orders - 1, numbers = numbers - COALESCE(NEW.numbers, 0)
    WHERE plan_id = NEW.plan_id AND state = OLD.state;
  INSERT INTO tally VALUES (NEW.plan_id, NEW.state, 1, COALESCE(NEW.numbers, 0))
    ON CONFLICT DO UPDATE SET orders = orders + 1, numbers = numbers + COALESCE(NEW.numbers, 0);
  UPDATE span SET live = 0 WHERE entry_id = NEW.id AND (SELECT is_live FROM state WHERE name = NEW.state) = 0;
  INSERT INTO event (entry_id, at, src, dst, attempt, claim, session, reason)
    VALUES (NEW.id, MAX(NEW.changed_at, COALESCE((SELECT at FROM event ORDER BY id DESC LIMIT 1), 0)),
      OLD.state, NEW.state, NEW.attempts, NEW.claim, NEW.session, NEW.reason);
END;
