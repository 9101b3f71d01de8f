//! A pattern that begins with look-aheads matches the same texts in the judge as in an independent ECMA-262 engine.

use colt_numbers_judge::judge::schema::Schema;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use crate::oracle::Oracle;

/// Pattern parts to which the validator gives their ECMA-262 meaning in patterns without look-around.
const LEAVES: &[&str] =
    &["a", "1", "\\d", "\\D", "\\w", "\\W", "\\s", "\\S", ".", "[^a]", "[\\d-]", "[^\\w(]", "[)|]", "\\)", "^", "$"];
const COUNTS: &[&str] = &["*", "+", "?", "{2}", "{0,2}", "*?"];

fn part() -> impl Strategy<Value = String> {
    select(LEAVES).prop_map(str::to_owned).prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
            vec(inner.clone(), 2..4).prop_map(|branches| format!("(?:{})", branches.join("|"))),
            (inner, select(COUNTS)).prop_map(|(part, count)| format!("({part}){count}")),
        ]
    })
}

fn look_ahead() -> impl Strategy<Value = String> {
    let content = vec(part(), 1..3).prop_map(|branches| branches.join("|"));
    (content, any::<bool>()).prop_map(|(content, excludes_whole_texts)| match excludes_whole_texts {
        true => format!("(?!(?:{content})$)"),
        false => format!("(?!{content})"),
    })
}

/// Texts of characters that ECMA-262 and Rust's regular expressions classify differently.
fn texts() -> Vec<String> {
    let characters = ["a", "1", "-", "|", ")", " ", "\n", "\r", "é", "\u{664}", "\u{85}", "\u{2028}", "\u{feff}"];
    let longer = characters.iter().flat_map(|first| characters.iter().map(move |second| format!("{first}{second}")));
    characters.iter().map(|&one| one.to_owned()).chain(longer).chain(["".to_owned(), "aa1".to_owned()]).collect()
}

proptest! {
    #[test]
    fn look_aheads_match_as_in_an_independent_engine(
        look_aheads in vec(look_ahead(), 1..3),
        second_anchor in select(&["", "^"][..]),
        rest in part(),
        end in select(&["", "$"][..]),
    ) {
        let pattern = format!("^{}{second_anchor}{rest}{end}", look_aheads.concat());
        let schema = Schema::compile(&Value::Null, &json!({ "type": "string", "pattern": pattern }), "").unwrap();
        let oracle = Oracle::new(&pattern).unwrap();
        for text in texts() {
            prop_assert_eq!(schema.is_valid(&json!(text)), oracle.matches(&text), "`{}` on {:?}", pattern, text);
        }
    }
}
