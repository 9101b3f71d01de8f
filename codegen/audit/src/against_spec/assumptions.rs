//! Whether an `x-assumption` declares a difference: it names what the document has and what the spec has. Whether its reason is a good
//! one is for a reader to judge.

/// Whether one of some assumptions declares a difference: a clause of it speaks of the document and names all that the document has
/// (`said`), and the assumption names all that the spec has in its place (`ours`).
pub(super) fn declared<'a>(assumptions: impl Iterator<Item = &'a str>, said: &[&String], ours: &[&String]) -> bool {
    let all =
        |text: &str, words: &[&String]| words.iter().all(|words| places(text, &words.to_lowercase()).next().is_some());
    !said.is_empty() && any(assumptions, |text| all(text, ours) && of_document(text).any(|clause| all(clause, said)))
}

/// Whether one of some assumptions declares that something must be given, or need not, by one of the words for it (`ours`), and names
/// the word of the document (`said`). A word that is denied names its opposite, and does not count.
pub(super) fn declared_need<'a>(assumptions: impl Iterator<Item = &'a str>, said: &str, ours: &[&str]) -> bool {
    let said = said.to_lowercase();
    any(assumptions, |text| {
        // The document's `Conditional Mandatory` does not say that it is mandatory here.
        let rest = text.replace(&said, "…");
        ours.iter().any(|word| affirms(&rest, word)) && of_document(text).any(|clause| affirms(clause, &said))
    })
}

/// Whether one of some assumptions says one of some words, and does not deny it.
pub(super) fn says<'a>(assumptions: impl Iterator<Item = &'a str>, words: &[&str]) -> bool {
    any(assumptions, |text| words.iter().any(|word| affirms(text, word)))
}

/// Assumptions are read in lower case.
fn any<'a>(mut assumptions: impl Iterator<Item = &'a str>, holds: impl Fn(&str) -> bool) -> bool {
    assumptions.any(|text| holds(&text.to_lowercase()))
}

/// The clauses that speak of the document.
fn of_document(text: &str) -> impl Iterator<Item = &str> {
    let speaks = |clause: &&str| ["document", "table", "vendor"].iter().any(|word| clause.contains(word));
    text.split([';', '.']).filter(speaks)
}

/// Where some words stand in a text, not as a part of others.
fn places<'a>(text: &'a str, words: &'a str) -> impl Iterator<Item = usize> + 'a {
    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let found = text.match_indices(words).map(|(at, _)| at).filter(|_| !words.is_empty());
    found.filter(move |at| edge(text[..*at].chars().next_back()) && edge(text[*at + words.len()..].chars().next()))
}

/// Whether a text has some words where its clause has denied nothing before them. What is denied further on is taken for denied as
/// well: a declaration that is not seen is open and can be reworded, one that is seen wrongly hides a difference.
fn affirms(text: &str, words: &str) -> bool {
    places(text, words).any(|at| {
        let clause = text[..at].rsplit([';', '.', ':']).next().unwrap_or_default();
        let before = clause.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’')));
        !before.rev().any(denies)
    })
}

fn denies(word: &str) -> bool {
    let words = ["not", "never", "no", "non", "nor", "neither", "none", "nothing", "nobody", "without", "cannot"];
    words.contains(&word) || word.ends_with("n't") || word.ends_with("n’t")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_assumption_declares_what_it_names() {
        let text = "The limit of 20 is the document's; the pattern leaves room for 17. The table calls it mandatory.";
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let declares = |said: &[&str], ours: &[&str]| {
            let (said, ours) = (owned(said), owned(ours));
            declared([text].into_iter(), &said.iter().collect::<Vec<_>>(), &ours.iter().collect::<Vec<_>>())
        };
        assert!(declares(&["20"], &["17"]) && declares(&["Mandatory"], &[]));
        assert!(!declares(&["17"], &[]) && !declares(&["2"], &[]) && !declares(&["20", "17"], &[]));
        assert!(!declares(&[], &[]) && !declares(&["20"], &["5"]) && !declares(&["20"], &["17", "5"]));
    }

    #[test]
    fn a_word_that_is_denied_declares_nothing() {
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
            assert_eq!(declared_need([text].into_iter(), "Optional", &["mandatory", "required"]), expected, "{text}");
        }
        let conditional = |text| declared_need([text].into_iter(), "Conditional Mandatory", &["mandatory", "required"]);
        assert!(!conditional("The table calls it conditional mandatory."));
        assert!(conditional("The table calls it conditional mandatory; it is mandatory here."));
        assert!(says(["It may be left out."].into_iter(), &["left out"]));
        assert!(!says(["It cannot be left out."].into_iter(), &["left out"]));
    }
}
