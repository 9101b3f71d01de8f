//! A journal that goes back in time: an older copy that was restored, and copies that are used at once.

use std::num::NonZeroU32;
use std::path::Path;

use colt_numbers_journal::{End, Filter, Journal, JournalError, JournalOptions, Limits, State};

use crate::child::{client, entries, open, plan, reservations};
use crate::vendor::{Behaviour, Vendor};

fn copy(from: &Path, to: &Path) {
    std::fs::copy(from.join("journal.db"), to.join("journal.db")).unwrap();
}

async fn apply(journal: &Journal, url: &str) -> End {
    let plan = journal.find_plan("plan").await.unwrap();
    journal.apply(&client(url), &plan).start().unwrap().finish().await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_copy_sends_nothing_again() {
    let vendor = Vendor::start(|_| Behaviour::Accept);
    let (folder, backup) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    plan(folder.path(), &vendor.url(), 3, Limits::orders(2)).await;
    copy(folder.path(), backup.path());
    assert_eq!(apply(&open(folder.path()).await, &vendor.url()).await, End::Limit);
    copy(backup.path(), folder.path());
    let restored = entries(folder.path()).await;
    let states: Vec<_> = restored.iter().map(|entry| entry.state).collect();
    assert_eq!(states, [State::Unknown, State::Unknown, State::Planned]);
    assert!(restored[0].reason.as_ref().unwrap().contains("older copy"), "{:?}", restored[0]);
    assert_eq!(apply(&open(folder.path()).await, &vendor.url()).await, End::Limit);
    assert_eq!(vendor.received().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_that_an_older_copy_does_not_have_are_recorded_as_unknown() {
    let vendor = Vendor::start(|_| Behaviour::Accept);
    let (folder, backup) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    drop(open(folder.path()).await);
    copy(folder.path(), backup.path());
    plan(folder.path(), &vendor.url(), 3, Limits::none()).await;
    assert_eq!(apply(&open(folder.path()).await, &vendor.url()).await, End::Done);
    let sent = entries(folder.path()).await;
    copy(backup.path(), folder.path());
    let restored = entries(folder.path()).await;
    assert_eq!(restored.len(), 3);
    for (restored, sent) in restored.iter().zip(&sent) {
        assert_eq!((restored.state, &restored.tracking_id), (State::Unknown, &sent.tracking_id));
        assert!(restored.plan.starts_with("from the send log, http://127.0.0.1:"), "{}", restored.plan);
        let number = format!("+4420813{:05}", restored.position - 1);
        assert_eq!((&restored.sent_ranges, restored.numbers), (&vec![(number.clone(), number)], Some(1)));
    }
    // They hold their numbers, so the same plan cannot be recorded anew.
    let journal = open(folder.path()).await;
    let planned = journal.plan("plan", &client(&vendor.url())).record(reservations(3)).await;
    assert!(matches!(planned, Err(JournalError::Conflicts(conflicts)) if conflicts.len() == 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_is_withdrawn_in_a_copy_and_sent_by_another_is_in_doubt() {
    let vendor = Vendor::start(|_| Behaviour::Accept);
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    plan(folder.path(), &vendor.url(), 2, Limits::none()).await;
    copy(folder.path(), other.path());
    let journal = open(folder.path()).await;
    assert_eq!(journal.withdraw("plan", "not needed").await.unwrap(), 2);
    // The first number is planned again.
    journal.plan("again", &client(&vendor.url())).record(reservations(1)).await.unwrap();
    drop(journal);
    let options = Journal::options(other.path().join("journal.db")).send_log_folder(folder.path().join("state"));
    assert_eq!(apply(&options.open().await.unwrap(), &vendor.url()).await, End::Done);
    for _ in 0..2 {
        let found: Vec<_> = entries(folder.path()).await.into_iter().map(|entry| (entry.plan, entry.state)).collect();
        let states: Vec<_> = found.iter().map(|(_, state)| *state).collect();
        let expected = [State::Withdrawn, State::Withdrawn, State::Withdrawn, State::Unknown, State::Unknown];
        assert_eq!(states, expected, "{found:?}");
    }
    let journal = open(folder.path()).await;
    for unknown in journal.entries(Filter::all().state(State::Unknown)).await.unwrap() {
        assert_eq!(unknown.tracking_id, format!("{}+sent", unknown.sent_tracking_id()));
        assert_eq!(vendor.of(unknown.sent_tracking_id()).0, 1, "{unknown:?}");
    }
    assert_eq!(journal.check().await.unwrap(), Vec::<String>::new());
    let planned = journal.plan("later", &client(&vendor.url())).record(reservations(2)).await;
    assert!(matches!(planned, Err(JournalError::Conflicts(conflicts)) if conflicts.len() == 2));
    assert_eq!(vendor.received().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_copies_that_are_used_at_once_send_each_order_once() {
    for concurrency in [1, 3] {
        use_two_copies(concurrency).await;
    }
}

async fn use_two_copies(concurrency: u32) {
    let vendor = Vendor::start(|_| Behaviour::Accept);
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    plan(folder.path(), &vendor.url(), 3, Limits::none()).await;
    copy(folder.path(), other.path());
    let first = open(folder.path()).await;
    // The copy uses the same send log, because both are of one user.
    let options = Journal::options(other.path().join("journal.db")).send_log_folder(folder.path().join("state"));
    let second = options.clone().open().await.unwrap();
    assert_eq!(apply(&first, &vendor.url()).await, End::Done);
    let plan = second.find_plan("plan").await.unwrap();
    let run = second.apply(&client(&vendor.url()), &plan).concurrency(NonZeroU32::new(concurrency).unwrap());
    let end = run.start().unwrap().finish().await;
    assert!(matches!(end, End::Failed(JournalError::AnotherCopy { .. })), "{end:?}");
    assert_eq!(vendor.received().len(), 3);
    drop(second);
    let second = options.open().await.unwrap();
    let unknown = second.entries(Filter::all().state(State::Unknown)).await.unwrap();
    assert_eq!(unknown.len(), 3, "{unknown:?}");
    assert_eq!((apply(&second, &vendor.url()).await, vendor.received().len()), (End::Done, 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journal_without_its_send_log_is_opened_only_if_that_is_accepted() {
    let vendor = Vendor::start(|_| Behaviour::Accept);
    let folder = tempfile::tempdir().unwrap();
    plan(folder.path(), &vendor.url(), 2, Limits::orders(1)).await;
    apply(&open(folder.path()).await, &vendor.url()).await;
    std::fs::remove_dir_all(folder.path().join("state")).unwrap();
    let options = Journal::options(folder.path().join("journal.db")).send_log_folder(folder.path().join("state"));
    let error = options.clone().open().await.unwrap_err();
    assert!(matches!(error, JournalError::SendLogLost { .. }), "{error}");
    // This order may have been sent too, after the copy was made.
    let copy = tempfile::tempdir().unwrap();
    std::fs::copy(folder.path().join("journal.db"), copy.path().join("journal.db")).unwrap();
    let states = async |options: JournalOptions| {
        let journal = options.open().await.unwrap();
        assert_eq!(journal.check().await.unwrap(), Vec::<String>::new());
        let entries = journal.entries(Filter::all()).await.unwrap();
        entries.into_iter().map(|entry| entry.state).collect::<Vec<_>>()
    };
    let kept = Journal::options(copy.path().join("journal.db")).send_log_folder(copy.path().join("state"));
    let kept = kept.accept_lost_send_log().keep_planned_orders();
    assert_eq!(states(kept).await, [State::Accepted, State::Planned]);
    for options in [options.clone().accept_lost_send_log(), options] {
        assert_eq!(states(options).await, [State::Accepted, State::Unknown]);
    }
}
