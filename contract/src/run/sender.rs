//! Turns a trial into bytes with fresh numbers and a fresh tracking id, paces it, sends it, and keeps a record.
//!
//! The record holds whatever was said; only what a report is told of it has no secrets.

use serde_json::Value;

use crate::{
    cases::{case::Risk, number_allocator::Numbers, request_draft::Draft, spec_names},
    error::Error,
    evaluate::cost::Cost,
    redact::secrets::Secrets,
    report::Exchange,
    run::{interrupts::Interrupts, options::Options, plan::Trial},
    send::{
        http_client::{Http, Outcome, Rendered},
        rate_limit::Pacer,
        target::Target,
    },
    suite::Suite,
};

/// How often one request is sent again because the target took no more for now.
const REFUSALS: u32 = 3;

/// What a run sent, and what it cost.
pub(crate) struct Record {
    pub(crate) exchanges: Vec<Exchange>,
    pub(crate) orders: u32,
    pub(crate) doubts: u32,
    pub(crate) sent_again: usize,
    /// Texts that must be redacted.
    pub(crate) secrets: Secrets,
}

pub(crate) struct Sender<'a> {
    suite: &'a Suite,
    target: &'a Target,
    http: Http,
    pacer: Pacer,
    numbers: Numbers,
    lock_ids: Vec<String>,
    run: u64,
    max_requests: usize,
    token: Option<String>,
    secrets: Secrets,
    /// Requests so far, those that the target put off included: each has a tracking id of its own.
    sequence: u64,
    /// What each exchange may have cost.
    costs: Vec<Cost>,
    /// Requests that were sent once more.
    sent_again: usize,
    exchanges: Vec<Exchange>,
}

impl<'a> Sender<'a> {
    pub(crate) fn new(suite: &'a Suite, target: &'a Target, options: &Options, http: Http) -> Self {
        let numbers = Numbers::new(options.run, options.numbers.clone());
        let pacer = Pacer::new(options.rate, options.max_wait);
        let mut lock_ids = options.lock_ids.clone();
        lock_ids.reverse();
        let mut sender = Self {
            suite,
            target,
            http,
            pacer,
            numbers,
            lock_ids,
            run: options.run,
            max_requests: options.max_requests,
            token: None,
            secrets: Secrets::default(),
            sequence: 0,
            costs: Vec::new(),
            sent_again: 0,
            exchanges: Vec::new(),
        };
        target.credentials().secrets().iter().for_each(|secret| sender.secrets.add(secret));
        sender
    }

    /// Makes sure that secrets go where they may, and gets a token. Nothing of a case is sent for it.
    ///
    /// # Errors
    /// A name that leads to another machine, where nothing is encrypted; no token.
    pub(crate) async fn begin(&mut self) -> Result<(), Error> {
        self.http.check_hosts().await?;
        self.fetch().await
    }

    /// Gets a token. Where there is none, the run goes on without.
    async fn fetch(&mut self) -> Result<(), Error> {
        let id = format!("{}-token", self.tracking());
        self.token = None;
        self.token = self.target.credentials().fetch(&self.http, &id).await?;
        self.token.iter().for_each(|token| self.secrets.add(token));
        Ok(())
    }

    /// Requests that were sent.
    pub(crate) fn sent(&self) -> usize {
        self.exchanges.len()
    }

    /// Orders, doubtful ones included: the bound is about money.
    pub(crate) fn orders(&self) -> u32 {
        self.costing(Cost::Order) + self.costing(Cost::Doubt)
    }

    fn costing(&self, cost: Cost) -> u32 {
        u32::try_from(self.costs.iter().filter(|found| **found == cost).count()).unwrap_or(u32::MAX)
    }

    /// Whether an exchange was a clear refusal of the request.
    pub(crate) fn refused(&self, exchange: usize) -> bool {
        let status = self.exchanges.get(exchange).and_then(|exchange| exchange.status);
        let clear = self.costs.get(exchange) == Some(&Cost::Nothing);
        clear && status.is_some_and(|status| (400..500).contains(&status))
    }

    /// Everything that was sent, and what it cost.
    pub(crate) fn record(self) -> Record {
        let (orders, doubts) = (self.costing(Cost::Order), self.costing(Cost::Doubt));
        let Self { exchanges, secrets, sent_again, .. } = self;
        Record { exchanges, orders, doubts, sent_again, secrets }
    }

    /// Waits for the next request's turn. `false`: the run is to stop.
    pub(crate) async fn turn(&mut self, interrupts: &mut Interrupts<'_>) -> bool {
        interrupts.unless_stopped(self.pacer.turn()).await.is_some()
    }

    /// Sends a trial. A 429, or a 503 that asks to come again, is waited out; a refused token is renewed once. Both are clear answers
    /// from before any processing, unless they report an order. Whatever is sent again counts as a request. Gives the exchange's index.
    pub(crate) async fn send(&mut self, trial: &Trial, interrupts: &mut Interrupts<'_>) -> (usize, Outcome) {
        let (mut refusals, mut renewed) = (0, false);
        loop {
            let rendered = self.rendered(trial);
            let response = interrupts.unless_aborted(self.http.send(&rendered, self.token.as_deref())).await;
            let outcome = response.unwrap_or_else(|| self.http.given_up());
            self.keep(&rendered, &outcome);
            let index = self.exchanges.len() - 1;
            let Outcome::Answer(answer) = &outcome else { return (index, outcome) };
            let again = match answer.status {
                _ if self.sent() >= self.max_requests || self.costs[index] != Cost::Nothing => false,
                401 if rendered.own_token && !renewed && self.target.credentials().renewable() => {
                    renewed = true;
                    // Where there is none, the target rejects the request once more, and the case stays without a verdict.
                    interrupts.unless_stopped(self.fetch()).await.is_some()
                }
                429 | 503
                    if refusals < REFUSALS && (answer.status == 429 || answer.header("retry-after").is_some()) =>
                {
                    refusals += 1;
                    let asked = answer.header("retry-after").map(str::to_owned);
                    interrupts.unless_stopped(self.pacer.obey(asked.as_deref())).await.unwrap_or(false)
                }
                _ => false,
            };
            // What is sent again takes its turn like anything else.
            if !(again && self.turn(interrupts).await) {
                return (index, outcome);
            }
            self.sent_again += 1;
        }
    }

