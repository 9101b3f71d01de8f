//! The local twin of the vendor's sandbox, compared with Prism 5 on the same spec: requests per second, and memory.
//!
//! The twin and Prism get the same number of requests with a token, over the same number of keep-alive connections. The server that is measured
//! first alternates from round to round. Prism is measured with its default log of every request and without a log, because the log takes about
//! half of Prism's time. The memory is
//! compared with Prism without a log.

mod load;
mod prism;

use std::path::Path;
use std::process::Command;

use self::load::{LoadGenerator, RequestKind};
use self::prism::PrismLog;
use crate::loopback::server;
use crate::paired_comparison::quantile;
use crate::process::{ServerProcess, build_program};
use crate::results_table::{ResultRow, mebibytes};
use crate::{Result, environment};

/// How many rounds are measured for each kind of request.
const ROUNDS: usize = 7;
/// The number of requests in a round.
const REQUESTS: usize = 2_000;
const PRISM: &str = "Prism 5, same spec";

/// Measures, and returns the rows.
///
/// # Errors
/// If Prism cannot be installed, or a response has an unexpected status.
pub fn rows() -> Result<Vec<ResultRow>> {
    let program = build_program()?;
    let folder = environment::scratch_folder("prism")?;
    let spec = folder.join("openapi.json");
    std::fs::write(&spec, colt_numbers_api::OPENAPI_JSON)?;
    let prism = prism::install(&folder)?;
    let mut rows = Vec::new();
    for log in [PrismLog::Default, PrismLog::None] {
        let twin = ServerProcess::start(|address| twin_command(&program, address))?;
        let mut twin_load = LoadGenerator::new(&format!("http://{}/numberManagement", twin.address))?;
        twin_load.get_token()?;
        let prism_server = ServerProcess::start(|address| prism::command(&prism, &spec, address, log))?;
        let mut prism_load = LoadGenerator::new(&format!("http://{}", prism_server.address))?;
        for (what, kind) in [("valid requests", RequestKind::Valid), ("invalid requests", RequestKind::Invalid)] {
            let what = format!("the local twin, {what} per second");
            rows.push(rate_row(what, log, RequestRates::measure(&mut twin_load, &mut prism_load, kind)?));
        }
        if log == PrismLog::None {
            rows.push(memory_row(&twin, &twin_load, &prism_server, &prism_load));
            let mut fixed_response = LoadGenerator::new(&format!("http://{}", server::start()?))?;
            let what = "a server with a fixed response, valid requests per second".to_owned();
            let rates = RequestRates::measure(&mut fixed_response, &mut prism_load, RequestKind::Valid)?;
            rows.push(rate_row(what, log, rates).without_target());
        }
    }
    Ok(rows)
}

/// Requests per second, with one value per round.
#[derive(Default)]
struct RequestRates {
    ratios: Vec<f64>,
    ours: Vec<f64>,
    theirs: Vec<f64>,
}

impl RequestRates {
    /// Measures all rounds. An additional first round warms both servers up and is not counted.
    fn measure(twin: &mut LoadGenerator, prism: &mut LoadGenerator, kind: RequestKind) -> Result<Self> {
        let mut rates = Self::default();
        for round in 0..=ROUNDS {
            let (our, their) = if round % 2 == 0 {
                (twin.run(kind, REQUESTS)?, prism.run(kind, REQUESTS)?)
            } else {
                let their = prism.run(kind, REQUESTS)?;
                (twin.run(kind, REQUESTS)?, their)
            };
            if round > 0 {
                rates.ratios.push(our / their);
                rates.ours.push(our);
                rates.theirs.push(their);
            }
        }
        Ok(rates)
    }
}

fn twin_command(program: &Path, address: std::net::SocketAddr) -> Command {
    let mut command = Command::new(program);
    command.args(["sandbox", "--listen", &address.to_string()]);
    command
}

fn rate_row(what: String, log: PrismLog, mut rates: RequestRates) -> ResultRow {
    let RequestRates { ratios, ours, theirs } = &mut rates;
    let (median, low, high) = (quantile(ratios, 0.5), quantile(ratios, 0.25), quantile(ratios, 0.75));
    ResultRow {
        what,
        against: format!("{PRISM}, {}", log.name()),
        figure: format!("**{median:.0}×** ({low:.0}–{high:.0})"),
        target: "≥ 20×".to_owned(),
        is_met: Some(median >= 20.0),
        note: format!(
            "{:.0} against {:.0} per second, {} connections",
            quantile(ours, 0.5),
            quantile(theirs, 0.5),
            load::CONNECTIONS
        ),
    }
}

fn memory_row(
    twin: &ServerProcess,
    twin_load: &LoadGenerator,
    prism: &ServerProcess,
    prism_load: &LoadGenerator,
) -> ResultRow {
    let (ours, theirs) = (twin.peak(), prism.peak());
    #[expect(clippy::cast_precision_loss, reason = "rounded for printing")]
    let share = ours as f64 / theirs as f64;
    ResultRow {
        what: "the local twin, peak memory after these requests".to_owned(),
        against: format!("{PRISM}, {}", PrismLog::None.name()),
        figure: format!("**1/{:.1}**", 1.0 / share),
        target: "≤ 1/8".to_owned(),
        is_met: Some(share <= 1.0 / 8.0),
        note: format!(
            "{} after {} requests, with every reservation recorded, against {} after {}",
            mebibytes(ours),
            twin_load.sent(),
            mebibytes(theirs),
            prism_load.sent()
        ),
    }
}
