//! The known faults: names, descriptions, statuses and timings.
//!
//! `fault_schedule` selects the requests that a fault strikes; `fault_responses` has the bytes that a fault sends.

use std::error::Error;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::excerpt::excerpt;

/// Whether a fault strikes before or after the order is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultTiming {
    /// Before the request has an effect: no order is recorded, and no token is issued.
    Before,
    /// After the request has had its effect, such as a recorded order, even if no response reports it to the client.
    After,
}

impl FaultTiming {
    const BEFORE: &'static [Self] = &[Self::Before];
    const AFTER: &'static [Self] = &[Self::After];
    const BOTH: &'static [Self] = &[Self::Before, Self::After];

    /// The suffix of a fault script as text.
    pub(crate) fn suffix(self) -> &'static str {
        match self {
            Self::Before => "@before",
            Self::After => "@after",
        }
    }
}

/// Defines the enum `Fault` and the properties of each fault.
macro_rules! faults {
    ($($variant:ident $name:literal $($status:literal)? $sides:ident $about:literal)*) => {
        /// A fault between client and server. A fault closes the connection when it ends, unless its description says otherwise.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Fault {
            $(#[doc = $about] $variant,)*
        }

        impl Fault {
            /// All faults.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name of the fault, in kebab case.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// What is sent over the connection.
            pub fn about(self) -> &'static str {
                match self {
                    $(Self::$variant => $about,)*
                }
            }

            /// The HTTP status that the fault sends, even if the rest of the response is missing. `None` if the fault sends no status,
            /// or only an interim status (1xx).
            pub fn status(self) -> Option<u16> {
                match self {
                    $(Self::$variant => [$($status)?].first().copied(),)*
                }
            }

            /// The possible timings. A fault that clearly rejects the order strikes before the order is recorded; a fault that sends
            /// an order id strikes after that. A fault that leaves the outcome in doubt has both timings.
            pub fn timings(self) -> &'static [FaultTiming] {
                match self {
                    $(Self::$variant => FaultTiming::$sides,)*
                }
            }
        }
    };
}

