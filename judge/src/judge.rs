//! Verdicts on requests: by the schemas of the spec, and by the rules that it declares.
//!
//! Pure: a request, a spec and what is known of the account in, violations out. Not here: tokens, media types, and whether numbers are free.

pub mod account;
pub(crate) mod draft4;
pub mod json;
pub mod request_fields;
pub mod request_judge;
pub(crate) mod rules;
pub mod schema;
pub mod telephone_number;
pub mod violation;
