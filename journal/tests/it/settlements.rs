//! Settlements with evidence, with a clock that the test sets forward and back.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use colt_numbers::api::operations::RESERVE_NUMBERS;
use colt_numbers_journal::{
    Availability, End, Entry, Event, Evidence, Filter, Inventory, Journal, JournalError, Settlement, State,
};

use crate::child::{Process, client, patient_client, plan, reservations};
use crate::example_reservation::reservation_of_range;
use crate::vendor::{Behaviour, Vendor};

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(86_400);

/// The real clock, which a test moves forward and back.
#[derive(Clone)]
struct TestClock(Arc<AtomicU64>);

/// How far the clock can go back.
const BEFORE: Duration = Duration::from_secs(1_000_000);

impl TestClock {
    fn new() -> Self {
        Self(Arc::new(AtomicU64::new(BEFORE.as_secs())))
    }

    fn now(&self) -> SystemTime {
        SystemTime::now() + Duration::from_secs(self.0.load(Ordering::SeqCst)) - BEFORE
    }

    fn forward(&self, by: Duration) {
        self.0.fetch_add(by.as_secs(), Ordering::SeqCst);
    }

    fn back(&self, by: Duration) {
        self.0.fetch_sub(by.as_secs(), Ordering::SeqCst);
    }

    async fn open(&self, folder: &std::path::Path) -> Journal {
        let clock = self.clone();
        let options = Journal::options(folder.join("journal.db")).send_log_folder(folder.join("state"));
        options.clock(move || clock.now()).open().await.unwrap()
    }
}

async fn one(journal: &Journal, state: State) -> Entry {
    let mut entries = journal.entries(Filter::all().state(state)).await.unwrap();
    assert_eq!(entries.len(), 1, "{entries:?}");
    entries.remove(0)
}

fn statement(at: SystemTime) -> Evidence {
    Evidence::statement("ticket 4711", at)
}

