//! Text of the spec never becomes code: wherever the spec has text, hostile text generates the same code as harmless text.
//! `tests/it/hostile_texts.rs` tests that the code compiles.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use colt_numbers_generate::files::Files;
use colt_numbers_generate::generate;
use colt_numbers_generate::load::load;
use colt_numbers_openapi::finding::Level;
use colt_numbers_openapi::source::Source;
use colt_numbers_terminal_text::{escape_json, is_unsafe};
use proc_macro2::{Delimiter, TokenTree};
use serde_json::Value;

fn data(name: &str) -> Value {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
    serde_yaml::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// If a pointer contains one of these parts, its text becomes a Rust name. Such a text may change the generated code, because arguments are
/// ordered by name.
const NAMES: [&str; 5] = ["/enum/", "/operationId", "/x-id", "/name", "/format"];

/// The cases that the rules need.
fn cases() -> BTreeMap<String, String> {
    let case = r#"{ "about": "", "body": {}, "violations": [] }"#.to_owned();
    let names = ["at-night", "in-rain"].iter().flat_map(|rule| ["accept", "reject"].map(|side| (rule, side)));
    names.map(|(rule, side)| (format!("spec/cases/{rule}/{side}-one.json"), case.clone())).collect()
}

/// The pointers of every string of a document.
fn strings(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::String(_) => found.push(at.to_owned()),
        Value::Object(members) => members.iter().for_each(|(name, member)| {
            strings(member, &format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), found);
        }),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| strings(item, &format!("{at}/{index}"), found))
        }
        _ => {}
    }
}

/// The tokens of each Rust file, except literals and doc comments. If `names` is false: only keywords and attributes, sorted.
fn skeleton(files: &Files, names: bool) -> BTreeMap<String, String> {
    let rust = files.iter().filter(|(name, _)| name.ends_with(".rs"));
    rust.map(|(name, text)| {
        let tokens = text.parse::<proc_macro2::TokenStream>().unwrap_or_else(|error| panic!("{name}: {error}\n{text}"));
        syn::parse2::<syn::File>(tokens.clone()).unwrap_or_else(|error| panic!("{name}: {error}\n{text}"));
        let text = without_text(tokens);
        let mut words: Vec<&str> = text.split(' ').collect();
        if !names {
            let is_keyword =
                |word: &str| word.starts_with(char::is_alphabetic) && syn::parse_str::<syn::Ident>(word).is_err();
            words.retain(|word| *word == "#" || is_keyword(word));
            words.sort_unstable();
        }
        (name.clone(), words.join(" "))
    })
    .collect()
}

fn without_text(tokens: proc_macro2::TokenStream) -> String {
    let mut out = String::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match &token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                // `#[doc = "…"]` or `#![doc = "…"]`, which is what a doc comment is.
                let mut ahead = tokens.clone();
                let mut skipped = 1;
                if matches!(ahead.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == '!') {
                    ahead.next();
                    skipped += 1;
                }
                if let Some(TokenTree::Group(group)) = ahead.next()
                    && let [TokenTree::Ident(name), TokenTree::Punct(_), TokenTree::Literal(_)] =
                        &group.stream().into_iter().collect::<Vec<_>>()[..]
                    && name == "doc"
                {
                    tokens.nth(skipped - 1);
                    continue;
                }
                out.push_str("# ");
            }
            // Depending on the length of a line, the printer adds braces around an expression and a trailing comma.
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                out.push_str(&without_text(group.stream()));
            }
            TokenTree::Punct(punct) if punct.as_char() == ',' => {}
            TokenTree::Group(group) => {
                out.push_str(&format!("{:?}( {}) ", group.delimiter(), without_text(group.stream())));
            }
            TokenTree::Literal(_) => out.push_str("_ "),
            other => out.push_str(&format!("{other} ")),
        }
    }
    out
}

/// Replaces the text at a pointer. Returns whether the spec is accepted; otherwise each error must have a pointer.
fn put(source: &mut Source, spec: &mut Value, at: &str, text: &Value) -> bool {
    *spec.pointer_mut(at).unwrap() = text.clone();
    source.spec = escape_json(&spec.to_string()).into_owned();
    let Err(findings) = load(source) else { return true };
    for finding in findings.of(Level::Error) {
        assert!(!finding.pointer.is_empty(), "{at}: {text}: {finding}");
    }
    false
}

/// Compares the generated code with the code for harmless text.
fn compare(source: &Source, clean: &BTreeMap<String, String>, names: bool, what: &str) {
    let files = generate(source).unwrap_or_else(|findings| panic!("{what}: {findings}"));
    for (file, content) in &files {
        let raw = content.chars().find(|&character| is_unsafe(character) && character != '\n');
        assert_eq!(raw, None, "{what}: {file} has an unsafe character");
    }
    let skeleton = skeleton(&files, names);
    let differ: Vec<_> = clean.iter().filter(|(file, tokens)| skeleton.get(*file) != Some(*tokens)).collect();
    let differ: Vec<_> = differ.into_iter().map(|(file, _)| file).collect();
    assert!(differ.is_empty(), "{what}: the code of {differ:?} differs");
}

#[test]
fn hostile_text_generates_the_same_code_as_harmless_text() {
    let spec = data("texts.yaml");
    let mut source = Source { file: "texts.yaml".to_owned(), spec: spec.to_string(), cases: cases(), revisions: None };
    let files = generate(&source).unwrap_or_else(|findings| panic!("{findings}"));
    let clean = [true, false].map(|names| skeleton(&files, names));
    let mut pointers = Vec::new();
    strings(&spec, "", &mut pointers);
    // A name that is required and not described becomes one more field.
    pointers.retain(|at| !at.contains("/required/"));
    // Patterns are tested separately, because each one changes the code of its check.
    let (patterns, pointers): (Vec<_>, Vec<_>) = pointers.into_iter().partition(|at| at.ends_with("/pattern"));
    let (names, words): (Vec<_>, Vec<_>) =
        pointers.into_iter().partition(|at| NAMES.iter().any(|name| at.contains(name)));
    let hostile = data("hostile_texts.json");
    let mut free = None;
    for (name, text) in hostile.as_object().unwrap() {
        // Where the generator accepts the first hostile text, it accepts all of them, because the text there is free. So the list is computed once.
        let free: &Vec<&String> = free
            .get_or_insert_with(|| words.iter().filter(|at| put(&mut source, &mut spec.clone(), at, text)).collect());
        assert!(free.len() > 60, "{} of {}", free.len(), words.len());
        let mut all = spec.clone();
        free.iter().for_each(|at| *all.pointer_mut(at).unwrap() = text.clone());
        source.spec = escape_json(&all.to_string()).into_owned();
        compare(&source, &clean[0], true, name);
        for at in names.iter().chain(&patterns) {
            if put(&mut source, &mut spec.clone(), at, text) {
                let clean = if at.ends_with("/pattern") { &BTreeMap::new() } else { &clean[1] };
                compare(&source, clean, false, &format!("{name} at {at}"));
            }
        }
    }
}
