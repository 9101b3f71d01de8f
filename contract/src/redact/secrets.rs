//! The secrets of a run and their base64, and their redaction in text.
//!
//! Secrets are redacted only when a report is made (`redact.rs`): responses are judged as they were received.

use std::ops::Range;

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD},
};

use crate::redact::escapes;

/// The replacement for a secret.
pub(crate) const REDACTED: &str = "[redacted]";

/// The minimum length of a secret that is redacted, in characters. Shorter secrets occur in ordinary words: redacting them would make a
/// report unreadable and still not protect the secret.
const MIN_LENGTH: usize = 8;

/// Headers whose values never appear in reports: each may hold a cookie, a credential or a token.
const SECRET_HEADERS: [&str; 3] = ["set-cookie", "authorization", "www-authenticate"];

/// Every secret that a run has used so far.
#[derive(Default)]
pub(crate) struct Secrets(Vec<String>);

impl Secrets {
    /// Adds a secret and its base64 (both alphabets, with and without padding). Texts of fewer than eight characters are not added.
    pub(crate) fn add(&mut self, secret: &str) {
        let encoded = [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD].map(|base64| base64.encode(secret));
        for text in encoded.into_iter().chain([secret.to_owned()]) {
            if text.chars().count() >= MIN_LENGTH && !self.0.contains(&text) {
                self.0.push(text);
            }
        }
    }

    /// Whether the values of this header must not appear in reports.
    pub(crate) fn is_secret_header(name: &str) -> bool {
        SECRET_HEADERS.iter().any(|secret| name.eq_ignore_ascii_case(secret))
    }

    /// The text with every secret replaced.
    pub(crate) fn redact_text(&self, text: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        for range in self.ranges(text).into_iter().rev() {
            bytes.splice(range, REDACTED.bytes());
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// The ranges of the text that are secrets. Overlapping ranges are merged.
    fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        for (at, _) in text.char_indices() {
            let lengths = self.0.iter().filter_map(|secret| escapes::match_end(&text[at..], secret));
            let Some(end) = lengths.max().map(|length| at + length) else { continue };
            match ranges.last_mut() {
                Some(last) if at < last.end => last.end = last.end.max(end),
                _ => ranges.push(at..end),
            }
        }
        ranges
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
    fn a_secret_is_redacted_in_every_escaped_form() {
        let secrets =
            secrets(&["SECRET/TOK+EN", "", "SECRET/T", "s\u{e9}c\u{1f600}\"%ret", "ab%41\"c d==", "id:pw>?>"]);
        for (text, redacted) in [
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
            // The secret contains text that looks like an escape; the text escapes the secret in another way.
            (r#"ab%41"c d=="#, "[redacted]"),
            (r#"x ab%41\"c d== y"#, "x [redacted] y"),
            (r#"ab%2541\"c d&#x3D;&#x3D;"#, "[redacted]"),
            ("ab%41&quot;c d&#61;&#x3d;", "[redacted]"),
            (r"ab\u002541%22c+d%3d%3D", "[redacted]"),
            (r#"ab&#37;41\u0022c%20d=="#, "[redacted]"),
            // Base64 with the standard and with the URL alphabet.
            ("Basic aWQ6cHc+Pz4=", "Basic [redacted]"),
            ("aWQ6cHc-Pz4 aWQ6cHc%2BPz4%3D", "[redacted] [redacted]"),
        ] {
            assert_eq!(secrets.redact_text(text), redacted, "{text}");
        }
    }

    #[test]
    fn overlapping_secrets_are_redacted_whole() {
        assert_eq!(
            secrets(&["abcdefgh", "efghijkl"]).redact_text("xabcdefghijklx abcdefghefghijkl"),
            "x[redacted]x [redacted][redacted]"
        );
    }

    #[test]
    fn a_short_secret_is_not_redacted() {
        for (secret, text, redacted) in [
            ("b", "Number", "Number"),
            ("order", "the order", "the order"),
            ("1234567", "x1234567x", "x1234567x"),
            ("12345678", "x12345678x", "x[redacted]x"),
            // The length is in characters, not in bytes.
            (
                "\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}",
                "\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}",
                "\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}",
            ),
            // Its base64 is too long to be part of an ordinary word.
            ("id:b12", "aWQ6YjEy", "[redacted]"),
            ("b", "Yg== Yg", "Yg== Yg"),
        ] {
            assert_eq!(secrets(&[secret]).redact_text(text), redacted, "{secret}");
        }
    }

    #[test]
    fn text_without_secrets_is_unchanged() {
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
            assert_eq!(secrets.redact_text(text), text);
        }
    }

    /// A response full of escapes cannot make redaction take too long.
    #[test]
    fn a_long_text_of_escapes_is_redacted_quickly() {
        let secrets = secrets(&["%25%25%25SECRET"]);
        for start in ["%", "%25", "\\", "&", "&#", "&amp;", r"\u005c", "&#37;"] {
            let text = start.repeat(2_000);
            assert_eq!(secrets.redact_text(&text), text, "{start}");
        }
    }
}
