//! Parses the JSON of a document's examples leniently, with the line of every member, and compares two examples.
//!
//! Missing or superfluous commas and missing closing brackets are accepted, because people typed these examples.

use std::collections::BTreeMap;

use colt_numbers_openapi::pointer;
use serde_json::Value;

use crate::document::line::DocumentLine;

/// The maximum nesting of an example.
const MAX_DEPTH: usize = 64;

/// A value and the line on which it begins.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct SampleNode {
    /// The line, from 1; 0 for a value from a spec.
    pub(crate) line: usize,
    /// The value.
    pub(crate) value: SampleValue,
}

/// A JSON value.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum SampleValue {
    /// Members in order.
    Object(Vec<SampleMember>),
    /// Items in order.
    Array(Vec<SampleNode>),
    /// A string with whitespace normalized, and whether it had whitespace at its ends.
    Text { text: String, padded: bool },
    /// A number, `true`, `false` or `null`, as written.
    Literal(String),
}

/// A member of an object.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct SampleMember {
    /// The name.
    pub(crate) name: String,
    /// The line of the name.
    pub(crate) line: usize,
    /// The value.
    pub(crate) value: SampleNode,
}

impl SampleNode {
    /// Parses the lines of an example; `None` if they are not JSON, even with typos accepted.
    pub(crate) fn parse(lines: &[DocumentLine]) -> Option<Self> {
        let chars = lines.iter().flat_map(|line| line.text.chars().chain([' ']).map(|c| (c, line.number))).collect();
        let mut parser = SampleParser { chars, at: 0 };
        let node = parser.value(0)?;
        parser.skip();
        parser.peek().is_none().then_some(node)
    }

    /// Converts a value of a spec.
    pub(crate) fn of_value(value: &Value) -> Self {
        let value = match value {
            Value::Object(members) => SampleValue::Object(
                members
                    .iter()
                    .map(|(name, value)| SampleMember { name: name.clone(), line: 0, value: Self::of_value(value) })
                    .collect(),
            ),
            Value::Array(items) => SampleValue::Array(items.iter().map(Self::of_value).collect()),
            Value::String(text) => SampleValue::text(text),
            other => SampleValue::Literal(other.to_string()),
        };
        Self { line: 0, value }
    }

    /// The members of an object, or of the objects in an array.
    pub(crate) fn members(&self) -> Vec<&SampleMember> {
        match &self.value {
            SampleValue::Object(members) => members.iter().collect(),
            SampleValue::Array(items) => items.iter().flat_map(Self::members).collect(),
            _ => Vec::new(),
        }
    }

    /// The lines of all members with a name, at any depth.
    pub(crate) fn lines_of(&self, name: &str) -> Vec<usize> {
        let members = self.members();
        let own = members.iter().filter(|member| member.name == name).map(|member| member.line);
        own.chain(members.iter().flat_map(|member| member.value.lines_of(name))).collect()
    }

    /// The value on one line.
    pub(crate) fn show(&self) -> String {
        let listed = |parts: Vec<String>, [open, close]: [char; 2]| format!("{open}{}{close}", parts.join(", "));
        match &self.value {
            SampleValue::Object(members) => listed(
                members.iter().map(|member| format!("{}: {}", member.name, member.value.show())).collect(),
                ['{', '}'],
            ),
            SampleValue::Array(items) => listed(items.iter().map(Self::show).collect(), ['[', ']']),
            SampleValue::Text { text, .. } => text.clone(),
            SampleValue::Literal(text) => text.clone(),
        }
    }

    /// All names and values, from which the similarity of two examples is computed.
    pub(crate) fn parts(&self) -> Vec<String> {
        match &self.value {
            SampleValue::Object(members) => members
                .iter()
                .flat_map(|member| std::iter::once(member.name.clone()).chain(member.value.parts()))
                .collect(),
            SampleValue::Array(items) => items.iter().flat_map(Self::parts).collect(),
            _ => vec![self.show()],
        }
    }

    /// Whether any string has whitespace at its beginning or end.
    pub(crate) fn is_padded(&self) -> bool {
        match &self.value {
            SampleValue::Object(members) => members.iter().any(|member| member.value.is_padded()),
            SampleValue::Array(items) => items.iter().any(Self::is_padded),
            SampleValue::Text { padded, .. } => *padded,
            SampleValue::Literal(_) => false,
        }
    }
}

