//! A running sandbox, and how one is started.

use std::error::Error;
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::admin;
use crate::app::App;
use crate::clock::Clock;
use crate::judge::{Account, Judge};
use crate::ledger::{Ledger, RecordedOrder, Requests, ReservedRange};
use crate::number::Number;
use crate::server::{self, Command};
use crate::spec::{Spec, SpecError};
use crate::sync::lock;
use crate::tokens::Tokens;

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
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Spec(error) => error.fmt(f),
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
            Self::Listen(_, error) => Some(error),
            Self::NotLoopback(_) => None,
        }
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
    pub fn several_service_profiles<C: Into<String>>(
        mut self,
        countries: impl IntoIterator<Item = C>,
    ) -> Self {
        self.account = Account::with_several_service_profiles(countries);
        self
    }

    /// The clock: the machine's unless given.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
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
    /// Where the address is not loopback or cannot be listened on, or the spec cannot be served.
    pub async fn start(self) -> Result<Sandbox, StartError> {
        if !self.listen.ip().is_loopback() {
            return Err(StartError::NotLoopback(self.listen));
        }
        let spec = Spec::read(
            self.spec
                .as_deref()
                .unwrap_or(colt_numbers_api::OPENAPI_JSON),
        )?;
        let judge = Judge::compile(&spec)?;
        let app = Arc::new(App {
            spec,
            judge,
            account: self.account,
            no_auth: self.no_auth,
            clock: self.clock,
            ledger: Mutex::new(Ledger::default()),
            tokens: Mutex::new(Tokens::default()),
        });
        let routes = server::routes(&app)?;
        let failed = |error| StartError::Listen(self.listen, error);
        let listener = server::listen(self.listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let (commands, receiver) = mpsc::channel(1);
        let server = tokio::spawn(server::serve(listener, routes, receiver));
        Ok(Sandbox {
            app,
            address,
            commands,
            server,
        })
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
    address: SocketAddr,
    commands: mpsc::Sender<Command>,
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
        }
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The base of the API, as `servers` has it: `http://127.0.0.1:PORT/numberManagement`.
    pub fn base_url(&self) -> String {
        format!("http://{}{}", self.address, self.app.spec.base_path)
    }

    /// The URL of the token endpoint.
    pub fn token_url(&self) -> String {
        format!("http://{}{}", self.address, self.app.spec.token_path)
    }

    /// The base of the admin API: `http://127.0.0.1:PORT/__sandbox`.
    pub fn admin_url(&self) -> String {
        format!("http://{}{}", self.address, admin::PATH)
    }

    /// The orders that were recorded, in their order.
    pub fn orders(&self) -> Vec<RecordedOrder> {
        lock(&self.app.ledger).orders().to_vec()
    }

    /// How many reservation requests have arrived.
    pub fn requests(&self) -> Requests {
        lock(&self.app.ledger).requests().clone()
    }

    /// What is reserved now.
    pub fn reserved(&self) -> Vec<ReservedRange> {
        lock(&self.app.ledger).reserved(self.app.clock.now(), &self.app.spec.reserved)
    }

    /// Whether a number, with a plus sign or without, is reserved now. What is no number is not reserved.
    pub fn is_reserved(&self, number: &str) -> bool {
        Number::read(number).is_some_and(|number| {
            lock(&self.app.ledger)
                .holder(number, self.app.clock.now())
                .is_some()
        })
    }

    /// What time it is by the sandbox's clock.
    pub fn now(&self) -> Timestamp {
        self.app.clock.now()
    }

    /// Puts the sandbox's clock forward, no further than the year 9999; what time it is then.
    pub fn advance(&self, by: Duration) -> Timestamp {
        self.app.clock.advance(by)
    }

    /// Forgets every order, request, lock and token, and puts the clock back.
    pub fn reset(&self) {
        self.app.reset();
    }

    /// Stops it: when this returns, nothing listens any longer and every connection has ended.
    pub async fn stop(self) {
        let (stopped, wait) = oneshot::channel();
        if self.commands.send(Command::Stop(stopped)).await.is_ok() {
            // An error means that the server had ended already.
            let _ = wait.await;
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.server.abort();
    }
}
