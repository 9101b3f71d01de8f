//! A server of the second chapter, written by hand from its document, without the spec and the code under test. One defect at a time can be
//! enabled by its name; without one, the server does what the document says.
//!
//! It reads and writes plain TCP, so that it can send invalid HTTP, which an HTTP library cannot send.

mod http;
mod list;
mod orders;
mod search;

use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use serde_json::json;
use tokio::net::{TcpListener, TcpStream};

use self::http::{Reply, Request, decoded, read, reply, write};

/// A request as it was received: method, path and status of its response.
pub type Received = (String, String, u16);

pub struct InventoryServer {
    pub address: SocketAddr,
    state: Arc<Mutex<State>>,
}

struct State {
    defect: &'static str,
    /// The number of each order.
    orders: BTreeMap<String, String>,
    /// The numbers that are active. All other numbers are reserved.
    active: BTreeSet<String>,
    /// The number of orders so far.
    count: usize,
    received: Vec<Received>,
}

impl InventoryServer {
    pub async fn with(defect: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let state = State { defect, orders: BTreeMap::new(), active: BTreeSet::new(), count: 0, received: Vec::new() };
        let server = Self { address: listener.local_addr().unwrap(), state: Arc::new(Mutex::new(state)) };
        let shared = server.state.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(shared.clone(), stream));
            }
        });
        server
    }

    pub fn base(&self) -> String {
        format!("http://{}/numberManagement", self.address)
    }

    pub fn received(&self) -> Vec<Received> {
        self.state.lock().unwrap().received.clone()
    }
}

async fn serve(state: Arc<Mutex<State>>, mut stream: TcpStream) {
    let Some(request) = read(&mut stream).await else { return };
    let reply = {
        let mut state = state.lock().unwrap();
        let reply = state.respond(&request);
        state.received.push((request.method.clone(), request.path.clone(), reply.status));
        reply
    };
    write(&mut stream, &reply).await;
}

impl State {
    fn has(&self, defect: &str) -> bool {
        self.defect == defect
    }

    fn respond(&mut self, request: &Request) -> Reply {
        let path = if self.has("dots-resolved") { resolved(&request.path) } else { request.path.clone() };
        let segments: Vec<String> = path.split('/').skip(1).map(decoded).collect();
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        let known: &[&str] = match segments[..] {
            ["numberManagement", "v1", "made-up-numbers"] | ["numberManagement", "v1", "made-up-inventory"] => &["GET"],
            ["numberManagement", "v1", "made-up-numbers", _, "activation"] => &["POST"],
            ["numberManagement", "v1", "made-up-inventory", _] => &["DELETE"],
            ["numberManagement", "v1", "made-up-orders", _] => &["GET", "DELETE"],
            _ => return reply(404, &json!({ "reason": "no such path" })),
        };
        let operation = match (&segments[2..], request.method.as_str()) {
            (["made-up-numbers"], "GET") => "search",
            (["made-up-numbers", _, _], "POST") => "activate",
            (["made-up-inventory"], "GET") => "list",
            (["made-up-inventory", _], "DELETE") => "return",
            (["made-up-orders", _], "GET") => "state",
            (["made-up-orders", _], "DELETE") => "delete",
            _ => "none",
        };
        let is_missing = |status: u16| self.defect == format!("{operation}-missing-{status}");
        if let Some(status) = [404, 405, 501].into_iter().find(|status| is_missing(*status)) {
            let mut missing = reply(status, &json!({ "reason": "there is no such operation" }));
            if status == 405 {
                missing.headers.push(("allow", known.join(", ")));
            }
            return missing;
        }
        let is_without_token = self.defect == format!("{operation}-without-token");
        let token = request.header("authorization");
        if token != Some("Bearer issued") && !is_without_token {
            return reply(401, &json!({ "reason": "the token is not valid" }));
        }
        if !known.contains(&request.method.as_str()) {
            if self.has("patch-accepted") && request.method == "PATCH" {
                return reply(200, &json!({}));
            }
            let mut wrong = reply(405, &json!({ "reason": "the path does not have the method" }));
            if !self.has("no-allow") {
                wrong.headers.push(("allow", known.join(", ")));
            }
            return wrong;
        }
        let last = segments[segments.len() - 1];
        let responded = match operation {
            "search" => self.search(request),
            "activate" => self.activate(request, segments[3]),
            "list" => self.list(request),
            "return" => self.return_made_up_number(request, last),
            "state" => self.state_of(last),
            _ => self.delete_made_up_order(last),
        };
        responded.unwrap_or_else(|(status, reason)| reply(status, &json!({ "reason": reason })))
    }
}

/// Whether a text has this many characters.
fn has_length(text: &str, counts: std::ops::RangeInclusive<usize>) -> bool {
    counts.contains(&text.chars().count())
}

/// A path decoded as a whole, without its `..`, as a file server might do it.
fn resolved(path: &str) -> String {
    let mut segments: Vec<String> = Vec::new();
    for segment in decoded(path).split('/') {
        match segment {
            ".." => {}
            _ => segments.push(segment.to_owned()),
        }
    }
    segments.join("/")
}
