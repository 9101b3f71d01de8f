//! Reports escape text from the target: no markup, no control characters, no bidirectional control characters.

use colt_numbers_contract::{Baseline, Credentials, Options, Report, StopReason, Suite, Target, run};
use serde_json::Value;

use crate::server::{Server, ServerState};

/// Markup and every character that is unsafe in a terminal.
fn hostile() -> String {
    let unsafe_characters = ('\0'..='\u{ffff}').filter(|&character| colt_numbers_terminal_text::is_unsafe(character));
    format!("<script>alert(1)</script>{}&\"]]>", unsafe_characters.collect::<String>())
}

async fn report() -> Report {
    let server = Server::with("error-as-list").await;
    let suite = Suite::bundled().unwrap();
    let target = Target::new(&server.base(), Credentials::none()).unwrap();
    let mut options = Options::unbounded();
    options.max_orders = Some(2);
    run(&suite, &target, &options, std::future::pending(), &mut |_| {}).await.unwrap()
}

fn is_safe(text: &str) -> bool {
    !text.contains(|character| colt_numbers_terminal_text::is_unsafe(character) && !matches!(character, '\n' | '\t'))
}

#[tokio::test]
async fn reports_escape_text_from_the_target() {
    let mut report = report().await;
    for exchange in &mut report.exchanges {
        exchange.response = hostile();
        exchange.url = hostile();
        exchange.body = Some(hostile());
        exchange.tracking_id = Some(hostile());
        exchange.response_headers = vec![(hostile(), hostile())];
        exchange.in_doubt = true;
    }
    for check in report.results.iter_mut().flat_map(|result| &mut result.checks) {
        check.why = hostile();
    }
    for result in &mut report.results {
        let constraint = &mut result.constraint;
        (constraint.says, constraint.demand, constraint.element) = (hostile(), hostile(), hostile());
    }
    report.target = hostile();
    report.title = hostile();
    report.doubts = 1;
    let known = serde_json::json!({ "drift": [hostile()] }).to_string();
    for stopped in [StopReason::Unavailable(hostile()), StopReason::Credentials(hostile())] {
        report.stopped = Some(stopped);
        let report = report.clone().with_baseline(&Baseline::read(&known).unwrap());
        assert_eq!(report.without_drift, [hostile()]);
        let (html, junit, json) = (report.html(), report.junit(), report.json());
        for (format, text) in [("text", &report.text()), ("html", &html), ("junit", &junit), ("json", &json)] {
            assert!(is_safe(text), "{format}");
        }
        assert!(!html.contains("<script") && html.contains("&lt;script&gt;") && html.contains("\\u{202e}"));
        assert!(!html.contains("http-equiv=\"refresh\"") && !html.contains("src=") && !html.contains("<link"));
        assert!(!junit.contains("<script") && junit.contains("\\u{202e}"));
        // JSON keeps the text.
        let read: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(read["exchanges"][0]["response"], Value::String(hostile()));
        // No line of the text report begins with text from the target.
        assert!(!report.text().lines().any(|line| line.starts_with("alert") || line.starts_with('&')));
    }
}

#[tokio::test]
async fn a_baseline_is_escaped_and_parsed_back() {
    let known = serde_json::json!({ "drift": [hostile()] }).to_string();
    let baseline = Baseline::read(&known).unwrap();
    assert!(is_safe(&baseline.to_json()));
    assert_eq!(Baseline::read(&baseline.to_json()).unwrap(), baseline);
}

/// Unsafe characters in response headers and a body, which appear in reasons and exchanges.
#[tokio::test]
async fn unsafe_responses_are_escaped() {
    let body = serde_json::json!([hostile()]).to_string();
    let headers = vec![("content-type", "text/\u{9b}31m\u{202e}"), ("allow", "\u{202e}GET")];
    let state = ServerState { always: Some((405, headers, body.into_bytes())), ..ServerState::default() };
    let server = Server::start(state).await;
    let suite = Suite::bundled().unwrap();
    let target = Target::new(&server.base(), Credentials::none()).unwrap();
    let report = run(&suite, &target, &Options::unbounded(), std::future::pending(), &mut |_| {}).await.unwrap();
    for text in [report.text(), report.html(), report.junit(), report.json()] {
        assert!(is_safe(&text));
    }
    assert!(report.text().contains("\\u{202e}"), "{}", report.text());
}

#[test]
fn an_error_is_escaped_and_has_one_line_and_a_hint() {
    let errors = [
        Suite::from_spec(&hostile(), "{}").unwrap_err(),
        Target::new(&format!("http://127.0.0.1/{}\u{1b}:x", hostile()), Credentials::none())
            .err()
            .unwrap_or_else(|| Target::new(&format!("x{}", hostile()), Credentials::none()).unwrap_err()),
        hostile().parse::<colt_numbers_contract::Rate>().unwrap_err(),
        hostile().parse::<colt_numbers_contract::NumberPool>().unwrap_err(),
        Baseline::read(&format!("{{\"{}\": 1}}", "\u{202e}")).unwrap_err(),
    ];
    for error in errors {
        let text = error.to_string();
        assert!(is_safe(&text) && text.lines().count() <= 2, "{text}");
    }
}
