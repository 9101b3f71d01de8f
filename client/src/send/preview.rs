//! A preview of the HTTP request of a call, without credentials and without a connection.

use std::fmt;

use bytes::Bytes;
use http::header::{AUTHORIZATION, HeaderValue};

use crate::check::checked_request::CheckedRequest;
use crate::send::attempt::http_request;
use crate::send::authorization::Authorization;
use crate::send::authorized_transport::set_headers;
use crate::send::user_agent::user_agent;
use crate::target::Target;
use crate::wire::http_client::in_origin_form;

/// The HTTP request that a [`Client`](crate::Client) would send, with `***` in place of the token. Its `User-Agent` is that of a client
/// without [`application`](crate::ClientBuilder::application).
///
/// ```
/// use colt_numbers::api::operations::RESERVE_NUMBERS;
/// use colt_numbers::{Preview, Reservation, Target, new_tracking_id};
///
/// let reservation = Reservation::of_number("GB", "+442081324758").customer_reference("My Customer").build()?;
/// let request = reservation.with_tracking_id(new_tracking_id());
/// let preview = Preview::new(&Target::sandbox(), &request).ok_or("no request")?;
/// assert_eq!(preview.url(), format!("{}{}", Target::sandbox().base_url(), RESERVE_NUMBERS.path));
/// assert!(preview.headers().any(|header| header == ("authorization", "Bearer ***")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Preview {
    url: String,
    method: String,
    headers: Vec<(String, String)>,
    body: Bytes,
}

impl Preview {
    /// Creates the HTTP request. Nothing is sent. `None` if a client would not send it: the operation has servers of its own, or requires another
    /// proof than a bearer token, or the target's URL cannot be combined with the path of the operation.
    #[must_use]
    pub fn new<R>(target: &Target, request: &CheckedRequest<R>) -> Option<Self> {
        let authorization = Authorization::of(request.operation());
        let mut request = http_request(target, &request.content).ok()?;
        set_headers(request.headers_mut(), user_agent());
        match authorization {
            _ if !target.requires_token() => {}
            Authorization::None => {}
            Authorization::Bearer(_) => {
                request.headers_mut().insert(AUTHORIZATION, HeaderValue::from_static("Bearer ***"));
            }
            Authorization::Unsupported(_) => return None,
        }
        let (url, method, body) = (request.uri().to_string(), request.method().to_string(), request.body().clone());
        let request = in_origin_form(target.base(), request).ok()?;
        let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers = request.headers().iter().map(|(name, value)| (name.to_string(), text(value)));
        let mut headers: Vec<_> = headers.collect();
        headers.sort();
        Some(Self { url, method, headers, body })
    }

    /// The HTTP method, such as `POST`.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The absolute URL.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The header fields as pairs of name and value, with names in lower case, sorted.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|(name, value)| (&**name, &**value))
    }

    /// The body. It is empty if the request has no body.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }
}

impl fmt::Debug for Preview {
    /// Prints no data of the customer.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Preview").field("method", &self.method).field("url", &self.url).finish_non_exhaustive()
    }
}
