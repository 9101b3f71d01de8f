//! Names the object that changed, for people: ``parameter `limit` of `searchNumbers` ``.

use colt_numbers_openapi::node::Node;
use colt_numbers_openapi::operation::METHODS;
use colt_numbers_openapi::pointer::{join, tokens};

use crate::change::Change;
use crate::change_type::ChangeType;
use crate::document::OpenApiDocument;

/// The name of the object that a change is about; `None` if the description of the change names the object, or if there is none.
pub(crate) fn subject(document: &OpenApiDocument, change: &Change) -> Option<String> {
    let steps: Vec<_> = tokens(&change.pointer).collect();
    let steps: Vec<&str> = steps.iter().map(AsRef::as_ref).collect();
    // The description names the last object of the pointer, so the subject is the object around it.
    let names_last = names_last_object(change.change_type);
    match steps[..] {
        ["components", "schemas", name, ref rest @ ..] => schema(name, rest, names_last),
        ["components", "parameters", name, ..] if !names_last => Some(format!("parameter `{name}`")),
        ["components", section, name, ref rest @ ..] if !names_last || !rest.is_empty() => {
            (section != "securitySchemes").then(|| format!("`{name}`"))
        }
        ["paths", path, method, ref rest @ ..] if METHODS.contains(&method) => {
            let item = join("/paths", path);
            let operation = document.node(&join(&item, method));
            let id = operation.as_ref().and_then(|operation| operation.text("operationId"));
            let name = id.map_or_else(|| format!("`{} {path}`", method.to_uppercase()), |id| format!("`{id}`"));
            match rest {
                [] if names_last => None,
                ["parameters", index, inner @ ..] if !names_last || !inner.is_empty() => Some(
                    named_parameter(operation.as_ref(), index)
                        .map_or_else(|| name.clone(), |parameter| format!("parameter `{parameter}` of {name}")),
                ),
                ["requestBody", "content", ..] => Some(format!("the request of {name}")),
                ["responses", status, _, ..] => Some(format!("the response `{status}` of {name}")),
                _ => Some(name),
            }
        }
        ["paths", path, "parameters", index, ..] if !names_last => {
            let parameter = named_parameter(document.node(&join("/paths", path)).as_ref(), index);
            Some(
                parameter
                    .map_or_else(|| format!("`{path}`"), |parameter| format!("parameter `{parameter}` of `{path}`")),
            )
        }
        ["paths", path, ..] => Some(format!("`{path}`")),
        _ => None,
    }
}

/// A schema, or a property below it: `` `Order.id` ``.
fn schema(name: &str, rest: &[&str], names_last: bool) -> Option<String> {
    let mut path = vec![name];
    let mut rest = rest;
    while let ["properties", property, inner @ ..] = rest {
        if names_last && inner.is_empty() {
            break;
        }
        path.push(property);
        rest = inner;
    }
    (!names_last || !rest.is_empty()).then(|| format!("`{}`", path.join(".")))
}

/// The name of a parameter in the list of an operation or a path item.
fn named_parameter(holder: Option<&Node<'_>>, index: &str) -> Option<String> {
    let parameter = holder?.child("parameters")?.items().into_iter().nth(index.parse().ok()?)?;
    Some(parameter.target().ok()?.text("name")?.to_owned())
}

/// Whether the description of this type names the object that the pointer leads to.
fn names_last_object(change_type: ChangeType) -> bool {
    use ChangeType as T;
    matches!(
        change_type,
        T::OperationMoved
            | T::OperationRemoved
            | T::OperationAdded
            | T::ParameterRemoved
            | T::RequiredParameterAdded
            | T::OptionalParameterAdded
            | T::ParameterMoved
            | T::ParameterRenamed
            | T::ParameterBecameRequired
            | T::ParameterBecameOptional
            | T::SchemaAdded
            | T::SchemaRemoved
            | T::SchemaRenamed
            | T::PropertyRemoved
            | T::PropertyRemovedFromClosedObject
            | T::PropertyWithheld
            | T::RequiredPropertyAdded
            | T::OptionalPropertyAdded
            | T::RequiredPropertyExposed
            | T::OptionalPropertyExposed
            | T::PropertyRenamed
            | T::PropertyBecameRequired
            | T::PropertyBecameOptional
            | T::SecuritySchemeRenamed
            | T::SecuritySchemeRemoved
            | T::SecuritySchemeAdded
            | T::WrittenDifferently
            | T::ComponentWrittenDifferently
    )
}
