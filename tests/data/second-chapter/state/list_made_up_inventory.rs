//! `listMadeUpInventory`: the numbers that are not free, page by page.

use colt_numbers_judge::judge::telephone_number::TelephoneNumber;
use colt_numbers_judge::model::error::SpecError;
use colt_numbers_judge::model::operation::Operation;
use colt_numbers_judge::model::spec::Spec;
use serde_json::{Value, json};

use crate::state::activate_made_up_number::Activations;
use crate::state::call::{Call, Reply};
use crate::state::numbers::ReservedRange;
use crate::state::operation_handler::OperationHandler;

/// The `operationId`.
pub(crate) const ID: &str = "listMadeUpInventory";

pub(crate) fn handler(_: &Spec, _: &Operation) -> Result<OperationHandler, SpecError> {
    Ok(Box::new(|call, store| {
        let status = parameter(call, "cliStatus").and_then(Value::as_str);
        let is_listed = |range: &ReservedRange| {
            status.is_none_or(|status| range.status == status) && range.start.len() == range.end.len()
        };
        let held: Vec<_> = store.numbers.held(call.now).filter(is_listed).collect();
        let count = |name: &str| parameter(call, name).and_then(Value::as_u64).unwrap_or_default();
        let (offset, limit) = (u128::from(count("offset")), u128::from(count("limit")));
        let total: u128 = held.iter().map(size).sum();
        let customers = &store.own::<Activations>().customers;
        let item = |(number, status): (TelephoneNumber, &str)| {
            let customer = customers.get(&number);
            json!({ "number": number.to_string(), "cliStatus": status, "customerName": customer })
        };
        let items: Vec<_> = page(&held, offset, limit).map(item).collect();
        let mut body = json!({ "items": items, "total": u64::try_from(total).unwrap_or(u64::MAX) });
        if offset + limit < total {
            body["next"] = json!(count("offset") + count("limit"));
        }
        Ok(Reply::json(body))
    }))
}

fn parameter<'a>(call: &'a Call<'_>, name: &str) -> Option<&'a Value> {
    call.judge.parameter(call.request, name)
}

/// The number of numbers in a range.
fn size(range: &ReservedRange) -> u128 {
    let value = |text: &str| text.parse::<u128>().unwrap_or_default();
    value(&range.end) - value(&range.start) + 1
}

/// The numbers of a page with their statuses.
fn page(held: &[ReservedRange], offset: u128, limit: u128) -> impl Iterator<Item = (TelephoneNumber, &str)> {
    let mut skip = offset;
    let from_offset = held.iter().flat_map(move |range| {
        let skipped = skip.min(size(range));
        skip -= skipped;
        let start = range.start.parse::<u128>().unwrap_or_default() + skipped;
        let width = range.start.len();
        let numbers = (start..start + (size(range) - skipped)).map(move |number| format!("{number:0width$}"));
        numbers.filter_map(|number| Some((TelephoneNumber::parse(&number)?, range.status.as_str())))
    });
    from_offset.take(usize::try_from(limit).unwrap_or(usize::MAX))
}
