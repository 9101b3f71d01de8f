//! Checks every response against its documented status, headers and schema.

use colt_numbers_judge::{
    judge::schema::Schema,
    model::{
        media_type::{is_json, is_within},
        operation::{Operation, Response},
        pointer,
        spec::Spec,
    },
};
use serde_json::Value;

use crate::{
    cases::{
        case::Constraint,
        derive::{
            list_response::ListResponse,
            responses::{NO_CONTENT, expected_members},
        },
        element_kind::ElementKind,
        request_draft::RequestDraft,
        request_validator::error_keys,
        tested_operation::TestedOperation,
    },
    error::Error,
    evaluate::{list_checks, outcome::ReasonedVerdict},
    redact::secrets::{REDACTED, Secrets},
    report::verdict::Verdict,
    send::one_shot_client::HttpResponse,
};

/// The header with which the twin marks a response that does not depend on the request.
const SANDBOX_HEADER: &str = "x-sandbox";

/// Checks the responses of one operation.
pub(crate) struct ResponseChecks {
    operation: Operation,
    documented: Vec<DocumentedResponse>,
    /// The list in the success response, if its entries depend on the request.
    list: Option<ListResponse>,
}

/// What the document says about the responses of one status or class.
struct DocumentedResponse {
    response: Response,
    schema: Option<Schema>,
    /// Members that are present in every example.
    expected_members: Vec<String>,
    /// Constraints of the elements of the body.
    elements: Vec<ElementConstraint>,
}

/// A constraint of an element of a response's body.
struct ElementConstraint {
    pointer: String,
    keyword: String,
    id: String,
}

/// A violation of the response's schema.
struct SchemaViolation {
    /// The element, with `*` for items.
    pointer: String,
    keyword: String,
    /// The value of the element.
    value: Value,
    why: String,
}

impl ResponseChecks {
    pub(crate) fn of(
        spec: &Spec,
        tested: &TestedOperation,
        index: usize,
        constraints: &[Constraint],
    ) -> Result<Self, Error> {
        let operation = &tested.operation;
        let documented = operation.responses.iter().map(|response| {
            let content = response.json_content().filter(|(_, schema)| !schema.is_null());
            let schema = content.map(|(_, schema)| Schema::for_responses(&spec.root, schema, &response.at));
            let schema = schema.transpose()?;
            let element = |constraint: &Constraint| match &constraint.kind {
                ElementKind::ResponseBody { status, pointer }
                    if constraint.operation_index == index && *status == response.status =>
                {
                    let (keyword, id) = (constraint.keyword.clone(), constraint.id.clone());
                    Some(ElementConstraint { pointer: pointer.clone(), keyword, id })
                }
                _ => None,
            };
            let elements = constraints.iter().filter_map(element).collect();
            let expected_members = expected_members(spec, response);
            Ok(DocumentedResponse { response: response.clone(), schema, expected_members, elements })
        });
        Ok(Self {
            operation: operation.clone(),
            documented: documented.collect::<Result<_, Error>>()?,
            list: ListResponse::of(spec, operation),
        })
    }

