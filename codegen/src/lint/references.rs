//! References: local, present, of the right kind, and not in a circle.

use serde_json::Value;

use crate::finding::Findings;
use crate::pointer;

/// Checks every `$ref` of the file.
pub fn check(file: &str, value: &Value, findings: &mut Findings) {
    pointer::walk(value, "", &mut |at, here| {
        if is_data(at) {
            return;
        }
        if let Some(reference) = here.get("$ref").and_then(Value::as_str) {
            check_one(file, value, at, reference, findings);
        }
    });
    for name in
        value.pointer("/components/schemas").and_then(Value::as_object).into_iter().flatten().map(|(name, _)| name)
    {
        let mut path = Vec::new();
        if circles(value, &format!("#{}", pointer::join("/components/schemas", name)), &mut path) {
            findings.error(
                file,
                &pointer::join("/components/schemas", name),
                "this schema is made of itself, by references and composition alone",
                "put a property or an item between",
            );
        }
    }
}

/// Whether the pointer leads into data that merely looks like OpenAPI: examples, defaults, extensions.
pub fn is_data(at: &str) -> bool {
    let mut tokens = at.split('/').skip(1).peekable();
    let mut named = false;
    while let Some(token) = tokens.next() {
        // The members of these maps are names, not keywords.
        if !named && (token.starts_with("x-") || matches!(token, "example" | "default" | "enum" | "x-rules")) {
            return true;
        }
        if !named && token == "examples" {
            return tokens.any(|token| token == "value");
        }
        named = !named
            && matches!(
                token,
                "properties"
                    | "schemas"
                    | "responses"
                    | "parameters"
                    | "requestBodies"
                    | "headers"
                    | "securitySchemes"
                    | "paths"
                    | "content"
                    | "links"
                    | "callbacks"
            );
    }
    false
}

fn check_one(file: &str, root: &Value, at: &str, reference: &str, findings: &mut Findings) {
    if !reference.starts_with("#/components/") {
        findings.error(
            file,
            at,
            format!("`{reference}` leads out of `#/components`"),
            "move what it names into `components` of this file",
        );
        return;
    }
    let Some(target) = pointer::follow(root, reference) else {
        findings.error(file, at, format!("`{reference}` names nothing"), "correct the name, or add it");
        return;
    };
    if reference.split('/').count() != 4 {
        findings.error(
            file,
            at,
            format!("`{reference}` leads into a component"),
            "give the part a name of its own in `components`",
        );
    }
    if target.get("$ref").and_then(Value::as_str) == Some(reference) {
        findings.error(file, at, format!("`{reference}` names itself"), "write out what it stands for");
    }
}

/// Whether following references and composition from `reference` leads back to it.
fn circles(root: &Value, reference: &str, path: &mut Vec<String>) -> bool {
    if let Some(first) = path.first() {
        if first == reference {
            return true;
        }
        if path.iter().any(|seen| seen == reference) {
            return false;
        }
    }
    path.push(reference.to_owned());
    let found = pointer::follow(root, reference)
        .is_some_and(|schema| composed_of(schema).iter().any(|next| circles(root, next, path)));
    path.pop();
    found
}

/// The references that a schema is made of, without those of its properties and items.
fn composed_of(schema: &Value) -> Vec<String> {
    let mut found: Vec<String> = schema.get("$ref").and_then(Value::as_str).map(str::to_owned).into_iter().collect();
    for keyword in ["allOf", "oneOf", "anyOf"] {
        for part in schema.get(keyword).and_then(Value::as_array).into_iter().flatten() {
            found.extend(composed_of(part));
        }
    }
    found
}
