//! Finds out of which revision the lines of a place are that may have been edited by hand before an update of line numbers.

use std::collections::{BTreeMap, BTreeSet};

use colt_numbers_openapi::pointer;
use serde_json::{Map, Value};

use crate::document::VendorDocument;
use crate::error::AuditError;
use crate::line_map::{LineMap, MappedRange};
use crate::spec;
use crate::spec::citations::LineRange;
use crate::spec::document_entry::DocumentEntry;
use crate::spec::line_mentions::{self, LineMention, MentionKind};

/// The revision whose lines a place names.
pub(super) enum LinesOf {
    Old,
    New,
    /// It was edited by hand, and nothing shows for which revision.
    Unknown,
}

/// What shows that places were edited by hand.
pub(super) struct HandEdits {
    /// The pointers of the elements whose citations do not fit the old revision, and of those that do not fit the new one.
    pub(super) unfit: [BTreeSet<String>; 2],
    pub(super) current: Places,
    /// The places in commits, the last commit first.
    pub(super) earlier: Vec<Places>,
}

impl HandEdits {
    pub(super) fn lines_of(&self, mention: &LineMention, map: &LineMap<'_>) -> LinesOf {
        let fits = self.unfit.each_ref().map(|unfit| !unfit.contains(mention.element()));
        let is_citation = mention.kind == MentionKind::Citation;
        if is_citation && fits == [false, true] {
            return LinesOf::New;
        }
        let Some((last, earlier)) = self.earlier.split_first() else { return LinesOf::Old };
        let (at, own) = (mention.at.as_str(), self.current.by_pointer.get(&mention.at));
        let Some(own) = own else { return LinesOf::Unknown };
        let is_updated = |before: &Place| before.lines != own.lines && before.is_moved_to(&own.lines, map);
        if earlier.iter().filter_map(|places| self.before(places, at, own)).any(is_updated) {
            return LinesOf::New;
        }
        match self.before(last, at, own) {
            Some(before) if before.lines == own.lines => LinesOf::Old,
            Some(before) if is_updated(before) => LinesOf::New,
            None if last.has_elsewhere(at, own) => LinesOf::Old,
            _ if is_citation && fits == [true, false] => LinesOf::Old,
            _ => LinesOf::Unknown,
        }
    }

    /// A place in an earlier commit. An element that was inserted or removed changes the pointers of those after it in the list.
    fn before<'p>(&self, places: &'p Places, at: &str, own: &Place) -> Option<&'p Place> {
        places.by_pointer.get(at).filter(|before| {
            before.members == own.members || !self.current.has_elsewhere(at, before) && !places.has_elsewhere(at, own)
        })
    }
}

/// The places of a spec that name lines.
pub(super) struct Places {
    by_pointer: BTreeMap<String, Place>,
    /// The pointers of the places that differ only in positions in lists.
    alike: BTreeMap<String, Vec<String>>,
}

/// A place that names lines.
#[derive(Eq, PartialEq)]
struct Place {
    lines: Vec<LineRange>,
    /// The texts, numbers and booleans of its element, without those that name the lines.
    members: Map<String, Value>,
}

impl Places {
    pub(super) fn of(root: &Value, mentions: &[LineMention]) -> Self {
        let mut places = Self { by_pointer: BTreeMap::new(), alike: BTreeMap::new() };
        for mention in mentions {
            let lines = mention.ranges.iter().map(|range| range.lines.clone()).collect();
            let place = Place { lines, members: members(root, mention) };
            places.alike.entry(without_positions(&mention.at)).or_default().push(mention.at.clone());
            places.by_pointer.insert(mention.at.clone(), place);
        }
        places
    }

    /// The places of the spec in a commit; `None` if it does not cite the old revision.
    pub(super) fn of_commit(text: &str, old: &VendorDocument) -> Result<Option<Self>, AuditError> {
        let root = spec::parse(text)?;
        let cites_old = DocumentEntry::find(&root, old).is_ok_and(|entry| entry.has_lines_of(old));
        let mentions = || Ok::<_, AuditError>(line_mentions::all(text, &spec::scan(text)?, &root));
        Ok(if cites_old { Some(Self::of(&root, &mentions()?)) } else { None })
    }

    /// Whether a place is also at another position of the same list.
    fn has_elsewhere(&self, at: &str, place: &Place) -> bool {
        let mut others = self.alike.get(&without_positions(at)).into_iter().flatten().filter(|other| *other != at);
        others.any(|other| self.by_pointer.get(other) == Some(place))
    }
}

impl Place {
    /// Whether the lines in the new revision are those of this place.
    fn is_moved_to(&self, lines: &[LineRange], map: &LineMap<'_>) -> bool {
        let is_moved = |(from, to): (&LineRange, &LineRange)| matches!(map.range(from), MappedRange::Lines(lines, _) if lines == *to);
        self.lines.len() == lines.len() && self.lines.iter().zip(lines).all(is_moved)
    }
}

/// The pointer with `-` in place of the positions in lists.
fn without_positions(at: &str) -> String {
    let is_position = |token: &str| !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit());
    pointer::tokens(at).map(|token| if is_position(&token) { "/-".to_owned() } else { format!("/{token}") }).collect()
}

fn members(root: &Value, mention: &LineMention) -> Map<String, Value> {
    let members = root.pointer(mention.element()).and_then(Value::as_object).into_iter().flatten();
    let names_lines = ["x-source", "x-assumption", "lines"];
    let is_own = |(key, value): &(&String, &Value)| {
        !names_lines.contains(&key.as_str()) && !value.is_object() && !value.is_array()
    };
    members.filter(is_own).map(|(key, value)| (key.clone(), value.clone())).collect()
}
