//! Finds every violation of a request to one operation.

use serde_json::Value;

use crate::judge::account::Account;
use crate::judge::json;
use crate::judge::request_fields::{RequestFields, TELEPHONE_NUMBER_SCHEMA};
use crate::judge::rules::RuleCheck;
use crate::judge::schema::Schema;
use crate::judge::violation::Violation;
use crate::model::error::SpecError;
use crate::model::flat_schema::FlatSchema;
use crate::model::operation::{Operation, Parameter};
use crate::model::rule::Severity;
use crate::model::spec::Spec;

/// For a body with more values than this, only one violation of the schema is reported. The validator keeps all violations in memory at
/// once, and a violation takes a hundred times the memory of a value.
const MAX_VALUES_FOR_ALL_VIOLATIONS: usize = 50_000;

/// The maximum number of violations reported for the schema, and for each rule.
const MAX_VIOLATIONS: usize = 10_000;

/// A parameter with its compiled schema.
#[derive(Debug)]
struct ParameterSchema {
    location: String,
    name: String,
    required: bool,
    /// Whether the value is a string; otherwise its text is parsed as a number or boolean.
    is_text: bool,
    schema: Schema,
}

/// A declared rule with its implementation.
#[derive(Debug)]
struct DeclaredRule {
    id: String,
    severity: Severity,
    check: RuleCheck,
}

/// Finds the violations of requests to one operation. Its schemas and rules are compiled once.
///
/// ```
/// use colt_numbers_judge::judge::account::Account;
/// use colt_numbers_judge::judge::request_judge::RequestJudge;
/// use colt_numbers_judge::model::spec::Spec;
///
/// let spec = Spec::read(colt_numbers_api::OPENAPI_JSON)?;
/// let judge = RequestJudge::new(&spec, &spec.operations[0])?;
/// let violations = judge.body_violations(b"{ \"a\": 1, \"a\": 2 }", &Account::default());
/// assert_eq!(violations[0].id, "json");
/// # Ok::<(), colt_numbers_judge::model::error::SpecError>(())
/// ```
#[derive(Debug)]
pub struct RequestJudge {
    body: Option<Schema>,
    telephone_number: Option<Schema>,
    parameters: Vec<ParameterSchema>,
    rules: Vec<DeclaredRule>,
    unknown_rules: Vec<String>,
}

impl RequestJudge {
    /// Compiles the schemas and rules of an operation.
    ///
    /// # Errors
    /// If a schema is invalid, or a rule lacks its data.
    pub fn new(spec: &Spec, operation: &Operation) -> Result<Self, SpecError> {
        let document = &spec.root;
        let (mut rules, mut unknown_rules) = (Vec::new(), Vec::new());
        for declared in spec.rules.iter().filter(|rule| rule.operations.contains(&operation.id)) {
            let (id, severity) = (declared.id.clone(), declared.severity);
            match RuleCheck::new(declared, document)? {
                Some(check) => rules.push(DeclaredRule { id, severity, check }),
                None if severity == Severity::Error => unknown_rules.push(id),
                None => {}
            }
        }
        let body = operation.body.as_ref().map(|body| Schema::compile(document, &body.schema, &body.at)).transpose()?;
        let telephone_number = document
            .pointer(TELEPHONE_NUMBER_SCHEMA)
            .map(|schema| Schema::compile(document, schema, TELEPHONE_NUMBER_SCHEMA))
            .transpose()?;
        let parameters = operation.parameters.iter().map(|parameter| parameter_schema(document, parameter));
        Ok(Self { body, telephone_number, parameters: parameters.collect::<Result<_, _>>()?, rules, unknown_rules })
    }

    /// The ids of declared rules of severity `error` that this crate does not implement. A request without a reported violation may still
    /// break such a rule. Unknown rules of severity `warning` are not listed.
    pub fn unknown_rules(&self) -> &[String] {
        &self.unknown_rules
    }

    /// Whether the id of a violation is the id of a rule, and not a keyword of a schema.
    pub fn is_rule(&self, id: &str) -> bool {
        self.rules.iter().any(|declared| declared.id == id)
    }

    /// All violations of a body, warnings included: first those of the schema, then those of each rule.
    ///
    /// A body that is not strict JSON has the single violation `json`. Such a body is malformed, gives a key twice in one object, or has a
    /// byte order mark, invalid UTF-8, more than 127 levels of nesting, more than 600,000 values, or 10,000,000 bytes or more.
    ///
    /// At most 10,000 violations are reported for the schema, and at most 10,000 for each rule, because a hostile body can have millions of
    /// violations. For a body of more than 50,000 values, only one violation of the schema is reported.
    pub fn body_violations(&self, body: &[u8], account: &Account) -> Vec<Violation> {
        self.parse_body(body, account).1
    }

