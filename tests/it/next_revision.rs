//! Follows the steps from a new revision of the vendor's document to a release, which CONTRIBUTING.md describes. The revision is invented; see
//! `tests/data/next-revision.rs`. The steps begin with the text of the revision, and end with a client that compiles and a check of the version that
//! it requires. The commands themselves are run by `codegen/program/tests/program/release_steps.rs`.

use colt_numbers_audit::{VendorDocument, compare_revisions, compare_with_spec};
use colt_numbers_diff::{check_versions, diff};
use serde_json::Value;

use crate::scratch_copy::{ScratchCopy, output_text, root};

#[path = "../data/next-revision.rs"]
mod revision;

const SPEC: &str = "spec/number-management.yaml";

fn spec() -> Value {
    serde_yaml::from_str(&std::fs::read_to_string(root().join(SPEC)).unwrap()).unwrap()
}

fn document(text: &str) -> VendorDocument {
    // The text has another title than the vendor's, so it is recognized by its file name.
    VendorDocument::from_bytes(text.as_bytes()).unwrap().with_name("number-reservation.txt")
}

/// The spec with the hash of this document, as if the spec was written from this document.
fn written_from(mut spec: Value, document: &VendorDocument) -> Value {
    spec["info"]["x-documents"][0]["sha256"] = document.hash().into();
    spec
}

/// The only test that states the facts of the document once more: update `tests/data/next-revision/document.txt` with the spec.
#[test]
fn the_spec_agrees_with_the_document_in_our_words() {
    let document = document(&revision::document());
    let findings = compare_with_spec(&document, &written_from(spec(), &document).to_string()).unwrap();
    assert_eq!(findings.exit_status(), 0, "{findings}");
    // With the hash of the vendor's own text in the spec, the hash is the only discrepancy.
    assert_eq!(compare_with_spec(&document, &spec().to_string()).unwrap().open().count(), 1);
}

#[test]
fn the_audit_reports_exactly_the_changes() {
    let old = document(&revision::document());
    let expected = revision::changes(&spec());
    let new = document(&revision::new_document(old.text(), &expected));
    let spec = written_from(spec(), &old).to_string();
    let changes = compare_revisions(&old, &new, Some(&spec)).unwrap();
    for wanted in &expected {
        let is_it = |change: &&colt_numbers_audit::RevisionChange| {
            let touches = |pointer: &String| change.touches.contains(pointer);
            change.kind.id() == wanted.kind
                && change.parameter == wanted.parameter
                && wanted.pointer.as_ref().is_none_or(touches)
        };
        assert!(changes.changes.iter().any(|change| is_it(&change)), "{} is not reported:\n{changes}", wanted.kind);
    }
    assert_eq!(changes.changes.len(), expected.len(), "{changes}");
    assert!(changes.to_string().contains("behaviour: review this"), "{changes}");

    let open = compare_with_spec(&new, &spec).unwrap();
    let mut found: Vec<&str> = open.open().map(|discrepancy| discrepancy.kind.id()).collect();
    // Lines move unless an empty line gives way to the new one.
    found.retain(|kind| *kind != "source-moved");
    let mut wanted: Vec<&str> = expected.iter().map(|change| change.discrepancy).chain(["document-changed"]).collect();
    found.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(found, wanted, "{open}");
}

/// What the client implements for the new rule.
const RULE_IN_CLIENT: [(&str, &str); 2] = [
    (
        "Rule::CountryPrefix => country_prefix(request, report),",
        "Rule::CountryPrefix => country_prefix(request, report),\n        Rule::InventedLimit => invented_limit(request, report),",
    ),
    (
        "fn range_overlap(",
        r#"fn invented_limit(request: &RequestView<'_>, report: AddViolation<'_>) {
    let number = |digits: &str| digits.parse::<u64>().unwrap_or_default();
    for (index, start, end) in comparable_ranges(request).filter(|(_, start, end)| number(start).abs_diff(number(end)) >= 12_345) {
        report(range_pointer(index), format!("the range from {start} to {end} is too long"), "split it");
    }
}

fn range_overlap("#,
    ),
];

