//! Checks that each `default` is a valid value of its schema. The server applies a default; the generated type does not.

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::pointer::join;
use colt_numbers_openapi::reference;
use colt_numbers_openapi::walk;
use serde_json::Value;

use super::validator::Validator;

/// Checks every `default` of a schema.
pub fn check(root: &Value, lint: &mut Findings) {
    let mut validator = Validator::new(root);
    walk::schemas(root, &mut |at, schema| {
        if let Some(default) = schema.get("default").filter(|_| reference::of(schema).is_none()) {
            let conforms = validator.is_valid(default, schema);
            check_one(&join(at, "default"), schema, default, conforms, lint);
        }
    });
}

fn check_one(at: &str, schema: &Value, default: &Value, conforms: bool, lint: &mut Findings) {
    // The default of a string is checked with its example (`strings`).
    let is_checked = schema["type"] == "string" && !default.is_null();
    if default.is_null() && !conforms {
        lint.error(at, "`default` is null, which the schema does not allow")
            .hint("write `nullable: true` beside it, or remove `default`");
    } else if !conforms && !is_checked {
        lint.error(at, format!("{default} is rejected by its own schema, or by the type that the schema becomes"))
            .hint("correct the value or the schema");
    } else {
        lint.note(at, "the server applies `default`; the generated type keeps an absent value absent")
            .hint("none needed");
    }
}
