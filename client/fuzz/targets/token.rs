//! Parses any response of a token endpoint.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| colt_numbers::fuzzing::token(body));
