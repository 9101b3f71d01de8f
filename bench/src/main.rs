//! Runs the benchmarks and prints the table of results: `cargo run --release -- table --only parse --write`.

use std::collections::HashMap;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use colt_numbers_bench::{BENCHMARKS, Benchmark, Result, environment, postgres, results_table};

const USAGE: &str = "\
usage: cargo run --release -- table [--only NAME]... [--skip NAME]... [--write]

Runs the benchmarks and prints the table of results.
  --only NAME  run only this benchmark; repeatable
  --skip NAME  skip this benchmark; repeatable
  --write      write the table to bench/RESULTS.md, and update the rows that README.md repeats;
               the rows of benchmarks that are not run stay unchanged
benchmarks:";

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
    // A process that the benchmark `postgres` starts.
    if let Some((postgres::worker::COMMAND, rest)) = arguments.split_first().map(|(first, rest)| (first.as_str(), rest))
    {
        return postgres::worker::apply(rest);
    }
    let usage = || format!("{USAGE} {}", BENCHMARKS.map(|benchmark| benchmark.name).join(", "));
    let Some(("table", rest)) = arguments.split_first().map(|(first, rest)| (first.as_str(), rest)) else {
        return Err(usage().into());
    };
    let (mut only, mut skip, mut write) = (Vec::new(), Vec::new(), false);
    let mut rest = rest.iter().map(String::as_str);
    while let Some(argument) = rest.next() {
        let mut name =
            || rest.next().filter(|name| BENCHMARKS.iter().any(|benchmark| benchmark.name == *name)).ok_or_else(usage);
        match argument {
            "--only" => only.push(name()?),
            "--skip" => skip.push(name()?),
            "--write" => write = true,
            _ => return Err(usage().into()),
        }
    }
    let is_selected =
        |benchmark: &&Benchmark| (only.is_empty() || only.contains(&benchmark.name)) && !skip.contains(&benchmark.name);
    let mut rows = Vec::new();
    for benchmark in BENCHMARKS.iter().filter(is_selected) {
        eprintln!("measuring {} …", benchmark.name);
        rows.extend((benchmark.rows)()?);
    }
    print_table(&rows, write)
}

/// Prints the table and, with `write`, writes it to the files.
fn print_table(rows: &[results_table::ResultRow], write: bool) -> Result<()> {
    let file = environment::project_root().join("bench/RESULTS.md");
    let before = if write { fs::read_to_string(&file).unwrap_or_default() } else { String::new() };
    let machine = environment::machine_description();
    let table = format!("Measured on {machine}; rows of an earlier date may be from another machine.\n\n{}", results_table::table(&before, rows, &environment::utc_date()));
    println!("{table}");
    if write {
        let introduction = "# Results\n\nWritten by `cargo run --release -- table --write`. [README.md](README.md) explains each benchmark and how it is measured.\n\n";
        fs::write(&file, format!("{introduction}{table}"))?;
        update_rows(&environment::project_root().join("README.md"), &table)?;
    }
    Ok(())
}

/// Updates the rows of the table that a file repeats. The rest of the file is unchanged.
fn update_rows(file: &Path, table: &str) -> Result<()> {
    let text = fs::read_to_string(file)?;
    let rows: HashMap<_, _> = table.lines().filter_map(|line| Some((results_table::key(line)?, line))).collect();
    let updated =
        text.lines().map(|line| results_table::key(line).and_then(|key| rows.get(&key).copied()).unwrap_or(line));
    fs::write(file, updated.map(|line| format!("{line}\n")).collect::<String>())?;
    Ok(())
}
