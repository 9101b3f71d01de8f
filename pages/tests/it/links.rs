//! Every link of a page leads to an element of the page, and no two elements have the same id.

use std::collections::BTreeSet;

use colt_numbers_pages::reference::reference;
use serde_json::{Value, json};

use crate::html::attributes;
use crate::specs::{bundled, page, parcels, public, two_chapters};

/// The ids of a page and the links that lead nowhere.
fn check(name: &str, page: &str) -> BTreeSet<String> {
    let ids = attributes(page, "id");
    let unique: BTreeSet<String> = ids.iter().cloned().collect();
    let repeated: Vec<_> = unique.iter().filter(|id| ids.iter().filter(|other| other == id).count() > 1).collect();
    assert!(repeated.is_empty(), "{name}: several elements have the id {repeated:?}");
    let links = attributes(page, "href");
    assert!(links.len() > 2, "{name}: {links:?}");
    let is_dangling =
        |link: &&String| !link.strip_prefix('#').is_some_and(|fragment| unique.contains(&decoded(fragment)));
    let dangling: BTreeSet<_> = links.iter().filter(is_dangling).collect();
    assert!(dangling.is_empty(), "{name}: links to {dangling:?}");
    unique
}

fn decoded(fragment: &str) -> String {
    percent_encoding::percent_decode_str(fragment).decode_utf8().unwrap().into_owned()
}

#[test]
fn every_link_of_a_page_leads_to_an_element() {
    for (name, (spec, cases)) in [("bundled", bundled()), ("two chapters", two_chapters()), ("parcels", parcels())] {
        check(name, &page(&spec, &cases));
    }
    for (name, spec) in public() {
        check(&name, &page(&spec, &Value::Null));
    }
}

/// Each operation, schema, property, effect, rule and server has its pointer as id, so that a message that names the pointer leads to it.
#[test]
fn the_id_of_an_element_is_its_pointer() {
    let (spec, cases) = two_chapters();
    let ids = check("two chapters", &page(&spec, &cases));
    let mut expected = Vec::new();
    let names = |at: &str| -> Vec<String> {
        let members = spec.pointer(at).and_then(Value::as_object).into_iter().flatten();
        members.map(|(name, _)| format!("{at}/{}", name.replace('/', "~1"))).collect()
    };
    expected.extend(names("/x-rules"));
    expected.extend(names("/components/responses"));
    expected.extend(names("/components/securitySchemes"));
    for schema in names("/components/schemas") {
        expected.extend(names(&format!("{schema}/properties")));
        expected.push(schema);
    }
    for operation in names("/paths").iter().flat_map(|path| names(path)) {
        expected.extend(names(&format!("{operation}/x-effects")));
        expected.extend(names(&format!("{operation}/responses")));
        expected.push(operation);
    }
    assert!(expected.len() > 100, "{}", expected.len());
    let missing: Vec<_> = expected.iter().filter(|pointer| !ids.contains(*pointer)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// References that lead nowhere, or back to themselves, end.
#[test]
fn a_spec_of_any_form_has_a_page() {
    for spec in [
        Value::Null,
        json!([]),
        json!({ "paths": [], "components": { "schemas": 1 }, "x-rules": "none", "servers": {}, "info": [] }),
        json!({ "paths": { "/a": { "$ref": "#/paths/~1a" }, "/b": { "get": null, "put": { "requestBody": { "$ref": "#/nowhere" } } } } }),
        json!({ "components": { "schemas": {
            "A": { "$ref": "#/components/schemas/B" },
            "B": { "allOf": [{ "$ref": "#/components/schemas/A" }], "properties": { "a": { "$ref": "#/components/schemas/A" } } },
        } }, "paths": { "/a": { "post": { "requestBody": { "content": { "a/b": { "schema": { "$ref": "#/components/schemas/A" } } } } } } } }),
    ] {
        assert!(!reference(&spec, &Value::Null).page().is_empty());
    }
}
