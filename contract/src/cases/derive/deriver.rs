//! Collects constraints and cases. A case is added only if its request has the expected violation and no other.

use std::collections::{BTreeSet, HashMap};

use colt_numbers_judge::model::{
    documentation::Documentation,
    flat_schema::{Element, FlatSchema},
    operation::Operation,
    spec::Spec,
};
use serde_json::Value;

use crate::cases::{
    case::{Case, Constraint, Expectation, Risk},
    case_file::{CaseFile, CaseGroup},
    element_kind::ElementKind,
    request_draft::{RequestDraft, RequestEdit},
    request_validator::{RequestValidator, ViolationKey},
    tested_operation::{TestedOperation, Untested},
};

/// Constraints without duplicates, in the order in which they were first added.
#[derive(Default)]
pub(crate) struct ConstraintSet {
    pub(super) constraints: Vec<Constraint>,
    /// The index of each constraint by its id.
    indexes: HashMap<String, usize>,
    /// Whether the readable form of an element names its operation.
    names_operations: bool,
}

impl ConstraintSet {
    pub(crate) fn new(names_operations: bool) -> Self {
        Self { names_operations, ..Self::default() }
    }

    /// Adds a constraint, unless its id is known. Returns its index.
    pub(crate) fn add(&mut self, mut constraint: Constraint) -> usize {
        constraint.names_operation = self.names_operations;
        constraint.element = constraint.readable(&constraint.kind);
        let next = self.constraints.len();
        let index = *self.indexes.entry(constraint.id.clone()).or_insert(next);
        if index == next {
            self.constraints.push(constraint);
        }
        index
    }
}

/// The element that a constraint is about, with the parts of the constraint's ids and texts.
pub(crate) struct Subject<'a> {
    /// The element in the constraint's id, after the operation: `body/relatedParty`.
    pub(crate) id: String,
    /// The element in a case's id, with item indexes: `body/numberRangeList/0`.
    pub(crate) case_id: String,
    pub(crate) kind: ElementKind,
    pub(crate) documentation: &'a Documentation,
    /// JSON Pointer to the constraint in the spec.
    pub(crate) at: String,
}

/// The violation that a request must have to become a case.
pub(crate) enum ExpectedViolation {
    /// The request must be valid.
    None,
    /// The request must have this violation and no other.
    Exactly(ViolationKey),
    /// The request must be valid for the schemas; it violates something that the schemas do not cover.
    OutsideSchemas,
    /// The request may have any violations: the document does not specify the response.
    Unspecified,
}

/// Derives the cases of one operation.
pub(crate) struct Deriver<'a> {
    pub(crate) spec: &'a Spec,
    /// The case files about this operation.
    pub(crate) case_files: &'a [CaseGroup],
    pub(crate) tested: &'a TestedOperation,
    pub(crate) operation: &'a Operation,
    pub(crate) index: usize,
    pub(crate) validator: &'a RequestValidator,
    pub(crate) base: &'a RequestDraft,
    /// Every element of the request body.
    pub(crate) elements: &'a [Element<'a>],
    /// The schema components of earlier operations, whose cases test them thoroughly.
    pub(crate) known_components: &'a BTreeSet<String>,
    /// Whether no earlier operation has a JSON body.
    pub(crate) is_first_with_body: bool,
    pub(super) constraint_set: &'a mut ConstraintSet,
    pub(crate) cases: Vec<Case>,
    pub(super) ids: BTreeSet<String>,
    pub(super) untested: Vec<Untested>,
}

/// A case that is about to be added.
pub(crate) struct NewCase {
    /// The end of the case's id.
    pub(crate) slug: String,
    pub(crate) about: String,
    pub(crate) edits: Vec<RequestEdit>,
    pub(crate) risk: Risk,
    pub(crate) value: Option<String>,
}

impl NewCase {
    pub(crate) fn new(slug: impl Into<String>, about: impl Into<String>, edits: Vec<RequestEdit>) -> Self {
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
    /// Whether the cases of an earlier operation test a component of this schema, so that one case for each constraint is enough here.
    pub(crate) fn is_known(&self, flat_schema: &FlatSchema) -> bool {
        flat_schema.components.iter().any(|name| self.known_components.contains(name))
    }

    /// Reports a case file from which no case can be made.
    pub(crate) fn report_untested(&mut self, rule: &str, file: &CaseFile, why: &str) {
        self.untested.push(Untested { id: format!("{rule}/{}", file.name), why: why.to_owned() });
    }

    /// The violations of the base request with these edits; `None` if the location of an edit does not exist.
    pub(crate) fn violations(&self, edits: &[RequestEdit]) -> Option<BTreeSet<ViolationKey>> {
        Some(self.validator.violations(&self.base.with(edits)?, &[]))
    }

    /// Adds a constraint of this operation. Returns its index.
    fn add_constraint(&mut self, subject: &Subject<'_>, keyword: &str, demand: String) -> usize {
        self.constraint_set.add(Constraint {
            id: format!("{}/{}#{keyword}", self.operation.id, subject.id),
            element: subject.kind.to_string(),
            keyword: keyword.to_owned(),
            demand,
            says: subject.documentation.text.clone(),
            source: subject.documentation.source.clone(),
            assumption: subject.documentation.assumption.clone(),
            at: subject.at.clone(),
            kind: subject.kind.clone(),
            operation: self.operation.id.clone(),
            operation_index: self.index,
            names_operation: false,
        })
    }

    /// Adds a case if its request has the expected violation and no other. Returns whether it was added.
    pub(crate) fn add(
        &mut self,
        subject: &Subject<'_>,
        keyword: &str,
        demand: String,
        expected: &ExpectedViolation,
        new_case: NewCase,
    ) -> bool {
        let Some(violations) = self.violations(&new_case.edits) else { return false };
        let expect = match expected {
            ExpectedViolation::None if violations.is_empty() => Expectation::Accept,
            ExpectedViolation::Exactly(key) if violations.len() == 1 && violations.contains(key) => Expectation::Reject,
            ExpectedViolation::OutsideSchemas if violations.is_empty() => Expectation::Reject,
            ExpectedViolation::Unspecified => Expectation::Either,
            _ => return false,
        };
        self.push(subject, keyword, demand, expect, new_case);
        true
    }

    /// Adds a case with the given expectation.
    pub(crate) fn push(
        &mut self,
        subject: &Subject<'_>,
        keyword: &str,
        demand: String,
        expect: Expectation,
        new_case: NewCase,
    ) {
        let constraint = self.add_constraint(subject, keyword, demand);
        let id = format!("{}/{}#{keyword}/{}-{}", self.operation.id, subject.case_id, expect.as_str(), new_case.slug);
        if !self.ids.insert(id.clone()) {
            return;
        }
        self.cases.push(Case {
            id,
            constraint,
            expect,
            about: new_case.about,
            operation: self.index,
            edits: new_case.edits,
            risk: new_case.risk,
            needs_several_profiles: false,
            verbatim: false,
            value: new_case.value,
        });
    }

    /// The value at a JSON Pointer of the base request.
    pub(crate) fn base_value(&self, pointer: &str) -> Option<&Value> {
        self.base.body.as_ref()?.pointer(pointer)
    }
}
