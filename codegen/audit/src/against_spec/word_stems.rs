//! Word stems, which show whether some lines and an element are about the same subject. This finds citations of wrong lines. Whether a line
//! really states the element is for a human to review.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::document::normalize;

/// Words that do not identify a subject.
static STOP_WORDS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| STOP_WORD_LIST.split(' ').collect());
const STOP_WORD_LIST: &str = "the and for are not nor with that this from have has been will would can could may must its it is as at be by in of on or to an \
    no so if up one own two all any each per via was were which who whose where when than then them they their there these those \
    other into onto out over once only also such same some very more most until after before already document says here give given \
    gives take takes taken call called calls";

/// The stems of the words of a text: `reserved`, `reservation` and `Reserve` have the same stem.
pub(super) fn word_stems(text: &str) -> BTreeSet<String> {
    normalize::words(text)
        .into_iter()
        .flat_map(|word| {
            match word.strip_suffix('s').filter(|bare| bare.len() >= 2 && bare.chars().all(|c| c.is_ascii_uppercase()))
            {
                // `URLs` is an acronym, not a name in camel case.
                Some(bare) => vec![bare.to_ascii_lowercase()],
                None => normalize::name_parts(word),
            }
        })
        .filter(|part| {
            part.len() >= 2 && !STOP_WORDS.contains(part.as_str()) && !part.chars().all(|c| c.is_ascii_digit())
        })
        .map(|part| {
            let bare = part.strip_suffix('s').filter(|bare| bare.len() >= 2).unwrap_or(&part);
            bare.chars().take(5).collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_have_one_stem() {
        assert_eq!(word_stems("Reserved reservations"), word_stems("reserve"));
        assert_eq!(word_stems("lockId is the 90 URLs"), BTreeSet::from(["lock", "id", "url"].map(str::to_owned)));
    }
}
