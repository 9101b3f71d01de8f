//! An element of the body at one location of a request.

use colt_numbers_judge::model::{flat_schema::Element, pointer};
use serde_json::Value;

use super::{
    deriver::{Deriver, ExpectedViolation, Subject},
    sample,
};
use crate::cases::{
    case::Risk,
    element_kind::ElementKind,
    number_allocator,
    request_draft::{RequestEdit, with_item_index},
    spec_names,
};

/// An element of the body at one location of a request.
pub(super) struct ElementInstance<'a> {
    pub(super) element: &'a Element<'a>,
    pub(super) pointer: String,
    /// The edits that add the element to the base request. Empty if the base request has the element.
    pub(super) setup: Vec<RequestEdit>,
    pub(super) sample: Value,
    /// Whether the element is in the second item of an array. The second item gets one case for each constraint, the first item gets all cases.
    pub(super) is_later_item: bool,
    /// Whether one case for each constraint is enough: in the second item of an array, and if an earlier operation has the same component.
    pub(super) is_brief: bool,
}

/// The element in the first or second item of arrays. `None` if no request with the element can be made.
pub(super) fn instantiate<'a>(deriver: &Deriver<'_>, element: &'a Element, item: usize) -> Option<ElementInstance<'a>> {
    let pointer = with_item_index(&element.pointer, item);
    let mut setup = Vec::new();
    // Missing parents of the element are added, from the outside in.
    for (at, _) in pointer.match_indices('/').skip(1).chain([(pointer.len(), "")]) {
        let location = &pointer[..at];
        let draft = deriver.base.with(&setup)?;
        let body = draft.body.as_ref()?;
        if body.pointer(location).is_some() {
            continue;
        }
        let (parent, last) = location.rsplit_once('/')?;
        let first = body
            .pointer(&pointer::join(parent, "0"))
            .filter(|_| last == "1" && body.pointer(parent).is_some_and(Value::is_array));
        let value = match first {
            Some(first) => number_allocator::shifted(first, 1, &deriver.tested.numbers.members),
            None => deriver
                .elements
                .iter()
                .find(|known| with_item_index(&known.pointer, 0) == location)
                .map(|known| sample::of_flat_schema(deriver.spec, &known.schema))?,
        };
        setup.push(RequestEdit::Set(location.to_owned(), value));
    }
    let sample = deriver.base.with(&setup)?.body?.pointer(&pointer)?.clone();
    let is_brief = item > 0 || deriver.is_known(&element.schema);
    Some(ElementInstance { element, pointer, setup, sample, is_later_item: item > 0, is_brief })
}

impl ElementInstance<'_> {
    /// The subject of the constraint at this pointer in the spec. A description of the keyword is preferred to that of the element.
    pub(super) fn subject(&self, at: &str) -> Subject<'_> {
        let flat_schema = &self.element.schema;
        let keyword = flat_schema
            .keywords
            .iter()
            .find(|keyword| keyword.at == at && keyword.documentation.has_source_or_assumption());
        Subject {
            id: format!("body{}", self.element.pointer),
            case_id: format!("body{}", self.pointer),
            kind: ElementKind::Body(self.element.pointer.clone()),
            documentation: keyword.map_or(&flat_schema.documentation, |keyword| &keyword.documentation),
            at: at.to_owned(),
        }
    }

    /// The edits that set the value of the element.
    pub(super) fn set(&self, value: Value) -> Vec<RequestEdit> {
        let mut edits: Vec<RequestEdit> = self
            .setup
            .iter()
            .filter(|edit| !matches!(edit, RequestEdit::Set(at, _) if *at == self.pointer))
            .cloned()
            .collect();
        edits.push(RequestEdit::Set(self.pointer.clone(), value));
        edits
    }

    /// The violation of a keyword at this location.
    pub(super) fn expected_violation(&self, keyword: &str) -> ExpectedViolation {
        ExpectedViolation::Exactly((keyword.to_owned(), self.pointer.clone()))
    }

    pub(super) fn is_telephone(&self) -> bool {
        self.element.schema.components.iter().any(|name| name == spec_names::TELEPHONE)
    }

    /// The risk of a case with this value: a telephone number with another length than the sample's may not be in the target's stock.
    pub(super) fn risk(&self, text: &str) -> Risk {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
        if self.is_telephone() && digits(text) != digits(self.sample.as_str().unwrap_or_default()) {
            Risk::State
        } else {
            Risk::None
        }
    }
}
