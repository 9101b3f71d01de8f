//! Follows the steps from a new revision of the vendor's document to a release, which CONTRIBUTING.md describes. The revision is invented.
//! The steps begin with the text of the revision, and end with a client that compiles and a check of the version that it requires. The commands
//! themselves are run by `codegen/program/tests/program/release_steps.rs`.
//!
//! `tests/data/next-revision/old.txt` states the facts of the vendor's document in our own words, each fact on the same line as in that
//! document; `new.txt` is the invented revision.

use colt_numbers_audit::{RevisionChanges, VendorDocument, compare_revisions, compare_with_spec};
use colt_numbers_diff::{check_versions, diff};
use serde_json::Value;

use crate::scratch_copy::{ScratchCopy, output_text, root};

const SPEC: &str = "spec/number-management.yaml";
const OP: &str = "/paths/~1v1~1reservation~1order/post";

/// The cases of the schema that are about the header `x-tracking-id`.
const CASES_WITH_TRACKING_ID: [&str; 5] = [
    "accept-tracking-id",
    "reject-tracking-id-256-characters",
    "reject-tracking-id-blank",
    "reject-tracking-id-empty",
    "reject-tracking-id-non-ascii",
];

fn data(name: &str) -> String {
    std::fs::read_to_string(root().join("tests/data/next-revision").join(name)).unwrap()
}

fn document(name: &str) -> VendorDocument {
    // The text has another title than the vendor's, so it is recognized by its file name.
    VendorDocument::from_bytes(data(name).as_bytes()).unwrap().with_name("number-reservation.txt")
}

/// The spec with the hash of this document, as if the spec was written from this document.
fn written_from(spec: &str, document: &VendorDocument) -> String {
    let known: Value = serde_yaml::from_str(spec).unwrap();
    let hash = known.pointer("/info/x-documents/0/sha256").and_then(Value::as_str).unwrap().to_owned();
    spec.replace(&hash, &document.hashes()[0])
}

/// Applies a list of edits from `edits.yaml` to a file of the copy.
fn edit(scratch: &ScratchCopy, file: &str, list: &str) {
    let edits: Value = serde_yaml::from_str(&data("edits.yaml")).unwrap();
    for edit in edits[list].as_array().unwrap() {
        scratch.edit(file, edit["from"].as_str().unwrap(), edit["to"].as_str().unwrap());
    }
}

/// The changes as text, each with the first element of the spec that the change affects. The other affected elements are omitted.
fn changes_as_text(changes: &RevisionChanges) -> Vec<String> {
    let line = |line: Option<usize>| line.map_or("-".to_owned(), |line| line.to_string());
    let one = |change: &colt_numbers_audit::RevisionChange| {
        let touched = change.touches.first().map_or("-", String::as_str).replace(OP, "OP");
        let kind = change.kind.id();
        let about = change.parameter.as_deref().unwrap_or("-");
        format!("{}/{} {kind} {about} {touched}", line(change.old_line), line(change.new_line))
    };
    changes.changes.iter().map(one).collect()
}

#[test]
fn the_spec_agrees_with_the_old_document() {
    let old = document("old.txt");
    let spec = std::fs::read_to_string(root().join(SPEC)).unwrap();
    let findings = compare_with_spec(&old, &written_from(&spec, &old)).unwrap();
    assert_eq!(findings.exit_status(), 0, "{findings}");
    // With the hash of the vendor's own text in the spec, the hash is the only discrepancy.
    assert_eq!(compare_with_spec(&old, &spec).unwrap().open().count(), 1);
}

#[test]
fn the_audit_reports_exactly_the_changes() {
    let (old, new) = (document("old.txt"), document("new.txt"));
    let spec = written_from(&std::fs::read_to_string(root().join(SPEC)).unwrap(), &old);
    let changes = compare_revisions(&old, &new, Some(&spec)).unwrap();
    assert_eq!(
        changes_as_text(&changes),
        [
            "10/10 prose-changed - OP/x-effects/reservation-lapse",
            "-/36 prose-added - -",
            "40/40 prose-changed - OP/x-effects/reservation-lapse",
            "54/54 parameter-renamed x-tracking-id OP/parameters/0",
            "88/88 value-added country /components/schemas/Country",
            "93/93 requiredness-changed customerReference /components/schemas/CustomerReference",
            "94/94 limit-changed customerReference /components/schemas/CustomerReference",
        ],
        "{changes}"
    );
    let report = changes.to_string();
    for words in
        ["90 → 60", "`x-request-id` (confidence 0.", "`EE` was added", "Optional → Mandatory", "maxLength 50 → 40"]
    {
        assert!(report.contains(words), "{words}\n{report}");
    }
    assert_eq!(report.matches("behaviour: review this").count(), 3, "{report}");
    let open = compare_with_spec(&new, &spec).unwrap();
    let kinds: Vec<&str> = open.open().map(|discrepancy| discrepancy.kind.id()).collect();
    assert_eq!(
        kinds,
        [
            "document-changed",
            "statement-differs",
            "line-not-covered",
            "statement-differs",
            "parameter-renamed",
            "values-differ",
            "requiredness-differs",
            "limit-differs",
        ],
        "{open}"
    );
}

