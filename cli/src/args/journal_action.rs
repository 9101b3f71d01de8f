//! The options of `journal`.

use clap::{Args, ValueEnum};

use super::journal::JournalArgs;

/// The options of `journal`.
#[derive(Args, Debug)]
pub struct JournalActionArgs {
    /// `check`, `export` or `resume`
    #[arg(value_name = "ACTION", value_enum, hide_possible_values = true)]
    pub action: JournalAction,
    /// With `resume`: no order was sent after this copy
    /// of the journal was made, so keep orders planned
    #[arg(long, verbatim_doc_comment)]
    pub keep_planned: bool,
    /// With `resume`: give up the machine of this send
    /// log, which is lost for good; repeatable
    #[arg(long, value_name = "ID", requires = "reason", verbatim_doc_comment)]
    pub lost: Vec<String>,
    /// With `--lost`: why, which is recorded
    #[arg(long, value_name = "TEXT", requires = "lost")]
    pub reason: Option<String>,
    #[command(flatten)]
    pub journal: JournalArgs,
}

/// What to do with the journal.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum JournalAction {
    /// Check the journal.
    Check,
    /// Print everything that is recorded.
    Export,
    /// Use the journal although its send log is lost.
    Resume,
    /// Print the SQL that makes a journal in PostgreSQL.
    #[cfg(feature = "postgres")]
    Schema,
}
