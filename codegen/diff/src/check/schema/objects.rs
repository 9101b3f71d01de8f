//! Objects: properties that come, go, are renamed or become mandatory, and what else may be in them.

use std::collections::BTreeSet;

use crate::change::{Evidence, Finding, Presence, Shift, Side};
use crate::check::schema::Pair;
use crate::context::Comparison;
use crate::document::uses::travels;
use crate::report::Effect;
use crate::schema::{Extra, Objects, View, Views};

impl<'d> Comparison<'d> {
    pub(crate) fn objects(&mut self, pair: &Pair<'d>) {
        let side = pair.side;
        let (mut old, mut new) = (visible(&pair.old.objects, side), visible(&pair.new.objects, side));
        state_required(&mut old, &new);
        state_required(&mut new, &old);
        let renamed = self.renamed_properties(&old, &new);
        for (name, views) in &old.properties {
            if renamed.iter().any(|(before, _)| before == name) {
                continue;
            }
            match new.properties.get(name) {
                Some(after) => {
                    self.schema(views, after, side);
                    self.required(pair, name, &old, &new);
                }
                None => self.property_gone(pair, name, views, &old, &new),
            }
        }
        for (name, views) in &new.properties {
            if let Some((before, _)) = renamed.iter().find(|(_, after)| after == name) {
                if let Some(was) = old.properties.get(before) {
                    self.settle(&place_of(pair, was), &place_of(pair, views));
                }
                self.property_renamed(pair, before, name, views);
            } else if !old.properties.contains_key(name) {
                self.property_added(pair, name, views, &old, &new);
            }
        }
        self.required_unstated(pair, &old, &new);
        self.extra(pair, &old.extra, &new.extra);
        self.member_counts(pair);
    }

    /// Properties that went and came with the same schema and the same requiredness, each with one candidate only.
    fn renamed_properties(&mut self, old: &Objects<'d>, new: &Objects<'d>) -> Vec<(String, String)> {
        let only = |from: &Objects<'d>, other: &Objects<'d>| -> Vec<(String, Views<'d>)> {
            let only = from.properties.iter().filter(|(name, _)| !other.properties.contains_key(*name));
            only.map(|(name, views)| (name.clone(), views.clone())).collect()
        };
        let (gone, come) = (only(old, new), only(new, old));
        let mut candidates = Vec::new();
        for (before, before_views) in &gone {
            for (after, after_views) in &come {
                let required = (old.required.contains(before), new.required.contains(after));
                if required.0 == required.1 && self.are_same(before_views, after_views) {
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

    fn property_renamed(&mut self, pair: &Pair<'d>, old: &str, new: &str, views: &[View<'d>]) {
        let (effect, why) = match pair.side {
            Side::Sent => {
                (Effect::Breaking, "what callers send under the old name is refused or means nothing any more")
            }
            Side::Received => (Effect::Breaking, "readers find nothing under the old name"),
            Side::Unused => pair.side.presence(Presence::Optional, Presence::Absent),
        };
        let what = format!("property `{old}` renamed to `{new}`");
        let place = place_of(pair, views);
        self.note(Finding::new(place, what, effect, why));
    }

    fn property_gone(&mut self, pair: &Pair<'d>, name: &str, views: &[View<'d>], old: &Objects<'d>, new: &Objects<'d>) {
        let before = Presence::stated(old.required.contains(name));
        let (effect, why) = pair.side.presence(before, Presence::Absent);
        let what = if pair.new.objects.properties.contains_key(name) {
            format!("property `{name}` no longer travels this way (`readOnly`, `writeOnly`)")
        } else if matches!(new.extra, Extra::None) {
            format!("property `{name}` removed, and no other is allowed")
        } else {
            format!("property `{name}` removed")
        };
        let place = place_of(pair, views);
        self.note(Finding::new(place, what, effect, why));
    }

    fn property_added(
        &mut self,
        pair: &Pair<'d>,
        name: &str,
        views: &[View<'d>],
        old: &Objects<'d>,
        new: &Objects<'d>,
    ) {
        let required = new.required.contains(name);
        let word = if required { "mandatory" } else { "optional" };
        let what = if pair.old.objects.properties.contains_key(name) {
            format!("{word} property `{name}` travels this way as well (`readOnly`, `writeOnly`)")
        } else {
            format!("{word} property `{name}` added")
        };
        let place = place_of(pair, views);
        let before = if old.required.contains(name) { Presence::Required } else { Presence::Absent };
        let (effect, why) = match (&old.extra, pair.side) {
            (Extra::None, Side::Received) => {
                (Effect::Breaking, "the object allowed no further properties, so readers may refuse it")
            }
            // It could be sent before, as one of those that were not named.
            (Extra::Only(extra), side) => {
                let extra = extra.clone();
                self.schema(&extra, views, side);
                side.presence(before, Presence::stated(required))
            }
            // Where nothing is named, everything that is sent goes by names of the callers' own.
            (Extra::Any, side) if old.properties.is_empty() => {
                self.schema(&[], views, side);
                side.presence(before, Presence::stated(required))
            }
            (_, side) => side.presence(before, Presence::stated(required)),
        };
        self.note(Finding::new(place, what, effect, why));
    }

    fn required(&mut self, pair: &Pair<'d>, name: &str, old: &Objects<'d>, new: &Objects<'d>) {
        let before = Presence::stated(old.required.contains(name));
        let after = Presence::stated(new.required.contains(name));
        if before == after {
            return;
        }
        let (effect, why) = pair.side.presence(before, after);
        let word = if after == Presence::Required { "mandatory" } else { "optional" };
        let what = format!("property `{name}` is now {word}");
        let place = match new.properties.get(name) {
            Some(views) => place_of(pair, views),
            None => pair.at("required").to_owned(),
        };
        self.note(Finding::new(place, what, effect, why));
    }

    /// Names that are mandatory without being stated as properties.
    fn required_unstated(&mut self, pair: &Pair<'d>, old: &Objects<'d>, new: &Objects<'d>) {
        let stated = |name: &&String| !old.properties.contains_key(*name) && !new.properties.contains_key(*name);
        let names: BTreeSet<&String> = old.required.union(&new.required).filter(stated).collect();
        for name in names {
            self.required(pair, name, old, new);
        }
    }

    fn extra(&mut self, pair: &Pair<'d>, old: &Extra<'d>, new: &Extra<'d>) {
        let (what, shift) = match (old, new) {
            (Extra::Any, Extra::Any) | (Extra::None, Extra::None) => return,
            (Extra::Only(old), Extra::Only(new)) => {
                return self.schema(old, new, pair.side);
            }
            (_, Extra::None) => ("properties that are not stated are no longer allowed", Shift::Narrower),
            (Extra::None, _) => ("properties that are not stated are allowed", Shift::Wider),
            (Extra::Any, Extra::Only(_)) => {
                ("properties that are not stated have to satisfy a schema", Shift::Narrower)
            }
            (Extra::Only(_), Extra::Any) => ("properties that are not stated may be anything", Shift::Wider),
        };
        self.shift(pair, "additionalProperties", what.to_owned(), shift, &Evidence::default());
    }
}

/// Where a property is reported.
fn place_of(pair: &Pair<'_>, views: &[View<'_>]) -> String {
    views.first().map_or_else(|| pair.at("required").to_owned(), |view| view.place().to_owned())
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
