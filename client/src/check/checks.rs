//! The set of checks for a request: the schema, the rules that are not disabled, and the account that some rules depend on.

use std::collections::BTreeSet;

use colt_numbers_api::client::RequestValues;
use colt_numbers_api::operations::{BodyContent, Operation, RESERVE_NUMBERS};
use colt_numbers_api::rules::{Rule, Severity};
use colt_numbers_api::schema::RESERVATION_REQUEST;

use crate::check::account::Account;
use crate::check::json::{Json, MAX_REQUEST_BYTES};
use crate::check::json_location::JsonLocation;
use crate::check::rule_input::RuleInput;
use crate::check::rules::EnabledRule;
use crate::check::violation::Violation;
use crate::check::violation_list::ViolationList;
use crate::check::{parameter, rules, schema};

/// The set of checks for a request. By default every rule is enabled, and no property of the account is known.
///
/// The spec's schema is always checked; single rules can be disabled, and warnings can be made errors. [`Rule`] lists the rules with their
/// statements and citations.
///
/// ```
/// use colt_numbers::{Checks, Reservation, Rule};
///
/// let body = br#"{"productOffering": {"name": "Wholesale SIP", "lockId": "LOCK-1"},
///                 "relatedParty": {"reseller": {"country": "FR"}, "endCustomerDetails": {"customerReference": "My Customer"}}}"#;
/// assert!(Reservation::from_json(body).is_err());
/// assert!(Checks::new().allow(Rule::LockIdCountry).parse(body).is_ok());
/// ```
///
/// A warning does not prevent a request from being sent. A program that runs unattended should deny warnings:
///
/// ```
/// use colt_numbers::{Checks, Reservation, Rule};
///
/// let descending = Reservation::of_range("GB", "+442081324759", "+442081324750").customer_reference("My Customer");
/// assert!(descending.clone().build().is_ok());
/// assert!(descending.clone().checks(Checks::new().deny(Rule::RangeOrder)).build().is_err());
/// assert!(descending.checks(Checks::new().deny_warnings()).build().is_err());
/// ```
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Checks {
    account: Account,
    allowed: BTreeSet<Rule>,
    denied: BTreeSet<Rule>,
}

impl Checks {
    /// Creates the default set: every rule is enabled, and no property of the account is known.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Disables one rule: requests that violate it are allowed. It replaces an earlier [`deny`](Self::deny) of the rule.
    #[must_use]
    pub fn allow(mut self, rule: Rule) -> Self {
        self.denied.remove(&rule);
        self.allowed.insert(rule);
        self
    }

    /// Makes every violation of one rule an error, whatever its severity. It replaces an earlier [`allow`](Self::allow) of the rule.
    #[must_use]
    pub fn deny(mut self, rule: Rule) -> Self {
        self.allowed.remove(&rule);
        self.denied.insert(rule);
        self
    }

    /// Makes every warning an error. Rules that [`allow`](Self::allow) disabled earlier stay disabled.
    #[must_use]
    pub fn deny_warnings(mut self) -> Self {
        self.denied.extend(Rule::ALL.into_iter().filter(|rule| !self.allowed.contains(rule)));
        self
    }

    /// Sets the properties of the account.
    #[must_use]
    pub fn account(mut self, account: Account) -> Self {
        self.account = account;
        self
    }

    /// Every violation of a reservation's JSON, warnings included. If one of the violations is an error, the request cannot be sent.
    ///
    /// At most 1000 errors and 1000 warnings are listed. If there are more, the last violation has the id `more`, and its message states how
    /// many violations are not listed. For any text, the check takes linear time and less than 200 MB of memory.
    ///
    /// ```
    /// let violations = colt_numbers::Checks::new().violations(br#"{"productOffering": {}}"#);
    /// let found: Vec<_> = violations.iter().map(|violation| (violation.id, violation.pointer.as_str())).collect();
    /// assert!(found.contains(&("required", "/productOffering")));
    /// ```
    #[must_use]
    pub fn violations(&self, body: &[u8]) -> Vec<Violation> {
        Json::parse(body).map_or_else(|violation| vec![violation], |request| self.violations_of_json(&request))
    }

    pub(crate) fn violations_of_json(&self, request: &Json<'_>) -> Vec<Violation> {
        let mut violations = ViolationList::default();
        schema::check(&RESERVATION_REQUEST, request, JsonLocation::Root, &mut violations);
        if let Json::Object(_) = request {
            let input = RuleInput::of_json(&RESERVE_NUMBERS, &[], Some(request));
            self.check_rules(&RESERVE_NUMBERS, &input, &mut violations);
        }
        violations.into_vec()
    }

    /// Adds the violations of the operation's rules.
    pub(crate) fn check_rules(&self, operation: &Operation, input: &RuleInput<'_>, violations: &mut ViolationList) {
        for &rule in operation.rules.iter().filter(|rule| !self.allowed.contains(rule)) {
            let severity = if self.denied.contains(&rule) { Severity::Error } else { rule.severity() };
            rules::check(EnabledRule { rule, severity }, input, &self.account, violations);
        }
    }

    /// Every violation of a request of any operation: those of the schemas of its parameters and of its body, and those of its rules.
    pub(crate) fn violations_of_values(&self, operation: &'static Operation, values: &RequestValues) -> Vec<Violation> {
        let mut violations = ViolationList::default();
        let parameters: Vec<_> = values.parameters.iter().map(|value| value.clone().map(Json::of_value)).collect();
        for (parameter, value) in operation.parameters.iter().zip(&parameters) {
            parameter::check(parameter, value.as_ref(), &mut violations);
        }
        let body = match checked_body(operation, values) {
            Ok(body) => body,
            Err(violation) => {
                violations.add(Severity::Error, 0, || violation);
                return violations.into_vec();
            }
        };
        let errors = violations.error_count();
        if let (Some(body), Some(BodyContent::Json(schema) | BodyContent::Form(schema))) =
            (&body, operation.body.as_ref().map(|body| &body.content))
        {
            schema::check(schema, body, JsonLocation::Root, &mut violations);
        }
        // Rules read members of the body. If the body should be an object but is not, only the violation of its schema is reported.
        if matches!(body, Some(Json::Object(_))) || violations.error_count() == errors {
            let input = RuleInput::of_json(operation, &parameters, body.as_ref());
            self.check_rules(operation, &input, &mut violations);
        }
        violations.into_vec()
    }
}

/// Parses the body of a request. `None` if the request has no body, or if the spec describes the body as something other than JSON or a form.
fn checked_body<'v>(operation: &Operation, values: &'v RequestValues) -> Result<Option<Json<'v>>, Violation> {
    let invalid = |id, message: &str, hint: &str| Violation {
        id,
        pointer: String::new(),
        severity: Severity::Error,
        message: message.to_owned(),
        hint: Some(hint.to_owned()),
    };
    match (&operation.body, &values.body) {
        (None, Some(_)) => Err(invalid("http", "the operation has no body", "remove the body")),
        (Some(body), None) if body.required => Err(invalid("required", "the body is missing", "add it")),
        (_, None) => Ok(None),
        (Some(body), Some(bytes)) => match body.content {
            BodyContent::Json(_) | BodyContent::Form(_) => Json::parse(bytes).map(Some),
            _ if bytes.len() > MAX_REQUEST_BYTES => {
                let message = format!("{} bytes; at most {MAX_REQUEST_BYTES} are accepted", bytes.len());
                Err(invalid("http", &message, "split the request"))
            }
            _ => Ok(None),
        },
    }
}
