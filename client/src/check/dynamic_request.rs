//! A request of an operation that is known only at run time, made from the texts of its parameters.

use std::fmt;

use bytes::Bytes;
use colt_numbers_api::client::RequestValues;
use colt_numbers_api::operations::{Operation, OperationParameter, ParameterLocation};
use colt_numbers_api::schema::{Schema, SchemaKind};
use colt_numbers_terminal_text::Safe;
use serde_json::Value;

use crate::check::json::Json;
use crate::check::json_location::JsonLocation;
use crate::check::json_number;
use crate::check::schema;
use crate::check::tracking_id::new_tracking_id;
use crate::check::violation_list::ViolationList;

/// A request of an operation that is known only at run time. [`Checks::check_dynamic`](crate::Checks::check_dynamic) checks it.
///
/// ```
/// use colt_numbers::{Checks, DynamicRequest, Operation};
///
/// let operation = Operation::by_id("reserveNumbers").ok_or("no such operation")?;
/// let tracking_id = operation.tracking_id().map(|header| (header.name, "my-order-1"));
/// let request = DynamicRequest::new(operation, tracking_id, Some(b"{}"[..].into()))?;
/// let error = Checks::new().check_dynamic(request).unwrap_err();
/// assert_eq!(error.violations()[0].id, "required");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct DynamicRequest {
    pub(crate) operation: &'static Operation,
    pub(crate) values: RequestValues,
}

impl DynamicRequest {
    /// Makes a request from the names of parameters and their values as texts, and from the body as it is sent.
    ///
    /// A text becomes a value of the type that the schema of the parameter states. If the text is not of that type, or is a number with more digits
    /// than can be sent, it stays a string, which the checks report. The items of an array have the form that they have in a URL: the name is
    /// repeated for each item, or the items are separated by commas if the parameter is not exploded. The names of headers are compared without
    /// regard to case.
    ///
    /// If requests of the operation have a tracking id and none is given, a new one is added.
    ///
    /// # Errors
    /// [`InvalidParameter`] if a name is not that of a parameter of the operation, or if it is repeated although its parameter is not an array.
    pub fn new<'t>(
        operation: &'static Operation,
        parameters: impl IntoIterator<Item = (&'t str, &'t str)>,
        body: Option<Bytes>,
    ) -> Result<Self, InvalidParameter> {
        let mut texts: Vec<Vec<&str>> = vec![Vec::new(); operation.parameters.len()];
        for (name, text) in parameters {
            let invalid = |problem| InvalidParameter { operation, name: name.to_owned(), problem };
            let index = operation.parameters.iter().position(|parameter| has_name(parameter, name));
            let index = index.ok_or_else(|| invalid(ParameterProblem::Unknown))?;
            if !texts[index].is_empty() && array_items(operation.parameters[index].schema).is_none() {
                return Err(invalid(ParameterProblem::Repeated));
            }
            texts[index].push(text);
        }
        let given = operation.parameters.iter().zip(texts);
        let parameters =
            given.map(|(parameter, texts)| (!texts.is_empty()).then(|| parameter_value(parameter, &texts)));
        Ok(Self::of_values(operation, RequestValues::new(parameters.collect(), body)))
    }

    /// Makes a request from values. The parameters are in the order of [`Operation::parameters`]; values that are missing at the end of the list
    /// are those of absent parameters.
    ///
    /// If requests of the operation have a tracking id and it is absent, a new one is added.
    #[must_use]
    pub fn of_values(operation: &'static Operation, mut values: RequestValues) -> Self {
        let missing = operation.parameters.iter().skip(values.parameters.len()).map(|_| None);
        values.parameters.extend(missing);
        for (parameter, value) in operation.parameters.iter().zip(&mut values.parameters) {
            if parameter.is_tracking_id {
                value.get_or_insert_with(|| new_tracking_id().as_str().into());
            }
        }
        Self { operation, values }
    }
}

impl fmt::Debug for DynamicRequest {
    /// Prints no data of the customer.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DynamicRequest").field("operation", &self.operation.id).finish_non_exhaustive()
    }
}

fn has_name(parameter: &OperationParameter, name: &str) -> bool {
    match parameter.location {
        ParameterLocation::Header => parameter.name.eq_ignore_ascii_case(name),
        _ => parameter.name == name,
    }
}

/// The schema of the items, if a schema describes an array.
fn array_items(schema: &Schema) -> Option<&'static Schema> {
    match &schema.kind {
        SchemaKind::Array(array) => Some(array.items),
        SchemaKind::AllOf(parts) | SchemaKind::OneOf(parts) | SchemaKind::AnyOf(parts) => {
            parts.iter().find_map(|part| array_items(part))
        }
        _ => None,
    }
}

fn parameter_value(parameter: &OperationParameter, texts: &[&str]) -> Value {
    match array_items(parameter.schema) {
        Some(items) if parameter.exploded => texts.iter().map(|text| value(items, text)).collect(),
        Some(items) => texts.iter().flat_map(|text| text.split(',')).map(|text| value(items, text)).collect(),
        None => texts.first().map_or(Value::Null, |text| value(parameter.schema, text)),
    }
}

/// The value that a text states according to a schema; the text itself as a string if it states no value of the schema's type.
fn value(schema: &Schema, text: &str) -> Value {
    // JSON allows blanks around a value; a parameter does not.
    let parsed = || serde_json::from_str(text).ok().filter(|_| text.trim_ascii() == text);
    let candidate = match &schema.kind {
        // A number that would be sent with other digits stays a string.
        SchemaKind::Number(_) => parsed().filter(|value| json_number::is_exact(value, text)),
        SchemaKind::Boolean => parsed().filter(Value::is_boolean),
        SchemaKind::Object(_) => parsed().filter(Value::is_object),
        SchemaKind::AllOf(parts) | SchemaKind::OneOf(parts) | SchemaKind::AnyOf(parts) => {
            let values: Vec<_> = parts.iter().map(|part| value(part, text)).collect();
            let valid = values.iter().position(|value| is_valid(schema, value));
            // If no value is valid, a number that is out of range is reported as that, not as a string.
            let index = valid.or_else(|| values.iter().position(|value| !value.is_string()));
            index.map(|index| values[index].clone())
        }
        _ => None,
    };
    candidate.unwrap_or_else(|| text.into())
}

fn is_valid(schema: &Schema, value: &Value) -> bool {
    let mut violations = ViolationList::default();
    schema::check(schema, &Json::of_value(value.clone()), JsonLocation::Root, &mut violations);
    !violations.has_errors()
}

/// The error of a parameter that a request of the operation cannot have. `Display` lists the parameters of the operation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct InvalidParameter {
    operation: &'static Operation,
    name: String,
    problem: ParameterProblem,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum ParameterProblem {
    Unknown,
    Repeated,
}

impl fmt::Display for InvalidParameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, name, problem } = self;
        let name = Safe::new(name);
        match problem {
            ParameterProblem::Repeated => {
                write!(f, "the parameter `{name}` of `{}` is not an array, so it has one value", operation.id)
            }
            ParameterProblem::Unknown if operation.parameters.is_empty() => {
                write!(f, "`{}` has no parameter `{name}`; it has no parameters", operation.id)
            }
            ParameterProblem::Unknown => {
                let names: Vec<_> =
                    operation.parameters.iter().map(|parameter| format!("`{}`", parameter.name)).collect();
                write!(f, "`{}` has no parameter `{name}`; it has {}", operation.id, names.join(", "))
            }
        }
    }
}

impl std::error::Error for InvalidParameter {}
