//! A running sandbox, and how one is started.

use std::error::Error;
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use colt_numbers_judge::judge::account::Account;
use colt_numbers_judge::judge::telephone_number::Number;
use colt_numbers_judge::model::error::SpecError;
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::faults::fault::FaultError;
use crate::faults::fault_schedule::{Random, Script};
use crate::http::app::App;
use crate::http::listener::{Command, Listener, ListenerControl};
use crate::http::server;
use crate::served_operation::{self, ADMIN_PATH};
use crate::state::clock::Clock;
use crate::state::ledger::{RecordedOrder, Requests, ReservedRange};
use crate::sync::lock;

/// Why a sandbox did not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The bundled spec cannot be served.
    Spec(SpecError),
    /// The address is not one of this machine alone; a sandbox that knows no secrets is not for others to reach.
    NotLoopback(SocketAddr),
    /// The address cannot be listened on.
    Listen(SocketAddr, std::io::Error),
    /// A script makes no sense.
    Fault(FaultError),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Spec(error) => error.fmt(f),
            Self::Fault(error) => error.fmt(f),
            Self::NotLoopback(address) => write!(
                f,
                "the sandbox listens on loopback addresses only, such as `127.0.0.1:4010`; `{address}` is none"
            ),
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
            Self::NotLoopback(_) => None,
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

/// How a sandbox is to be started.
#[derive(Debug)]
#[must_use = "a builder starts nothing until `start` is called"]
pub struct Builder {
    spec: Option<String>,
    listen: SocketAddr,
    no_auth: bool,
    account: Account,
    clock: Clock,
    scripts: Vec<Script>,
    fault_rate: f64,
    seed: u64,
    fault_cap: Duration,
}

impl Builder {
    /// The address to listen on: `127.0.0.1` and any free port unless given. Only loopback addresses are accepted.
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Whether reservations are taken without a token. The token endpoint is there all the same.
    pub fn no_auth(mut self, no_auth: bool) -> Self {
        self.no_auth = no_auth;
        self
    }

    /// The countries, by their codes, in which the account has more than one service profile: none unless given.
    pub fn several_service_profiles<C: Into<String>>(mut self, countries: impl IntoIterator<Item = C>) -> Self {
        self.account = Account::with_several_service_profiles(countries);
        self
    }

    /// The clock: the machine's unless given.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// A fault that is to strike, after those asked for before it.
    pub fn fault(mut self, script: impl Into<Script>) -> Self {
        self.scripts.push(script.into());
        self
    }

    /// The share of reservations that a fault strikes, drawn at random where no script is left: 0 unless given, 1 for each.
    pub fn fault_rate(mut self, rate: f64) -> Self {
        self.fault_rate = rate;
        self
    }

    /// What the draw starts from: 0 unless given. The same seed draws the same faults in the same order.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// How long a fault may last that has no end of its own, such as an answer that never comes: 60 seconds unless given.
    pub fn fault_cap(mut self, cap: Duration) -> Self {
        self.fault_cap = cap;
        self
    }

    /// The spec to serve, as the JSON of an OpenAPI 3.0 document: the bundled one unless given.
    pub fn spec(mut self, json: impl Into<String>) -> Self {
        self.spec = Some(json.into());
        self
    }

