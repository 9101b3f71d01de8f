//! `cargo codegen audit`: compares the vendor's document with the spec, or two revisions of the document with each other; updates line numbers.

use std::path::{Path, PathBuf};

use clap::Args;
use colt_numbers_audit::{VendorDocument, compare_revisions, compare_with_spec, renumber};
use colt_numbers_openapi::source::SPEC_FILE;

use crate::failure::Failure;
use crate::output::{self, Output};
use crate::{git, input};

const USAGE: &str = "\
cargo codegen audit <DOCUMENT> [OPTIONS]
       cargo codegen audit <OLD> <NEW> [--renumber] [OPTIONS]";

const AFTER_HELP: &str = "\
A document is a `.txt` or `.docx`. If the spec was written from several documents, it is recognized by
its hash, its file name or its title, and compared with the elements that cite it. Prose is compared
only between two revisions: read every change with `cargo codegen review`, which then updates `sha256`.
`--renumber` does not change lines that were updated by hand, even if the edit was committed.";

/// The arguments of `audit`.
#[derive(Args, Debug)]
#[command(override_usage = USAGE, after_help = AFTER_HELP)]
pub struct AuditArgs {
    /// The vendor's document; if NEW is given, the old revision
    #[arg(value_name = "DOCUMENT")]
    document: PathBuf,
    /// The new revision of the document
    #[arg(value_name = "NEW")]
    new: Option<PathBuf>,
    /// Update the line numbers in the spec from OLD to NEW, and nothing else
    #[arg(long, requires = "new")]
    renumber: bool,
    /// The spec [default: the project's spec]
    #[arg(long, value_name = "FILE")]
    spec: Option<PathBuf>,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

/// Runs the audit.
pub fn run(args: &AuditArgs, root: &Path) -> Result<Output, Failure> {
    let document = input::document(&args.document)?;
    let new = args.new.as_deref().map(input::document).transpose()?;
    let spec_file = args.spec.clone().unwrap_or_else(|| root.join(SPEC_FILE));
    let spec = input::text(&spec_file)?;
    let Some(new) = new else {
        let discrepancies = compare_with_spec(&document, &spec).map_err(Failure::usage)?;
        let output =
            if args.json { Output::json(discrepancies.to_json()) } else { Output::text(discrepancies.to_string()) };
        return Ok(output.with(discrepancies.exit_status(), ""));
    };
    if args.renumber {
        let earlier = if args.spec.is_none() { committed_specs(&document, root) } else { Vec::new() };
        let renumbering = renumber(&document, &new, &spec, &earlier).map_err(Failure::usage)?;
        output::write_file(&spec_file, &renumbering.spec)?;
        let output =
            if args.json { Output::json(renumbering.to_json()) } else { Output::text(renumbering.to_string()) };
        return Ok(output.with(renumbering.exit_status(), ""));
    }
    let changes = compare_revisions(&document, &new, Some(&spec)).map_err(Failure::usage)?;
    let output = if args.json { Output::json(changes.to_json()) } else { Output::text(changes.to_string()) };
    let notes = changes.notes.iter().filter(|_| args.json).map(|note| format!("note: {note}\n"));
    Ok(output.with(changes.exit_status(), &notes.collect::<String>()))
}

/// The spec in the last commit, and in the commit that set the hash of the document. Without commits, edits by hand are recognized by what the
/// cited lines state.
fn committed_specs(document: &VendorDocument, root: &Path) -> Vec<String> {
    let hashes = document.hashes().iter();
    let set_hash = hashes.filter_map(|hash| git::commit_with(root, hash, SPEC_FILE));
    let commits = std::iter::once("HEAD".to_owned()).chain(set_hash);
    commits.filter_map(|commit| git::show(root, &commit, SPEC_FILE).ok()).collect()
}
