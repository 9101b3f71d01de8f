//! Trims the strings of a JSON text, and removes invisible characters from its telephone numbers; everything else stays byte for byte.
//!
//! The text is edited, not serialized anew, so its layout, order of members and notation of numbers are preserved.

use crate::check::json::Json;
use crate::check::json_location::JsonLocation;
use crate::check::telephone_number;
use crate::check::violation::{InvalidInput, Violation};
use crate::check::violation_list::RemainingSpace;

/// The result of [`trim_json`]: the trimmed text, and which strings were changed.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct TrimmedJson {
    /// The trimmed text.
    pub text: String,
    /// The locations of the changed strings as JSON Pointers, in the order of the text: at most 1000, with about 1 MiB
    /// together.
    pub changed: Vec<String>,
    /// The number of changed strings that `changed` does not list.
    pub more: usize,
}

/// Removes the blanks at both ends of every string value, escaped ones included. From the start and end of a number range it also removes
/// invisible characters (U+200B, U+FEFF and the like), if the remaining text is a valid telephone number. Names of members are not changed.
///
/// ```
/// let trimmed = colt_numbers::trim_json("{ \"numberRangeStart\": \" +352\u{200b}27949650\" }".as_bytes())?;
/// assert_eq!(trimmed.text, r#"{ "numberRangeStart": "+35227949650" }"#);
/// assert_eq!(trimmed.changed, ["/numberRangeStart"]);
/// # Ok::<(), colt_numbers::InvalidInput>(())
/// ```
///
/// # Errors
/// [`InvalidInput`] with one violation of the id `json`, if the text is not JSON or exceeds a limit. Nothing else is checked.
pub fn trim_json(body: &[u8]) -> Result<TrimmedJson, InvalidInput> {
    let not_json = |violation| InvalidInput::new(vec![violation]);
    let json = Json::parse(body).map_err(not_json)?;
    let text = std::str::from_utf8(body).map_err(|error| not_json(Violation::not_json(error.to_string(), None)))?;
    let trimmed = TrimmedJson { text: String::with_capacity(text.len()), changed: Vec::new(), more: 0 };
    let mut editor = JsonEditor { rest: text, trimmed, space: RemainingSpace::default() };
    editor.edit(&json, JsonLocation::Root, false);
    Ok(editor.finish())
}

/// How a string value is changed.
enum StringEdit {
    Keep,
    Trim,
    /// Replaced by this telephone number.
    Replace(String),
}

impl StringEdit {
    fn of(text: &str, is_range_bound: bool) -> Self {
        let trimmed = text.trim();
        let number = if is_range_bound {
            telephone_number::without_invisible(text).filter(|number| number != trimmed)
        } else {
            None
        };
        match number {
            Some(number) => Self::Replace(number),
            None if trimmed.len() != text.len() => Self::Trim,
            None => Self::Keep,
        }
    }
}

/// Copies a JSON text with edits, in step with its parsed values.
struct JsonEditor<'t> {
    /// The part of the text that is not copied yet.
    rest: &'t str,
    trimmed: TrimmedJson,
    space: RemainingSpace,
}

impl JsonEditor<'_> {
    /// Copies the text up to the end of the value's last string, with every string edited. `is_range_bound`: the value is the start or end of
    /// a number range.
    fn edit(&mut self, json: &Json<'_>, location: JsonLocation<'_>, is_range_bound: bool) {
        match json {
            Json::Text(text) => self.edit_text(&StringEdit::of(text, is_range_bound), location),
            Json::List(items) => {
                items
                    .iter()
                    .enumerate()
                    .for_each(|(index, item)| self.edit(item, JsonLocation::Item(&location, index), false));
            }
            Json::Object(members) => members.iter().for_each(|(name, value)| {
                self.edit(value, JsonLocation::Member(&location, name), telephone_number::is_range_bound(name));
            }),
            Json::Null | Json::Boolean(_) | Json::Number(_) => {}
        }
    }

    /// Copies the text up to the end of the next string that is not the name of a member, with that string edited.
    fn edit_text(&mut self, edit: &StringEdit, location: JsonLocation<'_>) {
        while let Some((before, literal, after)) = next_string(self.rest) {
            self.rest = after;
            self.trimmed.text.push_str(before);
            let is_name = after.trim_start().starts_with(':');
            if is_name {
                self.trimmed.text.push_str(literal);
                continue;
            }
            match edit {
                StringEdit::Keep => self.trimmed.text.push_str(literal),
                StringEdit::Trim => self.replace(trim(&literal[1..literal.len() - 1]), location),
                // JSON needs no escapes for the characters of a telephone number.
                StringEdit::Replace(number) => self.replace(number, location),
            }
            return;
        }
    }

    /// Writes a changed string, and lists its location.
    fn replace(&mut self, content: &str, location: JsonLocation<'_>) {
        self.trimmed.text.extend(["\"", content, "\""]);
        if self.space.use_for_item(location.pointer_bytes()) {
            self.trimmed.changed.push(location.pointer());
        } else {
            self.trimmed.more += 1;
        }
    }

    fn finish(mut self) -> TrimmedJson {
        self.trimmed.text.push_str(self.rest);
        self.trimmed
    }
}

/// Splits a valid JSON text at its next string literal: the text before it, the literal with its quotes, the text after it.
fn next_string(text: &str) -> Option<(&str, &str, &str)> {
    let start = text.find('"')?;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(start + 1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some((&text[..start], &text[start..=at], &text[at + 1..])),
            _ => {}
        }
    }
    None
}

/// The content of a string literal without the blanks at its ends, including escaped blanks.
fn trim(content: &str) -> &str {
    // One loop for each end: a common loop would examine each end again for every step at the other, which takes quadratic time.
    let content = strip_repeatedly(content, |content| strip_start(content.trim_start()));
    strip_repeatedly(content, |content| strip_end(content.trim_end()))
}

fn strip_repeatedly<'c>(mut content: &'c str, strip: impl Fn(&'c str) -> &'c str) -> &'c str {
    loop {
        let stripped = strip(content);
        if stripped.len() == content.len() {
            return content;
        }
        content = stripped;
    }
}

fn strip_start(content: &str) -> &str {
    blank_escape(content).map_or(content, |length| &content[length..])
}

fn strip_end(content: &str) -> &str {
    for length in [2, 6] {
        let Some(cut) = content.len().checked_sub(length).filter(|cut| content.is_char_boundary(*cut)) else {
            continue;
        };
        // The backslash of the escape may itself be escaped: `\\n` is a backslash and the letter `n`.
        let backslashes = content[..cut].bytes().rev().take_while(|byte| *byte == b'\\').count();
        if backslashes % 2 == 0 && blank_escape(&content[cut..]) == Some(length) {
            return &content[..cut];
        }
    }
    content
}

/// The length of the escaped blank at the start of the text, if there is one.
fn blank_escape(content: &str) -> Option<usize> {
    let rest = content.strip_prefix('\\')?;
    match rest.as_bytes().first()? {
        b'n' | b'r' | b't' | b'f' => Some(2),
        b'u' => {
            let code = u32::from_str_radix(rest.get(1..5)?, 16).ok()?;
            char::from_u32(code).filter(|c| c.is_whitespace()).map(|_| 6)
        }
        _ => None,
    }
}
