//! Allocates telephone numbers: each request gets its own numbers, with the calling code of the request's country.
//!
//! A run with the same seed gets the same numbers. The property of a number that a case tests (length, plus sign, a letter in the middle) is
//! preserved.

use colt_numbers_judge::model::{
    flat_schema::{FlatSchema, request_elements},
    operation::Operation,
    spec::Spec,
};
use serde_json::Value;

use crate::{
    cases::{
        request_draft::{ParameterValue, RequestDraft, RequestEdit, with_item_index},
        spec_names,
    },
    error::Error,
};

/// The count of final digits that distinguish the numbers of one request.
const TAIL_DIGITS: usize = 3;

/// The number of blocks of numbers in one run, one block for each request. Runs with different seeds use different blocks.
const BLOCKS_PER_RUN: u64 = 512;

/// The countries of an operation: where a request has its country, and the calling code of each country.
#[derive(Debug, Clone)]
pub(crate) struct Countries {
    pub(crate) place: CountryPlace,
    pub(crate) codes: Vec<(String, String)>,
    /// The names of the schema components of the element.
    pub(crate) components: Vec<String>,
}

/// Where a request has its country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CountryPlace {
    /// A JSON Pointer into the body.
    Body(String),
    /// Location and name of a parameter.
    Parameter(String, String),
}

impl CountryPlace {
    /// The country of a request.
    pub(crate) fn get(&self, draft: &RequestDraft) -> Option<String> {
        match self {
            Self::Body(pointer) => draft.body.as_ref()?.pointer(pointer)?.as_str().map(str::to_owned),
            Self::Parameter(location, name) => {
                draft.parameters.iter().find(|known| known.is(location, name)).map(ParameterValue::text)
            }
        }
    }

    /// The edit that moves a request to another country.
    pub(crate) fn set(&self, country: &str) -> RequestEdit {
        match self {
            Self::Body(pointer) => RequestEdit::Set(pointer.clone(), Value::String(country.to_owned())),
            Self::Parameter(location, name) => RequestEdit::Parameter {
                location: location.clone(),
                name: name.clone(),
                occurrences: vec![vec![country.to_owned()]],
            },
        }
    }

    /// Whether an edit sets the country and nothing else.
    pub(crate) fn is_set_by(&self, edit: &RequestEdit) -> bool {
        match (self, edit) {
            (Self::Body(pointer), RequestEdit::Set(at, _)) => at == pointer,
            (Self::Parameter(place, own), RequestEdit::Parameter { location, name, .. }) => {
                (place, own) == (location, name)
            }
            _ => false,
        }
    }
}

