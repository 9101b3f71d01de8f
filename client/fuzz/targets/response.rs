//! Classifies a response with any status, `Retry-After` and body. The class matches the status, and the summary of the response is one line.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u16, &[u8], &[u8])| {
    let (status, retry_after, body) = input;
    colt_numbers::fuzzing::response(status, retry_after, body);
});
