//! The generator crate: models and methods of a lowered document, as syntax to rework.

use std::panic::{AssertUnwindSafe, catch_unwind};

use openapiv3::OpenAPI;

use super::fixups;
use crate::rejection::Rejection;

/// Runs the generator crate. It panics on constructs that the lint should have refused; such a panic becomes an error.
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
            format!("the generator crate gave up: {}", text.unwrap_or("without a word"))
        })?
        .map_err(|error| format!("the generator crate refused: {error}"))?;
    syn::parse2(fixups::without_bodies(tokens))
        .map_err(|error| format!("the generator crate's text does not parse: {error}").into())
}
