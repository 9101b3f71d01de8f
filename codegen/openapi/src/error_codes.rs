//! The error codes that a document lists: `x-codes` of a text in the body of a response that is not a success.

use serde_json::Value;

use crate::operation::{Operation, json_content};
use crate::pointer::join;
use crate::reference::resolve;
use crate::value::{items, members, text};

/// The keyword, beside `type: string`.
pub const KEYWORD: &str = "x-codes";

/// The number of schemas around each other in which a code is searched.
const MAX_DEPTH: usize = 6;

/// An error code of an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct ErrorCode<'v> {
    /// The JSON Pointer of the code in the body of a response.
    pub pointer: String,
    /// The code.
    pub code: &'v str,
    /// The status of the responses that may have the code; `None` if any may.
    pub status: Option<u64>,
    /// The entry of `x-codes`.
    pub entry: &'v Value,
}

/// The error codes of an operation, in the order of its responses. An entry without a code is left out.
pub fn error_codes<'v>(root: &'v Value, operation: &Operation<'v>) -> Vec<ErrorCode<'v>> {
    let mut found: Vec<ErrorCode<'v>> = Vec::new();
    for (_, response) in members(operation.value.get("responses")).filter(|(status, _)| !status.starts_with('2')) {
        let Some((_, schema)) = json_content(resolve(root, response)) else { continue };
        for (pointer, list) in code_lists(root, schema) {
            for entry in items(Some(list)) {
                let Some(code) = text(entry, "code") else { continue };
                let status = entry.get("status").and_then(Value::as_u64);
                let code = ErrorCode { pointer: pointer.clone(), code, status, entry };
                if !found.contains(&code) {
                    found.push(code);
                }
            }
        }
    }
    found
}

/// The values of `x-codes` in a body with this schema, each with the JSON Pointer of the code in the body. Items of arrays are left out, because
/// their pointers are not constant.
pub fn code_lists<'v>(root: &'v Value, schema: &'v Value) -> Vec<(String, &'v Value)> {
    let mut search = CodeSearch { root, open: Vec::new(), found: Vec::new() };
    search.visit(schema, "", MAX_DEPTH);
    search.found
}

struct CodeSearch<'v> {
    root: &'v Value,
    /// The schemas around the visited one. A recursive schema is not visited again below itself.
    open: Vec<*const Value>,
    found: Vec<(String, &'v Value)>,
}

impl<'v> CodeSearch<'v> {
    fn visit(&mut self, schema: &'v Value, at: &str, depth: usize) {
        let schema = resolve(self.root, schema);
        let address = std::ptr::from_ref(schema);
        if depth == 0 || self.open.contains(&address) {
            return;
        }
        self.open.push(address);
        self.found.extend(schema.get(KEYWORD).map(|list| (at.to_owned(), list)));
        for (name, property) in members(schema.get("properties")) {
            self.visit(property, &join(at, name), depth - 1);
        }
        for part in ["allOf", "oneOf", "anyOf"].into_iter().flat_map(|keyword| items(schema.get(keyword))) {
            self.visit(part, at, depth - 1);
        }
        self.open.pop();
    }
}
