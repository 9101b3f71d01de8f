/// Sends HTTP requests. The implementation decides about connections, time-outs, authorization and retries.
///
/// A response contains the whole body. So the implementation should limit how much it reads: a server may send more than fits into memory.
pub trait Transport {
    /// The reason why there is no response.
    type Error;

    /// Sends one request. The extensions of the request contain its [`Operation`].
    ///
    /// # Errors
    /// If there is no response. A response is never an error here, whatever its status.
    fn send(
        &self,
        request: ::http::Request<::bytes::Bytes>,
    ) -> impl ::core::future::Future<Output = Result<::http::Response<::bytes::Bytes>, Self::Error>> + Send;
}

impl<T: Transport> Transport for &T {
    type Error = T::Error;

    fn send(
        &self,
        request: ::http::Request<::bytes::Bytes>,
    ) -> impl ::core::future::Future<Output = Result<::http::Response<::bytes::Bytes>, Self::Error>> + Send {
        T::send(self, request)
    }
}

/// An operation of the API.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Operation {
    /// The `operationId`. If the spec has none, a name made from method and path.
    pub id: &'static str,
    /// The HTTP method in upper case.
    pub method: &'static str,
    /// The path template, relative to the base URL of a server.
    pub path: &'static str,
    /// The alternatives for authorization. A request needs all schemes of one alternative. If the list is empty, a request needs no authorization.
    pub security: &'static [&'static [RequiredScheme]],
    /// The base URLs of this operation, if the spec lists separate servers for it. If the list is empty, the servers of the API apply.
    pub servers: &'static [&'static str],
}

/// A security scheme that a request needs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct RequiredScheme {
    /// The name of the scheme in the spec.
    pub name: &'static str,
    /// The scopes that the token needs.
    pub scopes: &'static [&'static str],
}

/// A request of one operation, with all mandatory values. Creating a request sends nothing.
pub trait Request {
    /// The content of a successful response.
    type Response;

    /// The operation.
    const OPERATION: Operation;

    /// Builds the HTTP request for the server at a base URL. A slash at the end of the base URL is ignored. The extensions of the HTTP request
    /// contain its [`Operation`].
    ///
    /// # Errors
    /// If the body or a parameter cannot be serialized, or if the base URL is not the start of a valid URL.
    fn to_http(&self, base: &str) -> Result<::http::Request<::bytes::Bytes>, InvalidRequest>;

    /// Reads the body of a successful response.
    ///
    /// # Errors
    /// If the spec states no successful response with this status, or if the body does not have the form that the spec states.
    fn read(response: &::http::Response<::bytes::Bytes>) -> Result<Self::Response, UnreadableResponse>;
}

/// The endpoint client: builds HTTP requests, and sends them with a transport.
#[derive(Clone, Debug)]
pub struct Client<T> {
    base: ::std::string::String,
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
    /// - [`CallError::Transport`] if there is no response.
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
        Ok(ApiResponse { response, of: ::core::marker::PhantomData })
    }
}

/// The body of a request: a value that is sent as JSON, or JSON that is sent unchanged.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Body<T> {
    /// A value, which is serialized as JSON.
    Value(T),
    /// JSON, which is sent unchanged, even if it is invalid.
    Json(::bytes::Bytes),
}

impl<T> ::core::convert::From<T> for Body<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

/// Builds an HTTP request from its parts.
pub(crate) struct HttpRequestParts {
    url: ::std::string::String,
    request: ::http::request::Builder,
    body: ::bytes::Bytes,
    invalid: Option<InvalidRequest>,
}

impl HttpRequestParts {
    pub(crate) fn new(operation: &Operation, base: &str, accept: &str) -> Self {
        let request = ::http::Request::builder().method(operation.method).header(::http::header::ACCEPT, accept);
        let url = base.trim_end_matches('/').to_owned();
        Self { url, request: request.extension(*operation), body: ::bytes::Bytes::new(), invalid: None }
    }

    pub(crate) fn path(mut self, text: &str) -> Self {
        self.url.push_str(text);
        self
    }

    pub(crate) fn bytes(mut self, media_type: &'static str, body: Option<&::bytes::Bytes>) -> Self {
        if let Some(body) = body {
            self.body = body.clone();
            self.request = self.request.header(::http::header::CONTENT_TYPE, media_type);
        }
        self
    }

