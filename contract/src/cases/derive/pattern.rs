//! Makes candidate strings that just match or just do not match a pattern.
//!
//! A pattern is read as a sequence of quantified character classes, and a valid sample is split along it. Then one segment at a time is
//! changed: one repetition too few, one too many, a character just outside the class. Whether a candidate matches is not decided here: the
//! validator does.

use colt_numbers_judge::model::pattern::look_ahead;
use regex_syntax::hir::{Class, Hir, HirKind, Look};

/// The longest segment of a candidate. Limits beyond it are not tested.
const MAX_SEGMENT: usize = 100_000;

/// A candidate string for a case, and what is special about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) slug: String,
    pub(crate) about: String,
    pub(crate) text: String,
}

impl Candidate {
    pub(crate) fn new(slug: impl Into<String>, about: impl Into<String>, text: impl Into<String>) -> Self {
        Self { slug: slug.into(), about: about.into(), text: text.into() }
    }
}

/// A character class with the number of its repetitions.
#[derive(Debug, Clone)]
struct QuantifiedClass {
    ranges: Vec<(char, char)>,
    min: usize,
    max: Option<usize>,
}

/// A pattern as a sequence of quantified classes.
#[derive(Debug, Clone)]
pub(crate) struct ClassSequence(Vec<QuantifiedClass>);

/// A string split along a class sequence.
type Segments = Vec<String>;

impl QuantifiedClass {
    fn contains(&self, c: char) -> bool {
        self.ranges.iter().any(|(low, high)| (*low..=*high).contains(&c))
    }

    fn is_single(&self) -> bool {
        self.min == 1 && self.max == Some(1)
    }

    fn is_optional(&self) -> bool {
        self.min == 0 && self.max == Some(1)
    }

    fn has_only_digits(&self) -> bool {
        self.ranges.iter().all(|(low, high)| low.is_ascii_digit() && high.is_ascii_digit())
    }

    /// The first character of the class.
    fn first(&self) -> char {
        self.ranges.first().map_or('x', |(low, _)| *low)
    }

    /// The shortest text of this class. It has a character that `other` contains too, if there is such a character.
    fn shortest_within(&self, other: &Self) -> String {
        let pairs = self
            .ranges
            .iter()
            .flat_map(|own| other.ranges.iter().map(move |other| (own.0.max(other.0), own.1.min(other.1))));
        let common = pairs.filter(|(low, high)| low <= high).map(|(low, _)| low).min();
        self.resized(&common.unwrap_or(self.first()).to_string(), self.min)
    }

    /// The text repeated or truncated to this number of characters.
    fn resized(&self, text: &str, count: usize) -> String {
        let count = count.min(MAX_SEGMENT);
        let seed = if text.is_empty() { self.first().to_string() } else { text.to_owned() };
        seed.chars().cycle().take(count).collect()
    }

    /// The printable ASCII characters just below and just above each range of the class.
    fn neighbours(&self) -> Vec<char> {
        let beyond = |(low, high): &(char, char)| [u32::from(*low).checked_sub(1), u32::from(*high).checked_add(1)];
        let candidates = self.ranges.iter().flat_map(beyond).flatten().filter_map(char::from_u32);
        let mut found: Vec<char> =
            candidates.filter(|c| (c.is_ascii_graphic() || *c == ' ') && !self.contains(*c)).collect();
        found.sort_unstable();
        found.dedup();
        // For a single range, only similar characters are useful (a zero before 1 to 9); spaces and letters are other candidates. Several
        // ranges include punctuation that was chosen one by one, so each edge counts.
        if self.ranges.len() == 1 {
            found.retain(char::is_ascii_alphanumeric);
        }
        found
    }

    /// The class in readable form.
    fn label(&self) -> String {
        if self.ranges.len() > 1 {
            return "a character of the pattern".to_owned();
        }
        let one = |(low, high): &(char, char)| if low == high { low.to_string() } else { format!("{low}-{high}") };
        format!("`[{}]`", self.ranges.iter().map(one).collect::<String>())
    }
}

