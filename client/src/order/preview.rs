//! A preview of the HTTP request for a reservation, without credentials and without a connection.

use std::fmt;

use bytes::Bytes;
use colt_numbers_api::client::{Body, Request as _};
use colt_numbers_api::requests::ReserveNumbers;
use colt_numbers_api::types::TrackingId;
use http::header::{AUTHORIZATION, HeaderValue};

use crate::check::reservation::Reservation;
use crate::order::authorized_transport::set_headers;
use crate::target::Target;
use crate::wire::http_client::in_origin_form;

/// The HTTP request that a [`Client`](crate::Client) would send for a reservation, with `***` in place of the token.
///
/// ```
/// use colt_numbers::{Preview, Reservation, Target, new_tracking_id};
///
/// let reservation = Reservation::of_number("GB", "+442081324758").build()?;
/// let preview = Preview::new(&Target::sandbox()?, &reservation, &new_tracking_id()).ok_or("no request")?;
/// assert_eq!(preview.url(), "https://sandbox.apis.colt.net/numberManagement/v1/reservation/order");
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
    /// Creates the request for a reservation. Nothing is sent. `None` if the target's URL cannot be combined with the path of the operation.
    #[must_use]
    pub fn new(target: &Target, reservation: &Reservation, tracking_id: &TrackingId) -> Option<Self> {
        let request = ReserveNumbers::new(tracking_id.clone(), Body::Json(reservation.body().clone()));
        let mut request = request.to_http(&target.base_url()).ok()?;
        set_headers(&mut request);
        if target.requires_token() {
            request.headers_mut().insert(AUTHORIZATION, HeaderValue::from_static("Bearer ***"));
        }
        let (url, method, body) = (request.uri().to_string(), request.method().to_string(), request.body().clone());
        let request = in_origin_form(target.base(), request).ok()?;
        let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers = request.headers().iter().map(|(name, value)| (name.to_string(), text(value)));
        let mut headers: Vec<_> = headers.collect();
        headers.sort();
        Some(Self { url, method, headers, body })
    }

    /// The HTTP method, `POST`.
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

    /// The body, JSON in UTF-8.
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
