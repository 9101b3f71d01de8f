//! The module structure of each crate: no cycles of files or folders, imports from the module that defines an item, and one module style.
//!
//! A file depends on another file if it names an item that the other file defines. `mod child;` alone is not a dependency, but a parent that
//! uses an item of its child depends on the child, and a child that uses an item of its parent depends on the parent. Uses of methods and
//! trait implementations are not detected, because no path names them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::crate_boundaries::sources;
use crate::scratch_copy::{metadata, root};

mod cycles;
mod tree;
mod uses;

use cycles::{DependencyGraph, cycles};
use tree::{ModuleTree, read_crate};
use uses::{Use, uses};

/// The root files of all libraries and programs of the workspace.
fn roots() -> Vec<PathBuf> {
    let metadata = metadata(&["--no-deps"]);
    let packages = metadata["packages"].as_array().unwrap();
    let targets = packages.iter().flat_map(|package| package["targets"].as_array().unwrap());
    let crates = targets.filter(|target| target["kind"][0] == "lib" || target["kind"][0] == "bin");
    crates.map(|target| PathBuf::from(target["src_path"].as_str().unwrap())).collect()
}

/// The module trees of all crates of the workspace, except the generated one.
fn module_trees() -> Vec<ModuleTree> {
    let read = |path: &Path| std::fs::read_to_string(root().join(path)).ok();
    let roots = roots().into_iter().map(|path| path.strip_prefix(root()).unwrap().to_owned());
    let hand_written = roots.filter(|path| !path.starts_with("generated"));
    hand_written.map(|path| read_crate(&path, &read)).collect()
}

/// The dependencies between the files of a crate.
fn file_graph(tree: &ModuleTree, uses: &[Use]) -> DependencyGraph {
    let mut graph = DependencyGraph::new();
    for found in uses {
        let [from, to] = [&found.from, &found.to].map(|module| tree[module].file.clone());
        graph.entry(from).or_default().insert(to);
    }
    graph
}

/// The dependencies between the folders of a crate. A folder is a module with everything below it. An edge connects two folders with the same
/// parent.
fn folder_graph(uses: &[Use]) -> DependencyGraph {
    let mut graph = DependencyGraph::new();
    for found in uses {
        let [from, to] = [&found.from, &found.to].map(|module| module.split("::").collect::<Vec<_>>());
        let shared = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
        if shared < from.len() && shared < to.len() {
            let [from, to] = [from, to].map(|path| path[..=shared].join("::"));
            graph.entry(from).or_default().insert(to);
        }
    }
    graph
}

/// Describes a cycle and the uses that cause it.
fn report(cycle: &BTreeSet<String>, uses: &[Use], part_of: impl Fn(&str, &str) -> bool) -> String {
    let is_within = |module: &str| cycle.iter().any(|node| part_of(module, node));
    let within = uses.iter().filter(|found| is_within(&found.from) && is_within(&found.to));
    let lines = within.map(|found| format!("    `{}` uses `{}` of `{}`\n", found.from, found.item, found.to));
    let nodes = cycle.iter().map(|node| format!("`{node}`")).collect::<Vec<_>>().join(", ");
    format!("  cycle of {nodes}:\n{}", lines.collect::<String>())
}

#[test]
fn files_form_no_cycle() {
    let mut found = String::new();
    for tree in module_trees() {
        let uses = uses(&tree);
        let is_in = |module: &str, file: &str| tree[module].file == file;
        for cycle in cycles(&file_graph(&tree, &uses)) {
            found += &report(&cycle, &uses, is_in);
        }
    }
    assert!(found.is_empty(), "\n{found}");
}

#[test]
fn folders_form_no_cycle() {
    let mut found = String::new();
    for tree in module_trees() {
        let uses = uses(&tree);
        let is_in = |module: &str, folder: &str| format!("{module}::").starts_with(&format!("{folder}::"));
        for cycle in cycles(&folder_graph(&uses)) {
            found += &format!("{}\n{}", tree["crate"].file, report(&cycle, &uses, is_in));
        }
    }
    assert!(found.is_empty(), "\n{found}");
}

#[test]
fn items_are_imported_from_their_defining_module() {
    let mut found = String::new();
    for tree in module_trees() {
        for wrong in uses(&tree) {
            if let Some(through) = &wrong.through {
                found += &format!(
                    "  {}: `{}` is imported from `{through}`; hint: `{}` defines it\n",
                    tree[&wrong.from].file, wrong.item, wrong.to
                );
            }
        }
    }
    assert!(found.is_empty(), "\n{found}");
}

