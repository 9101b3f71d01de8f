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

/// What is known about an operation before a request is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Evidence {
    /// The target has accepted no request of the run: its address or the credentials may be wrong.
    Nothing,
    /// The target has accepted a request to another operation, so its address and the credentials are right.
    OtherOperation,
    /// The target has accepted a request to this operation, so the operation exists, and the credentials are enough for it.
    ThisOperation,
}

/// How a case is judged.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Expected {
    pub(crate) expect: Expectation,
    /// The only status that rejects the request for the right reason, if there is one.
    pub(crate) exact_status: Option<u16>,
    pub(crate) evidence: Evidence,
    /// Whether the request has the method of the operation.
    pub(crate) has_method: bool,
    /// Whether the path names a resource that the target may not have.
    pub(crate) names_resource: bool,
    /// Whether the target should have the resource in the path, or the case is about the path.
    pub(crate) has_resource: bool,
    /// Whether requests to the operation have telephone numbers, which may be neither in stock nor free.
    pub(crate) has_numbers: bool,
}

/// Whether a response with this status may mean that the target does not have the operation.
pub(crate) fn may_mean_absence(status: u16) -> bool {
    matches!(status, 404 | 405 | 501)
}

/// The verdict on a case.
pub(crate) fn judge(outcome: &SendOutcome, expected: &Expected) -> ReasonedVerdict {
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
    match (judge_status(status, expected), response.encoding()) {
        ((Verdict::Pass, _), Some(encoding)) if !is_success => {
            let why =
                format!("{status}: the body may report an order, but was not read: it is encoded as `{encoding}`");
            (Verdict::Inconclusive, why)
        }
        (verdict, _) => verdict,
    }
}

fn judge_status(status: u16, expected: &Expected) -> ReasonedVerdict {
    let Expected { expect, exact_status, evidence, names_resource, has_resource, has_numbers, .. } = *expected;
    // A case that expects 401 tests the caller's identity, so 403 is evidence too.
    let is_about_identity = exact_status == Some(401) && matches!(status, 401 | 403);
    // The same operation and credentials were accepted before, so 403 and 404 are about this request.
    let is_about_request = evidence == Evidence::ThisOperation
        && expect == Expectation::Accept
        && (status == 403 || (status == 404 && (has_resource || !names_resource)));
    if let Some(why) = reason_for_no_evidence(status).filter(|_| !is_about_identity && !is_about_request) {
        return (Verdict::Inconclusive, why.to_owned());
    }
    if let Some(verdict) = judge_absence(status, expected).filter(|_| !is_about_request) {
        return verdict;
    }
    match (expect, status) {
        (Expectation::Accept, 200..=299) => (Verdict::Pass, format!("{status}: accepted")),
        (Expectation::Accept, 403 | 404) if is_about_request => {
            (Verdict::Drift, format!("{status}: rejected, though it violates no constraint, and others are accepted"))
        }
        (Expectation::Accept, 409 | 423) => {
            let question = if has_numbers { ": are the numbers free there?" } else { "" };
            (Verdict::Inconclusive, format!("{status}: rejected for the target's state{question}"))
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

/// The verdict on a status that may mean that the target does not have the operation. `None` if the operation is known to exist, and the status
/// rejects the request for another reason.
fn judge_absence(status: u16, expected: &Expected) -> Option<ReasonedVerdict> {
    let Expected { evidence, names_resource, expect, exact_status, has_method, has_resource, has_numbers } = *expected;
    match (status, evidence) {
        // A case about the method expects the method to be missing, and a case about the token expects 401.
        _ if !may_mean_absence(status) || !has_method || exact_status.is_some() => None,
        (501, _) => Some((Verdict::Drift, "501: the target does not implement the operation".to_owned())),
        (405, Evidence::Nothing) if expect != Expectation::Accept => {
            Some((Verdict::Inconclusive, "405: is the address right, and does the operation exist there?".to_owned()))
        }
        (405, _) => Some((Verdict::Drift, "405: rejected for the method, which the path has".to_owned())),
        (_, Evidence::ThisOperation) if names_resource && !has_resource => {
            Some((Verdict::Inconclusive, "404: does the target have the resource in the path?".to_owned()))
        }
        (_, Evidence::ThisOperation) => None,
        (_, Evidence::OtherOperation) if !names_resource => {
            Some((Verdict::Drift, "404: the target does not have the operation; it accepts other ones".to_owned()))
        }
        _ if names_resource => Some((
            Verdict::Inconclusive,
            "404: does the target have the operation, and the resource in the path?".to_owned(),
        )),
        _ => {
            let question = if has_numbers { "are the numbers in stock" } else { "does the operation exist there" };
            Some((Verdict::Inconclusive, format!("404: is the address right, and {question}?")))
        }
    }
}
