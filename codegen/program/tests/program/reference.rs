//! `cargo codegen reference`: the page on standard output or in a file.

use std::fs;

use crate::{Project, contents, text};

#[test]
fn the_page_goes_to_standard_output_or_to_a_file() {
    let project = Project::new();
    let output = project.run(&["reference"]);
    let page = text(&output.stdout);
    assert_eq!((output.status.code(), &*text(&output.stderr)), (Some(0), ""));
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("^[a-z]+$") && page.contains("A word."), "{page}");

    let file = project.elsewhere().join("reference.html");
    let output = project.run(&["reference", "--output", file.to_str().unwrap()]);
    let message = text(&output.stderr);
    assert_eq!((output.status.code(), &*text(&output.stdout)), (Some(0), ""), "{message}");
    assert!(message.starts_with("wrote `") && message.contains("reference.html"), "{message}");
    assert_eq!(fs::read_to_string(&file).unwrap(), page);
}

#[test]
fn another_spec_has_a_page_and_an_invalid_one_has_none() {
    let project = Project::new();
    let other = crate::SPEC.replace("A word.", "Another word.");
    project.write("other.yaml", &other);
    project.write("invalid.yaml", &other.replace("string", "text"));
    let path = |name: &str| project.path(name).display().to_string();
    let output = project.run(&["reference", &path("other.yaml")]);
    assert!(output.status.code() == Some(0) && text(&output.stdout).contains("Another word."));

    let before = contents(&project.path(""));
    let output = project.run(&["reference", &path("invalid.yaml"), "--output", &path("page.html")]);
    let message = text(&output.stderr);
    assert_eq!((output.status.code(), &*text(&output.stdout)), (Some(3), ""), "{message}");
    assert!(message.contains("/components/schemas/Word/type"), "{message}");
    assert_eq!(before, contents(&project.path("")));
}
