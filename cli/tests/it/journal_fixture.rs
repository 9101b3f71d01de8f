//! Journals for tests: their orders were sent some days ago.

use std::num::NonZeroU32;
use std::path::Path;
use std::time::{Duration, SystemTime};

use colt_numbers::{Client, Reservation, Retries, Target};
use colt_numbers_journal::{Filter, Journal, PlannedOrder};

use crate::json_schemas::assert_fits_schema;
use crate::sandbox_process::SandboxProcess;
use crate::support::{ProgramOutput, Scratch, program_in};

/// A day.
pub const DAY: Duration = Duration::from_secs(86_400);

/// The ten numbers `+4420813N0` to `+4420813N9`, with `n` of five digits.
pub fn ten(n: u32) -> Reservation {
    let (start, end) = ends(n);
    Reservation::of_range("GB", start, end).build().unwrap()
}

/// The first and the last of ten numbers.
pub fn ends(n: u32) -> (String, String) {
    (format!("+442081{n:05}0"), format!("+442081{n:05}9"))
}

/// The numbers of [`ten`] as rows of CSV with this status.
pub fn rows(n: u32, status: &str) -> String {
    (0..10).map(|last| format!("+442081{n:05}{last},{status}\n")).collect()
}

/// The path of the journal in a folder.
pub fn journal_path(scratch: &Scratch) -> String {
    scratch.path("journal.db")
}

/// Records a plan in the journal of a folder, and applies it with a clock that is some days behind. The n-th order has the key `key-n`, from 1.
/// Returns the tracking ids.
pub fn apply_plan(scratch: &Scratch, plan: &str, base: &str, days_ago: u32, orders: &[Reservation]) -> Vec<String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let options = Journal::options(Path::new(&journal_path(scratch)))
            .send_log_folder(scratch.path("state/colt-numbers/send-log"))
            .clock(move || SystemTime::now() - DAY * days_ago);
        let journal = options.open().await.unwrap();
        let client = Client::builder(Target::url(base, None).unwrap()).retries(Retries::off()).build().unwrap();
        let keys = (1..).map(|n| format!("{plan}-{n}"));
        let orders: Vec<_> =
            orders.iter().cloned().zip(keys).map(|(order, key)| PlannedOrder::with_key(order, key)).collect();
        let recorded = journal.plan(plan, &client).record(orders).await.unwrap();
        let run = journal.apply(&client, &recorded).max_doubts(NonZeroU32::MAX).pause(Duration::ZERO);
        run.max_failures(NonZeroU32::MIN).start().unwrap().finish().await;
        let entries = journal.entries(Filter::all().plan(plan)).await.unwrap();
        entries.into_iter().map(|entry| entry.tracking_id).collect()
    })
}

/// A sandbox that accepts the first order, takes the second one without a response, and loses the third one. Then it accepts.
pub fn sandbox_with_doubts() -> SandboxProcess {
    SandboxProcess::start(&[
        "--no-auth",
        "--fault",
        "status-201",
        "--fault",
        "close-unanswered@after",
        "--fault",
        "close-unanswered@before",
    ])
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
