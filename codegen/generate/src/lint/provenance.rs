//! Checks the provenance of every element: a description, and a citation (`x-source`) or an assumption (`x-assumption`).
//!
//! Applies only to a spec that names its source document under `info.x-document`.

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::operation::operations;
use colt_numbers_openapi::pointer::join;
use colt_numbers_openapi::reference;
use colt_numbers_openapi::value::{self, items, members};
use colt_numbers_openapi::walk::schemas;
use serde_json::Value;

/// Checks every element that needs a provenance.
pub fn check(root: &Value, lint: &mut Findings) {
    let Some(document) = root.pointer("/info/x-document") else { return };
    let hash = value::text(document, "sha256").unwrap_or_default();
    if hash.len() != 64 || !hash.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)) {
        lint.error("/info/x-document/sha256", "not a SHA-256 hash")
            .hint("write the hash of the cited document as 64 lower-case hex digits");
    }
    for key in ["file", "title"] {
        if value::text(document, key).is_none_or(str::is_empty) {
            lint.error("/info/x-document", format!("no `{key}`")).hint("name the document that citations refer to");
        }
    }
    let name = value::text(document, "file").unwrap_or_default();
    let mut check = |at: &str, element: &Value, words: &str| check_element(name, at, element, words, lint);
    for (index, server) in items(root.get("servers")).enumerate() {
        check(&format!("/servers/{index}"), server, "description");
    }
    for operation in operations(root) {
        check(&operation.at, operation.value, "description");
        for (index, parameter) in items(operation.value.get("parameters")).enumerate() {
            check(&format!("{}/parameters/{index}", operation.at), parameter, "description");
        }
        if let Some(body) = operation.value.get("requestBody") {
            check(&format!("{}/requestBody", operation.at), body, "description");
        }
        for (status, response) in members(operation.value.get("responses")) {
            with_headers(&join(&format!("{}/responses", operation.at), status), response, &mut check);
        }
        for (id, effect) in members(operation.value.get("x-effects")) {
            check(&join(&format!("{}/x-effects", operation.at), id), effect, "statement");
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
            check(at, schema, "description");
        }
    });
    for (id, rule) in members(root.get("x-rules")) {
        check(&join("/x-rules", id), rule, "statement");
    }
}

/// Checks an element and its headers, if it is a response.
fn with_headers<'v>(at: &str, element: &'v Value, check: &mut impl FnMut(&str, &'v Value, &str)) {
    check(at, element, "description");
    for (name, header) in members(element.get("headers")) {
        check(&join(&format!("{at}/headers"), name), header, "description");
    }
}

fn check_element(document: &str, at: &str, element: &Value, words: &str, lint: &mut Findings) {
    if reference::of(element).is_some() {
        return;
    }
    let text = |key: &str| value::text(element, key).filter(|text| !text.trim().is_empty());
    if text(words).is_none() {
        lint.error(at, format!("no `{words}`")).hint("describe it in your own words");
    }
    if text("x-source").is_none() && text("x-assumption").is_none() {
        lint.error(at, "neither `x-source` nor `x-assumption`").hint(format!(
            "cite the lines, as in `x-source: {document}:54-59`, or state the assumption in `x-assumption`"
        ));
    }
    let is_invalid = |source: &&Value| !source.as_str().is_some_and(|source| cites_lines(source, document));
    if let Some(source) = element.get("x-source").filter(is_invalid) {
        lint.error(&join(at, "x-source"), format!("{source} does not cite lines of `{document}`"))
            .hint(format!("write it as `{document}:54-59,61`"));
    }
}

/// Whether a source such as `file.txt:54-59,61` cites lines of the document.
fn cites_lines(source: &str, document: &str) -> bool {
    let is_range = |range: &str| {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        matches!((first.parse::<usize>(), last.parse()), (Ok(first), Ok(last)) if 1 <= first && first <= last)
    };
    let ranges = source.strip_prefix(document).and_then(|rest| rest.strip_prefix(':'));
    ranges.is_some_and(|ranges| ranges.split(',').all(is_range))
}
