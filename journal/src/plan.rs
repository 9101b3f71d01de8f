//! Plans: orders that are recorded together, before any of them is sent.

use colt_numbers::{Checks, Client, Reservation, Rule, Severity, new_tracking_id};

use crate::entry::Limits;
use crate::error::{Conflict, JournalError};
use crate::journal::Journal;
use crate::span::HeldNumbers;
use crate::store::{NewEntry, NewPlan};

/// A recorded plan. [`Journal::apply`] sends its orders.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Plan {
    name: String,
    stock: String,
    account: String,
}

impl Plan {
    pub(crate) fn of(plan: &NewPlan) -> Self {
        Self { name: plan.name.clone(), stock: plan.stock.clone(), account: plan.account.clone() }
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The stock that its numbers belong to: the numbers that one target offers, named after the target. Production and a sandbox offer
    /// different numbers with the same digits, so orders conflict only with orders of the same stock.
    #[must_use]
    pub fn stock(&self) -> &str {
        &self.stock
    }

    /// The account that it is for.
    #[must_use]
    pub fn account(&self) -> &str {
        &self.account
    }
}

/// An order to be planned: a reservation, and the caller's own key if it has one.
#[derive(Clone, Debug)]
pub struct PlannedOrder {
    reservation: Reservation,
    key: Option<String>,
}

impl PlannedOrder {
    /// An order with the caller's key. A key is unique within a stock; see [`Plan::stock`].
    #[must_use]
    pub fn with_key(reservation: Reservation, key: impl Into<String>) -> Self {
        Self { reservation, key: Some(key.into()) }
    }

    pub(crate) fn to_entry(&self) -> NewEntry {
        NewEntry {
            key: self.key.clone(),
            tracking_id: new_tracking_id().to_string(),
            body: self.reservation.body().to_vec(),
            allowed_rules: violated_rules(self.reservation.body()),
            held: HeldNumbers::of(&self.reservation),
        }
    }
}

impl From<Reservation> for PlannedOrder {
    fn from(reservation: Reservation) -> Self {
        Self { reservation, key: None }
    }
}

/// The ids of the rules that a checked request violates: the caller has allowed them, because otherwise the check would have failed.
fn violated_rules(body: &[u8]) -> String {
    let violations = Checks::new().violations(body);
    let mut ids: Vec<&str> = violations
        .iter()
        .filter(|violation| violation.severity == Severity::Error)
        .map(|violation| violation.id)
        .collect();
    ids.dedup();
    ids.join(" ")
}

/// The reservation of a recorded body, checked again. The rules that the caller allowed when it was planned are still allowed.
pub(crate) fn reservation_of(tracking_id: &str, body: &[u8], allowed_rules: &str) -> Result<Reservation, JournalError> {
    let mut checks = Checks::new();
    for id in allowed_rules.split(' ') {
        if let Some(rule) = Rule::ALL.into_iter().find(|rule| rule.id() == id) {
            checks = checks.allow(rule);
        }
    }
    checks.parse(body).map_err(|error| {
        let reason = error.to_string().lines().map(str::trim).collect::<Vec<_>>().join("; ");
        JournalError::Invalid { tracking_id: tracking_id.to_owned(), reason }
    })
}

/// Records a plan, from [`Journal::plan`].
#[derive(Debug)]
#[must_use = "nothing is recorded until `record` is called"]
pub struct PlanBuilder<'j> {
    journal: &'j Journal,
    plan: NewPlan,
}

impl Journal {
    /// Starts a plan for the client's target and account. Nothing is sent until it is applied.
    pub fn plan(&self, name: impl Into<String>, client: &Client) -> PlanBuilder<'_> {
        let (stock, account) = self.stock_and_account(client);
        let plan = NewPlan { name: name.into(), stock, account, limits: Limits::none() };
        PlanBuilder { journal: self, plan }
    }

    /// A recorded plan, to be applied.
    ///
    /// # Errors
    /// [`JournalError::NoSuchPlan`].
    pub async fn find_plan(&self, name: &str) -> Result<Plan, JournalError> {
        let name = name.to_owned();
        let plan = self.writer().call(move |batch| batch.store.plan(&name)).await?;
        Ok(Plan::of(&plan))
    }
}

impl PlanBuilder<'_> {
    /// Sets the most orders and numbers that the plan may place.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.plan.limits = limits;
        self
    }

    /// Every conflict for which [`PlanBuilder::record`] would fail, without a limit; records nothing. An order that conflicts with another one holds
    /// nothing, so later orders of the plan are not compared with it.
    ///
    /// # Errors
    /// The errors of [`PlanBuilder::record`] other than [`JournalError::Conflicts`].
    pub async fn conflicts<O: Into<PlannedOrder>>(
        self,
        orders: impl IntoIterator<Item = O, IntoIter: Send + 'static>,
    ) -> Result<Vec<Conflict>, JournalError> {
        let (new, now) = (self.plan, self.journal.now());
        let mut entries = orders.into_iter().map(|order| order.into().to_entry());
        self.journal.writer().call(move |batch| batch.store.conflicts(&new, &mut entries, now)).await
    }

    /// Records the orders, all of them or none. The iterator runs on the journal's thread, and orders are read from it one by one, so
    /// that a plan needs little memory. If the iterator panics, the journal is closed.
    ///
    /// # Errors
    /// [`JournalError::Conflicts`] with at most 1000 other orders that hold the same numbers, lock ids or keys;
    /// [`JournalError::PlanExists`] if a plan has this name; [`JournalError::NotCounted`] if the plan limits the numbers, and the count of an order's
    /// numbers is not known.
    pub async fn record<O: Into<PlannedOrder>>(
        self,
        orders: impl IntoIterator<Item = O, IntoIter: Send + 'static>,
    ) -> Result<Plan, JournalError> {
        let (new, now) = (self.plan.clone(), self.journal.now());
        let mut entries = orders.into_iter().map(|order| order.into().to_entry());
        self.journal.writer().call(move |batch| batch.store.record(&new, &mut entries, now)).await?;
        Ok(Plan::of(&self.plan))
    }
}
