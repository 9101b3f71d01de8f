//! The options of `lapses`.

use std::path::PathBuf;

use clap::Args;

use super::journal::JournalArgs;
use super::values;

/// The options of `lapses`.
#[derive(Args, Debug)]
pub struct LapsesArgs {
    /// List what may lapse within this many days
    /// [default: 14d]
    #[arg(long, value_name = "DAYS", value_parser = values::days, default_value = "14d", hide_default_value = true)]
    #[arg(verbatim_doc_comment)]
    pub within: u32,
    /// Write a calendar with the days to this file
    #[arg(long, value_name = "FILE")]
    pub ics: Option<PathBuf>,
    /// Print the orders as CSV
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
    /// Exit with 8 if there is such a reservation,
    /// with 6 if an order is in doubt
    #[arg(long, verbatim_doc_comment)]
    pub fail: bool,
    #[command(flatten)]
    pub journal: JournalArgs,
}
