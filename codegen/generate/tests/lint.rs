//! The lint rejects specs that state more than the generator emits, with a pointer and a hint.
#![expect(clippy::unwrap_used, reason = "tests")]

use colt_numbers_generate::generate;
use colt_numbers_generate::load::load;
use colt_numbers_openapi::finding::{Findings, Level};
use colt_numbers_openapi::source::Source;
use serde_json::{Value, json};

/// A valid spec with one operation.
fn spec() -> Value {
    json!({
        "openapi": "3.0.3",
        "info": { "title": "T", "version": "1" },
        "servers": [{ "url": "https://a.example" }],
        "security": [{ "token": [] }],
        "paths": { "/things": { "get": { "operationId": "things", "responses": { "204": { "description": "" } } } } },
        "components": {
            "schemas": { "Code": { "type": "string", "maxLength": 3 } },
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
        },
    })
}

fn generated(spec: &Value) -> Result<(), Findings> {
    generate(&Source::of_text("t.yaml", &serde_yaml::to_string(spec).unwrap())).map(drop)
}

/// The errors at a pointer, each with its hint.
fn errors(findings: &Findings, pointer: &str) -> Vec<String> {
    let errors = findings.of(Level::Error).filter(|finding| finding.pointer == pointer);
    errors.map(|finding| format!("{} ({})", finding.message, finding.remedy)).collect()
}

#[test]
fn keywords_that_the_emitter_would_ignore_are_rejected() {
    generated(&spec()).unwrap();
    for (holder, key, value, pointer, words) in [
        ("/components/schemas", "Code", json!({ "maxLength": 3 }), "/components/schemas/Code", "allows numbers"),
        (
            "/components/schemas",
            "Code",
            json!({ "enum": ["a", 1] }),
            "/components/schemas/Code",
            "an `enum` without `type`, whose values",
        ),
        (
            "/components/schemas",
            "Code",
            json!({ "minLength": 1 }),
            "/components/schemas/Code/minLength",
            "without a type",
        ),
        ("/components/schemas", "Code", json!({ "pattern": "^a$" }), "/components/schemas/Code", "allows numbers"),
        (
            "/components/schemas",
            "Code",
            json!({ "allOf": [{ "type": "string" }], "required": ["a"] }),
            "/components/schemas/Code/allOf/0",
            "is not an object, but `type` or `required`",
        ),
        (
            "/components/schemas",
            "Code",
            json!({ "allOf": [{ "type": "string" }], "type": "object" }),
            "/components/schemas/Code/allOf/0",
            "is not an object, but `type` or `required`",
        ),
    ] {
        let mut spec = spec();
        spec.pointer_mut(holder).unwrap()[key] = value;
        let findings = generated(&spec).expect_err(pointer);
        let errors = errors(&findings, pointer);
        assert!(errors.iter().any(|error| error.contains(words)), "{pointer}: {findings}");
    }
}

/// The default style of a single value is accepted; styles that would change what is sent are rejected.
#[test]
fn a_style_that_changes_what_is_sent_is_rejected() {
    for (place, style, accepted) in [
        ("path", "simple", true),
        ("path", "label", false),
        ("path", "matrix", false),
        ("header", "simple", true),
        ("query", "form", true),
        ("query", "deepObject", false),
        ("query", "pipeDelimited", false),
        ("query", "spaceDelimited", false),
    ] {
        let mut spec = spec();
        let mut item = spec["paths"]["/things"].take();
        item["parameters"] =
            json!([{ "name": "id", "in": place, "required": true, "style": style, "schema": { "type": "string" } }]);
        let path = if place == "path" { "/things/{id}" } else { "/things" };
        spec["paths"] = json!({ path: item });
        let pointer =
            format!("{}/parameters/0/style", if place == "path" { "/paths/~1things~1{id}" } else { "/paths/~1things" });
        match generated(&spec) {
            Ok(()) => assert!(accepted, "{place} {style}"),
            Err(findings) => {
                assert!(!accepted && errors(&findings, &pointer).len() == 1, "{place} {style}: {findings}");
                assert_eq!(findings.of(Level::Error).count(), 1, "{place} {style}: {findings}");
            }
        }
    }
}

