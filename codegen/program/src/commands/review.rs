//! `cargo codegen review`: lists the changes of a new revision of a document with their places in the spec, and records which were read. When all
//! are read, the spec gets the hash of the revision.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use colt_numbers_audit::{Review, VendorDocument, review, with_hash_of};
use colt_numbers_openapi::paths::printable;
use colt_numbers_openapi::revisions::{REVISIONS_FILE, Revision, Revisions};
use colt_numbers_openapi::source::{SPEC_FILE, Source};
use colt_numbers_terminal_text::Safe;

use crate::failure::Failure;
use crate::input;
use crate::output::{self, Output};

const AFTER_HELP: &str = "\
Each change begins with its id. `--read` records ids in `spec/revisions.yaml`. When all changes are
read, the command sets `sha256` of the document in the spec, which the lint accepts only then.";

/// The word for all changes, in place of ids.
const ALL: &str = "all";

/// The arguments of `review`.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub struct ReviewArgs {
    /// The revision of the document that the spec was written from
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The new revision
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// Record that these changes were read: ids, or `all`
    #[arg(long, value_name = "ID", num_args = 1..)]
    read: Vec<String>,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

/// Runs the review.
pub fn run(args: &ReviewArgs, root: &Path) -> Result<Output, Failure> {
    let (old, new) = (input::document(&args.old)?, input::document(&args.new)?);
    let source = input::source(root)?;
    let mut review = review(&old, &new, &source.spec, &source.cases).map_err(Failure::usage)?;
    let text = source.revisions.as_deref().unwrap_or_default();
    let mut revisions = Revisions::parse(text)
        .map_err(|error| Failure::usage(format!("`{REVISIONS_FILE}` cannot be read: {error}")))?;
    let of_document = revisions.documents.entry(review.document.clone()).or_default();
    let revision = revision(of_document, &review, &old, &new)?;
    mark_read(revision, &mut review, &args.read)?;
    let mut messages = String::new();
    if !args.read.is_empty() {
        output::write_file(&root.join(REVISIONS_FILE), &revisions.text())?;
        if review.unread() == 0 {
            messages = set_hash(&source, &review, &new, root)?;
        }
    }
    keep_generated_names(&mut review, root);
    let output = if args.json { Output::json(review.to_json()) } else { Output::text(review.to_string()) };
    Ok(output.with(review.exit_status(), &messages))
}

/// The record of the new revision, whose changes are those from the revision before it. It is added if the last revision is the old one, and all
/// changes of that one were read.
fn revision<'r>(
    revisions: &'r mut Vec<Revision>,
    review: &Review,
    old: &VendorDocument,
    new: &VendorDocument,
) -> Result<&'r mut Revision, Failure> {
    let is = |revision: &Revision, document: &VendorDocument| document.hashes().contains(&revision.sha256);
    let document = Safe::new(&review.document);
    let changes: BTreeMap<String, bool> = review.changes.iter().map(|change| (change.id.clone(), false)).collect();
    let before_last = revisions.len().checked_sub(2).map(|index| &revisions[index]);
    match revisions.last() {
        // The changes of a revision are those from the revision before it, and not from any other text.
        Some(last) if is(last, new) && before_last.is_some_and(|before| is(before, old)) => {}
        Some(last) if is(last, new) => {
            let hint = match before_last {
                Some(before) => format!("pass `{}`, the revision before it, as OLD", Safe::new(&before.sha256)),
                None => "it is the first revision, which has no changes".to_owned(),
            };
            return Err(Failure::usage(format!(
                "NEW is the last revision of `{document}` in `{REVISIONS_FILE}`, but OLD is not the revision before it\n  hint: {hint}"
            )));
        }
        Some(last) if is(last, old) && last.unread() > 0 => {
            let unread = last.unread();
            return Err(Failure::failed_check(format!(
                "{unread} changes of the old revision of `{document}` are unread"
            )));
        }
        Some(last) if is(last, old) => {
            revisions.push(Revision { sha256: new.hash().to_owned(), changes: changes.clone() })
        }
        Some(last) => {
            let last = Safe::new(&last.sha256);
            return Err(Failure::usage(format!(
                "the last revision of `{document}` in `{REVISIONS_FILE}` is `{last}`, neither OLD nor NEW\n  hint: pass that revision as OLD"
            )));
        }
        None => {
            return Err(Failure::usage(format!(
                "`{REVISIONS_FILE}` has no revision of `{document}`\n  hint: add its first revision to the file; `cargo codegen lint` prints the line"
            )));
        }
    }
    let Some(revision) = revisions.last_mut() else { return Err(Failure::internal("no revision")) };
    // Changes that were recorded by another version of this program may have other ids; they are read again.
    let was_read = |id: &String| revision.changes.get(id).copied().unwrap_or(false);
    revision.changes = changes.into_keys().map(|id| (id.clone(), was_read(&id))).collect();
    Ok(revision)
}

fn mark_read(revision: &mut Revision, review: &mut Review, ids: &[String]) -> Result<(), Failure> {
    for id in ids.iter().filter(|id| *id != ALL) {
        if !revision.changes.contains_key(id) {
            let id = Safe::new(id);
            return Err(Failure::usage(format!(
                "no change has the id `{id}`\n  hint: `cargo codegen review OLD NEW` lists the ids"
            )));
        }
    }
    let all = ids.iter().any(|id| id == ALL);
    for (id, is_read) in &mut revision.changes {
        *is_read |= all || ids.contains(id);
    }
    for change in &mut review.changes {
        change.is_read = revision.changes.get(&change.id).copied().unwrap_or(false);
    }
    Ok(())
}

/// Sets the hash of the revision in the spec. Returns what was done, or what is missing.
fn set_hash(source: &Source, review: &Review, new: &VendorDocument, root: &Path) -> Result<String, Failure> {
    if !review.not_read.is_empty() {
        return Ok("`sha256` is not set, because a part of a document was not read\n".to_owned());
    }
    if !review.is_renumbered {
        return Ok("`sha256` is not set, because the spec does not cite the lines of NEW\n  hint: run `cargo codegen audit OLD NEW --renumber`, and this command again\n".to_owned());
    }
    let spec = with_hash_of(new, &source.spec).map_err(Failure::usage)?;
    output::write_file(&root.join(SPEC_FILE), &spec)?;
    let file = printable(Path::new(SPEC_FILE));
    Ok(format!("`sha256` of `{}` in `{file}` is that of NEW\n", Safe::new(&review.document)))
}

/// Keeps only those names that the generated code has.
fn keep_generated_names(review: &mut Review, root: &Path) {
    let files = ["types", "rules"].map(|file| root.join(format!("generated/src/{file}.rs")));
    let code: String = files.iter().filter_map(|file| fs::read_to_string(file).ok()).collect();
    let is_word_char = |c: char| c.is_alphanumeric() || c == '_';
    let words: std::collections::BTreeSet<&str> = code.split(|c| !is_word_char(c)).collect();
    for change in &mut review.changes {
        change.dependents.generated.retain(|name| words.contains(name.as_str()));
    }
}
