//! Tokens: asked for once, renewed once, never sent elsewhere; and what is known where there is none.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use colt_numbers::{
    Client, ClientBuilder, Credentials, Outcome, ReserveError, Retries, Secret, Target, Token, TokenFuture, TokenSource,
};

use crate::server::{Server, answer, number, ok, order, quick};

/// A server with a token endpoint: the n-th request for a token gets the n-th of one list, the n-th order that of the other; the last
/// one again and again.
pub async fn vendor(tokens: Vec<Vec<u8>>, orders: Vec<Vec<u8>>) -> Server {
    let lists = Arc::new([(AtomicUsize::new(0), tokens), (AtomicUsize::new(0), orders)]);
    Server::new(move |mut connection, _| {
        let lists = Arc::clone(&lists);
        async move {
            let request = connection.request().await?;
            let (next, answers) = &lists[usize::from(!request.starts_with(b"POST /token "))];
            let number = next.fetch_add(1, Ordering::SeqCst);
            connection.send(&answers[number.min(answers.len() - 1)]).await
        }
    })
    .await
}

/// An answer with a token.
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
    quick(Client::builder(target)).credentials(credentials)
}

/// That there is a source of tokens is shown, and nothing of it.
#[tokio::test]
async fn a_client_shows_that_it_has_tokens_and_no_more_of_them() {
    let server = vendor(vec![token("t-1")], vec![order("1")]).await;
    let client = builder(&server).build().unwrap();
    let _ = client.reserve(&number(1)).await.unwrap();
    let shown = format!("{client:?}");
    assert!(shown.contains("TokenStore(…)") && !shown.contains("t-1") && !shown.contains("hunter2"), "{shown}");
}

/// The `Authorization` of each request for a token, and of each order.
fn authorizations(server: &Server) -> [Vec<String>; 2] {
    let mut all = [Vec::new(), Vec::new()];
    for request in server.requests() {
        let field = request.lines().find_map(|line| line.strip_prefix("authorization: ")).unwrap_or("none").to_owned();
        all[usize::from(!request.starts_with("POST /token "))].push(field);
    }
    all
}

#[tokio::test]
async fn a_hundred_orders_at_once_ask_for_one_token() {
    let server = vendor(vec![token("t-1")], vec![order("1")]).await;
    let client = builder(&server).build().unwrap();
    let mut calls = tokio::task::JoinSet::new();
    for n in 0..100 {
        let client = client.clone();
        calls.spawn(async move { client.reserve(&number(n)).await.map(|order| order.attempts()) });
    }
    assert!(calls.join_all().await.into_iter().all(|result| result.unwrap() == 1));
    assert_eq!(
        authorizations(&server),
        [vec!["Basic bWU6aHVudGVyMg==".to_owned()], vec!["Bearer t-1".to_owned(); 100]]
    );
}

#[tokio::test]
async fn a_token_is_asked_for_as_the_portal_has_it() {
    let server = vendor(vec![token("t-1")], vec![order("1")]).await;
    let _ = builder(&server).build().unwrap().reserve(&number(1)).await.unwrap();
    let request = server.requests()[0].clone();
    for line in [
        "POST /token HTTP/1.1\r\n",
        "content-type: application/x-www-form-urlencoded\r\n",
        "\r\n\r\ngrant_type=client_credentials",
    ] {
        assert!(request.contains(line), "{request}");
    }
    // Neither side gets what is for the other.
    assert!(!request.contains("Bearer") && !server.requests()[1].contains("Basic"));
}

#[tokio::test]
async fn a_token_that_lapsed_is_renewed_once_and_the_order_sent_again() {
    let server = vendor(vec![token("t-1"), token("t-2")], vec![answer("401 X", "", ""), order("1")]).await;
    let order = builder(&server).build().unwrap().reserve(&number(1)).await.unwrap();
    assert_eq!((order.id(), order.attempts()), ("1", 2));
    let [asked, orders] = authorizations(&server);
    assert_eq!((asked.len(), orders), (2, vec!["Bearer t-1".to_owned(), "Bearer t-2".to_owned()]));
    let of_order = server
        .requests()
        .into_iter()
        .filter(|request| request.contains(&format!("x-tracking-id: {}", order.tracking_id())));
    assert_eq!(of_order.count(), 2);
}

/// The order may have been placed by the attempt with the old token.
#[tokio::test]
async fn a_rejection_after_a_401_is_unknown_unless_it_is_about_one_attempt() {
    for (status, outcome) in [("409 X", Outcome::Unknown), ("404 X", Outcome::Unknown), ("403 X", Outcome::Rejected)] {
        let orders = vec![answer("401 X", "", ""), answer(status, "", ""), order("1")];
        let server = vendor(vec![token("t-1"), token("t-2")], orders).await;
        let error = builder(&server).build().unwrap().reserve(&number(1)).await.unwrap_err();
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
        let error = builder(&server).build().unwrap().reserve(&number(1)).await.unwrap_err();
        assert_eq!((error.outcome(), error.attempts()), (outcome, 1), "{error}");
        assert_eq!(error.is_auth_error(), outcome == Outcome::Rejected, "{error}");
        assert_eq!(authorizations(&server)[1].len(), 1);
    }
}

