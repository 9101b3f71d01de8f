//! The options of `status`.

use clap::Args;
use colt_numbers_journal::State;

use super::journal::JournalArgs;
use super::values;

/// The options of `status`.
#[derive(Args, Debug)]
pub struct StatusArgs {
    /// Only this plan
    #[arg(value_name = "PLAN", value_parser = values::non_blank)]
    pub plan: Option<String>,
    /// List the orders in this state [default: the
    /// orders in doubt]; repeatable
    #[arg(long, value_name = "STATE", value_parser = values::state(), hide_possible_values = true, verbatim_doc_comment)]
    pub state: Vec<State>,
    /// Print the orders as CSV: all of them, or
    /// those of `--state`
    #[arg(long, conflicts_with = "json", verbatim_doc_comment)]
    pub csv: bool,
    #[command(flatten)]
    pub journal: JournalArgs,
}
