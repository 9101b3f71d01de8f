//! Generated requests equal the HTTP requests that a spec describes. The test generates a crate from a small spec, and runs a program that
//! uses the crate and checks each request.

use std::fs;

use colt_numbers_generate::generate;
use colt_numbers_openapi::source::Source;
use tempfile::TempDir;

use crate::golden::manifest;
use crate::scratch_copy::{cargo, output_text, root};

#[test]
fn generated_requests_equal_the_requests_that_the_spec_describes() {
    let data = root().join("tests/data/requests");
    let spec = fs::read_to_string(data.join("openapi.yaml")).unwrap();
    let files = generate(&Source::of_text("openapi.yaml", &spec)).unwrap_or_else(|findings| panic!("{findings}"));
    let folder = TempDir::new().unwrap();
    let path = |below: &str| folder.path().join(below);
    fs::create_dir_all(path("shelves/src")).unwrap();
    fs::create_dir_all(path("src")).unwrap();
    for (name, text) in files {
        fs::write(path("shelves/src").join(name), text).unwrap();
    }
    fs::write(path("shelves/Cargo.toml"), manifest("shelves")).unwrap();
    fs::copy(data.join("main.rs"), path("src/main.rs")).unwrap();
    fs::copy(root().join("Cargo.lock"), path("Cargo.lock")).unwrap();
    let dependencies = "shelves = { path = \"shelves\" }\nbytes = \"1\"\nhttp = \"1\"\nserde_json = \"1\"\n";
    let package = "[package]\nname = \"requests\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n";
    fs::write(path("Cargo.toml"), format!("{package}\n[dependencies]\n{dependencies}")).unwrap();
    let output = cargo(folder.path()).args(["run", "--offline", "--quiet"]).output().unwrap();
    assert!(output.status.success(), "{}", output_text(&output));
}
