//! The operations: path, effects, parameters, body, responses, and a command of curl.

use std::collections::BTreeSet;

use maud::{Markup, html};

use crate::reference::bodies::{Depth, content, listed};
use crate::reference::curl;
use crate::reference::effects;
use crate::reference::examples;
use crate::reference::fields::{description, needed};
use crate::reference::link::{code_link, id};
use crate::reference::parameters;
use crate::reference::provenance::{provenance, rest, text_or_json};
use crate::reference::responses;
use crate::reference::rules::{Rule, rule_notes};
use crate::reference::section::Section;
use crate::reference::security::{requirement, server_card};
use crate::reference::spec::{Node, Operation, Spec, join};

/// The keys whose meaning is shown.
const KEYS: [&str; 10] = [
    "operationId",
    "tags",
    "summary",
    "parameters",
    "requestBody",
    "responses",
    "security",
    "servers",
    "x-effects",
    "deprecated",
];

/// The keys of a path item whose meaning is shown: those of its operations, too.
const PATH_KEYS: [&str; 11] =
    ["summary", "parameters", "servers", "get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The part of the page with all operations.
pub(crate) fn section(spec: &Spec<'_>, operations: &[Operation<'_>], rules: &[Rule<'_>]) -> Markup {
    let mut paths = BTreeSet::new();
    html! {
        section aria-labelledby="operations" {
            h2 #operations { "Operations" }
            @for tag in spec.root().items_of("tags") {
                p { span.badge.mute { (tag.value.get("name").map(text_or_json).unwrap_or_default()) } }
                (description(&tag))
                (rest(&tag, &["name"]))
            }
            @for operation in operations {
                (operation_section(spec, operation, rules, paths.insert(operation.item.at.clone())))
            }
        }
    }
}

/// An operation. The first operation of a path also shows what all operations of the path share.
fn operation_section(spec: &Spec<'_>, operation: &Operation<'_>, rules: &[Rule<'_>], is_first: bool) -> Markup {
    let Operation { id: name, method, path, item, node } = operation;
    let mut own = Section::of(&node.at);
    if is_first {
        own.0.extend(["parameters", "servers"].map(|key| join(&item.at, key)));
    }
    let about: Vec<&Rule<'_>> = rules.iter().filter(|rule| rule.is_about(name)).collect();
    html! {
        section.operation id=(id(&node.at)) {
            h3 { (node.text("summary").unwrap_or(name)) @if node.is_true("deprecated") { " " span.badge.warn { "deprecated" } } }
            p.call { span.badge.mute { (method) } " " code { (path) } }
            p.soft.small {
                "Operation " code { (name) }
                @for tag in node.items_of("tags") { " " span.badge.mute { (text_or_json(tag.value)) } }
            }
            (description(node))
            @if is_first {
                @if let Some(summary) = item.value.get("summary") { p { (text_or_json(summary)) } }
                (description(item))
                (rest(item, &PATH_KEYS))
            }
            (provenance(node))
            (effects::list(operation))
            @if let Some(own) = node.member("security") { (requirement(Some(own))) }
            @let servers = node.member("servers").or_else(|| item.member("servers").filter(|_| is_first));
            @if let Some(servers) = servers { h4 { "Servers" } @for server in servers.items() { (server_card(&server)) } }
            (parameter_part(spec, &own, operation, &about))
            (body_part(spec, &own, operation, &about))
            (other_rules(spec, operation, &about))
            (responses::of_operation(spec, &own, &node.members_of("responses")))
            h4 { "As curl" }
            p.soft.small { "Set " code { "BASE_URL" } " to the URL of a " (link_to_servers(spec)) "." }
            pre { (curl::command(spec, operation, curl_body(spec, operation).as_ref().map(|(media, value)| (*media, *value)))) }
            (rest(node, &KEYS))
        }
    }
}

fn link_to_servers(spec: &Spec<'_>) -> Markup {
    let has_servers = !spec.root().items_of("servers").is_empty();
    html! { @if has_servers { a href="#servers" { "server" } } @else { "server" } }
}

fn parameter_part(spec: &Spec<'_>, section: &Section, operation: &Operation<'_>, rules: &[&Rule<'_>]) -> Markup {
    let listed = operation.parameters(spec);
    html! {
        @if !listed.is_empty() { h4 { "Parameters" } (parameters::table(spec, section, &listed, rules)) }
    }
}

fn body_part(spec: &Spec<'_>, section: &Section, operation: &Operation<'_>, rules: &[&Rule<'_>]) -> Markup {
    let Some(body) = operation.node.member("requestBody") else { return html! {} };
    let resolved = spec.resolve(&body);
    html! {
        h4 id=[section.id(&body.at)] { "Body " (needed(resolved.is_true("required"))) }
        @if let Some(target) = body.target() { p { (code_link(&target, &target)) } }
        (description(&resolved))
        @if section.owns(&resolved.at) { (provenance(&resolved)) (rest(&resolved, &["content", "required"])) }
        (content(spec, section, &resolved, Depth::All, rules))
    }
}

/// The rules that are not named at a field or a parameter.
fn other_rules(spec: &Spec<'_>, operation: &Operation<'_>, rules: &[&Rule<'_>]) -> Markup {
    let parameters = operation.parameters(spec);
    let names = parameters.iter().filter_map(|parameter| spec.resolve(parameter).text("name"));
    let mut shown: Vec<String> = names.map(|name| join("", &name.to_ascii_lowercase())).collect();
    for schema in body_schemas(spec, operation) {
        shown.extend(listed(spec, &schema, Depth::All).into_iter().map(|field| field.place));
    }
    let is_other = |rule: &&Rule<'_>| !shown.iter().any(|place| rule.is_about_field(place));
    let others: Vec<&Rule<'_>> = rules.iter().copied().filter(is_other).collect();
    html! {
        @if !rules.is_empty() {
            h4 { "Rules" }
            (rule_notes(&others))
            p.small.soft {
                @if others.len() < rules.len() { "Rules about a field are named at the field. " }
                a href="#rules" { "All rules" }
            }
        }
    }
}

fn body_schemas<'a>(spec: &Spec<'a>, operation: &Operation<'a>) -> Vec<Node<'a>> {
    let body = operation.node.member("requestBody").map(|body| spec.resolve(&body));
    let contents = body.map(|body| body.members_of("content")).unwrap_or_default();
    contents.into_iter().filter_map(|(_, content)| content.member("schema")).collect()
}

/// The media type of the body with the value of its first example.
fn curl_body<'a>(spec: &Spec<'a>, operation: &Operation<'a>) -> Option<(&'a str, Option<&'a serde_json::Value>)> {
    let body = spec.resolve(&operation.node.member("requestBody")?);
    let (media_type, content) = body.members_of("content").into_iter().next()?;
    Some((media_type, examples::values(spec, &content).into_iter().next()))
}
