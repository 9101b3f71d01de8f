//! A script in place of the network: what a test says that a server does, one step for each attempt. Behind the feature `testing`.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use colt_numbers_api::types::TrackingId;
use http::{Request, Response};
use serde_json::json;
use tokio::time::{Instant, sleep_until};

use crate::wire::evidence::Evidence;
use crate::wire::exchange_error::{ExchangeError, Phase};
use crate::wire::raw_response::BodyEnd;
use crate::wire::send_deadline::SendDeadline;

/// What the scripted server does with one attempt.
#[derive(Clone, Debug)]
pub struct ServerStep(StepAction);

#[derive(Clone, Debug)]
enum StepAction {
    Answer { status: u16, headers: Vec<(String, String)>, body: Bytes },
    Refuse,
    Reset,
    Nothing,
}

impl ServerStep {
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
        Self(StepAction::Refuse)
    }

    /// Reads the order, and resets the connection.
    #[must_use]
    pub fn unknown() -> Self {
        Self(StepAction::Reset)
    }

    /// Reads the order, and does not respond until the caller's time is up or the call is dropped.
    #[must_use]
    pub fn silent() -> Self {
        Self(StepAction::Nothing)
    }

    /// Answers with this status and body.
    #[must_use]
    pub fn answer(status: u16, body: impl Into<Bytes>) -> Self {
        Self(StepAction::Answer { status, headers: Vec::new(), body: body.into() })
    }

    /// The same with a header field; for steps that answer.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let StepAction::Answer { headers, .. } = &mut self.0 {
            headers.push((name.to_owned(), value.to_owned()));
        }
        self
    }
}

/// An attempt that reached the scripted server.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct ReceivedRequest {
    /// The tracking id that it was sent with.
    pub tracking_id: TrackingId,
    /// The body, as it was sent.
    pub body: Bytes,
}

/// A server in memory: one step for each attempt. Clones share what is left and what was sent.
#[derive(Clone, Debug)]
pub struct ScriptedServer(Arc<Mutex<ScriptState>>);

#[derive(Debug)]
struct ScriptState {
    steps: VecDeque<ServerStep>,
    sent: Vec<ReceivedRequest>,
}

impl ScriptedServer {
    /// A server that takes these steps. When they are at an end, no attempt is sent any longer.
    #[must_use]
    pub fn new(steps: impl IntoIterator<Item = ServerStep>) -> Self {
        Self(Arc::new(Mutex::new(ScriptState { steps: steps.into_iter().collect(), sent: Vec::new() })))
    }

    /// The attempts that reached the server, in their order.
    #[must_use]
    pub fn sent(&self) -> Vec<ReceivedRequest> {
        self.state().sent.clone()
    }

    /// How many steps are left.
    #[must_use]
    pub fn left(&self) -> usize {
        self.state().steps.len()
    }

    fn state(&self) -> MutexGuard<'_, ScriptState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// In place of the network: takes one step.
    pub(crate) async fn exchange(
        &self,
        request: Request<Bytes>,
        evidence: &Evidence,
        latest: SendDeadline,
        patience: Instant,
    ) -> Result<Response<Bytes>, ExchangeError> {
        let failed = |phase, why: &str| ExchangeError {
            may_have_left: evidence.may_have_left(),
            ..ExchangeError::before_sending(phase, why.to_owned())
        };
        let step = self.state().steps.pop_front().ok_or_else(|| failed(Phase::Tls, "the script is at its end"))?;
        if let StepAction::Refuse = step.0 {
            return Err(failed(Phase::Connect, "the script refuses it"));
        }
        let tracking_id = request.headers().get("x-tracking-id").and_then(|id| id.to_str().ok()?.parse().ok());
        let tracking_id = tracking_id.ok_or_else(|| failed(Phase::Send, "there is no tracking id"))?;
        if latest.is_past() {
            return Err(failed(Phase::Late, "the call's time was up"));
        }
        evidence.written();
        self.state().sent.push(ReceivedRequest { tracking_id, body: request.into_body() });
        match step.0 {
            StepAction::Answer { status, headers, body } => {
                let mut response = Response::builder().status(status).extension(BodyEnd::Whole);
                for (name, value) in headers {
                    response = response.header(name, value);
                }
                response.body(body).map_err(|error| failed(Phase::Answer, &error.to_string()))
            }
            StepAction::Refuse | StepAction::Reset => Err(failed(Phase::Answer, "the script resets the connection")),
            StepAction::Nothing => {
                sleep_until(patience).await;
                Err(failed(Phase::Answer, "none in time"))
            }
        }
    }
}
