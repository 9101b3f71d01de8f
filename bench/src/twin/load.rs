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

/// A server under load.
#[derive(Debug)]
pub struct Load {
    runtime: Runtime,
    authority: String,
    path: String,
    sent: usize,
}

impl Load {
    /// A load for the API at a base URL.
    pub fn of(base: &str) -> Result<Self> {
        let base: Uri = base.parse()?;
        let authority = base.authority().ok_or("a URL without a host")?.to_string();
        let path = format!("{}/v1/reservation/order", base.path().trim_end_matches('/'));
        Ok(Self { runtime: Builder::new_current_thread().enable_all().build()?, authority, path, sent: 0 })
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
                    let (authority, path, first) =
                        (self.authority.clone(), self.path.clone(), first + connection * each);
                    tokio::spawn(async move {
                        send(&authority, &path, kind, first..first + each).await.map_err(|error| error.to_string())
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

async fn send(authority: &str, path: &str, kind: Kind, numbers: std::ops::Range<usize>) -> Result<()> {
    let stream = TcpStream::connect(authority).await?;
    stream.set_nodelay(true)?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    for number in numbers {
        exchange(&mut sender, request(authority, path, kind, number)?, kind).await?;
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

fn request(authority: &str, path: &str, kind: Kind, number: usize) -> Result<Request<Full<Bytes>>> {
    let number = match kind {
        Kind::Valid => format!("+44208{number:08}"),
        Kind::Invalid => format!("020 {number}"),
    };
    let body = format!(
        r#"{{"numberRangeList":[{{"numberRangeStart":"{number}","numberRangeEnd":"{number}"}}],"relatedParty":{{"reseller":{{"serviceProfile":"ANH","country":"GB"}}}},"productOffering":{{"name":"Wholesale SIP"}}}}"#
    );
    let request = Request::post(path)
        .header(HOST, authority)
        .header(AUTHORIZATION, "Bearer a-token")
        .header(CONTENT_TYPE, "application/json")
        .header("x-tracking-id", sample::TRACKING_ID);
    Ok(request.body(Full::new(Bytes::from(body)))?)
}
