//! Runs the commands of CONTRIBUTING.md that bring in a new revision of the vendor's document, and checks that they print what it says.
//!
//! The revision is that of `tests/data/next-revision` with two lines more at its beginning, so that the lines of almost all citations move.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use crate::{program, second_chapter, second_chapter_document, text};

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
        let [old, new] = ["old", "new"].map(|name| {
            let text = fs::read_to_string(root().join(format!("tests/data/next-revision/{name}.txt"))).unwrap();
            if name == "new" { text.replacen('\n', "\n\nA note that states nothing.\n", 1) } else { text }
        });
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
        let edits = yaml(&fs::read_to_string(root().join("tests/data/next-revision/edits.yaml")).unwrap());
        let mut spec = self.read(SPEC);
        for edit in edits["spec"].as_array().unwrap() {
            // The lines of these edits are those of the old revision.
            let [from, to] = ["from", "to"].map(|key| {
                let text = edit[key].as_str().unwrap();
                text.replace(":90-95", ":92-97").replace(":36", ":38")
            });
            assert!(spec.contains(&from), "{from}");
            spec = spec.replacen(&from, &to, 1);
        }
        self.write(SPEC, &spec);
        for case in fs::read_dir(self.path("spec/cases/schema")).unwrap() {
            let path = case.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            fs::write(&path, text.replace("x-tracking-id\": ", "x-request-id\": ")).unwrap();
        }
        for side in ["accept", "reject"] {
            let case = self.read("spec/cases/schema/accept-document-gb.json");
            self.write(&format!("spec/cases/numbers-per-range/{side}-one.json"), &case);
        }
    }
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
        let mut rest = printed.as_str();
        for line in prints {
            let Some(at) = rest.find(line.as_str()) else { panic!("`{command}` does not print `{line}`:\n{printed}") };
            rest = &rest[at + line.len()..];
        }
    }
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
    let linted = project.run("cargo codegen lint");
    assert!(linted.contains("/info/x-documents/0/linesOf") && linted.contains("not all read"), "{linted}");
    let spec = project.read(SPEC);
    let entry = yaml(&spec)["info"]["x-documents"][0].clone();
    let [old, new] = ["sha256", "linesOf"].map(|key| entry[key].as_str().unwrap().to_owned());
    let by_hand = spec.replace(&old, &new);
    project.write(SPEC, &by_hand);
    let lint = || {
        let output = program().current_dir(project.0.path()).arg("lint").output().unwrap();
        (output.status.code(), text(&output.stderr))
    };
    let (status, message) = lint();
    assert!(status == Some(3) && message.contains("does not have this revision"), "{message}");

    project.write(SPEC, &spec);
    let report: Value = serde_json::from_str(&project.run("cargo codegen review OLD NEW --json")).unwrap();
    let first = report["changes"][0]["id"].as_str().unwrap();
    let printed = project.run(&format!("cargo codegen review OLD NEW --read {first}"));
    assert!(printed.contains("8 changes, 7 unread.") && printed.contains(&format!("{first} read: ")), "{printed}");
    assert_eq!(project.read(SPEC), spec);
    assert_eq!(lint().0, Some(0));
    project.write(SPEC, &by_hand);
    let (status, message) = lint();
    assert!(status == Some(3) && message.contains("7 changes of this revision"), "{message}");

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
