//! Sends planned requests with fresh numbers and tracking ids, at the allowed rate, and records the exchanges.
//!
//! The record has the exchanges unredacted. Secrets are redacted when the report is made.

use std::time::Instant;

use colt_numbers_judge::model::operation::Parameter;
use serde_json::Value;

use crate::{
    cases::{
        case::Risk,
        number_allocator::{NumberAllocator, NumberContext},
        number_fields::NumberFields,
        request_draft::RequestDraft,
        spec_names,
    },
    error::Error,
    evaluate::cost::Cost,
    redact::secrets::Secrets,
    report::{Exchange, RunInfo},
    run::{interrupts::Interrupts, options::Options, plan::PlannedRequest},
    send::{
        one_shot_client::{HttpRequest, OneShotClient, SendOutcome},
        proxy::Proxy,
        rate_limit::RateLimiter,
        target::Target,
    },
    suite::Suite,
};

/// How often one request is sent again after a 429 or 503.
const MAX_RETRIES: u32 = 3;

/// The exchanges of a run, and how many orders they placed or may have placed.
pub(crate) struct RunRecord {
    pub(crate) exchanges: Vec<Exchange>,
    pub(crate) info: RunInfo,
    pub(crate) orders: u32,
    pub(crate) doubts: u32,
    pub(crate) sent_again: usize,
    /// The secrets to redact.
    pub(crate) secrets: Secrets,
}

/// Sends the requests of a run.
pub(crate) struct Sender<'a> {
    suite: &'a Suite,
    target: &'a Target,
    http: OneShotClient,
    rate_limiter: RateLimiter,
    numbers: NumberAllocator,
    lock_ids: Vec<String>,
    seed: u64,
    info: RunInfo,
    max_requests: usize,
    token: Option<String>,
    secrets: Secrets,
    /// The number of requests so far, including repeated ones: each has a tracking id of its own.
    sequence: u64,
    /// The cost of each exchange.
    costs: Vec<Cost>,
    /// The number of repeated requests.
    sent_again: usize,
    exchanges: Vec<Exchange>,
    /// The last request, with its fresh numbers and ids.
    last_draft: Option<RequestDraft>,
}

impl<'a> Sender<'a> {
    pub(crate) fn new(suite: &'a Suite, target: &'a Target, options: &Options, http: OneShotClient) -> Self {
        let numbers = NumberAllocator::new(options.seed, options.numbers.clone());
        let rate_limiter = RateLimiter::new(options.rate, options.max_wait);
        let mut lock_ids = options.lock_ids.clone();
        lock_ids.reverse();
        let mut sender = Self {
            suite,
            target,
            http,
            rate_limiter,
            numbers,
            lock_ids,
            seed: options.seed,
            info: RunInfo::now(spec_version(suite), options.seed),
            max_requests: usize::MAX,
            token: None,
            secrets: Secrets::default(),
            sequence: 0,
            costs: Vec::new(),
            sent_again: 0,
            exchanges: Vec::new(),
            last_draft: None,
        };
        target.credentials().secrets().iter().for_each(|secret| sender.secrets.add(secret));
        target.proxy().and_then(Proxy::secret).into_iter().for_each(|secret| sender.secrets.add(secret));
        sender
    }

    /// Limits the number of requests, including repeated ones.
    pub(crate) fn limit_requests(&mut self, max_requests: usize) {
        self.max_requests = max_requests;
    }

    /// Checks where secrets would be sent, and gets a token. No request of a case is sent yet.
    ///
    /// # Errors
    /// A host name without TLS resolves to another machine, or no token can be obtained.
    pub(crate) async fn begin(&mut self) -> Result<(), Error> {
        self.http.check_hosts().await?;
        self.fetch_token().await
    }

    /// Replaces the token with a new one. After an error, the run has no token.
    async fn fetch_token(&mut self) -> Result<(), Error> {
        let id = format!("{}-token", self.tracking_id());
        let server = self.suite.spec.sandbox();
        let tracking_header = server.and_then(|server| server.token_tracking_header.as_deref());
        self.token = None;
        self.token = self.target.credentials().fetch_token(&self.http, tracking_header.zip(Some(&*id))).await?;
        self.token.iter().for_each(|token| self.secrets.add(token));
        Ok(())
    }

    /// The number of requests sent.
    pub(crate) fn sent(&self) -> usize {
        self.exchanges.len()
    }

    /// Whether the limit on requests allows another one.
    pub(crate) fn has_requests_left(&self) -> bool {
        self.sent() < self.max_requests
    }

    /// The number of orders, including those in doubt, because each may cost money.
    pub(crate) fn orders(&self) -> u32 {
        self.count_cost(Cost::Order) + self.count_cost(Cost::PossibleOrder)
    }

    /// The status of the last response; `None` if the last request has no response.
    pub(crate) fn last_status(&self) -> Option<u16> {
        self.exchanges.last().and_then(|exchange| exchange.status)
    }

