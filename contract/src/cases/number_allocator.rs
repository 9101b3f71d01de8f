//! Telephone numbers for requests that order them: every request gets numbers of its own, in the calling code of its country, and the
//! same ones again in the next run with the same seed. What a case is about (length, plus sign, a letter in the midst) stays as it is.

use colt_numbers_judge::model::{operation::Operation, shape::elements, spec::Spec};
use serde_json::Value;

use crate::{
    cases::{
        request_draft::{Draft, concrete},
        spec_names,
    },
    error::Error,
};

/// Digits at the end of a number that tell the numbers of one request apart.
const TAIL: usize = 3;

/// Most requests of one run. The numbers of two runs with different seeds do not meet.
const PER_RUN: u64 = 512;

/// The element that names the country, and each country's calling code.
#[derive(Debug, Clone)]
pub(crate) struct Countries {
    pub(crate) pointer: String,
    pub(crate) codes: Vec<(String, String)>,
}

impl Countries {
    /// The first element of the body whose schema lists countries.
    pub(crate) fn of(spec: &Spec, operation: &Operation) -> Option<Self> {
        let body = operation.body.as_ref()?;
        let all = elements(&spec.root, &body.schema, &body.at);
        let element = all.into_iter().find(|element| element.shape.get(spec_names::COUNTRIES).is_some())?;
        let listed = element.shape.get(spec_names::COUNTRIES)?.value.clone();
        let code = |country: &str| {
            listed.pointer(&format!("/{country}/callingCode")).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        let values = element.shape.values();
        let codes =
            values.iter().filter_map(Value::as_str).map(|country| (country.to_owned(), code(country))).collect();
        Some(Self { pointer: concrete(&element.pointer, 0), codes })
    }

    fn code(&self, body: &Value) -> Option<&str> {
        let country = body.pointer(&self.pointer)?.as_str()?;
        self.codes.iter().find(|(known, _)| known == country).map(|(_, code)| code.as_str())
    }
}

/// The names of the members that hold telephone numbers.
pub(crate) fn members(spec: &Spec, operation: &Operation) -> Vec<String> {
    let Some(body) = &operation.body else { return Vec::new() };
    let all = elements(&spec.root, &body.schema, &body.at);
    let telephone =
        all.iter().filter(|element| element.shape.components.iter().any(|name| name == spec_names::TELEPHONE));
    telephone
        .filter_map(|element| element.pointer.rsplit('/').next())
        .filter(|name| *name != "*")
        .map(str::to_owned)
        .collect()
}

/// A pool of numbers that are known to be free at the target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberPool {
    plus: bool,
    digits: usize,
    next: u128,
    last: u128,
}

impl std::str::FromStr for NumberPool {
    type Err = Error;

    /// Reads `+442081320000..+442081320999`: the first and the last number, of equally many digits.
    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = |why: &str| {
            Error::config(
                format!("`{text}` is no pool of numbers: {why}"),
                "write it as `+442081320000..+442081320999`",
            )
        };
        let (first, last) = text.split_once("..").ok_or_else(|| wrong("there is no `..`"))?;
        let read = |number: &str| {
            let digits = number.trim().trim_start_matches('+').to_owned();
            let good = (7..=16).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
            digits
                .parse::<u128>()
                .ok()
                .filter(|_| good)
                .map(|value| (digits.len(), value))
                .ok_or_else(|| wrong("a number has 7 to 16 digits"))
        };
        let ((digits, next), (others, last)) = (read(first)?, read(last)?);
        match (digits == others, next <= last) {
            (true, true) => Ok(Self { plus: first.trim().starts_with('+'), digits, next, last }),
            (false, _) => Err(wrong("the two numbers differ in length")),
            (_, false) => Err(wrong("it ends before it begins")),
        }
    }
}

/// Fresh numbers, one request after another.
#[derive(Debug, Clone)]
pub(crate) struct Numbers {
    run: u64,
    pools: Vec<NumberPool>,
}

/// The digits of one telephone number in a body.
struct Digits {
    count: usize,
    /// What it begins with, and will begin with.
    head: String,
    /// The head is the calling code of the request's country and nothing else.
    plain: bool,
    /// The value of the digits after the head.
    rest: u128,
}

impl Numbers {
    pub(crate) fn new(run: u64, pools: Vec<NumberPool>) -> Self {
        Self { run, pools }
    }

