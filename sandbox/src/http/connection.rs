//! One connection: HTTP, until a fault takes the socket from under it.

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
use crate::faults::fault_schedule::Target;
use crate::faults::socket_faults::Wire;
use crate::http::app::App;
use crate::http::origin;
use crate::sync::lock;

/// The longest beginning of a request that is looked at before it is read, and for how long it is waited for.
const LOOK: usize = 16 * 1024;
const PATIENCE: Duration = Duration::from_secs(5);

/// Serves a connection to its end.
pub(crate) async fn serve(stream: TcpStream, app: Arc<App>, routes: Router) {
    // Without it a small answer may wait for the client's acknowledgement; failing costs time only.
    let _ = stream.set_nodelay(true);
    if lock(&app.schedule).closes_connections() && is_closed_unread(&stream, &app).await {
        return;
    }
    let (wire, mut faults) = Wire::pair();
    let service = TowerToHyperService::new(routes.layer(Extension(wire)));
    // A client that sent its request and then gave up has ordered all the same; by default the request would be dropped.
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).half_close(true);
    let mut http = builder.serve_connection(TokioIo::new(stream), service);
    let fault = tokio::select! {
        // An error here is the client's: it went away, or what it sent is no HTTP.
        _ = &mut http => return,
        Some(fault) = faults.recv() => fault,
    };
    fault.run(http.into_parts().io.into_inner()).await;
}

/// Whether the connection carries a request whose fault is that nobody reads it. Looks at what has come, and leaves it
/// where it is: closing a socket with unread bytes is what resets it under a client that sends.
async fn is_closed_unread(stream: &TcpStream, app: &App) -> bool {
    let mut seen = vec![0; LOOK];
    let look = async {
        let mut length = 0;
        loop {
            let now = stream.peek(&mut seen).await.unwrap_or(0);
            let is_whole = seen.get(..now).is_some_and(|bytes| bytes.windows(4).any(|w| w == b"\r\n\r\n"));
            if now == 0 || now == LOOK || is_whole {
                return now;
            }
            // Peeking does not wait for more than there was before.
            if now == length {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            length = now;
        }
    };
    let length = tokio::time::timeout(PATIENCE, look).await.unwrap_or(0);
    let head = seen.get(..length).and_then(parse_head);
    let Some(head) = head.filter(|head| origin::check(head.version, &head.uri, &head.headers).is_ok()) else {
        return false;
    };
    let Some(target) = target(&head, app) else {
        return false;
    };
    let Some(_) = lock(&app.schedule).take_if(target, |fault| fault == Fault::CloseAfterAccept) else {
        return false;
    };
    if target == Target::Reservation {
        app.arrived(app.tracking_id(&head.headers));
    }
    app.refuse_connections().await;
    true
}

/// Reads a whole head; `None` for any other bytes, which the HTTP library gets to judge.
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

/// What a request asks for.
fn target(head: &Parts, app: &App) -> Option<Target> {
    let (method, path) = (head.method.as_str(), head.uri.path());
    if method == app.served.method && path == app.served.path {
        return Some(Target::Reservation);
    }
    (method == "POST" && path == app.served.token_path).then_some(Target::Token)
}
