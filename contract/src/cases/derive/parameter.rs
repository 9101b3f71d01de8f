//! Derives cases for header, query and path parameters.
//!
//! Cases that expect acceptance share requests, but each case that expects a rejection is a request. So a parameter in a query or a path gets
//! few of them, and a parameter whose schema an earlier operation has too gets one for each keyword.

use colt_numbers_judge::model::{
    flat_schema::FlatSchema,
    operation::{Operation, Parameter},
};
use serde_json::Value;

use super::{
    demand,
    deriver::{Deriver, ExpectedViolation, NewCase, Subject},
    pattern::Candidate,
    sample, string,
};
use crate::cases::{
    case::{Expectation, Risk},
    element_kind::ElementKind,
    request_draft::{RequestEdit, plain_text},
    request_validator::ViolationKey,
    spec_names,
};

/// The keywords that the value of a parameter may violate, in the order of preference.
const VALUE_KEYWORDS: [&str; 10] =
    ["maxLength", "minLength", "enum", "format", "pattern", "minimum", "maximum", "maxItems", "minItems", "type"];

pub(super) fn derive(deriver: &mut Deriver<'_>) {
    let operation: &Operation = deriver.operation;
    for parameter in &operation.parameters {
        let context = ParameterContext::of(deriver, parameter);
        add_presence_case(deriver, &context);
        match context.schema.kind() {
            "array" => add_list_cases(deriver, &context),
            _ => add_value_cases(deriver, &context),
        }
    }
}

/// The occurrences of a parameter with a value: one for each item of an exploded list, and one for anything else.
pub(super) fn occurrences(parameter: &Parameter, value: &Value) -> Vec<Vec<String>> {
    match value.as_array() {
        Some(items) if parameter.explode => items.iter().map(|item| vec![plain_text(item)]).collect(),
        Some(items) => vec![items.iter().map(plain_text).collect()],
        None => vec![vec![plain_text(value)]],
    }
}

/// A parameter, and the properties that its cases depend on.
struct ParameterContext<'a> {
    parameter: &'a Parameter,
    schema: FlatSchema<'a>,
    is_exploded: bool,
    /// Whether an earlier operation has the same schema, so that one case for each constraint is enough.
    is_known: bool,
}

impl<'a> ParameterContext<'a> {
    fn of(deriver: &Deriver<'a>, parameter: &'a Parameter) -> Self {
        let schema = FlatSchema::of(&deriver.spec.root, &parameter.schema, &parameter.at);
        let is_known = deriver.is_known(&schema);
        Self { is_exploded: parameter.explode, parameter, schema, is_known }
    }

    fn subject(&self, at: &str) -> Subject<'a> {
        let Parameter { location, name, documentation, .. } = self.parameter;
        let id = format!("{location}/{name}");
        let kind = ElementKind::Parameter { location: location.clone(), name: name.clone() };
        Subject { case_id: id.clone(), id, kind, documentation, at: at.to_owned() }
    }

    /// The location of the parameter in the key of a violation.
    fn location(&self) -> String {
        format!("{}:{}", self.parameter.location, self.parameter.name)
    }

    fn edit(&self, occurrences: Vec<Vec<String>>) -> Vec<RequestEdit> {
        let Parameter { location, name, .. } = self.parameter;
        vec![RequestEdit::Parameter { location: location.clone(), name: name.clone(), occurrences }]
    }

    fn edit_items(&self, items: Vec<String>) -> Vec<RequestEdit> {
        self.edit(if self.is_exploded { items.into_iter().map(|item| vec![item]).collect() } else { vec![items] })
    }

    /// The keyword that the parameter's own value violates, if it violates one: `tag` if possible.
    fn own_violation<'v>(
        &self,
        violations: impl IntoIterator<Item = &'v ViolationKey>,
        tag: &str,
    ) -> Option<&'static str> {
        let own = self.location();
        let is_own = |at: &str| at.strip_prefix(&own).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let keywords: Vec<&str> =
            violations.into_iter().filter(|(_, at)| is_own(at)).map(|(keyword, _)| keyword.as_str()).collect();
        let preferred = VALUE_KEYWORDS.into_iter().filter(|keyword| *keyword == tag);
        preferred.chain(VALUE_KEYWORDS).find(|keyword| keywords.contains(keyword))
    }
}

