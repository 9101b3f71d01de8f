//! Patterns that are sequences of character runs, which a loop can check without backtracking.
//!
//! `^\+?[1-9]\d{6,15}$` is three runs. Each run can be read greedily, because no character that could continue it could also begin what
//! follows. Such patterns are checked by loops instead of a transition table.

use crate::charset::CharSet;
use crate::syntax::{Assertion, PatternNode};

/// The maximum number of runs, because each becomes code.
const MAX_RUNS: u32 = 48;

/// Consecutive characters of one set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CharRun {
    /// The set.
    pub set: CharSet,
    /// The least number of characters.
    pub min: u32,
    /// The greatest number; `None` is unbounded.
    pub max: Option<u32>,
}

/// The runs that match exactly the same texts as the pattern, if it is such a sequence.
pub(crate) fn char_runs(node: &PatternNode) -> Option<Vec<CharRun>> {
    let mut parts = Vec::new();
    flatten(node, &mut parts);
    let [PatternNode::Assertion(Assertion::Start), parts @ .., PatternNode::Assertion(Assertion::End)] =
        parts.as_slice()
    else {
        return None;
    };
    let mut runs = Vec::new();
    for part in parts {
        append(part, &mut runs)?;
    }
    (!runs.is_empty() && runs.iter().all(|run| !run.set.is_empty()) && is_deterministic(&runs)).then_some(runs)
}

fn flatten<'a>(node: &'a PatternNode, parts: &mut Vec<&'a PatternNode>) {
    match node {
        PatternNode::Concat(inner) => inner.iter().for_each(|part| flatten(part, parts)),
        other => parts.push(other),
    }
}

fn append(node: &PatternNode, runs: &mut Vec<CharRun>) -> Option<()> {
    if let Some(set) = one_character(node) {
        return push(CharRun { set, min: 1, max: Some(1) }, runs);
    }
    match node {
        PatternNode::Concat(parts) => parts.iter().try_for_each(|part| append(part, runs)),
        PatternNode::Repeat { node, min, max } => match one_character(node) {
            Some(set) => push(CharRun { set, min: *min, max: *max }, runs),
            None if *max == Some(*min) && *min <= MAX_RUNS => (0..*min).try_for_each(|_| append(node, runs)),
            None => None,
        },
        // A repeated `^` at the start has no effect.
        PatternNode::Assertion(Assertion::Start) if runs.is_empty() => Some(()),
        PatternNode::Class(_) | PatternNode::Alternate(_) | PatternNode::Assertion(_) => None,
    }
}

/// The set of characters, if the node always matches exactly one character.
fn one_character(node: &PatternNode) -> Option<CharSet> {
    match node {
        PatternNode::Class(set) => Some(set.clone()),
        PatternNode::Alternate(branches) => {
            let sets: Vec<CharSet> = branches.iter().map(one_character).collect::<Option<_>>()?;
            Some(CharSet::union_of(&sets))
        }
        _ => None,
    }
}

/// Adds a run, merging it with the last one if that has the same set.
fn push(run: CharRun, runs: &mut Vec<CharRun>) -> Option<()> {
    match runs.last_mut() {
        _ if run.max == Some(0) => {}
        Some(last) if last.set == run.set => {
            last.min = last.min.checked_add(run.min)?;
            last.max = match last.max.zip(run.max) {
                Some((one, other)) => Some(one.checked_add(other)?),
                None => None,
            };
        }
        _ => runs.push(run),
    }
    (runs.len() <= MAX_RUNS as usize).then_some(())
}

/// Whether no run of variable length has a character in common with what may follow it.
fn is_deterministic(runs: &[CharRun]) -> bool {
    runs.iter().enumerate().filter(|(_, run)| run.max != Some(run.min)).all(|(at, run)| {
        let after = &runs[at + 1..];
        let end = after.iter().position(|next| next.min > 0).map_or(after.len(), |required| required + 1);
        after[..end].iter().all(|next| !next.set.intersects(&run.set))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::pattern::Pattern;
    use proptest::prelude::*;

    const PIECES: &[&str] = &[
        "a", "b", "ab", "[ab]", "[^a]", ".", "\\d", "(?:ab)", "(a|b)", "(?:a|ab)", "(?:)", "[]", "^", "*", "+?", "?",
        "{2}", "{0}", "{1,3}", "{2,}",
    ];

    fn node_of(runs: &[CharRun]) -> PatternNode {
        let repeat = |run: &CharRun| PatternNode::Repeat {
            node: Box::new(PatternNode::Class(run.set.clone())),
            min: run.min,
            max: run.max,
        };
        let ends = |look| std::iter::once(PatternNode::Assertion(look));
        PatternNode::Concat(ends(Assertion::Start).chain(runs.iter().map(repeat)).chain(ends(Assertion::End)).collect())
    }

    /// Matches the text as the emitted loops do: each run greedily, without backtracking.
    fn matches(runs: &[CharRun], text: &str) -> bool {
        let mut rest = text.chars().peekable();
        let all = runs.iter().all(|run| {
            let mut count = 0;
            let has = |character: char| run.set.intersects(&CharSet::one(u32::from(character)));
            while run.max.is_none_or(|max| count < max) && rest.next_if(|&character| has(character)).is_some() {
                count += 1;
            }
            count >= run.min
        });
        all && rest.next().is_none()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn runs_match_what_the_pattern_matches(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..7), text in "[ab1\n]{0,6}") {
            let source = format!("^{}$", pieces.concat());
            let Ok(pattern) = Pattern::compile(&source) else { return Ok(()) };
            if let Some(runs) = pattern.char_runs() {
                prop_assert_eq!(&Language::of_node(&node_of(&runs)).unwrap(), pattern.language(), "`{}`", source);
                prop_assert_eq!(matches(&runs, &text), pattern.accepts(&text), "`{}` on {:?}", source, text);
            }
        }
    }

    #[test]
    fn sequences_of_runs_are_recognized() {
        for (source, expected) in [
            (r"^\+?[1-9]\d{6,15}$", Some(3)),
            ("^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$", Some(9)),
            ("^a(b|c)[d]$", Some(3)),
            (r"^\d\d*\d?$", Some(1)),
            ("^[a-z][a-z0-9]*$", Some(2)),
            ("^[a-z]*[a-z0-9]$", None),
            ("^(?:ab)*$", None),
            ("^(?:ab|c)$", None),
            ("^a", None),
            ("a$", None),
            ("^a$|^b$", None),
            ("^^a$", Some(1)),
            ("^(?:^a)b$", Some(2)),
            ("^a^b$", None),
            ("^a*^b$", None),
            ("^(?!a)b$", None),
            ("^$", None),
            ("^[]$", None),
            ("^(?:){4294967295}a$", None),
        ] {
            let runs = Pattern::compile(source).unwrap().char_runs();
            assert_eq!(runs.map(|runs| runs.len()), expected, "`{source}`");
        }
    }
}
