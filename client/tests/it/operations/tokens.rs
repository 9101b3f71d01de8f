//! A request has a token only if its operation requires one, and the token is redacted in an accepted response.

use colt_numbers::{Outcome, Preview, SendErrorKind};
use serde_json::json;

use super::{Keyed, OptionallyKeyed, OptionallyPublic, Public, Scoped, Search, checked};
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

/// A bearer token is sent only for a scheme of bearer tokens.
#[tokio::test]
async fn without_a_scheme_of_bearer_tokens_nothing_is_sent() {
    let server = Server::responding([ok("1")]).await;
    let client = tokens::builder(&server).build().unwrap();
    let error = client.prepare(&checked(&Keyed)).send().await.unwrap_err();
    assert_eq!((error.outcome(), error.kind(), error.attempts()), (Outcome::NotSent, SendErrorKind::Request, 1));
    let reason = "operation `keyed` requires the security scheme `scheme`, but this client sends only bearer tokens";
    assert!(error.to_string().contains(reason), "{error}");
    assert!(Preview::new(&tokens::target(&server), &checked(&Keyed)).is_none());
    assert!(client.prepare(&checked(&OptionallyKeyed)).send().await.is_ok());
    let requests = server.requests();
    assert!(requests.len() == 1 && !requests[0].contains("authorization"), "{requests:?}");
}

/// The token of an operation has the scopes of the operation, and is not used for an operation with other scopes.
#[tokio::test]
async fn each_list_of_scopes_has_its_own_token() {
    let [first, second] = ["t-oken-1", "t-oken-2"].map(tokens::token);
    let server = Server::responding([first, ok("1"), second, ok("2"), ok("3"), ok("4")]).await;
    let client = tokens::builder(&server).build().unwrap();
    for _ in 0..2 {
        assert!(client.prepare(&checked(&Search)).send().await.is_ok());
        assert!(client.prepare(&checked(&Scoped)).send().await.is_ok());
    }
    let requests = server.requests();
    let bodies: Vec<_> = requests.iter().filter(|request| request.starts_with("POST /token ")).collect();
    assert!(bodies[0].ends_with("\r\n\r\ngrant_type=client_credentials"), "{bodies:?}");
    assert!(bodies[1].ends_with("\r\n\r\ngrant_type=client_credentials&scope=read+write%3Aa%20b"), "{bodies:?}");
    assert_eq!(bodies.len(), 2);
    for (request, token) in [(1, "t-oken-1"), (3, "t-oken-2"), (4, "t-oken-1"), (5, "t-oken-2")] {
        assert!(requests[request].contains(&format!("authorization: Bearer {token}\r\n")), "{requests:?}");
    }
}
