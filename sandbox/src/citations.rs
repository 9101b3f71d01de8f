//! Finds what the spec states about a violation: the rule, or the element of the body or the parameter, with the document's lines.

use colt_numbers_judge::judge::violation::Violation;
use colt_numbers_judge::model::documentation::Documentation;
use colt_numbers_judge::model::flat_schema::FlatSchema;
use colt_numbers_judge::model::operation::{Body, Operation};
use colt_numbers_judge::model::pointer;
use colt_numbers_judge::model::spec::Spec;

/// The documentation of what a request to an operation violates.
pub(crate) fn of_violation(spec: &Spec, operation: &Operation, violation: &Violation) -> Documentation {
    let mut rules = spec.rules.iter().filter(|rule| rule.operations.contains(&operation.id));
    if let Some(rule) = rules.find(|rule| rule.id == violation.id) {
        return rule.documentation.clone();
    }
    let parameter = violation.parameter.and_then(|index| operation.parameters.get(index));
    match (parameter, &operation.body) {
        (Some(parameter), _) => parameter.documentation.clone(),
        (None, Some(body)) => of_element(spec, body, &violation.pointer),
        (None, None) => Documentation::default(),
    }
}

/// The documentation of the element at a pointer, or else of the nearest element around it that has a source or an assumption.
fn of_element(spec: &Spec, body: &Body, at: &str) -> Documentation {
    let mut element = FlatSchema::of(&spec.root, &body.schema, &body.at);
    let mut documentation = element.documentation.clone().or(&body.documentation);
    for token in at.split('/').skip(1) {
        let name = pointer::unescape(token);
        let property = element.properties.into_iter().find(|(known, ..)| *known == name);
        let Some((schema, at)) = property.map(|(_, schema, at)| (schema, at)).or(element.items) else { break };
        element = FlatSchema::of(&spec.root, schema, &at);
        documentation = element.documentation.clone().or(&documentation);
    }
    documentation
}
