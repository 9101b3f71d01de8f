//! Entry points of the fuzz targets in `fuzz/`; compiled with `--cfg fuzzing` only.
//!
//! Each function panics if the code that it calls breaks a guarantee.

use bytes::Bytes;
use colt_numbers_api::operations::RESERVE_NUMBERS;
use http::header::{HeaderMap, HeaderValue, RETRY_AFTER};
use http::{Response, StatusCode};
use jiff::Timestamp;

use crate::auth::token_response;
use crate::response::response_class::{Classifier, Doubt, ResponseClass};
use crate::response::{error_object, retry_after};

fn headers(retry_after: &[u8]) -> HeaderMap {
    HeaderValue::from_bytes(retry_after).map(|value| HeaderMap::from_iter([(RETRY_AFTER, value)])).unwrap_or_default()
}

/// Classifies a response; `status` is mapped to the range from 100 to 999.
pub fn response(status: u16, retry_after: &[u8], body: &[u8]) {
    let status = StatusCode::from_u16(100 + status % 900).unwrap_or_default();
    let mut response = Response::new(Bytes::copy_from_slice(body));
    *response.status_mut() = status;
    *response.headers_mut() = headers(retry_after);
    let (class, code) = (status.as_u16() / 100, status.as_u16());
    let object = error_object::read(body, |_| ());
    let summary = error_object::summary(status, None, object.as_ref());
    assert!(!summary.contains(char::is_control) && summary.chars().count() < 5000, "{summary:?}");
    let check_response = colt_numbers_api::requests::check_response;
    let classifier = Classifier { operation: &RESERVE_NUMBERS, check_response, earlier_status: None };
    match classifier.classify(&response, Timestamp::UNIX_EPOCH) {
        ResponseClass::Accepted { order_id } => {
            assert!(class == 2 && order_id.is_some_and(|id| !id.is_empty() && id.trim() == id));
        }
        ResponseClass::Unreadable { reason } => assert!(class == 2 && !reason.contains(char::is_control)),
        ResponseClass::Rejected => assert!(class == 4 && ![401, 408, 429].contains(&code)),
        ResponseClass::Unauthorized => assert_eq!(code, 401),
        ResponseClass::Refused => assert!([429, 503].contains(&code)),
        ResponseClass::Unknown(Doubt::Status) => assert!(![2, 4].contains(&class) || code == 408),
        ResponseClass::Unknown(_) => assert!(class != 2 && !body.is_empty()),
    }
}

/// Parses a `Retry-After`; `now` is in seconds since 1970.
pub fn retry_after(value: &[u8], now: i64) {
    let now = Timestamp::from_second(now).unwrap_or_default();
    if let Some(wait) = retry_after::retry_after(&headers(value), now) {
        assert!(wait.as_secs() <= 86_400);
    }
}

/// Parses the response of a token endpoint.
pub fn token(body: &[u8]) {
    let _ = token_response::parse(body);
}
