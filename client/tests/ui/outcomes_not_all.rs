//! `Outcome` is non-exhaustive, because outcomes may be added.

use colt_numbers::Outcome;

fn is_in_doubt(outcome: Outcome) -> bool {
    match outcome {
        Outcome::NotSent | Outcome::Rejected | Outcome::Refused => false,
        Outcome::Unknown | Outcome::Unreadable => true,
    }
}

fn main() {
    is_in_doubt(Outcome::Unknown);
}
