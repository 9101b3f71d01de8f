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
        let text = normalize::name_parts(&line.text).join(" ");
        assumption::silent_on(self.element).find(|word| has_word(&text, &normalize::name_parts(word).join(" ")))
    }
}

/// Whether a text of words in lower case has a word or a phrase, also with an ending.
fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| at == 0 || text.as_bytes()[at - 1] == b' ')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::VendorDocument;

    #[test]
    fn a_word_is_found_in_every_form_but_not_within_a_word() {
        let spec =
            serde_json::json!({ "a": { "x-assumption": { "text": "Silent.", "silentOn": ["error", "status code"] } } });
        for (line, is_broken) in [
            ("3. Errors", true),
            ("\terrorCode", true),
            ("An Error: 404", true),
            ("the statusCode", true),
            ("Status codes of it", true),
            ("cliStatus", false),
            ("a terror", false),
        ] {
            let document = VendorDocument::from_bytes(line.as_bytes()).unwrap();
            assert_eq!(all(&spec)[0].word_in(&document.lines()[0]).is_some(), is_broken, "{line}");
        }
    }
}
