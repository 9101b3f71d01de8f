//! The state that all request handlers share: the served operation, the judge, the clock and the recorded data.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Mutex;
use std::time::Duration;

use axum::http::HeaderMap;
use colt_numbers_judge::judge::account::Account;
use colt_numbers_judge::judge::judged_request::{JudgedRequest, RequestHead};
use colt_numbers_judge::judge::request_judge::RequestJudge;

use crate::faults::fault::FaultError;
use crate::faults::fault_responses::{self, NormalResponse};
use crate::faults::fault_schedule::{FaultSchedule, FaultScript, FaultTarget};
use crate::faults::socket_faults::SocketFault;
use crate::http::listener::{ListenerCommand, ListenerControl};
use crate::served_operation::ServedOperation;
use crate::state::clock::Clock;
use crate::state::issued_tokens::IssuedTokens;
use crate::state::ledger::Ledger;
use crate::sync::lock;

/// The shared state of a sandbox. A mutex is held briefly, never across an `await`, and never together with another.
pub(crate) struct App {
    pub(crate) served: ServedOperation,
    pub(crate) judge: RequestJudge,
    pub(crate) account: Account,
    /// Whether reservations are accepted without a token.
    pub(crate) no_auth: bool,
    pub(crate) clock: Clock,
    pub(crate) ledger: Mutex<Ledger>,
    pub(crate) tokens: Mutex<IssuedTokens>,
    pub(crate) schedule: Mutex<FaultSchedule>,
    /// The maximum duration of a fault.
    pub(crate) fault_cap: Duration,
    /// The address that the sandbox listens on.
    pub(crate) address: SocketAddr,
    pub(crate) listener: ListenerControl,
}

impl App {
    /// Reads a request for the judge.
    pub(crate) fn judged_request(&self, headers: &HeaderMap, body: &[u8]) -> JudgedRequest {
        let headers: Vec<_> = headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        let head = RequestHead { headers: &headers, ..RequestHead::default() };
        JudgedRequest { parameters: self.judge.parameters_of_head(&head), body: self.judge.body_of_bytes(body) }
    }

    /// The tracking id of a request, if it is valid.
    pub(crate) fn tracking_id<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        let name = self.served.tracking_header.as_str();
        let index = self.served.headers.iter().position(|header| header == name)?;
        let mut values = headers.get_all(name).iter();
        let only = values.next().filter(|_| values.next().is_none())?;
        let is_valid = |id: &str| {
            let given = self.judge.parameter_of_texts(index, &[id]);
            self.judge.parameter_violations(index, &given).is_empty()
        };
        only.to_str().ok().filter(|id| is_valid(id))
    }

    /// Counts a reservation request with its valid tracking id.
    pub(crate) fn count_request(&self, tracking_id: Option<&str>) {
        lock(&self.ledger).count_request(tracking_id);
    }

    /// Removes all recorded data and faults, and resets the clock.
    pub(crate) async fn reset(&self) {
        *lock(&self.ledger) = Ledger::default();
        *lock(&self.tokens) = IssuedTokens::default();
        self.clock.reset();
        self.clear_faults().await;
    }

    /// Appends a script to the schedule. If the script is the next one and refuses connections, connections are
    /// refused when this returns.
    pub(crate) async fn script(&self, script: FaultScript) -> Result<(), FaultError> {
        lock(&self.schedule).push(script)?;
        self.refuse_connections().await;
        Ok(())
    }

    /// Removes all faults, and listens again if connections were refused.
    pub(crate) async fn clear_faults(&self) {
        *lock(&self.schedule) = FaultSchedule::default();
        self.listener.send(ListenerCommand::Open).await;
    }

    /// Removes and returns the fault for the next request of a kind. If the script after it refuses connections, connections are refused from now
    /// on.
    pub(crate) async fn next_fault(&self, on: FaultTarget) -> Option<FaultScript> {
        let script = lock(&self.schedule).take(on);
        if script.is_some() {
            self.refuse_connections().await;
        }
        script
    }

    /// Refuses connections, if the next script does so.
    pub(crate) async fn refuse_connections(&self) {
        let refusals = lock(&self.schedule).take_refusals();
        if let Some(duration) = refusals {
            self.listener.send(ListenerCommand::Close(duration.min(self.fault_cap))).await;
        }
    }

    /// The socket fault of a script, for a request to this path.
    pub(crate) fn socket_fault(&self, script: &FaultScript, path: &str, id: &str, body: String) -> SocketFault {
        let redirect_url = format!("http://localhost:{}{path}", self.address.port());
        fault_responses::socket_fault(script, &NormalResponse { body, id: id.to_owned(), redirect_url }, self.fault_cap)
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").finish_non_exhaustive()
    }
}
