//! Compares the reports and derived cases with golden files. `UPDATE_EXPECT=1` rewrites them.

use std::collections::BTreeSet;

use colt_numbers_api::OPENAPI_JSON;
use colt_numbers_contract::{
    Baseline, Case, Constraint, ConstraintReport, Credentials, Options, Report, Suite, Target, run,
};
use expect_test::expect_file;
use serde_json::{Map, Value};

use crate::example_request::TRACKING_HEADER;
use crate::server::{Server, ServerState};

/// The report on a server that does not check the second number range.
async fn report() -> Report {
    report_behind(None).await
}

/// The report on the same server behind a gateway.
async fn report_behind(gateway: Option<fn(&str, bool) -> Option<u16>>) -> Report {
    let suite = Suite::bundled().unwrap();
    let state = ServerState { defect: "second-range-unchecked", gateway, ..ServerState::default() };
    let server = Server::start(state).await;
    let target = Target::new(&server.base(), Credentials::none()).unwrap();
    let mut options = Options::unbounded();
    options.max_orders = Some(40);
    let known = r#"{ "drift": ["reserveNumbers/body/numberRangeList/1/numberRangeEnd#type/reject-not-string", "reserveNumbers/method#method/reject-PUT"] }"#;
    let mut report = run(&suite, &target, &options, std::future::pending(), &mut |_| {}).await.unwrap();
    // The port is different in each run.
    let with_fixed_port = |text: &str| text.replace(&server.address.to_string(), "127.0.0.1:4010");
    report.target = with_fixed_port(&report.target);
    report.exchanges.iter_mut().for_each(|exchange| exchange.url = with_fixed_port(&exchange.url));
    // The date, the version and the times too.
    assert!(report.run.started_at.starts_with("20") && report.run.started_at.ends_with('Z'));
    report.run.started_at = "2026-01-01T00:00:00Z".to_owned();
    report.run.version = "0.0.0".to_owned();
    report.exchanges.iter_mut().for_each(|exchange| exchange.milliseconds = 2);
    report.with_baseline(&Baseline::read(known).unwrap())
}

/// Compares a text with a golden file, which has `TRACKING-HEADER` for the header of the spec.
fn golden(name: &str, text: &str) {
    let file = expect_file![format!("{}/tests/golden/{name}", env!("CARGO_MANIFEST_DIR"))];
    file.assert_eq(&text.replace(*TRACKING_HEADER, "TRACKING-HEADER"));
}

#[tokio::test]
async fn reports_match_golden_files() {
    let mut report = report().await;
    golden("report.txt", &report.text());
    golden("baseline.json", &report.baseline().to_json());
    cut(&mut report);
    golden("report.junit.xml", &report.junit());
    golden("report.html", &report.html());
}

/// One line for the first check of each kind: its verdict, exchanges, id and reason.
#[tokio::test]
async fn checks_match_the_golden_file() {
    let (mut text, mut seen) = (String::new(), BTreeSet::new());
    for check in report().await.results.iter().flat_map(|result| &result.checks) {
        let known = if check.known { "known " } else { "" };
        let (verdict, exchanges) = (format!("{:?}", check.verdict).to_lowercase(), &check.exchanges);
        if seen.insert((verdict.clone(), kind(&check.id).to_owned())) {
            text += &format!("{known}{verdict} {exchanges:?} {}: {}\n", check.id, check.why);
        }
    }
    golden("checks.txt", &text);
}

/// The kind of a case: its keyword and what it tests, for any element.
fn kind(id: &str) -> &str {
    id.split_once('#').map_or(id, |(_, kind)| kind)
}

/// Cuts a report to the first entry of each kind, so that its golden file stays short when the spec grows.
fn cut(report: &mut Report) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut is_new = |traits: &[String]| traits.iter().fold(false, |is_new, one| seen.insert(one.clone()) | is_new);
    for ConstraintReport { constraint, checks, .. } in &mut report.results {
        checks.retain(|check| {
            is_new(&[
                format!("{:?}", check.verdict),
                format!("known: {}, remedy: {}", check.known, check.remedy.is_some()),
                format!("source: {}", constraint.source.is_some()),
                format!("assumption: {}", constraint.assumption.is_some()),
            ])
        });
    }
    report.results.retain(|result| !result.checks.is_empty());
    report.exchanges.retain(|exchange| {
        is_new(&[
            format!("status: {:?}xx, in doubt: {}", exchange.status.map(|status| status / 100), exchange.in_doubt),
            format!("tracking id: {}", exchange.tracking_id.is_some()),
        ])
    });
    seen
}

