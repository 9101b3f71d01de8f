//! Starts, controls and stops a sandbox.

use std::error::Error;
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use colt_numbers_judge::judge::account::Account;
use colt_numbers_judge::judge::telephone_number::TelephoneNumber;
use colt_numbers_judge::model::error::SpecError;
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::excerpt::excerpt;
use crate::faults::fault::FaultError;
use crate::faults::fault_schedule::{FaultScript, RandomFaults};
use crate::http::app::App;
use crate::http::listener::{Listener, ListenerCommand, ListenerControl};
use crate::http::origin::Hosts;
use crate::http::server;
use crate::http::tls::ServerTls;
use crate::request_log::RecordedRequest;
use crate::served_api::{ADMIN_PATH, ServedApi};
use crate::state::clock::Clock;
use crate::state::numbers::ReservedRange;
use crate::state::orders::RecordedOrder;
use crate::state::request_counts::RequestCounts;
use crate::sync::lock;

/// Why a sandbox did not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The spec cannot be served.
    Spec(SpecError),
    /// The address is not a loopback address, and [`Builder::expose`] was not called. The sandbox accepts any credentials, so other machines
    /// must not reach it by mistake.
    NotLoopback(SocketAddr),
    /// A text given to [`Builder::host`] is neither a host name nor an address.
    Host(String),
    /// The certificate for TLS cannot be made.
    Certificate(Box<dyn Error + Send + Sync>),
    /// Listening on the address failed.
    Listen(SocketAddr, std::io::Error),
    /// A fault script is invalid.
    Fault(FaultError),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Spec(error) => error.fmt(f),
            Self::Fault(error) => error.fmt(f),
            Self::NotLoopback(address) => {
                write!(f, "`{address}` is not a loopback address; hint: use one, such as `127.0.0.1:4010`")
            }
            Self::Host(name) => write!(f, "`{}` is neither a host name nor an IP address", excerpt(name)),
            Self::Certificate(error) => write!(f, "the certificate cannot be made: {error}"),
            Self::Listen(address, error) => write!(f, "cannot listen on `{address}`: {error}"),
        }
    }
}

impl Error for StartError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Spec(error) => Some(error),
            Self::Fault(error) => Some(error),
            Self::Listen(_, error) => Some(error),
            Self::Certificate(error) => Some(&**error),
            Self::NotLoopback(_) | Self::Host(_) => None,
        }
    }
}

impl From<FaultError> for StartError {
    fn from(error: FaultError) -> Self {
        Self::Fault(error)
    }
}

impl From<SpecError> for StartError {
    fn from(error: SpecError) -> Self {
        Self::Spec(error)
    }
}

/// The configuration of a sandbox to be started.
#[derive(Debug)]
#[must_use = "a builder starts nothing until `start` is called"]
pub struct Builder {
    spec: Option<String>,
    listen: SocketAddr,
    hosts: Hosts,
    no_auth: bool,
    takes_twice: bool,
    account: Account,
    clock: Clock,
    scripts: Vec<FaultScript>,
    fault_rate: f64,
    seed: u64,
    fault_cap: Duration,
}

impl Builder {
    /// The address to listen on. Default: `127.0.0.1` and any free port. Other addresses than loopback addresses need [`Self::expose`].
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Allows the sandbox to listen beyond loopback, and to be called at any address, for example in a container. Every machine that reaches the
    /// sandbox can then use and reset it: it accepts any credentials. A host name must be allowed by [`Self::host`].
    pub fn expose(mut self) -> Self {
        self.hosts.any_address = true;
        self
    }

    /// Allows requests for a host name or an address besides `localhost` and loopback addresses. The URLs of the sandbox have the first one. Do
    /// not allow a name whose DNS others control: a web page could then call the sandbox.
    pub fn host(mut self, name: &str) -> Self {
        self.hosts.add(name);
        self
    }

    /// Whether the sandbox speaks TLS, with a certificate for its hosts that it makes at each start. [`Sandbox::root_certificate`] is its root.
    pub fn tls(mut self, tls: bool) -> Self {
        self.hosts.tls = tls;
        self
    }

    /// Whether requests are accepted without a token. The token endpoint works either way.
    pub fn no_auth(mut self, no_auth: bool) -> Self {
        self.no_auth = no_auth;
        self
    }

