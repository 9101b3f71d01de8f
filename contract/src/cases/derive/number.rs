//! Cases of JSON numbers: both sides of each bound.

use serde_json::{Value, json};

use super::{
    demand,
    deriver::{Deriver, Draw, Wanted},
    element_instance::Spot,
};

pub(super) fn derive(deriver: &mut Deriver<'_>, spot: &Spot<'_>) {
    let shape = &spot.element.shape;
    let whole = shape.kind() == "integer";
    if let Some(keyword) = shape.get("type").filter(|_| whole) {
        let draw = Draw::new("fraction", "it has a fraction", spot.set(json!(fractional(&spot.sample))));
        deriver.add(
            &spot.place(&keyword.at),
            "type",
            demand::demand("type", &keyword.value),
            &spot.breach("type"),
            draw,
        );
    }
    let step = if whole { 1.0 } else { 0.5 };
    for (name, exclusive, outwards) in [("minimum", "exclusiveMinimum", -step), ("maximum", "exclusiveMaximum", step)] {
        let Some(keyword) = shape.get(name) else { continue };
        let open = shape.get(exclusive).is_some_and(|keyword| keyword.value == true);
        let (inwards, outwards) = if open { (-outwards, 0.0) } else { (0.0, outwards) };
        let (Some(inside), Some(outside)) = (moved(&keyword.value, inwards), moved(&keyword.value, outwards)) else {
            continue;
        };
        let (place, demand) = (spot.place(&keyword.at), demand::demand(name, &keyword.value));
        if !spot.brief {
            let draw = Draw::new(format!("{inside}"), format!("it is {inside}"), spot.set(inside));
            deriver.add(&place, name, demand.clone(), &Wanted::Nothing, draw);
        }
        let draw = Draw::new(format!("{outside}"), format!("it is {outside}"), spot.set(outside));
        deriver.add(&place, name, demand, &spot.breach(if open { exclusive } else { name }), draw);
    }
    if let Some(keyword) = shape.get("multipleOf") {
        let off = spot.sample.as_f64().unwrap_or_default() + keyword.value.as_f64().unwrap_or(1.0) / 2.0;
        let draw = Draw::new(format!("{off}"), format!("it is {off}"), spot.set(value(off)));
        deriver.add(
            &spot.place(&keyword.at),
            "multipleOf",
            demand::demand("multipleOf", &keyword.value),
            &spot.breach("multipleOf"),
            draw,
        );
    }
}

fn fractional(sample: &Value) -> f64 {
    sample.as_f64().unwrap_or(1.0).trunc() + 0.5
}

/// A bound with something added to it, exact where both are integers of 64 bits.
fn moved(bound: &Value, by: f64) -> Option<Value> {
    let whole = bound.as_i64().map(i128::from).or_else(|| bound.as_u64().map(i128::from));
    let sum = whole.filter(|_| by.fract() == 0.0).map(|whole| whole + by as i128);
    let exact =
        sum.and_then(|sum| i64::try_from(sum).map(Value::from).or_else(|_| u64::try_from(sum).map(Value::from)).ok());
    exact.or_else(|| Some(value(bound.as_f64()? + by)))
}

/// Whole values are written without a fraction.
fn value(number: f64) -> Value {
    // A double beyond this is not exact.
    if number.fract() == 0.0 && number.abs() < 9e15 { json!(number as i64) } else { json!(number) }
}
