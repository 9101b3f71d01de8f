//! The few names of the spec that the runner knows. Everything else it reads generically: with none of these present it still derives and
//! runs cases, only without fresh numbers, fresh tracking ids, and neighbours that a person would try.

/// The component whose values are telephone numbers. They are ordered, so each request gets numbers of its own.
pub(crate) const TELEPHONE: &str = "TelephoneNumber";

/// The header that identifies a request. Each request gets a fresh one.
pub(crate) const TRACKING: &str = "x-tracking-id";

/// The tracking id that every case is derived with; a request gets one of the same length in its place.
pub(crate) const SEED: &str = "ct-000000-0000";

/// What every tracking id of the runner begins with, unless a case is about its very length.
pub(crate) const TRACKING_PREFIX: &str = "ct-";

/// The extension that gives each value of an enumeration its calling code.
pub(crate) const COUNTRIES: &str = "x-countries";

/// The member that stands for numbers locked before. A lock that does not exist is refused for its state.
pub(crate) const LOCK_ID: &str = "lockId";

/// The key of a case file that says for which countries the account has several service profiles.
pub(crate) const SEVERAL_PROFILES: &str = "severalServiceProfiles";

/// The server that is never tested.
pub(crate) const PRODUCTION: &str = "production";

/// Country codes that are well-formed, plausible, and named by no enumeration of the vendor: former and alternative names, the rest of
/// Europe, and markets of the same vendor elsewhere. Those that an enumeration does name are not used.
pub(crate) const NEAR_COUNTRIES: [&str; 13] =
    ["UK", "XX", "US", "EL", "GR", "HU", "BG", "HR", "SI", "EE", "LT", "LV", "LI"];
