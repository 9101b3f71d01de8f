//! Validates requests against the document, by hand-written checks, each of which can have a defect.
//!
//! The checks share no code with the crate under test. What a revision of the document changes without changing a check (countries, limits, which
//! members are mandatory) they look up in the spec.

use hyper::Method;
use serde_json::Value;

use crate::example_request::{TRACKING_HEADER, lock_id, max_length, text};
use crate::server::{IncomingRequest, member};
use crate::spec_facts::{COUNTRIES, COUNTRIES_WITHOUT_LOCKS, is_in_zone_b, is_mandatory, schema};

/// A check that a request failed: the status and the reason of the response.
pub struct FailedCheck {
    pub status: u16,
    pub reason: &'static str,
}

type Validated<T> = Result<T, FailedCheck>;

fn reject<T>(reason: &'static str) -> Validated<T> {
    Err(FailedCheck { status: 400, reason })
}

fn require(is_met: bool, reason: &'static str) -> Validated<()> {
    if is_met { Ok(()) } else { reject(reason) }
}

/// The numbers that a request orders.
pub struct OrderedNumbers {
    /// For each range: the count of digits, the first and the last number.
    pub ranges: Vec<(usize, u128, u128)>,
    pub lock: Option<String>,
}

pub fn check(request: &IncomingRequest<'_>) -> Validated<OrderedNumbers> {
    method(request)?;
    tracking_id(request)?;
    content_type(request)?;
    let body = body(request)?;
    let has = |defect: &str| request.defect == defect;
    let body = match &body {
        Value::Array(list) if has("body-unwrapped") && list.len() == 1 => list[0].clone(),
        Value::Null if has("null-body-fails") => return Err(FailedCheck { status: 500, reason: "null" }),
        other => other.clone(),
    };
    require(body.is_object(), "the body is not an object")?;
    let checked = ["numberRangeList", "relatedParty", "productOffering"];
    further_members(&body, "ReservationRequest", &checked, has("root-extra-rejected"))?;
    let country = related_party(request, &body)?;
    let lock = product_offering(request, &body)?;
    let ranges = ranges(request, &body)?;
    rules(request, lock.as_deref(), ranges.as_deref(), &country)?;
    Ok(OrderedNumbers { ranges: ranges.unwrap_or_default(), lock })
}

/// Checks the members of an object that have no check of their own. The spec may get such a text; other members are allowed without a defect.
fn further_members(object: &Value, name: &str, checked: &[&str], defect: bool) -> Validated<()> {
    let properties = schema(name)["properties"].as_object().unwrap();
    let has_additional =
        object.as_object().is_some_and(|object| object.keys().any(|name| !properties.contains_key(name)));
    require(!(defect && has_additional), "an additional member")?;
    for (member_name, property) in properties.iter().filter(|(member, _)| !checked.contains(&member.as_str())) {
        let length = property["maxLength"].as_u64().unwrap_or(u64::MAX);
        let is_valid = match member(object, member_name) {
            None => !is_mandatory(name, member_name),
            Some(value) => value.as_str().is_some_and(|text| text.chars().count() as u64 <= length),
        };
        require(is_valid, "a member is missing, not a string or too long")?;
    }
    Ok(())
}

fn method(request: &IncomingRequest<'_>) -> Validated<()> {
    let is_accepted = match request.defect {
        "put-accepted" => request.method == Method::PUT || request.method == Method::POST,
        "patch-accepted" => request.method == Method::PATCH || request.method == Method::POST,
        "delete-accepted" => request.method == Method::DELETE || request.method == Method::POST,
        "get-accepted" if request.method == Method::GET => {
            return Err(FailedCheck { status: 200, reason: "here are your orders" });
        }
        _ => request.method == Method::POST,
    };
    match (is_accepted, request.defect) {
        (true, _) => Ok(()),
        (false, "404-for-405") => Err(FailedCheck { status: 404, reason: "no such method" }),
        (false, "501-for-405") => Err(FailedCheck { status: 501, reason: "no such method" }),
        (false, _) => Err(FailedCheck { status: 405, reason: "no such method" }),
    }
}

