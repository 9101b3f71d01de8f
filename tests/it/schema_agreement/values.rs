//! The values to check, as JSON texts.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

/// JSON texts that two parsers or validators could read differently.
pub const JSON_TEXTS: [&str; 64] = [
    "null",
    "true",
    "false",
    "0",
    "-0",
    "0.0",
    "-0.0",
    "1",
    "1.0",
    "1e0",
    "1E0",
    "10e-1",
    "-1",
    "2",
    "3",
    "5",
    "6",
    "7",
    "0.1",
    "0.3",
    "0.35",
    "-0.3",
    "1.5",
    "2.0",
    "1e2",
    "100",
    "127",
    "128",
    "-128",
    "-129",
    "255",
    "256",
    "32767",
    "32768",
    "65535",
    "65536",
    "2147483647",
    "2147483648",
    "-2147483648",
    "-2147483649",
    "4294967295",
    "4294967296",
    "9007199254740992",
    "9007199254740993",
    "9007199254740994",
    "-9007199254740993",
    "-9007199254740994",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "1e400",
    "1e10",
    "10000000001",
    "01",
    "1.",
    "+1",
    "NaN",
    "{\"a\":1,\"a\":1}",
    "{\"a\":{\"b\":1,\"b\":2}}",
    "[{\"x\":0,\"\\u0078\":0}]",
    "[1,1.0]",
    "[0.1,1e-1,2]",
];

/// String values at the limits of lengths and formats.
pub const STRINGS: [&str; 62] = [
    "",
    "a",
    "ab",
    "abc",
    "abcd",
    "é",
    "éé",
    "ééé",
    "éééé",
    "e\u{301}e",
    "\u{1f600}\u{1f600}\u{1f600}",
    "red",
    "green",
    "Red",
    "AB",
    "ABC",
    "2024-02-29",
    "2023-02-29",
    "2024-2-9",
    "2024-12-32",
    "2000-02-29",
    "1900-02-29",
    "10:00:00Z",
    "10:00:00z",
    "10:00:00",
    "23:59:60Z",
    "22:59:60Z",
    "10:00:00.5+01:00",
    "24:00:00Z",
    "00:29:60+00:30",
    "10:00:00Z01:00",
    "2024-02-29T10:00:00Z",
    "2024-02-29t10:00:00-01:00",
    "2024-02-29 10:00:00Z",
    "2024-02-29T24:00:00Z",
    "2024-02-29T10:00:00z-23:59",
    "a@b",
    "a@b.c",
    "@b",
    "a@",
    "a b@c",
    "\"a\"@b",
    "a@b@c",
    "A <a@b.c>",
    "example.com",
    "-a.b",
    "a-.b",
    "a_b",
    "a.",
    "192.0.2.1",
    "192.0.2.01",
    "192.0.2",
    "::1",
    "::",
    "1::2::3",
    "fe80::1%1",
    "https://example.com/?a=%20#b",
    "https://exa mple.com",
    "urn:a:b",
    "http://[::1",
    "55eca520-ea16-4979-a09d-9ac6e060ed82",
    "55eca520ea164979a09d9ac6e060ed82",
];

/// JSON texts on both sides of each limit of the parsers, and with bytes that lenient parsers skip.
pub fn at_limits() -> Vec<String> {
    let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    let list = |values: usize| format!("[{}0]", "0,".repeat(values - 2));
    let long = |bytes: usize| format!("\"{}\"", "x".repeat(bytes - 2));
    vec![
        nested(127),
        nested(128),
        list(600_000),
        list(600_001),
        long(9_999_999),
        long(10_000_000),
        String::new(),
        "\u{feff}\"a\"".to_owned(),
        "\"a\"\u{feff}".to_owned(),
        "\"\\ud800\"".to_owned(),
        "\"a\" \"a\"".to_owned(),
        "\u{a0}\"a\"".to_owned(),
    ]
}

/// Whether each text of [`at_limits`] is accepted as JSON.
pub const IS_VALID_AT_LIMITS: [bool; 12] =
    [true, false, true, false, true, false, false, false, false, false, false, false];

/// The JSON texts of random values.
pub fn random() -> impl Strategy<Value = String> {
    let quoted = |text: &str| Value::from(text).to_string();
    let leaf = prop_oneof![
        4 => select(JSON_TEXTS.to_vec()).prop_map(str::to_owned),
        4 => select(STRINGS.to_vec()).prop_map(quoted),
        1 => any::<i16>().prop_map(|number| number.to_string()),
        1 => (-4000_i32..4000).prop_map(|number| format!("{}", f64::from(number) / 100.0)),
        1 => "[-0-9:T.Z+]{8,12}".prop_map(|text| Value::from(text).to_string()),
        1 => "[a-c@.-]{1,7}".prop_map(|text| Value::from(text).to_string()),
        1 => "[a-c:%/0-9]{1,7}".prop_map(|text| Value::from(text).to_string()),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec((select(vec!["a", "b", "c"]), inner), 0..3).prop_map(|members| format!(
                "{{{}}}",
                members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect::<Vec<_>>().join(",")
            )),
        ]
    })
}
