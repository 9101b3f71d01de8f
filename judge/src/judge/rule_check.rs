//! The types that all implementations of rules use: the declared rule that is implemented, and the request that is checked.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use serde_json::Value;

use crate::judge::account::Account;
use crate::judge::judged_request::JudgedRequest;
use crate::judge::parameter_judge::{ParameterJudge, value_by_name};
use crate::judge::request_fields::RequestFields;
use crate::judge::schema::Schema;
use crate::model::error::SpecError;
use crate::model::flat_schema::request_elements;
use crate::model::operation::Operation;
use crate::model::pointer;
use crate::model::rule::Rule;

/// The implementation of a rule: finds every violation of it.
pub type RuleCheck = Box<dyn Fn(&RuleRequest<'_>) -> Vec<RuleViolation> + Send + Sync>;

/// A rule that the spec declares, for one of its operations.
#[derive(Debug, Clone, Copy)]
pub struct DeclaredRule<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// The operation for which the rule is implemented.
    pub operation: &'a Operation,
    /// The whole spec.
    pub document: &'a Value,
}

impl DeclaredRule<'_> {
    /// Whether the body of the operation has members at all these JSON Pointers.
    pub fn body_has(&self, pointers: &[&str]) -> bool {
        let Some(body) = &self.operation.body else { return pointers.is_empty() };
        let elements = request_elements(self.document, &body.schema, &body.at);
        pointers.iter().all(|pointer| elements.iter().any(|element| element.pointer == *pointer))
    }

    /// The list of countries in the data.
    ///
    /// # Errors
    /// If the data has no such list.
    pub fn countries(&self) -> Result<BTreeSet<String>, SpecError> {
        let listed = self.data("countries", "a list of countries", Value::as_array)?;
        let code = |country: &Value| country.as_str().map(str::to_owned);
        let codes: Option<_> = listed.iter().map(code).collect();
        codes.ok_or_else(|| self.invalid("countries", "a list of countries"))
    }

    /// A text in the data, such as a JSON Pointer.
    ///
    /// # Errors
    /// If the data has no text of this key.
    pub fn text(&self, key: &str) -> Result<String, SpecError> {
        self.data(key, "a text", Value::as_str).map(str::to_owned)
    }

    /// An integer in the data.
    ///
    /// # Errors
    /// If the data has no integer of this key.
    pub fn integer(&self, key: &str) -> Result<i64, SpecError> {
        self.data(key, "an integer", Value::as_i64)
    }

    fn data<'a, T>(&'a self, key: &str, kind: &str, read: impl Fn(&'a Value) -> Option<T>) -> Result<T, SpecError> {
        self.rule.data.get(key).and_then(read).ok_or_else(|| self.invalid(key, kind))
    }

    fn invalid(&self, key: &str, kind: &str) -> SpecError {
        SpecError::new(pointer::join(&format!("{}/data", self.rule.at), key), format!("not {kind}"))
    }
}

/// A request for which rules are checked.
pub struct RuleRequest<'a> {
    /// The body: an object, or another value that satisfies its schema; `null` if the request does not have a body.
    pub body: &'a Value,
    /// The account that sends the request.
    pub account: &'a Account,
    parameters: &'a [ParameterJudge],
    request: &'a JudgedRequest,
    telephone_number: Option<&'a Schema>,
    fields: OnceCell<RequestFields<'a>>,
}

impl<'a> RuleRequest<'a> {
    pub(crate) fn new(
        request: &'a JudgedRequest,
        parameters: &'a [ParameterJudge],
        telephone_number: Option<&'a Schema>,
        account: &'a Account,
    ) -> Self {
        let body = request.body.value().unwrap_or(&Value::Null);
        Self { body, account, parameters, request, telephone_number, fields: OnceCell::new() }
    }

    /// The fields of a reservation.
    pub fn fields(&self) -> &RequestFields<'a> {
        self.fields.get_or_init(|| RequestFields::of(self.body, self.telephone_number))
    }

    /// The value of a parameter, or else the default value of its schema.
    pub fn parameter(&self, name: &str) -> Option<&'a Value> {
        value_by_name(self.parameters, self.request, name)
    }

    /// The text at a JSON Pointer of the body, trimmed; `None` if the member is missing, not a text, or blank.
    pub fn text(&self, pointer: &str) -> Option<&'a str> {
        self.body.pointer(pointer)?.as_str().map(str::trim).filter(|text| !text.is_empty())
    }
}

/// A violation of one rule, without its id and severity.
#[derive(Debug)]
pub struct RuleViolation {
    /// The place in the body, as a JSON Pointer; for a parameter, a slash and its name in lower case.
    pub pointer: String,
    /// The name of the parameter, if the violation is one of a parameter.
    pub parameter: Option<&'static str>,
    /// The message for people.
    pub message: String,
}

impl RuleViolation {
    /// A violation at a JSON Pointer of the body.
    pub fn new(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), parameter: None, message: message.into() }
    }

    /// A violation of a parameter.
    pub fn of_parameter(name: &'static str, message: impl Into<String>) -> Self {
        Self { parameter: Some(name), ..Self::new(pointer::join("", &name.to_ascii_lowercase()), message) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pointer_of_a_parameter_is_its_escaped_name_in_lower_case() {
        let violation = RuleViolation::of_parameter("Sort/By", "");
        assert_eq!((violation.pointer.as_str(), violation.parameter), ("/sort~1by", Some("Sort/By")));
    }
}