    /// Whether reservations of numbers and lock ids that another order holds are accepted. Default: they are rejected. If they are accepted,
    /// [`Sandbox::orders`] shows a test what was ordered twice.
    pub fn take_twice(mut self, takes_twice: bool) -> Self {
        self.takes_twice = takes_twice;
        self
    }

    /// The countries, by code, in which the account has more than one service profile. Default: none.
    pub fn several_service_profiles<C: Into<String>>(mut self, countries: impl IntoIterator<Item = C>) -> Self {
        self.account = Account::with_several_service_profiles(countries);
        self
    }

    /// The sandbox's clock. Default: the system clock.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Appends a fault script to the schedule.
    pub fn fault(mut self, script: impl Into<FaultScript>) -> Self {
        self.scripts.push(script.into());
        self
    }

    /// The share of reservations that random faults strike when no script is left, from 0 to 1. Default: 0.
    pub fn fault_rate(mut self, rate: f64) -> Self {
        self.fault_rate = rate;
        self
    }

    /// The seed of the random faults. Default: 0. The same seed selects the same faults in the same order.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The maximum duration of a fault that does not end by itself, such as a response that never comes. Default: 60 seconds.
    pub fn fault_cap(mut self, cap: Duration) -> Self {
        self.fault_cap = cap;
        self
    }

    /// The spec to serve: an OpenAPI 3.0 document in JSON. Default: the bundled spec.
    pub fn spec(mut self, json: impl Into<String>) -> Self {
        self.spec = Some(json.into());
        self
    }

    /// Starts the sandbox on the caller's tokio runtime.
    ///
    /// # Errors
    /// If the address is not a loopback address and the sandbox is not exposed, a host name is invalid, listening fails, the spec cannot be
    /// served, a fault script is invalid, or the certificate cannot be made.
    pub async fn start(self) -> Result<Sandbox, StartError> {
        if !self.listen.ip().is_loopback() && !self.hosts.any_address {
            return Err(StartError::NotLoopback(self.listen));
        }
        let served = match &self.spec {
            Some(own) => ServedApi::read(own, "null"),
            None => ServedApi::read(colt_numbers_api::OPENAPI_JSON, colt_numbers_api::CASES_JSON),
        }?;
        if let Some(invalid) = self.hosts.invalid_name() {
            return Err(StartError::Host(invalid.to_owned()));
        }
        let hosts = self.hosts;
        let tls = hosts.tls.then(|| ServerTls::new(hosts.for_certificate(self.listen))).transpose();
        let tls = tls.map_err(StartError::Certificate)?;
        let failed = |error| StartError::Listen(self.listen, error);
        let listener = TcpListener::bind(self.listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let (listener_control, messages) = ListenerControl::new();
        let app = Arc::new(App {
            served,
            account: self.account,
            no_auth: self.no_auth,
            takes_twice: self.takes_twice,
            clock: self.clock,
            requests: Mutex::default(),
            log: Mutex::default(),
            store: Mutex::default(),
            tokens: Mutex::default(),
            schedule: Mutex::default(),
            fault_cap: self.fault_cap,
            address,
            listener: listener_control,
            hosts,
            tls,
            form_token: Uuid::new_v4().simple().to_string(),
        });
        let routes = server::routes(&app);
        let server = tokio::spawn(server::serve(Listener::new(listener, address), Arc::clone(&app), routes, messages));
        let sandbox = Sandbox { app, server };
        sandbox.random_faults(Some(RandomFaults::new(self.seed, self.fault_rate)));
        for script in self.scripts {
            sandbox.script(script).await?;
        }
        Ok(sandbox)
    }
}

/// A running sandbox. It stops when it is dropped.
///
/// ```
/// use colt_numbers_sandbox::Sandbox;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), colt_numbers_sandbox::StartError> {
/// let sandbox = Sandbox::start().await?;
/// println!("reserve at {}, with a token from {}", sandbox.base_url(), sandbox.token_url());
/// assert!(sandbox.orders().is_empty());
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Sandbox {
    app: Arc<App>,
    server: JoinHandle<()>,
}

impl Sandbox {
    /// Starts a sandbox with the default configuration, on the caller's tokio runtime.
    ///
    /// # Errors
    /// See [`Builder::start`].
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// Configures a sandbox before it starts.
    pub fn builder() -> Builder {
        Builder {
            spec: None,
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            hosts: Hosts::default(),
            no_auth: false,
            takes_twice: false,
            account: Account::default(),
            clock: Clock::system(),
            scripts: Vec::new(),
            fault_rate: 0.0,
            seed: 0,
            fault_cap: Duration::from_secs(60),
        }
    }

