//! Reads from the bundled spec what the sandbox serves: paths, method, headers, schemas and effects.
//!
//! Nothing of this is written down a second time in this crate. Not here: the rules (`rules`) and the verdict (`judge`).

use std::error::Error;
use std::fmt;

use colt_numbers_terminal_text::Safe;
use serde_json::Value;

/// The operation that the sandbox imitates, by the id that the spec gives it.
const OPERATION: &str = "reserveNumbers";

/// The path under which the admin API lies; a spec with a path below it cannot be served.
pub(crate) const ADMIN_PATH: &str = "/__sandbox";

/// Why a spec cannot be served: what is wrong with it, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpecError {
    pointer: String,
    problem: String,
}

impl SpecError {
    pub(crate) fn new(pointer: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), problem: problem.into() }
    }

    /// Where in the spec, as a JSON Pointer.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }
}

impl fmt::Display for SpecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (pointer, problem) = (Safe::new(&self.pointer), Safe::new(&self.problem));
        write!(f, "the spec cannot be served: `{pointer}`: {problem}")
    }
}

impl Error for SpecError {}

/// A header that the operation names.
pub(crate) struct HeaderParameter {
    pub(crate) name: String,
    pub(crate) required: bool,
    pub(crate) schema: Value,
}

/// What the sandbox serves.
pub(crate) struct Spec {
    /// The path of the API's base, as `servers` has it.
    pub(crate) base_path: String,
    /// The whole path of the reservation.
    pub(crate) path: String,
    /// Its method, in capital letters.
    pub(crate) method: String,
    /// The path of the token endpoint.
    pub(crate) token_path: String,
    /// The headers that a reservation names; the first that is required identifies the order.
    pub(crate) headers: Vec<HeaderParameter>,
    /// The media type of a request's body.
    pub(crate) media_type: String,
    /// The schema of a request's body; its references lead into the spec.
    pub(crate) body: Value,
    /// How many days a reservation holds.
    pub(crate) lapse_days: i64,
    /// What a number is called that can be reserved.
    pub(crate) free: String,
    /// What a number is called that was reserved.
    pub(crate) reserved: String,
    /// The whole spec.
    pub(crate) document: Value,
}

impl Spec {
    /// Reads the spec from JSON.
    pub(crate) fn read(json: &str) -> Result<Self, SpecError> {
        let document: Value =
            serde_json::from_str(json).map_err(|e| SpecError::new("", format!("it is not JSON: {e}")))?;
        let (base_path, token_path) = hosts(&document)?;
        let (path, method, operation) = operation(&document)?;
        let (media_type, body) = body(&document, &operation)?;
        let spec = Self {
            path: format!("{base_path}{path}"),
            base_path,
            method,
            token_path,
            headers: headers(&document, &operation)?,
            media_type,
            body,
            lapse_days: number(&document, &format!("{operation}/x-effects/reservation-lapse/days"))?,
            free: text(&document, &format!("{operation}/x-effects/number-status/from"))?.to_owned(),
            reserved: text(&document, &format!("{operation}/x-effects/number-status/to"))?.to_owned(),
            document,
        };
        spec.can_be_routed()?;
        Ok(spec)
    }

    /// The header that identifies an order, in small letters.
    pub(crate) fn tracking_header(&self) -> &str {
        self.headers.iter().find(|h| h.required).map_or("", |h| &h.name)
    }

    /// Paths without parameters, each for itself; the router would not survive others.
    fn can_be_routed(&self) -> Result<(), SpecError> {
        for (pointer, path) in [("/paths", &self.path), ("/components/securitySchemes", &self.token_path)] {
            let plain = |part: &str| {
                !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b))
            };
            if !path.strip_prefix('/').is_some_and(|rest| rest.split('/').all(plain)) {
                return Err(SpecError::new(pointer, format!("the sandbox serves no path such as `{path}`")));
            }
        }
        let admin = |path: &str| path.starts_with(&format!("{}/", ADMIN_PATH));
        if self.path == self.token_path || admin(&self.path) || admin(&self.token_path) {
            return Err(SpecError::new("/paths", "the paths of reservation, token endpoint and admin API are one"));
        }
        Ok(())
    }
}

