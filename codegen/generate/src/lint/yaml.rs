//! Checks the YAML syntax: duplicate keys, words that YAML 1.1 reads as booleans, aliases.

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::yaml_syntax::YamlSyntax;

/// Reports the problems in the syntax of a YAML text.
pub fn check(syntax: &YamlSyntax, lint: &mut Findings) {
    for (pointer, line) in &syntax.duplicate_keys {
        let message = "this key is given twice; parsers silently use one of the two";
        lint.error(pointer, message).at_line(Some(*line)).hint("keep one");
    }
    for (pointer, line, text) in &syntax.yaml_1_1_booleans {
        let message = format!("`{text}` is not quoted; YAML 1.1 reads it as a boolean");
        lint.error(pointer, message).at_line(Some(*line)).hint(format!("write `'{text}'`"));
    }
    for (pointer, line) in &syntax.aliases {
        let message = "an alias; not every parser supports it";
        lint.error(pointer, message).at_line(Some(*line)).hint("write the value out, or use `$ref`");
    }
}
