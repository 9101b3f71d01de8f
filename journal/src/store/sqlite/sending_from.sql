-- Version 2: the earliest time at which the last attempt may have been sent, also if only the send log or nothing shows that it was.

-- No byte of the last claim's request was sent before this.
ALTER TABLE entry ADD COLUMN sending_from INTEGER;
-- A claim was made when it was recorded. An order that was recovered was sent at some time after it was planned.
UPDATE entry SET sending_from = (
  SELECT CASE v.dst
    WHEN 'sending' THEN v.at
    ELSE COALESCE((SELECT MAX(at) FROM event WHERE entry_id = v.entry_id AND id < v.id), p.created_at) END
  FROM event AS v JOIN plan AS p ON p.id = entry.plan_id
  WHERE v.entry_id = entry.id AND v.src = 'planned' ORDER BY v.id DESC LIMIT 1)
WHERE attempts > 0;
