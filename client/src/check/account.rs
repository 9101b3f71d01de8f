//! What is known of an account and cannot be read from a request.

use colt_numbers_api::types::Country;

/// What is known of an account and cannot be read from a request.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Account {
    several_service_profiles: Vec<Country>,
}

impl Account {
    /// An account of which nothing is known.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// States that the account has more than one service profile in a country, so that a request has to name one there
    /// (number-reservation.txt:84).
    #[must_use]
    pub fn with_several_service_profiles(mut self, country: Country) -> Self {
        if !self.several_service_profiles.contains(&country) {
            self.several_service_profiles.push(country);
        }
        self
    }

    pub(crate) fn has_several_service_profiles(&self, country: Country) -> bool {
        self.several_service_profiles.contains(&country)
    }
}
