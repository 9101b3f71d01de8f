//! Adds constraints and cases: a case only where its request breaks what it should and nothing else.

use std::collections::{BTreeSet, HashMap};

use colt_numbers_judge::model::{described::Described, operation::Operation, shape::Element, spec::Spec};
use serde_json::Value;

use crate::cases::{
    case::{Case, Constraint, Expect, Risk},
    case_file::CaseGroup,
    element_kind::ElementKind,
    number_allocator::Countries,
    request_draft::{Draft, Edit},
    request_validator::{Breach, Judge},
};

/// Constraints by id, in the order in which they were first named.
#[derive(Default)]
pub(crate) struct Registry {
    pub(super) constraints: Vec<Constraint>,
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
    pub(crate) case_files: &'a [CaseGroup],
    pub(crate) operation: &'a Operation,
    pub(crate) index: usize,
    pub(crate) judge: &'a Judge,
    pub(crate) base: &'a Draft,
    pub(crate) telephones: &'a [String],
    pub(crate) countries: Option<&'a Countries>,
    /// Every element of the body.
    pub(crate) elements: &'a [Element],
    pub(super) registry: &'a mut Registry,
    pub(crate) cases: Vec<Case>,
    pub(super) ids: BTreeSet<String>,
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
