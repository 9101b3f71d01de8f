//! Parses the escapes and character classes of a pattern, with the meaning that ECMA-262 gives them.
//!
//! `\d`, `\w` and `\b` are ASCII only, `\s` is ECMA-262's list of white space, `.` is everything except the four line terminators.

use crate::charset::CharSet;
use crate::unsupported_pattern::UnsupportedPattern;

/// `WhiteSpace` and `LineTerminator` of ECMA-262.
const WHITE_SPACE: [(u32, u32); 9] = [
    (0x09, 0x0D),
    (0x20, 0x20),
    (0xA0, 0xA0),
    (0x1680, 0x1680),
    (0x2000, 0x200A),
    (0x202F, 0x202F),
    (0x205F, 0x205F),
    (0x3000, 0x3000),
    (0xFEFF, 0xFEFF),
];
const LINE_TERMINATORS: [(u32, u32); 3] = [(0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029)];
const DIGITS: (u32, u32) = (0x30, 0x39);

/// The characters that `.` does not match.
pub(crate) fn line_terminators() -> CharSet {
    CharSet::of(&LINE_TERMINATORS)
}

/// The characters of `\w`, which also define `\b`.
pub(crate) fn word() -> CharSet {
    CharSet::of(&[DIGITS, (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)])
}

fn white_space() -> CharSet {
    CharSet::union_of(&[CharSet::of(&WHITE_SPACE), line_terminators()])
}

/// The characters of a pattern, and the current position.
pub(crate) struct Cursor {
    characters: Vec<char>,
    at: usize,
}

impl Cursor {
    pub(crate) fn new(pattern: &str) -> Self {
        Self { characters: pattern.chars().collect(), at: 0 }
    }

    /// The number of characters read.
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    pub(crate) fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    /// The character read last.
    pub(crate) fn before(&self) -> Option<char> {
        self.at.checked_sub(1).and_then(|at| self.characters.get(at)).copied()
    }

    pub(crate) fn next(&mut self) -> Option<char> {
        let next = self.peek();
        self.at += usize::from(next.is_some());
        next
    }

    pub(crate) fn eat(&mut self, expected: char) -> bool {
        let found = self.peek() == Some(expected);
        self.at += usize::from(found);
        found
    }

    /// Reads this text if it comes next.
    pub(crate) fn eat_all(&mut self, expected: &str) -> bool {
        let start = self.at;
        let found = expected.chars().all(|character| self.eat(character));
        if !found {
            self.at = start;
        }
        found
    }

    pub(crate) fn reject<T>(&self, reason: &str) -> Result<T, UnsupportedPattern> {
        self.reject_at(self.at, reason)
    }

    pub(crate) fn reject_at<T>(&self, position: usize, reason: &str) -> Result<T, UnsupportedPattern> {
        Err(UnsupportedPattern { reason: reason.to_owned(), position: Some(position) })
    }
}

/// The meaning of an escape, or of a member of a character class (`ClassAtom` of ECMA-262).
enum ClassAtom {
    /// One code point; it may be a surrogate, which no text contains.
    One(u32),
    /// A set of characters, as for `\d`.
    Set(CharSet),
}

impl ClassAtom {
    fn set(self) -> CharSet {
        match self {
            Self::One(code_point) => CharSet::one(code_point),
            Self::Set(set) => set,
        }
    }
}

/// Parses an escape outside a character class, after its `\` at `at`.
pub(crate) fn atom_escape(cursor: &mut Cursor, at: usize) -> Result<CharSet, UnsupportedPattern> {
    match cursor.peek() {
        Some('1'..='9' | 'k') => {
            cursor.reject_at(at, "a back-reference cannot be checked by an automaton; write the repeated part out")
        }
        Some(_) => escape(cursor, at).map(ClassAtom::set),
        None => cursor.reject_at(at, "the pattern ends after `\\`; write `\\\\` for the character"),
    }
}

/// Parses a character class, after its `[` at `at`.
pub(crate) fn class(cursor: &mut Cursor, at: usize) -> Result<CharSet, UnsupportedPattern> {
    let negated = cursor.eat('^');
    let mut sets = Vec::new();
    while !cursor.eat(']') {
        if cursor.peek().is_none() {
            return cursor
                .reject_at(at, "this character class is not closed; add `]`, or write `\\[` for the character");
        }
        let first_at = cursor.position();
        let first = member(cursor)?;
        if !cursor.eat('-') {
            sets.push(first.set());
        } else if matches!(cursor.peek(), Some(']') | None) {
            sets.extend([first.set(), CharSet::one(u32::from('-'))]);
        } else {
            sets.push(range(cursor, first_at, first)?);
        }
    }
    let set = CharSet::union_of(&sets);
    Ok(if negated { set.negated() } else { set })
}

/// Parses the rest of a range, after its `-`.
fn range(cursor: &mut Cursor, at: usize, first: ClassAtom) -> Result<CharSet, UnsupportedPattern> {
    match (first, member(cursor)?) {
        (ClassAtom::One(first), ClassAtom::One(last)) if first <= last => Ok(CharSet::of(&[(first, last)])),
        (ClassAtom::One(_), ClassAtom::One(_)) => cursor.reject_at(at, "this range is out of order: the smaller character comes first"),
        _ => cursor.reject_at(
            at,
            "a range with a set such as `\\w` is a syntax error with the unicode flag; write `\\-` for the character `-`",
        ),
    }
}

