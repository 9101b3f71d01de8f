//! Generates the crate of a document in memory, and reads its public items and the schema of each type.

use std::collections::BTreeMap;

use colt_numbers_generate::names::type_name;
use colt_numbers_generate::schema_pointers;
use colt_numbers_openapi::finding::Level;
use colt_numbers_openapi::operation::{Operation, operations, request_body};
use colt_numbers_openapi::source::{CASES_DIR, Source};
use colt_numbers_openapi::tracking_id::tracking_ids;
use colt_numbers_openapi::value::{items, members};
use serde_json::{Value, json};

use crate::rust::public_api::PublicApi;

/// The generated code of a document.
#[derive(Debug)]
pub(crate) struct GeneratedCode {
    pub(super) api: PublicApi,
    /// The JSON Pointer of the schema of each type, by the name of the type.
    pub(super) types: BTreeMap<String, String>,
}

/// Generates the crate of a document, and reads its public items.
///
/// # Errors
/// The first reason why the generator rejects the document.
pub(crate) fn generate(root: &Value) -> Result<GeneratedCode, String> {
    let source = source(root);
    let files = colt_numbers_generate::generate(&source).map_err(|findings| {
        let first = findings.of(Level::Error).next();
        first.map_or_else(String::new, |first| match first.pointer.as_str() {
            "" => first.message.clone(),
            pointer => format!("`{pointer}`: {}", first.message),
        })
    })?;
    let pointers = schema_pointers(root)?;
    let types = pointers.into_iter().map(|(name, pointer)| (type_name(&name), pointer)).collect();
    Ok(GeneratedCode { api: PublicApi::of(&files)?, types })
}

/// The input of the generator, adapted so that it accepts a document on its own: citations are not checked, each rule has cases, and an operation
/// without a tracking id does not order.
fn source(root: &Value) -> Source {
    let mut root = root.clone();
    let all = operations(&root);
    let mut cases = BTreeMap::new();
    for (id, rule) in members(root.get("x-rules")) {
        let is_of_rule = |operation: &&Operation<'_>| {
            items(rule.get("operations")).any(|of| operation.id().is_some_and(|id| of == id))
        };
        // Each operation of a rule needs a case of its own.
        let mut of_rule: Vec<Option<&Operation<'_>>> = all.iter().filter(is_of_rule).map(Some).collect();
        if of_rule.is_empty() {
            of_rule.push(None);
        }
        for (index, operation) in of_rule.into_iter().enumerate() {
            let mut case = json!({"about": "", "violations": []});
            if let Some(operation) = operation {
                case["operation"] = operation.id().into();
                if request_body(&root, operation).is_some() {
                    case["body"] = json!({});
                }
            }
            for side in ["accept", "reject"] {
                cases.insert(format!("{CASES_DIR}/{id}/{side}-{index}.json"), case.to_string());
            }
        }
    }
    let untracked: Vec<String> = all
        .iter()
        .filter(|operation| tracking_ids(&root, operation).is_empty())
        .map(|operation| operation.at.clone())
        .collect();
    for operation in untracked {
        if let Some(operation) = root.pointer_mut(&operation).and_then(Value::as_object_mut) {
            operation.shift_remove("x-effects");
        }
    }
    if let Some(members) = root.as_object_mut() {
        let info = members.entry("info").or_insert_with(|| json!({"title": "", "version": ""}));
        if let Some(info) = info.as_object_mut() {
            info.shift_remove("x-documents");
        }
    }
    Source { cases, ..Source::of_text("spec", &root.to_string()) }
}
