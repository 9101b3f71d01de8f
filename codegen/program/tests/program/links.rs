//! Tests that links are never followed when generated files are compared, written or removed: a link is an error that names it, and its
//! target is unchanged.

use std::fs;
use std::path::PathBuf;

use crate::{Project, contents, text};

/// Links below the project. `true`: the link points to a folder outside the project; `false`: it points to a file outside.
#[cfg(unix)]
const LINKS: [(&str, bool); 8] = [
    ("generated", true),
    ("generated/src", true),
    ("generated/src/leftover", true),
    ("generated/src/leftover", false),
    ("generated/src/inner/leftover", true),
    ("generated/src/inner/leftover", false),
    ("generated/src/types.rs", true),
    ("generated/src/types.rs", false),
];

/// Creates a folder outside the project with files that are named like generated files, so that following a link would change the folder.
fn fill_elsewhere(project: &Project) -> PathBuf {
    let elsewhere = project.elsewhere();
    fs::create_dir_all(elsewhere.join("src")).unwrap();
    for file in ["types.rs", "kept.rs", "src/types.rs", "src/kept.rs"] {
        fs::write(elsewhere.join(file), "kept\n").unwrap();
    }
    elsewhere
}

#[cfg(unix)]
#[test]
fn a_link_is_an_error_that_names_it() {
    for (link, to_folder) in LINKS {
        for arguments in [&[][..], &["--check"]] {
            let project = Project::generated();
            let elsewhere = fill_elsewhere(&project);
            let path = project.path(link);
            if path.is_dir() {
                fs::remove_dir_all(&path).unwrap();
            } else if path.exists() {
                fs::remove_file(&path).unwrap();
            }
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            let target = if to_folder { elsewhere.clone() } else { elsewhere.join("kept.rs") };
            std::os::unix::fs::symlink(target, &path).unwrap();
            // Removes a generated file beside the link, so that there is a file to write. The file may not exist.
            let _ = fs::remove_file(project.path("generated/src/lib.rs"));
            let before = (contents(&elsewhere), contents(&project.path("")));
            let output = project.run(arguments);
            let stderr = text(&output.stderr);
            assert_eq!(output.status.code(), Some(1), "{link} {arguments:?}: {stderr}");
            assert!(
                stderr.contains(&format!("`{}` is a link", path.display())) && stderr.contains("hint: "),
                "{link}: {stderr}"
            );
            assert_eq!(before, (contents(&elsewhere), contents(&project.path(""))), "{link} {arguments:?}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_dangling_or_circular_link_is_an_error_too() {
    for target in ["missing", "leftover", "."] {
        let project = Project::generated();
        std::os::unix::fs::symlink(target, project.path("generated/src/leftover")).unwrap();
        let output = project.run(&["--check"]);
        assert_eq!(output.status.code(), Some(1), "{target}");
        assert!(text(&output.stderr).contains("leftover` is a link"), "{target}: {}", text(&output.stderr));
    }
}

/// The library checks the path again when it writes, because a link may be created after the comparison.
#[cfg(unix)]
#[test]
fn a_link_made_after_the_comparison_is_an_error() {
    use colt_numbers_generate::files::{Drift, Files, write};
    let project = Project::new();
    let elsewhere = fill_elsewhere(&project);
    std::os::unix::fs::symlink(&elsewhere, project.path("generated/src")).unwrap();
    let files = Files::from([("types.rs".to_owned(), "new".to_owned())]);
    for drift in [
        Drift { missing: vec!["types.rs".to_owned()], ..Drift::default() },
        Drift { orphans: vec!["kept.rs".to_owned()], ..Drift::default() },
    ] {
        let before = contents(&elsewhere);
        let error = write(&project.path(""), &files, &drift).unwrap_err().to_string();
        assert!(error.contains("generated/src` is a link"), "{error}");
        assert_eq!(before, contents(&elsewhere));
    }
    let drift = Drift { orphans: vec!["../../../elsewhere/kept.rs".to_owned()], ..Drift::default() };
    assert!(write(&project.path(""), &files, &drift).is_err());
    assert!(elsewhere.join("kept.rs").exists());
}

/// A hard-linked generated file is replaced; writing into it would change the other file.
#[test]
fn a_hard_link_is_replaced() {
    let project = Project::generated();
    let kept = project.elsewhere().join("kept.rs");
    fs::write(&kept, "kept\n").unwrap();
    let file = project.path("generated/src/types.rs");
    let right = fs::read(&file).unwrap();
    fs::remove_file(&file).unwrap();
    fs::hard_link(&kept, &file).unwrap();
    assert_eq!(project.run(&[]).status.code(), Some(0));
    assert_eq!(fs::read(&file).unwrap(), right);
    assert_eq!(fs::read_to_string(&kept).unwrap(), "kept\n");
    assert_eq!(
        fs::read_dir(project.path("generated/src")).unwrap().count(),
        contents(&project.path("generated/src")).len()
    );
    assert_eq!(project.run(&["--check"]).status.code(), Some(0));
}

/// The program removes only files and folders. It escapes a name that is not UTF-8.
#[cfg(unix)]
#[test]
fn an_entry_that_cannot_be_a_generated_file_is_an_error_that_names_it() {
    use std::os::unix::ffi::OsStringExt as _;
    let project = Project::generated();
    let name = std::ffi::OsString::from_vec(b"bad\xff\x1b.rs".to_vec());
    fs::write(project.path("generated/src").join(&name), "").unwrap();
    let output = project.run(&[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains(r"bad\xff\u{1b}.rs` is not UTF-8"), "{}", text(&output.stderr));
    fs::remove_file(project.path("generated/src").join(&name)).unwrap();
    let listener = std::os::unix::net::UnixListener::bind(project.path("generated/src/socket")).unwrap();
    let output = project.run(&[]);
    drop(listener);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("socket` is neither a file nor a folder"), "{}", text(&output.stderr));
}

#[test]
fn a_leftover_file_in_a_nested_folder_is_removed() {
    let project = Project::generated();
    fs::create_dir_all(project.path("generated/src/inner")).unwrap();
    project.write("generated/src/inner/old.rs", "");
    assert_eq!(project.run(&["--check"]).status.code(), Some(8));
    let output = project.run(&[]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout).contains("fixed `generated/src/inner/old.rs`"), "{}", text(&output.stdout));
    assert!(!project.path("generated/src/inner/old.rs").exists());
}

/// The case is a socket and not a FIFO: if the program read it by mistake, a socket would fail at once, but a FIFO would block.
#[cfg(unix)]
#[test]
fn a_case_that_is_not_a_regular_file_is_an_error_that_names_it() {
    let project = Project::generated();
    fs::create_dir_all(project.path("spec/cases/a-rule")).unwrap();
    let listener = std::os::unix::net::UnixListener::bind(project.path("spec/cases/a-rule/accept-a.json")).unwrap();
    let output = project.run(&["--check"]);
    drop(listener);
    assert_ne!(output.status.code(), Some(0));
    assert!(text(&output.stderr).contains("accept-a.json`: not a regular file"), "{}", text(&output.stderr));
}
