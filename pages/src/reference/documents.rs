//! The documents that the spec was written from: their revisions, what changed in the last one, and what they leave open.

use maud::{Markup, html};
use serde_json::Value;

use crate::reference::element_name::element_name;
use crate::reference::link::{href, id};
use crate::reference::provenance::{Assumption, SILENCES, provenance, rest, text_or_json};
use crate::reference::spec::{Node, Operation, Spec};

/// The keys of a document whose meaning is shown.
const KEYS: [&str; 6] = ["file", "title", "sha256", "version", "previous", "leftOut"];

fn documents<'a>(spec: &Spec<'a>) -> Vec<Node<'a>> {
    spec.root().member("info").map(|info| info.items_of("x-documents")).unwrap_or_default()
}

/// Whether the spec names the documents that it was written from.
pub(crate) fn has_documents(spec: &Spec<'_>) -> bool {
    !documents(spec).is_empty()
}

/// The part of the page about the documents.
pub(crate) fn section(spec: &Spec<'_>, operations: &[Operation<'_>]) -> Markup {
    let documents = documents(spec);
    html! {
        @if !documents.is_empty() {
            section aria-labelledby="documents" {
                h2 #documents { "Documents, and what changed" }
                @for document in &documents { (card(spec, operations, document)) }
            }
        }
    }
}

fn card(spec: &Spec<'_>, operations: &[Operation<'_>], document: &Node<'_>) -> Markup {
    let left_out = document.items_of("leftOut");
    html! {
        section.card id=(id(&document.at)) {
            h3 { (document.value.get("title").map(text_or_json).unwrap_or_default()) }
            dl {
                @for (key, label) in [("file", "Cited as"), ("version", "Version"), ("sha256", "Revision (SHA-256)")] {
                    @if let Some(value) = document.value.get(key) { dt { (label) } dd { code { (text_or_json(value)) } } }
                }
            }
            @match document.member("previous") {
                Some(previous) => (changes(spec, operations, &previous)),
                None => p { "No earlier revision is recorded, so changes are not listed." },
            }
            (rest(document, &KEYS))
            @if !left_out.is_empty() {
                details {
                    summary { "Lines that state nothing about the API" }
                    ul.small {
                        @for part in &left_out {
                            li {
                                @if let Some(lines) = part.value.get("lines") { "Lines " (text_or_json(lines)) ": " }
                                @if let Some(reason) = part.value.get("reason") { (text_or_json(reason)) }
                                (rest(part, &["lines", "reason"]))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What changed since the previous revision.
fn changes(spec: &Spec<'_>, operations: &[Operation<'_>], previous: &Node<'_>) -> Markup {
    html! {
        h4 { "What changed" }
        @if let Some(hash) = previous.value.get("sha256") { p.small.soft { "Since the revision " code { (text_or_json(hash)) } } }
        ul.rows {
            @for change in previous.items_of("changes") {
                li id=(id(&change.at)) {
                    p { (text_or_json(change.value.get("statement").unwrap_or(change.value))) }
                    p.small.soft {
                        @if let Some(lines) = change.value.get("lines") { "Lines " (text_or_json(lines)) ". " }
                        @for pointer in change.items_of("affects").iter().filter_map(|pointer| pointer.value.as_str()) {
                            (affected(spec, operations, pointer)) " "
                        }
                    }
                    (rest(&change, &["statement", "lines", "affects"]))
                }
            }
        }
        (rest(previous, &["sha256", "changes"]))
    }
}

/// A link to the nearest element around a pointer that is on the page.
fn affected(spec: &Spec<'_>, operations: &[Operation<'_>], pointer: &str) -> Markup {
    let parents = pointer.match_indices('/').map(|(index, _)| &pointer[..index]).skip(1);
    let places: Vec<&str> = parents.chain([pointer]).collect();
    let shown = places.iter().rev().find(|place| is_shown(place)).filter(|place| spec.root.pointer(place).is_some());
    let name = element_name(spec, operations, pointer);
    html! { @match shown { Some(place) => a href=(href(place)) { (name) }, None => (name) } }
}

/// Whether the element at a pointer has an id on the page.
fn is_shown(pointer: &str) -> bool {
    let tokens: Vec<&str> = pointer.split('/').skip(1).collect();
    match tokens[..] {
        ["components", "schemas", _, ref inner @ ..] => inner.is_empty() || matches!(inner, [.., "properties", _]),
        ["components", section, _] => section != "schemas",
        ["paths", _, _] => true,
        ["paths", _, _, "parameters", _] | ["paths", _, _, "x-effects" | "responses", _] => true,
        ["paths", _, _, "requestBody"] | ["x-rules" | "x-silences" | "servers", _] => true,
        _ => false,
    }
}

/// Whether the spec states that the documents leave anything open.
pub(crate) fn has_open_points(spec: &Spec<'_>) -> bool {
    !grouped_assumptions(spec).is_empty() || !silences(spec).is_empty()
}

/// What the documents do not state, by id.
fn silences<'a>(spec: &Spec<'a>) -> Vec<(&'a str, Node<'a>)> {
    spec.at(SILENCES).map(|node| node.members().collect()).unwrap_or_default()
}

/// The assumptions, each with the pointers of the elements that have it.
fn grouped_assumptions<'a>(spec: &Spec<'a>) -> Vec<(Assumption<'a>, Vec<String>)> {
    let mut groups = Vec::new();
    collect(&spec.root(), &mut groups);
    groups
}

/// The part of the page with all silences and assumptions. Elements with the same assumption are listed together.
pub(crate) fn open_points(spec: &Spec<'_>, operations: &[Operation<'_>]) -> Markup {
    let groups = grouped_assumptions(spec);
    html! {
        @if has_open_points(spec) {
            section aria-labelledby="assumptions" {
                h2 #assumptions { "What the documents leave open" }
                p.soft { "Here the documents are silent or unclear, and the spec assumes something." }
                @if !silences(spec).is_empty() {
                    div.card { ul.rows { @for (id, silence) in silences(spec) { (silence_item(id, &silence)) } } }
                }
                div.card { ul.rows {
                    @for (assumption, pointers) in &groups {
                        li {
                            p { (assumption.markup()) }
                            p.small { @for pointer in pointers { (affected(spec, operations, pointer)) " " } }
                        }
                    }
                } }
            }
        }
    }
}

fn silence_item(name: &str, silence: &Node<'_>) -> Markup {
    let words = silence.items_of("words");
    html! {
        li id=(id(&silence.at)) {
            p { (text_or_json(silence.value.get("statement").unwrap_or(silence.value))) " " span.soft.small { (name) } }
            @if !words.is_empty() {
                p.small { "No line has " @for (index, word) in words.iter().enumerate() { @if index > 0 { " or " } "“" (text_or_json(word.value)) "”" }
                    @if silence.value.get("x-source").is_some() { ", except:" } @else { "." }
                }
            }
            (provenance(silence))
            (rest(silence, &["statement", "words"]))
        }
    }
}

fn collect<'a>(node: &Node<'a>, groups: &mut Vec<(Assumption<'a>, Vec<String>)>) {
    if let Some(assumption) = Assumption::of(node) {
        match groups.iter_mut().find(|(known, _)| *known == assumption) {
            Some((_, pointers)) => pointers.push(node.at.clone()),
            None => groups.push((assumption, vec![node.at.clone()])),
        }
    }
    match node.value {
        Value::Object(_) => node.members().for_each(|(_, member)| collect(&member, groups)),
        Value::Array(_) => node.items().for_each(|item| collect(&item, groups)),
        _ => {}
    }
}
