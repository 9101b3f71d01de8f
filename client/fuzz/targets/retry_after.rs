//! Parses any value of `Retry-After` at any time. No wait is longer than a day.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (i64, &[u8])| colt_numbers::fuzzing::retry_after(input.1, input.0));
