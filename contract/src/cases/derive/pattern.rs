//! Strings just inside and just outside a pattern.
//!
//! A pattern is read into pieces (a set of characters, so many times), a valid sample is laid over them, and then one piece at a time is
//! changed: one repetition too few, one too many, a character from just beyond the set. Whether a candidate is inside or outside is not
//! decided here: the validator classifies each.

use colt_numbers_judge::model::pattern::look_ahead;
use regex_syntax::hir::{Class, Hir, HirKind, Look};

/// Longest part that is made of a piece; a limit beyond it is not tried.
const MAX_TEXT: usize = 100_000;

/// A string to try, and what is special about it.
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

/// So many characters of a set.
#[derive(Debug, Clone)]
struct Piece {
    set: Vec<(char, char)>,
    min: usize,
    max: Option<usize>,
}

/// A pattern as a row of pieces.
#[derive(Debug, Clone)]
pub(crate) struct Pieces(Vec<Piece>);

/// A sample as the pieces cut it.
type Cut = Vec<String>;

impl Piece {
    fn has(&self, c: char) -> bool {
        self.set.iter().any(|(low, high)| (*low..=*high).contains(&c))
    }

    fn fixed(&self) -> bool {
        self.min == 1 && self.max == Some(1)
    }

    fn optional(&self) -> bool {
        self.min == 0 && self.max == Some(1)
    }

    fn digits(&self) -> bool {
        self.set.iter().all(|(low, high)| low.is_ascii_digit() && high.is_ascii_digit())
    }

    /// A character to begin with.
    fn first(&self) -> char {
        self.set.first().map_or('x', |(low, _)| *low)
    }

    /// The shortest text of characters that another piece has too, where there are such.
    fn like(&self, other: &Self) -> String {
        let pairs =
            self.set.iter().flat_map(|own| other.set.iter().map(move |other| (own.0.max(other.0), own.1.min(other.1))));
        let common = pairs.filter(|(low, high)| low <= high).map(|(low, _)| low).min();
        self.resized(&common.unwrap_or(self.first()).to_string(), self.min)
    }

    /// The text, repeated or cut to so many characters.
    fn resized(&self, text: &str, count: usize) -> String {
        let count = count.min(MAX_TEXT);
        let seed = if text.is_empty() { self.first().to_string() } else { text.to_owned() };
        seed.chars().cycle().take(count).collect()
    }

    /// Printable ASCII just below and just above each run of the set.
    fn neighbours(&self) -> Vec<char> {
        let beyond = |(low, high): &(char, char)| [u32::from(*low).checked_sub(1), u32::from(*high).checked_add(1)];
        let candidates = self.set.iter().flat_map(beyond).flatten().filter_map(char::from_u32);
        let mut found: Vec<char> =
            candidates.filter(|c| (c.is_ascii_graphic() || *c == ' ') && !self.has(*c)).collect();
        found.sort_unstable();
        found.dedup();
        // One run is left by what looks alike (a zero before 1 to 9); blanks and letters are tried apart. Several runs hold punctuation
        // chosen one by one, so each edge counts.
        if self.set.len() == 1 {
            found.retain(char::is_ascii_alphanumeric);
        }
        found
    }

    /// How the set is written for people.
    fn label(&self) -> String {
        if self.set.len() > 1 {
            return "a character of the pattern".to_owned();
        }
        let one = |(low, high): &(char, char)| if low == high { low.to_string() } else { format!("{low}-{high}") };
        format!("`[{}]`", self.set.iter().map(one).collect::<String>())
    }
}

/// A character between backticks, if it is not one itself.
fn quoted(c: char) -> String {
    if c == '`' { "a backtick".to_owned() } else { format!("`{c}`") }
}

