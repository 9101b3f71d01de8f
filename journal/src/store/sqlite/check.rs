//! Checks the database's file, and that the tables agree with each other.

use rusqlite::Connection;

use crate::error::JournalError;

/// At most this many problems of a kind are listed.
const MAX_LISTED: usize = 20;

/// What has to be true of the tables: what is wrong, and a query for the rows where it is.
const RULES: [(&str, &str); 5] = [
    (
        "the state of the order differs from its last event",
        "SELECT e.tracking_id FROM entry AS e WHERE e.state <> \
         COALESCE((SELECT v.dst FROM event AS v WHERE v.entry_id = e.id ORDER BY v.id DESC LIMIT 1), 'planned')",
    ),
    (
        "the order holds numbers although it has ended",
        "SELECT e.tracking_id FROM entry AS e JOIN state AS s ON s.name = e.state \
         WHERE s.is_live = 0 AND EXISTS (SELECT 1 FROM span WHERE entry_id = e.id AND live = 1)",
    ),
    (
        "two live orders hold the same number",
        "SELECT b.lo FROM span AS b WHERE b.live = 1 AND \
         (SELECT a.hi FROM span AS a WHERE a.stock = b.stock AND a.live = 1 AND a.lo < b.lo ORDER BY a.lo DESC LIMIT 1) >= b.lo",
    ),
    (
        "two live orders have the same order id, so one of them may not have been ordered",
        "SELECT MIN(e.order_id) FROM entry AS e JOIN state AS s ON s.name = e.state \
         WHERE s.is_live = 1 AND e.order_id IS NOT NULL GROUP BY e.stock, UPPER(e.order_id) HAVING COUNT(*) > 1",
    ),
    (
        "the counts of the plan differ from its orders",
        "SELECT p.name FROM plan AS p WHERE \
         (SELECT COALESCE(SUM(orders), 0) FROM tally WHERE plan_id = p.id) <> (SELECT COUNT(*) FROM entry WHERE plan_id = p.id) \
         OR EXISTS (SELECT 1 FROM tally AS t WHERE t.plan_id = p.id AND t.orders <> \
           (SELECT COUNT(*) FROM entry AS e WHERE e.plan_id = p.id AND e.state = t.state))",
    ),
];

/// The problems that are found; none if there are none.
pub(super) fn problems(connection: &Connection) -> Result<Vec<String>, JournalError> {
    let texts = |sql: &str| -> Result<Vec<String>, JournalError> {
        let mut select = connection.prepare(sql)?;
        let rows = select.query_map([], |row| {
            Ok(match row.get::<_, rusqlite::types::Value>(0)? {
                rusqlite::types::Value::Integer(number) => number.to_string(),
                rusqlite::types::Value::Text(text) => text,
                other => format!("{other:?}"),
            })
        })?;
        Ok(rows.take(MAX_LISTED).collect::<Result<_, _>>()?)
    };
    let mut problems: Vec<_> = texts("PRAGMA integrity_check")?
        .into_iter()
        .filter(|line| line != "ok")
        .map(|line| format!("file: {line}"))
        .collect();
    problems.extend(
        texts("PRAGMA foreign_key_check")?.into_iter().map(|table| format!("a row of `{table}` refers to none")),
    );
    for (problem, sql) in RULES {
        problems.extend(texts(sql)?.into_iter().map(|row| format!("{problem}: `{row}`")));
    }
    Ok(problems)
}

#[cfg(test)]
mod tests {
    use crate::store::sqlite::constraints::{NOW, store};
    use crate::store::{AttemptResult, ClaimReport, Store as _};

    /// Whether another order has it by hand, or because the server repeats it.
    #[test]
    fn an_order_id_that_was_known_before_its_response_is_reported() {
        let mut store = store();
        store.0.execute_batch("UPDATE entry SET order_id = 'o' WHERE tracking_id = 't2'").unwrap();
        let result =
            AttemptResult::Accepted { order_id: "o".to_owned(), order_status: None, reserved_at: NOW, lapses_on: None };
        let (tracking_id, claim) = ("t1".to_owned(), "claim".to_owned());
        let report = ClaimReport { tracking_id, claim, result, response: None, reason: None, now: NOW };
        let reason = store.report(&report).unwrap().reason.unwrap();
        assert!(reason.contains("the order `t2` has the same order id"), "{reason}");
        let problems = store.check().unwrap();
        assert!(problems.iter().any(|problem| problem.contains("the same order id")), "{problems:?}");
    }

    #[test]
    fn each_inconsistency_is_found() {
        assert_eq!(store().check().unwrap(), Vec::<String>::new());
        for (change, problem) in [
            (
                "DROP TRIGGER entry_changed; UPDATE entry SET state = 'unknown' WHERE state = 'sending'",
                "differs from its last event",
            ),
            (
                "DROP TRIGGER entry_changed; UPDATE entry SET state = 'rejected' WHERE state = 'sending'",
                "although it has ended",
            ),
            (
                "DROP TRIGGER one_live_order_per_number; INSERT INTO span (entry_id, stock, lo, hi) SELECT entry_id, stock, lo + 1, hi + 1 FROM span",
                "same number",
            ),
            ("UPDATE entry SET order_id = CASE id WHEN 1 THEN 'order-1' ELSE 'ORDER-1' END", "have the same order id"),
            ("UPDATE tally SET orders = orders + 1", "the counts of the plan"),
            (
                "PRAGMA foreign_keys = OFF; INSERT INTO event (entry_id, at, src, dst, attempt) VALUES (99, 1, 'planned', 'sending', 1)",
                "refers to none",
            ),
        ] {
            let store = store();
            store.0.execute_batch(change).unwrap();
            let found = store.check().unwrap();
            assert!(found.iter().any(|found| found.contains(problem)), "{change}: {found:?}");
        }
    }
}
