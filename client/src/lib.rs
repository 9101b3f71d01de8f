//! Reserves Colt phone numbers: requests are checked before they are sent, and every call ends with an outcome that is based on evidence.
//!
//! A reservation costs money, no call of the API cancels it, and it is not known whether the vendor recognizes a request that was sent twice.
//! So this crate does two things:
//!
//! - A [`Reservation`] can only be created from a request that passes the spec's schema and every enabled rule. The rules come from the prose
//!   of the vendor's document, and OpenAPI cannot express them. A [`Violation`] states the rule, the location and usually how to fix it.
//! - A [`Client`] ends every reservation with an [`Order`], or with a [`SendError`] whose [`Outcome`] states what is known. A reservation is sent
//!   again only after a proof that nothing was ordered; while its outcome is in doubt, it is never sent again.
//!
//! [`Reservation`] and [`Client::reserve`] are for one operation, `reserveNumbers`. A request of any operation of the spec is checked and sent in
//! the same way: [`Checks::check`] makes a [`CheckedRequest`] from a request of [`api::requests`], and [`Client::prepare`] makes the [`Call`] that
//! sends it and returns an [`Accepted`] response. [`DynamicRequest`] is a request whose operation is known only at run time; [`Operation::ALL`]
//! lists the operations. One thing depends on the operation: if the spec declares it as [`repeatable`](Operation::repeatable), its request may be
//! sent again although the outcome of an earlier attempt is in doubt, as [`Retries`] describes.
//!
//! This crate is neither made nor endorsed by Colt.
//!
//! # Check a request
//!
//! ```
//! use colt_numbers::{Reservation, Severity};
//!
//! let reservation = Reservation::of_range("LU", "+35227949650", "+352279496509").customer_reference("My Customer").build()?;
//! assert_eq!(reservation.warnings()[0].id, "range-length");
//! assert_eq!(reservation.warnings()[0].severity, Severity::Warning);
//! # Ok::<(), colt_numbers::InvalidInput>(())
//! ```
//!
//! # Place an order
//!
//! ```no_run
//! use colt_numbers::{Client, Credentials, Outcome, Reservation, Target};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let target = Target::sandbox();
//! let credentials = Credentials::new(&target, "client id", "client secret")?;
//! let client = Client::builder(target).credentials(credentials).build()?;
//! let reservation = Reservation::of_number("GB", "+442081324758").customer_reference("My Customer").build()?;
//! match client.reserve(&reservation).await {
//!     Ok(order) => println!("order {}", order.id()),
//!     Err(error) => match error.outcome() {
//!         Outcome::NotSent | Outcome::Rejected | Outcome::Refused => println!("nothing was ordered: {error}"),
//!         // In doubt: do not send the request again; ask the vendor.
//!         _ => println!("reconcile {:?}: {error}", error.tracking_id()),
//!     },
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Connections
//!
//! A client connects directly by TCP. With a [`Proxy`], which may be that of the environment, it connects through an HTTP proxy; with a [`Connector`],
//! through anything else, such as an SSH tunnel or a Unix socket. TLS and the evidence of what was sent are the same in all three cases.
//!
//! # Errors
//!
//! [`SendError`], [`TokenError`], [`ConfigError`], [`InvalidTarget`], [`InvalidCredentials`] and [`InvalidProxy`] follow one scheme: `kind` is an enum of what is
//! wrong; `Display` prints the reason on one line, without secrets; and `source` returns the error that caused it, whose text is a part of the reason
//! already. For a call, decide by [`SendError::outcome`]: whatever failed, only the outcome states whether the call may have had an effect.
//!
//! # Builders
//!
//! A builder or configuration is changed by methods that take and return it. A method is named after what it sets; it begins with `with_` only if a
//! method that reads the value has that name.
//!
//! # Limits
//!
//! This crate does not store orders (store [`ReservationCall::tracking_id`] and [`Order::id`] yourself), cancel or activate reservations, or
//! search for free numbers. A [`Client`] needs a tokio runtime.
//!
//! # Features
//!
//! - `serde`: [`Order`], [`Outcome`] and [`Day`] can be serialized and deserialized, [`Violation`] can be serialized. The names of the members of
//!   their JSON are stable. It adds no dependency. Off by default.
//! - `testing`: the module `testing`, with a scripted server in memory for tests of code that places orders. Off by default.

mod auth;
mod cause;
mod check;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
mod response;
mod secret;
mod send;
#[cfg(feature = "serde")]
mod serde_impls;
mod target;
#[cfg(feature = "testing")]
pub mod testing;
mod wire;

pub use auth::credentials::{Credentials, InvalidCredentials, InvalidCredentialsKind};
pub use auth::token::{Token, TokenFuture, TokenSource};
pub use auth::token_error::{TokenError, TokenErrorKind};
pub use check::account::Account;
pub use check::checked_request::CheckedRequest;
pub use check::checks::Checks;
pub use check::dynamic_request::{DynamicRequest, InvalidParameter};
pub use check::json::MAX_REQUEST_BYTES;
pub use check::reservation::{NumberChoice, Reservation, ReservationBuilder};
pub use check::tracking_id::{new_tracking_id, parse_tracking_id};
pub use check::trim_json::{TrimmedJson, trim_json};
pub use check::violation::{InvalidInput, Violation};
pub use colt_numbers_api as api;
pub use colt_numbers_api::operations::Operation;
pub use colt_numbers_api::rules::{Rule, Severity};
pub use colt_numbers_api::types::{self, Country, TrackingId};
pub use secret::Secret;
pub use send::accepted::Accepted;
pub use send::call::Call;
pub use send::call_status::CallStatus;
pub use send::client::Client;
pub use send::client_builder::ClientBuilder;
pub use send::config_error::{ConfigError, ConfigErrorKind};
pub use send::day::Day;
pub use send::invalid_text::InvalidText;
pub use send::order::Order;
pub use send::outcome::Outcome;
pub use send::preview::Preview;
pub use send::reservation_call::ReservationCall;
pub use send::retries::Retries;
pub use send::send_error::{SendError, SendErrorKind};
pub use target::{InvalidTarget, InvalidTargetKind, Target};
pub use wire::connector::{ByteStream, ConnectFuture, Connector};
pub use wire::invalid_proxy::{InvalidProxy, InvalidProxyKind};
pub use wire::proxy::{Proxy, ProxyServer};
pub use wire::timeouts::Timeouts;

/// Compiles and runs the examples of the project's README.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct ReadmeExamples;
