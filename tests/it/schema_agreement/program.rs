//! The program that judges by the client's own files and by data that was generated from a spec.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use colt_numbers_generate::Files;

use crate::golden::manifest;
use crate::scratch_copy::{cargo, output_text, root};

/// What a value violates: keyword and pointer.
pub type ViolationSet = BTreeSet<(String, String)>;

/// The client's files that judge a value by a schema.
const FILES: [&str; 7] = ["amount", "format", "json", "json_location", "schema", "violation", "violation_list"];

/// What these files need beside schemas: hints on telephone numbers, which have no say in a verdict.
const NUMBER: &str = "
mod telephone_number {
    use colt_numbers_api::schema::StringSchema;
    pub(crate) fn is_telephone_number_schema(_: &StringSchema) -> bool { false }
    pub(crate) fn hint(_: &str) -> Option<String> { None }
    pub(crate) fn describe_invisible(_: &str) -> Option<String> { None }
}
";

/// What a generated crate has where its spec declares rules.
const RULES: &str = "
pub mod rules {
    #[derive(Clone, Copy, Debug, Eq, PartialEq)]
    pub enum Severity { Error, Warning }
    impl std::fmt::Display for Severity {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { std::fmt::Debug::fmt(self, f) }
    }
}
";

/// The program that judges by the client's files: lines of a schema's number and a JSON text in, lists of keywords and pointers out.
fn program(count: usize) -> String {
    let mut text = format!("#![allow(warnings)]\nmod check {{\n{NUMBER}");
    for file in FILES {
        let path = root().join(format!("client/src/check/{file}.rs"));
        writeln!(text, "#[path = {path:?}]\npub(crate) mod {file};").unwrap();
    }
    let schemas: Vec<_> = (0..count).map(|number| format!("&colt_numbers_api::schema::S{number}")).collect();
    write!(
        text,
        r#"}}
fn main() {{
    let schemas: Vec<&colt_numbers_api::schema::Schema> = vec![{}];
    for line in std::io::stdin().lines() {{
        let line = line.unwrap();
        let (number, json) = line.split_once('\t').unwrap();
        let found = match check::json::Json::parse(json.as_bytes()) {{
            Ok(json) => {{
                let mut found = check::violation_list::ViolationList::default();
                check::schema::check(schemas[number.parse::<usize>().unwrap()], &json, check::json_location::JsonLocation::Root, &mut found);
                found.into_vec()
            }}
            Err(violation) => vec![violation],
        }};
        let errors = found.iter().filter(|found| found.severity == colt_numbers_api::rules::Severity::Error);
        let errors: Vec<_> = errors.map(|found| (found.id, &found.pointer)).collect();
        println!("{{}}", serde_json::to_string(&errors).unwrap());
    }}
}}
"#,
        schemas.join(", ")
    )
    .unwrap();
    text
}

/// Builds the program; the generated crate lies beside it.
pub fn build(folder: &Path, files: &Files, count: usize) {
    let write = |below: &str, text: &str| {
        fs::create_dir_all(folder.join(below).parent().unwrap()).unwrap();
        fs::write(folder.join(below), text).unwrap();
    };
    for (name, text) in files {
        let more = if name == "lib.rs" { RULES } else { "" };
        write(&format!("api/src/{name}"), &format!("{text}{more}"));
    }
    write("api/Cargo.toml", &manifest("colt-numbers-api"));
    write("src/main.rs", &program(count));
    let terminal_text = root().join("terminal-text");
    write(
        "Cargo.toml",
        &format!(
            "[package]\nname = \"readings\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
             colt-numbers-api = {{ path = \"api\", default-features = false }}\n\
             colt-numbers-terminal-text = {{ path = {terminal_text:?} }}\n\
             serde = {{ version = \"1\", default-features = false, features = [\"std\"] }}\n\
             serde_json = {{ version = \"1\", default-features = false, features = [\"std\"] }}\n"
        ),
    );
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
}

/// What the client finds in each of some texts, by the number of its schema.
pub fn by_client(folder: &Path, asked: &[(usize, String)]) -> Vec<ViolationSet> {
    let input: String = asked.iter().map(|(number, text)| format!("{number}\t{text}\n")).collect();
    let mut child = cargo(folder)
        .args(["run", "--offline", "--quiet"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", output_text(&output));
    writer.join().unwrap().unwrap();
    String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
