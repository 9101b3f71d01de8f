//! How both reports are printed: sections with a title, and the exit status that says whether something is open.

use std::fmt;

/// The exit status where something is open.
pub const OPEN: u8 = 8;

/// The exit status of a report.
pub(crate) fn exit_status(is_open: bool) -> u8 {
    if is_open { OPEN } else { 0 }
}

/// Prints what belongs to each section under its title; a section with nothing in it is left out.
pub(crate) fn sections<T: fmt::Display>(
    f: &mut fmt::Formatter<'_>,
    titles: &[&str],
    all: &[T],
    section: impl Fn(&T) -> &'static str,
) -> fmt::Result {
    for title in titles {
        let mut of_section = all.iter().filter(|one| section(one) == *title).peekable();
        if of_section.peek().is_some() {
            writeln!(f, "{title}")?;
        }
        for one in of_section {
            writeln!(f, "{one}")?;
        }
    }
    Ok(())
}
