//! Measures, and prints the table. `cargo run --release -- table --only parse --write`.

use std::collections::HashMap;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use colt_numbers_bench::{PARTS, Part, Result, machine, results_table};

const USAGE: &str = "\
usage: cargo run --release -- table [--only PART]... [--skip PART]... [--write]

Measures and prints the table. A part that is not measured now keeps its rows of `RESULTS.md`.
  --only PART  measures this part alone; may be given more than once
  --skip PART  leaves this part out; may be given more than once
  --write      writes the table to bench/RESULTS.md, and updates the rows that README.md has of it
parts:";

fn main() -> ExitCode {
    match run(&env::args().skip(1).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<()> {
    let usage = || format!("{USAGE} {}", PARTS.map(|part| part.name).join(", "));
    let Some(("table", rest)) = arguments.split_first().map(|(first, rest)| (first.as_str(), rest)) else {
        return Err(usage().into());
    };
    let (mut only, mut skip, mut write) = (Vec::new(), Vec::new(), false);
    let mut rest = rest.iter().map(String::as_str);
    while let Some(argument) = rest.next() {
        let mut part = || rest.next().filter(|name| PARTS.iter().any(|part| part.name == *name)).ok_or_else(usage);
        match argument {
            "--only" => only.push(part()?),
            "--skip" => skip.push(part()?),
            "--write" => write = true,
            _ => return Err(usage().into()),
        }
    }
    let chosen = |part: &&Part| (only.is_empty() || only.contains(&part.name)) && !skip.contains(&part.name);
    let mut rows = Vec::new();
    for part in PARTS.iter().filter(chosen) {
        eprintln!("measuring {} …", part.name);
        rows.extend((part.rows)()?);
    }
    show(&rows, write)
}

fn show(rows: &[results_table::Row], write: bool) -> Result<()> {
    let file = machine::root().join("bench/RESULTS.md");
    let before = if write { fs::read_to_string(&file).unwrap_or_default() } else { String::new() };
    let line = machine::line();
    let table = format!("Measured on {line}.\n\n{}", results_table::table(&before, rows, &machine::today()));
    println!("{table}");
    if write {
        let about = "# Results\n\nWritten by `cargo run --release -- table --write`. [README.md](README.md) explains each part and how it is measured.\n\n";
        fs::write(&file, format!("{about}{table}"))?;
        update_rows(&machine::root().join("README.md"), &table)?;
    }
    Ok(())
}

/// Updates the rows that a file has of the table, and leaves the rest of the file as it is.
fn update_rows(file: &Path, table: &str) -> Result<()> {
    let text = fs::read_to_string(file)?;
    let rows: HashMap<_, _> = table.lines().filter_map(|line| Some((results_table::key(line)?, line))).collect();
    let updated = text.lines().map(|line| results_table::key(line).and_then(|key| rows.get(&key).copied()).unwrap_or(line));
    fs::write(file, updated.map(|line| format!("{line}\n")).collect::<String>())?;
    Ok(())
}
