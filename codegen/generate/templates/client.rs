//! The endpoint client, which sends requests with the caller's transport.

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::operations::{BodyContent, Operation, ParameterLocation};

/// Sends HTTP requests. The implementation decides about connections, time-outs, authorization and retries.
///
/// A response contains the whole body. So the implementation should limit how much it reads: a server may send more than fits into memory.
pub trait Transport {
    /// The reason why no response was received.
    type Error;

    /// Sends one request. The extensions of the request contain its operation as `&'static Operation`.
    ///
    /// # Errors
    /// If no response was received. A response of any status is not an error.
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> impl Future<Output = Result<http::Response<Bytes>, Self::Error>> + Send;
}

impl<T: Transport> Transport for &T {
    type Error = T::Error;

    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> impl Future<Output = Result<http::Response<Bytes>, Self::Error>> + Send {
        T::send(self, request)
    }
}

/// A request of one operation, with all mandatory values. Creating a request sends nothing.
///
/// Every operation has a struct in [`crate::requests`] that implements this trait. Other types may implement it too, for example to send an operation
/// with another type of response. A method that is added in a later version has a default implementation.
pub trait Request {
    /// The content of a successful response.
    type Response;

    /// The operation.
    const OPERATION: &'static Operation;

    /// The values of the request: everything that is sent, except the URL of the server.
    ///
    /// # Errors
    /// If the body cannot be written as JSON, or if a number is not finite.
    fn values(&self) -> Result<RequestValues, InvalidRequest>;

    /// Builds the HTTP request for the server at a base URL; see [`Operation::to_http`].
    ///
    /// # Errors
    /// See [`Self::values`] and [`Operation::to_http`].
    fn to_http(&self, base: &str) -> Result<http::Request<Bytes>, InvalidRequest> {
        Self::OPERATION.to_http(base, &self.values()?)
    }

    /// Reads the body of a successful response.
    ///
    /// # Errors
    /// If the spec states no successful response with this status, or if the body does not have the form that the spec states.
    fn read(response: &http::Response<Bytes>) -> Result<Self::Response, UnreadableResponse>;
}

/// The endpoint client: builds HTTP requests, and sends them with a transport.
#[derive(Clone, Debug)]
pub struct Client<T> {
    base: String,
    transport: T,
}

impl<T> Client<T> {
    /// Creates a client for the server at a base URL. A slash at the end of the base URL is ignored.
    #[must_use]
    pub fn new(base: &str, transport: T) -> Self {
        Self { base: base.trim_end_matches('/').to_owned(), transport }
    }

    /// The base URL, without a slash at the end.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The transport.
    #[must_use]
    pub fn transport(&self) -> &T {
        &self.transport
    }
}

impl<T: Transport> Client<T> {
    /// Sends a request. The result is `Ok` for a response of any status.
    ///
    /// # Errors
    /// - [`CallError::Request`] if the request is invalid, or if the base URL of the client does not serve the operation, because the operation has
    ///   servers of its own ([`Operation::servers`]).
    /// - [`CallError::Transport`] if no response was received.
    pub async fn send<R: Request>(&self, request: &R) -> Result<ApiResponse<R>, CallError<T::Error>> {
        let operation = R::OPERATION;
        if !operation.servers.is_empty() {
            return Err(CallError::Request(InvalidRequest::OtherServers(operation.id)));
        }
        self.send_to(&self.base, request).await
    }

    /// Sends a request to the server at another base URL, such as one of [`Operation::servers`].
    ///
    /// # Errors
    /// The same as for [`Client::send`], except that the operation may have servers of its own.
    pub async fn send_to<R: Request>(&self, base: &str, request: &R) -> Result<ApiResponse<R>, CallError<T::Error>> {
        let request = request.to_http(base).map_err(CallError::Request)?;
        let response = self.transport.send(request).await.map_err(CallError::Transport)?;
        Ok(ApiResponse { response, of: PhantomData })
    }
}