/// Unknown keywords do not hide other findings, and what they may cause is not reported.
#[test]
fn unknown_keywords_are_reported_together_with_everything_else() {
    let mut spec = spec();
    let schemas = &mut spec["components"]["schemas"];
    schemas["Code"] = json!({ "type": "string", "maxLenght": 3 });
    schemas["Thing"] = json!({ "type": "object", "propertes": {}, "required": ["a"], "additionalProperties": false });
    schemas["Other"] = json!({ "type": "string", "pattern": "(" });
    spec["paths"]["/{id}"] = json!({ "get": { "responses": { "204": { "description": "" } } } });
    let findings = generated(&spec).expect_err("several errors");
    let found: Vec<&str> = findings.of(Level::Error).map(|finding| finding.pointer.as_str()).collect();
    let of = |name: &str, keyword: &str| format!("/components/schemas/{name}/{keyword}");
    assert_eq!(
        found,
        [&of("Code", "maxLenght"), &of("Thing", "propertes"), &of("Other", "pattern"), "/paths/~1{id}/get"],
        "{findings}"
    );
    // A spec that cannot be read without the unknown keyword.
    spec["paths"]["/things"]["get"]["parameters"] = json!([{ "nmae": "a", "in": "query", "schema": {} }]);
    let findings = generated(&spec).expect_err("several errors");
    assert_eq!(errors(&findings, "/paths/~1things/get/parameters/0/nmae").len(), 1, "{findings}");
    assert!(errors(&findings, "/paths/~1things").is_empty() && errors(&findings, "").is_empty(), "{findings}");
}

/// A note on a keyword that OpenAPI ignores does not hide other findings.
#[test]
fn an_ignored_description_hides_no_finding() {
    let mut spec = spec();
    spec["components"]["schemas"]["Alias"] = json!({ "$ref": "#/components/schemas/Code", "description": "A code." });
    spec["components"]["schemas"]["Code"] = json!({ "type": "string", "pattern": "(" });
    let findings = generated(&spec).expect_err("an invalid pattern");
    assert_eq!(errors(&findings, "/components/schemas/Code/pattern").len(), 1, "{findings}");
}

/// Two operations without an id, whose paths differ in a slash, would have the same name.
#[test]
fn operations_whose_names_are_made_from_the_path_may_collide() {
    let get = json!({ "get": { "responses": { "204": { "description": "" } } } });
    let mut spec = spec();
    spec["paths"] = json!({ "/a": get, "/a/": get });
    let findings = generated(&spec).expect_err("one name");
    let errors = errors(&findings, "/paths/~1a~1/get");
    assert!(errors.len() == 1 && errors[0].contains("`operationId`"), "{findings}");
}

#[test]
fn variables_of_every_server_are_noted() {
    let servers = json!([{ "url": "https://{a}.example", "variables": { "a": { "default": "b" } } }]);
    for pointer in ["", "/paths/~1things", "/paths/~1things/get"] {
        let mut spec = spec();
        spec.pointer_mut(pointer).unwrap()["servers"] = servers.clone();
        let source = Source::of_text("t.yaml", &serde_yaml::to_string(&spec).unwrap());
        let notes = load(&source).unwrap_or_else(|findings| panic!("{findings}")).notes;
        let at = format!("{pointer}/servers/0/variables");
        assert!(notes.of(Level::Note).any(|note| note.pointer == at), "{pointer}: {notes}");
    }
}

#[test]
fn a_component_that_operations_share_is_reported_once() {
    let pointer = "/paths/~1things/parameters/0";
    let mut spec = spec();
    let item = spec.pointer_mut("/paths/~1things").unwrap();
    item["parameters"] = json!([{ "name": "kind", "in": "cookie", "schema": { "type": "string" } }]);
    item["post"] = json!({ "operationId": "add", "responses": { "204": { "description": "" } } });
    let findings = generated(&spec).expect_err(pointer);
    assert_eq!(errors(&findings, pointer).len(), 1, "{findings}");
    assert_eq!(findings.of(Level::Error).count(), 1, "{findings}");
}

