//! `cargo codegen`: generates, or checks that what is there was generated from what is there; audits documents, compares specs.
//!
//! The work is done in the libraries; here are arguments, messages and exit statuses.

mod compare;
mod output;

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use colt_numbers_generate::files::{self, Drift};
use colt_numbers_generate::generate;
use colt_numbers_generate::load::load;
use colt_numbers_openapi::finding::Level;
use colt_numbers_openapi::source::Source;
use colt_numbers_terminal_text::{Safe, SafeBytes};

use crate::compare::{Audit, Diff};
use crate::output::Output;

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
    let ended = match arguments(std::env::args_os().skip(1)) {
        Ok((task, root)) => run(task, &root),
        Err(message) => Output::failed(USAGE_ERROR, format!("{message}\n\n{}", USAGE.trim_end())),
    };
    ended.print()
}

fn run(task: Task, root: &Path) -> Output {
    match task {
        Task::Help => Output::text(USAGE.to_owned()),
        Task::Audit(audit) => compare::audit(&audit, root),
        Task::Diff(diff) => compare::diff(&diff, root),
        Task::Generate => with_source(root, |source| generated(root, source, write)),
        Task::Check => with_source(root, |source| generated(root, source, report)),
        Task::Lint => with_source(root, lint),
    }
}

fn with_source(root: &Path, act: impl FnOnce(&Source) -> Output) -> Output {
    match Source::read(root) {
        Ok(source) => act(&source),
        Err(error) => Output::failed(
            USAGE_ERROR,
            format!("{error}\n  hint: run this at the root of the project, or name it with `--root`"),
        ),
    }
}

fn arguments(given: impl Iterator<Item = OsString>) -> Result<(Task, PathBuf), String> {
    let mut given: Vec<OsString> = given.collect();
    let mut flag = |name: &str| {
        let at = given.iter().position(|argument| argument == name)?;
        given.remove(at);
        Some(())
    };
    let (help, check, json, changelog) =
        (flag("--help").or_else(|| flag("-h")), flag("--check"), flag("--json"), flag("--changelog"));
    let mut option = |name: &str| -> Result<Option<OsString>, String> {
        let Some(at) = given.iter().position(|argument| argument == name) else { return Ok(None) };
        given.remove(at);
        if at < given.len() { Ok(Some(given.remove(at))) } else { Err(format!("`{name}` needs a value")) }
    };
    let (root, spec, git, from) = (option("--root")?, option("--spec")?, option("--git")?, option("--from")?);
    let (git, from) = (git.map(|value| utf8("--git", value)), from.map(|value| utf8("--from", value)));
    let (git, from) = (git.transpose()?, from.transpose()?);
    if let Some(unknown) = given.iter().find(|argument| argument.as_encoded_bytes().starts_with(b"-")) {
        return Err(format!("unknown option `{}`", SafeBytes(unknown.as_encoded_bytes())));
    }
    let root = root.map_or_else(project_root, PathBuf::from);
    let mut words = given.into_iter();
    let command = words.next();
    let files: Vec<PathBuf> = words.map(PathBuf::from).collect();
    let (json, check, changelog) = (json.is_some(), check.is_some(), changelog.is_some());
    let task = match (help.is_some(), command.as_deref().map(OsStr::as_encoded_bytes)) {
        (true, _) => Task::Help,
        (_, Some(b"audit")) => Task::Audit(Audit::new(files, spec.map(PathBuf::from), json)?),
        (_, Some(b"diff")) => Task::Diff(Diff::new(files, git, from, json, check, changelog)?),
        (_, Some(b"lint")) if files.is_empty() => Task::Lint,
        (_, Some(other)) => return Err(format!("unknown command `{}`", SafeBytes(other))),
        (_, None) if check => Task::Check,
        (_, None) => Task::Generate,
    };
    Ok((task, root))
}

/// The value of an option that is text, and not a path.
fn utf8(option: &str, value: OsString) -> Result<String, String> {
    let invalid =
        |value: OsString| format!("the value of `{option}` is not UTF-8: `{}`", SafeBytes(value.as_encoded_bytes()));
    value.into_string().map_err(invalid)
}

/// The nearest folder upwards that holds a spec.
fn project_root() -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    here.ancestors().find(|folder| folder.join("spec").is_dir()).unwrap_or(&here).to_owned()
}

fn lint(source: &Source) -> Output {
    match load(source) {
        Ok(spec) => {
            let count = spec.notes.of(Level::Note).count();
            Output::text(format!("{}`{}`: no error, {count} notes\n", spec.notes, Safe::new(&source.file)))
        }
        Err(findings) => Output::messages(INVALID, findings.to_string()),
    }
}

fn generated(root: &Path, source: &Source, act: fn(&Path, &files::Files, &Drift) -> Output) -> Output {
    let generated = match generate(source) {
        Ok(generated) => generated,
        Err(findings) => {
            let errors = findings.of(Level::Error).map(|finding| format!("{finding}\n"));
            return Output::messages(INVALID, errors.collect());
        }
    };
    match files::compare(root, &generated) {
        Ok(drift) => act(root, &generated, &drift),
        Err(error) => Output::failed(INTERNAL, error),
    }
}

fn report(_: &Path, _: &files::Files, drift: &Drift) -> Output {
    if drift.is_none() {
        return Output::text(format!("`{}` is fresh\n", files::FOLDER));
    }
    Output::failed(
        DRIFT,
        format!(
            "`{0}` was not generated from this spec by this generator\n\n{drift}\n  hint: run `cargo codegen`, review `git diff {0}`, and commit both",
            files::FOLDER
        ),
    )
}

fn write(root: &Path, generated: &files::Files, drift: &Drift) -> Output {
    if let Err(error) = files::write(root, generated, drift) {
        return Output::failed(INTERNAL, error);
    }
    let fixed = drift.paths().into_iter().map(|path| format!("fixed `{}/{path}`\n", files::FOLDER));
    Output::text(format!("{}`{}` is fresh\n", fixed.collect::<String>(), files::FOLDER))
}
