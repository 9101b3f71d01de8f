//! Any status, any `Retry-After`, any body: the verdict fits the status, and what is shown is one line.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u16, &[u8], &[u8])| {
    let (status, retry_after, body) = input;
    colt_numbers::fuzzing::response(status, retry_after, body);
});
