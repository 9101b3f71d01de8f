//! The parameters of a request, with their names in Rust.

use std::borrow::Cow;
use std::collections::BTreeMap;

use colt_numbers_openapi::operation::{self, Operation, is_ignored, placeholders};
use colt_numbers_openapi::value;
use serde_json::Value;

use crate::names;

/// The id of an operation; its method and path where it has none.
pub fn operation_id<'v>(operation: &Operation<'v>) -> Cow<'v, str> {
    let own = operation.id().map(Cow::Borrowed);
    own.unwrap_or_else(|| Cow::Owned(names::snake(&format!("{}-{}", operation.method, operation.path))))
}

/// A parameter of a request.
pub struct Parameter<'v> {
    /// Its pointer.
    pub at: String,
    /// Its name on the wire.
    pub name: &'v str,
    /// Its name in Rust.
    pub rust: String,
    /// Where it is sent.
    pub location: Location,
    /// Whether it is mandatory.
    pub required: bool,
    /// Whether each item of an array has an entry of its own in the query.
    pub exploded: bool,
    /// Its schema.
    pub schema: &'v Value,
    /// Its description, empty where it has none.
    pub description: &'v str,
    /// Whether it is deprecated.
    pub deprecated: bool,
}

/// Where a parameter is sent. Those of the path come first in the arguments of a constructor.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Location {
    /// The index of its placeholder.
    Path(usize),
    /// In a header.
    Header,
    /// In the query.
    Query,
}

/// The names that the generated code gives to functions of every request.
const RESERVED: [&str; 4] = ["body", "new", "read", "to_http"];

/// The parameters of an operation, in an order that does not depend on the order in the spec: those of the path as the path has them, the
/// others by name. Cookies and parameters without a schema are left out; the lint rejects them.
pub fn parameters<'v>(root: &'v Value, operation: &Operation<'v>) -> Vec<Parameter<'v>> {
    let listed = operation::parameters(root, operation).into_iter().filter(|(_, parameter)| !is_ignored(parameter));
    let mut found: Vec<Parameter<'v>> = listed
        .filter_map(|(at, parameter)| {
            let name = value::text(parameter, "name")?;
            let location = match value::text(parameter, "in")? {
                "path" => Location::Path(placeholders(operation.path).iter().position(|other| *other == name)?),
                "query" => Location::Query,
                "header" => Location::Header,
                _ => return None,
            };
            Some(Parameter {
                at,
                name,
                rust: names::snake(name),
                location,
                required: value::flag(parameter, "required"),
                exploded: parameter.get("explode") != Some(&Value::Bool(false)),
                schema: parameter.get("schema")?,
                description: value::text(parameter, "description").unwrap_or_default(),
                deprecated: value::flag(parameter, "deprecated"),
            })
        })
        .collect();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    found.iter().for_each(|parameter| *counts.entry(parameter.rust.clone()).or_default() += 1);
    for parameter in &mut found {
        if RESERVED.contains(&parameter.rust.as_str()) {
            parameter.rust.push('_');
        } else if counts[&parameter.rust] > 1 {
            parameter.rust += match parameter.location {
                Location::Path(_) => "_path",
                Location::Header => "_header",
                Location::Query => "_query",
            };
        }
    }
    found.sort_by(|one, other| {
        let key = |parameter: &Parameter<'v>| match parameter.location {
            Location::Path(index) => (index, String::new()),
            Location::Header | Location::Query => (usize::MAX, parameter.rust.clone()),
        };
        key(one).cmp(&key(other))
    });
    found
}
