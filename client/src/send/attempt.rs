//! One attempt of a call: gets a token, sends the request, and turns its response or its failure into a result.
//!
//! The result depends on the evidence of [`crate::wire`] and on the classification in [`crate::response::response_class`]. Whether there is
//! another attempt is decided in [`crate::send::attempts`].

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use colt_numbers_api::client::InvalidRequest;
use http::{Request, Response};
use jiff::Timestamp;
use tokio::time::Instant;
use tracing::Instrument as _;
use tracing::field::Empty;

use crate::auth::token_error::{TokenError, TokenErrorKind};
use crate::cause::Cause;
use crate::check::checked_request::CheckedContent;
use crate::response::error_object;
use crate::response::response_class::{Classifier, ResponseClass, is_truncated};
use crate::response::retry_after::retry_after;
use crate::secret::Secret;
use crate::send::accepted::AcceptedContent;
use crate::send::authorization::Authorization;
use crate::send::authorized_transport::AuthorizedTransport;
use crate::send::call_status::CallStatus;
use crate::send::client_state::ClientState;
use crate::send::outcome::Outcome;
use crate::send::send_error::{ErrorDetails, Failure, SendError, SendErrorKind};
use crate::target::Target;
use crate::wire::exchange_error::{ExchangeError, Phase};
use crate::wire::final_poll::until_event;
use crate::wire::received_bytes::{self, BodyEnd, ReceivedBytes};
use crate::wire::send_deadline::SendDeadline;

/// One attempt.
pub(crate) struct Attempt<'a> {
    pub(crate) client: &'a ClientState,
    pub(crate) request: &'a CheckedContent,
    pub(crate) status: &'a CallStatus,
    /// The number of this attempt, from 1.
    pub(crate) number: u32,
    /// The HTTP status of the last earlier attempt that had a response.
    pub(crate) earlier_status: Option<u16>,
    /// The deadline for the first byte. The rest of the call's time is reserved for the response.
    pub(crate) send_deadline: SendDeadline,
    /// The deadline of the whole call.
    pub(crate) deadline: Instant,
}

/// The result of one attempt.
pub(crate) enum AttemptEnd {
    Accepted(Box<AcceptedContent>),
    /// An error after which the request must not be sent again.
    Final(SendError),
    /// The server rejected the token.
    Unauthorized(SendError),
    /// The request may be sent again, after the wait that the server asked for if it asked for one: the attempt had no effect, or the operation is
    /// repeatable.
    Retry(SendError, Option<Duration>),
}

impl AttemptEnd {
    fn outcome(&self) -> &'static str {
        match self {
            Self::Accepted(_) => "accepted",
            Self::Final(error) | Self::Unauthorized(error) | Self::Retry(error, _) => error.outcome().as_str(),
        }
    }
}

