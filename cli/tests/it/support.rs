//! Runs the program in tests, and gives tests a folder of their own.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;

use crate::json_schemas::{assert_described, assert_fits_schema};

/// The first example of the vendor's document; a test compares it with the spec.
pub const GB_REQUEST: &str = r#"{
    "numberRangeList": [{"numberRangeStart": "+442081324758", "numberRangeEnd": "+442081324758"}],
    "productOffering": {"name": "Wholesale SIP"},
    "relatedParty": {
        "reseller": {"serviceProfile": "ANH", "country": "GB"},
        "endCustomerDetails": {"customerReference": "My Customer"}
    }
}"#;
/// The second example. Its numbers start with a blank in the document, so the request is invalid.
pub const LU_REQUEST: &str = r#"{
    "numberRangeList": [{"numberRangeStart": " +35227949650", "numberRangeEnd": " +352279496509"}],
    "productOffering": {"name": "Wholesale SIP"},
    "relatedParty": {
        "reseller": {"country": "LU"},
        "endCustomerDetails": {"customerReference": "My Customer"}
    }
}"#;

/// A command that reserves one number, with the values of the first example but the service profile.
pub const RESERVE_ONE: [&str; 7] =
    ["reserve", "--country", "GB", "--start", "+442081324758", "--customer-reference", "My Customer"];

/// A command that reserves a number.
pub fn reserve(number: &str) -> [&str; 7] {
    RESERVE_ONE.map(|argument| if argument.starts_with('+') { number } else { argument })
}

/// The commands of the program.
pub const COMMANDS: [&str; 16] = [
    "reserve",
    "call",
    "plan",
    "apply",
    "status",
    "reconcile",
    "lapses",
    "journal",
    "operations",
    "check",
    "rules",
    "sandbox",
    "contract",
    "json-schema",
    "completions",
    "man",
];

/// The environment variables of the program.
pub const PROGRAM_VARIABLES: [&str; 8] = [
    "COLT_TARGET",
    "COLT_JOURNAL",
    "COLT_CLIENT_ID",
    "COLT_CLIENT_SECRET",
    "COLT_TOKEN_URL",
    "COLT_CREDENTIALS_FOR",
    "COLT_PLAIN_HTTP",
    "COLT_PROXY",
];

/// The exit code and the output of a run of the program.
#[derive(Debug)]
pub struct ProgramOutput {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl ProgramOutput {
    pub fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// Standard output, which must be one line of JSON that a schema describes.
    pub fn json(&self) -> Value {
        let mut lines = self.stdout.lines();
        let (Some(line), None) = (lines.next(), lines.next()) else { panic!("not one line: {self:?}") };
        let value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {self:?}"));
        assert_described(&value);
        value
    }

    #[track_caller]
    pub fn assert_exit(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:?}");
        self
    }
}

/// The program, in an environment without the variables that the program reads.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_colt-numbers"));
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "RUST_LOG"].iter().chain(&PROGRAM_VARIABLES) {
        command.env_remove(name);
    }
    // The program cannot save files and has no default credentials file, unless a test sets these variables.
    for name in ["XDG_CONFIG_HOME", "XDG_STATE_HOME", "TMPDIR"] {
        command.env(name, UNUSABLE_FOLDER);
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A folder that cannot be created.
pub const UNUSABLE_FOLDER: &str = "/dev/null/nowhere";

/// The program in a scratch folder, which also contains its state folder.
pub fn program_in(scratch: &Scratch) -> Command {
    let mut command = program();
    command.current_dir(&scratch.0).env("XDG_STATE_HOME", scratch.path("state")).env("TMPDIR", scratch.path("tmp"));
    command
}

/// Runs the program. What it prints with `--json` must fit the schema of its command.
pub fn run<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> ProgramOutput {
    let mut command = program();
    let output = ProgramOutput::of(command.args(arguments).output().unwrap());
    assert_fits_schema(&command, &output.stdout);
    output
}

/// Runs the program with the concatenation of several lists of arguments.
pub fn run_all(arguments: &[&[&str]]) -> ProgramOutput {
    run(arguments.concat())
}

/// Runs the program with this text on standard input.
pub fn run_with_input<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>, input: &[u8]) -> ProgramOutput {
    let mut command = program();
    let mut child = command.args(arguments).stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let output = std::thread::scope(|scope| {
        // The write may fail: the program may stop reading before the end.
        scope.spawn(move || drop(stdin.write_all(input)));
        child.wait_with_output().unwrap()
    });
    let output = ProgramOutput::of(output);
    assert_fits_schema(&command, &output.stdout);
    output
}

/// A new folder for one test, which is removed at the end of the test.
#[derive(Debug)]
pub struct Scratch(PathBuf);

impl Scratch {
    pub fn new() -> Self {
        Self::below(Path::new(env!("CARGO_TARGET_TMPDIR")))
    }

    /// A folder in memory, where this system has one: its syncs are fast.
    pub fn in_memory() -> Self {
        let memory = Path::new("/dev/shm");
        if memory.is_dir() { Self::below(memory) } else { Self::new() }
    }

    fn below(folder: &Path) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("it-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = folder.join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    /// Writes a file in the folder, and returns its path.
    pub fn file(&self, name: &str, text: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Writes a file that only its owner can read, such as a credentials file, and returns its path.
    #[cfg(unix)]
    pub fn private_file(&self, name: &str, text: &str) -> String {
        use std::os::unix::fs::PermissionsExt as _;
        let file = self.file(name, text);
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
        file
    }

    /// Writes a CSV file of orders, each with a customer reference in one more column.
    pub fn orders(&self, name: &str, text: impl AsRef<str>) -> String {
        let (header, rows) = text.as_ref().split_once('\n').unwrap();
        let rows: String = rows.lines().map(|row| format!("{row},C-1\n")).collect();
        self.file(name, format!("{header},customer_reference\n{rows}"))
    }

    /// The files in the folder, and in the program's state folder.
    pub fn files(&self) -> Vec<PathBuf> {
        let folders = [self.0.clone(), self.0.join("state/colt-numbers")];
        let entries = folders.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten();
        entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect()
    }

    /// The names of the files and folders in the folder.
    pub fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.0).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
