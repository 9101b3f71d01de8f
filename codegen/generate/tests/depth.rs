//! Tests long chains and many levels of references: the work grows with the number of references, not with the number of paths through them (up
//! to 2^200 here), and the lint rejects schemas that are nested too deeply for the compiler.

use colt_numbers_generate::generate;
use colt_numbers_generate::lint::depth::MAX_LAYERS;
use colt_numbers_generate::load::load;
use colt_numbers_openapi::finding::Level;
use colt_numbers_openapi::source::Source;
use serde_json::{Map, Value, json};

fn schemas(schemas: Map<String, Value>) -> Source {
    components("schemas", schemas)
}

fn components(section: &str, components: Map<String, Value>) -> Source {
    let root = json!({
        "openapi": "3.0.3", "info": { "title": "T", "version": "1" }, "paths": {}, "components": { section: components },
    });
    Source::of_text("t.yaml", &root.to_string())
}

fn to(name: &str, level: usize) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}{level}") })
}

/// Levels of two schemas each; every schema refers to both schemas of the next level.
fn doubling(levels: usize, composed: impl Fn([Value; 2], String) -> Value) -> Source {
    let mut found = Map::new();
    for level in 0..levels {
        for name in ["A", "B"] {
            let here = format!("{name}{level}");
            let next = if level + 1 == levels {
                json!({ "type": "object", "properties": { &here: { "type": "string" } } })
            } else {
                composed([to("A", level + 1), to("B", level + 1)], here.clone())
            };
            found.insert(here, next);
        }
    }
    schemas(found)
}

/// The errors, each with its pointer.
fn errors(source: &Source) -> Vec<(String, String)> {
    let findings = load(source).map_or_else(|findings| findings, |spec| spec.notes);
    findings.of(Level::Error).map(|error| (error.pointer.clone(), error.message.clone())).collect()
}

#[test]
fn the_work_does_not_double_with_each_level() {
    for keyword in ["oneOf", "anyOf"] {
        let composed = |parts: [Value; 2], _| json!({ keyword: parts });
        generate(&doubling(40, composed)).unwrap_or_else(|findings| panic!("{keyword}: {findings}"));
        let errors = errors(&doubling(200, composed));
        assert!(
            matches!(&errors[..], [(at, what)] if at.starts_with("/components/schemas/") && what.contains("deep")),
            "{errors:?}"
        );
    }
    let list = |[one, two]: [Value; 2], _| json!({ "type": "object", "properties": { "a": one, "b": two } });
    generate(&doubling(40, list)).unwrap_or_else(|findings| panic!("{findings}"));
}

/// The lint merges each part of `allOf` once for each reference to it.
#[test]
fn the_number_of_merged_schemas_is_limited() {
    let merged = |parts: [Value; 2], name: String| json!({ "type": "object", "allOf": parts, "properties": { name: { "type": "string" } } });
    generate(&doubling(8, merged)).unwrap_or_else(|findings| panic!("{findings}"));
    for levels in [12, 30, 60, 200] {
        let errors = errors(&doubling(levels, merged));
        let found =
            errors.iter().find(|(_, what)| what.contains("`allOf` merges") || levels == 200 && what.contains("deep"));
        assert!(found.is_some_and(|(at, _)| at.starts_with("/components/schemas/")), "{errors:?}");
    }
    // Many properties with an `allOf` of one part each merge nothing.
    let property = json!({ "description": "A part.", "allOf": [to("Part", 0)] });
    let properties: Map<_, _> = (0..2000).map(|index| (format!("p{index}"), property.clone())).collect();
    let part = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    let found = Map::from_iter([
        ("Part0".to_owned(), part),
        ("All".to_owned(), json!({ "type": "object", "properties": properties })),
    ]);
    assert_eq!(errors(&schemas(found)), []);
}

/// A chain of schemas: each refers to the next.
fn chain(length: usize, link: impl Fn(Value) -> Value) -> Source {
    let last = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    let links =
        (0..length).map(|at| (format!("S{at}"), if at + 1 == length { last.clone() } else { link(to("S", at + 1)) }));
    schemas(links.collect())
}

#[test]
fn a_long_chain_of_references_is_rejected() {
    let links: [fn(Value) -> Value; 6] = [
        |next| next,
        |next| json!({ "allOf": [next] }),
        |next| json!({ "oneOf": [next] }),
        |next| json!({ "type": "array", "items": next }),
        |next| json!({ "type": "object", "properties": { "p": next } }),
        |next| json!({ "type": "object", "additionalProperties": next }),
    ];
    for link in links {
        assert_eq!(errors(&chain(20, link)), [], "{}", link(json!({})));
        let long = errors(&chain(5_000, link));
        // The innermost schema that is too deep is reported: the ones after it are accepted.
        let [(at, what)] = &long[..] else { panic!("{long:?}") };
        let at: usize = at.strip_prefix("/components/schemas/S").unwrap().parse().unwrap();
        assert!(what.contains("deep"), "{what}");
        assert_eq!(errors(&chain(5_000 - at - 1, link)), [], "{}", link(json!({})));
        assert_eq!(errors(&chain(5_000 - at, link)).len(), 1, "{}", link(json!({})));
    }
}

