//! A reservation over loopback: with the layer, with the endpoint client over a plain transport, and with bare `reqwest`, which sends
//! the same bytes and parses the same answer.
//!
//! The layer opens a connection for each order on purpose: on a connection that lay idle, a server's closing it and an order that was
//! taken cannot always be told apart. So it is measured twice, against `reqwest` with connections kept alive, as everybody uses it,
//! and against `reqwest` with a connection a request, where what is left is the layer itself.

pub(crate) mod server;
mod send_methods;

use std::net::SocketAddr;

use tokio::runtime::{Builder, Runtime};

use self::send_methods::{Bare, Layer, Raw, Way};
use crate::Result;
use crate::paired_comparison::{Effort, Ratio, compare};
use crate::results_table::Row;

const KEPT: &str = "bare `reqwest`, connections kept alive";
const FRESH: &str = "bare `reqwest`, a connection a request";
const TARGET: f64 = 1.05;
/// How many requests each of those at once sends, one after the other, in one run.
const TURNS: usize = 8;

/// The rows.
///
/// # Errors
/// Where a request has no answer of success.
pub fn rows() -> Result<Vec<Row>> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let mut rows = Vec::new();
    for at_once in [1, 16] {
        let raw = pair(&runtime, at_once, Raw::over_reqwest, Bare::keeping_alive)?;
        rows.push(
            row("a reservation over loopback, raw client over the same `reqwest`", at_once, KEPT, &raw)
                .noted("ours writes the body as JSON each time"),
        );
        let raw = pair(&runtime, at_once, Raw::over_hyper, Bare::keeping_alive)?;
        rows.push(
            row("a reservation over loopback, raw client over `hyper-util`", at_once, KEPT, &raw).for_information(),
        );
        let layer = pair(&runtime, at_once, Layer::to, Bare::keeping_alive)?;
        rows.push(
            row("a reservation over loopback, layer on", at_once, KEPT, &layer)
                .noted("an order opens a connection of its own, by design"),
        );
        let layer = pair(&runtime, at_once, Layer::to, Bare::connecting_anew)?;
        rows.push(row("a reservation over loopback, layer on", at_once, FRESH, &layer));
    }
    Ok(rows)
}

fn row(what: &str, at_once: usize, against: &str, ratio: &Ratio) -> Row {
    let requests = u32::try_from(at_once * TURNS).unwrap_or(1);
    let each = Ratio { ours: ratio.ours / requests, theirs: ratio.theirs / requests, ..*ratio };
    Row::at_most(&format!("{what}, {at_once} at once"), against, TARGET, &each)
}

/// Two ways to send, taking turns at one server; every pair has a server of its own, so that no pair runs out of ports.
fn pair<O: Way, T: Way>(
    runtime: &Runtime,
    at_once: usize,
    ours: impl FnOnce(SocketAddr) -> Result<O>,
    theirs: impl FnOnce(SocketAddr) -> Result<T>,
) -> Result<Ratio> {
    let address = server::start()?;
    let (ours, theirs) = (ours(address)?, theirs(address)?);
    compare(Effort::LOOPBACK, || runtime.block_on(burst(&ours, at_once)), || runtime.block_on(burst(&theirs, at_once)))
}

/// So many at once, each one request after the other.
async fn burst<W: Way>(way: &W, at_once: usize) -> Result<()> {
    let senders: Vec<_> = (0..at_once)
        .map(|_| {
            let way = way.clone();
            tokio::spawn(async move {
                for _ in 0..TURNS {
                    way.reserve().await?;
                }
                Ok::<(), String>(())
            })
        })
        .collect();
    for sender in senders {
        sender.await??;
    }
    Ok(())
}
