//! A request has a token only if its operation requires one, and the token is redacted in an accepted response.

use colt_numbers::Preview;
use serde_json::json;

use super::{OptionallyPublic, Public, Search, checked};
use crate::server::{Server, ok};
use crate::tokens;

#[tokio::test]
async fn a_token_is_requested_only_for_an_operation_with_security() {
    let server = Server::responding([tokens::token("t-oken-1"), ok("1")]).await;
    let client = tokens::builder(&server).build().unwrap();
    assert!(client.prepare(&checked(&Search)).send().await.is_ok());
    let requests = server.requests();
    assert!(requests[0].starts_with("POST /token ") && requests[1].contains("authorization: Bearer t-oken-1\r\n"));
    let server = Server::responding([ok("1"), ok("2")]).await;
    let client = tokens::builder(&server).build().unwrap();
    assert!(client.prepare(&checked(&Public)).send().await.is_ok());
    assert!(client.prepare(&checked(&OptionallyPublic)).send().await.is_ok());
    assert!(server.requests().len() == 2 && !server.requests().concat().contains("authorization"));

    let target = tokens::target(&server);
    let has_token = |preview: Preview| preview.headers().any(|(name, _)| name == "authorization");
    assert!(has_token(Preview::new(&target, &checked(&Search)).unwrap()));
    assert!(!has_token(Preview::new(&target, &checked(&Public)).unwrap()));
}

/// The body of an accepted response is redacted like that of an error.
#[tokio::test]
async fn an_echoed_token_is_redacted() {
    let server = Server::responding([tokens::token("t-oken-1"), ok(r#"{"echo": "t-oken-1"}"#)]).await;
    let client = tokens::builder(&server).build().unwrap();
    let accepted = client.prepare(&checked(&Search)).send().await.unwrap();
    assert_eq!(accepted.read().unwrap(), json!({"echo": "***"}));
    assert!(!format!("{accepted:?}").contains("echo"), "{accepted:?}");
}
