//! Derives constraints and cases from the spec. The same spec always gives the same cases, and new elements of the spec need no new code.

mod array;
mod base_draft;
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
    media_type::is_json,
    operation::{Operation, Parameter},
    spec::Spec,
};

use self::deriver::{ConstraintSet, Deriver};
use crate::{
    cases::{
        case::{Case, Constraint},
        case_file::{CaseFile, CaseGroup},
        countries::Countries,
        number_fields::NumberFields,
        operation_impact::Impact,
        request_validator::RequestValidator,
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
    /// What no case can test, with the reasons.
    pub(crate) untested: Vec<Untested>,
}

/// Derives every case of every operation. If an operation cannot be tested, the others still are.
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
        // Forms and plain text do not show the type of a value, so only JSON bodies get cases for their elements.
        let json = body.filter(|body| is_json(&body.media));
        let elements = json.map(|body| request_elements(&spec.root, &body.schema, &body.at)).unwrap_or_default();
        if let Some(other) = body.filter(|_| json.is_none()) {
            let why =
                format!("the constraints of a body are tested only if it is JSON, and this one is `{}`", other.media);
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
        base: base_draft::make(spec, operation, &validator, &files_of(case_files, spec, operation))?,
        impact: Impact::of(operation),
        numbers: NumberFields::of(spec, operation),
        countries: Countries::of(spec, operation),
        operation: operation.clone(),
        validator,
    })
}
