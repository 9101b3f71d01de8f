//! What a target must not be heard to say: the secrets of a run, in whatever spelling it sends them back.
//!
//! A report shows what was answered, and a verdict quotes it. So answers are masked before anything else looks at them.

use std::ops::Range;

use crate::http::{Answer, Outcome};

/// What stands in the place of a secret.
const MASK: &str = "[redacted]";

/// How often one escaping may be wrapped in another: a log line of JSON in a JSON string has two.
const LAYERS: usize = 3;

/// Headers whose values are secrets, whatever they hold.
const SECRET_HEADERS: [&str; 3] = ["set-cookie", "authorization", "www-authenticate"];

/// Every secret that a run has had.
#[derive(Default)]
pub(crate) struct Secrets(Vec<String>);

impl Secrets {
    /// Notes another one. An empty one is none.
    pub(crate) fn add(&mut self, secret: &str) {
        if !secret.is_empty() && !self.0.iter().any(|known| known == secret) {
            self.0.push(secret.to_owned());
            // One that begins another must not keep the rest of it from being found.
            self.0.sort_by_key(|known| std::cmp::Reverse(known.len()));
        }
    }

    /// Whether the value of a header is a secret by its name.
    pub(crate) fn header(name: &str) -> bool {
        SECRET_HEADERS.iter().any(|secret| name.eq_ignore_ascii_case(secret))
    }

    /// An outcome without secrets.
    pub(crate) fn masked(&self, outcome: Outcome) -> Outcome {
        match outcome {
            Outcome::Answer(Answer { status, headers, body }) => {
                let value =
                    |name: &str, value: &str| if Self::header(name) { MASK.to_owned() } else { self.text(value) };
                let headers = headers.into_iter().map(|(name, text)| (self.text(&name), value(&name, &text)));
                Outcome::Answer(Answer { status, headers: headers.collect(), body: self.bytes(body) })
            }
            Outcome::NotSent(why) => Outcome::NotSent(self.text(&why)),
            Outcome::Unknown(why) => Outcome::Unknown(self.text(&why)),
        }
    }

    fn text(&self, text: &str) -> String {
        String::from_utf8_lossy(&self.bytes(text.as_bytes().to_vec())).into_owned()
    }

    fn bytes(&self, text: Vec<u8>) -> Vec<u8> {
        self.0.iter().fold(text, |text, secret| masked(text, secret.as_bytes()))
    }
}

/// A text without a secret: as it is, and as it is once escapes are undone.
fn masked(mut text: Vec<u8>, secret: &[u8]) -> Vec<u8> {
    for layers in 0..=LAYERS {
        let mut letters: Vec<Letter> =
            text.iter().enumerate().map(|(at, byte)| Letter { byte: *byte, from: at..at + 1 }).collect();
        for _ in 0..layers {
            letters = unescaped(&letters);
        }
        let bytes: Vec<u8> = letters.iter().map(|letter| letter.byte).collect();
        let mut found: Vec<Range<usize>> = Vec::new();
        let mut at = 0;
        while let Some(place) = bytes.get(at..).and_then(|rest| find(rest, secret)) {
            let (first, last) = (&letters[at + place], &letters[at + place + secret.len() - 1]);
            found.push(first.from.start..last.from.end);
            at += place + secret.len();
        }
        for place in found.into_iter().rev() {
            text.splice(place, MASK.bytes());
        }
        if layers > 0 && !text.iter().any(|byte| matches!(byte, b'\\' | b'%')) {
            break;
        }
    }
    text
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

/// A byte, and the bytes of the text that it was written as.
#[derive(Clone)]
struct Letter {
    byte: u8,
    from: Range<usize>,
}

/// Undoes one layer of JSON's escapes and of percent-encoding. What is no escape stays as it is.
fn unescaped(letters: &[Letter]) -> Vec<Letter> {
    let mut found = Vec::with_capacity(letters.len());
    let mut rest = letters;
    while let Some(letter) = rest.first() {
        let (bytes, length) = escape(rest).unwrap_or((vec![letter.byte], 1));
        let from = letter.from.start..rest[length - 1].from.end;
        found.extend(bytes.into_iter().map(|byte| Letter { byte, from: from.clone() }));
        rest = &rest[length..];
    }
    found
}

/// The escape at the beginning, if there is one: what it stands for, and how long it is.
fn escape(letters: &[Letter]) -> Option<(Vec<u8>, usize)> {
    let byte = |at: usize| letters.get(at).map(|letter| letter.byte);
    match (byte(0)?, byte(1)?) {
        (b'%', _) => Some((vec![u8::try_from(hex(letters, 1, 2)?).ok()?], 3)),
        (b'\\', b'u') => {
            let unit = hex(letters, 2, 4)?;
            let low = (byte(6) == Some(b'\\') && byte(7) == Some(b'u')).then(|| hex(letters, 8, 4)).flatten();
            let pair = low.filter(|low| (0xd800..0xdc00).contains(&unit) && (0xdc00..0xe000).contains(low));
            let (code, length) =
                pair.map_or((unit, 6), |low| (0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00), 12));
            Some((char::from_u32(code)?.to_string().into_bytes(), length))
        }
        (b'\\', escaped @ (b'"' | b'\\' | b'/')) => Some((vec![escaped], 2)),
        _ => None,
    }
}

