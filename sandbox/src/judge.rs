//! The verdict on a request: the bundled spec's schema and the rules it declares.
//!
//! A pure function of spec, request and account. Not here: tokens, media types, and whether numbers are free.

use std::collections::BTreeSet;

use jsonschema::{ValidationError, Validator};
use serde::Serialize;
use serde_json::Value;

use crate::account::Account;
use crate::json;
use crate::rules::{Finding, Request, Rule};
use crate::spec::{Spec, SpecError, at};

/// The schema of a telephone number; rules on numbers look only at texts that satisfy it.
const NUMBER: &str = "/components/schemas/TelephoneNumber";

/// The most values that a body may have for every violation of the schema to be collected: the validator keeps all of them at once, and
/// each takes a hundred times the memory of the value.
const FULLY_JUDGED: usize = 50_000;

/// The most violations that are reported of the schema and of each rule.
const MOST_REPORTED: usize = 10_000;

/// How much a violation matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The request is refused.
    Error,
    /// Advice; the request is taken.
    Warning,
}

/// One thing that is wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct Violation {
    /// The rule's id, or the schema's keyword; `json` where the body is no JSON.
    pub id: String,
    /// Where in the body, as a JSON Pointer; a slash and a header's name for a header.
    pub pointer: String,
    /// Whether the request is refused for it.
    pub severity: Severity,
    /// What is wrong. Names no more of the request than is needed.
    pub message: String,
}

impl Violation {
    fn error(id: &str, pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self { id: id.to_owned(), pointer: pointer.into(), severity: Severity::Error, message: message.into() }
    }
}

/// A header's schema.
struct Header {
    name: String,
    required: bool,
    schema: Validator,
}

/// A rule as the spec declares it.
struct Declared {
    id: String,
    severity: Severity,
    rule: Rule,
}

/// Judges requests by a spec that was compiled once.
///
/// ```
/// use colt_numbers_sandbox::{Account, Judge};
///
/// let judge = Judge::from_spec(colt_numbers_api::OPENAPI_JSON)?;
/// let violations = judge.body(b"{ \"a\": 1, \"a\": 2 }", &Account::default());
/// assert_eq!(violations[0].id, "json");
/// # Ok::<(), colt_numbers_sandbox::SpecError>(())
/// ```
pub struct Judge {
    body: Validator,
    number: Validator,
    headers: Vec<Header>,
    rules: Vec<Declared>,
}

impl Judge {
    /// Whether an id is that of a rule, rather than a keyword of the schema.
    pub(crate) fn declares(&self, id: &str) -> bool {
        self.rules.iter().any(|declared| declared.id == id)
    }

    /// Compiles the spec, given as the JSON of an OpenAPI 3.0 document.
    ///
    /// # Errors
    /// Where the spec lacks what the sandbox serves, or declares a rule of severity error that this crate does not know: a
    /// rule that nobody judges would make every verdict doubtful. An unknown rule of severity warning is left out.
    pub fn from_spec(json: &str) -> Result<Self, SpecError> {
        Self::compile(&Spec::read(json)?)
    }

    pub(crate) fn compile(spec: &Spec) -> Result<Self, SpecError> {
        let document = &spec.document;
        let header = |h: &crate::spec::HeaderParameter| {
            Ok(Header { name: h.name.clone(), required: h.required, schema: validator(document, &h.schema)? })
        };
        Ok(Self {
            number: validator(document, at(document, NUMBER)?)?,
            body: validator(document, &spec.body)?,
            headers: spec.headers.iter().map(header).collect::<Result<_, _>>()?,
            rules: declared(document)?,
        })
    }

    /// Everything that is wrong with a body, warnings included: what the schema reports first, then rule by rule.
    ///
    /// A body that is no JSON has one violation, `json`: malformed, a key given twice in one object, a byte order mark,
    /// invalid UTF-8, more than 128 levels of nesting, more than 600,000 values, more than 10,000,000 bytes.
    ///
    /// At most 10,000 violations of the schema and of each rule are given, and of a body of more than 50,000 values one of the schema's:
    /// a hostile body has millions.
    pub fn body(&self, body: &[u8], account: &Account) -> Vec<Violation> {
        self.read(body, account).1
    }

    /// The body's value, where it is JSON, and everything that is wrong with it.
    pub(crate) fn read(&self, body: &[u8], account: &Account) -> (Value, Vec<Violation>) {
        match json::read(body) {
            Ok((value, values)) => {
                let report = if values > FULLY_JUDGED { Report::One } else { Report::Everything };
                let violations = self.value(&value, account, report);
                (value, violations)
            }
            Err(problem) => (Value::Null, vec![Violation::error("json", "", problem)]),
        }
    }