#[test]
fn a_warning_that_cites_the_document_is_rejected() {
    for (severity, cites, words) in [
        ("warning", true, Some("`warning` must not cite the document")),
        ("warning", false, None),
        ("error", true, None),
        ("error", false, Some("`error` must cite the document")),
    ] {
        let mut rule = json!({ "severity": severity, "statement": "It holds.", "x-assumption": "Made up." });
        if cites {
            rule["x-source"] = json!("t.txt:1");
        }
        let mut spec = spec();
        spec["x-rules"] = json!({ "it-holds": rule });
        // The rule has no cases, which is another error.
        let errors = errors(&generated(&spec).unwrap_err(), "/x-rules/it-holds").join("\n");
        let is_about_citation = errors.contains("cite the document");
        assert!(words.map_or(!is_about_citation, |words| errors.contains(words)), "{severity} {cites}: {errors}");
    }
}

/// Path templates with unpaired braces or adjacent parameters, and a schema with two kinds of alternatives.
#[test]
fn braces_and_alternatives_are_rejected_with_a_pointer() {
    for (path, at) in [("/a}b", "/paths/~1a}b/get"), ("/a{b", "/paths/~1a{b/get"), ("/{a{b}}", "/paths/~1{a{b}}/get")] {
        let mut spec = spec();
        let item = spec["paths"]["/things"].take();
        spec["paths"] = json!({ path: item });
        let errors = errors(&generated(&spec).expect_err(path), at);
        assert!(errors.iter().any(|error| error.contains("brace")), "{path}: {errors:?}");
    }
    let mut adjacent = spec();
    let item = adjacent["paths"]["/things"].take();
    adjacent["paths"] = json!({ "/{a}{b}": item });
    let errors_of_path = errors(&generated(&adjacent).expect_err("adjacent"), "/paths/~1{a}{b}/get");
    assert!(errors_of_path.iter().any(|error| error.contains("nothing separates")), "{errors_of_path:?}");
    let mut spec = spec();
    let part = json!([{ "$ref": "#/components/schemas/Code" }]);
    spec["components"]["schemas"]["Both"] = json!({ "oneOf": part, "anyOf": part });
    let findings = generated(&spec).expect_err("both");
    assert_eq!(errors(&findings, "/components/schemas/Both/anyOf").len(), 1, "{findings}");
}

/// An extension that has a meaning only for another generator is ignored.
#[test]
fn extensions_of_other_generators_are_ignored() {
    let clean = generate(&Source::of_text("t.yaml", &serde_yaml::to_string(&spec()).unwrap())).unwrap();
    for (extension, value) in
        [("x-dropshot-websocket", json!({})), ("x-dropshot-pagination", json!({ "required": [] }))]
    {
        let mut spec = spec();
        spec["paths"]["/things"]["get"][extension] = value;
        let files = generate(&Source::of_text("t.yaml", &serde_yaml::to_string(&spec).unwrap())).unwrap();
        assert_eq!(files["requests.rs"], clean["requests.rs"], "{extension}");
    }
}

/// A parameter may be null or an array of scalars. It is rejected if it may be an object or an array of arrays.
#[test]
fn a_parameter_that_cannot_be_written_as_text_is_rejected() {
    let text = |schema: serde_json::Value| {
        let mut spec = spec();
        spec["components"]["schemas"]["Maybe"] =
            json!({ "allOf": [{ "$ref": "#/components/schemas/Code" }], "nullable": true });
        spec["paths"]["/things"]["get"]["parameters"] = json!([{ "name": "code", "in": "query", "schema": schema }]);
        generated(&spec)
    };
    let scalar = json!({ "type": "string" });
    for schema in [
        json!({ "$ref": "#/components/schemas/Maybe" }),
        json!({ "type": "integer", "nullable": true }),
        json!({ "type": "array", "items": { "$ref": "#/components/schemas/Code" } }),
        json!({ "oneOf": [scalar, { "type": "array", "items": scalar }] }),
    ] {
        text(schema.clone()).unwrap_or_else(|findings| panic!("{schema}: {findings}"));
    }
    for schema in [
        json!({ "type": "object" }),
        json!({}),
        json!({ "oneOf": [scalar, { "type": "object" }] }),
        json!({ "type": "array", "items": { "type": "array", "items": scalar } }),
    ] {
        let findings = text(schema.clone()).expect_err("no text");
        let errors = errors(&findings, "/paths/~1things/get/parameters/0");
        assert!(errors.iter().any(|error| error.contains("may be an object")), "{schema}: {findings}");
    }
}

