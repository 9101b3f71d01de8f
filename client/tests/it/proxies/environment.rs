//! The proxy of the environment: used only where the caller asks for it, and mentioned where it is not used.

use colt_numbers::{Client, ClientBuilder, Proxy, Retries, Target};

use super::proxy_sending;
use crate::secrets::{PROXY_PASSWORD, assert_no_canary};
use crate::server::{reservation, with_test_limits};
use crate::tls::{TestAuthority, is_own_process, run_in_own_process};

/// Runs a test in its own process, with a proxy in the environment. Returns what the test printed, and the requests for tunnels.
fn run_with_proxy(test: &str, more: &[(&str, &str)]) -> (String, Vec<String>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let proxy = runtime.block_on(proxy_sending(b"HTTP/1.1 403 X\r\n\r\n".to_vec()));
    let url = format!("http://me:{PROXY_PASSWORD}@{}", proxy.address);
    let text = run_in_own_process(test, &[&[("HTTPS_PROXY", &*url)], more].concat());
    (text, proxy.requests())
}

/// The error of an order at a host that does not exist.
fn error_at_no_host(configure: impl FnOnce(ClientBuilder) -> ClientBuilder) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let target = Target::url("https://numbers.invalid/api", None).unwrap();
    let builder = with_test_limits(Client::builder(target))
        .root_certificate(TestAuthority::new("one").root())
        .retries(Retries::off());
    let client = configure(builder).build().unwrap();
    runtime.block_on(client.reserve(&reservation(1))).unwrap_err().to_string()
}

#[test]
fn the_proxy_of_the_environment_is_used_where_asked_for() {
    let test = "proxies::environment::the_proxy_of_the_environment_is_used_where_asked_for";
    if is_own_process() {
        println!("{}", error_at_no_host(|builder| builder.proxy(Proxy::from_environment().unwrap())));
        return;
    }
    let (text, connects) = run_with_proxy(test, &[]);
    assert!(
        text.contains("not sent: no tunnel: the proxy `http://127.0.0.1:") && text.contains("status 403"),
        "{text}"
    );
    assert_eq!(connects.len(), 1);
    assert!(connects[0].starts_with("CONNECT numbers.invalid:443 HTTP/1.1\r\n"), "{connects:?}");
    assert!(connects[0].contains("\r\nproxy-authorization: Basic "), "{connects:?}");
    assert_no_canary(&text);
    let (text, connects) = run_with_proxy(test, &[("NO_PROXY", "localhost, .invalid")]);
    assert!(text.contains("not sent: the host was not found: ") && connects.is_empty(), "{text}");
}

#[test]
fn a_proxy_of_the_environment_that_is_not_used_is_mentioned() {
    let test = "proxies::environment::a_proxy_of_the_environment_that_is_not_used_is_mentioned";
    if is_own_process() {
        println!("{}", error_at_no_host(|builder| builder));
        return;
    }
    let mention = "; `HTTPS_PROXY` is set, but this client does not use it; hint: ";
    let (text, connects) = run_with_proxy(test, &[]);
    assert!(text.contains("the host was not found: ") && text.contains(mention) && connects.is_empty(), "{text}");
    assert_no_canary(&text);
    let (text, _) = run_with_proxy(test, &[("NO_PROXY", "*")]);
    assert!(text.contains("the host was not found: ") && !text.contains("is set"), "{text}");
}
