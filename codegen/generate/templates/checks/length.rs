/// Checks the number of characters. A character has one to four bytes, so the length in bytes mostly decides.
#[inline]
pub(super) fn length(text: &str, min: usize, max: usize) -> Result<(), Mismatch> {
    if text.len() <= max && text.len().saturating_add(3) >= min.saturating_mul(4) {
        return Ok(());
    }
    let length = text.chars().count();
    if length < min {
        Err(Mismatch::TooShort { min, length })
    } else if length > max {
        Err(Mismatch::TooLong { max, length })
    } else {
        Ok(())
    }
}
