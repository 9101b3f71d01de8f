//! The rules of reservations. They read members of the body that only reservations have.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::judge::account::Account;
use crate::judge::request_fields::{MEMBERS, RangeEnds, RequestFields, StringMember, TELEPHONE_NUMBER_SCHEMA};
use crate::judge::rule_check::{DeclaredRule, RuleCheck, RuleViolation};
use crate::judge::telephone_number::NumberSet;
use crate::model::error::SpecError;
use crate::model::pointer;

/// The implementation of a rule; `None` if it is not a rule of reservations, or if the body of the operation is not that of a reservation.
pub(crate) fn implementation(declared: &DeclaredRule<'_>) -> Result<Option<RuleCheck>, SpecError> {
    let id = declared.rule.id.as_str();
    let is_about_numbers = id.starts_with("range-") || matches!(id, "country-prefix" | "trunk-zero");
    if is_about_numbers && declared.document.pointer(TELEPHONE_NUMBER_SCHEMA).is_none() {
        return Err(SpecError::new(TELEPHONE_NUMBER_SCHEMA, "missing"));
    }
    let check: RuleCheck = match id {
        "lock-id-or-ranges" => Box::new(|request| lock_id_or_ranges(request.fields())),
        "lock-id-country" => {
            let countries = declared.countries()?;
            Box::new(move |request| lock_id_country(request.fields(), &countries))
        }
        "service-profile-required" => Box::new(|request| service_profile_required(request.fields(), request.account)),
        "range-order" => Box::new(|request| range_order(request.fields())),
        "range-length" => Box::new(|request| range_length(request.fields())),
        "range-overlap" => Box::new(|request| range_overlap(request.fields())),
        "country-prefix" => {
            let calling_codes = calling_codes(declared.document)?;
            Box::new(move |request| country_prefix(request.fields(), &calling_codes))
        }
        "trunk-zero" => {
            let (countries, mut calling_codes) = (declared.countries()?, calling_codes(declared.document)?);
            calling_codes.retain(|country, _| countries.contains(country));
            Box::new(move |request| trunk_zero(request.fields(), &calling_codes))
        }
        "range-size" => {
            let limit = declared.integer("fewerThan")?;
            Box::new(move |request| range_size(request.fields(), limit))
        }
        _ => return Ok(None),
    };
    Ok(Some(check).filter(|_| declared.body_has(&MEMBERS)))
}

fn calling_codes(document: &Value) -> Result<BTreeMap<String, String>, SpecError> {
    let at = "/components/schemas/Country/x-countries";
    let countries = document.pointer(at).and_then(Value::as_object);
    let countries = countries.ok_or_else(|| SpecError::new(at, "not an object"))?;
    let pair = |(country, data): (&String, &Value)| {
        let code = data.get("callingCode").and_then(Value::as_str);
        let code = code.ok_or_else(|| SpecError::new(pointer::join(at, country), "no calling code"))?;
        Ok((country.clone(), code.to_owned()))
    };
    countries.iter().map(pair).collect()
}

fn lock_id_or_ranges(request: &RequestFields<'_>) -> Vec<RuleViolation> {
    let Some(ranges) = &request.ranges else {
        return Vec::new();
    };
    if request.lock_id == StringMember::WrongType {
        return Vec::new();
    }
    match (request.lock_id.is_blank(), ranges.is_empty()) {
        (true, true) => vec![RuleViolation::new("", "neither a lock id nor a number range is given")],
        (false, false) => {
            vec![RuleViolation::new("/productOffering/lockId", "both a lock id and number ranges are given")]
        }
        _ => Vec::new(),
    }
}

fn lock_id_country(request: &RequestFields<'_>, countries: &BTreeSet<String>) -> Vec<RuleViolation> {
    let has_lock_id = matches!(request.lock_id, StringMember::Text(id) if !id.is_empty());
    match request.country.filter(|country| has_lock_id && countries.contains(*country)) {
        Some(country) => vec![RuleViolation::new(
            "/productOffering/lockId",
            format!("numbers of {country} cannot be reserved by a lock id"),
        )],
        None => Vec::new(),
    }
}

