//! The emitted code of each fixture says what the oracle says, and where a text stops being able to match.

use colt_numbers_pattern::Language;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::fixtures::{self, Fixture};

#[rustfmt::skip]
#[path = "../data/patterns_checks.rs"]
mod checks;

use checks::{Check, Mismatch};

/// Each fixture with its emitted check.
pub fn checks() -> Vec<(Fixture, Check)> {
    let fixtures = fixtures::all();
    assert_eq!(fixtures.len(), checks::ALL.len(), "the golden file has all the patterns");
    fixtures
        .into_iter()
        .zip(checks::ALL)
        .map(|(fixture, &(name, check))| {
            assert_eq!(fixture.name, name, "the golden file is in the order of the patterns");
            (fixture, check)
        })
        .collect()
}

/// Whether a text may still become a match.
fn stands(fixture: &Fixture, check: Check, text: &str) -> bool {
    match check(text) {
        Ok(()) => true,
        Err(Mismatch::TooShort { .. }) => may_match(fixture, text),
        Err(Mismatch::Pattern { position }) => position == text.chars().count(),
        Err(Mismatch::TooLong { .. }) => false,
    }
}

/// Whether some text that begins so matches the pattern, by an automaton that the emitter has no part in.
fn may_match(fixture: &Fixture, begin: &str) -> bool {
    let begins: String = begin.chars().map(|character| format!("\\u{{{:x}}}", u32::from(character))).collect();
    let begins = colt_numbers_pattern::Pattern::compile(&format!("^{begins}")).unwrap();
    let both: Language = fixture.pattern.language().intersection(begins.language()).unwrap();
    !both.is_empty()
}

/// Compares the answer with that of the oracle and a count of characters, the length coming first; the automata in this
/// process have to agree. Gives whether the text is allowed.
fn judge(fixture: &Fixture, check: Check, text: &str) -> bool {
    let length = text.chars().count();
    let min = fixture.min_length.unwrap_or(0) as usize;
    let max = fixture.max_length.map_or(usize::MAX, |max| max as usize);
    let said = check(text);
    let matches = fixture.oracle.matches(text);
    let expected = match said {
        _ if length < min => Err(Mismatch::TooShort { min, length }),
        _ if length > max => Err(Mismatch::TooLong { max, length }),
        _ if matches => Ok(()),
        // Where it ends to match is judged by itself.
        Err(Mismatch::Pattern { position }) => Err(Mismatch::Pattern { position: position.min(length) }),
        _ => Err(Mismatch::Pattern { position: length }),
    };
    assert_eq!(said, expected, "{} on {text:?}", fixture.name);
    assert_eq!(fixture.pattern.accepts(text), matches, "{} on {text:?}", fixture.name);
    assert_eq!(fixture.language.accepts(text), expected.is_ok(), "{} on {text:?}", fixture.name);
    expected.is_ok()
}

fn judge_position(fixture: &Fixture, check: Check, text: &str) {
    let Err(Mismatch::Pattern { position }) = check(text) else {
        return;
    };
    let begin = |count: usize| text.chars().take(count).collect::<String>();
    let never = fixture.pattern.language().is_empty();
    assert!(never || may_match(fixture, &begin(position)), "{} on {text:?}: too far at {position}", fixture.name);
    let on = position < text.chars().count() && may_match(fixture, &begin(position + 1));
    assert!(!on, "{} on {text:?}: not far enough at {position}", fixture.name);
}

#[test]
fn emitted_code_agrees_with_the_oracle() {
    let checks = checks();
    let seen = std::cell::RefCell::new(vec![(0, 0); checks.len()]);
    let choices = prop_oneof![vec(any::<u16>(), 0..32), vec(any::<u16>(), 80)];
    let config = ProptestConfig::default();
    let config = ProptestConfig { cases: config.cases / 16, failure_persistence: None, ..config };
    let every = TestRunner::new(config).run(&choices, |choices| {
        for (at, (fixture, check)) in checks.iter().enumerate() {
            let characters = fixture.characters();
            let text = fixtures::walk(&characters, &choices, |text| stands(fixture, *check, text));
            let texts =
                [&fixture.example, &text].into_iter().flat_map(|text| fixtures::around(text, &characters, &choices));
            for text in texts {
                let allowed = usize::from(judge(fixture, *check, &text));
                seen.borrow_mut()[at].0 += allowed;
                seen.borrow_mut()[at].1 += 1 - allowed;
            }
            judge_position(fixture, *check, &text);
        }
        Ok(())
    });
    every.unwrap_or_else(|error| panic!("{error}"));
    for ((fixture, _), (allowed, refused)) in checks.iter().zip(seen.into_inner()) {
        assert!(allowed > 0 || fixture.language.is_empty(), "{}: {allowed} allowed texts were tried", fixture.name);
        assert!(
            refused > 0 || fixture.pattern.language().is_all(),
            "{}: {refused} refused texts were tried",
            fixture.name
        );
    }
}

/// Texts as long as each pattern and limit allow, one character less and one more, each way one character can be wrong.
#[test]
fn emitted_code_agrees_at_every_limit() {
    for (fixture, check) in checks() {
        let characters = fixture.characters();
        let longest = fixture.pattern.language().max_len().or(fixture.max_length.map(u64::from)).unwrap_or(48);
        let steps = longest.min(300) as u16 + 2;
        for start in [11_u16, 57] {
            let choices: Vec<u16> = (0..steps).map(|step| (start + step * 3) | 1).collect();
            let text = fixtures::walk(&characters, &choices, |text| stands(&fixture, check, text));
            for end in (0..=text.len()).filter(|&end| text.is_char_boundary(end)) {
                judge(&fixture, check, &text[..end]);
            }
            for text in fixtures::around(&text, &characters, &choices[..choices.len().min(20)]) {
                judge(&fixture, check, &text);
            }
            for character in characters.iter().chain(text.chars().next().iter()) {
                judge(&fixture, check, &format!("{text}{character}"));
                judge(&fixture, check, &format!("{character}{text}"));
            }
        }
    }
}

/// The limits on the length, in characters of one to four bytes.
#[test]
fn emitted_code_counts_characters() {
    for (fixture, check) in checks() {
        let limits = [fixture.min_length, fixture.max_length].into_iter().flatten();
        for length in limits.flat_map(|limit| [limit.saturating_sub(1), limit, limit + 1]) {
            for character in ['7', 'é', '€', '😀'] {
                judge(&fixture, check, &character.to_string().repeat(length as usize));
            }
        }
    }
}
