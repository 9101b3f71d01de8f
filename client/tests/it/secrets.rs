//! Secrets never appear in output or logs. The tests use canary secrets with every fault, and with servers that echo everything.

use std::fmt::Write as _;
use std::net::TcpListener;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use colt_numbers::{
    Client, ClientBuilder, Credentials, Order, Reservation, SendError, Target, Token, TokenFuture, TokenSource,
};
use colt_numbers_sandbox::Sandbox;

use crate::dropped_calls::CollectedLog;
use crate::faults;
use crate::server::{Server, response, with_test_limits};
use crate::tls::{is_own_process, run_in_own_process};

/// A client secret that must not appear anywhere.
pub const CLIENT_SECRET: &str = "canary-client-secret-8f1b";
const TOKEN: &str = "canary-token-3c7e";
const COOKIE: &str = "canary-cookie-a94d";
const CUSTOMER: &str = "canary-customer-51c0";
const BODY: &str = "canary-body-e206";
pub const PROXY_PASSWORD: &str = "canary-proxy-77b2";

fn canaries() -> Vec<String> {
    let basic = STANDARD.encode(format!("me:{CLIENT_SECRET}"));
    let mut all = [CLIENT_SECRET, TOKEN, COOKIE, CUSTOMER, BODY, PROXY_PASSWORD].map(str::to_owned).to_vec();
    all.push(basic);
    all
}

pub fn assert_no_canary(text: &str) {
    for canary in canaries() {
        if let Some(at) = text.find(&canary) {
            let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
            panic!("`{canary}` appears: {}", text[line..].lines().next().unwrap());
        }
    }
}

/// Everything that can be printed of a call's result and its client, including the message of a panic.
pub fn printed(result: &Result<Order, SendError>, client: &Client) -> String {
    let mut text = format!("{client:?} {client:#?} {:?}\n", client.target());
    match result {
        Ok(order) => write!(text, "{order:?} {order:#?}").unwrap(),
        Err(error) => {
            write!(text, "{error} {error:?} {error:#?} {} {:?}", error.reason(), error.error_object()).unwrap();
            let mut source = std::error::Error::source(error);
            while let Some(error) = source {
                write!(text, "caused by {error} {error:?} {error:#?}").unwrap();
                source = error.source();
            }
            let panic = catch_unwind(AssertUnwindSafe(|| result.clone().expect("an order"))).unwrap_err();
            text.push_str(panic.downcast_ref::<String>().unwrap());
            // `raw_body` has the body, with echoed secrets redacted.
            let body = String::from_utf8_lossy(error.raw_body().map_or(&[][..], |body| body));
            assert!(![TOKEN, CLIENT_SECRET, COOKIE].iter().any(|secret| body.contains(secret)), "{body}");
        }
    }
    text
}

struct FixedTokenSource;

impl TokenSource for FixedTokenSource {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(async { Ok(Token::new(TOKEN, Duration::from_secs(1800))) })
    }
}

fn with_custom_token(sandbox: &Sandbox, without_token: bool) -> ClientBuilder {
    // A sandbox that requires tokens accepts only its own, so a custom token is used where none is required.
    if without_token {
        Client::builder(Target::url(&sandbox.base_url(), None).unwrap()).token_source(FixedTokenSource)
    } else {
        faults::with_credentials(sandbox, without_token)
    }
}

#[tokio::test]
async fn no_fault_reveals_a_secret() {
    let (log, _guard) = CollectedLog::collect();
    let mut text = String::new();
    for new_client in [faults::with_credentials as faults::NewClient, with_custom_token] {
        for call in faults::ended_calls(new_client).await {
            text.push_str(&printed(&call.result, &call.client));
        }
    }
    assert!(
        log.text().contains("requesting a token") && text.contains("outcome unknown"),
        "the log and the results are not empty"
    );
    assert_no_canary(&text);
    assert_no_canary(&log.text());
}

/// The credentials in a request, in every form that the server knows.
fn echoed_credentials(request: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(request);
    let field = text.lines().find_map(|line| line.strip_prefix("authorization: ")).unwrap_or("none");
    let value = field.split(' ').next_back().unwrap();
    let decoded = STANDARD.decode(value).map(|pair| String::from_utf8_lossy(&pair).into_owned()).unwrap_or_default();
    vec![field.to_owned(), value.to_owned(), decoded]
}

