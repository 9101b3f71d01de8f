//! What becomes of `default`: which types take it, and which defaults cannot be one.

use std::collections::BTreeMap;

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::pointer::join;
use colt_numbers_openapi::reference;
use colt_numbers_openapi::value::{self, items, members};
use colt_numbers_openapi::walk;
use serde_json::Value;

use super::validator::Validator;
use crate::hoist::becomes_a_type;

/// What the generated type does where a value is absent.
#[derive(Clone, Copy)]
enum WhenAbsent {
    /// It takes the default, which is sent from then on.
    TakesDefault,
    /// It takes an empty list or mapping, which is the default, and sends neither.
    IsEmpty,
    /// It is `None`, or the value may not be absent.
    Ignores,
}

/// What is known of a default.
struct DefaultCheck {
    absent: WhenAbsent,
    /// Whether its schema and the type allow it.
    is_valid: bool,
}

/// Checks every `default` of a schema.
pub fn check(root: &Value, lint: &mut Findings) {
    let mut properties = BTreeMap::new();
    let mut validator = Validator::new(root);
    // A schema comes before its properties.
    walk::schemas(root, &mut |at, schema| {
        let here = join(at, "properties");
        for (name, property) in members(schema.get("properties")) {
            let is_required = items(schema.get("required")).any(|required| required == name);
            if !is_required && !becomes_a_type(property) {
                properties.insert(join(&here, name), of_optional(property));
            }
        }
        if let Some(default) = schema.get("default").filter(|_| reference::of(schema).is_none()) {
            let absent = properties.get(at).copied().unwrap_or(WhenAbsent::Ignores);
            let is_valid = validator.is_valid(default, schema);
            check_one(&join(at, "default"), schema, default, DefaultCheck { absent, is_valid }, lint);
        }
    });
}

fn of_optional(property: &Value) -> WhenAbsent {
    match (value::text(property, "type"), property.get("default")) {
        (Some("array"), Some(Value::Array(items))) if items.is_empty() => WhenAbsent::IsEmpty,
        (Some("object"), Some(Value::Object(members))) if members.is_empty() => WhenAbsent::IsEmpty,
        _ => WhenAbsent::TakesDefault,
    }
}

fn check_one(at: &str, schema: &Value, default: &Value, checked: DefaultCheck, lint: &mut Findings) {
    // A string's own default is judged with its example (`strings`).
    let is_judged = schema["type"] == "string" && !default.is_null();
    if default.is_null() && !checked.is_valid {
        lint.error(at, "`default` is null, which the schema does not allow")
            .hint("write `nullable: true` beside it, or take `default` out");
    } else if !checked.is_valid && !is_judged {
        lint.error(at, format!("{default} is refused by its own schema, or by the type that the schema becomes"))
            .hint("correct the one that is wrong");
    } else if schema.get("x-lenient").is_some() {
        let message =
            "a property that is read leniently counts as absent where it has another form, and takes no `default`";
        lint.error(at, message).hint("take `default` or `x-lenient` out");
    } else {
        let message = match checked.absent {
            _ if default.is_null() => "an absent value is null already, so `default` makes no difference to the type",
            WhenAbsent::TakesDefault => {
                "`default` is what the type takes where the value is absent, and it is then sent"
            }
            WhenAbsent::IsEmpty => "`default` is what the type takes where the value is absent, and it is not sent",
            WhenAbsent::Ignores => {
                "`default` makes no difference to the type: only an optional property takes it, and none with constraints or \
                 properties of its own"
            }
        };
        lint.note(at, message).hint("none needed");
    }
}
