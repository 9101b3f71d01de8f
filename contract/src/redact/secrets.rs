//! What a target must not be heard to say: the secrets of a run, and the base64 of each.
//!
//! They are masked where a report is made (`redact.rs`), and nowhere before: what a target answers is judged as it came.

use std::ops::Range;

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD},
};

use crate::redact::escapes;

/// What stands in the place of a secret.
pub(crate) const MASK: &str = "[redacted]";

/// The fewest characters of a text that is masked. A shorter one is part of ordinary words, and masking those would make a report
/// unreadable without hiding it.
const FEWEST: usize = 8;

/// Headers whose values are secrets, whatever they hold.
const SECRET_HEADERS: [&str; 3] = ["set-cookie", "authorization", "www-authenticate"];

/// Every secret that a run has had.
#[derive(Default)]
pub(crate) struct Secrets(Vec<String>);

impl Secrets {
    /// Notes another one, and its base64 in either alphabet, padded or not: each of these texts that has eight characters or more.
    pub(crate) fn add(&mut self, secret: &str) {
        let encoded = [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD].map(|base64| base64.encode(secret));
        for text in encoded.into_iter().chain([secret.to_owned()]) {
            if text.chars().count() >= FEWEST && !self.0.contains(&text) {
                self.0.push(text);
            }
        }
    }

    /// Whether the value of a header is a secret by its name.
    pub(crate) fn header(name: &str) -> bool {
        SECRET_HEADERS.iter().any(|secret| name.eq_ignore_ascii_case(secret))
    }

    /// A text without secrets.
    pub(crate) fn masked(&self, text: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        for place in self.places(text).into_iter().rev() {
            bytes.splice(place, MASK.bytes());
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Where there are secrets. Those that overlap are one.
    fn places(&self, text: &str) -> Vec<Range<usize>> {
        let mut places: Vec<Range<usize>> = Vec::new();
        for (at, _) in text.char_indices() {
            let lengths = self.0.iter().filter_map(|secret| escapes::end(&text[at..], secret));
            let Some(end) = lengths.max().map(|length| at + length) else { continue };
            match places.last_mut() {
                Some(last) if at < last.end => last.end = last.end.max(end),
                _ => places.push(at..end),
            }
        }
        places
    }
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
    fn a_secret_is_masked_in_each_spelling() {
        let secrets =
            secrets(&["SECRET/TOK+EN", "", "SECRET/T", "s\u{e9}c\u{1f600}\"%ret", "ab%41\"c d==", "id:pw>?>"]);
        for (text, masked) in [
            ("Bearer SECRET/TOK+EN.", "Bearer [redacted]."),
            (r"SECRET\/TOK+EN", "[redacted]"),
            (r"SECRET\/TOK\u002bEN", "[redacted]"),
            (r"\u0053ECRET\/TOK\u002BEN SECRET/TOK+EN", "[redacted] [redacted]"),
            ("SECRET%2FTOK%2bEN&x=%2F", "[redacted]&x=%2F"),
            ("%53%45%43%52%45%54/TOK%2BEN", "[redacted]"),
            (r#"{\"a\":\"SECRET\\/TOK+EN\"}"#, r#"{\"a\":\"[redacted]\"}"#),
            ("SECRET%252FTOK%252BEN", "[redacted]"),
            ("SECRET%25252FTOK+EN", "[redacted]"),
            (r"SECRET\\u002fTOK\\\\u002bEN", "[redacted]"),
            (r"\%SECRET/TOK+EN", r"\%[redacted]"),
            ("a SECRET/TOK", "a [redacted]OK"),
            ("<b>SECRET&#x2F;TOK&#43;EN</b>", "<b>[redacted]</b>"),
            ("SECRET&#X002f;TOK&#43;EN&amp;", "[redacted]&amp;"),
            ("SECRET&amp;#47;TOK&amp;#43;EN", "[redacted]"),
            ("s\u{e9}c\u{1f600}\\\"%ret s\u{e9}c\u{1f600}\\\\\\\"%ret", "[redacted] [redacted]"),
            (r#"s\u00e9c\ud83d\ude00\"%ret"#, "[redacted]"),
            ("s%C3%A9c%F0%9F%98%80%22%25ret", "[redacted]"),
            ("s&#233;c&#x1F600;&quot;&#37;ret", "[redacted]"),
            // What looks like an escape of one kind inside, and an escape of another beside it.
            (r#"ab%41"c d=="#, "[redacted]"),
            (r#"x ab%41\"c d== y"#, "x [redacted] y"),
            (r#"ab%2541\"c d&#x3D;&#x3D;"#, "[redacted]"),
            ("ab%41&quot;c d&#61;&#x3d;", "[redacted]"),
            (r"ab\u002541%22c+d%3d%3D", "[redacted]"),
            (r#"ab&#37;41\u0022c%20d=="#, "[redacted]"),
            // Base64, as Basic credentials have it, and as URLs have it.
            ("Basic aWQ6cHc+Pz4=", "Basic [redacted]"),
            ("aWQ6cHc-Pz4 aWQ6cHc%2BPz4%3D", "[redacted] [redacted]"),
        ] {
            assert_eq!(secrets.masked(text), masked, "{text}");
        }
    }

    #[test]
    fn secrets_that_overlap_are_masked_to_their_ends() {
        assert_eq!(
            secrets(&["abcdefgh", "efghijkl"]).masked("xabcdefghijklx abcdefghefghijkl"),
            "x[redacted]x [redacted][redacted]"
        );
    }

    #[test]
    fn a_short_secret_is_masked_in_no_word() {
        for (secret, text, masked) in [
            ("b", "Number", "Number"),
            ("order", "the order", "the order"),
            ("1234567", "x1234567x", "x1234567x"),
            ("12345678", "x12345678x", "x[redacted]x"),
            // Characters count, not bytes.
            (
                "\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}",
                "\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}",
                "\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}",
            ),
            // Its base64 is too long to be part of an ordinary word.
            ("id:b12", "aWQ6YjEy", "[redacted]"),
            ("b", "Yg== Yg", "Yg== Yg"),
        ] {
            assert_eq!(secrets(&[secret]).masked(text), masked, "{secret}");
        }
    }

    #[test]
    fn what_is_no_secret_stays_as_it_is() {
        let secrets = secrets(&["SECRET/TOK+EN"]);
        for text in [
            "",
            "%",
            "%4",
            "%zz",
            "\\",
            r"\u12",
            r"\ud800",
            r"\ud800\u0041",
            r"\ud83d\uffff",
            r#"{"a": "\/\n%41"}"#,
            "SECRET/TOK EN",
            "SECRET&solTOK",
            "SECRET&sol;TOK+EN",
            "&&#&#x&#99999999999;&am",
            "\u{fffd}%\u{fffd}",
        ] {
            assert_eq!(secrets.masked(text), text);
        }
    }

    /// Escapes that never end are no way to make a run last for ever.
    #[test]
    fn a_long_text_of_escapes_is_read_in_time() {
        let secrets = secrets(&["%25%25%25SECRET"]);
        for start in ["%", "%25", "\\", "&", "&#", "&amp;", r"\u005c", "&#37;"] {
            let text = start.repeat(2_000);
            assert_eq!(secrets.masked(&text), text, "{start}");
        }
    }
}
