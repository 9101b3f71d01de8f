//! A request before it is sent, and the edits that turn the base request into a case.

use colt_numbers_judge::model::{
    media_type::{is_form, is_json},
    pointer,
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

/// The characters that are percent-encoded in a path, a query or a form: all but the unreserved ones (RFC 3986, 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A request before it is sent. It still has the telephone numbers and ids of the spec's examples.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RequestDraft {
    pub(crate) method: String,
    pub(crate) path: String,
    /// The parameters in the order of sending. An exploded list is one entry for each of its items.
    pub(crate) parameters: Vec<ParameterValue>,
    /// The media types that the response may have.
    pub(crate) accept: String,
    pub(crate) content_type: Option<String>,
    pub(crate) body_format: BodyFormat,
    pub(crate) body: Option<Value>,
    pub(crate) corruption: Option<Corruption>,
    pub(crate) token: TokenChoice,
}

/// How the value of a body becomes bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BodyFormat {
    Json,
    /// `application/x-www-form-urlencoded`: the members of an object. A list becomes one pair for each item.
    Form,
    /// A string is sent as it is, and any other value as JSON.
    Text,
}

impl BodyFormat {
    pub(crate) fn of(media: &str) -> Self {
        match media {
            json if is_json(json) => Self::Json,
            form if is_form(form) => Self::Form,
            _ => Self::Text,
        }
    }
}

/// One occurrence of a parameter in a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ParameterValue {
    pub(crate) location: String,
    pub(crate) name: String,
    /// The texts between the commas. A parameter that is not a list has one text.
    pub(crate) items: Vec<String>,
}

impl ParameterValue {
    pub(crate) fn is(&self, location: &str, name: &str) -> bool {
        self.location == location && self.name == name
    }

    /// The whole text, before it is percent-encoded.
    pub(crate) fn text(&self) -> String {
        self.items.join(",")
    }
}

/// The token that a request is sent with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TokenChoice {
    /// The run's token, if it has one.
    OfRun,
    /// No token.
    Missing,
    /// A token that no server has issued.
    Unknown(String),
}

/// How the serialized body is corrupted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Corruption {
    /// The body is empty.
    Empty,
    /// The last brace is missing.
    Truncated,
    /// A second value follows the body.
    Trailing,
    /// There is a comma before the last brace.
    TrailingComma,
    /// A string has a byte that is not UTF-8.
    InvalidUtf8,
    /// Every member is repeated with the same value.
    Repeated,
}

/// One change to a request.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum RequestEdit {
    /// Replaces the whole body.
    Body(Value),
    /// Sets the value at a JSON Pointer: replaces it, inserts a member, or appends to an array.
    Set(String, Value),
    /// Removes the value at a JSON Pointer.
    Remove(String),
    /// Replaces every occurrence of a parameter. An empty list removes the parameter.
    Parameter { location: String, name: String, occurrences: Vec<Vec<String>> },
    /// Sets the content type, or removes it.
    ContentType(Option<String>),
    /// Sets the method.
    Method(String),
    /// Corrupts the serialized body.
    Corrupt(Corruption),
    /// Sets the token.
    Token(TokenChoice),
}

impl RequestEdit {
    /// The location that the edit changes, so that edits of different locations can share a request.
    fn location(&self) -> String {
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

/// Whether two lists of edits change separate locations: no location of one list equals or contains a location of the other.
pub(crate) fn are_independent(one: &[RequestEdit], other: &[RequestEdit]) -> bool {
    let within = |inner: &str, outer: &str| {
        inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    one.iter()
        .map(RequestEdit::location)
        .all(|a| other.iter().map(RequestEdit::location).all(|b| !within(&a, &b) && !within(&b, &a)))
}

impl RequestDraft {
    /// The request with the edits applied; `None` if the location of an edit does not exist.
    pub(crate) fn with<'a>(&self, edits: impl IntoIterator<Item = &'a RequestEdit>) -> Option<Self> {
        let mut draft = self.clone();
        for edit in edits {
            draft.apply(edit)?;
        }
        Some(draft)
    }

    fn apply(&mut self, edit: &RequestEdit) -> Option<()> {
        match edit {
            RequestEdit::Body(value) => self.body = Some(value.clone()),
            RequestEdit::Set(pointer, value) => set(self.body.as_mut()?, pointer, value.clone())?,
            RequestEdit::Remove(pointer) => remove(self.body.as_mut()?, pointer)?,
            RequestEdit::Parameter { location, name, occurrences } => {
                self.parameters.retain(|known| !known.is(location, name));
                let values = occurrences.iter().map(|items| ParameterValue {
                    location: location.clone(),
                    name: name.clone(),
                    items: items.clone(),
                });
                self.parameters.extend(values);
            }
            RequestEdit::ContentType(value) => self.content_type.clone_from(value),
            RequestEdit::Method(method) => {
                self.method.clone_from(method);
                if method == "GET" || method == "HEAD" {
                    (self.body, self.content_type) = (None, None);
                }
            }
            RequestEdit::Corrupt(corruption) => self.corruption = Some(*corruption),
            RequestEdit::Token(token) => self.token.clone_from(token),
        }
        Some(())
    }

    /// The serialized body.
    pub(crate) fn bytes(&self) -> Option<Vec<u8>> {
        let body = self.body.as_ref()?;
        let text = match self.body_format {
            BodyFormat::Json => body.to_string(),
            BodyFormat::Form => form_text(body),
            BodyFormat::Text => plain_text(body),
        };
        Some(match self.corruption {
            None => text.into_bytes(),
            Some(corruption) => corruption.apply(&text),
        })
    }
}

/// The text of a form with the members of an object.
fn form_text(body: &Value) -> String {
    let pair = |name: &str, value: &Value| format!("{}={}", percent_encoded(name), percent_encoded(&plain_text(value)));
    let pairs = body.as_object().into_iter().flatten().flat_map(|(name, value)| match value {
        Value::Array(items) => items.iter().map(|item| pair(name, item)).collect(),
        value => vec![pair(name, value)],
    });
    pairs.collect::<Vec<_>>().join("&")
}

/// A string as it is, and any other value as JSON.
pub(crate) fn plain_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

pub(crate) fn percent_encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

impl Corruption {
    fn apply(self, text: &str) -> Vec<u8> {
        let open = text.trim_end_matches('}').len();
        let (head, closing) = text.split_at(text.len().min(open));
        match self {
            Self::Empty => Vec::new(),
            Self::Truncated => text.strip_suffix('}').unwrap_or(head).as_bytes().to_vec(),
            Self::Trailing => format!("{text} {{}}").into_bytes(),
            Self::TrailingComma => format!("{},}}", text.strip_suffix('}').unwrap_or(head)).into_bytes(),
            Self::InvalidUtf8 => {
                // The invalid byte is inside the last string, before its closing quote: a parser that replaces invalid bytes accepts the body.
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

/// A JSON Pointer with the last `*` replaced by `last`, and each other `*` by `0`.
pub(crate) fn with_item_index(template: &str, last: usize) -> String {
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
