//! `contract`: tests whether a server behaves as the spec states.
//!
//! The contract crate has the cases, the verdicts and the reports. This command adds the options, the progress bar and the report files.

mod contract_failure;
mod progress_bar;
mod system_under_test;

use std::fs;
use std::path::Path;

use colt_numbers::Country;
use colt_numbers::api::{CASES_JSON, OPENAPI_JSON};
use colt_numbers_contract::{
    Baseline, Case, Error, ExitStatus, Interrupts, Options, Report, Suite, Untested, run as run_suite,
};
use colt_numbers_terminal_text::{Safe, SafeBytes};
use serde::Serialize;

use self::contract_failure::contract_failure;
use self::progress_bar::ProgressBar;
use self::system_under_test::SystemUnderTest;
use crate::args::contract::{ContractArgs, ReportFormat, ReportRequest};
use crate::chosen_proxy;
use crate::chosen_target::{ChosenTarget, TargetSource};
use crate::command_failure::CommandFailure;
use crate::credentials::NO_CREDENTIALS_HINT;
use crate::exit::Exit;
use crate::interrupt_listener::InterruptListener;
use crate::output::{self, Output};
use crate::report_file::ReportFile;
use crate::runtime;
use crate::standard_stream::Delivery;
use crate::target_arg::TargetArg;
use crate::violations::count_of;

/// The country in which the embedded sandbox's account has several service profiles by default, so that the rule about
/// service profiles is tested. This country differs from the country of the document's first example, from which most cases are made.
const COUNTRY_WITH_SEVERAL_PROFILES: Country = Country::Es;

/// The plan of a run as JSON (`--dry-run`). Programs read this JSON: the names of its members are stable.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PlanJson<'p> {
    outcome: &'static str,
    target: String,
    target_source: TargetSource,
    requests: usize,
    orders_at_most: usize,
    /// Requests that may change the target's state without placing an order.
    changes: usize,
    requests_at_most: usize,
    /// How many of the cases are not sent with these options.
    cases_left_out: usize,
    /// All cases of the suite. There are more cases than requests, because cases that expect acceptance share requests.
    cases: Vec<PlannedCaseJson<'p>>,
    /// What no case can test.
    untested: &'p [Untested],
}

#[derive(Serialize)]
struct PlannedCaseJson<'p> {
    id: &'p str,
    constraint: &'p str,
    about: &'p str,
}

/// Printed if the target was not tested.
const UNUSED_PROXY_HINT: &str = "the environment has a proxy, which this run does not use; hint: `--proxy environment`";

/// Runs the suite; with `--dry-run`, prints its plan.
pub fn run(args: &ContractArgs, output: Output) -> Result<Exit, CommandFailure> {
    let target = ChosenTarget::choose(args.target.as_ref(), output)?;
    if target.arg == TargetArg::Production {
        let message = "contract tests order numbers, and are never run against production";
        return Err(CommandFailure::guard(message).hint("use `--target embedded` or `--target sandbox`"));
    }
    system_under_test::check_url(&target.arg)?;
    // A URL that contains a password is rejected here, before any message quotes the URL.
    target.arg.to_target(None)?;
    let mut suite = Suite::from_spec(OPENAPI_JSON, CASES_JSON).map_err(contract_failure)?;
    if !args.operation.is_empty() {
        suite = suite.only(&args.operation).map_err(unknown_operation)?;
    }
    let proxy = chosen_proxy::choose(args.proxy.as_deref(), &target.arg, args.credentials.as_deref())?;
    let options = options(args, target.arg == TargetArg::Embedded);
    if args.dry_run {
        return print_plan(&suite, &options, &target, output);
    }
    let baseline = args.baseline.as_deref().map(read_baseline).transpose()?;
    runtime::block_on(async {
        // From here on, the program catches signals, so that it can remove unfinished report files before it ends.
        let mut interrupts = RunInterrupts::listen()?;
        let files = open_reports(&args.report, &mut interrupts.while_opening).await?;
        output.message(|out| writeln!(out, "{}\nseed: {}", suite.plan(&options), options.seed));
        let system = SystemUnderTest::new(&target.arg, args.credentials.as_deref(), proxy.as_ref(), &options).await?;
        let report = run_cases(&system, &suite, &options, interrupts, output).await;
        let is_tested = matches!(report.as_ref().map(Report::exit), Ok(ExitStatus::Clean | ExitStatus::Drift));
        if !is_tested && proxy.is_none() && chosen_proxy::is_in_environment(&target.arg)? {
            output.note(UNUSED_PROXY_HINT);
        }
        let report = report?;
        let report = match &baseline {
            Some(baseline) => report.with_baseline(baseline),
            None => report,
        };
        deliver_report(args, files, report, output).await
    })
}

