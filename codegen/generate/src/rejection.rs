//! Why something cannot be emitted; it becomes a finding.

/// The reason, and what it is about.
#[derive(Debug)]
pub struct Rejection {
    /// The pointer of what the reason is about; empty for the whole file.
    pub at: String,
    /// What is wrong.
    pub reason: String,
}

impl<T: Into<String>> From<T> for Rejection {
    fn from(reason: T) -> Self {
        Self { at: String::new(), reason: reason.into() }
    }
}
