//! The generated `json::Value` represents every JSON value.

#[path = "../templates/json.rs"]
mod json;

use json::{Float, Value};

#[test]
fn a_value_is_serialized_as_it_was_deserialized() {
    let texts = [
        "null",
        "true",
        "0",
        "-1",
        "18446744073709551615",
        "-9223372036854775808",
        "0.5",
        "1e300",
        "\"a\\u2028\"",
        "[]",
        "[1,[null,{}]]",
        "{\"a\":{\"b\":[1.5]},\"c\":null}",
    ];
    for text in texts {
        let value: Value = serde_json::from_str(text).unwrap();
        let expected: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_value(&value).unwrap(), expected, "{text}");
    }
}

#[test]
fn values_of_different_types_are_different() {
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    assert_eq!(read("null"), Value::Null);
    assert_eq!(read("1"), Value::Integer(1));
    assert_eq!(read("1.0"), Value::Float(Float(1.0)));
    assert_ne!(read("0.0"), read("-0.0"));
    assert_eq!(read("\"1\""), Value::String("1".to_owned()));
    assert_eq!(read("[true]"), Value::Array(vec![Value::Bool(true)]));
    assert_eq!(read("{\"a\":1,\"a\":2}"), read("{\"a\":2}"));
    serde_json::from_str::<Value>("NaN").unwrap_err();
}
