//! `cargo codegen lint`: prints all lint findings, including notes.

use std::path::Path;

use colt_numbers_generate::load::load;
use colt_numbers_openapi::finding::Level;
use colt_numbers_terminal_text::Safe;

use crate::exit;
use crate::failure::Failure;
use crate::input;
use crate::output::Output;

/// Lints the spec.
pub fn run(root: &Path) -> Result<Output, Failure> {
    let source = input::source(root)?;
    Ok(match load(&source) {
        Ok(spec) => {
            let count = spec.notes.of(Level::Note).count();
            Output::text(format!("{}`{}`: no errors, {count} notes\n", spec.notes, Safe::new(&source.file)))
        }
        Err(findings) => Output::messages(exit::INVALID, findings.to_string()),
    })
}