/// A character in backticks, unless it is a backtick.
fn quoted(c: char) -> String {
    if c == '`' { "a backtick".to_owned() } else { format!("`{c}`") }
}

/// The name of a character in an id.
fn name(c: char) -> String {
    let known = match c {
        '+' => "plus",
        ' ' => "blank",
        '\n' => "line-break",
        ',' => "comma",
        '/' => "slash",
        ';' => "semicolon",
        '?' => "question-mark",
        '[' => "bracket",
        '^' => "caret",
        '`' => "backtick",
        '{' => "brace",
        '}' => "closing-brace",
        '-' => "hyphen",
        _ => "",
    };
    match known {
        "" if c.is_ascii_alphanumeric() => c.to_string(),
        "" => format!("u{:04x}", u32::from(c)),
        known => known.to_owned(),
    }
}

impl ClassSequence {
    /// Reads an ECMA-262 pattern, without the look-aheads at its start. `None` if the pattern is not a plain sequence of classes, because it has
    /// alternatives or other look-around.
    pub(crate) fn of(pattern: &str) -> Option<Self> {
        let look_ahead = look_ahead(pattern);
        let pattern = look_ahead.as_ref().map_or(pattern, |look_ahead| &look_ahead.rest);
        let pattern = jsonschema_regex::to_rust_regex(pattern).ok()?;
        let hir = regex_syntax::ParserBuilder::new().build().parse(&pattern).ok()?;
        let mut sequence = Vec::new();
        read(&hir, &mut sequence)?;
        (!sequence.is_empty()).then_some(Self(sequence))
    }

    /// The shortest string that matches.
    pub(crate) fn shortest(&self) -> String {
        self.0.iter().map(|class| class.resized("", class.min)).collect()
    }

    /// Splits a string along the sequence; each class in turn takes as much as possible.
    fn split(&self, text: &str) -> Option<Segments> {
        fn from(sequence: &[QuantifiedClass], text: &[char]) -> Option<Segments> {
            let Some((class, rest)) = sequence.split_first() else { return text.is_empty().then(Vec::new) };
            let most = text.iter().take_while(|c| class.contains(**c)).take(class.max.unwrap_or(usize::MAX)).count();
            (class.min..=most).rev().find_map(|count| {
                let mut segments = from(rest, &text[count..])?;
                segments.insert(0, text[..count].iter().collect());
                Some(segments)
            })
        }
        from(&self.0, &text.chars().collect::<Vec<_>>())
    }

    /// The index of the longest segment, where a string is lengthened or changed.
    fn longest(&self, segments: &Segments) -> usize {
        (0..segments.len()).rev().max_by_key(|index| segments[*index].chars().count()).unwrap_or(0)
    }

    /// The sample with this length, changed at its longest segment.
    pub(crate) fn with_length(&self, sample: &str, length: usize) -> Option<String> {
        let mut segments = self.split(sample)?;
        let longest = self.longest(&segments);
        let others: usize = segments
            .iter()
            .enumerate()
            .filter(|(index, _)| *index != longest)
            .map(|(_, segment)| segment.chars().count())
            .sum();
        segments[longest] = self.0[longest].resized(&segments[longest], length.checked_sub(others)?);
        Some(segments.concat())
    }

    /// All candidates made from a valid sample, in a fixed order and without duplicates.
    pub(crate) fn candidates(&self, sample: &str) -> Vec<Candidate> {
        let Some(segments) = self.split(sample) else { return Vec::new() };
        let mut all = self.limits(&segments);
        all.extend(self.outside(&segments));
        all.extend(self.common_mistakes(&segments));
        let mut seen = vec![sample.to_owned()];
        all.retain(|candidate| {
            let is_new = !seen.contains(&candidate.text);
            seen.push(candidate.text.clone());
            is_new
        });
        all
    }

