//! A regular language as its minimal automaton, so that equal languages are equal values.

use crate::automaton::Automaton;
use crate::charset::{Alphabet, CharSet};
use crate::syntax::{Assertion, ParsedPattern, PatternNode};
use crate::unsupported_pattern::UnsupportedPattern;
use crate::{example, minimise, nfa};

/// The maximum number of states and of transitions of a combination of two languages.
const MAX_STATES: usize = 200_000;
const MAX_TRANSITIONS: usize = 2_000_000;

/// A regular language: the set of texts that a string schema allows.
///
/// Two values are equal exactly if they allow the same texts.
///
/// ```
/// use colt_numbers_pattern::Pattern;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (min_length, max_length) = (Some(2), Some(2));
/// let code = Pattern::compile("^[A-Z]+$")?.language().with_length_limits(min_length, max_length)?;
/// assert_eq!(code, Pattern::compile("^[A-Z][A-Z]$")?.language().clone());
/// assert!(code.accepts("GB") && !code.accepts("GBR"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Language {
    automaton: Automaton,
}

impl Language {
    /// The language of all texts.
    #[must_use]
    pub fn all() -> Self {
        Self { automaton: Automaton { alphabet: Alphabet::single_class(), next: vec![0], accepting: vec![true] } }
    }

    /// The language of exactly these texts, such as the values of an `enum`.
    ///
    /// # Errors
    /// If the automaton is too large.
    pub fn of_texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Self, UnsupportedPattern> {
        let literal = |text: &str| {
            PatternNode::Concat(
                text.chars().map(|character| PatternNode::Class(CharSet::one(u32::from(character)))).collect(),
            )
        };
        let texts = PatternNode::Alternate(texts.into_iter().map(literal).collect());
        Self::of_node(&PatternNode::Concat(vec![
            PatternNode::Assertion(Assertion::Start),
            texts,
            PatternNode::Assertion(Assertion::End),
        ]))
    }

    /// The texts of this language whose length is within both limits, in characters (code points).
    ///
    /// # Errors
    /// If the automaton is too large.
    pub fn with_length_limits(
        &self,
        min_length: Option<u32>,
        max_length: Option<u32>,
    ) -> Result<Self, UnsupportedPattern> {
        // A limit without an effect is ignored, because a large limit would need a large automaton.
        let min = min_length.filter(|&min| self.min_len().is_some_and(|shortest| shortest < u64::from(min)));
        let max = max_length.filter(|&max| self.max_len().is_none_or(|longest| longest > u64::from(max)));
        match (min, max) {
            (None, None) => Ok(self.clone()),
            (min, max) => self.intersection(&Self::of_lengths(min.unwrap_or(0), max)?),
        }
    }

    /// The texts in which a pattern matches. Each look-ahead is negative and at the start of the pattern, so the texts that begin with a match of
    /// a look-ahead are removed.
    pub(crate) fn of_parsed(pattern: &ParsedPattern) -> Result<Self, UnsupportedPattern> {
        let language = Self::of_node(&pattern.node)?;
        if pattern.excluded.is_empty() {
            return Ok(language);
        }
        let excluded = PatternNode::Alternate(pattern.excluded.clone());
        language
            .difference(&Self::of_node(&PatternNode::Concat(vec![PatternNode::Assertion(Assertion::Start), excluded]))?)
    }

    pub(crate) fn of_node(node: &PatternNode) -> Result<Self, UnsupportedPattern> {
        Ok(Self::of_automaton(&nfa::compile(node)?))
    }

    fn of_lengths(min: u32, max: Option<u32>) -> Result<Self, UnsupportedPattern> {
        let last = max.map_or(u64::from(min), |max| u64::from(max) + 1);
        if last >= MAX_STATES as u64 {
            return Err(too_large());
        }
        let last = last as u32;
        let accepting = (0..=last).map(|length| length >= min && max.is_none_or(|max| length <= max)).collect();
        let next = (0..=last).map(|length| (length + 1).min(last)).collect();
        Ok(Self::of_automaton(&Automaton { alphabet: Alphabet::single_class(), next, accepting }))
    }