impl SampleValue {
    fn text(raw: &str) -> Self {
        let words: Vec<&str> = raw.split_whitespace().collect();
        Self::Text { text: words.join(" "), padded: raw.trim() != raw }
    }
}

struct SampleParser {
    chars: Vec<(char, usize)>,
    at: usize,
}

impl SampleParser {
    fn peek(&self) -> Option<(char, usize)> {
        self.chars.get(self.at).copied()
    }

    fn skip(&mut self) {
        while self.peek().is_some_and(|(c, _)| c == ' ') {
            self.at += 1;
        }
    }

    fn value(&mut self, depth: usize) -> Option<SampleNode> {
        self.skip();
        let (c, line) = self.peek().filter(|_| depth < MAX_DEPTH)?;
        let value = match c {
            '{' => SampleValue::Object(self.list('}', |parser| parser.member(depth))?),
            '[' => SampleValue::Array(self.list(']', |parser| parser.value(depth + 1))?),
            '"' => SampleValue::text(&self.string()?),
            _ => SampleValue::Literal(self.literal()?),
        };
        Some(SampleNode { line, value })
    }

    fn list<T>(&mut self, close: char, item: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        self.at += 1;
        let mut found = Vec::new();
        loop {
            self.skip();
            match self.peek() {
                None => return Some(found),
                Some((c, _)) if c == close => {
                    self.at += 1;
                    return Some(found);
                }
                Some((',', _)) => self.at += 1,
                Some(_) => found.push(item(self)?),
            }
        }
    }

    fn member(&mut self, depth: usize) -> Option<SampleMember> {
        let (_, line) = self.peek()?;
        let name = self.string()?.trim().to_owned();
        self.skip();
        if !matches!(self.peek(), Some((':' | '=', _))) {
            return None;
        }
        self.at += 1;
        Some(SampleMember { name, line, value: self.value(depth + 1)? })
    }

    fn string(&mut self) -> Option<String> {
        let _ = self.peek().filter(|(c, _)| *c == '"')?;
        let mut text = String::new();
        loop {
            self.at += 1;
            match self.peek()?.0 {
                '"' => break,
                '\\' => {
                    self.at += 1;
                    text.push(self.peek()?.0);
                }
                c => text.push(c),
            }
        }
        self.at += 1;
        Some(text)
    }

    fn literal(&mut self) -> Option<String> {
        let mut text = String::new();
        while let Some((c, _)) = self.peek().filter(|(c, _)| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
        {
            text.push(c);
            self.at += 1;
        }
        (!text.is_empty()).then_some(text)
    }
}

/// A difference between two examples.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct SampleDifference {
    /// The JSON Pointer into the example; if both examples have the value, the pointer into the old example.
    pub(crate) at: String,
    /// The name of the member, or of its nearest named ancestor.
    pub(crate) name: String,
    /// Line and text in the old example.
    pub(crate) old: Option<(usize, String)>,
    /// Line and text in the new example.
    pub(crate) new: Option<(usize, String)>,
}

/// Renamed members: old names and their new names. A member that only has its new name is not a difference.
pub(crate) type Renames = BTreeMap<String, String>;

/// Compares two examples. Each changed value is one difference, and each member that was added or removed is one difference as a whole.
pub(crate) fn differences(old: &SampleNode, new: &SampleNode, renames: &Renames) -> Vec<SampleDifference> {
    let mut found = Vec::new();
    compare(old, new, "", "", renames, &mut found);
    found
}

fn compare(
    old: &SampleNode,
    new: &SampleNode,
    at: &str,
    name: &str,
    renames: &Renames,
    found: &mut Vec<SampleDifference>,
) {
    match (&old.value, &new.value) {
        (SampleValue::Object(old), SampleValue::Object(new)) => compare_members(old, new, at, renames, found),
        (SampleValue::Array(old), SampleValue::Array(new)) => compare_items(old, new, at, name, renames, found),
        (SampleValue::Text { text: old_text, .. }, SampleValue::Text { text: new_text, .. })
            if old_text == new_text => {}
        (SampleValue::Literal(old_text), SampleValue::Literal(new_text)) if old_text == new_text => {}
        _ => found.push(SampleDifference {
            at: at.to_owned(),
            name: name.to_owned(),
            old: Some((old.line, old.show())),
            new: Some((new.line, new.show())),
        }),
    }
}

