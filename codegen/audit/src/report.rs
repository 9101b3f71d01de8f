//! The parts that the report of discrepancies and the report of changes share: sections with titles, and the exit status.

use std::fmt;

/// The exit status of a report with open discrepancies or changes.
pub const EXIT_OPEN: u8 = 8;

/// The exit status of a report.
pub(crate) fn exit_status(is_open: bool) -> u8 {
    if is_open { EXIT_OPEN } else { 0 }
}

/// Prints the items of each section under its title; an empty section is omitted.
pub(crate) fn sections<T: fmt::Display>(
    f: &mut fmt::Formatter<'_>,
    titles: &[&str],
    all: &[T],
    section: impl Fn(&T) -> &'static str,
) -> fmt::Result {
    for title in titles {
        let mut of_section = all.iter().filter(|item| section(item) == *title).peekable();
        if of_section.peek().is_some() {
            writeln!(f, "{title}")?;
        }
        for item in of_section {
            writeln!(f, "{item}")?;
        }
    }
    Ok(())
}
