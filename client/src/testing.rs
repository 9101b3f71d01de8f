//! For tests of code that orders: a real [`Client`] whose server is a script, kept in memory. Behind the feature `testing`.
//!
//! Everything but the network is as it is in earnest: what is checked, what is sent again, what each answer is taken for.
//!
//! ```
//! use colt_numbers::testing::{ScriptedServer, ServerStep};
//! use colt_numbers::{Client, Outcome, Reservation};
//!
//! /// The service under test: it keeps what is in doubt.
//! async fn order(client: &Client, doubts: &mut Vec<String>) -> Option<String> {
//!     let reservation = Reservation::of_number("GB", "+442081324758").build().ok()?;
//!     match client.reserve(&reservation).await {
//!         Ok(order) => Some(order.id().to_owned()),
//!         Err(error) => {
//!             if error.outcome().is_in_doubt() {
//!                 doubts.push(error.tracking_id().to_string());
//!             }
//!             None
//!         }
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! let script = ScriptedServer::new([ServerStep::refused(), ServerStep::unknown()]);
//! let mut doubts = Vec::new();
//! assert_eq!(order(&script.client(), &mut doubts).await, None);
//! assert_eq!(script.sent().len(), 2, "the refusal was waited out, the doubt was not sent again");
//! assert_eq!(doubts, [script.sent()[1].tracking_id.to_string()]);
//! # }
//! ```
//!
//! For code that stands behind a trait of its own, [`order`] and [`error`] make the two things that a call can end as.

use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;

use crate::order::accepted_order::Order;
use crate::order::client::Client;
use crate::order::client_builder::ClientBuilder;
use crate::order::outcome::{ErrorDetails, Outcome, ReserveError};
use crate::order::retries::Retries;
use crate::target::Target;
use crate::tracking_id::new_tracking_id;

pub use crate::wire::scripted_server::{ReceivedRequest, ScriptedServer, ServerStep};

impl ScriptedServer {
    /// A client of this server: with the usual retries and time-outs, and hardly a wait between two attempts.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the target wants neither TLS nor a token, so nothing can be wrong")]
    pub fn client(&self) -> Client {
        self.builder().build().expect("a scripted client needs no configuration")
    }

    /// The same, to be configured further. Time-outs run on tokio's clock, which a test can pause.
    pub fn builder(&self) -> ClientBuilder {
        let retries = Retries::default().first_wait(Duration::from_millis(1));
        Client::builder(Target::scripted()).script(self.clone()).retries(retries)
    }
}

/// An order, as one gets it from a call.
pub fn order(id: &str) -> Order {
    Order {
        id: id.to_owned(),
        tracking_id: new_tracking_id(),
        status: None,
        reserved_at: Timestamp::now(),
        attempts: 1,
    }
}

/// An error of this outcome, as one gets it from a call.
pub fn error(outcome: Outcome) -> ReserveError {
    let status = match outcome {
        Outcome::NotSent | Outcome::Unknown => None,
        Outcome::Rejected => Some(409),
        Outcome::Refused => Some(429),
        Outcome::Unreadable => Some(200),
    };
    ReserveError::new(ErrorDetails {
        outcome,
        tracking_id: new_tracking_id(),
        attempts: 1,
        status,
        retry_after: None,
        object: None,
        body: status.map(|_| Bytes::new()),
        credentials: false,
        why: "made for a test".to_owned(),
    })
}
