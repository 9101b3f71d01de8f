//! What the rules look at, gathered from a request once: the one place that knows where in a request each of it stands.
//!
//! Values of a wrong type or form are left out; the schema has reported them.

use colt_numbers_api::types::{Country, ReservationRequest, TelephoneNumber};

use crate::check::json::Json;

/// A value that may be absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OptionalText<'a> {
    /// Absent, empty or blank.
    No,
    /// Present.
    Yes(&'a str),
    /// Present, and of a wrong type: nothing can be said of it.
    Unclear,
}

/// One range of the request: the digits of its well-formed ends, without their plus signs. Of equally many digits, the lower number is
/// the lower text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RangeView<'a> {
    pub(crate) index: usize,
    pub(crate) start: Option<&'a str>,
    pub(crate) end: Option<&'a str>,
}

/// What the rules look at.
#[derive(Debug)]
pub(crate) struct RequestView<'a> {
    pub(crate) country: Option<Country>,
    pub(crate) service_profile: OptionalText<'a>,
    pub(crate) lock_id: OptionalText<'a>,
    /// Whether there is a range; none where that cannot be told.
    pub(crate) any_range: Option<bool>,
    pub(crate) ranges: Vec<RangeView<'a>>,
}

impl<'a> RequestView<'a> {
    /// The facts of any JSON.
    pub(crate) fn of_json(request: &'a Json<'a>) -> Self {
        let reseller = request.get("relatedParty").and_then(|party| party.get("reseller"));
        let offering = request.get("productOffering");
        let country = match reseller.and_then(|reseller| reseller.get("country")) {
            Some(Json::Text(code)) => code.parse().ok(),
            _ => None,
        };
        let (ranges, any_range) = match request.get("numberRangeList") {
            None => (Vec::new(), Some(false)),
            Some(Json::List(items)) => {
                let ranges = items.iter().enumerate().map(|(index, item)| range_of_json(index, item));
                (ranges.collect(), Some(!items.is_empty()))
            }
            Some(_) => (Vec::new(), None),
        };
        Self {
            country,
            service_profile: given(reseller.and_then(|reseller| reseller.get("serviceProfile"))),
            lock_id: match offering {
                None | Some(Json::Object(_)) => given(offering.and_then(|offering| offering.get("lockId"))),
                Some(_) => OptionalText::Unclear,
            },
            any_range,
            ranges,
        }
    }

    /// The facts of a request whose values are well formed.
    pub(crate) fn of_request(request: &'a ReservationRequest) -> Self {
        let reseller = &request.related_party.reseller;
        let ranges = request.number_range_list.iter().enumerate().map(|(index, range)| RangeView {
            index,
            start: Some(digits(range.number_range_start.as_str())),
            end: Some(digits(range.number_range_end.as_str())),
        });
        Self {
            country: Some(reseller.country),
            service_profile: given_text(reseller.service_profile.as_deref()),
            lock_id: given_text(request.product_offering.lock_id.as_deref()),
            any_range: Some(!request.number_range_list.is_empty()),
            ranges: ranges.collect(),
        }
    }
}

fn given<'a>(value: Option<&'a Json<'a>>) -> OptionalText<'a> {
    match value {
        None => OptionalText::No,
        Some(Json::Text(text)) => given_text(Some(text)),
        Some(_) => OptionalText::Unclear,
    }
}

fn given_text(text: Option<&str>) -> OptionalText<'_> {
    text.filter(|text| !text.trim().is_empty()).map_or(OptionalText::No, OptionalText::Yes)
}

fn range_of_json<'a>(index: usize, item: &'a Json<'a>) -> RangeView<'a> {
    let end = |name: &str| match item.get(name) {
        Some(Json::Text(number)) if TelephoneNumber::check(number).is_ok() => Some(digits(number)),
        _ => None,
    };
    RangeView { index, start: end("numberRangeStart"), end: end("numberRangeEnd") }
}

fn digits(number: &str) -> &str {
    number.strip_prefix('+').unwrap_or(number)
}
