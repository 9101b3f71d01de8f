//! A load generator: sends a number of requests over a fixed number of keep-alive connections, and measures the responses per second.

use std::time::Instant;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{Request, Uri};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};

use crate::{Result, sample};

/// The number of concurrent connections.
pub const CONNECTIONS: usize = 16;

/// The kind of a request.
#[derive(Clone, Copy, Debug)]
pub enum RequestKind {
    /// A reservation of one number that is not reserved yet.
    Valid,
    /// A request with two violations of the schema.
    Invalid,
}

/// Where requests are sent, and the token that they contain.
struct LoadTarget {
    authority: String,
    path: String,
    authorization: String,
}

/// Sends requests to one server.
#[derive(Debug)]
pub struct LoadGenerator {
    runtime: Runtime,
    authority: String,
    path: String,
    /// The token in the requests. Prism accepts any token.
    token: String,
    sent: usize,
}

impl LoadGenerator {
    /// A load generator for the API at a base URL.
    pub fn new(base: &str) -> Result<Self> {
        let base: Uri = base.parse()?;
        let authority = base.authority().ok_or("the URL has no host")?.to_string();
        let path = format!("{}/v1/reservation/order", base.path().trim_end_matches('/'));
        let runtime = Builder::new_current_thread().enable_all().build()?;
        Ok(Self { runtime, authority, path, token: "a-token".to_owned(), sent: 0 })
    }

    /// Requests a token from the server.
    pub fn get_token(&mut self) -> Result<()> {
        let request = Request::post("/authentication/v1/oauth/token")
            .header(HOST, &self.authority)
            .header(AUTHORIZATION, "Basic YmVuY2g6YmVuY2g=")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(sample::token_tracking_header(), sample::TRACKING_ID)
            .body(Full::new(Bytes::from_static(b"grant_type=client_credentials")))?;
        let body = self.runtime.block_on(async {
            let mut sender = connect(&self.authority).await?;
            let response = sender.send_request(request).await?;
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(response.into_body().collect().await?.to_bytes())
        })?;
        let response: serde_json::Value = serde_json::from_slice(&body)?;
        self.token = response["access_token"].as_str().ok_or("the token response has no token")?.to_owned();
        Ok(())
    }

    /// How many requests have been sent so far.
    pub fn sent(&self) -> usize {
        self.sent
    }

    /// Sends this many requests, and returns the responses per second.
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    pub fn run(&mut self, kind: RequestKind, requests: usize) -> Result<f64> {
        let started = Instant::now();
        let (first, per_connection) = (self.sent, requests / CONNECTIONS);
        let sent: Result<()> = self.runtime.block_on(async {
            let senders: Vec<_> = (0..CONNECTIONS)
                .map(|connection| {
                    let to = LoadTarget {
                        authority: self.authority.clone(),
                        path: self.path.clone(),
                        authorization: format!("Bearer {}", self.token),
                    };
                    let first = first + connection * per_connection;
                    tokio::spawn(async move {
                        send(&to, kind, first..first + per_connection).await.map_err(|error| error.to_string())
                    })
                })
                .collect();
            for sender in senders {
                sender.await??;
            }
            Ok(())
        });
        sent?;
        self.sent += per_connection * CONNECTIONS;
        Ok((per_connection * CONNECTIONS) as f64 / started.elapsed().as_secs_f64())
    }
}

async fn connect(authority: &str) -> Result<SendRequest<Full<Bytes>>> {
    let stream = TcpStream::connect(authority).await?;
    stream.set_nodelay(true)?;
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    Ok(sender)
}

async fn send(to: &LoadTarget, kind: RequestKind, numbers: std::ops::Range<usize>) -> Result<()> {
    let mut sender = connect(&to.authority).await?;
    for number in numbers {
        exchange(&mut sender, request(to, kind, number)?, kind).await?;
    }
    Ok(())
}

async fn exchange(
    sender: &mut SendRequest<Full<Bytes>>,
    request: Request<Full<Bytes>>,
    kind: RequestKind,
) -> Result<()> {
    sender.ready().await?;
    let response = sender.send_request(request).await?;
    let status = response.status();
    let body = response.into_body().collect().await?.to_bytes();
    let is_expected = match kind {
        RequestKind::Valid => status.is_success(),
        RequestKind::Invalid => status.is_client_error(),
    };
    if is_expected { Ok(()) } else { Err(format!("{kind:?}: {status}: {}", String::from_utf8_lossy(&body)).into()) }
}

fn request(to: &LoadTarget, kind: RequestKind, number: usize) -> Result<Request<Full<Bytes>>> {
    let LoadTarget { authority, path, authorization } = to;
    let number = match kind {
        RequestKind::Valid => format!("+44208{number:08}"),
        RequestKind::Invalid => format!("020 {number}"),
    };
    let body = format!(
        r#"{{"numberRangeList":[{{"numberRangeStart":"{number}","numberRangeEnd":"{number}"}}],"relatedParty":{{"reseller":{{"serviceProfile":"ANH","country":"GB"}}}},"productOffering":{{"name":"Wholesale SIP"}}}}"#
    );
    let request = Request::post(path)
        .header(HOST, authority)
        .header(AUTHORIZATION, authorization)
        .header(CONTENT_TYPE, "application/json")
        .header(sample::tracking_header(), sample::TRACKING_ID);
    Ok(request.body(Full::new(Bytes::from(body)))?)
}
