//! Tests YAML parsing, pointers, references and operations.

#![expect(clippy::unwrap_used, reason = "a panic fails the test")]

use colt_numbers_openapi::error_codes::error_codes;
use colt_numbers_openapi::node::{DanglingReference, Node};
use colt_numbers_openapi::operation::{operations, parameters, placeholders, successes};
use colt_numbers_openapi::revisions::{Revision, Revisions};
use colt_numbers_openapi::silence::silences;
use colt_numbers_openapi::yaml::{parse, parse_comparable};
use colt_numbers_openapi::yaml_syntax::scan;
use colt_numbers_openapi::{assumption, pointer, reference};
use serde_json::{Value, json};

#[test]
fn parse_keeps_the_value_as_written() {
    let text = "\u{feff}a: &b {n: 1.0, 200: x}\nc: *b\nd: {<<: {e: NO}}\nf: 18446744073709551615\n";
    let expected = json!({
        "a": {"n": 1.0, "200": "x"}, "c": {"n": 1.0, "200": "x"}, "d": {"<<": {"e": "NO"}}, "f": u64::MAX,
    });
    assert_eq!(parse(text).unwrap(), expected);
    assert_eq!(parse("a: 1\na: 2").unwrap(), json!({"a": 2}));
    for text in ["a: !tag {c: 1}", "? [a]\n: b", "a: 1\nb: ]"] {
        assert!(parse(text).is_err(), "{text}");
    }
    assert_eq!(parse("a: 1\nb: ]").unwrap_err().line, Some(2));
}

#[test]
fn texts_of_equal_meaning_have_equal_comparable_values() {
    let yaml = "base: &b {a: 1.0, 200: x, true: 2e0}\nuse: {<<: *b, c: !code NO}\nmost: .inf\n1.0: -0.5\n";
    let json =
        r#"{"base":{"a":1,"200":"x","true":2},"use":{"c":"NO","a":1.0,"200":"x","true":2},"most":".inf","1":-0.5}"#;
    assert_eq!(parse_comparable(yaml).unwrap(), parse_comparable(json).unwrap());
    // Above 2^53, two integers share one floating-point number.
    assert_eq!(parse_comparable("9007199254740993").unwrap().to_string(), "9007199254740993");
    assert_eq!(parse_comparable("9007199254740992.0").unwrap().to_string(), "9007199254740992.0");
    // Text that only begins like JSON is parsed as YAML.
    assert_eq!(parse_comparable(" {a: b}").unwrap(), json!({"a": "b"}));
    // Leading byte order marks are ignored.
    for text in ["\u{feff}{\"a\": \"b\"}", "\u{feff}\u{feff}{\"a\": \"b\"}", "\u{feff}\u{feff}a: b"] {
        assert_eq!(parse_comparable(text).unwrap(), json!({"a": "b"}), "{text:?}");
    }
    assert!(parse_comparable("{a: 1, a: 2}").is_err());
    assert!(parse_comparable("a: [").is_err());
}

#[test]
fn scan_records_lines_duplicate_keys_booleans_and_aliases() {
    let text = "\u{feff}a:\n  - {b: &x NO}\n  - c\nd~/e: *x\na: 'NO'\n";
    let syntax = scan(text).unwrap();
    assert_eq!(syntax.duplicate_keys, [("/a".to_owned(), 5)]);
    assert_eq!(syntax.yaml_1_1_booleans, [("/a/0/b".to_owned(), 2, "NO".to_owned())]);
    assert_eq!(syntax.aliases, [("/d~0~1e".to_owned(), 4)]);
    assert_eq!(syntax.line("/a/1"), Some(3));
    assert_eq!(syntax.line("/a/0/b/inner/0"), Some(2));
    assert_eq!(syntax.line(""), Some(1));
    for (text, line) in [("a: 1\n---\nb: 2\n", 2), ("? [a]\n: b", 1), ("a\n b: [\n", 2)] {
        assert_eq!(unreadable_line(text), Some(line), "{text}");
    }
    assert_eq!(unreadable_line(&"[".repeat(91)), Some(1));
}

/// The position of a scalar, in every style; a quoted scalar includes its quotes, and a block scalar not its head.
#[test]
fn scan_records_the_position_of_every_scalar() {
    let text = "\u{feff}é: { a: x-1, 'b': \"y é\" }\nc:\n  - >-\n    folded\n    text\n  - plain\n    text # comment\n";
    let syntax = scan(text).unwrap();
    let at = |pointer: &str| text[syntax.scalars[pointer].clone()].trim();
    for (pointer, scalar) in
        [("/é/a", "x-1"), ("/é/b", "\"y é\""), ("/c/0", "folded\n    text"), ("/c/1", "plain\n    text")]
    {
        assert_eq!(at(pointer), scalar, "{pointer}");
    }
    assert_eq!(syntax.scalars.len(), 4);
}