fn tracking_id(request: &IncomingRequest<'_>) -> Validated<()> {
    let has = |defect: &str| request.defect == defect;
    let Some(value) = request.headers.get(*TRACKING_HEADER) else {
        return require(has("tracking-optional"), "the tracking id is missing");
    };
    let Ok(text) = std::str::from_utf8(value.as_bytes()) else { return reject("the tracking id is not text") };
    let max = match request.defect {
        "tracking-256" => 256,
        "tracking-254" => 254,
        "tracking-36" => 36,
        "tracking-unbounded" => usize::MAX,
        _ => 255,
    };
    let min = match request.defect {
        "tracking-empty" => 0,
        "tracking-min-8" => 8,
        _ => 1,
    };
    let length = text.chars().count();
    require((min..=max).contains(&length), "the tracking id is too long or too short")?;
    let is_allowed = |c: char| match request.defect {
        "tracking-any" => true,
        "tracking-unicode" => c.is_alphanumeric() || "_.~:@-".contains(c),
        "tracking-no-tilde" => c.is_ascii_alphanumeric() || "_.:@-".contains(c),
        "tracking-no-at" => c.is_ascii_alphanumeric() || "_.~:-".contains(c),
        "tracking-no-upper" => c.is_ascii_lowercase() || c.is_ascii_digit() || "_.~:@-".contains(c),
        "tracking-A-z" => ('A'..='z').contains(&c) || c.is_ascii_digit() || "_.~:@-".contains(c),
        "tracking-slash" => c.is_ascii_alphanumeric() || "_.~:@-/".contains(c),
        "tracking-comma" => c.is_ascii_alphanumeric() || "_.~:@-,".contains(c),
        "tracking-range-dot-to-tilde" => c.is_ascii_alphanumeric() || ('.'..='~').contains(&c) || c == '-',
        "tracking-blank" => c.is_ascii_alphanumeric() || "_.~:@- ".contains(c),
        _ => c.is_ascii_alphanumeric() || "_.~:@-".contains(c),
    };
    require(text.chars().all(is_allowed), "the tracking id has an invalid character")
}

fn content_type(request: &IncomingRequest<'_>) -> Validated<()> {
    let Some(value) = request.headers.get("content-type").and_then(|value| value.to_str().ok()) else {
        return require(
            matches!(request.defect, "any-content-type" | "content-type-optional"),
            "the content type is missing",
        );
    };
    let media = value.split(';').next().unwrap_or_default().trim();
    let is_accepted = match request.defect {
        "any-content-type" => true,
        "content-type-exact" => value == "application/json",
        "content-type-prefix" => value.starts_with("application/json"),
        "content-type-text" => media == "application/json" || media.starts_with("text/"),
        "content-type-xml" => media == "application/json" || media == "application/xml",
        _ => media == "application/json",
    };
    if is_accepted { Ok(()) } else { Err(FailedCheck { status: 415, reason: "unsupported content type" }) }
}

