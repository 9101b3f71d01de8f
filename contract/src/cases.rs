//! Derives constraints and test cases from the spec.

pub(crate) mod case;
pub(crate) mod case_file;
pub(crate) mod countries;
pub(crate) mod derive;
pub(crate) mod element_kind;
pub(crate) mod number_allocator;
pub(crate) mod number_fields;
pub(crate) mod operation_impact;
pub(crate) mod request_draft;
pub(crate) mod request_validator;
pub(crate) mod spec_names;
pub(crate) mod tested_operation;