/// A valid spec with documents, effects, rules, and two operations: one that orders, and one with a parameter and no body.
fn spec_with_rules() -> Value {
    let number = json!({ "type": "string", "description": "A number.", "x-assumption": "Made up." });
    let ranges = json!({ "type": "array", "items": { "type": "object", "properties": { "start": number } }, "description": "Ranges.", "x-source": "a.txt:1" });
    let order = json!({ "type": "object", "properties": { "id": number }, "description": "An order.", "x-source": "b.txt:1-2,4" });
    let content =
        |properties: Value| json!({ "application/json": { "schema": { "type": "object", "properties": properties } } });
    let answer = |schema: Value| json!({ "description": "Done.", "x-source": "a.txt:1", "content": content(schema) });
    json!({
        "openapi": "3.0.3",
        "info": { "title": "T", "version": "1", "x-documents": [
            { "file": "a.txt", "title": "A", "sha256": "0".repeat(64) },
            { "file": "b.txt", "title": "B", "sha256": "1".repeat(64) },
        ] },
        "paths": {
            "/orders": { "post": {
                "operationId": "order",
                "description": "Orders.",
                "x-source": "b.txt:1",
                "x-effects": {
                    "order-created": { "statement": "It orders.", "x-source": "a.txt:1", "orders": true, "order": "/order/id" },
                    "lapse": { "statement": "It lapses.", "x-source": "a.txt:1", "holds": { "days": 90 }, "from": "Free", "to": "Held", "next": ["Sold"], "status": "Open" },
                },
                "requestBody": { "required": true, "description": "What.", "x-source": "a.txt:1", "content": content(json!({ "ranges": ranges })) },
                "responses": { "200": answer(json!({ "order": order })) },
            } },
            "/orders/{id}": {
                "parameters": [{ "name": "id", "in": "path", "required": true, "description": "The id.", "x-source": "b.txt:3", "schema": { "type": "string" } }],
                "get": { "operationId": "find", "description": "Finds.", "x-source": "b.txt:1", "responses": { "200": answer(json!({ "order": order })) } },
            },
        },
        "components": { "schemas": {
            "Country": {
                "type": "string", "enum": ["GB"], "description": "A country.", "x-source": "a.txt:1",
                "x-countries": { "GB": { "name": "Britain", "callingCode": "44", "zone": "A" } },
            },
        } },
        "x-rules": {
            "at-most": {
                "severity": "error", "operations": ["order"], "statement": "Few ranges.", "x-source": "a.txt:1",
                "data": { "most": 3, "isFirm": true, "words": ["a"], "steps": [1, -2], "of": "/ranges/-/start", "countries": ["GB"] },
            },
            "both": { "severity": "warning", "operations": ["order", "find"], "statement": "Both.", "x-assumption": "Made up." },
        },
    })
}

/// The spec as a source, with a case of each kind for each rule and one for the schema.
fn source_with_rules(spec: &Value) -> Source {
    let mut source = Source::of_text("t.yaml", &serde_yaml::to_string(spec).unwrap());
    let order = json!({ "about": "", "operation": "order", "body": {}, "violations": [] });
    let find = json!({ "about": "", "operation": "find", "parameters": { "id": "1" }, "violations": [] });
    let alone = json!({ "about": "", "body": {}, "violations": [] });
    for (name, case) in [
        ("at-most/accept-one", &alone),
        ("at-most/reject-one", &order),
        ("both/accept-find", &find),
        ("both/accept-order", &order),
        ("both/reject-find", &find),
        ("both/reject-order", &order),
        ("schema/accept-one", &find),
    ] {
        source.cases.insert(format!("spec/cases/{name}.json"), case.to_string());
    }
    source
}

