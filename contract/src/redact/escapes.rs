//! The spellings that a text may have inside another: each of its characters as it is, or escaped as JSON, percent-encoding or XML have it.
//! Encodings of the text as a whole are not looked for here.

use std::collections::BTreeSet;

/// How often an escape may be escaped by its own rules: JSON in a JSON string has two layers.
const LAYERS: usize = 3;

/// The entities that XML names.
const ENTITIES: [(&str, char); 5] = [("amp;", '&'), ("apos;", '\''), ("gt;", '>'), ("lt;", '<'), ("quot;", '"')];

/// Where `wanted` ends if some spelling of it begins at the start of `text`; of several ends the furthest.
pub(crate) fn end(text: &str, wanted: &str) -> Option<usize> {
    let first = text.as_bytes().first()?;
    if wanted.as_bytes().first() != Some(first) && !br"\%&+".contains(first) {
        return None;
    }
    let mut furthest = None;
    // What looks like an escape may be the text itself, so there may be several ways on.
    let mut states = BTreeSet::from([(0, 0)]);
    while let Some((matched, at)) = states.pop_first() {
        match wanted[matched..].chars().next() {
            Some(next) => {
                let ends = spellings(&text[at..], next).into_iter();
                states.extend(ends.map(|length| (matched + next.len_utf8(), at + length)));
            }
            None => furthest = furthest.max(Some(at)),
        }
    }
    furthest
}

/// The lengths of the spellings of a character that `text` begins with.
fn spellings(text: &str, wanted: char) -> Vec<usize> {
    let mut lengths = match text.as_bytes().first() {
        Some(b'\\') => json(text, wanted),
        Some(b'%') => (0..LAYERS).filter_map(|layer| percent(text, wanted, layer)).collect(),
        Some(b'&') => (0..LAYERS).filter_map(|layer| xml(text, wanted, layer)).collect(),
        // A blank of a form.
        Some(b'+') if wanted == ' ' => vec![1],
        _ => Vec::new(),
    };
    if text.starts_with(wanted) {
        lengths.push(wanted.len_utf8());
    }
    lengths
}

/// `\"` or `\u0022`. Each layer has more backslashes; how many depends on the character and on the writer.
fn json(text: &str, wanted: char) -> Vec<usize> {
    let behind = behind_backslashes(text);
    let short = match wanted {
        '"' | '/' => behind.strip_prefix(wanted),
        '\n' => behind.strip_prefix('n'),
        '\r' => behind.strip_prefix('r'),
        '\t' => behind.strip_prefix('t'),
        _ => None,
    };
    let escaped = short.or_else(|| unicode(text, wanted)).map(|rest| text.len() - rest.len());
    let doubled =
        (1..=LAYERS).map(|layer| 1 << layer).filter(|count| wanted == '\\' && backslashes(text, *count) == *count);
    escaped.into_iter().chain(doubled).collect()
}

/// What follows the `\u0022` of a character, which is two of them beyond 16 bits.
fn unicode(text: &str, wanted: char) -> Option<&str> {
    let mut rest = text;
    for unit in wanted.encode_utf16(&mut [0; 2]) {
        let digits = behind_backslashes(rest.strip_prefix('\\')?).strip_prefix('u')?;
        rest = behind_hex(digits, 4, u32::from(*unit))?;
    }
    Some(rest)
}

fn behind_backslashes(text: &str) -> &str {
    &text[backslashes(text, (1 << LAYERS) - 1)..]
}

/// How many backslashes the text begins with, but no more than so many.
fn backslashes(text: &str, most: usize) -> usize {
    text.bytes().take(most).take_while(|byte| *byte == b'\\').count()
}

/// `%22`, or `%2522` in the next layer; of each byte that the character has in UTF-8.
fn percent(text: &str, wanted: char, layer: usize) -> Option<usize> {
    let mut rest = text;
    for byte in wanted.encode_utf8(&mut [0; 4]).bytes() {
        rest = behind_repeated(rest.strip_prefix('%')?, "25", layer)?;
        rest = behind_hex(rest, 2, u32::from(byte))?;
    }
    Some(text.len() - rest.len())
}

/// `&quot;`, `&#34;` or `&#x22;`, or `&amp;quot;` in the next layer.
fn xml(text: &str, wanted: char, layer: usize) -> Option<usize> {
    let behind = behind_repeated(text.strip_prefix('&')?, "amp;", layer)?;
    let named = ENTITIES.iter().find_map(|(name, meant)| behind.strip_prefix(name).filter(|_| *meant == wanted));
    let rest = named.or_else(|| numeric(behind, wanted))?;
    Some(text.len() - rest.len())
}

/// What follows `#34;` or `#x22;`, if it is this character's number.
fn numeric(text: &str, wanted: char) -> Option<&str> {
    let digits = text.strip_prefix('#')?;
    let end = digits.bytes().take(12).position(|byte| byte == b';')?;
    let (number, rest) = (&digits[..end], &digits[end + 1..]);
    let number = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => number.parse(),
    };
    (number == Ok(u32::from(wanted))).then_some(rest)
}

fn behind_repeated<'t>(text: &'t str, part: &str, times: usize) -> Option<&'t str> {
    (0..times).try_fold(text, |rest, _| rest.strip_prefix(part))
}

/// What follows a number of so many hexadecimal digits, if it is this one.
fn behind_hex(text: &str, digits: usize, number: u32) -> Option<&str> {
    let (hex, rest) = text.split_at_checked(digits)?;
    let is_hex = hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_hex && u32::from_str_radix(hex, 16) == Ok(number)).then_some(rest)
}
