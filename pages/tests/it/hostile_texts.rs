//! Texts of a spec are never taken for markup, and are shown in full.

use std::collections::BTreeSet;

use colt_numbers_terminal_text::is_unsafe;
use serde_json::{Value, json};

use crate::html::{Piece, attributes, pieces, text};
use crate::specs::{bundled, page, parcels};

/// The texts that the tests of the generator use, and markup.
fn hostile() -> Vec<(String, String)> {
    let file = include_str!("../../../codegen/generate/tests/data/hostile_texts.json");
    let texts: serde_json::Map<String, Value> = serde_json::from_str(file).unwrap();
    let mut texts: Vec<_> = texts.into_iter().map(|(name, text)| (name, text.as_str().unwrap().to_owned())).collect();
    for (name, text) in [
        ("markup", "<script>alert(1)</script><img src=x onerror=alert(1)>\"'>&lt;</style></pre></title>"),
        ("style", "</style><style>*{display:none}"),
        ("url", "javascript:alert(1)"),
        ("end", "--> ]]> </main>"),
    ] {
        texts.push((name.to_owned(), text.to_owned()));
    }
    texts
}

/// Replaces all texts of a spec but those that its structure needs, and adds names to its maps.
fn with_text(value: &mut Value, hostile: &str) {
    match value {
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                if !["$ref", "type", "in"].contains(&name.as_str()) {
                    with_text(member, hostile);
                }
            }
            for map in ["properties", "x-effects", "x-rules", "schemas", "content", "responses", "paths", "examples"] {
                if let Some(map) = members.get_mut(map).and_then(Value::as_object_mut) {
                    map.insert(hostile.to_owned(), json!({ "description": hostile }));
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| with_text(item, hostile)),
        Value::String(text) => hostile.clone_into(text),
        _ => {}
    }
}

fn tags(page: &str) -> BTreeSet<String> {
    let name = |piece: &Piece<'_>| match piece {
        Piece::Tag(tag) => Some(tag.split(' ').next().unwrap().to_owned()),
        Piece::Text(_) => None,
    };
    pieces(page).iter().filter_map(name).collect()
}

#[test]
fn no_text_of_a_spec_is_taken_for_markup() {
    let benign: BTreeSet<String> =
        [bundled(), parcels()].iter().flat_map(|(spec, cases)| tags(&page(spec, cases))).collect();
    for (name, hostile) in hostile() {
        for (mut spec, mut cases) in [bundled(), parcels()] {
            with_text(&mut spec, &hostile);
            with_text(&mut cases, &hostile);
            let page = page(&spec, &cases);
            let foreign: Vec<_> = tags(&page).into_iter().filter(|tag| !benign.contains(tag)).collect();
            assert!(foreign.is_empty(), "{name}: {foreign:?}");
            let unsafe_character = page.chars().find(|c| is_unsafe(*c) && !matches!(c, '\n' | '\t'));
            assert_eq!(unsafe_character, None, "{name}");
            for attribute in ["onerror", "src", "style"] {
                assert_eq!(attributes(&page, attribute), [""; 0], "{name}");
            }
            assert!(attributes(&page, "href").iter().all(|link| link.starts_with('#')), "{name}");
        }
    }
}

#[test]
fn a_long_text_is_shown_in_full() {
    let (mut spec, cases) = bundled();
    let long = format!("{}end", "word ".repeat(20_000));
    for at in ["/info/description", "/components/schemas/Country/description", "/x-rules/range-order/statement"] {
        *spec.pointer_mut(at).unwrap() = long.as_str().into();
    }
    let shown = text(&page(&spec, &cases));
    assert!(shown.matches(&long).count() >= 3);
}
