//! The rules of the number inventory: addresses and emergency contacts of activations, and the last result of a search.

use colt_numbers_api::rules::{made_up_address, made_up_contact, made_up_window};
use colt_numbers_api::schema::JsonNumber;
use colt_numbers_api::types::Country;

use super::AddViolation;
use crate::check::json::Json;
use crate::check::rule_input::RuleInput;

pub(super) fn made_up_address(input: &RuleInput<'_>, report: AddViolation<'_>) {
    let Some(Json::Text(code)) = input.at(made_up_address::COUNTRY) else { return };
    let is_listed = code.parse::<Country>().is_ok_and(|country| made_up_address::COUNTRIES.contains(&country));
    if is_listed && input.at(made_up_address::ADDRESS).is_none() {
        let customer = made_up_address::ADDRESS.rsplit_once('/').map_or("", |(customer, _)| customer);
        report(customer.to_owned(), format!("a number of `{code}` needs an address"), "add the address");
    }
}

pub(super) fn made_up_contact(input: &RuleInput<'_>, report: AddViolation<'_>) {
    let Some(channels) = input.at(made_up_contact::CHANNELS).and_then(integer) else { return };
    let is_blank = match input.at(made_up_contact::CONTACT) {
        None => true,
        Some(Json::Text(contact)) => contact.trim().is_empty(),
        Some(_) => false,
    };
    if channels > made_up_contact::MORE_THAN && is_blank {
        report(String::new(), format!("{channels} channels need an emergency contact"), "add the contact");
    }
}

pub(super) fn made_up_window(input: &RuleInput<'_>, report: AddViolation<'_>) {
    let given_or = |name: &str, default: i64| match input.parameter(name) {
        None => Some(default),
        Some(value) => integer(value),
    };
    let Some((offset, limit)) = given_or("offset", 0).zip(given_or("limit", 20)) else { return };
    let end = offset.saturating_add(limit);
    if end > made_up_window::MOST {
        report("/offset".to_owned(), format!("the results end at {end}"), "narrow the search");
    }
}

fn integer(value: &Json<'_>) -> Option<i64> {
    match value {
        Json::Number(JsonNumber::Signed(number)) => Some(*number),
        Json::Number(JsonNumber::Unsigned(number)) => i64::try_from(*number).ok(),
        _ => None,
    }
}