/// The body of a request: a value that is sent as JSON, or JSON that is sent unchanged.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Body<T> {
    /// A value, which is serialized as JSON.
    Value(T),
    /// JSON, which is sent unchanged, even if it is invalid.
    Json(Bytes),
}

impl<T> From<T> for Body<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

/// The values of a request of any operation: everything that is sent, except the URL of the server.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct RequestValues {
    /// The value of each parameter, in the order of [`Operation::parameters`]; `None` for a parameter that is absent.
    pub parameters: Vec<Option<Value>>,
    /// The body, as it is sent. A form is a JSON object here; [`Operation::to_http`] converts it to the form that is sent.
    pub body: Option<Bytes>,
}

impl RequestValues {
    /// Creates the values of a request.
    #[must_use]
    pub fn new(parameters: Vec<Option<Value>>, body: Option<Bytes>) -> Self {
        Self { parameters, body }
    }

    /// Adds the value of the next parameter, which has this name.
    pub(crate) fn parameter(
        mut self,
        name: &'static str,
        value: Option<&impl Serialize>,
    ) -> Result<Self, InvalidRequest> {
        let json = value.map(|value| serde_json::to_value(value).ok().filter(|value| !value.is_null()));
        // A value that is null here is a number that is not finite.
        self.parameters.push(json.map(|json| json.ok_or(InvalidRequest::Parameter(name))).transpose()?);
        Ok(self)
    }

    /// Sets the body to JSON.
    pub(crate) fn json<T: Serialize>(self, body: Option<&Body<T>>) -> Result<Self, InvalidRequest> {
        match body {
            Some(Body::Json(json)) => self.bytes(Some(json)),
            Some(Body::Value(value)) => self.serialized(Some(value)),
            None => Ok(self),
        }
    }

    /// Sets the body to the JSON of a value; for a form, [`Operation::to_http`] converts the JSON.
    pub(crate) fn serialized(mut self, body: Option<&impl Serialize>) -> Result<Self, InvalidRequest> {
        let json = body.map(serde_json::to_vec).transpose().map_err(InvalidRequest::Body)?;
        self.body = json.map(Bytes::from);
        Ok(self)
    }

    /// Sets the body to bytes.
    pub(crate) fn bytes(mut self, body: Option<&Bytes>) -> Result<Self, InvalidRequest> {
        self.body = body.cloned();
        Ok(self)
    }
}

impl Operation {
    /// Builds the HTTP request for the server at a base URL. A slash at the end of the base URL is ignored. The extensions of the HTTP request
    /// contain the operation as `&'static Operation`.
    ///
    /// The request is written as OpenAPI states it: a value in the path is one segment; an array has an entry for each item in a query that
    /// explodes it, and otherwise one entry with commas between the items. A form has an entry for each member of its object, or for each
    /// item of a member that is an array; null has no entry.
    ///
    /// # Errors
    /// If the values are not values of this operation, if one of them cannot be written as text, if a mandatory value is absent, or if the base
    /// URL is not the start of a valid URL. The values are not checked against their schemas.
    pub fn to_http(&'static self, base: &str, values: &RequestValues) -> Result<http::Request<Bytes>, InvalidRequest> {
        if values.parameters.len() != self.parameters.len() || values.body.is_some() && self.body.is_none() {
            return Err(InvalidRequest::OtherOperation(self.id));
        }
        let mut request = http::Request::builder().method(self.method).header(ACCEPT, self.accept).extension(self);
        let (mut path, mut query) = (self.path.to_owned(), String::new());
        for (parameter, value) in self.parameters.iter().zip(&values.parameters) {
            let name = parameter.name;
            let Some(value) = value else {
                if parameter.required {
                    return Err(InvalidRequest::Missing(name));
                }
                continue;
            };
            let texts = texts(value).ok_or(InvalidRequest::Parameter(name))?;
            match parameter.location {
                ParameterLocation::Path => {
                    let segment = segment(&texts).ok_or(InvalidRequest::Parameter(name))?;
                    path = path.replace(&format!("{{{name}}}"), &segment);
                }
                ParameterLocation::Query if parameter.exploded || texts.is_empty() => {
                    texts.iter().for_each(|text| push_entry(&mut query, name, &encoded(text)));
                }
                ParameterLocation::Query => push_entry(&mut query, name, &joined(&texts)),
                // An item with a comma would be read as two items, and a header has no escapes.
                ParameterLocation::Header if value.is_array() && texts.iter().any(|text| text.contains(',')) => {
                    return Err(InvalidRequest::Parameter(name));
                }
                ParameterLocation::Header => request = request.header(name, texts.join(",")),
            }
        }
        let mut body = Bytes::new();
        match (&self.body, &values.body) {
            (Some(described), Some(value)) => {
                body = match described.content {
                    BodyContent::Form(_) => form(value)?.into(),
                    BodyContent::Json(_) | BodyContent::Bytes => value.clone(),
                };
                request = request.header(CONTENT_TYPE, described.media_type);
            }
            (Some(described), None) if described.required => return Err(InvalidRequest::Missing("body")),
            _ => {}
        }
        let mark = if query.is_empty() { "" } else { "?" };
        let url = format!("{}{path}{mark}{query}", base.trim_end_matches('/'));
        request.uri(url).body(body).map_err(InvalidRequest::Http)
    }
}

