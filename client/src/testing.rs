//! For tests of code that orders: a real [`Client`] whose server is a script, kept in memory. Behind the feature `testing`.
//!
//! Everything but the network is as it is in earnest: what is checked, what is sent again, what each answer is taken for.
//!
//! ```
//! use colt_numbers::testing::{Script, Step};
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
//! let script = Script::new([Step::refused(), Step::unknown()]);
//! let mut doubts = Vec::new();
//! assert_eq!(order(&script.client(), &mut doubts).await, None);
//! assert_eq!(script.sent().len(), 2, "the refusal was waited out, the doubt was not sent again");
//! assert_eq!(doubts, [script.sent()[1].tracking_id.to_string()]);
//! # }
//! ```
//!
//! For code that stands behind a trait of its own, [`order`] and [`error`] make the two things that a call can end as.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use jiff::Timestamp;
use serde_json::json;
use tokio::time::{Instant, sleep_until};

use crate::order::outcome::Inner;
use crate::order::retries::Retries;
use crate::types::TrackingId;
use crate::wire::{BodyEnd, Evidence, Failure, Latest, Phase};
use crate::{Client, ClientBuilder, Order, Outcome, ReserveError, Target, fresh_tracking_id};

/// What the scripted server does with one try.
#[derive(Clone, Debug)]
pub struct Step(Does);

#[derive(Clone, Debug)]
enum Does {
    Answer { status: u16, headers: Vec<(String, String)>, body: Bytes },
    Refuse,
    Reset,
    Nothing,
}

impl Step {
    /// Takes the order: 200 with this id.
    #[must_use]
    pub fn accepted(id: &str) -> Self {
        Self::answer(200, json!({ "order": { "id": id } }).to_string())
    }

    /// Says no, clearly, with an error object: a status of the class 4xx, such as 409.
    #[must_use]
    pub fn rejected(status: u16, message: &str) -> Self {
        Self::answer(status, json!({ "status": status.to_string(), "message": message }).to_string())
    }

    /// Says not now, clearly: 429 with a wait of no time.
    #[must_use]
    pub fn refused() -> Self {
        Self::answer(429, "").header("Retry-After", "0")
    }

    /// Says yes, without an id: 200 and this body.
    #[must_use]
    pub fn unreadable(body: impl Into<Bytes>) -> Self {
        Self::answer(200, body)
    }

    /// Cannot be connected to: no byte leaves.
    #[must_use]
    pub fn not_sent() -> Self {
        Self(Does::Refuse)
    }

    /// Reads the order, and resets the connection.
    #[must_use]
    pub fn unknown() -> Self {
        Self(Does::Reset)
    }

    /// Reads the order, and says nothing until the caller's time is up or the call is dropped.
    #[must_use]
    pub fn silent() -> Self {
        Self(Does::Nothing)
    }

    /// Answers with this status and body.
    #[must_use]
    pub fn answer(status: u16, body: impl Into<Bytes>) -> Self {
        Self(Does::Answer { status, headers: Vec::new(), body: body.into() })
    }

    /// The same with a header field; for steps that answer.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let Does::Answer { headers, .. } = &mut self.0 {
            headers.push((name.to_owned(), value.to_owned()));
        }
        self
    }
}

/// A try that reached the scripted server.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Sent {
    /// The tracking id that it was sent with.
    pub tracking_id: TrackingId,
    /// The body, as it was sent.
    pub body: Bytes,
}

/// A server in memory: one step for each try. Clones share what is left and what was sent.
#[derive(Clone, Debug)]
pub struct Script(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    steps: VecDeque<Step>,
    sent: Vec<Sent>,
}

impl Script {
    /// A server that takes these steps. When they are at an end, no try is sent any longer.
    #[must_use]
    pub fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        Self(Arc::new(Mutex::new(State { steps: steps.into_iter().collect(), sent: Vec::new() })))
    }

    /// A client of this server: with the usual retries and time-outs, and hardly a wait between two tries.
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

    /// The tries that reached the server, in their order.
    #[must_use]
    pub fn sent(&self) -> Vec<Sent> {
        self.state().sent.clone()
    }

    /// How many steps were not taken yet.
    #[must_use]
    pub fn left(&self) -> usize {
        self.state().steps.len()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// In place of the network: takes one step.
    pub(crate) async fn exchange(
        &self,
        request: Request<Bytes>,
        evidence: &Evidence,
        latest: Latest,
        patience: Instant,
    ) -> Result<Response<Bytes>, Failure> {
        let failed = |phase, why: &str| Failure {
            may_have_left: evidence.may_have_left(),
            ..Failure::before_sending(phase, why.to_owned())
        };
        let step = self.state().steps.pop_front().ok_or_else(|| failed(Phase::Tls, "the script is at its end"))?;
        if let Does::Refuse = step.0 {
            return Err(failed(Phase::Connect, "the script refuses it"));
        }
        let tracking_id = request.headers().get("x-tracking-id").and_then(|id| id.to_str().ok()?.parse().ok());
        let tracking_id = tracking_id.ok_or_else(|| failed(Phase::Send, "there is no tracking id"))?;
        if latest.is_past() {
            return Err(failed(Phase::Late, "the call's time was up"));
        }
        evidence.written();
        self.state().sent.push(Sent { tracking_id, body: request.into_body() });
        match step.0 {
            Does::Answer { status, headers, body } => {
                let mut response = Response::builder().status(status).extension(BodyEnd::Whole);
                for (name, value) in headers {
                    response = response.header(name, value);
                }
                response.body(body).map_err(|error| failed(Phase::Answer, &error.to_string()))
            }
            Does::Refuse | Does::Reset => Err(failed(Phase::Answer, "the script resets the connection")),
            Does::Nothing => {
                sleep_until(patience).await;
                Err(failed(Phase::Answer, "none in time"))
            }
        }
    }
}

/// An order, as one gets it from a call.
pub fn order(id: &str) -> Order {
    Order {
        id: id.to_owned(),
        tracking_id: fresh_tracking_id(),
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
    ReserveError::new(Inner {
        outcome,
        tracking_id: fresh_tracking_id(),
        attempts: 1,
        status,
        retry_after: None,
        object: None,
        body: status.map(|_| Bytes::new()),
        credentials: false,
        why: "made for a test".to_owned(),
    })
}
