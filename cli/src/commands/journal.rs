//! `journal`: checks the journal, exports everything that it records, and resumes it after its send log was lost.

mod export;

use std::io::{self, BufRead as _, IsTerminal as _, Read as _, Write};

use colt_numbers_journal::{Journal, State, Status};
use colt_numbers_terminal_text::Safe;
use serde::Serialize;

use crate::args::journal_action::{JournalAction, JournalActionArgs};
use crate::command_failure::CommandFailure;
use crate::exit::Exit;
use crate::journal_file::{JournalFile, journal_failure};
use crate::output::{Output, write_error, write_row, write_warning};
use crate::plan_status::{PlanStatusJson, write_plan};
use crate::runtime;

/// The result of `check` and `resume` as JSON. Programs read this JSON: the names of its members are stable.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CheckedJson<'c> {
    journal: String,
    problems: &'c [String],
    in_doubt: u64,
    plans: Vec<PlanStatusJson>,
}

/// Runs the command.
pub fn run(args: &JournalActionArgs, output: Output) -> Result<Exit, CommandFailure> {
    let file = JournalFile::of_user_if_exists(&args.journal)?;
    if args.yes && args.action != JournalAction::Resume {
        return Err(CommandFailure::usage("`--yes` is an option of `journal resume`").hint("leave out `--yes`"));
    }
    runtime::block_on(async {
        match args.action {
            JournalAction::Check => check(&file, &file.open().await?, output).await,
            JournalAction::Export => export::run(&file, &file.open().await?, output).await,
            JournalAction::Resume => resume(&file, args.yes, output).await,
        }
    })
}

async fn check(file: &JournalFile, journal: &Journal, output: Output) -> Result<Exit, CommandFailure> {
    let problems = journal.check().await.map_err(journal_failure)?;
    let plans = journal.status().await.map_err(journal_failure)?;
    let in_doubt: u64 = plans.iter().map(Status::in_doubt).sum();
    let path = file.path().display().to_string();
    if output.json {
        let plans = plans.iter().map(PlanStatusJson::new).collect();
        output.print_json(&CheckedJson { journal: path, problems: &problems, in_doubt, plans })?;
    } else {
        output.print_text(|out| {
            write_row(out, "", "journal", &path)?;
            plans.iter().try_for_each(|plan| write_plan(out, plan))?;
            match &problems[..] {
                [] => writeln!(out, "no problem was found"),
                problems => problems.iter().try_for_each(|problem| write_error(out, problem, None)),
            }
        })?;
    }
    if in_doubt > 0 {
        output.note("orders are in doubt; `colt-numbers reconcile` lists them");
    }
    Ok(if problems.is_empty() { Exit::Done } else { Exit::Drift })
}

async fn resume(file: &JournalFile, yes: bool, output: Output) -> Result<Exit, CommandFailure> {
    if !yes {
        confirm(output)?;
    }
    let journal = file.resume().await?;
    let plans = journal.status().await.map_err(journal_failure)?;
    let in_doubt = plans.iter().map(Status::in_doubt).sum();
    if output.json {
        let plans = plans.iter().map(PlanStatusJson::new).collect();
        output.print_json(&CheckedJson {
            journal: file.path().display().to_string(),
            problems: &[],
            in_doubt,
            plans,
        })?;
        return Ok(Exit::Done);
    }
    let planned: Vec<_> = plans.iter().filter(|plan| plan.orders(State::Planned) > 0).collect();
    output.print_text(|out| {
        writeln!(out, "the journal is resumed")?;
        planned.iter().try_for_each(|plan| write_plan(out, plan))
    })?;
    if !planned.is_empty() {
        output.message(|out| {
            write_warning(out, WARNING)?;
            planned
                .iter()
                .try_for_each(|plan| writeln!(out, "  colt-numbers status '{}' --state planned", Safe::new(&plan.plan)))
        });
    }
    Ok(Exit::Done)
}

const WARNING: &str = "planned orders may have been sent already; before you apply their plans, compare them with your numbers \
                       at the vendor, and withdraw those that were sent: `colt-numbers reconcile --tracking-id ID --withdraw`";

/// What the user types to confirm.
const WORD: &str = "resume";

/// Asks for confirmation; without a terminal, it cannot be given.
fn confirm(output: Output) -> Result<(), CommandFailure> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Err(CommandFailure::guard(
            "without its send log, the journal may be an older copy; without a terminal, this cannot be confirmed",
        )
        .hint("add `--yes` to resume the journal without confirmation"));
    }
    output.message(|out: &mut dyn Write| {
        write_warning(out, WARNING)?;
        write!(out, "Type `{WORD}` to resume the journal: ")
    });
    let mut line = String::new();
    let read = io::stdin().lock().take(256).read_line(&mut line);
    match read.is_ok() && line.trim() == WORD {
        true => Ok(()),
        false => Err(CommandFailure::guard(format!("not confirmed: `{WORD}` was not typed; nothing was changed"))),
    }
}
