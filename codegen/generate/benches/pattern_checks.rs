//! Benchmarks emitted checks against hand-written ones: `cargo bench -p colt-numbers-generate`.
//!
//! Both run alternately in short rounds, and the best round of each counts, so that the ratio is stable on a busy machine too.

use std::hint::black_box;
use std::time::Instant;

#[rustfmt::skip]
#[expect(dead_code, reason = "only some are compared")]
#[path = "../tests/golden/patterns_checks.rs"]
mod checks;

use checks::{Mismatch, strings};

const ROUNDS: usize = 400;
const CALLS: u32 = 4_000;

fn main() {
    // Test runners run this target to list its tests, without `--bench`; it has none.
    if std::env::args().any(|argument| argument == "--bench") {
        println!("{:>22} {:>5} {:>9} {:>9} {:>6}   with one allocation", "", "chars", "emitted", "by hand", "ratio");
        let long = "a".repeat(255);
        compare("telephone_number", "+442081324758", strings::telephone_number, telephone_number);
        compare("tracking_id", "b6051092-5ddf-4f0e-9b0b-7a4f4f2d2f0e", strings::tracking_id, tracking_id);
        compare("tracking_id", &long, strings::tracking_id, tracking_id);
        compare("country_code", "GB", strings::country_code, country_code);
        compare("uuid", "b6051092-5ddf-4f0e-9b0b-7a4f4f2d2f0e", strings::uuid, uuid);
        compare("date_strict", "2026-11-23", strings::date_strict, date_strict);
        compare("no_white_space", "Grüße-aus-Zürich", strings::no_white_space, no_white_space);
    }
}

fn telephone_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() > 20 && text.chars().count() > 20 {
        return false;
    }
    let digits = bytes.strip_prefix(b"+").unwrap_or(bytes);
    (7..=16).contains(&digits.len()) && digits[0] != b'0' && digits.iter().all(u8::is_ascii_digit)
}

fn tracking_id(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'~' | b':' | b'@' | b'-');
    !text.is_empty() && text.len() <= 255 && text.bytes().all(allowed)
}

fn country_code(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn uuid(text: &str) -> bool {
    let allowed = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
    };
    text.len() == 36 && text.bytes().enumerate().all(allowed)
}

fn date_strict(text: &str) -> bool {
    let &[a, b, c, d, b'-', e, f, b'-', g, h] = text.as_bytes() else {
        return false;
    };
    let number = |tens: u8, ones: u8| (tens - b'0') * 10 + (ones - b'0');
    [a, b, c, d, e, f, g, h].iter().all(u8::is_ascii_digit)
        && (1..=12).contains(&number(e, f))
        && (1..=31).contains(&number(g, h))
}

fn no_white_space(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|character| !character.is_whitespace() && character != '\u{feff}')
}

fn compare(name: &str, text: &str, emitted: fn(&str) -> Result<(), Mismatch>, by_hand: fn(&str) -> bool) {
    let bare = race(|| emitted(black_box(text)).is_ok(), || by_hand(black_box(text)));
    let owned = |allowed: bool| allowed && black_box(text.to_owned()).len() == text.len();
    let owned = race(|| owned(emitted(black_box(text)).is_ok()), || owned(by_hand(black_box(text))));
    let ratio = |(emitted, by_hand): (f64, f64)| emitted / by_hand;
    println!(
        "{name:>22} {:>5} {:>6.1} ns {:>6.1} ns {:>6.2}   {:.1} ns / {:.1} ns = {:.2}",
        text.chars().count(),
        bare.0,
        bare.1,
        ratio(bare),
        owned.0,
        owned.1,
        ratio(owned),
    );
}

/// Nanoseconds per call of each function.
fn race(one: impl Fn() -> bool, other: impl Fn() -> bool) -> (f64, f64) {
    let round = |call: &dyn Fn() -> bool| {
        let start = Instant::now();
        for _ in 0..CALLS {
            assert!(black_box(call()));
        }
        start.elapsed().as_secs_f64() * 1e9 / f64::from(CALLS)
    };
    (0..ROUNDS).fold((f64::MAX, f64::MAX), |best, _| (best.0.min(round(&one)), best.1.min(round(&other))))
}
