//! Generates the crate of a document in memory, and reads its public items and the schema of each type.

use std::collections::BTreeMap;

use colt_numbers_generate::names::type_name;
use colt_numbers_generate::schema_pointers;
use colt_numbers_openapi::finding::Level;
use colt_numbers_openapi::source::{CASES_DIR, Source};
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

/// The input of the generator, adapted so that it accepts a document on its own: citations are not checked, and each rule has cases.
fn source(root: &Value) -> Source {
    let mut root = root.clone();
    let rules = root.get("x-rules").and_then(Value::as_object);
    let cases = rules.into_iter().flat_map(|rules| rules.keys()).flat_map(|rule| {
        let case = json!({"about": "", "body": {}, "violations": []}).to_string();
        ["accept", "reject"].map(|folder| (format!("{CASES_DIR}/{rule}/{folder}-case.json"), case.clone()))
    });
    let cases = cases.collect();
    if let Some(members) = root.as_object_mut() {
        let info = members.entry("info").or_insert_with(|| json!({"title": "", "version": ""}));
        if let Some(info) = info.as_object_mut() {
            info.shift_remove("x-documents");
        }
    }
    Source { file: "spec".to_owned(), spec: root.to_string(), cases }
}
