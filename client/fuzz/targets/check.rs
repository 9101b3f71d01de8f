//! What the program's `check --fix` does: mends a text, judges it, and says what it found, a line each.

#![no_main]

use colt_numbers::{Account, Checks, Country, fix};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    let account = Country::ALL.into_iter().fold(Account::new(), Account::with_several_service_profiles);
    let checks = Checks::new().account(account);
    let before = checks.violations(body);
    for found in &before {
        assert!(!found.message.is_empty() && !found.to_string().is_empty());
    }
    match fix(body) {
        Err(_) => assert_eq!(before[0].id, "json"),
        Ok(fixed) => {
            assert!(fixed.text.len() <= body.len());
            assert_eq!(fixed.changed.is_empty(), fixed.text.as_bytes() == body);
            let again = fix(fixed.text.as_bytes()).expect("what was mended is JSON");
            assert!(again.changed.is_empty() && again.text == fixed.text);
            // The limit on the length is the only thing that a shorter text can meet by being shorter.
            assert!(checks.violations(fixed.text.as_bytes()).iter().all(|found| found.id != "json"));
        }
    }
});