fn compare_members(
    old: &[SampleMember],
    new: &[SampleMember],
    at: &str,
    renames: &Renames,
    found: &mut Vec<SampleDifference>,
) {
    let mut remaining: Vec<&SampleMember> = new.iter().collect();
    let mut removed = Vec::new();
    for member in old {
        let follows =
            |name: &str| name == member.name || renames.get(&member.name).is_some_and(|renamed| renamed == name);
        match remaining.iter().position(|other| follows(&other.name)) {
            Some(index) => {
                let other = remaining.remove(index);
                compare(&member.value, &other.value, &pointer::join(at, &member.name), &member.name, renames, found);
            }
            None => removed.push(member),
        }
    }
    for member in removed {
        found.push(one_sided(member, at, Some(&member.value), None));
    }
    for member in remaining {
        found.push(one_sided(member, at, None, Some(&member.value)));
    }
}

fn one_sided(member: &SampleMember, at: &str, old: Option<&SampleNode>, new: Option<&SampleNode>) -> SampleDifference {
    let shown = |node: &SampleNode| (member.line, node.show());
    SampleDifference {
        at: pointer::join(at, &member.name),
        name: member.name.clone(),
        old: old.map(shown),
        new: new.map(shown),
    }
}

fn compare_items(
    old: &[SampleNode],
    new: &[SampleNode],
    at: &str,
    name: &str,
    renames: &Renames,
    found: &mut Vec<SampleDifference>,
) {
    let shown = |node: &SampleNode| (node.line, node.show());
    for index in 0..old.len().max(new.len()) {
        let at = pointer::item(at, index);
        match (old.get(index), new.get(index)) {
            (Some(old), Some(new)) => compare(old, new, &at, name, renames, found),
            (old, new) => {
                let name = name.to_owned();
                found.push(SampleDifference { at, name, old: old.map(shown), new: new.map(shown) });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::VendorDocument;

    fn node(text: &str) -> Option<SampleNode> {
        SampleNode::parse(VendorDocument::from_bytes(text.as_bytes()).unwrap().lines())
    }

    fn differ(old: &str, new: &str) -> Vec<(String, bool, bool)> {
        let renames = Renames::from([("was".to_owned(), "is".to_owned())]);
        let found = differences(&node(old).unwrap(), &node(new).unwrap(), &renames);
        found
            .into_iter()
            .map(|difference| (difference.at, difference.old.is_some(), difference.new.is_some()))
            .collect()
    }

    #[test]
    fn typos_in_json_are_accepted() {
        let good = node("{\"a\": [1, 2], \"b\": {\"c\": \" x y\"}}").unwrap();
        assert_eq!(good.show(), "{a: [1, 2], b: {c: x y}}");
        assert!(good.is_padded());
        for nearly in ["{\"a\": [1 2,], \"b\": {\"c\": \"x\u{a0} y\"}", "{ “a” :[1,2]\n\n,,\"b\":{\"c\":\"x\ny\"}}"]
        {
            assert_eq!(node(nearly).unwrap().show(), good.show(), "{nearly}");
        }
        for invalid in ["{a}", "{\"a\"}", "{\"a\": }", "{} x"] {
            assert_eq!(node(invalid), None, "{invalid}");
        }
        assert_eq!(node(&"[".repeat(100_000)), None);
    }

    #[test]
    fn each_difference_is_reported_once() {
        let one = |at: &str, old, new| vec![(at.to_owned(), old, new)];
        assert_eq!(differ("{\"a\":1,\"b\":2}", "{\"b\":2, \"a\":1}"), []);
        assert_eq!(differ("{\"a\":{\"b\":1}}", "{\"a\":{\"b\":2}}"), one("/a/b", true, true));
        assert_eq!(differ("{\"a\":{\"b\":1,\"c\":2}}", "{}"), one("/a", true, false));
        assert_eq!(differ("{}", "{\"a\":{\"b\":1,\"c\":2}}"), one("/a", false, true));
        assert_eq!(differ("{\"a\":7}", "{\"b\":7}").len(), 2);
        assert_eq!(differ("{\"was\":7}", "{\"is\":7}"), []);
        assert_eq!(differ("[1,2,3]", "[1,2]"), one("/2", true, false));
        assert_eq!(differ("[1,2]", "[1,4]"), one("/1", true, true));
        assert_eq!(differ("[{\"a\":1}]", "[{\"a\":1},{\"a\":2}]"), one("/1", false, true));
    }
}