/// A response that echoes the credentials of the request in its reason phrase, headers and body. `form` selects the body.
fn echo(status: u16, form: usize, request: &[u8]) -> Vec<u8> {
    let echoed = echoed_credentials(request).join(" & ");
    let headers = format!(
        "Set-Cookie: session={COOKIE}\r\nX-Echo: {echoed}\r\nWWW-Authenticate: {echoed}\r\nLocation: http://127.0.0.1:1/?{echoed}\r\n\
         Retry-After: {}\r\n",
        if form.is_multiple_of(2) { "0" } else { &echoed },
    );
    let object = serde_json::json!({
        "code": echoed, "reason": echoed, "message": format!("{}{echoed}", "x".repeat(180)), "status": echoed, "referenceError": echoed,
        "body": BODY, "order": { "orderStatus": echoed }, "echo": String::from_utf8_lossy(request),
    });
    let body = match form {
        0 | 1 => object.to_string(),
        2 => format!("<html>{BODY} {echoed} {}</html>", String::from_utf8_lossy(request)),
        3 => format!("{{\"order\":{{\"id\":\"1\",\"orderStatus\":\"{echoed}\"}},\"x\":\"{BODY}\"}}"),
        4 => format!("{{\"access_token\":\"{echoed}\",\"token_type\":\"{echoed}\",\"expires_in\":\"{echoed}\"}}"),
        // Head and body are malformed, and the parser's error may quote them.
        5 => return format!("HTTP/1.1 {status} OK\r\n{headers}{echoed} {echoed}\r\n\r\n{BODY}").into_bytes(),
        6 => return format!("{echoed}\r\n{BODY}\r\n\r\n").into_bytes(),
        _ => {
            return [
                response(&format!("{status} {echoed}"), &headers, object.to_string())[..].to_vec(),
                vec![b'x'; 100],
            ]
            .concat();
        }
    };
    response(&format!("{status} {echoed}"), &headers, body)
}

/// The number of forms of [`echo`].
const FORMS: usize = 8;

/// Everything that can be printed of calls to servers that echo credentials, at the token endpoint or at the endpoint of orders.
async fn printed_of_echoes() -> String {
    let mut text = String::new();
    let reservation = Reservation::of_number("GB", "+442081324758").customer_reference(CUSTOMER).build().unwrap();
    for status in [200, 204, 301, 307, 400, 401, 403, 408, 409, 429, 500, 503] {
        for form in 0..FORMS {
            for at_token in [true, false] {
                let server = Server::new(move |mut connection, _| async move {
                    let request = connection.request().await?;
                    let is_token = request.starts_with(b"POST /token ");
                    let response =
                        if is_token && !at_token { crate::tokens::token(TOKEN) } else { echo(status, form, &request) };
                    connection.send(&response).await
                })
                .await;
                let target = crate::tokens::target(&server);
                let credentials = Credentials::new(&target, "me", CLIENT_SECRET).unwrap();
                write!(text, "{credentials:?}").unwrap();
                let client = with_test_limits(Client::builder(target)).credentials(credentials).build().unwrap();
                text.push_str(&printed(&client.reserve(&reservation).await, &client));
                assert!(server.requests().iter().all(|request| !request.to_ascii_lowercase().contains("\r\ncookie:")));
            }
        }
    }
    text
}

#[tokio::test]
async fn no_echoed_secret_is_printed() {
    let (log, _guard) = CollectedLog::collect();
    let text = printed_of_echoes().await;
    assert!(text.contains("code `Bearer ***") && text.contains("code `Basic ***"), "nothing was redacted");
    assert!(text.contains("caused by "), "no error has a cause");
    assert_no_canary(&text);
    assert_no_canary(&log.text());
}

/// The server of orders may know the client secret too.
#[tokio::test]
async fn a_client_secret_in_the_response_to_an_order_is_redacted() {
    let basic = STANDARD.encode(format!("me:{CLIENT_SECRET}"));
    let body = format!(r#"{{"message":"bad {CLIENT_SECRET} or {basic}"}}"#);
    let server = crate::tokens::vendor(vec![crate::tokens::token(TOKEN)], vec![response("409 X", "", body)]).await;
    let target = crate::tokens::target(&server);
    let credentials = Credentials::new(&target, "me", CLIENT_SECRET).unwrap();
    let client = with_test_limits(Client::builder(target)).credentials(credentials).build().unwrap();
    let result = client.reserve(&crate::server::reservation(1)).await;
    let text = printed(&result, &client);
    assert!(text.contains("bad *** or ***"), "{text}");
    assert_no_canary(&text);
}

/// Proxy variables of the environment are ignored, and their passwords are not printed.
#[test]
fn a_proxy_of_the_environment_is_neither_used_nor_printed() {
    if is_own_process() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        println!("{}", runtime.block_on(printed_of_echoes()));
        return;
    }
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://me:{PROXY_PASSWORD}@{}", proxy.local_addr().unwrap());
    let variables = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"]
        .map(|name| (name, url.as_str()));
    assert_no_canary(&run_in_own_process(
        "secrets::a_proxy_of_the_environment_is_neither_used_nor_printed",
        &variables,
    ));
    proxy.set_nonblocking(true).unwrap();
    assert!(proxy.accept().is_err(), "the proxy has a connection");
}

#[test]
fn debug_of_a_reservation_prints_no_data_of_the_customer() {
    let builder = Reservation::of_number("GB", "+442081324758").customer_reference(CUSTOMER).service_profile(BODY);
    assert_no_canary(&format!("{builder:?} {builder:#?}"));
    let reservation = builder.build().unwrap();
    assert_no_canary(&format!("{reservation:?} {reservation:#?}"));
}
