//! Contract tests of an API against its OpenAPI spec: does a server do what the document says?
//!
//! A [`Suite`] is derived from the spec alone: requests that keep every constraint and should be taken, requests that break exactly one and
//! should be refused, and what every answer should look like. [`run`] sends them to a [`Target`], within [`Options`] that bound what the
//! run may order, and gives a [`Report`] as text, JUnit XML, JSON or a page of HTML.
//!
//! ```no_run
//! use colt_numbers_contract::{Credentials, Options, Suite, Target, run};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let suite = Suite::bundled()?;
//! let target = Target::new("http://127.0.0.1:4010/numberManagement", Credentials::none())?;
//! let options = Options::default();
//! println!("{}", suite.plan(&options));
//! let report = run(&suite, &target, &options, std::future::pending(), &mut |_| {}).await?;
//! print!("{}", report.text());
//! std::process::exit(report.exit().code().into());
//! # }
//! ```
//!
//! # How much a verdict says
//!
//! - A refusal proves something only where the same request without its fault is taken. Each run begins with such a request; where it is
//!   refused, the run looks for what this target needs, and where nothing is taken at all, refusals are inconclusive.
//! - A request that should be taken may bear several cases, since each such request is an order. If it is refused, it is taken apart until
//!   the case is known that it is refused for.
//! - 401, 403, 429, 502 to 504 and what never arrived are inconclusive, but for cases about the token, which 401 is right for; so are
//!   404 and 409 for a request that should be taken. A 409 may be about numbers that are not free; [`Options::numbers`] names numbers
//!   that are. Once the target has taken a request, 403 and 404 for another that it should take are drift; but after three 403 in a row
//!   the one that was taken is sent once more, and where that is refused by 403 as well, the run is shut out and ends.
//! - A run that leaves something inconclusive, an order in doubt, or a case not run is not a success ([`Exit::Refused`]), also beside drift
//!   that the baseline knows.
//! - Rules of severity `warning` are advice: their cases are sent, and whatever the target does with them is right.
//! - Not seen: limits beyond 100,000 characters or 200 items, the second and further branches of `oneOf` and `anyOf`, and constraints
//!   that only a rule can express which this crate does not know; for those there are case files.
//!
//! # What a run costs
//!
//! [`Suite::plan`] says it before anything is sent. [`Options::max_orders`] is a bound that holds whatever the target does: what it takes
//! though it should refuse it counts, and so does a request that may have placed an order: one without a clear response, or with one that
//! reports an order beside another status than 2xx. The production system is refused.

mod cases;
mod error;
mod evaluate;
mod redact;
mod report;
mod run;
mod send;
mod suite;

pub use cases::case::{Case, Constraint, Expect};
pub use cases::number_allocator::NumberPool;
pub use error::Error;
pub use report::baseline::Baseline;
pub use report::progress::Progress;
pub use report::verdict::Verdict;
pub use report::{Counts, Exchange, Exit, Finding, Line, Report, Stop};
pub use run::interrupts::Interrupts;
pub use run::options::Options;
pub use run::plan::Plan;
pub use run::run;
pub use send::credentials::Credentials;
pub use send::rate_limit::Rate;
pub use send::target::Target;
pub use suite::Suite;

/// The examples of the crate's first page.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct FirstPage;
