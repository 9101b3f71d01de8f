//! The JSON of orders, outcomes, days and violations. Behind the feature `serde`. The names of the members are stable.

use std::borrow::Cow;

use colt_numbers_api::types::TrackingId;
use jiff::Timestamp;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::check::violation::Violation;
use crate::send::day::Day;
use crate::send::order::Order;
use crate::send::outcome::Outcome;

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct OrderJson<'o> {
    order_id: Cow<'o, str>,
    tracking_id: Cow<'o, TrackingId>,
    order_status: Option<Cow<'o, str>>,
    /// In UTC, as in RFC 3339, with all digits of the fraction, so that an order equals itself after a round trip.
    reserved_at: String,
    attempts: u32,
    /// It follows from `reserved_at`.
    #[serde(skip_deserializing)]
    earliest_lapse: Option<Day>,
}

impl Serialize for Order {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let json = OrderJson {
            order_id: self.id().into(),
            tracking_id: Cow::Borrowed(self.tracking_id()),
            order_status: self.status().map(Cow::Borrowed),
            reserved_at: self.reserved_at.to_string(),
            attempts: self.attempts(),
            earliest_lapse: self.earliest_lapse(),
        };
        json.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Order {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = OrderJson::deserialize(deserializer)?;
        if json.order_id.is_empty() || json.order_id.trim() != json.order_id {
            return Err(D::Error::custom("`orderId` is empty, or has surrounding blanks"));
        }
        Ok(Self {
            id: json.order_id.into_owned(),
            tracking_id: json.tracking_id.into_owned(),
            status: json.order_status.map(Cow::into_owned),
            reserved_at: json.reserved_at.parse::<Timestamp>().map_err(D::Error::custom)?,
            attempts: json.attempts,
        })
    }
}

impl Serialize for Violation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct ViolationJson<'v> {
            id: &'v str,
            pointer: &'v str,
            severity: &'v str,
            message: &'v str,
            hint: Option<&'v str>,
        }
        let Self { id, pointer, severity, message, hint } = self;
        ViolationJson { id, pointer, severity: severity.as_str(), message, hint: hint.as_deref() }.serialize(serializer)
    }
}

impl Serialize for Outcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Outcome {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Cow::<str>::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Cow::<str>::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}
