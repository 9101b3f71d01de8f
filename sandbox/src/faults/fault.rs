//! The faults that can be asked for, by name.
//!
//! Not here: when one strikes (`fault_schedule`) and the bytes it sends (`fault_responses`).

use std::error::Error;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::excerpt::brief;

/// On which side of the moment at which an order is recorded a fault strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// Nothing is recorded.
    Before,
    /// The order is recorded; the client may not get to know.
    After,
}

impl When {
    const BEFORE: &'static [Self] = &[Self::Before];
    const AFTER: &'static [Self] = &[Self::After];
    const BOTH: &'static [Self] = &[Self::Before, Self::After];
}

/// Writes the enum, and everything that there is one of for each fault.
macro_rules! faults {
    ($($variant:ident $name:literal $($status:literal)? $sides:ident $about:literal)*) => {
        /// Something that goes wrong between client and server. Each closes the connection in the end unless it says otherwise.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Fault {
            $(#[doc = $about] $variant,)*
        }

        impl Fault {
            /// Every fault.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Its name, in small letters with hyphens.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// What goes over the wire.
            pub fn about(self) -> &'static str {
                match self {
                    $(Self::$variant => $about,)*
                }
            }

            /// The HTTP status that it sends, whole or with the rest of the response missing; `None` where it sends no status, or an interim
            /// one (1xx) only.
            pub fn status(self) -> Option<u16> {
                match self {
                    $(Self::$variant => [$($status)?].first().copied(),)*
                }
            }

            /// On which sides of the recorded order it makes sense. A clear refusal comes before; an answer with an order's
            /// id comes after; what leaves the client in doubt may be either.
            pub fn sides(self) -> &'static [When] {
                match self {
                    $(Self::$variant => When::$sides,)*
                }
            }
        }
    };
}

