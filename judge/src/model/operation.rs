//! Operations of the spec, with their parameters, request bodies and responses.

use serde_json::Value;

use crate::model::documentation::Documentation;
use crate::model::effects::{self, Effects};
use crate::model::error::SpecError;
use crate::model::json::sorted;
use crate::model::media_type::{is_form, is_json};
use crate::model::pointer;
use crate::model::reference::{self, resolve};
use crate::model::security::{self, Security};

/// The HTTP methods that a path item can have.
pub const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The place of the schema of tracking ids.
const TRACKING_ID: &str = "/components/schemas/TrackingId";

/// An operation: one method of one path.
#[derive(Debug, Clone)]
pub struct Operation {
    /// The `operationId`; without an `operationId`, the method and the path.
    pub id: String,
    /// The method, in upper case.
    pub method: String,
    /// The path template.
    pub path: String,
    /// All methods of the path, in upper case.
    pub path_methods: Vec<String>,
    /// The parameters of the operation, and those parameters of its path item that the operation does not override.
    pub parameters: Vec<Parameter>,
    /// The request body, if there is one.
    pub body: Option<Body>,
    /// The documented responses.
    pub responses: Vec<Response>,
    /// The requirement of a bearer token, if a request needs a token.
    pub security: Option<Security>,
    /// The effects of a call besides its response (`x-effects`).
    pub effects: Effects,
    /// Its documentation.
    pub documentation: Documentation,
    /// Its place in the spec, as a JSON Pointer.
    pub at: String,
}

/// A parameter.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// `header`, `query`, `path` or `cookie`.
    pub location: String,
    /// Whether it is required.
    pub required: bool,
    /// Whether it is the tracking id of the request: a header whose schema is a reference to the component `TrackingId`.
    pub is_tracking_id: bool,
    /// Whether the items of a list are separate parameters of the same name, instead of one text with commas.
    pub explode: bool,
    /// The schema of its value. References are resolved in the whole document.
    pub schema: Value,
    /// The spec's example value, if there is one.
    pub example: Option<Value>,
    /// Its documentation.
    pub documentation: Documentation,
    /// Its place in the spec, as a JSON Pointer.
    pub at: String,
}

/// A request body, in one media type: JSON if the operation has it, else a form, else the alphabetically first media type.
#[derive(Debug, Clone)]
pub struct Body {
    /// Whether it is required.
    pub required: bool,
    /// Its media type.
    pub media: String,
    /// The schema of its value. References are resolved in the whole document.
    pub schema: Value,
    /// The spec's example values.
    pub examples: Vec<Example>,
    /// Its documentation.
    pub documentation: Documentation,
    /// Its place in the spec, as a JSON Pointer.
    pub at: String,
}

/// An example of a body.
#[derive(Debug, Clone)]
pub struct Example {
    /// Its name.
    pub name: String,
    /// The value.
    pub value: Value,
    /// Its documentation.
    pub documentation: Documentation,
}

/// A documented response to one status or class of statuses.
#[derive(Debug, Clone)]
pub struct Response {
    /// `405`, `4XX` or `DEFAULT`.
    pub status: String,
    /// The required headers.
    pub headers: Vec<(String, Documentation)>,
    /// Media types with their schemas.
    pub content: Vec<(String, Value)>,
    /// The spec's example values.
    pub examples: Vec<Value>,
    /// Its documentation.
    pub documentation: Documentation,
    /// Its place in the spec, as a JSON Pointer.
    pub at: String,
}

impl Response {
    /// The media type and the schema of the content that is JSON.
    pub fn json_content(&self) -> Option<&(String, Value)> {
        self.content.iter().find(|(media, _)| is_json(media))
    }
}

impl Operation {
    /// The parameter that is the tracking id of a request, if the operation has one.
    pub fn tracking_id(&self) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.is_tracking_id)
    }

    /// The documented response for a status: the response for exactly this status, else the response for its class, else the default response.
    pub fn response(&self, status: u16) -> Option<&Response> {
        let (exact, class) = (status.to_string(), format!("{}XX", status / 100));
        let find = |name: &str| self.responses.iter().find(|response| response.status == name);
        find(&exact).or_else(|| find(&class)).or_else(|| find("DEFAULT"))
    }
}

/// All operations of the document, sorted by path and method.
pub(crate) fn read(root: &Value) -> Result<Vec<Operation>, SpecError> {
    let paths =
        root.get("paths").and_then(Value::as_object).ok_or_else(|| SpecError::new("/paths", "there are no paths"))?;
    let mut operations = Vec::new();
    for (path, item) in sorted(paths) {
        let path_methods: Vec<String> = METHODS
            .iter()
            .filter(|method| item.get(**method).is_some())
            .map(|method| method.to_ascii_uppercase())
            .collect();
        for method in METHODS {
            if let Some(node) = item.get(method) {
                operations.push(operation(root, path, item, method, node, &path_methods)?);
            }
        }
    }
    Ok(operations)
}

