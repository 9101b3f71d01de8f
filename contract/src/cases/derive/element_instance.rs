//! An element of the body at one place of a request that holds it.

use colt_numbers_judge::model::{pointer, shape::Element};
use serde_json::Value;

use super::{
    deriver::{Deriver, Place, Wanted},
    sample,
};
use crate::cases::{
    case::Risk,
    element_kind::ElementKind,
    number_allocator,
    request_draft::{Edit, concrete},
    spec_names,
};

/// An element at one place of the body, in a request that holds it.
pub(super) struct Spot<'a> {
    pub(super) element: &'a Element,
    pub(super) pointer: String,
    /// What puts the element into the base, where it is not in it.
    pub(super) prepare: Vec<Edit>,
    pub(super) sample: Value,
    /// The first item of a list gets every case, the second one of each constraint.
    pub(super) brief: bool,
}

/// An item of a list is its first or its second. `None`: there is no request that holds the element there.
pub(super) fn spot<'a>(deriver: &Deriver<'_>, element: &'a Element, item: usize) -> Option<Spot<'a>> {
    let pointer = concrete(&element.pointer, item);
    let mut prepare = Vec::new();
    // Whatever encloses the element and is not there yet is put there, from the outside in.
    for (at, _) in pointer.match_indices('/').skip(1).chain([(pointer.len(), "")]) {
        let place = &pointer[..at];
        let draft = deriver.base.with(&prepare)?;
        let body = draft.body.as_ref()?;
        if body.pointer(place).is_some() {
            continue;
        }
        let (parent, last) = place.rsplit_once('/')?;
        let first = body
            .pointer(&pointer::join(parent, "0"))
            .filter(|_| last == "1" && body.pointer(parent).is_some_and(Value::is_array));
        let value = match first {
            Some(first) => number_allocator::shifted(first, 1, deriver.telephones),
            None => deriver
                .elements
                .iter()
                .find(|known| concrete(&known.pointer, 0) == place)
                .map(|known| sample::of_shape(deriver.spec, &known.shape))?,
        };
        prepare.push(Edit::Set(place.to_owned(), value));
    }
    let sample = deriver.base.with(&prepare)?.body?.pointer(&pointer)?.clone();
    Some(Spot { element, pointer, prepare, sample, brief: item > 0 })
}

impl Spot<'_> {
    /// The place of a constraint that stands at `at` in the spec. What is said there is nearer to it than what is said of the element.
    pub(super) fn place(&self, at: &str) -> Place<'_> {
        let shape = &self.element.shape;
        let keyword = shape.keywords.iter().find(|keyword| keyword.at == at && keyword.described.grounded());
        Place {
            id: format!("body{}", self.element.pointer),
            case: format!("body{}", self.pointer),
            kind: ElementKind::Body(self.element.pointer.clone()),
            described: keyword.map_or(&shape.described, |keyword| &keyword.described),
            at: at.to_owned(),
        }
    }

    /// The edits that put a value into this spot.
    pub(super) fn set(&self, value: Value) -> Vec<Edit> {
        let mut edits: Vec<Edit> = self
            .prepare
            .iter()
            .filter(|edit| !matches!(edit, Edit::Set(at, _) if *at == self.pointer))
            .cloned()
            .collect();
        edits.push(Edit::Set(self.pointer.clone(), value));
        edits
    }

    pub(super) fn breach(&self, keyword: &str) -> Wanted {
        Wanted::Exactly((keyword.to_owned(), self.pointer.clone()))
    }

    pub(super) fn telephone(&self) -> bool {
        self.element.shape.components.iter().any(|name| name == spec_names::TELEPHONE)
    }

    /// Numbers of another length than the sample's are in nobody's stock.
    pub(super) fn risk(&self, text: &str) -> Risk {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
        if self.telephone() && digits(text) != digits(self.sample.as_str().unwrap_or_default()) {
            Risk::State
        } else {
            Risk::None
        }
    }
}
