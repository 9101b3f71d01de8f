//! Parses a pattern in the syntax of ECMA-262 with the unicode flag only, as JSON Schema defines it.
//!
//! Everything that an automaton cannot express exactly is an error, with the position and what to write instead. `escapes.rs` parses character
//! classes and escapes.

use std::collections::HashSet;

use crate::charset::CharSet;
use crate::escapes::{self, Cursor};
use crate::unsupported_pattern::UnsupportedPattern;

/// The maximum length of a pattern.
const MAX_CHARACTERS: usize = 20_000;
/// The maximum nesting of groups, which limits the recursion of the parser and the compiler.
const MAX_DEPTH: usize = 100;
/// The start of a negative look-ahead.
const LOOK_AHEAD: &str = "(?!";

/// A node of the syntax tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PatternNode {
    /// One character of a set.
    Class(CharSet),
    /// A sequence; without elements, the empty text.
    Concat(Vec<PatternNode>),
    /// Alternatives.
    Alternate(Vec<PatternNode>),
    /// A repetition; unbounded without `max`.
    Repeat { node: Box<PatternNode>, min: u32, max: Option<u32> },
    /// An assertion about the position.
    Assertion(Assertion),
}

/// An assertion of ECMA-262 about a position in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Assertion {
    /// `^`: the start of the text.
    Start,
    /// `$`: the end of the text, not before a final line break.
    End,
    /// `\b`: one side is a word character (ASCII), the other is not.
    Boundary,
    /// `\B`: both sides are word characters, or neither is.
    NoBoundary,
}

/// The syntax tree of a whole pattern.
#[derive(Clone, Debug)]
pub(crate) struct ParsedPattern {
    /// What must match somewhere in the text.
    pub(crate) node: PatternNode,
    /// What must not match at the start of the text: the `X` of each `(?!X)` directly after the leading `^`.
    pub(crate) excluded: Vec<PatternNode>,
}

/// Parses a whole pattern.
pub(crate) fn parse(pattern: &str) -> Result<ParsedPattern, UnsupportedPattern> {
    if pattern.chars().nth(MAX_CHARACTERS).is_some() {
        let reason =
            format!("the pattern is too large: it has more than {MAX_CHARACTERS} characters; write it shorter");
        return Err(UnsupportedPattern { reason, position: None });
    }
    let mut parser = Parser { cursor: Cursor::new(pattern), depth: 0, names: HashSet::new() };
    let excluded = parser.leading_look_aheads(pattern)?;
    let node = if excluded.is_empty() {
        parser.disjunction()?
    } else {
        PatternNode::Concat(vec![PatternNode::Assertion(Assertion::Start), parser.alternative()?])
    };
    match parser.cursor.peek() {
        None => Ok(ParsedPattern { node, excluded }),
        Some('|') => parser.cursor.reject(
            "the look-ahead would apply to one alternative of `|` only; write `^(?!…)(?:…|…)`, where it applies to all",
        ),
        Some(_) => parser.cursor.reject("`)` without `(`; write `\\)` for the character"),
    }
}

struct Parser {
    cursor: Cursor,
    depth: usize,
    names: HashSet<String>,
}

impl Parser {
    /// Parses each `(?!…)` directly after the leading `^`, and returns the contents; reads nothing if there is none.
    fn leading_look_aheads(&mut self, pattern: &str) -> Result<Vec<PatternNode>, UnsupportedPattern> {
        let mut excluded = Vec::new();
        let anchored = pattern.trim_start_matches('^');
        if anchored.len() == pattern.len() || !anchored.starts_with(LOOK_AHEAD) {
            return Ok(excluded);
        }
        loop {
            let at = self.cursor.position();
            if self.cursor.eat_all(LOOK_AHEAD) {
                excluded.push(self.group_content(at)?);
            } else if !self.cursor.eat('^') {
                return Ok(excluded);
            }
        }
    }

    fn disjunction(&mut self) -> Result<PatternNode, UnsupportedPattern> {
        let mut branches = vec![self.alternative()?];
        while self.cursor.eat('|') {
            branches.push(self.alternative()?);
        }
        Ok(if branches.len() == 1 { branches.remove(0) } else { PatternNode::Alternate(branches) })
    }

    fn alternative(&mut self) -> Result<PatternNode, UnsupportedPattern> {
        let mut terms = Vec::new();
        while let Some(next) = self.cursor.peek() {
            if matches!(next, '|' | ')') {
                break;
            }
            terms.push(self.term()?);
        }
        Ok(if terms.len() == 1 { terms.remove(0) } else { PatternNode::Concat(terms) })
    }

    fn term(&mut self) -> Result<PatternNode, UnsupportedPattern> {
        let assertion = self.assertion();
        let node = match assertion {
            Some(assertion) => PatternNode::Assertion(assertion),
            None => self.atom()?,
        };
        let at = self.cursor.position();
        match self.quantifier()? {
            None => Ok(node),
            Some(_) if assertion.is_some() => self.cursor.reject_at(at, "`^`, `$`, `\\b` and `\\B` cannot be repeated"),
            Some((min, max)) => Ok(PatternNode::Repeat { node: Box::new(node), min, max }),
        }
    }

    fn assertion(&mut self) -> Option<Assertion> {
        [("^", Assertion::Start), ("$", Assertion::End), ("\\b", Assertion::Boundary), ("\\B", Assertion::NoBoundary)]
            .into_iter()
            .find_map(|(text, assertion)| self.cursor.eat_all(text).then_some(assertion))
    }

