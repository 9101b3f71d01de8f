//! Journals for tests: their orders were sent some days ago.

use std::num::NonZeroU32;
use std::path::Path;
use std::time::{Duration, SystemTime};

use colt_numbers::{Client, Reservation, Retries, Target};
use colt_numbers_journal::{Evidence, Filter, Journal, Limits, PlannedOrder, Settlement, State};

use crate::json_schemas::assert_fits_schema;
use crate::stub_server::StubServer;
use crate::support::{ProgramOutput, Scratch, program_in};

/// A day.
const DAY: Duration = Duration::from_secs(86_400);

/// The ten numbers `+442081N0` to `+442081N9`, with `n` of five digits.
fn ten(n: u32) -> Reservation {
    let range = Reservation::of_range("GB", format!("+442081{n:05}0"), format!("+442081{n:05}9"));
    range.customer_reference("My Customer").build().unwrap()
}

/// The numbers of `ten` as rows of CSV with this status.
pub fn rows(n: u32, status: &str) -> String {
    (0..10).map(|last| format!("+442081{n:05}{last},{status}\n")).collect()
}

/// The path of the journal in a folder.
pub fn journal_path(scratch: &Scratch) -> String {
    scratch.path("journal.db")
}

/// A server that closes every connection without a response, so that every order is in doubt.
pub fn silent_server() -> StubServer {
    StubServer::start(|_| Some(Vec::new()))
}

/// Records a plan in the journal of a folder, and applies it at a silent server with a clock that is some days behind. Each order is of the numbers
/// `ten`, and ends in this state: [`State::Unknown`], [`State::Accepted`] by evidence of that day, or [`State::Planned`], which has to be last.
/// The n-th order has the key `PLAN-n`, from 1. Returns the tracking ids.
pub fn apply_plan(scratch: &Scratch, plan: &str, base: &str, days_ago: u32, orders: &[(u32, State)]) -> Vec<String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let now = move || SystemTime::now() - DAY * days_ago;
        let options = Journal::options(Path::new(&journal_path(scratch)));
        let options = options.send_log_folder(scratch.path("state/colt-numbers/send-log")).clock(now);
        let journal = options.open().await.unwrap();
        let client = Client::builder(Target::url(base, None).unwrap()).retries(Retries::off()).build().unwrap();
        let planned =
            orders.iter().zip(1..).map(|((n, _), index)| PlannedOrder::with_key(ten(*n), format!("{plan}-{index}")));
        let sent = orders.iter().filter(|(_, state)| *state != State::Planned).count() as u64;
        let limits = Limits::orders(sent);
        let recorded = journal.plan(plan, &client).limits(limits).record(planned.collect::<Vec<_>>()).await.unwrap();
        journal.apply(&client, &recorded).max_doubts(NonZeroU32::MAX).start().unwrap().finish().await;
        let entries = journal.entries(Filter::all().plan(plan)).await.unwrap();
        for (entry, (n, state)) in entries.iter().zip(orders) {
            if *state == State::Accepted {
                let (settlement, evidence) =
                    (Settlement::ordered(format!("o-{n}")), Evidence::statement("ticket", now()));
                journal.settle(&entry.tracking_id, settlement, evidence).await.unwrap();
            }
        }
        entries.into_iter().map(|entry| entry.tracking_id).collect()
    })
}

/// Runs the program with the journal of a folder.
pub fn with_journal(scratch: &Scratch, arguments: &[&str]) -> ProgramOutput {
    let mut command = program_in(scratch);
    command.args(arguments).args(["--journal", &journal_path(scratch)]);
    let output = ProgramOutput::of(command.output().unwrap());
    assert_fits_schema(&command, &output.stdout);
    output
}

/// The time some hours ago, as `--as-of` takes it.
pub fn hours_ago(hours: i64) -> String {
    let time = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(hours);
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
