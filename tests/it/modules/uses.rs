//! Finds which module uses which item. Resolves paths as the compiler does: through imports, globs and re-exports.

use super::tree::{Import, Module, ModuleTree};

/// A use of an item that another file defines.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    pub from: String,
    pub to: String,
    pub item: String,
    /// The module that re-exports the item, if the path goes through a re-export.
    pub through: Option<String>,
}

/// A resolved path: an item of a module, or the module itself.
struct ResolvedPath {
    module: String,
    item: Option<String>,
    through: Option<String>,
}

/// The maximum number of imports in a chain. Longer chains are cyclic.
const MAX_CHAIN: usize = 16;

/// All uses of items that another file of the crate defines, without duplicates.
pub fn uses(tree: &ModuleTree) -> Vec<Use> {
    let mut found = Vec::new();
    for (from, module) in tree {
        let imports = module.imports.iter().map(|import| (&import.path, import.name.is_none()));
        for (path, is_glob) in imports.chain(module.paths.iter().map(|path| (path, false))) {
            let Some(target) = resolve(tree, from, path, 0).or_else(|| resolve_macro_item(tree, from, path)) else {
                continue;
            };
            let item = target.item.or_else(|| is_glob.then(|| "*".to_owned()));
            if let Some(item) = item
                && tree[&target.module].file != module.file
            {
                // An import in the same module is not a re-export.
                let through = target.through.filter(|through| through != from);
                found.push(Use { from: from.clone(), to: target.module, item, through });
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

/// Resolves a path, if the crate defines all of its segments.
fn resolve(tree: &ModuleTree, from: &str, path: &[String], chain: usize) -> Option<ResolvedPath> {
    if chain > MAX_CHAIN {
        return None;
    }
    let (mut at, rest) = split_base(tree, from, path).unwrap_or((from.to_owned(), path));
    for (index, segment) in rest.iter().enumerate() {
        let child = format!("{at}::{segment}");
        if tree.contains_key(&child) {
            at = child;
            continue;
        }
        let module = &tree[&at];
        if module.items.contains(segment) {
            return Some(ResolvedPath { module: at, item: Some(segment.clone()), through: None });
        }
        let follow = |import: &Import| {
            let is_glob = import.name.is_none();
            let path = [&import.path[..], &rest[index + usize::from(!is_glob)..]].concat();
            let found = resolve(tree, &at, &path, chain + 1);
            found.or_else(|| resolve_macro_item(tree, &at, &path).filter(|_| !is_glob))
        };
        let target = imports_of(tree, &at, module, segment).find_map(follow)?;
        return Some(ResolvedPath { through: Some(at), ..target });
    }
    Some(ResolvedPath { module: at, item: None, through: None })
}

/// Resolves a path whose last segment is unknown: the segment may name an item that a macro defines in the module of the path.
fn resolve_macro_item(tree: &ModuleTree, from: &str, path: &[String]) -> Option<ResolvedPath> {
    let (mut module, rest) = split_base(tree, from, path)?;
    for segment in rest {
        let child = format!("{module}::{segment}");
        if !tree.contains_key(&child) {
            return Some(ResolvedPath { module, item: Some(segment.clone()), through: None });
        }
        module = child;
    }
    None
}

/// The module of the crate that a path begins with, and the remaining segments. `None` if the path does not begin with a module of the
/// crate.
fn split_base<'p>(tree: &ModuleTree, from: &str, path: &'p [String]) -> Option<(String, &'p [String])> {
    let child = format!("{from}::{}", path.first()?);
    match path.first()?.as_str() {
        "crate" => Some(("crate".to_owned(), &path[1..])),
        "self" => split_base(tree, from, &path[1..]).or(Some((from.to_owned(), &path[1..]))),
        "super" => {
            let parent = from.rsplit_once("::")?.0;
            split_base(tree, parent, &path[1..]).or(Some((parent.to_owned(), &path[1..])))
        }
        _ => tree.contains_key(&child).then_some((child, &path[1..])),
    }
}

/// The imports that may define a name in a module: the imports with that name, and globs of modules of the crate.
fn imports_of<'t>(
    tree: &'t ModuleTree,
    at: &'t str,
    module: &'t Module,
    name: &'t str,
) -> impl Iterator<Item = &'t Import> {
    let named = module.imports.iter().filter(move |import| import.name.as_deref() == Some(name));
    let is_own_glob = move |import: &&Import| import.name.is_none() && split_base(tree, at, &import.path).is_some();
    named.chain(module.imports.iter().filter(is_own_glob))
}
