//! The local twin of the vendor's sandbox, against Prism 5 on the same spec: requests a second, and memory.
//!
//! Both answer as many requests, over as many connections that are kept alive, each with a token, and take turns at who begins. Prism is
//! measured as it starts, with a log of every request, and without it: the log costs it about as much as its answers do. The memory is compared
//! with that of the quiet one.

mod load;
mod prism;

use std::path::Path;
use std::process::Command;

use self::load::{Kind, Load};
use self::prism::Log;
use crate::loopback::server;
use crate::paired_comparison::quantile;
use crate::process::{Server, program};
use crate::results_table::{Row, mebibytes};
use crate::{Result, machine};

/// How often each is loaded with each kind of request.
const ROUNDS: usize = 7;
/// How many requests a round sends.
const REQUESTS: usize = 2_000;
const PRISM: &str = "Prism 5 on the same spec";

/// The rows.
///
/// # Errors
/// Where Prism cannot be installed, or either answers otherwise than it should.
pub fn rows() -> Result<Vec<Row>> {
    let program = program()?;
    let folder = machine::scratch("prism")?;
    let spec = folder.join("openapi.json");
    std::fs::write(&spec, colt_numbers_api::OPENAPI_JSON)?;
    let prism = prism::install(&folder)?;
    let mut rows = Vec::new();
    for log in [Log::AsItStarts, Log::None] {
        let twin = Server::start(|address| twin(&program, address))?;
        let mut twin_load = Load::of(&format!("http://{}/numberManagement", twin.address))?;
        twin_load.get_token()?;
        let other = Server::start(|address| prism::command(&prism, &spec, address, log))?;
        let mut other_load = Load::of(&format!("http://{}", other.address))?;
        for (what, kind) in [("valid requests", Kind::Valid), ("invalid requests", Kind::Invalid)] {
            let what = format!("the twin's requests a second, {what}");
            rows.push(faster(what, log, Rates::measure(&mut twin_load, &mut other_load, kind)?));
        }
        if log == Log::None {
            rows.push(smaller(&twin, &twin_load, &other, &other_load));
            let mut least = Load::of(&format!("http://{}", server::start()?))?;
            let what = "requests a second of a server that does nothing but answer, valid requests".to_owned();
            let rates = Rates::measure(&mut least, &mut other_load, Kind::Valid)?;
            rows.push(faster(what, log, rates).for_information());
        }
    }
    Ok(rows)
}

/// Requests a second, round by round.
#[derive(Default)]
struct Rates {
    ratios: Vec<f64>,
    ours: Vec<f64>,
    theirs: Vec<f64>,
}

impl Rates {
    /// The first round warms both and does not count.
    fn measure(twin: &mut Load, other: &mut Load, kind: Kind) -> Result<Self> {
        let mut rates = Self::default();
        for round in 0..=ROUNDS {
            let (our, their) = if round % 2 == 0 {
                (twin.run(kind, REQUESTS)?, other.run(kind, REQUESTS)?)
            } else {
                let their = other.run(kind, REQUESTS)?;
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

fn twin(program: &Path, address: std::net::SocketAddr) -> Command {
    let mut command = Command::new(program);
    command.args(["sandbox", "--listen", &address.to_string()]);
    command
}

fn faster(what: String, log: Log, mut rates: Rates) -> Row {
    let Rates { ratios, ours, theirs } = &mut rates;
    let (median, low, high) = (quantile(ratios, 0.5), quantile(ratios, 0.25), quantile(ratios, 0.75));
    Row {
        what,
        against: format!("{PRISM}, {}", log.name()),
        figure: format!("**{median:.0}×** ({low:.0}–{high:.0})"),
        target: "≥ 20 times".to_owned(),
        reached: Some(median >= 20.0),
        note: format!(
            "{:.0} to {:.0} a second over {} connections",
            quantile(ours, 0.5),
            quantile(theirs, 0.5),
            load::CONNECTIONS
        ),
    }
}

fn smaller(twin: &Server, twin_load: &Load, other: &Server, other_load: &Load) -> Row {
    let (ours, theirs) = (twin.peak(), other.peak());
    #[expect(clippy::cast_precision_loss, reason = "for people")]
    let part = ours as f64 / theirs as f64;
    Row {
        what: "the twin's peak memory after these requests".to_owned(),
        against: format!("{PRISM}, {}", Log::None.name()),
        figure: format!("**1/{:.1}**", 1.0 / part),
        target: "≤ 1/8".to_owned(),
        reached: Some(part <= 1.0 / 8.0),
        note: format!(
            "{} after {} requests, each reservation on record, to {} after {}",
            mebibytes(ours),
            twin_load.sent(),
            mebibytes(theirs),
            other_load.sent()
        ),
    }
}
