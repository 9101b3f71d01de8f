//! What a target says is text in every report: no markup, no control characters, nothing that turns the writing direction.

use colt_numbers_contract::{Baseline, Credentials, Options, Report, Stop, Suite, Target, run};
use serde_json::Value;

use crate::server::{Server, State};

/// Every character that a terminal may do something with, and markup.
fn hostile() -> String {
    let unsafe_ones = ('\0'..='\u{ffff}').filter(|&character| colt_numbers_terminal_text::is_unsafe(character));
    format!("<script>alert(1)</script>{}&\"]]>", unsafe_ones.collect::<String>())
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
async fn a_report_escapes_whatever_a_target_says() {
    let mut report = report().await;
    for exchange in &mut report.exchanges {
        exchange.answer = hostile();
        exchange.url = hostile();
        exchange.body = Some(hostile());
        exchange.tracking_id = Some(hostile());
        exchange.answer_headers = vec![(hostile(), hostile())];
        exchange.in_doubt = true;
    }
    for finding in report.lines.iter_mut().flat_map(|line| &mut line.findings) {
        finding.why = hostile();
    }
    for line in &mut report.lines {
        let constraint = &mut line.constraint;
        (constraint.says, constraint.demand, constraint.element) = (hostile(), hostile(), hostile());
    }
    report.target = hostile();
    report.title = hostile();
    report.doubts = 1;
    let known = serde_json::json!({ "drift": [hostile()] }).to_string();
    for stopped in [Stop::Refused(hostile()), Stop::Credentials(hostile())] {
        report.stopped = Some(stopped);
        let report = report.clone().with_baseline(&Baseline::read(&known).unwrap());
        assert_eq!(report.gone, [hostile()]);
        let (html, junit, json) = (report.html(), report.junit(), report.json());
        for (format, text) in [("text", &report.text()), ("html", &html), ("junit", &junit), ("json", &json)] {
            assert!(is_safe(text), "{format}");
        }
        assert!(!html.contains("<script") && html.contains("&lt;script&gt;") && html.contains("\\u{202e}"));
        assert!(!html.contains("http-equiv=\"refresh\"") && !html.contains("src=") && !html.contains("<link"));
        assert!(!junit.contains("<script") && junit.contains("\\u{202e}"));
        // In JSON nothing is lost.
        let read: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(read["exchanges"][0]["answer"], Value::String(hostile()));
        // No line of the text is a target's.
        assert!(!report.text().lines().any(|line| line.starts_with("alert") || line.starts_with('&')));
    }
}

#[tokio::test]
async fn a_baseline_is_safe_and_reads_the_same() {
    let known = serde_json::json!({ "drift": [hostile()] }).to_string();
    let baseline = Baseline::read(&known).unwrap();
    assert!(is_safe(&baseline.to_json()));
    assert_eq!(Baseline::read(&baseline.to_json()).unwrap(), baseline);
}

/// As it arrives: in headers and in a body, in a case's reason and in an exchange.
#[tokio::test]
async fn what_arrives_is_made_safe() {
    let body = serde_json::json!([hostile()]).to_string();
    let headers = vec![("content-type", "text/\u{9b}31m\u{202e}"), ("allow", "\u{202e}GET")];
    let state = State { always: Some((405, headers, body.into_bytes())), ..State::default() };
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
fn an_error_is_safe_and_in_one_line_beside_its_hint() {
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
