//! Properties of an account that some rules depend on and that no request contains.

use std::collections::BTreeSet;

use colt_numbers_api::types::Country;

/// Properties of an account that some rules depend on and that no request contains.
///
/// Pass it to [`Checks::account`](crate::Checks::account). A rule that needs an unknown property does not apply.
///
/// ```
/// use colt_numbers::{Account, Checks, Country, Reservation};
///
/// let account = Account::new().with_several_service_profiles(Country::Gb);
/// let builder = Reservation::of_number("GB", "+442081324758").customer_reference("My Customer");
/// let builder = builder.checks(Checks::new().account(account));
/// let error = builder.clone().build().unwrap_err();
/// assert_eq!(error.violations()[0].id, "service-profile-required");
/// assert!(builder.service_profile("ANH").build().is_ok());
/// ```
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Account {
    several_service_profiles: BTreeSet<Country>,
}

impl Account {
    /// An account without known properties.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// States that the account has more than one service profile in a country. A request for that country then has to name a service
    /// profile ([`Rule::ServiceProfileRequired`](crate::Rule::ServiceProfileRequired)).
    #[must_use]
    pub fn with_several_service_profiles(mut self, country: Country) -> Self {
        self.several_service_profiles.insert(country);
        self
    }

    pub(crate) fn has_several_service_profiles(&self, country: Country) -> bool {
        self.several_service_profiles.contains(&country)
    }
}
