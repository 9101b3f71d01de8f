//! Lint findings: level, location, message and remedy.
//!
//! Findings stop the generation if and only if [`Findings::has_errors`] is true.

use std::fmt;

use colt_numbers_terminal_text::Safe;

/// The severity of a finding.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Level {
    /// Stops the generation.
    Error,
    /// For information only; the vendor's document may be the reason.
    Note,
}

/// One lint finding.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Finding {
    /// The severity.
    pub level: Level,
    /// The file, relative to the root of the project.
    pub file: String,
    /// The line in that file, from 1; `None` if unknown.
    pub line: Option<usize>,
    /// A JSON Pointer (RFC 6901) into the file.
    pub pointer: String,
    /// The problem.
    pub message: String,
    /// The remedy, printed as a hint.
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

/// A finding without its remedy; [`hint`](Self::hint) sets the remedy and adds the finding.
#[derive(Debug)]
#[must_use = "a finding is added only by `hint`"]
pub struct FindingBuilder<'f> {
    finding: Finding,
    findings: &'f mut Findings,
}

impl FindingBuilder<'_> {
    /// Sets the line, if the pointer does not determine the line.
    pub const fn at_line(mut self, line: Option<usize>) -> Self {
        self.finding.line = line;
        self
    }

    /// Sets the file, if the finding is not about the spec.
    pub fn in_file(mut self, file: &str) -> Self {
        self.finding.file = file.to_owned();
        self
    }

    /// Sets the remedy and adds the finding.
    pub fn hint(mut self, remedy: impl Into<String>) {
        self.finding.remedy = remedy.into();
        self.findings.0.push(self.finding);
    }
}

/// All lint findings, in the order of the files.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Findings(pub Vec<Finding>);

impl Findings {
    /// Whether any finding is an error.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|finding| finding.level == Level::Error)
    }

    /// The findings of one level.
    pub fn of(&self, level: Level) -> impl Iterator<Item = &Finding> {
        self.0.iter().filter(move |finding| finding.level == level)
    }

    /// Adds an error in the spec.
    pub fn error(&mut self, pointer: &str, message: impl Into<String>) -> FindingBuilder<'_> {
        self.add(Level::Error, pointer, message.into())
    }

    /// Adds a note on the spec.
    pub fn note(&mut self, pointer: &str, message: impl Into<String>) -> FindingBuilder<'_> {
        self.add(Level::Note, pointer, message.into())
    }

    fn add(&mut self, level: Level, pointer: &str, message: String) -> FindingBuilder<'_> {
        let (file, remedy) = (String::new(), String::new());
        let finding = Finding { level, file, line: None, pointer: pointer.to_owned(), message, remedy };
        FindingBuilder { finding, findings: self }
    }

    /// Fills in file name and line of the findings on the spec.
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
