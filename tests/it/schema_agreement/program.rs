//! The program that checks values with the client's source files and the data generated from a spec.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use colt_numbers_generate::Files;

use crate::golden::manifest;
use crate::scratch_copy::{cargo, output_text, root};

/// The violations of a value: keywords and pointers.
pub type ViolationSet = BTreeSet<(String, String)>;

/// The client's source files that check a value against a schema.
const FILES: [&str; 7] = ["json_number", "format", "json", "json_location", "schema", "violation", "violation_list"];

/// A replacement for the client's module of hints about telephone numbers, which does not affect violations.
const NUMBER_MODULE: &str = "
mod telephone_number {
    use colt_numbers_api::schema::StringSchema;
    pub(crate) fn is_telephone_number_schema(_: &StringSchema) -> bool { false }
    pub(crate) fn hint(_: &str) -> Option<String> { None }
    pub(crate) fn describe_invisible(_: &str) -> Option<String> { None }
}
";

/// A replacement for the generated module `rules`, which exists only if the spec declares rules.
const RULES_MODULE: &str = "
pub mod rules {
    #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
    pub enum Severity { Error, Warning }
    impl std::fmt::Display for Severity {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { std::fmt::Debug::fmt(self, f) }
    }
}
";

/// The source of the program. Each input line has the number of a schema and a JSON text. For each input line, the program prints a line with
/// the keywords and pointers of the violations.
fn program(count: usize) -> String {
    let mut text = format!("#![allow(warnings)]\nmod check {{\n{NUMBER_MODULE}");
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

/// Writes the program's package, with the generated crate inside.
pub fn write_package(folder: &Path, files: &Files, count: usize) {
    let write = |below: &str, text: &str| {
        fs::create_dir_all(folder.join(below).parent().unwrap()).unwrap();
        fs::write(folder.join(below), text).unwrap();
    };
    for (name, text) in files {
        let more = if name == "lib.rs" { RULES_MODULE } else { "" };
        write(&format!("api/src/{name}"), &format!("{text}{more}"));
    }
    write("api/Cargo.toml", &manifest("colt-numbers-api"));
    write("src/main.rs", &program(count));
    let terminal_text = root().join("terminal-text");
    write(
        "Cargo.toml",
        &format!(
            "[package]\nname = \"schema-agreement\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
             colt-numbers-api = {{ path = \"api\", default-features = false }}\n\
             colt-numbers-terminal-text = {{ path = {terminal_text:?} }}\n\
             serde = {{ version = \"1\", default-features = false, features = [\"std\"] }}\n\
             serde_json = {{ version = \"1\", default-features = false, features = [\"std\"] }}\n"
        ),
    );
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
}

/// The violations that the client finds in each text, under the schema with the given number.
pub fn client_violations(folder: &Path, inputs: &[(usize, String)]) -> Vec<ViolationSet> {
    let input: String = inputs.iter().map(|(number, text)| format!("{number}\t{text}\n")).collect();
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
