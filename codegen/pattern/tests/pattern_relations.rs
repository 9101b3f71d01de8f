//! Compares languages by brute force: all texts up to some length, over one character of each class.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use colt_numbers_pattern::{Language, Pattern, Relation, StringConstraints, relate};
use proptest::prelude::*;

/// All texts up to this length over `a`, `b`, and `-`, which is in no pattern.
fn texts(length: usize) -> Vec<String> {
    let mut texts = vec![String::new()];
    let mut start = 0;
    for _ in 0..length {
        let end = texts.len();
        for at in start..end {
            for character in ['a', 'b', '-'] {
                let text = format!("{}{character}", texts[at]);
                texts.push(text);
            }
        }
        start = end;
    }
    texts
}

/// Random small patterns over `a` and `b`, anchored or not.
fn patterns() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        4 => Just("a".to_owned()),
        4 => Just("b".to_owned()),
        2 => Just("[ab]".to_owned()),
        1 => Just("[^]".to_owned()),
        1 => Just("[^a]".to_owned()),
        1 => Just("^".to_owned()),
        1 => Just("$".to_owned()),
        1 => Just("(?:)".to_owned()),
    ];
    let inner = leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|branches| format!("(?:{})", branches.join("|"))),
            (inner, prop::sample::select(&["*", "+", "?", "{2}", "{1,2}", "{2,}", "*?"][..]))
                .prop_map(|(part, count)| format!("(?:{part}){count}")),
        ]
    });
    (inner, any::<bool>()).prop_map(|(inner, anchored)| if anchored { format!("^(?:{inner})$") } else { inner })
}

fn language(pattern: &str) -> Language {
    Pattern::compile(pattern).unwrap().language().clone()
}

/// Whether a text is in one language only, and no shorter text is.
fn is_shortest_difference(text: &str, accepting: &Language, rejecting: &Language, texts: &[String]) -> bool {
    let shorter = texts.iter().filter(|other| other.len() < text.len());
    accepting.accepts(text)
        && !rejecting.accepts(text)
        && shorter.into_iter().all(|other| !accepting.accepts(other) || rejecting.accepts(other))
}

proptest! {
    #[test]
    fn relations_hold_for_every_short_text((left, right) in (patterns(), patterns())) {
        let (left, right) = (language(&left), language(&right));
        let texts = texts(6);
        let relation = relate(&left, &right).unwrap();
        let lost = texts.iter().any(|text| left.accepts(text) && !right.accepts(text));
        let gained = texts.iter().any(|text| right.accepts(text) && !left.accepts(text));
        match &relation {
            Relation::Equal => prop_assert!(!lost && !gained),
            Relation::Narrower { lost } => prop_assert!(!gained && is_shortest_difference(lost, &left, &right, &texts)),
            Relation::Wider { gained } => prop_assert!(!lost && is_shortest_difference(gained, &right, &left, &texts)),
            Relation::Incomparable { only_left, only_right } => {
                prop_assert!(is_shortest_difference(only_left, &left, &right, &texts) && is_shortest_difference(only_right, &right, &left, &texts));
            }
        }
        prop_assert_eq!(relation == Relation::Equal, left == right);
    }

    #[test]
    fn combinations_hold_for_every_short_text((left, right) in (patterns(), patterns())) {
        let (left, right) = (language(&left), language(&right));
        let (both, either, only) = (left.intersection(&right).unwrap(), left.union(&right).unwrap(), left.difference(&right).unwrap());
        for text in texts(5) {
            let (left, right) = (left.accepts(&text), right.accepts(&text));
            prop_assert_eq!(both.accepts(&text), left && right);
            prop_assert_eq!(either.accepts(&text), left || right);
            prop_assert_eq!(only.accepts(&text), left && !right);
        }
    }

    /// Myhill–Nerode: there is one state for each set of accepted continuations.
    #[test]
    fn automata_are_minimal(pattern in patterns()) {
        let language = language(&pattern);
        let texts = texts(4);
        let continuations: BTreeSet<Vec<bool>> = texts
            .iter()
            .map(|prefix| texts.iter().map(|suffix| language.accepts(&format!("{prefix}{suffix}"))).collect())
            .collect();
        prop_assert!(continuations.len() <= language.automaton().states());
        // Each of up to five states is reached by at most four characters, and distinguished from the others by at most four.
        prop_assert!(language.automaton().states() > 5 || continuations.len() == language.automaton().states(), "`{}`: {} states", pattern, language.automaton().states());
    }

    #[test]
    fn lengths_and_examples_are_correct(pattern in patterns()) {
        let language = language(&pattern);
        let lengths: Vec<u64> = texts(6).iter().filter(|text| language.accepts(text)).map(|text| text.len() as u64).collect();
        let within = |length: Option<u64>| length.filter(|&length| length <= 6);
        prop_assert_eq!(within(language.min_len()), lengths.iter().min().copied());
        prop_assert_eq!(language.is_empty(), language.min_len().is_none());
        if let Some(longest) = within(language.max_len()) {
            prop_assert_eq!(longest, lengths.iter().max().copied().unwrap_or(0));
        }
        let longer = Language::all().with_length_limits(Some(200), None).unwrap().intersection(&language).unwrap();
        prop_assert_eq!(language.max_len().is_none(), !longer.is_empty());
        let example = language.example();
        prop_assert_eq!(example.as_ref().map(|example| example.len() as u64), language.min_len());
        prop_assert!(example.is_none_or(|example| language.accepts(&example)));
    }

    #[test]
    fn a_limit_without_effect_is_reported_as_redundant((pattern, min, max) in (patterns(), 0_u32..5, 0_u32..9)) {
        let pattern = Pattern::compile(&pattern).unwrap();
        let constraints = StringConstraints { pattern: Some(&pattern), min_length: Some(min), max_length: Some(max) };
        let both = constraints.language().unwrap();
        for text in texts(5) {
            let length = text.len() as u32;
            prop_assert_eq!(both.accepts(&text), (min..=max).contains(&length) && pattern.accepts(&text));
        }
        for (min_length, max_length) in [(Some(min), None), (None, Some(max))] {
            let one = StringConstraints { min_length, max_length, ..constraints };
            let changes = one.language().unwrap() != *pattern.language();
            prop_assert_eq!(changes, one.redundant_limits().is_empty() && !pattern.language().is_empty());
        }
    }
}