    /// The language of an automaton. Every state must be reachable.
    fn of_automaton(automaton: &Automaton) -> Self {
        Self { automaton: minimise::minimise(automaton) }
    }

    /// The minimal automaton of the language.
    #[must_use]
    pub fn automaton(&self) -> &Automaton {
        &self.automaton
    }

    /// Whether the text is in the language.
    #[must_use]
    pub fn accepts(&self, text: &str) -> bool {
        self.automaton.is_accepting(text.chars().fold(0, |state, character| self.automaton.step(state, character)))
    }

    /// The texts in at least one of both languages.
    ///
    /// # Errors
    /// If the automaton is too large.
    pub fn union(&self, other: &Self) -> Result<Self, UnsupportedPattern> {
        self.combined(other, |left, right| left || right)
    }

    /// The texts in both languages.
    ///
    /// # Errors
    /// If the automaton is too large.
    pub fn intersection(&self, other: &Self) -> Result<Self, UnsupportedPattern> {
        self.combined(other, |left, right| left && right)
    }

    /// The texts in this language but not in the other.
    ///
    /// # Errors
    /// If the automaton is too large.
    pub fn difference(&self, other: &Self) -> Result<Self, UnsupportedPattern> {
        self.combined(other, |left, right| left && !right)
    }

    fn combined(&self, other: &Self, accepts: fn(bool, bool) -> bool) -> Result<Self, UnsupportedPattern> {
        let (left, right) = (&self.automaton, &other.automaton);
        let (alphabet, classes) = left.alphabet.common(&right.alphabet);
        let mut pairs = vec![(0_u32, 0_u32)];
        let mut numbered = std::collections::HashMap::from([((0, 0), 0_u32)]);
        let (mut next, mut accepting) = (Vec::new(), Vec::new());
        // `pairs` grows during the loop. The number of a pair is its index.
        while let Some(&(a, b)) = pairs.get(accepting.len()) {
            accepting.push(accepts(left.accepting[a as usize], right.accepting[b as usize]));
            let (from_a, from_b) = (left.row(a), right.row(b));
            for &(class_a, class_b) in &classes {
                let pair = (from_a[class_a as usize], from_b[class_b as usize]);
                next.push(*numbered.entry(pair).or_insert_with(|| {
                    pairs.push(pair);
                    (pairs.len() - 1) as u32
                }));
            }
            if pairs.len() > MAX_STATES || next.len() > MAX_TRANSITIONS {
                return Err(too_large());
            }
        }
        Ok(Self::of_automaton(&Automaton { alphabet, next, accepting }))
    }

    /// Whether the language has no texts.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.automaton.accepting.contains(&true)
    }

    /// Whether the language has all texts.
    #[must_use]
    pub fn is_all(&self) -> bool {
        !self.automaton.accepting.contains(&false)
    }

    /// The length of the shortest text in characters; `None` for the empty language.
    #[must_use]
    pub fn min_len(&self) -> Option<u64> {
        self.automaton.distances(|_| true)[0].map(u64::from)
    }

    /// The length of the longest text in characters; `None` if the length is unbounded, 0 for the empty language.
    #[must_use]
    pub fn max_len(&self) -> Option<u64> {
        let useful: Vec<bool> = self.automaton.distances(|_| true).iter().map(Option::is_some).collect();
        minimise::longest(&self.automaton, &useful)
    }

    /// A short and readable text of the language: it prefers letters and digits to punctuation, and punctuation to other characters. `None` for
    /// the empty language.
    #[must_use]
    pub fn example(&self) -> Option<String> {
        example::shortest(&self.automaton)
    }
}

fn too_large() -> UnsupportedPattern {
    UnsupportedPattern {
        reason: "the automaton of the patterns, look-aheads and lengths together is too large; lower the counts in the patterns, or `minLength` and `maxLength`"
            .to_owned(),
        position: None,
    }
}
