//! Makes the base request of an operation, which every case is made from.

use colt_numbers_judge::model::{
    flat_schema::request_elements,
    media_type::{is_json, without_range},
    operation::{Body, Operation, Parameter},
    spec::Spec,
};

use super::{parameter, rule, sample};
use crate::{
    cases::{
        case_file::CaseGroup,
        request_draft::{BodyFormat, ParameterValue, RequestDraft, RequestEdit, TokenChoice, with_item_index},
        request_validator::RequestValidator,
        spec_names,
    },
    error::Error,
};

/// The base request, which every case is made from: the first example that violates nothing, or else one made from the schema, or else a case
/// file.
pub(super) fn make(
    spec: &Spec,
    operation: &Operation,
    validator: &RequestValidator,
    case_files: &[CaseGroup],
) -> Result<RequestDraft, Error> {
    let required = operation.parameters.iter().filter(|parameter| parameter.required);
    let without_body = RequestDraft {
        method: operation.method.clone(),
        path: operation.path.clone(),
        parameters: required.flat_map(|parameter| parameter_values(spec, parameter)).collect(),
        accept: accept(operation),
        content_type: operation.body.as_ref().map(|body| without_range(&body.media)),
        body_format: operation.body.as_ref().map_or(BodyFormat::Json, |body| BodyFormat::of(&body.media)),
        body: None,
        corruption: None,
        token: TokenChoice::OfRun,
    };
    let with_body = |body: &Body| {
        let sample = sample::value(spec, &body.schema, &body.at);
        let bodies = body.examples.iter().map(|example| example.value.clone()).chain([sample]);
        let draft =
            |value| with_required(spec, body, validator, RequestDraft { body: Some(value), ..without_body.clone() });
        bodies.map(draft).collect::<Vec<_>>()
    };
    let examples = operation.body.as_ref().map_or_else(|| vec![without_body.clone()], with_body);
    let valid_files = case_files.iter().flat_map(|group| &group.files).filter(|file| file.violations.is_empty());
    let from_files = valid_files.filter_map(|file| {
        let draft = RequestDraft { body: file.body.clone(), ..without_body.clone() };
        draft.with(&rule::parameter_edits(operation, &without_body, file)?)
    });
    let mut first = None;
    for draft in examples.into_iter().chain(from_files) {
        let violations = validator.violations(&draft, &[]);
        if violations.is_empty() {
            return Ok(draft);
        }
        first.get_or_insert_with(|| format!("{violations:?}"));
    }
    Err(Error::spec(
        &operation.at,
        format!(
            "no example, sample or case file satisfies the operation's own constraints; the first of them violates {}",
            first.unwrap_or_default()
        ),
    ))
}

/// The `Accept` header: the media types of successful responses, and JSON for error objects.
fn accept(operation: &Operation) -> String {
    let contents = operation.responses.iter().filter(|response| response.status.starts_with('2'));
    let mut media: Vec<&str> =
        contents.flat_map(|response| &response.content).map(|(media, _)| media.as_str()).collect();
    if !media.iter().any(|media| is_json(media)) {
        media.push("application/json");
    }
    media.dedup();
    media.join(", ")
}

/// The occurrences of a parameter with its sample value.
fn parameter_values(spec: &Spec, parameter: &Parameter) -> Vec<ParameterValue> {
    let texts = if parameter.is_tracking_id {
        vec![vec![spec_names::TRACKING_PLACEHOLDER.to_owned()]]
    } else {
        parameter::occurrences(parameter, &sample::parameter(spec, parameter))
    };
    let value = |items| ParameterValue { location: parameter.location.clone(), name: parameter.name.clone(), items };
    texts.into_iter().map(value).collect()
}

/// Adds sample values for the required elements that the example lacks.
fn with_required(spec: &Spec, body: &Body, validator: &RequestValidator, mut draft: RequestDraft) -> RequestDraft {
    let all = request_elements(&spec.root, &body.schema, &body.at);
    let required = all.iter().filter(|element| element.required.is_some());
    for element in required {
        let pointer = with_item_index(&element.pointer, 0);
        let parent = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
        let is_required = validator.violations(&draft, &[]).contains(&("required".to_owned(), parent.to_owned()));
        let is_present = draft.body.as_ref().is_some_and(|body| body.pointer(&pointer).is_some());
        if is_required && !is_present {
            let sample = RequestEdit::Set(pointer, sample::of_flat_schema(spec, &element.schema));
            draft = draft.with([&sample]).unwrap_or(draft);
        }
    }
    draft
}
