//! `plan`: checks a file of orders, and records them in the journal, all or none. Nothing is sent.

mod csv_header;
mod csv_row;
mod file_order;
mod line_violation;
mod order_file;
mod report;
mod summary;

use std::collections::{BTreeMap, HashSet};
use std::io::Read as _;

use colt_numbers_journal::{Conflict, Journal, JournalError, Limits, State};

use self::file_order::{FileOrder, LineOrder};
use self::line_violation::{InvalidLine, LineViolation};
use self::order_file::OrderFile;
use self::report::{InvalidFile, MAX_LINES, PlanOutcome, PlanReport};
use self::summary::{Summary, ValidOrder};
use crate::args::plan::PlanArgs;
use crate::chosen_target::ChosenTarget;
use crate::command_failure::CommandFailure;
use crate::credentials;
use crate::exit::Exit;
use crate::journal_file::{JournalFile, apply_command, journal_failure};
use crate::output::Output;
use crate::request_input::RequestInput;
use crate::runtime;
use crate::target_arg::TargetArg;
use crate::target_client::TargetClient;

/// Runs the command.
pub fn run(args: &PlanArgs, output: Output) -> Result<Exit, CommandFailure> {
    let name = name_of(args)?;
    let checks = args.validation.checks()?;
    let target = ChosenTarget::choose(args.target.as_ref(), output)?;
    credentials::reject_file_for_embedded(&target.arg, args.credentials.as_deref())?;
    let (client, file) = match &target.arg {
        TargetArg::Embedded => (TargetClient::of_embedded_plan()?, JournalFile::of_embedded(&args.journal)?),
        arg => {
            let settings = credentials::find(arg, args.credentials.as_deref())?;
            (TargetClient::new(arg, settings, Default::default())?, JournalFile::of_user(&args.journal)?)
        }
    };
    let planning = Planning { args, name: &name, target: &target, client, is_counted: args.max_numbers.is_some() };
    let mut text = Vec::new();
    args.file.open(output)?.read_to_end(&mut text).map_err(|error| args.file.read_failure(&error))?;
    let orders = match OrderFile::new(text, checks) {
        Ok(orders) => orders,
        Err(line) => return planning.invalid(Lines { invalid: vec![line], ..Lines::default() }).print(output),
    };
    runtime::block_on(async {
        let new = file.for_new_plan()?;
        let journal = new.open().await?;
        let planned = planning.plan(&journal, &orders).await;
        drop(journal);
        match &planned {
            Ok(Planned::Valid(report)) if report.outcome == PlanOutcome::Planned => file.replace_by(&new)?,
            _ => new.discard()?,
        }
        match planned? {
            Planned::Valid(report) => report.print(output),
            Planned::Invalid(invalid) => invalid.print(output),
        }
    })
}

/// The name of the plan.
fn name_of(args: &PlanArgs) -> Result<String, CommandFailure> {
    let of_file = match &args.file {
        RequestInput::File(path) => path.file_stem().and_then(|stem| stem.to_str()),
        RequestInput::Stdin => None,
    };
    let name = args.name.as_deref().or(of_file).filter(|name| !name.starts_with('-') && !name.trim().is_empty());
    name.map(str::to_owned).ok_or_else(|| {
        CommandFailure::usage("the plan has no name, or one that begins with `-`").hint("name the plan with `--name`")
    })
}

/// The lines of a file.
#[derive(Debug, Default)]
struct Lines {
    valid: Vec<ValidOrder>,
    invalid: Vec<InvalidLine>,
    unlisted: u64,
    warnings: BTreeMap<&'static str, u64>,
}

impl Lines {
    fn add_invalid(&mut self, line: u64, violations: Vec<LineViolation>) {
        match self.invalid.len() {
            MAX_LINES => self.unlisted += 1,
            _ => self.invalid.push(InvalidLine { line, violations }),
        }
    }

    /// Reports conflicts of valid orders.
    fn add_conflicts(&mut self, conflicts: &[&Conflict], plan: &str) {
        for conflict in conflicts {
            let violation = match conflict.plan == plan {
                true => LineViolation::file_overlap(conflict, self.line_at(conflict.other_position)),
                false => LineViolation::journal_overlap(conflict),
            };
            self.add_invalid(self.line_at(conflict.position), vec![violation]);
        }
        self.invalid.sort_by_key(|line| line.line);
    }

    /// The line of the valid order at a position.
    fn line_at(&self, position: u64) -> u64 {
        let index = usize::try_from(position).ok().and_then(|position| position.checked_sub(1));
        index.and_then(|index| self.valid.get(index)).map_or(0, |order| order.line)
    }
}

/// What became of the file.
enum Planned<'p> {
    Valid(PlanReport<'p>),
    Invalid(InvalidFile<'p>),
}

/// A plan that is being made.
struct Planning<'p> {
    args: &'p PlanArgs,
    name: &'p str,
    target: &'p ChosenTarget,
    client: TargetClient,
    /// Whether the count of numbers of each order has to be known.
    is_counted: bool,
}

