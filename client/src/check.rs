//! Checks of a request before it is sent: its JSON, the spec's schemas, and the rules that OpenAPI cannot express. This module
//! sends nothing.

pub(crate) mod account;
pub(crate) mod checked_request;
pub(crate) mod checks;
pub(crate) mod dynamic_request;
pub(crate) mod format;
pub(crate) mod json;
pub(crate) mod json_location;
pub(crate) mod json_number;
pub(crate) mod number_count;
pub(crate) mod parameter;
pub(crate) mod request_view;
pub(crate) mod reservation;
pub(crate) mod rule_input;
pub(crate) mod rules;
pub(crate) mod schema;
pub(crate) mod telephone_number;
pub(crate) mod tracking_id;
pub(crate) mod trim_json;
pub(crate) mod violation;
pub(crate) mod violation_list;
