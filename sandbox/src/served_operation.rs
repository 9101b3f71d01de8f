//! Reads from the spec what the sandbox serves: the paths, method, headers and effects of one operation.
//!
//! None of these values is hard-coded in this crate. `colt_numbers_judge` finds the violations of a request.

use colt_numbers_judge::judge::request_fields::TELEPHONE_NUMBER_SCHEMA;
use colt_numbers_judge::judge::request_judge::RequestJudge;
use colt_numbers_judge::model::error::SpecError;
use colt_numbers_judge::model::operation::Operation;
use colt_numbers_judge::model::pointer;
use colt_numbers_judge::model::spec::Spec;

/// The `operationId` of the operation that the sandbox imitates.
const OPERATION: &str = "reserveNumbers";

/// The base path of the admin API. A spec with a path below it cannot be served.
pub(crate) const ADMIN_PATH: &str = "/__sandbox";

/// The operation that the sandbox serves.
pub(crate) struct ServedOperation {
    /// The path of the API's base URL in `servers`.
    pub(crate) base_path: String,
    /// The full path of the reservation.
    pub(crate) path: String,
    /// The method of the reservation, in upper case.
    pub(crate) method: String,
    /// The path of the token endpoint.
    pub(crate) token_path: String,
    /// The header parameters, in lower case.
    pub(crate) headers: Vec<String>,
    /// The header that identifies an order: the first required one, in lower case.
    pub(crate) tracking_header: String,
    /// The media type of the request body.
    pub(crate) media_type: String,
    /// The number of days after which a reservation lapses.
    pub(crate) lapse_days: i64,
    /// The status of a number that can be reserved.
    pub(crate) free: String,
    /// The status of a reserved number.
    pub(crate) reserved: String,
}

/// Reads the served operation and its judge from the JSON of a spec.
pub(crate) fn read(json: &str) -> Result<(ServedOperation, RequestJudge), SpecError> {
    let spec = Spec::read(json)?;
    // Without rules the sandbox would be more lenient than the document; without the number schema it would detect no conflicts.
    for needed in ["/x-rules", TELEPHONE_NUMBER_SCHEMA] {
        spec.root.pointer(needed).ok_or_else(|| SpecError::new(needed, "missing"))?;
    }
    let no_operation = || SpecError::new("/paths", format!("no operation has the id `{OPERATION}`"));
    let operation = spec.operation(OPERATION).ok_or_else(no_operation)?;
    let served = served(&spec, operation)?;
    let judge = RequestJudge::new(&spec, operation)?;
    match judge.unknown_rules().first() {
        Some(id) => {
            Err(SpecError::new(pointer::join("/x-rules", id), "`colt-numbers-judge` does not implement this rule"))
        }
        None => Ok((served, judge)),
    }
}

fn served(spec: &Spec, operation: &Operation) -> Result<ServedOperation, SpecError> {
    let (base_path, token_path) = paths(spec)?;
    let media_type = operation.body.as_ref().map(|body| body.media.to_ascii_lowercase());
    let effects = &operation.effects;
    let missing = |what: &str| SpecError::new(format!("{}/x-effects", operation.at), format!("no effect has `{what}`"));
    let (free, reserved) = effects.number_status.clone().ok_or_else(|| missing("from` and `to"))?;
    let served = ServedOperation {
        path: format!("{base_path}{}", operation.path),
        base_path,
        method: operation.method.clone(),
        token_path,
        headers: headers(operation)?,
        tracking_header: tracking_header(operation)?,
        media_type: media_type.ok_or_else(|| SpecError::new(format!("{}/requestBody", operation.at), "no content"))?,
        lapse_days: effects.holds_days.ok_or_else(|| missing("holds"))?.into(),
        free,
        reserved,
    };
    served.check_paths()?;
    Ok(served)
}

impl ServedOperation {
    /// Checks that the paths are distinct and have no parameters: the router panics on other paths.
    fn check_paths(&self) -> Result<(), SpecError> {
        for (pointer, path) in [("/paths", &self.path), ("/components/securitySchemes", &self.token_path)] {
            let plain = |part: &str| {
                !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b))
            };
            if !path.strip_prefix('/').is_some_and(|rest| rest.split('/').all(plain)) {
                return Err(SpecError::new(pointer, format!("the sandbox does not support the path `{path}`")));
            }
        }
        let admin = |path: &str| path.starts_with(&format!("{}/", ADMIN_PATH));
        if self.path == self.token_path || admin(&self.path) || admin(&self.token_path) {
            return Err(SpecError::new(
                "/paths",
                "the paths of the reservation, the token endpoint and the admin API overlap",
            ));
        }
        Ok(())
    }
}

/// The paths of the API's base URL and of the token endpoint, taken from the server `sandbox`, or else from the first server.
fn paths(spec: &Spec) -> Result<(String, String), SpecError> {
    let is_sandbox = |id: &Option<String>| id.as_deref() == Some("sandbox");
    let server = spec.servers.iter().find(|server| is_sandbox(&server.id)).or(spec.servers.first());
    let server = server.ok_or_else(|| SpecError::new("/servers", "no servers"))?;
    let url = server.url.as_deref().ok_or_else(|| SpecError::new(format!("{}/url", server.at), "not a string"))?;
    let token_url = server.token_url.as_deref();
    let token_url = token_url.ok_or_else(|| SpecError::new(&server.token_url_at, "not a string"))?;
    Ok((path_of(url).trim_end_matches('/').to_owned(), path_of(token_url).to_owned()))
}

/// The path of a URL, from its first slash.
fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').map_or("", |at| &rest[at..])
}

fn headers(operation: &Operation) -> Result<Vec<String>, SpecError> {
    match operation.parameters.iter().find(|parameter| parameter.location != "header" || parameter.name.is_empty()) {
        Some(other) => Err(SpecError::new(&other.at, "the sandbox supports only header parameters with a name")),
        None => Ok(operation.parameters.iter().map(|parameter| parameter.name.to_ascii_lowercase()).collect()),
    }
}

fn tracking_header(operation: &Operation) -> Result<String, SpecError> {
    let required = operation.parameters.iter().find(|parameter| parameter.required);
    let none =
        || SpecError::new(format!("{}/parameters", operation.at), "there is no required header to identify an order");
    Ok(required.ok_or_else(none)?.name.to_ascii_lowercase())
}
