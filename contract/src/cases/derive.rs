//! Derives constraints and cases from the spec. The same spec always gives the same cases, and new elements of the spec need no new code.

mod array;
mod body;
mod demand;
mod deriver;
mod element_instance;
mod http_message;
pub(crate) mod list_response;
mod number;
pub(crate) mod parameter;
mod pattern;
pub(crate) mod responses;
mod rule;
mod sample;
mod security;
mod string;

use std::collections::BTreeSet;

use colt_numbers_judge::model::{
    flat_schema::{FlatSchema, request_elements},
    media_type::{is_json, without_range},
    operation::{Body, Operation, Parameter},
    spec::Spec,
};

use self::deriver::{ConstraintSet, Deriver};
use crate::{
    cases::{
        case::{Case, Constraint},
        case_file::{CaseFile, CaseGroup},
        number_allocator::{Countries, NumberFields},
        operation_impact::Impact,
        request_draft::{BodyFormat, ParameterValue, RequestDraft, RequestEdit, TokenChoice, with_item_index},
        request_validator::RequestValidator,
        spec_names,
        tested_operation::{TestedOperation, Untested},
    },
    error::Error,
};

/// Everything derived from a spec.
pub(crate) struct Derivation {
    pub(crate) constraints: Vec<Constraint>,
    pub(crate) cases: Vec<Case>,
    /// The operations that can be tested.
    pub(crate) operations: Vec<TestedOperation>,
    /// Everything else, with the reasons.
    pub(crate) untested: Vec<Untested>,
}

/// Derives every case of every operation. An operation that cannot be tested stops no other.
///
/// # Errors
/// No operation can be tested.
pub(crate) fn derive(spec: &Spec, case_files: &[CaseGroup]) -> Result<Derivation, Error> {
    let (mut operations, mut untested, mut first_error) = (Vec::new(), Vec::new(), None);
    for operation in &spec.operations {
        match tested_operation(spec, operation, case_files) {
            Ok(tested) => operations.push(tested),
            Err(error) => {
                untested.push(Untested { id: operation.id.clone(), why: error.problem() });
                first_error.get_or_insert(error);
            }
        }
    }
    if let Some(error) = first_error.filter(|_| operations.is_empty()) {
        return Err(error);
    }
    let has_several_operations = spec.operations.len() > 1;
    let mut constraint_set = ConstraintSet::new(has_several_operations);
    let (mut cases, mut known_components, mut known_paths) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    let mut has_tested_body = false;
    for (index, tested) in operations.iter().enumerate() {
        let operation = &tested.operation;
        let body = operation.body.as_ref();
        // A form and a text do not show the type of a value.
        let json = body.filter(|body| is_json(&body.media));
        let elements = json.map(|body| request_elements(&spec.root, &body.schema, &body.at)).unwrap_or_default();
        if let Some(other) = body.filter(|_| json.is_none()) {
            let why = format!("the constraints of a body of the type `{}` have no cases", other.media);
            untested.push(Untested { id: format!("{}/body", operation.id), why });
        }
        let case_files = files_of(case_files, spec, operation);
        let mut deriver = Deriver {
            spec,
            case_files: &case_files,
            tested,
            operation,
            index,
            validator: &tested.validator,
            base: &tested.base,
            elements: &elements,
            known_components: &known_components,
            is_first_with_body: !has_tested_body,
            constraint_set: &mut constraint_set,
            cases: Vec::new(),
            ids: BTreeSet::new(),
            untested: Vec::new(),
        };
        http_message::add_base_case(&mut deriver);
        http_message::add_example_cases(&mut deriver);
        parameter::derive(&mut deriver);
        body::derive(&mut deriver);
        rule::derive(&mut deriver);
        if known_paths.insert(&operation.path) {
            http_message::add_method_cases(&mut deriver);
        }
        http_message::add_body_cases(&mut deriver);
        security::derive(&mut deriver);
        cases.append(&mut deriver.cases);
        untested.append(&mut deriver.untested);
        responses::add_constraints(spec, operation, index, &mut constraint_set);
        has_tested_body |= json.is_some();
        known_components.extend(elements.into_iter().flat_map(|element| element.schema.components));
        known_components.extend(operation.parameters.iter().flat_map(|parameter| components(spec, parameter)));
    }
    Ok(Derivation { constraints: constraint_set.constraints, cases, operations, untested })
}

/// The names of the schema components of a parameter and its items.
fn components(spec: &Spec, parameter: &Parameter) -> Vec<String> {
    let flat_schema = FlatSchema::of(&spec.root, &parameter.schema, &parameter.at);
    let items = flat_schema.items.iter().flat_map(|(schema, at)| FlatSchema::of(&spec.root, schema, at).components);
    items.chain(flat_schema.components.clone()).collect()
}

/// The case files about an operation.
fn files_of(case_files: &[CaseGroup], spec: &Spec, operation: &Operation) -> Vec<CaseGroup> {
    let group = |group: &CaseGroup| {
        let rule = spec.rules.iter().find(|rule| rule.id == group.id);
        let is_only_operation = match rule {
            Some(rule) => rule.operations == [operation.id.clone()],
            None => spec.operations.len() == 1,
        };
        let is_about = |file: &&CaseFile| file.operation.as_ref().map_or(is_only_operation, |id| *id == operation.id);
        CaseGroup { id: group.id.clone(), files: group.files.iter().filter(is_about).cloned().collect() }
    };
    case_files.iter().map(group).collect()
}

/// What is needed to test an operation.
///
/// # Errors
/// The operation has a rule that the judge does not implement, a schema that is invalid, or no request that satisfies its constraints.
fn tested_operation(spec: &Spec, operation: &Operation, case_files: &[CaseGroup]) -> Result<TestedOperation, Error> {
    let validator = RequestValidator::of(spec, operation)?;
    let unknown: Vec<String> = validator.unknown_rules().iter().map(|rule| format!("`{rule}`")).collect();
    if !unknown.is_empty() {
        let (noun, verb) = if unknown.len() == 1 { ("rule", "is") } else { ("rules", "are") };
        let what = format!(
            "the {noun} {} {verb} not implemented, so no request of the operation is known to be valid",
            unknown.join(" and ")
        );
        return Err(Error::spec(&operation.at, what));
    }
    Ok(TestedOperation {
        base: base(spec, operation, &validator, &files_of(case_files, spec, operation))?,
        impact: Impact::of(operation),
        numbers: NumberFields::of(spec, operation),
        countries: Countries::of(spec, operation),
        operation: operation.clone(),
        validator,
    })
}

/// The base request, which every case is made from: the first example that violates nothing, or else one made from the schema, or else a case
/// file.
fn base(
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
            "no example, no sample of the schema and no case file satisfies the operation's own constraints; the first one violates {}",
            first.unwrap_or_default()
        ),
    ))
}

/// The media types of successful responses, and JSON for error objects.
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

/// The occurrences of a parameter with its sample.
fn parameter_values(spec: &Spec, parameter: &Parameter) -> Vec<ParameterValue> {
    let texts = if parameter.name.eq_ignore_ascii_case(spec_names::TRACKING) {
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
