//! Each character class and escape matches the same characters as in the oracle: all of the first two planes, and some of the others.

use colt_numbers_pattern::Pattern;

use crate::oracle::Oracle;

#[test]
fn classes_agree_on_characters_of_every_plane() {
    let others = ('\u{20000}'..=char::MAX)
        .step_by(251)
        .chain((2..=16).filter_map(|plane| char::from_u32((plane << 16) + 0xFFFF)));
    let characters: String = ('\0'..'\u{20000}').chain(others).collect();
    for source in
        ["\\d", "\\w", "\\s", "\\D", "\\W", "\\S", ".", "[^\\s\\d]", "[\\0-\\x7f\\uD7F0-\\u{1F600}]", "[^]", "[]"]
    {
        let pattern = Pattern::compile(&format!("^{source}$")).unwrap();
        let ours = characters.chars().filter(|character| pattern.accepts(character.encode_utf8(&mut [0; 4])));
        let oracle = Oracle::new(source).unwrap();
        assert!(
            ours.eq(oracle.0.find_iter(&characters).filter_map(|found| characters[found.range()].chars().next())),
            "`{source}`"
        );
    }
}
