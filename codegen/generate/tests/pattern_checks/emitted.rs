//! The emitted check of each fixture says what the oracle says, and where a text stops being able to match.

use colt_numbers_pattern::{Pattern, RedundantLimit};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use crate::compiled::{self, CheckResult};
use crate::fixtures::{self, PatternFixture};

/// A text for the check of a fixture.
struct CheckInput {
    fixture: usize,
    text: String,
    /// Whether it is also judged where the text stops being able to match, which takes its time.
    with_position: bool,
}

#[test]
fn emitted_code_agrees_with_the_oracle() {
    let mut fixtures = fixtures::all();
    // A string without pattern and limits gets no check, and one that no text satisfies is rejected (`lint/strings.rs`).
    let all = fixtures.len();
    fixtures.retain(|fixture| !fixture.language.is_empty() && fixture.name != "nothing_asked");
    assert_eq!(fixtures.len() + 2, all, "`never` and `nothing_asked` alone");
    let mut trials = Vec::new();
    by_choice(&fixtures, &mut trials);
    at_every_limit(&fixtures, &mut trials);
    of_wide_characters(&fixtures, &mut trials);
    let said = compiled::said(&fixtures, trials.iter().map(|trial| (trial.fixture, trial.text.as_str())));
    assert_eq!(said.len(), trials.len());
    let mut seen = vec![(0, 0); fixtures.len()];
    for (trial, said) in trials.iter().zip(said) {
        let fixture = &fixtures[trial.fixture];
        judge(fixture, &trial.text, said);
        if trial.with_position {
            judge_position(fixture, &trial.text, said);
        }
        let (allowed, refused) = &mut seen[trial.fixture];
        *(if said == CheckResult::Ok { allowed } else { refused }) += 1;
    }
    for (fixture, (allowed, refused)) in fixtures.iter().zip(seen) {
        let name = &fixture.name;
        assert!(allowed > 0, "{name}: no allowed text was tried");
        assert!(refused > 0 || fixture.language.is_all(), "{name}: no refused text was tried");
    }
}

/// Texts that choices lead to, and those around them.
fn by_choice(fixtures: &[PatternFixture], trials: &mut Vec<CheckInput>) {
    let choices = prop_oneof![vec(any::<u16>(), 0..32), vec(any::<u16>(), 80)];
    let mut runner = TestRunner::default();
    for _ in 0..ProptestConfig::default().cases / 16 {
        let choices = choices.new_tree(&mut runner).unwrap().current();
        for (at, fixture) in fixtures.iter().enumerate() {
            let characters = fixture.characters();
            let text = fixtures::walk(&characters, &choices, |text| fixture.may_become_allowed(text));
            let around =
                [&fixture.example, &text].into_iter().flat_map(|text| fixtures::around(text, &characters, &choices));
            trials.extend(around.map(|text| CheckInput { fixture: at, text, with_position: false }));
            trials.push(CheckInput { fixture: at, text, with_position: true });
        }
    }
}

/// Texts as long as each pattern and limit allow, one character less and one more, each way one character can be wrong.
fn at_every_limit(fixtures: &[PatternFixture], trials: &mut Vec<CheckInput>) {
    for (at, fixture) in fixtures.iter().enumerate() {
        let mut add = |text: String| trials.push(CheckInput { fixture: at, text, with_position: false });
        let characters = fixture.characters();
        let longest = fixture.pattern.language().max_len().or(fixture.max_length.map(u64::from)).unwrap_or(48);
        let steps = longest.min(300) as u16 + 2;
        for start in [11_u16, 57] {
            let choices: Vec<u16> = (0..steps).map(|step| (start + step * 3) | 1).collect();
            let text = fixtures::walk(&characters, &choices, |text| fixture.may_become_allowed(text));
            (0..=text.len()).filter(|&end| text.is_char_boundary(end)).for_each(|end| add(text[..end].to_owned()));
            fixtures::around(&text, &characters, &choices[..choices.len().min(20)]).into_iter().for_each(&mut add);
            for character in characters.iter().chain(text.chars().next().iter()) {
                add(format!("{text}{character}"));
                add(format!("{character}{text}"));
            }
        }
    }
}

/// Texts about as long as the limits, in characters of one to four bytes.
fn of_wide_characters(fixtures: &[PatternFixture], trials: &mut Vec<CheckInput>) {
    for (at, fixture) in fixtures.iter().enumerate() {
        let limits = [fixture.min_length, fixture.max_length].into_iter().flatten();
        for length in limits.flat_map(|limit| [limit.saturating_sub(1), limit, limit + 1]) {
            for character in ['7', 'é', '€', '😀'] {
                let text = character.to_string().repeat(length as usize);
                trials.push(CheckInput { fixture: at, text, with_position: false });
            }
        }
    }
}

/// Compares what was said with the oracle and a count of characters, the length coming first; a limit that the pattern keeps in any case
/// is the pattern's. The automata in this process have to agree.
fn judge(fixture: &PatternFixture, text: &str, said: CheckResult) {
    let length = text.chars().count();
    let idle = fixture.rules().redundant_limits();
    let is_idle = |min: bool| idle.iter().any(|idle| matches!(idle, RedundantLimit::Min { .. }) == min);
    let min = fixture.min_length.filter(|_| !is_idle(true)).unwrap_or(0) as usize;
    let max = fixture.max_length.filter(|_| !is_idle(false)).map_or(usize::MAX, |max| max as usize);
    let matches = fixture.oracle.matches(text);
    let expected = match said {
        _ if length < min => CheckResult::TooShort { min, length },
        _ if length > max => CheckResult::TooLong { max, length },
        _ if matches => CheckResult::Ok,
        // Where it ends to match is judged by itself.
        CheckResult::Pattern { position } => CheckResult::Pattern { position: position.min(length) },
        _ => CheckResult::Pattern { position: length },
    };
    assert_eq!(said, expected, "{} on {text:?}", fixture.name);
    assert_eq!(fixture.pattern.accepts(text), matches, "{} on {text:?}", fixture.name);
    assert_eq!(fixture.language.accepts(text), expected == CheckResult::Ok, "{} on {text:?}", fixture.name);
}

fn judge_position(fixture: &PatternFixture, text: &str, said: CheckResult) {
    let CheckResult::Pattern { position } = said else { return };
    let begin = |count: usize| text.chars().take(count).collect::<String>();
    assert!(may_match(fixture, &begin(position)), "{} on {text:?}: too far at {position}", fixture.name);
    let on = position < text.chars().count() && may_match(fixture, &begin(position + 1));
    assert!(!on, "{} on {text:?}: not far enough at {position}", fixture.name);
}

/// Whether some text that begins so matches the pattern, by an automaton that the emitter has no part in.
fn may_match(fixture: &PatternFixture, begin: &str) -> bool {
    let begins: String = begin.chars().map(|character| format!("\\u{{{:x}}}", u32::from(character))).collect();
    let begins = Pattern::compile(&format!("^{begins}")).unwrap();
    !fixture.pattern.language().intersection(begins.language()).unwrap().is_empty()
}
