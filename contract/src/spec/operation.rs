//! Operations: what each wants to be sent and says it answers.

use serde_json::Value;

use super::{
    described::Described,
    json::{resolve, sorted, token},
    security::{self, Security},
};
use crate::error::Error;

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// One method of one path.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) method: String,
    pub(crate) path: String,
    /// Every method that the path has, in upper case.
    pub(crate) path_methods: Vec<String>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
    pub(crate) responses: Vec<Response>,
    /// The token that a request needs, if it needs one.
    pub(crate) security: Option<Security>,
    pub(crate) described: Described,
    pub(crate) at: String,
}

/// A header, query or path parameter.
#[derive(Debug, Clone)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) location: String,
    pub(crate) required: bool,
    pub(crate) schema: Value,
    pub(crate) example: Option<Value>,
    pub(crate) described: Described,
    pub(crate) at: String,
}

/// The body of a request, in the first media type that the operation names.
#[derive(Debug, Clone)]
pub(crate) struct Body {
    pub(crate) required: bool,
    pub(crate) media: String,
    pub(crate) schema: Value,
    pub(crate) examples: Vec<Example>,
    pub(crate) described: Described,
    pub(crate) at: String,
}

/// An example of a body.
#[derive(Debug, Clone)]
pub(crate) struct Example {
    pub(crate) name: String,
    pub(crate) value: Value,
    pub(crate) described: Described,
}

/// What the document says of one status or class of statuses.
#[derive(Debug, Clone)]
pub(crate) struct Response {
    /// `405`, `4XX` or `default`, in upper case as far as letters go.
    pub(crate) status: String,
    /// Headers that must be there.
    pub(crate) headers: Vec<(String, Described)>,
    /// Media type and schema.
    pub(crate) content: Vec<(String, Value)>,
    pub(crate) examples: Vec<Value>,
    pub(crate) described: Described,
    pub(crate) at: String,
}

impl Operation {
    /// The response that the document gives for a status: the exact one, else its class, else the default.
    pub(crate) fn response(&self, status: u16) -> Option<&Response> {
        let (exact, class) = (status.to_string(), format!("{}XX", status / 100));
        let find = |name: &str| self.responses.iter().find(|response| response.status == name);
        find(&exact).or_else(|| find(&class)).or_else(|| find("DEFAULT"))
    }
}

/// Every operation of the document, by path and method.
pub(super) fn read(root: &Value) -> Result<Vec<Operation>, Error> {
    let paths =
        root.get("paths").and_then(Value::as_object).ok_or_else(|| Error::spec("/paths", "there are no paths"))?;
    let mut operations = Vec::new();
    for (path, item) in sorted(paths) {
        let path_methods: Vec<String> = METHODS
            .iter()
            .filter(|method| item.get(**method).is_some())
            .map(|method| method.to_ascii_uppercase())
            .collect();
        for method in METHODS {
            if let Some(node) = item.get(method) {
                operations.push(operation(root, path, item, method, node, &path_methods));
            }
        }
    }
    if operations.is_empty() {
        return Err(Error::spec("/paths", "there is no operation to test"));
    }
    Ok(operations)
}

fn operation(root: &Value, path: &str, item: &Value, method: &str, node: &Value, path_methods: &[String]) -> Operation {
    let at = format!("/paths/{}/{method}", token(path));
    let described = Described::of(node);
    let id = node.get("operationId").and_then(Value::as_str).map_or_else(|| format!("{method} {path}"), str::to_owned);
    let shared = parameters(root, item, &format!("/paths/{}", token(path)));
    let own = parameters(root, node, &at);
    let overridden =
        |outer: &Parameter| own.iter().any(|inner| inner.name == outer.name && inner.location == outer.location);
    let parameters = shared.into_iter().filter(|outer| !overridden(outer)).chain(own.iter().cloned()).collect();
    Operation {
        id,
        method: method.to_ascii_uppercase(),
        path: path.to_owned(),
        path_methods: path_methods.to_vec(),
        parameters,
        body: body(root, node, &at, &described),
        responses: responses(root, node, &at, &described),
        security: security::read(root, node, &at),
        described,
        at,
    }
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
            described: Described::of(node).or(&Described::of(resolve(root, &schema, &at).0)),
            schema,
            example,
            at,
        }
    };
    let known = |parameter: &Parameter| matches!(parameter.location.as_str(), "header" | "query" | "path");
    listed.iter().enumerate().map(read).filter(known).collect()
}

fn body(root: &Value, node: &Value, at: &str, outer: &Described) -> Option<Body> {
    let (node, at) = resolve(root, node.get("requestBody")?, &format!("{at}/requestBody"));
    let (media, content) = *sorted(node.get("content")?.as_object()?).first()?;
    Some(Body {
        required: node.get("required").and_then(Value::as_bool).unwrap_or(false),
        media: media.clone(),
        schema: content.get("schema").cloned().unwrap_or(Value::Null),
        examples: examples(root, content),
        described: Described::of(node).or(outer),
        at: format!("{at}/content/{}/schema", token(media)),
    })
}

fn examples(root: &Value, content: &Value) -> Vec<Example> {
    let single = content.get("example").map(|value| Example {
        name: "example".to_owned(),
        value: value.clone(),
        described: Described::default(),
    });
    let named = content.get("examples").and_then(Value::as_object).map(sorted).unwrap_or_default();
    let named = named.into_iter().filter_map(|(name, node)| {
        let node = resolve(root, node, "").0;
        Some(Example { name: name.clone(), value: node.get("value")?.clone(), described: Described::of(node) })
    });
    single.into_iter().chain(named).collect()
}

fn responses(root: &Value, node: &Value, at: &str, outer: &Described) -> Vec<Response> {
    let Some(listed) = node.get("responses").and_then(Value::as_object) else { return Vec::new() };
    let read = |(status, node): (&String, &Value)| {
        let (node, at) = resolve(root, node, &format!("{at}/responses/{status}"));
        let content = node.get("content").and_then(Value::as_object).map(sorted).unwrap_or_default();
        let headers = node.get("headers").and_then(Value::as_object).map(sorted).unwrap_or_default();
        let headers = headers.into_iter().map(|(name, node)| (name.clone(), resolve(root, node, "").0));
        let required = headers.filter(|(_, node)| node.get("required").and_then(Value::as_bool) == Some(true));
        Response {
            status: status.to_ascii_uppercase(),
            headers: required.map(|(name, node)| (name, Described::of(node))).collect(),
            examples: content.iter().flat_map(|(_, node)| examples(root, node)).map(|example| example.value).collect(),
            content: content
                .iter()
                .map(|(media, node)| ((*media).clone(), node.get("schema").cloned().unwrap_or(Value::Null)))
                .collect(),
            described: Described::of(node).or(outer),
            at,
        }
    };
    sorted(listed).into_iter().map(read).collect()
}
