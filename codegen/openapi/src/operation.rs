//! The operations of a document, and the parameters and success responses of each.

use serde_json::Value;

use crate::pointer::{item, join};
use crate::reference::resolve;
use crate::value::{items, members};

/// The HTTP methods of a path item.
pub const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// An operation.
#[derive(Clone, Debug)]
pub struct Operation<'v> {
    /// The JSON Pointer.
    pub at: String,
    /// The path template.
    pub path: &'v str,
    /// The HTTP method, in lower case as in the file.
    pub method: &'v str,
    /// The operation object.
    pub value: &'v Value,
    /// The path item that contains it.
    pub item: &'v Value,
}

impl<'v> Operation<'v> {
    /// The `operationId`.
    pub fn id(&self) -> Option<&'v str> {
        self.value.get("operationId")?.as_str()
    }

    /// The pointer of the path item.
    pub fn item_at(&self) -> String {
        join("/paths", self.path)
    }
}

/// Every operation, in the order of the file. A path item that is a reference is not resolved.
pub fn operations(root: &Value) -> Vec<Operation<'_>> {
    let mut found = Vec::new();
    for (path, item) in members(root.get("paths")) {
        for (method, value) in members(Some(item)).filter(|(method, _)| METHODS.contains(&method.as_str())) {
            found.push(Operation { at: join(&join("/paths", path), method), path, method, value, item });
        }
    }
    found
}

/// The parameters of an operation with references resolved, each with the pointer where the operation or its path item lists it. A
/// parameter of the operation replaces the one of the path item with the same name and `in`.
pub fn parameters<'v>(root: &'v Value, operation: &Operation<'v>) -> Vec<(String, &'v Value)> {
    let listed = |at: String, holder: &'v Value| {
        let each = items(holder.get("parameters")).enumerate();
        each.map(move |(index, parameter)| (item(&join(&at, "parameters"), index), resolve(root, parameter)))
    };
    let mut found: Vec<_> = listed(operation.at.clone(), operation.value).collect();
    for (at, parameter) in listed(operation.item_at(), operation.item) {
        let is_same = |own: &Value| ["name", "in"].iter().all(|key| own.get(key) == parameter.get(key));
        if !found.iter().any(|(_, own)| is_same(own)) {
            found.push((at, parameter));
        }
    }
    found
}

/// The placeholders of a path template.
pub fn placeholders(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

/// The 2xx responses: status key and response, references resolved.
pub fn successes<'v>(root: &'v Value, operation: &Operation<'v>) -> impl Iterator<Item = (&'v str, &'v Value)> {
    let successes = members(operation.value.get("responses")).filter(|(status, _)| status.starts_with('2'));
    successes.map(|(status, response)| (status.as_str(), resolve(root, response)))
}
