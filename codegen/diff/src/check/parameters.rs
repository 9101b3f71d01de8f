//! Compares the parameters of operations, which are matched by location and name.

use std::collections::BTreeMap;

use colt_numbers_openapi::node::Node;

use crate::change::{Change, EffectReason, MessageValue, worst};
use crate::change_type::ChangeType;
use crate::check::headers::compare_header;
use crate::check::members::not_understood;
use crate::context::Context;
use crate::direction::Direction;
use crate::document::pair::Pair;
use crate::effect::Effect;
use crate::presence::Presence;

/// A parameter, with references resolved.
#[derive(Clone, Debug)]
struct ComparedParameter<'d> {
    location: &'d str,
    /// The name for matching: in lower case for headers, the new name for path parameters.
    name: String,
    node: Node<'d>,
}

impl ComparedParameter<'_> {
    fn presence(&self) -> Presence {
        Presence::stated(self.node.flag("required") || self.location == "path")
    }

    fn stated_name(&self) -> &str {
        self.node.text("name").unwrap_or(&self.name)
    }

    /// Adds the location and the name to a change.
    fn named(&self, change: Change) -> Change {
        change.with(self.location).with(self.stated_name())
    }

    /// Whether OpenAPI ignores this parameter: other objects of the document describe these headers.
    fn is_ignored(&self) -> bool {
        self.location == "header" && matches!(self.name.as_str(), "accept" | "content-type" | "authorization")
    }
}

/// Compares the parameters of an operation. `levels` has the path item first, and then the operation.
pub(crate) fn compare_parameters<'d>(
    context: &Context<'d>,
    levels: [&Pair<'d>; 2],
    renamed: &BTreeMap<String, String>,
    direction: Direction,
) -> Vec<Change> {
    let lists = levels.map(|level| level.child("parameters"));
    if let Some(invalid) = lists.iter().find(|list| !list.are_arrays()) {
        return not_understood("parameters", invalid);
    }
    let old_items: Vec<Node<'d>> = lists.iter().filter_map(|list| list.old.as_ref()).flat_map(Node::items).collect();
    let new_items: Vec<Node<'d>> = lists.iter().filter_map(|list| list.new.as_ref()).flat_map(Node::items).collect();
    let mut changes = Vec::new();
    let mut unmatched_old = parameters_of(&old_items, renamed, &new_items, &mut changes);
    let mut unmatched_new = parameters_of(&new_items, &BTreeMap::new(), &old_items, &mut changes);
    for (old, new) in take_pairs(&mut unmatched_old, &mut unmatched_new, |old, new| {
        old.location == new.location && old.name == new.name
    }) {
        if !old.is_ignored() {
            changes.extend(compare_parameter(context, &old, &new, direction));
        }
    }
    changes.extend(moved_or_renamed(context, &mut unmatched_old, &mut unmatched_new, direction));
    for old in unmatched_old.iter().filter(|old| !old.is_ignored()) {
        let (pointer, before) = (&old.node.pointer, old.presence());
        changes.push(old.named(Change::of_presence(
            ChangeType::ParameterRemoved,
            direction,
            pointer,
            before,
            Presence::Absent,
        )));
    }
    for new in unmatched_new.iter().filter(|new| !new.is_ignored()) {
        let change_type = match new.presence() {
            Presence::Required => ChangeType::RequiredParameterAdded,
            Presence::Optional | Presence::Absent => ChangeType::OptionalParameterAdded,
        };
        let pointer = &new.node.pointer;
        changes.push(new.named(Change::of_presence(change_type, direction, pointer, Presence::Absent, new.presence())));
    }
    changes
}

