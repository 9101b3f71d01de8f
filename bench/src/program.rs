//! How long `--version` and `check FILE` of the program `colt-numbers` take from start to end, and the size of the program.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::paired_comparison::median_time;
use crate::process::{build_program, require_success};
use crate::results_table::{ResultRow, mebibytes};
use crate::sample::{PlainReservation, ranges};
use crate::{Result, environment};

const RUNS: usize = 30;
const MAX_SIZE: u64 = 14 << 20;

/// Measures, and returns the rows.
///
/// # Errors
/// If the program fails.
pub fn rows() -> Result<Vec<ResultRow>> {
    let program = build_program()?;
    let file = environment::scratch_folder("program")?.join("request.json");
    std::fs::write(&file, serde_json::to_vec_pretty(&PlainReservation::of(&ranges(1)))?)?;
    let version_time = median_time(RUNS, || require_success(Command::new(&program).arg("--version")))?;
    let check_time = median_time(RUNS, || require_success(Command::new(&program).arg("check").arg(&file)))?;
    let size = size(&program)?;
    Ok(vec![
        ResultRow::within("`colt-numbers --version`", Duration::from_millis(15), version_time)
            .with_note("median of 30 runs, from start to end"),
        ResultRow::within("`colt-numbers check FILE`", Duration::from_millis(25), check_time)
            .with_note("median of 30 runs, from start to end"),
        ResultRow {
            what: "size of the program `colt-numbers`, stripped".to_owned(),
            against: "–".to_owned(),
            figure: format!("**{}**", mebibytes(size)),
            target: format!("≤ {}", mebibytes(MAX_SIZE)),
            is_met: Some(size <= MAX_SIZE),
            note: "the release profile strips it".to_owned(),
        },
    ])
}

fn size(program: &Path) -> Result<u64> {
    Ok(program.metadata()?.len())
}
