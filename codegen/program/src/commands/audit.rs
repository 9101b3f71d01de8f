//! `cargo codegen audit`: compares the vendor's document with the spec, or two revisions of the document with each other.

use std::path::{Path, PathBuf};

use clap::Args;
use colt_numbers_audit::{VendorDocument, compare_revisions, compare_with_spec};
use colt_numbers_openapi::paths::printable;
use colt_numbers_openapi::source::SPEC_FILE;

use crate::failure::Failure;
use crate::input;
use crate::output::Output;

const USAGE: &str = "\
cargo codegen audit <DOCUMENT> [OPTIONS]
       cargo codegen audit <OLD> <NEW> [OPTIONS]";

const AFTER_HELP: &str = "\
A document is a `.txt` or `.docx`. If the spec was written from several documents, it is recognized by
its hash, its file name or its title, and compared with the elements that cite it. Prose is compared
only between two revisions: review every change between them before you update `sha256` in the spec.";

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
    /// The spec [default: the project's spec]
    #[arg(long, value_name = "FILE")]
    spec: Option<PathBuf>,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

/// Runs the audit.
pub fn run(args: &AuditArgs, root: &Path) -> Result<Output, Failure> {
    let document = document(&args.document)?;
    let new = args.new.as_deref().map(self::document).transpose()?;
    let spec = input::text(args.spec.as_deref().unwrap_or(&root.join(SPEC_FILE)))?;
    let Some(new) = new else {
        let discrepancies = compare_with_spec(&document, &spec).map_err(Failure::usage)?;
        let output =
            if args.json { Output::json(discrepancies.to_json()) } else { Output::text(discrepancies.to_string()) };
        return Ok(output.with(discrepancies.exit_status(), ""));
    };
    let changes = compare_revisions(&document, &new, Some(&spec)).map_err(Failure::usage)?;
    let output = if args.json { Output::json(changes.to_json()) } else { Output::text(changes.to_string()) };
    let notes = changes.notes.iter().filter(|_| args.json).map(|note| format!("note: {note}\n"));
    Ok(output.with(changes.exit_status(), &notes.collect::<String>()))
}

fn document(path: &Path) -> Result<VendorDocument, Failure> {
    let bytes = input::bytes(path)?;
    let document = VendorDocument::from_bytes(&bytes)
        .map_err(|error| Failure::usage(format!("`{}`: {error}", printable(path))))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(document.with_name(&name))
}
