//! The operations of the made-up second chapter: every defect of a server is found and named, and a correct server does not drift.

mod server;

use std::collections::BTreeSet;

use colt_numbers_contract::{Credentials, ExitStatus, Expectation, Options, Report, Suite, Target, Verdict, run};
use serde_json::{Map, Value, json};

use self::server::InventoryServer;
use crate::defect_row::{DefectRow, drifting, not_passed};

#[path = "../../../tests/data/second-chapter.rs"]
mod second_chapter;

/// The operations of the second chapter.
const OPERATIONS: [&str; 6] = [
    "searchMadeUpNumbers",
    "activateMadeUpNumber",
    "listMadeUpInventory",
    "returnMadeUpNumber",
    "getMadeUpOrder",
    "deleteMadeUpOrder",
];

/// The most requests for all of them: 40 for each.
const REQUEST_LIMIT: usize = 40 * OPERATIONS.len();

/// A `*` at either end of an id matches anything.
const DEFECTS: &[DefectRow] = &[
    // Queries.
    DefectRow("country-optional", &["searchMadeUpNumbers/query/country#required"], &[]),
    DefectRow("country-any", &["searchMadeUpNumbers/query/country#enum"], &[]),
    DefectRow("city-short", &["searchMadeUpNumbers/query/city#minLength"], &[]),
    DefectRow("city-long", &["searchMadeUpNumbers/query/city#maxLength"], &[]),
    DefectRow("city-bytes", &["searchMadeUpNumbers/query/city#maxLength"], &[]),
    DefectRow("pattern-unchecked", &["searchMadeUpNumbers/query/numberPattern#pattern"], &[]),
    DefectRow("pattern-trimmed", &["searchMadeUpNumbers/query/numberPattern#pattern"], &[]),
    DefectRow("pattern-short", &["searchMadeUpNumbers/query/numberPattern#pattern"], &[]),
    DefectRow("sort-any", &["searchMadeUpNumbers/query/sort#enum"], &[]),
    DefectRow("sort-any-case", &["searchMadeUpNumbers/query/sort#enum"], &[]),
    DefectRow("sort-no-newest", &["searchMadeUpNumbers/query/sort#enum"], &[]),
    DefectRow("status-any", &["listMadeUpInventory/query/cliStatus#enum"], &[]),
    DefectRow("status-any-case", &["listMadeUpInventory/query/cliStatus#enum"], &[]),
    DefectRow("status-no-active", &["listMadeUpInventory/query/cliStatus#enum"], &[]),
    // Lists in queries.
    DefectRow("areas-unchecked", &["searchMadeUpNumbers/query/areaCode#pattern"], &[]),
    DefectRow("areas-last-wins", &["searchMadeUpNumbers/query/areaCode#pattern"], &[]),
    DefectRow("areas-first-wins", &["searchMadeUpNumbers/query/areaCode#pattern"], &[]),
    DefectRow("areas-unlimited", &["searchMadeUpNumbers/query/areaCode#maxItems"], &[]),
    DefectRow("areas-single", &["searchMadeUpNumbers/query/areaCode#maxItems"], &[]),
    DefectRow("areas-four", &["searchMadeUpNumbers/query/areaCode#maxItems"], &[]),
    DefectRow("features-not-split", &["searchMadeUpNumbers/query/features#maxItems"], &[]),
    DefectRow("features-unchecked", &["searchMadeUpNumbers/query/features#enum"], &[]),
    DefectRow("features-first-only", &["searchMadeUpNumbers/query/features#enum"], &[]),
    DefectRow("features-unlimited", &["searchMadeUpNumbers/query/features#maxItems"], &[]),
    // Pages.
    // A page without an entry has itself as the next page.
    DefectRow(
        "limit-0",
        &["listMadeUpInventory/query/limit#minimum", "searchMadeUpNumbers/query/limit#minimum"],
        &["listMadeUpInventory/answer/2XX/next#minimum"],
    ),
    DefectRow(
        "limit-101",
        &["listMadeUpInventory/query/limit#maximum", "searchMadeUpNumbers/query/limit#maximum"],
        &[],
    ),
    DefectRow("limit-99", &["listMadeUpInventory/query/limit#maximum", "searchMadeUpNumbers/query/limit#maximum"], &[]),
    DefectRow(
        "limit-clamped",
        &["listMadeUpInventory/query/limit#maximum", "listMadeUpInventory/query/limit#minimum"],
        &["searchMadeUpNumbers/query/limit#*", "listMadeUpInventory/answer/2XX/next#minimum"],
    ),
    DefectRow("limit-text", &["listMadeUpInventory/query/limit#type", "searchMadeUpNumbers/query/limit#type"], &[]),
    DefectRow("limit-fraction", &["listMadeUpInventory/query/limit#type"], &["listMadeUpInventory/query/offset#type"]),
    DefectRow("limit-mandatory", &["listMadeUpInventory/request#base", "searchMadeUpNumbers/request#base"], &["*"]),
    DefectRow(
        "offset-negative",
        &["listMadeUpInventory/query/offset#minimum", "searchMadeUpNumbers/query/offset#minimum"],
        &[],
    ),
    DefectRow("offset-text", &["listMadeUpInventory/query/offset#type", "searchMadeUpNumbers/query/offset#type"], &[]),
    DefectRow("list-limit-ignored", &["listMadeUpInventory/answer/2XX/items#page-size"], &[]),
    DefectRow("search-limit-ignored", &["searchMadeUpNumbers/answer/2XX#page-size"], &[]),
    DefectRow("page-too-long", &["listMadeUpInventory/answer/2XX/items#page-size"], &[]),
    DefectRow(
        "total-of-page",
        &["listMadeUpInventory/answer/2XX/total#page-total"],
        &["listMadeUpInventory/answer/2XX/next#*"],
    ),
    DefectRow("next-loops", &["listMadeUpInventory/answer/2XX/next#page-next"], &[]),
    DefectRow("next-overlaps", &["listMadeUpInventory/answer/2XX/next#page-next"], &[]),
    DefectRow(
        "next-after-end",
        &["listMadeUpInventory/answer/2XX/next#page-next"],
        &["listMadeUpInventory/answer/2XX/next#minimum"],
    ),
    DefectRow("filter-ignored", &["listMadeUpInventory/answer/2XX/items/*/cliStatus#filter"], &[]),
    // Paths.
    DefectRow("id-unchecked", &["getMadeUpOrder/path/orderId#pattern"], &["deleteMadeUpOrder/*"]),
    DefectRow("id-65", &["getMadeUpOrder/path/orderId#pattern"], &[]),
    DefectRow("id-trimmed", &["getMadeUpOrder/path/orderId#pattern"], &[]),
    DefectRow(
        "id-decoded-twice",
        &["getMadeUpOrder/path/orderId#pattern", "deleteMadeUpOrder/path/orderId#pattern"],
        &[],
    ),
    DefectRow(
        "dots-resolved",
        &["getMadeUpOrder/path/orderId#pattern", "returnMadeUpNumber/path/number#pattern"],
        &["*path/*"],
    ),
    DefectRow(
        "number-unchecked",
        &["returnMadeUpNumber/path/number#pattern", "activateMadeUpNumber/path/number#pattern"],
        &["*path/number#*"],
    ),
    DefectRow(
        "number-decoded-twice",
        &["returnMadeUpNumber/path/number#pattern", "activateMadeUpNumber/path/number#pattern"],
        &[],
    ),
    DefectRow(
        "tracking-optional",
        &["returnMadeUpNumber/header/x-call-id#required"],
        &["activateMadeUpNumber/header/x-call-id#required"],
    ),
    // Bodies.
    DefectRow("channels-as-text", &["activateMadeUpNumber/body/channels#type"], &[]),
    DefectRow("channels-unlimited", &["activateMadeUpNumber/body/channels#maximum"], &[]),
    DefectRow("date-unchecked", &["activateMadeUpNumber/body/activationDate#format"], &[]),
    DefectRow("address-city-short", &["activateMadeUpNumber/body/endCustomer/address/city#minLength"], &[]),
    DefectRow("postal-code-trimmed", &["activateMadeUpNumber/body/endCustomer/address/postalCode#pattern"], &[]),
    DefectRow("any-content-type", &["activateMadeUpNumber/header/content-type#content-type"], &[]),
    // Methods and tokens.
    DefectRow("no-allow", &["listMadeUpInventory/answer/405#Allow"], &["*answer/405#Allow"]),
    DefectRow(
        "patch-accepted",
        &["searchMadeUpNumbers/method#method"],
        &["*method#method", "*answer/*", "*answer#status"],
    ),
    DefectRow(
        "list-without-token",
        &["listMadeUpInventory/header/authorization#required", "listMadeUpInventory/header/authorization#token"],
        &[],
    ),
    DefectRow(
        "return-without-token",
        &["returnMadeUpNumber/header/authorization#required", "returnMadeUpNumber/header/authorization#token"],
        &[],
    ),
    DefectRow(
        "delete-without-token",
        &["deleteMadeUpOrder/header/authorization#required"],
        &["deleteMadeUpOrder/header/authorization#token"],
    ),
    DefectRow(
        "activate-without-token",
        &["activateMadeUpNumber/header/authorization#required"],
        &["activateMadeUpNumber/header/authorization#token"],
    ),
    // Operations that are not there.
    DefectRow("search-missing-404", &["searchMadeUpNumbers/request#base"], &["searchMadeUpNumbers/*"]),
    DefectRow("search-missing-405", &["searchMadeUpNumbers/request#base"], &["searchMadeUpNumbers/*"]),
    DefectRow("list-missing-501", &["listMadeUpInventory/request#base"], &["listMadeUpInventory/*"]),
    DefectRow("delete-missing-405", &["deleteMadeUpOrder/request#base"], &["deleteMadeUpOrder/*"]),
    DefectRow("delete-missing-501", &["deleteMadeUpOrder/request#base"], &["deleteMadeUpOrder/*"]),
    DefectRow("return-missing-501", &["returnMadeUpNumber/request#base"], &["returnMadeUpNumber/*"]),
    DefectRow("activate-missing-405", &["activateMadeUpNumber/request#base"], &["activateMadeUpNumber/*"]),
    // Responses.
    DefectRow("search-as-html", &["searchMadeUpNumbers/answer/2XX#content-type"], &[]),
    DefectRow("search-as-object", &["searchMadeUpNumbers/answer/2XX#type"], &[]),
    DefectRow("entry-without-status", &["searchMadeUpNumbers/answer/2XX/*/cliStatus#required"], &[]),
    DefectRow("entry-with-zero", &["searchMadeUpNumbers/answer/2XX/*/number#pattern"], &[]),
    DefectRow("page-without-total", &["listMadeUpInventory/answer/2XX/total#required"], &[]),
    DefectRow("total-as-text", &["listMadeUpInventory/answer/2XX/total#type"], &[]),
    DefectRow("next-null", &["listMadeUpInventory/answer/2XX/next#type"], &[]),
    DefectRow("order-pending", &["getMadeUpOrder/answer/2XX/order/orderStatus#enum"], &[]),
    DefectRow("order-without-state", &["getMadeUpOrder/answer/2XX/order/orderStatus#required"], &[]),
    DefectRow("return-with-body", &["returnMadeUpNumber/answer/204#no-body"], &[]),
    DefectRow("return-as-200", &["returnMadeUpNumber/answer#status"], &[]),
    DefectRow("delete-as-202", &["deleteMadeUpOrder/answer#status"], &[]),
    DefectRow(
        "activation-without-order",
        &["activateMadeUpNumber/answer/2XX/order#required"],
        &["activateMadeUpNumber/answer/2XX/order/id#required"],
    ),
];

