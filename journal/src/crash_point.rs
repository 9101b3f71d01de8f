//! Named points at which a test makes the process abort. Without the feature `testing`, they do nothing.

/// Aborts the process if the variable `COLT_JOURNAL_ABORT` names this point: `after-claim`, or `after-claim:3` for the third time.
#[cfg(feature = "testing")]
pub(crate) fn reach(point: &str) {
    use std::sync::atomic::{AtomicU32, Ordering};

    static REACHED: AtomicU32 = AtomicU32::new(0);
    let Ok(wanted) = std::env::var("COLT_JOURNAL_ABORT") else { return };
    let (name, times) = wanted.split_once(':').unwrap_or((&wanted, "1"));
    if name == point && REACHED.fetch_add(1, Ordering::SeqCst) + 1 == times.parse().unwrap_or(1) {
        std::process::abort();
    }
}

#[cfg(not(feature = "testing"))]
pub(crate) fn reach(_point: &str) {}
