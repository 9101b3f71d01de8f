//! `journal`: checks the journal, exports everything that it records, and resumes it after its send log was lost.

mod export;

use colt_numbers_journal::Status;
use serde::Serialize;

use crate::args::journal_action::{JournalAction, JournalActionArgs};
use crate::command_failure::CommandFailure;
use crate::exit::Exit;
use crate::journal_file::{JournalFile, Resumed, journal_failure};
use crate::output::{Output, write_error, write_row, write_warning};
use crate::plan_status::{PlanStatusJson, write_plan};
use crate::runtime;

/// What `resume` cannot know about a database that was restored or moved.
const HELD: &str = "the database was restored or moved, and its planned orders can be sent now. It does not know a machine that sent its first order \
                    after the copy was made: if there is one, run `colt-numbers journal check` there before any `apply`";

/// What a journal that was created from its send log does not have.
const RECREATED: &str = "the journal was created from its send log: each order that was sent is in doubt, and orders that were only planned are lost; \
                         keys are not in the send log, so do not rely on the keys of orders that were sent before";

/// The result of `check` and `resume` as JSON. Programs read this JSON: the names of its members are stable.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CheckedJson<'c> {
    file: String,
    problems: &'c [String],
    in_doubt: u64,
    plans: Vec<PlanStatusJson>,
}

impl<'c> CheckedJson<'c> {
    fn new(file: &JournalFile, problems: &'c [String], plans: &[Status]) -> Self {
        Self {
            file: file.path().display().to_string(),
            problems,
            in_doubt: plans.iter().map(Status::in_doubt).sum(),
            plans: plans.iter().map(PlanStatusJson::new).collect(),
        }
    }
}

/// Runs the command.
pub fn run(args: &JournalActionArgs, output: Output) -> Result<Exit, CommandFailure> {
    if args.action != JournalAction::Resume {
        for (option, is_given) in [("--keep-planned", args.keep_planned), ("--lost", !args.lost.is_empty())] {
            if is_given {
                let message = format!("`{option}` is an option of `journal resume`");
                return Err(CommandFailure::usage(message).hint("leave it out"));
            }
        }
    }
    let existing = || JournalFile::of_user_if_exists(&args.journal);
    runtime::block_on(async {
        match args.action {
            JournalAction::Check => check(&existing()?, output).await,
            JournalAction::Export => {
                let file = existing()?;
                export::run(&file, &file.open().await?).await
            }
            JournalAction::Resume => resume(&JournalFile::of_user(&args.journal)?, args, output).await,
            #[cfg(feature = "postgres")]
            JournalAction::Schema => {
                output.print_text(|out| write!(out, "{}", colt_numbers_journal::POSTGRES_SCHEMA))?;
                Ok(Exit::Done)
            }
        }
    })
}

async fn check(file: &JournalFile, output: Output) -> Result<Exit, CommandFailure> {
    let journal = file.open().await?;
    let problems = journal.check().await.map_err(journal_failure)?;
    let plans = journal.status().await.map_err(journal_failure)?;
    if output.json {
        output.print_json(&CheckedJson::new(file, &problems, &plans))?;
    } else {
        output.print_text(|out| {
            write_row(out, "", "journal", &file.path().display().to_string())?;
            plans.iter().try_for_each(|plan| write_plan(out, plan))?;
            match &problems[..] {
                [] => writeln!(out, "no problem was found"),
                problems => problems.iter().try_for_each(|problem| write_error(out, problem, None)),
            }
        })?;
    }
    let exit = note_doubts(&plans, output);
    Ok(if problems.is_empty() { exit } else { Exit::Drift })
}

async fn resume(file: &JournalFile, args: &JournalActionArgs, output: Output) -> Result<Exit, CommandFailure> {
    let (journal, resumed) = file.resume(args.keep_planned).await?;
    for send_log in &args.lost {
        let reason = args.reason.as_deref().unwrap_or_default();
        let orders = journal.accept_lost_machine(send_log, reason).await.map_err(journal_failure)?;
        output.note(&format!(
            "the machine of the send log `{send_log}` was given up; planned orders that are unknown now: {orders}"
        ));
    }
    let was_held = journal.resume().await.map_err(journal_failure)?;
    let plans = journal.status().await.map_err(journal_failure)?;
    if output.json {
        output.print_json(&CheckedJson::new(file, &[], &plans))?;
    } else {
        output.print_text(|out| {
            write_row(out, "", "journal", &file.path().display().to_string())?;
            plans.iter().try_for_each(|plan| write_plan(out, plan))
        })?;
    }
    output.note(match resumed {
        Resumed::Recreated => RECREATED,
        Resumed::AsUsual if !was_held => {
            "nothing is lost; if the journal was moved, it is not missed at its old path any more"
        }
        _ => "the journal can be used again",
    });
    if was_held {
        output.message(|out| write_warning(out, HELD));
    }
    Ok(note_doubts(&plans, output))
}

/// Notes that orders are in doubt, if there are any; returns the exit code.
fn note_doubts(plans: &[Status], output: Output) -> Exit {
    if plans.iter().all(|plan| plan.in_doubt() == 0) {
        return Exit::Done;
    }
    output.note("orders are in doubt; `colt-numbers reconcile` lists them");
    Exit::Doubt
}
