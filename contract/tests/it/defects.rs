//! Every defect of the test server is found with few requests more than planned, and a server without defects does not drift.

use std::{collections::BTreeSet, sync::Arc};

use colt_numbers_contract::{Credentials, ExitStatus, Options, Report, Suite, Target, run};

use crate::example_request::TRACKING_HEADER;
use crate::{
    defect_row::{DefectRow, drifting, not_passed},
    server::{Server, ServerState},
};

/// A run may send an eighth more requests than the plan, to find what a defect rejects.
fn request_limit(suite: &Suite) -> usize {
    suite.plan(&options()).requests * 9 / 8
}

const START: &str = "body/numberRangeList/*/numberRangeStart";
const END: &str = "body/numberRangeList/*/numberRangeEnd";
const COUNTRY: &str = "body/relatedParty/reseller/country";
const PROFILE: &str = "body/relatedParty/reseller/serviceProfile";
const DETAILS: &str = "body/relatedParty/endCustomerDetails";
const REFERENCE: &str = "body/relatedParty/endCustomerDetails/customerReference";
const NAME: &str = "body/productOffering/name";
const LOCK: &str = "body/productOffering/lockId";

/// Names in capitals are the constants above. Only a final `*` matches anything.
const DEFECTS: &[DefectRow] = &[
    // Telephone numbers.
    DefectRow("start-min-6", &["START#pattern"], &[]),
    DefectRow("end-min-6", &["END#pattern"], &[]),
    DefectRow("start-min-8", &["START#pattern"], &[]),
    DefectRow("end-min-8", &["END#pattern"], &[]),
    DefectRow("start-max-17", &["START#pattern"], &[]),
    DefectRow("end-max-17", &["END#pattern"], &[]),
    DefectRow("start-max-15", &["START#pattern"], &[]),
    DefectRow("end-max-15", &["END#pattern"], &[]),
    DefectRow("end-max-20", &["END#pattern"], &["END#maxLength"]),
    DefectRow("start-max-none", &["START#pattern", "START#maxLength"], &[]),
    DefectRow("plus-counted", &["START#pattern", "END#pattern"], &[]),
    DefectRow(
        "plus-required",
        &["START#pattern", "END#pattern"],
        &["rule/country-prefix#country-prefix", "rule/range-length#range-length"],
    ),
    DefectRow(
        "end-plus-required",
        &["END#pattern"],
        &["rule/country-prefix#country-prefix", "rule/range-length#range-length"],
    ),
    DefectRow(
        "end-plus-rejected",
        &["END#pattern"],
        &[
            "request#base",
            "example#gb-with-service-profile",
            "example#lu-without-service-profile",
            "rule/*",
            "body/numberRangeList#maxItems",
        ],
    ),
    DefectRow("leading-zero", &["START#pattern", "END#pattern"], &[]),
    DefectRow("start-leading-zero-after-plus", &["START#pattern"], &[]),
    DefectRow("end-national", &["END#pattern"], &[]),
    DefectRow("trimmed", &["START#pattern", "END#pattern"], &[]),
    DefectRow("start-leading-blank", &["START#pattern"], &[]),
    DefectRow("end-trailing-blank", &["END#pattern"], &[]),
    DefectRow("end-line-break", &["END#pattern"], &[]),
    DefectRow("start-separators", &["START#pattern"], &[]),
    DefectRow("end-hyphens", &["END#pattern"], &[]),
    DefectRow("start-double-zero", &["START#pattern"], &[]),
    DefectRow("country-lv", &["COUNTRY#enum"], &[]),
    DefectRow("unicode-digits", &["START#pattern", "END#pattern"], &[]),
    DefectRow("end-letters", &["END#pattern"], &[]),
    DefectRow("start-two-plus", &["START#pattern"], &[]),
    DefectRow("start-found-anywhere", &["START#pattern"], &[]),
    DefectRow("end-prefix-matched", &["END#pattern"], &[]),
    DefectRow("start-suffix-matched", &["START#pattern"], &[]),
    DefectRow("start-json-number", &["START#type"], &[]),
    DefectRow("end-json-number", &["END#type"], &[]),
    DefectRow("end-second-json-number", &["END#type"], &[]),
    DefectRow("start-null", &["START#type"], &[]),
    DefectRow("end-null", &["END#type"], &[]),
    DefectRow("start-optional", &["START#required"], &[]),
    DefectRow("end-optional", &["END#required"], &[]),
    DefectRow("start-unchecked", &["START#pattern", "START#maxLength"], &[]),
    DefectRow("start-second-unchecked", &["START#pattern", "START#maxLength"], &[]),
    DefectRow("end-second-unchecked", &["END#pattern", "END#maxLength"], &[]),
    // Number ranges.
    DefectRow(
        "second-range-unchecked",
        &["START#pattern", "END#pattern", "START#required", "END#required", "body/numberRangeList/*#type"],
        &["START#type", "END#type", "START#maxLength", "END#maxLength"],
    ),
    DefectRow("range-list", &["body/numberRangeList/*#type"], &[]),
    DefectRow("range-null", &["body/numberRangeList/*#type"], &[]),
    DefectRow("range-extra-rejected", &["body/numberRangeList/*#additionalProperties"], &[]),
    DefectRow("one-range", &["body/numberRangeList#maxItems"], &["rule/range-overlap#range-overlap"]),
    DefectRow("ten-ranges", &["body/numberRangeList#maxItems"], &[]),
    DefectRow("single-range-as-list", &["body/numberRangeList#type"], &[]),
    DefectRow(
        "single-numbers-only",
        &["rule/range-length#range-length"],
        &["example#lu-without-service-profile", "START#pattern", "END#pattern", "rule/*"],
    ),
    // Countries.
    DefectRow("country-any-case", &["COUNTRY#enum"], &[]),
    DefectRow("country-trimmed", &["COUNTRY#enum"], &[]),
    DefectRow("country-any-two-letters", &["COUNTRY#enum"], &[]),
    DefectRow("country-any", &["COUNTRY#enum"], &[]),
    DefectRow("country-empty", &["COUNTRY#enum"], &[]),
    DefectRow("country-uk", &["COUNTRY#enum"], &[]),
    DefectRow("country-el", &["COUNTRY#enum"], &[]),
    DefectRow("country-hu", &["COUNTRY#enum"], &[]),
    DefectRow("country-us", &["COUNTRY#enum"], &[]),
    DefectRow("country-bg", &["COUNTRY#enum"], &[]),
    DefectRow("country-no-sk", &["COUNTRY#enum"], &[]),
    DefectRow("country-no-norway", &["COUNTRY#enum"], &[]),
    DefectRow("country-no-ch", &["COUNTRY#enum"], &["rule/lock-id-country#lock-id-country"]),
    DefectRow(
        "country-no-gb",
        &["COUNTRY#enum"],
        &[
            "request#base",
            "example#gb-with-service-profile",
            "rule/lock-id-country#lock-id-country",
            "rule/lock-id-or-ranges#lock-id-or-ranges",
        ],
    ),
    DefectRow("country-optional", &["COUNTRY#required"], &[]),
    DefectRow("country-null", &["COUNTRY#type"], &[]),
    DefectRow("country-list", &["COUNTRY#type"], &[]),
    // The product and the lock.
    DefectRow("name-any", &["NAME#enum"], &[]),
    DefectRow("name-any-case", &["NAME#enum"], &[]),
    DefectRow("name-trimmed", &["NAME#enum"], &[]),
    DefectRow("name-empty", &["NAME#enum"], &[]),
    DefectRow("name-begins", &["NAME#enum"], &[]),
    DefectRow("name-first-word", &["NAME#enum"], &[]),
    DefectRow("name-optional", &["NAME#required"], &[]),
    DefectRow("name-null", &["NAME#type"], &[]),
    DefectRow("name-list", &["NAME#type"], &[]),
    DefectRow("lock-number", &["LOCK#type"], &[]),
    DefectRow("lock-null", &["LOCK#type"], &[]),
    DefectRow("offering-optional", &["body/productOffering#required"], &[]),
    DefectRow("offering-null", &["body/productOffering#type"], &[]),
    DefectRow("offering-list", &["body/productOffering#type"], &[]),
    DefectRow("offering-extra-rejected", &["body/productOffering#additionalProperties"], &[]),
    DefectRow("lock-and-ranges", &["rule/lock-id-or-ranges#lock-id-or-ranges"], &[]),
    DefectRow("neither-lock-nor-ranges", &["rule/lock-id-or-ranges#lock-id-or-ranges"], &[]),
    DefectRow("empty-list-counts", &["rule/lock-id-or-ranges#lock-id-or-ranges"], &[]),
    DefectRow("blank-lock-counts", &["rule/lock-id-or-ranges#lock-id-or-ranges"], &[]),
    DefectRow("empty-lock-counts", &["rule/lock-id-or-ranges#lock-id-or-ranges"], &[]),
    DefectRow("lock-anywhere", &["rule/lock-id-country#lock-id-country"], &[]),
    DefectRow("lock-in-fr", &["rule/lock-id-country#lock-id-country"], &[]),
    DefectRow("lock-in-zone-b", &["rule/lock-id-country#lock-id-country"], &[]),
    DefectRow("lock-in-sk", &["rule/lock-id-country#lock-id-country"], &[]),
    DefectRow("no-lock-in-ie", &["rule/lock-id-country#lock-id-country"], &[]),
    DefectRow("no-lock-in-ch", &["rule/lock-id-country#lock-id-country"], &[]),
    DefectRow("no-lock", &["rule/lock-id-country#lock-id-country"], &["rule/lock-id-or-ranges#lock-id-or-ranges"]),
    // The reseller and the customer.
    DefectRow("party-optional", &["body/relatedParty#required"], &[]),
    DefectRow("party-null", &["body/relatedParty#type"], &[]),
    DefectRow("party-list", &["body/relatedParty#type"], &[]),
    DefectRow("party-extra-rejected", &["body/relatedParty#additionalProperties"], &[]),
    DefectRow("reseller-optional", &["body/relatedParty/reseller#required"], &[]),
    DefectRow("reseller-null", &["body/relatedParty/reseller#type"], &[]),
    DefectRow("reseller-list", &["body/relatedParty/reseller#type"], &[]),
    DefectRow("reseller-extra-rejected", &["body/relatedParty/reseller#additionalProperties"], &[]),
    DefectRow("profile-mandatory", &["PROFILE#optional"], &["example#lu-without-service-profile"]),
    DefectRow("profile-number", &["PROFILE#type"], &[]),
    DefectRow("profile-null", &["PROFILE#type"], &[]),
    DefectRow("profile-rejected", &["request#base"], &["*"]),
    DefectRow("several-profiles-ignored", &["rule/service-profile-required#service-profile-required"], &[]),
    DefectRow("blank-profile-counts", &["rule/service-profile-required#service-profile-required"], &[]),
    DefectRow("details-mandatory", &["DETAILS#optional"], &[]),
    DefectRow("details-null", &["DETAILS#type"], &[]),
    DefectRow("details-string", &["DETAILS#type"], &[]),
    DefectRow("details-extra-rejected", &["DETAILS#additionalProperties"], &[]),
    DefectRow("reference-mandatory", &["REFERENCE#optional"], &["DETAILS#optional"]),
    DefectRow("reference-number", &["REFERENCE#type"], &[]),
    DefectRow("reference-null", &["REFERENCE#type"], &[]),
    DefectRow("reference-bytes", &["REFERENCE#maxLength"], &[]),
    DefectRow("reference-utf-16", &["REFERENCE#maxLength"], &[]),
    DefectRow("reference-graphemes", &["REFERENCE#maxLength"], &[]),
    DefectRow("reference-bmp-only", &["REFERENCE#maxLength"], &[]),
    DefectRow("reference-ascii-only", &["REFERENCE#maxLength"], &[]),
    DefectRow("reference-not-empty", &["REFERENCE#maxLength"], &[]),
    DefectRow("reference-trimmed", &["REFERENCE#maxLength"], &[]),
    DefectRow("reference-unbounded", &["REFERENCE#maxLength"], &[]),
    DefectRow("reference-one-more", &["REFERENCE#maxLength"], &[]),
    DefectRow("reference-one-less", &["REFERENCE#maxLength"], &[]),
    DefectRow("reference-255", &["REFERENCE#maxLength"], &[]),
    // The tracking id.
    DefectRow("tracking-optional", &["TRACKING#required"], &[]),
    DefectRow("tracking-empty", &["TRACKING#pattern"], &[]),
    DefectRow("tracking-256", &["TRACKING#maxLength"], &[]),
    DefectRow("tracking-254", &["TRACKING#maxLength"], &[]),
    DefectRow("tracking-36", &["TRACKING#maxLength"], &[]),
    DefectRow("tracking-unbounded", &["TRACKING#maxLength"], &[]),
    DefectRow("tracking-min-8", &["TRACKING#pattern"], &[]),
    DefectRow("tracking-any", &["TRACKING#pattern"], &[]),
    DefectRow("tracking-unicode", &["TRACKING#pattern"], &[]),
    DefectRow("tracking-no-tilde", &["TRACKING#pattern"], &[]),
    DefectRow("tracking-no-at", &["TRACKING#pattern"], &[]),
    DefectRow("tracking-no-upper", &["TRACKING#pattern"], &[]),
    DefectRow("tracking-A-z", &["TRACKING#pattern"], &[]),
    DefectRow("tracking-slash", &["TRACKING#pattern"], &[]),
    DefectRow("tracking-comma", &["TRACKING#pattern"], &[]),
    DefectRow("tracking-range-dot-to-tilde", &["TRACKING#pattern"], &[]),
    DefectRow("tracking-blank", &["TRACKING#pattern"], &[]),
    // The token.
    DefectRow("token-none", &["header/authorization#required", "header/authorization#token"], &[]),
    DefectRow("token-any", &["header/authorization#token"], &[]),
    DefectRow("token-after-body", &["header/authorization#required", "header/authorization#token"], &[]),
    DefectRow("token-403", &["header/authorization#required", "header/authorization#token"], &[]),
    // The HTTP message.
    DefectRow("any-content-type", &["header/content-type#content-type"], &[]),
    DefectRow("content-type-optional", &["header/content-type#content-type"], &[]),
    DefectRow("content-type-exact", &["header/content-type#content-type"], &[]),
    DefectRow("content-type-prefix", &["header/content-type#content-type"], &[]),
    DefectRow("content-type-text", &["header/content-type#content-type"], &[]),
    DefectRow("content-type-xml", &["header/content-type#content-type"], &[]),
    DefectRow("put-accepted", &["method#method"], &[]),
    DefectRow("patch-accepted", &["method#method"], &[]),
    DefectRow("delete-accepted", &["method#method"], &[]),
    DefectRow("get-accepted", &["method#method"], &["answer/2XX/order#required", "answer/2XX/order/id#required"]),
    DefectRow("404-for-405", &["method#method"], &[]),
    DefectRow("501-for-405", &["method#method"], &[]),
    DefectRow("no-allow", &["answer/405#Allow"], &[]),
    DefectRow("wrong-allow", &["answer/405#Allow"], &[]),
    DefectRow("root-extra-rejected", &["body#additionalProperties"], &[]),
    DefectRow("body-unwrapped", &["body#type"], &[]),
    DefectRow("null-body-fails", &["body#type"], &[]),
    DefectRow("empty-body-accepted", &["body#required"], &[]),
    DefectRow("empty-body-fails", &["body#required"], &[]),
    DefectRow("malformed-fails", &["body#json"], &["body#required"]),
    DefectRow("body-repaired", &["body#json"], &[]),
    DefectRow("trailing-value", &["body#json"], &[]),
    DefectRow("trailing-comma", &["body#json"], &[]),
    DefectRow("invalid-utf-8-replaced", &["body#json"], &[]),
    DefectRow("repeated-members-fail", &["body#json"], &[]),
    // Responses.
    DefectRow("success-without-order", &["answer/2XX/order#required"], &["answer/2XX/order/id#required"]),
    DefectRow("success-without-id", &["answer/2XX/order/id#required"], &[]),
    DefectRow("success-with-blank-id", &["answer/2XX/order/id#required"], &[]),
    DefectRow("success-with-numeric-id", &["answer/2XX/order/id#type"], &[]),
    DefectRow("success-with-null-order", &["answer/2XX/order#type"], &["answer/2XX/order/id#required"]),
    DefectRow("success-as-list", &["answer/2XX#type"], &["answer/2XX/order#required", "answer/2XX/order/id#required"]),
    DefectRow("success-as-html", &["answer/2XX#content-type"], &[]),
    DefectRow("success-without-type", &["answer/2XX#content-type"], &[]),
    DefectRow("success-empty", &["answer/2XX#body"], &[]),
    DefectRow("success-truncated", &["answer/2XX#json"], &[]),
    DefectRow("status-as-number", &["answer/2XX/order/orderStatus#type"], &[]),
    DefectRow("success-redirects", &["request#base", "answer#status"], &["*"]),
    DefectRow("success-fails", &["request#base"], &["*"]),
    DefectRow("error-without-body", &["answer/4XX#body", "answer/405#body"], &[]),
    DefectRow(
        "error-as-text",
        &["answer/4XX#content-type", "answer/405#content-type"],
        &["answer/4XX#json", "answer/405#json"],
    ),
    DefectRow("error-as-html-json", &["answer/4XX#content-type", "answer/405#content-type"], &[]),
    DefectRow("error-as-list", &["answer/4XX#type", "answer/405#type"], &[]),
    DefectRow("error-code-as-number", &["answer/4XX/code#type", "answer/405/code#type"], &[]),
    DefectRow("error-reason-null", &["answer/4XX/reason#type", "answer/405/reason#type"], &[]),
    DefectRow("error-not-json", &["answer/4XX#json", "answer/405#json"], &[]),
    DefectRow("error-as-302", &["answer#status"], &["*"]),
];

