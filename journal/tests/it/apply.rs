//! Plans and single orders, through the public interface.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Duration, Instant};

use colt_numbers::{Client, Credentials, Reservation, Rule, Target, TokenFuture, TokenSource, parse_tracking_id};
use colt_numbers_journal::{Conflict, End, Event, Filter, Journal, JournalError, Limits, PlannedOrder, State};

use crate::child::{client, open, patient_client, reservations};
use crate::example_reservation::{complete, reservation_of_range as range};
use crate::vendor::{Behaviour, Vendor};

fn lock(country: &str, id: &str) -> Reservation {
    complete(Reservation::of_lock(country, id)).allow(Rule::LockIdCountry).build().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn results_are_recorded_and_a_second_run_sends_what_is_planned() {
    let behaviours = [
        Behaviour::Accept,
        Behaviour::Reject,
        Behaviour::AcceptUnreadably,
        Behaviour::AcceptInSilence,
        Behaviour::Refuse,
    ];
    let vendor = Vendor::start(move |request| behaviours.get(request).copied().unwrap_or(Behaviour::Accept));
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path()).await;
    let client = client(&vendor.url());
    let plan = journal.plan("plan", &client).record(reservations(6)).await.unwrap();
    assert_eq!(vendor.received().len(), 0, "nothing is sent by planning");
    let run = journal.apply(&client, &plan).pause(Duration::ZERO).start().unwrap();
    assert_eq!(run.finish().await, End::Done);
    let states: Vec<_> = journal.entries(Filter::all()).await.unwrap().iter().map(|entry| entry.state).collect();
    use State::{Accepted, Rejected, Unknown, Unreadable};
    assert_eq!(states, [Accepted, Rejected, Unreadable, Unknown, Accepted, Accepted]);
    let refused = &journal.entries(Filter::all()).await.unwrap()[4];
    assert_eq!((refused.attempts, vendor.of(&refused.tracking_id).0), (2, 2));
    let history = journal.history(&refused.tracking_id).await.unwrap();
    let steps: Vec<_> = history.iter().map(|change| change.to.as_str()).collect();
    assert_eq!(steps, ["sending", "planned", "sending", "accepted"]);
    assert!(history[1].reason.as_ref().unwrap().contains("429"), "{history:?}");
    let run = journal.apply(&client, &plan).start().unwrap();
    assert_eq!((run.finish().await, vendor.received().len()), (End::Done, 7));
    // The vendor's whole response to an order in doubt is kept.
    let unreadable = journal.entries(Filter::all().state(Unreadable)).await.unwrap();
    assert_eq!(unreadable[0].response.as_deref(), Some(&b"{}"[..]));
}

