//! The latest requests to the API with their responses, for people who debug a client. Old requests are dropped.

use std::collections::VecDeque;

use jiff::Timestamp;
use serde::Serialize;

use crate::faults::fault_schedule::FaultScript;

/// The maximum number of requests that are kept.
const MAX_REQUESTS: usize = 500;

/// The maximum size of all kept requests together, in bytes of text.
const MAX_BYTES: usize = 32 << 20;

/// The maximum number of bytes that are kept of a body.
const MAX_BODY_BYTES: usize = 64 << 10;

/// A request to the API, and its response. Secrets are redacted.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RecordedRequest {
    /// Its number. Numbers are ascending from 1, and a reset does not restart them.
    pub number: u64,
    /// When it arrived, by the sandbox's clock.
    pub received_at: Timestamp,
    /// The method.
    pub method: String,
    /// The path and the query.
    pub path: String,
    /// The id of the operation; `token` for the token endpoint; `None` if there is no operation.
    pub operation: Option<String>,
    /// The tracking id; `None` if it is missing or invalid.
    pub tracking_id: Option<String>,
    /// The headers.
    pub headers: Vec<RecordedHeader>,
    /// The body.
    pub body: RecordedBody,
    /// The fault that struck the request. No response is recorded then.
    pub fault: Option<FaultScript>,
    /// What is wrong with the request: first errors, then warnings, at most 20.
    pub violations: Vec<RecordedViolation>,
    /// Why the request was rejected.
    pub rejection: Option<RecordedRejection>,
    /// The id of the order that the request placed.
    pub order_id: Option<String>,
    /// The response; `None` before it is sent, and if a fault replaced it.
    pub response: Option<RecordedResponse>,
}

/// A header of a recorded request or response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RecordedHeader {
    /// Its name, in lower case.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// The body of a recorded request or response.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RecordedBody {
    /// The first 64 KiB. Bytes that are not UTF-8 are replaced.
    pub text: String,
    /// The length of the whole body, in bytes.
    pub length: usize,
    /// Whether `text` is the whole body, byte for byte.
    pub complete: bool,
}

/// Something that is wrong with a recorded request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RecordedViolation {
    /// The id of the rule, or the keyword of the schema.
    pub id: String,
    /// The place in the request, as a JSON Pointer.
    pub pointer: String,
    /// `error` or `warning`. A warning alone does not reject a request.
    pub severity: &'static str,
    /// What is wrong.
    pub message: String,
    /// What the spec states about the rule or the element.
    pub statement: String,
    /// The vendor's document and its lines.
    pub source: Option<String>,
    /// What the spec assumes beyond the document.
    pub assumption: Option<String>,
}

/// Why a recorded request was rejected: the error object of the response, and what the spec states about the reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RecordedRejection {
    /// The code.
    pub code: &'static str,
    /// The reason.
    pub reason: &'static str,
    /// The message.
    pub message: String,
    /// What the spec states about the reason, such as the status that a number must have; empty if it states nothing.
    pub statement: String,
    /// The vendor's document and its lines.
    pub source: Option<String>,
    /// What the spec assumes beyond the document.
    pub assumption: Option<String>,
}

/// The response to a recorded request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RecordedResponse {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: Vec<RecordedHeader>,
    /// The body.
    pub body: RecordedBody,
    /// The time from the request to its response, in milliseconds.
    pub after_millis: u64,
}

impl RecordedBody {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let kept = bytes.get(..MAX_BODY_BYTES).unwrap_or(bytes);
        let complete = kept.len() == bytes.len() && std::str::from_utf8(bytes).is_ok();
        Self { text: String::from_utf8_lossy(kept).into_owned(), length: bytes.len(), complete }
    }

    /// A body whose secrets are redacted.
    pub(crate) fn redacted(text: String, length: usize) -> Self {
        Self { text, length, complete: false }
    }
}

impl RecordedRequest {
    /// Its approximate size in memory, without the fields of a fixed size.
    fn size(&self) -> usize {
        let of_headers =
            |headers: &[RecordedHeader]| headers.iter().map(|h| h.name.len() + h.value.len()).sum::<usize>();
        let of_violation = |v: &RecordedViolation| v.pointer.len() + v.message.len() + v.statement.len();
        let response = self.response.as_ref().map_or(0, |r| r.body.text.len() + of_headers(&r.headers));
        let violations: usize = self.violations.iter().map(of_violation).sum();
        self.path.len() + of_headers(&self.headers) + self.body.text.len() + response + violations
    }
}

