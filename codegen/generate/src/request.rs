//! Reads the parameters of an operation, and chooses their names in Rust.

use std::borrow::Cow;
use std::collections::BTreeMap;

use colt_numbers_openapi::operation::{self, Operation, is_ignored, placeholders};
use colt_numbers_openapi::reference::resolve;
use colt_numbers_openapi::value;
use serde_json::Value;

use crate::names;

/// The `operationId` of an operation. If it is missing, a name made from method and path.
pub fn operation_id<'v>(operation: &Operation<'v>) -> Cow<'v, str> {
    let own = operation.id().map(Cow::Borrowed);
    own.unwrap_or_else(|| Cow::Owned(names::snake(&format!("{}-{}", operation.method, operation.path))))
}

/// A parameter of a request.
pub struct Parameter<'v> {
    /// The JSON Pointer of the parameter.
    pub at: String,
    /// The name on the wire.
    pub name: &'v str,
    /// The name in Rust.
    pub rust_name: String,
    /// The part of the request that contains the parameter.
    pub location: Location,
    /// Whether the spec requires the parameter.
    pub required: bool,
    /// Whether the query has a separate entry for each item of an array (`explode`).
    pub exploded: bool,
    /// The schema of the value.
    pub schema: &'v Value,
    /// The description; empty if the spec has none.
    pub description: &'v str,
    /// Whether the parameter is deprecated.
    pub deprecated: bool,
}

impl Parameter<'_> {
    /// Whether every request has the parameter. Null cannot be written in a URL or a header, so a parameter that may be null is optional.
    pub fn is_mandatory(&self) -> bool {
        self.required && !value::flag(self.schema, "nullable")
    }
}

/// The part of a request that contains a parameter. In a constructor, the arguments for the path come first.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Location {
    /// The path, with the index of the parameter's placeholder.
    Path(usize),
    /// A header.
    Header,
    /// The query.
    Query,
}

/// Names that the generated code uses in every request: for functions, and for the body.
const RESERVED: [&str; 5] = ["body", "new", "read", "to_http", "values"];

/// The parameters of an operation, in an order that does not depend on the order in the spec: first the path parameters in the order of the
/// path, and then the others by name. Cookies and parameters without a schema are omitted, because the lint rejects them.
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
            let schema = parameter.get("schema")?;
            let target = resolve(root, schema);
            Some(Parameter {
                at,
                name,
                rust_name: names::snake(name),
                location,
                required: value::flag(parameter, "required"),
                exploded: parameter.get("explode") != Some(&Value::Bool(false)),
                // The type of a nullable named schema has null; this schema does not need it, because the parameter is optional.
                schema: if value::flag(target, "nullable") { target } else { schema },
                description: value::text(parameter, "description").unwrap_or_default(),
                deprecated: value::flag(parameter, "deprecated"),
            })
        })
        .collect();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    found.iter().for_each(|parameter| *counts.entry(parameter.rust_name.clone()).or_default() += 1);
    for parameter in &mut found {
        if RESERVED.contains(&parameter.rust_name.as_str()) {
            parameter.rust_name.push('_');
        } else if counts[&parameter.rust_name] > 1 {
            parameter.rust_name += match parameter.location {
                Location::Path(_) => "_path",
                Location::Header => "_header",
                Location::Query => "_query",
            };
        }
    }
    found.sort_by(|one, other| {
        let key = |parameter: &Parameter<'v>| match parameter.location {
            Location::Path(index) => (index, String::new()),
            Location::Header | Location::Query => (usize::MAX, parameter.rust_name.clone()),
        };
        key(one).cmp(&key(other))
    });
    found
}
