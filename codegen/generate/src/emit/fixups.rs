//! Edits progenitor's output. An edit that does not find what it looks for is an error, because the output must have changed.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{
    File, GenericArgument, Ident, ImplItem, ImplItemFn, Item, ItemEnum, ItemImpl, ItemMod, ItemStruct, Path,
    PathArguments, PathSegment, Type,
};

use crate::rejection::Rejection;

/// The items of progenitor's `mod types`, indexed by type, because a large spec has tens of thousands of them.
pub struct TypeItems {
    /// In order; `None` for an item that was removed.
    items: Vec<Option<Item>>,
    indexes: BTreeMap<String, ItemIndexes>,
}

/// The indexes of a type's items.
#[derive(Default)]
struct ItemIndexes {
    defined: Option<usize>,
    implemented: Vec<usize>,
}

impl TypeItems {
    /// Takes the items out of progenitor's file.
    pub fn take_from(file: &mut File) -> Result<Self, Rejection> {
        let module = file.items.iter_mut().find_map(|item| match item {
            Item::Mod(ItemMod { ident, content: Some((_, items)), .. }) if ident == "types" => Some(items),
            _ => None,
        });
        let items = std::mem::take(module.ok_or_else(|| missing("`mod types`"))?);
        let mut indexes: BTreeMap<String, ItemIndexes> = BTreeMap::new();
        for (index, item) in items.iter().enumerate() {
            match item {
                Item::Struct(ItemStruct { ident, .. }) | Item::Enum(ItemEnum { ident, .. }) => {
                    indexes.entry(ident.to_string()).or_default().defined = Some(index);
                }
                Item::Impl(item) => {
                    for name in implemented_for(item) {
                        indexes.entry(name).or_default().implemented.push(index);
                    }
                }
                _ => {}
            }
        }
        Ok(Self { items: items.into_iter().map(Some).collect(), indexes })
    }

    /// The struct of a name, if there is one.
    pub fn structure(&mut self, name: &str) -> Option<&mut ItemStruct> {
        let index = self.indexes.get(name)?.defined?;
        match self.items.get_mut(index)? {
            Some(Item::Struct(item)) => Some(item),
            _ => None,
        }
    }

    /// Removes a type and its implementations.
    pub fn remove(&mut self, name: &str) -> Result<(), Rejection> {
        let Some(ItemIndexes { defined: Some(defined), implemented }) = self.indexes.remove(name) else {
            return Err(missing(&format!("the type `{name}`")));
        };
        if implemented.is_empty() {
            return Err(missing(&format!("implementations for `{name}`")));
        }
        for index in implemented.into_iter().chain([defined]) {
            self.items[index] = None;
        }
        Ok(())
    }

    /// The remaining items, without the module of conversion errors if nothing uses it.
    pub fn into_items(self) -> Result<Vec<Item>, Rejection> {
        let is_error = |item: &Item| matches!(item, Item::Mod(ItemMod { ident, .. }) if ident == "error");
        let mut items: Vec<Item> = self.items.into_iter().flatten().collect();
        if !items.iter().any(is_error) {
            return Err(missing("`mod error`"));
        }
        let uses_error = |item: &Item| !is_error(item) && contains_ident(item.to_token_stream(), "ConversionError");
        if !items.iter().any(uses_error) {
            items.retain(|item| !is_error(item));
        }
        Ok(items)
    }
}

/// Whether tokens contain an identifier.
fn contains_ident(tokens: TokenStream, name: &str) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == name,
        TokenTree::Group(group) => contains_ident(group.stream(), name),
        _ => false,
    })
}

/// The types that an implementation belongs to: its own, and `Name` in `impl From<Name> for String`.
fn implemented_for(item: &ItemImpl) -> impl Iterator<Item = String> {
    let from = item.trait_.as_ref().and_then(|(path, _)| name_of(type_argument(path, "From")?));
    from.into_iter().chain(name_of(&item.self_ty))
}

/// The first type argument of a generic type or trait with this name.
pub fn type_argument<'p>(path: &'p Path, name: &str) -> Option<&'p Type> {
    match path.segments.last()? {
        PathSegment { ident, arguments: PathArguments::AngleBracketed(of) } if ident == name => {
            match of.args.first()? {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The path of a type, if it is a path.
pub fn path_of(ty: &Type) -> Option<&Path> {
    if let Type::Path(path) = ty { Some(&path.path) } else { None }
}

/// The name of a type, if it is an identifier.
fn name_of(ty: &Type) -> Option<String> {
    path_of(ty)?.get_ident().map(Ident::to_string)
}

/// The tokens with empty bodies in the client's methods: the bodies are replaced anyway, and parsing them is slow.
pub fn without_bodies(tokens: TokenStream) -> TokenStream {
    let emptied = |token: TokenTree| match token {
        TokenTree::Group(body) if body.delimiter() == Delimiter::Brace => {
            Group::new(Delimiter::Brace, TokenStream::new()).into()
        }
        other => other,
    };
    let mut of_client = false;
    let each = |token: TokenTree| {
        let after_client =
            std::mem::replace(&mut of_client, matches!(&token, TokenTree::Ident(name) if name == "Client"));
        match token {
            TokenTree::Group(group) if after_client && group.delimiter() == Delimiter::Brace => {
                Group::new(Delimiter::Brace, group.stream().into_iter().map(emptied).collect()).into()
            }
            other => other,
        }
    };
    tokens.into_iter().map(each).collect()
}

/// The methods of `impl Client` that send requests.
pub fn methods_of(file: &File) -> Result<Vec<ImplItemFn>, Rejection> {
    let of_client =
        |item: &ItemImpl| item.trait_.is_none() && name_of(&item.self_ty).is_some_and(|name| name == "Client");
    let items = file.items.iter().filter_map(|item| match item {
        Item::Impl(item) if of_client(item) => Some(&item.items),
        _ => None,
    });
    let methods = items.flatten().filter_map(|item| match item {
        ImplItem::Fn(method) if method.sig.asyncness.is_some() => Some(method.clone()),
        _ => None,
    });
    let methods: Vec<ImplItemFn> = methods.collect();
    if methods.is_empty() { Err(missing("an async method in `impl Client`")) } else { Ok(methods) }
}

/// The error of an edit that does not find what it looks for.
pub fn missing(what: &str) -> Rejection {
    format!("progenitor's output has no {what}; if its version changed, update codegen/generate/src/emit").into()
}
