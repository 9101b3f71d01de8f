//! Power failures: the program plans, applies and settles under `strace`, which records what it writes, syncs and sends. Then the files are written as
//! a power failure at each moment may leave them, and the journal is opened: it must know everything that was sent or printed by then.
//!
//! Without `strace`, the tests do nothing; if `CI` is set, they fail. `COLT_POWER_FAILURES` sets how many random losses are tested at each moment; by
//! default, a few moments are tested. A failure names the moment and the loss.

#![cfg(target_os = "linux")]

mod file_system;
mod system_calls;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use colt_numbers_journal::{Entry, Filter, Journal, State};
use serde_json::Value;

use crate::example_request::TRACKING_HEADER;
use crate::power_failure::file_system::{FileSystem, Loss, SplitMix64};
use crate::power_failure::system_calls::{SystemCall, is_available, trace};
use crate::sandbox_process::SandboxProcess;
use crate::support::{ProgramOutput, Scratch, program_in};

/// What the outside world knows from a line of the trace on.
#[derive(Debug)]
enum Known {
    /// The plan with this many orders was reported as recorded.
    Planned(usize),
    /// A byte of the order with this tracking id may have left.
    Sent(String),
    /// The order was reported in this state, with this order id.
    Reported { tracking_id: String, state: State, order_id: Option<String> },
}

/// A run of some commands of the program.
struct Recording {
    scratch: Scratch,
    files: FileSystem,
    known: Vec<(usize, Known)>,
    /// The line of the trace at which the plan was recorded and its process had ended.
    planned_at: usize,
    end: usize,
}

impl Recording {
    /// Plans, applies with group commits and an order in doubt, settles it, and places a single order.
    fn of_commands() -> Self {
        let scratch = Scratch::in_memory();
        let files = FileSystem::new(Path::new(&scratch.path("state")));
        std::fs::create_dir(scratch.path("state")).unwrap();
        let mut recording = Self { scratch, files, known: Vec::new(), planned_at: 0, end: 0 };
        let server = SandboxProcess::start(&["--no-auth", "--fault", "reset@after"]);
        let rows: String = (0..8).map(|row| format!("GB,+44208132{row:04}\n")).collect();
        let file = recording.scratch.orders("spring.csv", format!("country,start\n{rows}"));
        recording.run(&["plan", &file, "--target", &server.base, "--json"], 0);
        recording.planned_at = recording.end;
        let apply = recording.run(&["apply", "spring", "--rate", "1000/s", "--concurrency", "3", "--json"], 6);
        let events = apply.stdout.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let unknown = events.into_iter().find(|event| event["order"]["state"] == "unknown").unwrap();
        let id = unknown["order"]["trackingId"].as_str().unwrap();
        let settle = ["--ordered", "order-of-the-vendor", "--evidence", "ticket 4711"];
        recording.run(&[&["reconcile", "--json", "--tracking-id", id], &settle[..]].concat(), 0);
        let journal = recording.scratch.path("state/colt-numbers/journal.db");
        let numbers = ["--country", "GB", "--start", "+442081329999", "--customer-reference", "C-1"];
        let options = ["--target", &server.base, "--journal", &journal, "--key", "single", "--json"];
        recording.run(&[&["reserve"], &numbers[..], &options].concat(), 0);
        recording
    }

    fn run(&mut self, arguments: &[&str], exit: i32) -> ProgramOutput {
        let mut command = program_in(&self.scratch);
        command.args(arguments);
        let (output, calls, end) = trace(&command, Path::new(&self.scratch.path("trace")), self.end);
        self.files.record(&calls);
        for call in &calls {
            self.known.extend(known_by(call).into_iter().map(|known| (call.began, known)));
        }
        self.end = end;
        output.assert_exit(exit)
    }

    fn known_at(&self, line: usize) -> impl Iterator<Item = &Known> {
        self.known.iter().filter(move |(began, _)| *began < line).map(|(_, known)| known)
    }

    /// The moments at which the power may fail, as lines of the trace.
    fn moments(&self) -> Vec<usize> {
        let mut lines = self.files.lines();
        lines.extend(self.known.iter().map(|(line, _)| line + 1));
        lines.push(self.end);
        lines.sort_unstable();
        lines.dedup();
        lines
    }

    fn folder(&self) -> PathBuf {
        self.scratch.path("state/colt-numbers").into()
    }
}

/// What the outside world knows because of a system call.
fn known_by(call: &SystemCall) -> Vec<Known> {
    let text = String::from_utf8_lossy(&call.texts.concat()).into_owned();
    match &*call.name {
        "write" if call.number(0) == 1 => {
            text.lines().filter_map(|line| reported(&serde_json::from_str(line).ok()?)).collect()
        }
        "write" | "writev" | "sendto" | "sendmsg" => {
            let lines = text.lines().filter_map(|line| line.strip_prefix(*TRACKING_HEADER)?.strip_prefix(": "));
            lines.map(|id| Known::Sent(id.trim().to_owned())).collect()
        }
        _ => Vec::new(),
    }
}

/// What a line of standard output reports as recorded.
fn reported(output: &Value) -> Option<Known> {
    if output["outcome"] == "planned" {
        return Some(Known::Planned(output["orders"].as_u64()? as usize));
    }
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let (order, state) = match (&output["order"], &output["settled"], &output["journal"]) {
        (Value::Object(_), ..) if output["event"] == "recorded" => (&output["order"], &output["order"]["state"]),
        (_, Value::Object(_), _) => (&output["settled"], &output["settled"]["state"]),
        (.., Value::Object(journal)) => (output, &journal["state"]),
        _ => return None,
    };
    let (tracking_id, state) = (text(&order["trackingId"])?, State::parse(state.as_str()?)?);
    Some(Known::Reported { tracking_id, state, order_id: text(&order["orderId"]) })
}

