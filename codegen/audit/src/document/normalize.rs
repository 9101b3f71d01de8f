//! Normalizes text: removes differences that come from typing and conversion (bookmarks, invisible characters, varieties of spaces, quotes and
//! bullets), and splits text into words and sentences.
//!
//! This module works on single lines and words; `layout` groups lines.

use std::borrow::Cow;

/// Normalizes consecutive lines. It has state because a bookmark may span two lines.
#[derive(Default)]
pub(crate) struct LineNormalizer {
    in_bookmark: bool,
}

impl LineNormalizer {
    /// The normalized line: without bookmarks and invisible characters, with one space between words and no spaces at the ends, with straight
    /// quotes, plain dashes and one kind of bullet.
    pub(crate) fn line(&mut self, raw: &str) -> String {
        let mut text = String::with_capacity(raw.len());
        for c in self.without_bookmarks(raw).chars() {
            match plain(c) {
                None => {}
                Some('…') => text.push_str("..."),
                Some(' ') if text.is_empty() || text.ends_with(' ') => {}
                Some(c) => text.push(c),
            }
        }
        text.truncate(text.trim_end().len());
        text
    }

    /// The line without `[bookmark: name]`, in any spelling.
    fn without_bookmarks(&mut self, raw: &str) -> String {
        let mut rest = raw;
        if std::mem::take(&mut self.in_bookmark)
            && let Some((name, after)) = raw.split_once(']')
            && !name.trim().contains(' ')
        {
            rest = after;
        }
        let mut text = String::with_capacity(raw.len());
        while let Some(open) = rest.find('[') {
            let (before, from) = rest.split_at(open);
            text.push_str(before);
            let inside = from[1..].trim_start();
            let marked = inside.get(..8).is_some_and(|word| word.eq_ignore_ascii_case("bookmark"));
            let after = if marked { inside[8..].trim_start() } else { inside };
            match from.find(']') {
                Some(close) if marked && after.starts_with(':') => rest = &from[close + 1..],
                None if marked
                    && (after.is_empty() || after.starts_with(':'))
                    && !after.trim_start_matches([':', ' ']).contains(' ') =>
                {
                    self.in_bookmark = true;
                    rest = "";
                }
                _ => {
                    text.push('[');
                    rest = &from[1..];
                }
            }
        }
        text.push_str(rest);
        text
    }
}

/// Normalizes a single line.
#[cfg(test)]
pub(crate) fn normalize(raw: &str) -> String {
    LineNormalizer::default().line(raw)
}

/// Whether a character is a space or invisible.
pub(crate) fn is_blank(c: char) -> bool {
    plain(c).is_none_or(|c| c == ' ')
}

/// The plain form of a character; `None` if it is invisible.
fn plain(c: char) -> Option<char> {
    Some(match c {
        '\u{ad}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}' => {
            return None;
        }
        c if c.is_whitespace() || c.is_control() => ' ',
        '‘' | '’' | '‚' | '‛' | '′' => '\'',
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' => '"',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => '-',
        // The last two are the bullets of the fonts Symbol and Wingdings, as converters leave them.
        '•' | '▪' | '◦' | '‣' | '⁃' | '∙' | '●' | '○' | '■' | '\u{f0b7}' | '\u{f0a7}' => '·',
        c => c,
    })
}

/// The text after a bullet; `None` if the text has no bullet.
pub(crate) fn bulleted(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('·').or_else(|| text.strip_prefix("- ")).or_else(|| text.strip_prefix("* "))?;
    Some(rest.trim_start())
}

/// The text without a leading bullet.
pub(crate) fn unbulleted(text: &str) -> &str {
    bulleted(text).unwrap_or(text)
}

/// The text of a heading without its number (`3.1 Title`, `2. Title`); any other text is unchanged.
pub(crate) fn unnumbered(text: &str) -> &str {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let number = &text[..text.len() - rest.len()];
    let numbers = number.starts_with(|c: char| c.is_ascii_digit()) && number.contains('.');
    let short = number.split('.').all(|part| part.len() <= 2) && !number.contains("..");
    let title = rest.trim_start();
    // `2.5 days` is a quantity, because a title begins with a capital letter. `2.5 Days` could be a quantity or a title; it counts as a title.
    let titled = title.starts_with(char::is_uppercase) && (title.len() < rest.len() || number.ends_with('.'));
    if numbers && short && titled { title } else { text }
}

/// Whether the text begins with a heading number.
pub(crate) fn is_numbered(text: &str) -> bool {
    unnumbered(text).len() < text.len()
}

/// The words of a normalized text, without surrounding punctuation and quotes. Bullets and full stops are not words.
pub(crate) fn words(text: &str) -> Vec<&str> {
    text.split(' ')
        .map(|word| {
            let is_punctuation = |c: char| is_quote(c) || matches!(c, '.' | ',' | ';' | ':' | '?' | '(' | ')' | '·');
            // Before a word, an exclamation mark is a negation: `!=` is not `=`.
            let bare =
                word.trim_start_matches(is_punctuation).trim_end_matches(|c: char| is_punctuation(c) || c == '!');
            // A single operator is a word; a single full stop is not a word.
            if bare.is_empty() && word.chars().any(|c| matches!(c, '=' | '<' | '>' | '+' | '/' | '&' | '!')) {
                word
            } else {
                bare
            }
        })
        .filter(|word| !word.is_empty())
        .collect()
}

