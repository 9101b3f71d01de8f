//! `audit` and `diff`: what was asked, the files it names, and how the reports are shown.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use colt_numbers_audit::{Document, audit_one, audit_two};
use colt_numbers_diff::{Report, check_versions, diff as compare};
use colt_numbers_openapi::paths::shown;
use colt_numbers_openapi::source::SPEC_FILE;
use colt_numbers_terminal_text::Safe;

use crate::output::Output;
use crate::{DRIFT, INTERNAL, USAGE_ERROR};

/// What is asked of `audit`.
pub struct Audit {
    documents: Vec<PathBuf>,
    spec: Option<PathBuf>,
    json: bool,
}

impl Audit {
    pub fn new(documents: Vec<PathBuf>, spec: Option<PathBuf>, json: bool) -> Result<Self, String> {
        if !(1..=2).contains(&documents.len()) {
            return Err("`audit` takes one document, or an old and a new one".to_owned());
        }
        Ok(Self { documents, spec, json })
    }
}

/// What is asked of `diff`.
pub struct Diff {
    specs: Specs,
    from: Option<String>,
    json: bool,
    check: bool,
    changelog: bool,
}

enum Specs {
    Files(PathBuf, PathBuf),
    Git(String),
}

impl Diff {
    pub fn new(
        files: Vec<PathBuf>,
        git: Option<String>,
        from: Option<String>,
        json: bool,
        check: bool,
        changelog: bool,
    ) -> Result<Self, String> {
        let mut files = files.into_iter();
        let specs = match (files.next(), files.next(), files.next(), git) {
            (Some(old), Some(new), None, None) => Specs::Files(old, new),
            (None, None, None, Some(revision)) => Specs::Git(revision),
            _ => return Err("`diff` takes an old and a new spec, or `--git REVISION`".to_owned()),
        };
        if json && changelog {
            return Err("`--json` and `--changelog` at once".to_owned());
        }
        if check && from.is_none() && matches!(specs, Specs::Files(..)) {
            return Err(
                "`--check` of two files needs `--from VERSION`: the version that the old spec was released with"
                    .to_owned(),
            );
        }
        Ok(Self { specs, from, json, check, changelog })
    }
}

/// Why a command stops before it has compared anything.
type Stopped = (String, u8);

/// Audits documents.
pub fn audit(asked: &Audit, root: &Path) -> Output {
    ended(try_audit(asked, root))
}

fn try_audit(asked: &Audit, root: &Path) -> Result<Output, Stopped> {
    let read = |path: &PathBuf| {
        let bytes = fs::read(path).map_err(|error| unreadable(path, &error))?;
        Document::from_bytes(&bytes).map_err(|error| (format!("`{}`: {error}", shown(path)), USAGE_ERROR))
    };
    let documents = asked.documents.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let spec = text(&asked.spec.clone().unwrap_or_else(|| root.join(SPEC_FILE)))?;
    let failed = |error: colt_numbers_audit::AuditError| (error.to_string(), USAGE_ERROR);
    match &documents[..] {
        [old, new] => {
            let changes = audit_two(old, new, Some(&spec)).map_err(failed)?;
            let output = if asked.json { Output::json(changes.to_json()) } else { Output::text(changes.to_string()) };
            let notes = changes.notes.iter().filter(|_| asked.json).map(|note| format!("note: {note}\n"));
            Ok(output.and(changes.exit_status(), &notes.collect::<String>()))
        }
        [document] => {
            let findings = audit_one(document, &spec).map_err(failed)?;
            let output = if asked.json { Output::json(findings.to_json()) } else { Output::text(findings.to_string()) };
            Ok(output.and(findings.exit_status(), ""))
        }
        _ => Err(("no document".to_owned(), USAGE_ERROR)),
    }
}

/// Compares two specs.
pub fn diff(asked: &Diff, root: &Path) -> Output {
    ended(try_diff(asked, root))
}

fn try_diff(asked: &Diff, root: &Path) -> Result<Output, Stopped> {
    let (old, new) = match &asked.specs {
        Specs::Files(old, new) => (text(old)?, text(new)?),
        Specs::Git(revision) => (at_revision(root, revision, SPEC_FILE)?, text(&root.join(SPEC_FILE))?),
    };
    let report = compare(&old, &new).map_err(|error| (error.to_string(), USAGE_ERROR))?;
    let output = match (asked.json, asked.changelog) {
        (true, _) => Output::json(report.json()),
        (_, true) => Output::text(report.changelog()),
        _ => Output::text(report.text()),
    };
    match check(asked, root, &report) {
        Ok(()) => Ok(output),
        Err((message, status)) => Ok(output.and(status, &format!("error: {message}\n"))),
    }
}

/// Whether the version was raised as the changes demand, where that is asked.
fn check(asked: &Diff, root: &Path, report: &Report) -> Result<(), Stopped> {
    if !asked.check {
        return Ok(());
    }
    let now = version(&text(&root.join("Cargo.toml"))?)?;
    let before = match (&asked.from, &asked.specs) {
        (Some(version), _) => version.clone(),
        (None, Specs::Git(revision)) => version(&at_revision(root, revision, "Cargo.toml")?)?,
        (None, Specs::Files(..)) => return Err(("no version to compare with".to_owned(), USAGE_ERROR)),
    };
    check_versions(report, &before, &now).map_err(|error| (error.to_string(), DRIFT))
}

/// The version that the workspace's packages share, as their manifest has it.
fn version(manifest: &str) -> Result<String, Stopped> {
    let package = manifest.split("[workspace.package]").nth(1).unwrap_or_default();
    let line = package.lines().find_map(|line| line.trim().strip_prefix("version")?.trim().strip_prefix('='));
    let version = line.map(|value| value.trim().trim_matches('"').to_owned());
    version.ok_or_else(|| ("Cargo.toml names no version of the workspace".to_owned(), USAGE_ERROR))
}

fn at_revision(root: &Path, revision: &str, file: &str) -> Result<String, Stopped> {
    let output = Command::new("git")
        .current_dir(root)
        .args(["show", "--end-of-options", &format!("{revision}:./{file}")])
        .output();
    let revision = Safe::new(revision);
    let output = output.map_err(|error| (format!("git cannot be run: {error}"), INTERNAL))?;
    if !output.status.success() {
        let reason = String::from_utf8_lossy(&output.stderr);
        return Err((format!("`{file}` of `{revision}` cannot be read: {}", reason.trim()), USAGE_ERROR));
    }
    String::from_utf8(output.stdout).map_err(|error| (format!("`{file}` of `{revision}`: {error}"), USAGE_ERROR))
}

fn text(path: &Path) -> Result<String, Stopped> {
    fs::read_to_string(path).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Stopped {
    (format!("`{}` cannot be read: {error}", shown(path)), USAGE_ERROR)
}

fn ended(result: Result<Output, Stopped>) -> Output {
    result.unwrap_or_else(|(message, status)| Output::failed(status, message))
}
