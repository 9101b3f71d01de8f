//! A bounded load: so many requests over a fixed number of connections that are kept alive, and how many were answered a second.

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

/// How many connections send at once.
pub const CONNECTIONS: usize = 16;

/// What kind of request is sent.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A reservation of one number that nobody has reserved before.
    Valid,
    /// A request that breaks the schema twice.
    Invalid,
}

/// Where requests go, and what they are allowed by.
struct Peer {
    authority: String,
    path: String,
    bearer: String,
}

/// A server under load.
#[derive(Debug)]
pub struct Load {
    runtime: Runtime,
    authority: String,
    path: String,
    /// What Prism takes: it wants a token, of any kind.
    token: String,
    sent: usize,
}

impl Load {
    /// A load for the API at a base URL.
    pub fn of(base: &str) -> Result<Self> {
        let base: Uri = base.parse()?;
        let authority = base.authority().ok_or("a URL without a host")?.to_string();
        let path = format!("{}/v1/reservation/order", base.path().trim_end_matches('/'));
        let runtime = Builder::new_current_thread().enable_all().build()?;
        Ok(Self { runtime, authority, path, token: "a-token".to_owned(), sent: 0 })
    }

    /// Gets a token of the server's own.
    pub fn get_token(&mut self) -> Result<()> {
        let request = Request::post("/authentication/v1/oauth/token")
            .header(HOST, &self.authority)
            .header(AUTHORIZATION, "Basic YmVuY2g6YmVuY2g=")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("x-tracking-id", sample::TRACKING_ID)
            .body(Full::new(Bytes::from_static(b"grant_type=client_credentials")))?;
        let body = self.runtime.block_on(async {
            let mut sender = connect(&self.authority).await?;
            let response = sender.send_request(request).await?;
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(response.into_body().collect().await?.to_bytes())
        })?;
        let answer: serde_json::Value = serde_json::from_slice(&body)?;
        self.token = answer["access_token"].as_str().ok_or("a token answer without a token")?.to_owned();
        Ok(())
    }

    /// How many requests were sent so far.
    pub fn sent(&self) -> usize {
        self.sent
    }

    /// Sends so many requests; how many were answered a second.
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    pub fn run(&mut self, kind: Kind, requests: usize) -> Result<f64> {
        let started = Instant::now();
        let (first, each) = (self.sent, requests / CONNECTIONS);
        let sent: Result<()> = self.runtime.block_on(async {
            let senders: Vec<_> = (0..CONNECTIONS)
                .map(|connection| {
                    let to = Peer {
                        authority: self.authority.clone(),
                        path: self.path.clone(),
                        bearer: format!("Bearer {}", self.token),
                    };
                    let first = first + connection * each;
                    tokio::spawn(async move {
                        send(&to, kind, first..first + each).await.map_err(|error| error.to_string())
                    })
                })
                .collect();
            for sender in senders {
                sender.await??;
            }
            Ok(())
        });
        sent?;
        self.sent += each * CONNECTIONS;
        Ok((each * CONNECTIONS) as f64 / started.elapsed().as_secs_f64())
    }
}

async fn connect(authority: &str) -> Result<SendRequest<Full<Bytes>>> {
    let stream = TcpStream::connect(authority).await?;
    stream.set_nodelay(true)?;
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    Ok(sender)
}

async fn send(to: &Peer, kind: Kind, numbers: std::ops::Range<usize>) -> Result<()> {
    let mut sender = connect(&to.authority).await?;
    for number in numbers {
        exchange(&mut sender, request(to, kind, number)?, kind).await?;
    }
    Ok(())
}

async fn exchange(sender: &mut SendRequest<Full<Bytes>>, request: Request<Full<Bytes>>, kind: Kind) -> Result<()> {
    sender.ready().await?;
    let response = sender.send_request(request).await?;
    let status = response.status();
    let body = response.into_body().collect().await?.to_bytes();
    let expected = match kind {
        Kind::Valid => status.is_success(),
        Kind::Invalid => status.is_client_error(),
    };
    if expected { Ok(()) } else { Err(format!("{kind:?}: {status}: {}", String::from_utf8_lossy(&body)).into()) }
}

fn request(to: &Peer, kind: Kind, number: usize) -> Result<Request<Full<Bytes>>> {
    let Peer { authority, path, bearer } = to;
    let number = match kind {
        Kind::Valid => format!("+44208{number:08}"),
        Kind::Invalid => format!("020 {number}"),
    };
    let body = format!(
        r#"{{"numberRangeList":[{{"numberRangeStart":"{number}","numberRangeEnd":"{number}"}}],"relatedParty":{{"reseller":{{"serviceProfile":"ANH","country":"GB"}}}},"productOffering":{{"name":"Wholesale SIP"}}}}"#
    );
    let request = Request::post(path)
        .header(HOST, authority)
        .header(AUTHORIZATION, bearer)
        .header(CONTENT_TYPE, "application/json")
        .header("x-tracking-id", sample::TRACKING_ID);
    Ok(request.body(Full::new(Bytes::from(body)))?)
}
