//! Fixes a JSON text: removes blanks at the outer ends of strings, and invisible characters in telephone numbers; nothing else is touched.
//!
//! The text is edited, not written anew: layout, order and numbers stay as they are, byte for byte.

use crate::check::json::Json;
use crate::check::json_location::JsonLocation;
use crate::check::telephone_number;
use crate::check::violation::{InvalidReservation, Violation};
use crate::check::violation_list::ListLimits;

/// A fixed text, and what was changed.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct TrimmedJson {
    /// The text.
    pub text: String,
    /// The places whose strings were changed, as JSON Pointers, in the order of the text: a thousand of them at the most.
    pub changed: Vec<String>,
    /// How many further strings were changed.
    pub more: usize,
}

/// Removes blanks at the outer ends of every string value, escaped ones included. A string that is the end of a number range loses its
/// invisible characters as well (U+200B, U+FEFF and the like) where what is left is a telephone number. Names of members stay.
///
/// ```
/// let fixed = colt_numbers::trim_json("{ \"numberRangeStart\": \" +352\u{200b}27949650\" }".as_bytes())?;
/// assert_eq!(fixed.text, r#"{ "numberRangeStart": "+35227949650" }"#);
/// assert_eq!(fixed.changed, ["/numberRangeStart"]);
/// # Ok::<(), colt_numbers::InvalidReservation>(())
/// ```
///
/// # Errors
/// One violation `json`, where the text is not JSON.
pub fn trim_json(body: &[u8]) -> Result<TrimmedJson, InvalidReservation> {
    let refused = |violation| InvalidReservation::new(vec![violation]);
    let json = Json::parse(body).map_err(refused)?;
    let text = std::str::from_utf8(body).map_err(|error| refused(Violation::not_json(error.to_string(), None)))?;
    let fixed = TrimmedJson { text: String::with_capacity(text.len()), changed: Vec::new(), more: 0 };
    let mut editor = JsonEditor { rest: text, fixed, bounds: ListLimits::default() };
    editor.edit(&json, JsonLocation::Root, false);
    Ok(editor.end())
}

/// What becomes of a string value.
enum StringEdit {
    None,
    Trim,
    Number(String),
}

impl StringEdit {
    fn of(text: &str, is_number: bool) -> Self {
        let trimmed = text.trim();
        let number = if is_number { telephone_number::visible(text).filter(|number| number != trimmed) } else { None };
        match number {
            Some(number) => Self::Number(number),
            None if trimmed.len() != text.len() => Self::Trim,
            None => Self::None,
        }
    }
}

/// Goes through a text and its values side by side.
struct JsonEditor<'t> {
    /// What was not copied yet.
    rest: &'t str,
    fixed: TrimmedJson,
    bounds: ListLimits,
}

impl JsonEditor<'_> {
    /// Copies the text up to the end of a value's last string, with all strings fixed; `is_number` where it is the end of a range.
    fn edit(&mut self, json: &Json<'_>, place: JsonLocation<'_>, is_number: bool) {
        match json {
            Json::Text(text) => self.edit_text(StringEdit::of(text, is_number), place),
            Json::List(items) => {
                items
                    .iter()
                    .enumerate()
                    .for_each(|(index, item)| self.edit(item, JsonLocation::Item(&place, index), false));
            }
            Json::Object(members) => members.iter().for_each(|(name, value)| {
                self.edit(value, JsonLocation::Member(&place, name), telephone_number::is_end(name));
            }),
            Json::Null | Json::Boolean(_) | Json::Number(_) => {}
        }
    }

    /// Copies the text up to the end of the next string that is not the name of a member.
    fn edit_text(&mut self, edit: StringEdit, place: JsonLocation<'_>) {
        while let Some((before, literal, after)) = next_string(self.rest) {
            self.rest = after;
            self.fixed.text.push_str(before);
            let is_name = after.trim_start().starts_with(':');
            if is_name {
                self.fixed.text.push_str(literal);
                continue;
            }
            match &edit {
                StringEdit::None => self.fixed.text.push_str(literal),
                StringEdit::Trim => self.replace(trim(&literal[1..literal.len() - 1]), place),
                // A telephone number has no character that JSON escapes.
                StringEdit::Number(number) => self.replace(number, place),
            }
            return;
        }
    }

    /// Writes a string that was changed.
    fn replace(&mut self, content: &str, place: JsonLocation<'_>) {
        self.fixed.text.extend(["\"", content, "\""]);
        if self.bounds.allow(place.weight()) {
            self.fixed.changed.push(place.pointer());
        } else {
            self.fixed.more += 1;
        }
    }

    fn end(mut self) -> TrimmedJson {
        self.fixed.text.push_str(self.rest);
        self.fixed
    }
}

/// The next string literal of a well-formed text: what stands before it, the literal with its quotes, what stands behind.
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

/// The content of a literal without blanks at its ends, written plainly or as escapes.
fn trim(content: &str) -> &str {
    // Each end has a loop of its own: one for both would look at each end again for every step of the other.
    let content = until_done(content, |content| strip_start(content.trim_start()));
    until_done(content, |content| strip_end(content.trim_end()))
}

fn until_done<'c>(mut content: &'c str, strip: impl Fn(&'c str) -> &'c str) -> &'c str {
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
        // An escape at the end may itself be escaped: `\\n` is a backslash and a letter.
        let backslashes = content[..cut].bytes().rev().take_while(|byte| *byte == b'\\').count();
        if backslashes % 2 == 0 && blank_escape(&content[cut..]) == Some(length) {
            return &content[..cut];
        }
    }
    content
}

/// The length of the escape of a blank that the text begins with.
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
