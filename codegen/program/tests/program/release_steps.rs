//! Runs the commands of CONTRIBUTING.md that bring in a new revision of the vendor's document, and checks that they print lines of the form that it
//! shows: the names and numbers of the guide are those of an example.
//!
//! The revision is the invented one of `tests/data/next-revision.rs` with two lines more at its beginning, so that the lines of almost all citations
//! move.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use crate::{program, revision, second_chapter, second_chapter_document, text};

/// The maximum number of commands from a new document to a release.
const MAX_COMMANDS: usize = 12;
const SPEC: &str = "spec/number-management.yaml";
const REVISIONS: &str = "spec/revisions.yaml";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A command of CONTRIBUTING.md, and the lines that it prints.
struct Step {
    command: String,
    prints: Vec<String>,
}

/// The commands from a new document to a release, in order.
fn steps() -> Vec<Step> {
    let guide = fs::read_to_string(root().join("CONTRIBUTING.md")).unwrap();
    let section = guide.split("\n## ").find(|section| section.starts_with("From a new document to a release")).unwrap();
    let mut steps: Vec<Step> = Vec::new();
    for block in section.split("```console\n").skip(1) {
        for line in block.split("```").next().unwrap().lines().map(str::trim).filter(|line| !line.is_empty()) {
            match line.strip_prefix("$ ") {
                Some(command) => steps.push(Step { command: command.to_owned(), prints: Vec::new() }),
                None => steps.last_mut().unwrap().prints.push(line.to_owned()),
            }
        }
    }
    steps
}

/// A copy of the spec and the generated code that was written from the old revision, in a Git repository.
struct Project(TempDir);

impl Project {
    fn new() -> Self {
        let project = Self(TempDir::new().unwrap());
        for part in ["spec", "generated/src", "Cargo.toml"] {
            copy(&root().join(part), &project.path(part));
        }
        let old = revision::document();
        let new = revision::new_document(&old, &revision::changes(&yaml(&project.read(SPEC))));
        let new = new.replacen('\n', "\n\nA note that states nothing.\n", 1);
        project.write("old/number-reservation.txt", &old);
        project.write("new/number-reservation.txt", &new);
        let hash =
            |text: &str| colt_numbers_audit::VendorDocument::from_bytes(text.as_bytes()).unwrap().hash().to_owned();
        let vendors: Value = yaml(&project.read(SPEC));
        let vendors = vendors.pointer("/info/x-documents/0/sha256").and_then(Value::as_str).unwrap();
        for file in [SPEC, REVISIONS] {
            project.write(file, &project.read(file).replace(vendors, &hash(&old)));
        }
        for arguments in [
            &["init", "--quiet"][..],
            &["add", "."],
            &["-c", "user.name=t", "-c", "user.email=t@t", "commit", "--quiet", "-m", "t"],
        ] {
            assert!(Command::new("git").current_dir(project.0.path()).args(arguments).status().unwrap().success());
        }
        project
    }

    fn path(&self, below: &str) -> PathBuf {
        self.0.path().join(below)
    }

    fn read(&self, below: &str) -> String {
        fs::read_to_string(self.path(below)).unwrap()
    }

    fn write(&self, below: &str, text: &str) {
        fs::create_dir_all(self.path(below).parent().unwrap()).unwrap();
        fs::write(self.path(below), text).unwrap();
    }

    /// Runs a command of the guide; returns what it prints.
    fn run(&self, command: &str) -> String {
        let words = command.strip_prefix("cargo codegen").unwrap().split_whitespace().map(|word| match word {
            "OLD" => "old/number-reservation.txt",
            "NEW" => "new/number-reservation.txt",
            "REVISION" => "HEAD",
            other => other,
        });
        let output = program().current_dir(self.0.path()).args(words).output().unwrap();
        assert!(matches!(output.status.code(), Some(0 | 8)), "{command}: {}", text(&output.stderr));
        text_of(&output)
    }