fn id(short: &str) -> String {
    let tracking = format!("header/{}", *TRACKING_HEADER);
    let elements = [
        ("START", START),
        ("END", END),
        ("COUNTRY", COUNTRY),
        ("PROFILE", PROFILE),
        ("DETAILS", DETAILS),
        ("REFERENCE", REFERENCE),
        ("NAME", NAME),
        ("LOCK", LOCK),
        ("TRACKING", &tracking),
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
    let state = ServerState { defect, several_profiles: vec!["ES"], token: Some("issued"), ..ServerState::default() };
    let server = Server::start(state).await;
    let target = Target::new(&server.base(), Credentials::token("issued")).unwrap();
    let mut options = options();
    options.max_requests = Some(request_limit(suite));
    run(suite, &target, &options, std::future::pending(), &mut |_| {}).await.unwrap()
}

#[tokio::test]
async fn a_server_without_defects_does_not_drift() {
    let suite = Suite::bundled().unwrap();
    let report = report(&suite, "").await;
    assert_eq!(drifting(&report), BTreeSet::new(), "{}", report.text());
    assert_eq!(report.exit(), ExitStatus::Clean);
    let not_passed = not_passed(&report);
    assert!(not_passed.is_empty(), "{not_passed:#?}");
    assert!(report.requests <= request_limit(&suite), "{} requests", report.requests);
    println!("correct server: {}", report.summary());
}

/// Whether an id is one of those listed. A final `*` matches anything.
fn is_listed(constraint: &str, listed: &[&str]) -> bool {
    listed.iter().any(|short| match short.strip_suffix('*') {
        Some(head) => constraint.starts_with(&id(head)),
        None => id(short) == constraint,
    })
}

/// The reports for all defects, from four runs at a time.
async fn reports() -> Vec<Report> {
    let suite = Arc::new(Suite::bundled().unwrap());
    let mut runs = tokio::task::JoinSet::new();
    let mut done: Vec<Option<Report>> = DEFECTS.iter().map(|_| None).collect();
    for (index, DefectRow(defect, ..)) in DEFECTS.iter().enumerate() {
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
async fn every_defect_is_found() {
    let suite = Suite::bundled().unwrap();
    let (mut wrong, mut most) = (Vec::new(), 0);
    for (DefectRow(defect, required, allowed), report) in DEFECTS.iter().zip(reports().await) {
        let found = drifting(&report);
        let missed: Vec<String> = required.iter().map(|short| id(short)).filter(|id| !found.contains(id)).collect();
        let unexpected: Vec<&String> =
            found.iter().filter(|id| !is_listed(id, required) && !is_listed(id, allowed)).collect();
        let verdict = if missed.is_empty() && unexpected.is_empty() && report.requests <= request_limit(&suite) {
            "found"
        } else {
            "WRONG"
        };
        println!("{defect:<32} {verdict}  {:>3} requests  {}", report.requests, required.join(" "));
        if verdict != "found" {
            wrong.push(format!("{defect}: missed {missed:?}, unexpected {unexpected:?}, {} requests", report.requests));
        }
        most = most.max(report.requests);
    }
    println!("{} defects, {} found; at most {most} requests", DEFECTS.len(), DEFECTS.len() - wrong.len());
    assert!(DEFECTS.len() >= 60);
    assert!(wrong.is_empty(), "{wrong:#?}");
}
