//! Numbers as they are typed and pasted: what is wrong is named, and what is certainly meant is suggested.

use crate::support::{GB, run, run_all, run_with_input};

const NUMBER: &str = "+442081324758";

/// A request for a number as it is written.
fn request(number: &str) -> String {
    GB.replacen(NUMBER, number, 1)
}

#[test]
fn what_is_not_seen_is_named_and_fixed() {
    for character in
        ['\u{feff}', '\u{200b}', '\u{200e}', '\u{200f}', '\u{ad}', '\u{2060}', '\u{202d}', '\u{fe0f}', '\u{e0020}']
    {
        let name = format!("U+{:04X}", u32::from(character));
        let mut units = [0; 2];
        let escaped: String = character.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")).collect();
        for written in [character.to_string(), escaped] {
            for number in
                [format!("{written}{NUMBER}"), format!("+44{written}2081324758"), format!("{NUMBER}{written}")]
            {
                let body = request(&number);
                let verdict = run_with_input(["check", "-", "--json"], body.as_bytes()).ended(3).json();
                let found = &verdict["violations"][0];
                assert!(
                    found["message"].as_str().unwrap().contains(&format!("is {name}, which is invisible")),
                    "{found}"
                );
                let hint = format!("write `{NUMBER}`; `check --fix` removes the invisible characters");
                assert_eq!(found["hint"], hint);
                let fixed = run_with_input(["check", "-", "--fix"], body.as_bytes()).ended(0);
                assert_eq!(fixed.out, GB);
                assert!(fixed.err.contains("at `/numberRangeList/0/numberRangeStart`"), "{fixed:?}");
            }
        }
    }
}

#[test]
fn blanks_around_a_number_are_named_and_fixed() {
    for character in ['\u{a0}', '\u{202f}', '\u{2007}', '\u{3000}', '\t'] {
        let name = format!("U+{:04X}, which is a blank", u32::from(character));
        let number = format!("{NUMBER}\\u{:04x}", u32::from(character));
        let ran = run_with_input(["check", "-"], request(&number).as_bytes()).ended(3);
        assert!(ran.out.contains(&name) && ran.out.contains("`check --fix` does"), "{ran:?}");
        let fixed = run_with_input(["check", "-", "--fix"], request(&number).as_bytes()).ended(0);
        assert_eq!(fixed.out, GB);
    }
}

#[test]
fn text_is_fixed_in_numbers_alone() {
    // A sequence of emoji that is held together by invisible characters, and a reference that looks like a number.
    for reference in ["👩\u{200d}👧\u{fe0f}", "4420\u{200b}81324758", "\u{202e}abc"] {
        let body = GB.replace("My Customer", reference);
        let fixed = run_with_input(["check", "-", "--fix"], body.as_bytes()).ended(0);
        assert_eq!(fixed.out, body);
        assert!(fixed.err.contains("nothing to fix"), "{fixed:?}");
    }
}

#[test]
fn the_number_that_is_meant_is_suggested() {
    for typed in ["+44 20 8132 4758", "+44\u{a0}20\u{202f}8132-4758", "0044 (20) 8132.4758"] {
        let ran = run(["reserve", "--country", "GB", "--start", typed]).ended(3);
        assert_eq!(ran.err.matches(&format!("hint: write `{NUMBER}`\n")).count(), 2, "{ran:?}");
        let ran = run_with_input(["check", "-"], request(typed).as_bytes()).ended(3);
        assert!(ran.out.contains(&format!("hint: write `{NUMBER}`\n")), "{ran:?}");
        // It is suggested to a person, and not written by the program.
        let fixed = run_with_input(["check", "-", "--fix"], request(typed).as_bytes()).ended(3);
        assert_eq!(fixed.out, request(typed));
    }
    for typed in ["020 8132 4758", "+44 (0)20 8132 4758", "+442081324758-59"] {
        let ran = run_all(&[&["reserve", "--country", "GB", "--start", typed]]).ended(3);
        assert!(!ran.err.contains("hint: write"), "{ran:?}");
    }
}
