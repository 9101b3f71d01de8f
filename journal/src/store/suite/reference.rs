//! A store in memory, as simple as it can be: lists that are searched, and counts that are counted anew each time.

mod rows;

use std::collections::BTreeMap;

use crate::clock::{Millis, day, millis, system_time};
use crate::entry::{Change, Entry, Limits, Status, Tally};
use crate::error::{Conflict, JournalError};
use crate::evidence::{QUIET, Settlement};
use crate::filter::Filter;
use crate::span::{HeldNumbers, Span};
use crate::state::State;
use crate::store::{
    AttemptResult, ClaimReport, ClaimRequest, ClaimResult, ClaimedEntry, NewEntry, NewPlan, OpenSession, SEND_LOG_LOST,
    SentLine, SessionEnd, SettleRequest, Store,
};

#[derive(Clone, Debug)]
struct Row {
    stock: String,
    account: String,
    entry: Entry,
    allowed_rules: String,
    spans: Vec<Span>,
    claim: Option<String>,
    session: Option<String>,
    claims: Vec<String>,
    is_reported: bool,
    not_before: Millis,
    history: Vec<Change>,
}

#[derive(Debug, Default)]
pub(super) struct Reference {
    plans: Vec<NewPlan>,
    rows: Vec<Row>,
    /// When each session was started, and when it ended.
    sessions: BTreeMap<String, (Millis, Option<Millis>)>,
    account_wait: BTreeMap<String, (Millis, Millis)>,
    bytes: u64,
    last_event: Option<Millis>,
}

impl Store for Reference {
    fn begin(&mut self) -> Result<(), JournalError> {
        Ok(())
    }

    fn commit(&mut self) -> Result<(), JournalError> {
        Ok(())
    }

    fn id(&self) -> Result<String, JournalError> {
        Ok(String::new())
    }

    fn record(
        &mut self,
        plan: &NewPlan,
        entries: &mut dyn Iterator<Item = NewEntry>,
        now: Millis,
    ) -> Result<u64, JournalError> {
        if self.plan(&plan.name).is_ok() {
            return Err(JournalError::PlanExists(plan.name.clone()));
        }
        let (before, mut conflicts, mut position) = (self.rows.len(), Vec::new(), 0);
        for entry in entries {
            position += 1;
            if plan.limits.max_numbers.is_some() && entry.held.numbers.is_none() {
                self.rows.truncate(before);
                return Err(JournalError::NotCounted { position });
            }
            match self.conflict(&entry, &plan.stock, position) {
                Some(conflict) => conflicts.push(conflict),
                None => self.push(plan, entry, now),
            }
        }
        if !conflicts.is_empty() {
            self.rows.truncate(before);
            return Err(JournalError::Conflicts(conflicts));
        }
        self.plans.push(plan.clone());
        Ok(position)
    }

    fn conflicts(
        &mut self,
        plan: &NewPlan,
        entries: &mut dyn Iterator<Item = NewEntry>,
        now: Millis,
    ) -> Result<Vec<Conflict>, JournalError> {
        let before = self.rows.len();
        let recorded = self.record(plan, entries, now);
        if recorded.is_ok() {
            self.rows.truncate(before);
            self.plans.pop();
        }
        match recorded {
            Ok(_) => Ok(Vec::new()),
            Err(JournalError::Conflicts(conflicts)) => Ok(conflicts),
            Err(error) => Err(error),
        }
    }

    fn append(&mut self, plan: &NewPlan, new: &NewEntry, now: Millis) -> Result<Option<Entry>, JournalError> {
        let known = self.rows.iter().find(|known| known.stock == plan.stock && known.entry.key == new.key);
        if let (Some(key), Some(known)) = (&new.key, known) {
            if known.entry.body == new.body {
                return Ok(Some(known.entry.clone()));
            }
            let tracking_id = known.entry.tracking_id.clone();
            return Err(JournalError::KeyReused { key: key.clone(), tracking_id });
        }
        if self.plan(&plan.name).is_ok() {
            self.check_account(&plan.name, &plan.stock, &plan.account)?;
        }
        if let Some(conflict) = self.conflict(new, &plan.stock, 0) {
            return Err(JournalError::Conflicts(vec![conflict]));
        }
        if self.plan(&plan.name).is_err() {
            self.plans.push(plan.clone());
        }
        self.push(plan, new.clone(), now);
        Ok(None)
    }