/// Opens the journal as the next process does; returns its orders by tracking id. An error is a problem.
fn open(folder: &Path) -> Result<BTreeMap<String, Entry>, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let options = Journal::options(folder.join("journal.db")).send_log_folder(folder.join("send-log"));
        let journal = options.open().await.map_err(|error| error.to_string())?;
        let problems = journal.check().await.map_err(|error| error.to_string())?;
        if !problems.is_empty() {
            return Err(format!("{problems:?}"));
        }
        let entries = journal.entries(Filter::all()).await.map_err(|error| error.to_string())?;
        Ok(entries.into_iter().map(|entry| (entry.tracking_id.clone(), entry)).collect())
    })
}

/// Checks that the journal knows what the outside world does.
fn compare<'k>(known: impl Iterator<Item = &'k Known>, entries: &BTreeMap<String, Entry>) -> Result<(), String> {
    let find = |id: &str| entries.get(id).ok_or_else(|| format!("the order `{id}` is lost"));
    for known in known {
        match known {
            Known::Planned(orders) if entries.len() < *orders => {
                return Err(format!("{} orders of the plan are left", entries.len()));
            }
            Known::Planned(_) => {}
            Known::Sent(id) => {
                let state = find(id)?.state;
                if !matches!(state, State::Unknown | State::Unreadable | State::Accepted) {
                    return Err(format!("the order `{id}` was sent, and is {state}"));
                }
            }
            Known::Reported { tracking_id, state, order_id } => {
                let entry = find(tracking_id)?;
                let is_kept = match state {
                    // Nothing was ordered, and the order was sent again.
                    State::Planned => true,
                    State::Unknown | State::Unreadable => entry.state.is_in_doubt() || entry.state == State::Accepted,
                    _ => (entry.state, &entry.order_id) == (*state, order_id),
                };
                if !is_kept {
                    return Err(format!("{known:?}, but now {entry:?}"));
                }
            }
        }
    }
    Ok(())
}

/// Checks one state of the files: the journal with its send log, and then an older copy of the journal with the same send log. Syncs of paths for which
/// `is_ignored` is true did nothing.
fn check(recording: &Recording, line: usize, loss: &Loss, is_ignored: IsIgnored) -> Result<(), String> {
    let (folder, files) = (recording.folder(), &recording.files);
    let database = folder.join("journal.db");
    files.write_at(line, &mut loss.clone(), is_ignored);
    if recording.known_at(line).next().is_some() || database.metadata().is_ok_and(|file| file.len() > 0) {
        // Whatever the first process changes, the next one finds the same.
        for _ in 0..2 {
            compare(recording.known_at(line), &open(&folder)?)?;
        }
    }
    let mut sent = recording.known_at(line).filter(|known| matches!(known, Known::Sent(_))).peekable();
    if sent.peek().is_none() {
        return Ok(());
    }
    files.write_at(recording.planned_at, &mut Loss::Nothing, is_ignored);
    let copy = std::fs::read(&database).unwrap();
    files.write_at(line, &mut loss.clone(), is_ignored);
    for name in ["journal.db-wal", "journal.db-shm"] {
        let _ = std::fs::remove_file(folder.join(name));
    }
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(&database, copy).unwrap();
    compare(sent, &open(&folder)?).map_err(|problem| format!("with an older copy of the journal, {problem}"))
}

type IsIgnored = fn(&Path, bool) -> bool;

/// Every kind of loss, with this many random ones.
fn losses(seeds: u64, moment: usize) -> Vec<Loss> {
    let random = (0..seeds).map(|seed| Loss::Random {
        random: SplitMix64(seed << 32 | moment as u64),
        sector: if seed % 2 == 0 { 512 } else { 4096 },
    });
    [Loss::Everything, Loss::Names, Loss::Contents, Loss::Nothing].into_iter().chain(random).collect()
}

/// How many moments are tested if `COLT_POWER_FAILURES` is not set.
const FEW_MOMENTS: usize = 16;

#[test]
fn after_a_power_failure_the_journal_knows_what_was_sent_and_reported() {
    if !is_available() {
        return;
    }
    let recording = Recording::of_commands();
    let seeds = std::env::var("COLT_POWER_FAILURES").ok().map(|seeds| seeds.parse().unwrap());
    let moments = recording.moments();
    let step = if seeds.is_some() { 1 } else { moments.len().div_ceil(FEW_MOMENTS) };
    let mut states = 0;
    for line in moments.iter().copied().step_by(step) {
        for loss in losses(seeds.unwrap_or(2), line) {
            states += 1;
            let result = check(&recording, line, &loss, |_, _| false);
            result.unwrap_or_else(|problem| panic!("line {line}, {loss:?}: {problem}"));
        }
    }
    println!("{states} states at {} of {} moments", moments.len().div_ceil(step), moments.len());
}

/// Without one of the syncs, the test above would fail.
#[test]
fn each_kind_of_sync_is_needed() {
    if !is_available() {
        return;
    }
    let recording = Recording::of_commands();
    let ignored: [(&str, IsIgnored); 4] = [
        ("the database", |path, is_folder| !is_folder && path.to_string_lossy().contains("journal.db")),
        ("the send log", |path, is_folder| !is_folder && path.to_string_lossy().contains("send-log")),
        ("folders", |_, is_folder| is_folder),
        ("the folder of a new folder", |path, is_folder| is_folder && path.ends_with("state")),
    ];
    for (what, is_ignored) in ignored {
        let moments = recording.moments().into_iter().rev();
        let is_caught = moments.into_iter().any(|line| check(&recording, line, &Loss::Everything, is_ignored).is_err());
        assert!(is_caught, "nothing fails if {what} are not synced");
    }
}
