//! The effects that a call has besides its response (`x-effects`).

use serde_json::Value;

use crate::model::documentation::Documentation;
use crate::model::error::SpecError;
use crate::model::json::sorted;
use crate::model::pointer;

/// The effects of an operation, summed up over all effects that it declares.
#[derive(Debug, Clone, Default)]
pub struct Effects {
    /// Whether a call places an order, which costs money.
    pub orders: bool,
    /// The pointer of the order id in a successful response. A response without an order id does not prove an order.
    pub order: Option<String>,
    /// Whether a request may be sent again although a byte of it may have been sent.
    pub repeatable: bool,
    /// The number of days after which the result of a call lapses.
    pub holds_days: Option<u32>,
    /// The status that a number must have before the call, and its status after the call.
    pub number_status: Option<(String, String)>,
    /// What the spec states about this change of the status.
    pub number_status_documentation: Documentation,
}

/// Reads the effects of an operation at `at`.
pub(crate) fn read(operation: &Value, at: &str) -> Result<Effects, SpecError> {
    let mut effects = Effects::default();
    let at = format!("{at}/x-effects");
    let Some(declared) = operation.get("x-effects") else { return Ok(effects) };
    let declared = declared.as_object().ok_or_else(|| SpecError::new(&at, "not an object"))?;
    for (id, effect) in sorted(declared) {
        let at = pointer::join(&at, id);
        let text = |key: &str| effect.get(key).and_then(Value::as_str).map(str::to_owned);
        effects.orders |= effect.get("orders") == Some(&Value::Bool(true));
        effects.repeatable |= effect.get("repeatable") == Some(&Value::Bool(true));
        effects.order = effects.order.or_else(|| text("order"));
        if let Some(holds) = effect.get("holds") {
            let days = holds.get("days").and_then(Value::as_u64).and_then(|days| u32::try_from(days).ok());
            let valid = days.filter(|days| (1..=100_000).contains(days));
            let invalid = || SpecError::new(format!("{at}/holds/days"), "not a number of days");
            effects.holds_days = Some(valid.ok_or_else(invalid)?);
        }
        if let Some(change) = text("from").zip(text("to")).filter(|_| effects.number_status.is_none()) {
            effects.number_status = Some(change);
            effects.number_status_documentation = Documentation::of(effect);
        }
    }
    Ok(effects)
}
