//! Redacts the secrets of requests and responses before they are recorded: credentials, tokens and cookies.

use axum::http::{HeaderMap, Uri};
use serde_json::Value;

use crate::request_log::RecordedHeader;

/// What replaces a secret.
const REDACTED: &str = "REDACTED";

/// A header or a query parameter whose name contains one of these texts is a secret.
const SECRET_NAMES: [&str; 8] = ["auth", "cookie", "token", "secret", "password", "api-key", "api_key", "apikey"];

/// The names of a token request's form, and whether their values are secret (RFC 6749, RFC 7523).
const TOKEN_FORM: [(&str, bool); 7] = [
    ("grant_type", false),
    ("scope", false),
    ("client_id", true),
    ("client_secret", true),
    ("client_assertion_type", false),
    ("client_assertion", true),
    ("assertion", true),
];

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRET_NAMES.iter().any(|secret| name.contains(secret))
}

/// The headers. Of credentials, only the scheme is kept, such as `Bearer`.
pub(crate) fn redacted_headers(headers: &HeaderMap) -> Vec<RecordedHeader> {
    let header = |(name, value): (&axum::http::HeaderName, &axum::http::HeaderValue)| {
        let value = String::from_utf8_lossy(value.as_bytes());
        let value = match (is_secret(name.as_str()), value.split_once(' ')) {
            (false, _) => value.into_owned(),
            (true, Some((scheme @ ("Bearer" | "Basic"), _))) => format!("{scheme} {REDACTED}"),
            (true, _) => REDACTED.to_owned(),
        };
        RecordedHeader { name: name.as_str().to_owned(), value }
    };
    headers.iter().map(header).collect()
}

/// The path and the query.
pub(crate) fn redacted_target(uri: &Uri) -> String {
    let Some(query) = uri.query() else { return uri.path().to_owned() };
    let part = |part: &str| match part.split_once('=') {
        Some((name, _)) if is_secret(name) => format!("{name}={REDACTED}"),
        _ => part.to_owned(),
    };
    format!("{}?{}", uri.path(), query.split('&').map(part).collect::<Vec<_>>().join("&"))
}

/// The form of a token request. An unknown name may be a secret too, if the body is not a form.
pub(crate) fn redacted_token_form(body: &[u8]) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(body) {
        let known = TOKEN_FORM.iter().find(|(known, _)| *known == name);
        let is_public = known.is_some_and(|(_, is_secret)| !is_secret);
        form.append_pair(known.map_or(REDACTED, |(known, _)| known), if is_public { &value } else { REDACTED });
    }
    form.finish()
}

/// The body of a token response.
pub(crate) fn redacted_token_body(body: &[u8]) -> String {
    let Ok(mut body) = serde_json::from_slice::<Value>(body) else { return REDACTED.to_owned() };
    if let Some(token) = body.get_mut("access_token") {
        *token = REDACTED.into();
    }
    body.to_string()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn secrets_are_redacted_wherever_a_client_may_send_them() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("authorization", "Bearer s3cret"),
            ("proxy-authorization", "Digest s3cret"),
            ("cookie", "a=s3cret"),
            ("x-api-key", "s3cret"),
            ("x-auth-token", "s3cret s3cret"),
        ] {
            headers.append(name, HeaderValue::from_static(value));
        }
        headers.append("x-text", HeaderValue::from_static("visible"));
        let recorded = redacted_headers(&headers);
        let values: Vec<_> = recorded.iter().map(|header| header.value.as_str()).collect();
        assert_eq!(values, ["Bearer REDACTED", "REDACTED", "REDACTED", "REDACTED", "REDACTED", "visible"]);
        let target = redacted_target(&Uri::from_static("/a?b=1&access_token=s3cret&Client_Secret=s3cret&c"));
        assert_eq!(target, "/a?b=1&access_token=REDACTED&Client_Secret=REDACTED&c");
        for (body, recorded) in [
            (
                "grant_type=client_credentials&client_secret=s3cret",
                "grant_type=client_credentials&client_secret=REDACTED",
            ),
            (r#"{"client_secret":"s3cret"}"#, "REDACTED=REDACTED"),
            ("", ""),
        ] {
            assert_eq!(redacted_token_form(body.as_bytes()), recorded);
        }
        assert_eq!(redacted_token_body(br#"{"access_token":"s3cret"}"#), r#"{"access_token":"REDACTED"}"#);
        assert_eq!(redacted_token_body(b"s3cret"), "REDACTED");
    }
}
