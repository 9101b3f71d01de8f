//! The sample request and response of the benchmarks, and plain structs with the same JSON.

use colt_numbers_api::operations::RESERVE_NUMBERS;
use colt_numbers_api::servers::SANDBOX;
use serde::Serialize;

/// A tracking id.
pub const TRACKING_ID: &str = "0198c9f2-7f2e-7cc3-98c4-dc0c0c07398f";

/// The header with the tracking id of a reservation.
pub fn tracking_header() -> &'static str {
    RESERVE_NUMBERS.tracking_id().map_or("no-tracking-id", |header| header.name)
}

/// The header with the tracking id of a token request.
pub fn token_tracking_header() -> &'static str {
    SANDBOX.token_tracking_header.unwrap_or("no-tracking-id")
}

/// The body of a success response.
pub const RESPONSE: &str = r#"{"order":{"id":"5ed12731-7c1f-4fb2-a5ae-3ac4ce14a2a1","orderStatus":"In progress"}}"#;

/// Ranges of ten numbers each, without overlap.
pub fn ranges(count: usize) -> Vec<(String, String)> {
    (0..count).map(|index| (format!("+44208132{:04}", index * 10), format!("+44208132{:04}", index * 10 + 9))).collect()
}

/// A reservation as a struct of strings, without checks.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names are those of the spec")]
pub struct PlainReservation {
    pub number_range_list: Vec<PlainRange>,
    pub related_party: PlainParty,
    pub product_offering: PlainOffering,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names are those of the spec")]
pub struct PlainRange {
    pub number_range_start: String,
    pub number_range_end: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names are those of the spec")]
pub struct PlainParty {
    pub reseller: PlainReseller,
    pub end_customer_details: PlainDetails,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names are those of the spec")]
pub struct PlainReseller {
    pub service_profile: String,
    pub country: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names are those of the spec")]
pub struct PlainDetails {
    pub customer_reference: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names are those of the spec")]
pub struct PlainOffering {
    pub name: String,
}

impl PlainReservation {
    /// The plain struct of these ranges.
    pub fn of(ranges: &[(String, String)]) -> Self {
        let range = |(start, end): &(String, String)| PlainRange {
            number_range_start: start.clone(),
            number_range_end: end.clone(),
        };
        Self {
            number_range_list: ranges.iter().map(range).collect(),
            related_party: PlainParty {
                reseller: PlainReseller { service_profile: "ANH".to_owned(), country: "GB".to_owned() },
                end_customer_details: PlainDetails { customer_reference: "My Customer".to_owned() },
            },
            product_offering: PlainOffering { name: "Wholesale SIP".to_owned() },
        }
    }
}
