//! Derives constraints and cases from the spec. The same spec always gives the same cases, and new elements of the spec need no new code.

mod array;
mod body;
mod demand;
mod deriver;
mod element_instance;
mod http_message;
mod number;
mod parameter;
mod pattern;
pub(crate) mod responses;
mod rule;
mod sample;
mod security;
mod string;

use std::collections::BTreeSet;

use colt_numbers_judge::model::{
    flat_schema::elements,
    operation::{Body, Operation},
    spec::Spec,
};

use self::deriver::{ConstraintSet, Deriver};
use crate::{
    cases::{
        case::{Case, Constraint},
        case_file::CaseGroup,
        number_allocator::{self, Countries},
        request_draft::{RequestDraft, RequestEdit, TokenChoice, with_item_index},
        request_validator::RequestValidator,
        spec_names,
    },
    error::Error,
};

/// Everything derived from a spec. The lists after `cases` have one entry for each operation.
pub(crate) struct Derivation {
    pub(crate) constraints: Vec<Constraint>,
    pub(crate) cases: Vec<Case>,
    pub(crate) validators: Vec<RequestValidator>,
    pub(crate) bases: Vec<RequestDraft>,
    /// The names of the members whose values are telephone numbers.
    pub(crate) telephone_members: Vec<Vec<String>>,
    /// The countries, if the operation has any.
    pub(crate) countries: Vec<Option<Countries>>,
}

/// Derives every case of every operation.
pub(crate) fn derive(spec: &Spec, case_files: &[CaseGroup]) -> Result<Derivation, Error> {
    let mut constraint_set = ConstraintSet::default();
    let (mut cases, mut validators, mut bases) = (Vec::new(), Vec::new(), Vec::new());
    let telephone_members: Vec<_> =
        spec.operations.iter().map(|operation| number_allocator::telephone_members(spec, operation)).collect();
    let countries: Vec<_> = spec.operations.iter().map(|operation| Countries::of(spec, operation)).collect();
    for (index, operation) in spec.operations.iter().enumerate() {
        let validator = RequestValidator::of(spec, operation)?;
        let base = base(spec, operation, &validator)?;
        let body = operation.body.as_ref();
        let elements = body.map(|body| elements(&spec.root, &body.schema, &body.at)).unwrap_or_default();
        let mut deriver = Deriver {
            spec,
            case_files,
            operation,
            index,
            validator: &validator,
            base: &base,
            telephone_members: &telephone_members[index],
            countries: countries[index].as_ref(),
            elements: &elements,
            constraint_set: &mut constraint_set,
            cases: Vec::new(),
            ids: BTreeSet::new(),
        };
        http_message::add_base_case(&mut deriver);
        http_message::add_example_cases(&mut deriver);
        parameter::derive(&mut deriver);
        body::derive(&mut deriver);
        rule::derive(&mut deriver);
        http_message::derive(&mut deriver);
        security::derive(&mut deriver);
        cases.append(&mut deriver.cases);
        responses::add_constraints(spec, operation, index, &mut constraint_set);
        validators.push(validator);
        bases.push(base);
    }
    Ok(Derivation { constraints: constraint_set.constraints, cases, validators, bases, telephone_members, countries })
}

/// The base request, which every case is made from: the first example that violates nothing, or else one made from the schema.
fn base(spec: &Spec, operation: &Operation, validator: &RequestValidator) -> Result<RequestDraft, Error> {
    let parameters = operation.parameters.iter().filter(|parameter| parameter.required).map(|parameter| {
        let value = if parameter.name.eq_ignore_ascii_case(spec_names::TRACKING) {
            spec_names::TRACKING_PLACEHOLDER.to_owned()
        } else {
            sample::parameter(spec, parameter)
        };
        (parameter.location.clone(), parameter.name.clone(), value)
    });
    let without_body = RequestDraft {
        method: operation.method.clone(),
        path: operation.path.clone(),
        parameters: parameters.collect(),
        content_type: operation.body.as_ref().map(|body| body.media.clone()),
        body: None,
        corruption: None,
        token: TokenChoice::OfRun,
    };
    let Some(body) = &operation.body else { return Ok(without_body) };
    let sample = sample::value(spec, &body.schema, &body.at);
    let bodies = body.examples.iter().map(|example| example.value.clone()).chain([sample]);
    let drafts = bodies
        .map(|value| with_required(spec, body, validator, RequestDraft { body: Some(value), ..without_body.clone() }));
    let mut last = String::new();
    for draft in drafts {
        let violations = validator.violations(&draft, &[]);
        if violations.is_empty() {
            return Ok(draft);
        }
        last = format!("{violations:?}");
    }
    Err(Error::spec(
        &operation.at,
        format!("every example violates the operation's own constraints; the last one violates {last}"),
    ))
}

/// Adds sample values for the required elements that the example lacks.
fn with_required(spec: &Spec, body: &Body, validator: &RequestValidator, mut draft: RequestDraft) -> RequestDraft {
    let all = elements(&spec.root, &body.schema, &body.at);
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
