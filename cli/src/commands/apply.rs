//! `apply`: sends the planned orders of a plan, each at most once, and reports each result.

mod event_json;
mod found_plan;
mod guard;
mod html_report;
mod run_end;
mod run_progress;
mod run_report;

use std::time::Duration;

use colt_numbers::Retries;
use colt_numbers_journal::{End, Event, Filter, Run, State};

use self::found_plan::FoundPlan;
use self::html_report::HtmlReport;
use self::run_end::RunEnd;
use self::run_report::RunReport;
use crate::args::apply::{ApplyArgs, DEFAULT_RATE_PER_SECOND, HtmlReportPath};
use crate::chosen_proxy;
use crate::command_failure::CommandFailure;
use crate::credentials;
use crate::exit::Exit;
use crate::interrupt_listener::InterruptListener;
use crate::journal_file::{apply_command, journal_failure};
use crate::order_pages::for_each_page;
use crate::order_record::OrderJson;
use crate::output::{self, Output};
use crate::report_file::ReportFile;
use crate::runtime;
use crate::target_arg::TargetArg;
use crate::target_client::{CallOptions, TargetClient};

/// Runs the command.
pub fn run(args: &ApplyArgs, output: Output) -> Result<Exit, CommandFailure> {
    runtime::block_on(async {
        let found = found_plan::find(args, output).await?;
        credentials::reject_file_for_embedded(&found.target, args.credentials.as_deref())?;
        let client = client(&found.target, args).await?;
        let report_file = match &args.report {
            Some(HtmlReportPath(path)) => Some(ReportFile::open(path)?),
            None => None,
        };
        let status = found.journal.status_of(&args.plan).await.map_err(journal_failure)?;
        let last_position = guard::confirm(&found, &status, args, output).await?;
        // From here on, the program catches signals.
        let mut interrupt = InterruptListener::listen()?;
        let interval = interval(&found.target, args);
        let run = found
            .journal
            .apply(&client.client, &found.plan)
            .interval(interval)
            .up_to(last_position)
            .concurrency(args.concurrency)
            .max_doubts(args.max_doubts)
            .start()
            .map_err(journal_failure)?;
        let mut report = RunReport::new(&status, interval, output);
        let end = follow(run, &mut report, &mut interrupt).await;
        let end = RunEnd {
            end,
            status: found.journal.status_of(&args.plan).await,
            is_unrecorded: !report.unrecorded.is_empty(),
            next: apply_command(&args.plan, &args.journal),
        };
        // If the journal fails, its error is reported.
        let doubts = doubts(&found).await.unwrap_or_default();
        let unrecorded = std::mem::take(&mut report.unrecorded);
        let exit = report.finish(&end, &doubts);
        let exit = match report_file {
            Some(file) => write_report(file, &found, (end.message(), unrecorded), (&mut interrupt, exit), output).await,
            None => exit,
        };
        if found.target == TargetArg::Embedded {
            output.note("this was the sandbox inside this program; nothing was ordered from the vendor");
        }
        Ok(exit)
    })
}

/// Writes the HTML report; returns the exit code. A failure does not hide the exit code of the run.
async fn write_report(
    file: ReportFile,
    found: &FoundPlan,
    messages: (Option<String>, Vec<String>),
    (interrupt, exit): (&mut InterruptListener, Exit),
    output: Output,
) -> Exit {
    let written = match HtmlReport::read(&found.journal, found.plan.name(), messages).await {
        Ok(report) => {
            let page = report.html();
            let written = interrupt.run_unless_interrupted(move || file.write(page.as_bytes())).await;
            written.unwrap_or_else(|| Err(CommandFailure::interrupted("interrupted before the report was written")))
        }
        Err(failure) => Err(failure),
    };
    match written {
        Ok(()) => exit,
        Err(failure) => {
            output.message(|out| output::write_error(out, &failure.message, failure.hint.as_deref()));
            if exit == Exit::Done { failure.exit } else { exit }
        }
    }
}

/// A client for the target. The journal sends a refused order again, and all processes wait as long as the server asks for, so the client itself
/// does not wait. After a rejected token, it makes another attempt with a new one.
async fn client(target: &TargetArg, args: &ApplyArgs) -> Result<TargetClient, CommandFailure> {
    let retries = Retries::default().at_most(1).longest_wait(Duration::ZERO);
    let proxy = chosen_proxy::choose(args.proxy.as_deref(), target, args.credentials.as_deref())?;
    let options = CallOptions { timeout: args.timeout, retries, proxy };
    match target {
        TargetArg::Embedded => TargetClient::embedded(&[], options).await,
        target => TargetClient::new(target, credentials::find(target, args.credentials.as_deref())?, options),
    }
}

/// The time between two orders.
fn interval(target: &TargetArg, args: &ApplyArgs) -> Duration {
    match (args.rate, target) {
        (Some(rate), _) => rate.interval(),
        (None, TargetArg::Embedded) => Duration::ZERO,
        (None, _) => Duration::from_secs(1) / DEFAULT_RATE_PER_SECOND,
    }
}

/// Reports the events of the run until it ends. The first interruption stops it, the second one leaves the orders on their way in doubt.
async fn follow(mut run: Run, report: &mut RunReport, interrupt: &mut InterruptListener) -> End {
    let stopper = run.stopper();
    let (mut end, mut interruptions) = (End::Stopped, 0);
    loop {
        tokio::select! {
            event = run.next() => match event {
                Some(Event::Ended(reason)) => end = reason,
                Some(event) => report.add(event),
                None => return end,
            },
            () = interrupt.interrupted(), if interruptions < 2 => {
                interruptions += 1;
                match interruptions {
                    1 => stopper.stop(),
                    _ => stopper.give_up(),
                }
                report.interrupted(interruptions > 1);
            }
        }
    }
}

/// The orders in doubt.
async fn doubts(found: &FoundPlan) -> Result<Vec<OrderJson>, CommandFailure> {
    let in_doubt = State::ALL.into_iter().filter(|state| state.is_in_doubt());
    let filter = in_doubt.fold(Filter::all().plan(found.plan.name()), Filter::state);
    let mut doubts = Vec::new();
    for_each_page(&found.journal, filter, |entries| {
        doubts.extend(entries.into_iter().map(OrderJson::new));
        Ok(())
    })
    .await?;
    Ok(doubts)
}
