//! The program's own sandbox, served by `sandbox`; what was recorded is asked for over its admin API.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command};

use serde_json::Value;

use crate::support::program;

/// A running `sandbox`.
#[derive(Debug)]
pub struct Twin {
    child: Child,
    pub base: String,
}

impl Twin {
    /// Starts one on a free port.
    pub fn start(words: &[&str]) -> Self {
        let mut command = program();
        command.args(["sandbox", "--listen", "127.0.0.1:0"]).args(words).stderr(std::process::Stdio::null());
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

    /// What the admin API says.
    pub fn admin(&self, path: &str) -> Value {
        let mut stream = TcpStream::connect(self.address()).unwrap();
        write!(stream, "GET /__sandbox/{path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
    }

    /// How many orders were recorded.
    pub fn orders(&self) -> u64 {
        self.admin("orders")["total"].as_u64().unwrap()
    }

    /// How many reservations arrived.
    pub fn posts(&self) -> u64 {
        self.admin("requests")["total"].as_u64().unwrap()
    }

    /// Sends it a signal, and waits for its end.
    pub fn stop(mut self, signal: &str) -> Option<i32> {
        send(self.child.id(), signal);
        self.child.wait().unwrap().code()
    }
}

impl Drop for Twin {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A signal that is ignored where the tests run is ignored by the program as well, and a test that sends it would wait forever.
fn no_signal_is_ignored() {
    // SIGHUP, SIGINT and SIGQUIT: those that `nohup`, or a shell's background, ignores.
    const BY_SHELLS: u64 = 0b111;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:")).unwrap_or("0");
    let ignored = u64::from_str_radix(ignored.trim(), 16).unwrap() & BY_SHELLS;
    assert_eq!(ignored, 0, "signals are ignored here, as by `nohup`\nhint: `env --default-signal cargo test`");
}

/// Sends a signal to a process.
pub fn send(process: u32, signal: &str) {
    no_signal_is_ignored();
    let sent = Command::new("sh").args(["-c", &format!("kill -{signal} {process}")]).status().unwrap();
    assert!(sent.success());
}