    fn claim(&mut self, request: &ClaimRequest) -> Result<ClaimResult, JournalError> {
        let plan = self.check_account(&request.plan, &request.stock, &request.account)?;
        let is_candidate = |row: &&Row| {
            row.entry.plan == request.plan
                && row.entry.state == State::Planned
                && i64::try_from(row.entry.position).unwrap() <= request.last_position
                && request.only.as_ref().is_none_or(|only| *only == row.entry.tracking_id)
        };
        let candidates = || self.rows.iter().filter(is_candidate);
        let Some(first) = candidates().map(|row| row.not_before).min() else { return Ok(ClaimResult::Nothing) };
        let due = candidates()
            .find(|row| row.not_before <= request.now || row.entry.changed_at > system_time(request.now))
            .map(|row| row.entry.clone());
        let Some(due) = due else { return Ok(ClaimResult::Wait((first - request.now).max(1))) };
        let wait = self.wait(&request.account, request.now);
        if wait > 0 {
            return Ok(ClaimResult::Wait(wait));
        }
        let spent = self.status(Some(&request.plan))?[0].spent();
        let exceeds = |max: Option<u64>, spent: u64| max.is_some_and(|max| spent > max);
        if exceeds(plan.limits.max_orders, spent.orders + 1)
            || exceeds(plan.limits.max_numbers, spent.numbers + due.numbers.unwrap_or(0))
        {
            return Ok(ClaimResult::Limit);
        }
        let sending_until = self.at(request.now) + request.max_sending_time;
        let index = self.find(&due.tracking_id)?;
        self.rows[index].entry.attempts += 1;
        self.go(index, State::Sending, None, request.now);
        let row = &mut self.rows[index];
        row.claim = Some(request.claim.clone());
        row.claims.push(request.claim.clone());
        row.session = Some(request.session.clone());
        row.is_reported = false;
        row.entry.response = None;
        row.entry.sending_from = Some(system_time(request.now));
        row.entry.sending_until = Some(system_time(sending_until));
        if let Some((_, ended)) = self.sessions.get_mut(&request.session) {
            *ended = None;
        }
        let claimed = ClaimedEntry {
            plan: request.plan.clone(),
            position: due.position,
            tracking_id: due.tracking_id,
            body: due.body,
            allowed_rules: row.allowed_rules.clone(),
            attempt: due.attempts + 1,
            sending_until,
            spans: row.spans.clone(),
            lock_id: due.lock_id,
        };
        if request.interval > 0 {
            self.account_wait.insert(request.account.clone(), (request.now, request.now + request.interval));
        }
        Ok(ClaimResult::Entry(Box::new(claimed)))
    }

    fn report(&mut self, report: &ClaimReport) -> Result<Entry, JournalError> {
        let index = self.find(&report.tracking_id)?;
        let reason = report.reason.clone().or_else(|| self.reason_of_known_order_id(index, &report.result));
        let (at, row) = (self.at(report.now), &mut self.rows[index]);
        let (is_own, state) = (row.claim.as_ref() == Some(&report.claim), row.entry.state);
        if is_own && row.is_reported && state == report.result.state() {
            return Ok(row.entry.clone());
        }
        if !is_own || row.is_reported || !matches!(state, State::Sending | State::Unknown) {
            return Err(JournalError::NotClaimed { tracking_id: report.tracking_id.clone(), state });
        }
        row.is_reported = true;
        row.entry.response.clone_from(&report.response);
        let account = row.account.clone();
        match &report.result {
            AttemptResult::Accepted { order_id, order_status, reserved_at, lapses_on } => {
                row.entry.order_id = Some(order_id.clone());
                row.entry.order_status.clone_from(order_status);
                row.entry.reserved_at = Some(system_time(*reserved_at));
                row.entry.lapses_on.clone_from(lapses_on);
            }
            AttemptResult::Retry { wait, .. } => {
                row.not_before = report.now + wait;
                row.entry.sending_until = Some(system_time(at));
            }
            _ => row.entry.sending_until = Some(system_time(at)),
        }
        self.go(index, report.result.state(), reason, report.now);
        if let AttemptResult::Retry { account_wait: Some(account_wait), .. } = report.result
            && self.wait(&account, report.now) < account_wait
        {
            self.account_wait.insert(account, (report.now, report.now + account_wait));
        }
        Ok(self.rows[index].entry.clone())
    }

