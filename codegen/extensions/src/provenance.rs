//! Checks the provenance of every element: a description, and a citation (`x-source`) or an assumption (`x-assumption`).
//!
//! Applies only to a spec that names its source documents under `info.x-documents`.

use colt_numbers_openapi::assumption;
use colt_numbers_openapi::error_codes;
use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::operation::operations;
use colt_numbers_openapi::pointer::{item, join};
use colt_numbers_openapi::reference;
use colt_numbers_openapi::silence::silences;
use colt_numbers_openapi::value::{self, items, members, visible_text};
use colt_numbers_openapi::walk::schemas;
use serde_json::Value;

use crate::earlier_lines;

/// Checks every element that needs a provenance.
pub fn check(root: &Value, lint: &mut Findings) {
    if root.pointer("/info/x-document").is_some() {
        lint.error("/info/x-document", "unknown key `x-document`").hint("list the documents under `x-documents`");
    }
    let Some(documents) = root.pointer("/info/x-documents") else { return };
    let files = check_documents(documents, lint);
    let mut check = |at: &str, element: &Value| {
        check_description(at, element, lint);
        check_source(&files, at, element, lint);
    };
    for (index, server) in items(root.get("servers")).enumerate() {
        check(&format!("/servers/{index}"), server);
    }
    let path_items = members(root.get("paths")).map(|(path, item)| (join("/paths", path), item));
    let holders = operations(root).into_iter().map(|operation| (operation.at, operation.value));
    for (at, holder) in path_items.chain(holders) {
        for (index, parameter) in items(holder.get("parameters")).enumerate() {
            check(&format!("{at}/parameters/{index}"), parameter);
        }
    }
    for operation in operations(root) {
        check(&operation.at, operation.value);
        if let Some(body) = operation.value.get("requestBody") {
            check(&format!("{}/requestBody", operation.at), body);
        }
        for (status, response) in members(operation.value.get("responses")) {
            with_headers(&join(&format!("{}/responses", operation.at), status), response, &mut check);
        }
    }
    for section in ["securitySchemes", "parameters", "requestBodies", "headers", "responses"] {
        let at = format!("/components/{section}");
        for (name, element) in members(root.pointer(&at)) {
            with_headers(&join(&at, name), element, &mut check);
        }
    }
    schemas(root, &mut |at, schema| {
        // A schema inside a parameter, a header or an array is described by its parent.
        if matches!(at.rsplit('/').nth(1), Some("schemas" | "properties")) {
            check(at, schema);
        }
    });
    // `crate::effects`, `crate::error_codes` and `crate::rules` check the statements.
    schemas(root, &mut |at, schema| {
        for (index, code) in items(schema.get(error_codes::KEYWORD)).enumerate() {
            check_source(&files, &item(&join(at, error_codes::KEYWORD), index), code, lint);
        }
    });
    let effects = operations(root).into_iter().flat_map(|operation| {
        let at = join(&operation.at, "x-effects");
        members(operation.value.get("x-effects")).map(move |(id, effect)| (join(&at, id), effect))
    });
    for (at, element) in effects.chain(members(root.get("x-rules")).map(|(id, rule)| (join("/x-rules", id), rule))) {
        check_source(&files, &at, element, lint);
    }
    for silence in silences(root) {
        check_cited_lines(&files, &silence.at(), silence.entry, lint);
    }
}

/// Checks the list of documents. Returns their file names, by which elements cite them.
fn check_documents<'v>(documents: &'v Value, lint: &mut Findings) -> Vec<&'v str> {
    let mut files = Vec::new();
    if items(Some(documents)).next().is_none() {
        lint.error("/info/x-documents", "not a list of documents").hint("list the documents that citations refer to");
    }
    for (index, document) in items(Some(documents)).enumerate() {
        let at = format!("/info/x-documents/{index}");
        let hash = value::text(document, "sha256").unwrap_or_default();
        if hash.len() != 64 || !hash.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)) {
            lint.error(&join(&at, "sha256"), "not a SHA-256 hash")
                .hint("write the hash of the cited document as 64 lower-case hex digits");
        }
        for key in ["file", "title"] {
            if value::text(document, key).is_none_or(str::is_empty) {
                lint.error(&at, format!("no `{key}`")).hint("name the document that citations refer to");
            }
        }
        let file = value::text(document, "file").unwrap_or_default();
        if files.contains(&file) {
            lint.error(&at, format!("another document has the file name `{file}` too"))
                .hint("give each document its own file name");
        }
        files.push(file);
    }
    files
}

/// Checks an element and its headers, if it is a response.
fn with_headers<'v>(at: &str, element: &'v Value, check: &mut impl FnMut(&str, &'v Value)) {
    check(at, element);
    for (name, header) in members(element.get("headers")) {
        check(&join(&format!("{at}/headers"), name), header);
    }
}

fn check_description(at: &str, element: &Value, lint: &mut Findings) {
    if reference::of(element).is_none() && visible_text(element, "description").is_none() {
        lint.error(at, "no `description`").hint("describe it in your own words");
    }
}

fn check_source(files: &[&str], at: &str, element: &Value, lint: &mut Findings) {
    if reference::of(element).is_some() {
        return;
    }
    let assumption = element.get("x-assumption");
    if assumption.is_some_and(|assumption| !assumption.is_string() && !assumption::is_valid(assumption)) {
        lint.error(&join(at, "x-assumption"), "neither a text nor a mapping of `text` and `silentOn`")
            .hint("write it as `{text: As HTTP defines it., silentOn: errors}`, with an id of `x-silences`");
    } else if visible_text(element, "x-source").is_none() && !assumption.is_some_and(assumption::is_valid) {
        lint.error(at, "neither `x-source` nor `x-assumption`").hint(format!(
            "cite the lines, as in `x-source: {}`, or state the assumption in `x-assumption`",
            example(files)
        ));
    }
    check_cited_lines(files, at, element, lint);
}

/// Checks the form of a citation, if there is one.
fn check_cited_lines(files: &[&str], at: &str, element: &Value, lint: &mut Findings) {
    let cites_one = |source: &str| files.iter().any(|file| cites_lines(source, file));
    let is_marked = |source: &Value| source.as_str().is_some_and(|source| earlier_lines::mark(source).is_some());
    if let Some(source) =
        element.get("x-source").filter(|source| !source.as_str().is_some_and(cites_one) && !is_marked(source))
    {
        let known = files.iter().map(|file| format!("`{file}`")).collect::<Vec<_>>().join(" or ");
        lint.error(&join(at, "x-source"), format!("{source} does not cite lines of {known}"))
            .hint(format!("write it as `{}`", example(files)));
    }
}

/// A citation as it is written.
fn example(files: &[&str]) -> String {
    format!("{}:54-59,61", files.first().unwrap_or(&"document.txt"))
}

/// Whether a source such as `file.txt:54-59,61` cites lines of the document.
fn cites_lines(source: &str, file: &str) -> bool {
    let is_range = |range: &str| {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        matches!((first.parse::<usize>(), last.parse()), (Ok(first), Ok(last)) if 1 <= first && first <= last)
    };
    let ranges = source.strip_prefix(file).and_then(|rest| rest.strip_prefix(':'));
    ranges.is_some_and(|ranges| ranges.split(',').all(is_range))
}