#[tokio::test]
async fn a_token_that_is_never_taken_is_renewed_once() {
    let server = vendor(vec![token("t-1"), token("t-2"), token("t-3")], vec![answer("401 X", "", "")]).await;
    let error = builder(&server).build().unwrap().reserve(&number(1)).await.unwrap_err();
    assert_eq!((error.outcome(), error.status(), error.attempts()), (Outcome::Rejected, Some(401), 2));
    assert!(error.is_auth_error());
    assert_eq!(authorizations(&server).map(|all| all.len()), [2, 2]);
}

#[tokio::test]
async fn with_retries_off_a_lapsed_token_is_renewed_by_the_next_call() {
    let server = vendor(vec![token("t-1"), token("t-2")], vec![answer("401 X", "", ""), order("1")]).await;
    let client = builder(&server).retries(Retries::off()).build().unwrap();
    assert_eq!(client.reserve(&number(1)).await.unwrap_err().outcome(), Outcome::Rejected);
    assert_eq!(authorizations(&server)[1].len(), 1);
    assert_eq!(client.reserve(&number(1)).await.unwrap().attempts(), 1);
    assert_eq!(authorizations(&server)[1], ["Bearer t-1", "Bearer t-2"]);
}

#[tokio::test]
async fn a_403_is_about_credentials_and_asks_for_no_token() {
    let server = vendor(vec![token("t-1")], vec![answer("403 X", "", "")]).await;
    let error = builder(&server).build().unwrap().reserve(&number(1)).await.unwrap_err();
    assert!(error.outcome() == Outcome::Rejected && error.is_auth_error());
    assert_eq!(authorizations(&server).map(|all| all.len()), [1, 1]);
}

async fn without_token(tokens: Vec<Vec<u8>>) -> (ReserveError, [usize; 2]) {
    let server = vendor(tokens, vec![order("1")]).await;
    let error = builder(&server).build().unwrap().reserve(&number(1)).await.unwrap_err();
    (error, authorizations(&server).map(|all| all.len()))
}

