//! The fields of a reservation request that rules depend on. Only this file knows their paths in the body.

use serde_json::Value;

use crate::judge::schema::Schema;
use crate::judge::telephone_number::TelephoneNumber;

/// The pointer of the schema of a telephone number; rules about numbers apply only to texts that satisfy it.
pub const TELEPHONE_NUMBER_SCHEMA: &str = "/components/schemas/TelephoneNumber";

/// The pointers of the members that are read.
pub(crate) const MEMBERS: [&str; 5] = [
    "/numberRangeList/*/numberRangeStart",
    "/numberRangeList/*/numberRangeEnd",
    "/productOffering/lockId",
    "/relatedParty/reseller/serviceProfile",
    "/relatedParty/reseller/country",
];

/// A string member of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StringMember<'a> {
    /// The member is missing.
    Absent,
    /// The member is not a string, which is a violation of the schema.
    WrongType,
    /// The trimmed text of the member.
    Text(&'a str),
}

impl<'a> StringMember<'a> {
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

    pub(crate) fn is_blank(self) -> bool {
        matches!(self, Self::Absent | Self::Text(""))
    }
}

/// The two ends of a range. An end is `None` if it is not a valid telephone number.
#[derive(Debug, Clone, Copy)]
pub struct RangeEnds {
    /// The first number.
    pub start: Option<TelephoneNumber>,
    /// The last number.
    pub end: Option<TelephoneNumber>,
}

impl RangeEnds {
    /// Both ends in ascending order; `None` unless both are valid and have the same number of digits.
    pub fn interval(&self) -> Option<(TelephoneNumber, TelephoneNumber)> {
        let (start, end) = (self.start?, self.end?);
        (start.digits() == end.digits()).then(|| (start.min(end), start.max(end)))
    }
}

/// The fields of a reservation request that rules depend on.
#[derive(Debug)]
pub struct RequestFields<'a> {
    /// The ranges; `None` if the member is not a list.
    pub ranges: Option<Vec<RangeEnds>>,
    /// The lock id.
    pub lock_id: StringMember<'a>,
    /// The service profile.
    pub service_profile: StringMember<'a>,
    /// The country of the numbers.
    pub country: Option<&'a str>,
}

impl<'a> RequestFields<'a> {
    /// Reads the fields of a body. The schema decides whether a value is a valid telephone number; without a schema, no value is
    /// valid.
    pub(crate) fn of(body: &'a Value, telephone_number: Option<&Schema>) -> Self {
        let is_number = |value: &Value| telephone_number.is_some_and(|schema| schema.is_valid(value));
        let number = |range: &Value, name: &str| {
            range.get(name).filter(|v| is_number(v)).and_then(Value::as_str).and_then(TelephoneNumber::parse)
        };
        let range = |range: &Value| RangeEnds {
            start: number(range, "numberRangeStart"),
            end: number(range, "numberRangeEnd"),
        };
        let ranges = match body.get("numberRangeList") {
            None => Some(Vec::new()),
            Some(list) => list.as_array().map(|list| list.iter().map(range).collect()),
        };
        let reseller = body.pointer("/relatedParty/reseller");
        Self {
            ranges,
            lock_id: StringMember::of(body.get("productOffering"), "lockId"),
            service_profile: StringMember::of(reseller, "serviceProfile"),
            country: reseller.and_then(|reseller| reseller.get("country")?.as_str()),
        }
    }

    /// The ranges with their indices in the list.
    pub(crate) fn ranges(&self) -> impl Iterator<Item = (usize, &RangeEnds)> {
        self.ranges.iter().flatten().enumerate()
    }
}
