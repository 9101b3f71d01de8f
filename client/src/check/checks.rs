//! The set of checks for a request: the schema, the rules that are not disabled, and the account that some rules depend on.

use colt_numbers_api::rules::Rule;
use colt_numbers_api::schema::RESERVATION_REQUEST;

use crate::check::account::Account;
use crate::check::json::Json;
use crate::check::json_location::JsonLocation;
use crate::check::request_view::RequestView;
use crate::check::violation::Violation;
use crate::check::violation_list::ViolationList;
use crate::check::{rules, schema};

/// The set of checks for a request. By default every rule is enabled, and no property of the account is known.
///
/// The spec's schema is always checked; single rules can be disabled. [`Rule`] lists the rules with their statements and citations.
///
/// ```
/// use colt_numbers::{Checks, Reservation, Rule};
///
/// let body = br#"{"productOffering": {"name": "Wholesale SIP", "lockId": "LOCK-1"},
///                 "relatedParty": {"reseller": {"country": "FR"}}}"#;
/// assert!(Reservation::from_json(body).is_err());
/// assert!(Checks::new().allow(Rule::LockIdCountry).parse(body).is_ok());
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Checks {
    account: Account,
    allowed: Vec<Rule>,
}

impl Checks {
    /// Creates the default set: every rule is enabled, and no property of the account is known.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Disables one rule: requests that violate it are allowed.
    #[must_use]
    pub fn allow(mut self, rule: Rule) -> Self {
        if !self.allowed.contains(&rule) {
            self.allowed.push(rule);
        }
        self
    }

    /// Sets the properties of the account.
    #[must_use]
    pub fn account(mut self, account: Account) -> Self {
        self.account = account;
        self
    }

    /// Every violation of a request's JSON, warnings included. If one of the violations is an error, the request cannot be sent.
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
            self.check_rules(&RequestView::of_json(request), &mut violations);
        }
        violations.into_vec()
    }

    pub(crate) fn check_rules(&self, request: &RequestView<'_>, violations: &mut ViolationList) {
        for rule in Rule::ALL {
            if !self.allowed.contains(&rule) {
                rules::check(rule, request, &self.account, violations);
            }
        }
    }
}