#[test]
fn an_assumption_is_a_text_or_a_text_with_a_silence() {
    let mapping = json!({ "x-assumption": { "text": "As in HTTP.", "silentOn": "errors" } });
    assert_eq!((assumption::text(&mapping), assumption::silent_on(&mapping)), (Some("As in HTTP."), Some("errors")));
    let plain = json!({ "x-assumption": "Made up." });
    assert_eq!((assumption::text(&plain), assumption::silent_on(&plain)), (Some("Made up."), None));
    assert!(assumption::is_valid(&plain["x-assumption"]) && assumption::is_valid(&mapping["x-assumption"]));
}

#[test]
fn a_silence_has_the_elements_that_rely_on_it() {
    let relies = json!({ "x-assumption": { "text": "As in HTTP.", "silentOn": "errors" } });
    let root = json!({
        "x-silences": { "errors": { "statement": "No errors.", "words": ["error", "failure"], "x-source": "a.txt:7" } },
        "components": { "responses": { "A": relies, "B": relies }, "schemas": { "C": { "example": relies } } },
    });
    let [silence] = &silences(&root)[..] else { panic!("not one silence") };
    assert_eq!(silence.at(), "/x-silences/errors");
    assert_eq!(silence.words().collect::<Vec<_>>(), ["error", "failure"]);
    let elements: Vec<&str> = silence.elements.iter().map(|(at, _)| at.as_str()).collect();
    assert_eq!(elements, ["/components/responses/A", "/components/responses/B"]);
}

#[test]
fn revisions_are_read_as_they_are_written() {
    let changes = [("00000001".to_owned(), true), ("1e100000".to_owned(), false)].into();
    let of_a =
        vec![Revision { sha256: "0".repeat(64), ..Revision::default() }, Revision { sha256: "1".repeat(64), changes }];
    let revisions = Revisions { documents: [("a: b.txt".to_owned(), of_a)].into() };
    assert_eq!(Revisions::parse(&revisions.text()).unwrap(), revisions);
    assert_eq!(revisions.documents["a: b.txt"][1].unread(), 1);
    assert_eq!(Revisions::parse("").unwrap(), Revisions::default());
    for text in ["a.txt: 1", "a.txt: [{ changes: {} }]", "a.txt: [{ sha256: b, changes: [c] }]", "a: ["] {
        assert!(Revisions::parse(text).is_err(), "{text}");
    }
}

fn unreadable_line(text: &str) -> Option<usize> {
    scan(text).unwrap_err().line
}

#[test]
fn pointers_are_joined_and_split() {
    let at = pointer::item(&pointer::join("/paths", "/v1/~x"), 3);
    assert_eq!(at, "/paths/~1v1~1~0x/3");
    assert_eq!(pointer::tokens(&at).collect::<Vec<_>>(), ["paths", "/v1/~x", "3"]);
    // `~01` unescapes to `~1`, not to `/`.
    assert_eq!(pointer::unescape("~01"), "~1");
    assert_eq!(pointer::tokens("").count(), 0);
    assert_eq!(pointer::split_last("/a/~1b").unwrap(), ("/a", "/b".into()));
    assert_eq!(pointer::split_last(""), None);
    assert_eq!(pointer::self_and_ancestors("/a/b").collect::<Vec<_>>(), ["/a/b", "/a", ""]);
    assert_eq!(pointer::relative_to("/a/b/c", "/a/b"), Some("/c"));
    assert_eq!(pointer::relative_to("/a/b", "/a/b"), Some(""));
    assert_eq!(pointer::relative_to("/a/bc", "/a/b"), None);
}

#[test]
fn references_are_resolved_only_within_their_document() {
    let document = json!({
        "a~/b": {"$ref": "#/c%20d"},
        "c d": {"$ref": "#/list/1"},
        "list": [0, {"x": 1}],
        "circle": {"$ref": "#/circle"},
        "into": {"$ref": "other.yaml#/x"},
        "nothing": {"$ref": "#/gone"},
        "not": {"$ref": 1},
    });
    let root = Node::root(&document);
    let hops = |key: &str| -> Result<Vec<String>, DanglingReference> {
        Ok(root.child(key).unwrap().hops()?.into_iter().map(|hop| hop.pointer).collect())
    };
    assert_eq!(hops("a~/b"), Ok(vec!["/c d".to_owned(), "/list/1".to_owned()]));
    for key in ["circle", "into", "nothing"] {
        assert_eq!(hops(key), Err(DanglingReference), "{key}");
        assert_eq!(reference::resolve(&document, &document[key]), &document[key]);
    }
    // A `$ref` that is not text is not a reference.
    assert_eq!(root.child("not").unwrap().target().unwrap().pointer, "/not");
    assert_eq!(root.child("a~/b").unwrap().target().unwrap().value["x"], 1);
    assert_eq!(reference::resolve(&document, &document["a~/b"])["x"], 1);
    for (text, name) in [
        ("#/components/schemas/A%41", Some("AA")),
        ("#/components/schemas/a~1b", Some("a/b")),
        ("#/components/schemas/A/items", None),
        ("#/components/schemas", None),
        ("#/components/headers/A", None),
        ("b.yaml#/components/schemas/A", None),
        ("#/components/schemas/%FF", None),
    ] {
        assert_eq!(reference::component(text, "schemas").as_deref(), name, "{text}");
    }
    assert_eq!(reference::to("/components/schemas/A"), "#/components/schemas/A");
}