faults! {
    ConnectionRefused "connection-refused" BEFORE
        "The port does not listen for half a second, or as long as the script says: new connections are refused, existing ones stay open."
    CloseAfterAccept "close-after-accept" BEFORE
        "The connection is accepted, and closed before anything is read from it; if the client has sent bytes, this resets the connection. If the connection has served a request before, it is closed without a response."
    CloseUnanswered "close-unanswered" BOTH
        "The whole request is read, then the connection is closed without a byte of response."
    Reset "reset" BOTH
        "The whole request is read, then the connection is reset (RST) without a byte of response."
    HalfClose "half-close" BOTH
        "The whole request is read, then the sandbox closes its side (FIN) without a byte of response, and keeps the other side open."
    NeverAnswers "never-answers" BOTH
        "The whole request is read, and no response follows; the connection stays open."
    StaleKeepAlive "stale-keep-alive" 200 AFTER
        "The normal response, with `Connection: keep-alive`; when the next request arrives, the connection is closed and the request stays unread."
    CloseMidHeaders "close-mid-headers" 200 BOTH
        "The status line and half a header of the response, then the connection is closed."
    SlowBody "slow-body" 200 AFTER
        "The normal response; its body is sent one byte every 20 milliseconds."
    StalledBody "stalled-body" 200 BOTH
        "A response whose body stops in the middle; nothing follows, and the connection stays open."
    TruncatedBody "truncated-body" 200 BOTH
        "A response whose body stops in the middle, then the connection is closed."
    TruncatedChunks "truncated-chunks" 200 BOTH
        "A chunked response that stops after its first chunk, then the connection is closed."
    ResetMidBody "reset-mid-body" 200 BOTH
        "A response whose body stops in the middle, then the connection is reset (RST)."
    ContentLengthTooLong "content-length-too-long" 200 AFTER
        "The whole response with a `Content-Length` that is ten bytes too large, then the connection is closed."
    ContentLengthTooShort "content-length-too-short" 200 BOTH
        "The whole response with half of the correct `Content-Length`."
    Garbage "garbage" BOTH
        "Bytes that are not HTTP, then the connection is closed."
    EndlessHeaders "endless-headers" 200 BOTH
        "A status line, then headers without end."
    HugeHeader "huge-header" 200 BOTH
        "A status line and one header of 4 MiB; the response has no body."
    HeadOver64Kib "head-over-64-kib" 200 AFTER
        "The normal response, with a header of 64 KiB."
    Headers101 "headers-101" 200 AFTER
        "The normal response, with 101 headers."
    MalformedHeader "malformed-header" 200 AFTER
        "The normal response, with a header name that contains a space."
    TwoContentLengths "two-content-lengths" 200 AFTER
        "The normal response, with a second `Content-Length` of half the length."
    ContinueFlood "continue-flood" BOTH
        "`100 Continue`, repeated without end."
    EarlyHintsFlood "early-hints-flood" BOTH
        "`103 Early Hints`, repeated without end."
    Http10Answer "http-10-answer" 200 AFTER
        "The response in HTTP/1.0; the end of the connection marks the end of the body."
    GzipBomb "gzip-bomb" 200 BOTH
        "A 200 with `Content-Encoding: gzip`: one megabyte that decompresses to one gibibyte of zeros."
    Body100Mb "body-100-mb" 200 BOTH
        "A 200 whose body is a JSON object of 100 MiB, without an order in it."
    DeepJson "deep-json" 200 BOTH
        "A 200 whose body is 100,000 nested arrays."
    InvalidUtf8 "invalid-utf8" 200 BOTH
        "A 200 whose order id is not UTF-8."
    Status200Empty "status-200-empty" 200 BOTH
        "A 200 without a body."
    Status200Html "status-200-html" 200 BOTH
        "A 200 with an HTML page."
    Status200ErrorBody "status-200-error-body" 200 BOTH
        "A 200 with an error object."
    Status200WithoutId "status-200-without-id" 200 BOTH
        "A 200 with an order that has no id."
    Status200BlankId "status-200-blank-id" 200 BOTH
        "A 200 whose order id is a space."
    Status200NullId "status-200-null-id" 200 BOTH
        "A 200 whose order id is null."
    Status200LeadingBlankId "status-200-leading-blank-id" 200 AFTER
        "A 200 with a space before the order id, as in an example of the document."
    Status200NumericId "status-200-numeric-id" 200 AFTER
        "A 200 whose order id is a JSON number."
    Status200ExtraFields "status-200-extra-fields" 200 AFTER
        "A 200 with additional fields that are not in the spec."
    Status200WrongContentType "status-200-wrong-content-type" 200 AFTER
        "The normal body, sent as `text/plain`."
    Status201 "status-201" 201 AFTER
        "The normal body with status 201."
    Status202 "status-202" 202 AFTER
        "The normal body with status 202."
    Status204 "status-204" 204 BOTH
        "A 204, which has no body."
    Status301 "status-301" 301 BOTH
        "A 301 to `localhost`, another host name of the sandbox."
    Status302 "status-302" 302 BOTH
        "A 302 to `localhost`, another host name of the sandbox."
    Status303 "status-303" 303 BOTH
        "A 303 to `localhost`, another host name of the sandbox."
    Status307 "status-307" 307 BOTH
        "A 307 to `localhost`, another host name of the sandbox."
    Status308 "status-308" 308 BOTH
        "A 308 to `localhost`, another host name of the sandbox."
    Status400 "status-400" 400 BEFORE
        "A 400 with an error object."
    Status401 "status-401" 401 BEFORE
        "A 401 with an error object; the token of the request is revoked."
    Status403 "status-403" 403 BEFORE
        "A 403 with an error object."
    Status404 "status-404" 404 BEFORE
        "A 404 with an error object."
    Status408 "status-408" 408 BOTH
        "A 408 with an error object."
    Status409 "status-409" 409 BEFORE
        "A 409 with an error object."
    Status409Order "status-409-order" 409 AFTER
        "The normal body with status 409."
    Status422 "status-422" 422 BEFORE
        "A 422 with an error object."
    Status429 "status-429" 429 BEFORE
        "A 429 with an error object."
    Status429Seconds "status-429-seconds" 429 BEFORE
        "A 429 with `Retry-After: 1`."
    Status429Date "status-429-date" 429 BEFORE
        "A 429 whose `Retry-After` is the date two seconds from now."
    Status429PastDate "status-429-past-date" 429 BEFORE
        "A 429 whose `Retry-After` is a date in 1994."
    Status429Huge "status-429-huge" 429 BEFORE
        "A 429 whose `Retry-After` is a number of 30 digits."
    Status429Negative "status-429-negative" 429 BEFORE
        "A 429 with `Retry-After: -1`."
    Status429Absurd "status-429-absurd" 429 BEFORE
        "A 429 whose `Retry-After` is neither a number nor a date."
    Status429Order "status-429-order" 429 AFTER
        "The normal body with status 429."
    Status500 "status-500" 500 BOTH
        "A 500 with an error object."
    Status501 "status-501" 501 BOTH
        "A 501 with an error object."
    Status502Html "status-502-html" 502 BOTH
        "A 502 with the HTML page of a gateway."
    Status503 "status-503" 503 BOTH
        "A 503 with an error object."
    Status503Seconds "status-503-seconds" 503 BEFORE
        "A 503 with `Retry-After: 1`."
    Status503Date "status-503-date" 503 BEFORE
        "A 503 whose `Retry-After` is the date two seconds from now."
    Status503Order "status-503-order" 503 AFTER
        "The normal body with status 503, with `Retry-After: 1`."
    Status504Html "status-504-html" 504 BOTH
        "A 504 with the HTML page of a gateway."
}

impl Fault {
    /// Whether the fault can strike both before and after the order is recorded, so that a test should try both.
    pub fn has_two_timings(self) -> bool {
        self.timings().len() > 1
    }

    /// Whether the fault strikes the connection before a request is read.
    pub(crate) fn precedes_the_request(self) -> bool {
        matches!(self, Self::ConnectionRefused | Self::CloseAfterAccept)
    }

    /// The timing of a script that sets none: after the order is recorded, if possible.
    pub(crate) fn default_timing(self) -> FaultTiming {
        self.timings().last().copied().unwrap_or(FaultTiming::Before)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The error for an unknown fault name or an invalid fault script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultError(pub(crate) String);

impl fmt::Display for FaultError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for FaultError {}

impl FromStr for Fault {
    type Err = FaultError;

    fn from_str(name: &str) -> Result<Self, FaultError> {
        let known = Self::ALL.iter().find(|fault| fault.name() == name).copied();
        known.ok_or_else(|| FaultError(format!("there is no fault `{}`", excerpt(name))))
    }
}

impl Serialize for Fault {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Fault {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        name.parse().map_err(serde::de::Error::custom)
    }
}
