//! HTTP on plain TCP: reads requests and writes responses, even invalid ones.

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// A response: status, headers and body.
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

pub struct Request {
    pub method: String,
    /// The path, percent-encoded.
    pub path: String,
    pub query: Vec<(String, String)>,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// A rejection: its status and its reason.
pub type Rejection = (u16, &'static str);

pub async fn read(stream: &mut TcpStream) -> Option<Request> {
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

pub async fn write(stream: &mut TcpStream, reply: &Reply) {
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

/// A text with its percent-encoding decoded once.
pub fn decoded(text: &str) -> String {
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

pub fn reply(status: u16, body: &Value) -> Reply {
    Reply { status, headers: vec![("content-type", "application/json".to_owned())], body: body.to_string() }
}

pub fn no_content() -> Reply {
    Reply { status: 204, headers: Vec::new(), body: String::new() }
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The decoded value of a parameter that may be given once.
    pub fn single(&self, name: &str) -> Result<Option<String>, Rejection> {
        let mut values = self.query.iter().filter(|(known, _)| known == name).map(|(_, value)| decoded(value));
        let first = values.next();
        if values.next().is_some() {
            return Err((400, "it is given twice"));
        }
        Ok(first)
    }
}
