//! Objects: properties that come, go, are renamed or become mandatory, and what else may be in them.

use std::collections::BTreeSet;

use crate::change::{Change, Why};
use crate::change_type::Kind;
use crate::check::schema::keyword_change::{least, limit, step};
use crate::check::schema::shape_pair::Shapes;
use crate::context::Context;
use crate::direction::{Presence, Shift, Side};
use crate::document::component_uses::travels;
use crate::effect::Effect;
use crate::schema::located_schema::{View, Views};
use crate::schema::shape::{Extra, Objects};

/// Two objects, with what of them travels on the side.
struct Visible<'s, 'd> {
    shapes: &'s Shapes<'d>,
    old: Objects<'d>,
    new: Objects<'d>,
}

pub(crate) fn objects<'d>(context: &Context<'d>, shapes: &Shapes<'d>) -> Vec<Change> {
    let side = shapes.side;
    let (mut old, mut new) = (visible(&shapes.old.objects, side), visible(&shapes.new.objects, side));
    state_required(&mut old, &new);
    state_required(&mut new, &old);
    let renamed = renamed_properties(context, &old, &new);
    let both = Visible { shapes, old, new };
    let mut changes = Vec::new();
    for (name, views) in &both.old.properties {
        if renamed.iter().any(|(before, _)| before == name) {
            continue;
        }
        match both.new.properties.get(name) {
            Some(after) => {
                changes.extend(context.schema(views, after, side));
                changes.extend(both.required(name));
            }
            None => changes.push(both.removed(name, views)),
        }
    }
    for (name, views) in &both.new.properties {
        let was = renamed.iter().find(|(_, after)| after == name).map(|(before, _)| before);
        match was.and_then(|was| Some((was, both.old.properties.get(was)?))) {
            Some((was, old)) => changes.push(both.renamed((was, old), (name, views))),
            None if both.old.properties.contains_key(name) => {}
            None => changes.extend(both.added(context, name, views)),
        }
    }
    changes.extend(both.required_unstated());
    changes.extend(additional(context, shapes, &both.old.extra, &both.new.extra));
    changes.extend(member_counts(shapes));
    changes
}

/// Properties that went and came with the same schema and the same requiredness, each with one candidate only.
fn renamed_properties<'d>(context: &Context<'d>, old: &Objects<'d>, new: &Objects<'d>) -> Vec<(String, String)> {
    let only = |from: &Objects<'d>, other: &Objects<'d>| -> Vec<(String, Views<'d>)> {
        let only = from.properties.iter().filter(|(name, _)| !other.properties.contains_key(*name));
        only.map(|(name, views)| (name.clone(), views.clone())).collect()
    };
    let (removed, added) = (only(old, new), only(new, old));
    let mut candidates = Vec::new();
    for (before, before_views) in &removed {
        for (after, after_views) in &added {
            let required = (old.required.contains(before), new.required.contains(after));
            if required.0 == required.1 && context.are_same(before_views, after_views) {
                candidates.push((before.clone(), after.clone()));
            }
        }
    }
    let unique = |pair: &&(String, String)| {
        let same = |other: &&(String, String)| other.0 == pair.0 || other.1 == pair.1;
        candidates.iter().filter(same).count() == 1
    };
    candidates.iter().filter(unique).cloned().collect()
}

