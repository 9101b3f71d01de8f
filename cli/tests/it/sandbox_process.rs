//! Runs `colt-numbers sandbox`, and reads the recorded requests and orders from its admin API.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command};

use serde_json::Value;

use crate::support::program;

/// A running sandbox.
#[derive(Debug)]
pub struct SandboxProcess {
    child: Child,
    /// The first line of standard output: the base URL, or with `--json` an object with all URLs.
    pub base: String,
}

impl SandboxProcess {
    /// Starts a sandbox on a free port.
    pub fn start(arguments: &[&str]) -> Self {
        let mut command = program();
        command.args(["sandbox", "--listen", "127.0.0.1:0"]).args(arguments).stderr(std::process::Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut base = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut base).unwrap();
        Self { child, base: base.trim_end().to_owned() }
    }

    pub fn address(&self) -> &str {
        self.base.strip_prefix("http://").unwrap().split('/').next().unwrap()
    }

    pub fn token_url(&self) -> String {
        format!("http://{}/authentication/v1/oauth/token", self.address())
    }

    /// The response of the admin API.
    pub fn admin(&self, path: &str) -> Value {
        let mut stream = TcpStream::connect(self.address()).unwrap();
        write!(stream, "GET /__sandbox/{path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        serde_json::from_str(response.split_once("\r\n\r\n").unwrap().1).unwrap()
    }

    /// How many orders were recorded.
    pub fn orders(&self) -> u64 {
        self.admin("orders")["total"].as_u64().unwrap()
    }

    /// How many reservation requests arrived.
    pub fn posts(&self) -> u64 {
        self.admin("requests")["total"].as_u64().unwrap()
    }

    /// Sends a signal to the sandbox, and waits until it ends.
    pub fn stop(mut self, signal: &str) -> Option<i32> {
        send_signal(self.child.id(), signal);
        self.child.wait().unwrap().code()
    }
}

impl Drop for SandboxProcess {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A child process inherits ignored signals. If this process ignored a signal, a test that sends the signal to a child would wait forever.
fn assert_no_signal_is_ignored() {
    // SIGHUP, SIGINT and SIGQUIT, which `nohup` or a shell's `&` may ignore.
    const IGNORED_BY_SHELLS: u64 = 0b111;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:")).unwrap_or("0");
    let ignored = u64::from_str_radix(ignored.trim(), 16).unwrap() & IGNORED_BY_SHELLS;
    assert_eq!(
        ignored, 0,
        "the tests run with ignored signals, as after `nohup`\nhint: run `env --default-signal cargo test`"
    );
}

/// Sends a signal to a process.
pub fn send_signal(process: u32, signal: &str) {
    assert_no_signal_is_ignored();
    let sent = Command::new("sh").args(["-c", &format!("kill -{signal} {process}")]).status().unwrap();
    assert!(sent.success());
}
