//! The visible text of the reference of a small spec, for review.

use expect_test::expect_file;

use crate::html::text;
use crate::specs::{bundled, page, parcels};

#[test]
fn the_reference_of_a_small_spec() {
    let (spec, cases) = parcels();
    expect_file!["../golden/parcels.txt"].assert_eq(&text(&page(&spec, &cases)));
}

/// The page is a function of the spec, and small enough to be sent around.
#[test]
fn the_same_spec_gives_the_same_bytes() {
    let (spec, cases) = bundled();
    let once = page(&spec, &cases);
    assert_eq!(once, page(&spec.clone(), &cases.clone()));
    assert!(once.len() < 300_000, "{} bytes", once.len());
}
