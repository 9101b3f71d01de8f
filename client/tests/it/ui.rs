//! Compile-fail tests: misuse of the API does not compile.
//!
//! The expected messages are those of the current stable compiler; `TRYBUILD=overwrite` rewrites them.

#[test]
fn misuse_does_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
