//! Finds a text with any of its characters escaped, as in JSON, percent-encoding or XML.
//!
//! Encodings of the whole text, such as base64, are not found here.

use std::collections::BTreeSet;

/// The most layers of escaping of one kind. JSON inside a JSON string has two.
const LAYERS: usize = 3;

/// The predefined entities of XML.
const ENTITIES: [(&str, char); 5] = [("amp;", '&'), ("apos;", '\''), ("gt;", '>'), ("lt;", '<'), ("quot;", '"')];

/// The end of an escaped form of `wanted` at the start of `text`; the furthest end if several forms match, `None` if none does.
pub(super) fn match_end(text: &str, wanted: &str) -> Option<usize> {
    let first = text.as_bytes().first()?;
    if wanted.as_bytes().first() != Some(first) && !br"\%&+".contains(first) {
        return None;
    }
    let mut furthest = None;
    // Text that looks like an escape may also be literal, so several positions are tracked, as in an automaton.
    let mut states = BTreeSet::from([(0, 0)]);
    while let Some((matched, at)) = states.pop_first() {
        match wanted[matched..].chars().next() {
            Some(next) => {
                let ends = escaped_lengths(&text[at..], next).into_iter();
                states.extend(ends.map(|length| (matched + next.len_utf8(), at + length)));
            }
            None => furthest = furthest.max(Some(at)),
        }
    }
    furthest
}

/// The lengths of the escaped forms of the character `wanted` at the start of `text`.
fn escaped_lengths(text: &str, wanted: char) -> Vec<usize> {
    let mut lengths = match text.as_bytes().first() {
        Some(b'\\') => json_lengths(text, wanted),
        Some(b'%') => (0..LAYERS).filter_map(|layer| percent_length(text, wanted, layer)).collect(),
        Some(b'&') => (0..LAYERS).filter_map(|layer| xml_length(text, wanted, layer)).collect(),
        // A space in `application/x-www-form-urlencoded`.
        Some(b'+') if wanted == ' ' => vec![1],
        _ => Vec::new(),
    };
    if text.starts_with(wanted) {
        lengths.push(wanted.len_utf8());
    }
    lengths
}

/// The lengths of `\"` or `\u0022`. Each layer has more backslashes; their number depends on the character and on the encoder.
fn json_lengths(text: &str, wanted: char) -> Vec<usize> {
    let after = after_backslashes(text);
    let short = match wanted {
        '"' | '/' => after.strip_prefix(wanted),
        '\n' => after.strip_prefix('n'),
        '\r' => after.strip_prefix('r'),
        '\t' => after.strip_prefix('t'),
        _ => None,
    };
    let escaped = short.or_else(|| after_unicode_escape(text, wanted)).map(|rest| text.len() - rest.len());
    let doubled =
        (1..=LAYERS).map(|layer| 1 << layer).filter(|count| wanted == '\\' && backslashes(text, *count) == *count);
    escaped.into_iter().chain(doubled).collect()
}

/// The text after the `\u0022` of a character, or after the two escapes of the surrogate pair of a character beyond 16 bits.
fn after_unicode_escape(text: &str, wanted: char) -> Option<&str> {
    let mut rest = text;
    for unit in wanted.encode_utf16(&mut [0; 2]) {
        let digits = after_backslashes(rest.strip_prefix('\\')?).strip_prefix('u')?;
        rest = after_hex(digits, 4, u32::from(*unit))?;
    }
    Some(rest)
}

fn after_backslashes(text: &str) -> &str {
    &text[backslashes(text, (1 << LAYERS) - 1)..]
}

/// The number of backslashes that the text begins with, at most `most`.
fn backslashes(text: &str, most: usize) -> usize {
    text.bytes().take(most).take_while(|byte| *byte == b'\\').count()
}

/// The length of `%22`, or `%2522` in the next layer, for each byte of the character in UTF-8.
fn percent_length(text: &str, wanted: char, layer: usize) -> Option<usize> {
    let mut rest = text;
    for byte in wanted.encode_utf8(&mut [0; 4]).bytes() {
        rest = after_repeated(rest.strip_prefix('%')?, "25", layer)?;
        rest = after_hex(rest, 2, u32::from(byte))?;
    }
    Some(text.len() - rest.len())
}

/// The length of `&quot;`, `&#34;` or `&#x22;`, or `&amp;quot;` in the next layer.
fn xml_length(text: &str, wanted: char, layer: usize) -> Option<usize> {
    let after = after_repeated(text.strip_prefix('&')?, "amp;", layer)?;
    let named = ENTITIES.iter().find_map(|(name, meant)| after.strip_prefix(name).filter(|_| *meant == wanted));
    let rest = named.or_else(|| after_numeric_reference(after, wanted))?;
    Some(text.len() - rest.len())
}

/// The text after `#34;` or `#x22;`, if the number is that of `wanted`.
fn after_numeric_reference(text: &str, wanted: char) -> Option<&str> {
    let digits = text.strip_prefix('#')?;
    let end = digits.bytes().take(12).position(|byte| byte == b';')?;
    let (number, rest) = (&digits[..end], &digits[end + 1..]);
    let number = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => number.parse(),
    };
    (number == Ok(u32::from(wanted))).then_some(rest)
}

fn after_repeated<'t>(text: &'t str, part: &str, times: usize) -> Option<&'t str> {
    (0..times).try_fold(text, |rest, _| rest.strip_prefix(part))
}

/// The text after a hexadecimal number with this count of digits, if the number equals `number`.
fn after_hex(text: &str, digits: usize, number: u32) -> Option<&str> {
    let (hex, rest) = text.split_at_checked(digits)?;
    let is_hex = hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_hex && u32::from_str_radix(hex, 16) == Ok(number)).then_some(rest)
}
