//! Finds the violations of requests: of the spec's schemas, and of the rules that it declares.
//!
//! Pure functions: their input is a request, a spec and the account's properties. Not here: tokens, media types, and whether numbers are free.

pub mod account;
pub(crate) mod body_judge;
pub(crate) mod draft4;
pub mod json;
pub mod judged_request;
pub(crate) mod parameter_judge;
pub mod request_fields;
pub mod request_judge;
pub mod rule_check;
pub(crate) mod rules;
pub mod schema;
pub mod telephone_number;
pub mod violation;
