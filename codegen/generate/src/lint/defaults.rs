//! Checks every `default`: whether it is valid, and how the generated type uses it.

use std::collections::BTreeMap;

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::pointer::join;
use colt_numbers_openapi::reference;
use colt_numbers_openapi::value::{self, items, members};
use colt_numbers_openapi::walk;
use serde_json::Value;

use super::validator::Validator;
use crate::hoist::becomes_a_type;

/// How the generated type treats an absent value.
#[derive(Clone, Copy)]
enum WhenAbsent {
    /// It uses the default, which is then sent.
    UsesDefault,
    /// It uses the default, an empty array or object, which is not sent.
    UsesEmpty,
    /// It ignores the default: the value is `None`, or required.
    IgnoresDefault,
}

/// The facts about a default.
struct DefaultCheck {
    when_absent: WhenAbsent,
    /// Whether it is a valid value of its schema and its type.
    is_valid: bool,
}

/// Checks every `default` of a schema.
pub fn check(root: &Value, lint: &mut Findings) {
    let mut properties = BTreeMap::new();
    let mut validator = Validator::new(root);
    // A schema is visited before its properties.
    walk::schemas(root, &mut |at, schema| {
        let here = join(at, "properties");
        for (name, property) in members(schema.get("properties")) {
            let is_required = items(schema.get("required")).any(|required| required == name);
            if !is_required && !becomes_a_type(property) {
                properties.insert(join(&here, name), treatment_if_optional(property));
            }
        }
        if let Some(default) = schema.get("default").filter(|_| reference::of(schema).is_none()) {
            let when_absent = properties.get(at).copied().unwrap_or(WhenAbsent::IgnoresDefault);
            let is_valid = validator.is_valid(default, schema);
            check_one(&join(at, "default"), schema, default, DefaultCheck { when_absent, is_valid }, lint);
        }
    });
}

fn treatment_if_optional(property: &Value) -> WhenAbsent {
    match (value::text(property, "type"), property.get("default")) {
        (Some("array"), Some(Value::Array(items))) if items.is_empty() => WhenAbsent::UsesEmpty,
        (Some("object"), Some(Value::Object(members))) if members.is_empty() => WhenAbsent::UsesEmpty,
        _ => WhenAbsent::UsesDefault,
    }
}

fn check_one(at: &str, schema: &Value, default: &Value, checked: DefaultCheck, lint: &mut Findings) {
    // `strings` checks the default of a string.
    let is_string = schema["type"] == "string" && !default.is_null();
    if default.is_null() && !checked.is_valid {
        lint.error(at, "`default` is null, which the schema does not allow")
            .hint("add `nullable: true`, or remove `default`");
    } else if !checked.is_valid && !is_string {
        lint.error(at, format!("{default} is not a valid value of its schema, or of the type generated from it"))
            .hint("correct the value or the schema");
    } else if schema.get("x-lenient").is_some() {
        let message = "a lenient property is absent if its value has another type, so it cannot have a `default`";
        lint.error(at, message).hint("remove `default` or `x-lenient`");
    } else {
        let message = match checked.when_absent {
            _ if default.is_null() => "an absent value is null already, so `default` makes no difference to the type",
            WhenAbsent::UsesDefault => "if the value is absent, the type uses `default`, which is then sent",
            WhenAbsent::UsesEmpty => "if the value is absent, the type uses `default`, which is not sent",
            WhenAbsent::IgnoresDefault => {
                "`default` makes no difference to the type: only optional properties without constraints or properties \
                 of their own use it"
            }
        };
        lint.note(at, message).hint("none needed");
    }
}
