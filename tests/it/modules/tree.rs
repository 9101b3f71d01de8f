//! The modules of a crate: what each defines, what it imports, and which paths its code holds. Tests are left out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, ImplItem, Item, ItemUse, Macro, Meta, UseTree};

/// Macros whose tokens are code of another crate.
const QUOTES: [&str; 4] = ["format_ident", "parse_quote", "quote", "quote_spanned"];

/// Every module of a crate, by its path: `crate`, `crate::state::ledger`.
pub type ModuleTree = BTreeMap<String, Module>;

/// One module.
#[derive(Debug, Default)]
pub struct Module {
    /// The file that it stands in.
    pub file: String,
    /// Names that are defined here.
    pub items: BTreeSet<String>,
    /// What `use` declarations import.
    pub imports: Vec<Import>,
    /// Paths of two segments or more, outside of `use`.
    pub paths: BTreeSet<Vec<String>>,
}

/// One leaf of a `use` declaration.
#[derive(Debug)]
pub struct Import {
    pub path: Vec<String>,
    /// The name that it has here; `None` if it is a glob.
    pub name: Option<String>,
}

/// Reads a crate from its root file. `read` gives the text of a file, if there is one.
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

/// Reads the items of one module. The files of its children are in `folder`.
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
            self.tokens(call.tokens.clone());
        }
    }

    fn visit_attribute(&mut self, attribute: &Attribute) {
        if let Meta::List(list) = &attribute.meta {
            self.tokens(list.tokens.clone());
        }
    }
}

impl Module {
    fn import(&mut self, before: &[String], tree: &UseTree) {
        let path = |name: String| [before, &[name]].concat();
        match tree {
            UseTree::Path(tree) => self.import(&path(tree.ident.to_string()), &tree.tree),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(before, tree)),
            UseTree::Glob(_) => self.imports.push(Import { path: before.to_vec(), name: None }),
            UseTree::Name(name) if name.ident == "self" => {
                self.imports.push(Import { path: before.to_vec(), name: before.last().cloned() });
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

    /// The paths among the tokens of a macro or an attribute, in texts too: `#[serde(with = "crate::day")]`.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(name) => {
                    if colons != 2 {
                        self.path(&mut path);
                    }
                    path.push(name.to_string());
                    colons = 0;
                }
                TokenTree::Punct(mark) if mark.as_char() == ':' && !path.is_empty() => colons += 1,
                other => {
                    self.path(&mut path);
                    match other {
                        TokenTree::Group(group) => self.tokens(group.stream()),
                        TokenTree::Literal(text) => self.path_in_text(&text.to_string()),
                        _ => {}
                    }
                }
            }
        }
        self.path(&mut path);
    }

    fn path(&mut self, path: &mut Vec<String>) {
        if path.len() > 1 {
            self.paths.insert(path.clone());
        }
        path.clear();
    }

    fn path_in_text(&mut self, literal: &str) {
        let text = literal.trim_matches('"');
        if text.contains("::") && syn::parse_str::<syn::Path>(text).is_ok() {
            self.paths.insert(text.split("::").map(str::to_owned).collect());
        }
    }
}