/// The suite of the second chapter, without its rules: only a spec with their implementation can have them.
fn suite() -> Suite {
    let mut spec = second_chapter::spec();
    let rules = spec["x-rules"].as_object_mut().unwrap();
    rules.retain(|_, rule| rule["operations"] == json!(["reserveNumbers"]));
    let known: Vec<String> = rules.keys().cloned().collect();
    let mut groups = Map::new();
    for (path, text) in second_chapter::cases() {
        let [.., group, file] = path.split('/').collect::<Vec<_>>()[..] else { panic!("{path}") };
        if group == "schema" || known.iter().any(|rule| rule == group) {
            let group = groups.entry(group).or_insert_with(|| json!({}));
            group[file.trim_end_matches(".json")] = serde_json::from_str(&text).unwrap();
        }
    }
    let suite = Suite::from_spec(&spec.to_string(), &Value::Object(groups).to_string()).unwrap();
    suite.only(&OPERATIONS.map(str::to_owned)).unwrap()
}

async fn report(suite: &Suite, defect: &'static str) -> Report {
    let server = InventoryServer::with(defect).await;
    let target = Target::new(&server.base(), Credentials::token("issued")).unwrap();
    run(suite, &target, &Options::unbounded(), std::future::pending(), &mut |_| {}).await.unwrap()
}

