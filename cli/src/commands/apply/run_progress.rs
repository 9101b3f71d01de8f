//! The progress of a run: how many orders are in each state, the rate, and the time left.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use colt_numbers_journal::{Event, State, Status};

/// The progress of a run.
#[derive(Debug)]
pub struct RunProgress {
    /// How many orders the plan has.
    pub total: u64,
    /// How many of them are not left to be sent.
    pub ended: u64,
    /// How many are being sent.
    pub sending: u64,
    accepted: u64,
    rejected: u64,
    in_doubt: u64,
    /// How many have ended in this run.
    ended_in_run: u32,
    started_at: Instant,
}

impl RunProgress {
    /// The progress of a plan at the start of a run.
    pub fn new(status: &Status) -> Self {
        let total = status.by_state.values().map(|tally| tally.orders).sum();
        Self {
            total,
            ended: total - status.orders(State::Planned) - status.orders(State::Sending),
            sending: 0,
            accepted: status.orders(State::Accepted),
            rejected: status.orders(State::Rejected),
            in_doubt: status.in_doubt(),
            ended_in_run: 0,
            started_at: Instant::now(),
        }
    }

    /// Counts an event.
    pub fn add(&mut self, event: &Event) {
        let state = match event {
            Event::Sending { .. } => {
                self.sending += 1;
                return;
            }
            Event::Recorded(entry) => entry.state,
            Event::NotRecorded { .. } => State::Unknown,
            _ => return,
        };
        self.sending = self.sending.saturating_sub(1);
        match state {
            State::Accepted => self.accepted += 1,
            State::Rejected => self.rejected += 1,
            state if state.is_in_doubt() => self.in_doubt += 1,
            _ => return,
        }
        self.ended += 1;
        self.ended_in_run += 1;
    }

    /// The doubts, the rate, the time left and the other counts on one line, most important first: a narrow terminal truncates it.
    pub fn line(&self) -> String {
        let mut line = match self.in_doubt {
            0 => String::new(),
            in_doubt => format!("in doubt {in_doubt}  "),
        };
        let elapsed = self.started_at.elapsed();
        if self.ended_in_run > 0 && !elapsed.is_zero() {
            let rate = f64::from(self.ended_in_run) / elapsed.as_secs_f64();
            let each = elapsed / self.ended_in_run;
            let left = each.saturating_mul(u32::try_from(self.total.saturating_sub(self.ended)).unwrap_or(u32::MAX));
            let _ = write!(line, "{rate:.1}/s {} left  ", clock(left));
        }
        let _ = write!(line, "accepted {}", self.accepted);
        for (label, count) in [("rejected", self.rejected), ("on their way", self.sending)] {
            if count > 0 {
                let _ = write!(line, "  {label} {count}");
            }
        }
        line
    }
}

/// A duration as on a clock: `5:14`, `1:05:14`.
fn clock(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds / 3600 {
        0 => format!("{}:{:02}", seconds / 60, seconds % 60),
        hours => format!("{hours}:{:02}:{:02}", seconds / 60 % 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_printed_as_on_a_clock() {
        for (seconds, expected) in [(0, "0:00"), (59, "0:59"), (314, "5:14"), (3914, "1:05:14")] {
            assert_eq!(clock(Duration::from_secs(seconds)), expected);
        }
    }

    #[test]
    fn the_time_left_follows_the_rate() {
        let mut progress = RunProgress {
            total: 1240,
            ended: 612,
            sending: 4,
            accepted: 598,
            rejected: 9,
            in_doubt: 1,
            ended_in_run: 0,
            started_at: Instant::now(),
        };
        assert_eq!(progress.line(), "in doubt 1  accepted 598  rejected 9  on their way 4");
        let Some(started_at) = Instant::now().checked_sub(Duration::from_secs(306)) else { return };
        (progress.ended_in_run, progress.started_at) = (612, started_at);
        assert_eq!(progress.line(), "in doubt 1  2.0/s 5:14 left  accepted 598  rejected 9  on their way 4");
    }
}
