//! Numbers as people type and paste them: the message names the problem, and the hint suggests a number if the
//! text can mean only one number.

use crate::support::{GB_REQUEST, reserve, run, run_with_input};

const NUMBER: &str = "+442081324758";

/// A request with this text in place of a number.
fn request(number: &str) -> String {
    GB_REQUEST.replacen(NUMBER, number, 1)
}

#[test]
fn invisible_characters_are_named_and_fixed() {
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
                let verdict = run_with_input(["check", "-", "--json"], body.as_bytes()).assert_exit(3).json();
                let found = &verdict["violations"][0];
                assert!(
                    found["message"].as_str().unwrap().contains(&format!("is {name}, which is invisible")),
                    "{found}"
                );
                let hint = format!("write `{NUMBER}`; `check --fix` removes the invisible characters");
                assert_eq!(found["hint"], hint);
                let fixed = run_with_input(["check", "-", "--fix"], body.as_bytes()).assert_exit(0);
                assert_eq!(fixed.stdout, GB_REQUEST);
                assert!(fixed.stderr.contains("at `/numberRangeList/0/numberRangeStart`"), "{fixed:?}");
            }
        }
    }
}

#[test]
fn blanks_around_a_number_are_named_and_fixed() {
    for character in ['\u{a0}', '\u{202f}', '\u{2007}', '\u{3000}', '\t'] {
        let name = format!("U+{:04X}, which is a blank", u32::from(character));
        let number = format!("{NUMBER}\\u{:04x}", u32::from(character));
        let output = run_with_input(["check", "-"], request(&number).as_bytes()).assert_exit(3);
        assert!(output.stdout.contains(&name) && output.stdout.contains("`check --fix` does"), "{output:?}");
        let fixed = run_with_input(["check", "-", "--fix"], request(&number).as_bytes()).assert_exit(0);
        assert_eq!(fixed.stdout, GB_REQUEST);
    }
}

#[test]
fn invisible_characters_are_removed_only_from_numbers() {
    // Emoji that are joined by invisible characters, a reference that looks like a number, and text with a changed direction.
    for reference in ["👩\u{200d}👧\u{fe0f}", "4420\u{200b}81324758", "\u{202e}abc"] {
        let body = GB_REQUEST.replace("My Customer", reference);
        let fixed = run_with_input(["check", "-", "--fix"], body.as_bytes()).assert_exit(0);
        assert_eq!(fixed.stdout, body);
        assert!(fixed.stderr.contains("nothing to fix"), "{fixed:?}");
    }
}

#[test]
fn the_intended_number_is_suggested() {
    for typed in ["+44 20 8132 4758", "+44\u{a0}20\u{202f}8132-4758", "0044 (20) 8132.4758"] {
        let output = run(reserve(typed)).assert_exit(3);
        assert_eq!(output.stderr.matches(&format!("hint: write `{NUMBER}`\n")).count(), 2, "{output:?}");
        let output = run_with_input(["check", "-"], request(typed).as_bytes()).assert_exit(3);
        assert!(output.stdout.contains(&format!("hint: write `{NUMBER}`\n")), "{output:?}");
        // The number is only suggested: `--fix` does not change it.
        let fixed = run_with_input(["check", "-", "--fix"], request(typed).as_bytes()).assert_exit(3);
        assert_eq!(fixed.stdout, request(typed));
    }
    for typed in ["020 8132 4758", "+44 (0)20 8132 4758", "+442081324758-59"] {
        let output = run(reserve(typed)).assert_exit(3);
        assert!(!output.stderr.contains("hint: write"), "{output:?}");
    }
}
