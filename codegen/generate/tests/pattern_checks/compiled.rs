//! Compiles the emitted checks of fixtures into a program that reads texts and prints the results.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::process::Command;

use colt_numbers_generate::generate;
use colt_numbers_openapi::source::Source;
use serde_json::{Map, Value, json};

use crate::fixtures::PatternFixture;

/// The program around `mod checks` and `ALL`. Each line of its input has the index of a check and a text in hex digits.
const PROGRAM: &str = r#"
#![allow(dead_code, reason = "nothing makes an `InvalidValue` here")]

mod checks;
use checks::Mismatch;

fn main() {
    let mut results = String::new();
    for line in std::io::stdin().lines() {
        let line = line.unwrap();
        let (check, hex) = line.split_once(' ').unwrap();
        let byte = |at: usize| u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16).unwrap();
        let text = String::from_utf8((0..hex.len() / 2).map(byte).collect()).unwrap();
        results += &match ALL[check.parse::<usize>().unwrap()](&text) {
            Ok(()) => "ok\n".to_owned(),
            Err(Mismatch::TooShort { min, length }) => format!("too short {min} {length}\n"),
            Err(Mismatch::TooLong { max, length }) => format!("too long {max} {length}\n"),
            Err(Mismatch::Pattern { position }) => format!("pattern {position}\n"),
        };
    }
    print!("{results}");
}
"#;

/// The result of a check of a text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CheckResult {
    Ok,
    TooShort { min: usize, length: usize },
    TooLong { max: usize, length: usize },
    Pattern { position: usize },
}

impl CheckResult {
    fn read(line: &str) -> Self {
        let number = |text: &str| text.parse().unwrap();
        match line.split(' ').collect::<Vec<_>>()[..] {
            ["ok"] => Self::Ok,
            ["too", "short", min, length] => Self::TooShort { min: number(min), length: number(length) },
            ["too", "long", max, length] => Self::TooLong { max: number(max), length: number(length) },
            ["pattern", position] => Self::Pattern { position: number(position) },
            _ => panic!("`{line}`"),
        }
    }
}

/// `checks.rs` of a spec with a schema for each fixture.
pub fn checks(fixtures: &[PatternFixture]) -> String {
    let schemas: Map<String, Value> = fixtures.iter().map(|fixture| (fixture.name.clone(), schema(fixture))).collect();
    let root = json!({
        "openapi": "3.0.3", "info": { "title": "T", "version": "1" }, "paths": {}, "components": { "schemas": schemas },
    });
    let files = generate(&Source::of_text("patterns.txt", &root.to_string()));
    files.unwrap_or_else(|findings| panic!("{findings}"))["checks.rs"].clone()
}

fn schema(fixture: &PatternFixture) -> Value {
    let mut schema = json!({ "type": "string" });
    if let Some(pattern) = fixture.constraints().pattern {
        schema["pattern"] = pattern.source().into();
    }
    for (key, limit) in [("minLength", fixture.min_length), ("maxLength", fixture.max_length)] {
        if let Some(limit) = limit {
            schema[key] = limit.into();
        }
    }
    schema
}

/// Runs the checks on texts, each with the index of its fixture.
pub fn run_checks<'t>(fixtures: &[PatternFixture], texts: impl Iterator<Item = (usize, &'t str)>) -> Vec<CheckResult> {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let names: Vec<String> = fixtures.iter().map(|fixture| format!("checks::strings::{}", fixture.name)).collect();
    let all = format!("const ALL: &[fn(&str) -> Result<(), Mismatch>] = &[{}];", names.join(", "));
    fs::write(file("main.rs"), format!("{PROGRAM}{all}")).unwrap();
    fs::write(file("checks.rs"), checks(fixtures)).unwrap();
    let mut input = String::new();
    for (fixture, text) in texts {
        write!(input, "{fixture} ").unwrap();
        text.bytes().for_each(|byte| write!(input, "{byte:02x}").unwrap());
        input.push('\n');
    }
    fs::write(file("input"), input).unwrap();
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let arguments = ["--edition", "2024", "-D", "warnings", "-C", "debuginfo=0", "main.rs", "-o", "program"];
    let built = Command::new(rustc).current_dir(folder.path()).args(arguments).output().unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let ran = Command::new(file("program")).stdin(File::open(file("input")).unwrap()).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap().lines().map(CheckResult::read).collect()
}
