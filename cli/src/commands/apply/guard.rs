//! The guard of `apply`: at production, the count of the numbers that may be ordered has to be confirmed.

use colt_numbers_journal::{Filter, State, Status};

use super::found_plan::FoundPlan;
use crate::args::apply::ApplyArgs;
use crate::command_failure::CommandFailure;
use crate::order_pages::for_each_page;
use crate::output::{Output, write_warning};
use crate::plan_status::write_plan;
use crate::target_arg::TargetArg;
use crate::typed_confirmation::{can_be_asked, is_typed};
use crate::violations::count_of;

/// What a run may order.
struct PlannedCount {
    orders: u64,
    /// How many numbers the orders have; `None` if that is not known of each order.
    numbers: Option<u64>,
}

impl PlannedCount {
    async fn read(found: &FoundPlan) -> Result<Self, CommandFailure> {
        let mut count = Self { orders: 0, numbers: Some(0) };
        let planned = Filter::all().plan(found.plan.name()).state(State::Planned);
        for_each_page(&found.journal, planned, |entries| {
            for entry in entries {
                count.orders += 1;
                count.numbers = count.numbers.and_then(|numbers| numbers.checked_add(entry.numbers?));
            }
            Ok(())
        })
        .await?;
        Ok(count)
    }

    /// The count that has to be confirmed, and its noun.
    fn to_confirm(&self) -> (u64, &'static str) {
        self.numbers.map_or((self.orders, "order"), |numbers| (numbers, "number"))
    }
}

/// Fails unless the user confirms what the run may order: with `--confirm`, or on the terminal. Only production needs a confirmation.
pub async fn confirm(
    found: &FoundPlan,
    status: &Status,
    args: &ApplyArgs,
    output: Output,
) -> Result<(), CommandFailure> {
    if found.target != TargetArg::Production && args.confirm.is_none() {
        return Ok(());
    }
    let planned = PlannedCount::read(found).await?;
    if planned.orders == 0 {
        return Ok(());
    }
    let (count, noun) = planned.to_confirm();
    let text = count_of(count, noun);
    let name = found.plan.name();
    match args.confirm {
        Some(confirmed) if confirmed == count => return Ok(()),
        Some(confirmed) => {
            return Err(CommandFailure::guard(format!(
                "`--confirm {confirmed}` was given, but the plan `{name}` may order {text}; nothing was sent"
            ))
            .hint("check the plan with `colt-numbers status`"));
        }
        None if !can_be_asked() => {
            return Err(CommandFailure::guard(format!(
                "the plan `{name}` may order {text} at production, and without a terminal this cannot be confirmed; nothing was sent"
            ))
            .hint(format!("check the plan with `colt-numbers status`, then add `--confirm {count}`")));
        }
        None => {}
    }
    output.message(|out| {
        write_warning(
            out,
            "this command orders numbers at production: each order costs money, and this program cannot cancel it.",
        )?;
        write_plan(out, status)?;
        write!(out, "Type `{count}` to order {text}: ")
    });
    match is_typed(&count.to_string()) {
        true => Ok(()),
        false => Err(CommandFailure::guard(format!("not confirmed: `{count}` was not typed; nothing was sent"))),
    }
}
