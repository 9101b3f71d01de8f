//! A filter for lists of orders.

use crate::state::State;

/// Selects the orders that [`Journal::entries`](crate::Journal::entries) lists, sorted by plan and position. By default all.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Filter {
    pub(crate) plan: Option<String>,
    pub(crate) states: Vec<State>,
    pub(crate) lapses_by: Option<String>,
    pub(crate) after: Option<(String, u64)>,
    pub(crate) limit: Option<u32>,
}

impl Filter {
    /// Every order.
    pub fn all() -> Self {
        Self::default()
    }

    /// Only the orders of a plan.
    pub fn plan(mut self, name: impl Into<String>) -> Self {
        self.plan = Some(name.into());
        self
    }

    /// Also orders in this state. If this is never called, orders in every state.
    pub fn state(mut self, state: State) -> Self {
        self.states.push(state);
        self
    }

    /// Only orders whose reservation may lapse on this day, such as `2027-02-21`, or before, and those for which that day is not known.
    pub fn lapses_by(mut self, day: impl Into<String>) -> Self {
        self.lapses_by = Some(day.into());
        self
    }

    /// Only orders after this one: continues a list that ended at [`Filter::limit`].
    pub fn after(mut self, plan: impl Into<String>, position: u64) -> Self {
        self.after = Some((plan.into(), position));
        self
    }

    /// At most this many orders.
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = Some(limit);
        self
    }
}