    /// Parses a body; returns its value (`null` if it is not strict JSON) and its violations, as [`RequestJudge::body_violations`] reports
    /// them.
    pub fn parse_body(&self, body: &[u8], account: &Account) -> (Value, Vec<Violation>) {
        match json::read(body) {
            Ok((value, values)) => {
                let max_of_schema = if values > MAX_VALUES_FOR_ALL_VIOLATIONS { 1 } else { MAX_VIOLATIONS };
                let violations = self.limited_violations(&value, account, max_of_schema);
                (value, violations)
            }
            Err(problem) => (Value::Null, vec![Violation::error("json", "", problem)]),
        }
    }

    /// All violations of a parsed body. See [`RequestJudge::body_violations`].
    pub fn value_violations(&self, body: &Value, account: &Account) -> Vec<Violation> {
        self.limited_violations(body, account, MAX_VIOLATIONS)
    }

    /// The violations of a parsed body: at most `max_of_schema` of the schema, and at most `MAX_VIOLATIONS` of each rule.
    fn limited_violations(&self, body: &Value, account: &Account, max_of_schema: usize) -> Vec<Violation> {
        let mut violations =
            self.body.as_ref().map(|schema| schema.violations(body, max_of_schema)).unwrap_or_default();
        let fields = self.fields(body);
        if body.is_object() {
            for DeclaredRule { id, severity, check } in &self.rules {
                let found = check.violations(&fields, account).into_iter().take(MAX_VIOLATIONS);
                violations.extend(found.map(|found| Violation {
                    id: id.clone(),
                    pointer: found.pointer,
                    severity: *severity,
                    message: found.message,
                }));
            }
        }
        violations
    }

    /// All violations of the header parameters that the spec defines. `given` lists the request's headers as names and values; headers that
    /// the spec does not define are ignored. The values of a repeated header are joined by a comma, as in HTTP.
    ///
    /// ```
    /// # use colt_numbers_judge::judge::request_judge::RequestJudge;
    /// # let spec = colt_numbers_judge::model::spec::Spec::read(colt_numbers_api::OPENAPI_JSON)?;
    /// let judge = RequestJudge::new(&spec, &spec.operations[0])?;
    /// assert!(judge.header_violations([("X-Tracking-Id", b"order-1".as_slice())]).is_empty());
    /// assert_eq!(judge.header_violations([])[0].id, "required");
    /// # Ok::<(), colt_numbers_judge::model::error::SpecError>(())
    /// ```
    pub fn header_violations<'a>(&self, given: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<Violation> {
        let given: Vec<_> = given.into_iter().collect();
        let headers = self.parameters.iter().filter(|parameter| parameter.location == "header");
        let violations = headers.flat_map(|header| {
            let of_name = given.iter().filter(|(name, _)| name.eq_ignore_ascii_case(&header.name));
            let values: Vec<_> = of_name.map(|(_, value)| String::from_utf8_lossy(value)).collect();
            header.violations(Some(values.join(", ")).filter(|_| !values.is_empty()).as_deref())
        });
        violations.collect()
    }

    /// All violations of a parameter. `text` is the value in the request, or `None` if the request does not have the parameter. A parameter
    /// that the spec does not define has no violations.
    pub fn parameter_violations(&self, location: &str, name: &str, text: Option<&str>) -> Vec<Violation> {
        let matches = |parameter: &&ParameterSchema| parameter.location == location && parameter.name == name;
        self.parameters.iter().find(matches).map(|parameter| parameter.violations(text)).unwrap_or_default()
    }

    /// The fields of a body that rules depend on.
    pub fn fields<'a>(&self, body: &'a Value) -> RequestFields<'a> {
        RequestFields::of(body, |value| self.telephone_number.as_ref().is_some_and(|schema| schema.is_valid(value)))
    }
}

fn parameter_schema(document: &Value, parameter: &Parameter) -> Result<ParameterSchema, SpecError> {
    let flat = FlatSchema::of(document, &parameter.schema, &parameter.at);
    Ok(ParameterSchema {
        location: parameter.location.clone(),
        name: parameter.name.clone(),
        required: parameter.required,
        is_text: !matches!(flat.kind(), "integer" | "number" | "boolean"),
        schema: Schema::compile(document, &parameter.schema, &parameter.at)?,
    })
}

impl ParameterSchema {
    fn violations(&self, text: Option<&str>) -> Vec<Violation> {
        let at = format!("/{}", self.name.to_ascii_lowercase());
        let Some(text) = text else {
            let missing =
                || Violation::error("required", at, format!("the {} {} is missing", self.location, self.name));
            return self.required.then(missing).into_iter().collect();
        };
        let parsed = serde_json::from_str(text).ok().filter(|_| !self.is_text);
        let value = parsed.unwrap_or_else(|| Value::from(text));
        let mut violations = self.schema.violations(&value, MAX_VIOLATIONS);
        violations.iter_mut().for_each(|violation| violation.pointer.insert_str(0, &at));
        violations
    }
}
