//! The patterns of `patterns.txt`, and texts near what they accept.

use std::collections::BTreeSet;

use crate::oracle::Oracle;
use colt_numbers_pattern::{Language, Pattern, StringConstraints};

/// One line of `patterns.txt`.
pub struct PatternFixture {
    pub name: String,
    pub min_length: Option<u32>,
    pub max_length: Option<u32>,
    pub pattern: Pattern,
    /// The language of the pattern and the limits.
    pub language: Language,
    pub example: String,
    pub oracle: Oracle,
    /// The states of the pattern's automaton from which some text is accepted.
    live: BTreeSet<u32>,
}

impl PatternFixture {
    fn read(line: &str) -> Self {
        let fields: Vec<&str> = line.splitn(4, ' ').collect();
        let (name, min, max, source) = match *fields.as_slice() {
            [name, min, max, source] => (name, min, max, source),
            [name, min, max] => (name, min, max, ""),
            _ => panic!("too few fields in `{line}`"),
        };
        let limit = |text: &str| (text != "-").then(|| text.parse().unwrap());
        let (min_length, max_length) = (limit(min), limit(max));
        let pattern = Pattern::compile(source).unwrap_or_else(|error| panic!("{name}: {error}"));
        let language = pattern.language().with_length_limits(min_length, max_length).unwrap();
        let example = language.example().unwrap_or_default();
        let oracle = Oracle::new(source).unwrap_or_else(|error| panic!("{name}: {error}"));
        let live = pattern.language().automaton().live().collect();
        Self { live, name: name.to_owned(), min_length, max_length, pattern, language, example, oracle }
    }

    pub fn constraints(&self) -> StringConstraints<'_> {
        StringConstraints {
            pattern: (!self.pattern.source().is_empty()).then_some(&self.pattern),
            min_length: self.min_length,
            max_length: self.max_length,
        }
    }

    /// Whether some text with this prefix may match the pattern within the maximum length.
    pub fn may_continue(&self, prefix: &str) -> bool {
        let automaton = self.pattern.language().automaton();
        let state = prefix.chars().fold(0, |state, character| automaton.step(state, character));
        self.live.contains(&state) && self.max_length.is_none_or(|max| prefix.chars().count() <= max as usize)
    }

    /// Characters to try: those of the pattern, adjacent ones, the bounds of common classes, some of every plane.
    pub fn characters(&self) -> Vec<char> {
        const COMMON: &str = "\0\t\n\u{b}\r\u{1f} !'+,-./0159:;=@AFGZ[_`afgnz{~\u{7f}\u{80}\u{85}\u{a0}Àÿ٤€“\u{180e}\u{2028}\u{2029}\u{d7ff}\u{e000}\u{feff}\u{ffff}😀";
        let neighbours = self.pattern.source().chars().flat_map(|character| {
            let code = u32::from(character);
            [code.checked_sub(1), Some(code), Some(code + 1)].into_iter().flatten().filter_map(char::from_u32)
        });
        let planes = (1..=16).flat_map(|plane| [plane << 16, (plane << 16) + 0xFFFD]).filter_map(char::from_u32);
        let mut characters: Vec<char> = COMMON.chars().chain(neighbours).chain(planes).collect();
        characters.sort_unstable();
        characters.dedup();
        // The pattern's characters are added twice more, so that they are chosen most often.
        characters.extend(self.pattern.source().chars().chain(self.pattern.source().chars()));
        characters
    }
}

/// All fixtures.
pub fn all() -> Vec<PatternFixture> {
    let text = include_str!("patterns.txt");
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(PatternFixture::read).collect()
}

/// A text from random choices. At most one of its characters is arbitrary; after each of the other characters, `may_continue` holds.
///
/// `may_continue` says whether some text with a prefix may match; a wrong result only reduces the coverage.
pub fn walk(characters: &[char], choices: &[u16], may_continue: impl Fn(&str) -> bool) -> String {
    let mut text = String::new();
    let arbitrary = choices.first().map_or(0, |&choice| usize::from(choice) % (choices.len() * 3));
    for (at, &choice) in choices.iter().enumerate() {
        let rotated = characters.iter().cycle().skip(usize::from(choice) % characters.len()).take(characters.len());
        let found = rotated.copied().find(|&character| {
            text.push(character);
            let found = at == arbitrary || may_continue(&text);
            text.pop();
            found
        });
        match found {
            Some(character) => text.push(character),
            None => break,
        }
    }
    text
}

/// The text, and texts one edit away from it.
pub fn around(text: &str, characters: &[char], choices: &[u16]) -> Vec<String> {
    let text: Vec<char> = text.chars().collect();
    let mut texts = vec![text.clone()];
    for pair in choices.windows(2).take(2) {
        let (at, character) =
            (usize::from(pair[0]) % (text.len() + 1), characters[usize::from(pair[1]) % characters.len()]);
        let inserted = [&text[..at], &[character], &text[at..]].concat();
        texts.extend([text[..at].to_vec(), text[at..].to_vec(), inserted]);
        if at < text.len() {
            texts.push([&text[..at], &[character], &text[at + 1..]].concat());
            texts.push([&text[..at], &text[at + 1..]].concat());
        }
    }
    for character in ['\n', ' ', '\u{2028}', '٤'] {
        texts.push([&text[..], &[character]].concat());
        texts.push([&[character], &text[..]].concat());
    }
    texts.into_iter().map(|text| text.into_iter().collect()).collect()
}