fn body(request: &IncomingRequest<'_>) -> Validated<Value> {
    let text = match request.defect {
        "invalid-utf-8-replaced" => String::from_utf8_lossy(request.body).into_owned(),
        _ => String::from_utf8(request.body.to_vec())
            .map_err(|_| FailedCheck { status: 400, reason: "the body is not UTF-8" })?,
    };
    let text = match request.defect {
        "trailing-comma" => text.replace(",}", "}"),
        "body-repaired" if !text.is_empty() && serde_json::from_str::<Value>(&text).is_err() => format!("{text}}}"),
        _ => text,
    };
    if request.defect == "trailing-value" {
        let first = serde_json::Deserializer::from_str(&text).into_iter::<Value>().next();
        return first.and_then(Result::ok).map_or_else(|| reject("the body is not JSON"), Ok);
    }
    match serde_json::from_str(&text) {
        Ok(_) if request.defect == "repeated-members-fail" && text.matches("\"relatedParty\"").count() > 1 => {
            Err(FailedCheck { status: 500, reason: "repeated members" })
        }
        Ok(value) => Ok(value),
        Err(_) if request.defect == "malformed-fails" => Err(FailedCheck { status: 500, reason: "cannot read it" }),
        Err(_) if request.defect == "empty-body-fails" && text.is_empty() => {
            Err(FailedCheck { status: 500, reason: "cannot read it" })
        }
        Err(_) if request.defect == "empty-body-accepted" && text.is_empty() => Ok(lock_id("L")),
        Err(_) => reject("the body is not JSON"),
    }
}

/// An optional string. Some defects accept `null`, numbers or arrays instead.
fn optional_text(value: Option<&Value>, defect: &str, name: &str) -> Validated<Option<String>> {
    let has = |way: &str| defect == format!("{name}-{way}");
    match value {
        None if has("mandatory") => reject("a mandatory string is missing"),
        None => Ok(None),
        Some(Value::Null) if has("null") => Ok(None),
        Some(Value::Number(number)) if has("number") => Ok(Some(number.to_string())),
        Some(Value::Array(list)) if has("list") && list.len() == 1 => Ok(list[0].as_str().map(str::to_owned)),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => reject("not a string"),
    }
}

fn related_party(request: &IncomingRequest<'_>, body: &Value) -> Validated<String> {
    let has = |defect: &str| request.defect == defect;
    let party = match member(body, "relatedParty") {
        Some(party @ Value::Object(_)) => party,
        Some(Value::Array(list)) if has("party-list") && list.len() == 1 => &list[0],
        None if has("party-optional") => return Ok("GB".to_owned()),
        Some(Value::Null) if has("party-null") => return Ok("GB".to_owned()),
        _ => return reject("relatedParty is missing or not an object"),
    };
    further_members(party, "RelatedParty", &["reseller", "endCustomerDetails"], has("party-extra-rejected"))?;
    let reseller = match member(party, "reseller") {
        Some(reseller @ Value::Object(_)) => reseller,
        Some(Value::Array(list)) if has("reseller-list") && list.len() == 1 => &list[0],
        None if has("reseller-optional") => return Ok("GB".to_owned()),
        Some(Value::Null) if has("reseller-null") => return Ok("GB".to_owned()),
        _ => return reject("reseller is missing or not an object"),
    };
    further_members(reseller, "Reseller", &["serviceProfile", "country"], has("reseller-extra-rejected"))?;
    let profile = optional_text(member(reseller, "serviceProfile"), request.defect, "profile")?;
    if has("profile-rejected") && profile.is_some() {
        return reject("service profiles are not supported");
    }
    customer(request, party)?;
    let country = country(request, reseller)?;
    let given = match request.defect {
        "blank-profile-counts" => profile.is_some(),
        _ => profile.is_some_and(|profile| !profile.trim().is_empty()),
    };
    let several = request.several_profiles.contains(&country.as_str()) && !has("several-profiles-ignored");
    require(given || !several, "the account has several service profiles in the country")?;
    Ok(country)
}

