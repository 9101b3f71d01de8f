//! The emitted checks of a few strings, one for each way in which a check is written, as a file to review.

use expect_test::expect_file;

use crate::compiled;
use crate::fixtures;

/// Limits alone, and beside a pattern that allows every text; runs of bytes, optional ones and those of a class with a name; runs of
/// characters; a table. The benchmark compares some of them with checks written by hand.
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
fn reviewed_checks_are_fresh() {
    let mut fixtures = fixtures::all();
    fixtures.retain(|fixture| REVIEWED.contains(&fixture.name.as_str()));
    assert_eq!(fixtures.len(), REVIEWED.len());
    let text = compiled::checks(&fixtures);
    // The error of a value is the same everywhere, and stands in `generated/`.
    let shared = text.find("pub use support::Mismatch").unwrap();
    let text = format!(
        "//! The checks of a few strings of `patterns.txt`. Rewrite: UPDATE_EXPECT=1 cargo test.\n\n{}",
        &text[shared..]
    );
    expect_file![concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/patterns_checks.rs")].assert_eq(&text);
}
