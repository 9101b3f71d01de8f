//! Reserve Colt phone numbers: checked before sending, certain about the outcome.
//!
//! A reservation costs money, no call here takes it back, and nothing says that the vendor recognises a request that was sent twice.
//! So this crate does two things. A [`Reservation`] is checked by everything that the vendor's document states before it can be sent at
//! all, the rules included that OpenAPI cannot say. And a [`Client`] ends every call as an [`Order`], or as an error whose [`Outcome`]
//! says what is known, on evidence: whatever is in doubt is called so, and is never sent again.
//!
//! This crate is neither Colt's nor endorsed by Colt.
//!
//! ```
//! use colt_numbers::{Reservation, Severity};
//!
//! let reservation = Reservation::of_range("LU", "+35227949650", "+352279496509").build()?;
//! assert_eq!(reservation.warnings()[0].id, "range-length");
//! assert_eq!(reservation.warnings()[0].severity, Severity::Warning);
//! # Ok::<(), colt_numbers::InvalidReservation>(())
//! ```
//!
//! What it does not do: keep a record of orders (see [`Call::tracking_id`] for what to keep), cancel or activate a reservation, look for
//! free numbers, speak through a proxy.

mod auth;
mod check;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
mod order;
mod response;
mod target;
#[cfg(feature = "testing")]
pub mod testing;
mod tracking_id;
mod wire;

pub use auth::credentials::{Credentials, InvalidCredentials};
pub use auth::secret::Secret;
pub use auth::token::{Token, TokenFuture, TokenSource};
pub use check::account::Account;
pub use check::checks::Checks;
pub use check::json::MAX_REQUEST_BYTES;
pub use check::reservation::{Reservation, ReservationBuilder};
pub use check::trim_json::{TrimmedJson, trim_json};
pub use check::violation::{InvalidReservation, Violation};
pub use colt_numbers_api as api;
pub use colt_numbers_api::rules::{Rule, Severity};
pub use colt_numbers_api::types::{self, Country, TrackingId};
pub use order::accepted_order::{Day, Order};
pub use order::call::Call;
pub use order::call_status::CallStatus;
pub use order::client::Client;
pub use order::client_builder::{ClientBuilder, ConfigError};
pub use order::outcome::{Outcome, ReserveError};
pub use order::preview::Preview;
pub use order::retries::Retries;
pub use target::{InvalidTarget, Target};
pub use tracking_id::{new_tracking_id, parse_tracking_id};
pub use wire::timeouts::Timeouts;

/// The example that the project's first page shows.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct ReadmeExamples;
