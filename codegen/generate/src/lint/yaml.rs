//! Checks the YAML syntax: duplicate keys, words that YAML 1.1 reads as booleans, aliases.

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::yaml_syntax::Marks;

/// Reports the problems among the marks of a text.
pub fn check(marks: &Marks, lint: &mut Findings) {
    for (pointer, line) in &marks.twice {
        let message = "this key is given twice; parsers silently use one of the two";
        lint.error(pointer, message).at_line(Some(*line)).hint("keep one");
    }
    for (pointer, line, text) in &marks.booleans {
        let message = format!("`{text}` is not quoted; YAML 1.1 reads it as a boolean");
        lint.error(pointer, message).at_line(Some(*line)).hint(format!("write `'{text}'`"));
    }
    for (pointer, line) in &marks.aliases {
        let message = "an alias; not every parser supports it";
        lint.error(pointer, message).at_line(Some(*line)).hint("write the value out, or use `$ref`");
    }
}
