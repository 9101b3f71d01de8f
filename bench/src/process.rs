//! Runs other programs, and measures their time and memory with `/proc`.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::{Result, environment};

/// The time and the memory of a finished program.
#[derive(Clone, Copy, Debug)]
pub struct ProcessUsage {
    /// The time from start to end.
    pub wall: Duration,
    /// The peak memory, in bytes.
    pub peak: u64,
    /// The exit status.
    pub status: ExitStatus,
}

/// Runs a program to its end, and measures it.
///
/// # Errors
/// If the program cannot be started.
pub fn measure(command: &mut Command) -> Result<ProcessUsage> {
    let started = Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let mut peak = 0;
    loop {
        peak = peak.max(peak_of(child.id()));
        if let Some(status) = child.try_wait()? {
            return Ok(ProcessUsage { wall: started.elapsed(), peak, status });
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// The peak memory of a running process, in bytes; 0 if the process has ended.
pub fn peak_of(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or_default() * 1024
}

/// The CPU seconds of all child processes that have ended, and of their children.
///
/// # Errors
/// If `/proc/self/stat` cannot be read.
pub fn cpu_of_children() -> Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    // The program's name, in parentheses, may contain blanks.
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
    // proc_pid_stat(5): cutime and cstime are fields 16 and 17, in ticks of 1/100 second.
    let ticks = |field: usize| {
        fields.get(field - 3).and_then(|field| field.parse::<f64>().ok()).ok_or("`/proc/self/stat` has too few fields")
    };
    Ok((ticks(16)? + ticks(17)?) / 100.0)
}

/// Runs a command that must succeed, and returns its standard output.
///
/// # Errors
/// If the command fails. The error contains the command's standard error.
pub fn output_of(command: &mut Command) -> Result<String> {
    let output = command.output()?;
    if !output.status.success() {
        return Err(format!("{command:?}: {}\n{}", output.status, String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Builds the program `colt-numbers` in release mode, and returns its path.
///
/// # Errors
/// If the program cannot be built.
pub fn build_program() -> Result<PathBuf> {
    let root = environment::project_root();
    output_of(
        Command::new("cargo")
            .args(["build", "--release", "--quiet", "--package", "colt-numbers-cli"])
            .current_dir(root),
    )?;
    Ok(root.join("target").join("release").join("colt-numbers"))
}

/// Runs a command that must succeed, without its output.
///
/// # Errors
/// If the command fails.
pub fn require_success(command: &mut Command) -> Result<()> {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    if status.success() { Ok(()) } else { Err(format!("{command:?} ended with {status}").into()) }
}

/// A server in its own process, which is killed on drop.
#[derive(Debug)]
pub struct ServerProcess {
    child: Child,
    /// The address that the server listens on.
    pub address: SocketAddr,
}

impl ServerProcess {
    /// Starts a server with the command that `command` returns for a free address, and waits until the server listens.
    ///
    /// # Errors
    /// If the server does not listen within a minute.
    pub fn start(command: impl FnOnce(SocketAddr) -> Command) -> Result<Self> {
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let mut command = command(address);
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let mut server = Self { child, address };
        let started = Instant::now();
        while TcpStream::connect(address).is_err() {
            if let Some(status) = server.child.try_wait()? {
                return Err(format!("{command:?} ended with {status}").into());
            }
            if started.elapsed() > Duration::from_secs(60) {
                return Err(format!("{command:?} does not listen after a minute").into());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(server)
    }

    /// The peak memory of the server, in bytes.
    pub fn peak(&self) -> u64 {
        peak_of(self.child.id())
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        // These calls fail only if the process has already ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
