//! Changes to the generator crate's text. Each one says what it looks for, and is an error where it finds nothing: a fix-up that no
//! longer applies means that the text has changed under it.

use quote::ToTokens;
use syn::{File, ImplItem, ImplItemFn, Item, ItemImpl, ItemMod, ItemStruct};

use super::{Refused, text};

/// The items of `mod types`.
pub fn types_of(file: &File) -> Result<Vec<Item>, Refused> {
    let module = file.items.iter().find_map(|item| match item {
        Item::Mod(ItemMod { ident, content: Some((_, items)), .. }) if ident == "types" => Some(items.clone()),
        _ => None,
    });
    module.ok_or_else(|| gone("`mod types`"))
}

/// The methods of `impl Client` that send something.
pub fn methods_of(file: &File) -> Result<Vec<ImplItemFn>, Refused> {
    let methods: Vec<ImplItemFn> = file
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Impl(ItemImpl { trait_: None, self_ty, items, .. }) if text(self_ty) == "Client" => Some(items),
            _ => None,
        })
        .flatten()
        .filter_map(|item| match item {
            ImplItem::Fn(method) if method.sig.asyncness.is_some() => Some(method.clone()),
            _ => None,
        })
        .collect();
    if methods.is_empty() { Err(gone("an async method in `impl Client`")) } else { Ok(methods) }
}

/// Takes a type and everything that is implemented for it out, and gives the type's attributes that are docs.
pub fn take_type(items: &mut Vec<Item>, name: &str) -> Result<(), Refused> {
    let before = items.len();
    items.retain(|item| !matches!(item, Item::Struct(ItemStruct { ident, .. }) | Item::Enum(syn::ItemEnum { ident, .. }) if ident == name));
    if items.len() + 1 != before {
        return Err(gone(&format!("the type `{name}`")));
    }
    let before = items.len();
    items.retain(|item| !implemented_for(item, name));
    if items.len() == before { Err(gone(&format!("what is implemented for `{name}`"))) } else { Ok(()) }
}

fn implemented_for(item: &Item, name: &str) -> bool {
    let Item::Impl(ItemImpl { trait_, self_ty, .. }) = item else { return false };
    // `impl From<Name> for String` belongs to the type as well.
    let from = format!("From < {name} >");
    text(self_ty) == name || trait_.as_ref().is_some_and(|(path, _)| text(path).ends_with(&from))
}

/// Takes the module of conversion errors out where nothing uses it any more.
pub fn take_unused_error(items: &mut Vec<Item>) -> Result<(), Refused> {
    let is_error = |item: &Item| matches!(item, Item::Mod(ItemMod { ident, .. }) if ident == "error");
    if !items.iter().any(is_error) {
        return Err(gone("`mod error`"));
    }
    let used = items
        .iter()
        .filter(|item| !is_error(item))
        .any(|item| text(&item.to_token_stream()).contains("ConversionError"));
    if !used {
        items.retain(|item| !is_error(item));
    }
    Ok(())
}

/// The error of a fix-up that does not apply.
pub fn gone(what: &str) -> Refused {
    format!("the generator crate's text has no {what}; its version has changed, and codegen/src/emit must follow")
}
