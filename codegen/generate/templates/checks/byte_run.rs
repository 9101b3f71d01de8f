/// Reads a run of `min` to `max` bytes of a class, starting at byte `at`. Returns the position after the run.
#[inline]
pub(super) fn byte_run(text: &[u8], at: usize, min: usize, max: usize, class: impl Fn(u8) -> bool) -> Result<usize, Mismatch> {
    let rest = text.get(at..).unwrap_or_default();
    let count = rest.iter().take(max).take_while(|&&byte| class(byte)).count();
    if count < min { Err(Mismatch::Pattern { position: at + count }) } else { Ok(at + count) }
}
