//! Canaries: secrets that must turn up nowhere, whatever goes wrong and whatever a server says back.

use std::fmt::Write as _;
use std::net::TcpListener;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use colt_numbers::{
    Client, ClientBuilder, Credentials, Order, Reservation, ReserveError, Secret, Target, Token, TokenFuture,
    TokenSource,
};
use colt_numbers_sandbox::Sandbox;

use crate::dropped_calls::Log;
use crate::faults;
use crate::server::{Server, answer, quick};
use crate::tls::{alone, is_alone};

/// A client secret that nothing may show.
pub const CLIENT_SECRET: &str = "canary-client-secret-8f1b";
const TOKEN: &str = "canary-token-3c7e";
const COOKIE: &str = "canary-cookie-a94d";
const CUSTOMER: &str = "canary-customer-51c0";
const BODY: &str = "canary-body-e206";
const PROXY_PASSWORD: &str = "canary-proxy-77b2";

fn canaries() -> Vec<String> {
    let basic = STANDARD.encode(format!("me:{CLIENT_SECRET}"));
    let mut all = [CLIENT_SECRET, TOKEN, COOKIE, CUSTOMER, BODY, PROXY_PASSWORD].map(str::to_owned).to_vec();
    all.push(basic);
    all
}

fn none_in(text: &str) {
    for canary in canaries() {
        if let Some(at) = text.find(&canary) {
            let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
            panic!("`{canary}` is shown: {}", text[line..].lines().next().unwrap());
        }
    }
}

/// Everything that can be printed of a call's end, panics included.
fn shown(result: &Result<Order, ReserveError>, client: &Client) -> String {
    let mut text = format!("{client:?} {client:#?} {:?}\n", client.target());
    match result {
        Ok(order) => write!(text, "{order:?} {order:#?}").unwrap(),
        Err(error) => {
            let source = std::error::Error::source(error).map(ToString::to_string);
            write!(text, "{error} {error:?} {error:#?} {source:?} {} {:?}", error.reason(), error.error_object())
                .unwrap();
            let panic = catch_unwind(AssertUnwindSafe(|| result.clone().expect("an order"))).unwrap_err();
            text.push_str(panic.downcast_ref::<String>().unwrap());
            // The body is there for who asks for it; secrets that it says back are not.
            let body = String::from_utf8_lossy(error.raw_body().map_or(&[][..], |body| body));
            assert!(![TOKEN, CLIENT_SECRET, COOKIE].iter().any(|secret| body.contains(secret)), "{body}");
        }
    }
    text
}

struct FixedTokenSource;

impl TokenSource for FixedTokenSource {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(async { Ok(Token { secret: Secret::new(TOKEN), expires_in: Duration::from_secs(1800) }) })
    }
}

fn with_own_token(sandbox: &Sandbox, free: bool) -> ClientBuilder {
    // A sandbox that wants tokens wants its own; the faults are the same.
    if free {
        Client::builder(Target::url(&sandbox.base_url(), None).unwrap()).token_source(FixedTokenSource)
    } else {
        faults::with_credentials(sandbox, free)
    }
}

#[tokio::test]
async fn no_fault_brings_a_secret_to_light() {
    let (log, _guard) = Log::watch();
    let mut text = String::new();
    for setup in [faults::with_credentials as faults::Setup, with_own_token] {
        for end in faults::ends(setup).await {
            text.push_str(&shown(&end.result, &end.client));
        }
    }
    assert!(
        log.text().contains("asking for a token") && text.contains("outcome unknown"),
        "there is something to look at"
    );
    none_in(&text);
    none_in(&log.text());
}

/// Who one is, taken from a request in every form that a server gets to know.
fn said_back(request: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(request);
    let field = text.lines().find_map(|line| line.strip_prefix("authorization: ")).unwrap_or("none");
    let value = field.split(' ').next_back().unwrap();
    let decoded = STANDARD.decode(value).map(|pair| String::from_utf8_lossy(&pair).into_owned()).unwrap_or_default();
    vec![field.to_owned(), value.to_owned(), decoded]
}

