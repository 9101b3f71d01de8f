/// Sends requests by a policy of its own: connections, time-outs, authorisation, what may be sent again.
///
/// A response holds the whole body. Bound what you read: a server may send more than you can hold.
pub trait Transport {
    /// Why there is no response.
    type Error;

    /// Sends one request. Its extensions hold the [`Operation`] that it belongs to.
    ///
    /// # Errors
    /// Where there is no response. A response of any status is not an error here.
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
    /// Its `operationId`, or its method and path where it has none.
    pub id: &'static str,
    /// Its HTTP method, in capital letters.
    pub method: &'static str,
    /// Its path template, below the base URL of a server.
    pub path: &'static str,
    /// The alternatives of authorisation: one of the lists suffices, and needs all of its schemes. Empty where none is needed.
    pub security: &'static [&'static [RequiredScheme]],
    /// The base URLs of servers that serve this operation in place of those of the document; empty where the document's do.
    pub servers: &'static [&'static str],
}

/// A security scheme that a request needs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct RequiredScheme {
    /// Its name in the spec.
    pub name: &'static str,
    /// The scopes that its token needs.
    pub scopes: &'static [&'static str],
}

/// A request of one operation, with everything that its spec makes mandatory. Making one sends nothing.
pub trait Request {
    /// What a successful response holds.
    type Response;

    /// The operation.
    const OPERATION: Operation;

    /// The HTTP request for a server at a base URL; a slash at its end is left out. Its extensions hold the [`Operation`].
    ///
    /// # Errors
    /// Where the body or a parameter cannot be written, or the base URL is not the start of a valid URL.
    fn to_http(&self, base: &str) -> Result<::http::Request<::bytes::Bytes>, InvalidRequest>;

    /// Reads the body of a successful response.
    ///
    /// # Errors
    /// Where the status is not one of success that the spec states, or the body is not of its form.
    fn read(response: &::http::Response<::bytes::Bytes>) -> Result<Self::Response, UnreadableResponse>;
}

/// The endpoint client: requests of the right form, sent by a transport.
#[derive(Clone, Debug)]
pub struct Client<T> {
    base: ::std::string::String,
    transport: T,
}

impl<T> Client<T> {
    /// A client of the API at a base URL, as `servers` has it; a slash at its end is left out.
    #[must_use]
    pub fn new(base: &str, transport: T) -> Self {
        Self { base: base.trim_end_matches('/').to_owned(), transport }
    }

    /// The base URL.
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
    /// Sends a request. A response of any status is `Ok`.
    ///
    /// # Errors
    /// [`CallError::Request`] where the request is invalid, and where its operation has servers of its own, which this client's base URL
    /// is not for; [`CallError::Transport`] where there is no response.
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
    /// As [`Client::send`], whatever the servers of the operation.
    pub async fn send_to<R: Request>(&self, base: &str, request: &R) -> Result<ApiResponse<R>, CallError<T::Error>> {
        let request = request.to_http(base).map_err(CallError::Request)?;
        let response = self.transport.send(request).await.map_err(CallError::Transport)?;
        Ok(ApiResponse { response, of: ::core::marker::PhantomData })
    }
}

/// The body of a request: a value, or JSON that is sent as it is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Body<T> {
    /// A value, which is written as JSON.
    Value(T),
    /// JSON.
    Json(::bytes::Bytes),
}

impl<T> ::core::convert::From<T> for Body<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

/// The parts of an HTTP request, while it is built.
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

/// A response of any status to a request `R`.
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

    /// The body as it arrived.
    #[must_use]
    pub fn bytes(&self) -> &::bytes::Bytes {
        self.response.body()
    }

    /// The response as the transport gave it.
    #[must_use]
    pub fn into_inner(self) -> ::http::Response<::bytes::Bytes> {
        self.response
    }
}

impl<R: Request> ApiResponse<R> {
    /// Reads the body of a successful response.
    ///
    /// # Errors
    /// As [`Request::read`]. The body is still there.
    pub fn read(&self) -> Result<R::Response, UnreadableResponse> {
        R::read(&self.response)
    }
}

/// Why a request cannot be sent.
#[derive(Debug)]
#[non_exhaustive]
pub enum InvalidRequest {
    /// The body cannot be written as JSON.
    Body(::serde_json::Error),
    /// The parameter of this name has a value that has no text, such as infinity, or, within the path, an empty one.
    Parameter(&'static str),
    /// The member of this name has a value that has no text, so that it cannot be sent as a form.
    FormMember(::std::string::String),
    /// The base URL is not the start of a valid URL, or a header value has a character that headers cannot have.
    Http(::http::Error),
    /// The operation of this id has servers of its own; `Client::send_to` sends to one of them.
    OtherServers(&'static str),
}

impl ::core::fmt::Display for InvalidRequest {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        match self {
            Self::Body(error) => write!(f, "the body cannot be written as JSON: {error}"),
            Self::Parameter(name) => write!(f, "the parameter `{name}` is empty or has no text"),
            Self::FormMember(name) => write!(f, "the member `{name}` of the form has no text"),
            Self::Http(error) => write!(f, "not a valid HTTP request: {error}"),
            Self::OtherServers(id) => write!(f, "`{id}` has servers of its own; send it to one of them"),
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

/// Why a response cannot be read as a successful one.
#[derive(Debug)]
#[non_exhaustive]
pub enum UnreadableResponse {
    /// Its status is not one of success that the spec states.
    Status(::http::StatusCode),
    /// Its body is not JSON of the form that the spec states.
    Json(::serde_json::Error),
}

impl ::core::fmt::Display for UnreadableResponse {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        match self {
            Self::Status(status) => write!(f, "status {status}, which the spec does not state as one of success"),
            Self::Json(error) => write!(f, "the body is not of the form that the spec states: {error}"),
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

/// Why a call has no response.
#[derive(Debug)]
#[non_exhaustive]
pub enum CallError<E> {
    /// The request is invalid; nothing was sent.
    Request(InvalidRequest),
    /// There is no response. The transport's error says whether anything was sent.
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
