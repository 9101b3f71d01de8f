//! How two languages compare: what a change of a string schema takes from its users, and what it gives them.

use crate::language::Language;
use crate::unsupported_pattern::UnsupportedPattern;

/// How one language compares with the one it replaces. Each text is the shortest readable one of its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Relation {
    /// The same texts.
    Equal,
    /// Some texts are no longer allowed, and none is new.
    Narrower {
        /// A text that only the old one allows.
        lost: String,
    },
    /// Some texts are new, and none is lost.
    Wider {
        /// A text that only the new one allows.
        gained: String,
    },
    /// Some texts are lost and some are new.
    Incomparable {
        /// A text that only the old (left) one allows.
        only_left: String,
        /// A text that only the new (right) one allows.
        only_right: String,
    },
}

/// Compares the language on the right with the one on the left that it replaces.
///
/// ```
/// use colt_numbers_pattern::{Pattern, Relation, relate};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (old, new) = (Pattern::compile("^[0-9]{1,3}$")?, Pattern::compile("^[0-9]{2,3}$")?);
/// assert_eq!(relate(old.language(), new.language())?, Relation::Narrower { lost: "1".to_owned() });
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// If the automaton of both together is too large.
pub fn relate(left: &Language, right: &Language) -> Result<Relation, UnsupportedPattern> {
    if left == right {
        return Ok(Relation::Equal);
    }
    let only_left = left.difference(right)?.example();
    let only_right = right.difference(left)?.example();
    Ok(match (only_left, only_right) {
        (None, None) => Relation::Equal,
        (Some(lost), None) => Relation::Narrower { lost },
        (None, Some(gained)) => Relation::Wider { gained },
        (Some(only_left), Some(only_right)) => Relation::Incomparable { only_left, only_right },
    })
}
