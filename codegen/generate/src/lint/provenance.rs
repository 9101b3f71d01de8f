//! Whether every element says where it comes from: a description, and `x-source` or `x-assumption`.
//!
//! Asked only of a spec that names a document of its own under `info.x-document`; other people's specs have none.

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::operation::operations;
use colt_numbers_openapi::pointer::join;
use colt_numbers_openapi::reference;
use colt_numbers_openapi::value::{self, items, members};
use colt_numbers_openapi::walk::schemas;
use serde_json::Value;

/// Checks every element that states something.
pub fn check(root: &Value, lint: &mut Findings) {
    let Some(document) = root.pointer("/info/x-document") else { return };
    let hash = value::text(document, "sha256").unwrap_or_default();
    if hash.len() != 64 || !hash.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)) {
        lint.error("/info/x-document/sha256", "no SHA-256")
            .hint("give the hash of the text that the lines refer to, in 64 small hex digits");
    }
    for key in ["file", "title"] {
        if value::text(document, key).is_none_or(str::is_empty) {
            lint.error("/info/x-document", format!("no `{key}`"))
                .hint("name the document, so that a citation means something");
        }
    }
    let name = value::text(document, "file").unwrap_or_default();
    let mut ask = |at: &str, element: &Value, wants_words: &str| element_of(name, at, element, wants_words, lint);
    for (index, server) in items(root.get("servers")).enumerate() {
        ask(&format!("/servers/{index}"), server, "description");
    }
    for operation in operations(root) {
        ask(&operation.at, operation.value, "description");
        for (index, parameter) in items(operation.value.get("parameters")).enumerate() {
            ask(&format!("{}/parameters/{index}", operation.at), parameter, "description");
        }
        if let Some(body) = operation.value.get("requestBody") {
            ask(&format!("{}/requestBody", operation.at), body, "description");
        }
        for (status, response) in members(operation.value.get("responses")) {
            with_headers(&join(&format!("{}/responses", operation.at), status), response, &mut ask);
        }
        for (id, effect) in members(operation.value.get("x-effects")) {
            ask(&join(&format!("{}/x-effects", operation.at), id), effect, "statement");
        }
    }
    for section in ["securitySchemes", "parameters", "requestBodies", "headers", "responses"] {
        let at = format!("/components/{section}");
        for (name, element) in members(root.pointer(&at)) {
            with_headers(&join(&at, name), element, &mut ask);
        }
    }
    schemas(root, &mut |at, schema| {
        // A schema that stands inside a parameter, header or list is described by what it stands in.
        if matches!(at.rsplit('/').nth(1), Some("schemas" | "properties")) {
            ask(at, schema, "description");
        }
    });
    for (id, rule) in members(root.get("x-rules")) {
        ask(&join("/x-rules", id), rule, "statement");
    }
}

/// Asks of an element and, if it is a response, of its headers.
fn with_headers<'v>(at: &str, element: &'v Value, ask: &mut impl FnMut(&str, &'v Value, &str)) {
    ask(at, element, "description");
    for (name, header) in members(element.get("headers")) {
        ask(&join(&format!("{at}/headers"), name), header, "description");
    }
}

fn element_of(document: &str, at: &str, element: &Value, words: &str, lint: &mut Findings) {
    if reference::of(element).is_some() {
        return;
    }
    let text = |key: &str| value::text(element, key).filter(|text| !text.trim().is_empty());
    if text(words).is_none() {
        lint.error(at, format!("no `{words}`")).hint("say in our own words what it is");
    }
    if text("x-source").is_none() && text("x-assumption").is_none() {
        lint.error(at, "neither `x-source` nor `x-assumption`")
            .hint(format!("cite the line, as in `x-source: {document}:54-59`, or say why it is assumed"));
    }
    let cites_nothing = |source: &&Value| !source.as_str().is_some_and(|source| cites_lines(source, document));
    if let Some(source) = element.get("x-source").filter(cites_nothing) {
        lint.error(&join(at, "x-source"), format!("{source} cites no line of `{document}`"))
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
