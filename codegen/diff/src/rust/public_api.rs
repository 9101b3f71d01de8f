//! Reads the public items of generated files, with the declaration of each.

use std::collections::{BTreeMap, BTreeSet};

use colt_numbers_generate::Files;
use quote::ToTokens;
use syn::{
    Attribute, Expr, Fields, ImplItem, Item, ItemEnum, ItemImpl, ItemStruct, TraitItem, TraitItemConst, TraitItemFn,
    TraitItemType, UseTree, Visibility,
};

use crate::rust::generated_request::{GeneratedOperation, GeneratedRequest, OperationTable};
use crate::rust::signature::{Signature, type_text};

/// The public items of a crate, by path.
#[derive(Clone, Debug, Default)]
pub(super) struct PublicApi {
    pub(super) types: BTreeMap<String, TypeItem>,
    /// Functions and methods. The path of a method is the module of its `impl`, the type, and the method.
    pub(super) functions: BTreeMap<String, FunctionItem>,
    /// Constants, statics, traits, aliases and implementations.
    pub(super) other_items: BTreeMap<String, OtherItem>,
    /// The requests, by the paths of their structs.
    pub(super) requests: BTreeMap<String, GeneratedRequest>,
    /// The names of type parameters, which may also be names of types.
    pub(super) generics: BTreeSet<String>,
}

/// A struct or an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TypeItem {
    pub(super) kind: TypeKind,
    /// Fields or variants, in order.
    pub(super) members: Vec<TypeMember>,
    /// The derived traits.
    pub(super) derives: BTreeSet<String>,
    /// Whether the type is `#[non_exhaustive]`.
    pub(super) is_non_exhaustive: bool,
    /// Whether the type is `#[serde(untagged)]`: a value is deserialized as the first variant that it matches.
    pub(super) is_untagged: bool,
    /// The `cfg` conditions of the type.
    pub(super) cfg: String,
}

/// The kind of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TypeKind {
    Struct,
    Enum,
    /// A tuple struct, with the types of its public fields and `_` for others.
    Tuple(Vec<String>),
}

/// A field or a variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TypeMember {
    pub(super) name: String,
    /// The type of a field, or the fields of a variant.
    pub(super) type_text: String,
    /// The name in JSON, if it differs from the name in Rust.
    pub(super) json_name: Option<String>,
}

/// A function or a method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FunctionItem {
    pub(super) signature: Signature,
    pub(super) cfg: String,
}

/// A public item that is neither a type nor a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OtherItem {
    /// The kind of the item, for messages.
    pub(super) item_kind: &'static str,
    pub(super) declaration: String,
    pub(super) cfg: String,
    /// The items of a constant list, in order.
    pub(super) list_items: Vec<String>,
}

impl PublicApi {
    /// Reads the public items, starting at `lib.rs`.
    ///
    /// # Errors
    /// If the generated text does not parse, or the request of a method cannot be read.
    pub(super) fn of(files: &Files) -> Result<Self, String> {
        let mut collector = ItemCollector { files, api: Self::default(), operations: OperationTable::new() };
        collector.file("lib", &ModuleScope::default())?;
        let api = collector.api;
        match api.functions.iter().find(|(path, function)| !api.is_read(path, function)) {
            Some((path, _)) => Err(format!("the request that the emitted `{path}` sends cannot be read")),
            None => Ok(api),
        }
    }

    /// The request and the field that a function sets, if it is a setter.
    pub(super) fn setter<'p>(&self, function: &'p str) -> Option<(&'p str, &'p str)> {
        let request = request_path(function)?;
        let field = &function[request.len() + 2..];
        (field != "new" && self.requests.contains_key(request)).then_some((request, field))
    }

    /// Whether the reader found out what a constructor or a setter of a request sends.
    fn is_read(&self, path: &str, function: &FunctionItem) -> bool {
        let Some(request) = request_path(path).and_then(|request| self.requests.get(request)) else { return true };
        let arguments = function.signature.arguments.iter().map(|(name, _)| name.as_str());
        let mut sent = arguments.filter(|name| *name != "body");
        !request.method.is_empty() && !request.path.is_empty() && sent.all(|name| request.location(name).is_some())
    }
}