/// Writes the report files and prints the report. An interruption abandons each write that still waits for a reader.
async fn deliver_report(
    args: &ContractArgs,
    files: Vec<ReportFile>,
    report: Report,
    output: Output,
) -> Result<Exit, CommandFailure> {
    let mut interrupt = InterruptListener::listen()?;
    let mut failures = write_reports(&args.report, files, &report, output, &mut interrupt).await;
    let text = if output.json { report.json() } else { report.text() };
    let print = move || {
        if output.json {
            output.print_bytes(text.as_bytes())
        } else {
            output.print_text(|out| out.write_all(text.as_bytes()))
        }
    };
    let printed = interrupt.run_unless_interrupted(print).await;
    if report.doubts > 0 && !matches!(printed, Some(Ok(Delivery::Readable))) {
        output.message(|out| writeln!(out, "{}", report.summary()));
    }
    let interrupted = || Err(CommandFailure::interrupted("interrupted before the report was printed"));
    failures.extend(printed.unwrap_or_else(interrupted).err());
    for failure in &failures {
        output.message(|out| output::write_error(out, &failure.message, failure.hint.as_deref()));
    }
    Ok(exit_code_of(&report, failures.first()))
}

/// The exit code of a run. Drift and doubt take precedence over a report that could not be written.
fn exit_code_of(report: &Report, report_failure: Option<&CommandFailure>) -> Exit {
    match Exit::of_code(report.exit().code()) {
        exit @ (Exit::Drift | Exit::Doubt) => exit,
        exit => report_failure.map_or(exit, |failure| failure.exit),
    }
}

/// The failure for a value of `--operation`: an operation that the spec does not have is an error in the arguments.
fn unknown_operation(error: Error) -> CommandFailure {
    let is_unknown = matches!(error, Error::Config { .. });
    let failure = contract_failure(error);
    if is_unknown { CommandFailure { exit: Exit::Usage, ..failure } } else { failure }
}

/// The interrupt listeners of a run. Each of them reports every interruption since the start of the run.
struct RunInterrupts {
    /// Ends the command while report files are opened.
    while_opening: InterruptListener,
    /// Ends the run after the request in flight.
    to_stop: InterruptListener,
    /// Abandons the request in flight at the second interruption.
    to_abort: InterruptListener,
}

impl RunInterrupts {
    fn listen() -> Result<Self, CommandFailure> {
        Ok(Self {
            while_opening: InterruptListener::listen()?,
            to_stop: InterruptListener::listen()?,
            to_abort: InterruptListener::listen()?,
        })
    }
}

async fn run_cases(
    system: &SystemUnderTest,
    suite: &Suite,
    options: &Options,
    interrupts: RunInterrupts,
    output: Output,
) -> Result<Report, CommandFailure> {
    let RunInterrupts { mut to_stop, mut to_abort, .. } = interrupts;
    let mut bar = ProgressBar::new(output);
    let stop = async {
        to_stop.interrupted().await;
        output.note("the run ends after the request in flight; interrupt again to abandon that request");
    };
    let abort = async {
        to_abort.interrupted().await;
        to_abort.interrupted().await;
    };
    let interrupts = Interrupts::new(stop, abort);
    let report = run_suite(suite, &system.target, options, interrupts, &mut |progress| bar.update(progress)).await;
    bar.clear();
    let report = report.map_err(contract_failure)?;
    if report.exit() == ExitStatus::Credentials && !system.sends_credentials {
        output.note(NO_CREDENTIALS_HINT);
    }
    Ok(report)
}

/// The options of a run. The defaults limit orders, requests and rate, and allow no other change; for the embedded sandbox they limit only
/// requests.
fn options(args: &ContractArgs, embedded: bool) -> Options {
    let mut options = if embedded { Options::unbounded() } else { Options::default() };
    if args.max_orders.is_some() {
        options.max_orders = args.max_orders;
    }
    options.max_requests = args.max_requests;
    options.allow_changes |= args.allow_changes;
    if args.rate.is_some() {
        options.rate = args.rate;
    }
    options.numbers.clone_from(&args.numbers);
    options.lock_ids.clone_from(&args.lock_id);
    options.several_service_profiles = args.several_service_profiles.iter().map(ToString::to_string).collect();
    if embedded && options.several_service_profiles.is_empty() {
        options.several_service_profiles.push(COUNTRY_WITH_SEVERAL_PROFILES.to_string());
    }
    options.seed = args.seed.unwrap_or_else(|| if embedded { 0 } else { seconds_since_1970() });
    options
}

