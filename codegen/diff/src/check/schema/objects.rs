//! Compares object keywords: properties, `required`, `additionalProperties` and the number of members.

use std::collections::BTreeSet;

use crate::change::{Change, EffectReason};
use crate::change_type::ChangeType;
use crate::check::schema::keyword_change::{limit, lower_limit, old_and_new};
use crate::check::schema::shape_pair::ShapePair;
use crate::context::Context;
use crate::direction::Direction;
use crate::document::component_uses::is_transmitted;
use crate::effect::Effect;
use crate::presence::Presence;
use crate::schema::located_schema::{Conjunction, LocatedSchema};
use crate::schema::shape::{AdditionalPropertyRule, ObjectKeywords};
use crate::set_difference::SetChange;

/// Two objects with only the properties that are transmitted in this direction.
struct ObjectPair<'s, 'd> {
    shapes: &'s ShapePair<'d>,
    old: ObjectKeywords<'d>,
    new: ObjectKeywords<'d>,
}

pub(crate) fn compare_objects<'d>(context: &Context<'d>, shapes: &ShapePair<'d>) -> Vec<Change> {
    let direction = shapes.direction;
    let (mut old, mut new) = (transmitted(&shapes.old.objects, direction), transmitted(&shapes.new.objects, direction));
    add_required_properties(&mut old, &new);
    add_required_properties(&mut new, &old);
    let renamed = renamed_properties(context, &old, &new);
    let pair = ObjectPair { shapes, old, new };
    let mut changes = Vec::new();
    for (name, schemas) in &pair.old.properties {
        if renamed.iter().any(|(before, _)| before == name) {
            continue;
        }
        match pair.new.properties.get(name) {
            Some(after) => {
                changes.extend(context.compare_schemas(schemas, after, direction));
                changes.extend(pair.required(name));
            }
            None => changes.push(pair.removed(name, schemas)),
        }
    }
    for (name, schemas) in &pair.new.properties {
        let was = renamed.iter().find(|(_, after)| after == name).map(|(before, _)| before);
        match was.and_then(|was| Some((was, pair.old.properties.get(was)?))) {
            Some((was, old)) => changes.push(pair.renamed((was, old), (name, schemas))),
            None if pair.old.properties.contains_key(name) => {}
            None => changes.extend(pair.added(context, name, schemas)),
        }
    }
    changes.extend(pair.required_unstated());
    changes.extend(compare_additional_properties(context, shapes, &pair.old.additional, &pair.new.additional));
    changes.extend(compare_member_counts(shapes));
    changes
}

/// The renamed properties, old name first: a removed and an added property with the same schema and the same `required`. Neither may have
/// another candidate.
fn renamed_properties<'d>(
    context: &Context<'d>,
    old: &ObjectKeywords<'d>,
    new: &ObjectKeywords<'d>,
) -> Vec<(String, String)> {
    let only = |from: &ObjectKeywords<'d>, other: &ObjectKeywords<'d>| -> Vec<(String, Conjunction<'d>)> {
        let only = from.properties.iter().filter(|(name, _)| !other.properties.contains_key(*name));
        only.map(|(name, schemas)| (name.clone(), schemas.clone())).collect()
    };
    let (removed, added) = (only(old, new), only(new, old));
    let mut candidates = Vec::new();
    for (before, old_schemas) in &removed {
        for (after, new_schemas) in &added {
            let required = (old.required.contains(before), new.required.contains(after));
            if required.0 == required.1 && context.allow_same_values(old_schemas, new_schemas) {
                candidates.push((before.clone(), after.clone()));
            }
        }
    }
    let is_unique = |pair: &&(String, String)| {
        let same = |other: &&(String, String)| other.0 == pair.0 || other.1 == pair.1;
        candidates.iter().filter(same).count() == 1
    };
    candidates.iter().filter(is_unique).cloned().collect()
}

