//! Serves one connection with HTTP, until a fault takes over its socket.

use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::Router;
use axum::http::request::Parts;
use axum::http::{Request, Version};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::client_stream::ClientStream;
use crate::faults::fault::Fault;
use crate::faults::fault_schedule::FaultTarget;
use crate::faults::socket_faults::ConnectionHandle;
use crate::http::app::App;
use crate::http::recorder::RequestRecord;
use crate::served_api::Route;
use crate::sync::lock;

/// The maximum length of a request head that is peeked at.
const MAX_PEEK: usize = 16 * 1024;
/// The maximum time to wait for a request head.
const PEEK_TIMEOUT: Duration = Duration::from_secs(5);

/// The maximum time of a TLS handshake.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// Serves a connection until it ends.
pub(crate) async fn serve(stream: TcpStream, app: Arc<App>, routes: Router) {
    // Without this option, a small response may wait for the client's acknowledgement. A failure here costs only time.
    let _ = stream.set_nodelay(true);
    let mut stream = match &app.tls {
        None => ClientStream::Plain(stream),
        Some(tls) => match timeout(HANDSHAKE_TIMEOUT, tls.acceptor.accept(stream)).await {
            Ok(Ok(stream)) => ClientStream::Tls { stream: Box::new(stream), ahead: Vec::new() },
            Ok(Err(error)) => return tracing::info!("a TLS handshake failed: {error}"),
            Err(_) => return tracing::info!("a TLS handshake timed out"),
        },
    };
    if lock(&app.schedule).closes_connections() && take_close_after_accept(&mut stream, &app).await {
        // If this fails, the connection ends normally.
        let _ = stream.socket().set_zero_linger();
        return;
    }
    let (connection, mut faults) = ConnectionHandle::pair();
    let service = TowerToHyperService::new(routes.layer(Extension(connection)));
    // Even if a client closes the connection after its request, it has placed the order. By default, hyper would drop the request.
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).half_close(true);
    let mut http = builder.serve_connection(TokioIo::new(stream), service);
    let fault = tokio::select! {
        // An error here is the client's: it disconnected, or its request is not HTTP.
        _ = &mut http => return,
        Some(fault) = faults.recv() => fault,
    };
    fault.run(http.into_parts().io.into_inner()).await;
}

/// Removes the fault `close-after-accept` from the schedule if it strikes the first request of the connection; returns whether it does.
async fn take_close_after_accept(stream: &mut ClientStream, app: &Arc<App>) -> bool {
    let seen = timeout(PEEK_TIMEOUT, stream.peek_head(MAX_PEEK)).await.unwrap_or_default();
    let head = parse_head(&seen);
    let Some(head) = head.filter(|head| app.hosts.check(head.version, &head.uri, &head.headers).is_ok()) else {
        return false;
    };
    let served = match app.served.route(head.method.as_str(), head.uri.path()) {
        Route::Operation { served, .. } => Some(served),
        Route::UnknownPath | Route::OtherMethod { .. } => None,
    };
    let is_token = head.method == "POST" && head.uri.path() == app.served.token_path;
    let target = match served {
        Some(served) => FaultTarget::of_operation(&served.operation.id),
        None if is_token => FaultTarget::Token,
        None => return false,
    };
    let taken = lock(&app.schedule).take_if(&target, |fault| fault == Fault::CloseAfterAccept);
    let Some(script) = taken else {
        return false;
    };
    RequestRecord::begin(app, &head).fault(&script);
    if let Some(served) = served {
        app.count_request(served, served.tracking_id(&head.headers));
    }
    app.refuse_connections().await;
    true
}

/// Parses a complete request head; `None` for other bytes, which the HTTP library handles.
fn parse_head(bytes: &[u8]) -> Option<Parts> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let mut lines = std::str::from_utf8(bytes.get(..end)?).ok()?.split("\r\n");
    let [method, uri, version] = lines.next()?.split(' ').collect::<Vec<_>>().try_into().ok()?;
    let version = match version {
        "HTTP/1.0" => Version::HTTP_10,
        "HTTP/1.1" => Version::HTTP_11,
        _ => return None,
    };
    let mut request = Request::builder().method(method).uri(uri).version(version);
    for line in lines {
        let (name, value) = line.split_once(':')?;
        request = request.header(name, value.trim_ascii());
    }
    Some(request.body(()).ok()?.into_parts().0)
}
