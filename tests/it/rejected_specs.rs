//! The generator rejects unsupported specs, reports the location and the remedy of each error, and never panics.

use colt_numbers_generate::generate;
use colt_numbers_openapi::finding::Level;
use colt_numbers_openapi::source::Source;
use proptest::prelude::*;
use serde_json::{Value, json};

const HEAD: &str = "openapi: 3.0.3\ninfo: { title: T, version: '1' }\n";

/// A valid spec, except for the given schema.
fn with_schema(schema: &str) -> String {
    format!(
        "{HEAD}paths: {{}}\ncomponents:\n  schemas:\n    Thing: {schema}\n    Other: {{ type: object, properties: {{ a: {{ type: string }} }} }}\n"
    )
}

/// A valid spec, except for the given operation.
fn with_operation(operation: &str) -> String {
    format!("{HEAD}paths:\n  /things/{{id}}:\n    get: {operation}\n")
}

const ID: &str = "parameters: [{ name: id, in: path, required: true, schema: { type: string } }]";
const OK: &str = "responses: { '204': { description: '' } }";

#[test]
fn unsupported_constructs_are_rejected_by_name() {
    let schemas = [
        ("{ type: string, maxLenght: 5 }", "/components/schemas/Thing/maxLenght", "OpenAPI 3.0 has no"),
        ("{ type: string, const: a }", "/components/schemas/Thing/const", "OpenAPI 3.0 has no"),
        ("{ type: object, not: { required: [a] } }", "", "not"),
        ("{ type: string, enum: [a-b, a_b] }", "/components/schemas/Thing/enum", "both become `AB`"),
        ("{ type: integer, enum: [1, a] }", "/components/schemas/Thing/enum/1", "not of type `integer`"),
        ("{ enum: [1, a] }", "/components/schemas/Thing", "neither all strings nor all integers"),
        ("{ type: boolean, enum: [true] }", "/components/schemas/Thing/enum", "is not supported"),
        ("{ type: string, enum: [a, no] }", "/components/schemas/Thing/enum/1", "not quoted"),
        ("{ type: string, enum: [] }", "/components/schemas/Thing/enum", "without values"),
        ("{ type: string, pattern: '^(a$' }", "/components/schemas/Thing/pattern", ""),
        ("{ type: string, pattern: '^(?=a)b$' }", "/components/schemas/Thing/pattern", ""),
        ("{ type: string, pattern: '^(a)\\1$' }", "/components/schemas/Thing/pattern", ""),
        ("{ type: string, pattern: '^a$', minLength: 3 }", "/components/schemas/Thing", "no text satisfies"),
        (
            "{ type: string, maxLength: 2, example: abc }",
            "/components/schemas/Thing/example",
            "not a valid value of its schema",
        ),
        ("{ type: array }", "/components/schemas/Thing", "without `items`"),
        (
            "{ type: object, required: [b], properties: { a: { type: string } }, additionalProperties: false }",
            "/components/schemas/Thing/required/0",
            "not an allowed property",
        ),
        (
            "{ type: object, properties: { a: { type: string }, A: { type: string } } }",
            "/components/schemas/Thing/properties",
            "both become `a`",
        ),
        ("{ $ref: '#/components/schemas/Nope' }", "/components/schemas/Thing", "does not exist"),
        ("{ $ref: 'other.yaml#/Thing' }", "/components/schemas/Thing", "is outside"),
        ("{ $ref: '#/components/schemas/Thing' }", "/components/schemas/Thing", "contains itself"),
        ("{ allOf: [{ $ref: '#/components/schemas/Thing' }] }", "/components/schemas/Thing", "contains itself"),
        ("{ type: object, type: object }", "/components/schemas/Thing/type", "given twice"),
        ("{ type: [string, 'null'] }", "/components/schemas/Thing", "not valid OpenAPI 3.0"),
        (
            "{ type: object, properties: { extra: { type: string } }, additionalProperties: { type: string } }",
            "/components/schemas/Thing/properties",
            "`extra` would become `extra` in Rust, but that name is the map of the members",
        ),
        ("{ type: string, enum: [a-l-l] }", "/components/schemas/Thing/enum", "would become `ALL` in Rust"),
        ("{ type: string, enum: [Ａ] }", "/components/schemas/Thing/enum", "`\\u{ff21}` is not supported in a name"),
        (
            "{ type: object, properties: { m²: { type: string }, e\u{301}: { type: string } } }",
            "/components/schemas/Thing/properties",
            "`\\u{301}` is not supported in a name",
        ),
        (
            "{ allOf: [{ $ref: '#/components/schemas/Other' }, { type: object, properties: { A: { type: string } } }] }",
            "/components/schemas/Thing",
            "both become `a`",
        ),
        (
            "{ required: [c], allOf: [{ $ref: '#/components/schemas/Other' }, { type: object, properties: { c: { type: string, x-lenient: true } } }] }",
            "/components/schemas/Thing",
            "`c` is required here",
        ),
        ("{ type: object, x-countries: {} }", "/components/schemas/Thing/x-countries", "needs an `enum`"),
        (
            "{ type: object, properties: { c: { type: string, enum: [AT], x-countries: {} } } }",
            "/components/schemas/Thing/properties/c/x-countries",
            "without a name",
        ),
        ("{ type: object, minProperties: 1 }", "/components/schemas/Thing/minProperties", "is not supported"),
        (
            "{ oneOf: [{ type: string, enum: [a-b] }, { type: string, enum: [a_b] }] }",
            "/components/schemas/Thing/enum",
            "both become `AB`",
        ),
        ("{ type: integer, enum: [18446744073709551615] }", "/components/schemas/Thing/enum/0", "beyond the range"),
        ("{ type: integer, format: int8, enum: [-1, -129] }", "/components/schemas/Thing/enum/1", "beyond the range"),
        (
            "{ type: object, properties: { c: { type: string, enum: [a], x-lenient: true } } }",
            "/components/schemas/Thing/properties/c/x-lenient",
            "only strings without constraints and named objects",
        ),
    ];
    for (schema, pointer, message) in schemas {
        expect(&with_schema(schema), pointer, message);
    }
    let form = |media: &str| {
        format!(
            "{{ operationId: a, {ID}, {OK}, requestBody: {{ content: {{ application/x-www-form-urlencoded: {media} }} }} }}"
        )
    };
    let operations = [
        (
            format!(
                "{{ operationId: a, {ID}, {OK}, requestBody: {{ content: {{ multipart/form-data: {{ schema: {{ type: object }} }} }} }} }}"
            ),
            "/paths/~1things~1{id}/get/requestBody",
            "such as multipart or XML",
        ),
        (
            form(
                "{ schema: { type: object, properties: { a: { type: array, items: { type: string } } } }, encoding: { a: { explode: false } } }",
            ),
            "/paths/~1things~1{id}/get/requestBody/content/application~1x-www-form-urlencoded/encoding/a",
            "an encoding of a form's member",
        ),
        (
            form("{ schema: { type: object, properties: { a: { type: string } }, oneOf: [{ required: [a] }] } }"),
            "/paths/~1things~1{id}/get/requestBody",
            "members are not all known",
        ),
        (
            format!(
                "{{ operationId: a, {OK}, {} }}",
                ID.replace("}]", "}, { name: c, in: cookie, schema: { type: string } }]")
            ),
            "/paths/~1things~1{id}/get/parameters/1",
            "cookie",
        ),
        (
            format!(
                "{{ operationId: a, {OK}, {} }}",
                ID.replace("}]", "}, { name: c, in: query, schema: { type: object } }]")
            ),
            "/paths/~1things~1{id}/get/parameters/1",
            "may be an object",
        ),
        (
            format!(
                "{{ operationId: a, {OK}, {} }}",
                ID.replace("}]", "}, { name: c, in: query, style: deepObject, schema: { type: string } }]")
            ),
            "/paths/~1things~1{id}/get/parameters/1/style",
            "style",
        ),
    ];
    for (operation, pointer, message) in operations {
        expect(&with_operation(&operation), pointer, message);
    }
    let specs = [
        (
            "paths: {}\nservers: [{ url: 'https://a.example', x-id: server-2 }, { url: 'https://b.example' }]".to_owned(),
            "/servers/1",
            "the name `server-2` is used twice",
        ),
        // Both responses have the same schema, but each type gets a name of its own, because a component has the first name already.
        (
            "paths:\n  /a: { get: { operationId: foo, responses: { '200': { description: '', content: { application/json: { schema: { type: object, properties: { a: { type: string } } } } } }, '201': { description: '', content: { application/json: { schema: { type: object, properties: { a: { type: string } } } } } } } } }\n  /b: { get: { operationId: fooResponse, responses: { '204': { description: '' } } } }\ncomponents: { schemas: { FooResponse: { type: string } } }".to_owned(),
            "/paths/~1b/get",
            "both become `FooResponse`",
        ),
        (
            format!(
                "paths:\n  /a:\n    get: {{ operationId: aResponse, {OK} }}\n    put: {{ operationId: a, responses: {{ '200': {{ description: '', content: {{ application/json: {{ schema: {{ type: string }} }} }} }}, '204': {{ description: '' }} }} }}"
            ),
            "/paths/~1a/put",
            "both become `AResponse`",
        ),
        (
            "paths: {}\ncomponents: { schemas: { a/b: { type: string } } }".to_owned(),
            "/components/schemas/a~1b",
            "not a valid name of a component",
        ),
        (
            "paths: {}\ncomponents: { schemas: { A: { type: object, properties: { b: { type: object, properties: { c: { type: string, maxLength: 1 } } } } }, AbC: { type: string } } }".to_owned(),
            "/components/schemas/A/properties/b/properties/c",
            "would be named `AbC`",
        ),
    ];
    for (spec, pointer, message) in specs {
        expect(&format!("{HEAD}{spec}\n"), pointer, message);
    }
}

