/// Sends HTTP requests. The implementation decides about connections, time-outs, authorization and retries.
///
/// The response holds the whole body. Limit how much you read: a server may send more than fits into memory.
pub trait Transport {
    /// Why there is no response.
    type Error;

    /// Sends one request. Its extensions hold its [`Operation`].
    ///
    /// # Errors
    /// If there is no complete response. A response is `Ok` whatever its status.
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
pub struct Operation {
    /// Its `operationId`.
    pub id: &'static str,
    /// Its HTTP method, in upper case.
    pub method: &'static str,
    /// Its path template, relative to a server's base URL.
    pub path: &'static str,
}

/// The endpoint client: builds a request for each operation and sends it through a transport.
#[derive(Clone, Debug)]
pub struct Client<T> {
    base: ::std::string::String,
    transport: T,
}

impl<T> Client<T> {
    /// A client of the API at a base URL, such as one in `servers`. A slash at its end is ignored.
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

async fn send<T: Transport, A>(
    transport: &T,
    operation: &'static Operation,
    request: Result<::http::Request<::bytes::Bytes>, ::http::Error>,
) -> Result<TypedResponse<A>, CallError<T::Error>> {
    let mut request = request.map_err(CallError::Request)?;
    request.extensions_mut().insert(*operation);
    let response = transport.send(request).await.map_err(CallError::Transport)?;
    Ok(TypedResponse { response, body_type: ::core::marker::PhantomData })
}

/// Builds one request.
struct RequestBuilder {
    url: ::std::string::String,
    request: ::http::request::Builder,
    body: ::bytes::Bytes,
}

impl RequestBuilder {
    fn new(method: &str, base: &str) -> Self {
        let request = ::http::Request::builder().method(method).header(::http::header::ACCEPT, "application/json");
        Self { url: base.to_owned(), request, body: ::bytes::Bytes::new() }
    }

    fn path(mut self, text: &str) -> Self {
        self.url.push_str(text);
        self
    }

    fn finish(self) -> Result<::http::Request<::bytes::Bytes>, ::http::Error> {
        self.request.uri(self.url).body(self.body)
    }
}

/// An HTTP response of any status. `A` is the type of the body of a successful one.
#[derive(Clone, Debug)]
pub struct TypedResponse<A> {
    response: ::http::Response<::bytes::Bytes>,
    body_type: ::core::marker::PhantomData<fn() -> A>,
}

impl<A> TypedResponse<A> {
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

    /// The body as received.
    #[must_use]
    pub fn bytes(&self) -> &::bytes::Bytes {
        self.response.body()
    }

    /// The response as the transport returned it.
    #[must_use]
    pub fn into_inner(self) -> ::http::Response<::bytes::Bytes> {
        self.response
    }
}

impl<A: ::serde::de::DeserializeOwned> TypedResponse<A> {
    /// Deserializes the body as that of a successful response. Check the status first.
    ///
    /// # Errors
    /// If the body is not JSON of type `A`. [`Self::bytes`] still returns it.
    pub fn read(&self) -> Result<A, ::serde_json::Error> {
        ::serde_json::from_slice(self.response.body())
    }
}

/// Why a call has no response.
#[derive(Debug)]
#[non_exhaustive]
pub enum CallError<E> {
    /// The body could not be serialized as JSON; nothing was sent.
    Body(::serde_json::Error),
    /// No request could be built, because the base URL is not valid; nothing was sent.
    Request(::http::Error),
    /// The transport returned no response. Its error says whether the request may have been sent.
    Transport(E),
}

impl<E: ::core::fmt::Display> ::core::fmt::Display for CallError<E> {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        match self {
            Self::Body(error) => write!(f, "cannot serialize the request body: {error}"),
            Self::Request(error) => write!(f, "cannot build the request: {error}"),
            Self::Transport(error) => error.fmt(f),
        }
    }
}

impl<E: ::std::error::Error + 'static> ::std::error::Error for CallError<E> {
    fn source(&self) -> Option<&(dyn ::std::error::Error + 'static)> {
        match self {
            Self::Body(error) => Some(error),
            Self::Request(error) => Some(error),
            Self::Transport(error) => error.source(),
        }
    }
}
