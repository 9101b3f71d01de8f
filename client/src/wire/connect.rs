//! Connects to a server: opens a byte stream, and does the TLS handshake on it. It sends no byte of a request.

use tokio::time::{Instant, timeout_at};
use tokio_rustls::rustls::pki_types::ServerName;

use crate::target::HttpEndpoint;
use crate::wire::connector::ByteStream;
use crate::wire::exchange_error::{ExchangeError, Phase};
use crate::wire::route::Route;
use crate::wire::send_deadline::after;
use crate::wire::timeouts::Timeouts;
use crate::wire::tls::Tls;

/// Connects to an endpoint, within its own time-outs and the deadline of the call.
pub(crate) async fn connect(
    endpoint: &HttpEndpoint,
    route: &Route,
    tls: &Tls,
    timeouts: &Timeouts,
    call_deadline: Instant,
) -> Result<Box<dyn ByteStream>, ExchangeError> {
    let stream = route.open(endpoint, after(timeouts.connect).min(call_deadline)).await?;
    if !endpoint.tls {
        return Ok(stream);
    }
    let failed = |reason: String| ExchangeError::before_sending(Phase::Tls, reason);
    let connector = tls.connector().ok_or_else(|| failed("TLS was not set up for this target".to_owned()))?;
    let name = ServerName::try_from(endpoint.host.clone()).map_err(|error| failed(error.to_string()))?;
    match timeout_at(after(timeouts.tls).min(call_deadline), connector.connect(name, stream)).await {
        Ok(Ok(stream)) => Ok(Box::new(stream)),
        Ok(Err(error)) => Err(failed(tls.explain(&error)).caused_by(error)),
        Err(_) => Err(failed("timed out".to_owned()).by_timeout()),
    }
}
