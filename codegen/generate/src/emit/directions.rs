//! Finds the directions in which the values of each named schema travel: to the server, from the server, or both.

use std::collections::BTreeSet;

use colt_numbers_openapi::operation::{self, operations};
use colt_numbers_openapi::pointer;
use colt_numbers_openapi::reference::{resolve, schema_name};
use colt_numbers_openapi::value::{self, members};
use serde_json::Value;

/// The names of the schemas that requests and responses contain.
pub struct Directions {
    sent: BTreeSet<String>,
    received: BTreeSet<String>,
}

impl Directions {
    pub fn of(root: &Value) -> Self {
        let (mut sent, mut received) = (Vec::new(), Vec::new());
        for operation in operations(root) {
            let parameters = operation::parameters(root, &operation);
            sent.extend(parameters.into_iter().filter_map(|(_, parameter)| parameter.get("schema")));
            sent.extend(operation.value.get("requestBody").into_iter().flat_map(|body| contents(root, body)));
            let responses = members(operation.value.get("responses"));
            received.extend(responses.flat_map(|(_, response)| contents(root, response)));
        }
        Self { sent: reachable(root, sent), received: reachable(root, received) }
    }

    /// Whether a response may contain a value of this schema.
    pub fn is_received(&self, name: &str) -> bool {
        self.received.contains(name)
    }

    /// Whether no value of this schema contains the property: `readOnly` without a response, or `writeOnly` without a request.
    pub fn is_never_present(&self, root: &Value, owner: &str, property: &Value) -> bool {
        let (is_sent, is_received) = (self.sent.contains(owner), self.received.contains(owner));
        is_sent && !is_received && is_marked(root, property, "readOnly")
            || is_received && !is_sent && is_marked(root, property, "writeOnly")
    }

    /// Whether values of this schema contain the property in one direction only.
    pub fn is_in_one_direction(&self, root: &Value, owner: &str, property: &Value) -> bool {
        let is_marked = is_marked(root, property, "readOnly") || is_marked(root, property, "writeOnly");
        is_marked && self.sent.contains(owner) && self.received.contains(owner)
    }
}

/// Whether a property or the schema that it refers to has `readOnly` or `writeOnly`.
pub fn is_marked(root: &Value, property: &Value, keyword: &str) -> bool {
    value::flag(property, keyword) || value::flag(resolve(root, property), keyword)
}

/// The schemas of the contents of a body or a response.
fn contents<'v>(root: &'v Value, holder: &'v Value) -> impl Iterator<Item = &'v Value> {
    members(resolve(root, holder).get("content")).filter_map(|(_, media)| media.get("schema"))
}

/// The names of all schemas to which these schemas refer, directly or through other schemas.
fn reachable<'v>(root: &'v Value, mut open: Vec<&'v Value>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    while let Some(schema) = open.pop() {
        pointer::walk(schema, "", &mut |_, inner| {
            if let Some(name) = schema_name(inner)
                && let Some(target) = root.pointer(&pointer::join("/components/schemas", &name))
                && found.insert(name)
            {
                open.push(target);
            }
        });
    }
    found
}
