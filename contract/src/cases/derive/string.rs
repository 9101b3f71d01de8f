//! Strings to try for what a schema says of a string: its lengths, its values, its pattern.

use colt_numbers_judge::judge::schema::checks_format;
use colt_numbers_judge::model::shape::Shape;
use serde_json::Value;

use super::pattern::{Candidate, Pieces, excluded};
use crate::cases::spec_names;

/// A string to try, with the keyword that it is about.
pub(crate) type Tagged = (&'static str, Candidate);

/// Whether a candidate has missed what it was made for: made to be too long, it breaks something else alone.
pub(crate) fn beside_the_point(tag: &str, broken: &[&str]) -> bool {
    !broken.is_empty() && tag == "maxLength" && !broken.contains(&tag)
}

/// Longest text that a case is made of: a limit beyond it is not tried.
const MAX_TEXT: usize = 100_000;

/// Everything to try for a string of this shape, around a valid sample. Limits of length come first, so that a string which breaks
/// both its length and its pattern is about the length.
pub(crate) fn candidates(shape: &Shape, sample: &str) -> Vec<Tagged> {
    let patterns: Vec<&str> = shape
        .keywords
        .iter()
        .filter(|keyword| keyword.name == "pattern")
        .filter_map(|keyword| keyword.value.as_str())
        .collect();
    let pieces = patterns.first().and_then(|pattern| Pieces::of(pattern));
    let mut all: Vec<Tagged> = Vec::new();
    let mut tag = |keyword: &'static str, found: Vec<Candidate>| {
        all.extend(found.into_iter().map(|candidate| (keyword, candidate)))
    };
    tag("maxLength", longest(shape, sample, pieces.as_ref(), patterns.is_empty()));
    tag("minLength", shortest(shape, sample));
    tag("enum", values(shape));
    if !patterns.is_empty() {
        tag("pattern", pieces.map(|pieces| pieces.candidates(sample)).unwrap_or_else(|| around(sample)));
        tag("pattern", patterns.iter().filter_map(|pattern| excluded(pattern)).collect());
        tag("pattern", vec![Candidate::new("empty", "an empty string", "")]);
    }
    let format = shape.get("format").and_then(|keyword| keyword.value.as_str());
    if let Some(format) = format.filter(|format| checks_format("string", format)) {
        // No format that is checked has a blank in it; `no-hostname` would be a hostname.
        tag("format", vec![Candidate::new("malformed", format!("no {format}"), format!("no {format}"))]);
    }
    all
}

/// How people write telephone numbers: with the prefix of a call abroad, and with hyphens.
pub(crate) fn telephone(sample: &str) -> Vec<Tagged> {
    let digits: String = sample.chars().filter(char::is_ascii_digit).collect();
    let half = sample.len() / 2;
    let hyphenated = sample.split_at_checked(half).map(|(head, tail)| format!("{head}-{tail}")).unwrap_or_default();
    vec![
        ("pattern", Candidate::new("00-for-plus", "`00` for the plus sign", format!("00{digits}"))),
        ("pattern", Candidate::new("hyphen-inside", "a hyphen in the midst of it", hyphenated)),
    ]
}

/// A pattern that could not be read: what any pattern with anchors refuses.
fn around(sample: &str) -> Vec<Candidate> {
    vec![
        Candidate::new("blank-before", "a blank before it", format!(" {sample}")),
        Candidate::new("blank-after", "a blank after it", format!("{sample} ")),
        Candidate::new("line-break-after", "a line break after it", format!("{sample}\n")),
        Candidate::new("rubbish-after", "something after it", format!("{sample}\u{1F600}")),
    ]
}

