//! By what a request is checked: the schema, and the rules that are not overruled, with what is known of the account.

use colt_numbers_api::rules::Rule;
use colt_numbers_api::schema::RESERVATION_REQUEST;

use crate::check::account::Account;
use crate::check::json::Json;
use crate::check::json_location::JsonLocation;
use crate::check::request_view::RequestView;
use crate::check::violation::Violation;
use crate::check::violation_list::ViolationList;
use crate::check::{rules, schema};

/// By what a request is checked. By default every rule holds, and nothing is known of the account.
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
    /// Every rule, and an account of which nothing is known.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Overrules one rule, and nothing else.
    #[must_use]
    pub fn allow(mut self, rule: Rule) -> Self {
        if !self.allowed.contains(&rule) {
            self.allowed.push(rule);
        }
        self
    }

    /// States what is known of the account.
    #[must_use]
    pub fn account(mut self, account: Account) -> Self {
        self.account = account;
        self
    }

    /// Everything that is wrong with a JSON text, warnings included. An error among it means that it would not be sent.
    ///
    /// Of a thousand errors or warnings the further ones are only counted, in a last violation of the id `more`. It takes linear time, and
    /// less than 200 MB for any text that is read.
    #[must_use]
    pub fn violations(&self, body: &[u8]) -> Vec<Violation> {
        Json::parse(body).map_or_else(|violation| vec![violation], |request| self.of_json(&request))
    }

    pub(crate) fn of_json(&self, request: &Json<'_>) -> Vec<Violation> {
        let mut found = ViolationList::default();
        schema::check(&RESERVATION_REQUEST, request, JsonLocation::Root, &mut found);
        if let Json::Object(_) = request {
            self.by_rules(&RequestView::of_json(request), &mut found);
        }
        found.into_list()
    }

    pub(crate) fn by_rules(&self, facts: &RequestView<'_>, found: &mut ViolationList) {
        for rule in Rule::ALL {
            if !self.allowed.contains(&rule) {
                rules::check(rule, facts, &self.account, found);
            }
        }
    }
}
