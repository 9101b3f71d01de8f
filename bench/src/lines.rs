//! `check --lines` on a file of a million bodies: how long, and in how much memory.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::paired_comparison::quantile;
use crate::process::{Taken, program, run};
use crate::results_table::{Row, mebibytes};
use crate::{Result, machine};

const MILLION: usize = 1_000_000;
/// One body in so many is invalid.
const INVALID: usize = 1_000;

/// The rows.
///
/// # Errors
/// Where the program judges the file otherwise than it should.
pub fn rows() -> Result<Vec<Row>> {
    let program = program()?;
    let few = check(&program, &file(MILLION / 10)?)?;
    let file = file(MILLION)?;
    let mut times = Vec::new();
    let mut peak = 0;
    for _ in 0..5 {
        let taken = check(&program, &file)?;
        times.push(taken.wall.as_secs_f64());
        peak = peak.max(taken.peak);
    }
    let (fastest, slowest) = (quantile(&mut times, 0.0), quantile(&mut times, 1.0));
    let bytes = file.metadata()?.len();
    let median = Duration::from_secs_f64(quantile(&mut times, 0.5));
    let time = Row::within("`check --lines` of a file of one million bodies", Duration::from_secs(2), median).noted(
        format!("{fastest:.2} to {slowest:.2} s in five runs; {}, one body in {INVALID} is invalid", mebibytes(bytes)),
    );
    #[expect(clippy::cast_precision_loss, reason = "for people")]
    let growth = peak as f64 / few.peak as f64;
    let memory = Row {
        what: "`check --lines` of a file of one million bodies: peak memory".to_owned(),
        against: "itself, a tenth of the file".to_owned(),
        figure: format!("**{growth:.2}×**"),
        target: "flat".to_owned(),
        reached: Some(growth <= 1.1),
        note: format!("{} to {}", mebibytes(peak), mebibytes(few.peak)),
    };
    Ok(vec![time, memory])
}

pub(crate) fn check(program: &Path, file: &Path) -> Result<Taken> {
    let taken = run(Command::new(program).args(["check", "--lines"]).arg(file))?;
    if taken.status.code() != Some(3) {
        return Err(format!("`check --lines` ended with {}, and the file holds invalid bodies", taken.status).into());
    }
    Ok(taken)
}

/// A file of so many bodies, no two alike.
pub(crate) fn file(bodies: usize) -> Result<PathBuf> {
    let path = machine::scratch("lines")?.join(format!("{bodies}.jsonl"));
    let mut file = BufWriter::new(File::create(&path)?);
    for index in 0..bodies {
        let plus = if index % INVALID == INVALID - 1 { "+0" } else { "+" };
        writeln!(
            file,
            r#"{{"numberRangeList":[{{"numberRangeStart":"{plus}44208{index:07}","numberRangeEnd":"{plus}44208{index:07}"}}],"relatedParty":{{"reseller":{{"serviceProfile":"ANH","country":"GB"}},"endCustomerDetails":{{"customerReference":"Customer {index}"}}}},"productOffering":{{"name":"Wholesale SIP"}}}}"#
        )?;
    }
    file.flush()?;
    Ok(path)
}