/// The name of a character in an id.
pub(crate) fn name(c: char) -> String {
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

impl Pieces {
    /// Reads an ECMA-262 pattern, without the look-aheads at its start. `None` where it is no plain row of pieces (alternatives, other
    /// look-around).
    pub(crate) fn of(pattern: &str) -> Option<Self> {
        let look_ahead = look_ahead(pattern);
        let pattern = look_ahead.as_ref().map_or(pattern, |look_ahead| &look_ahead.rest);
        let pattern = jsonschema_regex::to_rust_regex(pattern).ok()?;
        let hir = regex_syntax::ParserBuilder::new().build().parse(&pattern).ok()?;
        let mut pieces = Vec::new();
        read(&hir, &mut pieces)?;
        (!pieces.is_empty()).then_some(Self(pieces))
    }

    /// The shortest string that the pieces allow.
    pub(crate) fn shortest(&self) -> String {
        self.0.iter().map(|piece| piece.resized("", piece.min)).collect()
    }

    /// Cuts a string into the pieces' parts; as much as possible goes to each piece in turn.
    fn cut(&self, text: &str) -> Option<Cut> {
        fn from(pieces: &[Piece], text: &[char]) -> Option<Cut> {
            let Some((piece, rest)) = pieces.split_first() else { return text.is_empty().then(Vec::new) };
            let most = text.iter().take_while(|c| piece.has(**c)).take(piece.max.unwrap_or(usize::MAX)).count();
            (piece.min..=most).rev().find_map(|count| {
                let mut cut = from(rest, &text[count..])?;
                cut.insert(0, text[..count].iter().collect());
                Some(cut)
            })
        }
        from(&self.0, &text.chars().collect::<Vec<_>>())
    }

    /// The piece that takes most characters: where a string is stretched or spoilt.
    fn longest(&self, cut: &Cut) -> usize {
        (0..cut.len()).rev().max_by_key(|index| cut[*index].chars().count()).unwrap_or(0)
    }

    /// The sample, made this long by its longest piece.
    pub(crate) fn stretched(&self, sample: &str, length: usize) -> Option<String> {
        let mut cut = self.cut(sample)?;
        let longest = self.longest(&cut);
        let others: usize =
            cut.iter().enumerate().filter(|(index, _)| *index != longest).map(|(_, part)| part.chars().count()).sum();
        cut[longest] = self.0[longest].resized(&cut[longest], length.checked_sub(others)?);
        Some(cut.concat())
    }

    /// Everything to try around a valid sample, in a fixed order and without repetitions.
    pub(crate) fn candidates(&self, sample: &str) -> Vec<Candidate> {
        let Some(cut) = self.cut(sample) else { return Vec::new() };
        let mut all = self.limits(&cut);
        all.extend(self.beyond(&cut));
        all.extend(self.foreign(&cut));
        let mut seen = vec![sample.to_owned()];
        all.retain(|candidate| {
            let fresh = !seen.contains(&candidate.text);
            seen.push(candidate.text.clone());
            fresh
        });
        all
    }

    /// Both sides of every limit of every piece, with and without each optional piece.
    fn limits(&self, cut: &Cut) -> Vec<Candidate> {
        let mut all = Vec::new();
        for (index, piece) in self.0.iter().enumerate().filter(|(_, piece)| !piece.fixed()) {
            let around = [piece.min.checked_sub(1), Some(piece.min), piece.max, piece.max.map(|max| max + 1)];
            for count in around.into_iter().flatten() {
                for (mut parts, suffix) in self.variants(cut, index) {
                    parts[index] = piece.resized(&cut[index], count);
                    let text = parts.concat();
                    let (many, unit) = self.measure(index, &text);
                    let (many, what) =
                        if piece.optional() { (count, name(piece.first())) } else { (many, unit.to_owned()) };
                    let shown = if piece.optional() { format!("`{}`", piece.first()) } else { what.clone() };
                    let about = format!("{many} {shown}{}", suffix.replace('-', " "));
                    all.push(Candidate::new(format!("{many}-{what}{suffix}"), about, text));
                }
            }
        }
        all
    }

    fn measure(&self, index: usize, text: &str) -> (usize, &'static str) {
        if self.0[index].digits() {
            (text.chars().filter(char::is_ascii_digit).count(), "digits")
        } else {
            (text.chars().count(), "characters")
        }
    }

    /// The sample with each optional piece but one put in and left out.
    fn variants(&self, cut: &Cut, except: usize) -> Vec<(Cut, String)> {
        let mut all = vec![(cut.clone(), String::new())];
        let optional = self.0.iter().enumerate().filter(|(index, piece)| *index != except && piece.optional()).take(2);
        for (index, piece) in optional {
            let put = |(cut, suffix): &(Cut, String), count: usize, word: &str| {
                let mut cut = cut.clone();
                cut[index] = piece.resized("", count);
                (cut, format!("{suffix}-{word}-{}", name(piece.first())))
            };
            all = all.iter().flat_map(|variant| [put(variant, 1, "with"), put(variant, 0, "without")]).collect();
        }
        all
    }

    /// A character from just outside each piece's set, and every edge of a set at once from inside.
    fn beyond(&self, cut: &Cut) -> Vec<Candidate> {
        let mut all = Vec::new();
        let sets = self.0.iter().enumerate().filter(|(index, piece)| !piece.optional() && !cut[*index].is_empty());
        for (index, piece) in sets {
            if piece.set.len() > 1 {
                let edges: String = piece.set.iter().flat_map(|(low, high)| [*low, *high]).collect();
                let mut parts = cut.clone();
                parts[index].push_str(&edges);
                all.push(Candidate::new(
                    "every-edge",
                    "the first and the last of each run of its characters",
                    parts.concat(),
                ));
            }
            let edge_of_text =
                if piece.fixed() { self.variants(cut, index) } else { vec![(cut.clone(), String::new())] };
            for c in piece.neighbours() {
                for (mut parts, suffix) in edge_of_text.clone() {
                    parts[index] = replaced_last(&parts[index], c);
                    let about = format!("{} in place of {}{}", quoted(c), piece.label(), suffix.replace('-', " "));
                    all.push(Candidate::new(format!("{}{suffix}", name(c)), about, parts.concat()));
                }
            }
        }
        all
    }

    /// What people and programs really send: blanks, line breaks, letters, digits of another script, rubbish at either end.
    fn foreign(&self, cut: &Cut) -> Vec<Candidate> {
        let sample = cut.concat();
        let longest = self.longest(cut);
        let piece = &self.0[longest];
        let (last, inner) = {
            let last = |c: char| {
                let mut parts = cut.clone();
                parts[longest] = replaced_last(&parts[longest], c);
                parts.concat()
            };
            let mut parts = cut.clone();
            let half = parts[longest].char_indices().nth(parts[longest].chars().count() / 2).map_or(0, |(at, _)| at);
            parts[longest].insert(half, ' ');
            (last, parts.concat())
        };
        let mut all = vec![
            Candidate::new("blank-before", "a blank before it", format!(" {sample}")),
            Candidate::new("blank-after", "a blank after it", format!("{sample} ")),
            Candidate::new("line-break-after", "a line break after it", format!("{sample}\n")),
            Candidate::new("blank-inside", "a blank in the midst of it", inner),
        ];
        if self.0.iter().any(|piece| piece.has('4')) && !piece.has('a') {
            all.push(Candidate::new("non-ascii-digit", "a digit that is not ASCII (U+0664)", last('\u{664}')));
        }
        let letter = if piece.has('a') { 'é' } else { 'a' };
        all.push(Candidate::new("letter", format!("the letter `{letter}`"), last(letter)));
        // Where a set of many runs is all there is, its neighbours at either end have been tried.
        if let Some(rubbish) = ['x', 'X', '0'].into_iter().find(|c| !self.0.iter().any(|piece| piece.has(*c))) {
            all.push(Candidate::new("rubbish-before", "something before it", format!("{rubbish}{sample}")));
            all.push(Candidate::new("rubbish-after", "something after it", format!("{sample}{rubbish}")));
        }
        all
    }
}

/// A text that the look-ahead of a pattern excludes; where it can be, of characters that the rest of the pattern begins with, so that the
/// look-ahead alone rejects it.
pub(crate) fn excluded(pattern: &str) -> Option<Candidate> {
    let look_ahead = look_ahead(pattern)?;
    let (excluded, rest) = (Pieces::of(&look_ahead.excluded)?, Pieces::of(&look_ahead.rest)?);
    let begin = rest.0.first()?;
    let text: String = excluded.0.iter().map(|piece| piece.like(begin)).collect();
    (!text.is_empty()).then(|| Candidate::new("excluded", "a text that the look-ahead of the pattern excludes", text))
}

fn replaced_last(text: &str, c: char) -> String {
    let mut text = text.to_owned();
    text.pop();
    text.push(c);
    text
}

/// Reads one node into pieces; `None` where it is no row of them.
fn read(hir: &Hir, pieces: &mut Vec<Piece>) -> Option<()> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(Look::Start | Look::End) => Some(()),
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| read(part, pieces)),
        HirKind::Capture(capture) => read(&capture.sub, pieces),
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            pieces.extend(text.chars().map(|c| Piece { set: vec![(c, c)], min: 1, max: Some(1) }));
            Some(())
        }
        HirKind::Class(class) => {
            pieces.push(Piece { set: set(class), min: 1, max: Some(1) });
            Some(())
        }
        HirKind::Repetition(repetition) => {
            let mut inner = Vec::new();
            read(&repetition.sub, &mut inner)?;
            let [piece] = inner.as_slice() else { return None };
            let max = repetition.max.and_then(|max| usize::try_from(max).ok());
            let min = usize::try_from(repetition.min).ok()?;
            pieces.push(Piece { set: piece.set.clone(), min, max });
            piece.fixed().then_some(())
        }
        HirKind::Look(_) | HirKind::Alternation(_) => None,
    }
}

