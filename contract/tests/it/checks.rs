//! What the document demands of a request, checked by hand, and each check's ways of being wrong.

use hyper::Method;
use serde_json::Value;

use crate::server::{Sent, member};

pub struct Refusal {
    pub status: u16,
    pub reason: &'static str,
}

type Checked<T> = Result<T, Refusal>;

fn refuse<T>(reason: &'static str) -> Checked<T> {
    Err(Refusal { status: 400, reason })
}

fn demand(kept: bool, reason: &'static str) -> Checked<()> {
    if kept { Ok(()) } else { refuse(reason) }
}

const COUNTRIES: [&str; 20] = [
    "GB", "ES", "FR", "DE", "AT", "BE", "NL", "IE", "IT", "SE", "DK", "PT", "CH", "CZ", "NO", "RO", "PL", "FI", "LU",
    "SK",
];
const ZONE_B: [&str; 7] = ["CZ", "NO", "RO", "PL", "FI", "LU", "SK"];

/// What a request orders.
pub struct Order {
    /// How many digits, first and last number.
    pub ranges: Vec<(usize, u128, u128)>,
    pub lock: Option<String>,
}

pub fn check(sent: &Sent<'_>) -> Checked<Order> {
    method(sent)?;
    tracking_id(sent)?;
    content_type(sent)?;
    let body = body(sent)?;
    let has = |defect: &str| sent.defect == defect;
    let body = match &body {
        Value::Array(list) if has("body-unwrapped") && list.len() == 1 => list[0].clone(),
        Value::Null if has("null-body-fails") => return Err(Refusal { status: 500, reason: "null" }),
        other => other.clone(),
    };
    demand(body.is_object(), "the body is no object")?;
    no_extras(&body, &["numberRangeList", "relatedParty", "productOffering"], has("root-extra-refused"))?;
    let country = related_party(sent, &body)?;
    let lock = product_offering(sent, &body)?;
    let ranges = ranges(sent, &body)?;
    rules(sent, lock.as_deref(), ranges.as_deref(), &country)?;
    Ok(Order { ranges: ranges.unwrap_or_default(), lock })
}

fn no_extras(object: &Value, known: &[&str], defect: bool) -> Checked<()> {
    let strange = object.as_object().is_some_and(|object| object.keys().any(|name| !known.contains(&name.as_str())));
    demand(!(defect && strange), "a member that is not known")
}

fn method(sent: &Sent<'_>) -> Checked<()> {
    let taken = match sent.defect {
        "put-taken" => sent.method == Method::PUT || sent.method == Method::POST,
        "patch-taken" => sent.method == Method::PATCH || sent.method == Method::POST,
        "delete-taken" => sent.method == Method::DELETE || sent.method == Method::POST,
        "get-taken" if sent.method == Method::GET => {
            return Err(Refusal { status: 200, reason: "here are your orders" });
        }
        _ => sent.method == Method::POST,
    };
    match (taken, sent.defect) {
        (true, _) => Ok(()),
        (false, "404-for-405") => Err(Refusal { status: 404, reason: "no such method" }),
        (false, "501-for-405") => Err(Refusal { status: 501, reason: "no such method" }),
        (false, _) => Err(Refusal { status: 405, reason: "no such method" }),
    }
}

