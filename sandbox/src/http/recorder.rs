//! Records the requests to the API in the request log, and logs a line for each of them. Requests to the admin API are not recorded.

use std::sync::Arc;
use std::time::Instant;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use colt_numbers_judge::judge::violation::Violation;
use colt_numbers_judge::model::rule::Severity;

use crate::citations;
use crate::faults::fault_schedule::FaultScript;
use crate::http::app::App;
use crate::http::redaction::{redacted_headers, redacted_target, redacted_token_body, redacted_token_form};
use crate::request_log::{RecordedBody, RecordedRejection, RecordedRequest, RecordedResponse, RecordedViolation};
use crate::served_api::{ADMIN_PATH, Route, SPEC_PATH, ServedOperation};
use crate::sync::lock;

/// The maximum number of violations that are recorded for a request.
const MAX_VIOLATIONS: usize = 20;

/// The name of the token endpoint where an operation has its id.
const TOKEN: &str = "token";

/// Middleware of the API: records a request before its endpoint handles it, and its response afterwards.
pub(crate) async fn record(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let (mut head, body) = request.into_parts();
    let record = RequestRecord::begin(&app, &head);
    head.extensions.insert(record.clone());
    let response = next.run(Request::from_parts(head, body)).await;
    record.finish(response).await
}

/// The record of a request that an endpoint handles.
#[derive(Clone)]
pub(crate) struct RequestRecord {
    app: Arc<App>,
    /// Its number in the log; `None` for a request that is not recorded.
    number: Option<u64>,
    is_token_request: bool,
    received: Instant,
}

impl RequestRecord {
    /// Records the head of a request.
    pub(crate) fn begin(app: &Arc<App>, head: &Parts) -> Self {
        let (served, path) = (&app.served, head.uri.path());
        let is_token_request = path == served.token_path;
        let called = match served.route(head.method.as_str(), path) {
            Route::Operation { served, .. } => Some((Some(&*served.operation.id), served.tracking_id(&head.headers))),
            _ if is_token_request => Some((Some(TOKEN), served.token_tracking_id(&head.headers))),
            Route::OtherMethod { .. } => Some((None, None)),
            Route::UnknownPath => {
                let is_own = path == SPEC_PATH || path.starts_with(ADMIN_PATH);
                (!is_own).then_some((None, None))
            }
        };
        let add = |(operation, tracking_id): (Option<&str>, Option<&str>)| {
            lock(&app.log).add(RecordedRequest {
                received_at: app.clock.now(),
                method: head.method.to_string(),
                path: redacted_target(&head.uri),
                operation: operation.map(str::to_owned),
                tracking_id: tracking_id.map(str::to_owned),
                headers: redacted_headers(&head.headers),
                ..RecordedRequest::default()
            })
        };
        Self { app: Arc::clone(app), number: called.map(add), is_token_request, received: Instant::now() }
    }

    fn update(&self, change: impl FnOnce(&mut RecordedRequest)) {
        if let Some(number) = self.number {
            lock(&self.app.log).update(number, change);
        }
    }

    /// Records the body of the request.
    pub(crate) fn body(&self, bytes: &[u8]) {
        let body = match self.is_token_request {
            true => RecordedBody::redacted(redacted_token_form(bytes), bytes.len()),
            false => RecordedBody::of(bytes),
        };
        self.update(|request| request.body = body);
    }

    /// Records what is wrong with the request.
    pub(crate) fn violations(&self, served: &ServedOperation, violations: &[Violation]) {
        let by_severity = |severity| violations.iter().filter(move |violation| violation.severity == severity);
        let kept = by_severity(Severity::Error).chain(by_severity(Severity::Warning)).take(MAX_VIOLATIONS);
        let recorded = kept.map(|violation| {
            let cited = citations::of_violation(&self.app.served.spec, &served.operation, violation);
            RecordedViolation {
                id: violation.id.clone(),
                pointer: violation.pointer.clone(),
                severity: if violation.severity == Severity::Error { "error" } else { "warning" },
                message: violation.message.clone(),
                statement: cited.text,
                source: cited.source,
                assumption: cited.assumption,
            }
        });
        let recorded: Vec<_> = recorded.collect();
        self.update(|request| request.violations = recorded);
    }

    /// Records the order that the request placed.
    pub(crate) fn order(&self, id: &str) {
        self.update(|request| request.order_id = Some(id.to_owned()));
    }

    /// Records the fault that strikes the request. No response follows.
    pub(crate) fn fault(&self, script: &FaultScript) {
        self.update(|request| request.fault = Some(script.clone()));
        self.log_line();
    }

    /// Records the response.
    async fn finish(&self, mut response: Response) -> Response {
        let rejection = response.extensions_mut().remove::<RecordedRejection>();
        let (head, body) = response.into_parts();
        // The body of each response is in memory already, so reading it cannot fail.
        let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
        let body = match self.is_token_request {
            true => RecordedBody::redacted(redacted_token_body(&bytes), bytes.len()),
            false => RecordedBody::of(&bytes),
        };
        let recorded = RecordedResponse {
            status: head.status.as_u16(),
            headers: redacted_headers(&head.headers),
            body,
            after_millis: u64::try_from(self.received.elapsed().as_millis()).unwrap_or(u64::MAX),
        };
        self.update(|request| {
            request.rejection = rejection;
            request.response = Some(recorded);
        });
        self.log_line();
        Response::from_parts(head, Body::from(bytes))
    }

    fn log_line(&self) {
        if !tracing::enabled!(tracing::Level::INFO) {
            return;
        }
        let Some(request) = self.number.and_then(|number| lock(&self.app.log).get(number).cloned()) else { return };
        let status = request.response.as_ref().map(|response| response.status);
        let fault = request.fault.as_ref().map(|script| format!("{}{}", script.fault, script.timing().suffix()));
        tracing::info!(
            request = request.number,
            status,
            tracking_id = request.tracking_id,
            order = request.order_id,
            fault,
            rejected = request.rejection.map(|rejection| rejection.message),
            "{} {}",
            request.method,
            request.path
        );
    }
}
