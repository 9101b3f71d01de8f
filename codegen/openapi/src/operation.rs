//! The operations of a document, and for each operation its parameters, its request body and its successful responses.

use serde_json::Value;

use crate::pointer::{item, join};
use crate::reference::resolve;
use crate::value::{self, items, members};

/// The HTTP methods of a path item.
pub const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// An operation.
#[derive(Clone, Debug)]
pub struct Operation<'v> {
    /// The JSON Pointer of the operation.
    pub at: String,
    /// The path template.
    pub path: &'v str,
    /// The HTTP method in lower case, as in the document.
    pub method: &'v str,
    /// The Operation Object.
    pub value: &'v Value,
    /// The Path Item Object that contains the operation.
    pub item: &'v Value,
}

impl<'v> Operation<'v> {
    /// The `operationId`.
    pub fn id(&self) -> Option<&'v str> {
        self.value.get("operationId")?.as_str()
    }

    /// The pointer of the path item.
    pub fn item_at(&self) -> String {
        join("/paths", self.path)
    }
}

/// Every operation, in the order of the document. A path item that is a reference is not resolved.
pub fn operations(root: &Value) -> Vec<Operation<'_>> {
    let mut found = Vec::new();
    for (path, item) in members(root.get("paths")) {
        for (method, value) in members(Some(item)).filter(|(method, _)| METHODS.contains(&method.as_str())) {
            found.push(Operation { at: join(&join("/paths", path), method), path, method, value, item });
        }
    }
    found
}

/// The parameters of an operation with references resolved, each with the pointer at which the operation or its path item lists the parameter.
/// A parameter of the operation replaces the parameter of the path item with the same `name` and `in`.
pub fn parameters<'v>(root: &'v Value, operation: &Operation<'v>) -> Vec<(String, &'v Value)> {
    let listed = |at: String, holder: &'v Value| {
        let each = items(holder.get("parameters")).enumerate();
        each.map(move |(index, parameter)| (item(&join(&at, "parameters"), index), resolve(root, parameter)))
    };
    let mut found: Vec<_> = listed(operation.at.clone(), operation.value).collect();
    for (at, parameter) in listed(operation.item_at(), operation.item) {
        let is_same = |own: &Value| ["name", "in"].iter().all(|key| own.get(key) == parameter.get(key));
        if !found.iter().any(|(_, own)| is_same(own)) {
            found.push((at, parameter));
        }
    }
    found
}

/// The placeholders of a path template.
pub fn placeholders(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

/// The 2xx responses with references resolved, each with its key in `responses`.
pub fn successes<'v>(root: &'v Value, operation: &Operation<'v>) -> impl Iterator<Item = (&'v str, &'v Value)> {
    let successes = members(operation.value.get("responses")).filter(|(status, _)| status.starts_with('2'));
    successes.map(|(status, response)| (status.as_str(), resolve(root, response)))
}

/// Whether OpenAPI ignores a parameter: other keywords describe the headers `Accept`, `Content-Type` and `Authorization` (OpenAPI 3.0.3, 4.7.12.1).
pub fn is_ignored(parameter: &Value) -> bool {
    let name = value::text(parameter, "name").unwrap_or_default().to_ascii_lowercase();
    parameter.get("in").is_some_and(|place| place == "header")
        && ["accept", "content-type", "authorization"].contains(&name.as_str())
}

/// Whether a text is the name of a header (RFC 9110, 5.1).
pub fn is_header_name(name: &str) -> bool {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(token)
}

/// The body of a request, in the one media type in which it is sent.
pub struct RequestBody<'v> {
    /// The media type, with its parameters.
    pub media_type: &'v str,
    /// The content.
    pub content: BodyContent<'v>,
    /// Whether the body is mandatory.
    pub required: bool,
}

