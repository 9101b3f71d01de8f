/// Sends requests and brings answers, by a policy of its own: connections, time-outs, authorisation, what may be sent again.
///
/// The answer holds the whole body. Bound what you read: a server may send more than you can hold.
pub trait Transport {
    /// Why there is no answer.
    type Error;

    /// Sends one request. Its extensions hold the [`Operation`] that it belongs to.
    ///
    /// # Errors
    /// Where no answer can be given. An answer of any status is no error here.
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
    /// Its HTTP method, in capital letters.
    pub method: &'static str,
    /// Its path template, below the base of a server.
    pub path: &'static str,
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

async fn send<T: Transport, A>(
    transport: &T,
    operation: &'static Operation,
    request: Result<::http::Request<::bytes::Bytes>, ::http::Error>,
) -> Result<Answer<A>, CallError<T::Error>> {
    let mut request = request.map_err(CallError::Request)?;
    request.extensions_mut().insert(*operation);
    let response = transport.send(request).await.map_err(CallError::Transport)?;
    Ok(Answer { response, of: ::core::marker::PhantomData })
}

/// A request that is being put together.
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

/// What came back, whatever its status; `A` is the type of a successful body.
#[derive(Clone, Debug)]
pub struct Answer<A> {
    response: ::http::Response<::bytes::Bytes>,
    of: ::core::marker::PhantomData<fn() -> A>,
}

impl<A> Answer<A> {
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

    /// The body as it came.
    #[must_use]
    pub fn bytes(&self) -> &::bytes::Bytes {
        self.response.body()
    }

    /// The answer as the transport gave it.
    #[must_use]
    pub fn into_inner(self) -> ::http::Response<::bytes::Bytes> {
        self.response
    }
}

impl<A: ::serde::de::DeserializeOwned> Answer<A> {
    /// Reads the body as that of a success; look at the status first.
    ///
    /// # Errors
    /// Where the body is no JSON of that type. The body is still there.
    pub fn read(&self) -> Result<A, ::serde_json::Error> {
        ::serde_json::from_slice(self.response.body())
    }
}

/// Why a call has no answer.
#[derive(Debug)]
#[non_exhaustive]
pub enum CallError<E> {
    /// The body could not be written as JSON; nothing was sent.
    Body(::serde_json::Error),
    /// The arguments make no request, because the base URL is no URL for one; nothing was sent.
    Request(::http::Error),
    /// The transport brought no answer. Whether anything was sent, its error tells.
    Transport(E),
}

impl<E: ::core::fmt::Display> ::core::fmt::Display for CallError<E> {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        match self {
            Self::Body(error) => write!(f, "the body cannot be written: {error}"),
            Self::Request(error) => write!(f, "no request can be made: {error}"),
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
