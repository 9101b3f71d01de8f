//! `contract`: does a server do what the document says?
//!
//! Cases, verdicts and reports are the contract crate's; here are what was asked, the bar that a person sees, and the files.

mod contract_failure;
mod progress_bar;
mod report_file;
mod system_under_test;

use std::fs;
use std::path::Path;

use colt_numbers::Country;
use colt_numbers::api::{CASES_JSON, OPENAPI_JSON};
use colt_numbers_contract::{Baseline, Case, Interrupts, Options, Report, Suite, run as run_suite};
use colt_numbers_terminal_text::SafeBytes;
use serde::Serialize;

use self::contract_failure::failed;
use self::progress_bar::Bar;
use self::report_file::ReportFile;
use self::system_under_test::Reached;
use crate::args::contract::{Contract, Kind, Wanted};
use crate::command_failure::Failure;
use crate::credentials::WITHOUT_CREDENTIALS;
use crate::exit::Exit;
use crate::interrupt_listener::Interrupt;
use crate::output::{self, Output};
use crate::runtime;
use crate::standard_stream::Reader;
use crate::target_arg::Place;
use crate::violations::counted;

/// Where the embedded sandbox's account has several service profiles unless countries are given, so that the rule about them is tested:
/// any country but that of the document's first example, of which most cases are made.
const EMBEDDED_PROFILES: Country = Country::Es;

/// What a run would come to, as JSON. The shape is stable.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Planned<'p> {
    outcome: &'static str,
    target: &'p str,
    requests: usize,
    orders_at_most: usize,
    /// How many of the cases are not sent with these options.
    cases_left_out: usize,
    /// Every case of the suite. They are more than the requests: cases that should be taken share one.
    cases: Vec<PlannedCase<'p>>,
}

#[derive(Serialize)]
struct PlannedCase<'p> {
    id: &'p str,
    constraint: &'p str,
    about: &'p str,
}

/// Runs the suite, or says what a run would come to.
pub fn run(asked: &Contract, output: Output) -> Result<Exit, Failure> {
    if asked.target == Place::Production {
        let message = "contract tests order numbers, and are never run against production";
        return Err(Failure::guard(message).hint("use `--target embedded` or `--target sandbox`"));
    }
    system_under_test::not_production(&asked.target)?;
    // A URL that holds a password is refused here, before any message names it.
    asked.target.target(None)?;
    let suite = Suite::from_spec(OPENAPI_JSON, CASES_JSON).map_err(failed)?;
    let options = options(asked);
    if asked.dry_run {
        return plan(&suite, &options, &asked.target, output);
    }
    let baseline = asked.baseline.as_deref().map(read_baseline).transpose()?;
    runtime::block_on(async {
        // No signal ends the program by itself from here on, so that the files go again that are not reports yet.
        let mut signals = Signals::listen()?;
        let files = open_reports(&asked.report, &mut signals.opening).await?;
        output.say(|out| writeln!(out, "{}\nseed: {}", suite.plan(&options), options.seed));
        let report = run_whole(asked, &suite, &options, signals, output).await?;
        let report = match &baseline {
            Some(baseline) => report.with_baseline(baseline),
            None => report,
        };
        hand_over(asked, files, report, output).await
    })
}

/// Writes and prints the report. From here on, an interruption gives up what waits for a reader.
async fn hand_over(asked: &Contract, files: Vec<ReportFile>, report: Report, output: Output) -> Result<Exit, Failure> {
    let mut interrupt = Interrupt::listen()?;
    let mut failures = write_reports(&asked.report, files, &report, output, &mut interrupt).await;
    let text = if output.json { report.json() } else { report.text() };
    let print = move || {
        if output.json { output.bytes(text.as_bytes()) } else { output.text(|out| out.write_all(text.as_bytes())) }
    };
    let printed = interrupt.unless_given_up(print).await;
    if report.doubts > 0 && !matches!(printed, Some(Ok(Reader::There))) {
        output.say(|out| writeln!(out, "{}", report.summary()));
    }
    let given_up = || Err(Failure::interrupted("interrupted before the report was printed"));
    failures.extend(printed.unwrap_or_else(given_up).err());
    for failure in &failures {
        output.say(|out| output::error(out, &failure.message, failure.hint.as_deref()));
    }
    Ok(exit(&report, failures.first()))
}

/// How the program ends. That a report is lost hides neither drift nor doubt.
fn exit(report: &Report, lost: Option<&Failure>) -> Exit {
    match Exit::of_code(report.exit().code()) {
        exit @ (Exit::Drift | Exit::Doubt) => exit,
        exit => lost.map_or(exit, |failure| failure.exit),
    }
}

/// Listeners that each see every interruption from the beginning.
struct Signals {
    opening: Interrupt,
    first: Interrupt,
    both: Interrupt,
}

impl Signals {
    fn listen() -> Result<Self, Failure> {
        Ok(Self { opening: Interrupt::listen()?, first: Interrupt::listen()?, both: Interrupt::listen()? })
    }
}

