//! A server of the second chapter, written by hand from its document, without the spec and the code under test. One defect at a time can be
//! enabled by its name; without one, the server does what the document says.
//!
//! It reads and writes plain TCP, so that it can send invalid HTTP, which an HTTP library cannot send.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

const COUNTRIES: [&str; 20] = [
    "AT", "BE", "CH", "CZ", "DE", "DK", "ES", "FI", "FR", "GB", "IE", "IT", "LU", "NL", "NO", "PL", "PT", "RO", "SE",
    "SK",
];

/// The number of numbers in the inventory.
const HELD: u64 = 45;

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

/// A response: status, headers and body.
struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
}

struct Request {
    method: String,
    /// The path, percent-encoded.
    path: String,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// A rejection: its status and its reason.
type Rejection = (u16, &'static str);

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
    let mut text = format!("HTTP/1.1 {} x\r\nconnection: close\r\n", reply.status);
    for (name, value) in &reply.headers {
        text += &format!("{name}: {value}\r\n");
    }
    if reply.status != 204 || !reply.body.is_empty() {
        text += &format!("content-length: {}\r\n", reply.body.len());
    }
    let _ = stream.write_all(format!("{text}\r\n{}", reply.body).as_bytes()).await;
    let _ = stream.shutdown().await;
}

async fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        let mut chunk = [0; 4096];
        let count = stream.read(&mut chunk).await.ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&chunk[..count]);
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length: usize =
        headers.iter().find(|(name, _)| name == "content-length").map_or(0, |(_, value)| value.parse().unwrap());
    let mut body = bytes[end + 4..].to_vec();
    while body.len() < length {
        let mut chunk = [0; 4096];
        let count = stream.read(&mut chunk).await.ok().filter(|count| *count > 0)?;
        body.extend_from_slice(&chunk[..count]);
    }
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    // Values stay encoded, because the commas of a list are not encoded and those within an item are.
    let query = pairs.map(|(name, value)| (decoded(&name.replace('+', " ")), value.replace('+', " "))).collect();
    Some(Request { method, path: path.to_owned(), query, headers, body })
}

/// A text with its percent-encoding decoded once.
fn decoded(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| *first == b'%').and_then(|two| std::str::from_utf8(two).ok());
        match code.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn reply(status: u16, body: &Value) -> Reply {
    Reply { status, headers: vec![("content-type", "application/json".to_owned())], body: body.to_string() }
}

fn no_content() -> Reply {
    Reply { status: 204, headers: Vec::new(), body: String::new() }
}

/// Whether a text has this many characters.
fn has_length(text: &str, counts: std::ops::RangeInclusive<usize>) -> bool {
    counts.contains(&text.chars().count())
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or(text);
    let is_digits = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    is_digits && (7..=16).contains(&digits.len())
}

