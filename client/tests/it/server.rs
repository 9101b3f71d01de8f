//! Test servers on loopback whose responses a test defines, and clients of these servers.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use colt_numbers::{Client, ClientBuilder, Reservation, Retries, Target, Timeouts};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::example_reservation::reservation_of_range;

/// A server on loopback that handles each connection with a function of the test. The server stops when it is dropped.
pub struct Server {
    pub address: SocketAddr,
    log: Arc<ServerLog>,
    task: JoinHandle<()>,
}

/// The connections and requests that a server received.
#[derive(Default)]
pub struct ServerLog {
    connections: AtomicUsize,
    requests: Mutex<Vec<Vec<u8>>>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    /// Calls `handle` for each connection, with the number of the connection from 0.
    pub async fn new<F, Fut>(handle: F) -> Self
    where
        F: Fn(Connection, usize) -> Fut + Send + 'static,
        Fut: Future<Output = Option<()>> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let log = Arc::<ServerLog>::default();
        let log_of_task = Arc::clone(&log);
        let task = tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let number = log_of_task.connections.fetch_add(1, Ordering::SeqCst);
                connections.spawn(handle(Connection { stream, log: Arc::clone(&log_of_task) }, number));
            }
        });
        Self { address, log, task }
    }

    /// On the n-th connection, reads a request, sends the n-th response, and closes the connection. If there are fewer responses, the last one
    /// is sent.
    pub async fn responding<A: Into<Vec<u8>>>(responses: impl IntoIterator<Item = A>) -> Self {
        let responses: Arc<Vec<Vec<u8>>> = Arc::new(responses.into_iter().map(Into::into).collect());
        Self::new(move |mut connection, number| {
            let responses = Arc::clone(&responses);
            async move {
                connection.request().await?;
                connection.send(&responses[number.min(responses.len() - 1)]).await
            }
        })
        .await
    }

    /// The number of connections.
    pub fn connections(&self) -> usize {
        self.log.connections.load(Ordering::SeqCst)
    }

    /// The requests that were received completely, as text.
    pub fn requests(&self) -> Vec<String> {
        self.log.requests.lock().unwrap().iter().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect()
    }

    /// This server as a target without a token endpoint.
    pub fn target(&self) -> Target {
        Target::url(&format!("http://{}/numberManagement", self.address), None).unwrap()
    }

    /// A client of this server, with long time-outs and short waits between attempts.
    pub fn client(&self) -> Client {
        with_test_limits(Client::builder(self.target())).build().unwrap()
    }
}

/// One connection to a server.
pub struct Connection {
    pub stream: TcpStream,
    log: Arc<ServerLog>,
}

impl Connection {
    /// Reads a complete request; `None` if the client closed the connection before its end.
    pub async fn request(&mut self) -> Option<Vec<u8>> {
        let request = read_request(&mut self.stream).await?;
        self.log.requests.lock().unwrap().push(request.clone());
        Some(request)
    }

    /// Sends bytes; `None` if the client closed the connection.
    pub async fn send(&mut self, bytes: &[u8]) -> Option<()> {
        self.stream.write_all(bytes).await.ok()
    }

    /// Waits until the client closes the connection.
    pub async fn until_closed(mut self) -> Option<()> {
        let mut ignored = [0; 4096];
        while self.stream.read(&mut ignored).await.ok()? > 0 {}
        Some(())
    }
}

/// Reads a request, by its `Content-Length`.
pub async fn read_request(stream: &mut (impl AsyncRead + Unpin)) -> Option<Vec<u8>> {
    let mut request = Vec::new();
    loop {
        if let Some(end) = request.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&request[..end]).to_ascii_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
            if request.len() >= end + 4 + length.map_or(0, |length| length.trim().parse().unwrap()) {
                return Some(request);
            }
        }
        let mut chunk = [0; 8192];
        match stream.read(&mut chunk).await.ok()? {
            0 => return None,
            read => request.extend_from_slice(&chunk[..read]),
        }
    }
}

/// Sets long time-outs, and short waits between attempts.
pub fn with_test_limits(builder: ClientBuilder) -> ClientBuilder {
    builder.timeouts(long_timeouts()).retries(Retries::default().first_wait(Duration::from_millis(1)))
}

/// Long time-outs, which are reached only if the server never ends its response.
pub fn long_timeouts() -> Timeouts {
    equal_timeouts(Duration::from_secs(30))
}

/// Short time-outs, for servers that never end their response.
pub fn short_timeouts() -> Timeouts {
    let mut timeouts = equal_timeouts(Duration::from_millis(200));
    timeouts.connect = Duration::from_secs(30);
    timeouts.call = Duration::from_secs(30);
    timeouts
}

/// The same time-out for every part of a call.
pub fn equal_timeouts(time: Duration) -> Timeouts {
    let mut timeouts = Timeouts::default();
    timeouts.connect = time;
    timeouts.tls = time;
    timeouts.send = time;
    timeouts.response = time;
    timeouts.body = time;
    timeouts.call = time;
    timeouts
}

/// A reservation of one number. Each `n` below a million has its own number.
pub fn reservation(n: u32) -> Reservation {
    assert!(n < 1_000_000);
    let number = format!("+44208{n:06}");
    reservation_of_range(&number, &number)
}

/// A response with a body.
pub fn response(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let mut response = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n{headers}\r\n", body.len()).into_bytes();
    response.extend_from_slice(body);
    response
}

/// A 200 with a JSON body.
pub fn ok(body: &str) -> Vec<u8> {
    response("200 OK", "Content-Type: application/json\r\n", body)
}

/// A 200 with an order.
pub fn order(id: &str) -> Vec<u8> {
    ok(&format!(r#"{{"order":{{"id":"{id}"}}}}"#))
}
