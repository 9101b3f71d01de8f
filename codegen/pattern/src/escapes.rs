//! The characters of a pattern one by one, and what ECMA-262 means by each escape and character class.
//!
//! `\d`, `\w` and `\b` are ASCII, `\s` is ECMA's list of white space, `.` is all but the four line terminators.

use crate::charset::CharSet;
use crate::unsupported_pattern::UnsupportedPattern;

/// ECMA-262 `WhiteSpace` and `LineTerminator`, the latter being also what `.` leaves out.
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

/// What `.` leaves out.
pub(crate) fn line_terminators() -> CharSet {
    CharSet::of(&LINE_TERMINATORS)
}

/// What `\w` takes, and what `\b` goes by.
pub(crate) fn word() -> CharSet {
    CharSet::of(&[DIGITS, (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)])
}

fn white_space() -> CharSet {
    CharSet::any_of(&[CharSet::of(&WHITE_SPACE), line_terminators()])
}

/// The characters of a pattern, and where reading stands.
pub(crate) struct Cursor {
    characters: Vec<char>,
    at: usize,
}

impl Cursor {
    pub(crate) fn new(pattern: &str) -> Self {
        Self { characters: pattern.chars().collect(), at: 0 }
    }

    /// How many characters are read.
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

    /// Reads this text, or nothing.
    pub(crate) fn eat_all(&mut self, expected: &str) -> bool {
        let back = self.at;
        let found = expected.chars().all(|character| self.eat(character));
        if !found {
            self.at = back;
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

/// What an escape, or a member of a class, stands for.
enum ClassAtom {
    /// One code point; it may be a surrogate, which no text has.
    One(u32),
    /// Any of several, as `\d`.
    Any(CharSet),
}

impl ClassAtom {
    fn set(self) -> CharSet {
        match self {
            Self::One(code_point) => CharSet::one(code_point),
            Self::Any(set) => set,
        }
    }
}

/// An escape outside a class, its `\` (at `at`) already read.
pub(crate) fn atom_escape(cursor: &mut Cursor, at: usize) -> Result<CharSet, UnsupportedPattern> {
    match cursor.peek() {
        Some('1'..='9' | 'k') => {
            cursor.reject_at(at, "a back-reference cannot be checked by an automaton; write the repeated part out")
        }
        Some(_) => escape(cursor, at).map(ClassAtom::set),
        None => cursor.reject_at(at, "the pattern ends after `\\`; to mean the character write `\\\\`"),
    }
}

/// A class, its `[` (at `at`) already read.
pub(crate) fn class(cursor: &mut Cursor, at: usize) -> Result<CharSet, UnsupportedPattern> {
    let negated = cursor.eat('^');
    let mut sets = Vec::new();
    while !cursor.eat(']') {
        if cursor.peek().is_none() {
            return cursor.reject_at(at, "this class is never closed; add `]`, or write `\\[` to mean the character");
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
    let set = CharSet::any_of(&sets);
    Ok(if negated { set.negated() } else { set })
}

/// The rest of a range, after its `-`.
fn range(cursor: &mut Cursor, at: usize, first: ClassAtom) -> Result<CharSet, UnsupportedPattern> {
    match (first, member(cursor)?) {
        (ClassAtom::One(first), ClassAtom::One(last)) if first <= last => Ok(CharSet::of(&[(first, last)])),
        (ClassAtom::One(_), ClassAtom::One(_)) => cursor.reject_at(at, "this range is out of order: the smaller character comes first"),
        _ => cursor.reject_at(
            at,
            "`-` stands between a set such as `\\w` and another member, which is a syntax error with the unicode flag; write `\\-` to mean the character",
        ),
    }
}

/// One member of a class, or one end of a range.
fn member(cursor: &mut Cursor) -> Result<ClassAtom, UnsupportedPattern> {
    let at = cursor.position();
    match cursor.next() {
        Some('\\') if cursor.eat('b') => Ok(ClassAtom::One(0x08)),
        Some('\\') if cursor.eat('-') => Ok(ClassAtom::One(u32::from('-'))),
        Some('\\') => escape(cursor, at),
        Some(other) => Ok(ClassAtom::One(u32::from(other))),
        None => cursor.reject_at(at, "the pattern ends within a class; add `]`"),
    }
}

/// The escapes that mean the same in a class and outside, after the `\` at `at`.
fn escape(cursor: &mut Cursor, at: usize) -> Result<ClassAtom, UnsupportedPattern> {
    let Some(kind) = cursor.next() else {
        return cursor.reject_at(at, "the pattern ends after `\\`; to mean the character write `\\\\`");
    };
    let digits = || CharSet::of(&[DIGITS]);
    Ok(match kind {
        'd' => ClassAtom::Any(digits()),
        'D' => ClassAtom::Any(digits().negated()),
        'w' => ClassAtom::Any(word()),
        'W' => ClassAtom::Any(word().negated()),
        's' => ClassAtom::Any(white_space()),
        'S' => ClassAtom::Any(white_space().negated()),
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
                "`\\p{…}` depends on a version of Unicode; write the ranges you mean, as in `[A-Za-z\\u00C0-\\u024F]`",
            );
        }
        'A' => {
            return cursor
                .reject_at(at, "`\\A` means nothing with the unicode flag; write `^`, which is the very begin");
        }
        'z' | 'Z' => {
            return cursor.reject_at(
                at,
                &format!("`\\{kind}` means nothing with the unicode flag; write `$`, which is the very end"),
            );
        }
        other => {
            return cursor.reject_at(at, &format!("`\\{other}` means nothing with the unicode flag; write `{other}`"));
        }
    })
}

/// The letter of `\cA`.
fn control(cursor: &mut Cursor, at: usize) -> Result<u32, UnsupportedPattern> {
    match cursor.next() {
        Some(letter) if letter.is_ascii_alphabetic() => Ok(u32::from(letter) % 32),
        _ => cursor.reject_at(at, "`\\c` needs an ASCII letter; `\\x` and two hexadecimal digits say the same plainly"),
    }
}

/// `HHHH` or `{H…}` after `\u`; two escaped halves of a surrogate pair are one code point.
fn unicode(cursor: &mut Cursor, at: usize) -> Result<u32, UnsupportedPattern> {
    if cursor.eat('{') {
        return braced(cursor)
            .map_or_else(|| cursor.reject_at(at, "`\\u{…}` needs hexadecimal digits, at most `10FFFF`"), Ok);
    }
    let Some(unit) = hexadecimal(cursor, 4) else {
        return cursor.reject_at(at, "`\\u` needs four hexadecimal digits, or `\\u{…}`");
    };
    let back = cursor.at;
    if (0xD800..0xDC00).contains(&unit) && cursor.eat_all("\\u") {
        if let Some(low @ 0xDC00..0xE000) = hexadecimal(cursor, 4) {
            return Ok(0x1_0000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
        }
        cursor.at = back;
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

/// Exactly so many hexadecimal digits; reads nothing if they are not there.
fn hexadecimal(cursor: &mut Cursor, digits: usize) -> Option<u32> {
    let back = cursor.at;
    let mut value = 0;
    for _ in 0..digits {
        let Some(digit) = cursor.next().and_then(|next| next.to_digit(16)) else {
            cursor.at = back;
            return None;
        };
        value = value * 16 + digit;
    }
    Some(value)
}