    /// The verdict on every constraint that the response was checked against, by the constraint's id. Responses with statuses that gateways
    /// use are not checked. `valid` is the request if it violates no constraint.
    pub(crate) fn check(
        &self,
        received: &HttpResponse,
        valid: Option<&RequestDraft>,
    ) -> Vec<(String, ReasonedVerdict)> {
        let status = received.status;
        if matches!(status, 401 | 403 | 407 | 408 | 502 | 504) {
            return Vec::new();
        }
        let id = |suffix: &str| format!("{}/answer{suffix}", self.operation.id);
        let response = self.operation.response(status);
        let documented =
            response.and_then(|response| self.documented.iter().find(|known| known.response.status == response.status));
        let Some(documented) = documented else {
            // If the document describes no rejection at all, this one does not contradict it.
            if (400..500).contains(&status) && !self.documents_rejections() {
                return Vec::new();
            }
            return vec![(id("#status"), (Verdict::Drift, format!("{status}: the document has no such status")))];
        };
        let mut verdicts = vec![(id("#status"), (Verdict::Pass, status.to_string()))];
        let id_of = |keyword: &str| id(&format!("/{}#{keyword}", documented.response.status));
        for (header, _) in &documented.response.headers {
            verdicts.push((id_of(header), self.check_header(header, received)));
        }
        if documented.response.status == NO_CONTENT {
            verdicts.push((id_of("no-body"), check_no_body(received)));
        }
        // A response to HEAD has the headers of a body without having the body.
        if documented.response.content.is_empty() || self.operation.method == "HEAD" {
            return verdicts;
        }
        if received.body.is_empty() {
            verdicts.push((id_of("body"), (Verdict::Drift, format!("{status}: the body is empty"))));
            return verdicts;
        }
        verdicts.push((id_of("body"), (Verdict::Pass, "it has a body".to_owned())));
        verdicts.push((id_of("content-type"), check_content_type(&documented.response, received)));
        if documented.response.json_content().is_none() || is_other_content(&documented.response, received) {
            return verdicts;
        }
        match serde_json::from_slice::<Value>(&received.body) {
            Err(error) => verdicts.push((id_of("json"), (Verdict::Drift, format!("{status}: {error}")))),
            Ok(body) => {
                verdicts.push((id_of("json"), (Verdict::Pass, "it is JSON".to_owned())));
                if documented.schema.is_some() {
                    verdicts.extend(documented.check_body(&body, id_of("schema")));
                }
                verdicts.extend(self.check_list(received, valid, &body));
            }
        }
        verdicts
    }

    /// Whether the document describes any response with a status of the class 4xx.
    fn documents_rejections(&self) -> bool {
        self.documented.iter().any(|documented| documented.response.status.starts_with('4'))
    }

    /// Checks a list in the response to a valid request, except in a response of a stateless twin, which is an example that does not depend on the
    /// request.
    fn check_list(
        &self,
        received: &HttpResponse,
        valid: Option<&RequestDraft>,
        body: &Value,
    ) -> Vec<(String, ReasonedVerdict)> {
        let is_stateless = received.header(SANDBOX_HEADER) == Some("stateless");
        let (Some(list), Some(draft), 200..300, false) = (&self.list, valid, received.status, is_stateless) else {
            return Vec::new();
        };
        let verdicts = list_checks::check(list, draft, body).unwrap_or_default();
        let id = |end: &str| format!("{}/answer/{}{end}", self.operation.id, list.status);
        verdicts.into_iter().map(|(end, verdict)| (id(&end), verdict)).collect()
    }

    fn check_header(&self, name: &str, received: &HttpResponse) -> ReasonedVerdict {
        let Some(value) = received.header(name) else {
            return (Verdict::Drift, format!("{}: the header `{name}` is missing", received.status));
        };
        let listed: Vec<String> = value.split(',').map(|method| method.trim().to_ascii_uppercase()).collect();
        let unlisted = self.operation.path_methods.iter().find(|method| !listed.contains(method));
        let shown = if Secrets::is_secret_header(name) { REDACTED } else { value };
        match unlisted.filter(|_| name.eq_ignore_ascii_case("allow")) {
            Some(method) => (Verdict::Drift, format!("`{name}: {shown}` does not list {method}")),
            None => (Verdict::Pass, format!("`{name}: {shown}`")),
        }
    }
}

impl DocumentedResponse {
    /// Checks a body against its schema, element by element. `schema_id` identifies the constraint that gets all other
    /// violations.
    fn check_body(&self, body: &Value, schema_id: String) -> Vec<(String, ReasonedVerdict)> {
        let violations = self.schema.as_ref().map(|schema| schema_violations(schema, body)).unwrap_or_default();
        let mut verdicts = Vec::new();
        for violation in &violations {
            let ids: Vec<&String> =
                self.elements.iter().filter(|element| violation.is_of(element)).map(|element| &element.id).collect();
            let ids = if ids.is_empty() { vec![&schema_id] } else { ids };
            verdicts.extend(ids.into_iter().map(|id| (id.clone(), (Verdict::Drift, violation.why.clone()))));
        }
        if violations.is_empty() {
            verdicts.push((schema_id.clone(), (Verdict::Pass, "it matches its schema".to_owned())));
        }
        for element in &self.elements {
            let ElementConstraint { pointer, keyword, id } = element;
            if keyword == "required" && self.expected_members.contains(pointer) {
                verdicts.push((id.clone(), check_member(body, pointer)));
            } else if exists(body, pointer) && !violations.iter().any(|violation| violation.is_of(element)) {
                verdicts.push((id.clone(), (Verdict::Pass, "it satisfies the constraint".to_owned())));
            }
        }
        verdicts
    }
}

