//! Every value of a spec is on its page. The tests change each value of a spec, so that a kind of fact which the page omits fails them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::html::text;
use crate::specs::{bundled, page, parcels, public, two_chapters};

fn join(at: &str, name: &str) -> String {
    format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// The pointers of all values that are neither objects nor lists.
fn leaves(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(name, member)| leaves(member, &join(at, name), found)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| leaves(item, &format!("{at}/{index}"), found))
        }
        _ => found.push(at.to_owned()),
    }
}

fn leaves_of(spec: &Value) -> Vec<String> {
    let mut found = Vec::new();
    leaves(spec, "", &mut found);
    // A comment about the file, not a fact of the API.
    found.retain(|at| at != "/x-generated");
    found
}

/// Whether a text is part of the structure: a change of it changes how other values are shown.
fn is_structure(at: &str) -> bool {
    let key = at.rsplit('/').next().unwrap();
    ["$ref", "type", "in", "operationId", "x-security-scheme"].contains(&key)
        || ["/required/", "/operations/", "/affects/"].iter().any(|list| at.contains(list))
}

/// A text that is nowhere else, and is shown as it is wherever it is.
fn marker(index: usize) -> String {
    format!("marker{index}end")
}

/// The markers that a text has.
fn markers_in(text: &str) -> BTreeSet<usize> {
    text.split("marker").skip(1).filter_map(|rest| rest.split_once("end")?.0.parse().ok()).collect()
}

#[test]
fn every_text_is_shown() {
    let ours = [("bundled", bundled()), ("two chapters", two_chapters()), ("parcels", parcels())];
    let ours = ours.map(|(name, (spec, cases))| (name.to_owned(), spec, cases));
    let public = public().into_iter().map(|(name, spec)| (name, spec, Value::Null));
    for (name, spec, cases) in ours.into_iter().chain(public) {
        let mut marked = spec.clone();
        let mut expected = Vec::new();
        for at in leaves_of(&spec) {
            let leaf = marked.pointer_mut(&at).unwrap();
            if leaf.is_string() && !is_structure(&at) {
                *leaf = Value::from(format!("{} {}", leaf.as_str().unwrap(), marker(expected.len())));
                expected.push(at);
            }
        }
        let shown = markers_in(&text(&page(&marked, &cases)));
        let missing: Vec<_> = expected.iter().enumerate().filter(|(index, _)| !shown.contains(index)).collect();
        assert!(missing.is_empty(), "{name}: the page does not show {missing:#?}");
    }
}

/// Numbers, booleans and references: a change of any of them changes the page.
#[test]
fn the_page_depends_on_every_value() {
    for (name, (spec, cases)) in [("bundled", bundled()), ("parcels", parcels())] {
        let before = page(&spec, &cases);
        let is_changed = |at: &&String| {
            let mut changed = spec.clone();
            let leaf = changed.pointer_mut(at).unwrap();
            *leaf = match &*leaf {
                Value::Bool(flag) => json!(!flag),
                Value::Number(number) => json!(number.as_f64().unwrap() + 7919.0),
                Value::String(text) => json!(format!("{text}0")),
                other => json!([other]),
            };
            page(&changed, &cases) != before
        };
        let leaves: Vec<_> = leaves_of(&spec);
        let checked: Vec<_> =
            leaves.iter().filter(|at| is_structure(at) || !spec.pointer(at).unwrap().is_string()).collect();
        let unchanged: Vec<_> = checked.iter().filter(|at| !is_changed(at)).collect();
        assert!(checked.len() > 20, "{name}: {}", checked.len());
        assert!(unchanged.is_empty(), "{name}: the page does not depend on {unchanged:#?}");
    }
}

/// A key that a later spec may have is shown as it is: the page does not omit what it does not know.
#[test]
fn an_unknown_key_of_any_object_is_shown() {
    /// Objects whose keys are names of elements or flows; a key that is added there names another element.
    const MAPS: [&str; 18] = [
        "/paths",
        "/schemas",
        "/properties",
        "/parameters",
        "/headers",
        "/content",
        "/responses",
        "/securitySchemes",
        "/examples",
        "/scopes",
        "/flows",
        "/x-effects",
        "/x-rules",
        "/components",
        "/mapping",
        "/x-countries",
        "/data",
        "/variables",
    ];
    fn add(value: &mut Value, at: &str, added: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                // The values of examples are shown as they are.
                let inner = members.iter_mut().filter(|(name, _)| !["value", "example"].contains(&name.as_str()));
                inner.for_each(|(name, member)| add(member, &join(at, name), added));
                let is_requirement = at.contains("/security/");
                // OpenAPI ignores what is beside a reference.
                let is_ignored = members.contains_key("$ref");
                if !is_ignored && !MAPS.iter().any(|map| at.ends_with(map)) && !is_requirement {
                    members.insert("x-new".to_owned(), marker(added.len()).into());
                    added.push(at.to_owned());
                }
            }
            Value::Array(items) => {
                items.iter_mut().enumerate().for_each(|(index, item)| add(item, &format!("{at}/{index}"), added));
            }
            _ => {}
        }
    }
    for (name, (mut spec, cases)) in [("bundled", bundled()), ("two chapters", two_chapters()), ("parcels", parcels())]
    {
        let mut added = Vec::new();
        add(&mut spec, "", &mut added);
        assert!(added.len() > 50, "{name}: {}", added.len());
        let shown = markers_in(&text(&page(&spec, &cases)));
        let missing: Vec<_> = added.iter().enumerate().filter(|(index, _)| !shown.contains(index)).collect();
        assert!(missing.is_empty(), "{name}: the page does not show unknown keys of {missing:#?}");
    }
}

/// The accepted and the violating requests of each rule.
#[test]
fn every_case_of_a_rule_is_shown() {
    let (spec, cases) = two_chapters();
    let shown = text(&page(&spec, &cases));
    let rules: BTreeSet<&String> = spec["x-rules"].as_object().unwrap().keys().collect();
    for rule in rules {
        for (name, case) in cases[rule].as_object().unwrap() {
            let about = case["about"].as_str().unwrap().replace('`', "");
            assert!(shown.contains(&about), "{rule}/{name}: {about}");
        }
    }
}
