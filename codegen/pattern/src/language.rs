//! A set of texts as one automaton, in the one smallest form: equal languages are equal values.

use crate::automaton::Automaton;
use crate::charset::{Alphabet, CharSet};
use crate::syntax::{Assertion, ParsedPattern, PatternNode};
use crate::unsupported_pattern::UnsupportedPattern;
use crate::{example, minimise, nfa};

/// The most states, and the most entries of a table, that two languages may be combined to.
const MAX_STATES: usize = 200_000;
const MAX_ENTRIES: usize = 2_000_000;

/// A set of texts: what a string schema allows.
///
/// Two values are equal exactly when they allow the same texts, however they were written.
///
/// ```
/// use colt_numbers_pattern::Pattern;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let code = Pattern::compile("^[A-Z]+$")?.language().limited(Some(2), Some(2))?;
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
    /// Every text.
    #[must_use]
    pub fn all() -> Self {
        Self { automaton: Automaton { alphabet: Alphabet::whole(), next: vec![0], accepting: vec![true] } }
    }

    /// Exactly these texts, as an `enum` lists them.
    ///
    /// # Errors
    /// If there are too many of them for one automaton.
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

    /// Those of its texts that have so many characters (code points), both ends included.
    ///
    /// # Errors
    /// If the automaton of both together is too large.
    pub fn limited(&self, min_length: Option<u32>, max_length: Option<u32>) -> Result<Self, UnsupportedPattern> {
        // A limit that cannot bind costs nothing, however large it is.
        let min = min_length.filter(|&min| self.min_len().is_some_and(|shortest| shortest < u64::from(min)));
        let max = max_length.filter(|&max| self.max_len().is_none_or(|longest| longest > u64::from(max)));
        match (min, max) {
            (None, None) => Ok(self.clone()),
            (min, max) => self.intersection(&Self::of_lengths(min.unwrap_or(0), max)?),
        }
    }

    /// The texts in which a pattern matches. All its look-aheads ask at the start of the text, so that they are one pattern
    /// together, whose texts are left out.
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
        Ok(Self::smallest(&nfa::search(node)?))
    }

    fn of_lengths(min: u32, max: Option<u32>) -> Result<Self, UnsupportedPattern> {
        let last = max.map_or(u64::from(min), |max| u64::from(max) + 1);
        if last >= MAX_STATES as u64 {
            return Err(too_large());
        }
        let last = last as u32;
        let accepting = (0..=last).map(|length| length >= min && max.is_none_or(|max| length <= max)).collect();
        let next = (0..=last).map(|length| (length + 1).min(last)).collect();
        Ok(Self::smallest(&Automaton { alphabet: Alphabet::whole(), next, accepting }))
    }

    /// The language of an automaton whose every state can be reached.
    fn smallest(automaton: &Automaton) -> Self {
        Self { automaton: minimise::smallest(automaton) }
    }

    /// Its automaton: none with fewer states has these texts.
    #[must_use]
    pub fn automaton(&self) -> &Automaton {
        &self.automaton
    }

    /// Whether the text is in it.
    #[must_use]
    pub fn accepts(&self, text: &str) -> bool {
        self.automaton.is_accepting(text.chars().fold(0, |state, character| self.automaton.step(state, character)))
    }

    /// The texts in either.
    ///
    /// # Errors
    /// If the automaton of both together is too large.
    pub fn union(&self, other: &Self) -> Result<Self, UnsupportedPattern> {
        self.combined(other, |left, right| left || right)
    }

    /// The texts in both.
    ///
    /// # Errors
    /// If the automaton of both together is too large.
    pub fn intersection(&self, other: &Self) -> Result<Self, UnsupportedPattern> {
        self.combined(other, |left, right| left && right)
    }

    /// The texts in this one and not in the other.
    ///
    /// # Errors
    /// If the automaton of both together is too large.
    pub fn difference(&self, other: &Self) -> Result<Self, UnsupportedPattern> {
        self.combined(other, |left, right| left && !right)
    }

    fn combined(&self, other: &Self, accepts: fn(bool, bool) -> bool) -> Result<Self, UnsupportedPattern> {
        let (left, right) = (&self.automaton, &other.automaton);
        let (alphabet, classes) = left.alphabet.common(&right.alphabet);
        let mut pairs = vec![(0_u32, 0_u32)];
        let mut numbered = std::collections::HashMap::from([((0, 0), 0_u32)]);
        let (mut next, mut accepting) = (Vec::new(), Vec::new());
        // `pairs` grows while it is read; a pair's number is its place in it.
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
            if pairs.len() > MAX_STATES || next.len() > MAX_ENTRIES {
                return Err(too_large());
            }
        }
        Ok(Self::smallest(&Automaton { alphabet, next, accepting }))
    }

    /// Whether no text is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.automaton.accepting.contains(&true)
    }

    /// Whether every text is in it.
    #[must_use]
    pub fn is_all(&self) -> bool {
        !self.automaton.accepting.contains(&false)
    }

    /// How many characters its shortest text has; `None` if it has no text.
    #[must_use]
    pub fn min_len(&self) -> Option<u64> {
        self.automaton.distances(|_| true)[0].map(u64::from)
    }

    /// How many characters its longest text has; `None` if there is no longest one. Without any text it is 0.
    #[must_use]
    pub fn max_len(&self) -> Option<u64> {
        let useful: Vec<bool> = self.automaton.distances(|_| true).iter().map(Option::is_some).collect();
        minimise::longest(&self.automaton, &useful)
    }

    /// A text of it, short and as readable as can be: letters and digits rather than signs, signs rather than the rest.
    ///
    /// `None` if it has no text.
    #[must_use]
    pub fn example(&self) -> Option<String> {
        example::shortest(&self.automaton)
    }
}

fn too_large() -> UnsupportedPattern {
    UnsupportedPattern {
        reason: "the automaton of the patterns, look-aheads and lengths together is too large; lower the counts or the limits"
            .to_owned(),
        position: None,
    }
}
