//! Shared by the tests: clients, plans, and processes that apply a plan and may die.

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use colt_numbers::{Client, Reservation, Retries, Target, Timeouts};
use colt_numbers_journal::{End, Entry, Filter, Journal, Limits, Plan};

use crate::database::Database;
use crate::example_reservation::reservation_of_range;

/// Without TLS, also to another machine.
fn target(url: &str) -> Target {
    Target::url(url, None).or_else(|_| Target::plain_http(url, None)).unwrap()
}

/// A client that sends each request once, and does not wait long.
pub fn client(url: &str) -> Client {
    let mut timeouts = Timeouts::default();
    timeouts.response = Duration::from_millis(500);
    timeouts.call = Duration::from_secs(2);
    Client::builder(target(url)).timeouts(timeouts).retries(Retries::off()).build().unwrap()
}

/// A client that waits as long as a test lasts.
pub fn patient_client(url: &str) -> Client {
    Client::builder(target(url)).retries(Retries::off()).build().unwrap()
}

/// The journal of a folder: the URL in its file `journal.url`, or else its file `journal.db`.
pub fn location(folder: &Path) -> PathBuf {
    std::fs::read_to_string(folder.join("journal.url")).map_or_else(|_| folder.join("journal.db"), PathBuf::from)
}

/// The journal of a folder, with its send log in the folder `state`.
pub async fn open(folder: &Path) -> Journal {
    Journal::options(location(folder)).send_log_folder(folder.join("state")).open().await.unwrap()
}

/// Reservations of one number each.
pub fn reservations(count: u32) -> impl Iterator<Item = Reservation> + Send + 'static {
    (0..count).map(|n| {
        let number = format!("+4420813{n:05}");
        reservation_of_range(&number, &number)
    })
}

/// Records a plan `plan` in a new journal.
pub async fn plan(folder: &Path, url: &str, orders: u32, limits: Limits) -> Plan {
    let journal = open(folder).await;
    journal.plan("plan", &client(url)).limits(limits).record(reservations(orders)).await.unwrap()
}

/// Every order in the journal of a folder.
pub async fn entries(folder: &Path) -> Vec<Entry> {
    let journal = open(folder).await;
    journal.status().await.unwrap();
    journal.entries(Filter::all()).await.unwrap()
}

/// A process that applies the plan `plan` of a folder, and its options.
#[derive(Clone, Debug)]
pub struct Process<'a> {
    pub folder: &'a Path,
    pub url: &'a str,
    pub concurrency: u32,
    /// The point at which it aborts.
    pub abort: Option<String>,
    /// Whether it plans again what a dead process was sending: a mutant of the protocol.
    pub is_mutant: bool,
    /// Whether it waits for a response as long as a test lasts.
    pub is_patient: bool,
    /// The network namespace that it runs in.
    pub namespace: Option<String>,
    /// The largest file that it may write, in blocks of 512 or 1024 bytes.
    pub max_file_blocks: Option<u32>,
}

impl<'a> Process<'a> {
    pub fn new(folder: &'a Path, url: &'a str) -> Self {
        Self {
            folder,
            url,
            concurrency: 1,
            abort: None,
            is_mutant: false,
            is_patient: false,
            namespace: None,
            max_file_blocks: None,
        }
    }

    pub fn spawn(&self) -> Child {
        self.command().stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// Runs the process, and returns what it prints.
    pub fn output(&self) -> Output {
        self.command().output().unwrap()
    }

    fn command(&self) -> Command {
        let program = std::env::current_exe().unwrap();
        let arguments = ["--exact", "child::a_child_process_applies_a_plan", "--nocapture"];
        let mut command = match (self.max_file_blocks, &self.namespace) {
            (None, None) => Command::new(&program),
            (None, Some(namespace)) => {
                let mut ip = Command::new("ip");
                ip.args(["netns", "exec", namespace]).arg(&program);
                ip
            }
            (Some(blocks), _) => {
                let mut shell = Command::new("sh");
                shell.arg("-c").arg(format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"")).arg(&program);
                shell
            }
        };
        command
            .args(arguments)
            .env("COLT_JOURNAL_CHILD", self.folder)
            .env("COLT_JOURNAL_CHILD_URL", self.url)
            .env("COLT_JOURNAL_CHILD_CONCURRENCY", self.concurrency.to_string())
            .env("COLT_JOURNAL_CHILD_MUTANT", self.is_mutant.to_string())
            .env("COLT_JOURNAL_CHILD_PATIENT", self.is_patient.to_string())
            .env_remove("COLT_JOURNAL_ABORT")
            .stdin(Stdio::null());
        if self.folder.join("pgpass").exists() {
            command.env("PGPASSFILE", self.folder.join("pgpass"));
        }
        if let Some(point) = &self.abort {
            command.env("COLT_JOURNAL_ABORT", point);
        }
        command
    }
}

/// Writes a file that only its owner may read.
pub fn write_password(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap();
    #[cfg(unix)]
    std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
}

/// Does nothing, unless another test has started it as a process of its own.
#[tokio::test]
async fn a_child_process_applies_a_plan() {
    let Some(folder) = std::env::var_os("COLT_JOURNAL_CHILD") else { return };
    let option = |name: &str| std::env::var(format!("COLT_JOURNAL_CHILD_{name}")).unwrap();
    let folder = Path::new(&folder);
    if option("MUTANT") == "true" {
        // Gives the orders of a dead process to the next one, as a lease that expires would.
        // Opening the journal makes the orders unknown that dead processes were sending.
        drop(open(folder).await);
        if folder.join("journal.url").exists() {
            Database::of(folder).sql(
                "SET search_path = colt_journal; UPDATE entry SET state = 'planned' WHERE state = 'unknown' AND NOT is_reported",
            );
        } else {
            let database = rusqlite::Connection::open(folder.join("journal.db")).unwrap();
            database.busy_timeout(Duration::from_secs(20)).unwrap();
            let sql = "UPDATE entry SET state = 'planned' WHERE state = 'unknown' AND is_reported = 0";
            database.execute(sql, []).unwrap();
        }
    }
    let journal = open(folder).await;
    let plan = journal.find_plan("plan").await.unwrap();
    let many = NonZeroU32::new(1_000_000).unwrap();
    let client = if option("PATIENT") == "true" { patient_client } else { client };
    let run = journal
        .apply(&client(&option("URL")), &plan)
        .concurrency(option("CONCURRENCY").parse().unwrap())
        .max_doubts(many)
        .max_failures(many)
        .pause(Duration::ZERO)
        .start()
        .unwrap();
    let end = run.finish().await;
    // The exit code shows whether the journal failed.
    assert!(matches!(end, End::Done | End::Limit), "{end:?}");
}
