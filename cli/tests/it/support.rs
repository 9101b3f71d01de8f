//! Running the program.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;

/// The vendor document's examples (number-reservation.txt:117-138,151-172).
pub const GB: &str = r#"{
    "numberRangeList": [{"numberRangeStart": "+442081324758", "numberRangeEnd": "+442081324758"}],
    "productOffering": {"name": "Wholesale SIP"},
    "relatedParty": {
        "reseller": {"serviceProfile": "ANH", "country": "GB"},
        "endCustomerDetails": {"customerReference": "My Customer"}
    }
}"#;
pub const LU: &str = r#"{
    "numberRangeList": [{"numberRangeStart": " +35227949650", "numberRangeEnd": " +352279496509"}],
    "productOffering": {"name": "Wholesale SIP"},
    "relatedParty": {
        "reseller": {"country": "LU"},
        "endCustomerDetails": {"customerReference": "My Customer"}
    }
}"#;

/// Values that reserve something.
pub const ONE: [&str; 5] = ["reserve", "--country", "GB", "--start", "+442081324758"];

/// The variables that say who orders.
pub const CREDENTIALS: [&str; 4] = ["COLT_CLIENT_ID", "COLT_CLIENT_SECRET", "COLT_TOKEN_URL", "COLT_CREDENTIALS_FOR"];

/// What the program did.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ran {
    pub fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Standard output as one line of JSON.
    pub fn json(&self) -> Value {
        let mut lines = self.out.lines();
        let (Some(line), None) = (lines.next(), lines.next()) else { panic!("not one line: {self:?}") };
        serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    #[track_caller]
    pub fn ended(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:?}");
        self
    }
}

/// The program, in an environment that says nothing to it.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_colt-numbers"));
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "RUST_LOG"].iter().chain(&CREDENTIALS) {
        command.env_remove(name);
    }
    // Nothing is left behind where a test does not look for it.
    command.env("XDG_STATE_HOME", NOWHERE).env("TMPDIR", NOWHERE);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A folder that cannot be made.
pub const NOWHERE: &str = "/dev/null/nowhere";

/// The program in a folder of its own, with a state folder in it: where an answer is kept that leaves an order in doubt.
pub fn program_in(scratch: &Scratch) -> Command {
    let mut command = program();
    command.current_dir(&scratch.0).env("XDG_STATE_HOME", scratch.path("state")).env("TMPDIR", scratch.path("tmp"));
    command
}

/// Runs it with some words.
pub fn run<S: AsRef<OsStr>>(words: impl IntoIterator<Item = S>) -> Ran {
    Ran::of(program().args(words).output().unwrap())
}

/// Runs it with words from several places.
pub fn run_all(words: &[&[&str]]) -> Ran {
    run(words.concat())
}

/// Runs it with something on standard input.
pub fn run_with_input<S: AsRef<OsStr>>(words: impl IntoIterator<Item = S>, input: &[u8]) -> Ran {
    let mut child = program().args(words).stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let output = std::thread::scope(|scope| {
        // It may stop reading before the end.
        scope.spawn(move || drop(stdin.write_all(input)));
        child.wait_with_output().unwrap()
    });
    Ran::of(output)
}

/// A folder of a test's own.
#[derive(Debug)]
pub struct Scratch(PathBuf);

impl Scratch {
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("it-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    pub fn file(&self, name: &str, text: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// The files in it, and in the state folder of the program.
    pub fn files(&self) -> Vec<PathBuf> {
        let folders = [self.0.clone(), self.0.join("state/colt-numbers")];
        let entries = folders.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten();
        entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect()
    }

    /// The names of what is in it.
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
