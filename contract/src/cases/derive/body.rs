//! Derives cases for the elements of the body: presence, type, and the keywords of the type.

use colt_numbers_judge::model::pointer;
use serde_json::{Value, json};

use super::{
    array, demand,
    deriver::{Deriver, ExpectedViolation, NewCase},
    element_instance::{ElementInstance, instantiate},
    number, rule, string,
};
use crate::cases::{case::Expectation, request_draft::RequestEdit};

/// The keywords of strings. One string may violate several of them.
const STRING_KEYWORDS: [&str; 5] = ["maxLength", "minLength", "enum", "format", "pattern"];

/// Adds cases for every element of the body; inside an array, in the first and in the second item.
pub(super) fn derive(deriver: &mut Deriver<'_>) {
    for element in deriver.elements {
        let items: &[usize] = if element.pointer.contains('*') { &[0, 1] } else { &[0] };
        for item in items {
            if let Some(instance) = instantiate(deriver, element, *item) {
                add_cases(deriver, &instance);
            }
        }
    }
}

fn add_cases(deriver: &mut Deriver<'_>, instance: &ElementInstance<'_>) {
    add_presence_case(deriver, instance);
    add_type_cases(deriver, instance);
    match instance.element.schema.kind() {
        "string" => add_string_cases(deriver, instance),
        "array" => array::derive(deriver, instance),
        "object" => add_additional_member_case(deriver, instance),
        "integer" | "number" => number::derive(deriver, instance),
        "boolean" => add_boolean_cases(deriver, instance),
        _ => {}
    }
}

/// Adds a case without the element. It expects a rejection if the element is required, and acceptance otherwise.
fn add_presence_case(deriver: &mut Deriver<'_>, instance: &ElementInstance<'_>) {
    if instance.pointer.is_empty() || instance.element.pointer.ends_with("/*") {
        return;
    }
    let mut edits = instance.setup.clone();
    edits.push(RequestEdit::Remove(instance.pointer.clone()));
    if let Some(required) = &instance.element.required {
        let parent = instance.pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
        let expected = ExpectedViolation::Exactly(("required".to_owned(), parent.to_owned()));
        let demand = demand::describe("required", required.value);
        deriver.add(
            &instance.subject(&required.at),
            "required",
            demand,
            &expected,
            NewCase::new("missing", "it is left out", edits),
        );
    } else if !instance.is_later_item && deriver.base_value(&instance.pointer).is_some() {
        let new_case = NewCase::new("left-out", "it is left out", vec![RequestEdit::Remove(instance.pointer.clone())]);
        deriver.add(
            &instance.subject(&instance.element.at),
            "optional",
            demand::describe("optional", &Value::Null),
            &ExpectedViolation::None,
            new_case,
        );
    }
}

/// Adds a case with `null`, and a case with a value of another type that a lenient parser would convert.
fn add_type_cases(deriver: &mut Deriver<'_>, instance: &ElementInstance<'_>) {
    let flat_schema = &instance.element.schema;
    let Some(keyword) = flat_schema.get("type") else { return };
    let (demand, subject) = (demand::describe("type", keyword.value), instance.subject(&keyword.at));
    let (value, about) = mistyped(instance);
    let slug = format!("not-{}", keyword.value.as_str().unwrap_or("of-its-type"));
    // A target may ignore a value of the wrong type, or convert it. A request that is valid without the element shows that the target ignores the
    // value; a request that needs the element shows that the target converts it. For an element that the base request lacks, the request is
    // made from a case file that has the element.
    let mut edits = rule::edits_for_context(deriver, &instance.pointer).unwrap_or_default();
    edits.retain(|edit| !matches!(edit, RequestEdit::Set(at, _) if *at == instance.pointer));
    edits.extend(instance.set(value));
    deriver.add(
        &subject,
        "type",
        demand.clone(),
        &instance.expected_violation("type"),
        NewCase::new(slug, about, edits),
    );
    if !instance.is_brief {
        let expected =
            if flat_schema.is_nullable() { ExpectedViolation::None } else { instance.expected_violation("type") };
        deriver.add(
            &subject,
            "type",
            demand,
            &expected,
            NewCase::new("null", "it is `null`", instance.set(Value::Null)),
        );
    }
}

