//! A tracking id that somebody typed.

use colt_numbers_api::schema::{Kind, TRACKING_ID};

use crate::Severity;
use crate::check::found::Found;
use crate::check::schema;
use crate::check::violation::{Invalid, Place, Violation};
use crate::types::TrackingId;

/// Reads a tracking id that a person typed; blanks around it are taken away.
///
/// ```
/// assert_eq!(colt_numbers::tracking_id(" my-order-1 ")?.as_str(), "my-order-1");
/// let refused = colt_numbers::tracking_id("my order").unwrap_err();
/// assert_eq!((refused.violations()[0].id, &*refused.violations()[0].pointer), ("pattern", "/x-tracking-id"));
/// # Ok::<(), colt_numbers::Invalid>(())
/// ```
///
/// # Errors
/// Every violation of the header's schema, at the pointer `/x-tracking-id`.
pub fn tracking_id(text: &str) -> Result<TrackingId, Invalid> {
    let text = text.trim();
    TrackingId::try_from(text).map_err(|error| {
        let mut found = Found::default();
        let place = Place::Member(&Place::Root, "x-tracking-id");
        if let Kind::Text(schema) = &TRACKING_ID.kind {
            schema::text(schema, text, place, &mut found);
        }
        let mut found = found.into_list();
        if found.is_empty() {
            // The schema and the type come from one spec; should they disagree, the type wins.
            let (id, message) = (error.keyword(), error.to_string());
            found.push(Violation { id, pointer: place.pointer(), severity: Severity::Error, message, hint: None });
        }
        Invalid::new(found)
    })
}
