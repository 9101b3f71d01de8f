//! From a spec in order to the files of the generated crate. One kind of file a module; all of them pure.

mod bundle;
mod checks;
mod client;
mod docs;
mod enums;
mod expressible;
mod fixups;
pub(crate) mod hoist;
mod newtypes;
mod paths;
pub mod pattern_check;
mod rules;
mod schema;
mod servers;
mod types;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::operation::operations;
use colt_numbers_openapi::source::Source;
use colt_numbers_openapi::walk;
use colt_numbers_terminal_text::Safe;
use proc_macro2::TokenStream;
use quote::ToTokens;
use serde_json::Value;
use syn::visit_mut::VisitMut;

use crate::files::Files;
use crate::load::{Spec, load};
use crate::lower::lower;

/// Why something cannot be emitted; it becomes a finding.
#[derive(Debug)]
pub(crate) struct Refused {
    /// The pointer of what the reason is about; empty for the whole file.
    pub at: String,
    pub reason: String,
}

impl<T: Into<String>> From<T> for Refused {
    fn from(reason: T) -> Self {
        Self { at: String::new(), reason: reason.into() }
    }
}

/// Generates the files of the crate from the texts of a spec.
///
/// # Errors
/// Everything the lint found; or what the generator crate refused, which the lint should have found.
///
/// ```
/// use colt_numbers_generate::generate;
/// use colt_numbers_openapi::source::Source;
///
/// let spec = "
/// openapi: 3.0.3
/// info: { title: Ping, version: '1' }
/// paths: {}
/// components:
///   schemas:
///     Word: { type: string, description: A word., pattern: '^[a-z]+$' }
/// ";
/// let files = generate(&Source::of_text("ping.yaml", spec))?;
/// assert!(files["types.rs"].contains("pub struct Word"));
/// # Ok::<(), colt_numbers_openapi::finding::Findings>(())
/// ```
pub fn generate(source: &Source) -> Result<Files, Findings> {
    let spec = load(source)?;
    emit(&spec).map_err(|refused| {
        let mut findings = spec.notes.clone();
        findings.error(
            &spec.file,
            &refused.at,
            refused.reason,
            "write the spec without this construct; the lint names most of them by their place",
        );
        findings
    })
}

/// The pointers of the schemas that become types, by the names of the schemas: those of `components`, and inline ones by the names that
/// the generator gives them.
///
/// # Errors
/// The reason why an inline schema cannot be named.
pub fn schema_places(root: &Value) -> Result<BTreeMap<String, String>, String> {
    hoist::hoist(root).map(|named| named.places).map_err(|refused| refused.reason)
}

fn emit(spec: &Spec) -> Result<Files, Refused> {
    let named = &spec.named.root;
    let lowered = lower(named).map_err(|error| format!("cannot be lowered: {error}"))?;
    let mut generated = progenitor_output(&lowered, !holds_floats(named))?;
    let mut files = Files::new();
    let mut add = |name: &str, text: String| files.insert(name.to_owned(), text);
    let head = head(&spec.file);
    let types::Emitted { types, checks, mut json } = types::emit(&mut generated, &spec.named)?;
    add("types.rs", printed(&head, "Models: the types of requests and answers.", types));
    add("checks.rs", rust(&head, "Checks of strings, and the error of a value that its schema refuses.", checks)?);
    add("schema.rs", rust(&head, "The schemas as data, to judge JSON by them.", schema::emit(named)?)?);
    let client = match operations(named).is_empty() {
        true => None,
        false => Some(client::emit(&generated, named, &mut json)?),
    };
    let parts = Parts {
        client: client.is_some(),
        rules: named.get("x-rules").is_some(),
        servers: named.get("servers").is_some(),
        conversions: types::has_conversions(named),
        lenient: schema::is_lenient(named),
        json,
    };
    if let Some(client) = client {
        let about = "The endpoint client: one method an operation, over a transport of the caller's.";
        add("client.rs", rust(&head, about, client)?);
    }
    if parts.rules {
        add(
            "rules.rs",
            rust(&head, "The rules that OpenAPI cannot say, as the spec declares them.", rules::emit(named)?)?,
        );
    }
    if parts.servers {
        add("servers.rs", rust(&head, "Where the API is served.", servers::emit(named)?)?);
    }
    if parts.conversions {
        add("conversions.rs", format!("{head}\n{}", include_str!("../templates/conversions.rs")));
    }
    if parts.lenient {
        add("lenient.rs", format!("{head}\n{}", include_str!("../templates/lenient.rs")));
    }
    if parts.json {
        add("json.rs", format!("{head}\n{}", include_str!("../templates/json.rs")));
    }
    add("openapi.json", bundle::spec(&head, &spec.value));
    add("cases.json", bundle::cases(&head, &spec.cases));
    add("lib.rs", bundle::lib(&head, &spec.value, &parts));
    Ok(files)
}

/// Which of the files that a spec may do without there are.
pub(crate) struct Parts {
    pub client: bool,
    pub rules: bool,
    pub servers: bool,
    pub conversions: bool,
    pub lenient: bool,
    pub json: bool,
}

/// The one line that every generated file begins with.
fn head(file: &str) -> String {
    format!("// @generated by `cargo codegen` from {}; do not edit.", Safe::new(file))
}

fn rust(head: &str, about: &str, tokens: TokenStream) -> Result<String, Refused> {
    Ok(printed(head, about, parsed(tokens)?.items))
}

/// What was emitted, as syntax.
fn parsed(tokens: TokenStream) -> Result<syn::File, Refused> {
    syn::parse2(tokens).map_err(|error| format!("the emitted text does not parse: {error}").into())
}

fn printed(head: &str, about: &str, items: Vec<syn::Item>) -> String {
    format!("{head}\n//! {about}\n\n{}", unparsed(Vec::new(), items))
}

/// Syntax as text: the one place where it is printed.
fn unparsed(attrs: Vec<syn::Attribute>, items: Vec<syn::Item>) -> String {
    let mut file = syn::File { shebang: None, attrs, items, frontmatter: None };
    docs::Escape.visit_file_mut(&mut file);
    prettyplease::unparse(&file)
}

/// Runs the generator crate. It panics on constructs that the lint should have refused; such a panic becomes an error.
fn progenitor_output(lowered: &openapiv3::OpenAPI, with_eq: bool) -> Result<syn::File, Refused> {
    let tokens = catch_unwind(AssertUnwindSafe(|| {
        let mut settings = progenitor::GenerationSettings::default();
        settings.with_derive("PartialEq");
        if with_eq {
            settings.with_derive("Eq");
        }
        progenitor::Generator::new(&settings).generate_tokens(lowered)
    }));
    let tokens = tokens
        .map_err(|panic| {
            let text =
                panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
            format!("the generator crate gave up: {}", text.unwrap_or("without a word"))
        })?
        .map_err(|error| format!("the generator crate refused: {error}"))?;
    syn::parse2(fixups::without_bodies(tokens))
        .map_err(|error| format!("the generator crate's text does not parse: {error}").into())
}

/// Whether any type holds a floating-point number, or a value that may be one; such types are never `Eq`.
fn holds_floats(root: &Value) -> bool {
    let mut found = false;
    walk::schemas(root, &mut |_, schema| found |= schema.get("type").is_some_and(|kind| kind == "number"));
    found
}

/// The text of some tokens, for look-ups.
pub(crate) fn text(tokens: &impl ToTokens) -> String {
    tokens.to_token_stream().to_string()
}