fn operation(
    root: &Value,
    path: &str,
    item: &Value,
    method: &str,
    node: &Value,
    path_methods: &[String],
) -> Result<Operation, SpecError> {
    let at = pointer::join(&pointer::join("/paths", path), method);
    let documentation = Documentation::of(node);
    let id = node.get("operationId").and_then(Value::as_str).map_or_else(|| format!("{method} {path}"), str::to_owned);
    let shared = parameters(root, item, &pointer::join("/paths", path));
    let own = parameters(root, node, &at);
    let overridden =
        |outer: &Parameter| own.iter().any(|inner| inner.name == outer.name && inner.location == outer.location);
    let parameters = shared.into_iter().filter(|outer| !overridden(outer)).chain(own.iter().cloned()).collect();
    Ok(Operation {
        id,
        method: method.to_ascii_uppercase(),
        path: path.to_owned(),
        path_methods: path_methods.to_vec(),
        parameters,
        body: body(root, node, &at, &documentation),
        responses: responses(root, node, &at, &documentation),
        security: security::read(root, node, &at),
        effects: effects::read(node, &at)?,
        documentation,
        at,
    })
}

fn parameters(root: &Value, node: &Value, at: &str) -> Vec<Parameter> {
    let listed = node.get("parameters").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let read = |(index, node): (usize, &Value)| {
        let (node, at) = resolve(root, node, &format!("{at}/parameters/{index}"));
        let text = |key: &str| node.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let schema = node.get("schema").cloned().unwrap_or(Value::Null);
        let example = node.get("example").or_else(|| node.pointer("/schema/example")).cloned();
        Parameter {
            name: text("name"),
            location: text("in"),
            required: node.get("required").and_then(Value::as_bool).unwrap_or(false),
            is_tracking_id: text("in") == "header" && reference::target(&schema).as_deref() == Some(TRACKING_ID),
            explode: node.get("explode").and_then(Value::as_bool).unwrap_or_else(|| text("in") == "query"),
            documentation: Documentation::of(node).or(&Documentation::of(resolve(root, &schema, &at).0)),
            schema,
            example,
            at,
        }
    };
    listed.iter().enumerate().map(read).filter(|parameter| !is_ignored(parameter)).collect()
}

/// Whether OpenAPI ignores a parameter: other keywords describe these headers (OpenAPI 3.0.3, 4.7.12.1).
fn is_ignored(parameter: &Parameter) -> bool {
    let is_described = |name: &&str| parameter.name.eq_ignore_ascii_case(name);
    parameter.location == "header" && ["accept", "content-type", "authorization"].iter().any(is_described)
}

fn body(root: &Value, node: &Value, at: &str, outer: &Documentation) -> Option<Body> {
    let (node, at) = resolve(root, node.get("requestBody")?, &format!("{at}/requestBody"));
    let listed = sorted(node.get("content")?.as_object()?);
    let rank = |(media, node): &(&String, &Value)| {
        let has_schema = node.get("schema").is_some();
        (!(has_schema && is_json(media)), !(has_schema && is_form(media)))
    };
    let (media, content) = *listed.iter().min_by_key(|listed| rank(listed))?;
    Some(Body {
        required: node.get("required").and_then(Value::as_bool).unwrap_or(false),
        media: media.clone(),
        schema: content.get("schema").cloned().unwrap_or(Value::Null),
        examples: examples(root, content),
        documentation: Documentation::of(node).or(outer),
        at: format!("{}/schema", pointer::join(&format!("{at}/content"), media)),
    })
}

fn examples(root: &Value, content: &Value) -> Vec<Example> {
    let single = content.get("example").map(|value| Example {
        name: "example".to_owned(),
        value: value.clone(),
        documentation: Documentation::default(),
    });
    let named = content.get("examples").and_then(Value::as_object).map(sorted).unwrap_or_default();
    let named = named.into_iter().filter_map(|(name, node)| {
        let node = resolve(root, node, "").0;
        Some(Example { name: name.clone(), value: node.get("value")?.clone(), documentation: Documentation::of(node) })
    });
    single.into_iter().chain(named).collect()
}

fn responses(root: &Value, node: &Value, at: &str, outer: &Documentation) -> Vec<Response> {
    let Some(listed) = node.get("responses").and_then(Value::as_object) else { return Vec::new() };
    let read = |(status, node): (&String, &Value)| {
        let (node, at) = resolve(root, node, &format!("{at}/responses/{status}"));
        let content = node.get("content").and_then(Value::as_object).map(sorted).unwrap_or_default();
        let headers = node.get("headers").and_then(Value::as_object).map(sorted).unwrap_or_default();
        let headers = headers.into_iter().map(|(name, node)| (name.clone(), resolve(root, node, "").0));
        let required = headers.filter(|(_, node)| node.get("required").and_then(Value::as_bool) == Some(true));
        Response {
            status: status.to_ascii_uppercase(),
            headers: required.map(|(name, node)| (name, Documentation::of(node))).collect(),
            examples: content.iter().flat_map(|(_, node)| examples(root, node)).map(|example| example.value).collect(),
            content: content
                .iter()
                .map(|(media, node)| ((*media).clone(), node.get("schema").cloned().unwrap_or(Value::Null)))
                .collect(),
            documentation: Documentation::of(node).or(outer),
            at,
        }
    };
    sorted(listed).into_iter().map(read).collect()
}
