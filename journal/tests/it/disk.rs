//! Disks that are full, and files that cannot be used.

use std::path::Path;

use colt_numbers_journal::{End, Journal, JournalError, Limits, State};

use crate::child::{Process, client, entries, open, plan};
use crate::vendor::{Behaviour, Vendor};

/// A limit on the size of files lets writes fail as a full disk does, in the database, in its log and in the send log.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn on_a_full_disk_nothing_is_sent_that_is_not_recorded() {
    let vendor = Vendor::start(|_| Behaviour::Accept);
    let folder = tempfile::tempdir().unwrap();
    let (folder, url) = (folder.path(), vendor.url());
    plan(folder, &url, 300, Limits::none()).await;
    let mut failures = 0;
    for blocks in [1, 180, 240, 400] {
        let process = Process { max_file_blocks: Some(blocks), concurrency: 2, ..Process::new(folder, &url) };
        failures += u32::from(!process.spawn().wait().unwrap().success());
        for entry in entries(folder).await {
            let (requests, _, orders) = vendor.of(&entry.tracking_id);
            let is_consistent = match entry.state {
                State::Planned => requests == 0,
                State::Accepted => orders.as_slice() == entry.order_id.as_slice(),
                _ => entry.state == State::Unknown && requests <= 1,
            };
            assert!(is_consistent, "{blocks} blocks: {requests} requests, {entry:?}");
        }
    }
    assert!(failures > 0, "no process ran out of space");
    assert!(Process::new(folder, &url).spawn().wait().unwrap().success());
    let after = entries(folder).await;
    assert!(after.iter().all(|entry| matches!(entry.state, State::Accepted | State::Unknown)));
    assert!(vendor.received().len() <= 300);
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn without_a_send_log_nothing_is_sent() {
    let vendor = Vendor::start(|_| Behaviour::Accept);
    let folder = tempfile::tempdir().unwrap();
    let plan = plan(folder.path(), &vendor.url(), 3, Limits::none()).await;
    let mut files = std::fs::read_dir(folder.path().join("state")).unwrap().map(|entry| entry.unwrap().path());
    let log = files.find(|path| path.extension().is_some_and(|end| end == "log")).unwrap();
    std::fs::remove_file(&log).unwrap();
    std::os::unix::fs::symlink("/dev/full", &log).unwrap();
    let journal = open(folder.path()).await;
    let end = journal.apply(&client(&vendor.url()), &plan).start().unwrap().finish().await;
    assert!(matches!(end, End::Failed(JournalError::SendLog { .. })), "{end:?}");
    assert_eq!(journal.status_of("plan").await.unwrap().orders(State::Planned), 3, "the claim is given back");
    assert_eq!(vendor.received().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journal_that_cannot_be_used_is_reported_by_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    std::fs::write(folder.path().join("file"), "").unwrap();
    let mut paths = vec![folder.path().join("file/journal.db"), folder.path().to_owned()];
    if cfg!(target_os = "linux") {
        paths.push(Path::new("/proc/journal.db").to_owned());
    }
    for path in paths {
        let error = Journal::options(&path).send_log_folder(&state).open().await.unwrap_err();
        assert!(matches!(error, JournalError::Open { .. }), "{error:?}");
        assert!(error.to_string().contains(&path.display().to_string()), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_journal_is_opened_by_many_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_owned();
    let opens: Vec<_> = (0..16)
        .map(|_| {
            tokio::spawn({
                let path = path.clone();
                async move { open(&path).await }
            })
        })
        .collect();
    let mut journals = Vec::new();
    for opened in opens {
        journals.push(opened.await.unwrap());
    }
    let error = Journal::open("mysql://localhost/journal").await.unwrap_err();
    assert!(matches!(error, JournalError::Open { .. }), "{error:?}");
    let client = client("http://127.0.0.1:9/numberManagement");
    for (number, journal) in journals.iter().enumerate() {
        let plan = format!("plan {number}");
        journal.plan(&plan, &client).record(crate::child::reservations(1)).await.unwrap();
        journals[15 - number].withdraw(&plan, "not needed").await.unwrap();
    }
}

/// The caller's iterator runs within the recording: if it panics, nothing is recorded.
#[tokio::test(flavor = "multi_thread")]
async fn a_plan_whose_orders_end_in_a_panic_is_not_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path()).await;
    let client = client("http://127.0.0.1:9/numberManagement");
    let orders = crate::child::reservations(100).enumerate().map(|(n, order)| {
        assert!(n < 50, "a defect of the caller");
        order
    });
    assert_eq!(journal.plan("plan", &client).record(orders).await, Err(JournalError::Closed));
    drop(journal);
    assert_eq!(open(folder.path()).await.status().await.unwrap(), []);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn the_journal_is_readable_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let journal = open(&folder.path().join("new")).await;
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let mut files = 0;
    for entry in std::fs::read_dir(folder.path().join("new")).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), if path.is_dir() { 0o700 } else { 0o600 }, "{}", path.display());
        files += 1;
    }
    assert!(files >= 5, "{files} files and folders");
    drop(journal);
}