fn country(request: &IncomingRequest<'_>, reseller: &Value) -> Validated<String> {
    let has = |defect: &str| request.defect == defect;
    let given = member(reseller, "country");
    if given.is_none() && has("country-optional") {
        return Ok("GB".to_owned());
    }
    let Some(country) = optional_text(given, request.defect, "country")? else {
        return if given.is_some() { Ok("GB".to_owned()) } else { reject("country is missing") };
    };
    let listed = |country: &str| COUNTRIES.contains(&country);
    let is_valid = match request.defect {
        "country-any-case" => listed(&country.to_uppercase()),
        "country-trimmed" => listed(country.trim()),
        "country-any-two-letters" => country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase()),
        "country-any" => true,
        "country-empty" => country.is_empty() || listed(&country),
        "country-uk" => country == "UK" || listed(&country),
        "country-el" => country == "EL" || listed(&country),
        "country-hu" => country == "HU" || listed(&country),
        "country-lv" => country == "LV" || listed(&country),
        "country-us" => country == "US" || listed(&country),
        "country-bg" => country == "BG" || listed(&country),
        "country-no-sk" => country != "SK" && listed(&country),
        "country-no-ch" => country != "CH" && listed(&country),
        "country-no-norway" => country != "NO" && listed(&country),
        "country-no-gb" => country != "GB" && listed(&country),
        _ => listed(&country),
    };
    require(is_valid, "unknown country")?;
    Ok(country)
}

fn customer(request: &IncomingRequest<'_>, party: &Value) -> Validated<()> {
    let has = |defect: &str| request.defect == defect;
    let details = match member(party, "endCustomerDetails") {
        Some(details @ Value::Object(_)) => details,
        None => {
            let is_mandatory = has("details-mandatory") || is_mandatory("RelatedParty", "endCustomerDetails");
            return require(!is_mandatory, "endCustomerDetails is missing");
        }
        Some(Value::Null) if has("details-null") => return Ok(()),
        Some(Value::String(_)) if has("details-string") => return Ok(()),
        Some(_) => return reject("endCustomerDetails is not an object"),
    };
    further_members(details, "EndCustomerDetails", &["customerReference"], has("details-extra-rejected"))?;
    let given = member(details, "customerReference");
    let Some(reference) = optional_text(given, request.defect, "reference")? else {
        let is_optional = !is_mandatory("EndCustomerDetails", "customerReference");
        return require(is_optional || given.is_some(), "customerReference is missing");
    };
    let length = match request.defect {
        "reference-bytes" => reference.len(),
        "reference-utf-16" => reference.encode_utf16().count(),
        "reference-trimmed" => reference.trim().chars().count(),
        // Combining characters are not counted.
        "reference-graphemes" => reference.chars().filter(|c| *c != '\u{301}').count(),
        "reference-bmp-only" if reference.chars().any(|c| c > '\u{ffff}') => usize::MAX,
        "reference-ascii-only" if !reference.is_ascii() => usize::MAX,
        "reference-not-empty" if reference.is_empty() => usize::MAX,
        "reference-unbounded" => 0,
        _ => reference.chars().count(),
    };
    let limit = max_length("CustomerReference");
    let max = match request.defect {
        "reference-one-more" => limit + 1,
        "reference-one-less" => limit - 1,
        "reference-255" => 255,
        _ => limit,
    };
    require(length <= max, "customerReference is too long")
}

/// The lock id, if there is one that is not blank.
fn product_offering(request: &IncomingRequest<'_>, body: &Value) -> Validated<Option<String>> {
    let has = |defect: &str| request.defect == defect;
    let offering = match member(body, "productOffering") {
        Some(offering @ Value::Object(_)) => offering,
        Some(Value::Array(list)) if has("offering-list") && list.len() == 1 => &list[0],
        None if has("offering-optional") => return Ok(None),
        Some(Value::Null) if has("offering-null") => return Ok(None),
        _ => return reject("productOffering is missing or not an object"),
    };
    further_members(offering, "ProductOffering", &["name", "lockId"], has("offering-extra-rejected"))?;
    let name = member(offering, "name");
    match optional_text(name, request.defect, "name")? {
        None => require(has("name-optional") || name.is_some(), "name is missing")?,
        Some(name) => {
            let product = text("/productOffering/name");
            let is_valid = match request.defect {
                "name-any" => true,
                "name-any-case" => name.eq_ignore_ascii_case(product),
                "name-trimmed" => name.trim() == product,
                "name-empty" => name.is_empty() || name == product,
                "name-begins" => name.starts_with(product),
                "name-first-word" => name.split(' ').next() == product.split(' ').next(),
                _ => name == product,
            };
            require(is_valid, "unknown product")?;
        }
    }
    let lock = optional_text(member(offering, "lockId"), request.defect, "lock")?;
    Ok(match request.defect {
        "blank-lock-counts" => lock,
        "empty-lock-counts" => lock.filter(|lock| lock.is_empty() || !lock.trim().is_empty()),
        _ => lock.filter(|lock| !lock.trim().is_empty()),
    })
}