/// The JSON report, cut to the first entry of each kind. Requests for one country get a 503, so that an order is in doubt.
#[tokio::test]
async fn the_json_report_matches_the_golden_file() {
    let mut report =
        report_behind(Some(|body, is_valid| (is_valid && body.contains(r#""country":"DE""#)).then_some(503))).await;
    let seen = cut(&mut report);
    for needed in
        ["Pass", "Drift", "Inconclusive", "Skipped", "known: true, remedy: true", "status: Some(5)xx, in doubt: true"]
    {
        assert!(seen.contains(needed), "`{needed}` is not among {seen:#?}");
    }
    golden("report.json", &report.json());
}

/// Invariants of the whole JSON report, of which the golden file has only a part.
#[tokio::test]
async fn the_json_report_is_consistent() {
    let suite = Suite::bundled().unwrap();
    let report: Value = serde_json::from_str(&report().await.json()).unwrap();
    let list = |value: &Value| value.as_array().unwrap().clone();
    let members = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let (results, exchanges) = (list(&report["results"]), list(&report["exchanges"]));
    let checks: Vec<Value> = results.iter().flat_map(|result| list(&result["checks"])).collect();
    for entries in [&results, &checks, &exchanges] {
        assert!(entries.iter().all(|entry| members(entry) == members(&entries[0])));
    }

    // Each constraint of the suite has an entry in `results`, and each case one in `checks`.
    let constraints: Vec<Value> = results.iter().map(|result| result["constraint"].clone()).collect();
    assert_eq!(Value::from(constraints), serde_json::to_value(suite.constraints()).unwrap());
    let found = |id: &str| checks.iter().filter(|check| check["id"] == id).count();
    assert!(suite.cases().iter().all(|case| found(&case.id) == 1));

    for verdict in ["pass", "drift", "inconclusive", "skipped"] {
        let count = results.iter().filter(|result| result["verdict"] == verdict).count();
        assert_eq!(report["counts"][verdict], count, "{verdict}");
        let worst = |result: &&Value| result["verdict"] == verdict;
        assert!(
            results
                .iter()
                .filter(worst)
                .all(|result| list(&result["checks"]).iter().any(|one| one["verdict"] == verdict))
        );
    }
    let passed = results.iter().filter(|result| result["verdict"] == "pass").flat_map(|result| list(&result["checks"]));
    assert!(passed.into_iter().all(|one| one["verdict"] != "drift" && one["verdict"] != "inconclusive"));

    let numbers: Vec<Value> = exchanges.iter().map(|exchange| exchange["number"].clone()).collect();
    assert_eq!(numbers, (1..=exchanges.len()).map(Value::from).collect::<Vec<_>>());
    assert_eq!(report["requests"], exchanges.len());
    assert!(checks.iter().flat_map(|check| list(&check["exchanges"])).all(|number| numbers.contains(&number)));
    assert_eq!(report["orders"], exchanges.iter().filter(|exchange| exchange["status"] == 201).count());
    assert_eq!(report["doubts"], exchanges.iter().filter(|exchange| exchange["inDoubt"] == true).count());
}

/// The first case of each kind.
#[test]
fn the_cases_match_the_golden_file() {
    let suite = Suite::bundled().unwrap();
    let mut seen = BTreeSet::new();
    let cases = suite.cases().iter().filter(|case| seen.insert(kind(&case.id)));
    let line = |case: &Case| format!("{}: {}\n", case.id, case.about);
    golden("cases.txt", &cases.map(line).collect::<String>());
}

/// The pointer and the source of each constraint. Each constraint quotes one element of the spec, with its source and assumption.
#[test]
fn the_constraints_match_the_golden_file() {
    let suite = Suite::bundled().unwrap();
    let spec: Value = serde_json::from_str(OPENAPI_JSON).unwrap();
    let elements = objects(&spec);
    let mut text = String::new();
    for Constraint { id, at, says, source, assumption, .. } in suite.constraints() {
        let quoted = elements.iter().any(|element| {
            let is = |key: &str, text: &Option<String>| {
                let stated = element.get(key);
                // An assumption may be a mapping with a text.
                let stated = stated.and_then(|stated| stated.get("text")).or(stated);
                stated.and_then(Value::as_str) == text.as_deref()
            };
            is("x-source", source) && is("x-assumption", assumption) && element.values().any(|value| value == says)
        });
        assert!(quoted, "no element of the spec has the text of `{id}`: {says}");
        text += &format!("{id}: {at}, {}\n", source.as_deref().unwrap_or("assumed"));
    }
    golden("constraints.txt", &text);
}

/// Every object in a value, at any depth.
fn objects(value: &Value) -> Vec<&Map<String, Value>> {
    match value {
        Value::Object(members) => std::iter::once(members).chain(members.values().flat_map(objects)).collect(),
        Value::Array(items) => items.iter().flat_map(objects).collect(),
        _ => Vec::new(),
    }
}
