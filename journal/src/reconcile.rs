//! Compares the journal with an export of the account's numbers, and finds what the export shows about each order in doubt.

use std::collections::{HashMap, HashSet};

use crate::clock::{Millis, day, millis};
use crate::entry::Entry;
use crate::error::JournalError;
use crate::evidence::{Evidence, QUIET, Settlement};
use crate::filter::Filter;
use crate::journal::Journal;
use crate::span::Span;
use crate::state::State;
use crate::store::Store;

/// What an export states about a number.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Availability {
    /// The number is free, so no order holds it.
    Free,
    /// The account holds the number: it is reserved, or in use.
    Held,
}

/// An export of an account's numbers: what the vendor stated about them at one time.
///
/// A number that is not listed counts as not held. So the export has to list every number that the account holds in the countries of the orders.
#[derive(Clone, Debug)]
pub struct Inventory {
    stock: String,
    account: String,
    evidence: Evidence,
    held: Vec<Span>,
    free: Vec<Span>,
}

impl Inventory {
    /// An empty export of an account; see [`Status::stock`](crate::Status::stock) and [`Status::account`](crate::Status::account). It shows nothing
    /// about orders of other accounts. `evidence` is the export's name and the time at which it was made: [`Evidence::file`].
    #[must_use]
    pub fn new(stock: impl Into<String>, account: impl Into<String>, evidence: Evidence) -> Self {
        Self { stock: stock.into(), account: account.into(), evidence, held: Vec::new(), free: Vec::new() }
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
    /// - If every number of an order in doubt is held, and the export is newer than the order: it was ordered.
    /// - If none of them is held, and the export is at least [`Evidence::QUIET_TIME`] newer than the last attempt: it was not ordered. If they are not
    ///   listed as free either, the export also has to list the numbers of all accepted orders that have not lapsed, and of at least one accepted
    ///   order with the same calling code: otherwise it is not complete, or may be of another account or country.
    /// - If an accepted order may have lapsed by the day of the export, and each of its numbers is listed as free: it is released.
    /// - Anything else stays in doubt, and so do lock ids and ranges whose ends differ in length.
    ///
    /// # Errors
    /// [`JournalError::Database`].
    pub async fn reconcile(&self, inventory: &Inventory) -> Result<Vec<ReconciledOrder>, JournalError> {
        let mut export = Export::new(inventory);
        self.writer()
            .call(move |batch| {
                batch.mark_orders_of_dead_sessions()?;
                export.reconcile(&mut *batch.store)
            })
            .await
    }
}

/// An export, with merged spans.
struct Export {
    account: (String, String),
    /// Whether a plan is for the account.
    plans: HashMap<String, bool>,
    held: Vec<Span>,
    free: Vec<Span>,
    observed_at: Millis,
}

/// How many orders are read from the store at once.
const PAGE: u32 = 1000;

impl Export {
    fn new(inventory: &Inventory) -> Self {
        Self {
            account: (inventory.stock.clone(), inventory.account.clone()),
            plans: HashMap::new(),
            held: Span::merge(inventory.held.clone()),
            free: Span::merge(inventory.free.clone()),
            observed_at: inventory.evidence.observed_at,
        }
    }

    fn reconcile(&mut self, store: &mut dyn Store) -> Result<Vec<ReconciledOrder>, JournalError> {
        let today = day(self.observed_at, 0);
        let doubts = store.entries(&Filter::all().state(State::Unknown).state(State::Unreadable))?;
        let mut lapsed = store.entries(&Filter::all().state(State::Accepted).lapses_by(&today))?;
        lapsed.retain(|entry| entry.lapses_on.is_some());
        let mut orders = Vec::new();
        for entry in doubts.into_iter().chain(lapsed) {
            if self.is_of_account(store, &entry.plan)? {
                orders.push((self.counts(store, &entry)?, entry));
            }
        }
        let listed = match orders.iter().any(|(counts, entry)| entry.state.is_in_doubt() && counts.are_unlisted()) {
            true => self.accepted_orders(store, &today)?,
            false => AcceptedOrders::default(),
        };
        let orders = orders.into_iter().filter_map(|(counts, entry)| {
            let settlement = match entry.state {
                State::Accepted => counts.released().then_some(Ok(Settlement::Released))?,
                _ => counts.settlement(&listed),
            };
            Some(ReconciledOrder { entry, settlement })
        });
        Ok(orders.collect())
    }

    fn is_of_account(&mut self, store: &dyn Store, plan: &str) -> Result<bool, JournalError> {
        if let Some(is_own) = self.plans.get(plan) {
            return Ok(*is_own);
        }
        let found = store.plan(plan)?;
        let is_own = (found.stock, found.account) == self.account;
        self.plans.insert(plan.to_owned(), is_own);
        Ok(is_own)
    }