fn ranges(request: &IncomingRequest<'_>, body: &Value) -> Validated<Option<Vec<(usize, u128, u128)>>> {
    let has = |defect: &str| request.defect == defect;
    let list = match member(body, "numberRangeList") {
        None => return Ok(None),
        Some(Value::Array(list)) => list.clone(),
        Some(range @ Value::Object(_)) if has("single-range-as-list") => vec![range.clone()],
        Some(Value::Null) if has("list-null") => return Ok(Some(Vec::new())),
        Some(_) => return reject("numberRangeList is not an array"),
    };
    require(!(has("one-range") && list.len() > 1), "only one range is supported")?;
    require(!(has("ten-ranges") && list.len() > 10), "at most ten ranges are supported")?;
    list.iter().enumerate().map(|(index, item)| range(request, index, item)).collect::<Validated<Vec<_>>>().map(Some)
}

fn range(request: &IncomingRequest<'_>, index: usize, item: &Value) -> Validated<(usize, u128, u128)> {
    let has = |defect: &str| request.defect == defect;
    if index > 0 && has("second-range-unchecked") {
        return Ok((0, 0, 0)).map(|_| (1, index as u128 + request.body.len() as u128, 0));
    }
    let item = match item {
        Value::Array(list) if has("range-list") && list.len() == 1 => &list[0],
        Value::Null if has("range-null") => return Ok((1, 0, 0)),
        other => other,
    };
    require(item.is_object(), "a range is not an object")?;
    further_members(item, "NumberRange", &["numberRangeStart", "numberRangeEnd"], has("range-extra-rejected"))?;
    let start = end_of_range(request, index, member(item, "numberRangeStart"), "start")?;
    let end = match end_of_range(request, index, member(item, "numberRangeEnd"), "end")? {
        None => start.clone(),
        end => end,
    };
    let Some((start, end)) = start.or_else(|| end.clone()).zip(end) else { return reject("a range without numbers") };
    let single = start.trim_start_matches('+') == end.trim_start_matches('+');
    require(!has("single-numbers-only") || single, "only single numbers are supported")?;
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let (start, end) = (digits(&start), digits(&end));
    let (first, last) = (start.parse().unwrap_or(0), end.parse().unwrap_or(0));
    Ok((start.len(), first, if start.len() == end.len() { last } else { first }))
}

/// One end of a range; `None` if the end is missing and a defect allows that.
fn end_of_range(
    request: &IncomingRequest<'_>,
    index: usize,
    value: Option<&Value>,
    end: &str,
) -> Validated<Option<String>> {
    let has = |way: &str| request.defect == way || request.defect == format!("{end}-{way}");
    let text = match value {
        None if has("optional") => return Ok(None),
        Some(Value::Null) if has("null") => return Ok(None),
        Some(Value::Number(number)) if has("json-number") => number.to_string(),
        Some(Value::Number(number)) if has("second-json-number") && index > 0 => number.to_string(),
        Some(Value::Array(list)) if has("in-list") && list.len() == 1 => {
            return Ok(list[0].as_str().map(str::to_owned));
        }
        Some(Value::String(text)) => text.clone(),
        _ => return reject("a number is missing or not a string"),
    };
    let unchecked = has("unchecked") || (index > 0 && has("second-unchecked"));
    require(unchecked || number(request.defect, end, &text), "not a telephone number")?;
    Ok(Some(text))
}