/// Each edit of the spec is one error, at this pointer and with these words.
#[test]
fn what_the_extensions_state_is_checked() {
    const OPERATION: &str = "/paths/~1orders/post";
    const EFFECTS: &str = "/paths/~1orders/post/x-effects";
    generate(&source_with_rules(&spec_with_rules())).unwrap_or_else(|findings| panic!("{findings}"));
    let days = |days: Value| json!({ "days": days });
    for (holder, key, value, at, words) in [
        ("/info", "x-document", json!({}), "/info/x-document", "unknown key"),
        ("/info/x-documents/1", "file", json!("a.txt"), "/info/x-documents/1", "another document has the file name"),
        ("/info/x-documents/1", "sha256", json!("A"), "/info/x-documents/1/sha256", "not a SHA-256 hash"),
        ("/info/x-documents/1", "title", json!(""), "/info/x-documents/1", "no `title`"),
        (
            OPERATION,
            "x-source",
            json!("c.txt:1"),
            "/paths/~1orders/post/x-source",
            "does not cite lines of `a.txt` or `b.txt`",
        ),
        (OPERATION, "x-source", json!("b.txt:2-1"), "/paths/~1orders/post/x-source", "does not cite lines"),
        (OPERATION, "x-source", json!("b.txt:0"), "/paths/~1orders/post/x-source", "does not cite lines"),
        (OPERATION, "description", json!(" "), OPERATION, "no `description`"),
        (
            "/paths/~1orders~1{id}/parameters/0",
            "x-source",
            json!("c:1"),
            "/paths/~1orders~1{id}/parameters/0/x-source",
            "does not cite",
        ),
        (OPERATION, "x-effects", json!([]), EFFECTS, "not a mapping"),
        (
            EFFECTS,
            "Lapse",
            json!({ "statement": "a", "x-source": "a.txt:1" }),
            "/paths/~1orders/post/x-effects/Lapse",
            "not a valid effect id",
        ),
        (
            "/paths/~1orders/post/x-effects/lapse",
            "days",
            json!(90),
            "/paths/~1orders/post/x-effects/lapse/days",
            "unknown key",
        ),
        (
            "/paths/~1orders/post/x-effects/lapse",
            "holds",
            days(json!(0)),
            "/paths/~1orders/post/x-effects/lapse/holds",
            "not `{days: N}`",
        ),
        (
            "/paths/~1orders/post/x-effects/lapse",
            "holds",
            days(json!(1.5)),
            "/paths/~1orders/post/x-effects/lapse/holds",
            "not `{days: N}`",
        ),
        (
            "/paths/~1orders/post/x-effects/lapse",
            "holds",
            json!({ "days": 1, "hours": 2 }),
            "/paths/~1orders/post/x-effects/lapse/holds",
            "not `{days: N}`",
        ),
        (
            "/paths/~1orders/post/x-effects/lapse",
            "orders",
            json!(true),
            "/paths/~1orders/post/x-effects/lapse/orders",
            "another effect",
        ),
        (
            "/paths/~1orders/post/x-effects/lapse",
            "next",
            json!("Sold"),
            "/paths/~1orders/post/x-effects/lapse/next",
            "not a list of texts",
        ),
        (
            "/paths/~1orders/post/x-effects/lapse",
            "from",
            json!(1),
            "/paths/~1orders/post/x-effects/lapse/from",
            "not a text",
        ),
        (
            "/paths/~1orders/post/x-effects/order-created",
            "orders",
            json!(false),
            "/paths/~1orders/post/x-effects/order-created/orders",
            "not `true`",
        ),
        (
            "/paths/~1orders/post/x-effects/order-created",
            "order",
            json!("order"),
            "/paths/~1orders/post/x-effects/order-created/order",
            "not a JSON Pointer",
        ),
        (
            "/paths/~1orders/post/x-effects/order-created",
            "order",
            json!("/order/no"),
            "/paths/~1orders/post/x-effects/order-created/order",
            "not a property of a successful response",
        ),
        (
            "/paths/~1orders/post/x-effects/order-created",
            "statement",
            json!(1),
            "/paths/~1orders/post/x-effects/order-created",
            "no `statement`",
        ),
        (
            "/paths/~1orders~1{id}/get",
            "x-effects",
            json!({ "found": { "statement": "a", "x-source": "a.txt:1", "order": "/order/id" } }),
            "/paths/~1orders~1{id}/get/x-effects/found/order",
            "`order` without `orders: true`",
        ),
        (
            EFFECTS,
            "again",
            json!({ "statement": "a", "x-assumption": "b", "repeatable": true }),
            "/paths/~1orders/post/x-effects/again/repeatable",
            "an operation that orders is repeatable only if",
        ),
        ("", "x-rules", json!([]), "/x-rules", "not a mapping"),
        ("/x-rules/both", "statement", json!(" "), "/x-rules/both", "no `statement`"),
        ("/x-rules/both", "x-assumption", json!(" "), "/x-rules/both", "neither `x-source` nor `x-assumption`"),
        ("/x-rules/at-most", "operations", json!([]), "/x-rules/at-most/operations", "not a list of operations"),
        ("/x-rules/at-most", "operations", json!("order"), "/x-rules/at-most/operations", "not a list of operations"),
        (
            "/x-rules/at-most",
            "operations",
            json!(["order", "Order"]),
            "/x-rules/at-most/operations",
            "not the `operationId`",
        ),
        ("/x-rules/both", "operations", json!(["order", "find", "find"]), "/x-rules/both/operations", "listed twice"),
        ("/x-rules/at-most", "hint", json!("a"), "/x-rules/at-most/hint", "unknown key"),
        ("/x-rules/at-most", "data", json!([]), "/x-rules/at-most/data", "not a mapping"),
        ("/x-rules/at-most/data", "Least", json!(1), "/x-rules/at-most/data/Least", "not a name for data"),
        ("/x-rules/at-most/data", "at-most", json!(1), "/x-rules/at-most/data/at-most", "not a name for data"),
        ("/x-rules/at-most/data", "most", json!(1.5), "/x-rules/at-most/data/most", "neither a text"),
        ("/x-rules/at-most/data", "most", json!(null), "/x-rules/at-most/data/most", "neither a text"),
        ("/x-rules/at-most/data", "most", json!({}), "/x-rules/at-most/data/most", "neither a text"),
        ("/x-rules/at-most/data", "words", json!([]), "/x-rules/at-most/data/words", "neither a text"),
        ("/x-rules/at-most/data", "words", json!(["a", 1]), "/x-rules/at-most/data/words", "neither a text"),
        (
            "/x-rules/at-most/data",
            "of",
            json!("/ranges/start"),
            "/x-rules/at-most/data/of",
            "not a property of the request body of `order`",
        ),
        (
            "/x-rules/both",
            "data",
            json!({ "of": "/ranges" }),
            "/x-rules/both/data/of",
            "not a property of the request body of `find`",
        ),
        (
            "/x-rules/at-most/data",
            "countries",
            json!(["FR"]),
            "/x-rules/at-most/data/countries",
            "not a value of the schema",
        ),
        (
            "/x-rules/at-most/data",
            "countries",
            json!("GB"),
            "/x-rules/at-most/data/countries",
            "not a list of countries",
        ),
        ("/components", "schemas", json!({}), "/x-rules/at-most/data/countries", "no schema has `x-countries`"),
    ] {
        let mut spec = spec_with_rules();
        spec.pointer_mut(holder).unwrap()[key] = value;
        let findings = generate(&source_with_rules(&spec)).map(drop).expect_err(words);
        let errors = errors(&findings, at);
        assert!(errors.len() == 1 && errors[0].contains(words), "{at} {words}: {findings}");
    }
}