#[test]
fn examples_of_changes_are_readable() {
    let number = r"^\+?[1-9]\d{6,15}$";
    for (left, right, expected) in [
        (number, r"^\+?[1-9]\d{6,14}$", "lost 1234567890123456"),
        (number, r"^\+[1-9]\d{6,15}$", "lost 1234567"),
        (r"^[1-9]\d{6,14}$", r"^\+?[1-9]\d{6,14}$", "gained +2345678"),
        ("^[A-Z]{2}$", "^[A-Z]{3}$", "lost AB, gained ABC"),
        ("^(GBP|EUR)$", "^(EUR|USD)$", "lost GBP, gained USD"),
        ("^[a-z]+$", "^[a-z]+", "gained a2"),
        ("^.*$", "[^]*", "gained \n"),
        ("^[^\\s]+$", "^[!-~]+$", "lost ª"),
        ("^[0-9a-f]{8}$", "^[0-9a-fA-F]{8}$", "gained 1234567A"),
        ("^\\d\\d*$", "^\\d+$", "equal"),
        ("^(?:[^a]|a)$", "^[^]$", "equal"),
        ("a|^", "", "equal"),
    ] {
        let description = match relate(&language(left), &language(right)).unwrap() {
            Relation::Equal => "equal".to_owned(),
            Relation::Narrower { lost } => format!("lost {lost}"),
            Relation::Wider { gained } => format!("gained {gained}"),
            Relation::Incomparable { only_left, only_right } => format!("lost {only_left}, gained {only_right}"),
        };
        assert_eq!(description, expected, "`{left}` to `{right}`");
    }
}

#[test]
fn a_list_of_texts_is_a_language() {
    let countries = Language::of_texts(["GB", "NO", "NL"]).unwrap();
    assert_eq!(countries, language("^(?:GB|N[OL])$"));
    assert_eq!(Language::of_texts([]).unwrap(), language("[]"));
    assert_eq!(Language::of_texts([""]).unwrap(), Language::all().with_length_limits(None, Some(0)).unwrap());
    assert_eq!(
        relate(&countries, &Language::of_texts(["GB", "NL"]).unwrap()).unwrap(),
        Relation::Narrower { lost: "NO".to_owned() }
    );
    assert_eq!(relate(&countries, &Language::all()).unwrap(), Relation::Wider { gained: String::new() });
    assert!(Language::all().is_all() && Language::all().with_length_limits(Some(0), None).unwrap().is_all());
    assert_eq!(language("[^]*"), Language::all());
}

#[test]
fn limits_without_effect_are_cheap_and_large_limits_are_rejected() {
    let number = Pattern::compile(r"^\+?[1-9]\d{6,15}$").unwrap();
    let huge = number.language().with_length_limits(None, Some(u32::MAX)).unwrap();
    assert_eq!(huge, *number.language());
    assert_eq!(Language::all().with_length_limits(Some(2), Some(65_535)).unwrap().max_len(), Some(65_535));
    assert!(Language::all().with_length_limits(None, Some(u32::MAX)).is_err());
    assert!(Pattern::compile("^(?:a{97})*$").unwrap().language().with_length_limits(None, Some(60_000)).is_ok());
}

#[test]
fn a_product_that_is_too_large_is_rejected() {
    let left = language("^(?:a{4999})*$");
    let right = language("^(?:a{4987})*$");
    assert!(relate(&left, &right).is_err());
}