    /// The edits by hand: each fact of the revision.
    fn edit(&self) {
        let before = yaml(&fs::read_to_string(root().join(SPEC)).unwrap());
        let mut spec = yaml(&self.read(SPEC));
        revision::edit_spec(&mut spec, &revision::changes(&before));
        self.write(SPEC, &format!("{spec:#}\n"));
        for case in fs::read_dir(self.path("spec/cases/schema")).unwrap() {
            let path = case.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            fs::write(&path, revision::edited_case(&text, &before)).unwrap();
        }
        for side in ["accept", "reject"] {
            let case = self.read("spec/cases/schema/accept-document-gb.json");
            self.write(&format!("spec/cases/{}/{side}-one.json", revision::RULE), &case);
        }
    }

    /// The changes that the review lists.
    fn changes(&self) -> Vec<Value> {
        let report: Value = serde_json::from_str(&self.run("cargo codegen review OLD NEW --json")).unwrap();
        report["changes"].as_array().unwrap().clone()
    }
}

/// The form of a text, without its names, paths, numbers and plurals.
fn form(text: &str) -> String {
    let quoted = text.split('`').enumerate().map(|(index, part)| if index % 2 == 1 { "name" } else { part });
    let text = quoted.collect::<Vec<_>>().join("`");
    let word = |word: &str| match word.trim_matches(|c: char| !c.is_alphanumeric() && c != '/') {
        bare if bare.contains('/') => "path".to_owned(),
        bare if bare.bytes().any(|byte| byte.is_ascii_digit()) => "number".to_owned(),
        bare => word.replace(bare, bare.trim_end_matches('s')),
    };
    text.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap()
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(from, to).unwrap();
    }
}

#[test]
fn the_commands_print_what_the_guide_says() {
    let steps = steps();
    assert!(!steps.is_empty() && steps.len() <= MAX_COMMANDS, "{} commands", steps.len());
    let project = Project::new();
    for Step { command, prints } in steps.iter().filter(|step| step.command.starts_with("cargo codegen")) {
        if command == "cargo codegen audit NEW" {
            project.edit();
        }
        let printed = project.run(command);
        let mut lines = printed.lines().map(form);
        for line in prints {
            let is_printed = lines.any(|printed| printed.contains(&form(line)));
            assert!(is_printed, "`{command}` does not print a line like `{line}`:\n{printed}");
        }
    }
}

#[test]
fn a_line_of_another_form_is_not_printed() {
    let guide = "`a.txt`: 76 ranges of lines updated, 0 the same.";
    for (printed, is_same) in [
        ("`b.txt`: 1 range of lines updated, 7 the same.", true),
        ("`b.txt`: 1 range of lines not updated, 7 the same.", false),
        ("b.txt: 1 range of lines updated, 7 the same.", false),
    ] {
        assert_eq!(form(printed) == form(guide), is_same, "{printed}: {}", form(printed));
    }
    assert_ne!(form("cases: spec/cases/a/b.json"), form("rules: spec/cases/a/b.json"));
}

