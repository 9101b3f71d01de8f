//! The page of one request: why it was rejected, the whole request and its response, and how to repeat it with curl.

use colt_numbers_pages::reference::fragment;
use colt_numbers_pages::text::marked;
use maud::{Markup, html};

use crate::http::app::App;
use crate::http::page::curl;
use crate::http::page::layout::{Layout, citation, status, time};
use crate::request_log::{RecordedBody, RecordedHeader, RecordedRequest, RecordedViolation};
use crate::served_api::ADMIN_PATH;

/// The page.
pub(crate) fn html(app: &App, request: &RecordedRequest, has_next: bool) -> String {
    let title = format!("Request {}", request.number);
    let header = html! {
        h1 { (title) " " (status(request)) }
        nav {
            a href={ (ADMIN_PATH) "/" } { "All requests" }
            @if request.number > 1 { a href=(request.number - 1) { "Previous" } }
            @if has_next { a href=(request.number + 1) { "Next" } }
            a href={ (ADMIN_PATH) "/requests/" (request.number) } { "JSON" }
        }
    };
    let main = html! {
        section.card { (facts(request)) }
        @if request.rejection.is_some() || !request.violations.is_empty() { (reasons(app, request)) }
        section aria-labelledby="request" {
            h2 #request { "Request" }
            (message(&format!("{} {}", request.method, request.path), &request.headers, &request.body))
        }
        section aria-labelledby="response" {
            h2 #response { "Response" }
            @match (&request.response, &request.fault) {
                (Some(response), _) => (message(&response.status.to_string(), &response.headers, &response.body)),
                (None, Some(script)) => p.card { "The fault " code { (script.fault) } " replaced the response. " (marked(script.fault.about())) },
                (None, None) => p.card { "No response has been sent yet." },
            }
        }
        section aria-labelledby="curl" {
            h2 #curl { "As curl" }
            @match curl::command(&app.origin(), request) {
                Some(command) => {
                    @if command.contains("$TOKEN") { p.soft.small { "Set " code { "TOKEN" } " to a token of the token endpoint." } }
                    pre { (command) }
                }
                None => p.card { "The body is not kept as it was sent, so it cannot be repeated." },
            }
        }
    };
    Layout { title: &title, refresh: None, is_live: false }.page(header, main)
}

fn facts(request: &RecordedRequest) -> Markup {
    html! {
        dl {
            dt { "Received" } dd { (time(request.received_at)) }
            dt { "Operation" } dd { @match &request.operation { Some(id) => code { (id) }, None => "none" } }
            dt { "Tracking id" } dd { @match &request.tracking_id { Some(id) => code { (id) }, None => "none, or invalid" } }
            @if let Some(script) = &request.fault {
                dt { "Fault" } dd { code { (script.fault) (script.timing().suffix()) } }
            }
            @if let Some(id) = &request.order_id { dt { "Order" } dd { code { (id) } } }
            @if let Some(response) = &request.response { dt { "Response after" } dd { (response.after_millis) " ms" } }
        }
    }
}

fn reasons(app: &App, request: &RecordedRequest) -> Markup {
    html! {
        section aria-labelledby="why" {
            h2 #why { @if request.rejection.is_some() { "Why it was rejected" } @else { "Warnings" } }
            @if let Some(rejection) = request.rejection.as_ref().filter(|_| request.violations.is_empty()) {
                div.card {
                    h3 { (rejection.reason) }
                    p { (marked(&rejection.message)) }
                    @if !rejection.statement.is_empty() {
                        dl { (documentation(&rejection.statement, rejection.source.as_deref(), rejection.assumption.as_deref())) }
                    }
                }
            }
            @for violation in &request.violations { (violation_card(app, violation)) }
        }
    }
}

fn violation_card(app: &App, violation: &RecordedViolation) -> Markup {
    let rule = app.served.spec.rules.iter().find(|rule| rule.id == violation.id);
    html! {
        div.card {
            h3 {
                span.badge.(if violation.severity == "error" { "bad" } else { "warn" }) { (violation.severity) }
                " "
                @match rule {
                    Some(rule) => a href={ (ADMIN_PATH) "/reference" (fragment(&rule.at)) } { code { (violation.id) } },
                    None => code { (violation.id) },
                }
            }
            p { (marked(&violation.message)) }
            dl {
                dt { "Place" } dd { @if violation.pointer.is_empty() { "the whole body" } @else { code { (violation.pointer) } } }
                (documentation(&violation.statement, violation.source.as_deref(), violation.assumption.as_deref()))
            }
        }
    }
}

/// What the spec states, and where from.
fn documentation(statement: &str, source: Option<&str>, assumption: Option<&str>) -> Markup {
    html! {
        @if !statement.is_empty() { dt { "The spec says" } dd { (marked(statement)) } }
        dt { "Source" } dd { (citation(source, assumption)) }
        @if let Some(assumption) = assumption { dt { "Assumed" } dd { (marked(assumption)) } }
    }
}

fn message(line: &str, headers: &[RecordedHeader], body: &RecordedBody) -> Markup {
    html! {
        pre {
            (line) "\n"
            @for header in headers { (header.name) ": " (header.value) "\n" }
            "\n" (body.text)
        }
        @if !body.complete && body.length > 0 {
            p.soft.small { "The body has " (body.length) " bytes; it is not shown exactly as it was sent." }
        }
    }
}
