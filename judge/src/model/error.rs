//! The error for a spec that cannot be used.

use std::error::Error;
use std::fmt;

use colt_numbers_terminal_text::Safe;

/// What is wrong with a spec that cannot be used, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpecError {
    pointer: String,
    problem: String,
}

impl SpecError {
    /// A problem of the spec at a JSON Pointer.
    pub fn new(pointer: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), problem: problem.into() }
    }

    /// The place in the spec, as a JSON Pointer.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The problem.
    pub fn problem(&self) -> &str {
        &self.problem
    }
}

impl fmt::Display for SpecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (pointer, problem) = (Safe::new(&self.pointer), Safe::new(&self.problem));
        write!(f, "the spec cannot be used: `{pointer}`: {problem}")
    }
}

impl Error for SpecError {}