    fn value(&self, body: &Value, account: &Account, report: Report) -> Vec<Violation> {
        let mut violations = schema_violations(&self.body, body, "", report);
        let request = self.request(body);
        if body.is_object() {
            for Declared { id, severity, rule } in &self.rules {
                let violation = |f: Finding| Violation {
                    id: id.clone(),
                    pointer: f.pointer,
                    severity: *severity,
                    message: f.message,
                };
                violations.extend(rule.judge(&request, account).into_iter().take(MOST_REPORTED).map(violation));
            }
        }
        violations
    }

    /// Everything that is wrong with the headers that the spec names, among those given as name and value. A header given
    /// twice has both values, with a comma between them, as HTTP has it.
    ///
    /// ```
    /// let judge = colt_numbers_sandbox::Judge::from_spec(colt_numbers_api::OPENAPI_JSON)?;
    /// assert!(judge.headers([("X-Tracking-Id", b"order-1".as_slice())]).is_empty());
    /// assert_eq!(judge.headers([])[0].id, "required");
    /// # Ok::<(), colt_numbers_sandbox::SpecError>(())
    /// ```
    pub fn headers<'a>(&self, given: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<Violation> {
        let given: Vec<_> = given.into_iter().collect();
        let mut violations = Vec::new();
        for Header { name, required, schema } in &self.headers {
            let of_name = given.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name));
            let values: Vec<_> = of_name.map(|(_, value)| String::from_utf8_lossy(value)).collect();
            let pointer = format!("/{name}");
            if !values.is_empty() {
                violations.extend(schema_violations(
                    schema,
                    &Value::from(values.join(", ")),
                    &pointer,
                    Report::Everything,
                ));
            } else if *required {
                violations.push(Violation::error("required", pointer, format!("the header {name} is missing")));
            }
        }
        violations
    }

    /// What the rules look at in a body.
    pub(crate) fn request<'a>(&self, body: &'a Value) -> Request<'a> {
        Request::of(body, |value| self.number.is_valid(value))
    }
}

/// Compiles a schema whose references lead into the spec.
fn validator(document: &Value, schema: &Value) -> Result<Validator, SpecError> {
    let mut root = document.clone();
    root["allOf"] = Value::Array(vec![schema.clone()]);
    // OpenAPI 3.0 takes its schema keywords from the drafts before 6; of those the validator knows Draft 4 best.
    // It checks formats. The crate's `options` are generic: they would compile the validator anew, in this crate.
    jsonschema::draft4::new(&root).map_err(|e| SpecError::new(e.instance_path().as_str(), e.to_string()))
}

/// The rules of the spec that this crate knows.
fn declared(document: &Value) -> Result<Vec<Declared>, SpecError> {
    let rules = at(document, "/x-rules")?.as_object().ok_or_else(|| SpecError::new("/x-rules", "no object"))?;
    let mut declared = Vec::new();
    for (id, declaration) in rules {
        let severity = match declaration["severity"].as_str() {
            Some("error") => Severity::Error,
            Some("warning") => Severity::Warning,
            _ => {
                return Err(SpecError::new(format!("/x-rules/{id}/severity"), "neither `error` nor `warning`"));
            }
        };
        match Rule::read(id, document)? {
            Some(rule) => declared.push(Declared { id: id.clone(), severity, rule }),
            None if severity == Severity::Error => {
                return Err(SpecError::new(
                    format!("/x-rules/{id}"),
                    "the sandbox does not know this rule; it is to be written in `rules.rs`",
                ));
            }
            None => {}
        }
    }
    Ok(declared)
}

/// How much the schema is to report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Report {
    Everything,
    One,
}

/// The errors that the schema reports. A value of the wrong type is reported for that alone.
fn schema_violations(schema: &Validator, value: &Value, prefix: &str, report: Report) -> Vec<Violation> {
    if schema.is_valid(value) {
        return Vec::new();
    }
    let violation = |e: ValidationError<'_>| {
        let pointer = format!("{prefix}{}", e.instance_path().as_str());
        Violation::error(e.kind().keyword(), pointer, e.masked_with("the value").to_string())
    };
    if report == Report::One {
        return schema.validate(value).map_err(violation).err().into_iter().collect();
    }
    let mut violations: Vec<_> = schema.iter_errors(value).take(MOST_REPORTED).map(violation).collect();
    let wrong_types: BTreeSet<_> = violations.iter().filter(|v| v.id == "type").map(|v| v.pointer.clone()).collect();
    violations.retain(|v| v.id == "type" || !wrong_types.contains(&v.pointer));
    violations
}
