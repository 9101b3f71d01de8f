//! Finds lines of a document that break a silence of the spec (`x-silences`): they have one of its words.

use colt_numbers_openapi::silence::{self, Silence};
use serde_json::Value;

use super::document_entry::DocumentEntry;
use crate::document::line::DocumentLine;
use crate::document::normalize;

/// The silences of a spec that are about a document: not all their elements cite other documents.
pub(crate) fn of_document<'v>(spec: &'v Value, entry: &DocumentEntry<'_>) -> Vec<Silence<'v>> {
    let mut silences = silence::silences(spec);
    silences.retain(|silence| !silence.elements.iter().all(|(_, element)| entry.cites_other_document(element)));
    silences
}

/// The word that breaks a silence in a line. It may have any ending: `error` is also in `Errors`.
pub(crate) fn word_in<'v>(silence: &Silence<'v>, line: &DocumentLine) -> Option<&'v str> {
    word_in_text(silence, &line.text)
}

/// The lines that break a silence, each with the word. A phrase may go on in the next line of a paragraph.
pub(crate) fn lines_with_words<'v>(
    silence: &Silence<'v>,
    lines: &[DocumentLine],
) -> impl Iterator<Item = (usize, &'v str)> {
    lines.iter().zip(lines.iter().skip(1).map(Some).chain([None])).filter_map(|(line, next)| {
        let next = next.filter(|next| !next.begins_cell && !line.text.ends_with(['.', ':', ';', '?', '!']));
        let across = || {
            let next = next.filter(|next| word_in(silence, next).is_none())?;
            word_in_text(silence, &format!("{} {}", line.text, next.text))
        };
        Some((line.number, word_in(silence, line).or_else(across)?))
    })
}

fn word_in_text<'v>(silence: &Silence<'v>, text: &str) -> Option<&'v str> {
    let parts = normalize::name_parts(text);
    silence.words().find(|word| has_word(&parts, &normalize::name_parts(word).concat()))
}

/// Whether the parts of a text have a word or a phrase, also with an ending. How the text splits it does not count: `OAuth` has the parts `o` and
/// `auth`, and `Oauth` has one.
fn has_word(parts: &[String], word: &str) -> bool {
    let begins_at = |at: usize| {
        let mut rest = word;
        for part in &parts[at..] {
            match (rest.strip_prefix(part.as_str()), part.starts_with(rest)) {
                (_, true) => return true,
                (Some(after), false) => rest = after,
                (None, false) => return false,
            }
        }
        false
    };
    (0..parts.len()).any(begins_at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::VendorDocument;

    #[test]
    fn a_word_is_found_in_every_form_but_not_within_a_word() {
        let spec = serde_json::json!({ "x-silences": { "a": { "words": ["error", "status code", "OAuth"] } } });
        let silence = &silence::silences(&spec)[0];
        for (line, is_broken) in [
            ("3. Errors", true),
            ("\terrorCode", true),
            ("An Error: 404", true),
            ("the statusCode", true),
            ("Status codes of it", true),
            ("the STATUSCODE", true),
            ("Oauth 2.0", true),
            ("an OAUTH token", true),
            ("authors", false),
            ("cliStatus", false),
            ("a terror", false),
        ] {
            let document = VendorDocument::from_bytes(line.as_bytes()).unwrap();
            assert_eq!(word_in(silence, &document.lines()[0]).is_some(), is_broken, "{line}");
        }
        for (text, expected) in [
            ("a\nthe status\ncode of it", Some((2, "status code"))),
            ("a status\n\ncode", None),
            ("a status\n\tcode", None),
            ("a status.\nCode", None),
            ("a\nan error", Some((2, "error"))),
        ] {
            let document = VendorDocument::from_bytes(text.as_bytes()).unwrap();
            assert_eq!(lines_with_words(silence, document.lines()).next(), expected, "{text}");
        }
    }
}
