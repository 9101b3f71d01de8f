//! The rules of the number inventory: addresses and emergency contacts of activations, and the last result of a search.

use serde_json::Value;

use crate::judge::rule_check::{DeclaredRule, RuleCheck, RuleViolation};
use crate::model::error::SpecError;

/// The implementation of a rule; `None` if it is not a rule of the inventory.
pub(crate) fn implementation(declared: &DeclaredRule<'_>) -> Result<Option<RuleCheck>, SpecError> {
    Ok(Some(match declared.rule.id.as_str() {
        "made-up-address" => made_up_address(declared)?,
        "made-up-contact" => made_up_contact(declared)?,
        "made-up-window" => made_up_window(declared)?,
        _ => return Ok(None),
    }))
}

fn made_up_address(declared: &DeclaredRule<'_>) -> Result<RuleCheck, SpecError> {
    let countries = declared.countries()?;
    let (country_at, address_at) = (declared.text("country")?, declared.text("address")?);
    Ok(Box::new(move |request| {
        let country = request.text(&country_at).filter(|country| countries.contains(*country));
        let customer = address_at.rsplit_once('/').map_or("", |(customer, _)| customer);
        match country.filter(|_| request.body.pointer(&address_at).is_none()) {
            Some(country) => vec![RuleViolation::new(customer, format!("a number of {country} needs an address"))],
            None => Vec::new(),
        }
    }))
}

fn made_up_contact(declared: &DeclaredRule<'_>) -> Result<RuleCheck, SpecError> {
    let most = declared.integer("moreThan")?;
    let (channels_at, contact_at) = (declared.text("channels")?, declared.text("contact")?);
    Ok(Box::new(move |request| {
        let channels = request.body.pointer(&channels_at).and_then(Value::as_i64);
        let is_text = request.body.pointer(&contact_at).is_none_or(Value::is_string);
        match channels.filter(|channels| *channels > most && is_text && request.text(&contact_at).is_none()) {
            Some(channels) => vec![RuleViolation::new("", format!("{channels} channels need an emergency contact"))],
            None => Vec::new(),
        }
    }))
}

fn made_up_window(declared: &DeclaredRule<'_>) -> Result<RuleCheck, SpecError> {
    let most = declared.integer("most")?;
    Ok(Box::new(move |request| {
        let integer = |name: &str| request.parameter(name).and_then(Value::as_i64);
        match integer("offset").zip(integer("limit")).and_then(|(offset, limit)| offset.checked_add(limit)) {
            Some(end) if end > most => {
                vec![RuleViolation::of_parameter("offset", format!("the results end at {end}, beyond {most}"))]
            }
            _ => Vec::new(),
        }
    }))
}
