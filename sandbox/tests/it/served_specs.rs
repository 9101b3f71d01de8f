//! Specs that the sandbox serves, and specs that it rejects.

use colt_numbers_sandbox::{Sandbox, SpecError, StartError};
use proptest::prelude::*;
use serde_json::{Value, json};

/// The bundled spec after a change.
fn changed(change: impl FnOnce(&mut Value)) -> String {
    let mut spec = serde_json::from_str(colt_numbers_api::OPENAPI_JSON).unwrap();
    change(&mut spec);
    spec.to_string()
}

/// Starts a sandbox with a spec; returns why it is rejected.
fn rejection(spec: String) -> Option<SpecError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    match runtime.block_on(Sandbox::builder().spec(spec).start()) {
        Ok(_) => None,
        Err(StartError::Spec(error)) => Some(error),
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn a_spec_that_cannot_be_served_is_rejected_with_a_pointer() {
    type SpecEdit = fn(&mut Value);
    let cases: [(&str, SpecEdit); 14] = [
        ("/x-rules", |s| drop(s.as_object_mut().unwrap().remove("x-rules"))),
        ("/components/schemas/TelephoneNumber", |s| {
            s["x-rules"] = json!({});
            drop(s["components"]["schemas"].as_object_mut().unwrap().remove("TelephoneNumber"));
        }),
        ("/x-rules/range-order/severity", |s| s["x-rules"]["range-order"]["severity"] = "grave".into()),
        ("/x-rules/lock-id-country/data/countries", |s| s["x-rules"]["lock-id-country"]["data"] = json!({})),
        ("/components/schemas/TelephoneNumber", |s| s["components"]["schemas"] = json!({})),
        ("/paths", |s| s["paths"] = json!({})),
        ("/paths", |s| s["paths"] = json!({ "/v1/{a}{b}": s["paths"]["/v1/reservation/order"] })),
        ("/paths", |s| s["paths"] = json!({ "v1": s["paths"]["/v1/reservation/order"] })),
        ("/paths/~1v1~1reservation~1order/post/requestBody", |s| {
            s["paths"]["/v1/reservation/order"]["post"]["requestBody"] = json!({})
        }),
        ("/servers", |s| s["servers"] = Value::Null),
        ("/servers/1/url", |s| s["servers"][1]["url"] = Value::Null),
        ("/servers/1/x-security-scheme", |s| s["servers"][1]["x-security-scheme"] = Value::Null),
        ("/paths/~1v1~1reservation~1order/post/parameters/0", |s| {
            s["paths"]["/v1/reservation/order"]["post"]["parameters"][0]["in"] = "cookie".into()
        }),
        ("/paths/~1v1~1reservation~1order/post/x-effects/reservation-lapse/holds/days", |s| {
            s["paths"]["/v1/reservation/order"]["post"]["x-effects"]["reservation-lapse"]["holds"]["days"] = json!(-1)
        }),
    ];
    for (pointer, change) in cases {
        let Some(error) = rejection(changed(change)) else { panic!("{pointer}: no error") };
        assert_eq!(error.pointer(), pointer, "{error}");
        assert!(error.to_string().contains(pointer));
    }
    assert_eq!(rejection("{".to_owned()).unwrap().pointer(), "");
}

#[test]
fn an_unknown_warning_is_ignored() {
    let spec = changed(|s| {
        s["x-rules"]["no-such-rule"] = json!({ "severity": "warning", "operations": ["reserveNumbers"], "data": {} })
    });
    assert_eq!(rejection(spec), None);
}

/// Collects the JSON Pointers of a value and of everything in it.
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

/// A value that replaces another one.
fn replacement() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!({})),
        Just(json!([])),
        Just(json!(-1.5)),
        Just(json!("/{a}/*b")),
        Just(json!("https://h/__sandbox/orders")),
        Just(json!({ "$ref": "#/components/schemas/NumberRange" })),
        any::<String>().prop_map(Value::from),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// A spec with a replaced value is served or rejected.
    #[test]
    fn no_spec_causes_a_panic(place in any::<prop::sample::Index>(), replacement in replacement()) {
        let mut spec: Value = serde_json::from_str(colt_numbers_api::OPENAPI_JSON).unwrap();
        let mut found = Vec::new();
        collect_pointers(&spec, "", &mut found);
        *spec.pointer_mut(&found[place.index(found.len())]).unwrap() = replacement;
        if let Some(error) = rejection(spec.to_string()) {
            prop_assert!(!error.to_string().is_empty());
        }
    }
}