faults! {
    ConnectionRefused "connection-refused" BEFORE
        "Nothing listens on the port for half a second, or as long as the script says: a connect is refused, and connections that exist stay."
    CloseAfterAccept "close-after-accept" BEFORE
        "The connection is accepted and closed before anything is read from it, which resets it under a client that sends. On a connection that has served a request before: closed without an answer."
    CloseUnanswered "close-unanswered" BOTH
        "The whole request is read, then the connection is closed without a byte of answer."
    Reset "reset" BOTH
        "The whole request is read, then the connection is reset (RST) without a byte of answer."
    HalfClose "half-close" BOTH
        "The whole request is read, then the sandbox ends its side (FIN) without a byte of answer and keeps the other open."
    NeverAnswers "never-answers" BOTH
        "The whole request is read, and nothing follows; the connection stays open."
    StaleKeepAlive "stale-keep-alive" 200 AFTER
        "An answer as it should be, with `Connection: keep-alive`; when the next request comes on the connection, it is closed unread."
    CloseMidHeaders "close-mid-headers" 200 BOTH
        "The answer's status line and half a header, then the connection is closed."
    SlowBody "slow-body" 200 AFTER
        "An answer as it should be, its body one byte every 20 milliseconds."
    StalledBody "stalled-body" 200 BOTH
        "An answer whose body stops in the middle; nothing follows, and the connection stays open."
    TruncatedBody "truncated-body" 200 BOTH
        "An answer whose body stops in the middle, then the connection is closed."
    TruncatedChunks "truncated-chunks" 200 BOTH
        "A chunked answer that stops after its first chunk, then the connection is closed."
    ResetMidBody "reset-mid-body" 200 BOTH
        "An answer whose body stops in the middle, then the connection is reset (RST)."
    ContentLengthTooLong "content-length-too-long" 200 AFTER
        "The whole answer, its `Content-Length` ten bytes too large, then the connection is closed."
    ContentLengthTooShort "content-length-too-short" 200 BOTH
        "The whole answer, its `Content-Length` half of what it should be."
    Garbage "garbage" BOTH
        "Bytes that are no HTTP, then the connection is closed."
    EndlessHeaders "endless-headers" 200 BOTH
        "A status line, then header after header without end."
    HugeHeader "huge-header" 200 BOTH
        "A status line and one header of 4 MiB; the answer has no body."
    HeadOver64Kib "head-over-64-kib" 200 AFTER
        "The right answer, with a header of 64 KiB."
    Headers101 "headers-101" 200 AFTER
        "The right answer, with 101 headers."
    MalformedHeader "malformed-header" 200 AFTER
        "The right answer, with a header whose name has a blank."
    TwoContentLengths "two-content-lengths" 200 AFTER
        "The right answer, with a second `Content-Length` of half the length."
    ContinueFlood "continue-flood" BOTH
        "`100 Continue` again and again without end."
    EarlyHintsFlood "early-hints-flood" BOTH
        "`103 Early Hints` again and again without end."
    Http10Answer "http-10-answer" 200 AFTER
        "The answer in HTTP/1.0, its end marked by the connection's."
    GzipBomb "gzip-bomb" 200 BOTH
        "A 200 with `Content-Encoding: gzip`, one megabyte that unpacks to one gibibyte of zeros."
    Body100Mb "body-100-mb" 200 BOTH
        "A 200 whose body is a JSON object of 100 MiB, without an order in it."
    DeepJson "deep-json" 200 BOTH
        "A 200 whose body is 100,000 arrays, one in the other."
    InvalidUtf8 "invalid-utf8" 200 BOTH
        "A 200 whose order id is no UTF-8."
    Status200Empty "status-200-empty" 200 BOTH
        "A 200 without a body."
    Status200Html "status-200-html" 200 BOTH
        "A 200 with an HTML page."
    Status200ErrorBody "status-200-error-body" 200 BOTH
        "A 200 with an error object."
    Status200WithoutId "status-200-without-id" 200 BOTH
        "A 200 with an order that has no id."
    Status200BlankId "status-200-blank-id" 200 BOTH
        "A 200 whose order id is a blank."
    Status200NullId "status-200-null-id" 200 BOTH
        "A 200 whose order id is null."
    Status200LeadingBlankId "status-200-leading-blank-id" 200 AFTER
        "A 200 with a blank before the order id, as the document's own example has it."
    Status200NumericId "status-200-numeric-id" 200 AFTER
        "A 200 whose order id is a JSON number."
    Status200ExtraFields "status-200-extra-fields" 200 AFTER
        "A 200 with fields that the spec does not know."
    Status200WrongContentType "status-200-wrong-content-type" 200 AFTER
        "The right body, sent as `text/plain`."
    Status201 "status-201" 201 AFTER
        "The right body under 201."
    Status202 "status-202" 202 AFTER
        "The right body under 202."
    Status204 "status-204" 204 BOTH
        "A 204, which has no body."
    Status301 "status-301" 301 BOTH
        "A 301 to another host."
    Status302 "status-302" 302 BOTH
        "A 302 to another host."
    Status303 "status-303" 303 BOTH
        "A 303 to another host."
    Status307 "status-307" 307 BOTH
        "A 307 to another host."
    Status308 "status-308" 308 BOTH
        "A 308 to another host."
    Status400 "status-400" 400 BEFORE
        "A 400 with an error object."
    Status401 "status-401" 401 BEFORE
        "A 401 with an error object; the token that came with the request is good no longer."
    Status403 "status-403" 403 BEFORE
        "A 403 with an error object."
    Status404 "status-404" 404 BEFORE
        "A 404 with an error object."
    Status408 "status-408" 408 BOTH
        "A 408 with an error object."
    Status409 "status-409" 409 BEFORE
        "A 409 with an error object."
    Status409Order "status-409-order" 409 AFTER
        "The right body under 409."
    Status422 "status-422" 422 BEFORE
        "A 422 with an error object."
    Status429 "status-429" 429 BEFORE
        "A 429 with an error object."
    Status429Seconds "status-429-seconds" 429 BEFORE
        "A 429 with `Retry-After: 1`."
    Status429Date "status-429-date" 429 BEFORE
        "A 429 whose `Retry-After` is the date in two seconds."
    Status429PastDate "status-429-past-date" 429 BEFORE
        "A 429 whose `Retry-After` is a date that is long over."
    Status429Huge "status-429-huge" 429 BEFORE
        "A 429 whose `Retry-After` is a number of 30 digits."
    Status429Negative "status-429-negative" 429 BEFORE
        "A 429 with `Retry-After: -1`."
    Status429Absurd "status-429-absurd" 429 BEFORE
        "A 429 whose `Retry-After` is neither a number nor a date."
    Status429Order "status-429-order" 429 AFTER
        "The right body under 429."
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
        "A 503 whose `Retry-After` is the date in two seconds."
    Status503Order "status-503-order" 503 AFTER
        "The right body under 503, with `Retry-After: 1`."
    Status504Html "status-504-html" 504 BOTH
        "A 504 with the HTML page of a gateway."
}

impl Fault {
    /// Whether it makes sense on both sides of the recorded order, so that a test is to try both.
    pub fn commits_matter(self) -> bool {
        self.sides().len() > 1
    }

    /// Whether it strikes at the connection, so that no request can be read before it does.
    pub(crate) fn precedes_the_request(self) -> bool {
        matches!(self, Self::ConnectionRefused | Self::CloseAfterAccept)
    }

    /// The side on which it strikes unless a script says otherwise: after the order is recorded where that makes sense.
    pub(crate) fn usual_side(self) -> When {
        self.sides().last().copied().unwrap_or(When::Before)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A text that names no fault, or a script that nothing can come of.
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
        known.ok_or_else(|| FaultError(format!("there is no fault `{}`", brief(name))))
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