    pub(crate) fn finish(self) -> Result<::http::Request<::bytes::Bytes>, InvalidRequest> {
        match self.invalid {
            Some(invalid) => Err(invalid),
            None => self.request.uri(self.url).body(self.body).map_err(InvalidRequest::Http),
        }
    }
}

/// A response of any status to a request of the type `R`.
pub struct ApiResponse<R> {
    response: ::http::Response<::bytes::Bytes>,
    of: ::core::marker::PhantomData<fn() -> R>,
}

impl<R> ::core::clone::Clone for ApiResponse<R> {
    fn clone(&self) -> Self {
        Self { response: self.response.clone(), of: ::core::marker::PhantomData }
    }
}

impl<R> ::core::fmt::Debug for ApiResponse<R> {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        self.response.fmt(f)
    }
}

impl<R> ApiResponse<R> {
    /// The status.
    #[must_use]
    pub fn status(&self) -> ::http::StatusCode {
        self.response.status()
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &::http::HeaderMap {
        self.response.headers()
    }

    /// The bytes of the body, as received.
    #[must_use]
    pub fn bytes(&self) -> &::bytes::Bytes {
        self.response.body()
    }

    /// The response, as the transport returned it.
    #[must_use]
    pub fn into_inner(self) -> ::http::Response<::bytes::Bytes> {
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
    /// The body cannot be written as JSON.
    Body(::serde_json::Error),
    /// The value of the parameter with this name cannot be written as text (such as infinity), or it is empty and the parameter is part of the path.
    /// Or it is a list in a header, and one of its items contains a comma.
    Parameter(&'static str),
    /// The body cannot be sent as a form, because the value of the member with this name cannot be written as text.
    FormMember(::std::string::String),
    /// The base URL is not the start of a valid URL, or a header value has a character that headers cannot have.
    Http(::http::Error),
    /// The operation with this id has servers of its own. Use [`Client::send_to`] with the base URL of one of these servers.
    OtherServers(&'static str),
}

impl ::core::fmt::Display for InvalidRequest {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        match self {
            Self::Body(error) => write!(f, "the body cannot be written as JSON: {error}"),
            Self::Parameter(name) => write!(f, "the value of parameter `{name}` is empty, cannot be written as text, or has a comma in an item of a header"),
            Self::FormMember(name) => write!(f, "the form member `{name}` cannot be written as text"),
            Self::Http(error) => write!(f, "not a valid HTTP request: {error}"),
            Self::OtherServers(id) => write!(f, "operation `{id}` has servers of its own; send the request to the base URL of one of these servers"),
        }
    }
}

impl ::std::error::Error for InvalidRequest {
    fn source(&self) -> Option<&(dyn ::std::error::Error + 'static)> {
        match self {
            Self::Body(error) => Some(error),
            Self::Http(error) => Some(error),
            Self::Parameter(_) | Self::FormMember(_) | Self::OtherServers(_) => None,
        }
    }
}

/// The reason why a response cannot be read as a successful response.
#[derive(Debug)]
#[non_exhaustive]
pub enum UnreadableResponse {
    /// The spec states no successful response with this status.
    Status(::http::StatusCode),
    /// The body is not JSON of the form that the spec states.
    Json(::serde_json::Error),
}

impl ::core::fmt::Display for UnreadableResponse {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        match self {
            Self::Status(status) => write!(f, "the spec states no successful response with status {status}"),
            Self::Json(error) => write!(f, "the body does not have the form that the spec states: {error}"),
        }
    }
}

impl ::std::error::Error for UnreadableResponse {
    fn source(&self) -> Option<&(dyn ::std::error::Error + 'static)> {
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
    /// There is no response. Only the error of the transport can tell whether the request was sent.
    Transport(E),
}

impl<E: ::core::fmt::Display> ::core::fmt::Display for CallError<E> {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        match self {
            Self::Request(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
        }
    }
}

impl<E: ::std::error::Error + 'static> ::std::error::Error for CallError<E> {
    fn source(&self) -> Option<&(dyn ::std::error::Error + 'static)> {
        match self {
            Self::Request(error) => error.source(),
            Self::Transport(error) => error.source(),
        }
    }
}
