//! Negative look-aheads at the start of a pattern have the oracle's meaning, and are rejected anywhere else.

use colt_numbers_pattern::{Language, Pattern, Relation, relate};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::fixtures;
use crate::oracle::Oracle;
use crate::seeds;

const LEAVES: &[&str] =
    &["a", "b", "ab", "-", "[ab]", "[^a]", ".", "[^]", "\\w", "\\W", "\\b", "\\B", "^", "$", "(?:)", "[]", "😀"];
const COUNTS: &[&str] = &["*", "+", "?", "{2}", "{0,2}", "{2,}", "*?"];

/// Random small patterns without look-around.
fn part() -> impl Strategy<Value = String> {
    select(LEAVES).prop_map(str::to_owned).prop_recursive(3, 10, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
            vec(inner.clone(), 2..4).prop_map(|branches| format!("(?:{})", branches.join("|"))),
            (inner, select(COUNTS)).prop_map(|(part, count)| format!("(?:{part}){count}")),
        ]
    })
}

/// A random look-ahead, with or without `$`; its content may have alternatives.
fn look_ahead() -> impl Strategy<Value = String> {
    let content = vec(part(), 1..3).prop_map(|branches| branches.join("|"));
    (content, any::<bool>()).prop_map(|(content, whole)| match whole {
        true => format!("(?!(?:{content})$)"),
        false => format!("(?!{content})"),
    })
}

/// All texts up to this length over characters that distinguish the parts.
fn short_texts(length: usize) -> Vec<String> {
    let mut texts = vec![String::new()];
    let mut from = 0;
    for _ in 0..length {
        let to = texts.len();
        for at in from..to {
            texts.extend(['a', 'b', '-', '\n'].map(|character| format!("{}{character}", texts[at])));
        }
        from = to;
    }
    texts
}

fn language(source: &str) -> Language {
    Pattern::compile(source).unwrap().language().clone()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: seeds::config().cases * 4, ..seeds::config() })]

    #[test]
    fn leading_look_aheads_agree_with_the_oracle(
        anchor in select(&["^", "^^"][..]),
        look_aheads in vec(look_ahead(), 1..4),
        again in select(&["", "", "^"][..]),
        rest in part(),
        end in select(&["", "$"][..]),
        choices in vec(any::<u16>(), 8),
    ) {
        let rest = format!("{rest}{end}");
        let source = format!("{anchor}{}{again}{rest}", look_aheads.concat());
        let pattern = Pattern::compile(&source).map_err(|error| TestCaseError::fail(format!("`{source}`: {error}")))?;
        let oracle = Oracle::new(&source).unwrap();
        // Texts near examples of the accepted and the excluded language.
        let without = language(&format!("^{rest}"));
        let excluded = without.difference(pattern.language()).unwrap();
        let languages = [pattern.language(), &without, &excluded];
        let examples = languages.iter().filter_map(|language| language.example());
        let near = examples.flat_map(|example| fixtures::around(&example, &['a', 'b', '-', '😀', ' '], &choices));
        for text in short_texts(3).into_iter().chain(near) {
            prop_assert_eq!(pattern.accepts(&text), oracle.matches(&text), "`{}` on {:?}", source, text);
        }
        // Look-aheads only exclude texts.
        prop_assert!(pattern.language().difference(&without).unwrap().is_empty());
    }

    #[test]
    fn several_look_aheads_equal_one_with_alternatives(parts in vec(part(), 2..4), rest in part()) {
        let row: String = parts.iter().map(|part| format!("(?!{part})")).collect();
        let one = format!("(?!{})", parts.join("|"));
        prop_assert_eq!(language(&format!("^{row}{rest}")), language(&format!("^{one}{rest}")));
    }
}

#[test]
fn look_aheads_with_and_without_an_end_exclude_texts() {
    for (source, accepted, rejected) in [
        ("^(?!ab)[a-z]+$", &["a", "b", "ba", "aab"][..], &["ab", "abc", "", "1"][..]),
        ("^(?!ab$)[a-z]+$", &["a", "abc", "ba"], &["ab", "ab\n", ""]),
        (
            "^(?![0-9a-f]{4}-[0-9]$)^[a-z]([a-z0-9-]*[a-z0-9])?$",
            &["a", "abcd-1x", "abcg-1", "abcd-12"],
            &["abcd-1", "1bcd-1", "a-"],
        ),
        ("^(?!new$|edit$)(?!.*--)[a-z-]+", &["newer", "edit-", "a-b"], &["new", "edit", "a--b", "a1--", "1"]),
        ("^(?!a)", &["", "ba", "\na"], &["a", "ab"]),
        ("^(?!$)[^]*$", &["a", "\n"], &[""]),
        ("^(?!\\b)", &["", "-a"], &["a", "a-"]),
        ("^(?!)a", &[], &["", "a"]),
    ] {
        let (pattern, oracle) = (Pattern::compile(source).unwrap(), Oracle::new(source).unwrap());
        for (texts, expected) in [(accepted, true), (rejected, false)] {
            for text in texts {
                assert_eq!(oracle.matches(text), expected, "the oracle: `{source}` on {text:?}");
                assert_eq!(pattern.accepts(text), expected, "`{source}` on {text:?}");
            }
        }
    }
}

#[test]
fn a_repeated_start_anchor_has_no_effect() {
    for (source, same) in
        [("^^a", "^a"), ("^^^(?!b)^^.$", "^(?!b).$"), ("^(?!b)^[ab]$", "^a$"), ("^^(?:^a|b)", "^[ab]")]
    {
        assert_eq!(language(source), language(same), "`{source}`");
    }
}

#[test]
fn an_added_or_removed_look_ahead_has_an_example() {
    let lost = |text: &str| Relation::Narrower { lost: text.to_owned() };
    let gained = |text: &str| Relation::Wider { gained: text.to_owned() };
    for (old, new, expected) in [
        ("^[a-z]+$", "^(?!new$)[a-z]+$", lost("new")),
        ("^(?!new$)[a-z]+$", "^(?!new)[a-z]+$", lost("newd")),
        ("^(?!new)[a-z]+$", "^[a-z]+$", gained("new")),
        ("^(?![0-9])[a-z]+$", "^[a-z]+$", Relation::Equal),
        ("^(?!a|b)[a-c]$", "^c$", Relation::Equal),
    ] {
        assert_eq!(relate(&language(old), &language(new)).unwrap(), expected, "`{old}` to `{new}`");
    }
}

/// The reported position is that of the look-around, or of the `|` after it.
#[test]
fn look_arounds_other_than_leading_negative_look_aheads_are_rejected() {
    for (source, position) in [
        ("(?!a)b", 0),
        ("(?!a)^b", 0),
        ("^a(?!b)", 2),
        ("^.*(?!b)$", 3),
        ("^(?:(?!a)b)$", 4),
        ("(?:^(?!a)b)", 4),
        ("^(?!a(?!b))c", 5),
        ("^(?!(?=a))b", 4),
        ("^(?!a)(?=b)c", 6),
        ("^(?!a)b(?!c)", 7),
        ("^(?=a)b", 1),
        ("^(?<!a)b", 1),
        ("a|^(?!b)c", 3),
        ("^(?!a)b|c", 7),
        ("^(?!a)|^(?!b)", 6),
        ("^(?!a)*b", 6),
        ("^(?!a){2}b", 6),
        ("^(?!a", 1),
        ("^(?!a))", 6),
        ("^(?!(?<n>a))(?<n>b)", 15),
    ] {
        let error = Pattern::compile(source).expect_err(source);
        assert_eq!(error.position, Some(position), "`{source}`: {error}");
    }
}
