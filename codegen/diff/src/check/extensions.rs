//! Compares `x-` members: those of this project by their meaning, all others only by name.
//!
//! `x-rules` is compared in `rules`, and `x-id` and `x-security-scheme` of servers in `servers`.

use colt_numbers_openapi::error_codes::KEYWORD;
use colt_numbers_openapi::node::Node;
use serde_json::Value;

use crate::change::{Change, MessageValue};
use crate::change_type::ChangeType;
use crate::check::error_codes::compare_error_codes;
use crate::document::pair::Pair;
use crate::effect::Effect;

/// Whether an extension only cites the source of a statement, or explains an assumption. Callers are not affected.
pub(crate) fn is_source(key: &str) -> bool {
    matches!(key, "x-source" | "x-assumption")
}

/// A change without an effect on the wire. `changes_meaning` states whether the server handles the same request differently.
pub(crate) fn without_wire_effect(change_type: ChangeType, pair: &Pair<'_>, changes_meaning: bool) -> Change {
    Change::new(change_type, pair.pointer(), Effect::None).with_changed_meaning(changes_meaning)
}

pub(crate) fn compare_extension(key: &str, pair: &Pair<'_>) -> Vec<Change> {
    if pair.is_same() {
        return Vec::new();
    }
    let named =
        |change_type, behaviour| vec![without_wire_effect(change_type, pair, behaviour).with(key).with(pair.action())];
    match key {
        _ if is_source(key) => named(ChangeType::SourceChanged, false),
        "x-documents" => compare_source_documents(pair),
        "x-effects" => compare_effects(pair),
        KEYWORD => compare_error_codes(pair),
        "x-countries" => compare_countries(pair),
        "x-lenient" => named(ChangeType::LenientChanged, true),
        _ => named(ChangeType::ExtensionChanged, false),
    }
}

/// Compares `x-documents`: the documents that the spec was written from, by their file names.
fn compare_source_documents<'d>(pair: &Pair<'d>) -> Vec<Change> {
    let items = |node: &Option<Node<'d>>| node.as_ref().map(Node::items).unwrap_or_default();
    let (old, new) = (items(&pair.old), items(&pair.new));
    let file = |node: &Node<'_>| node.text("file").unwrap_or_default().to_owned();
    let find = |side: &[Node<'_>], document: &Node<'_>| side.iter().position(|other| file(other) == file(document));
    let mut changes = Vec::new();
    for document in &new {
        match find(&old, document) {
            None => changes.push(document_change(ChangeType::DocumentAdded, document, &file(document))),
            Some(index) if old[index].value != document.value => {
                let change = document_change(ChangeType::SourceChanged, document, "x-documents");
                changes.push(change.with(Pair::of(&old[index], document).action()));
            }
            Some(_) => {}
        }
    }
    let removed = old.iter().filter(|document| find(&new, document).is_none());
    changes.extend(removed.map(|document| document_change(ChangeType::DocumentRemoved, document, &file(document))));
    changes
}

fn document_change(change_type: ChangeType, document: &Node<'_>, name: &str) -> Change {
    Change::new(change_type, document.pointer.clone(), Effect::None).with(name)
}

/// Compares `x-effects`: the side effects of calls, which are not visible on the wire.
fn compare_effects(pair: &Pair<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    for (id, effect) in pair.members().into_iter().filter(|(_, effect)| !effect.is_same()) {
        let Some((old, new)) = effect.both() else {
            let change_type = if effect.new.is_some() { ChangeType::EffectAdded } else { ChangeType::EffectRemoved };
            let statement = effect.new.as_ref().or(effect.old.as_ref()).and_then(|node| node.value.get("statement"));
            let change = without_wire_effect(change_type, &effect, true).with(id);
            changes.push(change.with(MessageValue::Quote(statement.cloned())));
            continue;
        };
        if old.members().is_empty() || new.members().is_empty() {
            changes.push(
                without_wire_effect(ChangeType::EffectChanged, &effect, true).with(id).with(effect.old_and_new()),
            );
        }
        for (key, member) in effect.members().into_iter().filter(|(_, member)| !member.is_same()) {
            if is_source(key) {
                changes.extend(compare_extension(key, &member));
            } else {
                let nested: Vec<_> = if member.are_objects() { member.members() } else { Vec::new() };
                let changed = nested.into_iter().filter(|(_, nested)| !nested.is_same());
                let changed: Vec<_> = changed.map(|(key, nested)| (key.to_owned(), nested)).collect();
                let changed = if changed.is_empty() { vec![(key.to_owned(), member)] } else { changed };
                for (key, member) in changed {
                    let change = without_wire_effect(ChangeType::EffectMemberChanged, &member, true);
                    changes.push(change.with(key.as_str()).with(id).with(member.old_and_new_prose()));
                }
            }
        }
    }
    changes
}

/// Compares `x-countries`: the data about each country. The allowed countries are stated by `enum`, not here.
fn compare_countries(pair: &Pair<'_>) -> Vec<Change> {
    if pair.both().is_none() {
        return vec![without_wire_effect(ChangeType::CountriesStated, pair, false).with(pair.action())];
    }
    let changed = pair.members().into_iter().filter(|(_, country)| !country.is_same());
    changed.map(|(code, country)| country_change(code, &country)).collect()
}

fn country_change(code: &str, country: &Pair<'_>) -> Change {
    let Some((old, new)) = country.both() else {
        return without_wire_effect(ChangeType::CountryChanged, country, false).with(code).with(country.action());
    };
    let part = |node: &Node<'_>, key: &str| node.value.get(key).cloned();
    match ["callingCode", "zone"].into_iter().find(|key| part(old, key) != part(new, key)) {
        Some(key) => {
            let change = without_wire_effect(ChangeType::CountryMemberChanged, country, true).with(key).with(code);
            change.with(MessageValue::OldAndNew(part(old, key), part(new, key)))
        }
        None => {
            let behaviour = without_name(old) != without_name(new);
            without_wire_effect(ChangeType::CountryChanged, country, behaviour).with(code).with(country.action())
        }
    }
}

fn without_name(entry: &Node<'_>) -> Option<Value> {
    let mut value = entry.value.clone();
    value.as_object_mut()?.retain(|key, _| key != "name");
    Some(value)
}
