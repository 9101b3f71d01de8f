//! What the lint says: where, what, and what to do about it.
//!
//! A finding is data; which level stops a generation is decided in [`Findings::stops`], and nowhere else.

use std::fmt;

use colt_numbers_terminal_text::Safe;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Level {
    /// Stops the generation.
    Error,
    /// Worth knowing, and stops nothing: the document itself may be the reason.
    Note,
}

/// One thing the lint found.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Finding {
    /// Whether it stops the generation.
    pub level: Level,
    /// The file, relative to the root of the spec.
    pub file: String,
    /// The line in that file, from 1, where it is known.
    pub line: Option<usize>,
    /// A JSON Pointer (RFC 6901) into the file.
    pub pointer: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub remedy: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.level {
            Level::Error => "error",
            Level::Note => "note",
        };
        write!(f, "{level}: {}", Safe::new(&self.file))?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if !self.pointer.is_empty() {
            write!(f, " `{}`", Safe::new(&self.pointer))?;
        }
        write!(f, ": {}\n  hint: {}", Safe::new(&self.message), Safe::new(&self.remedy))
    }
}

/// Everything the lint found, in the order of the files.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Findings(pub Vec<Finding>);

impl Findings {
    /// Whether any finding is an error.
    pub fn stops(&self) -> bool {
        self.0.iter().any(|finding| finding.level == Level::Error)
    }

    /// The findings of one level.
    pub fn of(&self, level: Level) -> impl Iterator<Item = &Finding> {
        self.0.iter().filter(move |finding| finding.level == level)
    }

    /// Adds an error.
    pub fn error(&mut self, file: &str, pointer: &str, message: impl Into<String>, remedy: impl Into<String>) {
        self.push(Level::Error, file, pointer, message.into(), remedy.into());
    }

    /// Adds a note.
    pub fn note(&mut self, file: &str, pointer: &str, message: impl Into<String>, remedy: impl Into<String>) {
        self.push(Level::Note, file, pointer, message.into(), remedy.into());
    }

    fn push(&mut self, level: Level, file: &str, pointer: &str, message: String, remedy: String) {
        self.0.push(Finding { level, file: file.to_owned(), line: None, pointer: pointer.to_owned(), message, remedy });
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.0 {
            writeln!(f, "{finding}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Findings {}
