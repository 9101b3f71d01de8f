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

/// A finding that is added once it says what to do.
#[derive(Debug)]
#[must_use = "a finding is added with its hint"]
pub struct Unhinted<'f> {
    finding: Finding,
    findings: &'f mut Findings,
}

impl Unhinted<'_> {
    /// It is at this line, which is known by more than the pointer.
    pub const fn at_line(mut self, line: Option<usize>) -> Self {
        self.finding.line = line;
        self
    }

    /// It is in this file, which is not the spec.
    pub fn of_file(mut self, file: &str) -> Self {
        self.finding.file = file.to_owned();
        self
    }

    /// Adds it with what to do.
    pub fn hint(mut self, remedy: impl Into<String>) {
        self.finding.remedy = remedy.into();
        self.findings.0.push(self.finding);
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
    pub fn error(&mut self, pointer: &str, message: impl Into<String>) -> Unhinted<'_> {
        self.add(Level::Error, pointer, message.into())
    }

    /// Adds a note on the spec.
    pub fn note(&mut self, pointer: &str, message: impl Into<String>) -> Unhinted<'_> {
        self.add(Level::Note, pointer, message.into())
    }

    fn add(&mut self, level: Level, pointer: &str, message: String) -> Unhinted<'_> {
        let (file, remedy) = (String::new(), String::new());
        let finding = Finding { level, file, line: None, pointer: pointer.to_owned(), message, remedy };
        Unhinted { finding, findings: self }
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
