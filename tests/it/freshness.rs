//! `generated/` is what the spec makes of it, and the build script sees to it: each of its cases, on a scratch copy.
//!
//! The build script is run as the program that Cargo built; one test runs Cargo, which runs that program.

use colt_numbers_generate::{files, generate};
use colt_numbers_openapi::source::Source;

use crate::scratch_copy::{ScratchCopy, output_text, root};

const SPEC: &str = "spec/number-management.yaml";

/// The files of `generated/src`, by name.
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
fn what_is_checked_in_is_fresh() {
    let files = generate(&Source::read(&root()).unwrap()).unwrap();
    let drift = files::compare(&root(), &files).unwrap();
    assert!(drift.is_none(), "{drift:?}");
}

#[test]
fn the_same_texts_give_the_same_bytes() {
    let source = Source::read(&root()).unwrap();
    assert_eq!(generate(&source).unwrap(), generate(&source).unwrap());
}

#[test]
fn nothing_differs_and_the_build_goes_on() {
    let scratch = ScratchCopy::new();
    for ci in [false, true] {
        assert!(scratch.build_script(ci).is_empty());
    }
}

#[test]
fn a_comment_changes_nothing() {
    let scratch = ScratchCopy::new();
    scratch.edit(SPEC, "openapi: 3.0.3", "# A remark.\nopenapi: 3.0.3");
    assert!(scratch.build_script(true).is_empty());
}

#[test]
fn an_edit_of_the_spec_is_written_and_stops_one_build() {
    let scratch = ScratchCopy::new();
    scratch.edit(SPEC, "maxLength: 50", "maxLength: 40");
    let complaint = scratch.build_script(false).join("\n");
    assert!(complaint.contains("`generated/src/checks.rs`") && complaint.contains("build again"), "{complaint}");
    assert!(scratch.read("generated/src/checks.rs").contains("At most 40 characters"));
    assert!(scratch.build_script(false).is_empty());
}

#[test]
fn an_edit_by_hand_is_put_right() {
    let scratch = ScratchCopy::new();
    let before = generated(&scratch);
    scratch.edit("generated/src/types.rs", "pub struct NumberRange", "pub struct Numbers");
    assert!(scratch.build_script(false).join("\n").contains("`generated/src/types.rs`"));
    assert_eq!(generated(&scratch), before);
}

#[test]
fn an_orphan_is_removed_and_a_lost_file_comes_back() {
    let scratch = ScratchCopy::new();
    let before = generated(&scratch);
    scratch.write("generated/src/old.rs", "// left over\n");
    std::fs::remove_file(scratch.path("generated/src/rules.rs")).unwrap();
    let complaint = scratch.build_script(false).join("\n");
    assert!(complaint.contains("old.rs") && complaint.contains("rules.rs"), "{complaint}");
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
        let complaint = scratch.build_script(true).join("\n");
        assert!(complaint.contains("cargo codegen"), "{complaint}");
        assert_eq!(generated(&scratch), before);
    }
}

/// No link is followed, in a developer's checkout and in CI: what it leads to stays, and the message names the link.
#[cfg(unix)]
#[test]
fn a_link_stops_the_build_and_nothing_is_removed_through_it() {
    for ci in [false, true] {
        let scratch = ScratchCopy::new();
        scratch.write("elsewhere/kept.rs", "kept");
        std::os::unix::fs::symlink(scratch.path("elsewhere"), scratch.path("generated/src/leftover\u{1b}")).unwrap();
        let complaint = scratch.build_script(ci).join("\n");
        assert!(complaint.contains(r"generated/src/leftover\u{1b}` is a link"), "{complaint}");
        assert_eq!(scratch.read("elsewhere/kept.rs"), "kept");
    }
}

#[test]
fn a_spec_with_errors_is_refused_with_all_of_them() {
    let scratch = ScratchCopy::new();
    scratch.edit(SPEC, "maxLength: 50", "maxLenght: 50");
    scratch.edit(SPEC, "'NO', 'RO'", "NO, 'RO'");
    let before = generated(&scratch);
    let complaint = scratch.build_script(false).join("\n");
    assert!(complaint.contains("`NO` is not quoted"), "{complaint}");
    assert_eq!(generated(&scratch), before);
}

/// Puts a build script in the copy that runs the one that Cargo built already, so that the generator is not compiled again.
fn run_the_built_script(scratch: &ScratchCopy) {
    let manifest = scratch.read("Cargo.toml");
    let (before, rest) = manifest.split_once("[build-dependencies]").unwrap();
    let (_, after) = rest.split_once("\n\n").unwrap();
    scratch.write("Cargo.toml", &format!("{before}{after}"));
    let script = env!("BUILD_SCRIPT");
    let run = format!("assert!(std::process::Command::new({script:?}).status().unwrap().success());");
    scratch.write("build.rs", &format!("//! Runs the one that is there.\nfn main() {{ {run} }}\n"));
}

#[test]
fn cargo_stops_once_and_then_builds() {
    let scratch = ScratchCopy::to_build();
    run_the_built_script(&scratch);
    let build = ["build", "--quiet", "--package", "colt-numbers-workspace", "--offline"];
    let fresh = scratch.cargo(&build);
    assert!(fresh.status.success(), "{}", output_text(&fresh));
    scratch.edit(SPEC, "maxLength: 50", "maxLength: 40");
    let stopped = scratch.cargo(&build);
    assert!(!stopped.status.success(), "the build went on with stale code");
    assert!(output_text(&stopped).contains("build again"), "{}", output_text(&stopped));
    let again = scratch.cargo(&build);
    assert!(again.status.success(), "{}", output_text(&again));
}