/// The texts of a value: one text for a scalar, one text for each item of an array. `None` for any other value, such as an object, null or an
/// array of arrays.
fn texts(value: &Value) -> Option<Vec<String>> {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        _ => None,
    };
    match value {
        Value::Array(items) => items.iter().map(text).collect(),
        value => text(value).map(|text| vec![text]),
    }
}

/// A path segment. `None` if it would be empty: the path could then be the path of another operation.
fn segment(texts: &[String]) -> Option<String> {
    let segment = joined(texts);
    match segment.as_str() {
        "" => None,
        // As path segments, `.` and `..` mean the current and the parent folder, so the dots are percent-encoded.
        "." | ".." => Some(segment.replace('.', "%2E")),
        _ => Some(segment),
    }
}

/// The body of a form, from a JSON object.
fn form(object: &[u8]) -> Result<String, InvalidRequest> {
    let members: Map<String, Value> = serde_json::from_slice(object).map_err(InvalidRequest::Body)?;
    let mut form = String::new();
    for (name, value) in members.iter().filter(|(_, value)| !value.is_null()) {
        let texts = texts(value).ok_or_else(|| InvalidRequest::FormMember(name.clone()))?;
        texts.iter().for_each(|text| push_entry(&mut form, name, &encoded(text)));
    }
    Ok(form)
}

/// Appends an entry to a query or a form. The value is encoded.
fn push_entry(entries: &mut String, name: &str, value: &str) {
    let separator = if entries.is_empty() { "" } else { "&" };
    entries.push_str(&format!("{separator}{}={value}", encoded(name)));
}

/// The encoded texts, separated by commas.
fn joined(texts: &[String]) -> String {
    texts.iter().map(|text| encoded(text)).collect::<Vec<_>>().join(",")
}

/// The text with every byte percent-encoded, except unreserved characters (RFC 3986, section 2.3).
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// Deserializes the JSON body of a response.
pub(crate) fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, UnreadableResponse> {
    serde_json::from_slice(body).map_err(UnreadableResponse::Json)
}

/// A response of any status to a request of the type `R`.
pub struct ApiResponse<R> {
    response: http::Response<Bytes>,
    of: PhantomData<fn() -> R>,
}

impl<R> Clone for ApiResponse<R> {
    fn clone(&self) -> Self {
        Self { response: self.response.clone(), of: PhantomData }
    }
}

impl<R> fmt::Debug for ApiResponse<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.response.fmt(f)
    }
}

