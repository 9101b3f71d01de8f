//! The automaton of each fixture accepts the same texts as the oracle.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::fixtures;

#[test]
fn automata_agree_with_the_oracle() {
    let fixtures = fixtures::all();
    let config = ProptestConfig { cases: ProptestConfig::default().cases / 16, ..crate::seeds::config() };
    proptest!(config, |(choices in prop_oneof![vec(any::<u16>(), 0..32), vec(any::<u16>(), 80)])| {
        for fixture in &fixtures {
            let characters = fixture.characters();
            let text = fixtures::walk(&characters, &choices, |text| fixture.may_continue(text));
            for text in [&fixture.example, &text].into_iter().flat_map(|text| fixtures::around(text, &characters, &choices)) {
                let (matches, length) = (fixture.oracle.matches(&text), text.chars().count() as u64);
                let constraints = fixture.constraints();
                let min = constraints.min_length.is_none_or(|min| length >= min.into());
                let max = constraints.max_length.is_none_or(|max| length <= max.into());
                prop_assert_eq!(fixture.pattern.accepts(&text), matches, "{} on {:?}", fixture.name, text);
                prop_assert_eq!(fixture.language.accepts(&text), matches && min && max, "{} on {:?}", fixture.name, text);
            }
        }
    });
}