impl Attempt<'_> {
    pub(crate) async fn run(&self) -> AttemptEnd {
        let span = tracing::debug_span!("attempt", attempt = self.number, outcome = Empty, milliseconds = Empty);
        let started = Instant::now();
        let end = self.send().instrument(span.clone()).await;
        let is_unknown = matches!(&end, AttemptEnd::Retry(error, _) if error.outcome().is_in_doubt());
        self.status.end_attempt(is_unknown);
        span.record("outcome", end.outcome()).record("milliseconds", milliseconds(started));
        end
    }

    async fn send(&self) -> AttemptEnd {
        let request = match http_request(&self.client.target, self.request) {
            Ok(request) => request,
            Err(error) => {
                let (reason, cause) = (error.to_string(), Some(Arc::new(error) as Cause));
                let failure = Failure { cause, ..Failure::new(SendErrorKind::Request) };
                return AttemptEnd::Final(SendError::new(self.details(Outcome::NotSent, failure, reason)));
            }
        };
        let token = match (&self.client.tokens, Authorization::of(self.request.operation)) {
            (Some(tokens), Authorization::Bearer(scopes)) => {
                match until_event(self.status.given_up(), tokens.get(&scopes, self.send_deadline)).await {
                    Some(Ok(token)) => Some(token),
                    Some(Err(error)) => return self.end_without_token(error),
                    None => return self.end_given_up(),
                }
            }
            (Some(_), Authorization::Unsupported(scheme)) => return self.end_unauthorized(scheme),
            (None, _) | (_, Authorization::None) => None,
        };
        if self.status.is_given_up() {
            return self.end_given_up();
        }
        let transport = AuthorizedTransport {
            http: &self.client.http,
            endpoint: self.client.target.base(),
            status: self.status,
            token: token.as_deref(),
            user_agent: &self.client.user_agent,
            send_deadline: self.send_deadline,
            deadline: self.deadline,
        };
        let sent_at = Timestamp::now();
        match transport.send(request).await {
            Ok(response) => self.end_with_response(response, token, sent_at),
            Err(error) => self.end_without_response(error, token.as_ref()),
        }
    }

    fn end_with_response(
        &self,
        response: Response<Bytes>,
        token: Option<Arc<Secret>>,
        sent_at: Timestamp,
    ) -> AttemptEnd {
        let now = Timestamp::now();
        let status = response.status();
        let error_object = error_object::read(response.body(), |text| self.client.redact(text, token.as_deref()));
        let retry_after = retry_after(response.headers(), now);
        let error_code = error_object::listed_code(self.request.operation, status, response.body());
        let summary = error_object::summary(status, error_code, error_object.as_ref());
        let is_timeout = response.extensions().get() == Some(&BodyEnd::Stalled);
        let error = |outcome, reason| {
            let failure = Failure { is_timeout, ..Failure::new(SendErrorKind::Response) };
            SendError::new(ErrorDetails {
                status: Some(status.as_u16()),
                retry_after,
                error_code,
                error_object,
                body: Some(self.redacted_body(&body_to_keep(&response), token.as_ref())),
                is_auth_error: outcome == Outcome::Rejected && matches!(status.as_u16(), 401 | 403),
                ..self.details(outcome, failure, reason)
            })
        };
        let CheckedContent { operation, check_response, .. } = *self.request;
        let classifier = Classifier { operation, check_response, earlier_status: self.earlier_status };
        match classifier.classify(&response, now) {
            ResponseClass::Accepted { order_id } => {
                let body = self.redacted_body(response.body(), token.as_ref());
                AttemptEnd::Accepted(Box::new(AcceptedContent {
                    operation,
                    // The id is not redacted, whatever it contains: it is needed to ask the vendor about the order.
                    order_id,
                    tracking_id: self.request.tracking_id.clone(),
                    sent_at,
                    attempts: self.number,
                    response: response.map(|_| body),
                    token,
                }))
            }
            ResponseClass::Unreadable { reason } => {
                let error = error(Outcome::Unreadable, reason);
                if operation.repeatable && is_truncated(&response) {
                    AttemptEnd::Retry(error, None)
                } else {
                    AttemptEnd::Final(error)
                }
            }
            ResponseClass::Rejected => AttemptEnd::Final(error(Outcome::Rejected, summary)),
            ResponseClass::Unauthorized => {
                if let (Some(tokens), Some(token)) = (&self.client.tokens, &token) {
                    tokens.remove(token);
                }
                AttemptEnd::Unauthorized(error(Outcome::Rejected, summary))
            }
            ResponseClass::Refused => AttemptEnd::Retry(error(Outcome::Refused, summary), retry_after),
            ResponseClass::Unknown(doubt) => {
                let error = error(Outcome::Unknown, format!("{summary}{doubt}"));
                if operation.repeatable && matches!(status.as_u16(), 408 | 500..=599) {
                    AttemptEnd::Retry(error, retry_after)
                } else {
                    AttemptEnd::Final(error)
                }
            }
        }
    }

    /// The body as it was received; if it contains a secret, as text with the secret redacted.
    fn redacted_body(&self, body: &Bytes, token: Option<&Arc<Secret>>) -> Bytes {
        let original = String::from_utf8_lossy(body);
        let mut redacted = original.clone().into_owned();
        self.client.redact(&mut redacted, token.map(|token| &**token));
        if redacted == original { body.clone() } else { redacted.into() }
    }

    fn end_without_response(&self, error: ExchangeError, token: Option<&Arc<Secret>>) -> AttemptEnd {
        let reason = error.to_string();
        let kind = match error.phase {
            Phase::Resolve | Phase::Connect | Phase::Proxy(_) | Phase::Tls => SendErrorKind::Connect,
            Phase::Late | Phase::Send | Phase::Response => SendErrorKind::Exchange,
            Phase::Interrupted => SendErrorKind::Interrupted,
        };
        let (is_timeout, is_connect) = (error.is_timeout, error.is_connect());
        let (is_permanent, is_auth_error) = (error.is_permanent(), error.is_auth_error());
        let failure = Failure { kind, is_timeout, is_connect, cause: error.cause };
        if error.may_have_sent {
            let received = received_bytes::without_cookies(&error.received);
            let status = received_bytes::status_of(&received);
            let body = (!received.is_empty()).then(|| self.redacted_body(&received.into(), token));
            let error =
                SendError::new(ErrorDetails { status, body, ..self.details(Outcome::Unknown, failure, reason) });
            return if self.request.operation.repeatable {
                AttemptEnd::Retry(error, None)
            } else {
                AttemptEnd::Final(error)
            };
        }
        let details = self.details(Outcome::NotSent, failure, reason);
        let not_sent = SendError::new(ErrorDetails { is_auth_error, ..details });
        if is_permanent { AttemptEnd::Final(not_sent) } else { AttemptEnd::Retry(not_sent, None) }
    }

    fn end_without_token(&self, error: TokenError) -> AttemptEnd {
        let (reason, retry_after, is_auth_error) = (error.to_string(), error.retry_after(), error.is_auth_error());
        let is_temporary = error.kind() == TokenErrorKind::Temporary;
        let (is_timeout, is_connect) = (error.is_timeout(), error.is_connect());
        let failure = Failure { kind: SendErrorKind::Token, is_timeout, is_connect, cause: Some(Arc::new(error)) };
        let details = self.details(Outcome::NotSent, failure, reason);
        let error = SendError::new(ErrorDetails { is_auth_error, retry_after, ..details });
        if is_temporary { AttemptEnd::Retry(error, retry_after) } else { AttemptEnd::Final(error) }
    }

    /// The end of an attempt that sends nothing, because the operation requires another proof than a bearer token.
    fn end_unauthorized(&self, scheme: &str) -> AttemptEnd {
        let reason = format!(
            "operation `{}` requires the security scheme `{scheme}`, but this client sends only bearer tokens",
            self.request.operation.id
        );
        AttemptEnd::Final(SendError::new(self.details(Outcome::NotSent, Failure::new(SendErrorKind::Request), reason)))
    }

    /// The end of an attempt that sends nothing, because an earlier one left the outcome in doubt and the call was given up.
    fn end_given_up(&self) -> AttemptEnd {
        let failure = Failure::new(SendErrorKind::Interrupted);
        let details = self.details(Outcome::NotSent, failure, "the call was interrupted".to_owned());
        AttemptEnd::Final(SendError::new(details))
    }

    /// The details of an error without a response.
    fn details(&self, outcome: Outcome, failure: Failure, reason: String) -> ErrorDetails {
        ErrorDetails {
            outcome,
            operation: self.request.operation,
            tracking_id: self.request.tracking_id.clone(),
            attempts: self.number,
            status: None,
            retry_after: None,
            error_code: None,
            error_object: None,
            body: None,
            is_auth_error: false,
            failure,
            reason,
        }
    }
}

/// The HTTP request without the headers that every request has.
pub(crate) fn http_request(target: &Target, request: &CheckedContent) -> Result<Request<Bytes>, InvalidRequest> {
    let CheckedContent { operation, values, .. } = request;
    if !operation.servers.is_empty() {
        return Err(InvalidRequest::OtherServers(operation.id));
    }
    operation.to_http(&target.base_url(), values)
}

/// The bytes of a response that its error keeps: the body, or every received byte if some belong to neither head nor body.
fn body_to_keep(response: &Response<Bytes>) -> Bytes {
    let raw = response.extensions().get::<ReceivedBytes>();
    raw.map_or_else(|| response.body().clone(), |raw| received_bytes::without_cookies(&raw.0).into())
}

pub(crate) fn milliseconds(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}
