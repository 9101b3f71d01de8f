//! Middleware of all paths: rejects requests from foreign pages and for foreign hosts, as `origin` defines them.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

use crate::http::app::App;
use crate::http::request::read_body;
use crate::http::response::ErrorResponse;

/// Passes a request on, or rejects it before it has an effect.
pub(crate) async fn guard(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Result<Response, ErrorResponse> {
    let (head, body) = request.into_parts();
    if let Err(response) = app.hosts.check(head.version, &head.uri, &head.headers) {
        tracing::info!(rejected = response.message, "{} {}", head.method, head.uri.path());
        // If the body is not read, the response may be lost with the connection.
        let _ = read_body(body).await;
        return Err(response);
    }
    Ok(next.run(Request::from_parts(head, body)).await)
}
