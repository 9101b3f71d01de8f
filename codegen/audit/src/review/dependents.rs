//! Finds what depends on a changed element of the spec: rules, effects, assumptions, cases, and names in the generated code.

use std::collections::BTreeMap;

use colt_numbers_openapi::value::{self, items, members};
use colt_numbers_openapi::yaml_syntax::YamlSyntax;
use colt_numbers_openapi::{assumption, pointer};
use serde_json::Value;

use super::spec_place::SpecPlace;
use crate::between_revisions::revision_change::{RevisionChange, RevisionChangeKind};
use crate::document::normalize;

/// What depends on a changed element.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dependents {
    /// The rules: `id (spec line N)`.
    pub rules: Vec<String>,
    /// The effects: `id (spec line N)`.
    pub effects: Vec<String>,
    /// The elements with an assumption: `pointer (spec line N)`.
    pub assumptions: Vec<String>,
    /// The paths of the cases.
    pub cases: Vec<String>,
    /// The names that the generator gives the elements, such as `CustomerReference` or `customer_reference`.
    pub generated: Vec<String>,
}

impl Dependents {
    pub(super) fn of(
        root: &Value,
        syntax: &YamlSyntax,
        cases: &BTreeMap<String, String>,
        change: &RevisionChange,
        places: &[SpecPlace],
    ) -> Self {
        let at = |pointer: &str| places.iter().any(|place| place.pointer == pointer);
        let line = |pointer: &str| syntax.line(pointer).map_or(String::new(), |line| format!(" (spec line {line})"));
        // A single word such as `code` has other meanings, too.
        let parts = change.parameter.as_deref().map(normalize::name_parts).filter(|parts| parts.len() > 1);
        let words = parts.map(|parts| parts.join(" "));
        let changes_countries = places
            .iter()
            .any(|place| root.pointer(&place.pointer).is_some_and(|element| element.get("x-countries").is_some()));
        let depends = |id: &str, rule: &Value| {
            let texts = [value::text(rule, "statement"), assumption::text(rule)];
            let mentions = |text: &str| {
                words.as_deref().is_some_and(|words| normalize::name_parts(text).join(" ").contains(words))
            };
            at(&pointer::join("/x-rules", id))
                || texts.into_iter().flatten().any(mentions)
                || changes_countries && rule.pointer("/data/countries").is_some()
        };
        let rules: Vec<&str> =
            members(root.get("x-rules")).filter(|(id, rule)| depends(id, rule)).map(|(id, _)| id.as_str()).collect();
        let of_places =
            |keeps: &dyn Fn(&SpecPlace) -> bool| places.iter().filter(|place| keeps(place)).collect::<Vec<_>>();
        let effects = of_places(&|place| place.pointer.contains("/x-effects/"));
        let assumed = of_places(&|place| {
            root.pointer(&place.pointer).is_some_and(|element| element.get("x-assumption").is_some())
        });
        let name = |place: &&SpecPlace| {
            pointer::split_last(&place.pointer).map_or_else(String::new, |(_, name)| name.into_owned())
        };
        let mut generated: Vec<String> = places.iter().filter_map(|place| generated_name(&place.pointer)).collect();
        generated.extend(rules.iter().map(|id| upper_camel(id)));
        generated.sort();
        generated.dedup();
        Self {
            cases: cases
                .iter()
                .filter(|(path, case)| is_affected(path, case, change, &rules))
                .map(|(path, _)| path.clone())
                .collect(),
            rules: rules.into_iter().map(|id| format!("{id}{}", line(&pointer::join("/x-rules", id)))).collect(),
            effects: effects.iter().map(|place| format!("{}{}", name(place), line(&place.pointer))).collect(),
            assumptions: assumed
                .iter()
                .map(|place| format!("{}{}", place.pointer, line(&format!("{}/x-assumption", place.pointer))))
                .collect(),
            generated,
        }
    }

    /// The lists with their titles.
    pub(super) fn lists(&self) -> [(&'static str, &[String]); 5] {
        [
            ("rules", &self.rules),
            ("effects", &self.effects),
            ("assumptions", &self.assumptions),
            ("cases", &self.cases),
            ("generated", &self.generated),
        ]
    }
}

/// Whether a change affects a case: a case of a rule that depends on it, with a violation of the parameter, or with or without the parameter.
fn is_affected(path: &str, case: &str, change: &RevisionChange, rules: &[&str]) -> bool {
    let of_rule = path.split('/').rev().nth(1).is_some_and(|id| rules.contains(&id));
    let Some(parameter) = &change.parameter else { return of_rule };
    let has = || case.contains(&format!("\"{parameter}\""));
    let violates = || {
        let case: Value = serde_json::from_str(case).unwrap_or_default();
        items(case.get("violations")).any(|violation| {
            let pointer = value::text(violation, "pointer").unwrap_or_default();
            pointer::tokens(pointer).any(|token| token.eq_ignore_ascii_case(parameter))
        })
    };
    let by_kind = match change.kind {
        RevisionChangeKind::RequirednessChanged => !has(),
        RevisionChangeKind::ParameterRenamed
        | RevisionChangeKind::ParameterMoved
        | RevisionChangeKind::ParameterRemoved
        | RevisionChangeKind::GroupRenamed
        | RevisionChangeKind::GroupMoved
        | RevisionChangeKind::GroupRemoved => has(),
        _ => false,
    };
    of_rule || by_kind || violates()
}

/// The name of a schema or of a property in the generated code.
fn generated_name(at: &str) -> Option<String> {
    let tokens: Vec<String> = pointer::tokens(at).map(Into::into).collect();
    match tokens.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["components", "schemas", name] => Some(upper_camel(name)),
        ["components", "schemas", _, "properties", name] => Some(normalize::name_parts(name).join("_")),
        _ => None,
    }
}

fn upper_camel(name: &str) -> String {
    let parts = normalize::name_parts(name);
    let capital = |part: &String| part[..1].to_uppercase() + &part[1..];
    parts.iter().filter(|part| part.is_char_boundary(1)).map(capital).collect()
}
