/// A parameter of an operation.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct OperationParameter {
    /// The name on the wire.
    pub name: &'static str,
    /// The part of the request that contains the parameter.
    pub location: ParameterLocation,
    /// Whether every request has the parameter. Null cannot be sent, so a parameter that may be null is optional.
    pub required: bool,
    /// Whether the query has a separate entry for each item of an array (`explode`).
    pub exploded: bool,
    /// The schema of the value.
    pub schema: &'static Schema,
    /// Whether the parameter is the tracking id of the request. At most one parameter of an operation is.
    pub is_tracking_id: bool,
    /// The description; empty if the spec has none.
    pub description: &'static str,
}

/// The part of a request that contains a parameter.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ParameterLocation {
    /// The path.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
}

/// The body of an operation's request.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct OperationBody {
    /// The media type in which the body is sent.
    pub media_type: &'static str,
    /// Whether every request has a body.
    pub required: bool,
    /// The content.
    pub content: BodyContent,
}

/// The content of a request body.
#[derive(Clone, Copy, Debug)]
pub enum BodyContent {
    /// JSON with this schema.
    Json(&'static Schema),
    /// A form (`application/x-www-form-urlencoded`) with the members of an object with this schema.
    Form(&'static Schema),
    /// Bytes of a media type that is neither JSON nor a form.
    Bytes,
}

/// A security scheme that a request needs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct RequiredScheme {
    /// The name of the scheme in the spec.
    pub name: &'static str,
    /// How a request proves that it satisfies the scheme.
    pub proof: SecurityProof,
    /// The scopes that the token needs.
    pub scopes: &'static [&'static str],
}

/// How a request proves that it satisfies a security scheme. The transport adds the proof to the request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum SecurityProof {
    /// A bearer token in the header `Authorization`, for example of OAuth 2.0 or OpenID Connect.
    Bearer,
    /// Another scheme of HTTP authentication with this name, such as `basic`, in the header `Authorization`.
    Http(&'static str),
    /// A key in the header with this name.
    HeaderKey(&'static str),
    /// A key in the query entry with this name.
    QueryKey(&'static str),
    /// A key in the cookie with this name.
    CookieKey(&'static str),
}

/// A side effect of an operation, as the cited document states it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct SideEffect {
    /// The id, which is unique in the operation.
    pub id: &'static str,
    /// What happens.
    pub statement: &'static str,
    /// The lines of the cited document that state the side effect, as `file:lines`.
    pub source: Option<&'static str>,
    /// What the spec assumes because the cited document does not state it.
    pub assumption: Option<&'static str>,
}

/// An error code, as the cited document lists it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct ErrorCode {
    /// The code.
    pub code: &'static str,
    /// The status of the responses with this code; `None` if the document does not limit it to a status.
    pub status: Option<u16>,
    /// The JSON Pointer of the code in the body of a response.
    pub pointer: &'static str,
    /// What the code means.
    pub statement: &'static str,
    /// The lines of the cited document that list the code, as `file:lines`.
    pub source: Option<&'static str>,
    /// What the spec assumes because the cited document does not state it.
    pub assumption: Option<&'static str>,
}

impl ErrorCode {
    /// An error code of any status, at this JSON Pointer of the body.
    #[must_use]
    pub const fn new(code: &'static str, pointer: &'static str, statement: &'static str) -> Self {
        Self { code, status: None, pointer, statement, source: None, assumption: None }
    }
}

impl Operation {
    /// The operation with this `operationId`.
    #[must_use]
    pub fn by_id(id: &str) -> Option<&'static Self> {
        Self::ALL.iter().copied().find(|operation| operation.id == id)
    }

    /// The header with the tracking id of a request; `None` if a request has no tracking id.
    #[must_use]
    pub fn tracking_id(&self) -> Option<&'static OperationParameter> {
        self.parameters.iter().find(|parameter| parameter.is_tracking_id)
    }

    /// The side effect with this id.
    #[must_use]
    pub fn effect(&self, id: &str) -> Option<&'static SideEffect> {
        self.effects.iter().find(|effect| effect.id == id)
    }
}

/// Operations are equal if their ids are equal.
impl PartialEq for Operation {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Operation {}
