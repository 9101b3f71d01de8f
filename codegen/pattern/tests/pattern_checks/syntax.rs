//! Compiles arbitrary texts as patterns: no text causes a panic, and each agrees with the oracle or is rejected for a known reason.

use crate::oracle::Oracle;
use colt_numbers_pattern::{Pattern, UnsupportedPattern};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// Pieces of valid and invalid syntax, to concatenate into patterns.
const PIECES: &[&str] = &[
    "a",
    "b",
    "ab",
    "1",
    "-",
    ",",
    "/",
    "é",
    "😀",
    " ",
    "^",
    "$",
    ".",
    "|",
    "|",
    "(",
    "(",
    "(?:",
    "(?<n>",
    "(?!",
    "^(?!",
    ")",
    ")",
    ")",
    "[",
    "[^",
    "]",
    "]",
    "*",
    "+",
    "?",
    "{2}",
    "{0,2}",
    "{1,}",
    "{0}",
    "{2,1}",
    "{",
    "}",
    "*?",
    "+?",
    "??",
    "{1,2}?",
    "\\d",
    "\\D",
    "\\w",
    "\\W",
    "\\s",
    "\\S",
    "\\b",
    "\\B",
    "\\n",
    "\\0",
    "\\01",
    "\\x61",
    "\\x6",
    "\\u0061",
    "\\u{62}",
    "\\u{1F600}",
    "\\uD83D\\uDE00",
    "[\\uD800-\\uE000]",
    "\\u{110000}",
    "\\ca",
    "\\c",
    "\\-",
    "\\.",
    "\\/",
    "\\^",
    "\\]",
    "\\\\",
    "\\",
    "a-b",
    "a-",
    "-a",
    "\\w-",
    "[a-z]",
    "[^a]",
    "[]",
    "[^]",
    "(a|b)",
    "(?:ab)*",
    "(?:^)",
    "(?:\\b|$)",
    "(|a)",
];

/// Parts of the messages for patterns that `regress` supports and we do not.
const LIMITS: &[&str] = &[
    "look-",
    "back-reference",
    "`\\p{…}`",
    "kind of group",
    "too large",
    "levels deep",
    "second group",
    "group's name",
];

fn verify(source: &str) -> Result<(), TestCaseError> {
    match (Pattern::compile(source), Oracle::new(source)) {
        (Ok(pattern), Ok(oracle)) => {
            for text in texts() {
                prop_assert_eq!(pattern.accepts(&text), oracle.matches(&text), "`{}` on {:?}", source, text);
            }
        }
        (Ok(_), Err(error)) => prop_assert!(false, "`{source}` was accepted, but: {error}"),
        (Err(error), Ok(_)) => {
            let limit = LIMITS.iter().any(|limit| error.reason.contains(limit));
            prop_assert!(limit || repeats_a_boundary(source, &error), "`{source}` was rejected: {error}");
        }
        (Err(error), Err(_)) => {
            prop_assert!(
                error.position.is_none_or(|position| position <= source.chars().count()),
                "`{source}`: {error}"
            );
        }
    }
    Ok(())
}

/// Whether an assertion is repeated, as in `\b*`, which is not valid in ECMA-262 although the oracle accepts it.
fn repeats_a_boundary(source: &str, error: &UnsupportedPattern) -> bool {
    let before: String = source.chars().take(error.position.unwrap_or(0)).collect();
    error.reason.contains("cannot be repeated") && (before.ends_with("\\b") || before.ends_with("\\B"))
}

/// All short texts over characters that distinguish the pieces.
fn texts() -> impl Iterator<Item = String> {
    let characters = ['a', 'b', '1', '-', ' ', '\n', 'é', '😀'];
    let level = |texts: Vec<String>| -> Vec<String> {
        texts.iter().flat_map(|text| characters.map(|character| format!("{text}{character}"))).collect()
    };
    let one = level(vec![String::new()]);
    let two = level(one.clone());
    let longer = [
        "aab", "aba", "abab", "a1b", "a b", "aabb", "^$", "a-b", "]", "\\", "/", ".", "\u{1}", "\0", "aaaa", "ab ab",
        "z",
    ];
    [String::new()].into_iter().chain(one).chain(two).chain(longer.map(str::to_owned))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases * 16, ..ProptestConfig::default() })]

    #[test]
    fn concatenated_pieces_agree_with_the_oracle(pieces in vec(select(PIECES), 0..9)) {
        verify(&pieces.concat())?;
    }

    #[test]
    fn any_text_is_accepted_or_rejected(source in any::<String>()) {
        verify(&source)?;
    }

    #[test]
    fn ascii_is_accepted_or_rejected(source in "[ -~]{0,12}") {
        verify(&source)?;
    }
}

/// Patterns whose automata would grow too large are rejected quickly: this test takes seconds, unoptimized.
#[test]
fn large_patterns_are_rejected() {
    let deep = format!("{}a{}", "(".repeat(5_000), ")".repeat(5_000));
    let stars = format!("{}a{}", "(?:".repeat(90), ")*".repeat(90));
    let wide: String = ('\u{4e00}'..'\u{9fff}').step_by(2).collect();
    for source in [
        "(a{1,1000}){1,1000}",
        "^((a{0,100}){0,100}){0,100}$",
        "(?:){4294967295}(?:|){4294967295}",
        "((((a{99}){99}){99}){99}){99}",
        "[a-z]*x[a-z]{30}y",
        "(a|b)*a(a|b){18}",
        deep.as_str(),
        &format!("^{wide}$"),
        &format!("^{}$", "a?".repeat(9_000)),
        &format!("^(?!{0})(?:{0})$", "a?".repeat(4_000)),
        &format!("^{}a", "(?!ab{9}c)".repeat(1_900)),
        "^(?!.*x.{30}y)a",
        "^(?!(?:a{4999})*$)(?:a{4987})*$",
    ] {
        assert!(Pattern::compile(source).is_err(), "{}", source.chars().take(50).collect::<String>());
    }
    assert!(Pattern::compile(&stars).is_ok());
    assert!(Pattern::compile("^[a-z]{1,4096}$").is_ok());
    assert!(Pattern::compile(&format!("^{}a", "(?!a)".repeat(3_900))).is_ok());
    assert!(Pattern::compile(&format!("^[{wide}]+$")).is_ok());
}