    /// The address that the sandbox listens on.
    pub fn address(&self) -> SocketAddr {
        self.app.address
    }

    /// The base URL of the API: `http://127.0.0.1:PORT`, with the path of the base URLs in the spec.
    pub fn base_url(&self) -> String {
        self.app.origin() + &self.app.served.base_path
    }

    /// The URL of the token endpoint.
    pub fn token_url(&self) -> String {
        self.app.origin() + &self.app.served.token_path
    }

    /// The base URL of the admin API: `http://127.0.0.1:PORT/__sandbox`.
    pub fn admin_url(&self) -> String {
        self.app.origin() + ADMIN_PATH
    }

    /// The URL of the page that shows the sandbox in a browser: `http://127.0.0.1:PORT/__sandbox/`.
    pub fn page_url(&self) -> String {
        format!("{}/", self.admin_url())
    }

    /// The root certificate of a sandbox with TLS, in PEM. Its key no longer exists.
    pub fn root_certificate(&self) -> Option<&str> {
        self.app.tls.as_ref().map(|tls| tls.root.as_str())
    }

    /// What the user should know: that other machines can reach the sandbox, and which operations it does not imitate completely, with the
    /// reasons. These operations respond 501, or are stateless although they have effects in the spec.
    pub fn warnings(&self) -> Vec<String> {
        let address = self.address();
        let exposed = (!address.ip().is_loopback()).then(|| {
            format!("every machine that reaches `{address}` can use and reset the sandbox: it accepts any credentials")
        });
        exposed.into_iter().chain(self.app.served.warnings()).collect()
    }

    /// The recorded orders, oldest first.
    pub fn orders(&self) -> Vec<RecordedOrder> {
        lock(&self.app.store).orders.list()
    }

    /// The number of requests to operations that have arrived.
    pub fn requests(&self) -> RequestCounts {
        lock(&self.app.requests).clone()
    }

    /// The latest requests to the API with their responses, newest first: at most 500, and fewer if they are large. Secrets are redacted.
    pub fn recent_requests(&self) -> Vec<RecordedRequest> {
        lock(&self.app.log).newest("").cloned().collect()
    }

    /// The numbers that are reserved now, or have another status than free.
    pub fn reserved(&self) -> Vec<ReservedRange> {
        lock(&self.app.store).numbers.held(self.app.clock.now()).collect()
    }

    /// Whether a number, with or without a plus sign, is reserved now, or has another status than free. `false` for a text that is not a number.
    pub fn is_reserved(&self, number: &str) -> bool {
        TelephoneNumber::parse(number)
            .is_some_and(|number| lock(&self.app.store).numbers.holding(number, self.app.clock.now()).is_some())
    }

    /// The time of the sandbox's clock.
    pub fn now(&self) -> Timestamp {
        self.app.clock.now()
    }

    /// Moves the sandbox's clock forward, at most to the year 9999; returns the new time.
    pub fn advance(&self, by: Duration) -> Timestamp {
        self.app.clock.advance(by)
    }

    /// Appends a fault script to the schedule. If the script is the next one and refuses connections, connections are refused when this returns.
    ///
    /// # Errors
    /// If the script is invalid: its fault precedes the request, but is set to strike after the order is recorded; its `Retry-After` is not a
    /// valid header value; or the spec does not have its operation.
    pub async fn script(&self, script: impl Into<FaultScript>) -> Result<(), FaultError> {
        self.app.script(script.into()).await
    }

    /// Sets the random faults that strike when no script is left, or turns them off; restarts the count of reservations.
    pub fn random_faults(&self, random: Option<RandomFaults>) {
        lock(&self.app.schedule).set_random(random);
    }

    /// Removes all faults that have not struck yet, and listens again if connections were refused.
    pub async fn clear_faults(&self) {
        self.app.clear_faults().await;
    }

    /// Removes all orders, requests, locks, tokens and faults, and resets the clock.
    pub async fn reset(&self) {
        self.app.reset().await;
    }

    /// Stops the sandbox. When this returns, it no longer listens and all connections are closed.
    pub async fn stop(self) {
        self.app.listener.send(ListenerCommand::Stop).await;
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.server.abort();
    }
}