fn add_presence_case(deriver: &mut Deriver<'_>, context: &ParameterContext<'_>) {
    let parameter = context.parameter;
    // Without the value of a path parameter, the request would have another path.
    if parameter.location == "path" {
        return;
    }
    if parameter.required {
        let expected = ExpectedViolation::Exactly(("required".to_owned(), context.location()));
        let new_case = NewCase::new("missing", "it is left out", context.edit(Vec::new()));
        let subject = context.subject(&format!("{}/required", parameter.at));
        deriver.add(&subject, "required", demand::describe("required", &true.into()), &expected, new_case);
    } else {
        let value = sample::parameter(deriver.spec, parameter);
        let edits = context.edit(occurrences(parameter, &value));
        let new_case = NewCase::new("given", format!("it is `{}`", plain_text(&value)), edits);
        let demand = demand::describe("optional", &true.into());
        deriver.add(&context.subject(&parameter.at), "optional", demand, &ExpectedViolation::None, new_case);
    }
}

fn add_value_cases(deriver: &mut Deriver<'_>, context: &ParameterContext<'_>) {
    let ParameterContext { parameter, schema, .. } = context;
    let sample = if parameter.is_tracking_id {
        spec_names::TRACKING_PLACEHOLDER.to_owned()
    } else {
        plain_text(&sample::parameter(deriver.spec, parameter))
    };
    let mut candidates = match schema.kind() {
        "integer" | "number" | "boolean" => non_string_candidates(schema),
        _ if parameter.location == "header" && !context.is_known => string::candidates(schema, &sample),
        _ => string::few_candidates(schema, &sample),
    };
    if parameter.location == "path" {
        candidates.extend(path_candidates(&sample));
    }
    let mut sent: Vec<String> = Vec::new();
    let mut tested: Vec<(&str, Expectation)> = Vec::new();
    for (tag, candidate) in candidates {
        if sent.contains(&candidate.text) || !is_sendable(&parameter.location, &candidate.text) {
            continue;
        }
        let edits = context.edit(vec![vec![candidate.text.clone()]]);
        let Some(violations) = deriver.violations(&edits) else { continue };
        let violated: Vec<&str> = violations.iter().map(|(keyword, _)| keyword.as_str()).collect();
        if string::misses_its_keyword(tag, &violated) {
            continue;
        }
        let (keyword, expect) = match context.own_violation(&violations, tag) {
            _ if violations.is_empty() => (tag, Expectation::Accept),
            Some(keyword) => (keyword, Expectation::Reject),
            None => continue,
        };
        let Some(found) = schema.get(keyword) else { continue };
        // A valid value in a path names a resource that the target may not have.
        if expect == Expectation::Accept && parameter.location == "path" {
            continue;
        }
        // A server decodes the path anew for each operation, so these candidates are sent even if the schema is known.
        if context.is_known && tag != PATH && tested.contains(&(keyword, expect)) {
            continue;
        }
        tested.push((keyword, expect));
        sent.push(candidate.text.clone());
        // A tracking id without the prefix is the same in every run, so the target may know it already.
        let is_repeated = parameter.is_tracking_id && !candidate.text.starts_with(spec_names::TRACKING_PREFIX);
        let risk = if is_repeated { Risk::State } else { Risk::None };
        let new_case = NewCase::new(candidate.slug, candidate.about, edits).value(candidate.text).risk(risk);
        deriver.push(&context.subject(&found.at), keyword, demand::describe(keyword, found.value), expect, new_case);
    }
}

/// The tag of candidates for mistakes in reading a path.
const PATH: &str = "path";

/// The text whose first character is percent-encoded twice when the text is sent.
pub(crate) fn encoded_twice(text: &str) -> String {
    let first = text.chars().next().filter(char::is_ascii).map_or(0, u32::from);
    format!("%{first:02X}{}", text.chars().skip(1).collect::<String>())
}

/// Candidates for a path parameter that look valid only to a server that decodes the path twice, or before it splits the path into segments.
fn path_candidates(sample: &str) -> Vec<string::TaggedCandidate> {
    let encoded = encoded_twice(sample);
    vec![
        (PATH, Candidate::new("encoded-twice", "its first character is percent-encoded twice", encoded)),
        (PATH, Candidate::new("parent-folder", "`../` before it, percent-encoded", format!("../{sample}"))),
    ]
}

/// Candidates for a number or a boolean: a text of another type, a fraction, and numbers on both sides of each limit.
fn non_string_candidates(flat_schema: &FlatSchema) -> Vec<string::TaggedCandidate> {
    let kind = flat_schema.kind();
    let about = format!("`text` instead of {kind}");
    let mut all = vec![("type", Candidate::new(format!("not-{kind}"), about, "text"))];
    if kind == "integer" {
        all.push(("type", Candidate::new("fraction", "it has a fraction", "1.5")));
    }
    if kind == "boolean" {
        all.extend(["true", "false"].map(|text| ("type", Candidate::new(text, format!("it is `{text}`"), text))));
    }
    for (bound, outwards) in [("minimum", -1), ("maximum", 1)] {
        let limit = flat_schema.get(bound).and_then(|keyword| keyword.value.as_i64());
        for number in limit.into_iter().flat_map(|limit| [Some(limit), limit.checked_add(outwards)]).flatten() {
            all.push((bound, Candidate::new(number.to_string(), format!("it is {number}"), number.to_string())));
        }
    }
    // An enumeration of numbers.
    let values = flat_schema.values().into_iter().filter(Value::is_number).map(|value| value.to_string());
    all.extend(values.map(|text| ("enum", Candidate::new(text.clone(), format!("the value `{text}`"), text))));
    all
}

