//! Derives cases for JSON numbers: on both sides of each limit.

use serde_json::{Value, json};

use super::{
    demand,
    deriver::{Deriver, ExpectedViolation, NewCase},
    element_instance::ElementInstance,
};

pub(super) fn derive(deriver: &mut Deriver<'_>, instance: &ElementInstance<'_>) {
    let flat_schema = &instance.element.schema;
    let whole = flat_schema.kind() == "integer";
    if let Some(keyword) = flat_schema.get("type").filter(|_| whole) {
        let new_case = NewCase::new("fraction", "it has a fraction", instance.set(json!(fractional(&instance.sample))));
        deriver.add(
            &instance.subject(&keyword.at),
            "type",
            demand::describe("type", keyword.value),
            &instance.expected_violation("type"),
            new_case,
        );
    }
    let step = if whole { 1.0 } else { 0.5 };
    for (name, exclusive, outwards) in [("minimum", "exclusiveMinimum", -step), ("maximum", "exclusiveMaximum", step)] {
        let Some(keyword) = flat_schema.get(name) else { continue };
        let is_exclusive = flat_schema.get(exclusive).is_some_and(|keyword| keyword.value == true);
        let (inwards, outwards) = if is_exclusive { (-outwards, 0.0) } else { (0.0, outwards) };
        let (Some(inside), Some(outside)) = (offset(keyword.value, inwards), offset(keyword.value, outwards)) else {
            continue;
        };
        let (subject, demand) = (instance.subject(&keyword.at), demand::describe(name, keyword.value));
        if !instance.is_brief {
            let new_case = NewCase::new(format!("{inside}"), format!("it is {inside}"), instance.set(inside));
            deriver.add(&subject, name, demand.clone(), &ExpectedViolation::None, new_case);
        }
        let new_case = NewCase::new(format!("{outside}"), format!("it is {outside}"), instance.set(outside));
        deriver.add(
            &subject,
            name,
            demand,
            &instance.expected_violation(if is_exclusive { exclusive } else { name }),
            new_case,
        );
    }
    if let Some(keyword) = flat_schema.get("multipleOf") {
        let off = instance.sample.as_f64().unwrap_or_default() + keyword.value.as_f64().unwrap_or(1.0) / 2.0;
        let new_case = NewCase::new(format!("{off}"), format!("it is {off}"), instance.set(json_number(off)));
        deriver.add(
            &instance.subject(&keyword.at),
            "multipleOf",
            demand::describe("multipleOf", keyword.value),
            &instance.expected_violation("multipleOf"),
            new_case,
        );
    }
}

fn fractional(sample: &Value) -> f64 {
    sample.as_f64().unwrap_or(1.0).trunc() + 0.5
}

/// A limit plus an offset, exact for 64-bit integers.
fn offset(limit: &Value, by: f64) -> Option<Value> {
    let whole = limit.as_i64().map(i128::from).or_else(|| limit.as_u64().map(i128::from));
    let sum = whole.filter(|_| by.fract() == 0.0).map(|whole| whole + by as i128);
    let exact =
        sum.and_then(|sum| i64::try_from(sum).map(Value::from).or_else(|_| u64::try_from(sum).map(Value::from)).ok());
    exact.or_else(|| Some(json_number(limit.as_f64()? + by)))
}

/// A JSON number, without a fraction if it is whole.
fn json_number(number: f64) -> Value {
    // A double beyond this is not exact as an integer.
    if number.fract() == 0.0 && number.abs() < 9e15 { json!(number as i64) } else { json!(number) }
}
