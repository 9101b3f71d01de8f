//! Finds every violation of a request to one operation.

use std::fmt;

use serde_json::{Map, Value};

use crate::judge::account::Account;
use crate::judge::body_judge::BodyJudge;
use crate::judge::judged_request::{Given, JudgedRequest, RequestHead};
use crate::judge::parameter_judge::{ParameterJudge, value_by_name};
use crate::judge::request_fields::{RequestFields, TELEPHONE_NUMBER_SCHEMA};
use crate::judge::rule_check::{DeclaredRule, RuleCheck, RuleRequest};
use crate::judge::rules;
use crate::judge::schema::Schema;
use crate::judge::violation::Violation;
use crate::model::error::SpecError;
use crate::model::operation::Operation;
use crate::model::rule::Severity;
use crate::model::spec::Spec;

/// The maximum number of violations reported for the schema of each parameter and of the body, and for each rule.
const MAX_VIOLATIONS: usize = 10_000;

/// A rule of the operation, with its implementation.
struct ImplementedRule {
    id: String,
    severity: Severity,
    check: RuleCheck,
}

impl fmt::Debug for ImplementedRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ImplementedRule").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Finds the violations of requests to one operation. Its schemas and rules are compiled once.
///
/// ```
/// use colt_numbers_judge::judge::account::Account;
/// use colt_numbers_judge::judge::request_judge::RequestJudge;
/// use colt_numbers_judge::model::spec::Spec;
///
/// let spec = Spec::read(colt_numbers_api::OPENAPI_JSON)?;
/// let operation = spec.operation("reserveNumbers").expect("the spec has this operation");
/// let judge = RequestJudge::new(&spec, operation)?;
/// let violations = judge.body_violations(b"{ \"a\": 1, \"a\": 2 }", &Account::default());
/// assert_eq!(violations[0].id, "json");
/// # Ok::<(), colt_numbers_judge::model::error::SpecError>(())
/// ```
#[derive(Debug)]
pub struct RequestJudge {
    parameters: Vec<ParameterJudge>,
    body: Option<BodyJudge>,
    telephone_number: Option<Schema>,
    rules: Vec<ImplementedRule>,
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
        for rule in spec.rules.iter().filter(|rule| rule.operations.contains(&operation.id)) {
            let (id, severity) = (rule.id.clone(), rule.severity);
            match rules::implementation(&DeclaredRule { rule, operation, document })? {
                Some(check) => rules.push(ImplementedRule { id, severity, check }),
                None if severity == Severity::Error => unknown_rules.push(id),
                None => {}
            }
        }
        let body = operation.body.as_ref().map(|body| BodyJudge::new(document, body)).transpose()?;
        let telephone_number = document
            .pointer(TELEPHONE_NUMBER_SCHEMA)
            .map(|schema| Schema::compile(document, schema, TELEPHONE_NUMBER_SCHEMA))
            .transpose()?;
        let parameters = operation.parameters.iter().map(|parameter| ParameterJudge::new(document, parameter));
        Ok(Self { parameters: parameters.collect::<Result<_, _>>()?, body, telephone_number, rules, unknown_rules })
    }

    /// The ids of the operation's rules of severity `error` that this crate does not implement. A request without a reported violation may
    /// still break such a rule. Unknown rules of severity `warning` are not listed.
    pub fn unknown_rules(&self) -> &[String] {
        &self.unknown_rules
    }

    /// Whether the id of a violation is the id of a rule, and not a keyword of a schema.
    pub fn is_rule(&self, id: &str) -> bool {
        self.rules.iter().any(|rule| rule.id == id)
    }

    /// Reads the parameters of a request from its head, in the order of the operation's parameters. Everything else in the head is ignored.
    pub fn parameters_of_head(&self, head: &RequestHead<'_>) -> Vec<Given> {
        self.parameters.iter().map(|parameter| parameter.of_head(head)).collect()
    }

    /// Reads a parameter, given by its index, from its decoded texts in a request: one text for each time that the request gives it. For an
    /// index out of range, the result is `Given::Absent`.
    pub fn parameter_of_texts(&self, index: usize, texts: &[&str]) -> Given {
        let parameter = self.parameters.get(index);
        parameter.map_or(Given::Absent, |parameter| parameter.of_texts(texts, |text| Ok(text.to_owned())))
    }

    /// Reads the bytes of a request's body. An operation without a body ignores them.
    pub fn body_of_bytes(&self, bytes: &[u8]) -> Given {
        self.body.as_ref().map_or(Given::Absent, |body| body.read(bytes))
    }

    /// The request that has these values: parameters by name, and the body.
    ///
    /// # Errors
    /// If the operation does not have one of the parameters; the error is its name.
    pub fn request_of_values(
        &self,
        parameters: &Map<String, Value>,
        body: Option<&Value>,
    ) -> Result<JudgedRequest, String> {
        let mut given = vec![Given::Absent; self.parameters.len()];
        for (name, value) in parameters {
            let index = self.parameters.iter().position(|parameter| parameter.has_name(name)).ok_or(name)?;
            given[index] = Given::Value(value.clone());
        }
        Ok(JudgedRequest { parameters: given, body: body.map_or(Given::Absent, |body| Given::Value(body.clone())) })
    }

    /// The value of a parameter in a request, or else the default value of its schema.
    pub fn parameter<'a>(&'a self, request: &'a JudgedRequest, name: &str) -> Option<&'a Value> {
        value_by_name(&self.parameters, request, name)
    }

    /// All violations of a request, warnings included: first those of the body's schema, then those of each rule, then those of the
    /// parameters' schemas. Rules are not checked if the body violates its schema and is not an object.
    ///
    /// At most 10,000 violations are reported for each schema and for each rule, because a hostile body can have millions of violations. For a
    /// body of more than 50,000 values, only one violation of its schema is reported.
    ///
    /// ```
    /// # use colt_numbers_judge::judge::account::Account;
    /// # use colt_numbers_judge::judge::judged_request::{JudgedRequest, RequestHead};
    /// # use colt_numbers_judge::judge::request_judge::RequestJudge;
    /// # let spec = colt_numbers_judge::model::spec::Spec::read(colt_numbers_api::OPENAPI_JSON)?;
    /// let operation = spec.operation("reserveNumbers").expect("the spec has this operation");
    /// let judge = RequestJudge::new(&spec, operation)?;
    /// let header = &*operation.tracking_id().expect("an order has a tracking id").name;
    /// let head = RequestHead { headers: &[(header, b"two words")], ..RequestHead::default() };
    /// let request = JudgedRequest { parameters: judge.parameters_of_head(&head), body: judge.body_of_bytes(b"[]") };
    /// let violations = judge.violations(&request, &Account::default());
    /// let found: Vec<_> = violations.iter().map(|found| (found.id.as_str(), found.pointer.as_str())).collect();
    /// assert_eq!(found, [("type", ""), ("pattern", &*format!("/{}", header.to_lowercase()))]);
    /// # Ok::<(), colt_numbers_judge::model::error::SpecError>(())
    /// ```
    pub fn violations(&self, request: &JudgedRequest, account: &Account) -> Vec<Violation> {
        let body = self.body.as_ref();
        let mut violations = body.map(|body| body.violations(&request.body, MAX_VIOLATIONS)).unwrap_or_default();
        let is_valid = !violations.iter().any(|violation| violation.severity == Severity::Error);
        if is_valid || request.body.value().is_some_and(Value::is_object) {
            self.add_rule_violations(request, account, &mut violations);
        }
        let of_parameter = |(index, given)| self.parameter_violations(index, given);
        violations.extend(request.parameters.iter().enumerate().flat_map(of_parameter));
        violations
    }

    /// All violations of the schema of a parameter, which is given by its index; empty for an index out of range.
    pub fn parameter_violations(&self, index: usize, given: &Given) -> Vec<Violation> {
        let mut found =
            self.parameters.get(index).map(|parameter| parameter.violations(given, MAX_VIOLATIONS)).unwrap_or_default();
        found.iter_mut().for_each(|violation| violation.parameter = Some(index));
        found
    }

    fn add_rule_violations(&self, request: &JudgedRequest, account: &Account, violations: &mut Vec<Violation>) {
        let request = RuleRequest::new(request, &self.parameters, self.telephone_number.as_ref(), account);
        for ImplementedRule { id, severity, check } in &self.rules {
            let found = check(&request).into_iter().take(MAX_VIOLATIONS);
            violations.extend(found.map(|found| {
                Violation {
                    id: id.clone(),
                    pointer: found.pointer,
                    parameter: found
                        .parameter
                        .and_then(|name| self.parameters.iter().position(|parameter| parameter.has_name(name))),
                    severity: *severity,
                    message: found.message,
                }
            }));
        }
    }

    /// All violations of a body, by its schema and by the rules, in a request without parameters. Violations of parameters are left out.
    ///
    /// A JSON body that is not strict JSON has the single violation `json`. Such a body is malformed, gives a key twice in one object, or has
    /// a byte order mark, invalid UTF-8, more than 127 levels of nesting, more than 600,000 values, or 10,000,000 bytes or more.
    pub fn body_violations(&self, body: &[u8], account: &Account) -> Vec<Violation> {
        let parameters = vec![Given::Absent; self.parameters.len()];
        let request = JudgedRequest { parameters, body: self.body_of_bytes(body) };
        let mut violations = self.violations(&request, account);
        violations.retain(|violation| violation.parameter.is_none());
        violations
    }

    /// The fields of a reservation's body that rules depend on.
    pub fn fields<'a>(&self, body: &'a Value) -> RequestFields<'a> {
        RequestFields::of(body, self.telephone_number.as_ref())
    }
}
