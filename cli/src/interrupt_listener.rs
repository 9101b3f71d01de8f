//! Catches the signals that would end the program: Ctrl-C, Ctrl-\, SIGTERM, a closed terminal, and all others that can be caught.
//!
//! If a signal ended the program without a message, the user would not learn that an order may have been placed.

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::command_failure::CommandFailure;

/// Waits for an interruption. From its creation on, no signal is lost, and no signal that can be caught ends the program.
#[derive(Debug)]
pub struct InterruptListener {
    #[cfg(unix)]
    signals: Vec<Signal>,
}

impl InterruptListener {
    /// Starts to listen. This function must be called within a tokio runtime.
    #[cfg(unix)]
    pub fn listen() -> Result<Self, CommandFailure> {
        let listen_for = |number| signal(SignalKind::from_raw(number));
        let signals = TERMINATION_REQUESTS.into_iter().map(listen_for).collect::<Result<Vec<_>, _>>();
        let mut signals =
            signals.map_err(|error| CommandFailure::internal(format!("cannot listen for signals: {error}")))?;
        let ignored = ignored_signals();
        // Some machines, such as emulators, do not allow some of these signals to be caught. Such a signal is skipped without an error.
        signals.extend(
            other_signals()
                .filter(|number| ignored >> (number - 1) & 1 == 0)
                .filter_map(|number| listen_for(number).ok()),
        );
        Ok(Self { signals })
    }

    /// Starts to listen. This function must be called within a tokio runtime.
    #[cfg(not(unix))]
    pub fn listen() -> Result<Self, CommandFailure> {
        Ok(Self {})
    }

    /// Runs work that may block, such as opening a FIFO that has no reader. `None` means that an interruption came first and the work was
    /// abandoned.
    pub async fn run_unless_interrupted<T: Send + 'static>(
        &mut self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        let (send, result) = tokio::sync::oneshot::channel();
        // This thread does not belong to the runtime, because a runtime can wait for its threads: abandoned work ends with the program.
        std::thread::spawn(move || drop(send.send(work())));
        tokio::select! {
            biased;
            result = result => result.ok(),
            () = self.interrupted() => None,
        }
    }

    /// Whether the program has already been interrupted.
    pub async fn is_interrupted(&mut self) -> bool {
        // The runtime notices a signal only when it polls for events.
        tokio::task::yield_now().await;
        tokio::select! {
            biased;
            () = self.interrupted() => true,
            () = std::future::ready(()) => false,
        }
    }

    /// Completes at the next interruption.
    #[cfg(unix)]
    pub async fn interrupted(&mut self) {
        use std::task::Poll;
        std::future::poll_fn(|context| {
            let is_interrupted = self.signals.iter_mut().any(|signal| signal.poll_recv(context).is_ready());
            if is_interrupted { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }

    /// Completes at the next interruption.
    #[cfg(not(unix))]
    pub async fn interrupted(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// The signals by which a user ends a program. They are caught even if they were ignored when the program started, as after a shell's `&`.
#[cfg(unix)]
const TERMINATION_REQUESTS: [i32; 3] = [libc::SIGINT, libc::SIGTERM, libc::SIGQUIT];

/// The other signals whose default action ends the program. They stay ignored if they were ignored when the program started, as by `nohup`.
///
/// Not included are SIGKILL, which cannot be caught; SIGSEGV, SIGBUS, SIGILL and SIGFPE, whose handler would return to the instruction that
/// raised them, endlessly; and SIGPIPE, which Rust ignores, so that a write fails instead.
#[cfg(unix)]
fn other_signals() -> impl Iterator<Item = i32> {
    const ALL_SYSTEMS: [i32; 12] = [
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
    ALL_SYSTEMS.into_iter().chain(more)
}

/// SIGSTKFLT, on the processors for which Linux defines it.
#[cfg(target_os = "linux")]
const STACK_FAULT: Option<i32> = {
    #[cfg(any(target_arch = "mips", target_arch = "mips64", target_arch = "sparc64"))]
    let number = None;
    #[cfg(not(any(target_arch = "mips", target_arch = "mips64", target_arch = "sparc64")))]
    let number = Some(libc::SIGSTKFLT);
    number
};

/// The signals that are ignored, as a bit mask whose lowest bit is signal 1. The mask is known only on Linux: on other
/// systems, reading it needs unsafe code, so no signal counts as ignored.
#[cfg(unix)]
fn ignored_signals() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}
