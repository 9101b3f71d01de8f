//! Lower bounds for other benchmarks: the alternative is the part of the work that no implementation can avoid.

use std::fs;
use std::hint::black_box;
use std::process::Command;

use colt_numbers::types::TelephoneNumber;
use colt_numbers_openapi::source::Source;
use serde::de::IgnoredAny;

use crate::paired_comparison::{Ratio, Sampling, compare};
use crate::process::{build_program, require_success};
use crate::results_table::ResultRow;
use crate::{Result, environment, generate, lines, parse};

/// Measures, and returns the rows.
///
/// # Errors
/// If a measurement fails.
pub fn rows() -> Result<Vec<ResultRow>> {
    Ok(vec![
        row("parse one number", "one allocation of its text", &compare_number()?)
            .with_note("for 20 numbers, two of each valid length"),
        row("`check --lines` of 100,000 requests", "parsing each line as JSON and discarding it", &compare_lines()?),
        row(
            "generate code from the project's own spec, in process",
            "`progenitor` alone, same spec",
            &compare_own_spec()?,
        ),
        row("`colt-numbers --version`", "`true`", &compare_start()?),
    ])
}

fn row(what: &str, against: &str, ratio: &Ratio) -> ResultRow {
    ResultRow::at_most(what, against, 1.0, ratio).without_target()
}

fn compare_number() -> Result<Ratio> {
    let texts = parse::numbers();
    let ours = || parse::parse_each(&texts, |text| TelephoneNumber::try_from(text).ok());
    compare(Sampling::MICRO, ours, || parse::parse_each(&texts, |text| Some(text.to_owned())))
}

fn compare_lines() -> Result<Ratio> {
    let (program, file) = (build_program()?, lines::write_requests(100_000)?);
    let ours = || lines::run_check(&program, &file).map(drop);
    compare(Sampling::MACRO, ours, || {
        for line in fs::read_to_string(&file)?.lines() {
            black_box(serde_json::from_str::<IgnoredAny>(line)?);
        }
        Ok(())
    })
}

fn compare_own_spec() -> Result<Ratio> {
    let source = Source::read(environment::project_root())?;
    let ours = || {
        black_box(colt_numbers_generate::generate(black_box(&source))?);
        Ok(())
    };
    compare(Sampling { pairs: 31, ..Sampling::MACRO }, ours, || {
        black_box(generate::generate_with_progenitor(black_box(&source.spec))?);
        Ok(())
    })
}

fn compare_start() -> Result<Ratio> {
    let program = build_program()?;
    let ours = || require_success(Command::new(&program).arg("--version"));
    compare(Sampling { pairs: 101, ..Sampling::MACRO }, ours, || require_success(&mut Command::new("true")))
}
