//! Parameters of operations: which one is which, and what became of it.

use std::collections::BTreeMap;

use colt_numbers_openapi::node::Node;

use crate::change::{Change, Datum, Why, worst};
use crate::change_type::Kind;
use crate::check::headers::header;
use crate::check::members::not_understood;
use crate::context::Context;
use crate::direction::{Presence, Side};
use crate::document::pair::Pair;
use crate::effect::Effect;

/// A parameter, with references followed.
#[derive(Clone, Debug)]
struct Parameter<'d> {
    place: &'d str,
    /// As it is compared: names of headers are of one case, those of path parameters the new document's.
    name: String,
    node: Node<'d>,
}

impl Parameter<'_> {
    fn presence(&self) -> Presence {
        Presence::stated(self.node.flag("required") || self.place == "path")
    }

    fn shown_name(&self) -> &str {
        self.node.text("name").unwrap_or(&self.name)
    }

    /// The name in the change.
    fn named(&self, change: Change) -> Change {
        change.with(self.place).with(self.shown_name())
    }

    /// OpenAPI leaves these headers to other parts of the document, and passes over parameters of their names.
    fn is_ignored(&self) -> bool {
        self.place == "header" && matches!(self.name.as_str(), "accept" | "content-type" | "authorization")
    }
}

/// The parameters of an operation: those of its path item, and its own.
pub(crate) fn parameters<'d>(
    context: &Context<'d>,
    levels: [&Pair<'d>; 2],
    renamed: &BTreeMap<String, String>,
    side: Side,
) -> Vec<Change> {
    let lists = levels.map(|level| level.child("parameters"));
    if let Some(strange) = lists.iter().find(|list| !list.are_arrays()) {
        return not_understood("parameters", strange);
    }
    let old_items: Vec<Node<'d>> = lists.iter().filter_map(|list| list.old.as_ref()).flat_map(Node::items).collect();
    let new_items: Vec<Node<'d>> = lists.iter().filter_map(|list| list.new.as_ref()).flat_map(Node::items).collect();
    let mut changes = Vec::new();
    let mut removed = parameters_of(&old_items, renamed, &new_items, &mut changes);
    let mut added = parameters_of(&new_items, &BTreeMap::new(), &old_items, &mut changes);
    for (old, new) in take_pairs(&mut removed, &mut added, |old, new| old.place == new.place && old.name == new.name) {
        if !old.is_ignored() {
            changes.extend(parameter(context, &old, &new, side));
        }
    }
    changes.extend(replaced(context, &mut removed, &mut added, side));
    for old in removed.iter().filter(|old| !old.is_ignored()) {
        let (place, before) = (&old.node.pointer, old.presence());
        changes.push(old.named(Change::of_presence(Kind::ParameterRemoved, side, place, before, Presence::Absent)));
    }
    for new in added.iter().filter(|new| !new.is_ignored()) {
        let kind = match new.presence() {
            Presence::Required => Kind::RequiredParameterAdded,
            Presence::Optional | Presence::Absent => Kind::OptionalParameterAdded,
        };
        let place = &new.node.pointer;
        changes.push(new.named(Change::of_presence(kind, side, place, Presence::Absent, new.presence())));
    }
    changes
}

/// The parameters in these items, of which the later ones replace the earlier ones of the same name and place.
fn parameters_of<'d>(
    items: &[Node<'d>],
    renamed: &BTreeMap<String, String>,
    others: &[Node<'d>],
    changes: &mut Vec<Change>,
) -> Vec<Parameter<'d>> {
    let mut parameters: Vec<Parameter<'d>> = Vec::new();
    for item in items {
        let parameter = item.target().ok().and_then(|node| {
            let (place, name) = (node.text("in")?, node.text("name")?);
            let name = match place {
                "header" => name.to_lowercase(),
                "path" => renamed.get(name).cloned().unwrap_or_else(|| name.to_owned()),
                _ => name.to_owned(),
            };
            Some(Parameter { place, name, node })
        });
        if let Some(parameter) = parameter {
            parameters.retain(|known| (known.place, &known.name) != (parameter.place, &parameter.name));
            parameters.push(parameter);
        } else if !others.iter().any(|other| other.value == item.value) {
            let change = Change::new(Kind::ParameterNotUnderstood, item.pointer.clone(), Effect::Breaking);
            changes.push(change.with(Datum::Step(None, Some(item.value.clone()))));
        }
    }
    parameters
}

/// Parameters that went to another place of the request, or have another name and are the same otherwise.
fn replaced<'d>(
    context: &Context<'d>,
    removed: &mut Vec<Parameter<'d>>,
    added: &mut Vec<Parameter<'d>>,
    side: Side,
) -> Vec<Change> {
    let change = |kind, old: &Parameter<'d>, new: &Parameter<'d>| {
        let change = Change::new(kind, new.node.pointer.clone(), Effect::Breaking).on(side);
        let change = change.because(Why::Presence(old.presence(), Presence::Absent));
        old.named(change.moving(&old.node.pointer, &new.node.pointer))
    };
    let moved = take_pairs(removed, added, |old, new| old.name == new.name.to_lowercase() || old.name == new.name);
    let moved = moved.iter().map(|(old, new)| new.named(change(Kind::ParameterMoved, old, new)));
    let mut changes: Vec<Change> = moved.collect();
    let renamed = take_pairs(removed, added, |old, new| {
        let same = || worst(&context.apart(|| parameter(context, old, new, Side::Sent))) == Effect::None;
        old.place == new.place && old.presence() == new.presence() && same()
    });
    changes.extend(renamed.iter().map(|(old, new)| change(Kind::ParameterRenamed, old, new).with(new.shown_name())));
    changes
}

fn parameter<'d>(context: &Context<'d>, old: &Parameter<'d>, new: &Parameter<'d>, side: Side) -> Vec<Change> {
    let mut changes = Vec::new();
    if old.presence() != new.presence() {
        let kind = match new.presence() {
            Presence::Required => Kind::ParameterBecameRequired,
            Presence::Optional | Presence::Absent => Kind::ParameterBecameOptional,
        };
        changes.push(new.named(Change::of_presence(kind, side, &new.node.pointer, old.presence(), new.presence())));
    }
    changes.extend(header(context, &old.node, &new.node, new.place, side));
    changes
}

/// Takes out of both lists what belongs together.
fn take_pairs<'d>(
    removed: &mut Vec<Parameter<'d>>,
    added: &mut Vec<Parameter<'d>>,
    mut is_same: impl FnMut(&Parameter<'d>, &Parameter<'d>) -> bool,
) -> Vec<(Parameter<'d>, Parameter<'d>)> {
    let mut pairs = Vec::new();
    removed.retain(|old| match added.iter().position(|new| is_same(old, new)) {
        Some(index) => {
            pairs.push((old.clone(), added.remove(index)));
            false
        }
        None => true,
    });
    pairs
}
