//! The server: routes requests, serves connections, and executes commands until it is stopped.

use std::sync::Arc;

use axum::Router;
use axum::middleware;
use axum::routing::post;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::http::admin;
use crate::http::app::App;
use crate::http::connection;
use crate::http::guard;
use crate::http::listener::{CommandMessage, Listener, ListenerCommand};
use crate::http::operation;
use crate::http::page;
use crate::http::recorder;
use crate::http::response;
use crate::http::token;

/// The routes of the token endpoint, the admin API and the page. All other paths are those of operations, or unknown.
pub(crate) fn routes(app: &Arc<App>) -> Router {
    let api = Router::new()
        .route(&app.served.token_path, post(token::issue))
        .fallback(operation::handle)
        .method_not_allowed_fallback(response::not_allowed)
        .layer(middleware::from_fn_with_state(Arc::clone(app), recorder::record));
    let own = admin::routes().merge(page::routes()).method_not_allowed_fallback(response::not_allowed);
    api.merge(own).layer(middleware::from_fn_with_state(Arc::clone(app), guard::guard)).with_state(Arc::clone(app))
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
