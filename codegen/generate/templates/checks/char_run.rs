/// Reads a run of `min` to `max` characters of a class; `at` characters were read before it. Returns the number read so far.
#[inline]
pub(super) fn char_run(rest: &mut core::str::Chars<'_>, at: usize, min: usize, max: usize, class: impl Fn(char) -> bool) -> Result<usize, Mismatch> {
    let mut count = 0;
    while count < max {
        let mut ahead = rest.clone();
        if !ahead.next().is_some_and(&class) {
            break;
        }
        *rest = ahead;
        count += 1;
    }
    if count < min { Err(Mismatch::Pattern { position: at + count }) } else { Ok(at + count) }
}
