//! A PostgreSQL server on the project's disk, by the script `.ci/postgres`, with the database of a journal. It is removed afterwards.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use colt_numbers_journal::{POSTGRES_SCHEMA, Plan};

use super::ORDERS;
use crate::{Result, environment};

/// The database of the journal.
const NAME: &str = "journal";

/// The server and its database.
pub struct Database {
    folder: PathBuf,
}

impl Database {
    /// Creates the server, the roles and the journal.
    ///
    /// # Errors
    /// If PostgreSQL is missing, or cannot be started.
    pub fn create() -> Result<Self> {
        script(&["bin"], "").map_err(|error| {
            format!("PostgreSQL is missing: {error}\nhint: install it (Debian: `apt-get install postgresql`), or `--skip postgres`")
        })?;
        // Not in the folder for temporary files, which may be in memory, where a sync costs nothing.
        let parent = environment::project_root().canonicalize()?.join("bench/target");
        std::fs::create_dir_all(&parent)?;
        let database = Self { folder: parent.join("postgres") };
        database.remove();
        script(&["create", database.path()?], "")?;
        script(&["start", database.path()?, "-c", "max_connections=200"], "")?;
        database.sql_in(
            "postgres",
            &format!(
                "CREATE ROLE colt_owner LOGIN; CREATE ROLE colt_program LOGIN; CREATE DATABASE {NAME} OWNER colt_owner"
            ),
        )?;
        database
            .sql(&format!("SET ROLE colt_owner; {POSTGRES_SCHEMA} SELECT colt_journal.grant_use('colt_program')"))?;
        database.sql(
            "SELECT colt_journal.start_session('pgbench ' || n, NULL, NULL, 0) FROM generate_series(0, 99) AS n",
        )?;
        Ok(database)
    }

    fn path(&self) -> Result<&str> {
        Ok(self.folder.to_str().ok_or("the path of the project is not UTF-8")?)
    }

    fn socket(&self) -> PathBuf {
        self.folder.join("socket")
    }

    /// The URL for a program.
    pub fn url(&self) -> String {
        format!("postgres://colt_program@{}/{NAME}", self.socket().display().to_string().replace('/', "%2F"))
    }

    /// The folder of the send log, which all processes share.
    pub fn send_log_folder(&self) -> PathBuf {
        self.folder.with_extension("send-log")
    }

    /// The server's version, such as `PostgreSQL 15.18`.
    ///
    /// # Errors
    /// If the database cannot be asked.
    pub fn version(&self) -> Result<String> {
        Ok(format!("PostgreSQL {}", self.sql("SELECT split_part(current_setting('server_version'), ' ', 1)")?))
    }

    fn sql(&self, sql: &str) -> Result<String> {
        self.sql_in(NAME, sql)
    }

    fn sql_in(&self, database: &str, sql: &str) -> Result<String> {
        script(&["sql", &self.socket().display().to_string(), database], sql)
    }

    /// How long `pgbench` takes to claim, report and read the orders of a plan.
    ///
    /// # Errors
    /// If `pgbench` fails.
    pub fn pgbench(&self, plan: &Plan, clients: u32) -> Result<Duration> {
        let file = self.folder.with_extension("sql");
        let text = format!(
            "SELECT c AS claim, (colt_journal.claim('{}', '{}', '{}', NULL, c, concat('pgbench ', CAST(:client_id AS text)), 900000, 0, 9223372036854775807)).tracking_id AS id \
             FROM CAST(gen_random_uuid() AS text) AS c \\gset\n\
             SELECT colt_journal.report(:id, :claim, 'accepted', NULL, NULL, :id, NULL, 1, NULL, NULL, NULL);\n\
             SELECT * FROM colt_journal.get_entry(:id);\n",
            plan.name(),
            plan.stock(),
            plan.account()
        );
        std::fs::write(&file, text)?;
        let bin = script(&["bin"], "")?;
        let output = crate::process::output_of(
            Command::new(Path::new(&bin).join("pgbench"))
                .args(["--username=colt_program", "--no-vacuum", "--jobs=2", "--protocol=extended"])
                .args([format!("--client={clients}"), format!("--transactions={}", ORDERS / clients)])
                .arg("--host")
                .arg(self.socket())
                .arg("--file")
                .arg(&file)
                .arg(NAME),
        )?;
        let rate = output.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse::<f64>().ok());
        let rate = rate.ok_or_else(|| format!("`pgbench` printed no rate: {output}"))?;
        Ok(Duration::from_secs_f64(f64::from(ORDERS) / rate))
    }

    /// From now on, the server logs each wait for a lock of a millisecond or longer.
    ///
    /// # Errors
    /// If the database cannot be changed.
    pub fn log_lock_waits(&self) -> Result<()> {
        self.sql(
            "ALTER ROLE colt_program SET deadlock_timeout = '1ms'; ALTER ROLE colt_program SET log_lock_waits = on",
        )
        .map(drop)
    }

    /// How many waits of claims for other transactions the server has logged, and how many of other statements: a report may wait for a claim that has
    /// looked at its order, and the processes of a machine wait for each other when they open the journal. Waits for a table to grow are not counted.
    ///
    /// # Errors
    /// If the log cannot be read.
    pub fn lock_waits(&self) -> Result<(usize, usize)> {
        let log = std::fs::read_to_string(self.folder.join("log"))?;
        let waits =
            log.split(" still waiting for ").skip(1).filter(|wait| !wait.starts_with("ExclusiveLock on extension"));
        let is_claim = |wait: &str| {
            let statement = wait.lines().find(|line| line.contains("STATEMENT:"));
            statement.is_some_and(|statement| statement.contains("colt_journal.claim("))
        };
        let (claims, others): (Vec<bool>, Vec<bool>) = waits.map(is_claim).partition(|is_claim| *is_claim);
        Ok((claims.len(), others.len()))
    }

    fn remove(&self) {
        if let Ok(path) = self.path() {
            // It fails if no server runs.
            let _ = script(&["stop", path], "");
        }
        let _ = std::fs::remove_dir_all(&self.folder);
        let _ = std::fs::remove_dir_all(self.send_log_folder());
        let _ = std::fs::remove_file(self.folder.with_extension("sql"));
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.remove();
    }
}

/// Runs the script `.ci/postgres`, which has to succeed; returns what it prints.
fn script(arguments: &[&str], input: &str) -> Result<String> {
    let mut child = Command::new("bash")
        .arg(environment::project_root().join(".ci/postgres"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(input.as_bytes())?;
    }
    let output = child.wait_with_output()?;
    if !output.status.success() {
        return Err(
            format!("`.ci/postgres {}`: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr)).into()
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