    fn settle(&mut self, request: &SettleRequest) -> Result<Entry, JournalError> {
        let index = self.find(&request.tracking_id)?;
        let row = &self.rows[index];
        let observed_at = request.evidence.observed_at;
        let sender_is_dead = row.is_reported
            || row.session.as_ref().is_some_and(|id| self.sessions.get(id).is_some_and(|(_, ended)| ended.is_some()));
        let is_after = |time: Option<std::time::SystemTime>, quiet: Millis| {
            time.is_some_and(|time| observed_at >= millis(time) + quiet)
        };
        let is_allowed = match &request.settlement {
            Settlement::Ordered(_) => row.entry.state.is_in_doubt() && is_after(row.entry.sending_from, 0),
            Settlement::NotOrdered => {
                row.entry.state.is_in_doubt() && sender_is_dead && is_after(row.entry.sending_until, QUIET)
            }
            Settlement::Released => {
                let sent_until = row.entry.sending_until.filter(|_| row.entry.evidence.is_some());
                row.entry.state == State::Accepted
                    && [row.entry.reserved_at, sent_until].into_iter().all(|time| time.is_none() || is_after(time, 1))
            }
        };
        if !is_allowed || observed_at > request.now {
            let tracking_id = request.tracking_id.clone();
            return Err(JournalError::NotAllowed { tracking_id, reason: String::new() });
        }
        if let Settlement::Ordered(Some(order_id)) = &request.settlement {
            let has_it = |other: &&Row| {
                other.stock == row.stock
                    && other.entry.tracking_id != request.tracking_id
                    && other.entry.order_id.as_ref() == Some(order_id)
            };
            if let Some(other) = self.rows.iter().find(has_it) {
                let (order_id, tracking_id) = (order_id.clone(), other.entry.tracking_id.clone());
                return Err(JournalError::OrderIdReused { order_id, tracking_id });
            }
        }
        let evidence = request.evidence.recorded();
        let next = match &request.settlement {
            Settlement::Ordered(_) => State::Accepted,
            Settlement::NotOrdered => State::NotOrdered,
            Settlement::Released => State::Released,
        };
        self.go(index, next, Some(evidence.clone()), request.now);
        let entry = &mut self.rows[index].entry;
        entry.evidence = Some(evidence);
        if let Settlement::Ordered(order_id) = &request.settlement {
            entry.order_id = order_id.clone().or(entry.order_id.take());
            entry.reserved_at = entry.reserved_at.or(entry.sending_from);
            let lapses_on = entry.sending_from.zip(request.holds_days).map(|(at, days)| day(millis(at), days));
            entry.lapses_on = entry.lapses_on.take().or(lapses_on);
        }
        Ok(entry.clone())
    }

    fn withdraw(&mut self, plan: &str, only: Option<&str>, reason: &str, now: Millis) -> Result<u64, JournalError> {
        self.plan(plan)?;
        let mut withdrawn = 0;
        for index in 0..self.rows.len() {
            let entry = &self.rows[index].entry;
            let is_meant = entry.plan == plan && only.is_none_or(|only| only == entry.tracking_id);
            if is_meant && entry.state == State::Planned {
                self.go(index, State::Withdrawn, Some(reason.to_owned()), now);
                withdrawn += 1;
            }
        }
        Ok(withdrawn)
    }

    fn start_session(&mut self, id: &str, now: Millis) -> Result<(), JournalError> {
        self.sessions.entry(id.to_owned()).or_insert((now, None));
        Ok(())
    }