/// The paths of the API's base and of the token endpoint, of the vendor's sandbox where the spec tells it apart.
fn hosts(document: &Value) -> Result<(String, String), SpecError> {
    let servers = list(document, "/servers")?;
    let index = servers.iter().position(|s| s["x-id"] == "sandbox").unwrap_or(0);
    let base = path_of(text(document, &format!("/servers/{index}/url"))?).trim_end_matches('/').to_owned();
    let scheme = text(document, &format!("/servers/{index}/x-security-scheme"))?;
    let url = format!("/components/securitySchemes/{}/flows/clientCredentials/tokenUrl", escape(scheme));
    Ok((base, path_of(text(document, &url)?).to_owned()))
}

/// The path of a URL, with its first slash.
fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').map_or("", |at| &rest[at..])
}

/// Path, method and pointer of the operation.
fn operation(document: &Value) -> Result<(String, String, String), SpecError> {
    let paths = document["paths"].as_object().ok_or_else(|| SpecError::new("/paths", "no object"))?;
    for (path, methods) in paths {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            if operation["operationId"] == OPERATION {
                return Ok((path.clone(), method.to_ascii_uppercase(), format!("/paths/{}/{method}", escape(path))));
            }
        }
    }
    Err(SpecError::new("/paths", format!("no operation has the id `{OPERATION}`")))
}

fn headers(document: &Value, operation: &str) -> Result<Vec<HeaderParameter>, SpecError> {
    let pointer = format!("{operation}/parameters");
    let mut headers = Vec::new();
    for (index, parameter) in list(document, &pointer)?.iter().enumerate() {
        let parameter = resolve(document, parameter);
        let place = || format!("{pointer}/{index}");
        if parameter["in"] != "header" {
            return Err(SpecError::new(place(), "the sandbox judges header parameters only"));
        }
        let name = parameter["name"].as_str().ok_or_else(|| SpecError::new(place(), "no name"))?;
        headers.push(HeaderParameter {
            name: name.to_ascii_lowercase(),
            required: parameter["required"] == true,
            schema: parameter["schema"].clone(),
        });
    }
    if !headers.iter().any(|h| h.required) {
        return Err(SpecError::new(pointer, "no required header identifies an order"));
    }
    Ok(headers)
}

fn body(document: &Value, operation: &str) -> Result<(String, Value), SpecError> {
    let pointer = format!("{operation}/requestBody");
    let request = resolve(document, at(document, &pointer)?);
    let content = request["content"].as_object().into_iter().flatten().next();
    let (media_type, content) = content.ok_or_else(|| SpecError::new(pointer, "no content"))?;
    Ok((media_type.to_ascii_lowercase(), content["schema"].clone()))
}

/// What a local reference leads to; anything else is itself.
fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let target = value["$ref"].as_str().and_then(|r| r.strip_prefix('#')).and_then(|p| document.pointer(p));
    target.unwrap_or(value)
}

pub(crate) fn at<'a>(document: &'a Value, pointer: &str) -> Result<&'a Value, SpecError> {
    document.pointer(pointer).ok_or_else(|| SpecError::new(pointer, "missing"))
}

pub(crate) fn text<'a>(document: &'a Value, pointer: &str) -> Result<&'a str, SpecError> {
    at(document, pointer)?.as_str().ok_or_else(|| SpecError::new(pointer, "no string"))
}

pub(crate) fn list<'a>(document: &'a Value, pointer: &str) -> Result<&'a Vec<Value>, SpecError> {
    at(document, pointer)?.as_array().ok_or_else(|| SpecError::new(pointer, "no list"))
}

fn number(document: &Value, pointer: &str) -> Result<i64, SpecError> {
    at(document, pointer)?
        .as_i64()
        .filter(|n| (0..=100_000).contains(n))
        .ok_or_else(|| SpecError::new(pointer, "no number of days"))
}

/// A member's name as a part of a JSON Pointer.
pub(crate) fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
