//! Why the emitter rejects a spec; becomes a finding of the lint.

/// Why a spec is rejected.
#[derive(Debug)]
pub struct Rejection {
    /// The JSON Pointer of the rejected construct; empty for the whole file.
    pub at: String,
    /// The problem.
    pub reason: String,
}

impl<T: Into<String>> From<T> for Rejection {
    fn from(reason: T) -> Self {
        Self { at: String::new(), reason: reason.into() }
    }
}
