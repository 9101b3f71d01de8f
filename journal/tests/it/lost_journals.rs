//! A journal whose file is gone, while its send log remains.

use std::path::Path;

use colt_numbers_journal::{End, Filter, Journal, JournalError, JournalOptions, Limits, State};

use crate::child::{client, open, plan, reservations};
use crate::vendor::{Behaviour, Vendor};

fn options(folder: &Path, file: &str) -> JournalOptions {
    Journal::options(folder.join(file)).send_log_folder(folder.join("state"))
}

/// Records a plan of three orders, and sends two of them.
async fn send_two(folder: &Path, vendor: &Vendor) {
    let plan = plan(folder, &vendor.url(), 3, Limits::orders(2)).await;
    let run = open(folder).await.apply(&client(&vendor.url()), &plan).start().unwrap();
    assert_eq!(run.finish().await, End::Limit);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_journal_is_not_replaced_by_an_empty_one() {
    let vendor = Vendor::start(|_| Behaviour::Accept);
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    send_two(folder, &vendor).await;
    let is_lost =
        |error: &JournalError| matches!(error, JournalError::Lost { path, .. } if path.ends_with("journal.db"));
    let lost = options(folder, "journal.db");
    std::fs::remove_file(folder.join("journal.db")).unwrap();
    for _ in 0..2 {
        assert!(is_lost(&lost.exists().unwrap_err()) && is_lost(&lost.clone().open().await.unwrap_err()));
        // An empty file has lost its orders too.
        std::fs::write(folder.join("journal.db"), "").unwrap();
    }
    // Its creation may have been interrupted before it had tables.
    let database = rusqlite::Connection::open(folder.join("journal.db")).unwrap();
    database.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())).unwrap();
    drop(database);
    assert!(lost.exists().unwrap() && is_lost(&lost.clone().open().await.unwrap_err()));
    // A journal at another path is another journal.
    let other = options(folder, "other.db");
    assert!(!other.exists().unwrap());
    drop(other.clone().open().await.unwrap());
    assert!(other.exists().unwrap());
    // The orders that were sent are in doubt, and hold their numbers.
    for options in [lost.clone().recreate_lost_journal(), lost] {
        let journal = options.open().await.unwrap();
        assert_eq!(journal.check().await.unwrap(), Vec::<String>::new());
        let entries = journal.entries(Filter::all()).await.unwrap();
        let states: Vec<_> = entries.iter().map(|entry| (entry.state, entry.sent_ranges.len())).collect();
        assert_eq!(states, [(State::Unknown, 1), (State::Unknown, 1)]);
        let planned = journal.plan("again", &client(&vendor.url())).record(reservations(3)).await;
        assert!(matches!(planned, Err(JournalError::Conflicts(conflicts)) if conflicts.len() == 2));
    }
    assert_eq!(vendor.received().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journal_that_was_moved_is_not_missed_once_it_was_opened() {
    let vendor = Vendor::start(|_| Behaviour::Accept);
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    send_two(folder, &vendor).await;
    std::fs::rename(folder.join("journal.db"), folder.join("moved.db")).unwrap();
    assert!(options(folder, "journal.db").exists().is_err());
    drop(options(folder, "moved.db").open().await.unwrap());
    assert!(!options(folder, "journal.db").exists().unwrap());
    drop(options(folder, "journal.db").open().await.unwrap());
    std::fs::remove_file(folder.join("moved.db")).unwrap();
    assert!(options(folder, "moved.db").exists().is_err());
}

/// Without a byte in the send log, nothing was sent.
#[tokio::test(flavor = "multi_thread")]
async fn a_journal_without_sent_orders_may_be_deleted() {
    let folder = tempfile::tempdir().unwrap();
    plan(folder.path(), "http://127.0.0.1:9/numberManagement", 2, Limits::none()).await;
    std::fs::remove_file(folder.path().join("journal.db")).unwrap();
    assert!(!options(folder.path(), "journal.db").exists().unwrap());
    assert_eq!(open(folder.path()).await.status().await.unwrap(), []);
}
