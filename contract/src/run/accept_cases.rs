//! Sends the requests that should be accepted, the one that bears most cases first, and splits those that are rejected.

use super::{
    base_request::{Base, is_base},
    bisect::{Piece, Queue},
    recheck::recheck,
    session::{Sent, Session},
};
use crate::{cases::case::Expect, report::verdict::Verdict, run::plan::Trial, send::http_client::Outcome};

/// What one request came to, as far as it concerns the requests after it.
pub(super) enum Step {
    Accepted(Trial),
    /// Rejected, and so is the base: nothing follows until something is accepted.
    Open(Piece),
    /// Rejected by 403 or 404 before anything was accepted, perhaps for the address or the credentials. Such a response orders nothing.
    Early(Piece),
    /// Settled, split or skipped.
    Done,
}

/// Sends everything in the queue. Gives the requests of which nothing follows.
pub(super) async fn send_all(session: &mut Session<'_, '_>, base: &mut Base, mut queue: Queue<'_>) -> Vec<Piece> {
    let mut open = Vec::new();
    while let Some(piece) = queue.pop() {
        if let Step::Open(piece) = send_one(session, base, &mut queue, piece).await {
            open.push(piece);
        }
    }
    open
}

/// Sends one request, unless the run has ended.
pub(super) async fn send_one(
    session: &mut Session<'_, '_>,
    base: &mut Base,
    queue: &mut Queue<'_>,
    piece: Piece,
) -> Step {
    if !session.may_send_or_skip(&piece.trial).await {
        return Step::Done;
    }
    if queue.is_known_rejected(&piece) {
        queue.halve(&piece.trial);
        return Step::Done;
    }
    let (piece, fits) = piece.fit(|trial| base.fit(session.suite, session.options, trial));
    let sent = session.send(&piece.trial).await;
    let is_suspicious = sent.is_suspicious;
    let step = settle(session, base, queue, piece, &sent, fits);
    if is_suspicious {
        recheck(session).await;
    }
    step
}

/// Settles the cases of a request, or splits it.
fn settle(
    session: &mut Session<'_, '_>,
    base: &mut Base,
    queue: &mut Queue<'_>,
    piece: Piece,
    sent: &Sent,
    fits: bool,
) -> Step {
    let (trial, verdict) = (&piece.trial, sent.reasoned.0);
    let should_accept = trial.expect == Expect::Accept;
    let is_accepted = should_accept && verdict == Verdict::Pass;
    let holds_base = trial.cases.iter().any(|member| is_base(session.suite, member));
    if is_accepted {
        base.note_accepted(holds_base);
    }
    if verdict != Verdict::Pass {
        queue.note_rejected(&piece);
    }
    // One that reports an order is not sent again in parts: each of them may be an order as well.
    let reports_order = matches!(&sent.outcome, Outcome::Answer(answer) if answer.reports_order);
    if should_accept && verdict == Verdict::Drift && !reports_order {
        let is_single = trial.cases.len() == 1;
        if is_single && holds_base {
            base.note_rejected();
        } else if base.is_rejected() {
            return Step::Open(piece);
        } else if !is_single {
            session.results.suspect(trial, sent.exchange);
            split(session, queue, trial, holds_base);
            return Step::Done;
        }
    }
    session.settle(trial, sent, fits);
    let is_early =
        !session.is_proven() && should_accept && sent.outcome.has_status(|status| matches!(status, 403 | 404));
    match (is_accepted, is_early) {
        (true, _) => Step::Accepted(piece.trial),
        (false, true) => Step::Early(piece),
        (false, false) => Step::Done,
    }
}

/// The base on its own first: where it is rejected, nothing follows for the others. Otherwise by halves.
fn split(session: &Session<'_, '_>, queue: &mut Queue<'_>, trial: &Trial, holds_base: bool) {
    if holds_base {
        queue.split_by(trial, |member| is_base(session.suite, member));
    } else {
        queue.halve(trial);
    }
}
