//! The rules that the spec declares, as they are written here: from the document, and not from the client.
//!
//! An independent reading on purpose: tests compare it with the client's. Not here: what the schema says (`schema`).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::judge::account::Account;
use crate::judge::request_fields::{Member, NUMBER, Range, Request};
use crate::judge::telephone_number::Union;
use crate::model::error::SpecError;
use crate::model::pointer;
use crate::model::rule;

/// A rule with the data that the spec gives it.
#[derive(Debug)]
pub(crate) enum Rule {
    LockIdOrRanges,
    LockIdCountry { countries: BTreeSet<String> },
    ServiceProfileRequired,
    RangeOrder,
    RangeLength,
    RangeOverlap,
    CountryPrefix { calling_codes: BTreeMap<String, String> },
}

impl Rule {
    /// A rule with its data, or `None` where this crate does not know it.
    pub(crate) fn read(declared: &rule::Rule, document: &Value) -> Result<Option<Self>, SpecError> {
        let looks_at_numbers = declared.id.starts_with("range-") || declared.id == "country-prefix";
        if looks_at_numbers && document.pointer(NUMBER).is_none() {
            return Err(SpecError::new(NUMBER, "missing"));
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

    /// Every place where the request breaks the rule.
    pub(crate) fn judge(&self, request: &Request<'_>, account: &Account) -> Vec<Finding> {
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

/// A place where a rule is broken.
#[derive(Debug)]
pub(crate) struct Finding {
    pub(crate) pointer: String,
    pub(crate) message: String,
}

impl Finding {
    fn new(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), message: message.into() }
    }
}

fn countries(declared: &rule::Rule) -> Result<BTreeSet<String>, SpecError> {
    let at = || format!("{}/data/countries", declared.at);
    let listed = declared.data.get("countries").and_then(Value::as_array);
    let listed = listed.ok_or_else(|| SpecError::new(at(), "not a list of countries"))?;
    let code = |country: &Value| {
        country.as_str().map(str::to_owned).ok_or_else(|| SpecError::new(at(), "a country that is not a string"))
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

fn lock_id_or_ranges(request: &Request<'_>) -> Vec<Finding> {
    let Some(ranges) = &request.ranges else {
        return Vec::new();
    };
    if request.lock_id == Member::WrongType {
        return Vec::new();
    }
    match (request.lock_id.is_blank(), ranges.is_empty()) {
        (true, true) => vec![Finding::new("", "neither a lock id nor a number range is given")],
        (false, false) => vec![Finding::new("/productOffering/lockId", "a lock id is given beside number ranges")],
        _ => Vec::new(),
    }
}

fn lock_id_country(request: &Request<'_>, countries: &BTreeSet<String>) -> Vec<Finding> {
    let given = matches!(request.lock_id, Member::Text(id) if !id.is_empty());
    match request.country.filter(|country| given && countries.contains(*country)) {
        Some(country) => vec![Finding::new(
            "/productOffering/lockId",
            format!("numbers of {country} cannot be reserved by a lock id"),
        )],
        None => Vec::new(),
    }
}

fn service_profile_required(request: &Request<'_>, account: &Account) -> Vec<Finding> {
    match request.country.filter(|country| request.service_profile.is_blank() && account.has_several_profiles(country))
    {
        Some(country) => vec![Finding::new(
            "/relatedParty/reseller",
            format!("the account has several service profiles in {country}, and none is given"),
        )],
        None => Vec::new(),
    }
}

fn range_order(request: &Request<'_>) -> Vec<Finding> {
    let descends = |range: &Range| range.interval().is_some() && range.end < range.start;
    let broken = request.ranges().filter(|(_, range)| descends(range));
    broken.map(|(i, _)| Finding::new(format!("/numberRangeList/{i}"), "the range ends before it starts")).collect()
}

fn range_length(request: &Request<'_>) -> Vec<Finding> {
    let differ =
        |range: &Range| matches!((range.start, range.end), (Some(start), Some(end)) if start.digits() != end.digits());
    let broken = request.ranges().filter(|(_, range)| differ(range));
    broken.map(|(i, _)| Finding::new(format!("/numberRangeList/{i}"), "start and end differ in length")).collect()
}

fn range_overlap(request: &Request<'_>) -> Vec<Finding> {
    let mut before = Union::default();
    let mut findings = Vec::new();
    for (i, range) in request.ranges() {
        let Some((first, last)) = range.interval() else {
            continue;
        };
        if before.meets(first, last) {
            findings.push(Finding::new(format!("/numberRangeList/{i}"), "the range shares numbers with one before it"));
        }
        before.add(first, last);
    }
    findings
}

fn country_prefix(request: &Request<'_>, calling_codes: &BTreeMap<String, String>) -> Vec<Finding> {
    let Some((country, code)) = request.country.and_then(|country| calling_codes.get_key_value(country)) else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    for (i, range) in request.ranges() {
        for (end, number) in [("Start", range.start), ("End", range.end)] {
            if number.is_some_and(|n| !n.to_string().starts_with(code.as_str())) {
                let pointer = format!("/numberRangeList/{i}/numberRange{end}");
                findings.push(Finding::new(pointer, format!("numbers of {country} begin with {code}")));
            }
        }
    }
    findings
}
