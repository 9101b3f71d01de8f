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
    /// The file, below the root of the project.
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

impl Finding {
    /// A finding on the spec, whose name and line are given to it later ([`Findings::locate`]).
    fn new(level: Level, pointer: &str, message: String, remedy: String) -> Self {
        Self { level, file: String::new(), line: None, pointer: pointer.to_owned(), message, remedy }
    }
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

    /// Adds an error in the spec.
    pub fn error(&mut self, pointer: &str, message: impl Into<String>, remedy: impl Into<String>) {
        self.error_at(None, pointer, message, remedy);
    }

    /// Adds an error in the spec whose line is known by more than its pointer.
    pub fn error_at(
        &mut self,
        line: Option<usize>,
        pointer: &str,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.0.push(Finding { line, ..Finding::new(Level::Error, pointer, message.into(), remedy.into()) });
    }

    /// Adds an error in another file.
    pub fn error_of_file(&mut self, file: &str, message: impl Into<String>, remedy: impl Into<String>) {
        let file = file.to_owned();
        self.0.push(Finding { file, ..Finding::new(Level::Error, "", message.into(), remedy.into()) });
    }

    /// Adds a note on the spec.
    pub fn note(&mut self, pointer: &str, message: impl Into<String>, remedy: impl Into<String>) {
        self.0.push(Finding::new(Level::Note, pointer, message.into(), remedy.into()));
    }

    /// Gives the findings on the spec its name, and each its line.
    pub fn locate(&mut self, file: &str, line: impl Fn(&str) -> Option<usize>) {
        for finding in self.0.iter_mut().filter(|finding| finding.file.is_empty()) {
            finding.file = file.to_owned();
            finding.line = finding.line.or_else(|| line(&finding.pointer));
        }
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
