//! Compares the version that the document states with the version of the spec: `version` of the document in `info.x-documents`, or `info.version`.

use colt_numbers_openapi::value;

use super::audit_input::AuditInput;
use super::discrepancy::DiscrepancyKind;
use super::discrepancy_collector::DiscrepancyCollector;
use crate::document::line::DocumentLine;

/// A line with more words is prose, and a version in it may be that of something else.
const MAX_WORDS: usize = 6;

/// Compares the versions, if the document states one.
pub(super) fn compare(input: &AuditInput<'_>, collector: &mut DiscrepancyCollector) {
    let Some((line, stated)) = input.document.lines().iter().find_map(stated_version) else { return };
    let (pointer, of_spec) = match input.entry.version() {
        Some(version) => (input.entry.pointer("version"), Some(version)),
        None => ("/info/version".to_owned(), input.root.get("info").and_then(|info| value::text(info, "version"))),
    };
    if of_spec != Some(stated) {
        let message = format!("the document has the version {stated}, the spec has {}", of_spec.unwrap_or("none"));
        let remedy = format!("set it to {stated}");
        collector.add(DiscrepancyKind::VersionDiffers, Some(line), Some(&pointer), message, remedy);
    }
}

/// The version that a line states, as in `Version: 1.2`.
fn stated_version(line: &DocumentLine) -> Option<(usize, &str)> {
    let words: Vec<&str> = line.text.split([' ', ':', '=']).filter(|word| !word.is_empty()).collect();
    let label = words.iter().position(|word| ["version", "revision"].contains(&word.to_ascii_lowercase().as_str()))?;
    let version = words.get(label + 1)?;
    let number = version.strip_prefix(['v', 'V']).unwrap_or(version);
    let is_number = number.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    (is_number && words.len() <= MAX_WORDS).then_some((line.number, number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::VendorDocument;

    #[test]
    fn a_version_follows_its_label() {
        for (text, version) in [
            ("Version: 1.2", Some("1.2")),
            ("API document version v3", Some("3")),
            ("Version of the API", None),
            ("Version 1.x", None),
            ("Calls need TLS of at least version 1.2 on every host", None),
        ] {
            let document = VendorDocument::from_bytes(text.as_bytes()).unwrap();
            assert_eq!(stated_version(&document.lines()[0]).map(|(_, version)| version), version, "{text}");
        }
    }
}
