//! Other programs: what they take, read from `/proc`.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::{Result, machine};

/// What a program took.
#[derive(Clone, Copy, Debug)]
pub struct Taken {
    /// From its start to its end.
    pub wall: Duration,
    /// The most memory that it held at once, in bytes.
    pub peak: u64,
    /// How it ended.
    pub status: ExitStatus,
}

/// Runs a program to its end.
///
/// # Errors
/// Where it cannot be started.
pub fn run(command: &mut Command) -> Result<Taken> {
    let started = Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let mut peak = 0;
    loop {
        peak = peak.max(peak_of(child.id()));
        if let Some(status) = child.try_wait()? {
            return Ok(Taken { wall: started.elapsed(), peak, status });
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// The most memory that a running process has held at once, in bytes; zero where it has ended.
pub fn peak_of(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or_default() * 1024
}

/// The CPU seconds of every child that has ended, and of theirs.
///
/// # Errors
/// Where `/proc` says nothing of it.
pub fn cpu_of_children() -> Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    // The program's name, in parentheses, may hold blanks.
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
    // proc_pid_stat(5): cutime and cstime are fields 16 and 17, in ticks of which user space is told that there are 100 a second.
    let ticks = |field: usize| fields.get(field - 3).and_then(|field| field.parse::<f64>().ok()).ok_or("no such field");
    Ok((ticks(16)? + ticks(17)?) / 100.0)
}

/// Runs a step that has to succeed, quietly.
///
/// # Errors
/// Where it does not; with what it wrote to standard error.
pub fn step(command: &mut Command) -> Result<String> {
    let output = command.output()?;
    if !output.status.success() {
        return Err(format!("{command:?}: {}\n{}", output.status, String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The program `colt-numbers` as it is released, built where it is not up to date.
///
/// # Errors
/// Where it cannot be built.
pub fn program() -> Result<PathBuf> {
    let root = machine::root();
    step(
        Command::new("cargo")
            .args(["build", "--release", "--quiet", "--package", "colt-numbers-cli"])
            .current_dir(root),
    )?;
    Ok(root.join("target").join("release").join("colt-numbers"))
}

/// A server in a process of its own; it ends with this value.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Server {
    /// Starts a server on a free port, which `command` is told, and waits until it listens.
    ///
    /// # Errors
    /// Where it does not listen within a minute.
    pub fn start(command: impl FnOnce(SocketAddr) -> Command) -> Result<Self> {
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let mut command = command(address);
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let mut server = Self { child, address };
        let started = Instant::now();
        while TcpStream::connect(address).is_err() {
            if let Some(status) = server.child.try_wait()? {
                return Err(format!("{command:?} ended: {status}").into());
            }
            if started.elapsed() > Duration::from_secs(60) {
                return Err(format!("{command:?} does not listen").into());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(server)
    }

    /// The most memory that it has held at once, in bytes.
    pub fn peak(&self) -> u64 {
        peak_of(self.child.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Either fails only where it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
