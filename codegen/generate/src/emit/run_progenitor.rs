//! Runs progenitor: models and methods of a lowered spec, as a syntax tree to edit.

use std::panic::{AssertUnwindSafe, catch_unwind};

use openapiv3::OpenAPI;

use super::fixups;
use crate::rejection::Rejection;

/// Runs progenitor. It panics on some constructs that the lint should have rejected; a panic becomes an error.
pub fn run_progenitor(lowered: &OpenAPI, with_eq: bool) -> Result<syn::File, Rejection> {
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
            format!("progenitor panicked: {}", text.unwrap_or("without a message"))
        })?
        .map_err(|error| format!("progenitor rejected the spec: {error}"))?;
    syn::parse2(fixups::without_bodies(tokens))
        .map_err(|error| format!("progenitor's output does not parse: {error}").into())
}