fn hex(letters: &[Letter], at: usize, digits: usize) -> Option<u32> {
    let digit = |letter: &Letter| char::from(letter.byte).to_digit(16);
    letters.get(at..at + digits)?.iter().try_fold(0, |number, letter| Some(number * 16 + digit(letter)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets(all: &[&str]) -> Secrets {
        let mut secrets = Secrets::default();
        all.iter().for_each(|secret| secrets.add(secret));
        secrets
    }

    #[test]
    fn a_secret_is_masked_however_it_is_spelt() {
        let secrets = secrets(&["SECRET/TOK+EN", "", "SECRET", "s\u{e9}c\u{1f600}\"%"]);
        for (text, masked) in [
            ("Bearer SECRET/TOK+EN.", "Bearer [redacted]."),
            (r"SECRET\/TOK+EN", "[redacted]"),
            (r"SECRET\/TOK\u002bEN", "[redacted]"),
            (r"\u0053ECRET\/TOK\u002BEN SECRET/TOK+EN", "[redacted] [redacted]"),
            ("SECRET%2FTOK%2bEN&x=%2F", "[redacted]&x=%2F"),
            ("%53%45%43%52%45%54/TOK%2BEN", "[redacted]"),
            (r#"{\"a\":\"SECRET\\/TOK+EN\"}"#, r#"{\"a\":\"[redacted]\"}"#),
            ("SECRET%252FTOK%252BEN", "[redacted]"),
            (r"\%SECRET/TOK+EN", r"\%[redacted]"),
            ("a SECRET/TOK", "a [redacted]/TOK"),
            ("s\u{e9}c\u{1f600}\\\"%", "[redacted]"),
            (r#"s\u00e9c\ud83d\ude00\"%"#, "[redacted]"),
            ("s%C3%A9c%F0%9F%98%80%22%25", "[redacted]"),
        ] {
            assert_eq!(secrets.text(text), masked, "{text}");
        }
    }

    #[test]
    fn what_is_no_secret_stays_as_it_is() {
        let secrets = secrets(&["SECRET/TOK+EN"]);
        for text in
            ["", "%", "%4", "%zz", "\\", r"\u12", r"\ud800", r"\ud800\u0041", r#"{"a": "\/\n%41"}"#, "SECRET/TOK EN"]
        {
            assert_eq!(secrets.text(text), text);
        }
        assert_eq!(secrets.bytes(vec![0xff, b'%', 0xfe]), [0xff, b'%', 0xfe]);
    }

    #[test]
    fn an_answer_is_masked_as_a_whole() {
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let answer = Answer {
            status: 400,
            headers: vec![header("content-type", "a/SECRET"), header("Set-Cookie", "session=1")],
            body: br#"{"code": ["SECRET"]}"#.to_vec(),
        };
        let Outcome::Answer(masked) = secrets(&["SECRET"]).masked(Outcome::Answer(answer)) else { unreachable!() };
        assert_eq!(masked.headers, [header("content-type", "a/[redacted]"), header("Set-Cookie", "[redacted]")]);
        assert_eq!(masked.body, br#"{"code": ["[redacted]"]}"#);
    }
}