    fn open_sessions(&self, now: Millis) -> Result<Vec<OpenSession>, JournalError> {
        let open = self.sessions.iter().filter(|(_, (_, ended))| ended.is_none());
        let sessions = open.map(|(id, (started, _))| {
            let is_in_flight =
                |row: &&Row| row.entry.state == State::Sending || row.entry.state.is_in_doubt() && !row.is_reported;
            let of_session = self.rows.iter().filter(|row| row.session.as_ref() == Some(id)).filter(is_in_flight);
            let until = of_session.filter_map(|row| row.entry.sending_until).map(millis).max().unwrap_or(0);
            let sending_until = until.max(*started);
            OpenSession { id: id.clone(), sending_until, is_quiet: now >= sending_until + QUIET }
        });
        Ok(sessions.collect())
    }

    fn mark_unknown(&mut self, id: &str, end: SessionEnd, now: Millis) -> Result<u64, JournalError> {
        let is_dead = end != SessionEnd::Possible;
        let (at, mut marked) = (system_time(self.at(now)), 0);
        for index in 0..self.rows.len() {
            let row = &mut self.rows[index];
            if row.session.as_deref() != Some(id) {
                continue;
            }
            let is_sending = row.entry.state == State::Sending;
            if is_dead && (is_sending || row.entry.state.is_in_doubt() && !row.is_reported) {
                row.entry.sending_until = row.entry.sending_until.max(Some(at));
            }
            if is_sending {
                marked += 1;
                let ended = if is_dead { "has ended" } else { "may have ended" };
                let reason = format!("the process that was sending it {ended}");
                self.go(index, State::Unknown, Some(reason), now);
            }
        }
        if let Some((_, ended)) = self.sessions.get_mut(id).filter(|_| is_dead) {
            ended.get_or_insert(now);
        }
        Ok(marked)
    }

    fn mark_planned_unknown(&mut self, id: &str, now: Millis) -> Result<u64, JournalError> {
        let (at, mut marked) = (system_time(self.at(now)), 0);
        for index in 0..self.rows.len() {
            let row = &mut self.rows[index];
            if row.entry.state == State::Planned {
                (row.session, row.is_reported) = (Some(id.to_owned()), false);
                row.entry.attempts += 1;
                row.entry.sending_from = Some(row.entry.changed_at);
                row.entry.sending_until = row.entry.sending_until.max(Some(at));
                self.go(index, State::Unknown, Some(SEND_LOG_LOST.to_owned()), now);
                marked += 1;
            }
        }
        Ok(marked)
    }

    fn check(&self) -> Result<Vec<String>, JournalError> {
        Ok(Vec::new())
    }

    fn send_log_bytes(&self) -> Result<u64, JournalError> {
        Ok(self.bytes)
    }

    fn set_send_log_bytes(&mut self, bytes: u64) -> Result<(), JournalError> {
        self.bytes = bytes;
        Ok(())
    }

    fn compare_sent(&mut self, line: &SentLine, now: Millis) -> Result<bool, JournalError> {
        let is_dead = |row: &&Row| !row.entry.state.is_live() && !row.claims.contains(&line.claim);
        if self.find(&line.tracking_id).is_ok_and(|index| is_dead(&&self.rows[index])) {
            return self.compare_sent(&line.of_dead_order(), now);
        }
        if self.find(&line.tracking_id).is_err() {
            let name = format!("from the send log, {}, account {}", line.stock, line.account);
            let (stock, account) = (line.stock.clone(), line.account.clone());
            let plan = NewPlan { name, stock, account, limits: Limits::none() };
            let (mut free, mut lock_id) = (line.spans.clone(), line.lock_id.clone());
            for index in 0..self.rows.len() {
                let row = &self.rows[index];
                let is_met =
                    |span: &Span| line.spans.iter().any(|own| own.first <= span.last && span.first <= own.last);
                let same_lock =
                    row.entry.state.is_live() && row.entry.lock_id.is_some() && row.entry.lock_id == line.lock_id;
                if row.entry.state == State::Planned && (same_lock || row.spans.iter().any(is_met)) {
                    let reason = "the send log shows that another order was sent for its numbers".to_owned();
                    self.go(index, State::Withdrawn, Some(reason), now);
                } else if same_lock {
                    lock_id = None;
                }
                match line.is_of_dead_order() {
                    true => free = self.rows[index].spans.iter().fold(free, |free, held| held.removed_from(free)),
                    false => self.rows[index].spans.retain(|span| !is_met(span)),
                }
            }
            let numbers = (line.lock_id.is_none() && free == line.spans).then(|| Span::count(&free)).flatten();
            let held = HeldNumbers { spans: free.clone(), lock_id, numbers };
            let (tracking_id, allowed_rules) = (line.tracking_id.clone(), String::new());
            self.append(&plan, &NewEntry { key: None, tracking_id, body: vec![], allowed_rules, held }, now)?;
        }
        let (index, at) = (self.find(&line.tracking_id)?, system_time(self.at(now)));
        let row = &mut self.rows[index];
        if row.claims.contains(&line.claim) {
            return Ok(true);
        }
        let (from, until) = (system_time(line.at), system_time(line.sending_until));
        if row.entry.state != State::Planned {
            row.entry.sending_until = row.entry.sending_until.max(Some(until));
            row.entry.sending_from = Some(row.entry.sending_from.map_or(from, |known| known.min(from)));
            return Ok(false);
        }
        row.claim = Some(line.claim.clone());
        row.claims.push(line.claim.clone());
        row.session = Some(line.session.clone());
        row.is_reported = false;
        row.entry.attempts += 1;
        (row.entry.sending_from, row.entry.sending_until) = (Some(from), Some(until.max(at)));
        let reason = line.reason().to_owned();
        self.go(index, State::Unknown, Some(reason), now);
        self.start_session(&line.session, now)?;
        Ok(false)
    }