#[tokio::test]
async fn without_a_token_nothing_is_sent() {
    let moved = "Location: http://127.0.0.1:1/token\r\n";
    // The answer, whether it is about credentials, how often it is asked for, and a part of the reason.
    for (answer, credentials, times, why) in [
        (answer("400 X", "", r#"{"error":"invalid_client"}"#), true, 1, "status 400, error `invalid_client`; check"),
        (
            answer("401 X", "", r#"{"code":"002","message":"bad"}"#),
            true,
            1,
            "status 401, code `002`, message `bad`; check",
        ),
        (answer("403 X", "", "<html>"), true, 1, "status 403"),
        (answer("404 X", "", ""), false, 1, "status 404"),
        (answer("408 X", "", ""), false, 4, "status 408"),
        (answer("429 X", "", ""), false, 4, "status 429"),
        (answer("500 X", "", ""), false, 4, "status 500"),
        (answer("503 X", "Retry-After: 0\r\n", ""), false, 4, "status 503"),
        (answer("307 X", moved, ""), false, 1, "status 307"),
        (answer("302 X", moved, ""), false, 1, "status 302"),
        (ok(""), false, 1, "status 200, and the response is not a JSON object"),
        (ok("<html>"), false, 1, "not a JSON object"),
        (ok(r#"["t-1"]"#), false, 1, "not a JSON object"),
        (ok("{}"), true, 1, "status 200, and the response has no text `access_token`; its members: ; check the token"),
        (
            ok(r#"{"accessToken":"t-1","expires":1}"#),
            true,
            1,
            "its members: `accessToken`, `expires`; check the token URL",
        ),
        (ok(r#"{"access_token":1}"#), true, 1, "no text `access_token`; its members: `access_token`"),
        (ok(r#"{"access_token":null,"token_type":"Bearer"}"#), true, 1, "no text `access_token`"),
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
            answer("401 X", "", r#"{"error":"invalid_client","error_description":"unknown"}"#),
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
        (ok(r#"{"access_token":"t\n1"}"#), false, 1, "no token of visible ASCII"),
        (Vec::new(), false, 4, "no token: no answer"),
        (b"HTTP/1.1 200 OK\r\nX: ".repeat(9000), false, 4, "no token: no answer"),
    ] {
        let (error, requests) = without_token(vec![answer]).await;
        assert_eq!(error.outcome(), Outcome::NotSent, "{why}: {error}");
        assert_eq!(error.is_auth_error(), credentials, "{why}: {error}");
        assert!(error.reason().contains(why), "{why}: {error}");
        assert!(!error.reason().contains("t-1") && !error.reason().contains("hunter2"), "{why}: {error}");
        assert_eq!((error.status(), error.raw_body()), (None, None), "{why}");
        assert_eq!(requests, [times, 0], "{why}");
    }
}

#[tokio::test]
async fn the_token_endpoint_s_time_is_waited_as_well() {
    let started = Instant::now();
    let server = vendor(vec![answer("429 X", "Retry-After: 1\r\n", ""), token("t-1")], vec![order("1")]).await;
    assert!(builder(&server).build().unwrap().reserve(&number(1)).await.is_ok());
    assert!(started.elapsed() >= Duration::from_secs(1));

    let (error, requests) = without_token(vec![answer("503 X", "Retry-After: 3600\r\n", "")]).await;
    assert_eq!((error.outcome(), error.retry_after()), (Outcome::NotSent, Some(Duration::from_secs(3600))));
    assert_eq!(requests, [1, 0]);
}

/// The server saw the order and said no; that a second try came to nothing changes nothing about that.
#[tokio::test]
async fn a_401_holds_where_no_other_token_is_to_be_had() {
    let server = vendor(vec![token("t-1"), answer("400 X", "", "")], vec![answer("401 X", "", ""), order("1")]).await;
    let error = builder(&server).build().unwrap().reserve(&number(1)).await.unwrap_err();
    assert_eq!((error.outcome(), error.status(), error.attempts()), (Outcome::Rejected, Some(401), 2));
    assert!(error.is_auth_error());
    let why = "status 401; and the next attempt was not sent: no token: status 400; check client id and secret";
    assert_eq!(error.reason(), why);
}

struct Own(Arc<AtomicUsize>);

impl TokenSource for Own {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(async {
            match self.0.fetch_add(1, Ordering::SeqCst) {
                2 => Err("the vault\nis sealed".into()),
                n => Ok(Token { secret: Secret::new(format!("own-{n}")), expires_in: Duration::from_secs(1800) }),
            }
        })
    }
}

#[tokio::test]
async fn tokens_may_come_from_elsewhere() {
    let server =
        vendor(vec![Vec::new()], vec![order("1"), answer("401 X", "", ""), order("2"), answer("401 X", "", "")]).await;
    let asked = Arc::<AtomicUsize>::default();
    let client = quick(Client::builder(server.target())).token_source(Own(Arc::clone(&asked))).build().unwrap();
    assert_eq!(client.reserve(&number(1)).await.unwrap().id(), "1");
    assert_eq!(client.reserve(&number(1)).await.unwrap().id(), "2");
    let error = client.reserve(&number(1)).await.unwrap_err();
    assert_eq!(
        error.reason(),
        r"status 401; and the next attempt was not sent: the token source failed: the vault\nis sealed"
    );
    assert_eq!(asked.load(Ordering::SeqCst), 3);
    let [none, orders] = authorizations(&server);
    assert_eq!(
        (none.len(), orders),
        (0, ["own-0", "own-0", "own-1", "own-1"].map(|token| format!("Bearer {token}")).to_vec())
    );
}

#[test]
fn a_configuration_that_cannot_work_is_found_before_any_order() {
    let url = |port: u16| {
        let base = format!("http://127.0.0.1:{port}/numberManagement");
        Target::url(&base, Some(&format!("http://127.0.0.1:{port}/token"))).unwrap()
    };
    let bare = Target::url("http://127.0.0.1:1/numberManagement", None).unwrap();
    let of = |target: &Target| Credentials::new(target, "me", "hunter2").unwrap();
    let own = || Own(Arc::default());
    let (sandbox, production) = (Target::sandbox().unwrap(), Target::production().unwrap());
    for (builder, why) in [
        (
            Client::builder(url(1)).credentials(of(&url(2))),
            "are for `http://127.0.0.1:2/numberManagement`, and the target is `http://127.0.0.1:1/",
        ),
        (Client::builder(url(1)).credentials(of(&sandbox)), "the credentials are for `sandbox`"),
        (
            Client::builder(url(1)).credentials(of(&bare)),
            "the credentials are for `http://127.0.0.1:1/numberManagement`",
        ),
        (
            Client::builder(production.clone()).credentials(of(&sandbox)),
            "the credentials are for `sandbox`, and the target is `production`",
        ),
        (
            Client::builder(sandbox).credentials(of(&production)),
            "the credentials are for `production`, and the target is `sandbox`",
        ),
        (Client::builder(url(1)), "wants a token"),
        (Client::builder(bare.clone()).credentials(of(&bare)), "has no token URL"),
        (Client::builder(url(1)).credentials(of(&url(1))).token_source(own()), "give one of them"),
    ] {
        let error = builder.root_certificate(root()).build().unwrap_err();
        assert!(error.to_string().contains(why), "{error}");
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
    assert!(Client::builder(url(1)).credentials(of(&url(1))).build().is_ok());
    assert!(Client::builder(url(1)).token_source(own()).build().is_ok());
    assert!(Client::builder(bare).token_source(own()).build().is_ok());
}

/// Any root, so that these tests need none of the machine's.
fn root() -> Vec<u8> {
    rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap().cert.der().to_vec()
}