impl SchemaViolation {
    /// Whether this is a violation of the constraint. A missing member violates `required` of the object around it.
    fn is_of(&self, element: &ElementConstraint) -> bool {
        if self.keyword != element.keyword {
            return false;
        }
        match pointer::split(&element.pointer) {
            Some((parent, name)) if self.keyword == "required" => {
                parent == self.pointer && self.value.get(&name).is_none()
            }
            _ => element.pointer == self.pointer,
        }
    }
}

/// Whether a body has a value at a JSON Pointer, in which `*` is any item.
fn exists(value: &Value, at: &str) -> bool {
    let Some(rest) = at.strip_prefix('/') else { return true };
    let (step, rest) = rest.find('/').map_or((rest, ""), |end| rest.split_at(end));
    match value {
        Value::Array(items) if step == "*" => items.iter().any(|item| exists(item, rest)),
        Value::Object(members) => members.get(&pointer::unescape(step)).is_some_and(|member| exists(member, rest)),
        _ => false,
    }
}

/// Checks that a response has no body. HTTP clients do not read the body of a 204, so its headers are checked too.
fn check_no_body(received: &HttpResponse) -> ReasonedVerdict {
    let has_length = received.header("content-length").is_some_and(|length| length.trim() != "0");
    if has_length || received.header("transfer-encoding").is_some() || !received.body.is_empty() {
        return (Verdict::Drift, format!("{}: it has a body", received.status));
    }
    (Verdict::Pass, "it has no body".to_owned())
}

fn check_content_type(documented: &Response, received: &HttpResponse) -> ReasonedVerdict {
    let value = received.header("content-type").unwrap_or_default();
    if documented.content.iter().any(|(known, _)| is_within(value, known)) {
        return (Verdict::Pass, format!("`{value}`"));
    }
    let problem = if value.is_empty() { "it is missing".to_owned() } else { format!("it is `{value}`") };
    (Verdict::Drift, format!("{}: {problem}", received.status))
}

/// Whether the response has a documented media type that is not JSON.
fn is_other_content(documented: &Response, received: &HttpResponse) -> bool {
    let value = received.header("content-type").unwrap_or_default();
    !is_json(value) && documented.content.iter().any(|(known, _)| !is_json(known) && is_within(value, known))
}

fn schema_violations(schema: &Schema, body: &Value) -> Vec<SchemaViolation> {
    let without_index = |step: &str| {
        if !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_digit()) {
            "*".to_owned()
        } else {
            step.to_owned()
        }
    };
    let violation = |(keyword, pointer): (String, String)| {
        let value = body.pointer(&pointer).cloned();
        let why = format!("it is `{}`", value.as_ref().map(Value::to_string).unwrap_or_default());
        let pointer = pointer.split('/').map(without_index).collect::<Vec<_>>().join("/");
        SchemaViolation { pointer, keyword, value: value.unwrap_or_default(), why }
    };
    error_keys(schema.violations(body, usize::MAX)).into_iter().map(violation).collect()
}

/// Checks a member that is present in every example. A blank string counts as missing.
fn check_member(body: &Value, pointer: &str) -> ReasonedVerdict {
    match body.pointer(pointer) {
        None => (Verdict::Drift, "it is missing".to_owned()),
        Some(Value::String(text)) if text.trim().is_empty() => (Verdict::Drift, "it is blank".to_owned()),
        Some(_) => (Verdict::Pass, "it is present".to_owned()),
    }
}
