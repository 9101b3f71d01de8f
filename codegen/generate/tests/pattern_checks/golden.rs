//! The emitted checks of a few strings, one for each kind of check, as a golden file.

use expect_test::expect_file;

use crate::compiled;
use crate::fixtures;

/// Limits alone, and with a pattern that allows every text; byte runs, optional and of a named class; character runs; a transition table. The
/// benchmark compares some of them with hand-written checks.
const REVIEWED: [&str; 9] = [
    "plain_text",
    "short_text",
    "telephone_number",
    "tracking_id",
    "country_code",
    "uuid",
    "no_white_space",
    "any_but_terminators_then_digit",
    "date_strict",
];

#[test]
fn golden_checks_are_up_to_date() {
    let mut fixtures = fixtures::all();
    fixtures.retain(|fixture| REVIEWED.contains(&fixture.name.as_str()));
    assert_eq!(fixtures.len(), REVIEWED.len());
    let text = compiled::checks(&fixtures);
    // `InvalidValue` is the same in every crate, and part of `generated/`.
    let shared = text.find("pub use support::Mismatch").unwrap();
    let text = format!(
        "//! The checks of a few strings of `patterns.txt`. Rewrite: UPDATE_EXPECT=1 cargo test.\n\n{}",
        &text[shared..]
    );
    expect_file![concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/patterns_checks.rs")].assert_eq(&text);
}
