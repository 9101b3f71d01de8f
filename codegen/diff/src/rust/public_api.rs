//! The public items of generated files: what code that uses the crate can name, and how each is declared.

use std::collections::{BTreeMap, BTreeSet};

use colt_numbers_generate::Files;
use quote::ToTokens;
use syn::{Attribute, Expr, Fields, ImplItem, Item, ItemEnum, ItemImpl, ItemStruct, UseTree, Visibility};

use crate::rust::generated_request::Request;
use crate::rust::signature::{Signature, written};

/// The public items, by their paths within the crate.
#[derive(Clone, Debug, Default)]
pub(super) struct Api {
    pub(super) types: BTreeMap<String, Type>,
    /// Functions and methods; a method's path is that of its type, and the module of its `impl`.
    pub(super) functions: BTreeMap<String, Function>,
    /// Constants, statics, traits, aliases and what is implemented, as text.
    pub(super) others: BTreeMap<String, Other>,
    /// What methods of the client send.
    pub(super) requests: BTreeMap<String, Request>,
    /// Names of type parameters, which any type may have as well.
    pub(super) generics: BTreeSet<String>,
}

/// A struct or an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Type {
    pub(super) form: Form,
    /// Fields or variants, in order.
    pub(super) parts: Vec<Part>,
    /// What is derived.
    pub(super) derives: BTreeSet<String>,
    /// Whether `#[non_exhaustive]` lets it grow.
    pub(super) can_grow: bool,
    /// Whether a value is read as the first variant that it fits.
    pub(super) untagged: bool,
    /// The features that it needs.
    pub(super) gate: String,
}

/// What a type is declared as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Struct,
    Enum,
    /// A tuple struct, with the types of its public fields and `_` for others.
    Tuple(Vec<String>),
}

/// A field or a variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) name: String,
    /// Its type; what a variant holds.
    pub(super) written: String,
    /// Its name in JSON, where that is another.
    pub(super) wire: Option<String>,
    /// What it is where JSON leaves it out, if the type gives it a value then.
    pub(super) absent: Option<String>,
}

/// A function or a method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Function {
    pub(super) signature: Signature,
    pub(super) gate: String,
}

/// Any other item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Other {
    /// What it is, in a word.
    pub(super) noun: &'static str,
    pub(super) written: String,
    pub(super) gate: String,
    /// The items of a constant list, in order.
    pub(super) listed: Vec<String>,
}

impl Api {
    /// The items of all files that `lib.rs` makes public.
    ///
    /// # Errors
    /// If the generated text does not parse, or what a method of the client sends cannot be read from it.
    pub(super) fn of(files: &Files) -> Result<Self, String> {
        let mut collector = Collector { files, api: Self::default(), defaults: BTreeMap::new() };
        collector.file("lib", &Scope::default())?;
        let Collector { mut api, defaults, .. } = collector;
        // The functions of defaults are named by their type, so what they return is compared.
        for part in api.types.values_mut().flat_map(|of| &mut of.parts) {
            let value = part.absent.as_ref().and_then(|function| defaults.get(function));
            part.absent = value.or(part.absent.as_ref()).cloned();
        }
        api.share_requests();
        let not_read = api.functions.iter().find(|(path, function)| !api.is_read(path, function));
        match not_read {
            Some((path, _)) => Err(format!("what the emitted `{path}` sends is not understood")),
            None => Ok(api),
        }
    }

    /// A method with a typed body sends through the one with `_raw` behind its name: their request stands under the name of the first.
    fn share_requests(&mut self) {
        let paths: Vec<String> =
            self.functions.keys().filter(|path| !self.requests.contains_key(*path)).cloned().collect();
        for path in paths {
            if let Some(request) = self.requests.remove(&format!("{path}_raw")) {
                self.requests.insert(path, request);
            }
        }
    }

    /// The first of the methods of an operation: the one with a typed body, of which `_raw` is the second.
    pub(super) fn first<'p>(&self, path: &'p str) -> Option<&'p str> {
        let has = |path: &&str| self.requests.contains_key(*path);
        Some(path).filter(has).or_else(|| path.strip_suffix("_raw").filter(has))
    }

    /// Whether it is known what a function sends, where it sends anything.
    fn is_read(&self, path: &str, function: &Function) -> bool {
        let Some(request) = self.first(path).and_then(|first| self.requests.get(first)) else {
            return !function.signature.rest.contains("async");
        };
        let mut values = function.signature.arguments.iter().filter(|(name, _)| name != "body");
        !request.path.is_empty() && values.all(|(name, _)| request.place(name).is_some())
    }
}

