//! The guard of `apply`: at production, the count of the plan's numbers has to be confirmed.
//!
//! It is the count of all orders of the plan, whatever their states, so that the same command continues after an interruption. Orders that are added
//! later are not confirmed, so they are not sent.

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

/// How many orders and numbers a plan has.
struct PlanCount {
    orders: u64,
    /// `None` if the count of numbers is not known of each order.
    numbers: Option<u64>,
    last_position: u64,
}

impl PlanCount {
    async fn read(found: &FoundPlan) -> Result<Self, CommandFailure> {
        let mut count = Self { orders: 0, numbers: Some(0), last_position: 0 };
        for_each_page(&found.journal, Filter::all().plan(found.plan.name()), |entries| {
            for entry in entries {
                count.orders += 1;
                count.last_position = count.last_position.max(entry.position);
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

/// Fails unless the user confirms the count of the plan: with `--confirm`, or on the terminal. Only production needs a confirmation. Returns the last
/// position that may be sent.
pub async fn confirm(
    found: &FoundPlan,
    status: &Status,
    args: &ApplyArgs,
    output: Output,
) -> Result<u64, CommandFailure> {
    let is_guarded = found.target == TargetArg::Production || args.confirm.is_some();
    if !is_guarded {
        return Ok(u64::MAX);
    }
    if status.orders(State::Planned) == 0 {
        // Nothing is asked, so nothing may be sent, even if an order is planned again or added now.
        return Ok(0);
    }
    let plan_count = PlanCount::read(found).await?;
    let last_position = plan_count.last_position;
    let (count, noun) = plan_count.to_confirm();
    let text = count_of(count, noun);
    let name = found.plan.name();
    match args.confirm {
        Some(confirmed) if confirmed == count => return Ok(last_position),
        Some(confirmed) => {
            return Err(CommandFailure::guard(format!(
                "`--confirm {confirmed}` was given, but the plan `{name}` has {text}; nothing was sent"
            ))
            .hint("check the plan with `colt-numbers status`"));
        }
        None if !can_be_asked() => {
            return Err(CommandFailure::guard(format!(
                "the plan `{name}` has {text} at production, and without a terminal it cannot be confirmed; nothing was sent"
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
        write!(out, "The plan has {text}. Type `{count}` to send its planned orders: ")
    });
    match is_typed(&count.to_string()) {
        true => Ok(last_position),
        false => Err(CommandFailure::guard(format!("not confirmed: `{count}` was not typed; nothing was sent"))),
    }
}
