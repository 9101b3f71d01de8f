//! Schemas of the spec, compiled.

use std::collections::BTreeSet;

use jsonschema::{ValidationError, Validator};
use serde_json::Value;

use crate::judge::violation::Violation;
use crate::model::error::SpecError;

/// A schema that was compiled once, to judge any number of values.
#[derive(Debug)]
pub struct Schema(Validator);

impl Schema {
    /// Compiles a schema, which stands in the document at a JSON Pointer. Its references lead into the document.
    ///
    /// # Errors
    /// Where the schema makes no sense, or a reference leads nowhere.
    pub fn compile(document: &Value, schema: &Value, at: &str) -> Result<Self, SpecError> {
        let mut root = document.clone();
        if let Some(root) = root.as_object_mut() {
            root.insert("allOf".to_owned(), Value::Array(vec![schema.clone()]));
        }
        // OpenAPI 3.0 takes its schema keywords from the drafts before 6; of those the validator knows Draft 4 best.
        // It checks formats. The crate's `options` are generic: they would compile the validator anew, in this crate.
        let compiled = jsonschema::draft4::new(&root);
        compiled.map(Self).map_err(|error| SpecError::new(at, format!("the schema cannot be used: {error}")))
    }

    /// Whether a value satisfies the schema.
    pub fn is_valid(&self, value: &Value) -> bool {
        self.0.is_valid(value)
    }

    /// What a value violates, `most` violations at most; a value of the wrong type violates that alone. One violation costs little whatever
    /// the value is; for more of them the validator keeps all that there are at once.
    pub fn violations(&self, value: &Value, most: usize) -> Vec<Violation> {
        if self.is_valid(value) {
            return Vec::new();
        }
        if most == 1 {
            return self.0.validate(value).map_err(violation).err().into_iter().collect();
        }
        let mut violations: Vec<_> = self.0.iter_errors(value).take(most).map(violation).collect();
        let types = violations.iter().filter(|violation| violation.id == "type");
        let wrong_types: BTreeSet<_> = types.map(|violation| violation.pointer.clone()).collect();
        violations.retain(|violation| violation.id == "type" || !wrong_types.contains(&violation.pointer));
        violations
    }
}

fn violation(error: ValidationError<'_>) -> Violation {
    Violation::error(error.kind().keyword(), error.instance_path().as_str(), error.masked_with("the value").to_string())
}
