//! `x-` members: those of this project by what they mean, all others by name only.
//!
//! Not here: `x-rules` (`rules`), and `x-id` and `x-security-scheme` of servers (`servers`).

use colt_numbers_openapi::node::Node;
use serde_json::Value;

use crate::change::{Change, Datum};
use crate::change_type::Kind;
use crate::document::pair::Pair;
use crate::effect::Effect;

/// Where a statement comes from, and why it was read as it was: nothing that a caller meets.
pub(crate) fn is_source(key: &str) -> bool {
    matches!(key, "x-source" | "x-assumption" | "x-document")
}

/// A change without an effect on the wire. Whoever relies on what it means has to read it, if it is of `behaviour`.
pub(crate) fn silent(kind: Kind, pair: &Pair<'_>, behaviour: bool) -> Change {
    Change::new(kind, pair.place(), Effect::None).behaviour(behaviour)
}

pub(crate) fn extension(key: &str, pair: &Pair<'_>) -> Vec<Change> {
    if pair.is_same() {
        return Vec::new();
    }
    let named = |kind, behaviour| vec![silent(kind, pair, behaviour).with(key).with(pair.verb())];
    match key {
        _ if is_source(key) => named(Kind::SourceChanged, false),
        "x-effects" => effects(pair),
        "x-countries" => countries(pair),
        "x-lenient" => named(Kind::LenientChanged, true),
        _ => named(Kind::ExtensionChanged, false),
    }
}

/// What a call does beyond its response. Nothing of it shows on the wire, and all of it may matter.
fn effects(pair: &Pair<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    for (id, effect) in pair.members().into_iter().filter(|(_, effect)| !effect.is_same()) {
        let Some((old, new)) = effect.both() else {
            let kind = if effect.new.is_some() { Kind::EffectAdded } else { Kind::EffectRemoved };
            changes.push(silent(kind, &effect, true).with(id));
            continue;
        };
        if old.members().is_empty() || new.members().is_empty() {
            changes.push(silent(Kind::EffectChanged, &effect, true).with(id).with(effect.step()));
        }
        for (key, member) in effect.members().into_iter().filter(|(_, member)| !member.is_same()) {
            if is_source(key) {
                changes.extend(extension(key, &member));
            } else {
                let change = silent(Kind::EffectMemberChanged, &member, true);
                changes.push(change.with(id).with(key).with(member.prose()));
            }
        }
    }
    changes
}

/// What rules and people learn about each country; which ones may be sent, `enum` says.
fn countries(pair: &Pair<'_>) -> Vec<Change> {
    if pair.both().is_none() {
        return vec![silent(Kind::CountriesStated, pair, false).with(pair.verb())];
    }
    let changed = pair.members().into_iter().filter(|(_, country)| !country.is_same());
    changed.map(|(code, country)| country_change(code, &country)).collect()
}

fn country_change(code: &str, country: &Pair<'_>) -> Change {
    let Some((old, new)) = country.both() else {
        return silent(Kind::CountryChanged, country, false).with(code).with(country.verb());
    };
    let part = |node: &Node<'_>, key: &str| node.value.get(key).cloned();
    match ["callingCode", "zone"].into_iter().find(|key| part(old, key) != part(new, key)) {
        Some(key) => {
            let change = silent(Kind::CountryMemberChanged, country, true).with(code).with(key);
            change.with(Datum::Step(part(old, key), part(new, key)))
        }
        None => {
            let behaviour = without_name(old) != without_name(new);
            silent(Kind::CountryChanged, country, behaviour).with(code).with(country.verb())
        }
    }
}

fn without_name(entry: &Node<'_>) -> Option<Value> {
    let mut value = entry.value.clone();
    value.as_object_mut()?.retain(|key, _| key != "name");
    Some(value)
}