    fn counts(&self, store: &dyn Store, entry: &Entry) -> Result<Counts, JournalError> {
        let spans = store.spans(&entry.tracking_id)?;
        Ok(Counts {
            all: entry.numbers.filter(|all| *all > 0),
            calling_codes: spans.iter().flat_map(|span| [span.first, span.last]).map(calling_code).collect(),
            held: count(&spans, &self.held),
            free: count(&spans, &self.free),
            is_older: entry.sending_from.is_some_and(|from| self.observed_at < millis(from)),
            is_after_quiet_time: entry.sending_until.is_some_and(|until| self.is_quiet_time_after(millis(until))),
        })
    }

    fn is_quiet_time_after(&self, time: Millis) -> bool {
        self.observed_at >= time.saturating_add(QUIET)
    }

    /// What the export shows about the account's accepted orders.
    fn accepted_orders(&mut self, store: &mut dyn Store, today: &str) -> Result<AcceptedOrders, JournalError> {
        let mut found = AcceptedOrders::default();
        let mut after: Option<(String, u64)> = None;
        loop {
            let filter = Filter::all().state(State::Accepted).limit(PAGE);
            let page = store.entries(&match after.take() {
                Some((plan, position)) => filter.after(plan, position),
                None => filter,
            })?;
            let Some(last) = page.last() else { return Ok(found) };
            after = Some((last.plan.clone(), last.position));
            for entry in page {
                if !self.is_of_account(store, &entry.plan)? {
                    continue;
                }
                let Counts { all, held, calling_codes, .. } = self.counts(store, &entry)?;
                let is_old = entry.reserved_at.is_some_and(|at| self.is_quiet_time_after(millis(at)));
                let may_have_lapsed = entry.lapses_on.as_deref().is_none_or(|day| day <= today);
                if all == Some(held) {
                    found.calling_codes.extend(calling_codes);
                } else if all.is_some() && is_old && !may_have_lapsed {
                    found.missing = Some(entry.tracking_id);
                    return Ok(found);
                }
            }
        }
    }
}

/// What an export shows about the accepted orders of its account.
#[derive(Debug, Default)]
struct AcceptedOrders {
    /// The tracking id of one that the export should list as held, but does not.
    missing: Option<String>,
    /// The calling codes of those that it lists as held: it lists the numbers of these countries.
    calling_codes: HashSet<u64>,
}

/// The country code of a number: of one digit, two or three. These are fixed by ITU-T E.164.
fn calling_code(number: u64) -> u64 {
    let digits = number.checked_ilog10().unwrap_or(0);
    let first = |count: u32| number / 10_u64.pow((digits + 1).saturating_sub(count));
    match (first(1), first(2)) {
        (code @ (1 | 7), _) => code,
        (
            _,
            code @ (20 | 27 | 30..=34 | 36 | 39..=41 | 43..=49 | 51..=58 | 60..=66 | 81 | 82 | 84 | 86 | 90..=95 | 98),
        ) => code,
        _ => first(3),
    }
}

/// How many numbers of an order an export lists as held and as free.
struct Counts {
    all: Option<u64>,
    calling_codes: HashSet<u64>,
    held: u64,
    free: u64,
    /// Whether the export was made before the order can have been sent.
    is_older: bool,
    /// Whether the export was made at least the quiet time after the last attempt, so that it shows whether it was ordered.
    is_after_quiet_time: bool,
}

impl Counts {
    /// Whether some numbers are listed neither as held nor as free.
    fn are_unlisted(&self) -> bool {
        self.all.is_some_and(|all| self.held + self.free < all)
    }

    fn settlement(&self, accepted: &AcceptedOrders) -> Result<Settlement, String> {
        let Some(all) = self.all else {
            return Err("its numbers are not known, so an export cannot show them".to_owned());
        };
        let are_unlisted = self.are_unlisted();
        match (self.held, self.free, accepted.missing.as_ref().filter(|_| are_unlisted)) {
            _ if self.is_older => Err("the export is older than the order, so it does not show it".to_owned()),
            (held, 0, _) if held == all => Ok(Settlement::Ordered(None)),
            (0, _, _) if !self.is_after_quiet_time => {
                Err("none of its numbers is held, but the export is too old to show that it was not ordered".to_owned())
            }
            (0, _, Some(missing)) => Err(format!(
                "none of its numbers is held, but the export is not complete: it does not list the numbers of the accepted order `{missing}`"
            )),
            (0, _, None) if are_unlisted && !self.calling_codes.is_subset(&accepted.calling_codes) => Err(
                "none of its numbers is held, but the export lists no accepted order of this country, so it may be of another account or country"
                    .to_owned(),
            ),
            (0, _, None) => Ok(Settlement::NotOrdered),
            (held, free, _) => Err(format!("of its {all} numbers, {held} are held and {free} are free")),
        }
    }

    fn released(&self) -> bool {
        self.held == 0 && self.all == Some(self.free)
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
