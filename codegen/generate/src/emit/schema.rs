//! Emits `schema.rs`: every named schema as a static. JSON can be validated against all constraints of a schema, including the constraints that
//! the type does not enforce.

use colt_numbers_openapi::reference;
use colt_numbers_openapi::value::{self, items, members};
use colt_numbers_openapi::walk;
use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use super::directions::is_marked;
use super::newtypes::check_ident;
use super::print::{option, template};
use crate::integer_range::integer_range;
use crate::names;
use crate::rejection::Rejection;
use crate::string_constraints::CHECKED_FORMATS;

/// Whether any property is read leniently.
pub fn is_lenient(root: &Value) -> bool {
    walk::has_schema(root, |schema| value::flag(schema, "x-lenient"))
}

/// The tokens of `schema.rs`.
pub fn emit(root: &Value) -> Result<TokenStream, Rejection> {
    let root = &for_requests(root);
    let mut tokens = template(include_str!("../../templates/schema.rs"))?;
    for (name, schema) in members(root.pointer("/components/schemas")) {
        let constant = format_ident!("{}", names::upper(name));
        let doc = format!(" The schema `{name}`.");
        let value = of(Some(name), schema)?;
        tokens.extend(quote! {
            #[doc = #doc]
            pub static #constant: Schema = #value;
        });
    }
    Ok(tokens)
}

/// The spec with the schemas of requests: a `readOnly` property is not required.
fn for_requests(root: &Value) -> Value {
    let mut found = Vec::new();
    walk::schemas(root, &mut |at, schema| {
        let properties = walk::properties(root, schema).into_iter();
        let read_only = properties.filter(|(_, property)| is_marked(root, property, "readOnly"));
        found.push((at.to_owned(), read_only.map(|(name, _)| name).collect::<Vec<_>>()));
    });
    let mut relaxed = root.clone();
    for (at, names) in found.iter().filter(|(_, names)| !names.is_empty()) {
        relaxed.pointer_mut(at).into_iter().for_each(|schema| relax(schema, names));
    }
    relaxed
}

/// Removes names from `required` of a schema and of the inline parts of its `allOf`.
fn relax(schema: &mut Value, names: &[&str]) {
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        required.retain(|required| required.as_str().is_none_or(|required| !names.contains(&required)));
    }
    if let Some(Value::Array(parts)) = schema.get_mut("allOf") {
        parts.iter_mut().for_each(|part| relax(part, names));
    }
}

