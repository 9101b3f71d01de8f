//! Where a tracking id comes from: made for a call, or typed by a person.

use colt_numbers_api::rules::Severity;
use colt_numbers_api::schema::{SchemaKind, TRACKING_ID};
use colt_numbers_api::types::TrackingId;

use crate::check::json_location::JsonLocation;
use crate::check::schema;
use crate::check::violation::{InvalidReservation, Violation};
use crate::check::violation_list::ViolationList;

/// A fresh tracking id: a `UUIDv7`, so that ids sort by the time they were made.
#[must_use]
pub fn new_tracking_id() -> TrackingId {
    let text = uuid::Uuid::now_v7().to_string();
    #[expect(
        clippy::expect_used,
        reason = "a UUID is 36 hex digits and hyphens, which the pattern allows; a test holds it"
    )]
    TrackingId::try_from(text).expect("a UUID is a tracking id")
}

/// Reads a tracking id that a person typed; blanks around it are taken away.
///
/// ```
/// assert_eq!(colt_numbers::parse_tracking_id(" my-order-1 ")?.as_str(), "my-order-1");
/// let refused = colt_numbers::parse_tracking_id("my order").unwrap_err();
/// assert_eq!((refused.violations()[0].id, &*refused.violations()[0].pointer), ("pattern", "/x-tracking-id"));
/// # Ok::<(), colt_numbers::InvalidReservation>(())
/// ```
///
/// # Errors
/// Every violation of the header's schema, at the pointer `/x-tracking-id`.
pub fn parse_tracking_id(text: &str) -> Result<TrackingId, InvalidReservation> {
    let text = text.trim();
    TrackingId::try_from(text).map_err(|error| {
        let mut found = ViolationList::default();
        let place = JsonLocation::Member(&JsonLocation::Root, "x-tracking-id");
        if let Kind::Text(schema) = &TRACKING_ID.kind {
            schema::text(schema, text, place, &mut found);
        }
        let mut found = found.into_list();
        if found.is_empty() {
            // The schema and the type come from one spec; should they disagree, the type wins.
            let (id, message) = (error.keyword(), error.to_string());
            found.push(Violation { id, pointer: place.pointer(), severity: Severity::Error, message, hint: None });
        }
        InvalidReservation::new(found)
    })
}
