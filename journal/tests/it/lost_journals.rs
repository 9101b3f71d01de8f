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
async fn a_journal_that_was_moved_is_missed_until_the_move_is_stated() {
    let vendor = Vendor::start(|_| Behaviour::Accept);
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    send_two(folder, &vendor).await;
    std::fs::rename(folder.join("journal.db"), folder.join("moved.db")).unwrap();
    for _ in 0..2 {
        assert!(options(folder, "journal.db").exists().is_err());
        drop(options(folder, "moved.db").open().await.unwrap());
    }
    drop(options(folder, "moved.db").accept_moved_journal().open().await.unwrap());
    assert!(!options(folder, "journal.db").exists().unwrap());
    drop(options(folder, "journal.db").open().await.unwrap());
    std::fs::remove_file(folder.join("moved.db")).unwrap();
    assert!(options(folder, "moved.db").exists().is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn opening_a_copy_elsewhere_does_not_free_the_path_of_the_journal() {
    let vendor = Vendor::start(|_| Behaviour::Accept);
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    send_two(folder, &vendor).await;
    for (copy, moved) in [("backup.db", false), ("copies/backup.db", true)] {
        std::fs::create_dir_all(folder.join("copies")).unwrap();
        std::fs::copy(folder.join("journal.db"), folder.join(copy)).unwrap();
        let options = options(folder, copy);
        let options = if moved { options.accept_moved_journal() } else { options };
        options.open().await.unwrap().check().await.unwrap();
    }
    std::fs::remove_file(folder.join("journal.db")).unwrap();
    std::fs::remove_dir_all(folder.join("copies")).unwrap();
    for path in ["journal.db", "copies/backup.db"] {
        assert!(matches!(options(folder, path).exists(), Err(JournalError::Lost { .. })), "{path}");
        assert!(matches!(options(folder, path).open().await, Err(JournalError::Lost { .. })), "{path}");
        assert!(!folder.join(path).exists(), "{path}");
    }
    // A journal with an id of its own may take its place.
    drop(options(folder, "other.db").open().await.unwrap());
    std::fs::rename(folder.join("other.db"), folder.join("journal.db")).unwrap();
    assert_eq!(open(folder).await.status().await.unwrap(), []);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_journal_is_missed_at_a_link_that_is_gone_changed_or_dangling() {
    use std::os::unix::fs::symlink;
    let vendor = Vendor::start(|_| Behaviour::Accept);
    let change_file = |folder: &Path, target: &str| {
        std::fs::remove_file(folder.join("link.db")).unwrap();
        symlink(target, folder.join("link.db")).unwrap();
    };
    let change_folder = |folder: &Path, target: &str| {
        std::fs::remove_file(folder.join("current")).unwrap();
        symlink(target, folder.join("current")).unwrap();
    };
    type Change<'c> = (&'c str, &'c dyn Fn(&Path));
    let changes: [Change<'_>; 6] = [
        ("link.db", &|folder| std::fs::remove_file(folder.join("link.db")).unwrap()),
        ("link.db", &|folder| change_file(folder, "other.db")),
        ("link.db", &|folder| change_file(folder, "missing/other.db")),
        ("link.db", &|folder| std::fs::remove_file(folder.join("journal.db")).unwrap()),
        ("current/journal.db", &|folder| std::fs::remove_file(folder.join("current")).unwrap()),
        ("current/journal.db", &|folder| change_folder(folder, "state")),
    ];
    for (index, (path, change)) in changes.into_iter().enumerate() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        send_two(folder, &vendor).await;
        symlink("journal.db", folder.join("link.db")).unwrap();
        symlink(".", folder.join("current")).unwrap();
        drop(options(folder, path).open().await.unwrap());
        change(folder);
        let lost = options(folder, path);
        assert!(matches!(lost.exists(), Err(JournalError::Lost { .. })), "{index}");
        assert!(matches!(lost.clone().open().await, Err(JournalError::Lost { .. })), "{index}");
        let entries = lost.recreate_lost_journal().open().await.unwrap().entries(Filter::all()).await.unwrap();
        assert_eq!(entries.len(), 2, "{index}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recreated_journal_has_the_orders_of_all_journals_at_its_path() {
    let vendor = Vendor::start(|_| Behaviour::Accept);
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    send_two(folder, &vendor).await;
    std::fs::rename(folder.join("journal.db"), folder.join("aside.db")).unwrap();
    let second = options(folder, "second.db").open().await.unwrap();
    let recorded = second.plan("second", &client(&vendor.url())).limits(Limits::orders(1));
    let recorded = recorded.record(reservations(4).skip(3)).await.unwrap();
    assert_eq!(second.apply(&client(&vendor.url()), &recorded).start().unwrap().finish().await, End::Done);
    drop(second);
    std::fs::rename(folder.join("second.db"), folder.join("journal.db")).unwrap();
    drop(open(folder).await);
    std::fs::remove_file(folder.join("journal.db")).unwrap();
    for _ in 0..2 {
        let options = options(folder, "journal.db");
        assert!(options.exists().is_err());
        let journal = options.recreate_lost_journal().open().await.unwrap();
        let entries = journal.entries(Filter::all()).await.unwrap();
        let states: Vec<_> = entries.iter().map(|entry| entry.state).collect();
        assert_eq!(states, [State::Unknown; 3]);
        assert_eq!(journal.check().await.unwrap(), Vec::<String>::new());
        drop(journal);
        std::fs::remove_file(folder.join("journal.db")).unwrap();
    }
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
