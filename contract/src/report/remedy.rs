//! Remedies: how the spec or its rules would have to change if the target is right.

use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::cases::{
    case::{Case, Constraint, Expectation},
    element_kind::ElementKind,
    request_draft::RequestEdit,
};

/// How the spec would have to change if the target is right. [`Display`](fmt::Display) gives its text, and JSON has the same text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    /// The change, up to the value.
    pub(crate) change: String,
    /// The value at the end of the text, with its backticks. Remedies that differ only in the value can be written as one.
    pub(crate) value: Option<String>,
}

impl Remedy {
    fn new(change: String) -> Self {
        Self { change, value: None }
    }

    fn with_value(change: String, value: String) -> Self {
        Self { change, value: Some(value) }
    }
}

impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.change, self.value.as_deref().unwrap_or_default())
    }
}

impl Serialize for Remedy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The remedy for a case that drifts.
pub(crate) fn for_case(constraint: &Constraint, case: &Case) -> Remedy {
    let at = &constraint.at;
    let value = case.value.as_deref().map(quoted);
    // Otherwise the target rejected what it should accept.
    let was_accepted = case.expect == Expectation::Reject;
    if let Some(country) = rule_country(constraint, case) {
        let verb = if was_accepted { "leave out" } else { "have" };
        return Remedy::with_value(format!("`{at}/data/countries` would have to {verb} "), format!("`{country}`"));
    }
    match (constraint.keyword.as_str(), was_accepted, value) {
        ("enum", true, Some(value)) => Remedy::with_value(format!("`{at}` would have to list "), value),
        ("enum", false, Some(value)) => Remedy::with_value(format!("`{at}` would have to drop "), value),
        ("pattern" | "format", true, Some(value)) => {
            Remedy::with_value(format!("`{at}` would have to be wider and match "), value)
        }
        ("pattern" | "format", false, Some(value)) => {
            Remedy::with_value(format!("`{at}` would have to be narrower and not match "), value)
        }
        (_, _, value) => Remedy::new(case_change(constraint, case, was_accepted, value)),
    }
}

/// The change for a case, if it does not end with the value.
fn case_change(constraint: &Constraint, case: &Case, was_accepted: bool, value: Option<String>) -> String {
    let at = &constraint.at;
    match (constraint.keyword.as_str(), was_accepted, value) {
        ("maxLength" | "maxItems" | "maximum", true, _) => format!("`{at}` would have to be higher, or be removed"),
        ("maxLength" | "maxItems" | "maximum", false, _) => format!("`{at}` would have to be lower"),
        ("minLength" | "minItems" | "minimum", true, _) => format!("`{at}` would have to be lower, or be removed"),
        ("minLength" | "minItems" | "minimum", false, _) => format!("`{at}` would have to be higher"),
        ("required" | "token", true, _) if constraint.kind == ElementKind::Authorization => {
            format!(
                "`{at}` would have to list `{{}}`, or its description say when the token is checked and which status rejects it"
            )
        }
        ("required", true, _) => format!("`{at}` would have to leave out `{}`", constraint.kind),
        ("optional", ..) => format!("`{}` at `{at}` would have to become required", constraint.kind),
        ("type", true, _) if sets_null(case) => format!("`{at}` would have to come with `nullable: true`"),
        ("type", true, _) => format!("`{at}` would have to allow another type"),
        ("additionalProperties", false, _) => format!("`{at}` would have to come with `additionalProperties: false`"),
        ("additionalProperties", true, _) => format!("`{at}` would have to be removed"),
        ("method", ..) => format!(
            "the path of `{at}` would have to have the method {}, or document another status than 405",
            case.value.as_deref().unwrap_or("")
        ),
        ("content-type", true, Some(value)) => format!("`{at}` would have to be listed for {value} as well"),
        ("content-type", true, None) => {
            format!("the description of `{at}` would have to say that the content type is optional")
        }
        ("json", true, _) => format!("the description of `{at}` would have to say which texts are read as JSON"),
        ("base", ..) => format!(
            "the schema of `{at}` lacks a constraint: the base request, which every case is made from, violates none of its constraints"
        ),
        _ if constraint.kind == ElementKind::Example => {
            format!("the example `{}` would have to be fixed or removed", constraint.keyword)
        }
        _ if matches!(constraint.kind, ElementKind::Rule(_)) && was_accepted => {
            format!("`{at}` would have to become a warning or be removed, and its case files be inverted")
        }
        _ if matches!(constraint.kind, ElementKind::Rule(_)) => {
            format!("`{at}` would have to be stricter, and its case files be inverted")
        }
        _ => format!("`{at}` would have to change"),
    }
}

/// The country that the case is about, if its constraint is a rule for some countries.
fn rule_country<'c>(constraint: &Constraint, case: &'c Case) -> Option<&'c str> {
    matches!(constraint.kind, ElementKind::Rule(_)).then_some(case.value.as_deref()).flatten()
}

/// Whether the case sets its element to `null`: the last edit is what the case is about.
fn sets_null(case: &Case) -> bool {
    matches!(case.edits.last(), Some(RequestEdit::Set(_, Value::Null)))
}

/// The remedy for a constraint of responses that drifts.
pub(crate) fn for_responses(constraint: &Constraint) -> Remedy {
    let at = &constraint.at;
    Remedy::new(match constraint.keyword.as_str() {
        "status" => format!("`{at}` would have to list the status"),
        "body" => format!("`{at}` would have to be removed, or its description say that the body may be empty"),
        "content-type" | "json" => format!("`{at}` would have to list the other media type"),
        "required" => format!("`{at}` would have to be missing in at least one of the examples"),
        "schema" | "type" | "enum" | "pattern" => format!("`{at}` would have to allow the response"),
        "no-body" => format!("`{at}` would have to list the content of the response"),
        "page-size" | "page-total" | "page-next" | "filter" => {
            format!("the description of `{at}` would have to say which entries the response has")
        }
        _ => format!("`{at}` would have to become optional"),
    })
}

fn quoted(value: &str) -> String {
    if value.is_empty() {
        return "the empty text".to_owned();
    }
    let short: String = value.chars().take(40).collect();
    let rest = if short.len() < value.len() { "…" } else { "" };
    // A backtick would end the quotation.
    format!("`{}{rest}`", short.escape_debug().to_string().replace('`', "\\u{60}"))
}