/// Somebody has confirmed the orders that were recorded then.
#[tokio::test(flavor = "multi_thread")]
async fn an_order_after_the_last_position_is_not_sent() {
    let vendor = Vendor::start(|_| Behaviour::Accept);
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path()).await;
    let client = client(&vendor.url());
    let plan = journal.plan("plan", &client).record(reservations(3)).await.unwrap();
    for (last, accepted) in [(0, 0), (2, 2), (2, 2), (u64::MAX, 3)] {
        let run = journal.apply(&client, &plan).up_to(last).start().unwrap();
        assert_eq!(run.finish().await, End::Done);
        let status = journal.status_of("plan").await.unwrap();
        assert_eq!((status.orders(State::Accepted), vendor.received().len() as u64), (accepted, accepted), "{last}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_recorded_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path()).await;
    let client = client("http://127.0.0.1:9/numberManagement");
    let first = [
        PlannedOrder::with_key(range("+442081300000", "+442081300009"), "a"),
        range("+35227949650", "+352279496509").into(),
        lock("FR", "LOCK-1").into(),
    ];
    journal.plan("first", &client).record(first).await.unwrap();
    let second = [
        range("+442081300020", "+442081300029").into(),
        range("+442081300009", "+442081300012").into(),
        range("+352279496508", "+352279496508").into(),
        range("+442081300029", "+442081300030").into(),
        lock("DE", "LOCK-1").into(),
        PlannedOrder::with_key(range("+442081300040", "+442081300040"), "a"),
    ];
    let found_before = journal.plan("second", &client).conflicts(second.clone()).await.unwrap();
    let error = journal.plan("second", &client).record(second).await.unwrap_err();
    let JournalError::Conflicts(conflicts) = &error else { panic!("{error}") };
    let found: Vec<_> =
        conflicts.iter().map(|conflict| (conflict.position, &*conflict.held, &*conflict.plan)).collect();
    assert_eq!(
        found,
        [
            (2, "442081300009..442081300009", "first"),
            (3, "352279496508..352279496508", "first"),
            (4, "442081300029..442081300029", "second"),
            (5, "lock id LOCK-1", "first"),
            (6, "key a", "first"),
        ]
    );
    // The tracking ids of the orders of `second` differ from call to call.
    let held = |conflicts: &[Conflict]| -> Vec<_> {
        conflicts.iter().map(|conflict| (conflict.position, conflict.held.clone(), conflict.plan.clone())).collect()
    };
    assert_eq!(held(&found_before), held(conflicts));
    let others: Vec<_> = conflicts.iter().map(|conflict| (conflict.other_position, conflict.is_same_request)).collect();
    assert_eq!(others, [(1, false), (2, false), (1, false), (3, false), (1, false)]);
    let same = journal.plan("second", &client).conflicts([range("+442081300000", "+442081300009")]).await.unwrap();
    assert!(same[0].is_same_request, "{same:?}");
    assert!(
        error.to_string().starts_with("5 conflicts with orders in the journal; the first is order 2: `4420"),
        "{error}"
    );
    assert_eq!(journal.find_plan("second").await, Err(JournalError::NoSuchPlan("second".to_owned())));
    assert_eq!(journal.status().await.unwrap().len(), 1);
    let error = journal.plan("first", &client).record(reservations(1)).await.unwrap_err();
    assert_eq!(error, JournalError::PlanExists("first".to_owned()));
    let counted = journal.plan("counted", &client).limits(Limits::orders(1).numbers(5));
    let error = counted.record([range("+35227949750", "+352279497509")]).await.unwrap_err();
    assert_eq!(error, JournalError::NotCounted { position: 1 });
    // A withdrawn order frees its numbers.
    let locked = &journal.entries(Filter::all()).await.unwrap()[2];
    assert!(journal.withdraw_order(&locked.tracking_id, "not needed").await.unwrap());
    assert!(!journal.withdraw_order(&locked.tracking_id, "not needed").await.unwrap());
    assert_eq!(journal.withdraw("first", "not needed").await.unwrap(), 2);
    journal.plan("third", &client).record([range("+442081300000", "+442081300009")]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_local_account_does_not_depend_on_the_address_of_a_server_on_this_machine() {
    let vendor = Vendor::start(|_| Behaviour::Accept);
    let folder = tempfile::tempdir().unwrap();
    let options = Journal::options(folder.path().join("journal.db")).send_log_folder(folder.path().join("state"));
    let journal = options.local_account("test server").open().await.unwrap();
    let plan = journal.plan("plan", &client("http://127.0.0.1:9")).record(reservations(1)).await.unwrap();
    assert_eq!((plan.stock(), plan.account()), ("test server", "test server"));
    assert_eq!(journal.apply(&client(&vendor.url()), &plan).start().unwrap().finish().await, End::Done);
    assert_eq!(vendor.received().len(), 1);
    let elsewhere = journal.apply(&client("https://numbers.example"), &plan).start();
    assert!(matches!(elsewhere, Err(JournalError::OtherAccount { .. })));
    let plan = journal.plan("elsewhere", &client("https://numbers.example")).record(reservations(1)).await.unwrap();
    assert_eq!(plan.stock(), "https://numbers.example");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_bound_to_its_target_and_its_limits_are_kept() {
    let (vendor, other) = (Vendor::start(|_| Behaviour::Accept), Vendor::start(|_| Behaviour::Accept));
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path()).await;
    let client = client(&vendor.url());
    let limits = Limits::orders(10).numbers(25);
    let ten = |n: u32| range(format!("+44208130{n:04}"), format!("+44208130{:04}", n + 9));
    let plan = journal.plan("plan", &client).limits(limits).record((0..5).map(move |n| ten(10 * n))).await.unwrap();
    let error = journal.apply(&crate::child::client(&other.url()), &plan).start().unwrap_err();
    assert!(matches!(error, JournalError::OtherAccount { .. }), "{error}");
    let run = journal.apply(&client, &plan).concurrency(NonZeroU32::new(4).unwrap()).start().unwrap();
    assert_eq!(run.finish().await, End::Limit);
    let status = journal.status_of("plan").await.unwrap();
    assert_eq!((status.spent().orders, status.spent().numbers, vendor.received().len()), (2, 20, 2));
    assert_eq!(other.received().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_ends_after_doubts_failures_and_rejected_credentials() {
    let three = NonZeroU32::new(3).unwrap();
    for (behaviour, requests, expected) in [
        (Behaviour::Drop, 3, "Doubts"),
        (Behaviour::Refuse, 5, "Failures("),
        (Behaviour::Unauthorized, 1, "Credentials("),
    ] {
        let vendor = Vendor::start(move |_| behaviour);
        let folder = tempfile::tempdir().unwrap();
        let journal = open(folder.path()).await;
        let client = client(&vendor.url());
        let plan = journal.plan("plan", &client).record(reservations(8)).await.unwrap();
        let run = journal.apply(&client, &plan).max_doubts(three).pause(Duration::ZERO).start().unwrap();
        let end = format!("{:?}", run.finish().await);
        assert!(end.starts_with(expected), "{end}");
        assert_eq!(vendor.received().len(), requests, "{behaviour:?}");
    }
    // A server that cannot be reached.
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path()).await;
    let client = client("http://127.0.0.1:9/numberManagement");
    let plan = journal.plan("plan", &client).record(reservations(1)).await.unwrap();
    let run = journal.apply(&client, &plan).max_failures(three).pause(Duration::ZERO).start().unwrap();
    assert!(matches!(run.finish().await, End::Failures(_)));
    assert_eq!(journal.status_of("plan").await.unwrap().orders(State::Planned), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_waits_for_the_order_in_flight_and_giving_up_leaves_it_in_doubt() {
    for gives_up in [false, true] {
        let vendor = Vendor::start(move |_| if gives_up { Behaviour::AcceptAndStall } else { Behaviour::Accept });
        let folder = tempfile::tempdir().unwrap();
        let journal = open(folder.path()).await;
        let client = patient_client(&vendor.url());
        let plan = journal.plan("plan", &client).record(reservations(5)).await.unwrap();
        let mut run = journal.apply(&client, &plan).start().unwrap();
        let stopper = run.stopper();
        assert!(matches!(run.next().await, Some(Event::Sending { position: 1, attempt: 1, .. })));
        stopper.stop();
        if gives_up {
            vendor.wait_for(1, || false);
            stopper.give_up();
        }
        let Some(Event::Recorded(entry)) = run.next().await else { panic!() };
        assert_eq!(entry.state, if gives_up { State::Unknown } else { State::Accepted });
        assert_eq!(run.next().await, Some(Event::Ended(End::Stopped)));
        assert_eq!((run.next().await, vendor.received().len()), (None, 1));
    }
}

/// A source of tokens that never has one.
struct NoToken;

impl TokenSource for NoToken {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(std::future::pending())
    }
}

/// A source of tokens that panics.
#[derive(Debug)]
struct PanickingToken;

impl TokenSource for PanickingToken {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(async { panic!("a panic of a test") })
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_whose_sending_panics_is_in_doubt() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path()).await;
    let target = Target::url("http://127.0.0.1:9/numberManagement", None).unwrap();
    let client = Client::builder(target).token_source(PanickingToken).build().unwrap();
    let placed = journal.single_order(&client, &range("+442081300000", "+442081300000")).place().await.unwrap();
    assert!(placed.sent.is_none() && placed.wait.is_none());
    let entry = placed.recorded.unwrap();
    assert_eq!(
        (entry.state, entry.reason.as_deref()),
        (State::Unknown, Some("the program failed while it was sending it"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_is_given_up_before_a_byte_was_sent_is_planned_again() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path()).await;
    let target = Target::url("http://127.0.0.1:9/numberManagement", None).unwrap();
    let client = Client::builder(target).token_source(NoToken).build().unwrap();
    let plan = journal.plan("plan", &client).record(reservations(2)).await.unwrap();
    let mut run = journal.apply(&client, &plan).start().unwrap();
    assert!(matches!(run.next().await, Some(Event::Sending { .. })));
    run.stopper().give_up();
    let Some(Event::Recorded(entry)) = run.next().await else { panic!() };
    assert_eq!((entry.state, entry.reason.as_deref()), (State::Planned, Some("it was given up before it was sent")));
    assert_eq!(run.finish().await, End::Stopped);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_run_records_the_orders_in_flight() {
    let vendor = Vendor::start(|_| Behaviour::Accept);
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path()).await;
    let client = client(&vendor.url());
    let plan = journal.plan("plan", &client).record(reservations(5)).await.unwrap();
    let mut run = journal.apply(&client, &plan).start().unwrap();
    assert!(matches!(run.next().await, Some(Event::Sending { .. })));
    drop(run);
    loop {
        let status = journal.status_of("plan").await.unwrap();
        if status.orders(State::Sending) == 0 {
            assert_eq!(status.orders(State::Accepted) as usize, vendor.received().len());
            break;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn all_runs_of_an_account_share_the_interval() {
    let vendor = Vendor::start(|_| Behaviour::Accept);
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path()).await;
    let client = client(&vendor.url());
    let mut runs = Vec::new();
    let started = Instant::now();
    for number in 0..2_u32 {
        let orders = reservations(6).skip(3 * number as usize).take(3);
        let plan = journal.plan(format!("plan {number}"), &client).record(orders).await.unwrap();
        runs.push(journal.apply(&client, &plan).interval(Duration::from_millis(40)).start().unwrap());
    }
    for run in runs {
        assert_eq!(run.finish().await, End::Done);
    }
    assert!(started.elapsed() >= Duration::from_millis(5 * 40), "{:?}", started.elapsed());
    assert_eq!(vendor.received().len(), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_placed_once_for_its_key() {
    let vendor = Vendor::start(|_| Behaviour::Accept);
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path()).await;
    let client = client(&vendor.url());
    let calls = (0..8).map(|_| {
        let (journal, client) = (journal.clone(), client.clone());
        tokio::spawn(async move { journal.order(&client, &range("+442081300000", "+442081300009"), "key").await })
    });
    for call in calls.collect::<Vec<_>>() {
        let entry = call.await.unwrap().unwrap();
        assert!(matches!(entry.state, State::Sending | State::Accepted), "{entry:?}");
    }
    assert_eq!(vendor.received().len(), 1);
    let error = journal.order(&client, &range("+442081300010", "+442081300019"), "key").await.unwrap_err();
    assert!(matches!(error, JournalError::KeyReused { .. }), "{error}");
    let error = journal.order(&client, &range("+442081300009", "+442081300019"), "other").await.unwrap_err();
    assert!(matches!(error, JournalError::Conflicts(_)), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_single_order_sends_the_planned_order_of_its_key() {
    let vendor = Vendor::start(|_| Behaviour::Accept);
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path()).await;
    let client = client(&vendor.url());
    let [first, second] = [range("+442081300000", "+442081300009"), range("+442081300010", "+442081300019")];
    let orders = [PlannedOrder::with_key(first.clone(), "first"), PlannedOrder::with_key(second.clone(), "second")];
    journal.plan("plan", &client).record(orders).await.unwrap();
    for _ in 0..2 {
        let entry = journal.order(&client, &first, "first").await.unwrap();
        assert_eq!((&*entry.plan, entry.state, vendor.received().len()), ("plan", State::Accepted, 1));
    }
    // A client of another account returns the recorded order too, but does not send the planned one.
    let target = Target::url(&vendor.url(), Some("http://127.0.0.1:9/token")).unwrap();
    let credentials = Credentials::new(&target, "other", "secret").unwrap();
    let other = Client::builder(target).credentials(credentials).build().unwrap();
    assert_eq!(journal.order(&other, &first, "first").await.unwrap().state, State::Accepted);
    let error = journal.order(&other, &second, "second").await.unwrap_err();
    assert!(matches!(error, JournalError::OtherAccount { .. }), "{error}");
    assert_eq!(vendor.received().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_order_is_sent_again_by_the_same_call_later_and_a_doubt_never() {
    let behaviours = [Behaviour::Refuse, Behaviour::Drop, Behaviour::Accept];
    let vendor = Vendor::start(move |request| behaviours[request]);
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path()).await;
    let (client, reservation) = (client(&vendor.url()), range("+442081300000", "+442081300009"));
    for (expected, requests) in [(State::Planned, 1), (State::Unknown, 2), (State::Unknown, 2)] {
        let entry = journal.order(&client, &reservation, "key").await.unwrap();
        assert_eq!((entry.state, vendor.received().len()), (expected, requests));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_order_is_recorded_nevertheless() {
    let vendor = Vendor::start(|_| Behaviour::Accept);
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path()).await;
    let (client, reservation) = (client(&vendor.url()), range("+442081300000", "+442081300009"));
    {
        let mut order = Box::pin(journal.order(&client, &reservation, "key"));
        let arrived = async {
            let vendor = Arc::new(&vendor);
            while vendor.received().is_empty() {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            _ = &mut order => {}
            () = arrived => {}
        }
    }
    loop {
        let entry = &journal.entries(Filter::all()).await.unwrap()[0];
        if entry.state != State::Sending {
            assert_eq!(entry.state, State::Accepted);
            break;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_single_order_returns_what_the_vendor_responded() {
    let behaviours = [Behaviour::Reject, Behaviour::Accept, Behaviour::Unauthorized];
    let vendor = Vendor::start(move |request| behaviours[request]);
    let (folder, url) = (tempfile::tempdir().unwrap(), vendor.url());
    let journal = open(folder.path()).await;
    let client = client(&url);
    let number = |last: u32| Reservation::of_number("GB", format!("+44208130000{last}")).build().unwrap();
    let id = |text: &str| parse_tracking_id(text).unwrap();
    let order =
        |last: u32, tracking_id: &str| journal.single_order(&client, &number(last)).tracking_id(id(tracking_id));

    let placed = order(0, "first").key("key").place().await.unwrap();
    let (entry, error) = (placed.recorded.unwrap(), placed.sent.unwrap().unwrap_err());
    assert_eq!((entry.state, &*entry.tracking_id, error.status()), (State::Rejected, "first", Some(400)));
    // The same key is not sent again, and keeps its tracking id.
    let placed = order(0, "other").key("key").place().await.unwrap();
    assert_eq!((placed.recorded.unwrap().tracking_id.as_str(), placed.sent.is_none()), ("first", true));
    // A tracking id is for one order.
    for again in [order(0, "first"), order(1, "first").key("another key")] {
        assert_eq!(again.place().await.unwrap_err(), JournalError::TrackingIdReused("first".to_owned()));
    }
    // Without a key, it is a new order.
    let placed = order(0, "second").place().await.unwrap();
    assert_eq!(placed.sent.unwrap().unwrap().id(), placed.recorded.unwrap().order_id.unwrap());
    let placed = order(1, "third").place().await.unwrap();
    assert_eq!((placed.recorded.unwrap().state, placed.sent.unwrap().is_err()), (State::Planned, true));
    // A call that is stopped before it claims the order sends nothing.
    let stopped = order(2, "fourth");
    stopped.stopper().stop();
    let placed = stopped.place().await.unwrap();
    assert_eq!((placed.recorded.unwrap().state, placed.sent.is_none()), (State::Planned, true));
    assert_eq!(vendor.received().len(), 3);
}
