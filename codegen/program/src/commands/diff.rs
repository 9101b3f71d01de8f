//! `cargo codegen diff`: reports what changed between two specs, and checks that the version was raised accordingly.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::Args;
use colt_numbers_diff::{AcknowledgementError, ChangeReport, check_versions, diff};
use colt_numbers_openapi::paths::printable;
use colt_numbers_openapi::source::SPEC_FILE;
use colt_numbers_terminal_text::SafeBytes;

use crate::failure::Failure;
use crate::output::Output;
use crate::{git, input};

const USAGE: &str = "\
cargo codegen diff <OLD.yaml> <NEW.yaml> [OPTIONS]
       cargo codegen diff --git <REVISION> [OPTIONS]";

/// The arguments of `diff`.
#[derive(Args, Debug)]
#[command(override_usage = USAGE)]
pub struct DiffArgs {
    /// The old spec
    #[arg(value_name = "OLD.yaml", required_unless_present = "git", conflicts_with = "git")]
    old: Option<PathBuf>,
    /// The new spec
    #[arg(value_name = "NEW.yaml", required_unless_present = "git")]
    new: Option<PathBuf>,
    /// Compare the spec of a Git revision with the project's spec
    #[arg(long, value_name = "REVISION")]
    git: Option<OsString>,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
    /// Print a draft of the changelog entry
    #[arg(long, conflicts_with = "json")]
    changelog: bool,
    /// Check that the version in `Cargo.toml` is as high as the changes require
    #[arg(long)]
    check: bool,
    /// A file of acknowledged changes, which do not affect the required version. Each line is `ENTRY # REASON`; ENTRY is the value of
    /// `entry` in the `--json` output
    #[arg(long, value_name = "FILE")]
    acknowledged: Option<PathBuf>,
    /// The version that the old spec was released with [default with `--git`: the version in the revision's `Cargo.toml`]
    #[arg(long, value_name = "VERSION")]
    from: Option<OsString>,
}

/// Runs the comparison.
pub fn run(args: &DiffArgs, root: &Path) -> Result<Output, Failure> {
    let git = utf8("--git", args.git.as_ref())?;
    let from = utf8("--from", args.from.as_ref())?;
    if args.check && from.is_none() && git.is_none() {
        return Err(Failure::usage(
            "`--check` with two files needs `--from VERSION`, the version that the old spec was released with",
        ));
    }
    let (old, new) = match (&args.old, &args.new, git) {
        (Some(old), Some(new), _) => (input::text(old)?, input::text(new)?),
        (.., Some(revision)) => (git::show(root, revision, SPEC_FILE)?, input::text(&root.join(SPEC_FILE))?),
        _ => return Err(Failure::usage("`diff` needs an old and a new spec, or `--git REVISION`")),
    };
    let mut report = diff(&old, &new).map_err(Failure::usage)?;
    let stale = match &args.acknowledged {
        Some(file) => acknowledge(&mut report, file)?,
        None => None,
    };
    let output = match (args.json, args.changelog) {
        (true, _) => Output::json(report.json()),
        (_, true) => Output::text(report.changelog()),
        _ => Output::text(report.text()),
    };
    let too_low = if args.check { check(&report, from, git, root).err() } else { None };
    let failures = stale.into_iter().chain(too_low);
    Ok(failures.fold(output, |output, failure| output.with(failure.status, &format!("error: {}\n", failure.message))))
}

/// Marks the acknowledged changes of the report. An entry that matches no change is returned as a failure, which is printed after the
/// report.
fn acknowledge(report: &mut ChangeReport, file: &Path) -> Result<Option<Failure>, Failure> {
    let failed = |error| format!("`{}`: {error}", printable(file));
    match report.acknowledge(&input::text(file)?) {
        Ok(()) => Ok(None),
        Err(error @ AcknowledgementError::Stale { .. }) => Ok(Some(Failure::failed_check(failed(error)))),
        Err(error @ AcknowledgementError::Unreadable { .. }) => Err(Failure::usage(failed(error))),
    }
}

/// Checks that the version was raised as the changes require.
fn check(report: &ChangeReport, from: Option<&str>, git: Option<&str>, root: &Path) -> Result<(), Failure> {
    let now = version(&input::text(&root.join("Cargo.toml"))?)?;
    let before = match (from, git) {
        (Some(version), _) => version.to_owned(),
        (None, Some(revision)) => version(&git::show(root, revision, "Cargo.toml")?)?,
        (None, None) => return Err(Failure::usage("no version to compare with")),
    };
    check_versions(report, &before, &now).map_err(Failure::failed_check)
}

/// The version of the workspace in a manifest.
fn version(manifest: &str) -> Result<String, Failure> {
    let package = manifest.split("[workspace.package]").nth(1).unwrap_or_default();
    let line = package.lines().find_map(|line| line.trim().strip_prefix("version")?.trim().strip_prefix('='));
    let version = line.map(|value| value.trim().trim_matches('"').to_owned());
    version.ok_or_else(|| Failure::usage("`Cargo.toml` has no `[workspace.package]` version"))
}

/// The value of an option that must be text.
fn utf8<'v>(option: &str, value: Option<&'v OsString>) -> Result<Option<&'v str>, Failure> {
    let invalid = |value: &OsString| {
        let value = SafeBytes(value.as_encoded_bytes());
        Failure::usage(format!("the value of `{option}` is not UTF-8: `{value}`"))
    };
    value.map(|value| value.to_str().ok_or_else(|| invalid(value))).transpose()
}
