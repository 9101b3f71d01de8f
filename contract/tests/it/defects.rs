//! Every defect is found and named, for less than 200 requests; a server without one raises no alarm.

use std::{collections::BTreeSet, sync::Arc};

use colt_numbers_contract::{Credentials, Exit, Options, Report, Suite, Target, Verdict, run};

use crate::server::{Server, State};

/// The most requests that a run may take.
const REQUESTS: usize = 200;

const START: &str = "body/numberRangeList/*/numberRangeStart";
const END: &str = "body/numberRangeList/*/numberRangeEnd";
const COUNTRY: &str = "body/relatedParty/reseller/country";
const PROFILE: &str = "body/relatedParty/reseller/serviceProfile";
const DETAILS: &str = "body/relatedParty/endCustomerDetails";
const REFERENCE: &str = "body/relatedParty/endCustomerDetails/customerReference";
const NAME: &str = "body/productOffering/name";
const LOCK: &str = "body/productOffering/lockId";
const TRACKING: &str = "header/x-tracking-id";

/// A defect, the constraints that must be named (`$` stands for an element above), and those that may be named beside them.
struct Row(&'static str, &'static [&'static str], &'static [&'static str]);

const ROWS: &[Row] = &[
    // Telephone numbers.
    Row("start-min-6", &["START#pattern"], &[]),
    Row("end-min-6", &["END#pattern"], &[]),
    Row("start-min-8", &["START#pattern"], &[]),
    Row("end-min-8", &["END#pattern"], &[]),
    Row("start-max-17", &["START#pattern"], &[]),
    Row("end-max-17", &["END#pattern"], &[]),
    Row("start-max-15", &["START#pattern"], &[]),
    Row("end-max-15", &["END#pattern"], &[]),
    Row("end-max-20", &["END#pattern"], &["END#maxLength"]),
    Row("start-max-none", &["START#pattern", "START#maxLength"], &[]),
    Row("plus-counted", &["START#pattern", "END#pattern"], &[]),
    Row(
        "plus-needed",
        &["START#pattern", "END#pattern"],
        &["rule/country-prefix#country-prefix", "rule/range-length#range-length"],
    ),
    Row("end-plus-needed", &["END#pattern"], &["rule/country-prefix#country-prefix", "rule/range-length#range-length"]),
    Row(
        "end-plus-refused",
        &["END#pattern"],
        &[
            "request#base",
            "example#gb-with-service-profile",
            "example#lu-without-service-profile",
            "rule/*",
            "body/numberRangeList#maxItems",
        ],
    ),
    Row("leading-zero", &["START#pattern", "END#pattern"], &[]),
    Row("start-leading-zero-after-plus", &["START#pattern"], &[]),
    Row("end-national", &["END#pattern"], &[]),
    Row("trimmed", &["START#pattern", "END#pattern"], &[]),
    Row("start-leading-blank", &["START#pattern"], &[]),
    Row("end-trailing-blank", &["END#pattern"], &[]),
    Row("end-line-break", &["END#pattern"], &[]),
    Row("start-separators", &["START#pattern"], &[]),
    Row("end-hyphens", &["END#pattern"], &[]),
    Row("start-double-zero", &["START#pattern"], &[]),
    Row("country-lv", &["COUNTRY#enum"], &[]),
    Row("unicode-digits", &["START#pattern", "END#pattern"], &[]),
    Row("end-letters", &["END#pattern"], &[]),
    Row("start-two-plus", &["START#pattern"], &[]),
    Row("start-found-anywhere", &["START#pattern"], &[]),
    Row("end-prefix-matched", &["END#pattern"], &[]),
    Row("start-suffix-matched", &["START#pattern"], &[]),
    Row("start-json-number", &["START#type"], &[]),
    Row("end-json-number", &["END#type"], &[]),
    Row("end-second-json-number", &["END#type"], &[]),
    Row("start-null", &["START#type"], &[]),
    Row("end-null", &["END#type"], &[]),
    Row("start-optional", &["START#required"], &[]),
    Row("end-optional", &["END#required"], &[]),
    Row("start-unchecked", &["START#pattern", "START#maxLength"], &[]),
    Row("start-second-unchecked", &["START#pattern", "START#maxLength"], &[]),
    Row("end-second-unchecked", &["END#pattern", "END#maxLength"], &[]),
    // Ranges and their list.
    Row(
        "second-range-unchecked",
        &["START#pattern", "END#pattern", "START#required", "END#required", "body/numberRangeList/*#type"],
        &["START#type", "END#type", "START#maxLength", "END#maxLength"],
    ),
    Row("range-list", &["body/numberRangeList/*#type"], &[]),
    Row("range-null", &["body/numberRangeList/*#type"], &[]),
    Row("range-extra-refused", &["body/numberRangeList/*#additionalProperties"], &[]),
    Row("one-range", &["body/numberRangeList#maxItems"], &["rule/range-overlap#range-overlap"]),
    Row("ten-ranges", &["body/numberRangeList#maxItems"], &[]),
    Row("single-range-as-list", &["body/numberRangeList#type"], &[]),
    Row(
        "single-numbers-only",
        &["rule/range-length#range-length"],
        &["example#lu-without-service-profile", "START#pattern", "END#pattern", "rule/*"],
    ),
    // Countries.
    Row("country-any-case", &["COUNTRY#enum"], &[]),
    Row("country-trimmed", &["COUNTRY#enum"], &[]),
    Row("country-any-two-letters", &["COUNTRY#enum"], &[]),
    Row("country-any", &["COUNTRY#enum"], &[]),
    Row("country-empty", &["COUNTRY#enum"], &[]),
    Row("country-uk", &["COUNTRY#enum"], &[]),
    Row("country-el", &["COUNTRY#enum"], &[]),
    Row("country-hu", &["COUNTRY#enum"], &[]),
    Row("country-us", &["COUNTRY#enum"], &[]),
    Row("country-bg", &["COUNTRY#enum"], &[]),
    Row("country-no-sk", &["COUNTRY#enum"], &[]),
    Row("country-no-norway", &["COUNTRY#enum"], &[]),
    Row("country-no-ch", &["COUNTRY#enum"], &["rule/lock-id-country#lock-id-country"]),
    Row(
        "country-no-gb",
        &["COUNTRY#enum"],
        &[
            "request#base",
            "example#gb-with-service-profile",
            "rule/lock-id-country#lock-id-country",
            "rule/lock-id-or-ranges#lock-id-or-ranges",
        ],
    ),
    Row("country-optional", &["COUNTRY#required"], &[]),
    Row("country-null", &["COUNTRY#type"], &[]),
    Row("country-list", &["COUNTRY#type"], &[]),
    // The product and the lock.
    Row("name-any", &["NAME#enum"], &[]),
    Row("name-any-case", &["NAME#enum"], &[]),
    Row("name-trimmed", &["NAME#enum"], &[]),
    Row("name-empty", &["NAME#enum"], &[]),
    Row("name-begins", &["NAME#enum"], &[]),
    Row("name-first-word", &["NAME#enum"], &[]),
    Row("name-optional", &["NAME#required"], &[]),
    Row("name-null", &["NAME#type"], &[]),
    Row("name-list", &["NAME#type"], &[]),
    Row("lock-number", &["LOCK#type"], &[]),
    Row("lock-null", &["LOCK#type"], &[]),
    Row("offering-optional", &["body/productOffering#required"], &[]),
    Row("offering-null", &["body/productOffering#type"], &[]),
    Row("offering-list", &["body/productOffering#type"], &[]),
    Row("offering-extra-refused", &["body/productOffering#additionalProperties"], &[]),
    Row("lock-and-ranges", &["rule/lock-id-or-ranges#lock-id-or-ranges"], &[]),
    Row("neither-lock-nor-ranges", &["rule/lock-id-or-ranges#lock-id-or-ranges"], &[]),
    Row("empty-list-counts", &["rule/lock-id-or-ranges#lock-id-or-ranges"], &[]),
    Row("blank-lock-counts", &["rule/lock-id-or-ranges#lock-id-or-ranges"], &[]),
    Row("empty-lock-counts", &["rule/lock-id-or-ranges#lock-id-or-ranges"], &[]),
    Row("lock-anywhere", &["rule/lock-id-country#lock-id-country"], &[]),
    Row("lock-in-fr", &["rule/lock-id-country#lock-id-country"], &[]),
    Row("lock-in-zone-b", &["rule/lock-id-country#lock-id-country"], &[]),
    Row("lock-in-sk", &["rule/lock-id-country#lock-id-country"], &[]),
    Row("no-lock-in-ie", &["rule/lock-id-country#lock-id-country"], &[]),
    Row("no-lock-in-ch", &["rule/lock-id-country#lock-id-country"], &[]),
    Row("no-lock", &["rule/lock-id-country#lock-id-country"], &["rule/lock-id-or-ranges#lock-id-or-ranges"]),
    // The reseller and the customer.
    Row("party-optional", &["body/relatedParty#required"], &[]),
    Row("party-null", &["body/relatedParty#type"], &[]),
    Row("party-list", &["body/relatedParty#type"], &[]),
    Row("party-extra-refused", &["body/relatedParty#additionalProperties"], &[]),
    Row("reseller-optional", &["body/relatedParty/reseller#required"], &[]),
    Row("reseller-null", &["body/relatedParty/reseller#type"], &[]),
    Row("reseller-list", &["body/relatedParty/reseller#type"], &[]),
    Row("reseller-extra-refused", &["body/relatedParty/reseller#additionalProperties"], &[]),
    Row("profile-mandatory", &["PROFILE#optional"], &["example#lu-without-service-profile"]),
    Row("profile-number", &["PROFILE#type"], &[]),
    Row("profile-null", &["PROFILE#type"], &[]),
    Row("profile-refused", &["request#base"], &["*"]),
    Row("several-profiles-ignored", &["rule/service-profile-required#service-profile-required"], &[]),
    Row("blank-profile-counts", &["rule/service-profile-required#service-profile-required"], &[]),
    Row("details-mandatory", &["DETAILS#optional"], &[]),
    Row("details-null", &["DETAILS#type"], &[]),
    Row("details-string", &["DETAILS#type"], &[]),
    Row("details-extra-refused", &["DETAILS#additionalProperties"], &[]),
    Row("reference-mandatory", &["REFERENCE#optional"], &["DETAILS#optional"]),
    Row("reference-number", &["REFERENCE#type"], &[]),
    Row("reference-null", &["REFERENCE#type"], &[]),
    Row("reference-bytes", &["REFERENCE#maxLength"], &[]),
    Row("reference-utf-16", &["REFERENCE#maxLength"], &[]),
    Row("reference-graphemes", &["REFERENCE#maxLength"], &[]),
    Row("reference-bmp-only", &["REFERENCE#maxLength"], &[]),
    Row("reference-ascii-only", &["REFERENCE#maxLength"], &[]),
    Row("reference-not-empty", &["REFERENCE#maxLength"], &[]),
    Row("reference-trimmed", &["REFERENCE#maxLength"], &[]),
    Row("reference-unbounded", &["REFERENCE#maxLength"], &[]),
    Row("reference-51", &["REFERENCE#maxLength"], &[]),
    Row("reference-49", &["REFERENCE#maxLength"], &[]),
    Row("reference-255", &["REFERENCE#maxLength"], &[]),
    // The tracking id.
    Row("tracking-optional", &["TRACKING#required"], &[]),
    Row("tracking-empty", &["TRACKING#pattern"], &[]),
    Row("tracking-256", &["TRACKING#maxLength"], &[]),
    Row("tracking-254", &["TRACKING#maxLength"], &[]),
    Row("tracking-36", &["TRACKING#maxLength"], &[]),
    Row("tracking-unbounded", &["TRACKING#maxLength"], &[]),
    Row("tracking-min-8", &["TRACKING#pattern"], &[]),
    Row("tracking-any", &["TRACKING#pattern"], &[]),
    Row("tracking-unicode", &["TRACKING#pattern"], &[]),
    Row("tracking-no-tilde", &["TRACKING#pattern"], &[]),
    Row("tracking-no-at", &["TRACKING#pattern"], &[]),
    Row("tracking-no-upper", &["TRACKING#pattern"], &[]),
    Row("tracking-A-z", &["TRACKING#pattern"], &[]),
    Row("tracking-slash", &["TRACKING#pattern"], &[]),
    Row("tracking-comma", &["TRACKING#pattern"], &[]),
    Row("tracking-range-dot-to-tilde", &["TRACKING#pattern"], &[]),
    Row("tracking-blank", &["TRACKING#pattern"], &[]),
    // The token.
    Row("token-none", &["header/authorization#required", "header/authorization#token"], &[]),
    Row("token-any", &["header/authorization#token"], &[]),
    Row("token-after-body", &["header/authorization#required", "header/authorization#token"], &[]),
    Row("token-403", &["header/authorization#required", "header/authorization#token"], &[]),
    // The exchange.
    Row("any-content-type", &["header/content-type#content-type"], &[]),
    Row("content-type-optional", &["header/content-type#content-type"], &[]),
    Row("content-type-exact", &["header/content-type#content-type"], &[]),
    Row("content-type-prefix", &["header/content-type#content-type"], &[]),
    Row("content-type-text", &["header/content-type#content-type"], &[]),
    Row("content-type-xml", &["header/content-type#content-type"], &[]),
    Row("put-taken", &["method#method"], &[]),
    Row("patch-taken", &["method#method"], &[]),
    Row("delete-taken", &["method#method"], &[]),
    Row("get-taken", &["method#method"], &["answer/2XX/order#required", "answer/2XX/order/id#required"]),
    Row("404-for-405", &["method#method"], &[]),
    Row("501-for-405", &["method#method"], &[]),
    Row("no-allow", &["answer/405#Allow"], &[]),
    Row("wrong-allow", &["answer/405#Allow"], &[]),
    Row("root-extra-refused", &["body#additionalProperties"], &[]),
    Row("body-unwrapped", &["body#type"], &[]),
    Row("null-body-fails", &["body#type"], &[]),
    Row("empty-body-taken", &["body#required"], &[]),
    Row("empty-body-fails", &["body#required"], &[]),
    Row("malformed-fails", &["body#json"], &["body#required"]),
    Row("body-repaired", &["body#json"], &[]),
    Row("trailing-value", &["body#json"], &[]),
    Row("trailing-comma", &["body#json"], &[]),
    Row("invalid-utf-8-replaced", &["body#json"], &[]),
    Row("repeated-members-fail", &["body#json"], &[]),
    // Answers.
    Row("success-without-order", &["answer/2XX/order#required"], &["answer/2XX/order/id#required"]),
    Row("success-without-id", &["answer/2XX/order/id#required"], &[]),
    Row("success-with-blank-id", &["answer/2XX/order/id#required"], &[]),
    Row("success-with-numeric-id", &["answer/2XX/order/id#type"], &[]),
    Row("success-with-null-order", &["answer/2XX/order#type"], &["answer/2XX/order/id#required"]),
    Row("success-as-list", &["answer/2XX#type"], &["answer/2XX/order#required", "answer/2XX/order/id#required"]),
    Row("success-as-html", &["answer/2XX#content-type"], &[]),
    Row("success-without-type", &["answer/2XX#content-type"], &[]),
    Row("success-empty", &["answer/2XX#body"], &[]),
    Row("success-truncated", &["answer/2XX#json"], &[]),
    Row("status-as-number", &["answer/2XX/order/orderStatus#type"], &[]),
    Row("success-redirects", &["request#base", "answer#status"], &["*"]),
    Row("success-fails", &["request#base"], &["*"]),
    Row("error-without-body", &["answer/4XX#body", "answer/405#body"], &[]),
    Row(
        "error-as-text",
        &["answer/4XX#content-type", "answer/405#content-type"],
        &["answer/4XX#json", "answer/405#json"],
    ),
    Row("error-as-html-json", &["answer/4XX#content-type", "answer/405#content-type"], &[]),
    Row("error-as-list", &["answer/4XX#type", "answer/405#type"], &[]),
    Row("error-code-as-number", &["answer/4XX/code#type", "answer/405/code#type"], &[]),
    Row("error-reason-null", &["answer/4XX/reason#type", "answer/405/reason#type"], &[]),
    Row("error-not-json", &["answer/4XX#json", "answer/405#json"], &[]),
    Row("error-as-302", &["answer#status"], &["*"]),
];

fn id(short: &str) -> String {
    let elements = [
        ("START", START),
        ("END", END),
        ("COUNTRY", COUNTRY),
        ("PROFILE", PROFILE),
        ("DETAILS", DETAILS),
        ("REFERENCE", REFERENCE),
        ("NAME", NAME),
        ("LOCK", LOCK),
        ("TRACKING", TRACKING),
    ];
    let long = elements.iter().find_map(|(name, long)| Some(format!("{long}{}", short.strip_prefix(name)?)));
    format!("reserveNumbers/{}", long.unwrap_or_else(|| short.to_owned()))
}

fn options() -> Options {
    let mut options = Options::unbounded();
    options.several_service_profiles = vec!["ES".to_owned()];
    options
}

async fn report(suite: &Suite, defect: &'static str) -> Report {
    let state = State { defect, several_profiles: vec!["ES"], token: Some("issued"), ..State::default() };
    let server = Server::start(state).await;
    let target = Target::new(&server.base(), Credentials::token("issued")).unwrap();
    run(suite, &target, &options(), std::future::pending(), &mut |_| {}).await.unwrap()
}

fn drifting(report: &Report) -> BTreeSet<String> {
    report.lines.iter().filter(|line| line.verdict == Verdict::Drift).map(|line| line.constraint.id.clone()).collect()
}

#[tokio::test]
async fn a_server_that_does_as_the_document_says_raises_no_alarm() {
    let suite = Suite::bundled().unwrap();
    let report = report(&suite, "").await;
    assert_eq!(drifting(&report), BTreeSet::new(), "{}", report.text());
    assert_eq!(report.exit(), Exit::Clean);
    let undecided: Vec<_> = report
        .lines
        .iter()
        .flat_map(|line| &line.findings)
        .filter(|finding| finding.expect.is_some() && finding.verdict != Verdict::Pass)
        .map(|finding| format!("{}: {}", finding.id, finding.why))
        .collect();
    assert!(undecided.is_empty(), "{undecided:#?}");
    assert!(report.requests < REQUESTS, "{} requests", report.requests);
    println!("correct server: {}", report.summary());
}

/// Whether an id is one of those that may be named. `*` at the end stands for anything.
fn allowed(id_: &str, listed: &[&str]) -> bool {
    listed.iter().any(|short| match short.strip_suffix('*') {
        Some(head) => id_.starts_with(&id(head)),
        None => id(short) == id_,
    })
}

/// Reports of every defect, a few runs at a time.
async fn reports() -> Vec<Report> {
    let suite = Arc::new(Suite::bundled().unwrap());
    let mut runs = tokio::task::JoinSet::new();
    let mut done: Vec<Option<Report>> = ROWS.iter().map(|_| None).collect();
    for (index, Row(defect, ..)) in ROWS.iter().enumerate() {
        if runs.len() == 4 {
            let (index, report): (usize, Report) = runs.join_next().await.unwrap().unwrap();
            done[index] = Some(report);
        }
        let suite = suite.clone();
        runs.spawn(async move { (index, report(&suite, defect).await) });
    }
    for (index, report) in runs.join_all().await {
        done[index] = Some(report);
    }
    done.into_iter().map(Option::unwrap).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_defect_is_found_and_named() {
    let (mut wrong, mut most) = (Vec::new(), 0);
    for (Row(defect, named, beside), report) in ROWS.iter().zip(reports().await) {
        let found = drifting(&report);
        let missed: Vec<String> = named.iter().map(|short| id(short)).filter(|id| !found.contains(id)).collect();
        let strange: Vec<&String> = found.iter().filter(|id| !allowed(id, named) && !allowed(id, beside)).collect();
        let verdict =
            if missed.is_empty() && strange.is_empty() && report.requests < REQUESTS { "found" } else { "WRONG" };
        println!("{defect:<32} {verdict}  {:>3} requests  {}", report.requests, named.join(" "));
        if verdict != "found" {
            wrong.push(format!("{defect}: missed {missed:?}, named besides {strange:?}, {} requests", report.requests));
        }
        most = most.max(report.requests);
    }
    println!("{} defects, {} found; at most {most} requests", ROWS.len(), ROWS.len() - wrong.len());
    assert!(ROWS.len() >= 60);
    assert!(wrong.is_empty(), "{wrong:#?}");
}