impl<R> ApiResponse<R> {
    /// The status.
    #[must_use]
    pub fn status(&self) -> http::StatusCode {
        self.response.status()
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &http::HeaderMap {
        self.response.headers()
    }

    /// The bytes of the body, as received.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        self.response.body()
    }

    /// The response, as the transport returned it.
    #[must_use]
    pub fn into_inner(self) -> http::Response<Bytes> {
        self.response
    }
}

impl<R: Request> ApiResponse<R> {
    /// Reads the body of a successful response.
    ///
    /// # Errors
    /// See [`Request::read`]. After an error, [`Self::bytes`] still returns the body.
    pub fn read(&self) -> Result<R::Response, UnreadableResponse> {
        R::read(&self.response)
    }
}

/// The reason why a request cannot be sent.
#[derive(Debug)]
#[non_exhaustive]
pub enum InvalidRequest {
    /// The body cannot be written as JSON, or it is a form and not a JSON object.
    Body(serde_json::Error),
    /// The value of the parameter with this name cannot be written as text (such as infinity), or it is empty and the parameter is part of the path.
    /// Or it is a list in a header, and one of its items contains a comma.
    Parameter(&'static str),
    /// The mandatory parameter with this name is absent, or the mandatory `body`.
    Missing(&'static str),
    /// The values are not values of the operation with this id: it has another number of parameters, or no body.
    OtherOperation(&'static str),
    /// The body cannot be sent as a form, because the value of the member with this name cannot be written as text.
    FormMember(String),
    /// The base URL is not the start of a valid URL, or a header value has a character that headers cannot have.
    Http(http::Error),
    /// The operation with this id has servers of its own. Use [`Client::send_to`] with the base URL of one of these servers.
    OtherServers(&'static str),
}

impl fmt::Display for InvalidRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body(error) => {
                write!(f, "the body cannot be written as JSON, or is a form and not a JSON object: {error}")
            }
            Self::Parameter(name) => write!(
                f,
                "the value of parameter `{name}` is empty, cannot be written as text, or has a comma in an item of a header"
            ),
            Self::Missing(name) => write!(f, "the mandatory value `{name}` is absent"),
            Self::OtherOperation(id) => {
                write!(f, "the values are not values of operation `{id}`, which has other parameters or no body")
            }
            Self::FormMember(name) => write!(f, "the form member `{name}` cannot be written as text"),
            Self::Http(error) => write!(f, "not a valid HTTP request: {error}"),
            Self::OtherServers(id) => write!(
                f,
                "operation `{id}` has servers of its own; send the request to the base URL of one of these servers"
            ),
        }
    }
}

impl Error for InvalidRequest {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Body(error) => Some(error),
            Self::Http(error) => Some(error),
            Self::Parameter(_)
            | Self::Missing(_)
            | Self::OtherOperation(_)
            | Self::FormMember(_)
            | Self::OtherServers(_) => None,
        }
    }
}

/// The reason why a response cannot be read as a successful response.
#[derive(Debug)]
#[non_exhaustive]
pub enum UnreadableResponse {
    /// The spec states no successful response with this status.
    Status(http::StatusCode),
    /// The body is not JSON of the form that the spec states.
    Json(serde_json::Error),
}

impl fmt::Display for UnreadableResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => write!(f, "the spec states no successful response with status {status}"),
            Self::Json(error) => write!(f, "the body does not have the form that the spec states: {error}"),
        }
    }
}

impl Error for UnreadableResponse {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Status(_) => None,
            Self::Json(error) => Some(error),
        }
    }
}

/// The reason why a call has no response.
#[derive(Debug)]
#[non_exhaustive]
pub enum CallError<E> {
    /// The request is invalid; nothing was sent.
    Request(InvalidRequest),
    /// No response was received. Only the error of the transport can show whether the request was sent.
    Transport(E),
}

impl<E: fmt::Display> fmt::Display for CallError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
        }
    }
}

impl<E: Error + 'static> Error for CallError<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Request(error) => error.source(),
            Self::Transport(error) => error.source(),
        }
    }
}
