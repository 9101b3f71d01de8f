//! For tests of code that sends requests: a real [`Client`] whose server is a script in memory. Behind the feature `testing`.
//!
//! Only the network is replaced. Checks, retries and the classification of responses are those of production.
//!
//! ```toml
//! [dev-dependencies]
//! colt-numbers = { version = "0.1", features = ["testing"] }
//! ```
//!
//! ```
//! use colt_numbers::testing::{ScriptedServer, ServerStep};
//! use colt_numbers::{Client, Outcome, Reservation};
//!
//! /// The code under test: it records the tracking ids of orders in doubt.
//! async fn order(client: &Client, in_doubt: &mut Vec<String>) -> Option<String> {
//!     let reservation = Reservation::of_number("GB", "+442081324758").customer_reference("My Customer").build().ok()?;
//!     match client.reserve(&reservation).await {
//!         Ok(order) => Some(order.id().to_owned()),
//!         Err(error) => {
//!             if error.outcome().is_in_doubt() {
//!                 in_doubt.extend(error.tracking_id().map(ToString::to_string));
//!             }
//!             None
//!         }
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! let server = ScriptedServer::new([ServerStep::refused(), ServerStep::unknown()]);
//! let mut in_doubt = Vec::new();
//! assert_eq!(order(&server.client(), &mut in_doubt).await, None);
//! assert_eq!(server.received().len(), 2, "sent again after the refusal, and not again after the unknown outcome");
//! assert_eq!(server.received()[1].tracking_id.as_ref().map(ToString::to_string), in_doubt.pop());
//! # }
//! ```
//!
//! For code that hides the client behind its own trait, [`order`] and [`error`] construct the result of a call.

use std::time::Duration;

use bytes::Bytes;
use colt_numbers_api::operations::RESERVE_NUMBERS;
use jiff::Timestamp;

use crate::check::tracking_id::new_tracking_id;
use crate::send::client::Client;
use crate::send::client_builder::ClientBuilder;
use crate::send::order::Order;
use crate::send::outcome::Outcome;
use crate::send::retries::Retries;
use crate::send::send_error::{ErrorDetails, Failure, SendError, SendErrorKind};
use crate::target::Target;

pub use crate::wire::scripted_server::{ReceivedRequest, ScriptedServer, ServerStep};

impl ScriptedServer {
    /// Creates a client of this server, with the default retries and time-outs, except that the first wait between attempts is a millisecond.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the target needs neither TLS nor a token, so the configuration is valid")]
    pub fn client(&self) -> Client {
        self.builder().build().expect("a scripted client needs no configuration")
    }

    /// The builder of [`ScriptedServer::client`], for further configuration. Time-outs run on tokio's clock, which a test can pause.
    pub fn builder(&self) -> ClientBuilder {
        let retries = Retries::default().first_wait(Duration::from_millis(1));
        Client::builder(Target::scripted()).script(self.clone()).retries(retries)
    }
}

/// Creates an order with this id, as if a call with one attempt had just returned it.
pub fn order(id: &str) -> Order {
    Order {
        id: id.to_owned(),
        tracking_id: new_tracking_id(),
        status: None,
        reserved_at: Timestamp::now(),
        attempts: 1,
    }
}

/// Creates an error of a reservation with this outcome, as if a call with one attempt had just returned it. The error's status is 409 for
/// [`Outcome::Rejected`], 429 for [`Outcome::Refused`], 200 for [`Outcome::Unreadable`], and absent for any other outcome.
pub fn error(outcome: Outcome) -> SendError {
    let (status, kind) = match outcome {
        Outcome::NotSent => (None, SendErrorKind::Connect),
        Outcome::Unknown => (None, SendErrorKind::Exchange),
        Outcome::Rejected => (Some(409), SendErrorKind::Response),
        Outcome::Refused => (Some(429), SendErrorKind::Response),
        Outcome::Unreadable => (Some(200), SendErrorKind::Response),
    };
    SendError::new(ErrorDetails {
        outcome,
        operation: &RESERVE_NUMBERS,
        tracking_id: Some(new_tracking_id()),
        attempts: 1,
        status,
        retry_after: None,
        error_code: None,
        error_object: None,
        body: status.map(|_| Bytes::new()),
        is_auth_error: false,
        failure: Failure { is_connect: kind == SendErrorKind::Connect, ..Failure::new(kind) },
        reason: "made for a test".to_owned(),
    })
}