/// The path of the struct of a request that a function belongs to.
pub(super) fn request_path(function: &str) -> Option<&str> {
    function.starts_with("requests::").then(|| function.rsplit_once("::").map(|(request, _)| request))?
}

/// The module to which items belong.
#[derive(Clone, Default)]
struct ModuleScope {
    /// The names of the modules, each followed by `::`.
    path: String,
    cfg: String,
}

impl ModuleScope {
    fn within(&self, module: &str, attributes: &[Attribute]) -> Self {
        Self { path: format!("{}{module}::", self.path), cfg: self.cfg_of(attributes) }
    }

    fn cfg_of(&self, attributes: &[Attribute]) -> String {
        let cfgs = attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"));
        cfgs.fold(self.cfg.clone(), |cfg, attribute| format!("{cfg}{}", attribute.meta.to_token_stream()))
    }

    fn name(&self, ident: &impl ToString) -> String {
        format!("{}{}", self.path, ident.to_string())
    }
}

struct ItemCollector<'f> {
    files: &'f Files,
    api: PublicApi,
    /// The table of operations. Its module comes before the module of the requests, which refer to it.
    operations: OperationTable,
}

impl ItemCollector<'_> {
    fn file(&mut self, name: &str, scope: &ModuleScope) -> Result<(), String> {
        let Some(text) = self.files.get(&format!("{name}.rs")) else { return Ok(()) };
        let file = syn::parse_file(text).map_err(|error| format!("the emitted `{name}.rs` does not parse: {error}"))?;
        self.items(&file.items, scope)
    }

    fn items(&mut self, items: &[Item], scope: &ModuleScope) -> Result<(), String> {
        for item in items {
            match item {
                Item::Mod(item) if is_public(&item.vis) => {
                    let scope = scope.within(&item.ident.to_string(), &item.attrs);
                    match &item.content {
                        Some((_, items)) => self.items(items, &scope)?,
                        None => self.file(&item.ident.to_string(), &scope)?,
                    }
                }
                Item::Use(item) if is_public(&item.vis) => self.re_export(&item.tree, items, scope)?,
                Item::Impl(item) => self.implementation(item, scope),
                other => self.item(other, scope),
            }
        }
        Ok(())
    }

    /// Adds an item that is re-exported from a private module: `pub use support::Mismatch`.
    fn re_export(&mut self, tree: &UseTree, items: &[Item], scope: &ModuleScope) -> Result<(), String> {
        let text = tree.to_token_stream().to_string();
        if let UseTree::Path(path) = tree
            && let UseTree::Name(name) = &*path.tree
        {
            let within = items.iter().find_map(|item| match item {
                Item::Mod(module) if module.ident == path.ident => module.content.as_ref().map(|(_, items)| items),
                _ => None,
            });
            let is_named = |item: &&Item| match item {
                Item::Struct(item) => item.ident == name.ident,
                Item::Enum(item) => item.ident == name.ident,
                _ => false,
            };
            if let Some(item) = within.and_then(|items| items.iter().find(is_named)) {
                return self.items(std::slice::from_ref(item), scope);
            }
        }
        self.add_other("re-export", scope.name(&text), String::new(), scope.cfg.clone());
        Ok(())
    }

    fn add_other(&mut self, item_kind: &'static str, path: String, declaration: String, cfg: String) {
        self.api.other_items.insert(path, OtherItem { item_kind, declaration, cfg, list_items: Vec::new() });
    }

    fn item(&mut self, item: &Item, scope: &ModuleScope) {
        match item {
            Item::Struct(item) if is_public(&item.vis) => {
                self.api.types.insert(scope.name(&item.ident), structure(item, scope));
            }
            Item::Enum(item) if is_public(&item.vis) => {
                self.api.types.insert(scope.name(&item.ident), enumeration(item, scope));
            }
            Item::Const(item) if is_public(&item.vis) => {
                self.add_other("constant", scope.name(&item.ident), type_text(&item.ty), scope.cfg_of(&item.attrs));
            }
            // Each operation has one static, which is compared as part of the request.
            Item::Static(item) if scope.path == "operations::" => {
                self.operations.insert(item.ident.to_string(), GeneratedOperation::of(&item.expr));
            }
            Item::Static(item) if is_public(&item.vis) => {
                self.add_other("constant", scope.name(&item.ident), type_text(&item.ty), scope.cfg_of(&item.attrs));
            }
            Item::Type(item) if is_public(&item.vis) => {
                let text = format!("{} {}", item.generics.to_token_stream(), type_text(&item.ty));
                self.add_other("type", scope.name(&item.ident), text, scope.cfg_of(&item.attrs));
            }
            Item::Trait(item) if is_public(&item.vis) => {
                let text = item.items.iter().map(without_docs).collect();
                self.add_other("trait", scope.name(&item.ident), text, scope.cfg_of(&item.attrs));
            }
            Item::Fn(item) if is_public(&item.vis) => {
                let function = FunctionItem { signature: Signature::of(&item.sig), cfg: scope.cfg_of(&item.attrs) };
                self.api.functions.insert(scope.name(&item.sig.ident), function);
            }
            // The output of a macro depends on its name and its first argument, the type.
            Item::Macro(item) if item.ident.is_none() => {
                let text = item.mac.tokens.to_string();
                let owner = text.split([' ', ',']).next().unwrap_or_default();
                let path = format!("{}! for {owner}", item.mac.path.to_token_stream());
                self.add_other("macro", path, String::new(), scope.cfg_of(&item.attrs));
            }
            _ => {}
        }
    }

    fn implementation(&mut self, item: &ItemImpl, scope: &ModuleScope) {
        self.api.generics.extend(item.generics.type_params().map(|parameter| parameter.ident.to_string()));
        let owner = item.self_ty.to_token_stream().to_string();
        let cfg = scope.cfg_of(&item.attrs);
        if let Some((path, _)) = &item.trait_ {
            if path.segments.last().is_some_and(|last| last.ident == "Request") && item.generics.params.is_empty() {
                self.api.requests.insert(scope.name(&owner), GeneratedRequest::of(item, &self.operations));
                return;
            }
            let types = item.items.iter().filter(|item| matches!(item, ImplItem::Type(_)));
            let text = types.map(|item| item.to_token_stream().to_string()).collect();
            let path = format!("{} for {owner}", path.to_token_stream());
            return self.add_other("impl", path, text, cfg);
        }
        // The last segment without generics: `Client` of `Client < T >`, `Country` of `crate :: types :: Country`.
        let owner = owner.split(" <").next().unwrap_or_default().rsplit(' ').next().unwrap_or_default().to_owned();
        let scope = ModuleScope { path: format!("{}{owner}::", scope.path), cfg };
        for inner in &item.items {
            match inner {
                ImplItem::Fn(method) if is_public(&method.vis) => {
                    let cfg = scope.cfg_of(&method.attrs);
                    let function = FunctionItem { signature: Signature::of(&method.sig), cfg };
                    let path = scope.name(&method.sig.ident);
                    self.api.functions.insert(path, function);
                }
                ImplItem::Const(constant) if is_public(&constant.vis) => {
                    let (cfg, declaration) = (scope.cfg_of(&constant.attrs), type_text(&constant.ty));
                    let list = match &constant.expr {
                        // The order of `Operation::ALL` follows from the paths, and has no meaning.
                        Expr::Reference(slice) if owner != "Operation" => &slice.expr,
                        list => list,
                    };
                    let list_items = match list {
                        Expr::Array(list) => list.elems.iter().map(|item| item.to_token_stream().to_string()).collect(),
                        _ => Vec::new(),
                    };
                    let other = OtherItem { item_kind: "constant", declaration, cfg, list_items };
                    self.api.other_items.insert(scope.name(&constant.ident), other);
                }
                _ => {}
            }
        }
    }
}

