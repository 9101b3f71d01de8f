//! Servers that do as they are told, and clients of them.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use colt_numbers::{Client, ClientBuilder, Reservation, Retries, Target, Timeouts};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A server on loopback that does with each connection what it was told to. It ends when it is dropped.
pub struct Server {
    pub address: SocketAddr,
    seen: Arc<Seen>,
    task: JoinHandle<()>,
}

/// What has come to a server.
#[derive(Default)]
pub struct Seen {
    connections: AtomicUsize,
    requests: Mutex<Vec<Vec<u8>>>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    /// Does with each connection what `handle` does; the number counts connections from 0.
    pub async fn new<F, Fut>(handle: F) -> Self
    where
        F: Fn(Connection, usize) -> Fut + Send + 'static,
        Fut: Future<Output = Option<()>> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::<Seen>::default();
        let of_server = Arc::clone(&seen);
        let task = tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let number = of_server.connections.fetch_add(1, Ordering::SeqCst);
                connections.spawn(handle(Connection { stream, seen: Arc::clone(&of_server) }, number));
            }
        });
        Self { address, seen, task }
    }

    /// Reads the n-th request whole, sends the n-th answer (the last one again and again), and closes.
    pub async fn answering<A: Into<Vec<u8>>>(answers: impl IntoIterator<Item = A>) -> Self {
        let answers: Arc<Vec<Vec<u8>>> = Arc::new(answers.into_iter().map(Into::into).collect());
        Self::new(move |mut connection, number| {
            let answers = Arc::clone(&answers);
            async move {
                connection.request().await?;
                connection.send(&answers[number.min(answers.len() - 1)]).await
            }
        })
        .await
    }

    /// How many connections there were.
    pub fn connections(&self) -> usize {
        self.seen.connections.load(Ordering::SeqCst)
    }

    /// The requests that were read whole, as text.
    pub fn requests(&self) -> Vec<String> {
        self.seen.requests.lock().unwrap().iter().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect()
    }

    /// A target that wants no token.
    pub fn target(&self) -> Target {
        Target::url(&format!("http://{}/numberManagement", self.address), None).unwrap()
    }

    /// A client of it that is in no hurry, and sends again at once where it may.
    pub fn client(&self) -> Client {
        quick(Client::builder(self.target())).build().unwrap()
    }
}

/// One connection to a server.
pub struct Connection {
    pub stream: TcpStream,
    seen: Arc<Seen>,
}

impl Connection {
    /// Reads a request whole; none where the client went away before.
    pub async fn request(&mut self) -> Option<Vec<u8>> {
        let request = read_request(&mut self.stream).await?;
        self.seen.requests.lock().unwrap().push(request.clone());
        Some(request)
    }

    /// Sends bytes; none where the client does not take them.
    pub async fn send(&mut self, bytes: &[u8]) -> Option<()> {
        self.stream.write_all(bytes).await.ok()
    }

    /// Waits until the client closes.
    pub async fn until_closed(mut self) -> Option<()> {
        let mut forgotten = [0; 4096];
        while self.stream.read(&mut forgotten).await.ok()? > 0 {}
        Some(())
    }
}

/// Reads a request by its `Content-Length`.
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

/// Sends again at once where it may.
pub fn quick(builder: ClientBuilder) -> ClientBuilder {
    builder.timeouts(patient()).retries(Retries::default().first_wait(Duration::from_millis(1)))
}

/// Longer than anything takes that is to end by itself.
pub fn patient() -> Timeouts {
    all(Duration::from_secs(30))
}

/// Short, for what never ends by itself.
pub fn hasty() -> Timeouts {
    let mut timeouts = all(Duration::from_millis(200));
    timeouts.connect = Duration::from_secs(30);
    timeouts.call = Duration::from_secs(30);
    timeouts
}

/// The same time for everything.
pub fn all(time: Duration) -> Timeouts {
    let mut timeouts = Timeouts::default();
    timeouts.connect = time;
    timeouts.tls = time;
    timeouts.send = time;
    timeouts.answer = time;
    timeouts.body = time;
    timeouts.call = time;
    timeouts
}

/// A reservation of one number, another one for each `n` below a million.
pub fn number(n: u32) -> Reservation {
    assert!(n < 1_000_000);
    Reservation::of_number("GB", format!("+44208{n:06}")).build().unwrap()
}

/// An answer with a body.
pub fn answer(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let mut answer = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n{headers}\r\n", body.len()).into_bytes();
    answer.extend_from_slice(body);
    answer
}

/// A 200 with a JSON body.
pub fn ok(body: &str) -> Vec<u8> {
    answer("200 OK", "Content-Type: application/json\r\n", body)
}

/// A 200 with an order.
pub fn order(id: &str) -> Vec<u8> {
    ok(&format!(r#"{{"order":{{"id":"{id}"}}}}"#))
}
