//! Reads from the spec what the sandbox serves: the paths, operations and security of the API.
//!
//! `colt_numbers_judge` finds the violations of a request; `state` carries out valid calls.

use axum::http::HeaderMap;
use colt_numbers_judge::judge::request_judge::RequestJudge;
use colt_numbers_judge::model::error::SpecError;
use colt_numbers_judge::model::operation::Operation;
use colt_numbers_judge::model::server::Server;
use colt_numbers_judge::model::spec::Spec;
use serde_json::{Value, json};

use crate::path_template::PathTemplate;
use crate::state;
use crate::state::operation_handler::OperationHandler;
use crate::state::stateless::StatelessResponse;

/// The base path of the admin API. A spec with a path below it cannot be served.
pub(crate) const ADMIN_PATH: &str = "/__sandbox";

/// The path of the spec, unless an operation has this path.
pub(crate) const SPEC_PATH: &str = "/openapi.json";

/// The API that the sandbox serves.
pub(crate) struct ServedApi {
    /// The path of the API's base URL in `servers`.
    pub(crate) base_path: String,
    /// The path of the token endpoint.
    pub(crate) token_path: String,
    /// The header with the tracking id of a token request; `None` if token requests have none.
    pub(crate) token_tracking_header: Option<String>,
    pub(crate) operations: Vec<ServedOperation>,
    pub(crate) spec: Spec,
    /// The cases of the spec by group and name; `null` without cases.
    pub(crate) cases: Value,
    /// The status of a free number; `Free` if the spec does not state it.
    pub(crate) free: String,
}

/// An operation that the sandbox serves.
pub(crate) struct ServedOperation {
    pub(crate) operation: Operation,
    pub(crate) judge: RequestJudge,
    template: PathTemplate,
    /// The index of the parameter with the tracking id.
    tracking_id: Option<usize>,
    /// The handler; `None` if the operation is stateless.
    pub(crate) handler: Option<OperationHandler>,
    /// The response that does not depend on any state, or the reason why the spec does not allow one.
    pub(crate) stateless: Result<StatelessResponse, String>,
    /// The reason why requests cannot be checked; `None` if they can.
    unchecked: Option<String>,
}

/// The operation that a request is for.
pub(crate) enum Route<'a> {
    /// No operation has the path.
    UnknownPath,
    /// The path has operations, but only of other methods.
    OtherMethod {
        /// The methods of the path, separated by commas.
        allow: String,
    },
    Operation {
        served: &'a ServedOperation,
        /// The names of the placeholders with their texts, percent-encoded.
        texts: Vec<(&'a str, &'a str)>,
    },
}

impl ServedApi {
    /// Reads the JSON of a spec and of its cases.
    pub(crate) fn read(json: &str, cases: &str) -> Result<Self, SpecError> {
        let spec = Spec::read(json)?;
        let cases = serde_json::from_str(cases).unwrap_or_default();
        let server = spec.sandbox().ok_or_else(|| SpecError::new("/servers", "no servers"))?;
        let (base_path, token_path) = paths(server)?;
        let token_tracking_header = server.token_tracking_header.clone();
        check_token_path(&token_path)?;
        let served = |operation: &Operation| served_operation(&spec, operation, &base_path, &token_path);
        let operations: Vec<_> = spec.operations.iter().map(served).collect::<Result<_, _>>()?;
        if operations.is_empty() {
            return Err(SpecError::new("/paths", "there are no operations"));
        }
        let statuses = spec.operations.iter().filter(|operation| operation.effects.holds_days.is_some());
        let free =
            statuses.filter_map(|operation| operation.effects.number_status.as_ref()).map(|(from, _)| from).next();
        Ok(Self {
            free: free.map_or("Free", String::as_str).to_owned(),
            base_path,
            token_path,
            token_tracking_header,
            operations,
            spec,
            cases,
        })
    }

    /// The spec as JSON, with the sandbox as its only server: a tool that reads it must not send its requests to the vendor. The URLs are
    /// relative to the sandbox's own.
    pub(crate) fn openapi(&self) -> String {
        let mut document = self.spec.root.clone();
        let server = self.spec.sandbox().and_then(|server| document.pointer(&server.at).cloned());
        let mut server = server.unwrap_or_default();
        server["url"] = if self.base_path.is_empty() { "/" } else { self.base_path.as_str() }.into();
        server["description"] = "A local twin of the vendor's sandbox.".into();
        document["servers"] = json!([server]);
        let schemes = document.pointer_mut("/components/securitySchemes").and_then(Value::as_object_mut);
        for scheme in schemes.into_iter().flat_map(|schemes| schemes.values_mut()) {
            if let Some(token_url) = scheme.pointer_mut("/flows/clientCredentials/tokenUrl") {
                *token_url = self.token_path.as_str().into();
            }
        }
        document.to_string()
    }

    /// The operation for a method and a path. If several paths match, the one with more literals is meant.
    pub(crate) fn route<'a>(&'a self, method: &str, path: &'a str) -> Route<'a> {
        let matching = self.operations.iter().filter_map(|served| Some((served, served.template.matches(path)?)));
        let matching: Vec<_> = matching.collect();
        let Some((best, _)) = matching.iter().min_by(|(one, _), (other, _)| one.template.compare(&other.template))
        else {
            return Route::UnknownPath;
        };
        let is_meant = |served: &ServedOperation| {
            served.operation.path == best.operation.path && served.operation.method == method
        };
        let allow = best.operation.path_methods.join(",");
        match matching.into_iter().find(|(served, _)| is_meant(served)) {
            Some((served, texts)) => Route::Operation { served, texts },
            None => Route::OtherMethod { allow },
        }
    }

