//! Facts of the vendor's documents (days, limits, zones, countries, products, hosts, paths, headers, cited lines) are written once, in the spec. Docs, help,
//! messages and READMEs take them from there, or do without.

mod prose;
mod writings;

use std::process::Command;

use colt_numbers_pages::reference::reference;
use serde_json::Value;

use crate::crate_boundaries::texts;
use crate::example_request::tracking_header;
use crate::scratch_copy::{ScratchCopy, output_text, root};

use self::prose::{markdown_prose, source_texts};
use self::writings::{found_in, improbable_case, improbable_spec, replace_texts, writings};

const SPEC: &str = "spec/number-management.yaml";
const REVISIONS: &str = "spec/revisions.yaml";

/// The one file beside the spec that states the facts of the document, for the audit.
const IN_OUR_WORDS: &str = "tests/data/next-revision/document.txt";

/// The crates whose docs and messages are about the vendor's API.
const CRATES: [&str; 8] = ["pages", "client", "journal", "judge", "sandbox", "contract", "cli", "terminal-text"];

/// The documents for users, except those of each crate.
const DOCUMENTS: [&str; 3] = ["README.md", "ARCHITECTURE.md", "SECURITY.md"];

fn parse(spec: &str) -> Value {
    serde_yaml::from_str(spec).unwrap()
}

/// Doc comments, string literals and Markdown files of the hand-written crates. Code blocks that are run as tests may repeat a fact: they fail if
/// the fact changes.
#[test]
fn no_doc_and_no_message_repeats_a_fact_of_the_spec() {
    let facts = writings(&parse(&std::fs::read_to_string(root().join(SPEC)).unwrap()));
    assert!(facts.len() > 30, "{facts:?}");
    let read = |path: &String| std::fs::read_to_string(root().join(path)).unwrap();
    let readmes = CRATES.iter().map(|name| format!("{name}/README.md")).chain(DOCUMENTS.map(str::to_owned));
    let texts = CRATES.iter().flat_map(|name| source_texts(&format!("{name}/src")));
    let texts = texts.chain(readmes.map(|path| (path.clone(), markdown_prose(&read(&path)))));
    let repeated: Vec<String> = texts
        .flat_map(|(path, text)| {
            let found: Vec<_> = found_in(&text, &facts).map(|fact| format!("{path}: `{fact}` in: {text}")).collect();
            found
        })
        .collect();
    assert!(
        repeated.is_empty(),
        "{}\nhint: take the fact from the generated code, or write the text without it",
        repeated.join("\n")
    );
}

/// Almost every request has the header with the tracking id. Tests, examples and scripts take its name from the spec, so that a revision that renames
/// it does not fail most of them. The tests of `codegen/` also have specs of their own.
#[test]
fn no_test_repeats_the_header_with_the_tracking_id() {
    let spec = parse(&std::fs::read_to_string(root().join(SPEC)).unwrap());
    let header = tracking_header(&spec).to_owned();
    let folders = CRATES.iter().map(|name| format!("{name}/tests"));
    let folders = folders.chain(["tests", "examples", "bench/src", ".ci", "codegen/program/tests"].map(str::to_owned));
    let folders = folders.filter(|folder| root().join(folder).is_dir());
    let texts: Vec<_> = folders.flat_map(|folder| texts(&folder)).collect();
    assert!(texts.len() > 300, "{}", texts.len());
    let repeated = texts.iter().filter(|(_, text)| found_in(text, [&header]).any(|fact| fact == header));
    let repeated: Vec<_> = repeated.map(|(path, _)| path.as_str()).filter(|path| *path != IN_OUR_WORDS).collect();
    assert!(repeated.is_empty(), "{repeated:?}\nhint: use `tests/data/example-request.rs`");
}

#[test]
fn a_repeated_fact_is_found() {
    let spec = parse(&std::fs::read_to_string(root().join(SPEC)).unwrap());
    let facts = writings(&spec);
    for text in [
        "lapses after 90 calendar days",
        "after 90 days.",
        "up to 50 characters",
        "see http://127.0.0.1:4010/numberManagement",
        "not in Zone B",
        "Lock ids cannot be used in France",
        "always Wholesale SIP",
        "(vendor's document, lines 10 and 40)",
        &format!("parameter `{}`", tracking_header(&spec)),
    ] {
        assert!(found_in(text, &facts).next().is_some(), "{text}");
    }
    for text in ["after 190 days", "up to 5,250 characters", "Wholesale", "line 7 of the file"] {
        assert_eq!(found_in(text, &facts).next(), None, "{text}");
    }
}

#[test]
fn the_reference_has_the_facts_of_its_spec_and_no_others() {
    let spec = std::fs::read_to_string(root().join(SPEC)).unwrap();
    let improbable = parse(&improbable_spec(&spec));
    let page = reference(&improbable, &Value::Null).page();
    let kept = writings(&improbable);
    let old: Vec<String> = writings(&parse(&spec)).into_iter().filter(|fact| !kept.contains(fact)).collect();
    let stale: Vec<_> = found_in(&page, &old).collect();
    assert!(stale.is_empty(), "the page has the values of another spec: {stale:?}");
    for new in ["61 days", "at most 47 characters", "Improbable Product", "improbable.txt:", "/improbable/order"] {
        assert!(page.contains(new), "the page has no `{new}`");
    }
}

