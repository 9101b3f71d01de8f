//! `trim_json`: strings are trimmed, and everything else stays byte for byte.

use colt_numbers::trim_json;
use proptest::prelude::*;
use serde_json::{Map, Value};

use crate::requests;

/// A JSON text with blanks and escapes of every kind, compact or with whitespace between its tokens.
fn text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        " ",
        "\\t",
        "\\n",
        "\\r",
        "\\f",
        "\\b",
        "\\u0020",
        "\\u00a0",
        "\\u000B",
        "\\u2003",
        "\\u200b",
        "\u{a0}",
        "\u{2003}",
        "\u{85}",
        "\\\\",
        "\\\"",
        "\\/",
        "a",
        "é",
        "\\u00e9",
        "\\ud834\\udd1e",
        "n",
        "u0020",
        ":",
        "{",
        "\\\\n",
        "\\\\u0020",
    ]);
    let string = prop::collection::vec(piece, 0..8).prop_map(|pieces| format!("\"{}\"", pieces.concat()));
    let space = prop::sample::select(vec!["", " ", "\n", "\t", " \r\n "]);
    let leaf = prop_oneof![4 => string.clone(), 1 => prop::sample::select(vec!["null", "true", "-0.0", "1e5", "[]", "{}"]).prop_map(str::to_owned)];
    let value = leaf.prop_recursive(4, 40, 4, move |inner| {
        let named = (string.clone(), space.clone(), space.clone(), inner.clone());
        prop_oneof![
            (prop::collection::vec(inner, 0..4), space.clone())
                .prop_map(|(items, space)| format!("[{space}{}{space}]", items.join(&format!(",{space}")))),
            (prop::collection::vec(named, 0..4), space.clone()).prop_map(|(members, space)| {
                // The index makes the names distinct.
                let members = members.into_iter().enumerate();
                let members: Vec<_> = members
                    .map(|(index, (name, before, after, value))| {
                        format!("\"{index}{}{before}:{after}{value}", &name[1..])
                    })
                    .collect();
                format!("{{{space}{}{space}}}", members.join(","))
            }),
        ]
    });
    (value, prop::sample::select(vec!["", " ", "\n"])).prop_map(|(value, space)| format!("{space}{value}{space}"))
}

/// The value with every string trimmed; adds the pointers of the changed strings to `changed`.
fn trimmed(value: Value, pointer: &str, changed: &mut Vec<String>) -> Value {
    match value {
        Value::String(text) => {
            if text.trim().len() != text.len() {
                changed.push(pointer.to_owned());
            }
            Value::String(text.trim().to_owned())
        }
        Value::Array(items) => items
            .into_iter()
            .enumerate()
            .map(|(index, item)| trimmed(item, &format!("{pointer}/{index}"), changed))
            .collect(),
        Value::Object(members) => {
            let members = members.into_iter().map(|(name, value)| {
                let pointer = format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
                let value = trimmed(value, &pointer, changed);
                (name, value)
            });
            Value::Object(members.collect::<Map<_, _>>())
        }
        other => other,
    }
}

/// Splits a JSON text into the parts outside of strings, and the content of each string as it is written.
fn split_strings(text: &str) -> (Vec<&str>, Vec<&str>) {
    let (mut outside, mut strings) = (Vec::new(), Vec::new());
    let (mut start, mut inside, mut escaped) = (0, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if inside => escaped = true,
            b'"' => {
                if inside { &mut strings } else { &mut outside }.push(&text[start..at]);
                (start, inside) = (at + 1, !inside);
            }
            _ => {}
        }
    }
    outside.push(&text[start..]);
    (outside, strings)
}

#[test]
fn only_a_telephone_number_loses_its_invisible_characters() {
    for (text, expected) in [
        (r#"{"numberRangeEnd": "\ufeff+442081324758"}"#, r#"{"numberRangeEnd": "+442081324758"}"#),
        ("{\"numberRangeStart\": \" +44\u{200b}2081324758\u{200e} \"}", r#"{"numberRangeStart": "+442081324758"}"#),
        (r#"{"numberRangeStart": " +44\u200b20 8132 4758"}"#, r#"{"numberRangeStart": "+44\u200b20 8132 4758"}"#),
        // U+202E reverses the digits on the screen, so the visible number is another one.
        (r#"{"numberRangeStart": "+44\u202e8574231802"}"#, r#"{"numberRangeStart": "+44\u202e8574231802"}"#),
        (r#"{"customerReference": " 4420\u200b81324758"}"#, r#"{"customerReference": "4420\u200b81324758"}"#),
        (r#"{"numberRangeStart": ["4420\u200b81324758"]}"#, r#"{"numberRangeStart": ["4420\u200b81324758"]}"#),
    ] {
        let result = trim_json(text.as_bytes()).unwrap();
        assert_eq!(result.text, expected);
        assert_eq!((result.changed.is_empty(), result.more), (text == expected, 0), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn strings_are_trimmed_and_nothing_else_changes(text in text()) {
        let before: Value = serde_json::from_str(&text).unwrap();
        let result = trim_json(text.as_bytes()).unwrap();

        let mut changed = Vec::new();
        prop_assert_eq!(serde_json::from_str::<Value>(&result.text).unwrap(), trimmed(before, "", &mut changed));
        let mut reported = result.changed.clone();
        reported.sort();
        changed.sort();
        prop_assert_eq!(reported, changed);

        let ((outside, strings), (result_outside, result_strings)) = (split_strings(&text), split_strings(&result.text));
        prop_assert_eq!(outside, result_outside);
        for (string, trimmed) in strings.iter().zip(&result_strings) {
            prop_assert!(string.contains(trimmed), "`{}` became `{}`", string, trimmed);
        }

        let again = trim_json(result.text.as_bytes()).unwrap();
        prop_assert_eq!(&again.text, &result.text);
        prop_assert!(again.changed.is_empty());
    }

    #[test]
    fn no_body_causes_a_panic(body in requests::body()) {
        let result = trim_json(&body.0);
        prop_assert_eq!(result.is_err(), colt_numbers::Checks::new().violations(&body.0).iter().any(|violation| violation.id == "json"));
    }
}
