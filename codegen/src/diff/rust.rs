//! What becomes of code that uses the generated API: a model of it for each document, and how the two compare.
//!
//! The model follows the generator crate's rules (names, which schemas become structs, enums, newtypes or plain types,
//! what is an `Option`), and not its text.

mod compare;
mod model;
mod types;

pub(crate) use compare::compare;