impl<'d> ObjectPair<'_, 'd> {
    /// The pointer at which a property is reported.
    fn pointer(&self, schemas: &[LocatedSchema<'d>]) -> String {
        schemas.first().map_or_else(
            || self.shapes.keyword_pointer("required").to_owned(),
            |schema| schema.report_pointer().to_owned(),
        )
    }

    fn presence(&self, change_type: ChangeType, name: &str, pointer: &str, old: Presence, new: Presence) -> Change {
        Change::of_presence(change_type, self.shapes.direction, pointer, old, new).with(name)
    }

    fn renamed(&self, (was, old): (&str, &[LocatedSchema<'d>]), (name, new): (&str, &[LocatedSchema<'d>])) -> Change {
        let direction = self.shapes.direction;
        let (from, to) = (self.pointer(old), self.pointer(new));
        let change = Change::new(ChangeType::PropertyRenamed, to.as_str(), direction.if_used(Effect::Breaking))
            .in_direction(direction);
        change.with(was).with(name).moving(&from, &to)
    }

    fn removed(&self, name: &str, schemas: &[LocatedSchema<'d>]) -> Change {
        let change_type = if self.shapes.new.objects.properties.contains_key(name) {
            ChangeType::PropertyWithheld
        } else if matches!(self.new.additional, AdditionalPropertyRule::None) {
            ChangeType::PropertyRemovedFromClosedObject
        } else {
            ChangeType::PropertyRemoved
        };
        let before = Presence::stated(self.old.required.contains(name));
        self.presence(change_type, name, &self.pointer(schemas), before, Presence::Absent)
    }

    fn added(&self, context: &Context<'d>, name: &str, schemas: &[LocatedSchema<'d>]) -> Vec<Change> {
        let (direction, required) = (self.shapes.direction, self.new.required.contains(name));
        let change_type = match (self.shapes.old.objects.properties.contains_key(name), required) {
            (true, true) => ChangeType::RequiredPropertyExposed,
            (true, false) => ChangeType::OptionalPropertyExposed,
            (false, true) => ChangeType::RequiredPropertyAdded,
            (false, false) => ChangeType::OptionalPropertyAdded,
        };
        let before = if self.old.required.contains(name) { Presence::Required } else { Presence::Absent };
        let change = self.presence(change_type, name, &self.pointer(schemas), before, Presence::stated(required));
        let mut changes = match &self.old.additional {
            AdditionalPropertyRule::None if direction == Direction::Received => {
                return vec![Change { wire: Effect::Breaking, ..change.because(EffectReason::ClosedObject) }];
            }
            // Before, callers could send it as an additional property.
            AdditionalPropertyRule::Only(extra) => context.compare_schemas(extra, schemas, direction),
            // Before, the object had no stated properties, so callers chose all names, perhaps this one.
            AdditionalPropertyRule::Any if self.old.properties.is_empty() => {
                context.compare_schemas(&[], schemas, direction)
            }
            AdditionalPropertyRule::Any | AdditionalPropertyRule::None => Vec::new(),
        };
        changes.push(change);
        changes
    }

    fn required(&self, name: &str) -> Option<Change> {
        let [before, after] = [&self.old, &self.new].map(|objects| Presence::stated(objects.required.contains(name)));
        let change_type = match after {
            _ if before == after => return None,
            Presence::Required => ChangeType::PropertyBecameRequired,
            Presence::Optional | Presence::Absent => ChangeType::PropertyBecameOptional,
        };
        let pointer = self.pointer(self.new.properties.get(name).map_or(&[], Vec::as_slice));
        Some(self.presence(change_type, name, &pointer, before, after))
    }

    /// Compares names in `required` for which no schema has an entry in `properties`.
    fn required_unstated(&self) -> Vec<Change> {
        let stated = |name: &str| self.old.properties.contains_key(name) || self.new.properties.contains_key(name);
        let names: BTreeSet<&String> = self.old.required.union(&self.new.required).collect();
        names.into_iter().filter(|name| !stated(name)).filter_map(|name| self.required(name)).collect()
    }
}