#[test]
fn no_file_is_named_mod_rs() {
    let packages = roots().into_iter().map(|path| path.parent().unwrap().parent().unwrap().to_owned());
    let folders = packages.flat_map(|package| ["src", "tests", "benches", "fuzz"].map(|folder| package.join(folder)));
    let mut seen = 0;
    for (path, _) in folders.filter(|folder| folder.exists()).flat_map(|folder| sources(folder.to_str().unwrap())) {
        assert!(!path.ends_with("/mod.rs"), "`{path}`; hint: use `x.rs` beside the folder `x/`");
        seen += 1;
    }
    assert!(seen > 400, "{seen} files");
}

/// The module tree of a test crate with these files.
fn test_crate(files: &[(&str, &str)]) -> ModuleTree {
    let read = |path: &Path| files.iter().find(|(name, _)| Path::new(name) == path).map(|(_, text)| (*text).to_owned());
    read_crate(Path::new("lib.rs"), &read)
}

/// The uses of a crate, as text.
fn uses_as_text(tree: &ModuleTree) -> Vec<String> {
    let one = |found: Use| {
        let through = found.through.map(|module| format!(" through {module}")).unwrap_or_default();
        format!("{} -> {}::{}{through}", found.from, found.to, found.item)
    };
    uses(tree).into_iter().map(one).collect()
}

#[test]
fn uses_are_found_in_all_positions() {
    let tree = test_crate(&[
        (
            "lib.rs",
            "mod a; mod b; mod made; pub use a::Face;
            #[cfg(test)] mod tests { use crate::a::Face; }",
        ),
        (
            "a.rs",
            "mod deep; pub struct Face; pub struct Other; pub enum Kind { One }
            fn calls() { deep::call(); self::deep::call(); std::mem::drop(1); }
            #[cfg(test)] fn test() { crate::b::only_in_tests(); }",
        ),
        ("a/deep.rs", "use super::Face; pub fn call() { let _: super::super::b::Thing; }"),
        (
            "b.rs",
            "use crate::a; use crate::{Face, made::{self, Made as Renamed}}; use std::fmt; use serde::Serialize as Other;
            pub struct Thing; #[serde(with = \"crate::made::text\")] struct Attributes;
            fn macros() { assert!(a::Kind::One == crate::made::in_a_macro()); quote!(crate::a::Quoted); fmt::write(); }",
        ),
        ("made.rs", "macro_rules! make { () => {} } use crate::b::*; pub use crate::a::Other;"),
    ]);
    assert_eq!(
        uses_as_text(&tree),
        [
            "crate -> crate::a::Face",
            "crate::a -> crate::a::deep::call",
            "crate::a::deep -> crate::a::Face",
            "crate::a::deep -> crate::b::Thing",
            "crate::b -> crate::a::Face through crate",
            "crate::b -> crate::a::Kind",
            "crate::b -> crate::made::Made",
            "crate::b -> crate::made::in_a_macro",
            "crate::b -> crate::made::text",
            "crate::made -> crate::a::Other",
            "crate::made -> crate::b::*",
        ]
    );
}

#[test]
fn a_parent_and_its_child_can_form_a_cycle() {
    let child = ("a/child.rs", "use super::Shared; pub fn of(_: Shared) {}");
    let lib = ("lib.rs", "mod a;");
    for (parent, expected) in
        [("mod child; pub struct Shared;", 0), ("mod child; pub struct Shared; fn all() { child::of(Shared) }", 1)]
    {
        let tree = test_crate(&[lib, ("a.rs", parent), child]);
        assert_eq!(cycles(&file_graph(&tree, &uses(&tree))).len(), expected, "{parent}");
    }
}

#[test]
fn folders_can_form_a_cycle_although_files_do_not() {
    let tree = test_crate(&[
        ("lib.rs", "mod a; mod b;"),
        ("a.rs", "mod one; mod two;"),
        ("a/one.rs", "use crate::b::three::Three;"),
        ("a/two.rs", "pub struct Two;"),
        ("b.rs", "pub mod three; mod four;"),
        ("b/three.rs", "pub struct Three;"),
        ("b/four.rs", "use crate::a::two::Two;"),
    ]);
    let uses = uses(&tree);
    assert!(cycles(&file_graph(&tree, &uses)).is_empty());
    let found = cycles(&folder_graph(&uses));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        report(found.first().unwrap(), &uses, |_, _| true)
            .contains("`crate::a::one` uses `Three` of `crate::b::three`")
    );
}
