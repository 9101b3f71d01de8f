//! The emitted check of each fixture agrees with the oracle, and reports the position from which a text cannot match.

use colt_numbers_pattern::{Pattern, RedundantLimit};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use crate::compiled::{self, CheckResult};
use crate::fixtures::{self, PatternFixture};

/// A text to check with the check of a fixture.
struct CheckInput {
    fixture: usize,
    text: String,
    /// Whether the reported position is verified too, which is slow.
    with_position: bool,
}

#[test]
fn emitted_code_agrees_with_the_oracle() {
    let mut fixtures = fixtures::all();
    // A string without pattern and limits has no check, and one that no text satisfies is rejected (`lint/strings.rs`).
    let all = fixtures.len();
    fixtures.retain(|fixture| !fixture.language.is_empty() && fixture.name != "unconstrained");
    assert_eq!(fixtures.len() + 2, all, "`never` and `unconstrained` only");
    let mut inputs = Vec::new();
    random_texts(&fixtures, &mut inputs);
    texts_at_limits(&fixtures, &mut inputs);
    texts_of_wide_characters(&fixtures, &mut inputs);
    let results = compiled::run_checks(&fixtures, inputs.iter().map(|input| (input.fixture, input.text.as_str())));
    assert_eq!(results.len(), inputs.len());
    let mut counts = vec![(0, 0); fixtures.len()];
    for (input, result) in inputs.iter().zip(results) {
        let fixture = &fixtures[input.fixture];
        verify(fixture, &input.text, result);
        if input.with_position {
            verify_position(fixture, &input.text, result);
        }
        let (accepted, rejected) = &mut counts[input.fixture];
        *(if result == CheckResult::Ok { accepted } else { rejected }) += 1;
    }
    for (fixture, (accepted, rejected)) in fixtures.iter().zip(counts) {
        let name = &fixture.name;
        assert!(accepted > 0, "{name}: no text was accepted");
        assert!(rejected > 0 || fixture.language.is_all(), "{name}: no text was rejected");
    }
}

/// Texts from random choices, and texts one edit away from them.
fn random_texts(fixtures: &[PatternFixture], inputs: &mut Vec<CheckInput>) {
    let choices = prop_oneof![vec(any::<u16>(), 0..32), vec(any::<u16>(), 80)];
    let mut runner = TestRunner::default();
    for _ in 0..ProptestConfig::default().cases / 16 {
        let choices = choices.new_tree(&mut runner).unwrap().current();
        for (at, fixture) in fixtures.iter().enumerate() {
            let characters = fixture.characters();
            let text = fixtures::walk(&characters, &choices, |text| fixture.may_continue(text));
            let around =
                [&fixture.example, &text].into_iter().flat_map(|text| fixtures::around(text, &characters, &choices));
            inputs.extend(around.map(|text| CheckInput { fixture: at, text, with_position: false }));
            inputs.push(CheckInput { fixture: at, text, with_position: true });
        }
    }
}

/// Texts of the maximum length, one character shorter and longer, and with each wrong character added.
fn texts_at_limits(fixtures: &[PatternFixture], inputs: &mut Vec<CheckInput>) {
    for (at, fixture) in fixtures.iter().enumerate() {
        let mut add = |text: String| inputs.push(CheckInput { fixture: at, text, with_position: false });
        let characters = fixture.characters();
        let longest = fixture.pattern.language().max_len().or(fixture.max_length.map(u64::from)).unwrap_or(48);
        let steps = longest.min(300) as u16 + 2;
        for start in [11_u16, 57] {
            let choices: Vec<u16> = (0..steps).map(|step| (start + step * 3) | 1).collect();
            let text = fixtures::walk(&characters, &choices, |text| fixture.may_continue(text));
            (0..=text.len()).filter(|&end| text.is_char_boundary(end)).for_each(|end| add(text[..end].to_owned()));
            fixtures::around(&text, &characters, &choices[..choices.len().min(20)]).into_iter().for_each(&mut add);
            for character in characters.iter().chain(text.chars().next().iter()) {
                add(format!("{text}{character}"));
                add(format!("{character}{text}"));
            }
        }
    }
}

/// Texts as long as the limits, one shorter and one longer, of characters of one to four bytes.
fn texts_of_wide_characters(fixtures: &[PatternFixture], inputs: &mut Vec<CheckInput>) {
    for (at, fixture) in fixtures.iter().enumerate() {
        let limits = [fixture.min_length, fixture.max_length].into_iter().flatten();
        for length in limits.flat_map(|limit| [limit.saturating_sub(1), limit, limit + 1]) {
            for character in ['7', 'é', '€', '😀'] {
                let text = character.to_string().repeat(length as usize);
                inputs.push(CheckInput { fixture: at, text, with_position: false });
            }
        }
    }
}

/// Compares a result with the oracle and the number of characters, the length first. A limit that the pattern implies is not checked. The
/// automata in this process must agree too.
fn verify(fixture: &PatternFixture, text: &str, result: CheckResult) {
    let length = text.chars().count();
    let redundant = fixture.constraints().redundant_limits();
    let is_redundant = |min: bool| redundant.iter().any(|limit| matches!(limit, RedundantLimit::Min { .. }) == min);
    let min = fixture.min_length.filter(|_| !is_redundant(true)).unwrap_or(0) as usize;
    let max = fixture.max_length.filter(|_| !is_redundant(false)).map_or(usize::MAX, |max| max as usize);
    let matches = fixture.oracle.matches(text);
    let expected = match result {
        _ if length < min => CheckResult::TooShort { min, length },
        _ if length > max => CheckResult::TooLong { max, length },
        _ if matches => CheckResult::Ok,
        // `verify_position` verifies the position.
        CheckResult::Pattern { position } => CheckResult::Pattern { position: position.min(length) },
        _ => CheckResult::Pattern { position: length },
    };
    assert_eq!(result, expected, "{} on {text:?}", fixture.name);
    assert_eq!(fixture.pattern.accepts(text), matches, "{} on {text:?}", fixture.name);
    assert_eq!(fixture.language.accepts(text), expected == CheckResult::Ok, "{} on {text:?}", fixture.name);
}

fn verify_position(fixture: &PatternFixture, text: &str, result: CheckResult) {
    let CheckResult::Pattern { position } = result else { return };
    let prefix = |count: usize| text.chars().take(count).collect::<String>();
    assert!(may_match(fixture, &prefix(position)), "{} on {text:?}: position {position} is too late", fixture.name);
    let can_continue = position < text.chars().count() && may_match(fixture, &prefix(position + 1));
    assert!(!can_continue, "{} on {text:?}: position {position} is too early", fixture.name);
}

/// Whether some text with this prefix matches the pattern, by an automaton that the emitter does not use.
fn may_match(fixture: &PatternFixture, prefix: &str) -> bool {
    let escaped: String = prefix.chars().map(|character| format!("\\u{{{:x}}}", u32::from(character))).collect();
    let with_prefix = Pattern::compile(&format!("^{escaped}")).unwrap();
    !fixture.pattern.language().intersection(with_prefix.language()).unwrap().is_empty()
}
