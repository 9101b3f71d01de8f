//! A script in place of the network: what a test says that a server does, one step for each attempt. Behind the feature `testing`.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use colt_numbers_api::types::TrackingId;
use http::{Request, Response};
use serde_json::json;
use tokio::time::{Instant, sleep_until};

use crate::wire::evidence::Evidence;
use crate::wire::failure::{Failure, Phase};
use crate::wire::latest::Latest;
use crate::wire::received::BodyEnd;

/// What the scripted server does with one attempt.
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

    /// Reads the order, and does not respond until the caller's time is up or the call is dropped.
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

/// An attempt that reached the scripted server.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Sent {
    /// The tracking id that it was sent with.
    pub tracking_id: TrackingId,
    /// The body, as it was sent.
    pub body: Bytes,
}

/// A server in memory: one step for each attempt. Clones share what is left and what was sent.
#[derive(Clone, Debug)]
pub struct Script(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    steps: VecDeque<Step>,
    sent: Vec<Sent>,
}

impl Script {
    /// A server that takes these steps. When they are at an end, no attempt is sent any longer.
    #[must_use]
    pub fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        Self(Arc::new(Mutex::new(State { steps: steps.into_iter().collect(), sent: Vec::new() })))
    }

    /// The attempts that reached the server, in their order.
    #[must_use]
    pub fn sent(&self) -> Vec<Sent> {
        self.state().sent.clone()
    }

    /// How many steps are left.
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