/// A number without thousands separators; any other word is unchanged.
pub(crate) fn without_separators(word: &str) -> Cow<'_, str> {
    let mut groups = word.split(',');
    let is_number = |group: &str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
    let has_separators = groups.next().is_some_and(|first| is_number(first) && first.len() <= 3)
        && word.contains(',')
        && groups.all(|group| is_number(group) && group.len() == 3);
    if has_separators { Cow::Owned(word.replace(',', "")) } else { Cow::Borrowed(word) }
}

/// The key by which statements are compared: the text without spaces, quotes, full stops between words, a leading bullet or number, and
/// trailing punctuation.
pub(crate) fn key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for word in unnumbered(unbulleted(text)).split(' ') {
        key.extend(word.strip_suffix('.').unwrap_or(word).chars().filter(|c| !is_quote(*c)));
    }
    key.truncate(key.trim_end_matches(['.', ',', ';', ':']).len());
    key
}

fn is_quote(c: char) -> bool {
    matches!(c, '\'' | '"')
}

/// The sentences of a line. Several bulleted items on one line are split too.
pub(crate) fn sentences(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in line.char_indices() {
        let next = at + c.len_utf8();
        let begins = line[next..].strip_prefix(' ').is_some_and(|rest| rest.starts_with(char::is_uppercase));
        match c {
            '·' => found.push(line[std::mem::replace(&mut start, at)..at].trim()),
            '.' | '!' | '?' if begins => found.push(line[std::mem::replace(&mut start, next)..next].trim()),
            _ => {}
        }
    }
    found.push(line[start..].trim());
    found.retain(|sentence| !sentence.is_empty());
    found
}

/// The words of a name in lower case: `customerReference`, `customer-reference` and `Customer reference` have the same words.
pub(crate) fn name_parts(name: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut before = ' ';
    let mut chars = name.chars().peekable();
    while let Some(c) = chars.next() {
        if !c.is_alphanumeric() {
            before = ' ';
            continue;
        }
        let next_small = chars.peek().is_some_and(|next| next.is_lowercase());
        let starts = !before.is_alphanumeric() || (c.is_uppercase() && (before.is_lowercase() || next_small));
        if starts {
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut() {
            part.extend(c.to_lowercase());
        }
        before = c;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normalizing_removes_only_noise() {
        for (raw, normalized) in [
            (" 1. [bookmark: _Toc1][Bookmark : x] Get\u{a0}\u{a0} it \u{200b}", "1. Get it"),
            ("[bookmark: open text", "[bookmark: open text"),
            ("[abc] ‘a’ “b” c–d…", "[abc] 'a' \"b\" c-d..."),
            ("\u{feff}• x", "· x"),
            ("pattern:\u{a0}^[a-z]{1,2}$", "pattern: ^[a-z]{1,2}$"),
            ("", ""),
        ] {
            assert_eq!(normalize(raw), normalized, "{raw:?}");
        }
    }

    #[test]
    fn a_bookmark_may_span_two_lines() {
        let mut normalizer = LineNormalizer::default();
        let lines = ["1. [bookmark:", "_Toc1][bookmark: _Toc2", "]Get it", "a] b"];
        assert_eq!(lines.map(|line| normalizer.line(line)), ["1.", "", "Get it", "a] b"]);
    }

    #[test]
    fn heading_numbers_are_distinguished_from_quantities() {
        for (text, title) in [
            ("3.1 GB numbers", "GB numbers"),
            ("1. Acquire", "Acquire"),
            ("2.Acquire", "Acquire"),
            ("90 Days", "90 Days"),
            ("2.5 days", "2.5 days"),
            ("192.168.0.1 Host", "192.168.0.1 Host"),
            ("1.5GB", "1.5GB"),
        ] {
            assert_eq!(unnumbered(text), title);
        }
    }

    #[test]
    fn names_are_split_into_words() {
        assert_eq!(name_parts("APIGWTrackingId"), ["apigw", "tracking", "id"]);
        assert_eq!(name_parts("x-tracking-id"), ["x", "tracking", "id"]);
    }

    #[test]
    fn sentences_end_where_a_new_one_begins() {
        assert_eq!(sentences("For 90 days. After that, it ends."), ["For 90 days.", "After that, it ends."]);
        assert_eq!(sentences("· One · Two"), ["· One", "· Two"]);
        assert_eq!(sentences("v1.2 Beta"), ["v1.2 Beta"]);
    }

    #[test]
    fn only_thousands_have_separators() {
        for (word, number) in [
            ("10,000", "10000"),
            ("1,000,000", "1000000"),
            ("10,00", "10,00"),
            ("1000,000", "1000,000"),
            ("90", "90"),
            ("a,bcd", "a,bcd"),
        ] {
            assert_eq!(without_separators(word), number);
        }
    }

    #[test]
    fn operators_are_words() {
        assert_eq!(words("a != 'b'!"), ["a", "!=", "b"]);
        assert_eq!(words("(a !='b'.) = ! < x ."), ["a", "!='b", "=", "!", "<", "x"]);
    }

    #[test]
    fn keys_ignore_spaces_quotes_and_full_stops() {
        assert_eq!(key("· The status is 'Free'."), key("The  status is \"Free\""));
        assert_eq!(key("2. Values : a"), key("Values: a"));
        assert_ne!(key("not free"), key("free"));
    }
}
