//! Reads the response of a token endpoint (RFC 6749, 5.1 and 5.2): a usable token, or why there is none.

use serde_json::{Map, Value};

use crate::redact::secrets::Secrets;

/// The token of a response, or why the response has no usable token. The reason has no secrets.
pub(crate) fn read(status: u16, body: &[u8], mut secrets: Secrets) -> Result<String, String> {
    let Ok(object) = serde_json::from_slice::<Map<String, Value>>(body) else {
        return Err("and the response is not a JSON object".to_owned());
    };
    let text = |name: &str| object.get(name).and_then(Value::as_str);
    let token = text("access_token");
    token.iter().for_each(|token| secrets.add(token));
    let quoted = |text: &str| format!("`{}`", secrets.redact_reason(text));
    if let Some(error) = text("error") {
        let description = text("error_description").map(|text| format!(", {}", quoted(text)));
        return Err(format!("error {}{}", quoted(error), description.unwrap_or_default()));
    }
    let kind = object.get("token_type").filter(|kind| !kind.is_null() && !is_bearer(kind));
    match token {
        _ if !(200..300).contains(&status) => Err(format!("and the response has {}", members(&object, &secrets))),
        Some(token) if !is_usable(token) => {
            Err("and its `access_token` is empty, or has characters other than printable ASCII without spaces"
                .to_owned())
        }
        Some(token) => match kind {
            None => Ok(token.to_owned()),
            Some(kind) => {
                let kind = quoted(kind.to_string().trim_matches('"'));
                Err(format!("token type {kind}; only `Bearer` is supported"))
            }
        },
        None => Err(format!("and the response has no string `access_token`: it has {}", members(&object, &secrets))),
    }
}

/// Whether a token can be sent in a header.
pub(crate) fn is_usable(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic())
}

fn is_bearer(kind: &Value) -> bool {
    kind.as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("bearer"))
}

/// Describes the members by their names. Their values may be secrets.
fn members(object: &Map<String, Value>, secrets: &Secrets) -> String {
    if object.is_empty() {
        return "no members".to_owned();
    }
    let names = object.keys().map(|name| format!("`{name}`")).collect::<Vec<_>>();
    secrets.redact_reason(&format!("the members {}", names.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_response_gives_a_token_or_an_error() {
        for (status, body, expected) in [
            (200, r#"{"access_token":"a.b-c~1=="}"#, Ok("a.b-c~1==")),
            (201, r#"{"access_token":"t","token_type":"bearer","expires_in":1}"#, Ok("t")),
            (200, r#"{"access_token":"t","token_type":null,"error":null}"#, Ok("t")),
            (
                200,
                r#"{"access_token":"t","token_type":"BearerToken"}"#,
                Err("token type `BearerToken`; only `Bearer` is supported"),
            ),
            (200, r#"{"access_token":"t","token_type":1}"#, Err("token type `1`; only `Bearer` is supported")),
            (200, r#"{"error":"invalid_client"}"#, Err("error `invalid_client`")),
            (200, r#"{"error":"x","access_token":"t"}"#, Err("error `x`")),
            (
                401,
                r#"{"error":"invalid_client","error_description":"of hunter2hunter2"}"#,
                Err("error `invalid_client`, `of [redacted]`"),
            ),
            (401, r#"{"access_token":"t"}"#, Err("and the response has the members `access_token`")),
            (500, "{}", Err("and the response has no members")),
            (
                200,
                r#"{"Access_token":"secretly","hunter2hunter2":1}"#,
                Err("and the response has no string `access_token`: it has the members `Access_token`, `[redacted]`"),
            ),
            (
                200,
                r#"{"access_token":1}"#,
                Err("and the response has no string `access_token`: it has the members `access_token`"),
            ),
            (200, "[]", Err("and the response is not a JSON object")),
            (200, r#"{"access_token":"t"}x"#, Err("and the response is not a JSON object")),
            (200, "<html>", Err("and the response is not a JSON object")),
        ] {
            let mut secrets = Secrets::default();
            secrets.add("hunter2hunter2");
            let expected = expected.map(str::to_owned).map_err(str::to_owned);
            assert_eq!(read(status, body.as_bytes(), secrets), expected, "{body}");
        }
        for token in ["", " ", "a b", "a\r\nX: 1", "t\u{e9}", "\u{202e}", "\u{7f}"] {
            let body = serde_json::json!({ "access_token": token }).to_string();
            let why = read(200, body.as_bytes(), Secrets::default()).unwrap_err();
            assert!(why.contains("its `access_token` is empty, or has characters"), "{token:?}: {why}");
        }
    }
}
