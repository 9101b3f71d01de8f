/// Checks that the rest of the text is one run of `min` to `max` characters of a class; `at` characters were read before it.
#[inline]
pub(super) fn final_char_run(rest: core::str::Chars<'_>, at: usize, min: usize, max: usize, class: impl Fn(char) -> bool) -> Result<(), Mismatch> {
    let mut count = 0;
    for character in rest {
        if count == max || !class(character) {
            return Err(Mismatch::Pattern { position: at + count });
        }
        count += 1;
    }
    if count < min { Err(Mismatch::Pattern { position: at + count }) } else { Ok(()) }
}