    /// Starts it on the tokio runtime of the caller.
    ///
    /// # Errors
    /// Where the address is not loopback or cannot be listened on, the spec cannot be served, or a script makes no sense.
    pub async fn start(self) -> Result<Sandbox, StartError> {
        if !self.listen.ip().is_loopback() {
            return Err(StartError::NotLoopback(self.listen));
        }
        let (served, judge) = served_operation::read(self.spec.as_deref().unwrap_or(colt_numbers_api::OPENAPI_JSON))?;
        let failed = |error| StartError::Listen(self.listen, error);
        let listener = TcpListener::bind(self.listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let (listener_control, messages) = ListenerControl::new();
        let app = Arc::new(App {
            served,
            judge,
            account: self.account,
            no_auth: self.no_auth,
            clock: self.clock,
            ledger: Mutex::default(),
            tokens: Mutex::default(),
            schedule: Mutex::default(),
            fault_cap: self.fault_cap,
            address,
            listener: listener_control,
        });
        let routes = server::routes(&app)?;
        let server = tokio::spawn(server::serve(Listener::new(listener, address), Arc::clone(&app), routes, messages));
        let sandbox = Sandbox { app, server };
        sandbox.random_faults(Some(Random::new(self.seed, self.fault_rate)));
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
    /// Starts a sandbox on any free port of `127.0.0.1`, on the tokio runtime of the caller.
    ///
    /// # Errors
    /// As [`Builder::start`].
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// A sandbox to be started otherwise than by [`Sandbox::start`].
    pub fn builder() -> Builder {
        Builder {
            spec: None,
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            no_auth: false,
            account: Account::default(),
            clock: Clock::system(),
            scripts: Vec::new(),
            fault_rate: 0.0,
            seed: 0,
            fault_cap: Duration::from_secs(60),
        }
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.app.address
    }

    /// The base of the API, as `servers` has it: `http://127.0.0.1:PORT/numberManagement`.
    pub fn base_url(&self) -> String {
        format!("http://{}{}", self.address(), self.app.served.base_path)
    }

    /// The URL of the token endpoint.
    pub fn token_url(&self) -> String {
        format!("http://{}{}", self.address(), self.app.served.token_path)
    }

    /// The base of the admin API: `http://127.0.0.1:PORT/__sandbox`.
    pub fn admin_url(&self) -> String {
        format!("http://{}{}", self.address(), ADMIN_PATH)
    }

    /// The orders that were recorded, in their order.
    pub fn orders(&self) -> Vec<RecordedOrder> {
        lock(&self.app.ledger).orders()
    }

    /// How many reservation requests have arrived.
    pub fn requests(&self) -> Requests {
        lock(&self.app.ledger).requests().clone()
    }

    /// What is reserved now.
    pub fn reserved(&self) -> Vec<ReservedRange> {
        lock(&self.app.ledger).reserved(self.app.clock.now(), &self.app.served.reserved)
    }

    /// Whether a number, with a plus sign or without, is reserved now. What is no number is not reserved.
    pub fn is_reserved(&self, number: &str) -> bool {
        Number::read(number).is_some_and(|number| lock(&self.app.ledger).holder(number, self.app.clock.now()).is_some())
    }

    /// What time it is by the sandbox's clock.
    pub fn now(&self) -> Timestamp {
        self.app.clock.now()
    }

    /// Puts the sandbox's clock forward, no further than the year 9999; what time it is then.
    pub fn advance(&self, by: Duration) -> Timestamp {
        self.app.clock.advance(by)
    }

    /// Asks for a fault, after those asked for before it. When this returns, connections are refused where it says so.
    ///
    /// # Errors
    /// Where the script makes no sense: a fault that strikes before a request is read, after the order is recorded; or a
    /// `Retry-After` that no header can carry.
    pub async fn script(&self, script: impl Into<Script>) -> Result<(), FaultError> {
        self.app.script(script.into()).await
    }

    /// Draws faults at random from now on where no script is left, or no longer; counts reservations anew.
    pub fn random_faults(&self, random: Option<Random>) {
        lock(&self.app.schedule).set_random(random);
    }

    /// Forgets every fault that has not struck yet, and listens again where connections were refused.
    pub async fn clear_faults(&self) {
        self.app.clear_faults().await;
    }

    /// Forgets every order, request, lock, token and fault, and puts the clock back.
    pub async fn reset(&self) {
        self.app.reset().await;
    }

    /// Stops it: when this returns, nothing listens any longer and every connection has ended.
    pub async fn stop(self) {
        self.app.listener.send(Command::Stop).await;
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.server.abort();
    }
}