/// An expression of type `Schema`.
fn of(name: Option<&str>, schema: &Value) -> Result<TokenStream, Rejection> {
    let kind = kind(name, schema)?;
    let nullable = value::flag(schema, "nullable");
    Ok(quote!(Schema { nullable: #nullable, kind: #kind }))
}

/// An expression of type `&'static Schema`. A named schema is written with its full path: a static of another module may have the same name.
pub fn reference(schema: &Value) -> Result<TokenStream, Rejection> {
    if let Some(target) = reference::of(schema) {
        let name = reference::component(target, "schemas").ok_or_else(|| format!("`{target}` is not a schema"))?;
        let constant = format_ident!("{}", names::upper(&name));
        return Ok(quote!(&crate::schema::#constant));
    }
    let parts: Vec<&Value> = items(schema.get("allOf")).collect();
    if let [only] = parts[..]
        && !constrains_members(schema)
        && !["oneOf", "anyOf"].iter().any(|key| schema.get(*key).is_some())
        && !value::flag(schema, "nullable")
    {
        return reference(only);
    }
    let value = of(None, schema)?;
    Ok(quote!(&#value))
}

fn kind(name: Option<&str>, schema: &Value) -> Result<TokenStream, Rejection> {
    if reference::of(schema).is_some() {
        // A named schema that only refers to another one.
        let target = reference(schema)?;
        return Ok(quote!(SchemaKind::AllOf(&[#target])));
    }
    let mut alternatives = Vec::new();
    for (keyword, variant) in [("oneOf", quote!(OneOf)), ("anyOf", quote!(AnyOf))] {
        if schema.get(keyword).is_some() {
            let parts = items(schema.get(keyword)).map(reference).collect::<Result<Vec<_>, _>>()?;
            alternatives.push(quote!(SchemaKind::#variant(&[#(#parts),*])));
        }
    }
    let mut parts = items(schema.get("allOf")).map(reference).collect::<Result<Vec<_>, _>>()?;
    match &alternatives[..] {
        [] if parts.is_empty() => {}
        [only] if parts.is_empty() && !constrains_members(schema) => return Ok(only.clone()),
        _ => {
            let own = if constrains_members(schema) { own_constraints(schema)? } else { Vec::new() };
            let own = own.into_iter().chain(alternatives);
            parts.extend(own.map(|kind| quote!(&Schema { nullable: false, kind: #kind })));
            return Ok(quote!(SchemaKind::AllOf(&[#(#parts),*])));
        }
    }
    match value::text(schema, "type") {
        Some("string") => Ok(string(name, schema)),
        Some("integer") => Ok(number(schema, true)),
        Some("number") => Ok(number(schema, false)),
        Some("boolean") => Ok(quote!(SchemaKind::Boolean)),
        Some("array") => array(schema),
        Some("object") => object(schema),
        _ if schema.get("properties").is_some() => object(schema),
        _ => Ok(quote!(SchemaKind::Any)),
    }
}

/// Whether a schema itself constrains an object's members, outside of `allOf`.
fn constrains_members(schema: &Value) -> bool {
    ["properties", "required", "additionalProperties"].iter().any(|key| schema.get(*key).is_some())
}

fn string(name: Option<&str>, schema: &Value) -> TokenStream {
    let limit = |key: &str| option(schema.get(key).and_then(Value::as_u64).map(Literal::u64_unsuffixed));
    let (min, max) = (limit("minLength"), limit("maxLength"));
    let pattern = match (name, value::text(schema, "pattern")) {
        (Some(name), Some(pattern)) => {
            let check = check_ident(name);
            quote!(Some(Pattern { source: #pattern, check: crate::checks::patterns::#check }))
        }
        _ => quote!(None),
    };
    let values = items(schema.get("enum")).filter_map(Value::as_str);
    let format = option(value::text(schema, "format").filter(|format| CHECKED_FORMATS.contains(format)));
    quote!(SchemaKind::String(StringSchema { min_length: #min, max_length: #max, pattern: #pattern, values: &[#(#values),*], format: #format }))
}

fn number(schema: &Value, integer: bool) -> TokenStream {
    let number = |key: &str| option(schema.get(key).and_then(json_number));
    let (minimum, maximum, multiple_of) = (number("minimum"), number("maximum"), number("multipleOf"));
    let flag = |key: &str| value::flag(schema, key);
    let (exclusive_minimum, exclusive_maximum) = (flag("exclusiveMinimum"), flag("exclusiveMaximum"));
    let format_range = option(value::text(schema, "format").and_then(format_range));
    let values = items(schema.get("enum")).filter_map(json_number);
    quote!(SchemaKind::Number(NumberSchema { integer: #integer, minimum: #minimum, exclusive_minimum: #exclusive_minimum, maximum: #maximum, exclusive_maximum: #exclusive_maximum, multiple_of: #multiple_of, format_range: #format_range, values: &[#(#values),*] }))
}

/// An expression of type `JsonNumber`, which does not round limits beyond 2^53.
fn json_number(number: &Value) -> Option<TokenStream> {
    if let Some(number) = number.as_u64().map(Literal::u64_unsuffixed) {
        return Some(quote!(JsonNumber::Unsigned(#number)));
    }
    if let Some(number) = number.as_i64().map(Literal::i64_unsuffixed) {
        return Some(quote!(JsonNumber::Signed(#number)));
    }
    let number = Literal::f64_unsuffixed(number.as_f64()?);
    Some(quote!(JsonNumber::Float(#number)))
}

/// An expression of two `JsonNumber`s: the least and the greatest integer of a format.
fn format_range(format: &str) -> Option<TokenStream> {
    let (least, greatest) = integer_range(format)?;
    let (least, greatest) = (json_number(&least.into())?, json_number(&greatest.into())?);
    Some(quote!((#least, #greatest)))
}

fn array(schema: &Value) -> Result<TokenStream, Rejection> {
    let limit = |key: &str| option(schema.get(key).and_then(Value::as_u64).map(Literal::u64_unsuffixed));
    let (min, max) = (limit("minItems"), limit("maxItems"));
    let unique = value::flag(schema, "uniqueItems");
    let items = reference(schema.get("items").ok_or("an array without `items`")?)?;
    Ok(
        quote!(SchemaKind::Array(ArraySchema { items: #items, min_items: #min, max_items: #max, unique_items: #unique })),
    )
}

fn object(schema: &Value) -> Result<TokenStream, Rejection> {
    Ok(object_of(&properties(schema)?, additional_properties(schema)?))
}

/// The constraints on an object's members that a schema states itself, outside of `allOf`. The schema may require a member that only a part of
/// `allOf` describes; `additionalProperties` of the schema applies to that member.
fn own_constraints(schema: &Value) -> Result<Vec<TokenStream>, Rejection> {
    let is_described = |name: &str| members(schema.get("properties")).any(|(known, _)| known == name);
    let of_parts = required(schema).filter(|name| !is_described(name)).map(|name| {
        let any = quote!(&Schema { nullable: false, kind: SchemaKind::Any });
        quote!(Property { name: #name, required: true, schema: #any })
    });
    let (mut own, of_parts): (_, Vec<_>) = (properties(schema)?, of_parts.collect());
    if matches!(schema.get("additionalProperties"), None | Some(Value::Bool(true))) {
        own.extend(of_parts);
        return Ok(vec![object_of(&own, additional_properties(schema)?)]);
    }
    let of_parts = (!of_parts.is_empty()).then(|| object_of(&of_parts, quote!(AdditionalProperties::Any)));
    Ok([object_of(&own, additional_properties(schema)?)].into_iter().chain(of_parts).collect())
}

fn object_of(properties: &[TokenStream], additional: TokenStream) -> TokenStream {
    quote!(SchemaKind::Object(ObjectSchema { properties: &[#(#properties),*], additional_properties: #additional }))
}

fn required(schema: &Value) -> impl Iterator<Item = &str> {
    items(schema.get("required")).filter_map(Value::as_str)
}

/// A schema's own properties.
fn properties(schema: &Value) -> Result<Vec<TokenStream>, Rejection> {
    let member = |(name, property): (&String, &Value)| {
        let required = required(schema).any(|required| required == name);
        let schema = reference(property)?;
        Ok(quote!(Property { name: #name, required: #required, schema: #schema }))
    };
    members(schema.get("properties")).map(member).collect()
}

/// Which members are allowed beyond the properties.
fn additional_properties(schema: &Value) -> Result<TokenStream, Rejection> {
    match schema.get("additionalProperties") {
        Some(Value::Bool(false)) => Ok(quote!(AdditionalProperties::Forbidden)),
        Some(schema @ Value::Object(_)) => {
            reference(schema).map(|schema| quote!(AdditionalProperties::Schema(#schema)))
        }
        _ => Ok(quote!(AdditionalProperties::Any)),
    }
}