    /// The few candidates that find most mistakes: on both sides of the limits of the longest class, a space after it, and a wrong letter.
    pub(crate) fn few(&self, sample: &str) -> Vec<Candidate> {
        let Some(segments) = self.split(sample) else { return Vec::new() };
        let longest = self.longest(&segments);
        let class = &self.0[longest];
        let counts = [class.max.map(|max| max + 1), class.min.checked_sub(1), class.max, Some(class.min)];
        let of_count = |count: usize| {
            let mut parts = segments.clone();
            parts[longest] = class.resized(&segments[longest], count);
            let text = parts.concat();
            let (many, unit) = self.measure(longest, &text);
            Candidate::new(format!("{many}-{unit}"), format!("{many} {unit}"), text)
        };
        let (letter, about) = self.wrong_letter(&segments, longest);
        let blank_after = Candidate::new("blank-after", "a space after it", format!("{sample} "));
        let mistakes = [blank_after, Candidate::new("letter", about, letter)];
        counts.into_iter().flatten().map(of_count).chain(mistakes).collect()
    }

    /// Candidates on both sides of the limits of every class, with and without each optional class.
    fn limits(&self, segments: &Segments) -> Vec<Candidate> {
        let mut all = Vec::new();
        for (index, class) in self.0.iter().enumerate().filter(|(_, class)| !class.is_single()) {
            let around = [class.min.checked_sub(1), Some(class.min), class.max, class.max.map(|max| max + 1)];
            for count in around.into_iter().flatten() {
                for (mut parts, suffix) in self.variants(segments, index) {
                    parts[index] = class.resized(&segments[index], count);
                    let text = parts.concat();
                    let (many, unit) = self.measure(index, &text);
                    let (many, what) =
                        if class.is_optional() { (count, name(class.first())) } else { (many, unit.to_owned()) };
                    let label = if class.is_optional() { format!("`{}`", class.first()) } else { what.clone() };
                    let about = format!("{many} {label}{}", suffix.replace('-', " "));
                    all.push(Candidate::new(format!("{many}-{what}{suffix}"), about, text));
                }
            }
        }
        all
    }

    fn measure(&self, index: usize, text: &str) -> (usize, &'static str) {
        if self.0[index].has_only_digits() {
            (text.chars().filter(char::is_ascii_digit).count(), "digits")
        } else {
            (text.chars().count(), "characters")
        }
    }

    /// The segments with and without each optional class except one, with a suffix for the id.
    fn variants(&self, segments: &Segments, except: usize) -> Vec<(Segments, String)> {
        let mut all = vec![(segments.clone(), String::new())];
        let optional =
            self.0.iter().enumerate().filter(|(index, class)| *index != except && class.is_optional()).take(2);
        for (index, class) in optional {
            let set_count = |(segments, suffix): &(Segments, String), count: usize, word: &str| {
                let mut segments = segments.clone();
                segments[index] = class.resized("", count);
                (segments, format!("{suffix}-{word}-{}", name(class.first())))
            };
            all = all
                .iter()
                .flat_map(|variant| [set_count(variant, 1, "with"), set_count(variant, 0, "without")])
                .collect();
        }
        all
    }

    /// Candidates with a character just outside each class, and one with the edges of all its ranges.
    fn outside(&self, segments: &Segments) -> Vec<Candidate> {
        let mut all = Vec::new();
        let classes =
            self.0.iter().enumerate().filter(|(index, class)| !class.is_optional() && !segments[*index].is_empty());
        for (index, class) in classes {
            if class.ranges.len() > 1 {
                let edges: String = class.ranges.iter().flat_map(|(low, high)| [*low, *high]).collect();
                let mut parts = segments.clone();
                parts[index].push_str(&edges);
                all.push(Candidate::new("every-edge", "the first and last character of each range", parts.concat()));
            }
            let variants = if class.is_single() {
                self.variants(segments, index)
            } else {
                vec![(segments.clone(), String::new())]
            };
            for c in class.neighbours() {
                for (mut parts, suffix) in variants.clone() {
                    parts[index] = replaced_last(&parts[index], c);
                    let about = format!("{} instead of {}{}", quoted(c), class.label(), suffix.replace('-', " "));
                    all.push(Candidate::new(format!("{}{suffix}", name(c)), about, parts.concat()));
                }
            }
        }
        all
    }

