//! Derives cases for header, query and path parameters.

use colt_numbers_judge::model::{flat_schema::FlatSchema, operation::Parameter};

use super::{
    demand,
    deriver::{Deriver, ExpectedViolation, NewCase, Subject},
    pattern::Candidate,
    sample, string,
};
use crate::cases::{
    case::{Expectation, Risk},
    element_kind::ElementKind,
    request_draft::RequestEdit,
    spec_names,
};

pub(super) fn derive(deriver: &mut Deriver<'_>) {
    for parameter in &deriver.operation.parameters {
        add_presence_case(deriver, parameter);
        add_value_cases(deriver, parameter);
    }
}

fn subject<'a>(parameter: &'a Parameter, at: &str) -> Subject<'a> {
    let id = format!("{}/{}", parameter.location, parameter.name);
    let kind = ElementKind::Parameter { location: parameter.location.clone(), name: parameter.name.clone() };
    Subject { case_id: id.clone(), id, kind, documentation: &parameter.documentation, at: at.to_owned() }
}

fn edit(parameter: &Parameter, value: Option<String>) -> Vec<RequestEdit> {
    vec![RequestEdit::Parameter { location: parameter.location.clone(), name: parameter.name.clone(), value }]
}

fn location(parameter: &Parameter) -> String {
    format!("{}:{}", parameter.location, parameter.name)
}

fn add_presence_case(deriver: &mut Deriver<'_>, parameter: &Parameter) {
    // Without the value of a path parameter, the request would have another path.
    if parameter.location == "path" {
        return;
    }
    if parameter.required {
        let expected = ExpectedViolation::Exactly(("required".to_owned(), location(parameter)));
        let new_case = NewCase::new("missing", "it is left out", edit(parameter, None));
        let subject = subject(parameter, &format!("{}/required", parameter.at));
        deriver.add(&subject, "required", demand::describe("required", &true.into()), &expected, new_case);
    } else {
        let value = sample::parameter(deriver.spec, parameter);
        let new_case = NewCase::new("given", format!("it is `{value}`"), edit(parameter, Some(value)));
        let demand = demand::describe("optional", &true.into());
        deriver.add(&subject(parameter, &parameter.at), "optional", demand, &ExpectedViolation::None, new_case);
    }
}

fn add_value_cases(deriver: &mut Deriver<'_>, parameter: &Parameter) {
    let flat_schema = FlatSchema::of(&deriver.spec.root, &parameter.schema, &parameter.at);
    let is_tracking_id = parameter.name.eq_ignore_ascii_case(spec_names::TRACKING);
    let sample = if is_tracking_id {
        spec_names::TRACKING_PLACEHOLDER.to_owned()
    } else {
        sample::parameter(deriver.spec, parameter)
    };
    let candidates = match flat_schema.kind() {
        "integer" | "number" | "boolean" => non_string_candidates(&flat_schema),
        _ => string::candidates(&flat_schema, &sample),
    };
    let mut sent: Vec<String> = Vec::new();
    for (tag, candidate) in candidates {
        if sent.contains(&candidate.text) || !is_sendable(&parameter.location, &candidate.text) {
            continue;
        }
        let edits = edit(parameter, Some(candidate.text.clone()));
        let Some(violations) = deriver.violations(&edits) else { continue };
        let violated: Vec<&str> = violations.iter().map(|(keyword, _)| keyword.as_str()).collect();
        if string::misses_its_keyword(tag, &violated) {
            continue;
        }
        let is_violated = |keyword: &&str| violations.contains(&((*keyword).to_owned(), location(parameter)));
        let others = ["maxLength", "minLength", "enum", "format", "pattern", "minimum", "maximum", "type"];
        let (keyword, expect) = match [tag].into_iter().chain(others).find(|keyword| is_violated(keyword)) {
            _ if violations.is_empty() => (tag, Expectation::Accept),
            Some(keyword) => (keyword, Expectation::Reject),
            None => continue,
        };
        sent.push(candidate.text.clone());
        let Some(found) = flat_schema.get(keyword) else { continue };
        // A tracking id without the prefix is the same in every run, so the target may know it already.
        let is_repeated = is_tracking_id && !candidate.text.starts_with(spec_names::TRACKING_PREFIX);
        let risk = if is_repeated { Risk::State } else { Risk::None };
        let new_case = NewCase::new(candidate.slug, candidate.about, edits).value(candidate.text).risk(risk);
        deriver.push(
            &subject(parameter, &found.at),
            keyword,
            demand::describe(keyword, &found.value),
            expect,
            new_case,
        );
    }
}

/// Candidates for a number or a boolean: a text of another type, and numbers on both sides of each limit.
fn non_string_candidates(flat_schema: &FlatSchema) -> Vec<string::TaggedCandidate> {
    let about = format!("`text` instead of {}", flat_schema.kind());
    let mut all = vec![("type", Candidate::new(format!("not-{}", flat_schema.kind()), about, "text"))];
    for (bound, outwards) in [("minimum", -1), ("maximum", 1)] {
        let limit = flat_schema.get(bound).and_then(|keyword| keyword.value.as_i64());
        for number in limit.into_iter().flat_map(|limit| [Some(limit), limit.checked_add(outwards)]).flatten() {
            all.push((bound, Candidate::new(number.to_string(), format!("it is {number}"), number.to_string())));
        }
    }
    all
}

/// Whether the value can be sent unchanged: HTTP trims a header value and forbids control characters in it; an empty path segment would make
/// another path.
fn is_sendable(location: &str, text: &str) -> bool {
    match location {
        "header" => text.trim_matches([' ', '\t']) == text && !text.chars().any(char::is_control),
        "path" => !text.is_empty(),
        _ => true,
    }
}
