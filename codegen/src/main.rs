//! `cargo codegen`: generates, or checks that what is there was generated from what is there.
//!
//! The work is done in the library; here are arguments, messages and exit statuses.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use colt_numbers_codegen::files::{self, Drift};
use colt_numbers_codegen::finding::Level;
use colt_numbers_codegen::load::load;
use colt_numbers_codegen::{generate, source::Source};

const USAGE: &str = "\
usage: cargo codegen [--check | lint] [--root DIR]

  (nothing)   generate `generated/src` from `spec/`
  --check     write nothing; report what is stale, missing or left over
  lint        check the spec, and print the notes as well
  --root DIR  the root of the project (default: the current folder, or the one around it that holds `spec/`)
";

/// What the program was asked for.
enum Task {
    Generate,
    Check,
    Lint,
    Help,
}

/// Exit statuses, as the project's design has them.
const INTERNAL: u8 = 1;
const USAGE_ERROR: u8 = 2;
const INVALID: u8 = 3;
const DRIFT: u8 = 8;

fn main() -> ExitCode {
    let (task, root) = match arguments(std::env::args().skip(1)) {
        Ok(asked) => asked,
        Err(message) => {
            eprint!("error: {message}\n\n{USAGE}");
            return ExitCode::from(USAGE_ERROR);
        }
    };
    if let Task::Help = task {
        print!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    let source = match Source::read(&root) {
        Ok(source) => source,
        Err(error) => {
            eprintln!("error: {error}\n  hint: run this at the root of the project, or name it with `--root`");
            return ExitCode::from(USAGE_ERROR);
        }
    };
    match task {
        Task::Lint => lint(&source),
        Task::Check => run(&root, &source, report),
        _ => run(&root, &source, write),
    }
}

fn arguments(given: impl Iterator<Item = String>) -> Result<(Task, PathBuf), String> {
    let mut task = Task::Generate;
    let mut root = None;
    let mut given = given;
    while let Some(argument) = given.next() {
        match argument.as_str() {
            "--check" => task = Task::Check,
            "lint" => task = Task::Lint,
            "-h" | "--help" => task = Task::Help,
            "--root" => root = Some(PathBuf::from(given.next().ok_or("`--root` needs a folder")?)),
            other => return Err(format!("unknown argument `{other}`")),
        }
    }
    Ok((task, root.unwrap_or_else(project_root)))
}

/// The nearest folder upwards that holds a spec.
fn project_root() -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    here.ancestors().find(|folder| folder.join("spec").is_dir()).unwrap_or(&here).to_owned()
}

fn lint(source: &Source) -> ExitCode {
    match load(source) {
        Ok(spec) => {
            print!("{}", spec.notes);
            println!("`{}`: no error, {} notes", source.file, spec.notes.of(Level::Note).count());
            ExitCode::SUCCESS
        }
        Err(findings) => {
            eprint!("{findings}");
            ExitCode::from(INVALID)
        }
    }
}

fn run(root: &Path, source: &Source, act: fn(&Path, &files::Files, &Drift) -> ExitCode) -> ExitCode {
    let generated = match generate(source) {
        Ok(generated) => generated,
        Err(findings) => {
            for finding in findings.of(Level::Error) {
                eprintln!("{finding}");
            }
            return ExitCode::from(INVALID);
        }
    };
    match files::compare(root, &generated) {
        Ok(drift) => act(root, &generated, &drift),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(INTERNAL)
        }
    }
}

fn report(_: &Path, _: &files::Files, drift: &Drift) -> ExitCode {
    if drift.is_none() {
        println!("`{}` is fresh", files::FOLDER);
        return ExitCode::SUCCESS;
    }
    eprint!("error: `{}` was not generated from this spec by this generator\n\n{drift}\n", files::FOLDER);
    eprintln!("  hint: run `cargo codegen`, review `git diff {}`, and commit both", files::FOLDER);
    ExitCode::from(DRIFT)
}

fn write(root: &Path, generated: &files::Files, drift: &Drift) -> ExitCode {
    if let Err(error) = files::write(root, generated, drift) {
        eprintln!("error: {error}");
        return ExitCode::from(INTERNAL);
    }
    for path in drift.paths() {
        println!("put right `{}/{path}`", files::FOLDER);
    }
    println!("`{}` is fresh", files::FOLDER);
    ExitCode::SUCCESS
}