    /// The last request, with its fresh numbers and ids.
    pub(crate) fn last_draft(&self) -> Option<&RequestDraft> {
        self.last_draft.as_ref()
    }

    fn count_cost(&self, cost: Cost) -> u32 {
        u32::try_from(self.costs.iter().filter(|known| **known == cost).count()).unwrap_or(u32::MAX)
    }

    /// Whether an exchange was a clear rejection of the request.
    pub(crate) fn was_rejected(&self, exchange: usize) -> bool {
        let status = self.exchanges.get(exchange).and_then(|exchange| exchange.status);
        let is_clear = self.costs.get(exchange) == Some(&Cost::Nothing);
        is_clear && status.is_some_and(|status| (400..500).contains(&status))
    }

    /// The exchanges of the run, and their cost.
    pub(crate) fn record(self) -> RunRecord {
        let (orders, doubts) = (self.count_cost(Cost::Order), self.count_cost(Cost::PossibleOrder));
        let Self { exchanges, info, secrets, sent_again, .. } = self;
        RunRecord { exchanges, info, orders, doubts, sent_again, secrets }
    }

    /// Waits until the rate allows the next request. `false` if the run was stopped.
    pub(crate) async fn wait_for_slot(&mut self, interrupts: &mut Interrupts<'_>) -> bool {
        interrupts.unless_stopped(self.rate_limiter.wait_for_slot()).await.is_some()
    }

    /// Sends a request. After a 429, or a 503 with `Retry-After`, it waits and sends the request again; after a 401, it sends the request once more
    /// with a new token. These statuses mean that the target has not processed the request. If the response reports an order nevertheless, the
    /// request is not sent again. Repeated requests count as requests. Returns the index of the last exchange.
    pub(crate) async fn send(
        &mut self,
        planned: &PlannedRequest,
        interrupts: &mut Interrupts<'_>,
    ) -> (usize, SendOutcome) {
        let (mut retries, mut is_renewed) = (0, false);
        loop {
            let request = self.build_request(planned);
            let begin = Instant::now();
            let outcome = interrupts.unless_aborted(self.http.send(&request, self.token.as_deref())).await;
            let outcome = outcome.unwrap_or_else(|| self.http.aborted());
            self.record_exchange(planned, &request, &outcome);
            if let Some(exchange) = self.exchanges.last_mut() {
                exchange.milliseconds = u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX);
            }
            let index = self.exchanges.len() - 1;
            let SendOutcome::Response(response) = &outcome else { return (index, outcome) };
            let again = match response.status {
                _ if !self.has_requests_left() || self.costs[index] != Cost::Nothing => false,
                401 if request.has_run_token && !is_renewed && self.target.credentials().can_renew_token() => {
                    is_renewed = true;
                    // Without a new token the target rejects the request again, and the case is inconclusive.
                    interrupts.unless_stopped(self.fetch_token()).await.is_some()
                }
                429 | 503
                    if retries < MAX_RETRIES
                        && (response.status == 429 || response.header("retry-after").is_some()) =>
                {
                    retries += 1;
                    let retry_after = response.header("retry-after").map(str::to_owned);
                    interrupts
                        .unless_stopped(self.rate_limiter.wait_for_retry_after(retry_after.as_deref()))
                        .await
                        .unwrap_or(false)
                }
                _ => false,
            };
            // The rate applies to repeated requests too.
            if !(again && self.wait_for_slot(interrupts).await) {
                return (index, outcome);
            }
            self.sent_again += 1;
        }
    }

    /// The tracking id of the current request: prefix, seed and sequence number. It has the length of the placeholder in the derived
    /// cases.
    fn tracking_id(&self) -> String {
        format!("{}{}-{:04}", spec_names::TRACKING_PREFIX, base36(self.seed), self.sequence % 10_000)
    }

    fn build_request(&mut self, planned: &PlannedRequest) -> HttpRequest {
        self.sequence += 1;
        let mut draft = planned.draft.clone();
        let tested = self.suite.operation(planned.operation);
        let fields = NumberFields {
            members: if planned.verbatim { Vec::new() } else { tested.numbers.members.clone() },
            parameters: if planned.names_made_resource { Vec::new() } else { tested.numbers.parameters.clone() },
        };
        let numbers = NumberContext { base: &tested.base, fields: &fields, countries: tested.countries.as_ref() };
        self.numbers.allocate(&mut draft, &numbers, self.sequence);
        if !planned.verbatim {
            self.set_lock_ids(&mut draft, planned);
        }
        // Fresh numbers must not change the violations of the case.
        let validator = &tested.validator;
        if validator.violations(&draft, &[]) != validator.violations(&planned.draft, &[]) {
            draft = planned.draft.clone();
        }
        let tracking_id = self.tracking_id();
        if let Some(Parameter { location, name, .. }) = tested.operation.tracking_id() {
            for parameter in draft.parameters.iter_mut().filter(|parameter| parameter.is(location, name)) {
                parameter.items.iter_mut().for_each(|value| *value = with_fresh_prefix(value, &tracking_id));
            }
        }
        self.last_draft = Some(draft.clone());
        // The effects of an operation that orders need not state the pointer of the order id.
        let order = tested.operation.effects.order.as_deref().unwrap_or(spec_names::ORDER_ID);
        HttpRequest::of(&draft, self.target.base(), planned.may_order().then_some(order))
    }

    /// Gives each request its own lock id, because an order uses its lock up. A request that needs an existing lock gets an id from the options,
    /// while there are any left.
    fn set_lock_ids(&mut self, draft: &mut RequestDraft, planned: &PlannedRequest) {
        let Some(body) = draft.body.as_mut() else { return };
        let suffix = format!("-{}-{}", base36(self.seed), self.sequence);
        let needs_existing = planned.risk == Risk::Lock;
        let existing = &mut self.lock_ids;
        for_each_member(body, spec_names::LOCK_ID, &mut |value| {
            if let Value::String(id) = value
                && !id.trim().is_empty()
            {
                let lock_id = if needs_existing { existing.pop() } else { None };
                *id = lock_id.unwrap_or_else(|| format!("{id}{suffix}"));
            }
        });
    }

    /// Records an exchange without redaction.
    fn record_exchange(&mut self, planned: &PlannedRequest, request: &HttpRequest, outcome: &SendOutcome) {
        let plain = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let headers: Vec<(String, String)> =
            request.headers.iter().map(|(name, value)| (name.clone(), plain(value))).collect();
        let tracking_header = self.suite.operation(planned.operation).operation.tracking_id();
        let tracking_id = tracking_header.and_then(|header| {
            let (_, value) = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(&header.name))?;
            Some(value.clone())
        });
        let (status, response_headers, response) = match outcome {
            SendOutcome::Response(response) => (Some(response.status), response.headers.clone(), plain(&response.body)),
            SendOutcome::NotSent(why) => (None, Vec::new(), format!("not sent: {why}")),
            SendOutcome::Unknown(why) => (None, Vec::new(), format!("no response: {why}")),
        };
        let cost = Cost::of(outcome, planned.impact);
        self.costs.push(cost);
        self.exchanges.push(Exchange {
            number: self.exchanges.len() + 1,
            tracking_id,
            method: request.method.clone(),
            url: request.url.clone(),
            headers,
            body: request.body.as_ref().map(|body| plain(body)),
            status,
            response_headers,
            response,
            in_doubt: cost == Cost::PossibleOrder,
            milliseconds: 0,
        });
    }
}

