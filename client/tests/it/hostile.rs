//! Hostile requests, which are made to cost time, memory or output. The list of their violations is limited, and the limits hide no error.

use colt_numbers::{Checks, MAX_REQUEST_BYTES, Reservation, Severity, Violation, trim_json};

use crate::example_request;
use crate::example_reservation::complete;
use crate::requests;

/// The most violations of one severity that are listed.
const MAX_LISTED: usize = 1000;
/// The most values of a request.
const MAX_VALUES: usize = 600_000;

/// A request that is valid except for these ranges and further members.
fn request(ranges: &str, members: &str) -> String {
    let valid = example_request::ranges(&[]).to_string().replacen("[]", &format!("[{ranges}]"), 1);
    format!("{}{members}}}", valid.strip_suffix('}').unwrap())
}

fn check(body: &str) -> Vec<Violation> {
    Checks::new().violations(body.as_bytes())
}

fn count_listed(violations: &[Violation], severity: Severity) -> usize {
    violations.iter().filter(|violation| violation.severity == severity && violation.id != "more").count()
}

/// This many unknown members, with names of at least this length.
fn unknown_members(count: usize, length: usize) -> String {
    (0..count).map(|n| format!(r#","{n:0>length$}":0"#)).collect()
}

#[test]
fn a_thousand_violations_of_each_severity_are_listed_and_the_rest_is_counted() {
    let valid = r#"{"numberRangeStart":"+442081324758","numberRangeEnd":"+442081324758"}"#;
    let unequal = r#"{"numberRangeStart":"+4420813247","numberRangeEnd":"+442081324758"}"#;
    for (about, body, listed, more) in [
        ("1000 errors", request(&vec!["0"; 1000].join(","), ""), [1000, 0], None),
        ("1001 errors", request(&vec!["0"; 1001].join(","), ""), [1000, 0], Some("1 more error, not listed")),
        (
            "two errors for each range",
            request(&vec!["{}"; 5000].join(","), ""),
            [1000, 0],
            Some("9000 more errors, not listed"),
        ),
        (
            "warnings of a rule",
            request(&vec![valid; 5000].join(","), ""),
            [0, 1000],
            Some("3999 more warnings, not listed"),
        ),
        ("1000 warnings", request(valid, &unknown_members(1000, 1)), [0, 1000], None),
        ("1002 warnings", request(valid, &unknown_members(1002, 1)), [0, 1000], Some("2 more warnings, not listed")),
        (
            "warnings of a rule and of the schema",
            request(&vec![unequal; 3000].join(","), &unknown_members(5, 1)),
            [0, 1000],
            Some("2005 more warnings, not listed"),
        ),
        (
            "errors and warnings",
            request(&vec![r#"{"a":0}"#; 1500].join(","), &unknown_members(7, 1)),
            [1000, 1000],
            Some("2000 more errors and 507 more warnings, not listed"),
        ),
    ] {
        let found = check(&body);
        assert_eq!(
            [Severity::Error, Severity::Warning].map(|severity| count_listed(&found, severity)),
            listed,
            "{about}"
        );
        let last = found.last().unwrap();
        match more {
            Some(more) => assert_eq!((last.id, &*last.message, &*last.pointer), ("more", more, ""), "{about}"),
            None => assert!(found.iter().all(|violation| violation.id != "more"), "{about}"),
        }
        let has_errors = listed[0] > 0;
        assert_eq!(last.severity == Severity::Error, has_errors, "{about}");
        assert_eq!(Reservation::from_json(body.as_bytes()).is_err(), has_errors, "{about}");
    }
}

/// Errors and warnings have separate limits.
#[test]
fn no_number_of_warnings_hides_an_error() {
    let range = r#"{"numberRangeStart":"+442081324758","numberRangeEnd":"+442081324758","a":0}"#;
    let found = check(&request(&format!("{},0", vec![range; 2000].join(",")), &unknown_members(2000, 1)));
    assert!(found.iter().any(|violation| violation.pointer == "/numberRangeList/2000" && violation.id == "type"));
}

#[test]
fn a_builder_reports_within_the_same_limits() {
    let invalid = complete(Reservation::of_ranges("GB", vec![("0", "0"); 5000])).build().unwrap_err();
    assert_eq!(invalid.violations().len(), MAX_LISTED + 1);
    let overlapping = complete(Reservation::of_ranges("GB", vec![("+442081324758", "+442081324758"); 5000]));
    let overlapping = overlapping.build().unwrap();
    assert_eq!(overlapping.warnings().len(), MAX_LISTED + 1);
    assert_eq!(overlapping.warnings()[MAX_LISTED].message, "3999 more warnings, not listed");
}

#[test]
fn the_pointers_of_listed_violations_are_limited_to_a_mebibyte() {
    let found = check(&request("", &unknown_members(400, 10_000)));
    // 104 names of 10,000 bytes are less than a mebibyte; one more is listed.
    assert_eq!(count_listed(&found, Severity::Warning), 105);
    assert_eq!(found.last().unwrap().message, "295 more warnings, not listed");

    let name = "n".repeat(2_000_000);
    let found = check(&request("", &format!(r#","{name}":0"#)));
    assert!(
        found.iter().any(|violation| violation.pointer.len() == name.len() + 1),
        "a first pointer is listed, however long it is"
    );
}

#[test]
fn the_limit_of_values_is_exact() {
    // The object and the array are values as well.
    let body = |zeros: usize| format!(r#"{{"x":[{}]}}"#, vec!["0"; zeros].join(","));
    assert_eq!(check(&body(MAX_VALUES - 2)).len(), 4);
    let found = check(&body(MAX_VALUES - 1));
    assert_eq!(found.len(), 1);
    assert!(found[0].id == "json" && found[0].message.starts_with("more than 600000 values at "), "{}", found[0]);
    assert!(trim_json(body(MAX_VALUES).as_bytes()).is_err());
}

/// A request of the greatest size that consists of ranges stays below the limit of values.
#[test]
fn a_request_of_the_greatest_size_may_consist_of_ranges() {
    let range = |n: usize| format!(r#"{{"numberRangeStart":"44{n:06}","numberRangeEnd":"44{n:06}"}}"#);
    let length = range(0).len() + 1;
    let ranges: Vec<_> = (100_000..100_000 + (MAX_REQUEST_BYTES - 1000) / length).map(range).collect();
    let body = request(&ranges.join(","), "");
    assert!(body.len() <= MAX_REQUEST_BYTES && ranges.len() > 100_000);
    assert_eq!(Reservation::from_json(body.as_bytes()).unwrap().warnings(), []);
}

#[test]
fn a_duplicate_name_is_printed_truncated_and_escaped() {
    let name = format!("\u{202e}{}", "n".repeat(1_000_000));
    let found = check(&format!(r#"{{"{name}":0,"{name}":0}}"#));
    assert!(found[0].message.starts_with(r"duplicate member `\u{202e}nnn"), "{}", &found[0].message[..99]);
    assert!(found[0].message.len() < 300);
}

/// The duplicate may be at any position, in an object of any size.
#[test]
fn a_duplicate_member_is_found_in_large_objects() {
    for count in [1, 31, 32, 33, 1000, 100_000] {
        for duplicate in [0, count / 2, count - 1] {
            let names: String = (0..count).map(|n| format!(r#""{n}":0,"#)).collect();
            let found = check(&format!(r#"{{{names}"{duplicate}":0}}"#));
            assert_eq!((found.len(), found[0].id), (1, "json"), "{count} {duplicate}");
            assert!(found[0].message.contains(&format!("duplicate member `{duplicate}`")), "{}", found[0].message);
        }
    }
}

/// A violation's pointer contains names of members.
#[test]
fn a_violation_is_printed_on_one_line_without_unsafe_characters() {
    let found = check(&request("", ",\"a\\u001b[2J\\n\\u202e\":0"));
    let printed = found.iter().map(ToString::to_string).collect::<Vec<_>>().join("|");
    assert!(printed.contains(r"at `/a\u{1b}[2J\n\u{202e}`"), "{printed}");
    assert!(!printed.contains(|c: char| c.is_control() || c == '\u{202e}'), "{printed}");
}

#[test]
fn changed_strings_are_listed_within_the_same_limits() {
    let trimmed = trim_json(format!("[{}]", vec!["\" a\""; 5000].join(",")).as_bytes()).unwrap();
    assert_eq!((trimmed.changed.len(), trimmed.more), (MAX_LISTED, 4000));
    assert_eq!(trimmed.text, format!("[{}]", vec!["\"a\""; 5000].join(",")));

    // Each pointer contains the long name.
    let name = "n".repeat(1_000_000);
    let trimmed = trim_json(format!(r#"{{"{name}":[{}]}}"#, vec!["\" \""; 100_000].join(",")).as_bytes()).unwrap();
    assert_eq!((trimmed.changed.len(), trimmed.more), (2, 99_998));

    let trimmed = trim_json(requests::valid()[0].to_string().as_bytes()).unwrap();
    assert_eq!((trimmed.changed.len(), trimmed.more), (0, 0));
}
