//! The spellings that a text may have inside another: each of its characters as it is, or escaped as JSON, percent-encoding or HTML have it,
//! one escaping perhaps inside another. Encodings of the text as a whole are not looked for here.

use std::{
    cell::RefCell,
    collections::{BTreeSet, HashMap},
    ops::RangeInclusive,
    rc::Rc,
};

/// How often one escaping may be wrapped in another: a log line of JSON in a JSON string has two.
pub(crate) const LAYERS: u32 = 3;

/// What an escape begins with, however often it is wrapped.
const STARTS: &[u8] = br"%\&+";

/// HTML's names of what is no letter, no digit and yet ASCII.
pub(crate) const NAMES: [(&str, char); 45] = [
    ("amp", '&'),
    ("apos", '\''),
    ("ast", '*'),
    ("bsol", '\\'),
    ("colon", ':'),
    ("comma", ','),
    ("commat", '@'),
    ("dollar", '$'),
    ("equals", '='),
    ("excl", '!'),
    ("grave", '`'),
    ("gt", '>'),
    ("lbrace", '{'),
    ("lbrack", '['),
    ("lcub", '{'),
    ("lowbar", '_'),
    ("lpar", '('),
    ("lsqb", '['),
    ("lt", '<'),
    ("midast", '*'),
    ("num", '#'),
    ("percnt", '%'),
    ("period", '.'),
    ("plus", '+'),
    ("quest", '?'),
    ("quot", '"'),
    ("rbrace", '}'),
    ("rbrack", ']'),
    ("rcub", '}'),
    ("rpar", ')'),
    ("rsqb", ']'),
    ("semi", ';'),
    ("sol", '/'),
    ("verbar", '|'),
    ("vert", '|'),
    ("AMP", '&'),
    ("DiacriticalGrave", '`'),
    ("GT", '>'),
    ("Hat", '^'),
    ("LT", '<'),
    ("NewLine", '\n'),
    ("QUOT", '"'),
    ("Tab", '\t'),
    ("UnderBar", '_'),
    ("VerticalLine", '|'),
];

/// How many places are remembered before all are forgotten: enough for whatever hangs together.
const REMEMBERED: usize = 10_000;

/// What may be meant at a place, where so many layers may be.
type Known = HashMap<(usize, u32), Rc<[Unit]>>;

/// A text in which other texts are looked for.
pub(crate) struct Text<'t> {
    bytes: &'t [u8],
    /// What was found out before: an escape in an escape is come to by many ways.
    known: RefCell<Known>,
}

impl<'t> Text<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { bytes: text.as_bytes(), known: RefCell::default() }
    }

    /// Where `wanted` ends if some spelling of it begins at this place; of several ends the furthest.
    pub(crate) fn end(&self, at: usize, wanted: &str) -> Option<usize> {
        let wanted = wanted.as_bytes();
        let begins = |byte: &u8| Some(byte) == wanted.first() || STARTS.contains(byte);
        self.bytes.get(at).filter(|byte| begins(byte))?;
        let mut furthest = None;
        let mut states = BTreeSet::from([(0, at)]);
        while let Some((matched, at)) = states.pop_first() {
            if matched == wanted.len() {
                furthest = furthest.max(Some(at));
                continue;
            }
            for unit in self.units(at, LAYERS).iter() {
                if wanted[matched..].starts_with(unit.bytes()) {
                    states.insert((matched + unit.length, unit.end));
                }
            }
        }
        furthest
    }

    /// Everything that may be meant at a place, where up to so many escapings are wrapped in each other.
    fn units(&self, at: usize, layers: u32) -> Rc<[Unit]> {
        let Some(byte) = self.bytes.get(at) else { return Rc::default() };
        if layers == 0 || !STARTS.contains(byte) {
            return Rc::new([Unit::byte(*byte, at + 1)]);
        }
        if let Some(units) = self.known.borrow().get(&(at, layers)) {
            return units.clone();
        }
        let units: Rc<[Unit]> = Inner { text: self, layers: layers - 1 }.escaped(at).into();
        let mut known = self.known.borrow_mut();
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert((at, layers), units.clone());
        units
    }
}

/// A byte or a character, and where its spelling ends.
#[derive(Clone, Copy, PartialEq)]
struct Unit {
    bytes: [u8; 4],
    length: usize,
    end: usize,
}

impl Unit {
    fn byte(byte: u8, end: usize) -> Self {
        Self { bytes: [byte, 0, 0, 0], length: 1, end }
    }

    fn char(char: char, end: usize) -> Self {
        let mut bytes = [0; 4];
        let length = char.encode_utf8(&mut bytes).len();
        Self { bytes, length, end }
    }

    fn bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

/// A text whose escapes are made of characters that may be escaped themselves.
struct Inner<'t> {
    text: &'t Text<'t>,
    layers: u32,
}

