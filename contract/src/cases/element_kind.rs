//! What part of a request or a response a constraint is about: as data for the code, and as text for a person.

use std::fmt;

use colt_numbers_judge::model::pointer;

/// The part of an exchange that a constraint is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ElementKind {
    /// The request as a whole.
    Request,
    /// An example of the document.
    Example,
    /// The HTTP method.
    Method,
    /// The header that names the media type of the request's body.
    ContentType,
    /// The header that holds the token.
    Authorization,
    /// Another header, a piece of the path or of the query.
    Parameter { location: String, name: String },
    /// An element of the request's body, by its JSON Pointer; `*` stands for any item of a list.
    Body(String),
    /// A rule that the spec declares, by its id.
    Rule(String),
    /// Every response, whatever its status.
    Responses,
    /// Responses of one status or class, as the document names it: `405`, `2XX`.
    Response(String),
    /// An element of such a response's body, by its JSON Pointer.
    ResponseBody { status: String, pointer: String },
}

impl ElementKind {
    /// Whether it is about responses. Their constraints have no cases: every response of the run is checked against them.
    pub(crate) fn is_response(&self) -> bool {
        self.response().is_some()
    }

    /// The responses that it is about, without the element of their body.
    pub(crate) fn response(&self) -> Option<Self> {
        match self {
            Self::Responses | Self::Response(_) => Some(self.clone()),
            Self::ResponseBody { status, .. } => Some(Self::Response(status.clone())),
            _ => None,
        }
    }
}

impl fmt::Display for ElementKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request => f.write_str("request"),
            Self::Example => f.write_str("example"),
            Self::Method => f.write_str("method"),
            Self::ContentType => f.write_str("header content-type"),
            Self::Authorization => f.write_str("header authorization"),
            Self::Parameter { location, name } => write!(f, "{location} {name}"),
            Self::Body(pointer) => f.write_str(&path(pointer)),
            Self::Rule(id) => write!(f, "rule {id}"),
            Self::Responses => f.write_str("answer"),
            Self::Response(status) => write!(f, "answer {status}"),
            Self::ResponseBody { status, pointer } => write!(f, "answer {status} {}", path(pointer)),
        }
    }
}

/// A body's pointer as a person reads it.
fn path(at: &str) -> String {
    let path = pointer::unescape(&at.trim_start_matches('/').replace("/*", "[]").replace('/', "."));
    if path.is_empty() { "body".to_owned() } else { path }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A parameter or a member may be called anything, `answer` and `rule x` included.
    #[test]
    fn a_kind_does_not_depend_on_names() {
        for (kind, text, is_response) in [
            (ElementKind::Body("/answer/*/a~1b".to_owned()), "answer[].a/b", false),
            (ElementKind::Body("/rule x".to_owned()), "rule x", false),
            (ElementKind::Parameter { location: "answer".to_owned(), name: "405".to_owned() }, "answer 405", false),
            (ElementKind::Rule("answer".to_owned()), "rule answer", false),
            (ElementKind::Responses, "answer", true),
            (ElementKind::Response("405".to_owned()), "answer 405", true),
            (
                ElementKind::ResponseBody { status: "2XX".to_owned(), pointer: "/order/id".to_owned() },
                "answer 2XX order.id",
                true,
            ),
            (ElementKind::ResponseBody { status: "2XX".to_owned(), pointer: String::new() }, "answer 2XX body", true),
        ] {
            assert_eq!((kind.to_string().as_str(), kind.is_response()), (text, is_response));
        }
    }
}
