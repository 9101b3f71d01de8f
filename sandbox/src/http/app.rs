//! What all requests share: the spec, the judge, the clock, and everything that was recorded.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Mutex;
use std::time::Duration;

use axum::http::HeaderMap;
use colt_numbers_judge::judge::account::Account;
use colt_numbers_judge::judge::request_judge::RequestJudge;
use colt_numbers_judge::judge::violation::Violation;

use crate::faults::fault::FaultError;
use crate::faults::fault_responses::{self, Truth};
use crate::faults::fault_schedule::{Schedule, Script, Target};
use crate::faults::socket_faults::SocketFault;
use crate::http::listener::{Command, ListenerControl};
use crate::served_operation::Served;
use crate::state::clock::Clock;
use crate::state::ledger::Ledger;
use crate::state::token_store::TokenStore;
use crate::sync::lock;

/// One sandbox. Each mutex is held for a moment, never across an `await`, and never two at once.
pub(crate) struct App {
    pub(crate) served: Served,
    pub(crate) judge: RequestJudge,
    pub(crate) account: Account,
    pub(crate) no_auth: bool,
    pub(crate) clock: Clock,
    pub(crate) ledger: Mutex<Ledger>,
    pub(crate) tokens: Mutex<TokenStore>,
    pub(crate) schedule: Mutex<Schedule>,
    /// When a fault that has no end of its own is ended.
    pub(crate) fault_cap: Duration,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    pub(crate) listener: ListenerControl,
}

impl App {
    /// What is wrong with the headers that the spec names.
    pub(crate) fn header_violations(&self, headers: &HeaderMap) -> Vec<Violation> {
        let names = self
            .served
            .headers
            .iter()
            .flat_map(|name| headers.get_all(name).iter().map(|value| (name.as_str(), value.as_bytes())));
        self.judge.headers(names)
    }

    /// The tracking id of a request, where it satisfies the spec.
    pub(crate) fn tracking_id<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        let name = self.served.tracking_header.as_str();
        let mut values = headers.get_all(name).iter();
        let only = values.next().filter(|_| values.next().is_none())?;
        let is_valid = |id: &str| {
            let violations = self.judge.headers([(name, id.as_bytes())]);
            !violations.iter().any(|v| v.pointer.strip_prefix('/') == Some(name))
        };
        only.to_str().ok().filter(|id| is_valid(id))
    }

    /// Counts a reservation request. The tracking id is one that satisfies the spec.
    pub(crate) fn arrived(&self, tracking_id: Option<&str>) {
        lock(&self.ledger).arrived(tracking_id);
    }

    /// Forgets everything that was recorded and every fault, and puts the clock back.
    pub(crate) async fn reset(&self) {
        *lock(&self.ledger) = Ledger::default();
        *lock(&self.tokens) = TokenStore::default();
        self.clock.reset();
        self.clear_faults().await;
    }

    /// Puts a script at the end of the queue. When this returns, connections are refused where it says so.
    pub(crate) async fn script(&self, script: Script) -> Result<(), FaultError> {
        lock(&self.schedule).push(script)?;
        self.refuse_connections().await;
        Ok(())
    }

    /// Forgets every fault, and listens again where connections were refused.
    pub(crate) async fn clear_faults(&self) {
        *lock(&self.schedule) = Schedule::default();
        self.listener.send(Command::Open).await;
    }

    /// What strikes the next request of a kind. Where the script behind it refuses connections, they are refused from now on.
    pub(crate) async fn next_fault(&self, on: Target) -> Option<Script> {
        let script = lock(&self.schedule).take(on);
        if script.is_some() {
            self.refuse_connections().await;
        }
        script
    }

    /// Refuses connections where that is what comes next.
    pub(crate) async fn refuse_connections(&self) {
        let refusals = lock(&self.schedule).take_refusals();
        if let Some(lasting) = refusals {
            self.listener.send(Command::Close(lasting.min(self.fault_cap))).await;
        }
    }

    /// What a script does to the connection. The path is the request's.
    pub(crate) fn socket_fault(&self, script: &Script, path: &str, id: &str, body: String) -> SocketFault {
        let elsewhere = format!("http://localhost:{}{path}", self.address.port());
        fault_responses::socket_fault(script, &Truth { body, id: id.to_owned(), elsewhere }, self.fault_cap)
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").finish_non_exhaustive()
    }
}
