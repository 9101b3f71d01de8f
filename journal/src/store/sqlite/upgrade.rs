//! The version of the database's tables: creates them, upgrades an older version in place, and rejects a newer one.

use std::path::Path;

use rusqlite::{Connection, ErrorCode, TransactionBehavior};

use crate::error::JournalError;

/// Returns the id of a new journal.
pub(crate) type NewId<'n> = &'n dyn Fn() -> Result<String, JournalError>;

/// The SQL that makes the tables of each version from those of the version before.
pub(super) const MIGRATIONS: [&str; 1] = [include_str!("schema.sql")];

/// The application id of SQLite files that are journals: `colj`. That of journals which were made before the first release was `coln`; their tables
/// lack rules, so they are not opened.
const APPLICATION_ID: i64 = 0x636f_6c6a;

/// Checks that the file at a path is a journal, or empty.
pub(super) fn check(connection: &Connection, path: &Path) -> Result<(), JournalError> {
    let path = path.to_owned();
    // Damage is noticed by the first statement that reads the file.
    let tables = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0));
    let tables = tables.map_err(|error| {
        let (path, reason) = (path.clone(), error.to_string());
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => JournalError::Damaged { path, reason },
            _ => JournalError::Open { path, reason },
        }
    })?;
    if tables > 0 && number(connection, "application_id")? != APPLICATION_ID {
        let reason = "it is a SQLite database, but not a journal of this program".to_owned();
        return Err(JournalError::Open { path, reason });
    }
    check_version(connection, MIGRATIONS.len())?;
    Ok(())
}

/// The version of the tables; an error if it is newer than the newest known.
fn check_version(connection: &Connection, known: usize) -> Result<usize, JournalError> {
    let (found, known) = (number(connection, "user_version")?, i64::try_from(known).unwrap_or(i64::MAX));
    match usize::try_from(found) {
        Ok(version) if found <= known => Ok(version),
        _ => Err(JournalError::NewerSchema { found, known }),
    }
}

fn number(connection: &Connection, pragma: &str) -> Result<i64, JournalError> {
    Ok(connection.pragma_query_value(None, pragma, |row| row.get(0))?)
}

/// Upgrades the tables in place, whole or not at all; a new journal gets the id that `new_id` returns. If several processes do this at once, only one changes the tables.
pub(super) fn upgrade(connection: &mut Connection, migrations: &[&str], new_id: NewId<'_>) -> Result<(), JournalError> {
    if check_version(connection, migrations.len())? == migrations.len() {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version = check_version(&transaction, migrations.len())?;
    for migration in &migrations[version..] {
        transaction.execute_batch(migration)?;
    }
    if version == 0 {
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.execute("INSERT INTO journal (id) VALUES (?1)", [new_id()?])?;
    }
    transaction.pragma_update(None, "user_version", migrations.len())?;
    Ok(transaction.commit()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::State;
    use crate::store::Store as _;
    use crate::store::sqlite::SqliteStore;

    #[test]
    fn the_database_has_the_states_and_the_steps_of_the_code() {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&folder.path().join("journal.db"), &|| Ok("id".to_owned())).unwrap();
        let names = |sql: &str| -> Vec<(String, String)> {
            let mut statement = store.0.prepare(sql).unwrap();
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
            rows.collect::<Result<_, _>>().unwrap()
        };
        let mut steps = Vec::new();
        for from in State::ALL {
            let next = State::ALL.into_iter().filter(|next| from.may_become(*next));
            steps.extend(next.map(|next| (from.to_string(), next.to_string())));
        }
        steps.sort();
        assert_eq!(names("SELECT src, dst FROM step ORDER BY src, dst"), steps);
        let mut states: Vec<_> = State::ALL
            .into_iter()
            .map(|state| (state.to_string(), format!("{}{}", state.is_live(), state.is_spent())))
            .collect();
        states.sort();
        let sql =
            "SELECT name, iif(is_live, 'true', 'false') || iif(is_spent, 'true', 'false') FROM state ORDER BY name";
        assert_eq!(names(sql), states);
        let index: String = store
            .0
            .query_row("SELECT sql FROM sqlite_schema WHERE name = 'one_live_order_per_lock'", [], |row| row.get(0))
            .unwrap();
        for state in State::ALL {
            assert_eq!(index.contains(&format!("'{state}'")), state.is_live(), "{state} in `{index}`");
        }
    }

    #[test]
    fn an_older_journal_is_upgraded_in_place_and_a_newer_one_is_rejected() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.db");
        let mut store = SqliteStore::open(&path, &|| Ok("id".to_owned())).unwrap();
        let id = store.id().unwrap();
        let newer =
            [MIGRATIONS[0], "CREATE TABLE later (x INTEGER); INSERT INTO later SELECT send_log_bytes FROM journal;"];
        // A migration that fails changes nothing.
        let failing = [MIGRATIONS[0], "CREATE TABLE later (x INTEGER); INSERT INTO nowhere VALUES (1);"];
        assert!(upgrade(&mut store.0, &failing, &|| Ok("id".to_owned())).is_err());
        assert_eq!(number(&store.0, "user_version").unwrap(), 1);
        upgrade(&mut store.0, &newer, &|| Ok("id".to_owned())).unwrap();
        upgrade(&mut store.0, &newer, &|| Ok("id".to_owned())).unwrap();
        assert_eq!((store.id().unwrap(), number(&store.0, "user_version").unwrap()), (id, 2));
        drop(store);
        let error = SqliteStore::open(&path, &|| Ok("id".to_owned())).unwrap_err();
        assert_eq!(error, JournalError::NewerSchema { found: 2, known: 1 });
    }

    #[test]
    fn other_files_are_rejected_and_left_unchanged() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("other.db");
        std::fs::write(&path, "this is not a database, but a text of more than a hundred bytes, ".repeat(20)).unwrap();
        let before = std::fs::read(&path).unwrap();
        assert!(matches!(SqliteStore::open(&path, &|| Ok("id".to_owned())), Err(JournalError::Damaged { .. })));
        assert_eq!(std::fs::read(&path).unwrap(), before);
        std::fs::remove_file(&path).unwrap();
        // A journal that was cut.
        drop(SqliteStore::open(&path, &|| Ok("id".to_owned())).unwrap());
        let journal = std::fs::read(&path).unwrap();
        std::fs::write(&path, &journal[..8192]).unwrap();
        let error = SqliteStore::open(&path, &|| Ok("id".to_owned())).unwrap_err();
        assert!(matches!(&error, JournalError::Damaged { path: damaged, .. } if *damaged == path), "{error}");
        assert!(error.to_string().contains("move the file aside"), "{error}");
        std::fs::remove_file(&path).unwrap();
        Connection::open(&path).unwrap().execute_batch("CREATE TABLE t (x INTEGER)").unwrap();
        let error = SqliteStore::open(&path, &|| Ok("id".to_owned())).unwrap_err().to_string();
        assert!(error.contains("but not a journal"), "{error}");
        // A journal of before the first release.
        let sql = "PRAGMA application_id = 0x636f6c6e; PRAGMA user_version = 2";
        Connection::open(&path).unwrap().execute_batch(sql).unwrap();
        let error = SqliteStore::open(&path, &|| Ok("id".to_owned())).unwrap_err().to_string();
        assert!(error.contains("but not a journal"), "{error}");
    }
}