/// Adds cases for the number of items of a list, and for an invalid item beside a valid one.
fn add_list_cases(deriver: &mut Deriver<'_>, context: &ParameterContext<'_>) {
    let Some((item_schema, at)) = &context.schema.items else { return };
    let item = FlatSchema::of(&deriver.spec.root, item_schema, at);
    let values: Vec<String> = match item.values() {
        values if values.is_empty() => vec![plain_text(&sample::of_flat_schema(deriver.spec, &item))],
        values => values.iter().map(plain_text).collect(),
    };
    let items = |count: usize| values.iter().cycle().take(count).cloned().collect::<Vec<_>>();
    add_count_cases(deriver, context, items);
    let Some(valid) = values.first() else { return };
    let candidates = match item.kind() {
        "integer" | "number" | "boolean" => non_string_candidates(&item),
        _ => string::few_candidates(&item, valid),
    };
    let mut tested: Vec<&str> = Vec::new();
    for (tag, candidate) in candidates {
        // A comma would separate two items.
        if candidate.text.contains(',') || !is_sendable(&context.parameter.location, &candidate.text) {
            continue;
        }
        let second = context.edit_items(vec![valid.clone(), candidate.text.clone()]);
        let Some(violations) = deriver.violations(&second) else { continue };
        let Some(keyword) = context.own_violation(&violations, tag).filter(|keyword| !tested.contains(keyword)) else {
            continue;
        };
        let Some(found) = item.get(keyword) else { continue };
        tested.push(keyword);
        let mut add = |position: &str, edits: Vec<RequestEdit>| {
            let slug = format!("{}-{position}", candidate.slug);
            let about = format!("{}, as the {position} of two items", candidate.about);
            let new_case = NewCase::new(slug, about, edits).value(&candidate.text);
            let demand = format!("has items of which each {}", demand::describe(keyword, found.value));
            deriver.push(&context.subject(&found.at), keyword, demand, Expectation::Reject, new_case);
        };
        add("second", second);
        // A server may use only the last of several parameters with the same name.
        if context.is_exploded && tested.len() == 1 {
            add("first", context.edit_items(vec![candidate.text.clone(), valid.clone()]));
        }
    }
}

/// Adds cases for the number of items. A list of two items shows whether the target splits the text.
fn add_count_cases(deriver: &mut Deriver<'_>, context: &ParameterContext<'_>, items: impl Fn(usize) -> Vec<String>) {
    let max = context.schema.count("maxItems").filter(|max| *max < MAX_ITEMS);
    let keyword = context.schema.get("maxItems");
    let demand = demand::describe("maxItems", &keyword.map_or(Value::Null, |keyword| keyword.value.clone()));
    let subject = context.subject(keyword.map_or(&context.parameter.at, |keyword| &keyword.at));
    let new_case = |count: usize| {
        NewCase::new(format!("{count}-items"), format!("{count} items"), context.edit_items(items(count)))
    };
    for count in [Some(2), max].into_iter().flatten() {
        deriver.add(&subject, "maxItems", demand.clone(), &ExpectedViolation::None, new_case(count));
    }
    if let Some(max) = max {
        let expected = ExpectedViolation::Exactly(("maxItems".to_owned(), context.location()));
        deriver.add(&subject, "maxItems", demand, &expected, new_case(max + 1));
    }
    if let Some(keyword) = context.schema.get("minItems") {
        let min = context.schema.count("minItems").unwrap_or(0).min(MAX_ITEMS);
        let (subject, demand) = (context.subject(&keyword.at), demand::describe("minItems", keyword.value));
        // An exploded list without an item is a missing parameter.
        if let Some(less) = min.checked_sub(1).filter(|less| *less > 0) {
            let expected = ExpectedViolation::Exactly(("minItems".to_owned(), context.location()));
            deriver.add(&subject, "minItems", demand, &expected, new_case(less));
        }
    }
}

/// The most items of a case, because a URL has a limited length.
const MAX_ITEMS: usize = 100;

/// Whether the value can be sent unchanged: HTTP trims a header value and forbids control characters in it; an empty path segment, `.` and `..`
/// would make another path.
fn is_sendable(location: &str, text: &str) -> bool {
    match location {
        "header" => text.trim_matches([' ', '\t']) == text && !text.chars().any(char::is_control),
        "path" => !matches!(text, "" | "." | ".."),
        _ => true,
    }
}