    /// The segments with a letter that the longest class probably does not have, and what is special about the text.
    fn wrong_letter(&self, segments: &Segments, longest: usize) -> (String, String) {
        let letter = if self.0[longest].contains('a') { 'é' } else { 'a' };
        let mut parts = segments.clone();
        parts[longest] = replaced_last(&parts[longest], letter);
        (parts.concat(), format!("the letter `{letter}`"))
    }

    /// Common mistakes: spaces, line breaks, letters, digits of another script, extra characters at either end.
    fn common_mistakes(&self, segments: &Segments) -> Vec<Candidate> {
        let sample = segments.concat();
        let longest = self.longest(segments);
        let class = &self.0[longest];
        let (with_last, with_inner_space) = {
            let with_last = |c: char| {
                let mut parts = segments.clone();
                parts[longest] = replaced_last(&parts[longest], c);
                parts.concat()
            };
            let mut parts = segments.clone();
            let half = parts[longest].char_indices().nth(parts[longest].chars().count() / 2).map_or(0, |(at, _)| at);
            parts[longest].insert(half, ' ');
            (with_last, parts.concat())
        };
        let mut all = vec![
            Candidate::new("blank-before", "a space before it", format!(" {sample}")),
            Candidate::new("blank-after", "a space after it", format!("{sample} ")),
            Candidate::new("line-break-after", "a line break after it", format!("{sample}\n")),
            Candidate::new("blank-inside", "a space inside it", with_inner_space),
        ];
        if self.0.iter().any(|class| class.contains('4')) && !class.contains('a') {
            all.push(Candidate::new("non-ascii-digit", "a digit that is not ASCII (U+0664)", with_last('\u{664}')));
        }
        let (text, about) = self.wrong_letter(segments, longest);
        all.push(Candidate::new("letter", about, text));
        // If the classes contain all of these characters, no candidate is added here; the neighbours of the classes are candidates already.
        if let Some(extra) = ['x', 'X', '0'].into_iter().find(|c| !self.0.iter().any(|class| class.contains(*c))) {
            all.push(Candidate::new("rubbish-before", "something before it", format!("{extra}{sample}")));
            all.push(Candidate::new("rubbish-after", "something after it", format!("{sample}{extra}")));
        }
        all
    }
}

/// A text that the look-ahead of a pattern excludes. If possible it has only characters that the rest of the pattern allows at its start, so
/// that only the look-ahead rejects it.
pub(crate) fn excluded(pattern: &str) -> Option<Candidate> {
    let look_ahead = look_ahead(pattern)?;
    let (excluded, rest) = (ClassSequence::of(&look_ahead.excluded)?, ClassSequence::of(&look_ahead.rest)?);
    let first = rest.0.first()?;
    let text: String = excluded.0.iter().map(|class| class.shortest_within(first)).collect();
    (!text.is_empty()).then(|| Candidate::new("excluded", "a text that the look-ahead of the pattern excludes", text))
}

fn replaced_last(text: &str, c: char) -> String {
    let mut text = text.to_owned();
    text.pop();
    text.push(c);
    text
}

/// Appends the classes of one node to the sequence; `None` if the node is not a sequence of classes.
fn read(hir: &Hir, sequence: &mut Vec<QuantifiedClass>) -> Option<()> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(Look::Start | Look::End) => Some(()),
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| read(part, sequence)),
        HirKind::Capture(capture) => read(&capture.sub, sequence),
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            sequence.extend(text.chars().map(|c| QuantifiedClass { ranges: vec![(c, c)], min: 1, max: Some(1) }));
            Some(())
        }
        HirKind::Class(class) => {
            sequence.push(QuantifiedClass { ranges: ranges(class), min: 1, max: Some(1) });
            Some(())
        }
        HirKind::Repetition(repetition) => {
            let mut inner = Vec::new();
            read(&repetition.sub, &mut inner)?;
            let [class] = inner.as_slice() else { return None };
            let max = repetition.max.and_then(|max| usize::try_from(max).ok());
            let min = usize::try_from(repetition.min).ok()?;
            sequence.push(QuantifiedClass { ranges: class.ranges.clone(), min, max });
            class.is_single().then_some(())
        }
        HirKind::Look(_) | HirKind::Alternation(_) => None,
    }
}

