//! `generated/` is up to date with the spec, and the build script keeps `generated/` up to date. Each test of the build script uses a
//! scratch copy.
//!
//! Most tests run the build script that Cargo has built; one test runs Cargo, which then runs the build script.

use colt_numbers_generate::{files, generate};
use colt_numbers_openapi::source::Source;

use crate::scratch_copy::{ScratchCopy, output_text, root};

const SPEC: &str = "spec/number-management.yaml";

/// The names and contents of the files in `generated/src`.
fn generated(scratch: &ScratchCopy) -> Vec<(String, String)> {
    let mut found: Vec<_> = std::fs::read_dir(scratch.path(files::FOLDER))
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read_to_string(entry.path()).unwrap()))
        .collect();
    found.sort();
    found
}

#[test]
fn the_committed_files_are_up_to_date() {
    let files = generate(&Source::read(&root()).unwrap()).unwrap();
    let drift = files::compare(&root(), &files).unwrap();
    assert!(drift.is_none(), "{drift:?}");
}

#[test]
fn generation_is_deterministic() {
    let source = Source::read(&root()).unwrap();
    assert_eq!(generate(&source).unwrap(), generate(&source).unwrap());
}

#[test]
fn a_build_without_differences_succeeds() {
    let scratch = ScratchCopy::new();
    for ci in [false, true] {
        assert!(scratch.build_script(ci).is_empty());
    }
}

#[test]
fn a_comment_in_the_spec_changes_nothing() {
    let scratch = ScratchCopy::new();
    scratch.edit(SPEC, "openapi: 3.0.3", "# A comment.\nopenapi: 3.0.3");
    assert!(scratch.build_script(true).is_empty());
}

#[test]
fn after_an_edit_of_the_spec_the_generated_files_are_updated_and_one_build_fails() {
    let scratch = ScratchCopy::new();
    scratch.edit(SPEC, "maxLength: 50", "maxLength: 40");
    let errors = scratch.build_script(false).join("\n");
    assert!(errors.contains("`generated/src/checks.rs`") && errors.contains("build again"), "{errors}");
    assert!(scratch.read("generated/src/checks.rs").contains("At most 40 characters"));
    assert!(scratch.build_script(false).is_empty());
}

#[test]
fn a_manual_edit_of_a_generated_file_is_reverted() {
    let scratch = ScratchCopy::new();
    let before = generated(&scratch);
    scratch.edit("generated/src/types.rs", "pub struct NumberRange", "pub struct Numbers");
    assert!(scratch.build_script(false).join("\n").contains("`generated/src/types.rs`"));
    assert_eq!(generated(&scratch), before);
}

#[test]
fn an_extra_file_is_removed_and_a_missing_file_is_restored() {
    let scratch = ScratchCopy::new();
    let before = generated(&scratch);
    scratch.write("generated/src/old.rs", "// left over\n");
    std::fs::remove_file(scratch.path("generated/src/rules.rs")).unwrap();
    let errors = scratch.build_script(false).join("\n");
    assert!(errors.contains("old.rs") && errors.contains("rules.rs"), "{errors}");
    assert_eq!(generated(&scratch), before);
    assert!(scratch.build_script(false).is_empty());
}

#[test]
fn in_ci_nothing_is_written() {
    let edits: [fn(&ScratchCopy); 3] = [
        |scratch| scratch.edit(SPEC, "maxLength: 50", "maxLength: 40"),
        |scratch| scratch.edit("generated/src/types.rs", "pub struct NumberRange", "pub struct Numbers"),
        |scratch| scratch.write("generated/src/old.rs", "// left over\n"),
    ];
    for edit in edits {
        let scratch = ScratchCopy::new();
        edit(&scratch);
        let before = generated(&scratch);
        let errors = scratch.build_script(true).join("\n");
        assert!(errors.contains("cargo codegen"), "{errors}");
        assert_eq!(generated(&scratch), before);
    }
}

/// The build script follows no symbolic link, neither locally nor in CI: the target does not change, and the message names the link.
#[cfg(unix)]
#[test]
fn a_symbolic_link_fails_the_build_and_its_target_does_not_change() {
    for ci in [false, true] {
        let scratch = ScratchCopy::new();
        scratch.write("elsewhere/kept.rs", "kept");
        std::os::unix::fs::symlink(scratch.path("elsewhere"), scratch.path("generated/src/leftover\u{1b}")).unwrap();
        let errors = scratch.build_script(ci).join("\n");
        assert!(errors.contains(r"generated/src/leftover\u{1b}` is a link"), "{errors}");
        assert_eq!(scratch.read("elsewhere/kept.rs"), "kept");
    }
}

#[test]
fn a_spec_with_errors_is_rejected_and_nothing_is_written() {
    let scratch = ScratchCopy::new();
    scratch.edit(SPEC, "maxLength: 50", "maxLenght: 50");
    scratch.edit(SPEC, "'NO', 'RO'", "NO, 'RO'");
    let before = generated(&scratch);
    let errors = scratch.build_script(false).join("\n");
    assert!(errors.contains("`NO` is not quoted"), "{errors}");
    assert_eq!(generated(&scratch), before);
}

/// Replaces the build script of the copy by a small program that runs the build script that Cargo has already built, so that the generator
/// is not compiled again.
fn run_the_built_script(scratch: &ScratchCopy) {
    let manifest = scratch.read("Cargo.toml");
    let (before, rest) = manifest.split_once("[build-dependencies]").unwrap();
    let (_, after) = rest.split_once("\n\n").unwrap();
    scratch.write("Cargo.toml", &format!("{before}{after}"));
    let script = env!("BUILD_SCRIPT");
    let run = format!("assert!(std::process::Command::new({script:?}).status().unwrap().success());");
    scratch.write("build.rs", &format!("//! Runs the build script that Cargo has built.\nfn main() {{ {run} }}\n"));
}

#[test]
fn cargo_fails_once_and_then_builds() {
    let scratch = ScratchCopy::to_build();
    run_the_built_script(&scratch);
    let build = ["build", "--quiet", "--package", "colt-numbers-workspace", "--offline"];
    let fresh = scratch.cargo(&build);
    assert!(fresh.status.success(), "{}", output_text(&fresh));
    scratch.edit(SPEC, "maxLength: 50", "maxLength: 40");
    let stopped = scratch.cargo(&build);
    assert!(!stopped.status.success(), "the build succeeded with outdated code");
    assert!(output_text(&stopped).contains("build again"), "{}", output_text(&stopped));
    let again = scratch.cargo(&build);
    assert!(again.status.success(), "{}", output_text(&again));
}
