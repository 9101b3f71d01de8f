//! A struct for an object: its fields in the order of the spec, a constructor of what is mandatory, a setter for each optional field.

use colt_numbers_openapi::value::{self, items};
use colt_numbers_openapi::walk;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use super::docs;
use super::rust_type::RustTypes;
use crate::names;

/// The struct `name` of a schema, its parts included.
pub fn emit(types: &mut RustTypes<'_>, name: &str, schema: &Value) -> TokenStream {
    let ident = format_ident!("{}", names::type_name(name));
    let mut required = Vec::new();
    let mut others = None;
    walk::all_of_parts(types.root, schema, &mut |part| {
        required.extend(items(part.get("required")).filter_map(Value::as_str));
        others = part.get("additionalProperties").filter(|values| values.is_object()).or(others);
    });
    let mut fields: Vec<StructField> = Vec::new();
    for (wire, property) in walk::properties(types.root, schema) {
        let field = StructField::of(types, name, wire, property, required.contains(&wire));
        // A part may state more of what another part describes.
        match fields.iter_mut().find(|known| known.wire == wire) {
            Some(known) if states_a_form(property) => *known = field,
            Some(_) => {}
            None => fields.push(field),
        }
    }
    let declared = fields.iter().map(StructField::declared);
    let (mandatory, optional): (Vec<_>, Vec<_>) = fields.iter().partition(|field| field.kind == Presence::Mandatory);
    let arguments = mandatory.iter().map(|StructField { name, ty, .. }| quote!(#name: #ty));
    let initial = fields.iter().map(StructField::initial);
    let setters = optional.iter().map(|field| field.setter());
    let (extra, no_extra) = match others {
        Some(values) => {
            let value = types.within(name, values);
            let map = quote!(::std::collections::BTreeMap<::std::string::String, #value>);
            let docs = docs::of("The members that have no field, by their names.");
            (quote!(#docs #[serde(flatten)] pub extra: #map,), quote!(extra: ::core::default::Default::default(),))
        }
        None => (TokenStream::new(), TokenStream::new()),
    };
    let derives = types.derives();
    let default = mandatory.is_empty().then(|| quote!(#[derive(::core::default::Default)]));
    let docs = docs::of_schema(schema);
    quote! {
        #docs
        #derives
        #default
        #[non_exhaustive]
        pub struct #ident { #(#declared)* #extra }
        impl #ident {
            /// A value with everything that is mandatory.
            #[must_use]
            pub fn new(#(#arguments),*) -> Self { Self { #(#initial,)* #no_extra } }
            #(#setters)*
        }
    }
}

/// Whether a schema says what form its values have.
fn states_a_form(schema: &Value) -> bool {
    ["$ref", "type", "allOf", "oneOf", "anyOf", "properties"].iter().any(|keyword| schema.get(*keyword).is_some())
}

/// How a value may be absent.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Presence {
    Mandatory,
    /// `None`.
    Optional,
    /// An empty list.
    List,
}

struct StructField {
    name: Ident,
    wire: String,
    /// The type of a value that is there.
    ty: TokenStream,
    kind: Presence,
    /// How it is read where another form counts as absent.
    lenient: Option<&'static str>,
    docs: TokenStream,
}

impl StructField {
    fn of(types: &mut RustTypes<'_>, owner: &str, wire: &str, property: &Value, required: bool) -> Self {
        let nullable = value::flag(property, "nullable");
        let is_list = value::text(property, "type") == Some("array") && !nullable;
        let kind = match (required, is_list) {
            (true, _) => Presence::Mandatory,
            (false, true) => Presence::List,
            (false, false) => Presence::Optional,
        };
        // Absent and null are both `None`.
        let ty = if required { types.within(owner, property) } else { types.not_null_within(owner, property) };
        let lenient = value::flag(property, "x-lenient").then(|| match property.get("type") {
            Some(_) => "crate::lenient::text",
            None => "crate::lenient::object",
        });
        let name = format_ident!("{}", names::field(wire));
        Self { name, wire: wire.to_owned(), ty, kind, lenient, docs: docs::of_schema(property) }
    }

    fn declared(&self) -> TokenStream {
        let Self { name, wire, ty, kind, lenient, docs } = self;
        let mut serde = Vec::new();
        if name != wire {
            serde.push(quote!(rename = #wire));
        }
        match kind {
            Presence::Mandatory => {}
            Presence::Optional => serde.push(quote!(default, skip_serializing_if = "::core::option::Option::is_none")),
            Presence::List => serde.push(quote!(default, skip_serializing_if = "::std::vec::Vec::is_empty")),
        }
        serde.extend(lenient.map(|with| quote!(deserialize_with = #with)));
        let serde = (!serde.is_empty()).then(|| quote!(#[serde(#(#serde),*)]));
        let stored = if *kind == Presence::Optional { quote!(::core::option::Option<#ty>) } else { ty.clone() };
        quote!(#docs #serde pub #name: #stored,)
    }

    fn initial(&self) -> TokenStream {
        let name = &self.name;
        match self.kind {
            Presence::Mandatory => quote!(#name),
            Presence::Optional | Presence::List => quote!(#name: ::core::default::Default::default()),
        }
    }

    fn setter(&self) -> TokenStream {
        let Self { name, ty, docs, .. } = self;
        let docs = if docs.is_empty() { docs::of(&format!("Sets `{name}`.")) } else { docs.clone() };
        // `new` is the constructor.
        let setter = if name == "new" { format_ident!("new_") } else { name.clone() };
        let value =
            if self.kind == Presence::Optional { quote!(::core::option::Option::Some(#name)) } else { quote!(#name) };
        quote! {
            #docs
            #[must_use]
            pub fn #setter(mut self, #name: #ty) -> Self {
                self.#name = #value;
                self
            }
        }
    }
}
