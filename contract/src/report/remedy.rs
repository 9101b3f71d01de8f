//! What would have to change in the spec or its rules if it is the target that is right.

use serde_json::Value;

use crate::cases::{
    case::{Case, Constraint, Expect},
    element_kind::ElementKind,
    request_draft::Edit,
};

/// For a case that drifts.
pub(crate) fn case(constraint: &Constraint, case: &Case) -> String {
    let at = &constraint.at;
    let value = case.value.as_deref().map(shown);
    let taken = case.expect == Expect::Reject;
    match (constraint.keyword.as_str(), taken, value) {
        ("enum", true, Some(value)) => format!("`{at}` would have to list {value}"),
        ("enum", false, Some(value)) => format!("`{at}` would have to drop {value}"),
        ("pattern" | "format", true, Some(value)) => format!("`{at}` would have to be wider and match {value}"),
        ("pattern" | "format", false, Some(value)) => format!("`{at}` would have to be narrower and not match {value}"),
        ("maxLength" | "maxItems" | "maximum", true, _) => format!("`{at}` would have to be higher, or go"),
        ("maxLength" | "maxItems" | "maximum", false, _) => format!("`{at}` would have to be lower"),
        ("minLength" | "minItems" | "minimum", true, _) => format!("`{at}` would have to be lower, or go"),
        ("minLength" | "minItems" | "minimum", false, _) => format!("`{at}` would have to be higher"),
        ("required" | "token", true, _) if constraint.kind == ElementKind::Authorization => {
            format!(
                "`{at}` would have to list `{{}}`, or its description say when the token is looked at and how it is refused"
            )
        }
        ("required", true, _) => format!("`{at}` would have to leave out `{}`", constraint.element),
        ("optional", ..) => format!("`{}` would have to become required where `{at}` stands", constraint.element),
        ("type", true, _) if sets_null(case) => format!("`{at}` would have to come with `nullable: true`"),
        ("type", true, _) => format!("`{at}` would have to allow another type"),
        ("additionalProperties", false, _) => format!("`{at}` would have to come with `additionalProperties: false`"),
        ("additionalProperties", true, _) => format!("`{at}` would have to go"),
        ("method", ..) => format!(
            "the path of `{at}` would have to name the method {}, or another status than 405",
            case.value.as_deref().unwrap_or("")
        ),
        ("content-type", true, Some(value)) => format!("`{at}` would have to come for {value} as well"),
        ("content-type", true, None) => {
            format!("the description of `{at}` would have to say that a content type is not needed")
        }
        ("json", true, _) => format!("the description of `{at}` would have to say which texts are read as JSON"),
        ("base", ..) => format!(
            "some constraint is missing in the schema of `{at}`: the request that every case is made of keeps all that are there"
        ),
        _ if constraint.kind == ElementKind::Example => {
            format!("the example `{}` would have to go, or be put right", constraint.keyword)
        }
        _ if matches!(constraint.kind, ElementKind::Rule(_)) => match (case.value.as_deref(), taken) {
            (Some(country), true) => format!("`{at}/data/countries` would have to leave out `{country}`"),
            (Some(country), false) => format!("`{at}/data/countries` would have to have `{country}`"),
            (None, true) => format!("`{at}` would have to go or become a warning, and its case files be turned round"),
            (None, false) => format!("`{at}` would have to say more, and its case files be turned round"),
        },
        _ => format!("`{at}` would have to change"),
    }
}

/// Whether the case puts `null` into its element: the last edit is the one that the case is about.
fn sets_null(case: &Case) -> bool {
    matches!(case.edits.last(), Some(Edit::Set(_, Value::Null)))
}

/// For an answer whose form drifts.
pub(crate) fn answer(constraint: &Constraint) -> String {
    let at = &constraint.at;
    match constraint.keyword.as_str() {
        "status" => format!("`{at}` would have to name the status"),
        "body" => format!("`{at}` would have to go, or the answer be described as one that may be empty"),
        "content-type" | "json" => format!("`{at}` would have to name the other type"),
        "required" => {
            format!("`{at}` would have to be left out of one of the examples, and what it is for be found elsewhere")
        }
        "schema" | "type" | "enum" | "pattern" => format!("`{at}` would have to allow what was answered"),
        _ => format!("`{at}` would have to become optional"),
    }
}

fn shown(value: &str) -> String {
    if value.is_empty() {
        return "the empty text".to_owned();
    }
    let short: String = value.chars().take(40).collect();
    let rest = if short.len() < value.len() { "…" } else { "" };
    // A backtick would end the value.
    format!("`{}{rest}`", short.escape_debug().to_string().replace('`', "\\u{60}"))
}
