//! Derives the verdict on a case from the outcome of its request.

use crate::{cases::case::Expectation, report::verdict::Verdict, send::one_shot_client::SendOutcome};

/// A verdict and its reason. The reason may quote any part of a response; `redact.rs` redacts and truncates it.
pub(crate) type ReasonedVerdict = (Verdict, String);

/// Why a status is no evidence about the request: it is about the caller's identity, the rate, or a gateway.
pub(crate) fn reason_for_no_evidence(status: u16) -> Option<&'static str> {
    match status {
        401 => Some("401: the credentials were not accepted"),
        403 => Some("403: the credentials do not allow the request, or a gateway rejected it"),
        407 => Some("407: a proxy requires credentials"),
        408 => Some("408: the target timed out waiting for the request"),
        429 => Some("429: the target accepts no more requests for now"),
        502 => Some("502: a gateway got no valid response"),
        503 => Some("503: the target is unavailable for now"),
        504 => Some("504: a gateway got no response in time"),
        _ => None,
    }
}

/// The verdict on a case. `exact_status` is the only status that rejects its request for the right reason, if there is one. `is_proven`: the
/// target has accepted a request of the run, so neither its address nor the credentials are a reason to reject other requests.
pub(crate) fn judge(
    expect: Expectation,
    outcome: &SendOutcome,
    exact_status: Option<u16>,
    is_proven: bool,
) -> ReasonedVerdict {
    let response = match outcome {
        SendOutcome::NotSent(why) => return (Verdict::Inconclusive, format!("not sent: {why}")),
        SendOutcome::Unknown(why) => return (Verdict::Inconclusive, format!("unknown outcome: {why}")),
        SendOutcome::Response(response) => response,
    };
    let status = response.status;
    let is_success = (200..300).contains(&status);
    if response.reports_order && !is_success {
        return (Verdict::Drift, format!("{status}: the response reports an order despite this status"));
    }
    match (judge_status(expect, status, exact_status, is_proven), response.encoding()) {
        ((Verdict::Pass, _), Some(encoding)) if !is_success => {
            let why =
                format!("{status}: the body may report an order, but was not read: it is encoded as `{encoding}`");
            (Verdict::Inconclusive, why)
        }
        (verdict, _) => verdict,
    }
}

fn judge_status(expect: Expectation, status: u16, exact_status: Option<u16>, is_proven: bool) -> ReasonedVerdict {
    // A case that expects 401 tests the caller's identity, so 403 is evidence too.
    let is_about_identity = exact_status == Some(401) && matches!(status, 401 | 403);
    // The same address and credentials were accepted before, so 403 and 404 are about this request.
    let is_about_request = is_proven && expect == Expectation::Accept && matches!(status, 403 | 404);
    if let Some(why) = reason_for_no_evidence(status).filter(|_| !is_about_identity && !is_about_request) {
        return (Verdict::Inconclusive, why.to_owned());
    }
    match (expect, status) {
        (Expectation::Accept, 200..=299) => (Verdict::Pass, format!("{status}: accepted")),
        (Expectation::Accept, 403 | 404) if is_about_request => {
            (Verdict::Drift, format!("{status}: rejected, though it violates no constraint, and others are accepted"))
        }
        (Expectation::Accept, 404) => {
            (Verdict::Inconclusive, "404: is the address right, and are the numbers in stock?".to_owned())
        }
        (Expectation::Accept, 409 | 423) => {
            (Verdict::Inconclusive, format!("{status}: rejected for the target's state: are the numbers free there?"))
        }
        (Expectation::Accept, _) => (Verdict::Drift, format!("{status}: rejected, though it violates no constraint")),
        (Expectation::Reject, 200..=299) => {
            (Verdict::Drift, format!("{status}: accepted, though it violates the constraint"))
        }
        (Expectation::Reject, 409) => {
            (Verdict::Inconclusive, "409: rejected for the target's state, not for the violation".to_owned())
        }
        (Expectation::Reject, 400..=499) => match exact_status {
            Some(expected) if expected != status => {
                let late = if is_about_identity || expected != 401 { "" } else { ": the token was not checked first" };
                (Verdict::Drift, format!("{status}: rejected, but not with {expected}{late}"))
            }
            _ => (Verdict::Pass, format!("{status}: rejected")),
        },
        (Expectation::Either, 200..=299) => (Verdict::Pass, format!("{status}: accepted; the document leaves it open")),
        (Expectation::Either, 400..=499) => (Verdict::Pass, format!("{status}: rejected; the document leaves it open")),
        (_, 500..=599) => (
            Verdict::Drift,
            format!("{status}: the server failed on a request that it should have accepted or rejected"),
        ),
        _ => (Verdict::Drift, format!("{status}: neither accepted nor rejected")),
    }
}
