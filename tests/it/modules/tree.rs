//! Parses the modules of a crate: the items that each defines, its imports, and the paths in its code. Test code is skipped.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, ImplItem, Item, ItemUse, Macro, Meta, UseTree};

/// Macros whose tokens are code for another crate.
const QUOTES: [&str; 4] = ["format_ident", "parse_quote", "quote", "quote_spanned"];

/// The modules of a crate, by path: `crate`, `crate::state::ledger`.
pub type ModuleTree = BTreeMap<String, Module>;

/// A module.
#[derive(Debug, Default)]
pub struct Module {
    /// The file that contains it.
    pub file: String,
    /// The names of the items that it defines.
    pub items: BTreeSet<String>,
    /// The imports of its `use` declarations.
    pub imports: Vec<Import>,
    /// The paths with at least two segments outside of `use`.
    pub paths: BTreeSet<Vec<String>>,
}

/// One imported path of a `use` declaration.
#[derive(Debug)]
pub struct Import {
    pub path: Vec<String>,
    /// Its name in the importing module; `None` for a glob.
    pub name: Option<String>,
}

/// Parses a crate from its root file. `read` returns the text of a file, if it exists.
pub fn read_crate(root: &Path, read: &impl Fn(&Path) -> Option<String>) -> ModuleTree {
    let mut tree = ModuleTree::new();
    read_file(&mut tree, "crate", root, root.parent().unwrap(), read);
    tree
}

fn read_file(tree: &mut ModuleTree, name: &str, file: &Path, folder: &Path, read: &impl Fn(&Path) -> Option<String>) {
    let text = read(file).unwrap_or_else(|| panic!("`{}` cannot be read", file.display()));
    let syntax = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    read_items(tree, name, file, folder, &syntax.items, read);
}

/// Parses the items of one module. The files of its child modules are in `folder`.
fn read_items(
    tree: &mut ModuleTree,
    name: &str,
    file: &Path,
    folder: &Path,
    items: &[Item],
    read: &impl Fn(&Path) -> Option<String>,
) {
    let mut module = Module { file: file.display().to_string(), ..Module::default() };
    for item in items.iter().filter(|item| !is_test(attributes(item))) {
        let Item::Mod(child) = item else {
            module.items.extend(defined_name(item));
            module.visit_item(item);
            continue;
        };
        let (path, below) = (format!("{name}::{}", child.ident), folder.join(child.ident.to_string()));
        match &child.content {
            Some((_, items)) => read_items(tree, &path, file, &below, items, read),
            None => read_file(tree, &path, &below.with_extension("rs"), &below, read),
        }
    }
    tree.insert(name.to_owned(), module);
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::List(list) => list.path.is_ident("cfg") && list.tokens.to_string() == "test",
        _ => false,
    })
}

fn defined_name(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}

impl Visit<'_> for Module {
    fn visit_item(&mut self, item: &Item) {
        if !is_test(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item(&mut self, item: &ImplItem) {
        let is_test = matches!(item, ImplItem::Fn(function) if is_test(&function.attrs));
        if !is_test {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &ItemUse) {
        self.import(&[], &item.tree);
    }

    fn visit_path(&mut self, path: &syn::Path) {
        if path.segments.len() > 1 {
            self.paths.insert(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &Macro) {
        self.visit_path(&call.path);
        let name = call.path.segments.last().map(|segment| segment.ident.to_string());
        if !name.is_some_and(|name| QUOTES.contains(&name.as_str())) {
            self.visit_tokens(call.tokens.clone());
        }
    }

    fn visit_attribute(&mut self, attribute: &Attribute) {
        if let Meta::List(list) = &attribute.meta {
            self.visit_tokens(list.tokens.clone());
        }
    }
}

impl Module {
    fn import(&mut self, prefix: &[String], tree: &UseTree) {
        let path = |name: String| [prefix, &[name]].concat();
        match tree {
            UseTree::Path(tree) => self.import(&path(tree.ident.to_string()), &tree.tree),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(prefix, tree)),
            UseTree::Glob(_) => self.imports.push(Import { path: prefix.to_vec(), name: None }),
            UseTree::Name(name) if name.ident == "self" => {
                self.imports.push(Import { path: prefix.to_vec(), name: prefix.last().cloned() });
            }
            UseTree::Name(name) => {
                let name = name.ident.to_string();
                self.imports.push(Import { path: path(name.clone()), name: Some(name) });
            }
            UseTree::Rename(tree) => {
                let name = Some(tree.rename.to_string());
                self.imports.push(Import { path: path(tree.ident.to_string()), name });
            }
        }
    }

    /// Collects the paths in the tokens of a macro or attribute, also from string literals: `#[serde(with = "crate::day")]`.
    fn visit_tokens(&mut self, tokens: TokenStream) {
        let mut path = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(name) => {
                    if colons != 2 {
                        self.finish_path(&mut path);
                    }
                    path.push(name.to_string());
                    colons = 0;
                }
                TokenTree::Punct(mark) if mark.as_char() == ':' && !path.is_empty() => colons += 1,
                other => {
                    self.finish_path(&mut path);
                    match other {
                        TokenTree::Group(group) => self.visit_tokens(group.stream()),
                        TokenTree::Literal(text) => self.visit_literal(&text.to_string()),
                        _ => {}
                    }
                }
            }
        }
        self.finish_path(&mut path);
    }

    fn finish_path(&mut self, path: &mut Vec<String>) {
        if path.len() > 1 {
            self.paths.insert(path.clone());
        }
        path.clear();
    }

    fn visit_literal(&mut self, literal: &str) {
        let text = literal.trim_matches('"');
        if text.contains("::") && syn::parse_str::<syn::Path>(text).is_ok() {
            self.paths.insert(text.split("::").map(str::to_owned).collect());
        }
    }
}
