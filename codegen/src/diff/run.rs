//! `cargo codegen diff` but for its arguments and files: texts in, texts and an exit status out.

use super::diff;
use super::report::Report;
use super::versions::check_versions;

/// What to write about the changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// The report for people.
    #[default]
    Text,
    /// The report for programs: one JSON object.
    Json,
    /// A draft of the changelog's entries, in Markdown.
    Changelog,
}

/// A comparison asked for.
#[derive(Clone, Copy, Debug)]
pub struct Request<'t> {
    /// The text of the old document, YAML or JSON.
    pub old: &'t str,
    /// The text of the new one.
    pub new: &'t str,
    /// What to write.
    pub view: View,
    /// For `--check`: the version of the crates that goes with the old document, and the one as it stands now.
    pub versions: Option<(&'t str, &'t str)>,
}

/// What to write where, and how to end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// For stdout, with its last line ended.
    pub stdout: String,
    /// For stderr, the same; empty where all is well.
    pub stderr: String,
    /// The exit status: [`DONE`], [`UNREADABLE`] or [`TOO_LOW`].
    pub status: u8,
}

/// Compared, and the versions, where they were asked about, are high enough.
pub const DONE: u8 = 0;
/// A document or a version cannot be read.
pub const UNREADABLE: u8 = 2;
/// The version is lower than the changes ask for.
pub const TOO_LOW: u8 = 8;

/// Compares, checks the versions if asked to, and writes what was asked for. The report is written in any case.
///
/// ```
/// use colt_numbers_codegen::diff::{Request, View, run};
///
/// let document = |title: &str| format!("{{openapi: 3.0.3, info: {{title: {title}}}, paths: {{}}}}");
/// let (old, new) = (document("a"), document("b"));
/// let outcome = run(&Request { old: &old, new: &new, view: View::Json, versions: Some(("0.1.0", "0.1.0")) });
/// assert_eq!(outcome.status, 8, "words changed as well, so 0.1.1 is due");
/// assert!(outcome.stdout.contains(r#""bump":"patch""#));
/// assert!(outcome.stderr.contains("set the version to `0.1.1` or higher"));
/// ```
#[must_use]
pub fn run(request: &Request<'_>) -> Outcome {
    let failed = |status, error: String| Outcome { stdout: String::new(), stderr: format!("error: {error}\n"), status };
    let report = match diff(request.old, request.new) {
        Ok(report) => report,
        Err(error) => return failed(UNREADABLE, error.to_string()),
    };
    let stdout = written(&report, request.view);
    let Some((old, new)) = request.versions else {
        return Outcome { stdout, ..Outcome::default() };
    };
    match check_versions(&report, old, new) {
        Ok(()) => Outcome { stdout, ..Outcome::default() },
        Err(error) => {
            let status = match error {
                super::VersionError::Unreadable { .. } => UNREADABLE,
                super::VersionError::TooLow { .. } => TOO_LOW,
            };
            Outcome { stdout, ..failed(status, error.to_string()) }
        }
    }
}

fn written(report: &Report, view: View) -> String {
    match view {
        View::Text => report.text(),
        View::Json => format!("{}\n", report.json()),
        View::Changelog => report.changelog(),
    }
}
