//! How the file is written: keys given twice, and words that readers of YAML 1.1 take for booleans.

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::marks::Marks;

/// Checks the marks of the text.
pub fn check(marks: &Marks, lint: &mut Findings) {
    for (pointer, line) in &marks.twice {
        let message = "this key is given twice; readers take one of the two, without a word";
        lint.error(pointer, message).at_line(Some(*line)).hint("keep one");
    }
    for (pointer, line, text) in &marks.booleans {
        let message = format!("`{text}` is not quoted; a reader of YAML 1.1 takes it for a boolean");
        lint.error(pointer, message).at_line(Some(*line)).hint(format!("write `'{text}'`"));
    }
    for (pointer, line) in &marks.aliases {
        let message = "an alias; it is followed by some readers only";
        lint.error(pointer, message).at_line(Some(*line)).hint("write the value out, or use `$ref`");
    }
}
