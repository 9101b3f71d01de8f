//! The values of a request that the rules check, from JSON or from typed values. This module alone knows where they are in a request.
//!
//! Values of a wrong type or form are omitted, because the schema check reports them.

use colt_numbers_api::types::{Country, ReservationRequest, TelephoneNumber};

use crate::check::json::Json;

/// An optional member that is a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OptionalText<'a> {
    /// Absent, empty or blank.
    Absent,
    Present(&'a str),
    /// Present, but not a string, so that no rule applies.
    WrongType,
}

/// One number range: the digits of its two ends without their plus signs, each `None` if it is not a valid number.
///
/// Digits are compared as text: of two numbers with equally many digits, the lower number is the lower text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RangeView<'a> {
    pub(crate) index: usize,
    pub(crate) start: Option<&'a str>,
    pub(crate) end: Option<&'a str>,
}

/// The values of a request that the rules check.
#[derive(Debug)]
pub(crate) struct RequestView<'a> {
    pub(crate) country: Option<Country>,
    pub(crate) service_profile: OptionalText<'a>,
    pub(crate) lock_id: OptionalText<'a>,
    /// Whether the request has a number range; `None` if `numberRangeList` is not an array.
    pub(crate) has_ranges: Option<bool>,
    pub(crate) ranges: Vec<RangeView<'a>>,
}

impl<'a> RequestView<'a> {
    /// Collects the values from any JSON value.
    pub(crate) fn of_json(request: &'a Json<'a>) -> Self {
        let reseller = request.get("relatedParty").and_then(|party| party.get("reseller"));
        let offering = request.get("productOffering");
        let country = match reseller.and_then(|reseller| reseller.get("country")) {
            Some(Json::Text(code)) => code.parse().ok(),
            _ => None,
        };
        let (ranges, has_ranges) = match request.get("numberRangeList") {
            None => (Vec::new(), Some(false)),
            Some(Json::List(items)) => {
                let ranges = items.iter().enumerate().map(|(index, item)| range_of_json(index, item));
                (ranges.collect(), Some(!items.is_empty()))
            }
            Some(_) => (Vec::new(), None),
        };
        Self {
            country,
            service_profile: optional_json(reseller.and_then(|reseller| reseller.get("serviceProfile"))),
            lock_id: match offering {
                None | Some(Json::Object(_)) => optional_json(offering.and_then(|offering| offering.get("lockId"))),
                Some(_) => OptionalText::WrongType,
            },
            has_ranges,
            ranges,
        }
    }

    /// Collects the values from a typed request.
    pub(crate) fn of_request(request: &'a ReservationRequest) -> Self {
        let reseller = &request.related_party.reseller;
        let ranges = request.number_range_list.iter().enumerate().map(|(index, range)| RangeView {
            index,
            start: Some(digits(range.number_range_start.as_str())),
            end: Some(digits(range.number_range_end.as_str())),
        });
        Self {
            country: Some(reseller.country),
            service_profile: optional_text(reseller.service_profile.as_deref()),
            lock_id: optional_text(request.product_offering.lock_id.as_deref()),
            has_ranges: Some(!request.number_range_list.is_empty()),
            ranges: ranges.collect(),
        }
    }
}

fn optional_json<'a>(value: Option<&'a Json<'a>>) -> OptionalText<'a> {
    match value {
        None => OptionalText::Absent,
        Some(Json::Text(text)) => optional_text(Some(text)),
        Some(_) => OptionalText::WrongType,
    }
}

fn optional_text(text: Option<&str>) -> OptionalText<'_> {
    text.filter(|text| !text.trim().is_empty()).map_or(OptionalText::Absent, OptionalText::Present)
}

fn range_of_json<'a>(index: usize, item: &'a Json<'a>) -> RangeView<'a> {
    let end = |name: &str| match item.get(name) {
        Some(Json::Text(number)) if TelephoneNumber::check(number).is_ok() => Some(digits(number)),
        _ => None,
    };
    RangeView { index, start: end("numberRangeStart"), end: end("numberRangeEnd") }
}

/// The digits of a number, without its plus sign.
pub(crate) fn digits(number: &str) -> &str {
    number.strip_prefix('+').unwrap_or(number)
}