/// Parses one member of a character class, or one end of a range.
fn member(cursor: &mut Cursor) -> Result<ClassAtom, UnsupportedPattern> {
    let at = cursor.position();
    match cursor.next() {
        Some('\\') if cursor.eat('b') => Ok(ClassAtom::One(0x08)),
        Some('\\') if cursor.eat('-') => Ok(ClassAtom::One(u32::from('-'))),
        Some('\\') => escape(cursor, at),
        Some(other) => Ok(ClassAtom::One(u32::from(other))),
        None => cursor.reject_at(at, "the pattern ends within a character class; add `]`"),
    }
}

/// Parses an escape that has the same meaning inside and outside a character class, after its `\` at `at`.
fn escape(cursor: &mut Cursor, at: usize) -> Result<ClassAtom, UnsupportedPattern> {
    let Some(kind) = cursor.next() else {
        return cursor.reject_at(at, "the pattern ends after `\\`; write `\\\\` for the character");
    };
    let digits = || CharSet::of(&[DIGITS]);
    Ok(match kind {
        'd' => ClassAtom::Set(digits()),
        'D' => ClassAtom::Set(digits().negated()),
        'w' => ClassAtom::Set(word()),
        'W' => ClassAtom::Set(word().negated()),
        's' => ClassAtom::Set(white_space()),
        'S' => ClassAtom::Set(white_space().negated()),
        't' => ClassAtom::One(0x09),
        'n' => ClassAtom::One(0x0A),
        'v' => ClassAtom::One(0x0B),
        'f' => ClassAtom::One(0x0C),
        'r' => ClassAtom::One(0x0D),
        '^' | '$' | '\\' | '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '/' => {
            ClassAtom::One(u32::from(kind))
        }
        '0' if !cursor.peek().is_some_and(|next| next.is_ascii_digit()) => ClassAtom::One(0),
        '0'..='9' => {
            return cursor.reject_at(
                at,
                "octal escapes are a syntax error with the unicode flag; write `\\x` and two hexadecimal digits",
            );
        }
        'c' => ClassAtom::One(control(cursor, at)?),
        'x' => ClassAtom::One(
            hexadecimal(cursor, 2).map_or_else(|| cursor.reject_at(at, "`\\x` needs two hexadecimal digits"), Ok)?,
        ),
        'u' => ClassAtom::One(unicode(cursor, at)?),
        'p' | 'P' => {
            return cursor.reject_at(
                at,
                "`\\p{…}` is not supported, because it depends on the version of Unicode; write the ranges, as in `[A-Za-z\\u00C0-\\u024F]`",
            );
        }
        'A' => {
            return cursor.reject_at(
                at,
                "`\\A` is a syntax error with the unicode flag; write `^`, which matches only at the start of the text",
            );
        }
        'z' | 'Z' => {
            return cursor.reject_at(
                at,
                &format!("`\\{kind}` is a syntax error with the unicode flag; write `$`, which matches only at the end of the text"),
            );
        }
        other => {
            return cursor
                .reject_at(at, &format!("`\\{other}` is a syntax error with the unicode flag; write `{other}`"));
        }
    })
}

/// Parses the letter of `\cA`.
fn control(cursor: &mut Cursor, at: usize) -> Result<u32, UnsupportedPattern> {
    match cursor.next() {
        Some(letter) if letter.is_ascii_alphabetic() => Ok(u32::from(letter) % 32),
        _ => cursor.reject_at(at, "`\\c` needs an ASCII letter; or write `\\x` and two hexadecimal digits"),
    }
}

/// Parses `HHHH` or `{H…}` after `\u`. Two escapes that form a surrogate pair are one code point.
fn unicode(cursor: &mut Cursor, at: usize) -> Result<u32, UnsupportedPattern> {
    if cursor.eat('{') {
        return braced(cursor)
            .map_or_else(|| cursor.reject_at(at, "`\\u{…}` needs hexadecimal digits, at most `10FFFF`"), Ok);
    }
    let Some(unit) = hexadecimal(cursor, 4) else {
        return cursor.reject_at(at, "`\\u` needs four hexadecimal digits, or `\\u{…}`");
    };
    let start = cursor.at;
    if (0xD800..0xDC00).contains(&unit) && cursor.eat_all("\\u") {
        if let Some(low @ 0xDC00..0xE000) = hexadecimal(cursor, 4) {
            return Ok(0x1_0000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
        }
        cursor.at = start;
    }
    Ok(unit)
}

fn braced(cursor: &mut Cursor) -> Option<u32> {
    let mut value = hexadecimal(cursor, 1)?;
    while let Some(digit) = hexadecimal(cursor, 1) {
        value = value * 16 + digit;
        if value > 0x10_FFFF {
            return None;
        }
    }
    cursor.eat('}').then_some(value)
}

/// Parses exactly this many hexadecimal digits; reads nothing if there are fewer.
fn hexadecimal(cursor: &mut Cursor, digits: usize) -> Option<u32> {
    let start = cursor.at;
    let mut value = 0;
    for _ in 0..digits {
        let Some(digit) = cursor.next().and_then(|next| next.to_digit(16)) else {
            cursor.at = start;
            return None;
        };
        value = value * 16 + digit;
    }
    Some(value)
}
