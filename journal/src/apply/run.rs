//! A run of a plan: its options, its workers and its events.

use std::num::NonZeroU32;
use std::sync::atomic::AtomicU32;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use colt_numbers::Client;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use crate::apply::event::{End, Event};
use crate::apply::stop::Stopper;
use crate::apply::worker::SharedRun;
use crate::clock::{Millis, millis_of};
use crate::error::JournalError;
use crate::journal::Journal;
use crate::plan::Plan;

/// How many events are buffered. If the buffer is full, the workers wait until the caller reads an event.
const EVENT_BUFFER: usize = 64;

/// Applies a plan, from [`Journal::apply`].
#[derive(Clone, Debug)]
#[must_use = "nothing is sent until `start` is called"]
pub struct Apply {
    journal: Journal,
    client: Client,
    plan: Plan,
    interval: Millis,
    last_position: i64,
    pause: Duration,
    concurrency: NonZeroU32,
    max_doubts: NonZeroU32,
    max_failures: NonZeroU32,
}

impl Journal {
    /// Prepares to send the planned orders of a plan: of a new one, or of one that was interrupted. Several processes may apply one plan at once.
    ///
    /// By default, orders are sent one after the other without a pause, until three are in doubt.
    pub fn apply(&self, client: &Client, plan: &Plan) -> Apply {
        const MAX_DOUBTS: NonZeroU32 = NonZeroU32::new(3).unwrap();
        const MAX_FAILURES: NonZeroU32 = NonZeroU32::new(5).unwrap();
        Apply {
            journal: self.clone(),
            client: client.clone(),
            plan: plan.clone(),
            interval: 0,
            last_position: i64::MAX,
            pause: Duration::from_secs(30),
            concurrency: NonZeroU32::MIN,
            max_doubts: MAX_DOUBTS,
            max_failures: MAX_FAILURES,
        }
    }
}

impl Apply {
    /// Sends at most one order in each interval of this length. All processes that apply plans of the same account share the interval.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = millis_of(interval);
        self
    }

    /// Sends only orders up to this position of the plan, so that an order that is added after somebody has confirmed the plan is not sent unseen.
    pub fn up_to(mut self, position: u64) -> Self {
        self.last_position = i64::try_from(position).unwrap_or(i64::MAX);
        self
    }

    /// Sends up to this many orders at once. Default: 1.
    pub fn concurrency(mut self, orders: NonZeroU32) -> Self {
        self.concurrency = orders;
        self
    }

    /// Ends the run once this many of its orders are in doubt. Default: 3.
    pub fn max_doubts(mut self, doubts: NonZeroU32) -> Self {
        self.max_doubts = doubts;
        self
    }

    /// Ends the run once this many consecutive attempts were refused or not sent. Default: 5.
    pub fn max_failures(mut self, failures: NonZeroU32) -> Self {
        self.max_failures = failures;
        self
    }

    /// How long the account waits after an attempt that was refused or not sent, if the response states no wait. Default: 30 seconds.
    pub fn pause(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }

    /// Starts the run on the caller's tokio runtime. If the [`Run`] is dropped, it claims no more orders, and records the results
    /// of those that are being sent.
    ///
    /// # Errors
    /// [`JournalError::OtherAccount`] if the plan is for another target or account than the client.
    pub fn start(self) -> Result<Run, JournalError> {
        let given = self.journal.stock_and_account(&self.client);
        if (self.plan.stock(), self.plan.account()) != (&*given.0, &*given.1) {
            return Err(JournalError::OtherAccount {
                plan: self.plan.name().to_owned(),
                planned: format!("{}, account {}", self.plan.stock(), self.plan.account()),
                given: format!("{}, account {}", given.0, given.1),
            });
        }
        let stopper = Stopper::new();
        let (sender, events) = mpsc::channel(EVENT_BUFFER);
        let run = SharedRun {
            journal: self.journal,
            client: self.client,
            plan: self.plan,
            interval: self.interval,
            last_position: self.last_position,
            pause: self.pause,
            max_doubts: self.max_doubts.get(),
            max_failures: self.max_failures.get(),
            doubts: AtomicU32::new(0),
            failures: AtomicU32::new(0),
            stopper: stopper.clone(),
            end: watch::Sender::new(None),
            events: sender,
            responded_at: Mutex::new(Instant::now()),
        };
        tokio::spawn(run_all(Arc::new(run), self.concurrency));
        Ok(Run { events, stopper })
    }
}

/// Runs the workers, and reports why the run has ended.
async fn run_all(run: Arc<SharedRun>, concurrency: NonZeroU32) {
    // Orders that ended processes were sending are shown as unknown from the start.
    let _ = run.journal.writer().call(|batch| batch.mark_orders_of_dead_sessions()).await;
    let mut workers = JoinSet::new();
    for _ in 0..concurrency.get() {
        workers.spawn(Arc::clone(&run).work());
    }
    while workers.join_next().await.is_some() {}
    let end = run.end.borrow().clone().unwrap_or(End::Done);
    let _ = run.events.send(Event::Ended(end)).await;
}

/// A run of a plan: a stream of events.
///
/// ```
/// use colt_numbers::Reservation;
/// use colt_numbers::testing::{ScriptedServer, ServerStep};
/// use colt_numbers_journal::{End, Event, Journal, Limits, State};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # let (path, state) = (folder.path().join("journal.db"), folder.path().join("state"));
/// let journal = Journal::options(path).send_log_folder(state).open().await?;
/// let server = ScriptedServer::new([ServerStep::accepted("order-1"), ServerStep::unknown()]);
/// let client = server.client();
/// let number = |number| Reservation::of_number("GB", number).customer_reference("My Customer").build();
/// let orders = [number("+442081324758")?, number("+442081324759")?];
/// let plan = journal.plan("spring", &client).limits(Limits::orders(10)).record(orders).await?;
///
/// let mut run = journal.apply(&client, &plan).start()?;
/// while let Some(event) = run.next().await {
///     match event {
///         Event::Recorded(entry) => println!("{} is {}", entry.tracking_id, entry.state),
///         Event::Ended(end) => assert_eq!(end, End::Done),
///         _ => {}
///     }
/// }
/// let status = journal.status_of("spring").await?;
/// assert_eq!((status.orders(State::Accepted), status.orders(State::Unknown)), (1, 1));
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "a dropped run claims no more orders"]
pub struct Run {
    events: mpsc::Receiver<Event>,
    stopper: Stopper,
}

impl Run {
    /// The next event; `None` after [`Event::Ended`].
    pub async fn next(&mut self) -> Option<Event> {
        self.events.recv().await
    }

    /// A handle that stops the run.
    #[must_use]
    pub fn stopper(&self) -> Stopper {
        self.stopper.clone()
    }

    /// Reads all events; returns why the run has ended.
    pub async fn finish(mut self) -> End {
        let mut end = End::Stopped;
        while let Some(event) = self.next().await {
            if let Event::Ended(reason) = event {
                end = reason;
            }
        }
        end
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        self.stopper.stop();
    }
}