fn service_profile_required(request: &RequestFields<'_>, account: &Account) -> Vec<RuleViolation> {
    match request.country.filter(|country| request.service_profile.is_blank() && account.has_several_profiles(country))
    {
        Some(country) => vec![RuleViolation::new(
            "/relatedParty/reseller",
            format!("the account has several service profiles in {country}, and the request names none of them"),
        )],
        None => Vec::new(),
    }
}

fn range_order(request: &RequestFields<'_>) -> Vec<RuleViolation> {
    let descends = |range: &RangeEnds| range.interval().is_some() && range.end < range.start;
    range_violations(request, descends, "the range ends before it starts")
}

fn range_length(request: &RequestFields<'_>) -> Vec<RuleViolation> {
    let differ = |range: &RangeEnds| matches!((range.start, range.end), (Some(start), Some(end)) if start.digits() != end.digits());
    range_violations(request, differ, "start and end differ in length")
}

fn range_size(request: &RequestFields<'_>, limit: i64) -> Vec<RuleViolation> {
    let fewer_than = u128::try_from(limit).unwrap_or_default();
    let is_large =
        |range: &RangeEnds| range.interval().is_some_and(|(first, last)| first.distance(last) + 1 >= fewer_than);
    range_violations(request, is_large, &format!("the range has {limit} numbers or more"))
}

/// A violation for each invalid range.
fn range_violations(
    request: &RequestFields<'_>,
    is_invalid: impl Fn(&RangeEnds) -> bool,
    message: &str,
) -> Vec<RuleViolation> {
    let broken = request.ranges().filter(|(_, range)| is_invalid(range));
    broken.map(|(i, _)| RuleViolation::new(format!("/numberRangeList/{i}"), message)).collect()
}

fn range_overlap(request: &RequestFields<'_>) -> Vec<RuleViolation> {
    let mut earlier = NumberSet::default();
    let mut violations = Vec::new();
    for (i, range) in request.ranges() {
        let Some((first, last)) = range.interval() else {
            continue;
        };
        if earlier.overlaps(first, last) {
            violations.push(RuleViolation::new(format!("/numberRangeList/{i}"), "the range overlaps an earlier range"));
        }
        earlier.add(first, last);
    }
    violations
}

fn country_prefix(request: &RequestFields<'_>, calling_codes: &BTreeMap<String, String>) -> Vec<RuleViolation> {
    let Some((country, code)) = request.country.and_then(|country| calling_codes.get_key_value(country)) else {
        return Vec::new();
    };
    number_violations(
        request,
        |digits| !digits.starts_with(code.as_str()),
        &format!("numbers of {country} begin with {code}"),
    )
}

fn trunk_zero(request: &RequestFields<'_>, calling_codes: &BTreeMap<String, String>) -> Vec<RuleViolation> {
    let Some((country, code)) = request.country.and_then(|country| calling_codes.get_key_value(country)) else {
        return Vec::new();
    };
    let has_zero = |digits: &str| digits.strip_prefix(code.as_str()).is_some_and(|rest| rest.starts_with('0'));
    number_violations(request, has_zero, &format!("no number of {country} has a zero after {code}"))
}

/// A violation for each end of a range with invalid digits.
fn number_violations(
    request: &RequestFields<'_>,
    is_invalid: impl Fn(&str) -> bool,
    message: &str,
) -> Vec<RuleViolation> {
    let mut violations = Vec::new();
    for (i, range) in request.ranges() {
        for (end, number) in [("Start", range.start), ("End", range.end)] {
            if number.is_some_and(|number| is_invalid(&number.to_string())) {
                violations.push(RuleViolation::new(format!("/numberRangeList/{i}/numberRange{end}"), message));
            }
        }
    }
    violations
}
