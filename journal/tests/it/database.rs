//! Databases and servers of PostgreSQL for tests, by the script `.ci/postgres`, which sets `COLT_TEST_POSTGRES` to the folder of its server's socket.
//! Without it, these tests do nothing; in CI, they fail.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use colt_numbers_journal::POSTGRES_SCHEMA;
use tempfile::TempDir;

/// The folder of the socket of the server for tests.
pub fn socket() -> Option<PathBuf> {
    let found = std::env::var_os("COLT_TEST_POSTGRES").map(PathBuf::from);
    let is_ci = std::env::var_os("CI").is_some_and(|value| !value.is_empty());
    assert!(found.is_some() || !is_ci, "COLT_TEST_POSTGRES is not set; hint: bash .ci/postgres run COMMAND");
    if found.is_none() {
        eprintln!("skipped: COLT_TEST_POSTGRES is not set; hint: bash .ci/postgres run COMMAND");
    }
    found
}

/// Runs the script `.ci/postgres`.
fn script(arguments: &[&str], input: &str) -> Output {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../.ci/postgres");
    let mut child = Command::new("bash")
        .arg(path)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// Runs the script, which has to succeed.
fn run(arguments: &[&str], input: &str) -> String {
    let output = script(arguments, input);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{arguments:?} {input}: {}", text(&output.stderr));
    text(&output.stdout).trim().to_owned()
}

/// A name that no other test has.
fn unique(prefix: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let nanos = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_nanos();
    format!("{prefix}{}_{nanos}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::SeqCst))
}

/// A folder for a journal: in a file, or in a database.
pub fn folder(database: Option<&Database>) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    if let Some(database) = database {
        std::fs::write(folder.path().join("journal.url"), database.url()).unwrap();
        std::fs::write(folder.path().join("database"), format!("{}\n{}", database.socket.display(), database.name))
            .unwrap();
    }
    folder
}

/// A database with the tables of a journal. Its sessions count as alive for no time at all, so that orders become unknown as early as possible.
pub struct Database {
    pub socket: PathBuf,
    pub name: String,
    is_owned: bool,
}

impl Database {
    /// Creates a database on the server with this socket; it is removed when this value is dropped.
    pub fn create(socket: &Path) -> Self {
        let database = Self { socket: socket.to_owned(), name: unique("it_"), is_owned: true };
        let name = &database.name;
        let roles = ["colt_owner", "colt_program"].map(|role| {
            format!("DO $$ BEGIN CREATE ROLE {role} LOGIN PASSWORD 'secret'; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;")
        });
        let server = Self::existing(socket, "postgres");
        server.sql(&roles.concat());
        server.sql(&format!("CREATE DATABASE {name} OWNER colt_owner"));
        database.sql(&format!(
            "SET ROLE colt_owner; {POSTGRES_SCHEMA}
             CREATE OR REPLACE FUNCTION colt_journal.lease_ms() RETURNS bigint LANGUAGE sql AS $$ SELECT 0::bigint $$;
             SELECT colt_journal.grant_use('colt_program'), colt_journal.grant_services('colt_program');"
        ));
        database
    }

    /// The database of a journal's folder.
    pub fn of(folder: &Path) -> Self {
        let text = std::fs::read_to_string(folder.join("database")).unwrap();
        let (socket, name) = text.split_once('\n').unwrap();
        Self::existing(Path::new(socket), name)
    }

    /// A database that this value does not remove.
    pub fn existing(socket: &Path, name: &str) -> Self {
        Self { socket: socket.to_owned(), name: name.to_owned(), is_owned: false }
    }

    /// Restores a dump of this database as another one.
    pub fn restore_dump(&self) -> Self {
        let restored = Self { socket: self.socket.clone(), name: unique("it_"), is_owned: true };
        self.sql(&format!("CREATE DATABASE {} OWNER colt_owner", restored.name));
        let mut command = Command::new(Path::new(&run(&["bin"], "")).join("pg_dump"));
        command.arg("--host").arg(&self.socket).args(["--username=postgres", &self.name]);
        restored.sql(&String::from_utf8(command.output().unwrap().stdout).unwrap());
        restored
    }

    /// Runs SQL as a superuser, and returns the values of its rows.
    pub fn sql(&self, sql: &str) -> String {
        run(&["sql", self.socket.to_str().unwrap(), &self.name], sql)
    }

    /// The URL for a program, whose role may only execute functions.
    pub fn url(&self) -> String {
        format!("postgres://colt_program@{}/{}", self.socket.to_str().unwrap().replace('/', "%2F"), self.name)
    }

    /// Cuts every connection of programs to the database.
    pub fn cut_connections(&self) {
        self.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'colt_program'");
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if self.is_owned {
            // The server may have been removed before.
            let socket = self.socket.to_str().unwrap();
            script(&["sql", socket, "postgres"], &format!("DROP DATABASE {} WITH (FORCE)", self.name));
        }
    }
}

/// A server of its own, which a test stops and starts. It is removed when it is dropped.
pub struct Server {
    folder: PathBuf,
    settings: Vec<String>,
}

impl Server {
    /// Creates and starts a server with these settings.
    pub fn start(settings: &[&str]) -> Self {
        let server = Self::in_new_folder(settings);
        run(&["create", server.path()], "");
        server.start_again();
        server
    }

    fn in_new_folder(settings: &[&str]) -> Self {
        let settings = settings.iter().map(|setting| (*setting).to_owned()).collect();
        Self { folder: Path::new("/tmp").join(unique("colt-postgres-")), settings }
    }

    fn path(&self) -> &str {
        self.folder.to_str().unwrap()
    }

    pub fn socket(&self) -> PathBuf {
        self.folder.join("socket")
    }

    /// Adds a line to the rules of who may connect.
    pub fn allow(&self, line: &str) {
        let path = self.folder.join("data/pg_hba.conf");
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, format!("{text}\n{line}\n")).unwrap();
        run(&["sql", self.socket().to_str().unwrap(), "postgres"], "SELECT pg_reload_conf()");
    }

    /// Adds a file to the server's folder, which only its user may read.
    pub fn add_file(&self, name: &str, text: &str) {
        let path = self.folder.join("data").join(name);
        std::fs::write(&path, text).unwrap();
        let reference = format!("--reference={}/data", self.path());
        assert!(Command::new("chown").arg(&reference).arg(&path).status().unwrap().success());
        assert!(Command::new("chmod").arg("600").arg(&path).status().unwrap().success());
    }

    /// Starts the server again with other settings.
    pub fn restart(mut self, settings: &[&str]) -> Self {
        run(&["stop", self.path()], "");
        self.settings = settings.iter().map(|setting| (*setting).to_owned()).collect();
        self.start_again();
        self
    }

    pub fn start_again(&self) {
        let settings = self.settings.iter().flat_map(|setting| ["-c", setting]);
        run(&["start", self.path()].into_iter().chain(settings).collect::<Vec<_>>(), "");
    }

    /// Ends the server as a crash does.
    pub fn kill(&self) {
        run(&["kill", self.path()], "");
    }

    /// Copies the server as a standby, which is not started.
    pub fn standby(&self) -> Self {
        let standby = Self::in_new_folder(&[]);
        run(&["standby", self.path(), standby.path()], "");
        standby
    }

    pub fn promote(&self) {
        run(&["promote", self.path()], "");
    }

    /// Starts a pool in transaction mode; returns the folder of its socket.
    pub fn pgbouncer(&self) -> PathBuf {
        run(&["pgbouncer", self.path()], "");
        self.folder.join("bouncer")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        script(&["stop", self.path()], "");
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
