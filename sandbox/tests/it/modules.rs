//! The modules of this crate: no circle among them or among their folders, and each import names the module that defines the item.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const SOURCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src");

/// Each module and the modules that it imports from.
type Imports = BTreeMap<String, BTreeSet<String>>;

#[test]
fn no_modules_form_a_circle() {
    let imports = imports();
    assert!(imports.len() > 20 && imports["http::app"].contains("state::ledger"), "{imports:?}");
    assert_eq!(circles(imports), Imports::new());
}

#[test]
fn no_folders_form_a_circle() {
    let folder = |module: &str| module.split("::").next().unwrap_or_default().to_owned();
    let mut folders = Imports::new();
    for (module, imported) in imports() {
        let of_others = imported.iter().map(|other| folder(other)).filter(|other| *other != folder(&module));
        folders.entry(folder(&module)).or_default().extend(of_others);
    }
    assert_eq!(circles(folders), Imports::new());
}

#[test]
fn circles_are_found() {
    let imports = |pairs: &[(&str, &str)]| {
        let mut imports = Imports::new();
        for (module, imported) in pairs {
            imports.entry((*module).to_owned()).or_default().insert((*imported).to_owned());
            imports.entry((*imported).to_owned()).or_default();
        }
        imports
    };
    assert_eq!(circles(imports(&[("a", "b"), ("b", "c"), ("a", "c")])), Imports::new());
    let found = circles(imports(&[("a", "b"), ("b", "c"), ("c", "b"), ("c", "d")]));
    assert_eq!(found.keys().collect::<Vec<_>>(), ["a", "b", "c"], "the circle and what leads into it");
}

/// What is left after every module that imports nothing more is removed: the circles, and the modules that lead into them.
fn circles(mut imports: Imports) -> Imports {
    while let Some(free) = imports.iter().find(|(_, imported)| imported.is_empty()).map(|(module, _)| module.clone()) {
        imports.remove(&free);
        imports.values_mut().for_each(|imported| imported.retain(|module| *module != free));
    }
    imports
}

fn imports() -> Imports {
    let mut sources = BTreeMap::new();
    read(Path::new(SOURCES), "", &mut sources);
    // The root and the roots of folders declare modules and define nothing.
    let is_folder = |module: &str| sources.keys().any(|other| other.starts_with(&format!("{module}::")));
    let defining: BTreeSet<&str> =
        sources.keys().map(String::as_str).filter(|module| *module != "lib" && !is_folder(module)).collect();
    let imported = |module: &str| {
        let text = &sources[module];
        assert!(!text.replace("use super::*;", "").contains("super::"), "`{module}` imports by `super`");
        paths(text).map(|path| defining_module(path, &defining).to_owned()).collect()
    };
    defining.iter().map(|module| ((*module).to_owned(), imported(module))).collect()
}

/// The module that a path leads into.
fn defining_module<'a>(path: &'a str, defining: &BTreeSet<&str>) -> &'a str {
    let mut ends = path.match_indices("::").map(|(end, _)| end).chain([path.len()]);
    let found = ends.find_map(|end| Some(&path[..end]).filter(|name| defining.contains(name)));
    found.unwrap_or_else(|| panic!("`crate::{path}` leads into no file that defines something"))
}

/// What follows `crate::` in the code of a file.
fn paths(text: &str) -> impl Iterator<Item = &str> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| line.split("crate::").skip(1)).map(|rest| {
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(rest.len());
        rest[..end].trim_end_matches(':')
    })
}

/// Reads every source file below a folder, by the path of its module.
fn read(folder: &Path, prefix: &str, sources: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let module = format!("{prefix}{}", path.file_stem().unwrap().to_str().unwrap());
        if path.is_dir() {
            read(&path, &format!("{module}::"), sources);
        } else {
            sources.insert(module, std::fs::read_to_string(&path).unwrap());
        }
    }
}