impl Countries {
    /// The countries of the first element of the body, or else of the first parameter, whose schema lists countries with their calling codes.
    pub(crate) fn of(spec: &Spec, operation: &Operation) -> Option<Self> {
        let body = operation.body.iter().flat_map(|body| request_elements(&spec.root, &body.schema, &body.at));
        let body = body.map(|element| (CountryPlace::Body(with_item_index(&element.pointer, 0)), element.schema));
        let parameters = operation.parameters.iter().map(|parameter| {
            let place = CountryPlace::Parameter(parameter.location.clone(), parameter.name.clone());
            (place, FlatSchema::of(&spec.root, &parameter.schema, &parameter.at))
        });
        let (place, schema) = body.chain(parameters).find(|(_, schema)| schema.get(spec_names::COUNTRIES).is_some())?;
        let listed = schema.get(spec_names::COUNTRIES)?.value.clone();
        let code = |country: &str| {
            listed.pointer(&format!("/{country}/callingCode")).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        let values = schema.values();
        let codes =
            values.iter().filter_map(Value::as_str).map(|country| (country.to_owned(), code(country))).collect();
        Some(Self { place, codes, components: schema.components })
    }

    /// The calling code of a request's country.
    pub(crate) fn code(&self, draft: &RequestDraft) -> Option<String> {
        let country = self.place.get(draft)?;
        self.codes.iter().find(|(known, _)| *known == country).map(|(_, code)| code.clone())
    }
}

/// Where the requests of an operation have telephone numbers.
#[derive(Debug, Clone, Default)]
pub(crate) struct NumberFields {
    /// The names of the members of the body.
    pub(crate) members: Vec<String>,
    /// Location and name of each parameter.
    pub(crate) parameters: Vec<(String, String)>,
}

impl NumberFields {
    pub(crate) fn of(spec: &Spec, operation: &Operation) -> Self {
        let is_telephone = |schema: &FlatSchema| schema.components.iter().any(|name| name == spec_names::TELEPHONE);
        let body = operation.body.iter().flat_map(|body| request_elements(&spec.root, &body.schema, &body.at));
        let members = body.filter(|element| is_telephone(&element.schema)).map(|element| element.pointer);
        let parameters = operation
            .parameters
            .iter()
            .filter(|parameter| is_telephone(&FlatSchema::of(&spec.root, &parameter.schema, &parameter.at)));
        Self {
            members: members
                .filter_map(|pointer| Some(pointer.rsplit_once('/')?.1.to_owned()))
                .filter(|name| name != "*")
                .collect(),
            parameters: parameters.map(|parameter| (parameter.location.clone(), parameter.name.clone())).collect(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.members.is_empty() && self.parameters.is_empty()
    }

    /// The first two digits of a request's first telephone number: the calling code, or its beginning, where no country tells it.
    fn first_digits(&self, draft: &RequestDraft) -> String {
        let mut first = None;
        self.for_each(&mut draft.clone(), &mut |text| {
            first.get_or_insert_with(|| text.chars().filter(char::is_ascii_digit).take(2).collect());
        });
        first.unwrap_or_default()
    }

    /// Every telephone number of a request.
    pub(crate) fn texts(&self, draft: &RequestDraft) -> Vec<String> {
        let mut texts = Vec::new();
        self.for_each(&mut draft.clone(), &mut |text| texts.push(text.clone()));
        texts
    }

    /// Calls `change` on every telephone number of a request.
    fn for_each(&self, draft: &mut RequestDraft, change: &mut impl FnMut(&mut String)) {
        if let Some(body) = draft.body.as_mut() {
            for_each_number(body, &self.members, false, change);
        }
        for value in &mut draft.parameters {
            if self.parameters.iter().any(|(location, name)| value.is(location, name)) {
                value.items.iter_mut().for_each(&mut *change);
            }
        }
    }
}

/// A pool of numbers that are free at the target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberPool {
    plus: bool,
    digits: usize,
    next: u128,
    last: u128,
}

impl std::str::FromStr for NumberPool {
    type Err = Error;

    /// Parses `+442081320000..+442081320999`: the first and the last number, with equally many digits.
    fn from_str(text: &str) -> Result<Self, Error> {
        let invalid = |why: &str| {
            Error::config(
                format!("`{text}` is not a valid number pool: {why}"),
                "write it as `+442081320000..+442081320999`",
            )
        };
        let (first, last) = text.split_once("..").ok_or_else(|| invalid("there is no `..`"))?;
        let read = |number: &str| {
            let digits = number.trim().trim_start_matches('+').to_owned();
            let is_valid = (7..=16).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
            digits
                .parse::<u128>()
                .ok()
                .filter(|_| is_valid)
                .map(|value| (digits.len(), value))
                .ok_or_else(|| invalid("expected numbers of 7 to 16 digits"))
        };
        let ((digits, next), (others, last)) = (read(first)?, read(last)?);
        match (digits == others, next <= last) {
            (true, true) => Ok(Self { plus: first.trim().starts_with('+'), digits, next, last }),
            (false, _) => Err(invalid("the two numbers differ in length")),
            (_, false) => Err(invalid("the last number is smaller than the first")),
        }
    }
}

/// What the numbers of a request depend on, besides the request.
pub(crate) struct TestedNumbers<'a> {
    /// The base request of the operation.
    pub(crate) base: &'a RequestDraft,
    pub(crate) fields: &'a NumberFields,
    pub(crate) countries: Option<&'a Countries>,
}

/// Allocates fresh numbers to each request in turn.
#[derive(Debug, Clone)]
pub(crate) struct NumberAllocator {
    seed: u64,
    pools: Vec<NumberPool>,
}

/// The digits of one telephone number in a body, split into head and rest.
struct Digits {
    count: usize,
    /// The first digits of the allocated number: leading zeros and the calling code of the request's country, or else the
    /// number's own first digits.
    head: String,
    /// Whether the head is only the calling code of the request's country.
    has_plain_head: bool,
    /// The value of the digits after the head.
    rest: u128,
}

impl NumberAllocator {
    pub(crate) fn new(seed: u64, pools: Vec<NumberPool>) -> Self {
        Self { seed, pools }
    }

