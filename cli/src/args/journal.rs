//! The option for the journal, which every command has that reads or writes it.

use std::path::PathBuf;

use clap::Args;

/// The option for the journal. [`crate::journal_file`] opens it.
#[derive(Args, Clone, Debug, Default)]
pub struct JournalArgs {
    /// Journal of the orders [default: `COLT_JOURNAL`,
    /// else a file in your state folder]
    #[arg(long, value_name = "FILE", verbatim_doc_comment)]
    pub journal: Option<PathBuf>,
}
