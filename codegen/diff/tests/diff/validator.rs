//! Property tests of reports against a JSON Schema validator: if a report finds nothing breaking, no valid value becomes invalid.
use colt_numbers_diff::{Change, ChangeReport, Effect, diff_wire};
use proptest::prelude::*;
use serde_json::Value;

use crate::{arbitrary_schemas, seeds};

fn report(old: &Value, new: &Value, sent: bool) -> ChangeReport {
    diff_wire(&arbitrary_schemas::document(old, sent), &arbitrary_schemas::document(new, sent)).expect("two documents")
}

fn wire(report: &ChangeReport) -> Effect {
    report.changes().iter().map(|change| change.wire).max().unwrap_or(Effect::None)
}

/// The effect on callers that accept only listed values; the generated types keep others, so a new listed value is not breaking for them.
fn strict_wire(report: &ChangeReport) -> Effect {
    let is_new_value = |change: &Change| change.id().to_string() == "response-enum-values-added";
    let effects =
        report.changes().iter().map(|change| if is_new_value(change) { Effect::Breaking } else { change.wire });
    effects.max().unwrap_or(Effect::None)
}

/// A value that the first schema accepts and the second rejects.
fn counterexample<'v>(values: &'v [Value], first: &Value, second: &Value) -> Option<&'v Value> {
    let (first, second) = (arbitrary_schemas::validator(first), arbitrary_schemas::validator(second));
    values.iter().find(|value| first.is_valid(value) && !second.is_valid(value))
}

/// The effect of a change of what is sent, found by validating every value.
fn exhaustive_effect(old: &Value, new: &Value, values: &[Value]) -> Effect {
    match (counterexample(values, old, new), counterexample(values, new, old)) {
        (None, None) => Effect::None,
        (None, Some(_)) => Effect::Compatible,
        (Some(_), _) => Effect::Breaking,
    }
}

fn all_strings() -> Vec<Value> {
    arbitrary_schemas::all_strings().into_iter().map(Value::from).collect()
}

proptest! {
    #![proptest_config(seeds::config())]

    /// Strings: the report is exact in both directions, because every string up to four characters is validated.
    #[test]
    fn string_schemas_are_compared_exactly(old in arbitrary_schemas::string_schema(), new in arbitrary_schemas::string_schema()) {
        let found = report(&old, &new, true);
        prop_assert_eq!(wire(&found), exhaustive_effect(&old, &new, &all_strings()), "{} {}\n{}", old, new, found.text());
        let found = report(&new, &old, false);
        prop_assert_eq!(strict_wire(&found), exhaustive_effect(&old, &new, &all_strings()), "received: {} {}\n{}", new, old, found.text());
    }

    /// Numbers in steps of a quarter: the report finds at least the effect on these.
    #[test]
    fn number_schemas_are_compared_conservatively(old in arbitrary_schemas::number_schema(), new in arbitrary_schemas::number_schema()) {
        let values = arbitrary_schemas::all_numbers();
        let found = report(&old, &new, true);
        let expected = exhaustive_effect(&old, &new, &values);
        // The schemas may differ in other values even if they agree on these.
        let is_valid = expected == wire(&found) || (expected != Effect::Breaking && wire(&found) > expected);
        prop_assert!(is_valid, "{} {}\n{:?} {}", old, new, expected, found.text());
    }

    /// Integers: the report is exact.
    #[test]
    fn integer_schemas_are_compared_exactly(mut old in arbitrary_schemas::number_schema(), mut new in arbitrary_schemas::number_schema()) {
        for schema in [&mut old, &mut new] {
            schema["type"] = "integer".into();
            // Both schemas are limited to the numbers that are validated.
            for (key, end) in [("minimum", -5), ("maximum", 6)] {
                if schema.get(key).is_none() {
                    schema[key] = end.into();
                }
            }
        }
        let values: Vec<Value> = arbitrary_schemas::all_numbers().into_iter().filter(Value::is_i64).collect();
        let found = report(&old, &new, true);
        prop_assert_eq!(wire(&found), exhaustive_effect(&old, &new, &values), "{} {}\n{}", old, new, found.text());
    }

    /// An edited schema rejects no sent value that was valid, unless the report has a breaking change.
    #[test]
    fn rejecting_a_sent_value_is_reported_as_breaking((old, new) in arbitrary_schemas::edited()) {
        let found = report(&old, &new, true);
        if wire(&found) != Effect::Breaking {
            let values = arbitrary_schemas::samples(&old);
            let rejected = counterexample(&values, &old, &new);
            prop_assert!(rejected.is_none(), "{:?} is rejected: {} {}\n{}", rejected, old, new, found.text());
        }
    }

    /// An edited schema allows no received value that was invalid, unless the report has a breaking change.
    #[test]
    fn allowing_a_new_received_value_is_reported_as_breaking((old, new) in arbitrary_schemas::edited()) {
        let found = report(&old, &new, false);
        if strict_wire(&found) != Effect::Breaking {
            let values = arbitrary_schemas::samples(&new);
            let new_value = counterexample(&values, &new, &old);
            prop_assert!(new_value.is_none(), "{:?} is new: {} {}\n{}", new_value, old, new, found.text());
        }
    }

    /// The same for two unrelated schemas.
    #[test]
    fn rejecting_a_sent_value_is_reported_as_breaking_for_unrelated_schemas(old in arbitrary_schemas::schema(), new in arbitrary_schemas::schema()) {
        let found = report(&old, &new, true);
        if wire(&found) != Effect::Breaking {
            let values = arbitrary_schemas::samples(&old);
            let rejected = counterexample(&values, &old, &new);
            prop_assert!(rejected.is_none(), "{:?} is rejected: {} {}\n{}", rejected, old, new, found.text());
        }
    }
}