/// Two names that become the same name in Rust.
#[test]
fn names_of_operations_and_of_rule_data_may_not_collide() {
    let mut with_rules = spec_with_rules();
    with_rules["x-rules"]["at-most"]["data"]["isFIRM"] = json!(1);
    let findings = generate(&source_with_rules(&with_rules)).map(drop).unwrap_err();
    assert_eq!(errors(&findings, "/x-rules/at-most/data/isFIRM").len(), 1, "{findings}");
    for (one, other) in [("getA", "get_a"), ("Straße", "Strasse")] {
        let mut spec = spec();
        let item = spec.pointer_mut("/paths/~1things").unwrap();
        item["get"]["operationId"] = json!(one);
        item["put"] = json!({ "operationId": other, "responses": { "204": { "description": "" } } });
        let findings = generated(&spec).expect_err(one);
        assert_eq!(errors(&findings, "/paths/~1things/put").len(), 1, "{findings}");
    }
    // The id of an effect is unique only in its operation.
    let mut shared = spec();
    let effects = json!({ "lapse": { "statement": "It lapses." } });
    let item = shared.pointer_mut("/paths/~1things").unwrap();
    item["put"] = json!({ "operationId": "put", "responses": { "204": { "description": "" } }, "x-effects": effects });
    item["get"]["x-effects"] = effects;
    generated(&shared).unwrap_or_else(|findings| panic!("{findings}"));
}