/// Checks that the generator rejects a spec with an error at a pointer. An empty pointer matches every location.
fn expect(spec: &str, pointer: &str, message: &str) {
    let findings = generate(&Source::of_text("t.yaml", spec)).expect_err(spec);
    let found = findings.of(Level::Error).any(|finding| {
        (pointer.is_empty() || finding.pointer == pointer)
            && finding.message.contains(message)
            && !finding.remedy.is_empty()
    });
    assert!(found, "{spec}\nno error `{message}` at `{pointer}`, but:\n{findings}");
}

#[test]
fn an_invalid_document_is_rejected() {
    let texts = [
        "",
        "[",
        "a: b: c",
        "- 1",
        "42",
        "openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths: {}\n",
        "\u{0}",
        "? [a]\n: b",
        "a: &x 1\nb: *x",
        "---\na: 1\n---\nb: 2\n",
    ];
    for text in texts {
        let findings = generate(&Source::of_text("t.yaml", text)).expect_err(text);
        assert!(findings.has_errors(), "{text}: {findings}");
    }
    generate(&Source::of_text("t.yaml", &"[".repeat(100_000))).unwrap_err();
}

/// The generator reports the errors of all schemas at once. Of an object with an unknown keyword it reports only this keyword, which may cause
/// the other errors.
#[test]
fn the_errors_of_all_schemas_are_reported_except_beside_an_unknown_keyword() {
    let findings =
        generate(&Source::of_text("t.yaml", &with_schema("{ type: array, maxLenght: 2, minProperties: 3 }")))
            .unwrap_err();
    assert_eq!(findings.of(Level::Error).count(), 1, "{findings}");
    let spec = format!(
        "{HEAD}paths: {{}}\ncomponents:\n  schemas:\n    A: {{ type: array }}\n    B: {{ type: string, pattern: '(' }}\n"
    );
    let findings = generate(&Source::of_text("t.yaml", &spec)).unwrap_err();
    assert_eq!(findings.of(Level::Error).count(), 2, "{findings}");
}

