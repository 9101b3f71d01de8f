//! The public items of generated files, as lines: one for each type, field, variant, method, constant and trait of a type.

use std::collections::BTreeSet;

use colt_numbers_codegen::Files;
use colt_numbers_codegen::diff::Effect;
use quote::ToTokens;
use syn::{Fields, ImplItem, Item, Visibility};

/// Lines; fields and variants begin with `part `, for one more of these breaks code.
pub type Items = BTreeSet<String>;

/// All of them. `schema.rs` holds data, and `lib.rs` the names of the others.
pub fn of(files: &Files) -> Items {
    let mut items = Items::new();
    for file in ["types.rs", "client.rs", "rules.rs", "servers.rs"] {
        if let Some(text) = files.get(file) {
            for item in syn::parse_file(text).unwrap().items {
                take(&item, file.trim_end_matches(".rs"), &mut items);
            }
        }
    }
    items
}

/// What the step from one to the other means.
pub fn effect(old: &Items, new: &Items) -> Effect {
    if old.difference(new).next().is_some() {
        return Effect::Breaking;
    }
    let new_types: BTreeSet<&str> = new
        .difference(old)
        .filter_map(|line| line.strip_prefix("type "))
        .filter_map(|line| line.split(' ').next())
        .collect();
    // A field of a new struct is nothing but new.
    let part = |line: &&String| {
        let owner = line.strip_prefix("part ").and_then(|line| line.split('.').next());
        owner.is_some_and(|owner| !new_types.contains(owner))
    };
    match new.difference(old).find(part) {
        Some(_) => Effect::Breaking,
        None if new.difference(old).next().is_some() => Effect::Compatible,
        None => Effect::None,
    }
}

/// What is gone and what is new.
pub fn difference(old: &Items, new: &Items) -> String {
    let gone = old.difference(new).map(|line| format!("  - {line}\n"));
    let come = new.difference(old).map(|line| format!("  + {line}\n"));
    gone.chain(come).collect()
}

fn words(tokens: impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    // How many there are is said by the items themselves.
    let lengths = ["[Self ; ", "[& 'static str ; ", "[Server ; "];
    let text = lengths.iter().fold(text, |text, start| match text.split_once(start) {
        Some((before, after)) => {
            let rest = after.trim_start_matches(|character: char| character.is_ascii_digit());
            format!("{before}{start}N{rest}")
        }
        None => text,
    });
    text.replace(":: std :: option :: ", "").replace(":: std :: string :: ", "").replace(":: std :: vec :: ", "")
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn take(item: &Item, file: &str, items: &mut Items) {
    match item {
        Item::Struct(item) if is_public(&item.vis) => {
            let name = format!("{file}::{}", item.ident);
            match &item.fields {
                Fields::Named(fields) => {
                    items.insert(format!("type {name} struct"));
                    for field in fields.named.iter().filter(|field| is_public(&field.vis)) {
                        items.insert(format!("part {name}.{}: {}", words(&field.ident), words(&field.ty)));
                    }
                }
                Fields::Unnamed(fields) => {
                    let public = fields.unnamed.iter().filter(|field| is_public(&field.vis));
                    let inner: Vec<String> = public.map(|field| words(&field.ty)).collect();
                    items.insert(format!("type {name} newtype of {inner:?}"));
                }
                Fields::Unit => {
                    items.insert(format!("type {name} unit"));
                }
            }
        }
        Item::Enum(item) if is_public(&item.vis) => {
            let name = format!("{file}::{}", item.ident);
            items.insert(format!("type {name} enum"));
            for variant in &item.variants {
                items.insert(format!("part {name}.{} {}", variant.ident, words(&variant.fields)));
            }
        }
        Item::Const(item) if is_public(&item.vis) => {
            items.insert(format!("const {file}::{}: {}", item.ident, words(&item.ty)));
        }
        Item::Fn(item) if is_public(&item.vis) => {
            items.insert(format!("fn {file} {}", signature(&item.sig)));
        }
        Item::Type(item) if is_public(&item.vis) => {
            items.insert(format!("type {file}::{} is {}", item.ident, words(&item.ty)));
        }
        Item::Trait(item) if is_public(&item.vis) => {
            items.insert(format!("trait {file}::{}", item.ident));
        }
        Item::Impl(item) => take_impl(item, file, items),
        _ => {}
    }
}

fn take_impl(item: &syn::ItemImpl, file: &str, items: &mut Items) {
    let owner = words(&item.self_ty);
    if let Some((path, _)) = &item.trait_ {
        items.insert(format!("impl {file} {} for {owner}", words(path)));
        return;
    }
    for inner in &item.items {
        match inner {
            ImplItem::Fn(method) if is_public(&method.vis) => {
                items.insert(format!("fn {file} {owner} {}", signature(&method.sig)));
            }
            ImplItem::Const(constant) if is_public(&constant.vis) => {
                items.insert(format!("const {file} {owner} {}: {}", constant.ident, words(&constant.ty)));
            }
            _ => {}
        }
    }
}

/// The signature with its arguments' names left out, which no caller writes.
fn signature(signature: &syn::Signature) -> String {
    let arguments: Vec<String> = signature
        .inputs
        .iter()
        .map(|argument| match argument {
            syn::FnArg::Typed(argument) => words(&argument.ty),
            syn::FnArg::Receiver(receiver) => words(receiver),
        })
        .collect();
    format!("{}({}) {}", signature.ident, arguments.join(", "), words(&signature.output))
}