/// A value of another type, and what is special about it.
fn mistyped(instance: &ElementInstance<'_>) -> (Value, &'static str) {
    let (flat_schema, sample) = (&instance.element.schema, instance.sample.clone());
    match flat_schema.kind() {
        "string" if !flat_schema.values().is_empty() => (json!([sample]), "it is an array of one such string"),
        "string" => {
            let digits: String = sample.as_str().unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
            let number: u64 = digits.parse().ok().filter(|_| digits.len() > 4).unwrap_or(42);
            (json!(number), "it is a JSON number")
        }
        "array" => (sample.get(0).cloned().unwrap_or_else(|| json!({})), "it is one item without the array around it"),
        "object"
            if instance.element.required.is_none()
                && !instance.pointer.is_empty()
                && !instance.element.pointer.ends_with('*') =>
        {
            (json!("text"), "it is a string")
        }
        "object" => (json!([sample]), "it is an array of one such object"),
        _ => (json!(sample.to_string()), "it is a string"),
    }
}

/// Adds cases for the candidate strings.
fn add_string_cases(deriver: &mut Deriver<'_>, instance: &ElementInstance<'_>) {
    let flat_schema = &instance.element.schema;
    let mut tested: Vec<&str> = Vec::new();
    let sample = instance.sample.as_str().unwrap_or_default();
    let telephone = if instance.is_telephone() { string::telephone(sample) } else { Vec::new() };
    for (tag, candidate) in string::candidates(flat_schema, sample).into_iter().chain(telephone) {
        let edits = instance.set(Value::String(candidate.text.clone()));
        let Some(violations) = deriver.violations(&edits) else { continue };
        let violated: Vec<&str> = violations.iter().map(|(keyword, _)| keyword.as_str()).collect();
        if string::misses_its_keyword(tag, &violated) {
            continue;
        }
        let is_violated_here = |keyword: &str| violations.contains(&(keyword.to_owned(), instance.pointer.clone()));
        let risk = instance.risk(&candidate.text);
        let new_case = NewCase::new(candidate.slug, candidate.about, edits).value(candidate.text);
        let (keyword, expect, new_case) = if violations.is_empty() {
            (tag, Expectation::Accept, new_case.risk(risk))
        } else if violations
            .iter()
            .all(|(keyword, at)| STRING_KEYWORDS.contains(&keyword.as_str()) && *at == instance.pointer)
        {
            let Some(keyword) = [tag].into_iter().chain(STRING_KEYWORDS).find(|keyword| is_violated_here(keyword))
            else {
                continue;
            };
            (keyword, Expectation::Reject, new_case)
        } else {
            continue;
        };
        if instance.is_brief && (expect == Expectation::Accept || tested.contains(&keyword)) {
            continue;
        }
        tested.push(keyword);
        let (at, demand) = keyword_of(instance, keyword);
        deriver.push(&instance.subject(&at), keyword, demand, expect, new_case);
    }
}

/// The pointer to a keyword in the spec, and the demand of the keyword.
fn keyword_of(instance: &ElementInstance<'_>, keyword: &str) -> (String, String) {
    match instance.element.schema.get(keyword) {
        Some(found) => (found.at.clone(), demand::describe(keyword, found.value)),
        None => (instance.element.at.clone(), demand::describe(keyword, &json!(0))),
    }
}

/// Adds a case with an additional member.
fn add_additional_member_case(deriver: &mut Deriver<'_>, instance: &ElementInstance<'_>) {
    if instance.is_brief {
        return;
    }
    let keyword = instance.element.schema.get("additionalProperties");
    let value = keyword.map_or(Value::Bool(true), |keyword| keyword.value.clone());
    let at = keyword.map_or(&instance.element.at, |keyword| &keyword.at);
    let mut edits = instance.setup.clone();
    edits.push(RequestEdit::Set(pointer::join(&instance.pointer, "unknownMember"), json!("unknown")));
    let expected = if value == Value::Bool(false) {
        instance.expected_violation("additionalProperties")
    } else {
        ExpectedViolation::None
    };
    let new_case = NewCase::new("unknown-member", "it has an additional member `unknownMember`", edits);
    deriver.add(
        &instance.subject(at),
        "additionalProperties",
        demand::describe("additionalProperties", &value),
        &expected,
        new_case,
    );
}

/// Adds a case for `true` and one for `false`.
fn add_boolean_cases(deriver: &mut Deriver<'_>, instance: &ElementInstance<'_>) {
    let Some(keyword) = instance.element.schema.get("type").filter(|_| !instance.is_brief) else { return };
    for value in [true, false] {
        let new_case = NewCase::new(value.to_string(), format!("it is `{value}`"), instance.set(json!(value)));
        deriver.add(
            &instance.subject(&keyword.at),
            "type",
            demand::describe("type", keyword.value),
            &ExpectedViolation::None,
            new_case,
        );
    }
}
