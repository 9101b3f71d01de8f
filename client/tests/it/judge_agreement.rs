//! Two readings of one spec judge each other: this crate's, generated and hand-written, and that of `colt-numbers-judge`, by a JSON Schema
//! validator and rules of its own. Neither knows the other.

use std::sync::LazyLock;

use colt_numbers::{Account, Checks, Country, MAX_REQUEST_BYTES, Reservation, Severity};
use colt_numbers_judge::judge::account::Account as OtherAccount;
use colt_numbers_judge::judge::request_judge::RequestJudge;
use colt_numbers_judge::model::rule::Severity as OtherSeverity;
use colt_numbers_judge::model::spec::Spec;
use proptest::prelude::*;

use crate::requests;

/// Id, pointer, and whether it is an error, sorted; twice where two members of one object are missing.
pub type Found = Vec<(String, String, bool)>;

static JUDGE: LazyLock<RequestJudge> = LazyLock::new(|| {
    let spec = Spec::read(colt_numbers::api::OPENAPI_JSON).expect("the bundled spec can be read");
    let operation = spec.operation("reserveNumbers").expect("the bundled spec has the operation");
    RequestJudge::of(&spec, operation).expect("the bundled spec can be judged by")
});

/// What this crate finds, but for what it alone warns of: members that the document does not know.
pub fn ours(body: &[u8], several: &[Country]) -> Found {
    let account =
        several.iter().fold(Account::new(), |account, country| account.with_several_service_profiles(*country));
    let mut found: Found = Checks::new()
        .account(account)
        .violations(body)
        .into_iter()
        .map(|found| (found.id.to_owned(), found.pointer, found.severity == Severity::Error))
        .filter(|(id, _, is_error)| *is_error || id != "additionalProperties")
        .collect();
    found.sort();
    found
}

/// What the other one finds.
pub fn theirs(body: &[u8], several: &[Country]) -> Found {
    let account = OtherAccount::with_several_service_profiles(several.iter().map(|country| country.as_str()));
    let mut found: Found = JUDGE
        .body(body, &account)
        .into_iter()
        .map(|found| (found.id, found.pointer, found.severity == OtherSeverity::Error))
        .collect();
    found.sort();
    found
}

fn agree(body: &[u8], several: &[Country]) {
    let (ours, theirs) = (ours(body, several), theirs(body, several));
    assert_eq!(ours, theirs, "on {}", String::from_utf8_lossy(&body[..body.len().min(4096)]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn both_find_the_same_in_any_body(body in requests::body(), several in prop::sample::subsequence(Country::ALL.to_vec(), 0..4)) {
        agree(&body.0, &several);
        agree(&body.0, &[Country::Gb]);
    }

    /// What is made from JSON is that JSON, and nothing that breaks anything.
    #[test]
    fn what_passes_is_sent_as_it_stands(body in requests::body()) {
        let errors = theirs(&body.0, &[]).into_iter().filter(|(_, _, is_error)| *is_error).count();
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

/// How much text is read is the same for both.
#[test]
fn both_read_as_much() {
    let nested = |levels: usize| {
        let levels = levels - 1;
        format!("{{\"a\":{}{}}}", "[".repeat(levels), "]".repeat(levels)).into_bytes()
    };
    for levels in [2, 126, 127, 128, 129, 1000, 100_000] {
        agree(&nested(levels), &[]);
    }
    let not_json = vec![("json".to_owned(), String::new(), true)];
    assert_eq!(ours(&nested(128), &[]), not_json);

    let of_size = |size: usize| {
        let mut body = requests::valid()[0].to_string().into_bytes();
        body.resize(size, b' ');
        body
    };
    for (size, expected) in
        [(MAX_REQUEST_BYTES - 1, &[][..]), (MAX_REQUEST_BYTES, &not_json), (MAX_REQUEST_BYTES + 1, &not_json)]
    {
        agree(&of_size(size), &[]);
        assert_eq!(ours(&of_size(size), &[]), expected);
    }

    let of_values = |values: usize| {
        let request = requests::valid()[3].to_string();
        // The members of the request are 8 values, the list is one.
        format!("{{\"x\":[{}0],{}", "0,".repeat(values - 10), &request[1..]).into_bytes()
    };
    agree(&of_values(599_000), &[]);
    assert_eq!(ours(&of_values(599_000), &[]), []);
    for values in 599_990..600_010 {
        agree(&of_values(values), &[]);
    }
    assert_eq!(ours(&of_values(601_000), &[]), not_json);
}