    /// The prefix, the run and the request, as long as the seed that cases are derived with.
    fn tracking(&self) -> String {
        format!("{}{}-{:04}", spec_names::TRACKING_PREFIX, base36(self.run), self.sequence % 10_000)
    }

    fn rendered(&mut self, trial: &Trial) -> Rendered {
        self.sequence += 1;
        let mut draft = trial.draft.clone();
        if !trial.verbatim {
            let (base, members) = (self.suite.base(trial.operation), &self.suite.derived.telephones[trial.operation]);
            self.numbers.freshen(&mut draft, base, members, self.suite.countries(trial.operation), self.sequence);
            self.lock(&mut draft, trial);
            // Fresh numbers are for the target's state and change nothing of what a case is about.
            let judge = self.suite.judge(trial.operation);
            if judge.breaches(&draft, &[]) != judge.breaches(&trial.draft, &[]) {
                draft = trial.draft.clone();
            }
        }
        let tracking = self.tracking();
        for (_, name, value) in &mut draft.parameters {
            if name.eq_ignore_ascii_case(spec_names::TRACKING) {
                *value = tracked(value, &tracking);
            }
        }
        Rendered::of(&draft, self.target.base())
    }

    /// Another lock for each request, since one may be used up by an order: one that the target knows where the request should be
    /// taken, as long as there are any.
    fn lock(&mut self, draft: &mut Draft, trial: &Trial) {
        let Some(body) = draft.body.as_mut() else { return };
        let suffix = format!("-{}-{}", base36(self.run), self.sequence);
        let wanted = trial.risk == Risk::Lock;
        let given = &mut self.lock_ids;
        members(body, spec_names::LOCK_ID, &mut |value| {
            if let Value::String(id) = value
                && !id.trim().is_empty()
            {
                let known = if wanted { given.pop() } else { None };
                *id = known.unwrap_or_else(|| format!("{id}{suffix}"));
            }
        });
    }

    /// Notes an exchange as it was; `redact.rs` decides what of it is reported.
    fn keep(&mut self, rendered: &Rendered, outcome: &Outcome) {
        let plain = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let headers: Vec<(String, String)> =
            rendered.headers.iter().map(|(name, value)| (name.clone(), plain(value))).collect();
        let tracking = headers.iter().find(|(name, _)| name == spec_names::TRACKING).map(|(_, value)| value.clone());
        let (status, answer_headers, answer) = match outcome {
            Outcome::Answer(answer) => (Some(answer.status), answer.headers.clone(), plain(&answer.body)),
            Outcome::NotSent(why) => (None, Vec::new(), format!("not sent: {why}")),
            Outcome::Unknown(why) => (None, Vec::new(), format!("no answer: {why}")),
        };
        let cost = Cost::of(outcome);
        self.costs.push(cost);
        self.exchanges.push(Exchange {
            number: self.exchanges.len() + 1,
            tracking_id: tracking,
            method: rendered.method.clone(),
            url: rendered.url.clone(),
            headers,
            body: rendered.body.as_ref().map(|body| plain(body)),
            status,
            answer_headers,
            answer,
            in_doubt: cost == Cost::Doubt,
        });
    }
}

/// Every member of this name, wherever it is.
fn members(value: &mut Value, name: &str, change: &mut impl FnMut(&mut Value)) {
    match value {
        Value::Object(object) => object
            .iter_mut()
            .for_each(|(member, value)| if member == name { change(value) } else { members(value, name, change) }),
        Value::Array(list) => list.iter_mut().for_each(|item| members(item, name, change)),
        _ => {}
    }
}

/// A derived id with the run's own in the place of the seed, as far as the case has left it there.
fn tracked(value: &str, fresh: &str) -> String {
    let same = value.bytes().zip(spec_names::SEED.bytes()).take_while(|(a, b)| a == b).count();
    match (fresh.get(..same), value.get(same..)) {
        (Some(head), Some(tail)) if same >= spec_names::TRACKING_PREFIX.len() => format!("{head}{tail}"),
        _ => value.to_owned(),
    }
}

/// Six characters of a number.
fn base36(number: u64) -> String {
    let digit =
        |place: u32| char::from_digit(u32::try_from(number / 36u64.pow(place) % 36).unwrap_or(0), 36).unwrap_or('0');
    (0..6).rev().map(digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tracking_id_is_fresh_and_what_the_case_is_about_stays() {
        assert_eq!(tracked(spec_names::SEED, "ct-00000z-0042"), "ct-00000z-0042");
        assert_eq!(tracked("ct-000000-000/", "ct-00000z-0042"), "ct-00000z-004/");
        assert_eq!(tracked(&format!("{}aaa", spec_names::SEED), "ct-00000z-0042"), "ct-00000z-0042aaa");
        assert_eq!(tracked("", "ct-00000z-0042"), "");
        assert_eq!(tracked("c", "ct-00000z-0042"), "c");
        assert_eq!(base36(35), "00000z");
        assert_eq!(base36(u64::MAX).len(), 6);
    }
}
