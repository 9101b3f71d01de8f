//! Derives cases for the number of items of arrays: at each limit, and one item beyond each limit.

use serde_json::Value;

use super::{
    demand,
    deriver::{Deriver, ExpectedViolation, NewCase},
    element_instance::ElementInstance,
};
use crate::cases::number_allocator;

/// The most items of a case.
const MAX_ITEMS: usize = 200;

/// The number of items of a case if the document sets no limit. It exceeds ten, which a server may have as an undocumented limit.
const MANY_ITEMS: usize = 11;

pub(super) fn derive(deriver: &mut Deriver<'_>, instance: &ElementInstance<'_>) {
    let Some(item) = instance.sample.get(0).cloned().filter(|_| !instance.is_later_item) else { return };
    let flat_schema = &instance.element.schema;
    let names = deriver.tested.numbers.members.clone();
    let items = |count: usize| {
        Value::Array((0..count).map(|index| number_allocator::shifted(&item, index as u64, &names)).collect())
    };
    let with_items =
        |count: usize| NewCase::new(format!("{count}-items"), format!("{count} items"), instance.set(items(count)));
    if let Some(keyword) = flat_schema.get("minItems") {
        let min = flat_schema.count("minItems").unwrap_or(0).min(MAX_ITEMS);
        let (subject, demand) = (instance.subject(&keyword.at), demand::describe("minItems", keyword.value));
        deriver.add(&subject, "minItems", demand.clone(), &ExpectedViolation::None, with_items(min));
        if let Some(less) = min.checked_sub(1) {
            deriver.add(&subject, "minItems", demand, &instance.expected_violation("minItems"), with_items(less));
        }
    }
    let max = flat_schema.count("maxItems");
    let keyword = flat_schema.get("maxItems");
    let value = keyword.map_or(Value::Null, |keyword| keyword.value.clone());
    let subject = instance.subject(keyword.map_or(&instance.element.at, |keyword| &keyword.at));
    let demand = demand::describe("maxItems", &value);
    for count in
        [2, max.unwrap_or(MANY_ITEMS)].into_iter().filter(|count| *count <= max.unwrap_or(MANY_ITEMS).min(MAX_ITEMS))
    {
        deriver.add(&subject, "maxItems", demand.clone(), &ExpectedViolation::None, with_items(count));
    }
    if let Some(max) = max.filter(|max| *max < MAX_ITEMS) {
        deriver.add(&subject, "maxItems", demand, &instance.expected_violation("maxItems"), with_items(max + 1));
    }
}
