//! Differential test: this crate and `colt-numbers-judge` report the same violations of the same requests. The two crates share no
//! check: the checks of this crate are generated or hand-written; the judge has a JSON Schema validator and its own rules.

use std::sync::LazyLock;

use colt_numbers::{Account, Checks, Country, MAX_REQUEST_BYTES, Reservation, Severity};
use colt_numbers_judge::judge::account::Account as JudgeAccount;
use colt_numbers_judge::judge::request_judge::RequestJudge;
use colt_numbers_judge::model::rule::Severity as JudgeSeverity;
use colt_numbers_judge::model::spec::Spec;
use proptest::prelude::*;

use crate::requests;

/// Violations as (id, pointer, is an error), sorted. Two members that one object lacks are two equal entries.
type Violations = Vec<(String, String, bool)>;

static JUDGE: LazyLock<RequestJudge> = LazyLock::new(|| {
    let spec = Spec::read(colt_numbers::api::OPENAPI_JSON).expect("the bundled spec can be read");
    let operation = spec.operation("reserveNumbers").expect("the bundled spec has the operation");
    RequestJudge::new(&spec, operation).expect("the judge supports the bundled spec")
});

/// The violations that this crate reports, without its warnings on unknown members, which the judge does not have.
fn client_violations(body: &[u8], several: &[Country]) -> Violations {
    let account =
        several.iter().fold(Account::new(), |account, country| account.with_several_service_profiles(*country));
    let mut violations: Violations = Checks::new()
        .account(account)
        .violations(body)
        .into_iter()
        .map(|violation| (violation.id.to_owned(), violation.pointer, violation.severity == Severity::Error))
        .filter(|(id, _, is_error)| *is_error || id != "additionalProperties")
        .collect();
    violations.sort();
    violations
}

/// The violations that the judge reports.
fn judge_violations(body: &[u8], several: &[Country]) -> Violations {
    let account = JudgeAccount::with_several_service_profiles(several.iter().map(|country| country.as_str()));
    let mut violations: Violations = JUDGE
        .body_violations(body, &account)
        .into_iter()
        .map(|violation| (violation.id, violation.pointer, violation.severity == JudgeSeverity::Error))
        .collect();
    violations.sort();
    violations
}

fn assert_agreement(body: &[u8], several: &[Country]) {
    let (client, judge) = (client_violations(body, several), judge_violations(body, several));
    assert_eq!(client, judge, "on {}", String::from_utf8_lossy(&body[..body.len().min(4096)]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn client_and_judge_report_the_same_violations(body in requests::body(), several in prop::sample::subsequence(Country::ALL.to_vec(), 0..4)) {
        assert_agreement(&body.0, &several);
        assert_agreement(&body.0, &[Country::Gb]);
    }

    /// A reservation from JSON has that JSON as its body, and no violation that is an error.
    #[test]
    fn a_valid_request_is_sent_unchanged(body in requests::body()) {
        let errors = judge_violations(&body.0, &[]).into_iter().filter(|(_, _, is_error)| *is_error).count();
        match Reservation::from_json(&body.0) {
            Ok(reservation) => {
                prop_assert_eq!(errors, 0);
                prop_assert_eq!(&reservation.body()[..], &body.0[..]);
                let again = serde_json::to_vec(reservation.request()).unwrap();
                let again = Reservation::from_json(&again).unwrap();
                prop_assert_eq!(again.request(), reservation.request());
            }
            Err(invalid) => {
                prop_assert!(errors > 0);
                prop_assert!(invalid.violations().iter().any(|found| found.severity == Severity::Error));
            }
        }
    }
}

/// The limits are those on nesting, on size and on the number of values.
#[test]
fn client_and_judge_have_the_same_limits() {
    let nested = |levels: usize| {
        let levels = levels - 1;
        format!("{{\"a\":{}{}}}", "[".repeat(levels), "]".repeat(levels)).into_bytes()
    };
    for levels in [2, 126, 127, 128, 129, 1000, 100_000] {
        assert_agreement(&nested(levels), &[]);
    }
    let not_json = vec![("json".to_owned(), String::new(), true)];
    assert_eq!(client_violations(&nested(128), &[]), not_json);

    let body_of_size = |size: usize| {
        let mut body = requests::valid()[0].to_string().into_bytes();
        body.resize(size, b' ');
        body
    };
    for (size, expected) in
        [(MAX_REQUEST_BYTES, &[][..]), (MAX_REQUEST_BYTES + 1, &not_json), (MAX_REQUEST_BYTES + 2, &not_json)]
    {
        assert_agreement(&body_of_size(size), &[]);
        assert_eq!(client_violations(&body_of_size(size), &[]), expected);
    }

    let body_with_values = |values: usize| {
        let request = requests::valid()[1].to_string();
        // The rest of the request and the array itself are about ten values.
        format!("{{\"x\":[{}0],{}", "0,".repeat(values - 10), &request[1..]).into_bytes()
    };
    assert_agreement(&body_with_values(599_000), &[]);
    assert_eq!(client_violations(&body_with_values(599_000), &[]), []);
    for values in 599_990..600_010 {
        assert_agreement(&body_with_values(values), &[]);
    }
    assert_eq!(client_violations(&body_with_values(601_000), &[]), not_json);
}
