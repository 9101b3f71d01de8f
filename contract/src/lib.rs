//! Contract tests of an API against its OpenAPI spec: derive, run, report.

mod case;
mod credentials;
mod derive;
mod draft;
mod error;
mod http;
mod judge;
mod numbers;
mod options;
mod pace;
mod plan;
mod remedy;
mod report;
mod results;
mod rules;
mod run;
mod sender;
mod spec;
mod suite;
mod target;
mod verdict;
mod vocabulary;

pub use case::{Case, Constraint, Expect};
pub use credentials::Credentials;
pub use error::Error;
pub use numbers::NumberPool;
pub use options::{Options, Rate};
pub use plan::Plan;
pub use report::{Baseline, Counts, Exchange, Exit, Finding, Line, Report, Stop};
pub use run::{Progress, run};
pub use suite::Suite;
pub use target::Target;
pub use verdict::Verdict;
