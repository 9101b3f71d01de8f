//! Separates the negative look-aheads at the start of an ECMA-262 pattern from the rest.
//!
//! The validator translates only patterns without look-around to Rust's syntax; in a pattern with look-around, `\d` matches a digit of any
//! script. Splitting such a pattern yields two patterns without look-around, and the validator translates both.

/// The two halves of a pattern `^(?!X)Y`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookAhead {
    /// `^(?:X)`, which must not match. Several look-aheads become alternatives.
    pub excluded: String,
    /// `^Y`, which must match.
    pub rest: String,
}

/// Splits a pattern. `None` if it does not begin with `^` and a negative look-ahead, or if the look-ahead belongs to only one of several
/// alternatives.
pub fn look_ahead(pattern: &str) -> Option<LookAhead> {
    let mut rest = pattern.strip_prefix('^')?.trim_start_matches('^');
    let mut excluded = Vec::new();
    while let Some(content) = rest.strip_prefix("(?!") {
        let (end, _) = top_level(content).find(|&(_, sign)| sign == ')')?;
        excluded.push(&content[..end]);
        rest = content[end + 1..].trim_start_matches('^');
    }
    let has_one_alternative = top_level(rest).next().is_none();
    (!excluded.is_empty() && has_one_alternative)
        .then(|| LookAhead { excluded: format!("^(?:{})", excluded.join("|")), rest: format!("^{rest}") })
}

/// Each `|` outside of groups and character classes, and each unmatched `)`.
fn top_level(pattern: &str) -> impl Iterator<Item = (usize, char)> {
    let (mut depth, mut in_class, mut is_escaped) = (0_usize, false, false);
    pattern.char_indices().filter(move |&(_, sign)| {
        if std::mem::take(&mut is_escaped) {
            return false;
        }
        match sign {
            '\\' => is_escaped = true,
            _ if in_class => in_class = sign != ']',
            '[' => in_class = true,
            '(' => depth += 1,
            ')' if depth > 0 => depth -= 1,
            ')' => return true,
            '|' => return depth == 0,
            _ => {}
        }
        false
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leading_look_aheads_are_split_off() {
        for (pattern, excluded, rest) in [
            ("^(?!a)b$", "^(?:a)", "^b$"),
            ("^^(?!(a|[)\\]])\\))^(?!c|d)^(?:e|f)", "^(?:(a|[)\\]])\\)|c|d)", "^(?:e|f)"),
            ("^(?!)", "^(?:)", "^"),
            ("^(?!a)b|c", "", ""),
            ("^(?!a)b)", "", ""),
            ("^(?!a", "", ""),
            ("(?!a)b", "", ""),
            ("^b(?!a)", "", ""),
            ("^(?=a)b", "", ""),
            ("^b", "", ""),
            ("", "", ""),
        ] {
            let expected = LookAhead { excluded: excluded.to_owned(), rest: rest.to_owned() };
            assert_eq!(look_ahead(pattern), (!rest.is_empty()).then_some(expected), "`{pattern}`");
        }
    }
}
