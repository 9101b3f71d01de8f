//! The part of a request or response that a constraint is about, as data and as text.

use std::fmt;

use colt_numbers_judge::model::pointer;

/// The part of a request or response that a constraint is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ElementKind {
    /// The request as a whole.
    Request,
    /// An example in the document.
    Example,
    /// The HTTP method.
    Method,
    /// The header with the media type of the request body.
    ContentType,
    /// The header with the token.
    Authorization,
    /// A header, path or query parameter.
    Parameter { location: String, name: String },
    /// An element of the request body, by its JSON Pointer; `*` is any item of an array.
    Body(String),
    /// A rule of the spec, by its id.
    Rule(String),
    /// Every response, whatever its status.
    Responses,
    /// Responses of one status or class, as in the spec: `405`, `2XX`.
    Response(String),
    /// An element of a response body, by its JSON Pointer.
    ResponseBody { status: String, pointer: String },
    /// An element of a response body whose value depends on the request, which no schema can state.
    ResponseMeaning { status: String, pointer: String },
}

impl ElementKind {
    /// Whether this is a response or a part of one. Constraints of responses have no cases: every response of the run is checked against them.
    pub(crate) fn is_response(&self) -> bool {
        self.response().is_some()
    }

    /// The kind of the whole response, if this is a response or a part of one.
    pub(crate) fn response(&self) -> Option<Self> {
        match self {
            Self::Responses | Self::Response(_) => Some(self.clone()),
            Self::ResponseBody { status, .. } | Self::ResponseMeaning { status, .. } => {
                Some(Self::Response(status.clone()))
            }
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
            Self::Responses => f.write_str("response"),
            Self::Response(status) => write!(f, "response {status}"),
            Self::ResponseBody { status, pointer } | Self::ResponseMeaning { status, pointer } => {
                write!(f, "response {status} {}", path(pointer))
            }
        }
    }
}

/// The readable form of a JSON Pointer into a body.
fn path(at: &str) -> String {
    let path = pointer::unescape(&at.trim_start_matches('/').replace("/*", "[]").replace('/', "."));
    if path.is_empty() { "body".to_owned() } else { path }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A parameter or a member may have any name, also `response` or `rule x`.
    #[test]
    fn the_kind_does_not_depend_on_names() {
        for (kind, text, is_response) in [
            (ElementKind::Body("/response/*/a~1b".to_owned()), "response[].a/b", false),
            (ElementKind::Body("/rule x".to_owned()), "rule x", false),
            (ElementKind::Parameter { location: "response".to_owned(), name: "405".to_owned() }, "response 405", false),
            (ElementKind::Rule("response".to_owned()), "rule response", false),
            (ElementKind::Responses, "response", true),
            (ElementKind::Response("405".to_owned()), "response 405", true),
            (
                ElementKind::ResponseBody { status: "2XX".to_owned(), pointer: "/order/id".to_owned() },
                "response 2XX order.id",
                true,
            ),
            (ElementKind::ResponseBody { status: "2XX".to_owned(), pointer: String::new() }, "response 2XX body", true),
        ] {
            assert_eq!((kind.to_string().as_str(), kind.is_response()), (text, is_response));
        }
    }
}
