//! Tokens: requested once for concurrent calls, renewed once, sent only to their own target; and calls for which there is no token.

use std::error::Error as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use colt_numbers::{
    Client, ClientBuilder, ConfigErrorKind, Credentials, Outcome, Retries, SendError, SendErrorKind, Target, Token,
    TokenError, TokenFuture, TokenSource,
};

use crate::example_request::TRACKING_HEADER;
use crate::server::{Server, ok, order, reservation, response, with_test_limits};

/// A server with a token endpoint: the n-th token request gets the n-th response of `tokens`, the n-th order that of `orders`, or the last
/// response if there are fewer.
pub async fn vendor(tokens: Vec<Vec<u8>>, orders: Vec<Vec<u8>>) -> Server {
    let lists = Arc::new([(AtomicUsize::new(0), tokens), (AtomicUsize::new(0), orders)]);
    Server::new(move |mut connection, _| {
        let lists = Arc::clone(&lists);
        async move {
            let request = connection.request().await?;
            let (next, responses) = &lists[usize::from(!request.starts_with(b"POST /token "))];
            let number = next.fetch_add(1, Ordering::SeqCst);
            connection.send(&responses[number.min(responses.len() - 1)]).await
        }
    })
    .await
}

/// A response with a token.
pub fn token(text: &str) -> Vec<u8> {
    ok(&format!(r#"{{"access_token":"{text}","token_type":"Bearer","expires_in":1800}}"#))
}

pub fn target(server: &Server) -> Target {
    let address = server.address;
    Target::url(&format!("http://{address}/numberManagement"), Some(&format!("http://{address}/token"))).unwrap()
}

pub fn builder(server: &Server) -> ClientBuilder {
    let target = target(server);
    let credentials = Credentials::new(&target, "me", "hunter2").unwrap();
    with_test_limits(Client::builder(target)).credentials(credentials)
}

#[tokio::test]
async fn debug_of_a_client_prints_no_token_and_no_secret() {
    let server = vendor(vec![token("t-1")], vec![order("1")]).await;
    let client = builder(&server).build().unwrap();
    let _ = client.reserve(&reservation(1)).await.unwrap();
    let printed = format!("{client:?}");
    assert!(printed.contains("TokenCache(…)") && !printed.contains("t-1") && !printed.contains("hunter2"), "{printed}");
}

/// The `Authorization` headers of the token requests, and those of the orders.
fn authorizations(server: &Server) -> [Vec<String>; 2] {
    let mut all = [Vec::new(), Vec::new()];
    for request in server.requests() {
        let field = request.lines().find_map(|line| line.strip_prefix("authorization: ")).unwrap_or("none").to_owned();
        all[usize::from(!request.starts_with("POST /token "))].push(field);
    }
    all
}

#[tokio::test]
async fn a_hundred_concurrent_orders_request_one_token() {
    let server = vendor(vec![token("t-1")], vec![order("1")]).await;
    let client = builder(&server).build().unwrap();
    let mut calls = tokio::task::JoinSet::new();
    for n in 0..100 {
        let client = client.clone();
        calls.spawn(async move { client.reserve(&reservation(n)).await.map(|order| order.attempts()) });
    }
    assert!(calls.join_all().await.into_iter().all(|result| result.unwrap() == 1));
    assert_eq!(
        authorizations(&server),
        [vec!["Basic bWU6aHVudGVyMg==".to_owned()], vec!["Bearer t-1".to_owned(); 100]]
    );
}

#[tokio::test]
async fn a_token_is_requested_as_the_vendor_s_portal_describes() {
    let server = vendor(vec![token("t-1")], vec![order("1")]).await;
    let _ = builder(&server).build().unwrap().reserve(&reservation(1)).await.unwrap();
    let request = server.requests()[0].clone();
    for line in [
        "POST /token HTTP/1.1\r\n",
        "content-type: application/x-www-form-urlencoded\r\n",
        "\r\n\r\ngrant_type=client_credentials",
    ] {
        assert!(request.contains(line), "{request}");
    }
    // The token endpoint gets no token, and the order no client secret.
    assert!(!request.contains("Bearer") && !server.requests()[1].contains("Basic"));
}

#[tokio::test]
async fn an_expired_token_is_renewed_once_and_the_order_is_sent_again() {
    let server = vendor(vec![token("t-1"), token("t-2")], vec![response("401 X", "", ""), order("1")]).await;
    let order = builder(&server).build().unwrap().reserve(&reservation(1)).await.unwrap();
    assert_eq!((order.id(), order.attempts()), ("1", 2));
    let [token_requests, orders] = authorizations(&server);
    assert_eq!((token_requests.len(), orders), (2, vec!["Bearer t-1".to_owned(), "Bearer t-2".to_owned()]));
    let of_order = server
        .requests()
        .into_iter()
        .filter(|request| request.contains(&format!("{}: {}", *TRACKING_HEADER, order.tracking_id())));
    assert_eq!(of_order.count(), 2);
}

/// The attempt with the old token may have placed the order.
#[tokio::test]
async fn a_rejection_after_a_401_is_unknown_unless_it_is_independent_of_earlier_attempts() {
    for (status, outcome) in [("409 X", Outcome::Unknown), ("404 X", Outcome::Unknown), ("403 X", Outcome::Rejected)] {
        let orders = vec![response("401 X", "", ""), response(status, "", ""), order("1")];
        let server = vendor(vec![token("t-1"), token("t-2")], orders).await;
        let error = builder(&server).build().unwrap().reserve(&reservation(1)).await.unwrap_err();
        assert_eq!((error.outcome(), error.attempts()), (outcome, 2), "{error}");
        assert_eq!(authorizations(&server)[1].len(), 2, "{status}");
    }
}

/// The part of the body that did not arrive may have shown an order.
#[tokio::test]
async fn a_401_whose_body_is_incomplete_is_not_sent_again() {
    for (framing, outcome) in [("Content-Length: 9\r\n", Outcome::Unknown), ("", Outcome::Rejected)] {
        let incomplete = format!("HTTP/1.1 401 X\r\n{framing}\r\n<html>").into_bytes();
        let server = vendor(vec![token("t-1"), token("t-2")], vec![incomplete, order("1")]).await;
        let error = builder(&server).build().unwrap().reserve(&reservation(1)).await.unwrap_err();
        assert_eq!((error.outcome(), error.attempts()), (outcome, 1), "{error}");
        assert_eq!(error.is_auth_error(), outcome == Outcome::Rejected, "{error}");
        assert_eq!(authorizations(&server)[1].len(), 1);
    }
}

#[tokio::test]
async fn a_token_that_is_always_rejected_is_renewed_once() {
    let server = vendor(vec![token("t-1"), token("t-2"), token("t-3")], vec![response("401 X", "", "")]).await;
    let error = builder(&server).build().unwrap().reserve(&reservation(1)).await.unwrap_err();
    assert_eq!((error.outcome(), error.status(), error.attempts()), (Outcome::Rejected, Some(401), 2));
    assert!(error.is_auth_error());
    assert_eq!(authorizations(&server).map(|all| all.len()), [2, 2]);
}

#[tokio::test]
async fn without_retries_an_expired_token_is_renewed_by_the_next_call() {
    let server = vendor(vec![token("t-1"), token("t-2")], vec![response("401 X", "", ""), order("1")]).await;
    let client = builder(&server).retries(Retries::off()).build().unwrap();
    assert_eq!(client.reserve(&reservation(1)).await.unwrap_err().outcome(), Outcome::Rejected);
    assert_eq!(authorizations(&server)[1].len(), 1);
    assert_eq!(client.reserve(&reservation(1)).await.unwrap().attempts(), 1);
    assert_eq!(authorizations(&server)[1], ["Bearer t-1", "Bearer t-2"]);
}

#[tokio::test]
async fn a_403_is_an_auth_error_and_requests_no_new_token() {
    let server = vendor(vec![token("t-1")], vec![response("403 X", "", "")]).await;
    let error = builder(&server).build().unwrap().reserve(&reservation(1)).await.unwrap_err();
    assert!(error.outcome() == Outcome::Rejected && error.is_auth_error());
    assert_eq!(authorizations(&server).map(|all| all.len()), [1, 1]);
}

/// Sends an order to a server with these responses to token requests. Returns the error, and the numbers of token requests and orders.
async fn reserve_without_token(tokens: Vec<Vec<u8>>) -> (SendError, [usize; 2]) {
    let server = vendor(tokens, vec![order("1")]).await;
    let error = builder(&server).build().unwrap().reserve(&reservation(1)).await.unwrap_err();
    (error, authorizations(&server).map(|all| all.len()))
}

#[tokio::test]
async fn without_a_token_nothing_is_sent() {
    let moved = "Location: http://127.0.0.1:1/token\r\n";
    // The response, whether it is an auth error, the number of token requests, and a part of the reason.
    for (response, is_auth_error, token_requests, reason) in [
        (response("400 X", "", r#"{"error":"invalid_client"}"#), true, 1, "status 400, error `invalid_client`; check"),
        (
            response("401 X", "", r#"{"code":"002","message":"bad"}"#),
            true,
            1,
            "status 401, code `002`, message `bad`; check",
        ),
        (response("403 X", "", "<html>"), true, 1, "status 403"),
        (response("404 X", "", ""), false, 1, "status 404"),
        (response("408 X", "", ""), false, 4, "status 408"),
        (response("429 X", "", ""), false, 4, "status 429"),
        (response("500 X", "", ""), false, 4, "status 500"),
        (response("503 X", "Retry-After: 0\r\n", ""), false, 4, "status 503"),
        (response("307 X", moved, ""), false, 1, "status 307"),
        (response("302 X", moved, ""), false, 1, "status 302"),
        (ok(""), false, 1, "status 200, and the response is not a JSON object"),
        (ok("<html>"), false, 1, "not a JSON object"),
        (ok(r#"["t-1"]"#), false, 1, "not a JSON object"),
        (
            ok("{}"),
            true,
            1,
            "status 200, and the response has no string `access_token`; its members: ; check the token",
        ),
        (
            ok(r#"{"accessToken":"t-1","expires":1}"#),
            true,
            1,
            "its members: `accessToken`, `expires`; check the token URL",
        ),
        (ok(r#"{"access_token":1}"#), true, 1, "no string `access_token`; its members: `access_token`"),
        (ok(r#"{"access_token":null,"token_type":"Bearer"}"#), true, 1, "no string `access_token`"),
        (
            ok(r#"{"error":"invalid_client"}"#),
            true,
            1,
            "status 200, error `invalid_client`; check client id and secret",
        ),
        (
            ok(r#"{"error":"x","error_description":"\u001b[2Jbad"}"#),
            true,
            1,
            r"status 200, error `x`, description `\u{1b}[2Jbad`; check",
        ),
        (
            response("401 X", "", r#"{"error":"invalid_client","error_description":"unknown"}"#),
            true,
            1,
            "status 401, error `invalid_client`, description `unknown`; check client id and secret",
        ),
        (
            ok(r#"{"access_token":"t-1","token_type":"BearerToken"}"#),
            true,
            1,
            "status 200, token type `BearerToken`; only `Bearer` is supported",
        ),
        (ok(r#"{"access_token":"t-1","token_type":"mac"}"#), true, 1, "token type `mac`"),
        (ok(r#"{"access_token":"t-1","token_type":"t-1"}"#), true, 1, "token type `***`"),
        (ok(r#"{"access_token":"t-1","token_type":"hunter2"}"#), true, 1, "token type `***`"),
        (ok(r#"{"access_token":"t-1","token_type":["Bearer"]}"#), true, 1, "token type `[\"Bearer\"]`"),
        (
            ok(r#"{"error":"hunter2","error_description":"bWU6aHVudGVyMg=="}"#),
            true,
            1,
            "error `***`, description `***`",
        ),
        (ok(r#"{"access_token":"t\n1"}"#), false, 1, "characters other than visible ASCII"),
        (Vec::new(), false, 4, "no token: no response"),
        (b"HTTP/1.1 200 OK\r\nX: ".repeat(9000), false, 4, "no token: no response"),
    ] {
        let (error, requests) = reserve_without_token(vec![response]).await;
        assert_eq!(error.outcome(), Outcome::NotSent, "{reason}: {error}");
        assert_eq!(error.is_auth_error(), is_auth_error, "{reason}: {error}");
        assert!(error.reason().contains(reason), "{reason}: {error}");
        assert!(!error.reason().contains("t-1") && !error.reason().contains("hunter2"), "{reason}: {error}");
        assert_eq!((error.status(), error.raw_body()), (None, None), "{reason}");
        assert_eq!(requests, [token_requests, 0], "{reason}");
    }
}

#[tokio::test]
async fn the_wait_that_the_token_endpoint_asks_for_is_respected() {
    let started = Instant::now();
    let server = vendor(vec![response("429 X", "Retry-After: 1\r\n", ""), token("t-1")], vec![order("1")]).await;
    assert!(builder(&server).build().unwrap().reserve(&reservation(1)).await.is_ok());
    assert!(started.elapsed() >= Duration::from_secs(1));

    let (error, requests) = reserve_without_token(vec![response("503 X", "Retry-After: 3600\r\n", "")]).await;
    assert_eq!((error.outcome(), error.retry_after()), (Outcome::NotSent, Some(Duration::from_secs(3600))));
    assert_eq!(requests, [1, 0]);
}

/// The server has rejected the order with 401. The missing token for a second attempt does not change this.
#[tokio::test]
async fn the_outcome_is_still_rejected_if_there_is_no_new_token_after_a_401() {
    let server =
        vendor(vec![token("t-1"), response("400 X", "", "")], vec![response("401 X", "", ""), order("1")]).await;
    let error = builder(&server).build().unwrap().reserve(&reservation(1)).await.unwrap_err();
    assert_eq!((error.outcome(), error.status(), error.attempts()), (Outcome::Rejected, Some(401), 2));
    assert!(error.is_auth_error());
    let reason = "status 401; and the next attempt was not sent: no token: status 400; check client id and secret";
    assert_eq!(error.reason(), reason);
}

struct CustomTokenSource(Arc<AtomicUsize>);

impl TokenSource for CustomTokenSource {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(async {
            match self.0.fetch_add(1, Ordering::SeqCst) {
                2 => Err(TokenError::permanent("the vault\nis sealed")),
                n => Ok(Token::new(format!("own-{n}"), Duration::from_secs(1800))),
            }
        })
    }
}

#[tokio::test]
async fn tokens_can_come_from_a_custom_source() {
    let server =
        vendor(vec![Vec::new()], vec![order("1"), response("401 X", "", ""), order("2"), response("401 X", "", "")])
            .await;
    let requests = Arc::<AtomicUsize>::default();
    let client = with_test_limits(Client::builder(server.target()))
        .token_source(CustomTokenSource(Arc::clone(&requests)))
        .build()
        .unwrap();
    assert_eq!(client.reserve(&reservation(1)).await.unwrap().id(), "1");
    assert_eq!(client.reserve(&reservation(1)).await.unwrap().id(), "2");
    let error = client.reserve(&reservation(1)).await.unwrap_err();
    assert_eq!(
        error.reason(),
        r"status 401; and the next attempt was not sent: the token source failed: the vault\nis sealed"
    );
    assert_eq!(requests.load(Ordering::SeqCst), 3);
    let [none, orders] = authorizations(&server);
    assert_eq!(
        (none.len(), orders),
        (0, ["own-0", "own-0", "own-1", "own-1"].map(|token| format!("Bearer {token}")).to_vec())
    );
}

/// A source whose n-th request fails as the test states, and then gives a token.
fn failing_source(requests: &Arc<AtomicUsize>, fail: fn() -> TokenError, failures: usize) -> impl TokenSource {
    let requests = Arc::clone(requests);
    move || {
        let number = requests.fetch_add(1, Ordering::SeqCst);
        async move { if number < failures { Err(fail()) } else { Ok(Token::new("own", Duration::from_secs(1800))) } }
    }
}

/// A closure and an `Arc` of a source are sources. Only a temporary error leads to another attempt.
#[tokio::test]
async fn the_error_of_a_custom_source_states_whether_it_may_pass() {
    type Fail = fn() -> TokenError;
    let fails: [(Fail, usize, bool); 3] = [
        (|| TokenError::temporary(std::io::Error::other("sealed")), 3, false),
        (|| TokenError::permanent(std::io::Error::other("sealed")), 1, false),
        (|| TokenError::authentication(std::io::Error::other("sealed")), 1, true),
    ];
    for (fail, attempts, is_auth_error) in fails {
        let server = vendor(vec![Vec::new()], vec![order("1")]).await;
        let client = |failures| {
            let requests = Arc::<AtomicUsize>::default();
            let source = Arc::new(failing_source(&requests, fail, failures));
            let retries = Retries::default().at_most(2).first_wait(Duration::from_millis(1));
            let builder = with_test_limits(Client::builder(server.target())).retries(retries);
            (builder.token_source(source).build().unwrap(), requests)
        };
        let (client_of_closed_vault, requests) = client(usize::MAX);
        let error = client_of_closed_vault.reserve(&reservation(1)).await.unwrap_err();
        assert_eq!(requests.load(Ordering::SeqCst), attempts, "{error}");
        assert_eq!((error.outcome(), error.kind()), (Outcome::NotSent, SendErrorKind::Token));
        assert_eq!((error.is_auth_error(), error.is_timeout(), error.is_connect()), (is_auth_error, false, false));
        assert_eq!(error.reason(), "the token source failed: sealed");
        // The cause is kept.
        let source = error.source().unwrap().downcast_ref::<TokenError>().unwrap();
        assert_eq!(source.is_auth_error(), is_auth_error);
        assert!(source.source().unwrap().is::<std::io::Error>());
        assert_eq!(server.connections(), 0);

        let (client_of_opened_vault, _) = client(1);
        assert_eq!(client_of_opened_vault.reserve(&reservation(1)).await.is_ok(), attempts > 1);
    }
}

/// A wait that is too long ends the call, as with the vendor's token endpoint.
#[tokio::test]
async fn the_wait_that_a_custom_source_asks_for_is_respected() {
    let server = vendor(vec![Vec::new()], vec![order("1")]).await;
    let hour = Duration::from_secs(3600);
    let source = move || async move { Err(TokenError::temporary("busy").with_retry_after(hour)) };
    let client = with_test_limits(Client::builder(server.target())).token_source(source).build().unwrap();
    let error = client.reserve(&reservation(1)).await.unwrap_err();
    assert_eq!((error.retry_after(), error.attempts()), (Some(hour), 1), "{error}");
}

#[test]
fn an_invalid_configuration_is_reported_before_any_order() {
    let url = |port: u16| {
        let base = format!("http://127.0.0.1:{port}/numberManagement");
        Target::url(&base, Some(&format!("http://127.0.0.1:{port}/token"))).unwrap()
    };
    let without_token = Target::url("http://127.0.0.1:1/numberManagement", None).unwrap();
    let credentials_of = |target: &Target| Credentials::new(target, "me", "hunter2").unwrap();
    let custom_source = || CustomTokenSource(Arc::default());
    let (sandbox, production) = (Target::sandbox(), Target::production());
    for (builder, reason) in [
        (
            Client::builder(url(1)).credentials(credentials_of(&url(2))),
            "are for `http://127.0.0.1:2/numberManagement`, but the target is `http://127.0.0.1:1/",
        ),
        (Client::builder(url(1)).credentials(credentials_of(&sandbox)), "the credentials are for `sandbox`"),
        (
            Client::builder(url(1)).credentials(credentials_of(&without_token)),
            "the credentials are for `http://127.0.0.1:1/numberManagement`",
        ),
        (
            Client::builder(production.clone()).credentials(credentials_of(&sandbox)),
            "the credentials are for `sandbox`, but the target is `production`",
        ),
        (
            Client::builder(sandbox).credentials(credentials_of(&production)),
            "the credentials are for `production`, but the target is `sandbox`",
        ),
        (Client::builder(url(1)), "requires a token"),
        (Client::builder(without_token.clone()).credentials(credentials_of(&without_token)), "has no token URL"),
        (Client::builder(url(1)).credentials(credentials_of(&url(1))).token_source(custom_source()), "set one of them"),
    ] {
        let error = builder.root_certificate(root()).build().unwrap_err();
        assert_eq!(error.kind(), ConfigErrorKind::Credentials);
        assert!(error.to_string().contains(reason), "{error}");
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
    assert!(Client::builder(url(1)).credentials(credentials_of(&url(1))).build().is_ok());
    assert!(Client::builder(url(1)).token_source(custom_source()).build().is_ok());
    assert!(Client::builder(without_token).token_source(custom_source()).build().is_ok());
}

/// A root certificate, so that these tests do not depend on the root certificates of the machine.
fn root() -> Vec<u8> {
    rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap().cert.der().to_vec()
}