/// A case is a request of one operation of its rule.
#[test]
fn a_case_is_a_request_of_an_operation() {
    for (name, case, words) in [
        ("both/accept-one", json!({ "about": "", "body": {}, "violations": [] }), "no key `operation`"),
        ("schema/accept-one", json!({ "about": "", "body": {}, "violations": [] }), "no key `operation`"),
        (
            "at-most/accept-one",
            json!({ "about": "", "operation": "find", "violations": [] }),
            "\"find\" is not an operation of `at-most`",
        ),
        (
            "schema/accept-one",
            json!({ "about": "", "operation": "no", "violations": [] }),
            "\"no\" is not an operation of `schema`",
        ),
        ("at-most/accept-one", json!({ "about": "", "violations": [] }), "no key `body`, but `order` requires a body"),
        (
            "both/accept-one",
            json!({ "about": "", "operation": "find", "body": {}, "violations": [] }),
            "a key `body`, but `find` has no body",
        ),
        (
            "both/accept-one",
            json!({ "about": "", "operation": "find", "parameters": { "Id": 1 }, "violations": [] }),
            "`Id` is not a parameter of `find`",
        ),
        (
            "both/accept-one",
            json!({ "about": "", "operation": "find", "parameters": ["id"], "violations": [] }),
            "`parameters` is not an object",
        ),
        (
            "both/accept-one",
            json!({ "about": "", "operation": "find", "headers": {}, "violations": [] }),
            "unknown key `headers`",
        ),
        ("both/accept-one", json!({ "operation": "find", "violations": [] }), "no key `about`"),
        ("both/other", json!({ "about": "", "operation": "find", "violations": [] }), "the name begins with neither"),
        ("none/accept-one", json!({ "about": "", "operation": "find", "violations": [] }), "no rule is named `none`"),
    ] {
        let file = format!("spec/cases/{name}.json");
        let mut source = source_with_rules(&spec_with_rules());
        source.cases.insert(file.clone(), case.to_string());
        let findings = generate(&source).map(drop).expect_err(words);
        let errors: Vec<_> = findings.of(Level::Error).collect();
        assert!(
            matches!(errors[..], [error] if error.file == file && error.message.contains(words)),
            "{words}: {findings}"
        );
    }
    // A rule has cases for each of its operations.
    let mut source = source_with_rules(&spec_with_rules());
    for (removed, words) in
        [("find", "reject-….json` for `find`"), ("order", "no case `spec/cases/both/reject-….json`")]
    {
        source.cases.remove(&format!("spec/cases/both/reject-{removed}.json"));
        let findings = generate(&source).map(drop).unwrap_err();
        assert!(matches!(&errors(&findings, "/x-rules/both")[..], [error] if error.contains(words)), "{findings}");
    }
}
