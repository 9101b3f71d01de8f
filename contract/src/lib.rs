//! Contract tests of an API against its OpenAPI spec: does a server do what the document says?
//!
//! A [`Suite`] is derived from the spec alone, for each of its operations: requests that violate no constraint and should be accepted, requests
//! that violate exactly one and should be rejected, and checks for every response. [`run`] sends the requests to a [`Target`], within the limits
//! of the [`Options`], and returns a [`Report`], which can be written as text, JUnit XML, JSON or HTML.
//!
//! ```no_run
//! use colt_numbers_contract::{Credentials, Options, Suite, Target, run};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let suite = Suite::bundled()?;
//! let target = Target::new("http://127.0.0.1:4010/api", Credentials::none())?;
//! let options = Options::default();
//! println!("{}", suite.plan(&options));
//! let report = run(&suite, &target, &options, std::future::pending(), &mut |_| {}).await?;
//! print!("{}", report.text());
//! std::process::exit(report.exit().code().into());
//! # }
//! ```
//!
//! # Verdicts
//!
//! - A rejection is evidence only if the target accepts the same request without its violation: the base request. Each run begins with valid
//!   requests. If the target rejects the base request, the run looks for the changes with which the target accepts it. If the target accepts
//!   nothing at all, rejections are inconclusive.
//! - Each operation has its own base request and its own evidence. An operation whose rules are not all implemented, or whose constraints no known
//!   request satisfies, is reported in [`Report::untested`]; the others are tested all the same. Until the target has accepted a request to an
//!   operation, a response with 404, 405 or 501 never passes: it is drift, or inconclusive if it may have another cause, such as a missing resource.
//! - Each accepted request may be an order, so one valid request may test several cases. If the target rejects such a request, the run splits it
//!   until the case that causes the rejection is known.
//! - 401, 403, 429, 502 to 504 and missing responses are inconclusive, except that 401 is right for cases about the token. 409 is
//!   inconclusive too, because the numbers may not be free; [`Options::numbers`] names free numbers. For valid requests, 403 and 404 are
//!   inconclusive until the target has accepted a valid request, and drift afterwards. After three consecutive 403s, the run sends an accepted
//!   request again; if that request gets a 403 too, the target blocks the run, and the run ends.
//! - A run is not a success ([`ExitStatus::Inconclusive`]) if a check is inconclusive, an order is in doubt, or a case was not run, even if
//!   there is only known drift.
//! - Rules of severity `warning` are advice: their cases pass whether the target accepts or rejects them.
//! - Not tested: limits beyond 100,000 characters or 200 items; the branches of `oneOf` and `anyOf` after the first; rules without case files
//!   that this crate does not implement.
//!
//! # Orders
//!
//! [`Suite::plan`] gives the number of orders before anything is sent. [`Options::max_orders`] limits the number whatever the target does. Invalid
//! requests that the target accepts count, and so do requests that may have placed an order: those without a clear response, and those whose
//! response reports an order with a status other than 2xx. Only operations that order according to the spec (`orders: true`) count.
//! Requests that may change the target's state without ordering are left out unless [`Options::allow_changes`] is set. The production system is
//! never tested.

mod cases;
mod error;
mod evaluate;
mod redact;
mod report;
mod run;
mod send;
mod suite;

pub use cases::case::{Case, Constraint, Expectation};
pub use cases::number_allocator::NumberPool;
pub use cases::tested_operation::Untested;
pub use error::Error;
pub use report::baseline::Baseline;
pub use report::html::HTML_STYLE;
pub use report::progress::Progress;
pub use report::remedy::Remedy;
pub use report::verdict::Verdict;
pub use report::{CheckReport, ConstraintReport, Counts, Exchange, ExitStatus, Report, RunInfo, StopReason};
pub use run::interrupts::Interrupts;
pub use run::options::Options;
pub use run::plan::Plan;
pub use run::run;
pub use send::credentials::Credentials;
pub use send::proxy::Proxy;
pub use send::rate_limit::Rate;
pub use send::target::Target;
pub use suite::Suite;

/// The examples in the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct ReadmeExamples;
