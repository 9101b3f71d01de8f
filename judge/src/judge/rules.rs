//! Implements the rules that the spec declares under `x-rules`.
//!
//! The rules are implemented from the vendor's document and independently of the client, so that tests can compare this implementation with
//! the client's. Not here: what the schemas check (`schema`).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::judge::account::Account;
use crate::judge::request_fields::{RangeEnds, RequestFields, StringMember, TELEPHONE_NUMBER_SCHEMA};
use crate::judge::telephone_number::NumberSet;
use crate::model::error::SpecError;
use crate::model::pointer;
use crate::model::rule;

/// The implementation of a rule, with its data from the spec.
#[derive(Debug)]
pub(crate) enum RuleCheck {
    LockIdOrRanges,
    LockIdCountry { countries: BTreeSet<String> },
    ServiceProfileRequired,
    RangeOrder,
    RangeLength,
    RangeOverlap,
    CountryPrefix { calling_codes: BTreeMap<String, String> },
}

impl RuleCheck {
    /// The implementation of a declared rule; `None` if this crate has none.
    pub(crate) fn new(declared: &rule::Rule, document: &Value) -> Result<Option<Self>, SpecError> {
        let is_about_numbers = declared.id.starts_with("range-") || declared.id == "country-prefix";
        if is_about_numbers && document.pointer(TELEPHONE_NUMBER_SCHEMA).is_none() {
            return Err(SpecError::new(TELEPHONE_NUMBER_SCHEMA, "missing"));
        }
        Ok(Some(match declared.id.as_str() {
            "lock-id-or-ranges" => Self::LockIdOrRanges,
            "lock-id-country" => Self::LockIdCountry { countries: countries(declared)? },
            "service-profile-required" => Self::ServiceProfileRequired,
            "range-order" => Self::RangeOrder,
            "range-length" => Self::RangeLength,
            "range-overlap" => Self::RangeOverlap,
            "country-prefix" => Self::CountryPrefix { calling_codes: calling_codes(document)? },
            _ => return Ok(None),
        }))
    }

    /// Every violation of the rule.
    pub(crate) fn violations(&self, request: &RequestFields<'_>, account: &Account) -> Vec<RuleViolation> {
        match self {
            Self::LockIdOrRanges => lock_id_or_ranges(request),
            Self::LockIdCountry { countries } => lock_id_country(request, countries),
            Self::ServiceProfileRequired => service_profile_required(request, account),
            Self::RangeOrder => range_order(request),
            Self::RangeLength => range_length(request),
            Self::RangeOverlap => range_overlap(request),
            Self::CountryPrefix { calling_codes } => country_prefix(request, calling_codes),
        }
    }
}

/// A violation of one rule, without its id and severity.
#[derive(Debug)]
pub(crate) struct RuleViolation {
    pub(crate) pointer: String,
    pub(crate) message: String,
}

impl RuleViolation {
    fn new(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), message: message.into() }
    }
}

fn countries(declared: &rule::Rule) -> Result<BTreeSet<String>, SpecError> {
    let at = || format!("{}/data/countries", declared.at);
    let listed = declared.data.get("countries").and_then(Value::as_array);
    let listed = listed.ok_or_else(|| SpecError::new(at(), "not a list of countries"))?;
    let code = |country: &Value| {
        country.as_str().map(str::to_owned).ok_or_else(|| SpecError::new(at(), "a country is not a string"))
    };
    listed.iter().map(code).collect()
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
    let broken = request.ranges().filter(|(_, range)| descends(range));
    broken
        .map(|(i, _)| RuleViolation::new(format!("/numberRangeList/{i}"), "the range ends before it starts"))
        .collect()
}

fn range_length(request: &RequestFields<'_>) -> Vec<RuleViolation> {
    let differ = |range: &RangeEnds| matches!((range.start, range.end), (Some(start), Some(end)) if start.digits() != end.digits());
    let broken = request.ranges().filter(|(_, range)| differ(range));
    broken.map(|(i, _)| RuleViolation::new(format!("/numberRangeList/{i}"), "start and end differ in length")).collect()
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
    let mut violations = Vec::new();
    for (i, range) in request.ranges() {
        for (end, number) in [("Start", range.start), ("End", range.end)] {
            if number.is_some_and(|n| !n.to_string().starts_with(code.as_str())) {
                let pointer = format!("/numberRangeList/{i}/numberRange{end}");
                violations.push(RuleViolation::new(pointer, format!("numbers of {country} begin with {code}")));
            }
        }
    }
    violations
}