/// A seed that differs from run to run.
fn seconds_since_1970() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

fn print_plan(suite: &Suite, options: &Options, target: &ChosenTarget, output: Output) -> Result<Exit, CommandFailure> {
    let plan = suite.plan(options);
    if output.json {
        let cases = suite.cases().iter();
        let constraint =
            |case: &Case| suite.constraints().get(case.constraint).map_or("", |constraint| &*constraint.demand);
        let cases =
            cases.map(|case| PlannedCaseJson { id: &case.id, constraint: constraint(case), about: &case.about });
        output.print_json(&PlanJson {
            outcome: "planned",
            target: target.arg.to_string(),
            target_source: target.source,
            requests: plan.requests,
            orders_at_most: plan.at_most(),
            changes: plan.changes,
            requests_at_most: plan.max_requests,
            cases_left_out: plan.left_out,
            cases: cases.collect(),
            untested: suite.untested(),
        })?;
    } else {
        output.print_text(|out| {
            for case in suite.cases() {
                writeln!(out, "{}", case.id)?;
            }
            let (all, left_out) = (count_of(suite.cases().len() as u64, "case"), plan.left_out);
            writeln!(out, "\n{all}, {left_out} of them left out; cases that expect acceptance share requests")?;
            for untested in suite.untested() {
                writeln!(out, "untested: {}: {}", Safe::new(&untested.id), Safe::new(&untested.why))?;
            }
            writeln!(out, "{plan}")
        })?;
    }
    Ok(Exit::Done)
}

fn read_baseline(path: &Path) -> Result<Baseline, CommandFailure> {
    let printable_path = SafeBytes(path.as_os_str().as_encoded_bytes());
    let text = fs::read_to_string(path)
        .map_err(|error| CommandFailure::usage(format!("cannot read the baseline `{printable_path}`: {error}")))?;
    Baseline::read(&text).map_err(contract_failure)
}

/// Opens the file of every report before anything is sent, so that an unusable path is reported before the run, not after it.
async fn open_reports(
    reports: &[ReportRequest],
    interrupt: &mut InterruptListener,
) -> Result<Vec<ReportFile>, CommandFailure> {
    let mut files: Vec<ReportFile> = Vec::new();
    for ReportRequest { file, .. } in reports {
        let path = file.clone();
        let opened = interrupt.run_unless_interrupted(move || ReportFile::open(&path)).await;
        let file = opened.ok_or_else(|| CommandFailure::interrupted("interrupted; nothing was sent"))??;
        if files.iter().any(|other| other.is_same_file(&file)) {
            let message = format!("two reports have the same file `{}`", file.printable_path());
            return Err(CommandFailure::usage(message).hint("give each report its own file"));
        }
        files.push(file);
    }
    Ok(files)
}

/// Writes each report, even if another report cannot be written. A baseline is written only if the run has results, because an empty baseline
/// would say nothing about the target; any other report is written if the run sent a request or has results.
async fn write_reports(
    reports: &[ReportRequest],
    files: Vec<ReportFile>,
    report: &Report,
    output: Output,
    interrupt: &mut InterruptListener,
) -> Vec<CommandFailure> {
    let mut failures = Vec::new();
    for (ReportRequest { format, .. }, file) in reports.iter().zip(files) {
        let is_useful = report.has_results() || (*format != ReportFormat::Baseline && report.requests > 0);
        if !is_useful {
            output.note(&format!("the run has no results, so `{}` was not written", file.printable_path()));
            continue;
        }
        let text = match format {
            ReportFormat::Junit => report.junit(),
            ReportFormat::Json => report.json(),
            ReportFormat::Html => report.html(),
            ReportFormat::Baseline => report.baseline().to_json(),
        };
        let path = file.printable_path();
        let written = if file.may_block() {
            interrupt.run_unless_interrupted(move || file.write(text.as_bytes())).await
        } else {
            Some(file.write(text.as_bytes()))
        };
        let interrupted =
            || Err(CommandFailure::interrupted(format!("interrupted before the report `{path}` was written")));
        failures.extend(written.unwrap_or_else(interrupted).err());
    }
    failures
}
