//! A store in memory, as simple as it can be: lists that are searched, and counts that are counted anew each time.

use std::collections::BTreeMap;

use crate::clock::{Millis, day, millis, system_time};
use crate::entry::{Change, Entry, Limits, Status, Tally};
use crate::error::{Conflict, JournalError};
use crate::evidence::{QUIET, Settlement};
use crate::filter::Filter;
use crate::span::{Claimed, Span};
use crate::state::State;
use crate::store::{
    AttemptResult, ClaimRequest, ClaimResult, ClaimedItem, NewItem, NewPlan, OpenSession, Report, SentLine,
    SettleRequest, Store,
};

#[derive(Clone, Debug)]
struct Item {
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
    items: Vec<Item>,
    /// When each session has ended, and when it was started.
    sessions: BTreeMap<String, (Millis, Option<Millis>)>,
    pace: BTreeMap<String, (Millis, Millis)>,
    bytes: u64,
    last_event: Option<Millis>,
}

impl Reference {
    fn at(&self, now: Millis) -> Millis {
        now.max(self.last_event.unwrap_or(now))
    }

    fn go(&mut self, index: usize, next: State, why: Option<String>, now: Millis) {
        let at = self.at(now);
        let item = &mut self.items[index];
        item.entry.why.clone_from(&why);
        item.entry.changed_at = system_time(now);
        if item.entry.state != next {
            let (from, attempt) = (item.entry.state, item.entry.attempts);
            assert!(from.may_become(next), "{from} to {next}");
            item.history.push(Change { at: system_time(at), from, to: next, attempt, why });
            item.entry.state = next;
            if !next.is_live() {
                item.spans.clear();
            }
            self.last_event = Some(at);
        }
    }

    fn find(&self, tracking_id: &str) -> Result<usize, JournalError> {
        let found = self.items.iter().position(|item| item.entry.tracking_id == tracking_id);
        found.ok_or_else(|| JournalError::NoSuchEntry(tracking_id.to_owned()))
    }

    fn conflict(&self, new: &NewItem, stock: &str, seq: u64) -> Option<Conflict> {
        let other = self.items.iter().find(|item| {
            let overlaps = |span: &Span| item.spans.iter().any(|own| own.first <= span.last && span.first <= own.last);
            let same_lock = new.claimed.lock_id.is_some() && new.claimed.lock_id == item.entry.lock_id;
            let same_key = new.key.is_some() && new.key == item.entry.key;
            let holds = item.entry.state.is_live() && (same_lock || new.claimed.spans.iter().any(overlaps));
            item.stock == stock && (same_key || holds)
        })?;
        let (tracking_id, plan) = (other.entry.tracking_id.clone(), other.entry.plan.clone());
        Some(Conflict { seq, claimed: String::new(), tracking_id, plan, state: other.entry.state })
    }

    fn push(&mut self, plan: &NewPlan, new: NewItem, now: Millis) {
        let seq = self.items.iter().filter(|item| item.entry.plan == plan.name).count() as u64 + 1;
        let entry = Entry {
            plan: plan.name.clone(),
            seq,
            key: new.key,
            tracking_id: new.tracking_id,
            state: State::Planned,
            attempts: 0,
            numbers: new.claimed.numbers,
            lock_id: new.claimed.lock_id,
            order_id: None,
            order_status: None,
            response: None,
            why: None,
            evidence: None,
            sending_until: None,
            reserved_at: None,
            lapses_on: None,
            changed_at: system_time(now),
            body: new.body,
        };
        self.items.push(Item {
            stock: plan.stock.clone(),
            account: plan.account.clone(),
            entry,
            allowed_rules: new.allowed_rules,
            spans: new.claimed.spans,
            claim: None,
            session: None,
            claims: Vec::new(),
            is_reported: false,
            not_before: 0,
            history: Vec::new(),
        });
    }

    fn wait(&mut self, account: &str, now: Millis) -> Millis {
        match self.pace.get(account).copied() {
            Some((set_at, next_at)) if now < set_at => {
                self.pace.insert(account.to_owned(), (now, now + next_at - set_at));
                next_at - set_at
            }
            Some((_, next_at)) => (next_at - now).max(0),
            None => 0,
        }
    }

