//! A server that accepts orders of the same numbers any number of times, and records what it did with each request. It shares no code with the twin,
//! and never rejects numbers because another order holds them, so that a rejection cannot hide a second request.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;

use crate::example_request::TRACKING_HEADER;

/// What the server does with a request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Behaviour {
    /// Orders, and responds with the order id.
    Accept,
    /// Orders, and closes the connection without a response.
    AcceptInSilence,
    /// Orders, and neither responds nor closes the connection.
    AcceptAndStall,
    /// Orders, and responds with 200 without an order id.
    AcceptUnreadably,
    /// Closes the connection without ordering.
    Drop,
    /// 429: orders nothing.
    Refuse,
    /// 400: orders nothing.
    Reject,
    /// 401: orders nothing.
    Unauthorized,
}

impl Behaviour {
    fn orders(self) -> bool {
        matches!(self, Self::Accept | Self::AcceptInSilence | Self::AcceptAndStall | Self::AcceptUnreadably)
    }

    /// Whether the response proves that the request may be sent again.
    fn is_clear_refusal(self) -> bool {
        matches!(self, Self::Refuse | Self::Unauthorized)
    }

    fn response(self, order_id: &str) -> Option<(&'static str, String)> {
        Some(match self {
            Self::Accept => ("200 OK", format!(r#"{{"order":{{"id":"{order_id}"}}}}"#)),
            Self::AcceptUnreadably => ("200 OK", "{}".to_owned()),
            Self::Refuse => ("429 Too Many Requests\r\nRetry-After: 0", "{}".to_owned()),
            Self::Reject => ("400 Bad Request", r#"{"code":"1","reason":"invalid"}"#.to_owned()),
            Self::Unauthorized => ("401 Unauthorized", "{}".to_owned()),
            Self::AcceptInSilence | Self::AcceptAndStall | Self::Drop => return None,
        })
    }
}

/// A request that arrived whole.
#[derive(Clone, Debug)]
pub struct Received {
    pub tracking_id: String,
    pub behaviour: Behaviour,
    pub order_id: Option<String>,
}

type BehaviourOf = Box<dyn Fn(usize) -> Behaviour + Send + Sync>;

struct Shared {
    received: Mutex<Vec<Received>>,
    arrived: Condvar,
    is_stopped: AtomicBool,
    /// How many requests have arrived, also those for which `behaviour_of` has not returned.
    seen: AtomicUsize,
    behaviour_of: BehaviourOf,
}

/// The server. It stops when it is dropped.
pub struct Vendor {
    address: SocketAddr,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Vendor {
    /// Starts a server. `behaviour_of` returns what it does with the n-th request, from 0.
    pub fn start(behaviour_of: impl Fn(usize) -> Behaviour + Send + Sync + 'static) -> Self {
        Self::start_at("127.0.0.1:0", behaviour_of)
    }

    /// Starts a server at another address.
    pub fn start_at(address: &str, behaviour_of: impl Fn(usize) -> Behaviour + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(address).unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            received: Mutex::default(),
            arrived: Condvar::new(),
            is_stopped: AtomicBool::new(false),
            seen: AtomicUsize::new(0),
            behaviour_of: Box::new(behaviour_of),
        });
        let thread = {
            let shared = Arc::clone(&shared);
            std::thread::spawn(move || {
                for stream in listener.incoming() {
                    if shared.is_stopped.load(Ordering::SeqCst) {
                        return;
                    }
                    let (stream, shared) = (stream.unwrap(), Arc::clone(&shared));
                    std::thread::spawn(move || serve(stream, &shared));
                }
            })
        };
        Self { address, shared, thread: Some(thread) }
    }

    pub fn url(&self) -> String {
        format!("http://{}/numberManagement", self.address)
    }

    /// The requests so far.
    pub fn received(&self) -> Vec<Received> {
        self.shared.received.lock().unwrap().clone()
    }

    /// Waits until a request has arrived, before the server decides what it does.
    pub fn wait_for_first(&self) {
        while self.shared.seen.load(Ordering::SeqCst) == 0 {
            std::thread::yield_now();
        }
    }

    /// Waits until this many requests have arrived, or until `is_over` returns true.
    pub fn wait_for(&self, requests: usize, is_over: impl Fn() -> bool) {
        let mut received = self.shared.received.lock().unwrap();
        while received.len() < requests && !is_over() {
            let tick = std::time::Duration::from_millis(20);
            received = self.shared.arrived.wait_timeout(received, tick).unwrap().0;
        }
    }

    /// How many requests of an order arrived, how many of them were clearly refused, and the ids of the orders that they placed.
    pub fn of(&self, tracking_id: &str) -> (usize, usize, Vec<String>) {
        let received: Vec<_> =
            self.received().into_iter().filter(|request| request.tracking_id == tracking_id).collect();
        let refusals = received.iter().filter(|request| request.behaviour.is_clear_refusal()).count();
        (received.len(), refusals, received.into_iter().filter_map(|request| request.order_id).collect())
    }
}

impl Drop for Vendor {
    fn drop(&mut self) {
        self.shared.is_stopped.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
        self.thread.take().unwrap().join().unwrap();
    }
}

/// Reads a request; `None` if it does not arrive whole. Returns its tracking id.
fn read_request(stream: &mut TcpStream) -> Option<String> {
    let mut request = Vec::new();
    loop {
        let mut buffer = [0; 4096];
        let read = stream.read(&mut buffer).ok().filter(|read| *read > 0)?;
        request.extend_from_slice(&buffer[..read]);
        let text = String::from_utf8_lossy(&request).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let field = |name: &str| {
            head.lines().find_map(|line| {
                let (key, value) = line.split_once(':')?;
                key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
            })
        };
        if body.len() >= field("content-length")?.parse().ok()? {
            return field(&TRACKING_HEADER);
        }
    }
}

fn serve(mut stream: TcpStream, shared: &Shared) {
    let Some(tracking_id) = read_request(&mut stream) else { return };
    shared.seen.fetch_add(1, Ordering::SeqCst);
    let mut received = shared.received.lock().unwrap();
    let behaviour = (shared.behaviour_of)(received.len());
    let order_id = format!("order-{}", received.len());
    let known = behaviour.orders().then(|| order_id.clone());
    received.push(Received { tracking_id, behaviour, order_id: known });
    drop(received);
    shared.arrived.notify_all();
    if let Some((status, body)) = behaviour.response(&order_id) {
        let length = body.len();
        let head = "Content-Type: application/json\r\nConnection: close";
        let _ = write!(stream, "HTTP/1.1 {status}\r\n{head}\r\nContent-Length: {length}\r\n\r\n{body}");
    } else if behaviour == Behaviour::AcceptAndStall {
        // Until the client closes the connection.
        let _ = stream.read(&mut [0; 1]);
    }
    let _ = stream.shutdown(Shutdown::Both);
}