fn set(class: &Class) -> Vec<(char, char)> {
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
        let pieces = Pieces::of(pattern).unwrap();
        pieces.candidates(sample).into_iter().map(|candidate| (candidate.slug, candidate.text)).collect()
    }

    #[test]
    fn a_telephone_number_has_its_limits_and_its_neighbours() {
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
    fn a_set_of_many_runs_is_left_at_every_edge() {
        let found = texts("^[a-zA-Z0-9_.~:@-]{1,255}$", "ct-000000-0000");
        let neighbours: String =
            found.iter().filter_map(|(_, text)| text.chars().last()).filter(char::is_ascii_punctuation).collect();
        for c in ",/;?[^`{}".chars() {
            assert!(neighbours.contains(c), "{c} is not tried: {neighbours}");
        }
    }

    #[test]
    fn what_is_no_row_of_pieces_is_left_alone() {
        assert!(Pieces::of("^(ab|c)+$").is_none());
        assert!(Pieces::of("(?=x)y").is_none());
        assert!(Pieces::of("^x(?!y)").is_none());
    }

    #[test]
    fn a_look_ahead_at_the_start_has_a_text_that_it_excludes() {
        let name = "^(?![0-9a-f]{4}-[0-9a-f]{2}$)^[a-z]([a-z0-9-]*[a-z0-9])?$";
        assert_eq!(excluded(name), None, "the rest is no row of pieces");
        let name = "^(?![0-9a-f]{4}-[0-9a-f]{2}$)^[a-z][a-z0-9-]*[a-z0-9]$";
        assert_eq!(excluded(name).unwrap().text, "aaaa-aa");
        assert_eq!(excluded(r"^(?!\d+$)[!-~]+$").unwrap().text, "0");
        assert_eq!(excluded("^(?!.*--)[a-z-]+$").unwrap().text, "--");
        assert_eq!(excluded("^(?!new|old)[a-z]+$"), None, "alternatives");
        assert_eq!(excluded("^(?!x*)[a-z]+$"), None, "nothing is left");
        assert_eq!(excluded("^[a-z]+$"), None);
        let texts = texts(name, "ab-12");
        assert!(texts.iter().any(|(slug, text)| slug == "blank-inside" && text == "ab -12"), "{texts:?}");
    }

    #[test]
    fn the_shortest_string_is_made_of_each_sets_first_character() {
        assert_eq!(Pieces::of("^[A-Z]{3}-[0-9]{2}$").unwrap().shortest(), "AAA-00");
    }
}
