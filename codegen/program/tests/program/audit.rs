//! Runs `cargo codegen audit`; tests its exit statuses, its streams, and its messages about files that cannot be read.

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

/// The fictitious document in the vendor's text form.
const TEXT: &str = include_str!("../../../audit/tests/data/audit/lockers.txt");

fn data(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../audit/tests/data/audit").join(name)
}

/// A temporary file with a document.
struct File(PathBuf);

impl File {
    fn new(name: &str, bytes: &[u8]) -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-{name}", std::process::id()));
        std::fs::write(&path, bytes).unwrap();
        Self(path)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Audits documents with the fictitious spec.
fn audit(documents: &[&PathBuf], more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-codegen"));
    command.arg("audit").args(documents).arg("--spec").arg(data("lockers.yaml")).args(more);
    command.output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn the_exit_status_is_8_if_there_are_discrepancies_or_changes() {
    let (same, edited) =
        (data("lockers.txt"), File::new("edited.txt", TEXT.replace("maxLength:", "minLength:").as_bytes()));
    for (documents, status) in [
        (vec![&same], 0),
        (vec![&edited.0], 8),
        (vec![&same, &same], 0),
        (vec![&same, &edited.0], 8),
        (vec![], 2),
        (vec![&same, &same, &same], 2),
    ] {
        for more in [&[][..], &["--json"]] {
            let output = audit(&documents, more);
            assert_eq!(output.status.code(), Some(status), "{documents:?} {more:?}: {}", text(&output.stderr));
            // Data goes to standard output, errors go to standard error.
            assert_eq!(output.stdout.is_empty(), status == 2, "{documents:?}");
            assert_eq!(output.stderr.is_empty(), status != 2, "{documents:?}: {}", text(&output.stderr));
        }
    }
}

#[test]
fn json_is_one_object_and_notes_go_to_standard_error() {
    let (same, edited) = (data("lockers.txt"), File::new("notes.txt", TEXT.replace("45 hours", "30 hours").as_bytes()));
    let json = |output: &Output| serde_json::from_slice::<Value>(&output.stdout).unwrap();
    let findings = json(&audit(&[&edited.0], &["--json"]));
    assert_eq!(findings["findings"][0]["kind"], "document-changed");
    let output = audit(&[&edited.0, &same], &["--json"]);
    assert_eq!(json(&output)["changes"].as_array().unwrap().len(), 2);
    assert!(text(&output.stderr).starts_with("note: "), "{}", text(&output.stderr));
}

#[test]
fn an_unreadable_file_is_named_with_a_remedy() {
    let same = data("lockers.txt");
    let nothing = data("missing.txt");
    for (bytes, words) in [
        (&b"PK\x03\x04rubbish"[..], "not a readable .docx"),
        (b"\xff\xfeM\0", "UTF-16"),
        (b"%PDF-1.7", "PDF"),
        (b"a\nb\xe9\n", "line 2 is not UTF-8 text"),
        (b"\n\t\n", "no text"),
    ] {
        let file = File::new("foreign", bytes);
        for documents in [vec![&file.0], vec![&same, &file.0], vec![&file.0, &same]] {
            let output = audit(&documents, &[]);
            let stderr = text(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{stderr}");
            let named = stderr.contains(&file.0.display().to_string());
            assert!(
                stderr.starts_with("error: ") && named && stderr.contains(words) && stderr.contains("hint: "),
                "{stderr}"
            );
        }
    }
    let output = audit(&[&nothing], &[]);
    assert!(text(&output.stderr).contains("missing.txt"), "{}", text(&output.stderr));
    assert_eq!(output.status.code(), Some(2));
}

/// The spec has a title here, so it is for documents with this title, or with the file name of the entry.
#[test]
fn an_unknown_document_is_a_usage_error() {
    let spec = std::fs::read_to_string(data("lockers.yaml")).unwrap();
    let spec = File::new(
        "titled.yaml",
        spec.replace("- file: lockers.txt", "- file: lockers.txt\n      title: Book a locker").as_bytes(),
    );
    let renamed = File::new("renamed.txt", TEXT.replace("Book a locker", "Hire a locker").as_bytes());
    let same_name = renamed.0.with_file_name("lockers.docx.d").join("Lockers.txt");
    std::fs::create_dir_all(same_name.parent().unwrap()).unwrap();
    std::fs::copy(&renamed.0, &same_name).unwrap();
    for (document, status) in [(&data("lockers.txt"), 0), (&same_name, 8), (&renamed.0, 2)] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-codegen"));
        let output = command.arg("audit").arg(document).arg("--spec").arg(&spec.0).output().unwrap();
        let errors = text(&output.stderr);
        assert_eq!(output.status.code(), Some(status), "{errors}");
        assert_eq!(errors.contains("`lockers.txt`: Book a locker"), status == 2, "{errors}");
    }
    std::fs::remove_dir_all(same_name.parent().unwrap()).unwrap();
}