/// A revision of the second chapter, whose spec is JSON here: a row and a remark are new, and nothing else has to be edited but the new row.
#[test]
fn a_revision_of_the_second_chapter_goes_the_same_way() {
    let project = Project::new();
    let mut spec = second_chapter_document::spec();
    let text = second_chapter_document::text();
    let hash = |text: &str| colt_numbers_audit::VendorDocument::from_bytes(text.as_bytes()).unwrap().hash().to_owned();
    spec["info"]["x-documents"][0]["sha256"] = hash(&project.read("old/number-reservation.txt")).into();
    project.write(SPEC, &format!("{spec:#}"));
    project.write(
        REVISIONS,
        &format!("{}made-up-chapter.txt: [{{ sha256: '{}' }}]\n", project.read(REVISIONS), hash(&text)),
    );
    for (path, case) in second_chapter::cases() {
        project.write(&path, &case);
    }
    let new = text.replacen('\n', "\n\nA note that states nothing.\n", 1).replace("maximum: 480", "maximum: 240");
    assert!(new.contains("maximum: 240"));
    for (folder, text) in [("old", &text), ("new", &new)] {
        project.write(&format!("{folder}/made-up-chapter.txt"), text);
    }
    let run = |arguments: &str| {
        let output = program().current_dir(project.0.path()).args(arguments.split(' ')).output().unwrap();
        (output.status.code(), text_of(&output))
    };
    let (old, new) = ("old/made-up-chapter.txt", "new/made-up-chapter.txt");
    let (status, printed) = run(&format!("audit {old} {new} --renumber"));
    assert!(status == Some(0) && printed.contains("0 not updated") && !printed.contains(": 0 ranges"), "{printed}");
    let (status, printed) = run(&format!("review {old} {new}"));
    assert!(status == Some(8) && printed.contains("2 changes, 2 unread.") && printed.contains("cases: "), "{printed}");
    project.write(
        SPEC,
        &project
            .read(SPEC)
            .replace("\"maximum\": 480", "\"maximum\": 240")
            .replace("at most 480", "at most 240")
            .replace("1 to 480", "1 to 240"),
    );
    let (status, printed) = run(&format!("review {old} {new} --read all"));
    assert_eq!(status, Some(0), "{printed}");
    let (status, printed) = run(&format!("audit {new}"));
    assert_eq!(status, Some(0), "{printed}");
    assert!(!project.read(SPEC).contains("linesOf"), "{}", project.read(SPEC));
    let (status, printed) = run("lint");
    assert_eq!(status, Some(0), "{printed}");
}

fn text_of(output: &Output) -> String {
    text(&output.stdout) + &text(&output.stderr)
}

/// Without the review, the hash of a new revision is an error.
#[test]
fn the_hash_cannot_be_set_while_a_change_is_unread() {
    let project = Project::new();
    project.run("cargo codegen audit OLD NEW --renumber");
    let lint = || {
        let output = program().current_dir(project.0.path()).arg("lint").output().unwrap();
        (output.status.code(), text(&output.stderr))
    };
    // Nor can code be generated, and so released, while the cited lines are those of a revision that is not recorded.
    let (status, message) = lint();
    assert!(status == Some(3) && message.contains("/info/x-documents/0/linesOf"), "{message}");
    assert!(message.contains("not all read"), "{message}");
    let spec = project.read(SPEC);
    let entry = yaml(&spec)["info"]["x-documents"][0].clone();
    let [old, new] = ["sha256", "linesOf"].map(|key| entry[key].as_str().unwrap().to_owned());
    let by_hand = spec.replace(&old, &new);
    project.write(SPEC, &by_hand);
    let (status, message) = lint();
    assert!(status == Some(3) && message.contains("does not have this revision"), "{message}");

    project.write(SPEC, &spec);
    let changes = project.changes();
    let (first, unread) = (changes[0]["id"].as_str().unwrap(), changes.len() - 1);
    let printed = project.run(&format!("cargo codegen review OLD NEW --read {first}"));
    let count = format!("{} changes, {unread} unread.", changes.len());
    assert!(printed.contains(&count) && printed.contains(&format!("{first} read: ")), "{printed}");
    assert_eq!(project.read(SPEC), spec);
    project.write(SPEC, &by_hand);
    let (status, message) = lint();
    assert!(status == Some(3) && message.contains(&format!("{unread} changes of this revision")), "{message}");

    project.write(SPEC, &spec);
    // A comparison with any other text than the revision before it has other changes, or none.
    let revisions = project.read(REVISIONS);
    let same = program()
        .current_dir(project.0.path())
        .args(["review", "new/number-reservation.txt", "new/number-reservation.txt", "--read", "all"])
        .output()
        .unwrap();
    assert!(same.status.code() == Some(2) && text(&same.stderr).contains("as OLD"), "{}", text(&same.stderr));
    assert_eq!((project.read(SPEC), project.read(REVISIONS)), (spec.clone(), revisions));
    let unknown = program()
        .current_dir(project.0.path())
        .args(["review", "old/number-reservation.txt", "new/number-reservation.txt", "--read", "nothing"])
        .output()
        .unwrap();
    assert_eq!(unknown.status.code(), Some(2), "{}", text(&unknown.stderr));
}
