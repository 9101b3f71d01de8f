//! The local twin of the vendor's sandbox, against Prism 5 on the same spec: requests a second, and memory.
//!
//! Both answer as many requests, over as many connections that are kept alive, each with a token, and take turns at who begins. Prism runs
//! without its log, which costs it more than its answers do.

mod load;
mod prism;

use std::path::Path;
use std::process::Command;

use self::load::{Kind, Load};
use crate::pair::quantile;
use crate::process::{Server, program};
use crate::row::{Row, mebibytes};
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
    let twin = Server::start(|address| twin(&program, address))?;
    let other = Server::start(|address| prism::command(&prism, &spec, address))?;
    let mut twin_load = Load::of(&format!("http://{}/numberManagement", twin.address))?;
    twin_load.get_token()?;
    let mut other_load = Load::of(&format!("http://{}", other.address))?;
    let mut rows = Vec::new();
    for (what, kind) in [("valid requests", Kind::Valid), ("invalid requests", Kind::Invalid)] {
        // The first round warms both.
        let (mut ratios, mut ours, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..=ROUNDS {
            let (our, their) = if round % 2 == 0 {
                (twin_load.run(kind, REQUESTS)?, other_load.run(kind, REQUESTS)?)
            } else {
                let their = other_load.run(kind, REQUESTS)?;
                (twin_load.run(kind, REQUESTS)?, their)
            };
            if round > 0 {
                ratios.push(our / their);
                ours.push(our);
                theirs.push(their);
            }
        }
        rows.push(faster(what, &mut ratios, &mut ours, &mut theirs));
    }
    rows.push(smaller(&twin, &twin_load, &other, &other_load));
    Ok(rows)
}

fn twin(program: &Path, address: std::net::SocketAddr) -> Command {
    let mut command = Command::new(program);
    command.args(["sandbox", "--listen", &address.to_string()]);
    command
}

fn faster(what: &str, ratios: &mut [f64], ours: &mut [f64], theirs: &mut [f64]) -> Row {
    let (median, low, high) = (quantile(ratios, 0.5), quantile(ratios, 0.25), quantile(ratios, 0.75));
    Row {
        what: format!("the twin's requests a second, {what}"),
        against: PRISM.to_owned(),
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
        against: PRISM.to_owned(),
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
