//! The outcomes of a call that was not accepted.

use std::fmt;
use std::str::FromStr;

use crate::send::invalid_text::InvalidText;

/// What is known after a call that was not accepted. The effect of a call is the order that it places, or whatever else its operation does.
///
/// | outcome | did the call have an effect? | send again? |
/// |---|---|---|
/// | `NotSent` | no | yes |
/// | `Rejected` | no | after a correction |
/// | `Refused` | no | yes, later |
/// | `Unknown` | possibly | **no**: ask the vendor |
/// | `Unreadable` | probably | **no**: ask the vendor |
///
/// The last two rows have one exception: if the spec declares the operation as
/// [`repeatable`](colt_numbers_api::operations::Operation::repeatable), its request may be sent again after any outcome.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Outcome {
    /// No byte of the request left this machine, in any attempt. The request may be sent again.
    NotSent,
    /// The server rejected the request, and the call had no effect: a 4xx other than 408 and 429. If the operation orders, the body must also
    /// show no order and must not be cut off.
    ///
    /// After an earlier attempt with a 401, a 429 or a 503, only 401, 403, 405, 406, 411, 413, 414, 415 and 431 prove this. Any other 4xx may be
    /// caused by the earlier attempt, so its outcome is [`Unknown`](Self::Unknown).
    Rejected,
    /// The server refused the request for now, and the call had no effect: a 429, or a 503 with `Retry-After`. If the operation orders, the body
    /// must also be complete and show no order. The request may be sent again later.
    Refused,
    /// A byte may have been sent, and no response proves what happened. Only the vendor knows whether the call had an effect.
    ///
    /// One of these is the reason:
    /// - There is no response, or it is not HTTP.
    /// - The status is neither 2xx nor one that proves [`Rejected`](Self::Rejected) or [`Refused`](Self::Refused).
    /// - The operation orders, and the status is not 2xx, but the body shows an order, or may have shown an order: it was cut off or is compressed.
    /// - The outcome of an earlier attempt is unknown, and no later attempt was accepted. Only requests of a repeatable operation are sent again
    ///   after such an attempt.
    ///
    /// **Do not send the request again**, unless its operation is repeatable; ask the vendor with the tracking id.
    Unknown,
    /// The server responded with 2xx, but the response has no readable order id or, if the spec states no order id for the operation, no readable
    /// body. The call probably had an effect.
    ///
    /// **Do not send the request again**, unless its operation is repeatable; ask the vendor with the tracking id.
    /// [`SendError::raw_body`](crate::SendError::raw_body) has the body.
    Unreadable,
}

impl Outcome {
    /// Whether the call may have had an effect, so that a second request could place a second order if the operation orders.
    #[must_use]
    pub const fn is_in_doubt(self) -> bool {
        matches!(self, Self::Unknown | Self::Unreadable)
    }

    /// The name of the outcome in JSON and logs: `notSent`, `rejected`, `refused`, `unknown`, `unreadable`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotSent => "notSent",
            Self::Rejected => "rejected",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
            Self::Unreadable => "unreadable",
        }
    }
}

impl FromStr for Outcome {
    type Err = InvalidText;

    /// Parses the name of an outcome; see [`Outcome::as_str`].
    fn from_str(name: &str) -> Result<Self, InvalidText> {
        let outcomes = [Self::NotSent, Self::Rejected, Self::Refused, Self::Unknown, Self::Unreadable];
        let expected = "`notSent`, `rejected`, `refused`, `unknown` or `unreadable`";
        outcomes.into_iter().find(|outcome| outcome.as_str() == name).ok_or(InvalidText::expected(expected))
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