#[test]
fn from_the_new_document_to_a_client_that_compiles() {
    let scratch = ScratchCopy::to_build();
    let (old, new) = (document("old.txt"), document("new.txt"));
    let before = written_from(&scratch.read(SPEC), &old);
    scratch.write(SPEC, &written_from(&before, &new));
    let [old_hash, new_hash] = [&old, &new].map(|document| document.hash().to_owned());
    scratch.write(
        "spec/revisions.yaml",
        &format!("number-reservation.txt: [{{ sha256: '{old_hash}' }}, {{ sha256: '{new_hash}' }}]\n"),
    );
    edit(&scratch, SPEC, "spec");
    // After the spec is updated, the audit of the new document has no open discrepancies.
    let findings = compare_with_spec(&new, &scratch.read(SPEC)).unwrap();
    assert_eq!(findings.exit_status(), 0, "{findings}");

    // The lint names the cases that have the old name of the header.
    let renamed = scratch.build_script(false).join("\n");
    for case in CASES_WITH_TRACKING_ID {
        assert!(renamed.contains(case), "{renamed}");
        scratch.edit(&format!("spec/cases/schema/{case}.json"), "x-tracking-id\": ", "x-request-id\": ");
    }

    // A rule needs an accepted and a rejected case; the lint reports their absence before any code is generated.
    let rejected = scratch.build_script(false).join("\n");
    assert!(rejected.contains("numbers-per-range"), "{rejected}");
    let body = scratch.read("spec/cases/schema/accept-document-gb.json");
    for side in ["accept", "reject"] {
        scratch.write(&format!("spec/cases/numbers-per-range/{side}-one.json"), &body);
    }

    // The build script updates the generated files, and fails one build. `freshness.rs` tests this with Cargo.
    let errors = scratch.build_script(false).join("\n");
    assert!(errors.contains("build again"), "{errors}");
    assert!(scratch.build_script(false).is_empty());

    // The compiler reports that the new rule is not implemented.
    let check = ["check", "--offline", "--package", "colt-numbers"];
    edit(&scratch, "client/src/check/reservation.rs", "field");
    let incomplete = scratch.cargo(&check);
    assert!(
        !incomplete.status.success() && output_text(&incomplete).contains("Rule::NumbersPerRange"),
        "{}",
        output_text(&incomplete)
    );
    edit(&scratch, "client/src/check/rules.rs", "rule");
    let complete = scratch.cargo(&check);
    assert!(complete.status.success(), "{}", output_text(&complete));

    check_diff_and_version(&before, &scratch.read(SPEC));
}

/// `diff` reports that the changes require a major version, and why; the version check rejects an unchanged version.
fn check_diff_and_version(old: &str, new: &str) {
    let compared = diff(old, new).unwrap();
    let report = compared.json();
    assert_eq!(report["bump"], "major");
    let why = |at: &str| -> String {
        let changes = report["changes"].as_array().unwrap().iter();
        changes.filter(|change| change["pointer"] == at).map(|change| change["why"].to_string()).collect()
    };
    for (at, words) in [
        (format!("{OP}/parameters/0"), "renamed to `x-request-id`"),
        ("/components/schemas/CustomerReference/maxLength".to_owned(), "was `50` and is now `40`"),
        ("/components/schemas/EndCustomerDetails/properties/customerReference".to_owned(), "now required"),
        ("/components/schemas/Country/enum".to_owned(), "now include `EE`"),
        (format!("{OP}/x-effects/reservation-lapse/holds/days"), "was `90` and is now `60`"),
        (
            "/x-rules/numbers-per-range".to_owned(),
            "rule `numbers-per-range` (“No range holds more than 10,000 numbers.”) is added",
        ),
        ("/x-rules/lock-id-country/data/countries".to_owned(), "`EE`"),
    ] {
        assert!(why(&at).contains(words), "{at}: {}\n{report:#}", why(&at));
    }
    let version = env!("CARGO_PKG_VERSION");
    assert!(check_versions(&compared, version, version).is_err(), "the unchanged version {version} is accepted");
}
