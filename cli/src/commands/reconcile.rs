//! `reconcile`: lists the orders in doubt, and settles them with evidence: an export of the account's numbers, or what the user knows.

mod by_hand;
mod by_inventory;
mod doubt_list;
mod inventory_file;

use crate::args::reconcile::ReconcileArgs;
use crate::command_failure::CommandFailure;
use crate::exit::Exit;
use crate::journal_file::JournalFile;
use crate::output::Output;
use crate::runtime;

/// Runs the command.
pub fn run(args: &ReconcileArgs, output: Output) -> Result<Exit, CommandFailure> {
    let file = JournalFile::of_user_if_exists(&args.journal)?;
    runtime::block_on(async {
        let journal = file.open().await?;
        match (&args.inventory, &args.tracking_id) {
            (Some(path), _) => by_inventory::run(&journal, path, args, output).await,
            (None, Some(tracking_id)) => by_hand::run(&journal, tracking_id, args, output).await,
            (None, None) => doubt_list::run(&journal, &args.journal, output).await,
        }
    })
}
