//! Finds the plan of a command by its name, in the user's journal and in that of the embedded sandbox.

use colt_numbers_journal::{Journal, JournalError, Plan};

use crate::args::apply::ApplyArgs;
use crate::chosen_target::{ChosenTarget, TargetSource};
use crate::command_failure::CommandFailure;
use crate::journal_file::{JournalFile, journal_failure};
use crate::output::Output;
use crate::target_arg::TargetArg;

/// A plan, its journal and its target.
pub struct FoundPlan {
    pub journal: Journal,
    pub plan: Plan,
    pub target: TargetArg,
}

/// Finds the plan. Without a target, the plan states it; a target of the command or the environment must be that of the plan.
pub async fn find(args: &ApplyArgs, output: Output) -> Result<FoundPlan, CommandFailure> {
    let chosen = ChosenTarget::choose(args.target.as_ref(), output)?;
    let files = match (&chosen.arg, chosen.source) {
        (_, TargetSource::Default) => JournalFile::existing(&args.journal)?,
        (TargetArg::Embedded, _) => vec![JournalFile::of_embedded(&args.journal)?],
        (_, _) => vec![JournalFile::of_user(&args.journal)?],
    };
    let mut found = Vec::new();
    for file in files {
        if !file.exists()? {
            continue;
        }
        let journal = file.open().await?;
        match journal.find_plan(&args.plan).await {
            Ok(plan) => found.push((journal, plan)),
            Err(JournalError::NoSuchPlan(_)) => {}
            Err(error) => return Err(journal_failure(error)),
        }
    }
    if let [(_, first), (_, second)] = &found[..] {
        let message =
            format!("two plans have the name `{}`: for `{}` and for `{}`", args.plan, first.stock(), second.stock());
        return Err(CommandFailure::usage(message).hint("give the target of the plan with `--target`"));
    }
    let Some((journal, plan)) = found.pop() else {
        return Err(journal_failure(JournalError::NoSuchPlan(args.plan.clone())));
    };
    let target: TargetArg = plan.stock().parse().map_err(|error: &str| {
        CommandFailure::configuration(format!("the plan `{}` is for `{}`: {error}", args.plan, plan.stock()))
    })?;
    if chosen.source != TargetSource::Default && !is_same(&chosen.arg, &target) {
        return Err(CommandFailure::configuration(format!(
            "the plan `{}` is for `{target}`, but the target is `{chosen}`",
            args.plan
        ))
        .hint("leave the target out, or name another plan"));
    }
    Ok(FoundPlan { journal, plan, target })
}

/// Whether both are the same target. A URL can be written in several ways.
fn is_same(chosen: &TargetArg, planned: &TargetArg) -> bool {
    let name = |target: &TargetArg| match target {
        TargetArg::Url(_) => target.to_target(None).map_or_else(|_| target.to_string(), |target| target.to_string()),
        _ => target.to_string(),
    };
    name(chosen) == name(planned)
}
