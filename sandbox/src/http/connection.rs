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

use crate::faults::fault::Fault;
use crate::faults::fault_schedule::FaultTarget;
use crate::faults::socket_faults::ConnectionHandle;
use crate::http::app::App;
use crate::http::origin;
use crate::http::recorder::RequestRecord;
use crate::served_api::Route;
use crate::sync::lock;

/// The maximum length of a request head that is peeked at.
const MAX_PEEK: usize = 16 * 1024;
/// The maximum time to wait for a request head.
const PEEK_TIMEOUT: Duration = Duration::from_secs(5);

/// Serves a connection until it ends.
pub(crate) async fn serve(stream: TcpStream, app: Arc<App>, routes: Router) {
    // Without this option, a small response may wait for the client's acknowledgement. A failure here costs only time.
    let _ = stream.set_nodelay(true);
    if lock(&app.schedule).closes_connections() && take_close_after_accept(&stream, &app).await {
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

/// Removes the fault `close-after-accept` from the schedule if it strikes the first request of the connection; returns whether it does. Only
/// peeks at the request: if a socket is closed with unread bytes, the kernel resets the connection.
async fn take_close_after_accept(stream: &TcpStream, app: &Arc<App>) -> bool {
    let mut seen = vec![0; MAX_PEEK];
    let peek = async {
        let mut length = 0;
        loop {
            let now = stream.peek(&mut seen).await.unwrap_or(0);
            let is_whole = seen.get(..now).is_some_and(|bytes| bytes.windows(4).any(|w| w == b"\r\n\r\n"));
            if now == 0 || now == MAX_PEEK || is_whole {
                return now;
            }
            // Peeking returns at once, even if no more bytes have arrived.
            if now == length {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            length = now;
        }
    };
    let length = tokio::time::timeout(PEEK_TIMEOUT, peek).await.unwrap_or(0);
    let head = seen.get(..length).and_then(parse_head);
    let Some(head) = head.filter(|head| origin::check(head.version, &head.uri, &head.headers).is_ok()) else {
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