/// The log.
#[derive(Debug, Default)]
pub(crate) struct RequestLog {
    /// Oldest first. The numbers have no gaps.
    requests: VecDeque<RecordedRequest>,
    /// How many requests were added.
    added: u64,
    /// The size of all requests.
    size: usize,
}

impl RequestLog {
    /// Adds a request, and returns its number.
    pub(crate) fn add(&mut self, mut request: RecordedRequest) -> u64 {
        self.added += 1;
        request.number = self.added;
        self.size += request.size();
        self.requests.push_back(request);
        self.drop_old();
        self.added
    }

    /// Changes a request, if it is still kept.
    pub(crate) fn update(&mut self, number: u64, change: impl FnOnce(&mut RecordedRequest)) {
        let index = self.index(number);
        let Some(request) = index.and_then(|index| self.requests.get_mut(index)) else { return };
        let before = request.size();
        change(request);
        self.size = self.size - before + request.size();
        self.drop_old();
    }

    fn drop_old(&mut self) {
        while self.requests.len() > MAX_REQUESTS || (self.size > MAX_BYTES && self.requests.len() > 1) {
            self.size -= self.requests.pop_front().map_or(0, |oldest| oldest.size());
        }
    }

    fn index(&self, number: u64) -> Option<usize> {
        usize::try_from(number.checked_sub(self.requests.front()?.number)?).ok()
    }

    /// Removes all requests.
    pub(crate) fn clear(&mut self) {
        *self = Self { added: self.added, ..Self::default() };
    }

    pub(crate) fn get(&self, number: u64) -> Option<&RecordedRequest> {
        self.requests.get(self.index(number)?)
    }

    /// The kept requests whose tracking id contains a text, newest first. The empty text selects all requests.
    pub(crate) fn newest<'a>(&'a self, tracking_id: &'a str) -> impl Iterator<Item = &'a RecordedRequest> {
        let contains =
            move |request: &&RecordedRequest| request.tracking_id.as_deref().is_some_and(|id| id.contains(tracking_id));
        self.requests.iter().rev().filter(move |request| tracking_id.is_empty() || contains(request))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(body: &[u8]) -> RecordedRequest {
        RecordedRequest { body: RecordedBody::of(body), ..RecordedRequest::default() }
    }

    #[test]
    fn the_latest_500_requests_are_kept() {
        let mut log = RequestLog::default();
        for _ in 0..501 {
            log.add(request(b""));
        }
        assert_eq!(log.newest("").map(|kept| kept.number).collect::<Vec<_>>(), (2..=501).rev().collect::<Vec<_>>());
        assert!(log.get(1).is_none() && log.get(502).is_none() && log.get(0).is_none());
        log.update(1, |_| panic!("the request is no longer kept"));
        log.clear();
        assert!(log.newest("").next().is_none());
        assert_eq!(log.add(request(b"")), 502);
        assert_eq!(log.get(502).map(|kept| kept.number), Some(502));
    }

    #[test]
    fn large_bodies_are_truncated_and_drop_older_requests() {
        let mut log = RequestLog::default();
        let huge = vec![b'x'; 1 << 20];
        for _ in 0..400 {
            let number = log.add(request(b""));
            log.update(number, |added| {
                added.body = RecordedBody::of(&huge);
                added.response = Some(RecordedResponse {
                    status: 200,
                    headers: Vec::new(),
                    body: RecordedBody::of(&huge),
                    after_millis: 0,
                });
            });
        }
        let kept: usize = log.newest("").map(RecordedRequest::size).sum();
        assert_eq!((kept, log.size), (MAX_BYTES, MAX_BYTES));
        let newest = log.newest("").next().unwrap();
        assert_eq!((newest.number, newest.body.text.len(), newest.body.length), (400, MAX_BODY_BYTES, 1 << 20));
        assert!(!newest.body.complete && !RecordedBody::of(b"\xff").complete && RecordedBody::of(b"{}").complete);
        log.clear();
        assert_eq!(log.size, 0);
    }
}