/// The version of the spec; empty if it has none.
fn spec_version(suite: &Suite) -> &str {
    suite.spec.root.pointer("/info/version").and_then(Value::as_str).unwrap_or_default()
}

/// Changes every member with this name, at any depth.
fn for_each_member(value: &mut Value, name: &str, change: &mut impl FnMut(&mut Value)) {
    match value {
        Value::Object(object) => object.iter_mut().for_each(|(member, value)| {
            if member == name { change(value) } else { for_each_member(value, name, change) }
        }),
        Value::Array(list) => list.iter_mut().for_each(|item| for_each_member(item, name, change)),
        _ => {}
    }
}

/// If a case's tracking id begins like the placeholder, replaces that beginning by the beginning of the fresh id, of the same length.
fn with_fresh_prefix(value: &str, fresh: &str) -> String {
    let same = value.bytes().zip(spec_names::TRACKING_PLACEHOLDER.bytes()).take_while(|(a, b)| a == b).count();
    match (fresh.get(..same), value.get(same..)) {
        (Some(head), Some(tail)) if same >= spec_names::TRACKING_PREFIX.len() => format!("{head}{tail}"),
        _ => value.to_owned(),
    }
}

/// The last six digits of a number in base 36.
fn base36(number: u64) -> String {
    let digit =
        |place: u32| char::from_digit(u32::try_from(number / 36u64.pow(place) % 36).unwrap_or(0), 36).unwrap_or('0');
    (0..6).rev().map(digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_tracking_id_keeps_the_part_that_the_case_tests() {
        assert_eq!(with_fresh_prefix(spec_names::TRACKING_PLACEHOLDER, "ct-00000z-0042"), "ct-00000z-0042");
        assert_eq!(with_fresh_prefix("ct-000000-000/", "ct-00000z-0042"), "ct-00000z-004/");
        assert_eq!(
            with_fresh_prefix(&format!("{}aaa", spec_names::TRACKING_PLACEHOLDER), "ct-00000z-0042"),
            "ct-00000z-0042aaa"
        );
        assert_eq!(with_fresh_prefix("", "ct-00000z-0042"), "");
        assert_eq!(with_fresh_prefix("c", "ct-00000z-0042"), "c");
        assert_eq!(base36(35), "00000z");
        assert_eq!(base36(u64::MAX).len(), 6);
    }
}
