//! The colours of the output. [`crate::standard_stream`] decides whether they are printed.

use std::fmt;

use anstyle::{AnsiColor, Style};

pub const ERROR: Style = AnsiColor::Red.on_default().bold();
pub const WARNING: Style = AnsiColor::Yellow.on_default().bold();
pub const GOOD: Style = AnsiColor::Green.on_default().bold();
pub const HINT: Style = AnsiColor::Cyan.on_default();
pub const LABEL: Style = Style::new().bold();

/// A value that is displayed in a style.
pub fn styled<T: fmt::Display>(style: Style, value: T) -> impl fmt::Display {
    Styled { style, value }
}

struct Styled<T> {
    style: Style,
    value: T,
}

impl<T: fmt::Display> fmt::Display for Styled<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { style, value } = self;
        write!(f, "{style}{value}{style:#}")
    }
}