#[test]
fn from_the_new_document_to_a_client_that_compiles() {
    let scratch = ScratchCopy::to_build();
    let mut changes = revision::changes(&spec());
    // A mandatory property changes what callers of the client pass.
    changes.retain(|change| change.kind != "requiredness-changed");
    let old = document(&revision::document());
    let new = document(&revision::new_document(old.text(), &changes));
    let before = written_from(spec(), &old);
    let renumbered = colt_numbers_audit::renumber(&old, &new, &before.to_string(), &[]).unwrap();
    let mut edited = written_from(serde_json::from_str(&renumbered.spec).unwrap(), &new);
    edited["info"]["x-documents"][0].as_object_mut().unwrap().remove("linesOf");
    revision::edit_spec(&mut edited, &changes);
    scratch.write(SPEC, &format!("{edited:#}\n"));
    let [old_hash, new_hash] = [&old, &new].map(|document| document.hash().to_owned());
    scratch.write(
        "spec/revisions.yaml",
        &format!("number-reservation.txt: [{{ sha256: '{old_hash}' }}, {{ sha256: '{new_hash}' }}]\n"),
    );
    // After the spec is updated, the audit of the new document has no open discrepancies.
    let findings = compare_with_spec(&new, &scratch.read(SPEC)).unwrap();
    assert_eq!(findings.exit_status(), 0, "{findings}");

    // The lint names the cases that have the old name of the header.
    let renamed = scratch.build_script(false).join("\n");
    let cases = std::fs::read_dir(scratch.path("spec/cases/schema")).unwrap();
    let cases: Vec<String> = cases.map(|case| case.unwrap().file_name().into_string().unwrap()).collect();
    let mut named = 0;
    for case in &cases {
        let file = format!("spec/cases/schema/{case}");
        let text = scratch.read(&file);
        let edited = revision::edited_case(&text, &spec());
        if edited != text {
            assert!(renamed.contains(case), "{case}: {renamed}");
            scratch.write(&file, &edited);
            named += 1;
        }
    }
    assert!(named > 0, "{renamed}");

    // A rule needs an accepted and a rejected case; the lint reports their absence before any code is generated.
    let rejected = scratch.build_script(false).join("\n");
    assert!(rejected.contains(revision::RULE), "{rejected}");
    let accepted = cases.iter().find(|case| case.starts_with("accept-document")).unwrap();
    let body = scratch.read(&format!("spec/cases/schema/{accepted}"));
    for side in ["accept", "reject"] {
        scratch.write(&format!("spec/cases/{}/{side}-one.json", revision::RULE), &body);
    }

    // The build script updates the generated files, and fails one build. `freshness.rs` tests this with Cargo.
    let errors = scratch.build_script(false).join("\n");
    assert!(errors.contains("build again"), "{errors}");
    assert!(scratch.build_script(false).is_empty());

    // The compiler reports that the new rule is not implemented.
    let check = ["check", "--offline", "--package", "colt-numbers"];
    let incomplete = scratch.cargo(&check);
    assert!(
        !incomplete.status.success() && output_text(&incomplete).contains("Rule::InventedLimit"),
        "{}",
        output_text(&incomplete)
    );
    for (from, to) in RULE_IN_CLIENT {
        scratch.edit("client/src/check/rules.rs", from, to);
    }
    let complete = scratch.cargo(&check);
    assert!(complete.status.success(), "{}", output_text(&complete));
}

/// `diff` reports that the changes require a major version, and why; the version check rejects an unchanged version.
#[test]
fn the_changes_require_a_major_version() {
    let (old, mut new) = (spec(), spec());
    let changes = revision::changes(&old);
    revision::edit_spec(&mut new, &changes);
    let compared = diff(&old.to_string(), &new.to_string()).unwrap();
    let report = compared.json();
    assert_eq!(report["bump"], "major");
    let reported = report["changes"].as_array().unwrap();
    for pointer in changes.iter().filter_map(|change| change.pointer.as_ref()) {
        let is_about = |change: &&Value| change["pointer"].as_str().unwrap().starts_with(pointer);
        assert!(reported.iter().any(|change| is_about(&change)), "{pointer}: {report:#}");
    }
    let rule = format!("/x-rules/{}", revision::RULE);
    assert!(reported.iter().any(|change| change["pointer"] == rule.as_str()), "{report:#}");
    let version = env!("CARGO_PKG_VERSION");
    assert!(check_versions(&compared, version, version).is_err(), "the unchanged version {version} is accepted");
}
