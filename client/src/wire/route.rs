//! Opens the byte stream to a server: directly, through a proxy, or by the caller's connector.

use std::fmt;
use std::sync::Arc;

use colt_numbers_terminal_text::Safe;
use tokio::time::{Instant, timeout_at};

use crate::target::{HttpEndpoint, PlainHttp};
use crate::wire::connector::{ByteStream, Connector};
use crate::wire::exchange_error::{ExchangeError, Phase};
use crate::wire::proxy::{Proxy, variable_for};
use crate::wire::tcp::{self, AllowedAddresses};
use crate::wire::tunnel::open_tunnel;

/// The length to which an error of a connector is truncated, in characters.
const MAX_ERROR_CHARS: usize = 300;

/// How a client opens byte streams.
#[derive(Clone, Default)]
pub(crate) enum Route {
    #[default]
    Direct,
    Proxy(Proxy),
    Connector(Arc<dyn Connector>),
}

impl Route {
    /// Whether the client itself connects to an endpoint, so that it knows the address.
    pub(crate) fn is_direct(&self, endpoint: &HttpEndpoint) -> bool {
        match self {
            Self::Direct => true,
            Self::Proxy(proxy) => proxy.server_for(endpoint).is_none(),
            Self::Connector(_) => false,
        }
    }

    /// Opens a stream to an endpoint by the deadline.
    pub(crate) async fn open(
        &self,
        endpoint: &HttpEndpoint,
        deadline: Instant,
    ) -> Result<Box<dyn ByteStream>, ExchangeError> {
        match self {
            Self::Direct => open_directly(endpoint, deadline).await.map_err(|error| with_unused_proxy(error, endpoint)),
            Self::Proxy(proxy) => match proxy.server_for(endpoint) {
                Some(server) => open_tunnel(server, endpoint, deadline).await,
                None => open_directly(endpoint, deadline).await,
            },
            Self::Connector(connector) => open_by(&**connector, endpoint, deadline).await,
        }
    }
}

async fn open_directly(endpoint: &HttpEndpoint, deadline: Instant) -> Result<Box<dyn ByteStream>, ExchangeError> {
    let may_be_anywhere = endpoint.tls || endpoint.plain == PlainHttp::Anywhere;
    let allowed = if may_be_anywhere { AllowedAddresses::Any } else { AllowedAddresses::Loopback };
    Ok(Box::new(tcp::connect(&endpoint.host, endpoint.port, allowed, deadline).await?))
}

/// States that the environment has a proxy for the endpoint, which a client without a proxy does not use.
fn with_unused_proxy(error: ExchangeError, endpoint: &HttpEndpoint) -> ExchangeError {
    let Some(variable) = variable_for(endpoint) else { return error };
    let hint = "hint: set the client's proxy to that of the environment";
    let reason = format!("{}; `{variable}` is set, but this client does not use it; {hint}", error.reason);
    ExchangeError { reason, ..error }
}

async fn open_by(
    connector: &dyn Connector,
    endpoint: &HttpEndpoint,
    deadline: Instant,
) -> Result<Box<dyn ByteStream>, ExchangeError> {
    let failed = |reason: String| ExchangeError::before_sending(Phase::Connect, format!("the connector {reason}"));
    match timeout_at(deadline, connector.connect(&endpoint.host, endpoint.port)).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) => {
            Err(failed(format!("failed: {}", Safe::new(&error.to_string()).truncated(MAX_ERROR_CHARS)))
                .caused_by(error))
        }
        Err(_) => Err(failed("timed out".to_owned()).by_timeout()),
    }
}

impl fmt::Debug for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Direct => f.write_str("Direct"),
            Self::Proxy(proxy) => proxy.fmt(f),
            Self::Connector(_) => f.write_str("Connector(..)"),
        }
    }
}
