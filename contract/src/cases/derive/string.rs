//! Candidate strings for the keywords of a string schema: lengths, values, pattern and format.

use colt_numbers_judge::judge::schema::is_format_checked;
use colt_numbers_judge::model::flat_schema::FlatSchema;
use serde_json::Value;

use super::pattern::{Candidate, ClassSequence, excluded};
use crate::cases::spec_names;

/// A candidate with the keyword that it is about.
pub(crate) type TaggedCandidate = (&'static str, Candidate);

/// Whether a candidate for `maxLength` violates only other keywords.
pub(crate) fn misses_its_keyword(tag: &str, violated: &[&str]) -> bool {
    !violated.is_empty() && tag == "maxLength" && !violated.contains(&tag)
}

/// The longest string of a case. Limits beyond it are not tested.
const MAX_TEXT: usize = 100_000;

/// All candidates for a string with this schema, made from a valid sample. Length limits come first, so that a string which violates both length
/// and pattern counts for the length.
pub(crate) fn candidates(flat_schema: &FlatSchema, sample: &str) -> Vec<TaggedCandidate> {
    let patterns: Vec<&str> = flat_schema
        .keywords
        .iter()
        .filter(|keyword| keyword.name == "pattern")
        .filter_map(|keyword| keyword.value.as_str())
        .collect();
    let sequence = patterns.first().and_then(|pattern| ClassSequence::of(pattern));
    let mut all: Vec<TaggedCandidate> = Vec::new();
    let mut tag = |keyword: &'static str, candidates: Vec<Candidate>| {
        all.extend(candidates.into_iter().map(|candidate| (keyword, candidate)))
    };
    tag("maxLength", candidates_for_max_length(flat_schema, sample, sequence.as_ref(), patterns.is_empty()));
    tag("minLength", candidates_for_min_length(flat_schema, sample));
    tag("enum", candidates_for_enum(flat_schema));
    if !patterns.is_empty() {
        tag(
            "pattern",
            sequence.map(|sequence| sequence.candidates(sample)).unwrap_or_else(|| candidates_for_any_pattern(sample)),
        );
        tag("pattern", patterns.iter().filter_map(|pattern| excluded(pattern)).collect());
        tag("pattern", vec![Candidate::new("empty", "an empty string", "")]);
    }
    let format = flat_schema.get("format").and_then(|keyword| keyword.value.as_str());
    if let Some(format) = format.filter(|format| is_format_checked("string", format)) {
        tag("format", vec![malformed(format)]);
    }
    all
}

/// A text that violates a format. It has a space, which no checked format allows: `no-hostname` would be a valid hostname.
fn malformed(format: &str) -> Candidate {
    Candidate::new("malformed", format!("not a valid {format}"), format!("no {format}"))
}

/// The few candidates that find most mistakes: one on each side of each limit, each value of an enumeration and two that are similar to one.
pub(crate) fn few_candidates(flat_schema: &FlatSchema, sample: &str) -> Vec<TaggedCandidate> {
    let keyword = |name: &str| flat_schema.get(name).and_then(|keyword| keyword.value.as_str());
    let pattern = keyword("pattern");
    let sequence = pattern.and_then(ClassSequence::of);
    let mut all: Vec<TaggedCandidate> = Vec::new();
    let mut tag = |keyword: &'static str, candidates: Vec<Candidate>| {
        all.extend(candidates.into_iter().map(|candidate| (keyword, candidate)))
    };
    if pattern.is_some() || flat_schema.count("maxLength").is_some_and(|max| max >= MAX_TEXT) {
        tag("maxLength", candidates_for_max_length(flat_schema, sample, sequence.as_ref(), false));
    } else if let Some(max) = flat_schema.count("maxLength") {
        let four_byte = "\u{1F600}".repeat(max);
        tag(
            "maxLength",
            vec![
                Candidate::new(format!("{max}-four-byte"), format!("{max} characters of four bytes each"), four_byte),
                Candidate::new(
                    format!("{}-ascii", max + 1),
                    format!("{} characters of one byte each", max + 1),
                    with_length(sample, max + 1),
                ),
            ],
        );
    }
    tag("minLength", candidates_for_min_length(flat_schema, sample));
    tag("enum", enum_values(flat_schema));
    // Two of the similar strings: the last one, and the first one, which has the letters in the other case.
    let mut similar = similar_to_enum_values(flat_schema);
    let last = similar.pop();
    tag("enum", last.into_iter().chain(similar.into_iter().take(1)).collect());
    if let Some(pattern) = pattern {
        let few = sequence.map_or_else(|| candidates_for_any_pattern(sample), |sequence| sequence.few(sample));
        tag("pattern", few.into_iter().chain(excluded(pattern)).collect());
    }
    if let Some(format) = keyword("format").filter(|format| is_format_checked("string", format)) {
        tag("format", vec![malformed(format)]);
    }
    all
}

