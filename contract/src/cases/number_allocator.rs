//! Allocates telephone numbers: each request gets its own numbers, with the calling code of the request's country.
//!
//! A run with the same seed gets the same numbers. The property of a number that a case tests (length, plus sign, a letter in the middle) is
//! preserved.

use serde_json::Value;

use crate::{
    cases::{
        countries::Countries,
        number_fields::{NumberFields, for_each_number},
        request_draft::RequestDraft,
    },
    error::Error,
};

/// The count of final digits that distinguish the numbers of one request.
const TAIL_DIGITS: usize = 3;

/// The number of blocks of numbers in one run, one block for each request. Runs with different seeds use different blocks.
const BLOCKS_PER_RUN: u64 = 512;

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

/// The properties of an operation that the numbers of its requests depend on.
pub(crate) struct NumberContext<'a> {
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
    pub(crate) fn allocate(&mut self, draft: &mut RequestDraft, tested: &NumberContext<'_>, sequence: u64) {
        let NumberContext { base, fields, countries } = tested;
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
    use crate::cases::countries::CountryPlace;

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
        let tested = NumberContext { base: &base, fields: &fields, countries: Some(&countries) };
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
