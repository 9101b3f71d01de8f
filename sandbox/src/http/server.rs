//! The server: routes requests, serves connections, and executes commands until it is stopped.

use std::sync::Arc;

use axum::Router;
use axum::http::Method;
use axum::middleware;
use axum::routing::{MethodFilter, on, post};
use colt_numbers_judge::model::error::SpecError;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::http::admin;
use crate::http::app::App;
use crate::http::connection;
use crate::http::listener::{CommandMessage, Listener, ListenerCommand};
use crate::http::origin;
use crate::http::reservation;
use crate::http::response;
use crate::http::token;
use crate::served_operation::ServedOperation;

/// The routes of the API, the token endpoint and the admin API.
pub(crate) fn routes(app: &Arc<App>) -> Result<Router, SpecError> {
    let ServedOperation { path, method, token_path, .. } = &app.served;
    let unknown = || SpecError::new("/paths", format!("the sandbox does not support the method `{method}`"));
    let known = Method::from_bytes(method.as_bytes()).map_err(|_| unknown())?;
    let filter = MethodFilter::try_from(known).map_err(|_| unknown())?;
    Ok(Router::new()
        .route(path, on(filter, reservation::reserve))
        .route(token_path, post(token::issue))
        .merge(admin::routes())
        .fallback(response::not_found)
        .method_not_allowed_fallback(response::not_allowed)
        .layer(middleware::from_fn(origin::guard))
        .with_state(Arc::clone(app)))
}

/// Serves until the command to stop arrives. When this future ends or is dropped, all connections end.
pub(crate) async fn serve(
    mut listener: Listener,
    app: Arc<App>,
    routes: Router,
    mut messages: mpsc::Receiver<CommandMessage>,
) {
    let mut connections = JoinSet::new();
    loop {
        let CommandMessage { command, done } = tokio::select! {
            stream = listener.next() => {
                connections.spawn(connection::serve(stream, Arc::clone(&app), routes.clone()));
                continue;
            }
            Some(_) = connections.join_next() => continue,
            Some(message) = messages.recv() => message,
        };
        match command {
            ListenerCommand::Close(duration) => listener.close(duration),
            // If this fails, the listener tries again when its time is over.
            ListenerCommand::Open => listener.open().unwrap_or_default(),
            ListenerCommand::Stop => {
                drop(listener);
                connections.shutdown().await;
                // An error means that the sender no longer waits.
                let _ = done.send(());
                return;
            }
        }
        // An error means that the sender no longer waits.
        let _ = done.send(());
    }
}
