//! Finds lines that break a silence: an assumption (`x-assumption`) lists words under `silentOn` that no line of a document has.

use colt_numbers_openapi::{assumption, pointer};
use serde_json::Value;

use crate::document::line::DocumentLine;
use crate::document::normalize;

/// An element whose assumption is that the documents are silent.
pub(crate) struct Silence<'v> {
    /// The pointer of the element.
    pub(crate) at: String,
    pub(crate) element: &'v Value,
}

/// Every silence of a spec.
pub(crate) fn all(spec: &Value) -> Vec<Silence<'_>> {
    let mut found = Vec::new();
    pointer::walk(spec, "", &mut |at, element| {
        if assumption::silent_on(element).next().is_some() {
            found.push(Silence { at: at.to_owned(), element });
        }
    });
    found
}

impl<'v> Silence<'v> {
    /// The word that breaks the silence in a line. It may have any ending: `error` is also in `Errors`.
    pub(crate) fn word_in(&self, line: &DocumentLine) -> Option<&'v str> {
        self.word_in_text(&line.text)
    }

    /// The first line that breaks the silence, and the word. A phrase may go on in the next line of a paragraph.
    pub(crate) fn first_in(&self, lines: &[DocumentLine]) -> Option<(usize, &'v str)> {
        lines.iter().zip(lines.iter().skip(1).map(Some).chain([None])).find_map(|(line, next)| {
            let next = next.filter(|next| !next.begins_cell && !line.text.ends_with(['.', ':', ';', '?', '!']));
            let across = || {
                let next = next.filter(|next| self.word_in(next).is_none())?;
                self.word_in_text(&format!("{} {}", line.text, next.text))
            };
            Some((line.number, self.word_in(line).or_else(across)?))
        })
    }

    fn word_in_text(&self, text: &str) -> Option<&'v str> {
        let parts = normalize::name_parts(text);
        assumption::silent_on(self.element).find(|word| has_word(&parts, &normalize::name_parts(word).concat()))
    }
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
        let words = ["error", "status code", "OAuth"];
        let spec = serde_json::json!({ "a": { "x-assumption": { "text": "Silent.", "silentOn": words } } });
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
            assert_eq!(all(&spec)[0].word_in(&document.lines()[0]).is_some(), is_broken, "{line}");
        }
        for (text, expected) in [
            ("a\nthe status\ncode of it", Some((2, "status code"))),
            ("a status\n\ncode", None),
            ("a status\n\tcode", None),
            ("a status.\nCode", None),
            ("a\nan error", Some((2, "error"))),
        ] {
            let document = VendorDocument::from_bytes(text.as_bytes()).unwrap();
            assert_eq!(all(&spec)[0].first_in(document.lines()), expected, "{text}");
        }
    }
}
