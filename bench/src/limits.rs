//! What bounds the figures that have room to spare: the part of the work that nobody who does the same can leave out.

use std::fs;
use std::hint::black_box;
use std::process::Command;

use colt_numbers::types::TelephoneNumber;
use colt_numbers_generate::lower::lower;
use colt_numbers_openapi::source::Source;
use serde::de::IgnoredAny;

use crate::paired_comparison::{Effort, Ratio, compare};
use crate::process::program;
use crate::results_table::Row;
use crate::{Result, generate, lines, machine, parse, program as started};

/// The rows.
///
/// # Errors
/// Where what is measured fails.
pub fn rows() -> Result<Vec<Row>> {
    Ok(vec![
        row("parse one number", "one allocation of its text", &number()?).noted("for 20 numbers of every length"),
        row("`check --lines` of 100,000 bodies", "to find where the JSON of each line ends", &json()?),
        row("generate this spec, in process", "`progenitor` alone on it", &spec()?),
        row("`colt-numbers --version`", "`true`", &start()?),
    ])
}

fn row(what: &str, against: &str, ratio: &Ratio) -> Row {
    Row::at_most(what, against, 1.0, ratio).for_information()
}

fn number() -> Result<Ratio> {
    let texts = parse::numbers();
    let ours = || parse::each(&texts, |text| TelephoneNumber::try_from(text).ok());
    compare(Effort::MICRO, ours, || parse::each(&texts, |text| Some(text.to_owned())))
}

fn json() -> Result<Ratio> {
    let (program, file) = (program()?, lines::file(100_000)?);
    let ours = || lines::check(&program, &file).map(drop);
    compare(Effort::MACRO, ours, || {
        for line in fs::read_to_string(&file)?.lines() {
            black_box(serde_json::from_str::<IgnoredAny>(line)?);
        }
        Ok(())
    })
}

fn spec() -> Result<Ratio> {
    let source = Source::read(machine::root())?;
    let lowered = serde_yaml::to_string(&lower(&serde_yaml::from_str(&source.spec)?)?)?;
    let ours = || {
        black_box(colt_numbers_generate::generate(black_box(&source))?);
        Ok(())
    };
    compare(Effort { pairs: 31, ..Effort::MACRO }, ours, || {
        black_box(generate::alone(black_box(&lowered))?);
        Ok(())
    })
}

fn start() -> Result<Ratio> {
    let program = program()?;
    let ours = || started::succeed(Command::new(&program).arg("--version"));
    compare(Effort { pairs: 101, ..Effort::MACRO }, ours, || started::succeed(&mut Command::new("true")))
}
