//! Prints a plan that was recorded or only checked, or the violations of a file of orders.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::Duration;

use colt_numbers_journal::{Limits, State};
use colt_numbers_terminal_text::Safe;
use serde::Serialize;

use super::line_violation::{InvalidLine, LineViolation};
use super::summary::{Summary, Total};
use crate::args::apply::DEFAULT_RATE_PER_SECOND;
use crate::chosen_target::{ChosenTarget, TargetSource};
use crate::command_failure::CommandFailure;
use crate::exit::Exit;
use crate::output::{Output, write_row, write_warning};
use crate::plan_status::target_and_account;
use crate::style::{ERROR, LABEL, styled};
use crate::target_arg::TargetArg;
use crate::violations::{ViolationJson, count_of, write_violation};

/// At most this many invalid lines are listed.
pub const MAX_LINES: usize = 1000;

/// What became of the orders of a valid file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PlanOutcome {
    /// They were recorded.
    Planned,
    /// They were only checked.
    DryRun,
    /// The journal has all of them already.
    Known,
}

impl PlanOutcome {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::DryRun => "dryRun",
            Self::Known => "known",
        }
    }
}

/// The plan of a valid file.
#[derive(Debug)]
pub struct PlanReport<'r> {
    pub outcome: PlanOutcome,
    pub name: &'r str,
    pub target: &'r ChosenTarget,
    pub account: String,
    pub summary: Summary,
    pub limits: Limits,
    /// How many orders the journal has already, by their states.
    pub known: BTreeMap<State, u64>,
    /// How many warnings there are, by rule.
    pub warnings: BTreeMap<&'static str, u64>,
    /// The command that sends the orders.
    pub next: String,
}

/// A plan as JSON. Programs read this JSON: the names of its members are stable.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PlanJson<'r> {
    outcome: &'static str,
    plan: &'r str,
    target: String,
    target_source: TargetSource,
    account: &'r str,
    #[serde(flatten)]
    total: Total,
    countries: Vec<CountryJson<'r>>,
    max_orders: Option<u64>,
    max_numbers: Option<u64>,
    known: Vec<KnownJson>,
    warnings: Vec<WarningJson>,
}

#[derive(Serialize)]
struct CountryJson<'r> {
    country: &'r str,
    #[serde(flatten)]
    total: Total,
}

#[derive(Serialize)]
struct KnownJson {
    state: &'static str,
    orders: u64,
}

#[derive(Serialize)]
struct WarningJson {
    id: &'static str,
    count: u64,
}

