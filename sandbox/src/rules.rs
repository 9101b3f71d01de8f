//! The rules that the spec declares under `x-rules`, as the sandbox reads them.
//!
//! An independent reading on purpose: the client has its own, and tests hold the two against each other. Not here: what
//! the schema says (`judge`).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::account::Account;
use crate::number::{Number, Union};
use crate::spec::{self, SpecError, at, list};

/// A rule with the data that the spec gives it.
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
    /// The rule of an id, or `None` where this crate knows no such rule.
    pub(crate) fn read(id: &str, document: &Value) -> Result<Option<Self>, SpecError> {
        Ok(Some(match id {
            "lock-id-or-ranges" => Self::LockIdOrRanges,
            "lock-id-country" => Self::LockIdCountry { countries: countries(document, id)? },
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
pub(crate) struct Finding {
    pub(crate) pointer: String,
    pub(crate) message: String,
}

impl Finding {
    fn new(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), message: message.into() }
    }
}

fn countries(document: &Value, id: &str) -> Result<BTreeSet<String>, SpecError> {
    let pointer = format!("/x-rules/{}/data/countries", spec::escape(id));
    let code = |v: &Value| {
        v.as_str().map(str::to_owned).ok_or_else(|| SpecError::new(&pointer, "a country that is no string"))
    };
    list(document, &pointer)?.iter().map(code).collect()
}

fn calling_codes(document: &Value) -> Result<BTreeMap<String, String>, SpecError> {
    let pointer = "/components/schemas/Country/x-countries";
    let countries = at(document, pointer)?.as_object().ok_or_else(|| SpecError::new(pointer, "no object"))?;
    let pair = |(country, data): (&String, &Value)| {
        let code = data["callingCode"]
            .as_str()
            .ok_or_else(|| SpecError::new(format!("{pointer}/{country}"), "no calling code"))?;
        Ok((country.clone(), code.to_owned()))
    };
    countries.iter().map(pair).collect()
}

/// A member of the request that a rule looks at.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Member<'a> {
    /// Not there.
    Absent,
    /// There, and of a type that the schema has reported.
    WrongType,
    /// There, without surrounding blanks.
    Text(&'a str),
}

impl<'a> Member<'a> {
    fn of(group: Option<&'a Value>, name: &str) -> Self {
        match group {
            None => Self::Absent,
            Some(Value::Object(members)) => match members.get(name) {
                None => Self::Absent,
                Some(Value::String(text)) => Self::Text(text.trim()),
                Some(_) => Self::WrongType,
            },
            Some(_) => Self::WrongType,
        }
    }

    fn is_blank(self) -> bool {
        matches!(self, Self::Absent | Self::Text(""))
    }
}

/// One range: its two ends, each where it is a telephone number.
pub(crate) struct Range {
    pub(crate) start: Option<Number>,
    pub(crate) end: Option<Number>,
}

impl Range {
    /// Both ends in ascending order, where they are numbers of one length.
    pub(crate) fn interval(&self) -> Option<(Number, Number)> {
        let (start, end) = (self.start?, self.end?);
        (start.digits() == end.digits()).then(|| (start.min(end), start.max(end)))
    }
}

/// What the rules look at in a request.
pub(crate) struct Request<'a> {
    /// `None` where the list is no list.
    pub(crate) ranges: Option<Vec<Range>>,
    pub(crate) lock_id: Member<'a>,
    service_profile: Member<'a>,
    country: Option<&'a str>,
}

impl<'a> Request<'a> {
    /// Looks into a body. A text is a number where `is_number` says so.
    pub(crate) fn of(body: &'a Value, is_number: impl Fn(&Value) -> bool) -> Self {
        let number = |range: &Value, name: &str| {
            range.get(name).filter(|v| is_number(v)).and_then(Value::as_str).and_then(Number::read)
        };
        let range =
            |range: &Value| Range { start: number(range, "numberRangeStart"), end: number(range, "numberRangeEnd") };
        let ranges = match body.get("numberRangeList") {
            None => Some(Vec::new()),
            Some(list) => list.as_array().map(|list| list.iter().map(range).collect()),
        };
        let reseller = body.pointer("/relatedParty/reseller");
        Self {
            ranges,
            lock_id: Member::of(body.get("productOffering"), "lockId"),
            service_profile: Member::of(reseller, "serviceProfile"),
            country: reseller.and_then(|r| r["country"].as_str()),
        }
    }

    /// The ranges with their places in the list.
    fn ranges(&self) -> impl Iterator<Item = (usize, &Range)> {
        self.ranges.iter().flatten().enumerate()
    }
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
