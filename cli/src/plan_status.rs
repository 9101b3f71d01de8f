//! The status of a plan, as text and as JSON: its target, its limits, and how many of its orders are in each state.

use std::io::{self, Write};

use colt_numbers_journal::{Status, Tally};
use colt_numbers_terminal_text::Safe;
use serde::Serialize;

use crate::output::write_row;
use crate::style::{LABEL, styled};
use crate::violations::count_of;

/// The status of a plan as JSON. Programs read this JSON: the names of its members are stable.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlanStatusJson {
    plan: String,
    target: String,
    account: String,
    max_orders: Option<u64>,
    max_numbers: Option<u64>,
    states: Vec<StateJson>,
}

#[derive(Debug, Serialize)]
struct StateJson {
    state: &'static str,
    orders: u64,
    numbers: u64,
}

impl PlanStatusJson {
    /// The status of a plan.
    pub fn new(status: &Status) -> Self {
        let states = status.by_state.iter().map(|(state, tally)| StateJson {
            state: state.as_str(),
            orders: tally.orders,
            numbers: tally.numbers,
        });
        Self {
            plan: status.plan.clone(),
            target: status.stock.clone(),
            account: status.account.clone(),
            max_orders: status.limits.max_orders(),
            max_numbers: status.limits.max_numbers(),
            states: states.collect(),
        }
    }
}

/// Writes a plan and how many of its orders are in each state.
pub fn write_plan(out: &mut dyn Write, status: &Status) -> io::Result<()> {
    let Status { plan, stock, account, limits, by_state, .. } = status;
    let account = target_and_account(stock, account);
    writeln!(out, "{} {}", styled(LABEL, format_args!("{}:", Safe::new(plan))), Safe::new(&account))?;
    for (state, Tally { orders, numbers, .. }) in by_state {
        let counts = format!("{}, {}", count_of(*orders, "order"), count_of(*numbers, "number"));
        write_row(out, "  ", state.as_str(), &counts)?;
    }
    let limits = [(limits.max_orders(), "order"), (limits.max_numbers(), "number")];
    let limits: Vec<_> = limits.into_iter().filter_map(|(max, noun)| Some(count_of(max?, noun))).collect();
    match &limits[..] {
        [] => Ok(()),
        limits => write_row(out, "  ", "limit", &limits.join(", ")),
    }
}

/// A target and the account there: `production, account 7f3a91c2d0b5`. The embedded sandbox has one account.
pub fn target_and_account(target: &str, account: &str) -> String {
    if target == account { target.to_owned() } else { format!("{target}, account {account}") }
}