/// The parameters in these items; a later one overrides an earlier one with the same location and name.
fn parameters_of<'d>(
    items: &[Node<'d>],
    renamed: &BTreeMap<String, String>,
    others: &[Node<'d>],
    changes: &mut Vec<Change>,
) -> Vec<ComparedParameter<'d>> {
    let mut parameters: Vec<ComparedParameter<'d>> = Vec::new();
    for item in items {
        let parameter = item.target().ok().and_then(|node| {
            let (location, name) = (node.text("in")?, node.text("name")?);
            let name = match location {
                "header" => name.to_lowercase(),
                "path" => renamed.get(name).cloned().unwrap_or_else(|| name.to_owned()),
                _ => name.to_owned(),
            };
            Some(ComparedParameter { location, name, node })
        });
        if let Some(parameter) = parameter {
            parameters.retain(|known| (known.location, &known.name) != (parameter.location, &parameter.name));
            parameters.push(parameter);
        } else if !others.iter().any(|other| other.value == item.value) {
            let change = Change::new(ChangeType::ParameterNotUnderstood, item.pointer.clone(), Effect::Breaking);
            changes.push(change.with(MessageValue::OldAndNew(None, Some(item.value.clone()))));
        }
    }
    parameters
}

/// Matches parameters that moved to another location, or that were renamed and are otherwise the same.
fn moved_or_renamed<'d>(
    context: &Context<'d>,
    unmatched_old: &mut Vec<ComparedParameter<'d>>,
    unmatched_new: &mut Vec<ComparedParameter<'d>>,
    direction: Direction,
) -> Vec<Change> {
    let change = |change_type, old: &ComparedParameter<'d>, new: &ComparedParameter<'d>| {
        let change = Change::new(change_type, new.node.pointer.clone(), Effect::Breaking).in_direction(direction);
        let change = change.because(EffectReason::Presence(old.presence(), Presence::Absent));
        old.named(change.moving(&old.node.pointer, &new.node.pointer))
    };
    let moved = take_pairs(unmatched_old, unmatched_new, |old, new| {
        old.name == new.name.to_lowercase() || old.name == new.name
    });
    let moved = moved.iter().map(|(old, new)| new.named(change(ChangeType::ParameterMoved, old, new)));
    let mut changes: Vec<Change> = moved.collect();
    let renamed = take_pairs(unmatched_old, unmatched_new, |old, new| {
        let same = || {
            worst(&context.compare_separately(|| compare_parameter(context, old, new, Direction::Sent))) == Effect::None
        };
        old.location == new.location && old.presence() == new.presence() && same()
    });
    changes.extend(
        renamed.iter().map(|(old, new)| change(ChangeType::ParameterRenamed, old, new).with(new.stated_name())),
    );
    changes
}

fn compare_parameter<'d>(
    context: &Context<'d>,
    old: &ComparedParameter<'d>,
    new: &ComparedParameter<'d>,
    direction: Direction,
) -> Vec<Change> {
    let mut changes = Vec::new();
    if old.presence() != new.presence() {
        let change_type = match new.presence() {
            Presence::Required => ChangeType::ParameterBecameRequired,
            Presence::Optional | Presence::Absent => ChangeType::ParameterBecameOptional,
        };
        changes.push(new.named(Change::of_presence(
            change_type,
            direction,
            &new.node.pointer,
            old.presence(),
            new.presence(),
        )));
    }
    changes.extend(compare_header(context, &old.node, &new.node, new.location, direction));
    changes
}

/// Removes the matching parameters from both lists.
fn take_pairs<'d>(
    unmatched_old: &mut Vec<ComparedParameter<'d>>,
    unmatched_new: &mut Vec<ComparedParameter<'d>>,
    mut is_same: impl FnMut(&ComparedParameter<'d>, &ComparedParameter<'d>) -> bool,
) -> Vec<(ComparedParameter<'d>, ComparedParameter<'d>)> {
    let mut pairs = Vec::new();
    unmatched_old.retain(|old| match unmatched_new.iter().position(|new| is_same(old, new)) {
        Some(index) => {
            pairs.push((old.clone(), unmatched_new.remove(index)));
            false
        }
        None => true,
    });
    pairs
}
