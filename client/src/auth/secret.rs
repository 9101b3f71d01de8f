//! A text that is never shown.

use std::fmt;

use zeroize::Zeroizing;

/// A text that nobody sees: its `Debug` is a mask, it has no `Display`, and its memory is overwritten when it is dropped.
///
/// ```
/// assert_eq!(format!("{:?}", colt_numbers::Secret::new("hunter2")), "***");
/// ```
///
/// ```compile_fail
/// println!("{}", colt_numbers::Secret::new("hunter2"));
/// ```
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a text in.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// Takes this text out of what a server said, should it have said it.
    pub(crate) fn redact(&self, text: &mut String) {
        if !self.0.is_empty() && text.contains(self.expose()) {
            *text = text.replace(self.expose(), "***");
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}
