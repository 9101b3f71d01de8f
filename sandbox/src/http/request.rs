//! Reads a request's body up to the limit, its media type, and its credentials.

use axum::body::Body;
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use colt_numbers_judge::judge::json::MAX_REQUEST_BYTES;
use colt_numbers_judge::model::media_type::is_within;
use http_body_util::BodyExt;

use crate::http::response::ErrorResponse;

/// The maximum number of bytes that are read of an oversized body. They are discarded; reading them lets the client receive the response.
const MAX_READ_BYTES: usize = 20 * MAX_REQUEST_BYTES;

/// Reads the whole body. This happens before any response: if the body is not read, the response may be lost with the connection.
pub(crate) async fn read_body(mut body: Body) -> Result<Vec<u8>, ErrorResponse> {
    let mut bytes = Vec::new();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| ErrorResponse::bad_request("001", "Malformed body", "the body is incomplete"))?;
        let Some(data) = frame.data_ref() else {
            continue;
        };
        length += data.len();
        if length <= MAX_REQUEST_BYTES {
            bytes.extend_from_slice(data);
        } else if length > MAX_READ_BYTES {
            break;
        }
    }
    if length > MAX_REQUEST_BYTES { Err(ErrorResponse::too_large()) } else { Ok(bytes) }
}

/// Whether the body has a media type, ignoring parameters, and no content encoding. `false` if `Content-Type` is repeated, because that
/// is ambiguous.
pub(crate) fn has_media_type(headers: &HeaderMap, media_type: &str) -> bool {
    let mut types = headers.get_all(CONTENT_TYPE).iter();
    let (Some(given), None) = (types.next(), types.next()) else {
        return false;
    };
    let is_plain = headers.get_all(CONTENT_ENCODING).iter().all(|v| v.as_bytes().eq_ignore_ascii_case(b"identity"));
    is_plain && given.to_str().is_ok_and(|given| is_within(given, media_type))
}

/// The credentials in `Authorization`: `None` without the header, empty for another scheme.
pub(crate) fn credentials<'a>(headers: &'a HeaderMap, scheme: &str) -> Option<&'a str> {
    let value = headers.get(axum::http::header::AUTHORIZATION)?.to_str().unwrap_or("");
    let (given, rest) = value.trim().split_once(' ').unwrap_or((value, ""));
    Some(if given.eq_ignore_ascii_case(scheme) { rest.trim() } else { "" })
}
