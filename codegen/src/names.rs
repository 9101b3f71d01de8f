//! How names of the spec become names of Rust, in the same way as the generator crate does it.

use heck::{ToPascalCase, ToSnakeCase};

/// A type's or variant's name.
pub fn pascal(name: &str) -> String {
    ident(name, str::to_pascal_case)
}

/// A field's, argument's or method's name.
pub fn snake(name: &str) -> String {
    ident(name, str::to_snake_case)
}

/// A constant's name.
pub fn upper(name: &str) -> String {
    snake(name).to_uppercase()
}

fn ident(name: &str, to_case: fn(&str) -> String) -> String {
    let cleaned = name.replace('\'', "").replace(|c: char| !(c.is_alphanumeric() || c == '_'), "-");
    let cased = to_case(&cleaned);
    let cased = match cased.chars().next() {
        None => to_case("x"),
        Some(first) if first.is_alphabetic() => cased,
        Some(_) => format!("_{cased}"),
    };
    if syn::parse_str::<syn::Ident>(&cased).is_ok() { cased } else { format!("{cased}_") }
}