/// A copy of the project whose spec has improbable values for all facts. Whatever its program prints has these values, and none of the old ones.
#[test]
fn the_program_prints_the_facts_of_its_spec_and_no_others() {
    let copy = ScratchCopy::to_build();
    let spec = copy.read(SPEC);
    let improbable = improbable_spec(&spec);
    copy.write(SPEC, &improbable);
    copy.write(REVISIONS, &replace_texts(&copy.read(REVISIONS), &parse(&spec)));
    for group in std::fs::read_dir(copy.path("spec/cases")).unwrap() {
        for case in std::fs::read_dir(group.unwrap().path()).unwrap() {
            let path = case.unwrap().path();
            let case = std::fs::read_to_string(&path).unwrap();
            std::fs::write(path, improbable_case(&case, &parse(&spec))).unwrap();
        }
    }
    let updated = copy.build_script(false).join("\n");
    assert!(updated.contains("build again"), "{updated}");
    let built = copy.cargo(&["build", "--offline", "--package", "colt-numbers-cli"]);
    assert!(built.status.success(), "{}", output_text(&built));

    let kept = writings(&parse(&improbable));
    let old: Vec<String> = writings(&parse(&spec)).into_iter().filter(|fact| !kept.contains(fact)).collect();
    assert!(old.len() > 30, "{old:?}");
    let mut printed = printed_texts(&copy);
    for file in std::fs::read_dir(copy.path("generated/src")).unwrap() {
        let path = file.unwrap().path();
        printed.push((path.display().to_string(), std::fs::read_to_string(path).unwrap()));
    }
    for (what, text) in &printed {
        let stale: Vec<_> = found_in(text, &old).collect();
        assert!(stale.is_empty(), "{what} has the values of another spec: {stale:?}\n{text}");
    }
    // The new values are printed where the old ones were.
    for (what, new) in [
        ("reserve --help", "up to 47 characters"),
        ("sandbox --help", "http://127.0.0.1:4010/improbableBase"),
        ("man reserve", "up to 47 characters"),
        ("reserve", "the 61 calendar days"),
        ("reserve --dry-run", "https://sandbox.apis.improbable.example/improbableBase/improbable/order"),
        ("reserve --dry-run", "Improbable Product"),
        ("reserve --dry-run", "x-improbable-id: "),
        ("call --help", "--param x-improbable-id="),
        ("operations", "/improbable/order"),
        ("operations --json", "after 61 calendar days"),
        ("rules", "Zone R"),
        ("rules --json", "improbable.txt:"),
        ("contract --json", "accept-47-"),
    ] {
        let text = printed.iter().find(|(name, _)| name == what).map(|(_, text)| text);
        let text = text.unwrap_or_else(|| panic!("`{what}` is not printed"));
        assert!(text.contains(new), "{what} has no `{new}`: {text}");
    }
}

/// Runs every command of the program of a copy; returns what each printed.
fn printed_texts(copy: &ScratchCopy) -> Vec<(String, String)> {
    let program = root().join("target/scratch/debug/colt-numbers");
    let run = |arguments: &[&str]| {
        let mut command = Command::new(&program);
        command.args(arguments).env("XDG_STATE_HOME", copy.path("state")).env("XDG_CONFIG_HOME", copy.path("config"));
        output_text(&command.output().unwrap())
    };
    let mut printed = vec![("--help".to_owned(), run(&["--help"])), ("man".to_owned(), run(&["man"]))];
    for name in
        ["reserve", "call", "operations", "check", "rules", "sandbox", "contract", "json-schema", "completions", "man"]
    {
        printed.push((format!("{name} --help"), run(&[name, "--help"])));
        printed.push((format!("man {name}"), run(&["man", name])));
        printed.push((format!("json-schema {name}"), run(&["json-schema", name])));
    }
    copy.write("request.json", "{}");
    let file = copy.path("request.json");
    let file = file.to_str().unwrap();
    let html = copy.path("report.html");
    let report = format!("html={}", html.display());
    let reserve = ["reserve", "--country", "GB", "--start", "+442081324758", "--customer-reference", "C-1"];
    for (name, arguments) in [
        ("operations", &["operations"][..]),
        ("operations --json", &["operations", "--json"]),
        ("rules", &["rules"]),
        ("rules --json", &["rules", "--json"]),
        ("version", &["--version"]),
        ("faults", &["sandbox", "--list-faults"]),
        ("check", &["check", file]),
        ("reserve", &reserve),
        ("reserve --json", &[&reserve[..], &["--json"]].concat()),
        ("reserve --dry-run", &[&reserve[..], &["--dry-run", "--target", "sandbox"]].concat()),
        ("invalid", &["reserve", "--country", "UK", "--start", "1", "--customer-reference", &"x".repeat(48)]),
        ("invalid target", &[&reserve[..], &["--target", "http://example.com/api"]].concat()),
        ("lock", &["reserve", "--country", "FR", "--lock-id", "L-1", "--customer-reference", "C-1"]),
        ("contract", &["contract", "--report", &report]),
        ("contract --json", &["contract", "--json"]),
        ("contract --dry-run", &["contract", "--dry-run"]),
    ] {
        printed.push((name.to_owned(), run(arguments)));
    }
    printed.push(("contract --report html".to_owned(), std::fs::read_to_string(html).unwrap()));
    printed
}
