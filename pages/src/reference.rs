//! The reference of an API: one page with everything that its spec states, for people. It is a pure function of the spec and its cases.
//!
//! What has a form of its own is shown by its meaning; any other key of the spec is shown as it is, so that the page omits nothing.

mod bodies;
mod contents;
mod countries;
mod country_names;
mod credentials;
mod curl;
mod documents;
mod effects;
mod element_name;
mod error_codes;
mod examples;
mod field_list;
mod fields;
mod link;
mod operation_index;
mod operations;
mod parameters;
mod provenance;
mod responses;
mod rules;
mod schema_parts;
mod schemas;
mod section;
mod security;
mod shared;
mod spec;
mod value_text;

use maud::{Markup, html};
use serde_json::Value;

use self::fields::description;
use self::operation_index::OperationIndex;
use self::provenance::{rest, text_or_json};
use self::spec::{Node, Spec};
use crate::page::{Page, Style};

/// The style sheet that only the reference has, beside [`crate::page::STYLE`].
pub const STYLE: &str = include_str!("reference/reference.css");

/// The keys of the root whose meaning is shown. `x-generated` is about the file of the spec.
const ROOT_KEYS: [&str; 10] =
    ["openapi", "info", "servers", "paths", "components", "security", "tags", "x-rules", "x-silences", "x-generated"];

/// The keys of `info` whose meaning is shown.
const INFO_KEYS: [&str; 6] = ["title", "version", "contact", "license", "termsOfService", "x-documents"];

/// The keys of `components` whose members have parts of their own.
const COMPONENT_KEYS: [&str; 9] = [
    "schemas",
    "securitySchemes",
    "responses",
    "parameters",
    "requestBodies",
    "headers",
    "examples",
    "links",
    "callbacks",
];

/// The reference of an API.
#[derive(Debug)]
pub struct Reference {
    /// The title of the page.
    pub title: String,
    /// The header: what the API is.
    pub header: Markup,
    /// The main part: the contents, and everything else.
    pub main: Markup,
}

impl Reference {
    /// The page as one file, with its style in it.
    pub fn page(self) -> String {
        self.page_with(Style::InPage(STYLE), html! {})
    }

    /// The page with its style elsewhere, and with links to other pages above its title.
    pub fn page_with(self, style: Style<'_>, links: Markup) -> String {
        let Self { title, header, main } = self;
        let header = html! { (links) (header) };
        Page { title: &title, skip: "Skip to the content", style, head: html! {}, header, main, footer: html! {} }
            .html()
    }
}

/// The fragment of a link to the element at a JSON Pointer, with its `#`.
///
/// ```
/// assert_eq!(colt_numbers_pages::reference::fragment("/x-rules/a rule"), "#/x-rules/a%2520rule");
/// ```
pub fn fragment(pointer: &str) -> String {
    link::href(pointer)
}

/// Makes the reference from a spec, and from its cases by group and name (`null` without cases).
///
/// The spec is an OpenAPI 3.0 document, which may have the extensions of this project. Nothing is checked: a part that has an unexpected form is
/// shown as JSON.
pub fn reference(spec: &Value, cases: &Value) -> Reference {
    let spec = Spec { root: spec, cases };
    let operations = spec.operations();
    let rules = rules::rules(&spec);
    let index = OperationIndex::of(&operations);
    let info = spec.root().member("info").unwrap_or_else(|| spec.root());
    let title = info.text("title").unwrap_or("An API without a title").to_owned();
    let main = html! {
        div.columns {
            (contents::contents(&spec, &operations, &rules))
            div {
                (operations::section(&spec, &operations, &rules))
                (rules::section(&spec, &rules, &index))
                (security::section(&spec))
                (schemas::section(&spec, &operations))
                (shared::section(&spec))
                (documents::section(&spec, &operations))
                (documents::open_points(&spec, &operations))
                (rest(&spec.root(), &ROOT_KEYS))
                @if let Some(components) = spec.root().member("components") { (rest(&components, &COMPONENT_KEYS)) }
            }
        }
    };
    Reference { header: header(&spec, &info, &title), title, main }
}

fn header(spec: &Spec<'_>, info: &Node<'_>, title: &str) -> Markup {
    html! {
        h1 { (title) @if let Some(version) = info.value.get("version") { " " span.soft { (text_or_json(version)) } } }
        (description(info))
        p.soft.small {
            @if let Some(version) = spec.root.get("openapi") { "OpenAPI " (text_or_json(version)) ". " }
            @for key in ["contact", "license"] { @for (_, value) in info.members_of(key) { (text_or_json(value.value)) " " } }
            @if let Some(terms) = info.value.get("termsOfService") { "Terms of service: " (text_or_json(terms)) }
        }
        (rest(info, &INFO_KEYS))
    }
}
