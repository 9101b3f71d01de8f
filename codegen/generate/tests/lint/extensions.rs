//! The extensions of this project: documents, citations, effects and rules.

use colt_numbers_generate::generate;
use serde_json::{Value, json};

use crate::spec_with_rules::{source_with_rules, spec_with_rules};
use crate::{errors, generated, spec};

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

/// Each edit of the spec causes one error, at this pointer and with these words.
#[test]
fn each_invalid_extension_is_an_error_at_its_pointer() {
    const OPERATION: &str = "/paths/~1orders/post";
    const SCHEME: &str = "/components/securitySchemes/token";
    const TRACKING_HEADER: &str = "/components/securitySchemes/token/x-tracking-header";
    const EFFECTS: &str = "/paths/~1orders/post/x-effects";
    generate(&source_with_rules(&spec_with_rules())).unwrap_or_else(|findings| panic!("{findings}"));
    let tracking_id = || json!({ "$ref": "#/components/schemas/TrackingId" });
    let header = |name: &str, schema: Value| json!({ "name": name, "in": "header", "description": "a", "x-source": "a.txt:1", "schema": schema });
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
            "not a property of the response with status 200",
        ),
        (
            "/paths/~1orders/post/responses",
            "202",
            json!({ "description": "Later.", "x-source": "a.txt:1" }),
            "/paths/~1orders/post/x-effects/order-created/order",
            "not a property of the response with status 202",
        ),
        (
            OPERATION,
            "responses",
            json!({ "400": { "description": "No.", "x-source": "a.txt:1" } }),
            "/paths/~1orders/post/x-effects/order-created/order",
            "no successful response",
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
        (OPERATION, "parameters", json!([]), OPERATION, "its requests have no tracking id"),
        (
            "/paths/~1orders/post/parameters/0",
            "schema",
            json!({ "type": "string" }),
            OPERATION,
            "its requests have no tracking id",
        ),
        (
            OPERATION,
            "parameters",
            json!([header("x-call-id", tracking_id()), header("x-other", tracking_id())]),
            "/paths/~1orders/post/parameters/1",
            "another header of the operation is its tracking id too",
        ),
        (
            "/paths/~1orders~1{id}/get",
            "parameters",
            json!([header("X-Call-Id", json!({ "type": "string" }))]),
            "/paths/~1orders~1{id}/get/parameters/0",
            "`X-Call-Id` is the tracking id of another operation",
        ),
        (SCHEME, "x-tracking-header", json!("a b"), TRACKING_HEADER, "is not the name of a header"),
        (SCHEME, "x-tracking-header", json!("Accept"), TRACKING_HEADER, "is not the name of a header"),
        (SCHEME, "x-tracking-header", json!(["x"]), TRACKING_HEADER, "is not the name of a header"),
        (SCHEME, "flows", json!({}), TRACKING_HEADER, "the security scheme has no token endpoint"),
        (
            "/paths/~1orders/post/responses/4XX/content/application~1json/schema/properties/code",
            "x-codes",
            json!([]),
            "/paths/~1orders/post/responses/4XX/content/application~1json/schema/properties/code/x-codes",
            "not a list of error codes",
        ),
        (
            "/paths/~1orders/post/responses/4XX/content/application~1json/schema/properties/code",
            "type",
            json!("integer"),
            "/paths/~1orders/post/responses/4XX/content/application~1json/schema/properties/code/x-codes",
            "without `type: string`",
        ),
        (
            "/paths/~1orders/post/responses/4XX/content/application~1json/schema/properties/code/x-codes/0",
            "code",
            json!(1001),
            "/paths/~1orders/post/responses/4XX/content/application~1json/schema/properties/code/x-codes/0",
            "no `code`",
        ),
        (
            "/paths/~1orders/post/responses/4XX/content/application~1json/schema/properties/code/x-codes/0",
            "statement",
            json!(" "),
            "/paths/~1orders/post/responses/4XX/content/application~1json/schema/properties/code/x-codes/0",
            "no `statement`",
        ),
        (
            "/paths/~1orders/post/responses/4XX/content/application~1json/schema/properties/code/x-codes/0",
            "status",
            json!(200),
            "/paths/~1orders/post/responses/4XX/content/application~1json/schema/properties/code/x-codes/0/status",
            "not a status",
        ),
        (
            "/paths/~1orders/post/responses/4XX/content/application~1json/schema/properties/code/x-codes/0",
            "status",
            json!("409"),
            "/paths/~1orders/post/responses/4XX/content/application~1json/schema/properties/code/x-codes/0/status",
            "not a status",
        ),
        (
            "/paths/~1orders/post/responses/4XX/content/application~1json/schema/properties/code/x-codes/0",
            "hint",
            json!("a"),
            "/paths/~1orders/post/responses/4XX/content/application~1json/schema/properties/code/x-codes/0/hint",
            "unknown key",
        ),
        (
            "/paths/~1orders/post/responses/4XX/content/application~1json/schema/properties/code/x-codes/0",
            "x-source",
            json!("c.txt:1"),
            "/paths/~1orders/post/responses/4XX/content/application~1json/schema/properties/code/x-codes/0/x-source",
            "does not cite lines",
        ),
        (
            "/paths/~1orders/post/responses/4XX/content/application~1json/schema/properties/code/x-codes/1",
            "x-assumption",
            json!(" "),
            "/paths/~1orders/post/responses/4XX/content/application~1json/schema/properties/code/x-codes/1",
            "neither `x-source` nor `x-assumption`",
        ),
        (
            "/paths/~1orders/post/responses/4XX/content/application~1json/schema/properties/code/x-codes/1",
            "status",
            json!(409),
            "/paths/~1orders/post/responses/4XX/content/application~1json/schema/properties/code/x-codes/1",
            "has this code with this status already",
        ),
        (
            "/components/schemas/Country",
            "x-codes",
            json!([{ "code": "1", "statement": "a", "x-source": "a.txt:1" }]),
            "/components/schemas/Country/x-codes",
            "no error response has this text",
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
        (
            "/components/schemas",
            "Country",
            json!({ "type": "string", "description": "a", "x-source": "a.txt:1" }),
            "/x-rules/at-most/data/countries",
            "no schema has `x-countries`",
        ),
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
fn names_of_rule_data_may_not_collide() {
    let mut with_rules = spec_with_rules();
    with_rules["x-rules"]["at-most"]["data"]["isFIRM"] = json!(1);
    let findings = generate(&source_with_rules(&with_rules)).map(drop).unwrap_err();
    assert_eq!(errors(&findings, "/x-rules/at-most/data/isFIRM").len(), 1, "{findings}");
}

/// The id of an effect is unique only in its operation.
#[test]
fn operations_may_have_effects_with_the_same_id() {
    let mut shared = spec();
    let effects = json!({ "lapse": { "statement": "It lapses." } });
    let item = shared.pointer_mut("/paths/~1things").unwrap();
    item["put"] = json!({ "operationId": "put", "responses": { "204": { "description": "" } }, "x-effects": effects });
    item["get"]["x-effects"] = effects;
    generated(&shared).unwrap_or_else(|findings| panic!("{findings}"));
}