/// An answer that says everything back that it was told: in its reason phrase, its headers and its body.
fn echo(status: u16, form: usize, request: &[u8]) -> Vec<u8> {
    let said = said_back(request).join(" & ");
    let headers = format!(
        "Set-Cookie: session={COOKIE}\r\nX-Echo: {said}\r\nWWW-Authenticate: {said}\r\nLocation: http://127.0.0.1:1/?{said}\r\n\
         Retry-After: {}\r\n",
        if form.is_multiple_of(2) { "0" } else { &said },
    );
    let object = serde_json::json!({
        "code": said, "reason": said, "message": format!("{}{said}", "x".repeat(180)), "status": said, "referenceError": said,
        "body": BODY, "order": { "orderStatus": said }, "echo": String::from_utf8_lossy(request),
    });
    let body = match form {
        0 | 1 => object.to_string(),
        2 => format!("<html>{BODY} {said} {}</html>", String::from_utf8_lossy(request)),
        3 => format!("{{\"order\":{{\"id\":\"1\",\"orderStatus\":\"{said}\"}},\"x\":\"{BODY}\"}}"),
        4 => format!("{{\"access_token\":\"{said}\",\"token_type\":\"{said}\",\"expires_in\":\"{said}\"}}"),
        // Neither head nor body is well formed, and the parser may say where.
        5 => return format!("HTTP/1.1 {status} OK\r\n{headers}{said} {said}\r\n\r\n{BODY}").into_bytes(),
        6 => return format!("{said}\r\n{BODY}\r\n\r\n").into_bytes(),
        _ => {
            return [answer(&format!("{status} {said}"), &headers, object.to_string())[..].to_vec(), vec![b'x'; 100]]
                .concat();
        }
    };
    answer(&format!("{status} {said}"), &headers, body)
}

const FORMS: usize = 8;

/// What servers that say everything back bring to light: at the token endpoint, and where orders go.
async fn echoed() -> String {
    let mut text = String::new();
    let reservation = Reservation::of_number("GB", "+442081324758").customer_reference(CUSTOMER).build().unwrap();
    for status in [200, 204, 301, 307, 400, 401, 403, 408, 409, 429, 500, 503] {
        for form in 0..FORMS {
            for at_token in [true, false] {
                let server = Server::new(move |mut connection, _| async move {
                    let request = connection.request().await?;
                    let is_token = request.starts_with(b"POST /token ");
                    let answer =
                        if is_token && !at_token { crate::tokens::token(TOKEN) } else { echo(status, form, &request) };
                    connection.send(&answer).await
                })
                .await;
                let target = crate::tokens::target(&server);
                let credentials = Credentials::new(&target, "me", CLIENT_SECRET).unwrap();
                write!(text, "{credentials:?}").unwrap();
                let client = quick(Client::builder(target)).credentials(credentials).build().unwrap();
                text.push_str(&shown(&client.reserve(&reservation).await, &client));
                assert!(server.requests().iter().all(|request| !request.to_ascii_lowercase().contains("\r\ncookie:")));
            }
        }
    }
    text
}

#[tokio::test]
async fn nothing_that_a_server_says_back_is_shown() {
    let (log, _guard) = Log::watch();
    let text = echoed().await;
    assert!(text.contains("code `Bearer ***") && text.contains("code `Basic ***"), "there was something to hide");
    none_in(&text);
    none_in(&log.text());
}

/// Who answers orders may know the client's secret as well as who gives out tokens.
#[tokio::test]
async fn a_client_secret_is_not_shown_where_the_answer_to_an_order_has_it() {
    let basic = STANDARD.encode(format!("me:{CLIENT_SECRET}"));
    let body = format!(r#"{{"message":"bad {CLIENT_SECRET} or {basic}"}}"#);
    let server = crate::tokens::vendor(vec![crate::tokens::token(TOKEN)], vec![answer("409 X", "", body)]).await;
    let target = crate::tokens::target(&server);
    let credentials = Credentials::new(&target, "me", CLIENT_SECRET).unwrap();
    let client = quick(Client::builder(target)).credentials(credentials).build().unwrap();
    let result = client.reserve(&crate::server::number(1)).await;
    let text = shown(&result, &client);
    assert!(text.contains("bad *** or ***"), "{text}");
    none_in(&text);
}

/// This crate speaks through no proxy, whatever the environment says; and it does not show what stands there.
#[test]
fn a_proxy_of_the_environment_is_neither_used_nor_shown() {
    if is_alone() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        println!("{}", runtime.block_on(echoed()));
        return;
    }
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://me:{PROXY_PASSWORD}@{}", proxy.local_addr().unwrap());
    let variables = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"]
        .map(|name| (name, url.as_str()));
    none_in(&alone("secrets::a_proxy_of_the_environment_is_neither_used_nor_shown", &variables));
    proxy.set_nonblocking(true).unwrap();
    assert!(proxy.accept().is_err(), "nobody has come");
}

#[test]
fn a_reservation_shows_nothing_of_the_customer() {
    let builder = Reservation::of_number("GB", "+442081324758").customer_reference(CUSTOMER).service_profile(BODY);
    none_in(&format!("{builder:?} {builder:#?}"));
    let reservation = builder.build().unwrap();
    none_in(&format!("{reservation:?} {reservation:#?}"));
}
