//! The properties of an account that rules depend on.

use std::collections::BTreeSet;

/// The account that sends a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    several_service_profiles: BTreeSet<String>,
}

impl Account {
    /// An account with more than one service profile in each of these countries, and at most one elsewhere.
    pub fn with_several_service_profiles<C: Into<String>>(countries: impl IntoIterator<Item = C>) -> Self {
        Self { several_service_profiles: countries.into_iter().map(Into::into).collect() }
    }

    pub(crate) fn has_several_profiles(&self, country: &str) -> bool {
        self.several_service_profiles.contains(country)
    }
}
