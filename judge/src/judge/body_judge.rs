//! Reads the body of a request, and finds the violations of its schema.

use serde_json::{Map, Value};

use crate::judge::json;
use crate::judge::judged_request::{Given, RequestHead};
use crate::judge::parameter_judge::ParameterJudge;
use crate::judge::schema::Schema;
use crate::judge::violation::Violation;
use crate::model::documentation::Documentation;
use crate::model::error::SpecError;
use crate::model::flat_schema::FlatSchema;
use crate::model::media_type;
use crate::model::operation::{Body, Parameter};

/// For a body with more values than this, only one violation of the schema is reported. The validator keeps all violations in memory at
/// once, and a violation takes a hundred times the memory of a value.
const MAX_VALUES_FOR_ALL_VIOLATIONS: usize = 50_000;

/// How the bytes of a body are read.
#[derive(Debug)]
enum Content {
    Json,
    /// A form, with its members.
    Form(Vec<ParameterJudge>),
    Text,
}

/// The body of an operation with its compiled schema.
#[derive(Debug)]
pub(crate) struct BodyJudge {
    required: bool,
    content: Content,
    schema: Schema,
}

impl BodyJudge {
    pub(crate) fn new(document: &Value, body: &Body) -> Result<Self, SpecError> {
        let content = match body.media.as_str() {
            media if media_type::is_json(media) => Content::Json,
            media if media_type::is_form(media) => Content::Form(form_members(document, body)?),
            _ => Content::Text,
        };
        Ok(Self { required: body.required, content, schema: Schema::for_requests(document, &body.schema, &body.at)? })
    }

    /// Reads the bytes of a body. If the body is optional, an empty body counts as absent.
    pub(crate) fn read(&self, bytes: &[u8]) -> Given {
        if bytes.is_empty() && !self.required {
            return Given::Absent;
        }
        let text = || {
            std::str::from_utf8(bytes)
                .map_err(|error| format!("the body is not UTF-8 after byte {}", error.valid_up_to()))
        };
        match &self.content {
            Content::Json => json::read(bytes).into(),
            Content::Text => text().map(Value::from).into(),
            Content::Form(members) => text().and_then(|text| form(members, text)).into(),
        }
    }

    /// All violations of a body: at most `most`, and only one of a huge body.
    pub(crate) fn violations(&self, given: &Given, most: usize) -> Vec<Violation> {
        match given {
            Given::Absent if self.required => vec![Violation::error("required", "", "the body is missing")],
            Given::Absent => Vec::new(),
            Given::Malformed(problem) => vec![Violation::error("json", "", problem)],
            Given::Value(value) => {
                let is_huge = count(value) > MAX_VALUES_FOR_ALL_VIOLATIONS;
                self.schema.violations(value, if is_huge { 1 } else { most })
            }
        }
    }
}

/// The number of values; each item of an array and each member of an object counts.
fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum(),
        _ => 0,
    }
}

/// The members of a form. They are read like parameters of a query.
fn form_members(document: &Value, body: &Body) -> Result<Vec<ParameterJudge>, SpecError> {
    let flat = FlatSchema::of(document, &body.schema, &body.at);
    let member = |(name, schema, at): &(String, &Value, String)| {
        let parameter = Parameter {
            name: name.clone(),
            location: "query".to_owned(),
            required: false,
            is_tracking_id: false,
            explode: true,
            schema: (*schema).clone(),
            example: None,
            documentation: Documentation::default(),
            at: at.clone(),
        };
        ParameterJudge::new(document, &parameter)
    };
    flat.properties.iter().map(member).collect()
}

fn form(members: &[ParameterJudge], text: &str) -> Result<Value, String> {
    let head = RequestHead { query: text, ..RequestHead::default() };
    let mut object = Map::new();
    for member in members {
        match member.of_head(&head) {
            Given::Absent => {}
            Given::Malformed(problem) => return Err(format!("`{}`: {problem}", member.name)),
            Given::Value(value) => drop(object.insert(member.name.clone(), value)),
        }
    }
    Ok(Value::Object(object))
}
