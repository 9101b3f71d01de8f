//! The responses of the page: HTML, its style and script, and redirects, all with a policy of what the browser may do.

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue, LOCATION};
use axum::response::{IntoResponse, Response};

use crate::served_api::ADMIN_PATH;

/// The page loads only its own style and script, sends forms only to its own origin, and cannot be framed. `data:` is for the empty icon,
/// without which browsers request `/favicon.ico`.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Headers of the page and of its files. `same-origin` is the strictest policy with which browsers send `Origin` with a form.
const HEADERS: [(HeaderName, HeaderValue); 4] = [
    (HeaderName::from_static("content-security-policy"), HeaderValue::from_static(POLICY)),
    (HeaderName::from_static("x-content-type-options"), HeaderValue::from_static("nosniff")),
    (HeaderName::from_static("referrer-policy"), HeaderValue::from_static("same-origin")),
    (CACHE_CONTROL, HeaderValue::from_static("no-store")),
];

/// A page.
pub(crate) fn page(status: StatusCode, html: String) -> Response {
    (status, HEADERS, [(CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response()
}

/// A file of the page.
pub(crate) fn file(media_type: &'static str, text: &'static str) -> Response {
    (HEADERS, [(CONTENT_TYPE, media_type)], text).into_response()
}

/// Back to the overview, at a section.
pub(crate) fn redirect(section: &str) -> Response {
    (StatusCode::SEE_OTHER, HEADERS, [(LOCATION, format!("{ADMIN_PATH}/{section}"))]).into_response()
}