impl Inner<'_> {
    /// What may be meant at a place, with one more layer.
    fn escaped(&self, at: usize) -> Vec<Unit> {
        let plain = self.text.units(at, self.layers);
        let mut found = plain.to_vec();
        for start in plain.iter() {
            let meant = match start.bytes() {
                b"%" => self.percent(start.end),
                b"\\" => self.json(start.end),
                b"&" => self.html(start.end),
                // A blank of a form.
                b"+" => vec![Unit::byte(b' ', start.end)],
                _ => continue,
            };
            for unit in meant {
                if !found.contains(&unit) {
                    found.push(unit);
                }
            }
        }
        found
    }

    /// What single bytes may be meant at a place, and where each ends.
    fn bytes(&self, at: usize) -> Vec<(u8, usize)> {
        let all = self.text.units(at, self.layers);
        all.iter().filter(|unit| unit.length == 1).map(|unit| (unit.bytes[0], unit.end)).collect()
    }

    fn percent(&self, at: usize) -> Vec<Unit> {
        let bytes = self.numbers(at, 16, 2..=2).into_iter();
        bytes.filter_map(|(number, end)| Some(Unit::byte(u8::try_from(number).ok()?, end))).collect()
    }

    fn json(&self, at: usize) -> Vec<Unit> {
        let one = |(byte, end): (u8, usize)| match byte {
            b'"' | b'\\' | b'/' => vec![Unit::byte(byte, end)],
            b'n' => vec![Unit::byte(b'\n', end)],
            b'r' => vec![Unit::byte(b'\r', end)],
            b't' => vec![Unit::byte(b'\t', end)],
            b'u' => self.unicode(end),
            _ => Vec::new(),
        };
        self.bytes(at).into_iter().flat_map(one).collect()
    }

    fn unicode(&self, at: usize) -> Vec<Unit> {
        let mut found = Vec::new();
        for (unit, end) in self.numbers(at, 16, 4..=4) {
            if let Some(char) = char::from_u32(unit) {
                found.push(Unit::char(char, end));
            } else if (0xd800..0xdc00).contains(&unit) {
                let behind = self.after(end, b'\\').into_iter().flat_map(|end| self.after(end, b'u'));
                let lows = behind.flat_map(|end| self.numbers(end, 16, 4..=4));
                let pair = |low: u32| char::from_u32(0x1_0000 + ((unit - 0xd800) << 10) + low.checked_sub(0xdc00)?);
                found.extend(lows.filter_map(|(low, end)| Some(Unit::char(pair(low)?, end))));
            }
        }
        found
    }

    /// By name, or by number in either base. The semicolon may be left out.
    fn html(&self, at: usize) -> Vec<Unit> {
        let mut found = self.named(at);
        for behind in self.after(at, b'#') {
            let hex = [b'x', b'X'].into_iter().flat_map(|x| self.after(behind, x));
            let hex = hex.flat_map(|behind| self.numbers(behind, 16, 1..=8)).collect::<Vec<_>>();
            let all = self.numbers(behind, 10, 1..=10).into_iter().chain(hex);
            found.extend(all.filter_map(|(number, end)| Some(Unit::char(char::from_u32(number)?, end))));
        }
        let closed = |unit: &Unit| self.after(unit.end, b';').into_iter().map(|end| Unit { end, ..*unit }).collect();
        let closed: Vec<Unit> = found.iter().flat_map(|unit| -> Vec<Unit> { closed(unit) }).collect();
        found.extend(closed);
        found
    }

    fn named(&self, at: usize) -> Vec<Unit> {
        let mut found = Vec::new();
        let mut open = vec![(String::new(), at)];
        while let Some((name, at)) = open.pop() {
            let known = NAMES.iter().filter(|(known, _)| *known == name);
            found.extend(known.map(|(_, char)| Unit::char(*char, at)));
            for (byte, end) in self.bytes(at) {
                let longer = format!("{name}{}", char::from(byte));
                if NAMES.iter().any(|(known, _)| known.starts_with(&longer)) {
                    open.push((longer, end));
                }
            }
        }
        found
    }

    fn after(&self, at: usize, wanted: u8) -> Vec<usize> {
        self.bytes(at).into_iter().filter(|(byte, _)| *byte == wanted).map(|(_, end)| end).collect()
    }

    /// Every number of so many digits, and where it ends.
    fn numbers(&self, at: usize, base: u32, digits: RangeInclusive<u32>) -> Vec<(u32, usize)> {
        let mut found = Vec::new();
        let mut open = BTreeSet::from([(0_u32, at)]);
        for count in 1..=*digits.end() {
            let longer = |(number, at): (u32, usize)| {
                let digit = move |(byte, end): (u8, usize)| {
                    let digit = char::from(byte).to_digit(base)?;
                    Some((number.checked_mul(base)?.checked_add(digit)?, end))
                };
                self.bytes(at).into_iter().filter_map(digit)
            };
            open = open.into_iter().flat_map(longer).collect();
            if digits.contains(&count) {
                found.extend(open.iter().copied());
            }
        }
        found
    }
}
