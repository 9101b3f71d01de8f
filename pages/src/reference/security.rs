//! The servers, the security schemes, and how to get a token.

use maud::{Markup, html};

use crate::reference::curl::token_command;
use crate::reference::fields::description;
use crate::reference::link::{code_link, id};
use crate::reference::provenance::{provenance, rest, text_or_json};
use crate::reference::spec::{Node, Spec, join};

/// The schema of tracking ids.
const TRACKING_ID: &str = "/components/schemas/TrackingId";

/// The part of the page about servers and tokens.
pub(crate) fn section(spec: &Spec<'_>) -> Markup {
    let servers = spec.root().items_of("servers");
    let schemes = spec.components("securitySchemes");
    html! {
        @if !servers.is_empty() {
            section aria-labelledby="servers" {
                h2 #servers { "Servers" }
                @for server in &servers { (server_card(server)) }
            }
        }
        @if !schemes.is_empty() {
            section aria-labelledby="tokens" {
                h2 #tokens { "Tokens and credentials" }
                (requirement(spec.root().member("security")))
                @for (name, scheme) in &schemes { (scheme_card(spec, name, scheme)) }
            }
        }
    }
}

/// A server of the spec.
pub(crate) fn server_card(server: &Node<'_>) -> Markup {
    let url = server.text("url").unwrap_or_default();
    html! {
        section.card id=(id(&server.at)) {
            h3 { code { (url) } @if let Some(name) = server.value.get("x-id") { " " span.badge.mute { (text_or_json(name)) } } }
            (description(server))
            @if let Some(scheme) = server.text("x-security-scheme") {
                p { "Tokens: " (code_link(&scheme_pointer(scheme), scheme)) }
            }
            @for (name, variable) in server.members_of("variables") {
                p { code { "{" (name) "}" } " " (description(&variable)) (rest(&variable, &[])) }
            }
            (provenance(server))
            (rest(server, &["url", "x-id", "x-security-scheme", "variables"]))
        }
    }
}

/// Which schemes are required, as alternatives.
pub(crate) fn requirement(security: Option<Node<'_>>) -> Markup {
    let Some(security) = security else { return html! {} };
    let alternatives: Vec<Node<'_>> = security.items().collect();
    html! {
        p {
            "Credentials: "
            @if alternatives.is_empty() { "none" }
            @for (index, alternative) in alternatives.iter().enumerate() {
                @if index > 0 { ", or " }
                @if alternative.members().next().is_none() { "none" }
                @for (index, (name, scopes)) in alternative.members().enumerate() {
                    @if index > 0 { " together with " }
                    (code_link(&scheme_pointer(name), name))
                    @for scope in scopes.items() { " " code { (text_or_json(scope.value)) } }
                }
            }
        }
    }
}

fn scheme_card(spec: &Spec<'_>, name: &str, scheme: &Node<'_>) -> Markup {
    let resolved = spec.resolve(scheme);
    html! {
        section.card id=(id(&scheme.at)) {
            h3 { code { (name) } " " span.badge.mute { (text_or_json(resolved.value.get("type").unwrap_or(resolved.value))) } }
            (description(&resolved))
            (provenance(&resolved))
            @for (flow, content) in resolved.members_of("flows") {
                dl {
                    dt { "Flow" }
                    dd { (flow) }
                    @for (key, value) in content.members().filter(|(key, _)| *key != "scopes") { dt { (key) } dd { code { (text_or_json(value.value)) } } }
                    @for (scope, about) in content.members_of("scopes") { dt { "Scope " code { (scope) } } dd { (text_or_json(about.value)) } }
                }
                @if flow == "clientCredentials" && let Some(url) = content.text("tokenUrl") {
                    pre { (token_command(url, &token_headers(spec, &resolved))) }
                }
            }
            @if let Some(header) = resolved.value.get("x-tracking-header") { p { "Header with the tracking id of a token request: " code { (text_or_json(header)) } } }
            (rest(&resolved, &["type", "flows", "x-tracking-header"]))
        }
    }
}

fn scheme_pointer(name: &str) -> String {
    join("/components/securitySchemes", name)
}

/// The header with the tracking id of a token request, and an example of a tracking id. If the scheme names no header, it is that of the first
/// operation with a tracking id.
fn token_headers(spec: &Spec<'_>, scheme: &Node<'_>) -> Vec<(String, String)> {
    let example = spec.at(TRACKING_ID).and_then(|schema| schema.text("example")).unwrap_or("TRACKING-ID");
    let is_tracking_id = |parameter: &Node<'_>| {
        let target = parameter.member("schema").and_then(|schema| schema.target().map(|target| target == TRACKING_ID));
        parameter.text("in") == Some("header") && target == Some(true)
    };
    let operations = spec.operations();
    let parameters = operations.iter().flat_map(|operation| operation.parameters(spec));
    let first = parameters.map(|parameter| spec.resolve(&parameter)).find(is_tracking_id);
    let of_operation = first.and_then(|parameter| parameter.text("name"));
    let name = scheme.text("x-tracking-header").or(of_operation);
    name.map(|name| (name.to_owned(), example.to_owned())).into_iter().collect()
}
