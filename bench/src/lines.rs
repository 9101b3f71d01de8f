//! The time and the memory of `check --lines` on a file with a million requests.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::paired_comparison::quantile;
use crate::process::{ProcessUsage, build_program, measure};
use crate::results_table::{ResultRow, mebibytes};
use crate::{Result, environment};

const MILLION: usize = 1_000_000;
/// One of this many requests is invalid.
const INVALID_EVERY: usize = 1_000;

/// Measures, and returns the rows.
///
/// # Errors
/// If the program reports a different result than expected.
pub fn rows() -> Result<Vec<ResultRow>> {
    let program = build_program()?;
    let small = run_check(&program, &write_requests(MILLION / 10)?)?;
    let file = write_requests(MILLION)?;
    let mut times = Vec::new();
    let mut peak = 0;
    for _ in 0..5 {
        let usage = run_check(&program, &file)?;
        times.push(usage.wall.as_secs_f64());
        peak = peak.max(usage.peak);
    }
    let (fastest, slowest) = (quantile(&mut times, 0.0), quantile(&mut times, 1.0));
    let bytes = file.metadata()?.len();
    let median = Duration::from_secs_f64(quantile(&mut times, 0.5));
    let time = ResultRow::within("`check --lines` of a file with one million requests", Duration::from_secs(2), median)
        .with_note(format!(
            "{fastest:.2} to {slowest:.2} s in five runs; {}, one request in {INVALID_EVERY} is invalid",
            mebibytes(bytes)
        ));
    #[expect(clippy::cast_precision_loss, reason = "rounded for printing")]
    let growth = peak as f64 / small.peak as f64;
    let memory = ResultRow {
        what: "`check --lines` of a file with one million requests: peak memory".to_owned(),
        against: "the same for a file with a tenth of the requests".to_owned(),
        figure: format!("**{growth:.2}×**"),
        target: "flat".to_owned(),
        is_met: Some(growth <= 1.1),
        note: format!("{} against {}", mebibytes(peak), mebibytes(small.peak)),
    };
    Ok(vec![time, memory])
}

/// Runs `check --lines` on a file that contains invalid requests.
pub(crate) fn run_check(program: &Path, file: &Path) -> Result<ProcessUsage> {
    let usage = measure(Command::new(program).args(["check", "--lines"]).arg(file))?;
    if usage.status.code() != Some(3) {
        return Err(format!(
            "`check --lines` ended with {}; expected exit code 3, because the file has invalid requests",
            usage.status
        )
        .into());
    }
    Ok(usage)
}

/// Writes a file with this many different requests.
pub(crate) fn write_requests(requests: usize) -> Result<PathBuf> {
    let path = environment::scratch_folder("lines")?.join(format!("{requests}.jsonl"));
    let mut file = BufWriter::new(File::create(&path)?);
    for index in 0..requests {
        let plus = if index % INVALID_EVERY == INVALID_EVERY - 1 { "+0" } else { "+" };
        writeln!(
            file,
            r#"{{"numberRangeList":[{{"numberRangeStart":"{plus}44208{index:07}","numberRangeEnd":"{plus}44208{index:07}"}}],"relatedParty":{{"reseller":{{"serviceProfile":"ANH","country":"GB"}},"endCustomerDetails":{{"customerReference":"Customer {index}"}}}},"productOffering":{{"name":"Wholesale SIP"}}}}"#
        )?;
    }
    file.flush()?;
    Ok(path)
}
