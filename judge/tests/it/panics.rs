//! Tests with random specs and bodies that neither causes a panic.

use colt_numbers_judge::judge::account::Account;
use colt_numbers_judge::judge::request_judge::RequestJudge;
use colt_numbers_judge::model::spec::Spec;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::bundled_spec::bundled_judge;
use crate::example_request::ranges;

/// Collects the JSON Pointers of a value and of all values in it.
fn collect_pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, item)| collect_pointers(item, &format!("{at}/{i}"), found))
        }
        Value::Object(members) => members.iter().for_each(|(name, member)| {
            let name = name.replace('~', "~0").replace('/', "~1");
            collect_pointers(member, &format!("{at}/{name}"), found);
        }),
        _ => {}
    }
}

/// A value that replaces another value of a spec or a body.
fn replacement() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!({})),
        Just(json!([])),
        Just(json!(-1.5)),
        Just(json!("/{a}/*b")),
        Just(json!("https://h/__sandbox/orders")),
        Just(json!("(")),
        Just(json!({ "$ref": "#/components/schemas/NumberRange" })),
        Just(json!({ "$ref": "https://example.com/schema" })),
        any::<String>().prop_map(Value::from),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// A spec with a replaced value is accepted or rejected without a panic.
    #[test]
    fn no_spec_causes_a_panic(place in any::<prop::sample::Index>(), replacement in replacement()) {
        let mut spec: Value = serde_json::from_str(colt_numbers_api::OPENAPI_JSON).unwrap();
        let mut found = Vec::new();
        collect_pointers(&spec, "", &mut found);
        *spec.pointer_mut(&found[place.index(found.len())]).unwrap() = replacement;
        let read = Spec::read(&spec.to_string());
        let compiled = read.and_then(|spec| spec.operations.iter().try_for_each(|operation| RequestJudge::new(&spec, operation).map(drop)));
        if let Err(error) = compiled {
            prop_assert!(!error.to_string().is_empty());
        }
    }

    /// A body with replaced values causes no panic, and always has the same violations. A truncated body causes no panic either.
    #[test]
    fn no_body_causes_a_panic(replacements in prop::collection::vec((any::<prop::sample::Index>(), replacement()), 1..4), cut in any::<prop::sample::Index>()) {
        let judge = bundled_judge();
        let mut body = ranges(&[("+442081324758", "442081324759"), ("+4420", "x")]);
        body["productOffering"]["lockId"] = " ".into();
        for (place, replacement) in replacements {
            let mut found = Vec::new();
            collect_pointers(&body, "", &mut found);
            *body.pointer_mut(&found[place.index(found.len())]).unwrap() = replacement;
        }
        let account = Account::with_several_service_profiles(["GB"]);
        let text = body.to_string().into_bytes();
        prop_assert_eq!(judge.body_violations(&text, &account), judge.body_violations(&text, &account));
        let cut = &text[..cut.index(text.len())];
        prop_assert!(judge.body_violations(cut, &account).len() <= 3 * text.len());
    }
}