impl<'p> Planning<'p> {
    /// Records the orders, or reports what is wrong with the file. If another process records orders with the same numbers meanwhile, the file is
    /// checked again.
    async fn plan(&self, journal: &Journal, orders: &OrderFile) -> Result<Planned<'p>, CommandFailure> {
        loop {
            if let Some(planned) = self.try_plan(journal, orders).await? {
                return Ok(planned);
            }
        }
    }

    /// `None` if another process has recorded orders with the same numbers since the conflicts were looked for.
    async fn try_plan(&self, journal: &Journal, orders: &OrderFile) -> Result<Option<Planned<'p>>, CommandFailure> {
        let mut lines = self.check(orders);
        if lines.valid.is_empty() && lines.invalid.is_empty() {
            return Err(CommandFailure::usage(format!("{} has no orders", self.args.file))
                .hint("each line after the header of a table, or each line with a request, is an order"));
        }
        let needs_conflicts = self.args.skip_known || self.args.dry_run || !lines.invalid.is_empty();
        if !needs_conflicts && self.record(journal, orders, HashSet::new()).await? {
            let report = self.report(PlanOutcome::Planned, lines.valid, lines.warnings);
            return Ok(Some(Planned::Valid(report)));
        }
        // Conflicts are reported together with the violations of other lines.
        let builder = journal.plan(self.name, &self.client.client).limits(self.limits());
        let conflicts = builder.conflicts(self.valid_orders(orders)).await.map_err(journal_failure)?;
        let (known, others): (Vec<_>, Vec<_>) = conflicts.iter().partition(|conflict| self.is_known(conflict));
        lines.add_conflicts(&others, self.name);
        if !lines.invalid.is_empty() {
            return Ok(Some(Planned::Invalid(self.invalid(lines))));
        }
        let mut states: BTreeMap<State, u64> = BTreeMap::new();
        known.iter().for_each(|conflict| *states.entry(conflict.state).or_default() += 1);
        let known: HashSet<u64> = known.iter().map(|conflict| conflict.position).collect();
        let new = (1..).zip(&lines.valid).filter(|(position, _)| !known.contains(position));
        let new: Vec<ValidOrder> = new.map(|(_, order)| *order).collect();
        let outcome = match (new.is_empty(), self.args.dry_run) {
            (true, _) => PlanOutcome::Known,
            (false, true) => PlanOutcome::DryRun,
            (false, false) => PlanOutcome::Planned,
        };
        if outcome == PlanOutcome::Planned && !self.record(journal, orders, known).await? {
            return Ok(None);
        }
        Ok(Some(Planned::Valid(PlanReport { known: states, ..self.report(outcome, new, lines.warnings) })))
    }

    /// Whether the journal has the order already, and the order is to be left out.
    fn is_known(&self, conflict: &Conflict) -> bool {
        self.args.skip_known && conflict.is_same_request && conflict.plan != self.name
    }

    /// Records the orders, except those at the known positions; returns false if there are conflicts.
    async fn record(&self, journal: &Journal, orders: &OrderFile, known: HashSet<u64>) -> Result<bool, CommandFailure> {
        let builder = journal.plan(self.name, &self.client.client).limits(self.limits());
        let new = (1..).zip(self.valid_orders(orders)).filter(move |(position, _)| !known.contains(position));
        match builder.record(new.map(|(_, order)| order)).await {
            Ok(_) => Ok(true),
            Err(JournalError::Conflicts(_)) => Ok(false),
            Err(error) => Err(journal_failure(error)),
        }
    }

    fn report(
        &self,
        outcome: PlanOutcome,
        orders: Vec<ValidOrder>,
        warnings: BTreeMap<&'static str, u64>,
    ) -> PlanReport<'p> {
        PlanReport {
            outcome,
            name: self.name,
            target: self.target,
            account: self.account(),
            summary: orders.into_iter().collect::<Summary>(),
            limits: self.limits(),
            known: BTreeMap::new(),
            warnings,
            next: apply_command(self.name, &self.args.journal),
        }
    }

    /// Checks every line.
    fn check(&self, orders: &OrderFile) -> Lines {
        let mut lines = Lines::default();
        for LineOrder { line, order } in orders.orders() {
            match order {
                Ok(FileOrder { reservation, .. }) => {
                    for warning in reservation.warnings() {
                        *lines.warnings.entry(warning.id).or_default() += 1;
                    }
                    let order = ValidOrder::new(line, &reservation);
                    match self.is_counted && order.numbers.is_none() {
                        true => lines.add_invalid(line, vec![LineViolation::not_counted()]),
                        false => lines.valid.push(order),
                    }
                }
                Err(violations) => lines.add_invalid(line, violations),
            }
        }
        lines
    }

    /// The orders of the lines that [`Planning::check`] found valid.
    fn valid_orders(&self, orders: &OrderFile) -> impl Iterator<Item = FileOrder> + Send + 'static {
        let is_counted = self.is_counted;
        let orders = orders.orders().filter_map(|LineOrder { order, .. }| order.ok());
        orders.filter(move |order| !is_counted || order.reservation.number_count().is_some())
    }

    fn limits(&self) -> Limits {
        let limits = self.args.max_orders.map_or_else(Limits::none, Limits::orders);
        self.args.max_numbers.map_or(limits, |max| limits.numbers(max))
    }

    fn account(&self) -> String {
        match self.target.arg {
            TargetArg::Embedded => self.target.arg.to_string(),
            _ => self.client.client.account_id().to_owned(),
        }
    }

    fn invalid(&self, lines: Lines) -> InvalidFile<'p> {
        let Lines { valid, invalid, unlisted, .. } = lines;
        InvalidFile { name: self.name, target: self.target, valid: valid.len() as u64, lines: invalid, unlisted }
    }
}
