//! Hints on telephone numbers that are written with separators or contain invisible characters.
//!
//! The spec's pattern alone decides which numbers are valid; this module does not make a check accept more. It uses no library of numbering
//! plans: such a library would guess where this code gives no hint, and it follows plans that the vendor's document does not mention.

use colt_numbers_api::schema::{NUMBER_RANGE, SchemaKind, StringSchema, TELEPHONE_NUMBER};
use colt_numbers_api::types::{Country, TelephoneNumber};

/// Whether a schema is the one of telephone numbers.
pub(crate) fn is_telephone_number_schema(schema: &StringSchema) -> bool {
    matches!(&TELEPHONE_NUMBER.kind, SchemaKind::String(number) if std::ptr::eq(number, schema))
}

/// Whether `name` is the name of a range's start or end, by the spec's schema of number ranges.
pub(crate) fn is_range_bound(name: &str) -> bool {
    let SchemaKind::Object(range) = &NUMBER_RANGE.kind else { return false };
    range.properties.iter().any(|member| member.name == name && std::ptr::eq(member.schema, &TELEPHONE_NUMBER))
}

/// Describes the first character that is invisible, or that is a blank other than the space: `character 5 is U+200B, which is invisible`.
pub(crate) fn describe_invisible(text: &str) -> Option<String> {
    let found = text.chars().zip(1..).find_map(|(character, position)| {
        let kind = match character {
            ' ' => None,
            _ if character.is_whitespace() || is_blank(character) => Some("a blank"),
            _ if is_invisible(character) || character.is_control() => Some("invisible"),
            _ => None,
        };
        Some((character, position, kind?))
    });
    let (character, position, kind): (_, usize, _) = found?;
    Some(format!("character {position} is U+{:04X}, which is {kind}", u32::from(character)))
}

/// How to write a number that is not valid, if the text can only mean one number.
pub(crate) fn hint(text: &str) -> Option<String> {
    match without_invisible(text) {
        Some(number) => Some(format!("write `{number}`; `check --fix` removes the invisible characters")),
        None => without_separators(text).map(|number| format!("write `{number}`")),
    }
}

/// The text without its invisible characters and surrounding blanks, if that is a valid number.
pub(crate) fn without_invisible(text: &str) -> Option<String> {
    let visible = visible_text(text)?;
    let number = visible.trim();
    is_valid(number).then(|| number.to_owned())
}

/// The number that a text means, if it is unambiguous: a plus sign or `00` before the calling code, and blanks, hyphens, dots, slashes and
/// parentheses between the digits.
pub(crate) fn without_separators(text: &str) -> Option<String> {
    let visible = visible_text(text)?;
    let visible = visible.trim();
    let digits = digit_groups(visible)?.concat();
    let digits = match visible.starts_with(['+', '(']) && visible.contains('+') {
        true => &*digits,
        // Unless a calling code follows them, the zeros are part of the number.
        false => digits.strip_prefix("00").filter(|digits| calling_code(digits).is_some())?,
    };
    // The trunk zero of a national number, as in `+44 (0)20`, is not dialled from abroad, except in Italy.
    let has_trunk_zero = calling_code(digits)
        .is_some_and(|code| digits[code.len()..].starts_with('0') && code != Country::It.calling_code());
    let number = format!("+{digits}");
    (digits.len() <= MAX_DIGITS && !has_trunk_zero && is_valid(&number)).then_some(number)
}

/// The most digits of an international number (ITU-T E.164, 6).
const MAX_DIGITS: usize = 15;

/// The longest text that is examined, in bytes: many bytes for each digit.
const MAX_TEXT_BYTES: usize = 256;

/// The text without its invisible characters; `None` if it is too long for a number.
fn visible_text(text: &str) -> Option<String> {
    // U+202E (right-to-left override) stays: it reverses digits on the screen, so without it the text differs from the visible number.
    let is_removed = |character| is_invisible(character) && character != '\u{202e}';
    (text.len() <= MAX_TEXT_BYTES).then(|| text.chars().filter(|character| !is_removed(*character)).collect())
}

fn is_valid(text: &str) -> bool {
    TelephoneNumber::check(text).is_ok()
}

fn calling_code(digits: &str) -> Option<&'static str> {
    Country::ALL.iter().copied().map(Country::calling_code).find(|code| digits.starts_with(code))
}

/// The characters that separate groups of digits, in addition to blanks and parentheses.
const SEPARATORS: [char; 3] = ['-', '.', '/'];

