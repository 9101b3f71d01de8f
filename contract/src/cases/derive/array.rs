//! Cases of lists: so many items, and one less or more.

use serde_json::Value;

use super::{
    demand,
    deriver::{Deriver, Draw, Wanted},
    element_instance::Spot,
};
use crate::cases::number_allocator;

/// Longest list that a case is made of.
const MAX_ITEMS: usize = 200;

/// More items than a careless bound allows, where the document sets none.
const MANY: usize = 11;

pub(super) fn derive(deriver: &mut Deriver<'_>, spot: &Spot<'_>) {
    let Some(item) = spot.sample.get(0).cloned().filter(|_| !spot.brief) else { return };
    let shape = &spot.element.shape;
    let names = deriver.telephones.to_vec();
    let of = |count: usize| {
        Value::Array((0..count).map(|index| number_allocator::shifted(&item, index as u64, &names)).collect())
    };
    let draw = |count: usize| Draw::new(format!("{count}-items"), format!("{count} items"), spot.set(of(count)));
    if let Some(keyword) = shape.get("minItems") {
        let min = shape.count("minItems").unwrap_or(0).min(MAX_ITEMS);
        let (place, demand) = (spot.place(&keyword.at), demand::demand("minItems", &keyword.value));
        deriver.add(&place, "minItems", demand.clone(), &Wanted::Nothing, draw(min));
        if let Some(less) = min.checked_sub(1) {
            deriver.add(&place, "minItems", demand, &spot.breach("minItems"), draw(less));
        }
    }
    let max = shape.count("maxItems");
    let keyword = shape.get("maxItems");
    let value = keyword.map_or(Value::Null, |keyword| keyword.value.clone());
    let place = spot.place(keyword.map_or(&spot.element.at, |keyword| &keyword.at));
    let demand = demand::demand("maxItems", &value);
    for count in [2, max.unwrap_or(MANY)].into_iter().filter(|count| *count <= max.unwrap_or(MANY).min(MAX_ITEMS)) {
        deriver.add(&place, "maxItems", demand.clone(), &Wanted::Nothing, draw(count));
    }
    if let Some(max) = max.filter(|max| *max < MAX_ITEMS) {
        deriver.add(&place, "maxItems", demand, &spot.breach("maxItems"), draw(max + 1));
    }
}
