//! The options of `plan`.

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PathBufValueParser, TypedValueParser as _};

use super::journal::JournalArgs;
use super::validation::ValidationArgs;
use super::values;
use crate::request_input::RequestInput;
use crate::target_arg::TargetArg;

/// The options of `plan`.
#[derive(Args, Debug)]
pub struct PlanArgs {
    /// CSV or JSONL file with the orders; `-` is standard input
    #[arg(value_name = "FILE", value_parser = PathBufValueParser::new().map(RequestInput::from))]
    pub file: RequestInput,
    /// Name of the plan [default: the name of the
    /// file without its extension]
    #[arg(long, value_name = "NAME", value_parser = values::non_blank, verbatim_doc_comment)]
    pub name: Option<String>,
    /// Order at most this many times
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u64).range(1..))]
    pub max_orders: Option<u64>,
    /// Order at most this many numbers
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u64).range(1..))]
    pub max_numbers: Option<u64>,
    /// Leave out orders that the journal has already
    #[arg(long)]
    pub skip_known: bool,
    /// Check the orders, and record nothing
    #[arg(long)]
    pub dry_run: bool,
    /// `embedded` (default), `sandbox`, `production` or
    /// the API's base URL
    #[arg(long, value_name = "TARGET", verbatim_doc_comment)]
    pub target: Option<TargetArg>,
    /// Read credentials from this file instead of the
    /// environment or the default file
    #[arg(long, value_name = "FILE", verbatim_doc_comment)]
    pub credentials: Option<PathBuf>,
    #[command(flatten)]
    pub journal: JournalArgs,
    #[command(flatten)]
    pub validation: ValidationArgs,
}
