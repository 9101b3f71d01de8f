//! The pipeline: a spec is read and checked, its types are named, and the files are emitted.

use std::collections::BTreeMap;

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::source::Source;
use serde_json::Value;

use crate::emit::emit;
use crate::files::Files;
use crate::hoist::hoist;
use crate::load::load;

/// Generates the files of the crate from the texts of a spec.
///
/// # Errors
/// Everything the lint found; or what the generator crate refused, which the lint should have found.
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
        let remedy = "write the spec without this construct; the lint names most of them by their place";
        findings.error(&rejection.at, rejection.reason).hint(remedy);
        findings.locate(&spec.file, |_| None);
        findings
    })
}

/// The pointers of the schemas that become types, by the names of the schemas: those of `components`, and inline ones by the names that
/// the generator gives them.
///
/// # Errors
/// The reason why an inline schema cannot be named.
pub fn schema_pointers(root: &Value) -> Result<BTreeMap<String, String>, String> {
    hoist(root).map(|named| named.places).map_err(|rejection| rejection.reason)
}