/// Common ways to write telephone numbers that the document does not allow: `00` instead of the plus sign, and hyphens.
pub(crate) fn telephone(sample: &str) -> Vec<TaggedCandidate> {
    let digits: String = sample.chars().filter(char::is_ascii_digit).collect();
    let half = sample.len() / 2;
    let hyphenated = sample.split_at_checked(half).map(|(head, tail)| format!("{head}-{tail}")).unwrap_or_default();
    vec![
        ("pattern", Candidate::new("00-for-plus", "`00` instead of the plus sign", format!("00{digits}"))),
        ("pattern", Candidate::new("hyphen-inside", "a hyphen inside it", hyphenated)),
    ]
}

/// Candidates for a pattern that is not a class sequence. Any anchored pattern rejects them.
fn candidates_for_any_pattern(sample: &str) -> Vec<Candidate> {
    vec![
        Candidate::new("blank-before", "a space before it", format!(" {sample}")),
        Candidate::new("blank-after", "a space after it", format!("{sample} ")),
        Candidate::new("line-break-after", "a line break after it", format!("{sample}\n")),
        Candidate::new("rubbish-after", "something after it", format!("{sample}\u{1F600}")),
    ]
}

/// Strings of the maximum length and of one character more. Their characters have one, two or four bytes in UTF-8; a character of four bytes
/// has two UTF-16 code units.
fn candidates_for_max_length(
    flat_schema: &FlatSchema,
    sample: &str,
    sequence: Option<&ClassSequence>,
    is_unrestricted: bool,
) -> Vec<Candidate> {
    let Some(max) = flat_schema.count("maxLength").filter(|max| *max < MAX_TEXT) else { return Vec::new() };
    if !is_unrestricted {
        let text = |length: usize| sequence.and_then(|sequence| sequence.with_length(sample, length));
        let texts = [max, max + 1].into_iter().filter_map(|length| Some((length, text(length)?)));
        return texts
            .map(|(length, text)| Candidate::new(format!("{length}-characters"), format!("{length} characters"), text))
            .collect();
    }
    let of = |what: &str, about: &str, length: usize, text: String| {
        Candidate::new(format!("{length}-{what}"), format!("{length} characters {about}"), text)
    };
    let one_byte = |length: usize| of("ascii", "of one byte each", length, with_length(sample, length));
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
    all.push(of("with-blank", "of which the last is a space", max + 1, format!("{} ", with_length(sample, max))));
    all
}

fn candidates_for_min_length(flat_schema: &FlatSchema, sample: &str) -> Vec<Candidate> {
    let Some(min) = flat_schema.count("minLength").filter(|min| *min < MAX_TEXT) else { return Vec::new() };
    let of = |length: usize| {
        Candidate::new(format!("{length}-characters"), format!("{length} characters"), with_length(sample, length))
    };
    [Some(min), min.checked_sub(1)].into_iter().flatten().map(of).collect()
}

fn with_length(sample: &str, length: usize) -> String {
    let seed = if sample.trim().is_empty() { "a" } else { sample };
    // Spaces are removed, because a string that ends with a space is another case.
    seed.chars().filter(|c| !c.is_whitespace()).cycle().take(length).collect()
}

/// Each value of an enumeration, and strings that are similar to one.
fn candidates_for_enum(flat_schema: &FlatSchema) -> Vec<Candidate> {
    let mut all = enum_values(flat_schema);
    all.extend(similar_to_enum_values(flat_schema));
    all
}

fn enum_values(flat_schema: &FlatSchema) -> Vec<Candidate> {
    let values = flat_schema.values();
    let each = values.iter().filter_map(Value::as_str).take(64);
    each.map(|value| Candidate::new(slug(value), format!("the value `{value}`"), value)).collect()
}

/// Strings that are similar to a value of an enumeration.
fn similar_to_enum_values(flat_schema: &FlatSchema) -> Vec<Candidate> {
    let values: Vec<String> = flat_schema.values().iter().filter_map(Value::as_str).map(str::to_owned).collect();
    let Some(first) = values.first() else { return Vec::new() };
    let lower = if first.to_lowercase() == *first { first.to_uppercase() } else { first.to_lowercase() };
    let mut all = vec![
        Candidate::new("other-case", format!("`{lower}`: the letters in the other case"), lower),
        Candidate::new("blank-after", "a space after a value", format!("{first} ")),
        Candidate::new("empty", "an empty string", ""),
    ];
    if flat_schema.get(spec_names::COUNTRIES).is_some() {
        let unknown = spec_names::UNLISTED_COUNTRIES.iter().filter(|code| !values.iter().any(|value| value == **code));
        all.extend(
            unknown.map(|code| Candidate::new(*code, format!("the country `{code}`, which is not listed"), *code)),
        );
    } else {
        let shorter: String = first
            .split_whitespace()
            .next()
            .filter(|word| *word != first)
            .map_or_else(|| first.chars().take(1).collect(), str::to_owned);
        all.push(Candidate::new("shorter", format!("`{shorter}`: a truncated value"), shorter));
        all.push(Candidate::new(
            "longer",
            format!("`{first}-2`: a value with something after it"),
            format!("{first}-2"),
        ));
    }
    all
}

/// A value as part of an id: letters, digits and hyphens.
pub(crate) fn slug(text: &str) -> String {
    let slug: String = text.chars().take(40).map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    if slug.is_empty() { "empty".to_owned() } else { slug }
}
