//! What both endpoints read of a request before they judge it: its body within bounds, and its media type.

use axum::body::Body;
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use colt_numbers_judge::judge::json::MAX_REQUEST_BYTES;
use http_body_util::BodyExt;

use crate::http::response::Refusal;

/// How much of a body that is too long is read and thrown away, so that the client gets to see the answer.
const DISCARDED: usize = 20 * MAX_REQUEST_BYTES;

/// The whole body. It is read before anything is answered: an answer beside an unread body may be lost with the connection.
pub(crate) async fn read_body(mut body: Body) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Refusal::bad_request("001", "Malformed body", "the body breaks off"))?;
        let Some(data) = frame.data_ref() else {
            continue;
        };
        length += data.len();
        if length <= MAX_REQUEST_BYTES {
            bytes.extend_from_slice(data);
        } else if length > DISCARDED {
            break;
        }
    }
    if length > MAX_REQUEST_BYTES { Err(Refusal::too_large()) } else { Ok(bytes) }
}

/// Whether the body is of a media type, whatever its parameters, and not encoded. A header given twice may be read either way.
pub(crate) fn has_media_type(headers: &HeaderMap, media_type: &str) -> bool {
    let mut types = headers.get_all(CONTENT_TYPE).iter();
    let (Some(given), None) = (types.next(), types.next()) else {
        return false;
    };
    let essence = given.to_str().ok().and_then(|given| given.split(';').next());
    let is_plain = headers.get_all(CONTENT_ENCODING).iter().all(|v| v.as_bytes().eq_ignore_ascii_case(b"identity"));
    is_plain && essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case(media_type))
}

/// What follows the scheme in `Authorization`; `None` without the header, and an empty text under another scheme.
pub(crate) fn credentials<'a>(headers: &'a HeaderMap, scheme: &str) -> Option<&'a str> {
    let value = headers.get(axum::http::header::AUTHORIZATION)?.to_str().unwrap_or("");
    let (given, rest) = value.trim().split_once(' ').unwrap_or((value, ""));
    Some(if given.eq_ignore_ascii_case(scheme) { rest.trim() } else { "" })
}
