//! A request as values, which the judge checks: they come from an HTTP request or from a case.

use serde_json::Value;

/// The parameters and the body of a request to one operation.
#[derive(Debug, Clone, PartialEq)]
pub struct JudgedRequest {
    /// The parameters, in the order of the operation's parameters.
    pub parameters: Vec<Given>,
    /// The body.
    pub body: Given,
}

/// What a request gives for a parameter, or as its body.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// Nothing.
    Absent,
    /// A text that cannot be read as one value, for this reason.
    Malformed(String),
    /// A value. It may violate the schema: the text `x` of an integer parameter is the string `x`.
    Value(Value),
}

impl Given {
    /// The value; `None` if it is absent or malformed.
    pub fn value(&self) -> Option<&Value> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Malformed(_) => None,
        }
    }
}

impl From<Result<Value, String>> for Given {
    fn from(read: Result<Value, String>) -> Self {
        read.map_or_else(Self::Malformed, Self::Value)
    }
}

/// The percent-encoded path and query and the headers of a request, from which the parameters are read.
#[derive(Debug, Clone, Copy, Default)]
pub struct RequestHead<'a> {
    /// The names of the path's placeholders with their texts, percent-encoded.
    pub path: &'a [(&'a str, &'a str)],
    /// The query, percent-encoded.
    pub query: &'a str,
    /// The headers.
    pub headers: &'a [(&'a str, &'a [u8])],
}
