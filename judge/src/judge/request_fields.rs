//! What the rules look at in a request: the one place of this crate that knows where in a body it stands.

use serde_json::Value;

use crate::judge::telephone_number::Number;

/// The schema of a telephone number; rules on numbers look only at texts that satisfy it.
pub const NUMBER: &str = "/components/schemas/TelephoneNumber";

/// A member of the request that a rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Member<'a> {
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

    pub(crate) fn is_blank(self) -> bool {
        matches!(self, Self::Absent | Self::Text(""))
    }
}

/// One range: its two ends, each where it is a telephone number.
#[derive(Debug, Clone, Copy)]
pub struct Range {
    /// The first number.
    pub start: Option<Number>,
    /// The last number.
    pub end: Option<Number>,
}

impl Range {
    /// Both ends in ascending order, where they are numbers of one length.
    pub fn interval(&self) -> Option<(Number, Number)> {
        let (start, end) = (self.start?, self.end?);
        (start.digits() == end.digits()).then(|| (start.min(end), start.max(end)))
    }
}

/// What the rules look at in a request.
#[derive(Debug)]
pub struct Request<'a> {
    /// The ranges; `None` where the member is not a list.
    pub ranges: Option<Vec<Range>>,
    /// The lock that numbers were put under before.
    pub lock_id: Member<'a>,
    /// The service profile that the request belongs to.
    pub service_profile: Member<'a>,
    /// The country of the numbers.
    pub country: Option<&'a str>,
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
            country: reseller.and_then(|reseller| reseller.get("country")?.as_str()),
        }
    }

    /// The ranges with their places in the list.
    pub(crate) fn ranges(&self) -> impl Iterator<Item = (usize, &Range)> {
        self.ranges.iter().flatten().enumerate()
    }
}