    fn check_account(&self, name: &str, stock: &str, account: &str) -> Result<NewPlan, JournalError> {
        let plan = self.plan(name)?;
        if plan.stock != stock || plan.account != account {
            let (planned, given) = (String::new(), String::new());
            return Err(JournalError::OtherAccount { plan: name.to_owned(), planned, given });
        }
        Ok(plan)
    }
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
        items: &mut dyn Iterator<Item = NewItem>,
        now: Millis,
    ) -> Result<u64, JournalError> {
        if self.plan(&plan.name).is_ok() {
            return Err(JournalError::PlanExists(plan.name.clone()));
        }
        let (before, mut conflicts, mut seq) = (self.items.len(), Vec::new(), 0);
        for item in items {
            seq += 1;
            if plan.limits.max_numbers.is_some() && item.claimed.numbers.is_none() {
                self.items.truncate(before);
                return Err(JournalError::NotCounted { seq });
            }
            match self.conflict(&item, &plan.stock, seq) {
                Some(conflict) => conflicts.push(conflict),
                None => self.push(plan, item, now),
            }
        }
        if !conflicts.is_empty() {
            self.items.truncate(before);
            return Err(JournalError::Conflicts(conflicts));
        }
        self.plans.push(plan.clone());
        Ok(seq)
    }

    fn append(&mut self, plan: &NewPlan, item: &NewItem, now: Millis) -> Result<Option<Entry>, JournalError> {
        let known = self.items.iter().find(|known| known.stock == plan.stock && known.entry.key == item.key);
        if let (Some(key), Some(known)) = (&item.key, known) {
            if known.entry.body == item.body {
                return Ok(Some(known.entry.clone()));
            }
            let tracking_id = known.entry.tracking_id.clone();
            return Err(JournalError::KeyReused { key: key.clone(), tracking_id });
        }
        if self.plan(&plan.name).is_ok() {
            self.check_account(&plan.name, &plan.stock, &plan.account)?;
        }
        if let Some(conflict) = self.conflict(item, &plan.stock, 0) {
            return Err(JournalError::Conflicts(vec![conflict]));
        }
        if self.plan(&plan.name).is_err() {
            self.plans.push(plan.clone());
        }
        self.push(plan, item.clone(), now);
        Ok(None)
    }

    fn claim(&mut self, request: &ClaimRequest) -> Result<ClaimResult, JournalError> {
        let plan = self.check_account(&request.plan, &request.stock, &request.account)?;
        let is_candidate = |item: &&Item| {
            item.entry.plan == request.plan
                && item.entry.state == State::Planned
                && request.only.as_ref().is_none_or(|only| *only == item.entry.tracking_id)
        };
        let candidates = || self.items.iter().filter(is_candidate);
        let Some(first) = candidates().map(|item| item.not_before).min() else { return Ok(ClaimResult::Nothing) };
        let due = candidates()
            .find(|item| item.not_before <= request.now || item.entry.changed_at > system_time(request.now))
            .map(|item| item.entry.clone());
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
        let sending_until = self.at(request.now) + request.sending_for;
        let index = self.find(&due.tracking_id)?;
        self.items[index].entry.attempts += 1;
        self.go(index, State::Sending, None, request.now);
        let item = &mut self.items[index];
        item.claim = Some(request.claim.clone());
        item.claims.push(request.claim.clone());
        item.session = Some(request.session.clone());
        item.is_reported = false;
        item.entry.response = None;
        item.entry.sending_until = Some(system_time(sending_until));
        let claimed = ClaimedItem {
            plan: request.plan.clone(),
            seq: due.seq,
            tracking_id: due.tracking_id,
            body: due.body,
            allowed_rules: item.allowed_rules.clone(),
            attempt: due.attempts + 1,
            sending_until,
            spans: item.spans.clone(),
            lock_id: due.lock_id,
        };
        if request.interval > 0 {
            self.pace.insert(request.account.clone(), (request.now, request.now + request.interval));
        }
        Ok(ClaimResult::Item(Box::new(claimed)))
    }

    fn report(&mut self, report: &Report) -> Result<Entry, JournalError> {
        let index = self.find(&report.tracking_id)?;
        let (at, item) = (self.at(report.now), &mut self.items[index]);
        let (is_own, state) = (item.claim.as_ref() == Some(&report.claim), item.entry.state);
        if is_own && item.is_reported && state == report.result.state() {
            return Ok(item.entry.clone());
        }
        if !is_own || item.is_reported || !matches!(state, State::Sending | State::Unknown) {
            return Err(JournalError::NotClaimed { tracking_id: report.tracking_id.clone(), state });
        }
        item.is_reported = true;
        item.entry.response.clone_from(&report.response);
        let account = item.account.clone();
        match &report.result {
            AttemptResult::Accepted { order_id, order_status, reserved_at, lapses_on } => {
                item.entry.order_id = Some(order_id.clone());
                item.entry.order_status.clone_from(order_status);
                item.entry.reserved_at = Some(system_time(*reserved_at));
                item.entry.lapses_on.clone_from(lapses_on);
            }
            AttemptResult::Again { wait, .. } => {
                item.not_before = report.now + wait;
                item.entry.sending_until = Some(system_time(at));
            }
            _ => item.entry.sending_until = Some(system_time(at)),
        }
        self.go(index, report.result.state(), report.why.clone(), report.now);
        if let AttemptResult::Again { pace: Some(pace), .. } = report.result
            && self.wait(&account, report.now) < pace
        {
            self.pace.insert(account, (report.now, report.now + pace));
        }
        Ok(self.items[index].entry.clone())
    }

    fn settle(&mut self, request: &SettleRequest) -> Result<Entry, JournalError> {
        let index = self.find(&request.tracking_id)?;
        let item = &self.items[index];
        let observed_at = request.evidence.observed_at;
        let sender_is_dead = item.is_reported
            || item.session.as_ref().is_some_and(|id| self.sessions.get(id).is_some_and(|(_, ended)| ended.is_some()));
        let is_after = |time: Option<std::time::SystemTime>, quiet: Millis| {
            time.is_some_and(|time| observed_at >= millis(time) + quiet)
        };
        let is_allowed = match &request.settlement {
            Settlement::Ordered(_) => item.entry.state.is_in_doubt(),
            Settlement::NotOrdered => {
                item.entry.state.is_in_doubt() && sender_is_dead && is_after(item.entry.sending_until, QUIET)
            }
            Settlement::Released => {
                item.entry.state == State::Accepted
                    && (item.entry.reserved_at.is_none() || is_after(item.entry.reserved_at, 1))
            }
        };
        if !is_allowed || observed_at > request.now {
            let tracking_id = request.tracking_id.clone();
            return Err(JournalError::NotAllowed { tracking_id, reason: String::new() });
        }
        let claimed = item.history.iter().rev().find(|change| change.from == State::Planned).map(|change| change.at);
        let evidence = request.evidence.recorded();
        let next = match &request.settlement {
            Settlement::Ordered(_) => State::Accepted,
            Settlement::NotOrdered => State::NotOrdered,
            Settlement::Released => State::Released,
        };
        self.go(index, next, Some(evidence.clone()), request.now);
        let entry = &mut self.items[index].entry;
        entry.evidence = Some(evidence);
        if let Settlement::Ordered(order_id) = &request.settlement {
            entry.order_id = order_id.clone().or(entry.order_id.take());
            entry.reserved_at = entry.reserved_at.or(claimed);
            let lapses_on = claimed.map(|at| day(millis(at), request.holds_days));
            entry.lapses_on = entry.lapses_on.take().or(lapses_on);
        }
        Ok(entry.clone())
    }

    fn withdraw(&mut self, plan: &str, only: Option<&str>, why: &str, now: Millis) -> Result<u64, JournalError> {
        self.plan(plan)?;
        let mut withdrawn = 0;
        for index in 0..self.items.len() {
            let entry = &self.items[index].entry;
            let is_meant = entry.plan == plan && only.is_none_or(|only| only == entry.tracking_id);
            if is_meant && entry.state == State::Planned {
                self.go(index, State::Withdrawn, Some(why.to_owned()), now);
                withdrawn += 1;
            }
        }
        Ok(withdrawn)
    }

    fn start_session(&mut self, id: &str, now: Millis) -> Result<(), JournalError> {
        self.sessions.entry(id.to_owned()).or_insert((now, None));
        Ok(())
    }

    fn open_sessions(&self) -> Result<Vec<OpenSession>, JournalError> {
        let open = self.sessions.iter().filter(|(_, (_, ended))| ended.is_none());
        let sessions = open.map(|(id, (started, _))| {
            let sending = self
                .items
                .iter()
                .filter(|item| item.entry.state == State::Sending && item.session.as_ref() == Some(id));
            let until = sending.filter_map(|item| item.entry.sending_until).map(millis).max().unwrap_or(0);
            OpenSession { id: id.clone(), sending_until: until.max(*started) }
        });
        Ok(sessions.collect())
    }

    fn abandon_session(&mut self, id: &str, is_dead: bool, now: Millis) -> Result<u64, JournalError> {
        let (at, mut abandoned) = (system_time(self.at(now)), 0);
        for index in 0..self.items.len() {
            let item = &mut self.items[index];
            if item.session.as_deref() != Some(id) {
                continue;
            }
            let is_sending = item.entry.state == State::Sending;
            if is_dead && (is_sending || item.entry.state.is_in_doubt() && !item.is_reported) {
                item.entry.sending_until = item.entry.sending_until.max(Some(at));
            }
            if is_sending {
                abandoned += 1;
                let why = if is_dead { "has ended" } else { "is not seen any more" };
                let why = format!("the process that was sending it {why}");
                self.go(index, State::Unknown, Some(why), now);
            }
        }
        if let Some((_, ended)) = self.sessions.get_mut(id).filter(|_| is_dead) {
            ended.get_or_insert(now);
        }
        Ok(abandoned)
    }

    fn send_log_bytes(&self) -> Result<u64, JournalError> {
        Ok(self.bytes)
    }

    fn set_send_log_bytes(&mut self, bytes: u64) -> Result<(), JournalError> {
        self.bytes = bytes;
        Ok(())
    }

    fn compare_sent(&mut self, line: &SentLine, now: Millis) -> Result<bool, JournalError> {
        if self.find(&line.tracking_id).is_err() {
            let name = format!("from the send log, {}, account {}", line.stock, line.account);
            let (stock, account) = (line.stock.clone(), line.account.clone());
            let plan = NewPlan { name, stock, account, limits: Limits::none() };
            let mut lock_id = line.lock_id.clone();
            for index in 0..self.items.len() {
                let item = &self.items[index];
                let is_met =
                    |span: &Span| line.spans.iter().any(|own| own.first <= span.last && span.first <= own.last);
                let same_lock =
                    item.entry.state.is_live() && item.entry.lock_id.is_some() && item.entry.lock_id == line.lock_id;
                if item.entry.state == State::Planned && (same_lock || item.spans.iter().any(is_met)) {
                    let why = "the send log shows that another order was sent for its numbers".to_owned();
                    self.go(index, State::Withdrawn, Some(why), now);
                } else if same_lock {
                    lock_id = None;
                }
                self.items[index].spans.retain(|span| !is_met(span));
            }
            let claimed = Claimed { spans: line.spans.clone(), lock_id, numbers: None };
            let (tracking_id, allowed_rules) = (line.tracking_id.clone(), String::new());
            self.append(&plan, &NewItem { key: None, tracking_id, body: vec![], allowed_rules, claimed }, now)?;
        }
        let index = self.find(&line.tracking_id)?;
        let item = &mut self.items[index];
        if item.claims.contains(&line.claim) {
            return Ok(true);
        }
        let until = system_time(line.sending_until);
        if item.entry.state != State::Planned {
            item.entry.sending_until = item.entry.sending_until.max(Some(until));
            return Ok(false);
        }
        item.claim = Some(line.claim.clone());
        item.claims.push(line.claim.clone());
        item.session = Some(line.session.clone());
        item.is_reported = false;
        item.entry.attempts += 1;
        item.entry.sending_until = Some(until);
        let why = "the send log shows that it was sent, so this journal is an older copy".to_owned();
        self.go(index, State::Unknown, Some(why), now);
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
            for entry in self.items.iter().map(|item| &item.entry).filter(|entry| entry.plan == plan.name) {
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
        Ok(self.items[self.find(tracking_id)?].entry.clone())
    }

    fn entries(&self, filter: &Filter) -> Result<Vec<Entry>, JournalError> {
        for name in filter.plan.iter().chain(filter.after.iter().map(|(plan, _)| plan)) {
            self.plan(name)?;
        }
        let place = |name: &str| self.plans.iter().position(|plan| plan.name == name);
        let mut entries: Vec<_> = self.items.iter().map(|item| item.entry.clone()).collect();
        entries.sort_by_key(|entry| (place(&entry.plan), entry.seq));
        entries.retain(|entry| {
            filter.plan.as_ref().is_none_or(|plan| *plan == entry.plan)
                && (filter.states.is_empty() || filter.states.contains(&entry.state))
                && filter.lapses_by.as_ref().is_none_or(|day| entry.lapses_on.as_ref().is_some_and(|on| on <= day))
                && filter.after.as_ref().is_none_or(|(plan, seq)| (place(&entry.plan), entry.seq) > (place(plan), *seq))
        });
        entries.truncate(filter.limit.map_or(usize::MAX, |limit| limit as usize));
        Ok(entries)
    }

    fn history(&self, tracking_id: &str) -> Result<Vec<Change>, JournalError> {
        Ok(self.items[self.find(tracking_id)?].history.clone())
    }

    fn spans(&self, tracking_id: &str) -> Result<Vec<Span>, JournalError> {
        Ok(self.items[self.find(tracking_id)?].spans.clone())
    }
}
