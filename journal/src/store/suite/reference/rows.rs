//! The rows of the store in memory: finds them, adds them, and changes their state.

use crate::clock::{Millis, system_time};
use crate::entry::{Change, Entry};
use crate::error::{Conflict, JournalError};
use crate::span::Span;
use crate::state::State;
use crate::store::suite::reference::{Reference, Row};
use crate::store::{AttemptResult, NewEntry, NewPlan, Store as _};

impl Reference {
    pub(super) fn at(&self, now: Millis) -> Millis {
        now.max(self.last_event.unwrap_or(now))
    }

    /// The warning that a response has the order id of another order.
    pub(super) fn reason_of_known_order_id(&self, index: usize, result: &AttemptResult) -> Option<String> {
        let AttemptResult::Accepted { order_id, .. } = result else { return None };
        let is_same = |row: &&Row| {
            row.stock == self.rows[index].stock
                && row.entry.order_id.as_ref() == Some(order_id)
                && row.entry.tracking_id != self.rows[index].entry.tracking_id
        };
        let other = &self.rows.iter().find(is_same)?.entry.tracking_id;
        Some(format!("the order `{other}` has the same order id: one of them may not have been ordered"))
    }

    pub(super) fn go(&mut self, index: usize, next: State, reason: Option<String>, now: Millis) {
        let at = self.at(now);
        let row = &mut self.rows[index];
        row.entry.reason.clone_from(&reason);
        row.entry.changed_at = system_time(now);
        if row.entry.state != next {
            let (from, attempt) = (row.entry.state, row.entry.attempts);
            assert!(from.may_become(next), "{from} to {next}");
            row.history.push(Change { at: system_time(at), from, to: next, attempt, reason });
            row.entry.state = next;
            if !next.is_live() {
                row.spans.clear();
            }
            self.last_event = Some(at);
        }
    }

    pub(super) fn find(&self, tracking_id: &str) -> Result<usize, JournalError> {
        let found = self.rows.iter().position(|row| row.entry.tracking_id == tracking_id);
        found.ok_or_else(|| JournalError::NoSuchEntry(tracking_id.to_owned()))
    }

    pub(super) fn conflict(&self, new: &NewEntry, stock: &str, position: u64) -> Option<Conflict> {
        let other = self.rows.iter().find(|row| {
            let overlaps = |span: &Span| row.spans.iter().any(|own| own.first <= span.last && span.first <= own.last);
            let same_lock = new.held.lock_id.is_some() && new.held.lock_id == row.entry.lock_id;
            let same_key = new.key.is_some() && new.key == row.entry.key;
            let holds = row.entry.state.is_live() && (same_lock || new.held.spans.iter().any(overlaps));
            row.stock == stock && (same_key || holds)
        })?;
        let (tracking_id, plan) = (other.entry.tracking_id.clone(), other.entry.plan.clone());
        let (other_position, state, is_same_request) =
            (other.entry.position, other.entry.state, other.entry.body == new.body);
        let held = String::new();
        Some(Conflict { position, held, tracking_id, plan, other_position, state, is_same_request })
    }

    pub(super) fn push(&mut self, plan: &NewPlan, new: NewEntry, now: Millis) {
        let position = self.rows.iter().filter(|row| row.entry.plan == plan.name).count() as u64 + 1;
        let entry = Entry {
            plan: plan.name.clone(),
            position,
            key: new.key,
            tracking_id: new.tracking_id,
            state: State::Planned,
            attempts: 0,
            numbers: new.held.numbers,
            lock_id: new.held.lock_id,
            order_id: None,
            order_status: None,
            response: None,
            reason: None,
            evidence: None,
            sending_until: None,
            reserved_at: None,
            lapses_on: None,
            changed_at: system_time(now),
            sent_ranges: match new.body.is_empty() {
                true => {
                    new.held.spans.iter().map(|span| (format!("+{}", span.first), format!("+{}", span.last))).collect()
                }
                false => Vec::new(),
            },
            body: new.body,
            sending_from: None,
        };
        self.rows.push(Row {
            stock: plan.stock.clone(),
            account: plan.account.clone(),
            entry,
            allowed_rules: new.allowed_rules,
            spans: new.held.spans,
            claim: None,
            session: None,
            claims: Vec::new(),
            is_reported: false,
            not_before: 0,
            history: Vec::new(),
        });
    }

    pub(super) fn wait(&mut self, account: &str, now: Millis) -> Millis {
        match self.account_wait.get(account).copied() {
            Some((set_at, next_at)) if now < set_at => {
                self.account_wait.insert(account.to_owned(), (now, now + next_at - set_at));
                next_at - set_at
            }
            Some((_, next_at)) => (next_at - now).max(0),
            None => 0,
        }
    }

    pub(super) fn check_account(&self, name: &str, stock: &str, account: &str) -> Result<NewPlan, JournalError> {
        let plan = self.plan(name)?;
        if plan.stock != stock || plan.account != account {
            let (planned, given) = (String::new(), String::new());
            return Err(JournalError::OtherAccount { plan: name.to_owned(), planned, given });
        }
        Ok(plan)
    }
}
