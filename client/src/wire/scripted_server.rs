//! A scripted server that replaces the network in tests: one step for each attempt. Behind the feature `testing`.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use colt_numbers_api::operations::Operation;
use colt_numbers_api::types::TrackingId;
use http::{Request, Response};
use serde_json::json;
use tokio::time::{Instant, sleep_until};

use crate::wire::evidence::Evidence;
use crate::wire::exchange_error::{ExchangeError, Phase};
use crate::wire::received_bytes::BodyEnd;
use crate::wire::send_deadline::SendDeadline;

/// What a [`ScriptedServer`] does with one attempt.
///
/// Most constructors are named after an [`Outcome`](crate::Outcome): a call with one attempt has this outcome.
#[derive(Clone, Debug)]
pub struct ServerStep(StepAction);

#[derive(Clone, Debug)]
enum StepAction {
    Respond { status: u16, headers: Vec<(String, String)>, body: Bytes },
    RefuseConnection,
    Reset,
    StaySilent,
}

impl ServerStep {
    /// Accepts the order: a 200 with this order id.
    #[must_use]
    pub fn accepted(id: &str) -> Self {
        Self::response(200, json!({ "order": { "id": id } }).to_string())
    }

    /// Rejects the order: this 4xx status, such as 409, with an error object.
    #[must_use]
    pub fn rejected(status: u16, message: &str) -> Self {
        Self::response(status, json!({ "status": status.to_string(), "message": message }).to_string())
    }

    /// Refuses the order for now: a 429 with `Retry-After: 0`.
    #[must_use]
    pub fn refused() -> Self {
        Self::response(429, "").header("Retry-After", "0")
    }

    /// A 200 whose body has no order id.
    #[must_use]
    pub fn unreadable(body: impl Into<Bytes>) -> Self {
        Self::response(200, body)
    }

    /// Refuses the connection, so that no byte is sent.
    #[must_use]
    pub fn not_sent() -> Self {
        Self(StepAction::RefuseConnection)
    }

    /// Reads the request and resets the connection, so that the outcome is unknown.
    #[must_use]
    pub fn unknown() -> Self {
        Self(StepAction::Reset)
    }

    /// Reads the request and never responds: the attempt lasts until its time-out, or until the call is dropped.
    #[must_use]
    pub fn silent() -> Self {
        Self(StepAction::StaySilent)
    }

    /// Responds with this status and body.
    #[must_use]
    pub fn response(status: u16, body: impl Into<Bytes>) -> Self {
        Self(StepAction::Respond { status, headers: Vec::new(), body: body.into() })
    }

    /// Adds a header field to the response. It has no effect on a step without a response.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let StepAction::Respond { headers, .. } = &mut self.0 {
            headers.push((name.to_owned(), value.to_owned()));
        }
        self
    }
}

/// A request that reached a [`ScriptedServer`].
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct ReceivedRequest {
    /// The operation.
    pub operation: &'static Operation,
    /// The tracking id from its header; `None` if the operation has no tracking id.
    pub tracking_id: Option<TrackingId>,
    /// The path and the query of its URL.
    pub path: String,
    /// Its body, byte for byte.
    pub body: Bytes,
}

/// A server in memory that takes one step for each attempt. Clones share the remaining steps and the received requests.
#[derive(Clone, Debug)]
pub struct ScriptedServer(Arc<Mutex<ScriptState>>);

#[derive(Debug)]
struct ScriptState {
    steps: VecDeque<ServerStep>,
    received: Vec<ReceivedRequest>,
}

impl ScriptedServer {
    /// Creates a server that takes these steps in order. After the last step, any further attempt ends without being sent.
    #[must_use]
    pub fn new(steps: impl IntoIterator<Item = ServerStep>) -> Self {
        Self(Arc::new(Mutex::new(ScriptState { steps: steps.into_iter().collect(), received: Vec::new() })))
    }

    /// The requests that reached the server, in order.
    #[must_use]
    pub fn received(&self) -> Vec<ReceivedRequest> {
        self.state().received.clone()
    }

    /// The number of steps that the server has not taken yet.
    #[must_use]
    pub fn remaining_steps(&self) -> usize {
        self.state().steps.len()
    }

    fn state(&self) -> MutexGuard<'_, ScriptState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes one step, which replaces an exchange over the network.
    pub(crate) async fn exchange(
        &self,
        request: Request<Bytes>,
        evidence: &Evidence,
        send_deadline: SendDeadline,
        response_deadline: Instant,
    ) -> Result<Response<Bytes>, ExchangeError> {
        let failed = |phase, reason: &str| ExchangeError {
            may_have_sent: evidence.may_have_sent(),
            ..ExchangeError::before_sending(phase, reason.to_owned())
        };
        // An error of this phase is not retried.
        let step = self.state().steps.pop_front().ok_or_else(|| failed(Phase::Tls, "the script has no step left"))?;
        if let StepAction::RefuseConnection = step.0 {
            return Err(failed(Phase::Connect, "the script refuses the connection"));
        }
        let operation = request.extensions().get::<&'static Operation>().copied();
        let operation = operation.ok_or_else(|| failed(Phase::Send, "the request has no operation"))?;
        let tracking_id = operation.tracking_id().and_then(|header| request.headers().get(header.name));
        let tracking_id = tracking_id.and_then(|id| id.to_str().ok()?.parse().ok());
        let path = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
        if send_deadline.has_passed() {
            return Err(failed(Phase::Late, "the call's time limit was reached").by_timeout());
        }
        evidence.record_write();
        self.state().received.push(ReceivedRequest { operation, tracking_id, path, body: request.into_body() });
        match step.0 {
            StepAction::Respond { status, headers, body } => {
                let mut response = Response::builder().status(status).extension(BodyEnd::Complete);
                for (name, value) in headers {
                    response = response.header(name, value);
                }
                response.body(body).map_err(|error| failed(Phase::Response, &error.to_string()))
            }
            StepAction::RefuseConnection | StepAction::Reset => {
                Err(failed(Phase::Response, "the script resets the connection"))
            }
            StepAction::StaySilent => {
                sleep_until(response_deadline).await;
                Err(failed(Phase::Response, "timed out").by_timeout())
            }
        }
    }
}
