//! Processes that apply one plan: this program itself, started again. Each says `ready` once it has the journal open, begins with a line from its standard
//! input, and says `done` at the end.

use std::io::{BufRead as _, BufReader, Write as _};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use colt_numbers::testing::{ScriptedServer, ServerStep};
use colt_numbers_journal::{End, Journal};

use super::ORDERS;
use super::database::Database;
use crate::Result;

/// The first argument of such a process.
pub const COMMAND: &str = "apply-plan";

/// The processes that apply a plan.
pub struct Load {
    /// How many processes there are.
    pub processes: usize,
    /// How many workers each process has.
    pub workers: u32,
    /// The interval between two orders, which all of them share.
    pub interval: Duration,
}

/// The processes, each of which has the journal open.
pub struct Workers(Vec<Worker>);

struct Worker {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
}

impl Workers {
    /// Starts the processes, and waits until all of them have the journal open.
    ///
    /// # Errors
    /// If a process cannot be started, or cannot open the journal.
    pub fn start(database: &Database, plan: &str, load: &Load) -> Result<Self> {
        let started = (0..load.processes).map(|_| Worker::start(database, plan, load)).collect::<Result<_>>()?;
        let mut workers = Self(started);
        workers.0.iter_mut().try_for_each(|worker| worker.expect("ready"))?;
        Ok(workers)
    }

    /// How long the processes take to apply the plan.
    ///
    /// # Errors
    /// If a run fails.
    pub fn run(mut self) -> Result<Duration> {
        let begin = Instant::now();
        for worker in &mut self.0 {
            worker.stdin.write_all(b"go\n")?;
        }
        self.0.iter_mut().try_for_each(|worker| worker.expect("done"))?;
        let duration = begin.elapsed();
        for mut worker in self.0 {
            let status = worker.child.wait()?;
            if !status.success() {
                return Err(format!("a process that applies a plan ended with {status}").into());
            }
        }
        Ok(duration)
    }
}

impl Worker {
    fn start(database: &Database, plan: &str, load: &Load) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args([COMMAND, &database.url()])
            .arg(database.send_log_folder())
            .args([plan, &load.workers.to_string(), &load.interval.as_millis().to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let (stdin, stdout) = child.stdin.take().zip(child.stdout.take()).ok_or("a process has no pipes")?;
        Ok(Self { child, stdin, stdout: BufReader::new(stdout) })
    }

    fn expect(&mut self, expected: &str) -> Result<()> {
        let mut line = String::new();
        self.stdout.read_line(&mut line)?;
        if line.trim() == expected {
            Ok(())
        } else {
            Err(format!("a process printed `{line}`, not `{expected}`").into())
        }
    }
}

/// Applies a plan: the work of such a process. The arguments are the journal, the folder of its send log, the plan, the number of workers, and the interval
/// in milliseconds.
///
/// # Errors
/// If the journal cannot be opened, or the run fails.
pub fn apply(arguments: &[String]) -> Result<()> {
    let [url, folder, plan, workers, interval] = arguments else {
        return Err("usage: apply-plan URL FOLDER PLAN WORKERS INTERVAL".into());
    };
    let interval = Duration::from_millis(interval.parse()?);
    let server = ScriptedServer::new((0..ORDERS).map(|n| ServerStep::accepted(&format!("{}-{n}", std::process::id()))));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let journal = Journal::options(url).send_log_folder(PathBuf::from(folder)).open().await?;
        let plan = journal.find_plan(plan).await?;
        println!("ready");
        std::io::stdin().read_line(&mut String::new())?;
        let run = journal.apply(&server.client(), &plan).concurrency(workers.parse::<NonZeroU32>()?).interval(interval);
        let end = run.start()?.finish().await;
        println!("done");
        if end == End::Done { Ok(()) } else { Err(format!("the run ended by {end:?}").into()) }
    })
}