/// Where items stand.
#[derive(Clone, Default)]
struct Scope {
    /// Modules, each with `::` behind it.
    path: String,
    gate: String,
}

impl Scope {
    fn within(&self, module: &str, attributes: &[Attribute]) -> Self {
        Self { path: format!("{}{module}::", self.path), gate: self.gate_of(attributes) }
    }

    fn gate_of(&self, attributes: &[Attribute]) -> String {
        let gates = attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"));
        gates.fold(self.gate.clone(), |gate, attribute| format!("{gate}{}", attribute.meta.to_token_stream()))
    }

    fn name(&self, ident: &impl ToString) -> String {
        format!("{}{}", self.path, ident.to_string())
    }
}

struct Collector<'f> {
    files: &'f Files,
    api: Api,
    /// The bodies of functions that make defaults, by the path that attributes call them by.
    defaults: BTreeMap<String, String>,
}

impl Collector<'_> {
    fn file(&mut self, name: &str, scope: &Scope) -> Result<(), String> {
        let Some(text) = self.files.get(&format!("{name}.rs")) else { return Ok(()) };
        let file = syn::parse_file(text).map_err(|error| format!("the emitted `{name}.rs` does not parse: {error}"))?;
        self.items(&file.items, scope)
    }

    fn items(&mut self, items: &[Item], scope: &Scope) -> Result<(), String> {
        for item in items {
            match item {
                Item::Mod(item) if is_public(&item.vis) => {
                    let scope = scope.within(&item.ident.to_string(), &item.attrs);
                    match &item.content {
                        Some((_, items)) => self.items(items, &scope)?,
                        None => self.file(&item.ident.to_string(), &scope)?,
                    }
                }
                Item::Use(item) if is_public(&item.vis) => self.exported(&item.tree, items, scope)?,
                Item::Impl(item) => self.implementation(item, scope),
                other => self.item(other, scope),
            }
        }
        Ok(())
    }

    /// An item that a private module lends: `pub use support::Mismatch`.
    fn exported(&mut self, tree: &UseTree, items: &[Item], scope: &Scope) -> Result<(), String> {
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
        self.other("re-export", scope.name(&text), String::new(), scope.gate.clone());
        Ok(())
    }

    fn other(&mut self, noun: &'static str, path: String, written: String, gate: String) {
        self.api.others.insert(path, Other { noun, written, gate, listed: Vec::new() });
    }

    fn item(&mut self, item: &Item, scope: &Scope) {
        match item {
            Item::Struct(item) if is_public(&item.vis) => {
                self.api.types.insert(scope.name(&item.ident), structure(item, scope));
            }
            Item::Enum(item) if is_public(&item.vis) => {
                self.api.types.insert(scope.name(&item.ident), enumeration(item, scope));
            }
            Item::Const(item) if is_public(&item.vis) => {
                self.other("constant", scope.name(&item.ident), written(&item.ty), scope.gate_of(&item.attrs));
            }
            Item::Static(item) if is_public(&item.vis) => {
                self.other("constant", scope.name(&item.ident), written(&item.ty), scope.gate_of(&item.attrs));
            }
            Item::Type(item) if is_public(&item.vis) => {
                let text = format!("{} {}", item.generics.to_token_stream(), written(&item.ty));
                self.other("type", scope.name(&item.ident), text, scope.gate_of(&item.attrs));
            }
            Item::Trait(item) if is_public(&item.vis) => {
                let text = item.items.iter().map(|item| item.to_token_stream().to_string()).collect();
                self.other("trait", scope.name(&item.ident), text, scope.gate_of(&item.attrs));
            }
            Item::Fn(item) if is_public(&item.vis) => {
                let function = Function { signature: Signature::of(&item.sig), gate: scope.gate_of(&item.attrs) };
                self.api.functions.insert(scope.name(&item.sig.ident), function);
            }
            Item::Fn(item) if scope.path.ends_with("::defaults::") => {
                let body = item.block.to_token_stream().to_string();
                self.defaults.insert(format!("defaults::{}", item.sig.ident), body);
            }
            // What a macro of the crate writes follows from its name and the type that it is given first.
            Item::Macro(item) if item.ident.is_none() => {
                let text = item.mac.tokens.to_string();
                let owner = text.split([' ', ',']).next().unwrap_or_default();
                let path = format!("{}! for {owner}", item.mac.path.to_token_stream());
                self.other("macro", path, String::new(), scope.gate_of(&item.attrs));
            }
            _ => {}
        }
    }

    fn implementation(&mut self, item: &ItemImpl, scope: &Scope) {
        self.api.generics.extend(item.generics.type_params().map(|parameter| parameter.ident.to_string()));
        let owner = item.self_ty.to_token_stream().to_string();
        let gate = scope.gate_of(&item.attrs);
        if let Some((path, _)) = &item.trait_ {
            let types = item.items.iter().filter(|item| matches!(item, ImplItem::Type(_)));
            let text = types.map(|item| item.to_token_stream().to_string()).collect();
            let path = format!("{} for {owner}", path.to_token_stream());
            return self.other("impl", path, text, gate);
        }
        // `Client < T >` and `crate :: types :: Country` are `Client` and `Country`.
        let owner = owner.split(" <").next().unwrap_or_default().rsplit(' ').next().unwrap_or_default().to_owned();
        let scope = Scope { path: format!("{}{owner}::", scope.path), gate };
        for inner in &item.items {
            match inner {
                ImplItem::Fn(method) if is_public(&method.vis) => {
                    let gate = scope.gate_of(&method.attrs);
                    let function = Function { signature: Signature::of(&method.sig), gate };
                    let path = scope.name(&method.sig.ident);
                    if let Some(request) = Request::of(method) {
                        self.api.requests.insert(path.clone(), request);
                    }
                    self.api.functions.insert(path, function);
                }
                ImplItem::Const(constant) if is_public(&constant.vis) => {
                    let (gate, written) = (scope.gate_of(&constant.attrs), written(&constant.ty));
                    let listed = match &constant.expr {
                        Expr::Array(list) => list.elems.iter().map(|item| item.to_token_stream().to_string()).collect(),
                        _ => Vec::new(),
                    };
                    let other = Other { noun: "constant", written, gate, listed };
                    self.api.others.insert(scope.name(&constant.ident), other);
                }
                _ => {}
            }
        }
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn structure(item: &ItemStruct, scope: &Scope) -> Type {
    let (form, parts) = match &item.fields {
        Fields::Named(fields) => {
            let public = fields.named.iter().filter(|field| is_public(&field.vis));
            let part = |field: &syn::Field| Part {
                name: field.ident.as_ref().map_or_else(String::new, ToString::to_string),
                written: written(&field.ty),
                wire: serde_text(&field.attrs, "rename"),
                absent: serde_text(&field.attrs, "default"),
            };
            (Form::Struct, public.map(part).collect())
        }
        Fields::Unnamed(fields) => {
            let shown = |field: &syn::Field| if is_public(&field.vis) { written(&field.ty) } else { "_".to_owned() };
            (Form::Tuple(fields.unnamed.iter().map(shown).collect()), Vec::new())
        }
        Fields::Unit => (Form::Tuple(Vec::new()), Vec::new()),
    };
    declared(form, parts, &item.attrs, scope)
}

fn enumeration(item: &ItemEnum, scope: &Scope) -> Type {
    let part = |variant: &syn::Variant| Part {
        name: variant.ident.to_string(),
        written: variant.fields.to_token_stream().to_string(),
        wire: serde_text(&variant.attrs, "rename"),
        absent: None,
    };
    declared(Form::Enum, item.variants.iter().map(part).collect(), &item.attrs, scope)
}

fn declared(form: Form, parts: Vec<Part>, attributes: &[Attribute], scope: &Scope) -> Type {
    let text = |attribute: &Attribute| attribute.meta.to_token_stream().to_string();
    let of = |name: &str| attributes.iter().filter(|attribute| attribute.path().is_ident(name)).map(text).collect();
    let (derives, serde): (Vec<String>, Vec<String>) = (of("derive"), of("serde"));
    let names = derives.iter().flat_map(|derive| derive.trim_end_matches(')').split(['(', ',']).skip(1));
    let names = names.filter_map(|name| name.rsplit("::").next()).map(|name| name.trim().to_owned());
    Type {
        form,
        parts,
        derives: names.filter(|name| !name.is_empty()).collect(),
        can_grow: attributes.iter().any(|attribute| attribute.path().is_ident("non_exhaustive")),
        untagged: serde.iter().any(|text| text.contains("untagged")),
        gate: scope.gate_of(attributes),
    }
}

/// The text that `serde` attributes give for a key.
fn serde_text(attributes: &[Attribute], key: &str) -> Option<String> {
    let mut found = None;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        // A member without a text ends the reading of an attribute; `rename` and `default` with a text stand first.
        let _ = attribute.parse_nested_meta(|meta| {
            let value: syn::LitStr = meta.value()?.parse()?;
            if meta.path.is_ident(key) {
                found = Some(value.value());
            }
            Ok(())
        });
    }
    found
}
