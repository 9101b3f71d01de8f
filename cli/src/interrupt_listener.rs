//! Signals that would end the program: Ctrl-C, Ctrl-\, a request to terminate, a lost terminal, and every other one that can be caught.
//!
//! A signal that ends the program without a word would hide that an order is on its way.

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::command_failure::Failure;

/// Waits for an interruption. Once it listens, no signal is lost, and none of those that can be caught ends the program.
#[derive(Debug)]
pub struct Interrupt {
    #[cfg(unix)]
    signals: Vec<Signal>,
}

impl Interrupt {
    /// Begins to listen; it needs a runtime.
    #[cfg(unix)]
    pub fn listen() -> Result<Self, Failure> {
        let caught = |number| signal(SignalKind::from_raw(number));
        let signals = REQUESTS.into_iter().map(caught).collect::<Result<Vec<_>, _>>();
        let mut signals = signals.map_err(|error| Failure::internal(format!("no signals: {error}")))?;
        let ignored = ignored();
        // A machine that does not let one of these be caught, as an emulator, can order all the same.
        signals.extend(
            others().filter(|number| ignored >> (number - 1) & 1 == 0).filter_map(|number| caught(number).ok()),
        );
        Ok(Self { signals })
    }

    /// Begins to listen; it needs a runtime.
    #[cfg(not(unix))]
    pub fn listen() -> Result<Self, Failure> {
        Ok(Self {})
    }

    /// The result of work that may block, as where a FIFO has no reader; `None` where the program is interrupted before its end, and the work
    /// was given up.
    pub async fn unless_given_up<T: Send + 'static>(&mut self, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let (send, result) = tokio::sync::oneshot::channel();
        // Not a thread of the runtime, and nobody waits for it: it ends with the program.
        std::thread::spawn(move || drop(send.send(work())));
        tokio::select! {
            biased;
            result = result => result.ok(),
            () = self.wait() => None,
        }
    }

    /// Whether the program was interrupted before now.
    pub async fn came(&mut self) -> bool {
        // The runtime sees a signal when it looks for events.
        tokio::task::yield_now().await;
        tokio::select! {
            biased;
            () = self.wait() => true,
            () = std::future::ready(()) => false,
        }
    }

    /// Ends when the program is interrupted.
    #[cfg(unix)]
    pub async fn wait(&mut self) {
        use std::task::Poll;
        std::future::poll_fn(|context| {
            let came = self.signals.iter_mut().any(|signal| signal.poll_recv(context).is_ready());
            if came { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }

    /// Ends when the program is interrupted.
    #[cfg(not(unix))]
    pub async fn wait(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// The signals by which a user ends a program. They interrupt even where they were ignored when the program started, as a shell's `&` does.
#[cfg(unix)]
const REQUESTS: [i32; 3] = [libc::SIGINT, libc::SIGTERM, libc::SIGQUIT];

/// The other signals whose default is to end the program. They are left alone where they were ignored when the program started: `nohup`.
///
/// Left out are SIGKILL, which cannot be caught; SIGSEGV, SIGBUS, SIGILL and SIGFPE, after which the fault that raised them would be run
/// again without end; and SIGPIPE, which Rust ignores, so that a write fails instead.
#[cfg(unix)]
fn others() -> impl Iterator<Item = i32> {
    const EVERYWHERE: [i32; 12] = [
        libc::SIGHUP,
        libc::SIGUSR1,
        libc::SIGUSR2,
        libc::SIGALRM,
        libc::SIGVTALRM,
        libc::SIGPROF,
        libc::SIGXCPU,
        libc::SIGXFSZ,
        libc::SIGIO,
        libc::SIGSYS,
        libc::SIGTRAP,
        libc::SIGABRT,
    ];
    #[cfg(not(target_os = "linux"))]
    let more = std::iter::empty();
    #[cfg(target_os = "linux")]
    let more = [libc::SIGPWR].into_iter().chain(STACK_FAULT).chain(libc::SIGRTMIN()..=libc::SIGRTMAX());
    EVERYWHERE.into_iter().chain(more)
}

/// SIGSTKFLT, on the processors that Linux has it on.
#[cfg(target_os = "linux")]
const STACK_FAULT: Option<i32> = {
    #[cfg(any(target_arch = "mips", target_arch = "mips64", target_arch = "sparc64"))]
    let number = None;
    #[cfg(not(any(target_arch = "mips", target_arch = "mips64", target_arch = "sparc64")))]
    let number = Some(libc::SIGSTKFLT);
    number
};

/// The signals that are ignored, a bit each, the lowest for signal 1. Known on Linux alone: elsewhere it takes unsafe code to find out.
#[cfg(unix)]
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}