/// Values that are invalid at most places of a spec.
fn misplaced_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!(true)),
        Just(json!(-1)),
        Just(json!(1e300)),
        Just(json!("")),
        Just(json!("#/components/schemas/Country")),
        Just(json!("^[")),
        Just(json!([])),
        Just(json!([{}, "a", 1])),
        Just(json!({})),
        Just(json!({ "$ref": "#/components/schemas/RelatedParty" })),
        Just(json!({ "type": "object", "properties": { "a-b": { "enum": ["x"] } } })),
        Just(json!({ "type": "string", "nullable": true, "enum": ["x", "y"] })),
        Just(
            json!({ "allOf": [{ "$ref": "#/components/schemas/Order" }, { "$ref": "#/components/schemas/Reseller" }] })
        ),
    ]
}

/// Collects the pointers of a value and of all values in it.
pub fn collect_pointers(value: &Value, at: String, found: &mut Vec<String>) {
    found.push(at.clone());
    match value {
        Value::Object(members) => members.iter().for_each(|(name, member)| {
            collect_pointers(member, format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), found);
        }),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| collect_pointers(item, format!("{at}/{index}"), found))
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.max(300), ..ProptestConfig::default() })]

    /// A spec with misplaced values is accepted or rejected without a panic.
    #[test]
    fn no_mutation_of_the_spec_causes_a_panic(edits in prop::collection::vec((any::<prop::sample::Index>(), misplaced_value()), 1..4)) {
        let mut spec: Value = serde_json::from_str(colt_numbers_api::OPENAPI_JSON).unwrap();
        for (index, value) in edits {
            let mut found = Vec::new();
            collect_pointers(&spec, String::new(), &mut found);
            *spec.pointer_mut(&found[index.index(found.len())]).unwrap() = value;
        }
        let text = serde_yaml::to_string(&spec).unwrap();
        let outcome = std::panic::catch_unwind(|| generate(&Source::of_text("t.yaml", &text)));
        prop_assert!(outcome.is_ok(), "the generator panicked");
    }

    #[test]
    fn no_text_causes_a_panic(text in "[ -~\\n]{0,200}") {
        let _ = generate(&Source::of_text("t.yaml", &text));
    }
}

/// The remedy that the lint suggests for a lost `nullable` works: the property is nullable.
#[test]
fn a_property_that_refers_to_a_named_string_can_be_nullable() {
    let spec = with_schema("{ type: string, maxLength: 3 }").replace(
        "{ a: { type: string } }",
        "{ a: { nullable: true, allOf: [{ $ref: '#/components/schemas/Thing' }] } }",
    );
    let files = generate(&Source::of_text("t.yaml", &spec)).unwrap();
    let types = &files["types.rs"];
    assert!(types.contains("pub a: ::core::option::Option<Thing>"), "{types}");
}