/// As long as allowed and one more, of characters that have one, two and four bytes of UTF-8 (and two units of UTF-16).
fn longest(shape: &Shape, sample: &str, pieces: Option<&Pieces>, free: bool) -> Vec<Candidate> {
    let Some(max) = shape.count("maxLength").filter(|max| *max < MAX_TEXT) else { return Vec::new() };
    if !free {
        let stretched = |length: usize| pieces.and_then(|pieces| pieces.stretched(sample, length));
        let made = [max, max + 1].into_iter().filter_map(|length| Some((length, stretched(length)?)));
        return made
            .map(|(length, text)| Candidate::new(format!("{length}-characters"), format!("{length} characters"), text))
            .collect();
    }
    let of = |what: &str, about: &str, length: usize, text: String| {
        Candidate::new(format!("{length}-{what}"), format!("{length} characters {about}"), text)
    };
    let one_byte = |length: usize| of("ascii", "of one byte each", length, sized(sample, length));
    let four_byte = |length: usize| of("four-byte", "of four bytes each", length, "\u{1F600}".repeat(length));
    let mut all = vec![Candidate::new("empty", "an empty string", "")];
    all.extend([one_byte(max), of("two-byte", "of two bytes each", max, "é".repeat(max)), four_byte(max)]);
    all.extend([one_byte(max + 1), four_byte(max + 1)]);
    all.push(of(
        "combining",
        "that look like half as many",
        max + 1,
        "e\u{301}".chars().cycle().take(max + 1).collect(),
    ));
    all.push(of("with-blank", "of which the last is a blank", max + 1, format!("{} ", sized(sample, max))));
    all
}

fn shortest(shape: &Shape, sample: &str) -> Vec<Candidate> {
    let Some(min) = shape.count("minLength").filter(|min| *min < MAX_TEXT) else { return Vec::new() };
    let of = |length: usize| {
        Candidate::new(format!("{length}-characters"), format!("{length} characters"), sized(sample, length))
    };
    [Some(min), min.checked_sub(1)].into_iter().flatten().map(of).collect()
}

fn sized(sample: &str, length: usize) -> String {
    let seed = if sample.trim().is_empty() { "a" } else { sample };
    // Without blanks: a text that ends with one is another case.
    seed.chars().filter(|c| !c.is_whitespace()).cycle().take(length).collect()
}

/// Each value of an enumeration, and what is nearly one of them.
fn values(shape: &Shape) -> Vec<Candidate> {
    let values: Vec<String> = shape.values().iter().filter_map(Value::as_str).map(str::to_owned).collect();
    let Some(first) = values.first() else { return Vec::new() };
    let each = values.iter().take(64).map(|value| Candidate::new(slug(value), format!("the value `{value}`"), value));
    let mut all: Vec<Candidate> = each.collect();
    let lower = if first.to_lowercase() == *first { first.to_uppercase() } else { first.to_lowercase() };
    all.push(Candidate::new("other-case", format!("`{lower}`: the letters in the other case"), lower));
    all.push(Candidate::new("blank-after", "a blank after a value", format!("{first} ")));
    all.push(Candidate::new("empty", "an empty string", ""));
    if shape.get(spec_names::COUNTRIES).is_some() {
        let unknown = spec_names::NEAR_COUNTRIES.iter().filter(|code| !values.iter().any(|value| value == **code));
        all.extend(
            unknown.map(|code| Candidate::new(*code, format!("the country `{code}`, which is not listed"), *code)),
        );
    } else {
        let shorter: String = first
            .split_whitespace()
            .next()
            .filter(|word| *word != first)
            .map_or_else(|| first.chars().take(1).collect(), str::to_owned);
        all.push(Candidate::new("shorter", format!("`{shorter}`: a value cut short"), shorter));
        all.push(Candidate::new(
            "longer",
            format!("`{first}-2`: a value with something after it"),
            format!("{first}-2"),
        ));
    }
    all
}

/// A value in an id: letters, digits and hyphens.
pub(crate) fn slug(text: &str) -> String {
    let kept: String = text.chars().take(40).map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    if kept.is_empty() { "empty".to_owned() } else { kept }
}
