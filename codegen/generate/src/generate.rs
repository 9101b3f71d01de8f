//! The pipeline: load and lint a spec, then emit the files of the crate.

use std::collections::BTreeMap;

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::source::Source;
use serde_json::Value;

use crate::emit::emit;
use crate::files::Files;
use crate::hoist::hoist;
use crate::load::load;

/// Generates the files of the crate from a spec.
///
/// # Errors
/// The findings of the lint, or the reason why the emitter rejects the spec. The lint should find every such reason.
///
/// ```
/// use colt_numbers_generate::generate;
/// use colt_numbers_openapi::source::Source;
///
/// let spec = "
/// openapi: 3.0.3
/// info: { title: Ping, version: '1' }
/// paths: {}
/// components:
///   schemas:
///     Word: { type: string, description: A word., pattern: '^[a-z]+$' }
/// ";
/// let files = generate(&Source::of_text("ping.yaml", spec))?;
/// assert!(files["types.rs"].contains("pub struct Word"));
/// # Ok::<(), colt_numbers_openapi::finding::Findings>(())
/// ```
pub fn generate(source: &Source) -> Result<Files, Findings> {
    let spec = load(source)?;
    emit(&spec).map_err(|rejection| {
        let mut findings = spec.notes.clone();
        findings.error(&rejection.at, rejection.reason).hint("write the spec without this construct");
        findings.locate(&spec.file, |_| None);
        findings
    })
}

/// The JSON Pointer of each schema that becomes a type, by schema name. The generator chooses the name of an inline schema.
///
/// # Errors
/// The reason why the generator found no name for an inline schema.
pub fn schema_pointers(root: &Value) -> Result<BTreeMap<String, String>, String> {
    hoist(root).map(|hoisted| hoisted.pointers).map_err(|rejection| rejection.reason)
}