    fn atom(&mut self) -> Result<PatternNode, UnsupportedPattern> {
        let at = self.cursor.position();
        let Some(next) = self.cursor.next() else {
            return self.cursor.reject("the pattern ends unexpectedly");
        };
        match next {
            '(' => self.group(at),
            '[' => escapes::class(&mut self.cursor, at).map(PatternNode::Class),
            '.' => Ok(PatternNode::Class(escapes::line_terminators().negated())),
            '\\' => escapes::atom_escape(&mut self.cursor, at).map(PatternNode::Class),
            '*' | '+' | '?' => self
                .cursor
                .reject_at(at, &format!("nothing to repeat before `{next}`; write `\\{next}` for the character")),
            '{' => self.cursor.reject_at(at, "a lone `{` is a syntax error with the unicode flag; write `\\{`"),
            '}' | ']' => self
                .cursor
                .reject_at(at, &format!("a lone `{next}` is a syntax error with the unicode flag; write `\\{next}`")),
            other => Ok(PatternNode::Class(CharSet::one(u32::from(other)))),
        }
    }

    fn group(&mut self, at: usize) -> Result<PatternNode, UnsupportedPattern> {
        self.group_kind(at)?;
        self.group_content(at)
    }

    /// Parses the rest of the group that began at `at`.
    fn group_content(&mut self, at: usize) -> Result<PatternNode, UnsupportedPattern> {
        if self.depth == MAX_DEPTH {
            return self
                .cursor
                .reject_at(at, &format!("groups are nested more than {MAX_DEPTH} levels deep; use fewer levels"));
        }
        self.depth += 1;
        let node = self.disjunction()?;
        self.depth -= 1;
        if self.cursor.eat(')') {
            Ok(node)
        } else {
            self.cursor.reject_at(at, "this group is not closed; add `)`, or write `\\(` for the character")
        }
    }

    /// Parses what is between `(` and the content of a group.
    fn group_kind(&mut self, at: usize) -> Result<(), UnsupportedPattern> {
        const UNSUPPORTED: &str = "is not supported; the only supported look-around is `(?!…)` directly after the leading `^`; write the allowed texts as alternatives, limit the length with `minLength` and `maxLength`, or state a rule under `x-rules`";
        if !self.cursor.eat('?') || self.cursor.eat(':') {
            return Ok(());
        }
        for (start, name) in [
            ("=", "a look-ahead"),
            ("!", "a negative look-ahead"),
            ("<=", "a look-behind"),
            ("<!", "a negative look-behind"),
        ] {
            if self.cursor.eat_all(start) {
                return self.cursor.reject_at(at, &format!("{name} `(?{start}…)` {UNSUPPORTED}"));
            }
        }
        if self.cursor.eat('<') {
            return self.group_name();
        }
        self.cursor.reject_at(
            at,
            "this kind of group is not supported; write `(?:…)`, and match both cases of a letter as in `[Aa]`",
        )
    }

    fn group_name(&mut self) -> Result<(), UnsupportedPattern> {
        let at = self.cursor.position();
        let mut name = String::new();
        while let Some(next) = self.cursor.next() {
            match next {
                '>' if !name.is_empty() => {
                    if !self.names.insert(name.clone()) {
                        return self
                            .cursor
                            .reject_at(at, &format!("a second group is named `{name}`; names must be unique"));
                    }
                    return Ok(());
                }
                'a'..='z' | 'A'..='Z' | '_' | '$' => name.push(next),
                '0'..='9' if !name.is_empty() => name.push(next),
                _ => break,
            }
        }
        self.cursor
            .reject_at(at, "this group's name is not supported; use ASCII letters, digits and `_`, or write `(?:…)`")
    }

    fn quantifier(&mut self) -> Result<Option<(u32, Option<u32>)>, UnsupportedPattern> {
        let bounds = match self.cursor.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => return self.counts().map(Some),
            _ => return Ok(None),
        };
        self.cursor.next();
        self.cursor.eat('?');
        Ok(Some(bounds))
    }

    /// Parses `{m}`, `{m,}` or `{m,n}`, and the `?` of a lazy quantifier, which changes what is captured but not what matches.
    fn counts(&mut self) -> Result<(u32, Option<u32>), UnsupportedPattern> {
        let at = self.cursor.position();
        self.cursor.next();
        let min = self.count();
        let max = if self.cursor.eat(',') { self.count() } else { min };
        let open = self.cursor.before() == Some(',');
        let (Some(min), true, true) = (min, open || max.is_some(), self.cursor.eat('}')) else {
            return self
                .cursor
                .reject_at(at, "expected a count such as `{2}`, `{2,}` or `{2,5}`; write `\\{` for the character");
        };
        if max.is_some_and(|max| max < min) {
            return self.cursor.reject_at(at, "the counts are out of order: the smaller one comes first");
        }
        self.cursor.eat('?');
        Ok((min, max))
    }

    /// Parses a decimal number. It saturates, because any number that large is rejected.
    fn count(&mut self) -> Option<u32> {
        let mut count: Option<u32> = None;
        while let Some(digit) = self.cursor.peek().and_then(|next| next.to_digit(10)) {
            self.cursor.next();
            count = Some(count.unwrap_or(0).saturating_mul(10).saturating_add(digit));
        }
        count
    }
}