    /// Replaces the numbers of a request with fresh ones. `sequence` counts the requests of the run.
    pub(crate) fn allocate(&mut self, draft: &mut RequestDraft, tested: &TestedNumbers<'_>, sequence: u64) {
        let TestedNumbers { base, fields, countries } = tested;
        let code = |draft: &RequestDraft| countries.and_then(|countries| countries.code(draft));
        let sample_code = code(base).unwrap_or_else(|| fields.first_digits(base));
        let code = code(draft).unwrap_or_else(|| sample_code.clone());
        let mut all = Vec::new();
        fields.for_each(draft, &mut |text| all.extend(Digits::of(text, &sample_code, &code)));
        let pool = self.take_from_pool(&all, &code);
        let block = u128::from(self.seed.wrapping_mul(BLOCKS_PER_RUN).wrapping_add(sequence));
        fields.for_each(draft, &mut |text| {
            let Some(own) = Digits::of(text, &sample_code, &code) else { return };
            let same_form =
                all.iter().filter(|other| other.count == own.count && other.has_plain_head == own.has_plain_head);
            let delta = own.rest - same_form.map(|other| other.rest).min().unwrap_or(own.rest);
            let fresh = match &pool {
                Some((count, first)) if own.has_plain_head && *count == own.count => {
                    format!("{:0count$}", first + delta)
                }
                _ => own.generate(block, delta),
            };
            *text = overwrite(text, &fresh);
        });
    }

    /// Takes numbers from a pool with the request's calling code and number length, if a pool still has enough.
    fn take_from_pool(&mut self, all: &[Digits], code: &str) -> Option<(usize, u128)> {
        let fits = |pool: &NumberPool, digits: &Digits| digits.has_plain_head && digits.count == pool.digits;
        let pool = self.pools.iter_mut().find(|pool| {
            let has_code = format!("{:0width$}", pool.next, width = pool.digits).starts_with(code);
            has_code && pool.next <= pool.last && all.iter().any(|digits| fits(pool, digits))
        })?;
        let of_length = || all.iter().filter(|digits| fits(pool, digits)).map(|digits| digits.rest);
        let width = of_length().max()? - of_length().min()? + 1;
        let first = pool.next;
        if first + width - 1 > pool.last {
            return None;
        }
        pool.next += width;
        Some((pool.digits, first))
    }
}

impl Digits {
    /// The digits of a number; `None` if there are too few to distinguish numbers, or too many for the arithmetic.
    fn of(text: &str, sample_code: &str, code: &str) -> Option<Self> {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let count = digits.len();
        let zeros = count - digits.trim_start_matches('0').len();
        // The calling code of the sample's country is replaced with that of the request's. Other first digits stay.
        let head = if digits[zeros..].starts_with(sample_code) {
            format!("{}{code}", &digits[..zeros])
        } else {
            digits.get(..code.len())?.to_owned()
        };
        if !(head.len() + 2..=36).contains(&count) {
            return None;
        }
        let rest = digits[head.len()..].parse().ok()?;
        Some(Self { count, has_plain_head: head == code, head, rest })
    }