/// A chain of `length` references that ends at a string.
fn chain(length: usize) -> Value {
    let step = |at: usize| if at == length { json!("end") } else { json!({"$ref": format!("#/{}", at + 1)}) };
    (0..=length).map(step).collect()
}

#[test]
fn a_chain_of_references_is_resolved_up_to_the_limit() {
    let target = |length| {
        let document = chain(length);
        let target = Node::root(&document).items()[0].target().map(|node| node.value.clone());
        (target, reference::resolve(&document, &document[0]).clone())
    };
    assert_eq!(target(reference::MAX_HOPS), (Ok(json!("end")), json!("end")));
    let (longer, last) = target(reference::MAX_HOPS + 1);
    assert_eq!(longer, Err(DanglingReference));
    assert_eq!(reference::of(&last), Some("#/101"));
}

#[test]
fn an_operation_inherits_the_parameters_of_its_path_item_and_lists_its_success_responses() {
    let document = json!({
        "paths": {"/v1/{a}/{b}": {
            "parameters": [{"$ref": "#/components/parameters/A"}, {"name": "x", "in": "query", "schema": {}}],
            "get": {
                "operationId": "one",
                "parameters": [{"name": "x", "in": "header"}, {"name": "a", "in": "path", "own": true}],
                "responses": {"200": {"$ref": "#/components/responses/Ok"}, "2XX": {}, "404": {}, "default": {}},
            },
            "x-get": {},
        }},
        "components": {
            "parameters": {"A": {"name": "a", "in": "path"}},
            "responses": {"Ok": {"description": "ok"}},
        },
    });
    let found = operations(&document);
    let [operation] = &found[..] else { panic!("{found:?}") };
    assert_eq!(
        (operation.at.as_str(), operation.method, operation.id()),
        ("/paths/~1v1~1{a}~1{b}/get", "get", Some("one"))
    );
    assert_eq!(placeholders(operation.path), ["a", "b"]);
    let at: Vec<String> = parameters(&document, operation).into_iter().map(|(at, _)| at).collect();
    let item = operation.item_at();
    assert_eq!(
        at,
        [format!("{item}/get/parameters/0"), format!("{item}/get/parameters/1"), format!("{item}/parameters/1")]
    );
    let successes: Vec<_> = successes(&document, operation).collect();
    assert_eq!(successes, [("200", &json!({"description": "ok"})), ("2XX", &json!({}))]);
}

#[test]
fn codes_are_found_in_every_response_that_is_not_a_success() {
    let code = json!({"type": "string", "x-codes": [{"code": "7", "status": 409}, {"code": "8"}, {"code": 9}]});
    let content = |schema: Value| json!({"content": {"application/json": {"schema": schema}}});
    let nested = json!({"type": "object", "properties": {"a/b": {"allOf": [{"$ref": "#/components/schemas/Error"}]}}});
    let root = json!({
        "paths": {"/a": {"get": {"responses": {
            "200": content(code.clone()),
            "4XX": content(json!({"$ref": "#/components/schemas/Error"})),
            "5XX": {"$ref": "#/components/responses/Failed"},
            "default": content(json!({"type": "array", "items": code})),
        }}}},
        "components": {
            "schemas": {"Error": {"type": "object", "properties": {"code": code, "cause": {"$ref": "#/components/schemas/Error"}}}},
            "responses": {"Failed": content(nested)},
        },
    });
    let found = error_codes(&root, &operations(&root)[0]);
    let found: Vec<_> = found.iter().map(|code| (code.pointer.as_str(), code.code, code.status)).collect();
    for expected in [("/code", "7", Some(409)), ("/a~1b/code", "8", None)] {
        assert_eq!(found.iter().filter(|code| **code == expected).count(), 1, "{expected:?}: {found:?}");
    }
    assert!(!found.iter().any(|(pointer, ..)| pointer.is_empty()), "{found:?}");
}

/// Very deep brackets are rejected before the rest of the text is read. Brackets in texts do not count.
#[test]
fn a_comparable_text_that_is_nested_too_deeply_is_rejected_soon() {
    let nested = |levels: usize| format!("a:\n  {}{}", "[".repeat(levels), "]".repeat(levels));
    assert!(parse_comparable(&nested(100)).is_ok());
    assert!(parse_comparable(&format!("a: '{}'", "[".repeat(100_000))).is_ok());
    for text in [nested(100_000), "[".repeat(100_000), "{\"a\":\n".repeat(100_000), "- [\n".repeat(100_000)] {
        let error = parse_comparable(&text).unwrap_err();
        assert!(error.line.is_some_and(|line| line < 1000), "{error:?}");
    }
}
