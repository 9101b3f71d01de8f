//! Reads an ECMA-262 pattern as JSON Schema means it: with the unicode flag and no other.
//!
//! Only what one automaton states exactly is read. All else is refused with its place and what to write instead;
//! nothing is guessed. What a character class or an escape means is in `escapes.rs`.

use std::collections::HashSet;

use crate::charset::CharSet;
use crate::escapes::{self, Cursor};
use crate::unsupported_pattern::UnsupportedPattern;

/// How long a pattern may be.
const MAX_CHARACTERS: usize = 20_000;
/// How deep groups may nest: the cursor and the builder recurse this deep and no deeper.
const MAX_DEPTH: usize = 100;
/// How a negative look-ahead begins.
const LOOK_AHEAD: &str = "(?!";

/// A pattern, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PatternNode {
    /// One character of a set.
    Class(CharSet),
    /// One after the other; none: the empty text.
    Concat(Vec<PatternNode>),
    /// One of them.
    Alternate(Vec<PatternNode>),
    /// A number of times in a row; no `max`: any number.
    Repeat { node: Box<PatternNode>, min: u32, max: Option<u32> },
    /// A condition on the place, of no width.
    Assertion(Assertion),
}

/// What must hold between two characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Assertion {
    /// `^`: the text begins here.
    Start,
    /// `$`: the text ends here, with no line break left over.
    End,
    /// `\b`: one side is a word character (ASCII), the other is not.
    Boundary,
    /// `\B`: both sides are word characters, or neither is.
    NoBoundary,
}

/// A whole pattern, read.
#[derive(Clone, Debug)]
pub(crate) struct ParsedPattern {
    /// What must match somewhere in the text.
    pub(crate) node: PatternNode,
    /// What must not match at the start of the text: the `X` of each `(?!X)`, which stand directly after the leading `^`.
    pub(crate) excluded: Vec<PatternNode>,
}

/// Reads a whole pattern.
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
            "`|` stands beside a look-ahead, which would hold for one of the alternatives only; write `^(?!…)(?:…|…)`, where it holds for each",
        ),
        Some(_) => parser.cursor.reject("`)` closes no group; to mean the character write `\\)`"),
    }
}

struct Parser {
    cursor: Cursor,
    depth: usize,
    names: HashSet<String>,
}

impl Parser {
    /// The content of each `(?!…)` directly after the leading `^`; reads nothing if none stands there.
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
        let look = self.look();
        let node = match look {
            Some(look) => PatternNode::Assertion(look),
            None => self.atom()?,
        };
        let at = self.cursor.position();
        match self.quantifier()? {
            None => Ok(node),
            Some(_) if look.is_some() => self.cursor.reject_at(at, "`^`, `$`, `\\b` and `\\B` cannot be repeated"),
            Some((min, max)) => Ok(PatternNode::Repeat { node: Box::new(node), min, max }),
        }
    }

    fn look(&mut self) -> Option<Assertion> {
        [("^", Assertion::Start), ("$", Assertion::End), ("\\b", Assertion::Boundary), ("\\B", Assertion::NoBoundary)]
            .into_iter()
            .find_map(|(text, look)| self.cursor.eat_all(text).then_some(look))
    }

    fn atom(&mut self) -> Result<PatternNode, UnsupportedPattern> {
        let at = self.cursor.position();
        let Some(next) = self.cursor.next() else {
            return self.cursor.reject("the pattern ends where something was to follow");
        };
        match next {
            '(' => self.group(at),
            '[' => escapes::class(&mut self.cursor, at).map(PatternNode::Class),
            '.' => Ok(PatternNode::Class(escapes::line_terminators().negated())),
            '\\' => escapes::atom_escape(&mut self.cursor, at).map(PatternNode::Class),
            '*' | '+' | '?' => self.cursor.reject_at(
                at,
                &format!("there is nothing for `{next}` to repeat; to mean the character write `\\{next}`"),
            ),
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

    /// The rest of the group that began at `at`.
    fn group_content(&mut self, at: usize) -> Result<PatternNode, UnsupportedPattern> {
        if self.depth == MAX_DEPTH {
            return self
                .cursor
                .reject_at(at, &format!("groups nest deeper than {MAX_DEPTH}; write the pattern flatter"));
        }
        self.depth += 1;
        let node = self.disjunction()?;
        self.depth -= 1;
        if self.cursor.eat(')') {
            Ok(node)
        } else {
            self.cursor.reject_at(at, "this group is never closed; add `)`, or write `\\(` to mean the character")
        }
    }

    /// What stands between `(` and the group's content.
    fn group_kind(&mut self, at: usize) -> Result<(), UnsupportedPattern> {
        const AROUND: &str = "is not supported: of all look-around, only `(?!…)` directly after the `^` that begins the pattern is; write the allowed texts out as alternatives, state a length with `minLength` and `maxLength`, or make it a rule of its own";
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
                return self.cursor.reject_at(at, &format!("{name} `(?{start}…)` {AROUND}"));
            }
        }
        if self.cursor.eat('<') {
            return self.group_name();
        }
        self.cursor.reject_at(
            at,
            "`(?` begins no group that is known here; write `(?:…)`, and spell upper and lower case out as in `[Aa]`",
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
                            .reject_at(at, &format!("a second group is named `{name}`; names must differ"));
                    }
                    return Ok(());
                }
                'a'..='z' | 'A'..='Z' | '_' | '$' => name.push(next),
                '0'..='9' if !name.is_empty() => name.push(next),
                _ => break,
            }
        }
        self.cursor
            .reject_at(at, "this group's name is not understood; write ASCII letters, digits and `_`, or use `(?:…)`")
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

    /// `{m}`, `{m,}` or `{m,n}`, with the `?` of a lazy one, which changes what is captured and not what matches.
    fn counts(&mut self) -> Result<(u32, Option<u32>), UnsupportedPattern> {
        let at = self.cursor.position();
        self.cursor.next();
        let min = self.count();
        let max = if self.cursor.eat(',') { self.count() } else { min };
        let open = self.cursor.before() == Some(',');
        let (Some(min), true, true) = (min, open || max.is_some(), self.cursor.eat('}')) else {
            return self.cursor.reject_at(at, "`{` begins no count such as `{2}`, `{2,}` or `{2,5}`, and alone it is a syntax error with the unicode flag; write `\\{`");
        };
        if max.is_some_and(|max| max < min) {
            return self.cursor.reject_at(at, "the counts are out of order: the smaller one comes first");
        }
        self.cursor.eat('?');
        Ok((min, max))
    }

    /// A decimal number; one too large for its type is as good as any other that is too large.
    fn count(&mut self) -> Option<u32> {
        let mut count: Option<u32> = None;
        while let Some(digit) = self.cursor.peek().and_then(|next| next.to_digit(10)) {
            self.cursor.next();
            count = Some(count.unwrap_or(0).saturating_mul(10).saturating_add(digit));
        }
        count
    }
}
