//! The program: how fast it is there and gone, and how large it is.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::paired_comparison::median_time;
use crate::process::program;
use crate::results_table::{Row, mebibytes};
use crate::sample::{Plain, ranges};
use crate::{Result, machine};

const RUNS: usize = 30;
const LARGEST: u64 = 12 << 20;

/// The rows.
///
/// # Errors
/// Where the program fails.
pub fn rows() -> Result<Vec<Row>> {
    let program = program()?;
    let file = machine::scratch("program")?.join("request.json");
    std::fs::write(&file, serde_json::to_vec_pretty(&Plain::of(&ranges(1)))?)?;
    let version = median_time(RUNS, || succeed(Command::new(&program).arg("--version")))?;
    let check = median_time(RUNS, || succeed(Command::new(&program).arg("check").arg(&file)))?;
    let size = size(&program)?;
    Ok(vec![
        Row::within("`colt-numbers --version`", Duration::from_millis(15), version)
            .noted("median of 30 runs, start to end"),
        Row::within("`colt-numbers check FILE`", Duration::from_millis(25), check)
            .noted("median of 30 runs, start to end"),
        Row {
            what: "the program `colt-numbers`, stripped".to_owned(),
            against: "–".to_owned(),
            figure: format!("**{}**", mebibytes(size)),
            target: format!("≤ {}", mebibytes(LARGEST)),
            reached: Some(size <= LARGEST),
            note: "the release profile strips it".to_owned(),
        },
    ])
}

fn size(program: &Path) -> Result<u64> {
    Ok(program.metadata()?.len())
}

pub(crate) fn succeed(command: &mut Command) -> Result<()> {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    if status.success() { Ok(()) } else { Err(format!("{command:?} ended with {status}").into()) }
}
