/// Checks that the text from byte `at` to its end is one run of `min` to `max` bytes of a class.
#[inline]
pub(super) fn final_byte_run(text: &[u8], at: usize, min: usize, max: usize, class: impl Fn(u8) -> bool) -> Result<(), Mismatch> {
    let rest = text.get(at..).unwrap_or_default();
    // Without an early exit, the compiler can vectorize this loop.
    let all = |rest: &[u8]| rest.iter().fold(true, |all, &byte| all & class(byte));
    if rest.len() >= min && rest.len() <= max && all(rest) {
        return Ok(());
    }
    let count = rest.iter().take(max).take_while(|&&byte| class(byte)).count();
    Err(Mismatch::Pattern { position: at + count })
}