fn ranges(class: &Class) -> Vec<(char, char)> {
    match class {
        Class::Unicode(class) => class.ranges().iter().map(|range| (range.start(), range.end())).collect(),
        Class::Bytes(class) => {
            class.ranges().iter().map(|range| (char::from(range.start()), char::from(range.end()))).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(pattern: &str, sample: &str) -> Vec<(String, String)> {
        let sequence = ClassSequence::of(pattern).unwrap();
        sequence.candidates(sample).into_iter().map(|candidate| (candidate.slug, candidate.text)).collect()
    }

    #[test]
    fn telephone_numbers_are_tested_at_their_limits() {
        let found = texts(r"^\+?[1-9]\d{6,15}$", "+442081324758");
        let text = |slug: &str| found.iter().find(|(name, _)| name == slug).map(|(_, text)| text.as_str());
        assert_eq!(text("6-digits-with-plus"), Some("+442081"));
        assert_eq!(text("7-digits-without-plus"), Some("4420813"));
        assert_eq!(text("17-digits-with-plus").map(str::len), Some(18));
        assert_eq!(text("2-plus"), Some("++442081324758"));
        assert_eq!(text("0-without-plus"), Some("042081324758"));
        assert_eq!(text("blank-inside"), Some("+442081 324758"));
        assert_eq!(text("non-ascii-digit"), Some("+44208132475\u{664}"));
        assert_eq!(text("rubbish-after"), Some("+442081324758x"));
    }

    #[test]
    fn a_class_with_many_ranges_is_tested_at_every_edge() {
        let found = texts("^[a-zA-Z0-9_.~:@-]{1,255}$", "ct-000000-0000");
        let neighbours: String =
            found.iter().filter_map(|(_, text)| text.chars().last()).filter(char::is_ascii_punctuation).collect();
        for c in ",/;?[^`{}".chars() {
            assert!(neighbours.contains(c), "{c} is not tested: {neighbours}");
        }
    }

    #[test]
    fn other_patterns_are_not_read() {
        assert!(ClassSequence::of("^(ab|c)+$").is_none());
        assert!(ClassSequence::of("(?=x)y").is_none());
        assert!(ClassSequence::of("^x(?!y)").is_none());
    }

    #[test]
    fn a_look_ahead_at_the_start_has_a_text_that_it_excludes() {
        let name = "^(?![0-9a-f]{4}-[0-9a-f]{2}$)^[a-z]([a-z0-9-]*[a-z0-9])?$";
        assert_eq!(excluded(name), None, "the rest is not a class sequence");
        let name = "^(?![0-9a-f]{4}-[0-9a-f]{2}$)^[a-z][a-z0-9-]*[a-z0-9]$";
        assert_eq!(excluded(name).unwrap().text, "aaaa-aa");
        assert_eq!(excluded(r"^(?!\d+$)[!-~]+$").unwrap().text, "0");
        assert_eq!(excluded("^(?!.*--)[a-z-]+$").unwrap().text, "--");
        assert_eq!(excluded("^(?!new|old)[a-z]+$"), None, "alternatives");
        assert_eq!(excluded("^(?!x*)[a-z]+$"), None, "the excluded text is empty");
        assert_eq!(excluded("^[a-z]+$"), None);
        let texts = texts(name, "ab-12");
        assert!(texts.iter().any(|(slug, text)| slug == "blank-inside" && text == "ab -12"), "{texts:?}");
    }

    #[test]
    fn the_shortest_string_has_the_first_character_of_each_class() {
        assert_eq!(ClassSequence::of("^[A-Z]{3}-[0-9]{2}$").unwrap().shortest(), "AAA-00");
    }
}