impl<'d> Visible<'_, 'd> {
    /// Where a property is reported.
    fn place(&self, views: &[View<'d>]) -> String {
        views.first().map_or_else(|| self.shapes.at("required").to_owned(), |view| view.place().to_owned())
    }

    fn presence(&self, kind: Kind, name: &str, place: &str, old: Presence, new: Presence) -> Change {
        Change::of_presence(kind, self.shapes.side, place, old, new).with(name)
    }

    fn renamed(&self, (was, old): (&str, &[View<'d>]), (name, new): (&str, &[View<'d>])) -> Change {
        let side = self.shapes.side;
        let (from, to) = (self.place(old), self.place(new));
        let change = Change::new(Kind::PropertyRenamed, to.as_str(), side.if_used(Effect::Breaking)).on(side);
        change.with(was).with(name).moving(&from, &to)
    }

    fn removed(&self, name: &str, views: &[View<'d>]) -> Change {
        let kind = if self.shapes.new.objects.properties.contains_key(name) {
            Kind::PropertyWithheld
        } else if matches!(self.new.extra, Extra::None) {
            Kind::PropertyRemovedFromClosedObject
        } else {
            Kind::PropertyRemoved
        };
        let before = Presence::stated(self.old.required.contains(name));
        self.presence(kind, name, &self.place(views), before, Presence::Absent)
    }

    fn added(&self, context: &Context<'d>, name: &str, views: &[View<'d>]) -> Vec<Change> {
        let (side, required) = (self.shapes.side, self.new.required.contains(name));
        let kind = match (self.shapes.old.objects.properties.contains_key(name), required) {
            (true, true) => Kind::RequiredPropertyExposed,
            (true, false) => Kind::OptionalPropertyExposed,
            (false, true) => Kind::RequiredPropertyAdded,
            (false, false) => Kind::OptionalPropertyAdded,
        };
        let before = if self.old.required.contains(name) { Presence::Required } else { Presence::Absent };
        let change = self.presence(kind, name, &self.place(views), before, Presence::stated(required));
        let mut changes = match &self.old.extra {
            Extra::None if side == Side::Received => {
                return vec![Change { wire: Effect::Breaking, ..change.because(Why::Closed) }];
            }
            // It could be sent before, as one of those that were not named.
            Extra::Only(extra) => context.schema(extra, views, side),
            // Where nothing is named, everything that is sent goes by names of the callers' own.
            Extra::Any if self.old.properties.is_empty() => context.schema(&[], views, side),
            Extra::Any | Extra::None => Vec::new(),
        };
        changes.push(change);
        changes
    }

    fn required(&self, name: &str) -> Option<Change> {
        let [before, after] = [&self.old, &self.new].map(|objects| Presence::stated(objects.required.contains(name)));
        let kind = match after {
            _ if before == after => return None,
            Presence::Required => Kind::PropertyBecameRequired,
            Presence::Optional | Presence::Absent => Kind::PropertyBecameOptional,
        };
        let place = self.place(self.new.properties.get(name).map_or(&[], Vec::as_slice));
        Some(self.presence(kind, name, &place, before, after))
    }

    /// Names that are mandatory without being stated as properties.
    fn required_unstated(&self) -> Vec<Change> {
        let stated = |name: &str| self.old.properties.contains_key(name) || self.new.properties.contains_key(name);
        let names: BTreeSet<&String> = self.old.required.union(&self.new.required).collect();
        names.into_iter().filter(|name| !stated(name)).filter_map(|name| self.required(name)).collect()
    }
}

/// What members beyond the stated properties may be.
fn additional<'d>(context: &Context<'d>, shapes: &Shapes<'d>, old: &Extra<'d>, new: &Extra<'d>) -> Vec<Change> {
    let (kind, shift) = match (old, new) {
        (Extra::Any, Extra::Any) | (Extra::None, Extra::None) => return Vec::new(),
        (Extra::Only(old), Extra::Only(new)) => return context.schema(old, new, shapes.side),
        (_, Extra::None) => (Kind::AdditionalPropertiesDisallowed, Shift::Narrower),
        (Extra::None, _) => (Kind::AdditionalPropertiesAllowed, Shift::Wider),
        (Extra::Any, Extra::Only(_)) => (Kind::AdditionalPropertiesConstrained, Shift::Narrower),
        (Extra::Only(_), Extra::Any) => (Kind::AdditionalPropertiesUnconstrained, Shift::Wider),
    };
    vec![shapes.change(kind, "additionalProperties", shift)]
}

/// The number of members; properties that must or may be there can make a limit idle.
fn member_counts(shapes: &Shapes<'_>) -> Vec<Change> {
    let (old, new) = (&shapes.old.objects, &shapes.new.objects);
    let fewest = |objects: &Objects<'_>| objects.min.max(objects.required.len() as u64);
    let most = |objects: &Objects<'_>| {
        let bound = match objects.extra {
            Extra::None => objects.properties.len() as u64,
            _ => u64::MAX,
        };
        objects.max.unwrap_or(u64::MAX).min(bound)
    };
    let mut changes = Vec::new();
    if old.min != new.min {
        let shift = Shift::of(fewest(new) > fewest(old), fewest(new) < fewest(old));
        let change = shapes.change(Kind::MinProperties, "minProperties", shift);
        changes.push(change.with(step(least(old.min), least(new.min))));
    }
    if old.max != new.max {
        let shift = Shift::of(most(new) < most(old), most(new) > most(old));
        let change = shapes.change(Kind::MaxProperties, "maxProperties", shift);
        changes.push(change.with(step(limit(old.max), limit(new.max))));
    }
    changes
}

/// A property that is mandatory and not stated may be anything, or whatever the others may be. Beside one that is stated in
/// the other document it counts as stated.
fn state_required<'d>(objects: &mut Objects<'d>, other: &Objects<'d>) {
    let views = match &objects.extra {
        Extra::Any => Vec::new(),
        Extra::Only(views) => views.clone(),
        Extra::None => return,
    };
    for name in objects.required.iter().filter(|name| other.properties.contains_key(*name)) {
        objects.properties.entry(name.clone()).or_insert_with(|| views.clone());
    }
}

/// What of an object travels on a side.
fn visible<'d>(objects: &Objects<'d>, side: Side) -> Objects<'d> {
    let mut objects = objects.clone();
    let kept_back: Vec<String> = objects
        .properties
        .iter()
        .filter(|(_, views)| !views.iter().all(|view| travels(&view.node, side)))
        .map(|(name, _)| name.clone())
        .collect();
    for name in kept_back {
        objects.properties.remove(&name);
        objects.required.remove(&name);
    }
    objects
}
