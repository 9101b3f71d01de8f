//! The names in the spec that this crate depends on.
//!
//! Everything else is read generically. For a spec without these names, cases are still derived and run, but without fresh telephone numbers
//! and plausible unlisted countries.

/// The schema component of telephone numbers. An order uses its numbers up, so each request gets its own numbers.
pub(crate) const TELEPHONE: &str = "TelephoneNumber";

/// The tracking id that every case is derived with. Each request replaces it with a tracking id of the same length.
pub(crate) const TRACKING_PLACEHOLDER: &str = "ct-000000-0000";

/// The prefix of every tracking id of a run, except in cases about the tracking id.
pub(crate) const TRACKING_PREFIX: &str = "ct-";

/// The extension with the calling code of each country in an enumeration.
pub(crate) const COUNTRIES: &str = "x-countries";

/// The member with the id of a lock, which stands for numbers locked earlier. A target may reject an unknown lock id because of the target's state.
pub(crate) const LOCK_ID: &str = "lockId";

/// The member of a case file with the countries in which the account has several service profiles.
pub(crate) const SEVERAL_PROFILES: &str = "severalServiceProfiles";

/// The parameter with the maximum number of entries in a page.
pub(crate) const PAGE_LIMIT: &str = "limit";

/// The parameter with the number of entries before the page.
pub(crate) const PAGE_OFFSET: &str = "offset";

/// The member of a page with the number of entries of the whole list.
pub(crate) const PAGE_TOTAL: &str = "total";

/// The member of a page with the offset of the next page.
pub(crate) const PAGE_NEXT: &str = "next";

/// The pointer at which rejections are searched for an order id if an operation orders and its effects do not state the pointer.
pub(crate) const ORDER_ID: &str = "/order/id";

/// The id of the production server, which is never tested.
pub(crate) const PRODUCTION: &str = "production";

/// Country codes that are well-formed and plausible, but not in the vendor's enumeration: former and alternative codes, the rest of Europe,
/// and other markets of the vendor. Codes that the enumeration lists are not used.
pub(crate) const UNLISTED_COUNTRIES: [&str; 13] =
    ["UK", "XX", "US", "EL", "GR", "HU", "BG", "HR", "SI", "EE", "LT", "LV", "LI"];
