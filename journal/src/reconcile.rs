//! Compares the journal with an export of the account's numbers, and finds what the export shows about each order in doubt.

use std::time::SystemTime;

use crate::clock::{day, millis};
use crate::entry::Entry;
use crate::error::JournalError;
use crate::evidence::{Evidence, QUIET, Settlement};
use crate::filter::Filter;
use crate::journal::Journal;
use crate::span::Span;
use crate::state::State;

/// What an export states about a number.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Availability {
    /// The number is free, so no order holds it.
    Free,
    /// The account holds the number: it is reserved, or in use.
    Held,
}

/// An export of the account's numbers: what the vendor stated about them at one time.
///
/// A number that is not listed counts as not held. So the export has to list every number that the account holds in the countries of the orders.
#[derive(Clone, Debug)]
pub struct Inventory {
    evidence: Evidence,
    held: Vec<Span>,
    free: Vec<Span>,
}

impl Inventory {
    /// An empty export with this name, made at this time.
    #[must_use]
    pub fn new(name: impl AsRef<str>, observed_at: SystemTime) -> Self {
        Self { evidence: Evidence::file(name, observed_at), held: Vec::new(), free: Vec::new() }
    }

    /// Adds a number, with or without a plus sign. `None` if it is not a number.
    #[must_use = "`None` means that the text is not a number"]
    pub fn add(&mut self, number: &str, availability: Availability) -> Option<()> {
        let digits = number.trim().trim_start_matches('+');
        let is_number = (7..=16).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        let number: u64 = digits.parse().ok().filter(|_| is_number && !digits.starts_with('0'))?;
        let span = Span { first: number, last: number };
        match availability {
            Availability::Free => self.free.push(span),
            Availability::Held => self.held.push(span),
        }
        Some(())
    }

    /// The evidence to pass to [`Journal::settle`] with the settlements that this export shows.
    #[must_use]
    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }
}

/// What an export shows about one order.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct ReconciledOrder {
    /// The order.
    pub entry: Entry,
    /// How the order can be settled, or the reason why it cannot.
    pub settlement: Result<Settlement, String>,
}

impl Journal {
    /// Finds what an export shows about each order in doubt, and which accepted orders have lapsed. Nothing is changed: pass each settlement to
    /// [`Journal::settle`].
    ///
    /// - If every number of an order in doubt is held: it was ordered.
    /// - If none of them is held, and the export is at least [`Evidence::QUIET_TIME`] newer than the last attempt: it was not ordered.
    /// - If an accepted order may have lapsed by the day of the export, and each of its numbers is listed as free: it is released.
    /// - Anything else stays in doubt, and so do lock ids and ranges whose ends differ in length.
    ///
    /// # Errors
    /// [`JournalError::Database`].
    pub async fn reconcile(&self, inventory: &Inventory) -> Result<Vec<ReconciledOrder>, JournalError> {
        let (held, free) = (Span::merge(inventory.held.clone()), Span::merge(inventory.free.clone()));
        let observed_at = inventory.evidence.observed_at;
        let today = day(observed_at, 0);
        let found = self.writer().call(move |batch| {
            batch.mark_orders_of_dead_sessions()?;
            let doubts = batch.store.entries(&Filter::all().state(State::Unknown).state(State::Unreadable))?;
            let lapsed = batch.store.entries(&Filter::all().state(State::Accepted).lapses_by(today))?;
            let spans =
                doubts.into_iter().chain(lapsed).map(|entry| Ok((batch.store.spans(&entry.tracking_id)?, entry)));
            spans.collect::<Result<Vec<_>, JournalError>>()
        });
        let orders = found.await?.into_iter().filter_map(|(spans, entry)| {
            let counts = Counts {
                all: entry.numbers,
                held: count(&spans, &held),
                free: count(&spans, &free),
                is_new: entry.sending_until.is_some_and(|until| observed_at >= millis(until).saturating_add(QUIET)),
            };
            let settlement = match entry.state {
                State::Accepted => counts.released().then_some(Ok(Settlement::Released))?,
                _ => counts.settlement(),
            };
            Some(ReconciledOrder { entry, settlement })
        });
        Ok(orders.collect())
    }
}

/// How many numbers of an order an export lists as held and as free.
struct Counts {
    all: Option<u64>,
    held: u64,
    free: u64,
    is_new: bool,
}

impl Counts {
    fn settlement(&self) -> Result<Settlement, String> {
        let Some(all) = self.all.filter(|all| *all > 0) else {
            return Err("its numbers are not known, so an export cannot show them".to_owned());
        };
        match (self.held, self.free) {
            (held, 0) if held == all => Ok(Settlement::Ordered(None)),
            (0, _) if self.is_new => Ok(Settlement::NotOrdered),
            (0, _) => {
                Err("none of its numbers is held, but the export is too old to show that it was not ordered".to_owned())
            }
            (held, free) => Err(format!("of its {all} numbers, {held} are held and {free} are free")),
        }
    }

    fn released(&self) -> bool {
        self.held == 0 && self.all.is_some_and(|all| all > 0 && self.free == all)
    }
}

/// How many numbers of `spans` are in `others`. Both are disjoint and sorted.
fn count(spans: &[Span], others: &[Span]) -> u64 {
    let of_span = |span: &Span| {
        let begin = others.partition_point(|other| other.last < span.first);
        let overlapping = others[begin..].iter().take_while(|other| other.first <= span.last);
        overlapping.map(|other| other.last.min(span.last) - other.first.max(span.first) + 1).sum::<u64>()
    };
    spans.iter().map(of_span).sum()
}