#[test]
fn a_chain_of_any_kind_of_component_is_followed_or_rejected() {
    for (section, last) in [
        ("parameters", json!({ "name": "a", "in": "query", "schema": { "type": "string" } })),
        ("responses", json!({ "description": "" })),
        ("requestBodies", json!({ "content": {} })),
        ("headers", json!({ "schema": { "type": "string" } })),
        ("examples", json!({ "value": 1 })),
        ("links", json!({ "operationId": "a" })),
        ("callbacks", json!({})),
        ("securitySchemes", json!({ "type": "http", "scheme": "bearer" })),
    ] {
        let chain = |length: usize, last: Value| {
            let link = |at: usize| json!({ "$ref": format!("#/components/{section}/S{}", at + 1) });
            let links =
                (0..length).map(|at| (format!("S{at}"), if at + 1 == length { last.clone() } else { link(at) }));
            components(section, links.collect())
        };
        assert_eq!(errors(&chain(MAX_LAYERS, last.clone())), [], "{section}");
        let long = errors(&chain(5_000, last));
        assert!(
            matches!(&long[..], [(at, what)] if at.starts_with("/components/") && what.contains("deep")),
            "{long:?}"
        );
        // The last component refers to the first.
        for length in [1, 2, 5_000] {
            let cycle = errors(&chain(length, json!({ "$ref": format!("#/components/{section}/S0") })));
            assert_eq!(cycle.len(), length, "{section}");
            assert!(cycle.iter().all(|(_, what)| what.contains("refers to itself")), "{section}: {:?}", cycle[0]);
        }
    }
}

/// A parameter at the end of a chain is used like any other.
#[test]
fn a_chain_is_followed_to_its_end() {
    let mut parameters: Map<_, _> = (0..MAX_LAYERS - 1)
        .map(|at| (format!("P{at}"), json!({ "$ref": format!("#/components/parameters/P{}", at + 1) })))
        .collect();
    let last = json!({ "name": "a", "in": "query", "required": true, "schema": { "type": "string" } });
    parameters.insert(format!("P{}", MAX_LAYERS - 1), last);
    let root = json!({
        "openapi": "3.0.3", "info": { "title": "T", "version": "1" },
        "paths": { "/things": { "get": {
            "operationId": "things", "responses": { "204": { "description": "" } },
            "parameters": [{ "$ref": "#/components/parameters/P0" }],
        } } },
        "components": { "parameters": parameters },
    });
    let files = generate(&Source::of_text("t.yaml", &root.to_string())).unwrap_or_else(|findings| panic!("{findings}"));
    assert!(files["requests.rs"].contains(".parameter(\"a\","), "{}", files["requests.rs"]);
}

#[test]
fn a_cycle_of_composition_is_rejected_and_recursion_is_not() {
    for keyword in ["allOf", "oneOf", "anyOf"] {
        let found = errors(&schemas(Map::from_iter([
            ("A0".to_owned(), json!({ keyword: [to("B", 0)] })),
            ("B0".to_owned(), json!({ keyword: [to("A", 0)] })),
            ("C0".to_owned(), json!({ keyword: [to("A", 0)] })),
        ])));
        let places: Vec<_> = found.iter().map(|(at, _)| at.as_str()).collect();
        assert_eq!(places, ["/components/schemas/A0", "/components/schemas/B0"], "{found:?}");
    }
    let tree = json!({ "type": "object", "properties": { "below": { "type": "array", "items": to("A", 0) }, "up": to("A", 0) } });
    generate(&schemas(Map::from_iter([("A0".to_owned(), tree)]))).unwrap();
}

/// Inline schemas inside inline schemas.
#[test]
fn inline_schemas_that_are_nested_too_deeply_are_rejected() {
    let nested = |levels: usize| {
        (1..levels)
            .fold(json!({ "type": "string" }), |inner, _| json!({ "type": "object", "properties": { "p": inner } }))
    };
    let named = |levels| schemas(Map::from_iter([("Deep".to_owned(), nested(levels))]));
    let body = |levels| {
        let root = json!({
            "openapi": "3.0.3", "info": { "title": "T", "version": "1" },
            "paths": { "/things": { "post": {
                "operationId": "add", "responses": { "204": { "description": "" } },
                "requestBody": { "content": { "application/json": { "schema": nested(levels) } } },
            } } },
        });
        Source::of_text("t.yaml", &root.to_string())
    };
    for source in [&named as &dyn Fn(usize) -> Source, &body] {
        generate(&source(30)).unwrap_or_else(|findings| panic!("{findings}"));
    }
    // An array has more type layers than levels in the spec.
    let lists = |levels: usize| {
        (0..levels).fold(json!({ "type": "string" }), |inner, _| json!({ "type": "array", "items": inner }))
    };
    let lists = |levels| errors(&schemas(Map::from_iter([("Deep".to_owned(), lists(levels))])));
    assert_eq!(lists(30), []);
    assert!(matches!(&lists(40)[..], [(at, what)] if at == "/components/schemas/Deep" && what.contains("layers deep")));
    // Deeper than the parser's limit.
    for levels in [50, 50_000] {
        let (open, close) = ("{type: object, properties: {p: ".repeat(levels), "}}".repeat(levels));
        let text = format!("components: {{schemas: {{Deep: {open}{{type: string}}{close}}}}}");
        let deep = load(&Source::of_text("t.yaml", &text)).unwrap_err().to_string();
        assert!(deep.contains("nested more than"), "{deep}");
    }
}
