//! Says what a request or an answer breaks: the spec's schemas, by a JSON Schema validator, and its rules.

use std::collections::BTreeSet;

use colt_numbers_judge::model::{operation::Operation, rule::Rule, shape::Shape, spec::Spec};
use jsonschema::Validator;
use serde_json::{Value, json};

use crate::{draft::Draft, error::Error, rules};

/// What is broken: a schema keyword or a rule's id, and where.
pub(crate) type Breach = (String, String);

/// The requests of one operation, judged.
pub(crate) struct Judge {
    body: Option<Validator>,
    parameters: Vec<Judged>,
    rules: Vec<Rule>,
}

struct Judged {
    location: String,
    name: String,
    required: bool,
    text: bool,
    validator: Validator,
}

/// Builds a validator of one schema of the document.
pub(crate) fn validator(spec: &Spec, schema: &Value, at: &str) -> Result<Validator, Error> {
    let components = spec.root.get("components").cloned().unwrap_or(Value::Null);
    let mut whole = json!({ "allOf": [schema], "components": components });
    nullable(&mut whole);
    // OpenAPI 3.0 extends this draft. It checks formats. Its `options` are generic: they would compile the validator anew, in this crate.
    jsonschema::draft4::new(&whole).map_err(|error| Error::spec(at, format!("the schema cannot be used: {error}")))
}

/// Writes `nullable` the way that JSON Schema has it.
fn nullable(node: &mut Value) {
    match node {
        Value::Object(object) => {
            if object.get("nullable").and_then(Value::as_bool) == Some(true) {
                if let Some(kind) = object.get("type").filter(|kind| kind.is_string()).cloned() {
                    object.insert("type".to_owned(), json!([kind, "null"]));
                }
                if let Some(Value::Array(values)) = object.get_mut("enum") {
                    values.push(Value::Null);
                }
            }
            object.values_mut().for_each(nullable);
        }
        Value::Array(list) => list.iter_mut().for_each(nullable),
        _ => {}
    }
}

/// What a value breaks of a schema. A wrong type is reported alone: nothing else can be said of such a value.
pub(crate) fn breaches(validator: &Validator, value: &Value) -> BTreeSet<Breach> {
    let all: BTreeSet<Breach> = validator
        .iter_errors(value)
        .map(|error| (error.kind().keyword().to_owned(), error.instance_path().to_string()))
        .collect();
    let mistyped: BTreeSet<String> =
        all.iter().filter(|(keyword, _)| keyword == "type").map(|(_, at)| at.clone()).collect();
    all.into_iter().filter(|(keyword, at)| keyword == "type" || !mistyped.contains(at)).collect()
}

impl Judge {
    pub(crate) fn of(spec: &Spec, operation: &Operation) -> Result<Self, Error> {
        let body = operation.body.as_ref().map(|body| validator(spec, &body.schema, &body.at)).transpose()?;
        let parameters = operation.parameters.iter().map(|parameter| {
            let shape = Shape::of(&spec.root, &parameter.schema, &parameter.at);
            Ok(Judged {
                location: parameter.location.clone(),
                name: parameter.name.clone(),
                required: parameter.required,
                text: !matches!(shape.kind(), "integer" | "number" | "boolean"),
                validator: validator(spec, &parameter.schema, &parameter.at)?,
            })
        });
        Ok(Self { body, parameters: parameters.collect::<Result<_, Error>>()?, rules: spec.rules.clone() })
    }

    /// Everything that a request breaks, of an account with several service profiles in these countries. What no schema sees
    /// (method, content type, text of the body) is not judged.
    pub(crate) fn breaches(&self, draft: &Draft, several_profiles: &[String]) -> BTreeSet<Breach> {
        let mut all = BTreeSet::new();
        if let (Some(validator), Some(body)) = (&self.body, &draft.body) {
            all.extend(breaches(validator, body));
            all.extend(rules::broken(&self.rules, body, several_profiles));
        }
        for parameter in &self.parameters {
            let at = format!("{}:{}", parameter.location, parameter.name);
            let sent = draft
                .parameters
                .iter()
                .find(|(location, name, _)| *location == parameter.location && *name == parameter.name);
            match sent {
                None if parameter.required => all.extend([("required".to_owned(), at)]),
                None => {}
                Some((_, _, text)) => {
                    let parsed = serde_json::from_str(text).ok().filter(|_| !parameter.text);
                    let value = parsed.unwrap_or_else(|| Value::String(text.clone()));
                    all.extend(
                        breaches(&parameter.validator, &value).into_iter().map(|(keyword, _)| (keyword, at.clone())),
                    );
                }
            }
        }
        all
    }
}
