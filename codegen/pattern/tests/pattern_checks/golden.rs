//! The emitted checks of all patterns, as the file that `emitted.rs` compiles, and the words for refused patterns.

use std::fmt::Write as _;
use std::path::Path;

use colt_numbers_pattern::{Pattern, Support, emit_check};
use quote::{format_ident, quote};

use crate::fixtures;

/// Compares with the file, or rewrites it if `UPDATE_GOLDEN` is 1.
fn compare(file: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(file);
    if std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| value == "1") {
        std::fs::write(&path, text).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == text,
        "`tests/data/{file}` is stale; hint: run the test with UPDATE_GOLDEN=1 and review the difference"
    );
}

#[test]
fn emitted_checks_are_fresh() {
    let mut support = Support::default();
    let mut items = quote!();
    let mut names = Vec::new();
    for fixture in fixtures::all() {
        let name = format_ident!("{}", fixture.name);
        let check = emit_check(&name, &fixture.rules()).unwrap_or_else(|error| panic!("{name}: {error}"));
        support.include(check.support);
        items.extend(check.items);
        names.push(name);
    }
    let shared = support.emit();
    let titles = names.iter().map(ToString::to_string);
    let file = syn::parse2(quote! {
        #shared
        /// A check.
        pub(crate) type Check = fn(&str) -> Result<(), Mismatch>;
        /// Every check with its name.
        pub(crate) const ALL: &[(&str, Check)] = &[#((#titles, #names)),*];
        #items
    });
    let note = "// The checks of `patterns.txt` as `pattern::emit_check` writes them. Rewrite: UPDATE_GOLDEN=1 cargo test.\n\n";
    compare("patterns_checks.rs", &format!("{note}{}", prettyplease::unparse(&file.unwrap())));
}

#[test]
fn refusals_are_told_well() {
    let mut told =
        String::from("# What is said of each pattern that is refused. Rewrite: UPDATE_GOLDEN=1 cargo test.\n");
    for source in REFUSED {
        let error = Pattern::compile(source).expect_err(source);
        write!(told, "\n{source}\n    {error}\n").unwrap();
    }
    compare("patterns_refused.txt", &told);
}

const REFUSED: &[&str] = &[
    "^(?=.*\\d).{8,}$",
    "a(?!b)",
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
