//! What must not compile does not, and says why.
//!
//! The texts expected are those of the current stable compiler; `TRYBUILD=overwrite` writes them anew.

#[test]
fn what_must_not_compile_does_not() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
