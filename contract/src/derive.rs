//! From the spec to the cases: deterministic, and generic over whatever elements the spec has.

mod answer;
mod body;
mod exchange;
mod list;
mod number;
mod parameter;
mod pattern;
mod rule;
mod sample;
mod security;
mod text;
mod words;

pub(crate) use answer::expected_members;

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use crate::{
    Error,
    case::{Case, Constraint, Expect, Risk},
    draft::{Draft, Edit, Token, concrete},
    element_kind::ElementKind,
    judge::{Breach, Judge},
    numbers::{self, Countries},
    spec::{self, Body, Described, Element, Operation, Spec},
    vocabulary,
};

/// The tracking id that every case is derived with; a request gets one of the same length in its place.
pub(crate) const SEED: &str = "ct-000000-0000";

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
pub(crate) fn derive(spec: &Spec) -> Result<Derived, Error> {
    let mut registry = Registry::default();
    let (mut cases, mut judges, mut bases) = (Vec::new(), Vec::new(), Vec::new());
    let telephones: Vec<_> = spec.operations.iter().map(|operation| numbers::members(spec, operation)).collect();
    let countries: Vec<_> = spec.operations.iter().map(|operation| Countries::of(spec, operation)).collect();
    for (index, operation) in spec.operations.iter().enumerate() {
        let judge = Judge::of(spec, operation)?;
        let base = base(spec, operation, &judge)?;
        let body = operation.body.as_ref();
        let elements = body.map(|body| spec::elements(&spec.root, &body.schema, &body.at)).unwrap_or_default();
        let mut deriver = Deriver {
            spec,
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
        exchange::base(&mut deriver);
        exchange::examples(&mut deriver);
        parameter::derive(&mut deriver);
        body::derive(&mut deriver);
        rule::derive(&mut deriver);
        exchange::derive(&mut deriver);
        security::derive(&mut deriver);
        cases.append(&mut deriver.cases);
        answer::constraints(spec, operation, index, &mut registry);
        judges.push(judge);
        bases.push(base);
    }
    Ok(Derived { constraints: registry.constraints, cases, judges, bases, telephones, countries })
}

/// The request that cases are made of: the first example that keeps every constraint, else one made from the schema.
fn base(spec: &Spec, operation: &Operation, judge: &Judge) -> Result<Draft, Error> {
    let parameters = operation.parameters.iter().filter(|parameter| parameter.required).map(|parameter| {
        let value = if parameter.name.eq_ignore_ascii_case(vocabulary::TRACKING) {
            SEED.to_owned()
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
    let all = spec::elements(&spec.root, &body.schema, &body.at);
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

/// Constraints by id, in the order in which they were first named.
#[derive(Default)]
pub(crate) struct Registry {
    constraints: Vec<Constraint>,
    known: HashMap<String, usize>,
}

impl Registry {
    pub(crate) fn add(&mut self, constraint: Constraint) -> usize {
        let next = self.constraints.len();
        let index = *self.known.entry(constraint.id.clone()).or_insert(next);
        if index == next {
            self.constraints.push(constraint);
        }
        index
    }
}

/// A constraint's place: what is needed to name it.
pub(crate) struct Place<'a> {
    /// After the operation's id: `body/relatedParty`.
    pub(crate) id: String,
    /// The same with items numbered, for the case's id.
    pub(crate) case: String,
    pub(crate) kind: ElementKind,
    pub(crate) described: &'a Described,
    pub(crate) at: String,
}

/// What a draft may break for a case to be worth sending.
pub(crate) enum Wanted {
    /// Nothing.
    Nothing,
    /// Exactly this.
    Exactly(Breach),
    /// What the schemas do not see is broken: the caller has made sure.
    Unseen,
    /// Whatever the document leaves open.
    Open,
}

pub(crate) struct Deriver<'a> {
    pub(crate) spec: &'a Spec,
    pub(crate) operation: &'a Operation,
    pub(crate) index: usize,
    pub(crate) judge: &'a Judge,
    pub(crate) base: &'a Draft,
    pub(crate) telephones: &'a [String],
    pub(crate) countries: Option<&'a Countries>,
    /// Every element of the body.
    pub(crate) elements: &'a [Element],
    registry: &'a mut Registry,
    pub(crate) cases: Vec<Case>,
    ids: BTreeSet<String>,
}

/// A case about to be added.
pub(crate) struct Draw {
    pub(crate) slug: String,
    pub(crate) about: String,
    pub(crate) edits: Vec<Edit>,
    pub(crate) risk: Risk,
    pub(crate) value: Option<String>,
}

impl Draw {
    pub(crate) fn new(slug: impl Into<String>, about: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self { slug: slug.into(), about: about.into(), edits, risk: Risk::None, value: None }
    }

    pub(crate) fn risk(mut self, risk: Risk) -> Self {
        self.risk = risk;
        self
    }

    pub(crate) fn value(mut self, value: impl Into<String>) -> Self {
        self.value = Some(value.into());
        self
    }
}

impl Deriver<'_> {
    /// What the base breaks with these edits made, or `None` where they have no place to go.
    pub(crate) fn breaches(&self, edits: &[Edit]) -> Option<BTreeSet<Breach>> {
        Some(self.judge.breaches(&self.base.with(edits)?, &[]))
    }

    /// Names a constraint of this operation.
    pub(crate) fn constraint(&mut self, place: &Place<'_>, keyword: &str, demand: String) -> usize {
        self.registry.add(Constraint {
            id: format!("{}/{}#{keyword}", self.operation.id, place.id),
            element: place.kind.to_string(),
            keyword: keyword.to_owned(),
            demand,
            says: place.described.says.clone(),
            source: place.described.source.clone(),
            assumption: place.described.assumption.clone(),
            at: place.at.clone(),
            kind: place.kind.clone(),
            operation: self.index,
        })
    }

    /// Adds a case if its request breaks what it should and nothing else. Gives whether it was added.
    pub(crate) fn add(
        &mut self,
        place: &Place<'_>,
        keyword: &str,
        demand: String,
        wanted: &Wanted,
        draw: Draw,
    ) -> bool {
        let Some(breaches) = self.breaches(&draw.edits) else { return false };
        let expect = match wanted {
            Wanted::Nothing if breaches.is_empty() => Expect::Accept,
            Wanted::Exactly(breach) if breaches.len() == 1 && breaches.contains(breach) => Expect::Reject,
            Wanted::Unseen if breaches.is_empty() => Expect::Reject,
            Wanted::Open => Expect::Either,
            _ => return false,
        };
        self.push(place, keyword, demand, expect, draw);
        true
    }

    /// Adds a case whose expectation is known.
    pub(crate) fn push(&mut self, place: &Place<'_>, keyword: &str, demand: String, expect: Expect, draw: Draw) {
        let constraint = self.constraint(place, keyword, demand);
        let id = format!("{}/{}#{keyword}/{}-{}", self.operation.id, place.case, expect.word(), draw.slug);
        if !self.ids.insert(id.clone()) {
            return;
        }
        self.cases.push(Case {
            id,
            constraint,
            expect,
            about: draw.about,
            operation: self.index,
            edits: draw.edits,
            risk: draw.risk,
            several_profiles: false,
            verbatim: false,
            value: draw.value,
        });
    }

    /// The value that the base has at a place.
    pub(crate) fn at_base(&self, pointer: &str) -> Option<&Value> {
        self.base.body.as_ref()?.pointer(pointer)
    }
}
