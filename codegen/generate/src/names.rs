//! How names of the spec become names of Rust, in the same way as the generator crates do it.

use heck::{ToPascalCase, ToSnakeCase};

/// The name of a type that has a schema of its own.
pub fn type_name(name: &str) -> String {
    ident(name, str::to_pascal_case, "X")
}

/// A field's name.
pub fn field(name: &str) -> String {
    ident(name, str::to_snake_case, "x")
}

/// The name of a variant: a listed text, or a rule.
pub fn pascal(name: &str) -> String {
    ident(name, str::to_pascal_case, "_")
}

/// An argument's, method's or function's name.
pub fn snake(name: &str) -> String {
    ident(name, str::to_snake_case, "_")
}

/// A constant's name.
pub fn upper(name: &str) -> String {
    snake(name).to_uppercase()
}

/// Whether a character may stand in an identifier after its first.
pub fn continues(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    syn::parse_str::<syn::Ident>(&format!("a{c}")).is_ok()
}

/// `prefix` goes before what begins with a digit.
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
    // Reserved since the edition 2024, which the parser does not know.
    let is_reserved = cased == "gen" || syn::parse_str::<syn::Ident>(&cased).is_err();
    if is_reserved { format!("{cased}_") } else { cased }
}
