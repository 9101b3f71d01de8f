//! A secret string: never printed, and overwritten in memory when it is dropped.

use std::fmt;

use zeroize::Zeroizing;

/// A secret string, such as a bearer token.
///
/// Its `Debug` prints `***`, it has no `Display`, and its memory is overwritten when it is dropped. Only [`Secret::expose`] reads it.
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
    /// Wraps a text as a secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The secret itself. Do not print, log or store it. Copies of it are not overwritten.
    ///
    /// ```
    /// assert_eq!(colt_numbers::Secret::new("hunter2").expose(), "hunter2");
    /// ```
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Replaces each occurrence of this secret in a server's text by `***`.
    pub(crate) fn redact(&self, text: &mut String) {
        if !self.0.is_empty() && text.contains(self.expose()) {
            *text = text.replace(self.expose(), "***");
        }
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}
