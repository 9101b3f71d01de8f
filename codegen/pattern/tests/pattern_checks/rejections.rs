//! The messages for rejected patterns.

use std::fmt::Write as _;

use colt_numbers_pattern::Pattern;
use expect_test::expect_file;

#[test]
fn messages_match_the_golden_file() {
    let mut messages = String::from("# The message for each rejected pattern. Rewrite: UPDATE_EXPECT=1 cargo test.\n");
    for source in REJECTED {
        let error = Pattern::compile(source).expect_err(source);
        write!(messages, "\n{source}\n    {error}\n").unwrap();
    }
    expect_file![concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/patterns_rejected.txt")].assert_eq(&messages);
}

const REJECTED: &[&str] = &[
    "^(?=.*\\d).{8,}$",
    "a(?!b)",
    "^(?!a)b|c",
    "^(?!a(?!b))c",
    "(?<=a)b",
    "(?<!a)b",
    "(.)\\1",
    "(?<x>.)\\k<x>",
    "^\\p{L}+$",
    "[\\P{Lu}]",
    "(?i:abc)",
    "(?i)abc",
    "(?#note)a",
    "a{",
    "{2}",
    "a{,3}",
    "a{3,2}",
    "a}",
    "a]",
    "a)",
    "(a",
    "[a",
    "[a-",
    "[z-a]",
    "[\\w-.]",
    "[a-\\d]",
    "*a",
    "a**",
    "a+++",
    "^*",
    "\\b+",
    "a\\",
    "[a\\",
    "\\-",
    "\\@",
    "\\_",
    "\\e",
    "\\A[a-z]\\z",
    "\\07",
    "\\8",
    "[\\1]",
    "\\c1",
    "\\x4",
    "\\u12",
    "\\u{}",
    "\\u{110000}",
    "(?<>a)",
    "(?<1a>a)",
    "(?<a>x)(?<a>y)",
    "(a{1,1000}){1,1000}",
    "a{4294967295}",
    "a.{20}b",
];
