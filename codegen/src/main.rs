//! `cargo codegen`: generates, or checks that what is there was generated from what is there; audits documents, compares specs.
//!
//! The work is done in the library; here are arguments, messages and exit statuses.

#[path = "program/compare.rs"]
mod compare;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use colt_numbers_codegen::files::{self, Drift};
use colt_numbers_codegen::finding::Level;
use colt_numbers_codegen::load::load;
use colt_numbers_codegen::{generate, source::Source};

use crate::compare::{Audit, Diff};

const USAGE: &str = "\
usage: cargo codegen [--check | lint] [--root DIR]
       cargo codegen audit DOCUMENT [--spec FILE] [--json]
       cargo codegen audit OLD NEW [--spec FILE] [--json]
       cargo codegen diff OLD.yaml NEW.yaml [--json | --changelog] [--check --from VERSION]
       cargo codegen diff --git REVISION [--json | --changelog] [--check]

  (nothing)   generate `generated/src` from `spec/`
  --check     write nothing; report what is stale, missing or left over
  lint        check the spec, and print the notes as well
  audit       the vendor's document against the spec; or what changed between two documents (.txt or .docx);
              prose is compared between two documents only, so set the spec's `sha256` when every change of these was read
  diff        what a change of the spec means for users, and the version bump; `--check` holds the versions in Cargo.toml to it
  --root DIR  the root of the project (default: the current folder, or the nearest around it that holds `spec/`)
";

/// What the program was asked for.
enum Task {
    Generate,
    Check,
    Lint,
    Audit(Audit),
    Diff(Diff),
    Help,
}

/// Exit statuses, as the project's design has them.
pub const INTERNAL: u8 = 1;
/// The command line, or a file that it names.
pub const USAGE_ERROR: u8 = 2;
const INVALID: u8 = 3;
/// Drift, staleness, something open.
pub const DRIFT: u8 = 8;

fn main() -> ExitCode {
    let (task, root) = match arguments(std::env::args().skip(1)) {
        Ok(asked) => asked,
        Err(message) => {
            eprint!("error: {message}\n\n{USAGE}");
            return ExitCode::from(USAGE_ERROR);
        }
    };
    match task {
        Task::Help => {
            print!("{USAGE}");
            ExitCode::SUCCESS
        }
        Task::Audit(audit) => compare::audit(&audit, &root),
        Task::Diff(diff) => compare::diff(&diff, &root),
        Task::Generate => with_source(&root, |source| run(&root, source, write)),
        Task::Check => with_source(&root, |source| run(&root, source, report)),
        Task::Lint => with_source(&root, lint),
    }
}

fn with_source(root: &Path, act: impl FnOnce(&Source) -> ExitCode) -> ExitCode {
    match Source::read(root) {
        Ok(source) => act(&source),
        Err(error) => {
            eprintln!("error: {error}\n  hint: run this at the root of the project, or name it with `--root`");
            ExitCode::from(USAGE_ERROR)
        }
    }
}

fn arguments(given: impl Iterator<Item = String>) -> Result<(Task, PathBuf), String> {
    let mut given: Vec<String> = given.collect();
    let mut flag = |name: &str| {
        let at = given.iter().position(|argument| argument == name)?;
        given.remove(at);
        Some(())
    };
    let (help, check, json, changelog) =
        (flag("--help").or_else(|| flag("-h")), flag("--check"), flag("--json"), flag("--changelog"));
    let mut option = |name: &str| -> Result<Option<String>, String> {
        let Some(at) = given.iter().position(|argument| argument == name) else { return Ok(None) };
        given.remove(at);
        if at < given.len() { Ok(Some(given.remove(at))) } else { Err(format!("`{name}` needs a value")) }
    };
    let (root, spec, git, from) = (option("--root")?, option("--spec")?, option("--git")?, option("--from")?);
    if let Some(unknown) = given.iter().find(|argument| argument.starts_with('-')) {
        return Err(format!("unknown option `{unknown}`"));
    }
    let root = root.map_or_else(project_root, PathBuf::from);
    let mut words = given.into_iter();
    let command = words.next();
    let files: Vec<PathBuf> = words.map(PathBuf::from).collect();
    let (json, check, changelog) = (json.is_some(), check.is_some(), changelog.is_some());
    let task = match (help.is_some(), command.as_deref()) {
        (true, _) => Task::Help,
        (_, Some("audit")) => Task::Audit(Audit::new(files, spec.map(PathBuf::from), json)?),
        (_, Some("diff")) => Task::Diff(Diff::new(files, git, from, json, check, changelog)?),
        (_, Some("lint")) if files.is_empty() => Task::Lint,
        (_, Some(other)) => return Err(format!("unknown command `{other}`")),
        (_, None) if check => Task::Check,
        (_, None) => Task::Generate,
    };
    Ok((task, root))
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