fn tracking_id(sent: &Sent<'_>) -> Checked<()> {
    let has = |defect: &str| sent.defect == defect;
    let Some(value) = sent.headers.get("x-tracking-id") else {
        return demand(has("tracking-optional"), "there is no x-tracking-id");
    };
    let Ok(text) = std::str::from_utf8(value.as_bytes()) else { return refuse("x-tracking-id is no text") };
    let max = match sent.defect {
        "tracking-256" => 256,
        "tracking-254" => 254,
        "tracking-36" => 36,
        "tracking-unbounded" => usize::MAX,
        _ => 255,
    };
    let min = match sent.defect {
        "tracking-empty" => 0,
        "tracking-min-8" => 8,
        _ => 1,
    };
    let length = text.chars().count();
    demand((min..=max).contains(&length), "x-tracking-id is too long or too short")?;
    let good = |c: char| match sent.defect {
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
    demand(text.chars().all(good), "x-tracking-id has a character that it may not have")
}

fn content_type(sent: &Sent<'_>) -> Checked<()> {
    let Some(value) = sent.headers.get("content-type").and_then(|value| value.to_str().ok()) else {
        return demand(matches!(sent.defect, "any-content-type" | "content-type-optional"), "there is no content type");
    };
    let media = value.split(';').next().unwrap_or_default().trim();
    let taken = match sent.defect {
        "any-content-type" => true,
        "content-type-exact" => value == "application/json",
        "content-type-prefix" => value.starts_with("application/json"),
        "content-type-text" => media == "application/json" || media.starts_with("text/"),
        "content-type-xml" => media == "application/json" || media == "application/xml",
        _ => media == "application/json",
    };
    if taken { Ok(()) } else { Err(Refusal { status: 415, reason: "another content type" }) }
}

fn body(sent: &Sent<'_>) -> Checked<Value> {
    let text = match sent.defect {
        "invalid-utf-8-replaced" => String::from_utf8_lossy(sent.body).into_owned(),
        _ => String::from_utf8(sent.body.to_vec())
            .map_err(|_| Refusal { status: 400, reason: "the body is no UTF-8" })?,
    };
    let text = match sent.defect {
        "trailing-comma" => text.replace(",}", "}"),
        "body-repaired" if !text.is_empty() && serde_json::from_str::<Value>(&text).is_err() => format!("{text}}}"),
        _ => text,
    };
    if sent.defect == "trailing-value" {
        let first = serde_json::Deserializer::from_str(&text).into_iter::<Value>().next();
        return first.and_then(Result::ok).map_or_else(|| refuse("the body is no JSON"), Ok);
    }
    match serde_json::from_str(&text) {
        Ok(_) if sent.defect == "repeated-members-fail" && text.matches("\"relatedParty\"").count() > 1 => {
            Err(Refusal { status: 500, reason: "twice" })
        }
        Ok(value) => Ok(value),
        Err(_) if sent.defect == "malformed-fails" => Err(Refusal { status: 500, reason: "cannot read it" }),
        Err(_) if sent.defect == "empty-body-fails" && text.is_empty() => {
            Err(Refusal { status: 500, reason: "cannot read it" })
        }
        Err(_) if sent.defect == "empty-body-taken" && text.is_empty() => Ok(
            serde_json::json!({ "productOffering": { "name": "Wholesale SIP", "lockId": "L" }, "relatedParty": { "reseller": { "country": "GB" } } }),
        ),
        Err(_) => refuse("the body is no JSON"),
    }
}

/// A string that may be left out; `defect` names how `null`, numbers and lists are taken for one.
fn optional_text(value: Option<&Value>, defect: &str, name: &str) -> Checked<Option<String>> {
    let has = |way: &str| defect == format!("{name}-{way}");
    match value {
        None if has("mandatory") => refuse("a mandatory string is missing"),
        None => Ok(None),
        Some(Value::Null) if has("null") => Ok(None),
        Some(Value::Number(number)) if has("number") => Ok(Some(number.to_string())),
        Some(Value::Array(list)) if has("list") && list.len() == 1 => Ok(list[0].as_str().map(str::to_owned)),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => refuse("a string is meant"),
    }
}

fn related_party(sent: &Sent<'_>, body: &Value) -> Checked<String> {
    let has = |defect: &str| sent.defect == defect;
    let party = match member(body, "relatedParty") {
        Some(party @ Value::Object(_)) => party,
        Some(Value::Array(list)) if has("party-list") && list.len() == 1 => &list[0],
        None if has("party-optional") => return Ok("GB".to_owned()),
        Some(Value::Null) if has("party-null") => return Ok("GB".to_owned()),
        _ => return refuse("there is no relatedParty"),
    };
    no_extras(party, &["reseller", "endCustomerDetails"], has("party-extra-refused"))?;
    let reseller = match member(party, "reseller") {
        Some(reseller @ Value::Object(_)) => reseller,
        Some(Value::Array(list)) if has("reseller-list") && list.len() == 1 => &list[0],
        None if has("reseller-optional") => return Ok("GB".to_owned()),
        Some(Value::Null) if has("reseller-null") => return Ok("GB".to_owned()),
        _ => return refuse("there is no reseller"),
    };
    no_extras(reseller, &["serviceProfile", "country"], has("reseller-extra-refused"))?;
    let profile = optional_text(member(reseller, "serviceProfile"), sent.defect, "profile")?;
    if has("profile-refused") && profile.is_some() {
        return refuse("there are no service profiles");
    }
    customer(sent, party)?;
    let country = country(sent, reseller)?;
    let given = match sent.defect {
        "blank-profile-counts" => profile.is_some(),
        _ => profile.is_some_and(|profile| !profile.trim().is_empty()),
    };
    let several = sent.several_profiles.contains(&country.as_str()) && !has("several-profiles-ignored");
    demand(given || !several, "there are several service profiles in the country")?;
    Ok(country)
}

fn country(sent: &Sent<'_>, reseller: &Value) -> Checked<String> {
    let has = |defect: &str| sent.defect == defect;
    let given = member(reseller, "country");
    if given.is_none() && has("country-optional") {
        return Ok("GB".to_owned());
    }
    let Some(country) = optional_text(given, sent.defect, "country")? else {
        return if given.is_some() { Ok("GB".to_owned()) } else { refuse("there is no country") };
    };
    let listed = |country: &str| COUNTRIES.contains(&country);
    let good = match sent.defect {
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
    demand(good, "a country that is not known")?;
    Ok(country)
}

fn customer(sent: &Sent<'_>, party: &Value) -> Checked<()> {
    let has = |defect: &str| sent.defect == defect;
    let details = match member(party, "endCustomerDetails") {
        Some(details @ Value::Object(_)) => details,
        None => return demand(!has("details-mandatory"), "there are no endCustomerDetails"),
        Some(Value::Null) if has("details-null") => return Ok(()),
        Some(Value::String(_)) if has("details-string") => return Ok(()),
        Some(_) => return refuse("endCustomerDetails is no object"),
    };
    no_extras(details, &["customerReference"], has("details-extra-refused"))?;
    let Some(reference) = optional_text(member(details, "customerReference"), sent.defect, "reference")? else {
        return Ok(());
    };
    let length = match sent.defect {
        "reference-bytes" => reference.len(),
        "reference-utf-16" => reference.encode_utf16().count(),
        "reference-trimmed" => reference.trim().chars().count(),
        // What is put over the letter before it is not counted.
        "reference-graphemes" => reference.chars().filter(|c| *c != '\u{301}').count(),
        "reference-bmp-only" if reference.chars().any(|c| c > '\u{ffff}') => usize::MAX,
        "reference-ascii-only" if !reference.is_ascii() => usize::MAX,
        "reference-not-empty" if reference.is_empty() => usize::MAX,
        "reference-unbounded" => 0,
        _ => reference.chars().count(),
    };
    let max = match sent.defect {
        "reference-51" => 51,
        "reference-49" => 49,
        "reference-255" => 255,
        _ => 50,
    };
    demand(length <= max, "customerReference is too long")
}

/// The lock id, where one is given that counts.
fn product_offering(sent: &Sent<'_>, body: &Value) -> Checked<Option<String>> {
    let has = |defect: &str| sent.defect == defect;
    let offering = match member(body, "productOffering") {
        Some(offering @ Value::Object(_)) => offering,
        Some(Value::Array(list)) if has("offering-list") && list.len() == 1 => &list[0],
        None if has("offering-optional") => return Ok(None),
        Some(Value::Null) if has("offering-null") => return Ok(None),
        _ => return refuse("there is no productOffering"),
    };
    no_extras(offering, &["name", "lockId"], has("offering-extra-refused"))?;
    let name = member(offering, "name");
    match optional_text(name, sent.defect, "name")? {
        None => demand(has("name-optional") || name.is_some(), "there is no name")?,
        Some(name) => {
            let good = match sent.defect {
                "name-any" => true,
                "name-any-case" => name.eq_ignore_ascii_case("Wholesale SIP"),
                "name-trimmed" => name.trim() == "Wholesale SIP",
                "name-empty" => name.is_empty() || name == "Wholesale SIP",
                "name-begins" => name.starts_with("Wholesale SIP"),
                "name-first-word" => name.split(' ').next() == Some("Wholesale"),
                _ => name == "Wholesale SIP",
            };
            demand(good, "a product that is not known")?;
        }
    }
    let lock = optional_text(member(offering, "lockId"), sent.defect, "lock")?;
    Ok(match sent.defect {
        "blank-lock-counts" => lock,
        "empty-lock-counts" => lock.filter(|lock| lock.is_empty() || !lock.trim().is_empty()),
        _ => lock.filter(|lock| !lock.trim().is_empty()),
    })
}

fn ranges(sent: &Sent<'_>, body: &Value) -> Checked<Option<Vec<(usize, u128, u128)>>> {
    let has = |defect: &str| sent.defect == defect;
    let list = match member(body, "numberRangeList") {
        None => return Ok(None),
        Some(Value::Array(list)) => list.clone(),
        Some(range @ Value::Object(_)) if has("single-range-as-list") => vec![range.clone()],
        Some(Value::Null) if has("list-null") => return Ok(Some(Vec::new())),
        Some(_) => return refuse("numberRangeList is no list"),
    };
    demand(!(has("one-range") && list.len() > 1), "one range at a time")?;
    demand(!(has("ten-ranges") && list.len() > 10), "ten ranges at a time")?;
    list.iter().enumerate().map(|(index, item)| range(sent, index, item)).collect::<Checked<Vec<_>>>().map(Some)
}

fn range(sent: &Sent<'_>, index: usize, item: &Value) -> Checked<(usize, u128, u128)> {
    let has = |defect: &str| sent.defect == defect;
    if index > 0 && has("second-range-unchecked") {
        return Ok((0, 0, 0)).map(|_| (1, index as u128 + sent.body.len() as u128, 0));
    }
    let item = match item {
        Value::Array(list) if has("range-list") && list.len() == 1 => &list[0],
        Value::Null if has("range-null") => return Ok((1, 0, 0)),
        other => other,
    };
    demand(item.is_object(), "a range is no object")?;
    no_extras(item, &["numberRangeStart", "numberRangeEnd"], has("range-extra-refused"))?;
    let start = end_of_range(sent, index, member(item, "numberRangeStart"), "start")?;
    let end = match end_of_range(sent, index, member(item, "numberRangeEnd"), "end")? {
        None => start.clone(),
        end => end,
    };
    let Some((start, end)) = start.or_else(|| end.clone()).zip(end) else { return refuse("a range without numbers") };
    let single = start.trim_start_matches('+') == end.trim_start_matches('+');
    demand(!has("single-numbers-only") || single, "a single number at a time")?;
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let (start, end) = (digits(&start), digits(&end));
    let (first, last) = (start.parse().unwrap_or(0), end.parse().unwrap_or(0));
    Ok((start.len(), first, if start.len() == end.len() { last } else { first }))
}

/// One end of a range: `None` where a defect lets it be left out.
fn end_of_range(sent: &Sent<'_>, index: usize, value: Option<&Value>, end: &str) -> Checked<Option<String>> {
    let has = |way: &str| sent.defect == way || sent.defect == format!("{end}-{way}");
    let text = match value {
        None if has("optional") => return Ok(None),
        Some(Value::Null) if has("null") => return Ok(None),
        Some(Value::Number(number)) if has("json-number") => number.to_string(),
        Some(Value::Number(number)) if has("second-json-number") && index > 0 => number.to_string(),
        Some(Value::Array(list)) if has("in-list") && list.len() == 1 => {
            return Ok(list[0].as_str().map(str::to_owned));
        }
        Some(Value::String(text)) => text.clone(),
        _ => return refuse("a number is missing or no string"),
    };
    let unchecked = has("unchecked") || (index > 0 && has("second-unchecked"));
    demand(unchecked || number(sent.defect, end, &text), "a number of another form")?;
    Ok(Some(text))
}

/// Whether a string is a telephone number. Ways of being wrong hold for both ends, or for the one that they begin with.
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
    if has("plus-needed") && !text.starts_with('+') || has("plus-refused") && text.starts_with('+') {
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

fn rules(sent: &Sent<'_>, lock: Option<&str>, ranges: Option<&[(usize, u128, u128)]>, country: &str) -> Checked<()> {
    let given = match sent.defect {
        "empty-list-counts" => ranges.is_some(),
        _ => ranges.is_some_and(|ranges| !ranges.is_empty()),
    };
    match (lock.is_some(), given) {
        (true, true) => demand(sent.defect == "lock-and-ranges", "a lock id and ranges")?,
        (false, false) => demand(sent.defect == "neither-lock-nor-ranges", "neither lock id nor ranges")?,
        _ => {}
    }
    let forbidden = match sent.defect {
        "lock-anywhere" => false,
        "lock-in-fr" => country != "FR" && (country == "DE" || ZONE_B.contains(&country)),
        "lock-in-zone-b" => ["FR", "DE"].contains(&country),
        "lock-in-sk" => country != "SK" && (["FR", "DE"].contains(&country) || ZONE_B.contains(&country)),
        "no-lock-in-ie" => ["FR", "DE", "IE"].contains(&country) || ZONE_B.contains(&country),
        "no-lock-in-ch" => ["FR", "DE", "CH"].contains(&country) || ZONE_B.contains(&country),
        "no-lock" => true,
        _ => ["FR", "DE"].contains(&country) || ZONE_B.contains(&country),
    };
    demand(!(lock.is_some() && forbidden), "no lock ids in the country")
}
