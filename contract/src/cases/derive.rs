//! From the spec to the cases: deterministic, and generic over whatever elements the spec has.

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
    operation::{Body, Operation},
    shape::elements,
    spec::Spec,
};

use self::deriver::{Deriver, Registry};
use crate::{
    cases::{
        case::{Case, Constraint},
        case_file::CaseGroup,
        number_allocator::{self, Countries},
        request_draft::{Draft, Edit, Token, concrete},
        request_validator::Judge,
        spec_names,
    },
    error::Error,
};

/// Everything that was derived.
pub(crate) struct Derived {
    pub(crate) constraints: Vec<Constraint>,
    pub(crate) cases: Vec<Case>,
    pub(crate) judges: Vec<Judge>,
    pub(crate) bases: Vec<Draft>,
    /// By operation, the members whose values are telephone numbers.
    pub(crate) telephones: Vec<Vec<String>>,
    /// By operation, its countries, if it has any.
    pub(crate) countries: Vec<Option<Countries>>,
}

/// Derives every case of every operation.
pub(crate) fn derive(spec: &Spec, case_files: &[CaseGroup]) -> Result<Derived, Error> {
    let mut registry = Registry::default();
    let (mut cases, mut judges, mut bases) = (Vec::new(), Vec::new(), Vec::new());
    let telephones: Vec<_> =
        spec.operations.iter().map(|operation| number_allocator::members(spec, operation)).collect();
    let countries: Vec<_> = spec.operations.iter().map(|operation| Countries::of(spec, operation)).collect();
    for (index, operation) in spec.operations.iter().enumerate() {
        let judge = Judge::of(spec, operation)?;
        let base = base(spec, operation, &judge)?;
        let body = operation.body.as_ref();
        let elements = body.map(|body| elements(&spec.root, &body.schema, &body.at)).unwrap_or_default();
        let mut deriver = Deriver {
            spec,
            case_files,
            operation,
            index,
            judge: &judge,
            base: &base,
            telephones: &telephones[index],
            countries: countries[index].as_ref(),
            elements: &elements,
            registry: &mut registry,
            cases: Vec::new(),
            ids: BTreeSet::new(),
        };
        http_message::base(&mut deriver);
        http_message::examples(&mut deriver);
        parameter::derive(&mut deriver);
        body::derive(&mut deriver);
        rule::derive(&mut deriver);
        http_message::derive(&mut deriver);
        security::derive(&mut deriver);
        cases.append(&mut deriver.cases);
        responses::constraints(spec, operation, index, &mut registry);
        judges.push(judge);
        bases.push(base);
    }
    Ok(Derived { constraints: registry.constraints, cases, judges, bases, telephones, countries })
}

/// The request that cases are made of: the first example that keeps every constraint, else one made from the schema.
fn base(spec: &Spec, operation: &Operation, judge: &Judge) -> Result<Draft, Error> {
    let parameters = operation.parameters.iter().filter(|parameter| parameter.required).map(|parameter| {
        let value = if parameter.name.eq_ignore_ascii_case(spec_names::TRACKING) {
            spec_names::SEED.to_owned()
        } else {
            sample::parameter(spec, parameter)
        };
        (parameter.location.clone(), parameter.name.clone(), value)
    });
    let blank = Draft {
        method: operation.method.clone(),
        path: operation.path.clone(),
        parameters: parameters.collect(),
        content_type: operation.body.as_ref().map(|body| body.media.clone()),
        body: None,
        corruption: None,
        token: Token::Own,
    };
    let Some(body) = &operation.body else { return Ok(blank) };
    let made = sample::value(spec, &body.schema, &body.at);
    let bodies = body.examples.iter().map(|example| example.value.clone()).chain([made]);
    let drafts = bodies.map(|value| completed(spec, body, judge, Draft { body: Some(value), ..blank.clone() }));
    let mut refused = String::new();
    for draft in drafts {
        let breaches = judge.breaches(&draft, &[]);
        if breaches.is_empty() {
            return Ok(draft);
        }
        refused = format!("{breaches:?}");
    }
    Err(Error::spec(
        &operation.at,
        format!("no example keeps the operation's own constraints; the last breaks {refused}"),
    ))
}

/// A request with samples for what the spec requires and an example does not have yet.
fn completed(spec: &Spec, body: &Body, judge: &Judge, mut draft: Draft) -> Draft {
    let all = elements(&spec.root, &body.schema, &body.at);
    let required = all.iter().filter(|element| element.required.is_some());
    for element in required {
        let pointer = concrete(&element.pointer, 0);
        let parent = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
        let lacks = judge.breaches(&draft, &[]).contains(&("required".to_owned(), parent.to_owned()));
        let there = draft.body.as_ref().is_some_and(|body| body.pointer(&pointer).is_some());
        if lacks && !there {
            let sample = Edit::Set(pointer, sample::of_shape(spec, &element.shape));
            draft = draft.with([&sample]).unwrap_or(draft);
        }
    }
    draft
}