impl PlanReport<'_> {
    /// Prints the plan.
    pub fn print(&self, output: Output) -> Result<Exit, CommandFailure> {
        if output.json {
            output.print_json(&self.json())?;
        } else {
            output.print_text(|out| self.write(out))?;
            output.message(|out| match self.outcome {
                PlanOutcome::Planned => writeln!(out, "nothing was sent; next: {}", Safe::new(&self.next)),
                PlanOutcome::DryRun => writeln!(out, "nothing was recorded, and nothing was sent"),
                PlanOutcome::Known => writeln!(out, "the journal has every order already; no plan was recorded"),
            });
        }
        // Also with `--json`: otherwise, nobody may notice that they are not ordered.
        let ended = self.known.iter().filter(|(state, _)| !state.is_live()).map(|(_, orders)| orders).sum();
        if ended > 0 {
            let text = format!(
                "{} left out whose order has ended; nothing is sent for it; to order again, use another key",
                lines_are(ended)
            );
            output.message(|out| write_warning(out, &text));
        }
        Ok(Exit::Done)
    }

    fn json(&self) -> PlanJson<'_> {
        let countries = self.summary.countries.iter().map(|(country, total)| CountryJson { country, total: *total });
        PlanJson {
            outcome: self.outcome.as_str(),
            plan: self.name,
            target: self.target.arg.to_string(),
            target_source: self.target.source,
            account: &self.account,
            total: self.summary.total,
            countries: countries.collect(),
            max_orders: self.limits.max_orders(),
            max_numbers: self.limits.max_numbers(),
            known: self
                .known
                .iter()
                .map(|(state, orders)| KnownJson { state: state.as_str(), orders: *orders })
                .collect(),
            warnings: self.warnings.iter().map(|(id, count)| WarningJson { id, count: *count }).collect(),
        }
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { name, target, account, summary, limits, known, warnings, .. } = self;
        let account = target_and_account(&target.to_string(), account);
        writeln!(
            out,
            "{} {}, {}",
            styled(LABEL, format_args!("plan {}:", Safe::new(name))),
            summary.total.text(),
            Safe::new(&account)
        )?;
        for (country, total) in &summary.countries {
            write_row(out, "  ", country, &total.text())?;
        }
        if !known.is_empty() {
            let states: Vec<_> = known.iter().map(|(state, orders)| format!("{orders} {state}")).collect();
            let all = count_of(known.values().sum(), "order");
            write_row(out, "  ", "known", &format!("{all} ({}), left out", states.join(", ")))?;
        }
        if !warnings.is_empty() {
            let warnings: Vec<_> = warnings.iter().map(|(id, count)| format!("{count} {id}")).collect();
            write_row(out, "  ", "warnings", &warnings.join(", "))?;
        }
        for (max, noun, planned) in [
            (limits.max_orders(), "order", summary.total.orders),
            (limits.max_numbers(), "number", summary.total.numbers),
        ] {
            if let Some(max) = max.filter(|max| *max < planned) {
                write_row(out, "  ", "limit", &format!("{}: `apply` stops there", count_of(max, noun)))?;
            }
        }
        if target.arg == TargetArg::Embedded || summary.total.orders == 0 {
            return Ok(());
        }
        let orders = summary.total.orders.min(limits.max_orders().unwrap_or(u64::MAX));
        let least = duration_text(Duration::from_secs((orders - 1) / u64::from(DEFAULT_RATE_PER_SECOND)));
        write_row(out, "  ", &format!("at {DEFAULT_RATE_PER_SECOND}/s"), &format!("{least} at the least"))
    }
}

/// `1 line is`, `2 lines are`.
fn lines_are(count: u64) -> String {
    format!("{} {}", count_of(count, "line"), if count == 1 { "is" } else { "are" })
}

/// A duration in words: `10 min 20 s`.
fn duration_text(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}

/// The violations of a file.
#[derive(Debug)]
pub struct InvalidFile<'r> {
    pub name: &'r str,
    pub target: &'r ChosenTarget,
    /// How many orders are valid.
    pub valid: u64,
    /// At most [`MAX_LINES`] invalid lines.
    pub lines: Vec<InvalidLine>,
    /// How many invalid lines are not in `lines`.
    pub unlisted: u64,
}

/// An invalid file as JSON. Programs read this JSON: the names of its members are stable.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct InvalidFileJson<'r> {
    outcome: &'static str,
    plan: &'r str,
    target: String,
    target_source: TargetSource,
    valid: u64,
    invalid: u64,
    lines: Vec<LineJson<'r>>,
}

#[derive(Serialize)]
struct LineJson<'r> {
    line: u64,
    violations: Vec<ViolationJson<'r>>,
}

impl InvalidFile<'_> {
    /// Prints the violations of each line.
    pub fn print(&self, output: Output) -> Result<Exit, CommandFailure> {
        let invalid = self.lines.len() as u64 + self.unlisted;
        if output.json {
            let lines = self.lines.iter().map(|InvalidLine { line, violations }| LineJson {
                line: *line,
                violations: violations.iter().map(LineViolation::json).collect(),
            });
            output.print_json(&InvalidFileJson {
                outcome: "invalid",
                plan: self.name,
                target: self.target.arg.to_string(),
                target_source: self.target.source,
                valid: self.valid,
                invalid,
                lines: lines.collect(),
            })?;
            return Ok(Exit::InvalidRequest);
        }
        output.message(|out| {
            for InvalidLine { line, violations } in &self.lines {
                writeln!(out, "{}", styled(LABEL, format_args!("line {line}:")))?;
                for violation in violations {
                    write_violation(out, "  ", (violation.severity(), violation.json()))?;
                }
            }
            if self.unlisted > 0 {
                writeln!(out, "and {}", count_of(self.unlisted, "more invalid line"))?;
            }
            let lines = count_of(invalid, "invalid line");
            writeln!(out, "{} {lines}; nothing was recorded, and nothing was sent", styled(ERROR, "error:"))
        });
        Ok(Exit::InvalidRequest)
    }
}
