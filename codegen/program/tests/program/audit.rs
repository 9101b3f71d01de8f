//! `cargo codegen audit` as it is called: exit statuses, what goes to which stream, and what it says of files that it cannot read.

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

/// The made-up document, in the vendor's text form.
const TEXT: &str = include_str!("../../../audit/tests/data/audit/lockers.txt");

fn data(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../audit/tests/data/audit").join(name)
}

/// A document in a file of its own, which is gone when it is dropped.
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

/// Audits documents against the made-up spec.
fn audit(documents: &[&PathBuf], more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-codegen"));
    command.arg("audit").args(documents).arg("--spec").arg(data("lockers.yaml")).args(more);
    command.output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn exit_statuses_tell_whether_something_is_open() {
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
            // Data on one stream, trouble on the other.
            assert_eq!(output.stdout.is_empty(), status == 2, "{documents:?}");
            assert_eq!(output.stderr.is_empty(), status != 2, "{documents:?}: {}", text(&output.stderr));
        }
    }
}

#[test]
fn json_is_one_object_and_notes_are_for_people() {
    let (same, edited) = (data("lockers.txt"), File::new("notes.txt", TEXT.replace("45 hours", "30 hours").as_bytes()));
    let json = |output: &Output| serde_json::from_slice::<Value>(&output.stdout).unwrap();
    let findings = json(&audit(&[&edited.0], &["--json"]));
    assert_eq!(findings["findings"][0]["kind"], "document-changed");
    let back = audit(&[&edited.0, &same], &["--json"]);
    assert_eq!(json(&back)["changes"].as_array().unwrap().len(), 2);
    assert!(text(&back.stderr).starts_with("note: "), "{}", text(&back.stderr));
}

#[test]
fn what_cannot_be_read_is_named_with_a_remedy() {
    let same = data("lockers.txt");
    let nothing = data("there-is-none.txt");
    for (bytes, words) in [
        (&b"PK\x03\x04rubbish"[..], "no .docx that can be read"),
        (b"\xff\xfeM\0", "UTF-16"),
        (b"%PDF-1.7", "PDF"),
        (b"a\nb\xe9\n", "line 2 is not UTF-8 text"),
        (b"\n\t\n", "no text"),
    ] {
        let file = File::new("foreign", bytes);
        for documents in [vec![&file.0], vec![&same, &file.0], vec![&file.0, &same]] {
            let output = audit(&documents, &[]);
            let said = text(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{said}");
            let named = said.contains(&file.0.display().to_string());
            assert!(said.starts_with("error: ") && named && said.contains(words) && said.contains("hint: "), "{said}");
        }
    }
    let output = audit(&[&nothing], &[]);
    assert!(text(&output.stderr).contains("there-is-none.txt"), "{}", text(&output.stderr));
    assert_eq!(output.status.code(), Some(2));
}