    /// Puts fresh numbers into a request. `sequence` counts the requests of the run.
    pub(crate) fn freshen(
        &mut self,
        draft: &mut Draft,
        base: &Draft,
        members: &[String],
        countries: Option<&Countries>,
        sequence: u64,
    ) {
        let code = |draft: &Draft| Some(countries?.code(draft.body.as_ref()?)?.to_owned());
        let sample = code(base).unwrap_or_default();
        let code = code(draft).unwrap_or_else(|| sample.clone());
        let Some(body) = draft.body.as_mut() else { return };
        let mut all = Vec::new();
        each(body, members, false, &mut |text| all.extend(Digits::of(text, &sample, &code)));
        let pool = self.take(&all, &code);
        let block = u128::from(self.run.wrapping_mul(PER_RUN).wrapping_add(sequence));
        each(body, members, false, &mut |text| {
            let Some(own) = Digits::of(text, &sample, &code) else { return };
            let alike = all.iter().filter(|other| other.count == own.count && other.plain == own.plain);
            let delta = own.rest - alike.map(|other| other.rest).min().unwrap_or(own.rest);
            let fresh = match &pool {
                Some((count, first)) if own.plain && *count == own.count => format!("{:0count$}", first + delta),
                _ => own.made_up(block, delta),
            };
            *text = overwrite(text, &fresh);
        });
    }

    /// Numbers of a pool for a request, where one of its country and length still has enough.
    fn take(&mut self, all: &[Digits], code: &str) -> Option<(usize, u128)> {
        let fits = |pool: &NumberPool, digits: &Digits| digits.plain && digits.count == pool.digits;
        let pool = self.pools.iter_mut().find(|pool| {
            let ours = format!("{:0width$}", pool.next, width = pool.digits).starts_with(code);
            ours && pool.next <= pool.last && all.iter().any(|digits| fits(pool, digits))
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
    /// A number's digits. `None` where there are too few to tell numbers apart, or too many to count with.
    fn of(text: &str, sample: &str, code: &str) -> Option<Self> {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let count = digits.len();
        let zeros = count - digits.trim_start_matches('0').len();
        // The code of the sample's country makes room for that of the request's; whatever else a case begins with stays.
        let head = if digits[zeros..].starts_with(sample) {
            format!("{}{code}", &digits[..zeros])
        } else {
            digits.get(..code.len())?.to_owned()
        };
        if !(head.len() + 2..=36).contains(&count) {
            return None;
        }
        let rest = digits[head.len()..].parse().ok()?;
        Some(Self { count, plain: head == code, head, rest })
    }

    /// The head, then the request's block, then what tells its numbers apart.
    fn made_up(&self, block: u128, delta: u128) -> String {
        let width = self.count - self.head.len();
        // Short numbers have little room: one digit tells them apart.
        let tail = if width > 2 * TAIL { TAIL } else { 1 };
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

/// Every telephone number in a value, wherever a member of that name is: also in a list where none belongs, or as a JSON number.
fn each(value: &mut Value, members: &[String], inside: bool, change: &mut impl FnMut(&mut String)) {
    match value {
        Value::String(text) if inside => change(text),
        Value::Number(number) if inside => {
            let mut text = number.to_string();
            change(&mut text);
            if let Ok(number) = serde_json::from_str(&text) {
                *value = Value::Number(number);
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|item| each(item, members, inside, change)),
        Value::Object(object) => {
            for (name, value) in object.iter_mut() {
                let inside = inside || members.iter().any(|member| member == name);
                each(value, members, inside, change);
            }
        }
        _ => {}
    }
}

/// A value whose telephone numbers lie so many further on.
pub(crate) fn shifted(value: &Value, by: u64, members: &[String]) -> Value {
    let mut value = value.clone();
    each(&mut value, members, false, &mut |text| {
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

    fn draft(body: Value) -> Draft {
        Draft {
            method: "POST".to_owned(),
            path: "/".to_owned(),
            parameters: Vec::new(),
            content_type: None,
            body: Some(body),
            corruption: None,
            token: crate::cases::request_draft::Token::Own,
        }
    }

    fn fresh(body: Value, run: u64, sequence: u64, pools: Vec<NumberPool>) -> Value {
        let countries = Countries {
            pointer: "/country".to_owned(),
            codes: vec![("GB".to_owned(), "44".to_owned()), ("IE".to_owned(), "353".to_owned())],
        };
        let base = draft(json!({ "country": "GB", "start": "+442081324758", "end": "+442081324758" }));
        let mut draft = draft(body);
        let members = ["start".to_owned(), "end".to_owned()];
        Numbers::new(run, pools).freshen(&mut draft, &base, &members, Some(&countries), sequence);
        draft.body.unwrap()
    }

    #[test]
    fn numbers_are_of_the_country_and_keep_their_distance_and_their_form() {
        let made = fresh(json!({ "country": "IE", "start": "+442081324750", "end": "442081324759" }), 0, 7, Vec::new());
        assert_eq!(made, json!({ "country": "IE", "start": "+353000007000", "end": "353000007009" }));
    }

    #[test]
    fn what_a_case_is_about_stays() {
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
    fn a_pool_that_makes_no_sense_is_refused() {
        for text in ["+442081320000", "+442081320000..+44208132", "+442081320009..+442081320001", "x..y"] {
            assert!(text.parse::<NumberPool>().unwrap_err().to_string().contains("hint:"), "{text}");
        }
    }
}
