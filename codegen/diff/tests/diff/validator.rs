//! Reports held against a JSON Schema validator: no value that was right is refused where nothing is said to break.
use colt_numbers_diff::{Effect, Report, diff_wire};
use proptest::prelude::*;
use serde_json::Value;

use crate::{arbitrary_schemas, seeds};

fn report(old: &Value, new: &Value, sent: bool) -> Report {
    diff_wire(&arbitrary_schemas::document(old, sent), &arbitrary_schemas::document(new, sent)).expect("two documents")
}

fn wire(report: &Report) -> Effect {
    report.changes().iter().map(|change| change.wire).max().unwrap_or(Effect::None)
}

/// A value that the first schema allows and the second does not.
fn witness<'v>(values: &'v [Value], first: &Value, second: &Value) -> Option<&'v Value> {
    let (first, second) = (arbitrary_schemas::validator(first), arbitrary_schemas::validator(second));
    values.iter().find(|value| first.is_valid(value) && !second.is_valid(value))
}

/// What is found by looking at every value: which of the two allows more.
fn by_hand(old: &Value, new: &Value, values: &[Value]) -> Effect {
    match (witness(values, old, new), witness(values, new, old)) {
        (None, None) => Effect::None,
        (None, Some(_)) => Effect::Compatible,
        (Some(_), _) => Effect::Breaking,
    }
}

fn texts() -> Vec<Value> {
    arbitrary_schemas::all_texts().into_iter().map(Value::from).collect()
}

proptest! {
    #![proptest_config(seeds::config())]

    /// Texts: the report is right both ways, for every text up to four characters is looked at.
    #[test]
    fn texts_are_decided(old in arbitrary_schemas::text(), new in arbitrary_schemas::text()) {
        let found = report(&old, &new, true);
        prop_assert_eq!(wire(&found), by_hand(&old, &new, &texts()), "{} {}\n{}", old, new, found.text());
        let found = report(&new, &old, false);
        prop_assert_eq!(wire(&found), by_hand(&old, &new, &texts()), "received: {} {}\n{}", new, old, found.text());
    }

    /// Numbers: the same, for steps of a quarter.
    #[test]
    fn numbers_are_decided(old in arbitrary_schemas::number(), new in arbitrary_schemas::number()) {
        let values = arbitrary_schemas::all_numbers();
        let found = report(&old, &new, true);
        let expected = by_hand(&old, &new, &values);
        // Values beyond and between those looked at may differ where none of them does.
        let fair = expected == wire(&found) || (expected != Effect::Breaking && wire(&found) > expected);
        prop_assert!(fair, "{} {}\n{:?} {}", old, new, expected, found.text());
    }

    /// Whole numbers: the report is right both ways.
    #[test]
    fn whole_numbers_are_decided(mut old in arbitrary_schemas::number(), mut new in arbitrary_schemas::number()) {
        for schema in [&mut old, &mut new] {
            schema["type"] = "integer".into();
            // Beyond the numbers looked at there is nothing.
            for (key, end) in [("minimum", -5), ("maximum", 6)] {
                if schema.get(key).is_none() {
                    schema[key] = end.into();
                }
            }
        }
        let values: Vec<Value> = arbitrary_schemas::all_numbers().into_iter().filter(Value::is_i64).collect();
        let found = report(&old, &new, true);
        prop_assert_eq!(wire(&found), by_hand(&old, &new, &values), "{} {}\n{}", old, new, found.text());
    }

    /// Any schemas: what is sent today is never refused unless the report says so.
    #[test]
    fn nothing_sent_is_refused_in_silence((old, new) in arbitrary_schemas::edited()) {
        let found = report(&old, &new, true);
        if wire(&found) != Effect::Breaking {
            let values = arbitrary_schemas::samples(&old);
            let refused = witness(&values, &old, &new);
            prop_assert!(refused.is_none(), "{:?} is refused: {} {}\n{}", refused, old, new, found.text());
        }
    }

    /// Any schemas: nothing unheard of is received unless the report says so.
    #[test]
    fn nothing_unheard_of_is_received_in_silence((old, new) in arbitrary_schemas::edited()) {
        let found = report(&old, &new, false);
        if wire(&found) != Effect::Breaking {
            let values = arbitrary_schemas::samples(&new);
            let unheard = witness(&values, &new, &old);
            prop_assert!(unheard.is_none(), "{:?} is new: {} {}\n{}", unheard, old, new, found.text());
        }
    }

    /// Any two schemas, however different.
    #[test]
    fn nothing_sent_is_refused_in_silence_by_another(old in arbitrary_schemas::schema(), new in arbitrary_schemas::schema()) {
        let found = report(&old, &new, true);
        if wire(&found) != Effect::Breaking {
            let values = arbitrary_schemas::samples(&old);
            let refused = witness(&values, &old, &new);
            prop_assert!(refused.is_none(), "{:?} is refused: {} {}\n{}", refused, old, new, found.text());
        }
    }
}
