//! Creates tracking ids, and parses tracking ids that a person typed.

use colt_numbers_api::operations::{Operation, RESERVE_NUMBERS};
use colt_numbers_api::rules::Severity;
use colt_numbers_api::schema::{SchemaKind, TRACKING_ID};
use colt_numbers_api::types::TrackingId;

use crate::check::json_location::JsonLocation;
use crate::check::schema;
use crate::check::violation::{InvalidInput, Violation};
use crate::check::violation_list::ViolationList;

/// Creates a new tracking id: a `UUIDv7`, so that ids sort by the time at which they were created.
///
/// [`Client::call`](crate::Client::call) creates a tracking id for each reservation, and [`Checks::check`](crate::Checks::check) for a request
/// without one. To store the tracking id before the client exists, create it yourself, and pass it to
/// [`ReservationCall::with_tracking_id`](crate::ReservationCall::with_tracking_id) or to the request.
#[must_use]
pub fn new_tracking_id() -> TrackingId {
    let text = uuid::Uuid::now_v7().to_string();
    #[expect(
        clippy::expect_used,
        reason = "the pattern allows the 36 hex digits and hyphens of a UUID; a test checks this"
    )]
    TrackingId::try_from(text).expect("a UUID is a valid tracking id")
}

/// Parses a tracking id that a person typed. Surrounding blanks are removed.
///
/// ```
/// assert_eq!(colt_numbers::parse_tracking_id(" my-order-1 ")?.as_str(), "my-order-1");
/// let error = colt_numbers::parse_tracking_id("my order").unwrap_err();
/// assert_eq!(error.violations()[0].id, "pattern");
/// # Ok::<(), colt_numbers::InvalidInput>(())
/// ```
///
/// # Errors
/// [`InvalidInput`] with every violation of the spec's schema for tracking ids, at the pointer that the tracking id has in a reservation.
pub fn parse_tracking_id(text: &str) -> Result<TrackingId, InvalidInput> {
    exact_tracking_id(&RESERVE_NUMBERS, text.trim())
}

/// Parses the tracking id of a request of an operation. Blanks are not removed.
pub(crate) fn exact_tracking_id(operation: &Operation, text: &str) -> Result<TrackingId, InvalidInput> {
    TrackingId::try_from(text).map_err(|error| {
        let mut violations = ViolationList::default();
        let header = operation.tracking_id().map_or("", |parameter| parameter.name).to_ascii_lowercase();
        let location = JsonLocation::Member(&JsonLocation::Root, &header);
        if let SchemaKind::String(schema) = &TRACKING_ID.kind {
            schema::check_text(schema, text, location, &mut violations);
        }
        let mut violations = violations.into_vec();
        if violations.is_empty() {
            // Schema and type are generated from one spec. If they disagree nevertheless, the type's error is reported.
            let (id, message) = (error.keyword(), error.to_string());
            violations.push(Violation {
                id,
                pointer: location.pointer(),
                severity: Severity::Error,
                message,
                hint: None,
            });
        }
        InvalidInput::new(violations)
    })
}
