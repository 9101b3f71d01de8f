//! From a response to what is wrong with its form.

use colt_numbers_judge::{
    judge::schema::Schema,
    model::{
        operation::{Operation, Response},
        spec::Spec,
    },
};
use serde_json::Value;

use crate::{
    cases::{
        case::Constraint, derive::responses::expected_members, element_kind::ElementKind, request_validator::breaches,
    },
    error::Error,
    evaluate::outcome::Reasoned,
    redact::secrets::{MASK, Secrets},
    report::verdict::Verdict,
    send::http_client::Answer,
};

/// Holds answers of one operation against the document.
pub(crate) struct Answers {
    operation: Operation,
    forms: Vec<Form>,
}

/// What the document says of one status or class.
struct Form {
    response: Response,
    schema: Option<Schema>,
    /// Members that are there in every example.
    expected: Vec<String>,
    /// Constraints of the body's elements: pointer, keyword, id.
    elements: Vec<(String, String, String)>,
}

impl Answers {
    pub(crate) fn of(spec: &Spec, index: usize, constraints: &[Constraint]) -> Result<Self, Error> {
        let operation = &spec.operations[index];
        let forms = operation.responses.iter().map(|response| {
            let content = response.content.first();
            let schema = content.map(|(_, schema)| Schema::compile(&spec.root, schema, &response.at)).transpose()?;
            let element = |constraint: &Constraint| match &constraint.kind {
                ElementKind::ResponseBody { status, pointer }
                    if constraint.operation == index && *status == response.status =>
                {
                    Some((pointer.clone(), constraint.keyword.clone(), constraint.id.clone()))
                }
                _ => None,
            };
            let elements = constraints.iter().filter_map(element).collect();
            Ok(Form { response: response.clone(), schema, expected: expected_members(spec, response), elements })
        });
        Ok(Self { operation: operation.clone(), forms: forms.collect::<Result<_, Error>>()? })
    }

    /// Every constraint that an answer was held against, by id, and whether it keeps it. What a gateway answers is not judged.
    pub(crate) fn judge(&self, answer: &Answer) -> Vec<(String, Reasoned)> {
        let status = answer.status;
        if matches!(status, 401 | 403 | 407 | 408 | 502 | 504) {
            return Vec::new();
        }
        let id = |place: &str| format!("{}/answer{place}", self.operation.id);
        let documented = self.operation.response(status);
        let form = documented.and_then(|found| self.forms.iter().find(|form| form.response.status == found.status));
        let Some(form) = form else {
            return vec![(id("#status"), (Verdict::Drift, format!("{status}: the document names no such status")))];
        };
        let mut found = vec![(id("#status"), (Verdict::Pass, status.to_string()))];
        let place = |keyword: &str| id(&format!("/{}#{keyword}", form.response.status));
        for (header, _) in &form.response.headers {
            found.push((place(header), self.header(header, answer)));
        }
        if form.response.content.is_empty() {
            return found;
        }
        if answer.body.is_empty() {
            found.push((place("body"), (Verdict::Drift, format!("{status}: the body is empty"))));
            return found;
        }
        found.push((place("body"), (Verdict::Pass, "there is one".to_owned())));
        found.push((place("content-type"), content_type(&form.response, answer)));
        match serde_json::from_slice::<Value>(&answer.body) {
            Err(error) => found.push((place("json"), (Verdict::Drift, format!("{status}: {error}")))),
            Ok(body) => {
                found.push((place("json"), (Verdict::Pass, "it is".to_owned())));
                found.extend(form.body(&body, &place("schema")));
            }
        }
        found
    }

    fn header(&self, name: &str, answer: &Answer) -> Reasoned {
        let Some(value) = answer.header(name) else {
            return (Verdict::Drift, format!("{}: there is no header `{name}`", answer.status));
        };
        let listed: Vec<String> = value.split(',').map(|method| method.trim().to_ascii_uppercase()).collect();
        let unlisted = self.operation.path_methods.iter().find(|method| !listed.contains(method));
        let shown = if Secrets::header(name) { MASK } else { value };
        match unlisted.filter(|_| name.eq_ignore_ascii_case("allow")) {
            Some(method) => (Verdict::Drift, format!("`{name}: {shown}` leaves out {method}")),
            None => (Verdict::Pass, format!("`{name}: {shown}`")),
        }
    }
}

impl Form {
    /// Holds a body against its schema, element by element. `whole` is the constraint for what no element's constraint names.
    fn body(&self, body: &Value, whole: &str) -> Vec<(String, Reasoned)> {
        let broken = self.schema.as_ref().map(|schema| broken(schema, body)).unwrap_or_default();
        let mut found = Vec::new();
        for (pointer, keyword, why) in &broken {
            let named = self.elements.iter().find(|(known, word, _)| known == pointer && word == keyword);
            let id = named.map_or_else(|| whole.to_owned(), |(.., id)| id.clone());
            found.push((id, (Verdict::Drift, why.clone())));
        }
        if broken.is_empty() {
            found.push((whole.to_owned(), (Verdict::Pass, "it does".to_owned())));
        }
        for (pointer, keyword, id) in &self.elements {
            let expected = keyword == "required" && self.expected.contains(pointer);
            let kept =
                body.pointer(pointer).is_some() && !broken.iter().any(|(at, word, _)| at == pointer && word == keyword);
            if expected {
                found.push((id.clone(), member(body, pointer)));
            } else if kept {
                found.push((id.clone(), (Verdict::Pass, "it does".to_owned())));
            }
        }
        found
    }
}

fn content_type(response: &Response, answer: &Answer) -> Reasoned {
    let sent = answer.header("content-type").unwrap_or_default();
    let media = sent.split(';').next().unwrap_or_default().trim();
    if response.content.iter().any(|(known, _)| known.eq_ignore_ascii_case(media)) {
        return (Verdict::Pass, format!("`{sent}`"));
    }
    let what = if sent.is_empty() { "none is named".to_owned() } else { format!("it is `{sent}`") };
    (Verdict::Drift, format!("{}: {what}", answer.status))
}

/// What a body breaks: pointer with `*` for items, keyword, and what is there instead.
fn broken(schema: &Schema, body: &Value) -> Vec<(String, String, String)> {
    let item = |step: &str| {
        if !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_digit()) {
            "*".to_owned()
        } else {
            step.to_owned()
        }
    };
    let one = |(keyword, pointer): (String, String)| {
        let value = body.pointer(&pointer).map(Value::to_string).unwrap_or_default();
        (pointer.split('/').map(item).collect::<Vec<_>>().join("/"), keyword, format!("it is `{value}`"))
    };
    breaches(schema.violations(body, usize::MAX)).into_iter().map(one).collect()
}

/// A member that every example shows. A blank one is as good as none.
fn member(body: &Value, pointer: &str) -> Reasoned {
    match body.pointer(pointer) {
        None => (Verdict::Drift, "it is not there".to_owned()),
        Some(Value::String(text)) if text.trim().is_empty() => (Verdict::Drift, "it is blank".to_owned()),
        Some(_) => (Verdict::Pass, "it is there".to_owned()),
    }
}