async fn run_whole(
    asked: &Contract,
    suite: &Suite,
    options: &Options,
    signals: Signals,
    output: Output,
) -> Result<Report, Failure> {
    let Signals { mut first, mut both, .. } = signals;
    let reached = Reached::new(asked, options).await?;
    let mut bar = Bar::new(output);
    let stop = async {
        first.wait().await;
        output.note("the run ends after the request in flight; interrupt once more to give that up");
    };
    let abort = async {
        both.wait().await;
        both.wait().await;
    };
    let interrupts = Interrupts::new(stop, abort);
    let report = run_suite(suite, &reached.target, options, interrupts, &mut |progress| bar.show(progress)).await;
    bar.end();
    let report = report.map_err(failed)?;
    if report.exit() == colt_numbers_contract::ExitStatus::Credentials && !reached.has_credentials {
        output.note(WITHOUT_CREDENTIALS);
    }
    Ok(report)
}

/// What was asked, over what is careful for the target.
fn options(asked: &Contract) -> Options {
    let embedded = asked.target == Place::Embedded;
    let mut options = if embedded { Options::unbounded() } else { Options::default() };
    if asked.max_orders.is_some() {
        options.max_orders = asked.max_orders;
    }
    if let Some(max_requests) = asked.max_requests {
        options.max_requests = max_requests;
    }
    if asked.rate.is_some() {
        options.rate = asked.rate;
    }
    options.numbers.clone_from(&asked.numbers);
    options.lock_ids.clone_from(&asked.lock_id);
    options.several_service_profiles = asked.several_service_profiles.iter().map(ToString::to_string).collect();
    if embedded && options.several_service_profiles.is_empty() {
        options.several_service_profiles.push(EMBEDDED_PROFILES.to_string());
    }
    options.seed = asked.seed.unwrap_or_else(|| if embedded { 0 } else { seconds() });
    options
}

/// The seconds since 1970: a seed that no earlier run has had.
fn seconds() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

fn plan(suite: &Suite, options: &Options, target: &Place, output: Output) -> Result<Exit, Failure> {
    let plan = suite.plan(options);
    if output.json {
        let cases = suite.cases().iter();
        let demand =
            |case: &Case| suite.constraints().get(case.constraint).map_or("", |constraint| &*constraint.demand);
        let cases = cases.map(|case| PlannedCase { id: &case.id, constraint: demand(case), about: &case.about });
        output.object(&Planned {
            outcome: "planned",
            target: &target.to_string(),
            requests: plan.requests,
            orders_at_most: plan.at_most(),
            cases_left_out: plan.left_out,
            cases: cases.collect(),
        })?;
    } else {
        output.text(|out| {
            for case in suite.cases() {
                writeln!(out, "{}", case.id)?;
            }
            let (all, left_out) = (counted(suite.cases().len() as u64, "case"), plan.left_out);
            writeln!(out, "\n{all}, {left_out} of them left out; those that should be taken share requests")?;
            writeln!(out, "{plan}")
        })?;
    }
    Ok(Exit::Done)
}

fn read_baseline(path: &Path) -> Result<Baseline, Failure> {
    let shown = SafeBytes(path.as_os_str().as_encoded_bytes());
    let text = fs::read_to_string(path)
        .map_err(|error| Failure::usage(format!("the baseline `{shown}` cannot be read: {error}")))?;
    Baseline::read(&text).map_err(failed)
}

/// Opens every report's file before anything is sent, so that no run is lost for it.
async fn open_reports(wanted: &[Wanted], interrupt: &mut Interrupt) -> Result<Vec<ReportFile>, Failure> {
    let mut files: Vec<ReportFile> = Vec::new();
    for Wanted { file, .. } in wanted {
        let path = file.clone();
        let opened = interrupt.unless_given_up(move || ReportFile::open(&path)).await;
        let file = opened.ok_or_else(|| Failure::interrupted("interrupted; nothing was sent"))??;
        if files.iter().any(|other| other.is_same_file(&file)) {
            let message = format!("two reports are to be written to `{}`", file.shown());
            return Err(Failure::usage(message).hint("give each report a file of its own"));
        }
        files.push(file);
    }
    Ok(files)
}

/// Writes each report, whatever becomes of the others. A run without results leaves every file as it is: an empty baseline, for instance,
/// says nothing of the target.
async fn write_reports(
    wanted: &[Wanted],
    files: Vec<ReportFile>,
    report: &Report,
    output: Output,
    interrupt: &mut Interrupt,
) -> Vec<Failure> {
    let mut failures = Vec::new();
    for (Wanted { kind, .. }, file) in wanted.iter().zip(files) {
        let worth_keeping = report.has_results() || (*kind != Kind::Baseline && report.requests > 0);
        if !worth_keeping {
            output.note(&format!("the run has no results, so `{}` was not written", file.shown()));
            continue;
        }
        let text = match kind {
            Kind::Junit => report.junit(),
            Kind::Json => report.json(),
            Kind::Html => report.html(),
            Kind::Baseline => report.baseline().to_json(),
        };
        let shown = file.shown();
        let written = if file.may_block() {
            interrupt.unless_given_up(move || file.write(text.as_bytes())).await
        } else {
            Some(file.write(text.as_bytes()))
        };
        let given_up = || Err(Failure::interrupted(format!("interrupted before the report `{shown}` was written")));
        failures.extend(written.unwrap_or_else(given_up).err());
    }
    failures
}