    /// The tracking id of a token request, if it is valid: the schema is that of the first operation with a tracking id. Without such an operation,
    /// any text is valid.
    pub(crate) fn token_tracking_id<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        let header = self.token_tracking_header.as_deref()?;
        match self.operations.iter().find(|served| served.tracking_id.is_some()) {
            Some(tracked) => tracked.tracking_id_in(header, headers),
            None => headers.get(header)?.to_str().ok(),
        }
    }

    pub(crate) fn operation(&self, id: &str) -> Option<&ServedOperation> {
        self.operations.iter().find(|served| served.operation.id == id)
    }

    /// The operations that the sandbox does not imitate completely, with the reasons.
    pub(crate) fn warnings(&self) -> Vec<String> {
        self.operations.iter().filter_map(ServedOperation::warning).collect()
    }
}

impl ServedOperation {
    /// The tracking id of a request, if it is valid.
    pub(crate) fn tracking_id<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        self.tracking_id_in(&self.operation.parameters.get(self.tracking_id?)?.name, headers)
    }

    /// The value of a header, if it is a valid tracking id of the operation.
    fn tracking_id_in<'a>(&self, header: &str, headers: &'a HeaderMap) -> Option<&'a str> {
        let index = self.tracking_id?;
        let mut values = headers.get_all(header).iter();
        let only = values.next().filter(|_| values.next().is_none())?.to_str().ok()?;
        let given = self.judge.parameter_of_texts(index, &[only]);
        self.judge.parameter_violations(index, &given).is_empty().then_some(only)
    }

    /// The reason why the operation cannot be served: its requests cannot be checked, or the spec does not allow a response.
    pub(crate) fn why_unserved(&self) -> Option<&str> {
        let no_response = || self.stateless.as_ref().err().filter(|_| self.handler.is_none());
        self.unchecked.as_ref().or_else(no_response).map(String::as_str)
    }

    fn warning(&self) -> Option<String> {
        let Operation { id, effects, .. } = &self.operation;
        if let Some(why) = self.why_unserved() {
            return Some(format!("`{id}` responds 501: {why}"));
        }
        let declared = [
            ("orders", effects.orders),
            ("holds", effects.holds_days.is_some()),
            ("from", effects.number_status.is_some()),
        ];
        let declared: Vec<_> =
            declared.iter().filter(|(_, is_declared)| *is_declared).map(|(key, _)| format!("`{key}`")).collect();
        let is_missing = self.handler.is_none() && !declared.is_empty();
        is_missing.then(|| {
            format!(
                "`{id}` is stateless, although its effects have {}; hint: write its state below `sandbox/src/state/`",
                declared.join(", ")
            )
        })
    }
}

fn served_operation(
    spec: &Spec,
    operation: &Operation,
    base_path: &str,
    token_path: &str,
) -> Result<ServedOperation, SpecError> {
    let path = format!("{base_path}{}", operation.path);
    if path == token_path || path.starts_with(&format!("{ADMIN_PATH}/")) {
        return Err(SpecError::new(
            "/paths",
            "the paths of an operation, the token endpoint and the admin API overlap",
        ));
    }
    let unsupported = || SpecError::new("/paths", format!("the sandbox does not support the path `{path}`"));
    let template = PathTemplate::parse(&path).filter(|_| operation.path.starts_with('/')).ok_or_else(unsupported)?;
    let is_read = |location: &str| matches!(location, "header" | "query" | "path");
    if let Some(other) =
        operation.parameters.iter().find(|parameter| !is_read(&parameter.location) || parameter.name.is_empty())
    {
        return Err(SpecError::new(
            &other.at,
            "the sandbox supports only header, query and path parameters with a name",
        ));
    }
    let body_at = format!("{}/requestBody", operation.at);
    if operation.body.is_none() && spec.root.pointer(&body_at).is_some() {
        return Err(SpecError::new(body_at, "no content"));
    }
    let handler = state::handler(spec, operation)?;
    let judge = RequestJudge::new(spec, operation)?;
    Ok(ServedOperation {
        unchecked: unchecked(spec, operation, &judge),
        template,
        tracking_id: operation.parameters.iter().position(|parameter| parameter.is_tracking_id),
        handler,
        stateless: StatelessResponse::of(spec, operation),
        operation: operation.clone(),
        judge,
    })
}

/// The reason why requests to an operation cannot be checked; `None` if they can.
fn unchecked(spec: &Spec, operation: &Operation, judge: &RequestJudge) -> Option<String> {
    if let Some(id) = judge.unknown_rules().first() {
        return Some(format!(
            "`colt-numbers-judge` does not implement the rule `{id}`; hint: write it below `judge/src/judge/rules/`"
        ));
    }
    let own = spec.root.pointer(&format!("{}/security", operation.at));
    let alternatives = own.or_else(|| spec.root.get("security"))?.as_array()?;
    let is_open = alternatives.iter().any(|schemes| schemes.as_object().is_some_and(serde_json::Map::is_empty));
    let is_unknown = !alternatives.is_empty() && !is_open && operation.security.is_none();
    is_unknown.then(|| "the sandbox checks only bearer tokens, and the operation requires other credentials".to_owned())
}

/// Checks that the token path has no placeholders and no empty segments: the router panics on other paths.
fn check_token_path(path: &str) -> Result<(), SpecError> {
    let plain =
        |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b));
    if path.strip_prefix('/').is_some_and(|rest| rest.split('/').all(plain))
        && !path.starts_with(&format!("{ADMIN_PATH}/"))
    {
        return Ok(());
    }
    Err(SpecError::new("/components/securitySchemes", format!("the sandbox does not support the path `{path}`")))
}

/// The paths of the API's base URL and of the token endpoint.
fn paths(server: &Server) -> Result<(String, String), SpecError> {
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
