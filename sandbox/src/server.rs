//! The listener, its connections, and their end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::Method;
use axum::routing::{MethodFilter, on, post};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

use crate::app::App;
use crate::spec::{Spec, SpecError};
use crate::{admin, answer, reservation, token};

/// What the listener is told to do.
pub(crate) enum Command {
    /// End every connection, and listen no longer.
    Stop(oneshot::Sender<()>),
}

/// The routes of the API, the token endpoint and the admin API.
pub(crate) fn routes(app: &Arc<App>) -> Result<Router, SpecError> {
    let Spec {
        path,
        method,
        token_path,
        ..
    } = &app.spec;
    let unknown = || SpecError::new("/paths", format!("the sandbox serves no method `{method}`"));
    let known = Method::from_bytes(method.as_bytes()).map_err(|_| unknown())?;
    let filter = MethodFilter::try_from(known).map_err(|_| unknown())?;
    Ok(Router::new()
        .route(path, on(filter, reservation::reserve))
        .route(token_path, post(token::issue))
        .merge(admin::routes())
        .fallback(answer::not_found)
        .method_not_allowed_fallback(answer::not_allowed)
        .with_state(Arc::clone(app)))
}

/// Serves until it is told to stop.
pub(crate) async fn serve(
    listener: TcpListener,
    routes: Router,
    mut commands: mpsc::Receiver<Command>,
) {
    let mut connections = JoinSet::new();
    let stopped = loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => { connections.spawn(connection(stream, routes.clone())); }
                // Out of file descriptors, as a rule: they come back when connections end.
                Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
            },
            Some(_) = connections.join_next() => {}
            command = commands.recv() => match command {
                Some(Command::Stop(stopped)) => break Some(stopped),
                None => break None,
            },
        }
    };
    drop(listener);
    connections.shutdown().await;
    if let Some(stopped) = stopped {
        // Nobody waits for it where the sandbox was dropped meanwhile.
        let _ = stopped.send(());
    }
}

/// Serves one connection.
async fn connection(stream: TcpStream, routes: Router) {
    // Without it a small answer may wait for the client's acknowledgement; failing costs time only.
    let _ = stream.set_nodelay(true);
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(routes));
    // An error here is the client's: it went away, or what it sent is no HTTP.
    let _ = served.await;
}

/// Listens on an address of this machine alone.
pub(crate) async fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    TcpListener::bind(address).await
}
