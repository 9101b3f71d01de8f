//! A reservation over loopback: with the library `colt-numbers`, with the generated client over a plain transport, and with bare `reqwest`,
//! which sends the same bytes and parses the same response.
//!
//! The library opens a new connection for each order on purpose: if a server closes a reused connection, the client cannot always know whether
//! the server received the order first. So the library is compared with `reqwest` twice: with keep-alive, which is `reqwest`'s default, and
//! with one connection per request, which shows the overhead of the library itself.

pub(crate) mod send_methods;
pub(crate) mod server;

use std::net::SocketAddr;

use tokio::runtime::{Builder, Runtime};

use self::send_methods::{BareReqwest, GeneratedClient, LibraryClient, SendMethod};
use crate::Result;
use crate::paired_comparison::{Ratio, Sampling, compare};
use crate::results_table::ResultRow;

const KEEP_ALIVE: &str = "bare `reqwest`, keep-alive";
pub(crate) const NEW_CONNECTION: &str = "bare `reqwest`, one connection per request";
const TARGET: f64 = 1.05;
/// How many requests each concurrent sender sends in one run, one after the other.
pub(crate) const REQUESTS_PER_SENDER: usize = 8;

/// Measures, and returns the rows.
///
/// # Errors
/// If a request is not accepted.
pub fn rows() -> Result<Vec<ResultRow>> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let mut rows = Vec::new();
    for senders in [1, 16] {
        let generated = compare_methods(&runtime, senders, GeneratedClient::over_reqwest, BareReqwest::at)?;
        rows.push(
            row("a reservation over loopback, generated client over `reqwest`", senders, KEEP_ALIVE, &generated)
                .with_note("the generated client serializes the body each time"),
        );
        let generated = compare_methods(&runtime, senders, GeneratedClient::over_hyper, BareReqwest::at)?;
        rows.push(
            row("a reservation over loopback, generated client over `hyper-util`", senders, KEEP_ALIVE, &generated)
                .without_target(),
        );
        let library = compare_methods(&runtime, senders, LibraryClient::at, BareReqwest::at)?;
        rows.push(
            row("a reservation over loopback, library", senders, KEEP_ALIVE, &library)
                .with_note("the library opens a new connection for each order, by design"),
        );
        let library = compare_methods(&runtime, senders, LibraryClient::at, |address| {
            Ok(BareReqwest::at(address)?.with_new_connections())
        })?;
        rows.push(row("a reservation over loopback, library", senders, NEW_CONNECTION, &library));
    }
    Ok(rows)
}

fn row(what: &str, senders: usize, against: &str, ratio: &Ratio) -> ResultRow {
    let requests = u32::try_from(senders * REQUESTS_PER_SENDER).unwrap_or(1);
    let each = Ratio { ours: ratio.ours / requests, theirs: ratio.theirs / requests, ..*ratio };
    ResultRow::at_most(&format!("{what}, concurrency {senders}"), against, TARGET, &each)
}

/// Compares two send methods on one server. Each comparison has its own server, so that no comparison runs out of ports.
fn compare_methods<O: SendMethod, T: SendMethod>(
    runtime: &Runtime,
    senders: usize,
    ours: impl FnOnce(SocketAddr) -> Result<O>,
    theirs: impl FnOnce(SocketAddr) -> Result<T>,
) -> Result<Ratio> {
    let address = server::start()?;
    let (ours, theirs) = (ours(address)?, theirs(address)?);
    compare(
        Sampling::LOOPBACK,
        || runtime.block_on(send_all(&ours, senders)),
        || runtime.block_on(send_all(&theirs, senders)),
    )
}

/// Sends requests from concurrent senders. Each sender sends its requests one after the other.
pub(crate) async fn send_all<M: SendMethod>(method: &M, senders: usize) -> Result<()> {
    let tasks: Vec<_> = (0..senders)
        .map(|_| {
            let method = method.clone();
            tokio::spawn(async move {
                for _ in 0..REQUESTS_PER_SENDER {
                    method.reserve().await?;
                }
                Ok::<(), String>(())
            })
        })
        .collect();
    for task in tasks {
        task.await??;
    }
    Ok(())
}