/// Whether a string is a telephone number. A defect is in both ends of a range, or only in the end that the defect's name begins with.
fn number(defect: &str, end: &str, text: &str) -> bool {
    let has = |way: &str| defect == way || defect == format!("{end}-{way}");
    let mut text = text.to_owned();
    if has("trimmed") {
        text = text.trim().to_owned();
    }
    if has("leading-blank") {
        text = text.trim_start_matches(' ').to_owned();
    }
    if has("trailing-blank") {
        text = text.trim_end_matches(' ').to_owned();
    }
    if has("line-break") {
        text = text.strip_suffix('\n').unwrap_or(&text).to_owned();
    }
    if has("separators") {
        text = text.replace(' ', "");
    }
    if has("hyphens") {
        text = text.replace('-', "");
    }
    if has("plus-counted") && text.len() > 16 {
        return false;
    }
    if has("plus-required") && !text.starts_with('+') || has("plus-rejected") && text.starts_with('+') {
        return false;
    }
    let digits = match (has("two-plus"), has("double-zero")) {
        (true, _) => text.trim_start_matches('+'),
        (_, true) => text.strip_prefix("00").or(text.strip_prefix('+')).unwrap_or(&text),
        _ => text.strip_prefix('+').unwrap_or(&text),
    };
    let digits = if has("found-anywhere") { digits.trim_matches(|c: char| c.is_ascii_alphabetic()) } else { digits };
    let digits = if has("prefix-matched") { digits.trim_end_matches(|c: char| !c.is_ascii_digit()) } else { digits };
    let digits = if has("suffix-matched") {
        digits.trim_start_matches(|c: char| !c.is_ascii_digit()).trim_start_matches('+')
    } else {
        digits
    };
    let min = if has("min-6") {
        6
    } else if has("min-8") {
        8
    } else {
        7
    };
    let max = if has("max-17") {
        17
    } else if has("max-15") {
        15
    } else if has("max-20") {
        20
    } else if has("max-none") {
        99
    } else {
        16
    };
    let length = digits.chars().count();
    let digit = |c: char| {
        c.is_ascii_digit() || (has("unicode-digits") && c.is_numeric()) || (has("letters") && c.is_ascii_alphabetic())
    };
    let zero = has("leading-zero")
        || (has("leading-zero-after-plus") && text.starts_with('+'))
        || (has("national") && !text.starts_with('+'));
    (min..=max).contains(&length) && digits.chars().all(digit) && (zero || !digits.starts_with('0'))
}

fn rules(
    request: &IncomingRequest<'_>,
    lock: Option<&str>,
    ranges: Option<&[(usize, u128, u128)]>,
    country: &str,
) -> Validated<()> {
    let given = match request.defect {
        "empty-list-counts" => ranges.is_some(),
        _ => ranges.is_some_and(|ranges| !ranges.is_empty()),
    };
    match (lock.is_some(), given) {
        (true, true) => require(request.defect == "lock-and-ranges", "both a lock id and ranges")?,
        (false, false) => require(request.defect == "neither-lock-nor-ranges", "neither a lock id nor ranges")?,
        _ => {}
    }
    let is_listed = COUNTRIES_WITHOUT_LOCKS.contains(&country);
    let forbidden = match request.defect {
        "lock-anywhere" => false,
        "lock-in-fr" => is_listed && country != "FR",
        "lock-in-zone-b" => is_listed && !is_in_zone_b(country),
        "lock-in-sk" => is_listed && country != "SK",
        "no-lock-in-ie" => is_listed || country == "IE",
        "no-lock-in-ch" => is_listed || country == "CH",
        "no-lock" => true,
        _ => is_listed,
    };
    require(!(lock.is_some() && forbidden), "lock ids are not allowed in the country")
}
