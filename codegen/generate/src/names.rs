//! Converts names of the spec to Rust identifiers.

use heck::{ToPascalCase, ToSnakeCase};

/// The name of the type of a named schema.
pub fn type_name(name: &str) -> String {
    ident(name, str::to_pascal_case, "X")
}

/// The name of a field.
pub fn field(name: &str) -> String {
    ident(name, str::to_snake_case, "x")
}

/// The name of an enum variant.
pub fn pascal(name: &str) -> String {
    ident(name, str::to_pascal_case, "_")
}

/// The name of an argument, a method or a function.
pub fn snake(name: &str) -> String {
    ident(name, str::to_snake_case, "_")
}

/// The name of a constant.
pub fn upper(name: &str) -> String {
    snake(name).to_uppercase()
}

/// Whether an identifier may contain a character after its first.
pub fn continues(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    syn::parse_str::<syn::Ident>(&format!("a{c}")).is_ok()
}

/// Adds `prefix` to a name that does not begin with a letter.
fn ident(name: &str, to_case: fn(&str) -> String, prefix: &str) -> String {
    let cased = match name {
        "+1" => "plus1".to_owned(),
        "-1" => "minus1".to_owned(),
        _ => to_case(&name.replace('\'', "").replace(|c: char| !continues(c), "-")),
    };
    let cased = match cased.chars().next() {
        None => to_case("x"),
        Some(first) if first.is_alphabetic() => cased,
        Some(_) => format!("{prefix}{cased}"),
    };
    // `gen` is reserved since the edition 2024; `syn` does not know that.
    let is_reserved = cased == "gen" || syn::parse_str::<syn::Ident>(&cased).is_err();
    if is_reserved { format!("{cased}_") } else { cased }
}
