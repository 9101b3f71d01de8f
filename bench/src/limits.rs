//! Lower bounds for other benchmarks: the part of their work that no implementation can avoid.

use std::fs;
use std::hint::black_box;
use std::process::Command;

use colt_numbers::types::TelephoneNumber;
use colt_numbers_openapi::source::Source;
use serde::de::IgnoredAny;

use crate::paired_comparison::{Ratio, Sampling, compare};
use crate::process::program;
use crate::results_table::ResultRow;
use crate::{Result, generate, lines, machine, parse, program as program_start};

/// Measures, and returns the rows.
///
/// # Errors
/// If a measurement fails.
pub fn rows() -> Result<Vec<ResultRow>> {
    Ok(vec![
        row("parse one number", "one allocation of its text", &number()?).with_note("for 20 numbers of every length"),
        row("`check --lines` of 100,000 requests", "parsing each line as JSON and discarding it", &json()?),
        row("generate the project's own spec, in process", "`progenitor` alone, same spec", &spec()?),
        row("`colt-numbers --version`", "`true`", &start()?),
    ])
}

fn row(what: &str, against: &str, ratio: &Ratio) -> ResultRow {
    ResultRow::at_most(what, against, 1.0, ratio).without_target()
}

fn number() -> Result<Ratio> {
    let texts = parse::numbers();
    let ours = || parse::each(&texts, |text| TelephoneNumber::try_from(text).ok());
    compare(Sampling::MICRO, ours, || parse::each(&texts, |text| Some(text.to_owned())))
}

fn json() -> Result<Ratio> {
    let (program, file) = (program()?, lines::file(100_000)?);
    let ours = || lines::check(&program, &file).map(drop);
    compare(Sampling::MACRO, ours, || {
        for line in fs::read_to_string(&file)?.lines() {
            black_box(serde_json::from_str::<IgnoredAny>(line)?);
        }
        Ok(())
    })
}

fn spec() -> Result<Ratio> {
    let source = Source::read(machine::root())?;
    let ours = || {
        black_box(colt_numbers_generate::generate(black_box(&source))?);
        Ok(())
    };
    compare(Sampling { pairs: 31, ..Sampling::MACRO }, ours, || {
        black_box(generate::progenitor_alone(black_box(&source.spec))?);
        Ok(())
    })
}

fn start() -> Result<Ratio> {
    let program = program()?;
    let ours = || program_start::succeed(Command::new(&program).arg("--version"));
    compare(Sampling { pairs: 101, ..Sampling::MACRO }, ours, || program_start::succeed(&mut Command::new("true")))
}