    /// The head, then the block of the request, then the digits that distinguish its numbers.
    fn generate(&self, block: u128, delta: u128) -> String {
        let width = self.count - self.head.len();
        // Short numbers have room for only one digit that distinguishes them.
        let tail = if width > 2 * TAIL_DIGITS { TAIL_DIGITS } else { 1 };
        let power = |digits: usize| 10u128.pow(u32::try_from(digits).unwrap_or(0));
        let rest = (block % power(width - tail)) * power(tail) + delta % power(tail);
        format!("{}{rest:0width$}", self.head)
    }
}

/// The text with its ASCII digits replaced, one by one.
fn overwrite(text: &str, digits: &str) -> String {
    let mut digits = digits.chars();
    text.chars().map(|c| if c.is_ascii_digit() { digits.next().unwrap_or(c) } else { c }).collect()
}

/// Calls `change` on every telephone number in a value: each string or JSON number below a member with one of these names, even in an
/// array that does not belong there.
fn for_each_number(value: &mut Value, members: &[String], is_telephone: bool, change: &mut impl FnMut(&mut String)) {
    match value {
        Value::String(text) if is_telephone => change(text),
        Value::Number(number) if is_telephone => {
            let mut text = number.to_string();
            change(&mut text);
            if let Ok(number) = serde_json::from_str(&text) {
                *value = Value::Number(number);
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|item| for_each_number(item, members, is_telephone, change)),
        Value::Object(object) => {
            for (name, value) in object.iter_mut() {
                let is_telephone = is_telephone || members.iter().any(|member| member == name);
                for_each_number(value, members, is_telephone, change);
            }
        }
        _ => {}
    }
}

/// A value with its telephone numbers increased by `by`.
pub(crate) fn shifted(value: &Value, by: u64, members: &[String]) -> Value {
    let mut value = value.clone();
    for_each_number(&mut value, members, false, &mut |text| {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let count = digits.len();
        if let Some(number) = digits.parse::<u128>().ok().and_then(|number| number.checked_add(u128::from(by))) {
            *text = overwrite(text, &format!("{number:0count$}"));
        }
    });
    value
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn draft(body: Value) -> RequestDraft {
        RequestDraft {
            method: "POST".to_owned(),
            path: "/".to_owned(),
            parameters: Vec::new(),
            accept: "application/json".to_owned(),
            content_type: None,
            body_format: crate::cases::request_draft::BodyFormat::Json,
            body: Some(body),
            corruption: None,
            token: crate::cases::request_draft::TokenChoice::OfRun,
        }
    }

    fn fresh(body: Value, seed: u64, sequence: u64, pools: Vec<NumberPool>) -> Value {
        let countries = Countries {
            place: CountryPlace::Body("/country".to_owned()),
            components: Vec::new(),
            codes: vec![("GB".to_owned(), "44".to_owned()), ("IE".to_owned(), "353".to_owned())],
        };
        let base = draft(json!({ "country": "GB", "start": "+442081324758", "end": "+442081324758" }));
        let mut draft = draft(body);
        let members = vec!["start".to_owned(), "end".to_owned()];
        let fields = NumberFields { members, parameters: Vec::new() };
        let tested = TestedNumbers { base: &base, fields: &fields, countries: Some(&countries) };
        NumberAllocator::new(seed, pools).allocate(&mut draft, &tested, sequence);
        draft.body.unwrap()
    }

    #[test]
    fn numbers_get_the_calling_code_and_keep_distance_and_format() {
        let made = fresh(json!({ "country": "IE", "start": "+442081324750", "end": "442081324759" }), 0, 7, Vec::new());
        assert_eq!(made, json!({ "country": "IE", "start": "+353000007000", "end": "353000007009" }));
    }

    #[test]
    fn the_tested_property_of_a_number_is_preserved() {
        let made = fresh(
            json!({ "country": "GB", "start": " +44208132475a\n", "end": 442_081_324_758_u64 }),
            1,
            2,
            Vec::new(),
        );
        assert_eq!(made["start"], json!(" +44000514000a\n"));
        assert_eq!(made["end"], json!(440_000_514_000_u64));
        assert_eq!(
            fresh(json!({ "country": "GB", "start": "+042081324758" }), 0, 3, Vec::new())["start"],
            json!("+040000003000")
        );
        assert_eq!(
            fresh(json!({ "country": "IE", "start": "00442081324758" }), 0, 3, Vec::new())["start"],
            json!("00353000003000")
        );
        assert_eq!(fresh(json!({ "country": "GB", "start": "44" }), 0, 3, Vec::new())["start"], json!("44"));
    }

    #[test]
    fn a_pool_is_used_up_first() {
        let pool: NumberPool = "+442081320000..+442081320001".parse().unwrap();
        let body = json!({ "country": "GB", "start": "+442081324758", "end": "+442081324759" });
        assert_eq!(fresh(body.clone(), 0, 1, vec![pool])["end"], json!("+442081320001"));
        let zero = json!({ "country": "GB", "start": "+442081324758", "end": "042081324758" });
        let pool: NumberPool = "+442081320000..+442081320001".parse().unwrap();
        let made = fresh(zero, 0, 1, vec![pool]);
        assert_eq!((&made["start"], &made["end"]), (&json!("+442081320000"), &json!("040000001000")));
        let short: NumberPool = "+442081320000..+442081320000".parse().unwrap();
        assert_eq!(fresh(body, 0, 1, vec![short])["end"], json!("+440000001001"));
    }

    #[test]
    fn an_invalid_pool_is_rejected() {
        for text in ["+442081320000", "+442081320000..+44208132", "+442081320009..+442081320001", "x..y"] {
            assert!(text.parse::<NumberPool>().unwrap_err().to_string().contains("hint:"), "{text}");
        }
    }
}
