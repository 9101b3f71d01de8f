//! A request before it is sent, and the edits that make a case of it.

use colt_numbers_judge::model::pointer;
use serde_json::Value;

/// A request: what is sent where, with the numbers and ids of the spec's examples still in it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Draft {
    pub(crate) method: String,
    pub(crate) path: String,
    /// Location, name and value of each parameter that is sent.
    pub(crate) parameters: Vec<(String, String, String)>,
    pub(crate) content_type: Option<String>,
    pub(crate) body: Option<Value>,
    pub(crate) corruption: Option<Corruption>,
    pub(crate) token: Token,
}

/// The token that a request comes with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token {
    /// That of the run, where it has one.
    Own,
    /// None.
    Missing,
    /// One that no server has issued.
    Unknown(String),
}

/// What is done to the text of a body once it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Corruption {
    /// Nothing is sent.
    Empty,
    /// The last brace is left out.
    Truncated,
    /// A second value follows.
    Trailing,
    /// A comma stands before the last brace.
    TrailingComma,
    /// The first string holds a byte that is no UTF-8.
    InvalidUtf8,
    /// One member is there twice, with the same value.
    Repeated,
}

/// One change of a request.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Edit {
    /// Another body altogether.
    Body(Value),
    /// A value at a JSON Pointer, replaced, inserted, or added to the end of a list.
    Set(String, Value),
    /// Nothing at a JSON Pointer.
    Remove(String),
    /// A parameter's value, or none.
    Parameter { location: String, name: String, value: Option<String> },
    /// Another content type, or none.
    ContentType(Option<String>),
    /// Another method.
    Method(String),
    /// Another text.
    Corrupt(Corruption),
    /// Another token, or none.
    Token(Token),
}

impl Edit {
    /// What the edit touches, so that edits of different places can go into one request.
    fn footprint(&self) -> String {
        match self {
            Self::Body(_) | Self::Corrupt(_) => "body:".to_owned(),
            Self::Set(pointer, _) | Self::Remove(pointer) => format!("body:{pointer}"),
            Self::Parameter { location, name, .. } => format!("{location}:/{name}"),
            Self::ContentType(_) => "content-type:".to_owned(),
            Self::Method(_) => "method:".to_owned(),
            Self::Token(_) => "token:".to_owned(),
        }
    }
}

/// Whether two lists of edits touch different places, neither inside the other.
pub(crate) fn independent(one: &[Edit], other: &[Edit]) -> bool {
    let within = |inner: &str, outer: &str| {
        inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    one.iter()
        .map(Edit::footprint)
        .all(|a| other.iter().map(Edit::footprint).all(|b| !within(&a, &b) && !within(&b, &a)))
}

impl Draft {
    /// The request with the edits made, or `None` where one of them has no place to go.
    pub(crate) fn with<'a>(&self, edits: impl IntoIterator<Item = &'a Edit>) -> Option<Self> {
        let mut draft = self.clone();
        for edit in edits {
            draft.apply(edit)?;
        }
        Some(draft)
    }

    fn apply(&mut self, edit: &Edit) -> Option<()> {
        match edit {
            Edit::Body(value) => self.body = Some(value.clone()),
            Edit::Set(pointer, value) => set(self.body.as_mut()?, pointer, value.clone())?,
            Edit::Remove(pointer) => remove(self.body.as_mut()?, pointer)?,
            Edit::Parameter { location, name, value } => {
                let other = |(l, n, _): &(String, String, String)| l != location || n != name;
                self.parameters.retain(other);
                let value = value.clone().map(|value| (location.clone(), name.clone(), value));
                self.parameters.extend(value);
            }
            Edit::ContentType(value) => self.content_type.clone_from(value),
            Edit::Method(method) => {
                self.method.clone_from(method);
                if method == "GET" || method == "HEAD" {
                    (self.body, self.content_type) = (None, None);
                }
            }
            Edit::Corrupt(corruption) => self.corruption = Some(*corruption),
            Edit::Token(token) => self.token.clone_from(token),
        }
        Some(())
    }

    /// The bytes of the body.
    pub(crate) fn bytes(&self) -> Option<Vec<u8>> {
        let text = self.body.as_ref()?.to_string();
        Some(match self.corruption {
            None => text.into_bytes(),
            Some(corruption) => corruption.of(&text),
        })
    }
}

impl Corruption {
    fn of(self, text: &str) -> Vec<u8> {
        let open = text.trim_end_matches('}').len();
        let (head, closing) = text.split_at(text.len().min(open));
        match self {
            Self::Empty => Vec::new(),
            Self::Truncated => text.strip_suffix('}').unwrap_or(head).as_bytes().to_vec(),
            Self::Trailing => format!("{text} {{}}").into_bytes(),
            Self::TrailingComma => format!("{},}}", text.strip_suffix('}').unwrap_or(head)).into_bytes(),
            Self::InvalidUtf8 => {
                // Inside the last string, before its closing quote, where a reader that replaces bad bytes would go on.
                let quote = head.rfind('"').unwrap_or(head.len());
                [&head.as_bytes()[..quote], &[0xff], &head.as_bytes()[quote..], closing.as_bytes()].concat()
            }
            Self::Repeated => {
                let inner = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')).unwrap_or_default();
                format!("{{{inner},{inner}}}").into_bytes()
            }
        }
    }
}

fn set(body: &mut Value, at: &str, value: Value) -> Option<()> {
    let Some((parent, last)) = pointer::split(at) else {
        *body = value;
        return Some(());
    };
    match body.pointer_mut(parent)? {
        Value::Object(object) => {
            object.insert(last, value);
        }
        Value::Array(list) => {
            let index: usize = last.parse().ok()?;
            if index == list.len() { list.push(value) } else { *list.get_mut(index)? = value }
        }
        _ => return None,
    }
    Some(())
}

fn remove(body: &mut Value, at: &str) -> Option<()> {
    let (parent, last) = pointer::split(at)?;
    match body.pointer_mut(parent)? {
        Value::Object(object) => object.remove(&last).map(drop),
        Value::Array(list) => {
            let index = last.parse().ok().filter(|index| *index < list.len())?;
            list.remove(index);
            Some(())
        }
        _ => None,
    }
}

/// A pointer with each `*` read as the first item, and the last of them as the item asked for.
pub(crate) fn concrete(template: &str, last: usize) -> String {
    let stars = template.matches("/*").count();
    let mut seen = 0;
    let step = |step: &str| {
        if step != "*" {
            return step.to_owned();
        }
        seen += 1;
        if seen == stars { last.to_string() } else { "0".to_owned() }
    };
    template.split('/').map(step).collect::<Vec<_>>().join("/")
}