fn is_order_id(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn is_tracking_id(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_.~:@-".contains(&byte);
    (1..=255).contains(&text.len()) && text.bytes().all(is_allowed)
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
            ["numberManagement", "v1", "numbers"] | ["numberManagement", "v1", "inventory"] => &["GET"],
            ["numberManagement", "v1", "numbers", _, "activation"] => &["POST"],
            ["numberManagement", "v1", "inventory", _] => &["DELETE"],
            ["numberManagement", "v1", "orders", _] => &["GET", "DELETE"],
            _ => return reply(404, &json!({ "reason": "no such path" })),
        };
        let operation = match (&segments[2..], request.method.as_str()) {
            (["numbers"], "GET") => "search",
            (["numbers", _, _], "POST") => "activate",
            (["inventory"], "GET") => "list",
            (["inventory", _], "DELETE") => "return",
            (["orders", _], "GET") => "state",
            (["orders", _], "DELETE") => "delete",
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
            "return" => self.return_number(request, last),
            "state" => self.state_of(last),
            _ => self.delete_order(last),
        };
        responded.unwrap_or_else(|(status, reason)| reply(status, &json!({ "reason": reason })))
    }

    fn search(&self, request: &Request) -> Result<Reply, Rejection> {
        match request.single("country")? {
            None if self.has("country-optional") => {}
            None => return Err((400, "the country is missing")),
            Some(country) if COUNTRIES.contains(&country.as_str()) || self.has("country-any") => {}
            Some(_) => return Err((400, "there is no such country")),
        }
        if let Some(city) = request.single("city")? {
            let shortest = if self.has("city-short") { 1 } else { 2 };
            let is_short_enough = match self.defect {
                "city-long" => true,
                "city-bytes" => city.len() <= 60,
                _ => has_length(&city, 0..=60),
            };
            if !has_length(&city, shortest..=usize::MAX) || !is_short_enough {
                return Err((400, "the city is too short or too long"));
            }
        }
        self.check_areas(request)?;
        if let Some(pattern) = request.single("numberPattern")? {
            let pattern = if self.has("pattern-trimmed") { pattern.trim() } else { pattern.as_str() };
            let digits = pattern.strip_prefix('+').unwrap_or(pattern);
            let shortest = if self.has("pattern-short") { 1 } else { 3 };
            let is_pattern = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'*')
                && (shortest..=15).contains(&digits.len());
            if !is_pattern && !self.has("pattern-unchecked") {
                return Err((400, "the pattern is not one"));
            }
        }
        self.check_features(request)?;
        if let Some(order) = request.single("sort")? {
            let is_known = match self.defect {
                "sort-any" => true,
                "sort-any-case" => ["number", "city", "newest"].contains(&order.to_lowercase().as_str()),
                "sort-no-newest" => ["number", "city"].contains(&order.as_str()),
                _ => ["number", "city", "newest"].contains(&order.as_str()),
            };
            if !is_known {
                return Err((400, "there is no such order"));
            }
        }
        let (offset, limit) = self.page(request)?;
        let count = if self.has("search-limit-ignored") { 60 } else { limit };
        let entry = |index: u64| {
            let mut entry = json!({ "number": format!("+4420813{index:05}"), "cliStatus": "Free", "city": "London" });
            if self.has("entry-without-status") && index == offset + 1 {
                entry.as_object_mut().unwrap().remove("cliStatus");
            }
            if self.has("entry-with-zero") && index == offset + 1 {
                entry["number"] = json!("02081300001");
            }
            entry
        };
        let entries: Vec<Value> = (offset..(offset + count).min(60)).map(entry).collect();
        let mut found = reply(200, &Value::Array(entries));
        if self.has("search-as-html") {
            found.headers = vec![("content-type", "text/html".to_owned())];
        }
        if self.has("search-as-object") {
            found.body = format!("{{\"numbers\":{}}}", found.body);
        }
        Ok(found)
    }

    fn check_areas(&self, request: &Request) -> Result<(), Rejection> {
        let areas: Vec<String> =
            request.query.iter().filter(|(name, _)| name == "areaCode").map(|(_, v)| decoded(v)).collect();
        let is_area = |area: &String| {
            area.starts_with('0') && (2..=6).contains(&area.len()) && area.bytes().all(|byte| byte.is_ascii_digit())
        };
        let checked: &[String] = match self.defect {
            "areas-last-wins" => &areas[areas.len().saturating_sub(1)..],
            "areas-first-wins" => &areas[..areas.len().min(1)],
            "areas-unchecked" => &[],
            _ => &areas,
        };
        let most = match self.defect {
            "areas-unlimited" => usize::MAX,
            "areas-single" => 1,
            "areas-four" => 4,
            _ => 5,
        };
        let is_valid = checked.iter().all(is_area) && areas.len() <= most;
        is_valid.then_some(()).ok_or((400, "an area code is not one, or there are too many"))
    }

    fn check_features(&self, request: &Request) -> Result<(), Rejection> {
        let Some((_, text)) = request.query.iter().find(|(name, _)| name == "features") else { return Ok(()) };
        let items: Vec<String> = match self.defect {
            "features-not-split" => vec![decoded(text)],
            _ => text.split(',').map(decoded).collect(),
        };
        let is_known = |item: &String| ["voice", "sms", "fax"].contains(&item.as_str());
        let checked: &[String] = match self.defect {
            "features-unchecked" => &[],
            "features-first-only" => &items[..1],
            _ => &items,
        };
        let most = if self.has("features-unlimited") { usize::MAX } else { 3 };
        let is_valid = checked.iter().all(is_known) && items.len() <= most;
        is_valid.then_some(()).ok_or((400, "a feature is not one, or there are too many"))
    }

    /// The offset and the limit of a request.
    fn page(&self, request: &Request) -> Result<(u64, u64), Rejection> {
        let integer = |name: &'static str, default: i64| -> Result<i64, Rejection> {
            let Some(text) = request.single(name)? else {
                let is_missing = self.has("limit-mandatory") && name == "limit";
                return if is_missing { Err((400, "the limit is missing")) } else { Ok(default) };
            };
            let is_lenient = self.defect == format!("{name}-text");
            let text = if self.has("limit-fraction") { text.split('.').next().unwrap_or_default() } else { &text };
            text.parse().or(if is_lenient { Ok(default) } else { Err((400, "it is not an integer")) })
        };
        let (offset, limit) = (integer("offset", 0)?, integer("limit", 20)?);
        let least = if self.has("limit-0") { 0 } else { 1 };
        let most = match self.defect {
            "limit-101" => 101,
            "limit-99" => 99,
            _ => 100,
        };
        let is_clamped = self.has("limit-clamped");
        if (offset < 0 && !self.has("offset-negative")) || (!(least..=most).contains(&limit) && !is_clamped) {
            return Err((400, "the page is not one"));
        }
        Ok((offset.max(0).unsigned_abs(), limit.clamp(0, 100).unsigned_abs()))
    }

    fn list(&self, request: &Request) -> Result<Reply, Rejection> {
        let statuses = ["Free", "Reserved", "Active"];
        let wanted = request.single("cliStatus")?;
        if let Some(wanted) = &wanted {
            let is_known = match self.defect {
                "status-any" => true,
                "status-any-case" => statuses.iter().any(|known| known.eq_ignore_ascii_case(wanted)),
                "status-no-active" => ["Free", "Reserved"].contains(&wanted.as_str()),
                _ => statuses.contains(&wanted.as_str()),
            };
            if !is_known {
                return Err((400, "there is no such status"));
            }
        }
        let (offset, limit) = self.page(request)?;
        let status = |index: u64| if index.is_multiple_of(3) { "Active" } else { "Reserved" };
        let is_wanted = |index: &u64| {
            self.has("filter-ignored")
                || wanted.as_ref().is_none_or(|wanted| status(*index).eq_ignore_ascii_case(wanted))
        };
        let all: Vec<u64> = (0..HELD).filter(is_wanted).collect();
        let total = all.len() as u64;
        let count = match self.defect {
            "list-limit-ignored" | "stateless" => 100,
            "page-too-long" => limit + 1,
            _ => limit,
        };
        let entry = |index: &u64| {
            let customer = if status(*index) == "Active" { json!("A customer") } else { Value::Null };
            json!({ "number": format!("+44208130{index:04}"), "cliStatus": status(*index), "customerName": customer })
        };
        let skipped = if self.has("offset-ignored") { 0 } else { offset };
        let items: Vec<Value> = all
            .iter()
            .skip(usize::try_from(skipped).unwrap())
            .take(usize::try_from(count).unwrap())
            .map(entry)
            .collect();
        let end = offset + items.len() as u64;
        let next = (end < total).then_some(match self.defect {
            "next-loops" => offset.max(1),
            "next-overlaps" => end.saturating_sub(1),
            _ => end,
        });
        let next = next.or(self.has("next-after-end").then_some(total));
        let total = match self.defect {
            "total-of-page" => json!(items.len().saturating_sub(1)),
            "total-as-text" => json!(total.to_string()),
            _ => json!(total),
        };
        let mut body = json!({ "items": items, "total": total });
        if let Some(next) = next {
            body["next"] = json!(next);
        }
        if self.has("page-without-total") {
            body.as_object_mut().unwrap().remove("total");
        }
        if self.has("next-null") {
            body["next"] = Value::Null;
        }
        let mut found = reply(200, &body);
        if self.has("stateless") {
            found.headers.push(("x-sandbox", "stateless".to_owned()));
        }
        Ok(found)
    }

    fn check_number<'n>(&self, number: &'n str) -> Result<&'n str, Rejection> {
        let is_valid = match self.defect {
            "number-unchecked" => true,
            "number-decoded-twice" => is_number(&decoded(number)),
            _ => is_number(number),
        };
        is_valid.then_some(number).ok_or((400, "the number is not one"))
    }

    fn check_tracking_id(&self, request: &Request) -> Result<(), Rejection> {
        match request.header("x-tracking-id") {
            None if self.has("tracking-optional") => Ok(()),
            Some(id) if is_tracking_id(id) => Ok(()),
            _ => Err((400, "the tracking id is missing or not one")),
        }
    }

    fn activate(&mut self, request: &Request, number: &str) -> Result<Reply, Rejection> {
        self.check_tracking_id(request)?;
        let number = self.check_number(number)?;
        let media = request.header("content-type").unwrap_or_default().split(';').next().unwrap_or_default();
        if media != "application/json" && !self.has("any-content-type") {
            return Err((415, "the body is not JSON"));
        }
        let body: Value = serde_json::from_slice(&request.body).map_err(|_| (400, "the body is not JSON"))?;
        let object = body.as_object().ok_or((400, "the body is not an object"))?;
        self.check_activation(object)?;
        if !self.active.insert(number.to_owned()) {
            return Err((409, "the number is active already"));
        }
        self.count += 1;
        let id = format!("order-{}", self.count);
        self.orders.insert(id.clone(), number.to_owned());
        if self.has("activation-without-order") {
            return Ok(reply(201, &json!({})));
        }
        Ok(reply(201, &json!({ "order": { "id": id } })))
    }

    fn check_activation(&self, body: &serde_json::Map<String, Value>) -> Result<(), Rejection> {
        let text = |value: Option<&Value>, counts: std::ops::RangeInclusive<usize>| {
            value.is_some_and(|value| value.as_str().is_some_and(|text| has_length(text, counts)))
        };
        let is_country =
            body.get("country").and_then(Value::as_str).is_some_and(|country| COUNTRIES.contains(&country));
        let channels = body.get("channels");
        let is_integer = channels.and_then(Value::as_i64).or(channels
            .and_then(Value::as_str)
            .filter(|_| self.has("channels-as-text"))
            .and_then(|text| text.parse().ok()));
        let most = if self.has("channels-unlimited") { i64::MAX } else { 480 };
        let is_date = |text: &str| text.len() == 10 && text.split('-').map(str::len).eq([4, 2, 2]);
        let is_date = body
            .get("activationDate")
            .is_none_or(|date| date.as_str().is_some_and(|date| is_date(date) || self.has("date-unchecked")));
        let is_contact = body.get("emergencyContact").is_none_or(|contact| text(Some(contact), 0..=80));
        let customer = body.get("endCustomer").and_then(Value::as_object).ok_or((400, "there is no end customer"))?;
        let is_address = customer.get("address").is_none_or(|address| {
            let is_code = |code: &str| {
                let is_allowed = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b" -".contains(&byte);
                let code = if self.has("postal-code-trimmed") { code.trim() } else { code };
                (2..=10).contains(&code.len()) && code.bytes().all(is_allowed) && !code.starts_with([' ', '-'])
            };
            let shortest = if self.has("address-city-short") { 1 } else { 2 };
            address.is_object()
                && text(address.get("street"), 0..=80)
                && text(address.get("city"), shortest..=60)
                && address.get("postalCode").and_then(Value::as_str).is_some_and(is_code)
        });
        let is_valid = is_country
            && is_integer.is_some_and(|channels| (1..=most).contains(&channels))
            && is_date
            && is_contact
            && text(customer.get("name"), 1..=80)
            && is_address;
        is_valid.then_some(()).ok_or((400, "the activation is not valid"))
    }

    fn return_number(&mut self, request: &Request, number: &str) -> Result<Reply, Rejection> {
        self.check_tracking_id(request)?;
        let number = self.check_number(number)?;
        if !self.active.remove(number) && !matches!(self.defect, "number-unchecked" | "number-decoded-twice") {
            return Err((404, "the number is not active"));
        }
        self.orders.retain(|_, known| known != number);
        Ok(match self.defect {
            "return-with-body" => {
                let mut deleted = reply(204, &json!({ "returned": true }));
                deleted.headers.clear();
                deleted
            }
            "return-as-200" => reply(200, &json!({})),
            _ => no_content(),
        })
    }

    /// The id, if it is a valid one.
    fn check_order_id(&self, id: &str) -> Result<String, Rejection> {
        let once = if self.has("id-decoded-twice") { decoded(id) } else { id.to_owned() };
        let is_valid = match self.defect {
            "id-unchecked" => true,
            "id-65" => is_order_id(&once) || (once.len() == 65 && once.is_ascii()),
            "id-trimmed" => is_order_id(once.trim()),
            _ => is_order_id(&once),
        };
        is_valid.then(|| once.trim().to_owned()).ok_or((400, "the order id is not one"))
    }

    fn state_of(&self, id: &str) -> Result<Reply, Rejection> {
        let id = self.check_order_id(id)?;
        if !self.orders.contains_key(&id) && !matches!(self.defect, "id-unchecked" | "id-65") {
            return Err((404, "there is no such order"));
        }
        let status = if self.has("order-pending") { "Pending" } else { "In progress" };
        let mut body = json!({ "order": { "id": id, "orderStatus": status } });
        if self.has("order-without-state") {
            body["order"].as_object_mut().unwrap().remove("orderStatus");
        }
        Ok(reply(200, &body))
    }

    fn delete_order(&mut self, id: &str) -> Result<Reply, Rejection> {
        let id = self.check_order_id(id)?;
        let Some(number) = self.orders.remove(&id) else { return Err((404, "there is no such order")) };
        self.active.remove(&number);
        Ok(if self.has("delete-as-202") { reply(202, &json!({})) } else { no_content() })
    }
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

impl Request {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The decoded value of a parameter that may be given once.
    fn single(&self, name: &str) -> Result<Option<String>, Rejection> {
        let mut values = self.query.iter().filter(|(known, _)| known == name).map(|(_, value)| decoded(value));
        let first = values.next();
        if values.next().is_some() {
            return Err((400, "it is given twice"));
        }
        Ok(first)
    }
}
