//! What people and programs read, compared with files. `UPDATE_GOLDEN=1` writes them anew.

use std::path::Path;

use colt_numbers_contract::{Baseline, Credentials, Options, Report, Suite, Target, run};

use crate::server::{Server, State};

/// A server that drifts in several ways: a bound on the list, a country's case, and an account that none of the cases is about.
async fn report() -> Report {
    let suite = Suite::bundled().unwrap();
    let state = State { defect: "second-range-unchecked", ..State::default() };
    let server = Server::start(state).await;
    let target = Target::new(&server.base(), Credentials::none()).unwrap();
    let mut options = Options::unbounded();
    options.max_orders = Some(40);
    let known = r#"{ "drift": ["reserveNumbers/body/numberRangeList/1/numberRangeEnd#type/reject-not-string", "reserveNumbers/method#method/reject-PUT"] }"#;
    let mut report = run(&suite, &target, &options, std::future::pending(), &mut |_| {}).await.unwrap();
    // The port is another one each time.
    let fixed = |text: &str| text.replace(&server.address.to_string(), "127.0.0.1:4010");
    report.target = fixed(&report.target);
    report.exchanges.iter_mut().for_each(|exchange| exchange.url = fixed(&exchange.url));
    report.with_baseline(&Baseline::read(known).unwrap())
}

fn compare(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    let line = golden.lines().zip(text.lines()).position(|(old, new)| old != new);
    assert!(golden == text, "{name} differs, first in line {line:?}; UPDATE_GOLDEN=1 writes it anew");
}

#[tokio::test]
async fn reports_are_as_they_were() {
    let report = report().await;
    compare("report.txt", &report.text());
    compare("report.junit.xml", &report.junit());
    compare("report.html", &report.html());
    // All of the lines, and enough of the exchanges.
    let mut short = report.clone();
    short.exchanges.truncate(3);
    compare("report.json", &short.json());
    compare("baseline.json", &report.baseline().to_json());
}

#[test]
fn the_cases_are_as_they_were() {
    let suite = Suite::bundled().unwrap();
    let line = |case: &colt_numbers_contract::Case| format!("{}\n    {}\n", case.id, case.about);
    compare("cases.txt", &suite.cases().iter().map(line).collect::<String>());
}
