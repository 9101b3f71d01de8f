//! The state that all request handlers share: the served API, the clock and the recorded data.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Mutex;
use std::time::Duration;

use colt_numbers_judge::judge::account::Account;

use crate::excerpt::excerpt;
use crate::faults::fault::FaultError;
use crate::faults::fault_responses::{self, NormalResponse, OrderBody};
use crate::faults::fault_schedule::{FaultSchedule, FaultScript, FaultTarget};
use crate::faults::socket_faults::SocketFault;
use crate::http::listener::{ListenerCommand, ListenerControl};
use crate::http::origin::Hosts;
use crate::http::tls::ServerTls;
use crate::request_log::RequestLog;
use crate::served_api::{ServedApi, ServedOperation};
use crate::state::clock::Clock;
use crate::state::issued_tokens::IssuedTokens;
use crate::state::request_counts::RequestCounts;
use crate::state::store::Store;
use crate::sync::lock;

/// The shared state of a sandbox. A mutex is held briefly, never across an `await`, and never together with another.
pub(crate) struct App {
    pub(crate) served: ServedApi,
    pub(crate) account: Account,
    /// Whether requests are accepted without a token.
    pub(crate) no_auth: bool,
    /// Whether numbers and lock ids that another order holds are accepted.
    pub(crate) takes_twice: bool,
    pub(crate) clock: Clock,
    pub(crate) requests: Mutex<RequestCounts>,
    pub(crate) log: Mutex<RequestLog>,
    pub(crate) store: Mutex<Store>,
    pub(crate) tokens: Mutex<IssuedTokens>,
    pub(crate) schedule: Mutex<FaultSchedule>,
    /// The maximum duration of a fault.
    pub(crate) fault_cap: Duration,
    /// The address that the sandbox listens on.
    pub(crate) address: SocketAddr,
    pub(crate) listener: ListenerControl,
    /// The names by which it may be called.
    pub(crate) hosts: Hosts,
    /// `None` without TLS.
    pub(crate) tls: Option<ServerTls>,
    /// The secret of the page's forms, which a page of another origin cannot read.
    pub(crate) form_token: String,
}

impl App {
    /// The origin of the sandbox's URLs: `http://127.0.0.1:PORT`.
    pub(crate) fn origin(&self) -> String {
        format!("{}://{}", self.hosts.scheme(), self.hosts.authority(self.address))
    }

    /// Counts a request to an operation with its valid tracking id.
    pub(crate) fn count_request(&self, served: &ServedOperation, tracking_id: Option<&str>) {
        lock(&self.requests).count(&served.operation.id, tracking_id);
    }

    /// Removes all recorded data and faults, and resets the clock.
    pub(crate) async fn reset(&self) {
        *lock(&self.requests) = RequestCounts::default();
        lock(&self.log).clear();
        *lock(&self.store) = Store::default();
        *lock(&self.tokens) = IssuedTokens::default();
        self.clock.reset();
        self.clear_faults().await;
    }

    /// Appends a script to the schedule. If the script is the next one and refuses connections, connections are refused when this returns.
    pub(crate) async fn script(&self, script: FaultScript) -> Result<(), FaultError> {
        self.check_target(&script.on)?;
        lock(&self.schedule).push(script)?;
        self.refuse_connections().await;
        Ok(())
    }

    fn check_target(&self, on: &FaultTarget) -> Result<(), FaultError> {
        match on.operation() {
            Some(id) if self.served.operation(id).is_none() => {
                let ids: Vec<_> =
                    self.served.operations.iter().map(|served| format!("`{}`", served.operation.id)).collect();
                Err(FaultError(format!(
                    "there is no operation `{}`; hint: the operations are {}",
                    excerpt(id),
                    ids.join(", ")
                )))
            }
            _ => Ok(()),
        }
    }

    /// Removes all faults, and listens again if connections were refused.
    pub(crate) async fn clear_faults(&self) {
        *lock(&self.schedule) = FaultSchedule::default();
        self.listener.send(ListenerCommand::Open).await;
    }

    /// Removes and returns the fault for the next request of a kind. If the script after it refuses connections, connections are refused when
    /// this returns.
    pub(crate) async fn next_fault(&self, on: &FaultTarget) -> Option<FaultScript> {
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
    pub(crate) fn socket_fault(&self, script: &FaultScript, path: &str, body: String, order: OrderBody) -> SocketFault {
        let redirect_url = format!("{}://localhost:{}{path}", self.hosts.scheme(), self.address.port());
        fault_responses::socket_fault(script, &NormalResponse { body, order, redirect_url }, self.fault_cap)
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").finish_non_exhaustive()
    }
}