/// The content of a request body.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BodyContent<'v> {
    /// JSON with this schema.
    Json(&'v Value),
    /// A form (`application/x-www-form-urlencoded`) with the members of an object with this schema.
    Form(&'v Value),
    /// Bytes of a media type that is neither JSON nor a form.
    Bytes,
}

/// The body of a request. If the spec states several media types, JSON is preferred, then a form, then the first other media type. Multipart and
/// XML are not supported; `None` if the spec states no other media type.
pub fn request_body<'v>(root: &'v Value, operation: &Operation<'v>) -> Option<RequestBody<'v>> {
    let body = resolve(root, operation.value.get("requestBody")?);
    let form = || {
        let contents = members(body.get("content")).filter(|(media_type, _)| essence(media_type) == FORM);
        contents
            .filter_map(|(media_type, content)| Some((media_type.as_str(), BodyContent::Form(content.get("schema")?))))
            .min_by_key(|(media_type, _)| *media_type)
    };
    let bytes = || {
        let is_opaque = |media_type: &str| {
            let essence = essence(media_type);
            !is_json(media_type) && !essence.starts_with("multipart/") && !essence.ends_with("xml") && essence != FORM
        };
        let media_types = members(body.get("content")).map(|(media_type, _)| media_type.as_str());
        media_types.filter(|media_type| is_opaque(media_type)).min().map(|media_type| (media_type, BodyContent::Bytes))
    };
    let json = json_content(body).map(|(media_type, schema)| (media_type, BodyContent::Json(schema)));
    let (media_type, content) = json.or_else(form).or_else(bytes)?;
    Some(RequestBody { media_type, content, required: value::flag(body, "required") })
}

/// The media type of a form.
const FORM: &str = "application/x-www-form-urlencoded";

/// The alphabetically first JSON media type of a body or a response, and the schema of its content.
pub fn json_content(holder: &Value) -> Option<(&str, &Value)> {
    let contents = members(holder.get("content")).filter(|(media_type, _)| is_json(media_type));
    contents
        .filter_map(|(media_type, content)| Some((media_type.as_str(), content.get("schema")?)))
        .min_by_key(|(media_type, _)| *media_type)
}

/// Whether a media type is JSON: `application/json`, or a media type that ends in `+json`. Parameters are ignored.
pub fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == "application/json" || essence.ends_with("+json")
}

/// Whether a media type is `application/x-www-form-urlencoded`. Parameters are ignored.
pub fn is_form(media_type: &str) -> bool {
    essence(media_type) == FORM
}

/// A media type in lower case and without parameters.
fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The content of a successful response.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ResponseContent<'v> {
    /// No content that the spec describes.
    None,
    /// JSON with this schema.
    Json(&'v Value),
    /// Bytes of a media type that is not JSON.
    Bytes,
}

/// The content of each successful response of an operation, with the status; and the media types of these responses. If the spec states no
/// successful response, `default` counts as the response for `2XX`.
pub fn success_contents<'v>(
    root: &'v Value,
    operation: &Operation<'v>,
) -> (Vec<(&'v str, ResponseContent<'v>)>, Vec<&'v str>) {
    let mut found: Vec<(&str, &Value)> = successes(root, operation).collect();
    if found.is_empty() {
        let default = operation.value.get("responses").and_then(|responses| responses.get("default"));
        found.extend(default.map(|default| ("2XX", resolve(root, default))));
    }
    let mut media_types = Vec::new();
    let mut contents = Vec::new();
    for (status, response) in found {
        let content = match json_content(response) {
            Some((media_type, schema)) => {
                media_types.push(media_type);
                ResponseContent::Json(schema)
            }
            None => {
                let others: Vec<&str> =
                    members(response.get("content")).map(|(media_type, _)| media_type.as_str()).collect();
                media_types.extend(&others);
                if others.is_empty() { ResponseContent::None } else { ResponseContent::Bytes }
            }
        };
        contents.push((status, content));
    }
    media_types.dedup();
    (contents, media_types)
}

/// Whether the successful responses of an operation have different contents, so that the generated response is an enum with a variant for each
/// status.
pub fn has_several_contents(root: &Value, operation: &Operation<'_>) -> bool {
    let (responses, _) = success_contents(root, operation);
    responses.windows(2).any(|pair| pair[0].1 != pair[1].1)
}