/// An item of a trait as text, without doc comments: words in these may also be names of types.
fn without_docs(item: &TraitItem) -> String {
    let mut item = item.clone();
    if let TraitItem::Fn(TraitItemFn { attrs, .. })
    | TraitItem::Const(TraitItemConst { attrs, .. })
    | TraitItem::Type(TraitItemType { attrs, .. }) = &mut item
    {
        attrs.retain(|attribute| !attribute.path().is_ident("doc"));
    }
    item.to_token_stream().to_string()
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn structure(item: &ItemStruct, scope: &ModuleScope) -> TypeItem {
    let (kind, members) = match &item.fields {
        Fields::Named(fields) => {
            let public = fields.named.iter().filter(|field| is_public(&field.vis));
            let member = |field: &syn::Field| TypeMember {
                name: field.ident.as_ref().map_or_else(String::new, ToString::to_string),
                type_text: type_text(&field.ty),
                json_name: serde_text(&field.attrs, "rename"),
            };
            (TypeKind::Struct, public.map(member).collect())
        }
        Fields::Unnamed(fields) => {
            let shown = |field: &syn::Field| if is_public(&field.vis) { type_text(&field.ty) } else { "_".to_owned() };
            (TypeKind::Tuple(fields.unnamed.iter().map(shown).collect()), Vec::new())
        }
        Fields::Unit => (TypeKind::Tuple(Vec::new()), Vec::new()),
    };
    type_item(kind, members, &item.attrs, scope)
}

fn enumeration(item: &ItemEnum, scope: &ModuleScope) -> TypeItem {
    let member = |variant: &syn::Variant| TypeMember {
        name: variant.ident.to_string(),
        type_text: variant.fields.to_token_stream().to_string(),
        json_name: serde_text(&variant.attrs, "rename"),
    };
    type_item(TypeKind::Enum, item.variants.iter().map(member).collect(), &item.attrs, scope)
}

fn type_item(kind: TypeKind, members: Vec<TypeMember>, attributes: &[Attribute], scope: &ModuleScope) -> TypeItem {
    let text = |attribute: &Attribute| attribute.meta.to_token_stream().to_string();
    let of = |name: &str| attributes.iter().filter(|attribute| attribute.path().is_ident(name)).map(text).collect();
    let (derives, serde): (Vec<String>, Vec<String>) = (of("derive"), of("serde"));
    let names = derives.iter().flat_map(|derive| derive.trim_end_matches(')').split(['(', ',']).skip(1));
    let names = names.filter_map(|name| name.rsplit("::").next()).map(|name| name.trim().to_owned());
    TypeItem {
        kind,
        members,
        derives: names.filter(|name| !name.is_empty()).collect(),
        is_non_exhaustive: attributes.iter().any(|attribute| attribute.path().is_ident("non_exhaustive")),
        is_untagged: serde.iter().any(|text| text.contains("untagged")),
        cfg: scope.cfg_of(attributes),
    }
}

/// The string of a key in `serde` attributes.
fn serde_text(attributes: &[Attribute], key: &str) -> Option<String> {
    let mut string = None;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        // Parsing stops at the first key without a string; `rename` is written before such keys.
        let _ = attribute.parse_nested_meta(|meta| {
            let value: syn::LitStr = meta.value()?.parse()?;
            if meta.path.is_ident(key) {
                string = Some(value.value());
            }
            Ok(())
        });
    }
    string
}