/// Compares `additionalProperties`.
fn compare_additional_properties<'d>(
    context: &Context<'d>,
    shapes: &ShapePair<'d>,
    old: &AdditionalPropertyRule<'d>,
    new: &AdditionalPropertyRule<'d>,
) -> Vec<Change> {
    let (change_type, set_change) = match (old, new) {
        (AdditionalPropertyRule::Any, AdditionalPropertyRule::Any)
        | (AdditionalPropertyRule::None, AdditionalPropertyRule::None) => return Vec::new(),
        (AdditionalPropertyRule::Only(old), AdditionalPropertyRule::Only(new)) => {
            return context.compare_schemas(old, new, shapes.direction);
        }
        (_, AdditionalPropertyRule::None) => (ChangeType::AdditionalPropertiesDisallowed, SetChange::Narrowed),
        (AdditionalPropertyRule::None, _) => (ChangeType::AdditionalPropertiesAllowed, SetChange::Widened),
        (AdditionalPropertyRule::Any, AdditionalPropertyRule::Only(_)) => {
            (ChangeType::AdditionalPropertiesConstrained, SetChange::Narrowed)
        }
        (AdditionalPropertyRule::Only(_), AdditionalPropertyRule::Any) => {
            (ChangeType::AdditionalPropertiesUnconstrained, SetChange::Widened)
        }
    };
    vec![shapes.change(change_type, "additionalProperties", set_change)]
}

/// Compares the limits of the number of members. `required`, or a closed object, can make a limit redundant.
fn compare_member_counts(shapes: &ShapePair<'_>) -> Vec<Change> {
    let (old, new) = (&shapes.old.objects, &shapes.new.objects);
    let min = |objects: &ObjectKeywords<'_>| objects.min.max(objects.required.len() as u64);
    let max = |objects: &ObjectKeywords<'_>| {
        let bound = match objects.additional {
            AdditionalPropertyRule::None => objects.properties.len() as u64,
            _ => u64::MAX,
        };
        objects.max.unwrap_or(u64::MAX).min(bound)
    };
    let mut changes = Vec::new();
    if old.min != new.min {
        let set_change = SetChange::of(min(new) > min(old), min(new) < min(old));
        let change = shapes.change(ChangeType::MinProperties, "minProperties", set_change);
        changes.push(change.with(old_and_new(lower_limit(old.min), lower_limit(new.min))));
    }
    if old.max != new.max {
        let set_change = SetChange::of(max(new) < max(old), max(new) > max(old));
        let change = shapes.change(ChangeType::MaxProperties, "maxProperties", set_change);
        changes.push(change.with(old_and_new(limit(old.max), limit(new.max))));
    }
    changes
}

/// Adds properties that are required but not stated, if the other document states them. Their schema is the schema of additional properties.
fn add_required_properties<'d>(objects: &mut ObjectKeywords<'d>, other: &ObjectKeywords<'d>) {
    let schemas = match &objects.additional {
        AdditionalPropertyRule::Any => Vec::new(),
        AdditionalPropertyRule::Only(schemas) => schemas.clone(),
        AdditionalPropertyRule::None => return,
    };
    for name in objects.required.iter().filter(|name| other.properties.contains_key(*name)) {
        objects.properties.entry(name.clone()).or_insert_with(|| schemas.clone());
    }
}

/// The object with only the properties that are transmitted in this direction.
fn transmitted<'d>(objects: &ObjectKeywords<'d>, direction: Direction) -> ObjectKeywords<'d> {
    let mut objects = objects.clone();
    let not_transmitted: Vec<String> = objects
        .properties
        .iter()
        .filter(|(_, schemas)| !schemas.iter().all(|schema| is_transmitted(&schema.node, direction)))
        .map(|(name, _)| name.clone())
        .collect();
    for name in not_transmitted {
        objects.properties.remove(&name);
        objects.required.remove(&name);
    }
    objects
}