    fn plan(&self, name: &str) -> Result<NewPlan, JournalError> {
        let found = self.plans.iter().find(|plan| plan.name == name);
        found.cloned().ok_or_else(|| JournalError::NoSuchPlan(name.to_owned()))
    }

    fn status(&self, plan: Option<&str>) -> Result<Vec<Status>, JournalError> {
        if let Some(name) = plan {
            self.plan(name)?;
        }
        let plans = self.plans.iter().filter(|known| plan.is_none_or(|name| name == known.name));
        let status = plans.map(|plan| {
            let mut by_state: BTreeMap<State, Tally> = BTreeMap::new();
            for entry in self.rows.iter().map(|row| &row.entry).filter(|entry| entry.plan == plan.name) {
                let tally = by_state.entry(entry.state).or_default();
                tally.orders += 1;
                tally.numbers += entry.numbers.unwrap_or(0);
            }
            let NewPlan { name, stock, account, limits } = plan.clone();
            Status { plan: name, stock, account, limits, by_state }
        });
        Ok(status.collect())
    }

    fn entry(&self, tracking_id: &str) -> Result<Entry, JournalError> {
        Ok(self.rows[self.find(tracking_id)?].entry.clone())
    }

    fn entries(&self, filter: &Filter) -> Result<Vec<Entry>, JournalError> {
        for name in filter.plan.iter().chain(filter.after.iter().map(|(plan, _)| plan)) {
            self.plan(name)?;
        }
        let plan_position = |name: &str| self.plans.iter().position(|plan| plan.name == name);
        let mut entries: Vec<_> = self.rows.iter().map(|row| row.entry.clone()).collect();
        entries.sort_by_key(|entry| (plan_position(&entry.plan), entry.position));
        entries.retain(|entry| {
            filter.plan.as_ref().is_none_or(|plan| *plan == entry.plan)
                && (filter.states.is_empty() || filter.states.contains(&entry.state))
                && filter.lapses_by.as_ref().is_none_or(|day| entry.lapses_on.as_ref().is_none_or(|on| on <= day))
                && filter.after.as_ref().is_none_or(|(plan, position)| {
                    (plan_position(&entry.plan), entry.position) > (plan_position(plan), *position)
                })
        });
        entries.truncate(filter.limit.map_or(usize::MAX, |limit| limit as usize));
        Ok(entries)
    }

    fn history(&self, tracking_id: &str) -> Result<Vec<Change>, JournalError> {
        Ok(self.rows[self.find(tracking_id)?].history.clone())
    }

    fn spans(&self, tracking_id: &str) -> Result<Vec<Span>, JournalError> {
        Ok(self.rows[self.find(tracking_id)?].spans.clone())
    }
}