fn reason(result: Result<Entry, JournalError>) -> String {
    match result {
        Err(JournalError::NotAllowed { reason, .. }) => reason,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn not_ordered_needs_new_evidence_and_frees_the_numbers() {
    let behaviours = [Behaviour::Drop, Behaviour::Accept];
    let vendor = Vendor::start(move |request| behaviours[request]);
    let (folder, clock) = (tempfile::tempdir().unwrap(), TestClock::new());
    let journal = clock.open(folder.path()).await;
    let client = client(&vendor.url());
    let number = reservation_of_range("+442081324758", "+442081324758");
    assert_eq!(journal.order(&client, &number, "first").await.unwrap().state, State::Unknown);
    let id = one(&journal, State::Unknown).await.tracking_id;
    let settle = |settlement, evidence| journal.settle(&id, settlement, evidence);
    let not_ordered = |at| settle(Settlement::NotOrdered, statement(at));
    assert!(reason(not_ordered(clock.now()).await).contains("in flight"));
    assert!(reason(not_ordered(clock.now() + 2 * DAY).await).contains("in the future"));
    // An hour before the end of the quiet time, evidence is too old, also after the clock was set back and forward.
    clock.back(2 * HOUR);
    clock.forward(DAY + HOUR);
    assert!(reason(not_ordered(clock.now()).await).contains("in flight"));
    clock.forward(2 * HOUR);
    assert!(reason(not_ordered(clock.now() - 2 * HOUR).await).contains("in flight"));
    assert!(reason(settle(Settlement::NotOrdered, Evidence::statement(" ", clock.now())).await).contains("empty"));
    assert!(reason(settle(Settlement::Released, statement(clock.now())).await).contains("cannot become released"));
    let conflict = journal.order(&client, &number, "second").await.unwrap_err();
    assert!(matches!(conflict, JournalError::Conflicts(_)), "an order in doubt holds its numbers: {conflict}");
    let entry = not_ordered(clock.now()).await.unwrap();
    assert!(entry.evidence.as_ref().unwrap().starts_with("ticket 4711 (observed 2"), "{entry:?}");
    assert!(reason(settle(Settlement::ordered("x"), statement(clock.now())).await).contains("it is notOrdered"));
    let entry = journal.order(&client, &number, "second").await.unwrap();
    assert_eq!((entry.state, vendor.received().len()), (State::Accepted, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn not_ordered_needs_a_dead_sender() {
    let vendor = Vendor::start(|_| Behaviour::AcceptAndStall);
    let (folder, clock) = (tempfile::tempdir().unwrap(), TestClock::new());
    plan(folder.path(), &vendor.url(), 1, colt_numbers_journal::Limits::none()).await;
    let mut process = Process::new(folder.path(), &vendor.url()).spawn();
    vendor.wait_for(1, || false);
    let journal = clock.open(folder.path()).await;
    let entry = one(&journal, State::Sending).await;
    clock.forward(10 * DAY);
    let settled = journal.settle(&entry.tracking_id, Settlement::NotOrdered, statement(clock.now())).await;
    // Its process lives, so the order is still being sent, or has just become one in doubt.
    reason(settled);
    process.kill().unwrap();
    process.wait().unwrap();
    // Evidence has to be newer than the time at which the process was seen to be dead.
    let evidence = statement(clock.now());
    assert_eq!(journal.status().await.unwrap()[0].in_doubt(), 1);
    let settled = journal.settle(&entry.tracking_id, Settlement::NotOrdered, evidence).await;
    assert!(reason(settled).contains("in flight"));
    clock.forward(DAY + HOUR);
    let settled = journal.settle(&entry.tracking_id, Settlement::NotOrdered, statement(clock.now())).await;
    assert_eq!(settled.unwrap().state, State::NotOrdered);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sender_whose_session_file_is_missing_counts_as_ended_only_after_the_quiet_time() {
    let vendor = Vendor::start(|_| Behaviour::AcceptAndStall);
    let (folder, clock) = (tempfile::tempdir().unwrap(), TestClock::new());
    let journal = clock.open(folder.path()).await;
    // A session that is older than the quiet time sends an order, and then its file is removed.
    clock.forward(2 * DAY);
    let plan = journal.plan("plan", &patient_client(&vendor.url())).record(reservations(1)).await.unwrap();
    let run = journal.apply(&patient_client(&vendor.url()), &plan).start().unwrap();
    vendor.wait_for(1, || false);
    std::fs::remove_dir_all(folder.path().join("journal.db-sessions")).unwrap();
    let other = clock.open(folder.path()).await;
    let id = one(&other, State::Unknown).await.tracking_id;
    let not_ordered = || other.settle(&id, Settlement::NotOrdered, statement(clock.now()));
    clock.forward(DAY - HOUR);
    reason(not_ordered().await);
    // From now on, the sender counts as ended. Evidence has to be newer than this by another quiet time.
    clock.forward(2 * HOUR);
    assert!(reason(not_ordered().await).contains("in flight"));
    clock.forward(DAY - HOUR);
    assert!(reason(not_ordered().await).contains("in flight"));
    clock.forward(2 * HOUR);
    assert_eq!(not_ordered().await.unwrap().state, State::NotOrdered);
    run.stopper().give_up();
    assert_eq!(run.finish().await, End::Stopped);
}

#[tokio::test(flavor = "multi_thread")]
async fn reservations_lapse_and_are_released_with_evidence() {
    let vendor = Vendor::start(|_| Behaviour::Accept);
    let (folder, clock) = (tempfile::tempdir().unwrap(), TestClock::new());
    let journal = clock.open(folder.path()).await;
    let client = client(&vendor.url());
    let number = reservation_of_range("+442081324758", "+442081324758");
    let entry = journal.order(&client, &number, "first").await.unwrap();
    let days = RESERVE_NUMBERS.holds_days.unwrap();
    assert_eq!(journal.lapsing_within(days - 1).await.unwrap(), []);
    assert_eq!(journal.lapsing_within(days).await.unwrap(), std::slice::from_ref(&entry));
    let release = |at| journal.settle(&entry.tracking_id, Settlement::Released, statement(at));
    assert!(reason(release(clock.now() - HOUR).await).contains("older than the order"));
    clock.forward(HOUR);
    assert_eq!(release(clock.now()).await.unwrap().state, State::Released);
    assert_eq!(journal.lapsing_within(days).await.unwrap(), []);
    assert_eq!(journal.order(&client, &number, "second").await.unwrap().state, State::Accepted);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_settles_what_it_shows_whole_and_leaves_the_rest_in_doubt() {
    let vendor = Vendor::start(|request| if request < 4 { Behaviour::Drop } else { Behaviour::Accept });
    let (folder, clock) = (tempfile::tempdir().unwrap(), TestClock::new());
    let journal = clock.open(folder.path()).await;
    let client = client(&vendor.url());
    let ten = |n: u32| reservation_of_range(format!("+44208130{n:04}"), format!("+44208130{:04}", n + 9));
    let unequal = reservation_of_range("+35227949650", "+352279496509");
    let orders = [ten(0), ten(10), ten(20), unequal, ten(30)];
    let plan = journal.plan("plan", &client).record(orders).await.unwrap();
    let run = journal.apply(&client, &plan).max_doubts(std::num::NonZeroU32::MAX).start().unwrap();
    run.finish().await;
    // The last order is accepted, so an export that does not list its numbers as held is not complete.
    let export = |at: SystemTime, last: Availability| {
        let mut export =
            Inventory::new(client.target().to_string(), client.account_id(), Evidence::file("export.csv", at));
        let mut add = |n: u32, availability| export.add(&format!("+44208130{n:04}"), availability).unwrap();
        (0..10).chain(20..25).for_each(|n| add(n, Availability::Held));
        (25..30).for_each(|n| add(n, Availability::Free));
        (30..40).for_each(|n| add(n, last));
        assert_eq!(export.add("4.42081E+11", Availability::Held), None, "a spreadsheet's number");
        export
    };
    let found = |export: Inventory| async move {
        let orders = journal.reconcile(&export).await.unwrap();
        let texts = orders.into_iter().map(|order| match order.settlement {
            Ok(settlement) => format!("{} {settlement:?}", order.entry.position),
            Err(reason) => format!("{} {reason}", order.entry.position),
        });
        (journal, texts.collect::<Vec<_>>())
    };
    let unclear = [
        "3 of its 10 numbers, 5 are held and 5 are free",
        "4 its numbers are not known, so an export cannot show them",
    ];
    let (journal, texts) = found(export(clock.now(), Availability::Held)).await;
    let too_old = "2 none of its numbers is held, but the export is too old to show that it was not ordered";
    assert_eq!(texts, ["1 Ordered(None)", too_old, unclear[0], unclear[1]]);
    clock.forward(DAY + HOUR);
    let evidence = export(clock.now(), Availability::Held).evidence().clone();
    for order in journal.reconcile(&export(clock.now(), Availability::Held)).await.unwrap() {
        if let Ok(settlement) = order.settlement {
            journal.settle(&order.entry.tracking_id, settlement, evidence.clone()).await.unwrap();
        }
    }
    let entries = journal.entries(Filter::all()).await.unwrap();
    let states: Vec<_> = entries.iter().map(|entry| entry.state).collect();
    use State::{Accepted, NotOrdered, Unknown};
    assert_eq!(states, [Accepted, NotOrdered, Unknown, Unknown, Accepted]);
    assert!(entries[0].lapses_on.is_some() && entries[0].order_id.is_none(), "{:?}", entries[0]);
    // The last order's numbers are free, but it has not lapsed yet.
    clock.forward((RESERVE_NUMBERS.holds_days.unwrap() + 1) * DAY);
    let released = journal.reconcile(&export(clock.now(), Availability::Free)).await.unwrap();
    let released: Vec<_> = released.iter().filter(|order| order.settlement == Ok(Settlement::Released)).collect();
    assert_eq!(released.iter().map(|order| order.entry.position).collect::<Vec<_>>(), [5]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_of_another_account_or_without_accepted_orders_settles_nothing() {
    let vendor = Vendor::start(|request| if request == 0 { Behaviour::Accept } else { Behaviour::Drop });
    let (folder, clock) = (tempfile::tempdir().unwrap(), TestClock::new());
    let journal = clock.open(folder.path()).await;
    let client = client(&vendor.url());
    let number = |last: u32| {
        let number = format!("+44208130000{last}");
        reservation_of_range(&number, &number)
    };
    for (last, state) in [(0, State::Accepted), (1, State::Unknown)] {
        assert_eq!(journal.order(&client, &number(last), &format!("key-{last}")).await.unwrap().state, state);
    }
    clock.forward(DAY + HOUR);
    let settlements = async |account: &str, listed: &[(&str, Availability)]| {
        let evidence = Evidence::file("export.csv", clock.now());
        let mut export = Inventory::new(client.target().to_string(), account, evidence);
        listed.iter().for_each(|(number, availability)| export.add(number, *availability).unwrap());
        let orders = journal.reconcile(&export).await.unwrap();
        orders.into_iter().map(|order| order.settlement).collect::<Vec<_>>()
    };
    let (accepted, in_doubt) = ("442081300000", "442081300001");
    use Availability::{Free, Held};
    assert_eq!(settlements("another", &[(in_doubt, Held)]).await, []);
    let account = client.account_id();
    for incomplete in [&[][..], &[("442081300002", Held)], &[(accepted, Free)]] {
        let found = settlements(account, incomplete).await.remove(0).unwrap_err();
        assert!(found.contains("the export is not complete"), "{found}");
    }
    for complete in [&[(accepted, Held)][..], &[(in_doubt, Free)], &[(accepted, Held), (in_doubt, Free)]] {
        assert_eq!(settlements(account, complete).await, [Ok(Settlement::NotOrdered)]);
    }
    // Once the accepted order may have lapsed, an export need not list it, but then nothing shows that the export is of this account.
    clock.forward(91 * DAY);
    for unproven in [&[][..], &[("442081300002", Held)]] {
        let found = settlements(account, unproven).await.remove(0).unwrap_err();
        assert!(found.contains("may be of another account or country"), "{found}");
    }
    for proven in [&[(accepted, Held)][..], &[(in_doubt, Free)]] {
        assert_eq!(settlements(account, proven).await, [Ok(Settlement::NotOrdered)]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_that_lists_no_accepted_order_of_a_country_settles_only_what_it_lists_as_free() {
    let vendor = Vendor::start(|request| if request == 0 { Behaviour::Accept } else { Behaviour::Drop });
    let (folder, clock) = (tempfile::tempdir().unwrap(), TestClock::new());
    let journal = clock.open(folder.path()).await;
    let client = client(&vendor.url());
    let (accepted, in_doubt) = ("+352279496", "+442081300001");
    for number in [accepted, in_doubt] {
        let reservation = reservation_of_range(number, number);
        assert!(journal.order(&client, &reservation, number).await.is_ok());
    }
    clock.forward(DAY + HOUR);
    for (free, expected) in [(None, false), (Some(in_doubt), true)] {
        let mut export =
            Inventory::new(client.target().to_string(), client.account_id(), Evidence::file("export.csv", clock.now()));
        export.add(accepted, Availability::Held).unwrap();
        if let Some(number) = free {
            export.add(number, Availability::Free).unwrap();
        }
        let found = journal.reconcile(&export).await.unwrap().remove(0).settlement;
        assert_eq!(found.is_ok(), expected, "{found:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_set_back_neither_stops_a_run_nor_reorders_its_history() {
    let vendor = Vendor::start(|request| if request == 0 { Behaviour::Refuse } else { Behaviour::Accept });
    let (folder, clock) = (tempfile::tempdir().unwrap(), TestClock::new());
    let journal = clock.open(folder.path()).await;
    let client = client(&vendor.url());
    let plan = journal.plan("plan", &client).record(reservations(3)).await.unwrap();
    let mut run = journal.apply(&client, &plan).interval(Duration::from_millis(10)).start().unwrap();
    let mut ended = false;
    while let Some(event) = run.next().await {
        if matches!(event, Event::Recorded(_)) {
            clock.back(HOUR);
        }
        ended |= event == Event::Ended(End::Done);
    }
    assert!(ended);
    for entry in journal.entries(Filter::all()).await.unwrap() {
        assert_eq!(entry.state, State::Accepted);
        let history = journal.history(&entry.tracking_id).await.unwrap();
        assert!(history.is_sorted_by_key(|change| change.at), "{history:?}");
    }
}

/// The day on which an order may lapse that was sent at this time.
fn lapse_of(sent_at: SystemTime) -> Option<String> {
    let day = jiff::Timestamp::try_from(sent_at).unwrap().to_zoned(jiff::tz::TimeZone::UTC).date();
    Some((day + jiff::Span::new().days(RESERVE_NUMBERS.holds_days.unwrap())).to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recovered_order_may_lapse_from_the_day_on_which_it_may_have_been_sent() {
    // Only the send log has the attempt; only the send log has the order; nothing shows whether it was sent.
    for (is_planned_in_copy, is_log_lost) in [(true, false), (false, false), (true, true)] {
        let vendor = Vendor::start(|_| Behaviour::Accept);
        let (folder, backup, clock) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), TestClock::new());
        let copy = |from: &std::path::Path, to: &std::path::Path| {
            std::fs::copy(from.join("journal.db"), to.join("journal.db")).unwrap();
        };
        let (client, planned_at) = (client(&vendor.url()), clock.now());
        drop(clock.open(folder.path()).await);
        if !is_planned_in_copy {
            copy(folder.path(), backup.path());
        }
        let journal = clock.open(folder.path()).await;
        let plan = journal.plan("plan", &client).record(reservations(1)).await.unwrap();
        drop(journal);
        if is_planned_in_copy {
            copy(folder.path(), backup.path());
        }
        clock.forward(2 * DAY);
        let (journal, sent_at) = (clock.open(folder.path()).await, clock.now());
        assert_eq!(journal.apply(&client, &plan).start().unwrap().finish().await, End::Done);
        drop(journal);
        copy(backup.path(), folder.path());
        clock.forward(20 * DAY);
        if is_log_lost {
            // The copy shows that the log had a line.
            let sql = "UPDATE journal SET send_log_bytes = 1";
            rusqlite::Connection::open(folder.path().join("journal.db")).unwrap().execute(sql, []).unwrap();
            std::fs::remove_dir_all(folder.path().join("state")).unwrap();
        }
        let options = Journal::options(folder.path().join("journal.db")).send_log_folder(folder.path().join("state"));
        let at = clock.clone();
        let journal = options.accept_lost_send_log().clock(move || at.now()).open().await.unwrap();
        let id = one(&journal, State::Unknown).await.tracking_id;
        let settled = journal.settle(&id, Settlement::ordered("o-1"), statement(clock.now())).await.unwrap();
        let first = if is_log_lost { planned_at } else { sent_at };
        assert_eq!(settled.lapses_on, lapse_of(first), "{is_planned_in_copy} {is_log_lost}");
        let listed = journal.lapsing_within(RESERVE_NUMBERS.holds_days.unwrap() - 20).await.unwrap();
        assert_eq!(listed.len(), 1);
        // It may have been sent until it was recovered, so only evidence after that shows that its reservation has ended.
        let released = journal.settle(&id, Settlement::Released, statement(sent_at + HOUR / 60)).await;
        assert!(reason(released).contains("older than the order"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lapse_on_an_unknown_day_is_listed_and_releases_nothing_by_itself() {
    let vendor = Vendor::start(|_| Behaviour::Accept);
    let (folder, clock) = (tempfile::tempdir().unwrap(), TestClock::new());
    let journal = clock.open(folder.path()).await;
    let plan = journal.plan("plan", &client(&vendor.url())).record(reservations(2)).await.unwrap();
    journal.apply(&client(&vendor.url()), &plan).start().unwrap().finish().await;
    let sql = "UPDATE entry SET lapses_on = NULL WHERE position = 2";
    rusqlite::Connection::open(folder.path().join("journal.db")).unwrap().execute(sql, []).unwrap();
    let positions = |entries: Vec<Entry>| entries.into_iter().map(|entry| entry.position).collect::<Vec<_>>();
    assert_eq!(positions(journal.lapsing_within(1).await.unwrap()), [2]);
    assert_eq!(positions(journal.lapsing_within(1000).await.unwrap()), [2, 1]);
    clock.forward(100 * DAY);
    let status = &journal.status().await.unwrap()[0];
    let mut export = Inventory::new(&status.stock, &status.account, Evidence::file("export.csv", clock.now()));
    for number in ["+442081300000", "+442081300001"] {
        export.add(number, Availability::Free).unwrap();
    }
    let released = journal.reconcile(&export).await.unwrap().into_iter().map(|order| order.entry).collect();
    assert_eq!(positions(released), [1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_that_is_older_than_an_order_does_not_show_it() {
    let vendor = Vendor::start(|_| Behaviour::Drop);
    let (folder, clock) = (tempfile::tempdir().unwrap(), TestClock::new());
    let journal = clock.open(folder.path()).await;
    let plan = journal.plan("plan", &client(&vendor.url())).record(reservations(1)).await.unwrap();
    journal.apply(&client(&vendor.url()), &plan).start().unwrap().finish().await;
    let status = &journal.status().await.unwrap()[0];
    for (at, expected) in [(clock.now() - HOUR, false), (clock.now(), true)] {
        let mut export = Inventory::new(&status.stock, &status.account, Evidence::file("export.csv", at));
        export.add("+442081300000", Availability::Held).unwrap();
        let found = journal.reconcile(&export).await.unwrap().remove(0).settlement;
        assert_eq!(found.is_ok(), expected, "{found:?}");
        assert!(expected || found.unwrap_err().contains("older than the order"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_whose_claim_is_too_old_is_not_sent_until_it_is_claimed_again() {
    let vendor = Vendor::start(|_| Behaviour::Accept);
    for is_single in [true, false] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.db");
        let (file, is_held_up) = (path.clone(), std::sync::atomic::AtomicBool::new(false));
        // The process is held up for an hour once the first claim is recorded.
        let clock = move || {
            let is_sending = rusqlite::Connection::open(&file).is_ok_and(|database| {
                let sql = "SELECT EXISTS (SELECT 1 FROM entry WHERE state = 'sending')";
                database.query_row(sql, [], |row| row.get(0)).unwrap_or(false)
            });
            let is_later = is_held_up.fetch_or(is_sending, Ordering::SeqCst) || is_sending;
            SystemTime::now() + if is_later { HOUR } else { Duration::ZERO }
        };
        let journal =
            Journal::options(path).send_log_folder(folder.path().join("state")).clock(clock).open().await.unwrap();
        let client = client(&vendor.url());
        if is_single {
            let number = reservation_of_range("+442081324758", "+442081324758");
            assert_eq!(journal.order(&client, &number, "key").await.unwrap().state, State::Accepted);
        } else {
            let plan = journal.plan("plan", &client).record(reservations(1)).await.unwrap();
            assert_eq!(journal.apply(&client, &plan).start().unwrap().finish().await, End::Done);
        }
        let entry = one(&journal, State::Accepted).await;
        let history = journal.history(&entry.tracking_id).await.unwrap();
        let steps: Vec<_> = history.iter().map(|change| change.to).collect();
        assert_eq!(steps, [State::Sending, State::Planned, State::Sending, State::Accepted], "{history:?}");
        assert!(history[1].reason.as_ref().unwrap().contains("held up"), "{history:?}");
    }
    assert_eq!(vendor.received().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_not_settled_with_the_order_id_of_another() {
    let vendor = Vendor::start(|request| if request == 0 { Behaviour::Accept } else { Behaviour::AcceptInSilence });
    let folder = tempfile::tempdir().unwrap();
    let plan = plan(folder.path(), &vendor.url(), 3, colt_numbers_journal::Limits::none()).await;
    let journal = crate::child::open(folder.path()).await;
    journal.apply(&client(&vendor.url()), &plan).start().unwrap().finish().await;
    let entries = journal.entries(Filter::all()).await.unwrap();
    let settle = async |entry: &Entry, id: &str| {
        journal.settle(&entry.tracking_id, Settlement::ordered(id), statement(SystemTime::now())).await
    };
    let reused = |other: &Entry, id: &str| {
        let (order_id, tracking_id) = (id.to_owned(), other.tracking_id.clone());
        JournalError::OrderIdReused { order_id, tracking_id }
    };
    let accepted = entries[0].order_id.as_deref().unwrap();
    assert_eq!(settle(&entries[1], accepted).await, Err(reused(&entries[0], accepted)));
    settle(&entries[1], "another").await.unwrap();
    assert_eq!(settle(&entries[2], "another").await, Err(reused(&entries[1], "another")));
    assert_eq!(journal.entry(&entries[2].tracking_id).await.unwrap().state, State::Unknown);
    settle(&entries[2], "a third").await.unwrap();
}
