//! Checks that the spec was written from revisions of the documents whose changes were all read (`spec/revisions.yaml`).

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::pointer::{item, join};
use colt_numbers_openapi::revisions::{REVISIONS_FILE, Revision, Revisions};
use colt_numbers_openapi::value::{self, items};
use serde_json::Value;

/// Checks the hash of each document against the text of the revisions.
pub fn check(root: &Value, text: &str, lint: &mut Findings) {
    let revisions = match Revisions::parse(text) {
        Ok(revisions) => revisions,
        Err(error) => {
            let finding = lint.error("", format!("cannot be read: {error}")).in_file(REVISIONS_FILE);
            finding.at_line(error.line).hint("restore the file, which `cargo codegen review` writes");
            return;
        }
    };
    for (index, document) in items(root.pointer("/info/x-documents")).enumerate() {
        let entry = item("/info/x-documents", index);
        if document.get("linesOf").is_some() {
            lint.error(
                &join(&entry, "linesOf"),
                "the cited lines are those of a new revision, whose changes are not all read",
            )
            .hint("read them: `cargo codegen review OLD NEW`, which sets the hash of the revision");
        }
        let at = join(&entry, "sha256");
        let (Some(file), Some(hash)) = (value::text(document, "file"), value::text(document, "sha256")) else {
            continue;
        };
        let of_document = revisions.documents.get(file).map(Vec::as_slice).unwrap_or_default();
        let Some(first_unread) =
            of_document.iter().position(|revision| revision.unread() > 0).or(Some(of_document.len()))
        else {
            continue;
        };
        let read = &of_document[..first_unread];
        if read.last().is_some_and(|revision| revision.sha256 == hash) {
            check_previous(&entry, document, read, lint);
            if let Some(unread) = of_document.get(first_unread) {
                let message = format!("{} of the changes of a new revision of `{file}` are unread", unread.unread());
                lint.note(&at, message).hint("read them: `cargo codegen review OLD NEW`");
            }
        } else if of_document.is_empty() {
            lint.error(&at, format!("`{REVISIONS_FILE}` has no revision of `{file}`"))
                .hint(format!("add its first revision to the file: `{file}: [{{sha256: '{hash}'}}]`"));
        } else if let Some(revision) = of_document.iter().find(|revision: &&Revision| revision.sha256 == hash) {
            let message = match revision.unread() {
                0 => format!(
                    "`{REVISIONS_FILE}` has a later revision of `{file}`, or an earlier one with unread changes"
                ),
                unread => format!("{unread} changes of this revision of `{file}` are unread"),
            };
            lint.error(&at, message).hint("read the changes: `cargo codegen review OLD NEW`, which sets the hash");
        } else {
            lint.error(&at, format!("`{REVISIONS_FILE}` does not have this revision of `{file}`"))
                .hint("read its changes: `cargo codegen review OLD NEW`, which sets the hash");
        }
    }
}

/// Checks that the document lists what changed since the revision before the last one of these, for the reference of the API.
fn check_previous(entry: &str, document: &Value, revisions: &[Revision], lint: &mut Findings) {
    let stated = document.get("previous").and_then(|previous| value::text(previous, "sha256"));
    let before = revisions.len().checked_sub(2).map(|index| revisions[index].sha256.as_str());
    match before {
        Some(before) if stated != Some(before) => {
            let message = format!("the changes since the revision `{before}` are not listed");
            lint.note(entry, message).hint("list them in `previous`, which spec/README.md describes");
        }
        None if stated.is_some() => {
            lint.error(&join(entry, "previous"), format!("`{REVISIONS_FILE}` has no revision before this one"))
                .hint("remove `previous`");
        }
        _ => {}
    }
}