/// The groups of digits of a text that is one number. `None` if it has other characters than digits, separators and a plus sign before the
/// first digit, or if it may be two numbers: `4700-09` is often a range, and `4758/59` a pair.
fn digit_groups(text: &str) -> Option<Vec<&str>> {
    let is_separator =
        |character| is_blank(character) || SEPARATORS.contains(&character) || matches!(character, '(' | ')');
    let (before, rest) = text.split_at(text.find(|character: char| character.is_ascii_digit())?);
    let has_valid_characters = before.replacen('+', "", 1).chars().all(is_separator)
        && rest.chars().all(|character| character.is_ascii_digit() || is_separator(character));
    let parentheses: String = text.chars().filter(|character| matches!(character, '(' | ')')).collect();
    let count_separators = |separator: &str| separator.matches(SEPARATORS).count();
    let has_single_separators =
        text.split(|character: char| character.is_ascii_digit()).all(|separator| count_separators(separator) < 2);
    let groups: Vec<_> =
        rest.split(|character: char| !character.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
    let can_be_one_number = match groups.as_slice() {
        // The end of a range is often written by its last digits only.
        [.., before, last] if count_separators(rest) > 0 => {
            last.len() >= before.len() && (count_separators(rest) > 1 || last.len() > 2)
        }
        _ => true,
    };
    (has_valid_characters && matches!(&*parentheses, "" | "()") && has_single_separators && can_be_one_number)
        .then_some(groups)
}

/// Whether a character is a blank that is not a line break.
fn is_blank(character: char) -> bool {
    let is_line_break = matches!(character, '\n'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
    (character.is_whitespace() && !is_line_break) || character == '\u{2800}'
}

/// Whether a character is invisible: Unicode's `Default_Ignorable_Code_Point`, and the interlinear annotation characters.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::{describe_invisible, is_blank, is_invisible, without_invisible, without_separators};

    const NUMBER: &str = "+442081324758";

    #[test]
    fn a_number_is_suggested_only_if_the_text_is_unambiguous() {
        for (text, number) in [
            ("+44 20 8132 4758", Some(NUMBER)),
            ("+44-20-8132-4758", Some(NUMBER)),
            ("+44.20.8132.4758", Some(NUMBER)),
            ("+44/20/8132/4758", Some(NUMBER)),
            ("+44 (20) 8132 4758", Some(NUMBER)),
            ("(+44) 20 8132-4758", Some(NUMBER)),
            ("+44 - 20 - 8132 - 4758", Some(NUMBER)),
            (" + 44 2081324758 ", Some(NUMBER)),
            ("+44\u{a0}20\u{202f}8132\u{2009}4758", Some(NUMBER)),
            ("\u{202d}+44 20 8132 4758\u{202c}", Some(NUMBER)),
            ("+44\u{2060} 20\u{200b} 8132 4758", Some(NUMBER)),
            ("00442081324758", Some(NUMBER)),
            ("00 44 20 8132 4758", Some(NUMBER)),
            ("0044 (20) 8132-4758", Some(NUMBER)),
            ("+33-1-23-45-67-89", Some("+33123456789")),
            ("+49 30/123456", Some("+4930123456")),
            ("+39 06 1234 5678", Some("+390612345678")),
            ("+39 (0)6 1234 5678", Some("+390612345678")),
            ("+1 212 555 0100", Some("+12125550100")),
            // National numbers, or a calling code without its plus sign.
            ("020 8132 4758", None),
            ("44 20 8132 4758", None),
            ("20 8132 4758", None),
            ("0001 212 555 0100", None),
            ("00 20 8132 4758", None),
            // The trunk zero of a national number.
            ("+44 (0)20 8132 4758", None),
            ("+44 020 8132 4758", None),
            ("0044 (0)20 8132 4758", None),
            // Ranges and pairs.
            ("+442081324758-59", None),
            ("+44 20 8132 4758-59", None),
            ("+44 20 8132 4758/59", None),
            ("+44-20-8132-4758-59", None),
            ("+33 1 23 45 67 00-09", None),
            ("+442081324700-4709", None),
            ("+442081324700..09", None),
            ("+442081324700..+442081324709", None),
            ("+442081324700 - +442081324709", None),
            ("+442081324700\n442081324709", None),
            ("+44 2081324758 442081324759", None),
            // Not a number.
            ("", None),
            ("+", None),
            ("-", None),
            ("+44", None),
            ("++44 20 8132 4758", None),
            ("44+20 8132 4758", None),
            ("+44 (20 8132 4758", None),
            ("+44 )20( 8132 4758", None),
            ("+44 20 8132 4758 ext 9", None),
            ("tel:+44 20 8132 4758", None),
            ("+44 20 8132 475８", None),
            ("+44 20 81\u{8}32 4758", None),
            ("\u{202e}+44 8574 2318 02", None),
            ("+4420 8132 4758 1234", None),
        ] {
            assert_eq!(without_separators(text).as_deref(), number, "{text:?}");
        }
        assert_eq!(without_separators(&format!("+44{}2081324758", " ".repeat(10_000_000))), None);
    }

    #[test]
    fn invisible_characters_are_named_and_removed() {
        let every = ('\0'..=char::MAX).filter(|character| is_invisible(*character));
        assert_eq!(every.clone().count(), 1 + 1 + 1 + 2 + 2 + 5 + 5 + 5 + 16 + 1 + 16 + 1 + 1 + 12 + 4 + 8 + 4096);
        for character in every {
            for at in [0, 5, NUMBER.len()] {
                let text = format!("{}{character}{}", &NUMBER[..at], &NUMBER[at..]);
                let named = format!("character {} is U+{:04X}, which is invisible", at + 1, u32::from(character));
                assert_eq!(describe_invisible(&text).as_deref(), Some(&*named));
                let left = (character != '\u{202e}').then_some(NUMBER);
                assert_eq!(without_invisible(&text).as_deref(), left, "{text:?}");
                assert_eq!(without_separators(&text).as_deref(), left, "{text:?}");
            }
        }
        for blank in ('\0'..=char::MAX).filter(|character| is_blank(*character) && *character != ' ') {
            let text = format!("+44{blank}2081324758");
            let named = format!("character 4 is U+{:04X}, which is a blank", u32::from(blank));
            assert_eq!((describe_invisible(&text).as_deref(), without_invisible(&text)), (Some(&*named), None));
            assert_eq!(without_separators(&text).as_deref(), Some(NUMBER), "{text:?}");
        }
        assert_eq!(describe_invisible("+44 20 8132 4758"), None);
        // A backspace was meant to delete the digit before it, so removing it would change the number.
        assert_eq!(describe_invisible("+44\u{8}").as_deref(), Some("character 4 is U+0008, which is invisible"));
        assert_eq!(without_invisible("+4420813247\u{8}58"), None);
    }
}