/// Whether an id matches one of those listed. `*` at either end matches anything.
fn is_listed(id: &str, listed: &[&str]) -> bool {
    listed.iter().any(|pattern| {
        let (begin, rest) = pattern.strip_prefix('*').map_or((false, *pattern), |rest| (true, rest));
        match (begin, rest.strip_suffix('*')) {
            (true, Some(middle)) => id.contains(middle),
            (true, None) => id.ends_with(rest),
            (false, Some(head)) => id.starts_with(head),
            (false, None) => id == rest,
        }
    })
}

#[tokio::test]
async fn a_server_without_defects_does_not_drift() {
    let suite = suite();
    assert_eq!(suite.untested(), []);
    let report = report(&suite, "").await;
    let not_passed = not_passed(&report);
    assert!(not_passed.is_empty(), "{not_passed:#?}");
    assert_eq!((drifting(&report), report.exit()), (BTreeSet::new(), ExitStatus::Clean), "{}", report.text());
    assert!(report.requests <= REQUEST_LIMIT, "{} requests", report.requests);
    println!("correct server: {}", report.summary());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_defect_is_found_and_named() {
    let suite = suite();
    let mut wrong = Vec::new();
    for DefectRow(defect, required, allowed) in DEFECTS {
        let report = report(&suite, defect).await;
        let found = drifting(&report);
        let missed: Vec<_> = required.iter().filter(|id| !found.contains(**id)).collect();
        let unexpected: Vec<_> =
            found.iter().filter(|id| !is_listed(id, required) && !is_listed(id, allowed)).collect();
        let is_right = missed.is_empty() && unexpected.is_empty() && report.exit() == ExitStatus::Drift;
        println!("{defect:<28} {:>3} requests  {}", report.requests, if is_right { "found" } else { "WRONG" });
        if !is_right || report.requests > REQUEST_LIMIT + REQUEST_LIMIT / 4 {
            wrong.push(format!("{defect}: missed {missed:?}, unexpected {unexpected:?}, {} requests", report.requests));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A 404 may be about the resource in the path, so it is unclear; it is never a pass.
#[tokio::test]
async fn an_operation_that_the_target_does_not_have_never_passes() {
    let suite = suite();
    for (defect, operation, is_drift) in [
        ("search-missing-404", "searchMadeUpNumbers", true),
        ("list-missing-405", "listMadeUpInventory", true),
        ("list-missing-501", "listMadeUpInventory", true),
        ("activate-missing-404", "activateMadeUpNumber", false),
        ("return-missing-404", "returnMadeUpNumber", false),
        ("return-missing-501", "returnMadeUpNumber", true),
        ("state-missing-404", "getMadeUpOrder", false),
        ("delete-missing-404", "deleteMadeUpOrder", false),
        ("delete-missing-405", "deleteMadeUpOrder", true),
    ] {
        let report = report(&suite, defect).await;
        let of_operation = report.results.iter().filter(|result| result.constraint.operation == operation);
        let checks: Vec<_> =
            of_operation.flat_map(|result| &result.checks).filter(|check| check.expect.is_some()).collect();
        // A method of another operation on the same path does not depend on this operation.
        let passed = checks.iter().filter(|check| check.verdict == Verdict::Pass && !check.id.contains("#method/"));
        assert_eq!(passed.map(|check| &check.id).collect::<Vec<_>>(), Vec::<&String>::new(), "{defect}");
        assert_eq!(
            drifting(&report).iter().any(|id| id.starts_with(operation)),
            is_drift,
            "{defect}: {}",
            report.text()
        );
        assert_ne!(report.exit(), ExitStatus::Clean, "{defect}");
        let others = report.results.iter().filter(|result| result.constraint.operation != operation);
        assert!(
            others.flat_map(|result| &result.checks).all(|check| check.verdict != Verdict::Drift),
            "{defect}: {:#?}",
            drifting(&report)
        );
    }
}

/// The reason asks about numbers only if the requests to the operation have numbers.
#[tokio::test]
async fn the_reason_for_a_404_fits_the_operation() {
    for (operation, defect, reason) in [
        ("searchMadeUpNumbers", "search-missing-404", "404: is the address right, and does the operation exist there?"),
        (
            "activateMadeUpNumber",
            "activate-missing-404",
            "404: does the target have the operation, and the resource in the path?",
        ),
    ] {
        let suite = suite().only(&[operation.to_owned()]).unwrap();
        let report = report(&suite, defect).await;
        let base = format!("{operation}/request#base/accept-base");
        let check = report.results.iter().flat_map(|result| &result.checks).find(|check| check.id == base).unwrap();
        assert_eq!((check.verdict, &*check.why), (Verdict::Inconclusive, reason), "{operation}");
    }
}

/// A twin without state responds with the same page to every request, so its pages are not checked.
#[tokio::test]
async fn a_stateless_page_neither_drifts_nor_passes() {
    let report = report(&suite(), "stateless").await;
    assert_eq!(drifting(&report), BTreeSet::new(), "{}", report.text());
    let size = "listMadeUpInventory/answer/2XX/items#page-size";
    let result = report.results.iter().find(|result| result.constraint.id == size).unwrap();
    assert_eq!(result.verdict, Verdict::Skipped);
}

#[tokio::test]
async fn only_operations_that_order_count_as_orders() {
    let suite = suite();
    let server = InventoryServer::with("").await;
    let target = Target::new(&server.base(), Credentials::token("issued")).unwrap();
    let mut options = Options::unbounded();
    options.max_orders = Some(1);
    let report = run(&suite, &target, &options, std::future::pending(), &mut |_| {}).await.unwrap();
    let accepted = |received: &&server::Received| received.0 == "POST" && received.2 < 300;
    assert_eq!(server.received().iter().filter(accepted).count(), 1);
    assert_eq!((report.orders, report.exit()), (1, ExitStatus::Inconclusive), "{}", report.text());
    // The limit on orders stops no operation that needs no order.
    let unsent = report.results.iter().flat_map(|result| &result.checks);
    let unsent = unsent.filter(|check| check.expect.is_some() && check.verdict == Verdict::Skipped);
    let unsent: Vec<_> = unsent
        .filter(|check| {
            !["activateMadeUpNumber/", "returnMadeUpNumber/", "deleteMadeUpOrder/"]
                .iter()
                .any(|head| check.id.starts_with(head))
        })
        .map(|check| &check.id)
        .collect();
    assert!(unsent.is_empty() && report.not_run > 0, "{unsent:#?}");
}

/// An order whose response has no id makes nothing that other operations could use, so it is placed once and not again.
#[tokio::test]
async fn an_operation_that_makes_nothing_useful_is_not_repeated() {
    let orders = async |defect| report(&suite(), defect).await.orders;
    let (correct, useless) = (orders("").await, orders("activation-without-order").await);
    assert!(useless <= correct + 1, "{useless} orders, and {correct} with a correct server");
}

/// The default options allow no change of the target's state, except the orders.
#[tokio::test]
async fn changes_need_an_option() {
    let suite = suite();
    let mut options = Options::default();
    options.rate = None;
    let server = InventoryServer::with("").await;
    let target = Target::new(&server.base(), Credentials::token("issued")).unwrap();
    let report = run(&suite, &target, &options, std::future::pending(), &mut |_| {}).await.unwrap();
    assert!(server.received().iter().all(|(method, path, _)| method == "GET" || path.contains("/activation")));
    assert!(report.left_out > 10 && report.text().contains("left out by the options"), "{}", report.text());
    let plan = suite.plan(&options);
    assert_eq!(plan.changes, 0);
    options.allow_changes = true;
    let plan = suite.plan(&options);
    assert!(plan.changes > 10 && plan.to_string().contains(&format!("{} may change", plan.changes)), "{plan}");
}

#[test]
fn an_operation_that_cannot_be_tested_stops_no_other() {
    let mut spec = second_chapter::spec();
    spec["paths"]["/v1/made-up-numbers"]["get"]["parameters"][0]["example"] = json!("XX");
    let suite = Suite::from_spec(&spec.to_string(), "{}").unwrap();
    let untested: Vec<(&str, bool)> =
        suite.untested().iter().map(|untested| (&*untested.id, untested.why.contains("not implemented"))).collect();
    // The rules of the chapter are not implemented in this crate's judge.
    assert!(untested.contains(&("activateMadeUpNumber", true)), "{untested:?}");
    let tested =
        |id: &str| suite.cases().iter().any(|case| case.id.starts_with(id) && case.expect == Expectation::Accept);
    assert!(
        tested("reserveNumbers/")
            && tested("getMadeUpOrder/")
            && tested("deleteMadeUpOrder/")
            && !tested("activateMadeUpNumber/")
    );
}
