//! From the outcome of a request to a verdict on its case.

use crate::{cases::case::Expect, report::verdict::Verdict, send::http_client::Outcome};

/// A verdict and its reason. It may quote an answer, whatever that holds and however long it is: see `redact.rs`.
pub(crate) type Reasoned = (Verdict, String);

/// Statuses that say nothing about the request: who asks, how often, or a gateway in between.
pub(crate) fn says_nothing(status: u16) -> Option<&'static str> {
    match status {
        401 => Some("401: the credentials were not accepted"),
        403 => Some("403: the credentials do not allow it, or a gateway refused it"),
        407 => Some("407: a proxy wants credentials"),
        408 => Some("408: the target gave up waiting"),
        429 => Some("429: the target took no more requests for now"),
        502 => Some("502: a gateway got no answer"),
        503 => Some("503: the target is not there for now"),
        504 => Some("504: a gateway got no answer in time"),
        _ => None,
    }
}

/// What an outcome says of a request. `exactly` is the one status that refuses it, where another 4xx refuses it for something else.
/// `proven`: the target has taken a request of the run, so neither its address nor the credentials are what another is refused for.
pub(crate) fn judge(expect: Expect, outcome: &Outcome, exactly: Option<u16>, proven: bool) -> Reasoned {
    let answer = match outcome {
        Outcome::NotSent(why) => return (Verdict::Inconclusive, format!("it was not sent: {why}")),
        Outcome::Unknown(why) => return (Verdict::Inconclusive, format!("nobody knows what came of it: {why}")),
        Outcome::Answer(answer) => answer,
    };
    let status = answer.status;
    let success = (200..300).contains(&status);
    if answer.reports_order && !success {
        return (Verdict::Drift, format!("{status}: an order is reported beside this status"));
    }
    match (by_status(expect, status, exactly, proven), answer.encoding()) {
        ((Verdict::Pass, _), Some(encoding)) if !success => {
            let why = format!("{status}: the body may report an order and was not read: it is encoded as `{encoding}`");
            (Verdict::Inconclusive, why)
        }
        (judged, _) => judged,
    }
}

/// What a status says of a request.
fn by_status(expect: Expect, status: u16, exactly: Option<u16>, proven: bool) -> Reasoned {
    // A case that expects 401 tests the caller's identity, so 403 is an answer too.
    let identity = exactly == Some(401) && matches!(status, 401 | 403);
    let singled_out = proven && expect == Expect::Accept && matches!(status, 403 | 404);
    if let Some(why) = says_nothing(status).filter(|_| !identity && !singled_out) {
        return (Verdict::Inconclusive, why.to_owned());
    }
    match (expect, status) {
        (Expect::Accept, 200..=299) => (Verdict::Pass, format!("{status}: taken")),
        (Expect::Accept, 403 | 404) if singled_out => {
            (Verdict::Drift, format!("{status}: refused, though it keeps every constraint, and others are taken"))
        }
        (Expect::Accept, 404) => {
            (Verdict::Inconclusive, "404: is the address right, and are the numbers there?".to_owned())
        }
        (Expect::Accept, 409 | 423) => (
            Verdict::Inconclusive,
            format!("{status}: refused for the state of the target: are the numbers free there?"),
        ),
        (Expect::Accept, _) => (Verdict::Drift, format!("{status}: refused, though it keeps every constraint")),
        (Expect::Reject, 200..=299) => (Verdict::Drift, format!("{status}: taken, though it breaks this")),
        (Expect::Reject, 409) => (
            Verdict::Inconclusive,
            "409: refused for the state of the target, not for the form of the request".to_owned(),
        ),
        (Expect::Reject, 400..=499) => match exactly {
            Some(wanted) if wanted != status => {
                let late = if identity || wanted != 401 { "" } else { ": its token was not looked at first" };
                (Verdict::Drift, format!("{status}: refused, and not by {wanted}{late}"))
            }
            _ => (Verdict::Pass, format!("{status}: refused")),
        },
        (Expect::Either, 200..=299) => (Verdict::Pass, format!("{status}: taken; the document leaves it open")),
        (Expect::Either, 400..=499) => (Verdict::Pass, format!("{status}: refused; the document leaves it open")),
        (_, 500..=599) => {
            (Verdict::Drift, format!("{status}: the server failed on a request that it should have refused or taken"))
        }
        _ => (Verdict::Drift, format!("{status}: neither taken nor refused")),
    }
}
