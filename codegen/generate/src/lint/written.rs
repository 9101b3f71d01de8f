//! How the file is written: keys given twice, and words that readers of YAML 1.1 take for booleans.

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::marks::Marks;

/// Checks the marks of the text.
pub fn check(file: &str, marks: &Marks, findings: &mut Findings) {
    for (pointer, line) in &marks.twice {
        findings.error(
            file,
            pointer,
            "this key is given twice; readers take one of the two, without a word",
            "keep one",
        );
        set_line(findings, *line);
    }
    for (pointer, line, text) in &marks.booleans {
        findings.error(
            file,
            pointer,
            format!("`{text}` is not quoted; a reader of YAML 1.1 takes it for a boolean"),
            format!("write `'{text}'`"),
        );
        set_line(findings, *line);
    }
    for (pointer, line) in &marks.aliases {
        findings.error(
            file,
            pointer,
            "an alias; it is followed by some readers only",
            "write the value out, or use `$ref`",
        );
        set_line(findings, *line);
    }
}

fn set_line(findings: &mut Findings, line: usize) {
    if let Some(finding) = findings.0.last_mut() {
        finding.line = Some(line);
    }
}
