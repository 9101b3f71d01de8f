//! Decides whether an `x-assumption` declares a difference: it must name the value in the document and the value in the spec. Whether its
//! reason is good is for a human to review.

/// Whether an assumption declares a difference: one of its clauses mentions the document and names everything in `documented`, and the
/// assumption names everything in `in_spec`.
pub(super) fn declares<'a>(
    assumptions: impl Iterator<Item = &'a str>,
    documented: &[&String],
    in_spec: &[&String],
) -> bool {
    let all = |text: &str, words: &[&String]| {
        words.iter().all(|words| positions(text, &words.to_lowercase()).next().is_some())
    };
    !documented.is_empty()
        && any(assumptions, |text| {
            all(text, in_spec) && clauses_on_document(text).any(|clause| all(clause, documented))
        })
}

/// Whether an assumption declares a difference in requiredness: it names one of the words in `in_spec`, and a clause that mentions the
/// document names `documented`. A negated word does not count, because it means the opposite.
pub(super) fn declares_requiredness<'a>(
    assumptions: impl Iterator<Item = &'a str>,
    documented: &str,
    in_spec: &[&str],
) -> bool {
    let documented = documented.to_lowercase();
    any(assumptions, |text| {
        // The document's `Conditional Mandatory` is not a statement about the spec.
        let rest = text.replace(&documented, "…");
        in_spec.iter().any(|word| affirms(&rest, word))
            && clauses_on_document(text).any(|clause| affirms(clause, &documented))
    })
}

/// Whether an assumption has one of the words, not negated.
pub(super) fn affirms_any<'a>(assumptions: impl Iterator<Item = &'a str>, words: &[&str]) -> bool {
    any(assumptions, |text| words.iter().any(|word| affirms(text, word)))
}

/// Whether a condition holds for any of the assumptions, which are passed to it in lower case.
fn any<'a>(mut assumptions: impl Iterator<Item = &'a str>, holds: impl Fn(&str) -> bool) -> bool {
    assumptions.any(|text| holds(&text.to_lowercase()))
}

/// The clauses that mention the document.
fn clauses_on_document(text: &str) -> impl Iterator<Item = &str> {
    let mentions_document = |clause: &&str| ["document", "table", "vendor"].iter().any(|word| clause.contains(word));
    text.split([';', '.']).filter(mentions_document)
}

/// The positions of a phrase in a text, at word boundaries only.
fn positions<'a>(text: &'a str, words: &'a str) -> impl Iterator<Item = usize> + 'a {
    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let found = text.match_indices(words).map(|(at, _)| at).filter(|_| !words.is_empty());
    found.filter(move |at| edge(text[..*at].chars().next_back()) && edge(text[*at + words.len()..].chars().next()))
}

/// Whether a text has a phrase without a negation before it in the same clause. A negation counts even if it negates another word: if a
/// declaration is not recognized, the difference stays open and a person can reword the assumption, but a declaration that is accepted
/// wrongly would hide a difference.
fn affirms(text: &str, words: &str) -> bool {
    positions(text, words).any(|at| {
        let clause = text[..at].rsplit([';', '.', ':']).next().unwrap_or_default();
        let before = clause.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’')));
        !before.rev().any(is_negation)
    })
}

fn is_negation(word: &str) -> bool {
    let words = ["not", "never", "no", "non", "nor", "neither", "none", "nothing", "nobody", "without", "cannot"];
    words.contains(&word) || word.ends_with("n't") || word.ends_with("n’t")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_assumption_declares_only_what_it_names() {
        let text = "The limit of 20 is the document's; the pattern leaves room for 17. The table calls it mandatory.";
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let is_declared = |documented: &[&str], in_spec: &[&str]| {
            let (documented, in_spec) = (owned(documented), owned(in_spec));
            declares([text].into_iter(), &documented.iter().collect::<Vec<_>>(), &in_spec.iter().collect::<Vec<_>>())
        };
        assert!(is_declared(&["20"], &["17"]) && is_declared(&["Mandatory"], &[]));
        assert!(!is_declared(&["17"], &[]) && !is_declared(&["2"], &[]) && !is_declared(&["20", "17"], &[]));
        assert!(!is_declared(&[], &[]) && !is_declared(&["20"], &["5"]) && !is_declared(&["20"], &["17", "5"]));
    }

    #[test]
    fn a_negated_word_declares_nothing() {
        for (text, expected) in [
            ("The table calls it optional. It is required here.", true),
            ("The table says `Optional`: required it is.", true),
            ("The table calls it optional. It is not required here.", false),
            ("The table calls it optional. It isn't always required.", false),
            ("The table calls it optional. Nobody says that it is required.", false),
            ("The table calls it optional. It is non-mandatory.", false),
            ("The table does not call it optional. It is required here.", false),
            ("The table calls it optional.", false),
            ("It is optional. It is required here.", false),
        ] {
            assert_eq!(
                declares_requiredness([text].into_iter(), "Optional", &["mandatory", "required"]),
                expected,
                "{text}"
            );
        }
        let conditional =
            |text| declares_requiredness([text].into_iter(), "Conditional Mandatory", &["mandatory", "required"]);
        assert!(!conditional("The table calls it conditional mandatory."));
        assert!(conditional("The table calls it conditional mandatory; it is mandatory here."));
        assert!(affirms_any(["It may be left out."].into_iter(), &["left out"]));
        assert!(!affirms_any(["It cannot be left out."].into_iter(), &["left out"]));
    }
}
