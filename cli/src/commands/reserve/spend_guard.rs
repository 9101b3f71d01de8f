//! The spend guard: before an order at production, it shows the order and asks for confirmation.

use std::io::{self, BufRead, IsTerminal as _};

use super::tracked_reservation::TrackedReservation;
use crate::command_failure::CommandFailure;
use crate::output::{Output, write_row, write_warning};

/// What the user types to confirm.
const CONFIRMATION: &str = "order";

/// Fails if there is no terminal on which the user could confirm the order.
pub fn require_terminal() -> Result<(), CommandFailure> {
    if io::stdin().is_terminal() && io::stderr().is_terminal() {
        return Ok(());
    }
    Err(CommandFailure::guard(
        "an order at production costs money, and without a terminal it cannot be confirmed; nothing was sent",
    )
    .hint("check the request with `--dry-run`, then add `--yes` to order without confirmation"))
}

/// Shows the order and asks for confirmation; fails unless the user confirms.
pub fn confirm(tracked: &TrackedReservation, output: Output) -> Result<(), CommandFailure> {
    let request = tracked.reservation.request();
    let reseller = &request.related_party.reseller;
    let reference =
        request.related_party.end_customer_details.as_ref().and_then(|details| details.customer_reference.as_ref());
    output.message(|out| {
        write_warning(
            out,
            "this command orders numbers at production: the order costs money, and this program cannot cancel it.",
        )?;
        tracked.numbers().write_rows(out, "  ")?;
        let rows = [
            ("profile", reseller.service_profile.clone()),
            ("reference", reference.map(ToString::to_string)),
            ("tracking id", Some(tracked.tracking_id.to_string())),
        ];
        for (label, value) in rows {
            if let Some(value) = value {
                write_row(out, "  ", label, &value)?;
            }
        }
        write!(out, "Type `{CONFIRMATION}` to order: ")
    });
    if is_confirmed(io::stdin().lock()) {
        return Ok(());
    }
    Err(CommandFailure::guard(format!("not confirmed: `{CONFIRMATION}` was not typed; nothing was sent")))
}

/// At most this many bytes of the line are read.
const MAX_LINE: usize = 256;

/// Whether the line is the confirmation and nothing else. A line of `MAX_LINE` bytes or more never confirms the
/// order, even if it begins with the confirmation.
fn is_confirmed(reader: impl BufRead) -> bool {
    let mut line = String::new();
    let read = reader.take(MAX_LINE as u64).read_line(&mut line);
    read.is_ok_and(|length| length < MAX_LINE) && line.trim() == CONFIRMATION
}

#[cfg(test)]
mod tests {
    use super::is_confirmed;

    #[test]
    fn only_a_line_with_nothing_but_the_word_confirms() {
        let padded = |blanks: usize, rest: &str| format!("order{}{rest}", " ".repeat(blanks));
        for (typed, expected) in [
            ("order\n", true),
            (" order \r\n", true),
            ("order", true),
            ("orders\n", false),
            ("\n", false),
            ("", false),
            (&padded(200, "\n"), true),
            (&padded(250, ", no\n"), false),
            (&padded(251, ", no\n"), false),
            (&padded(10_000, "not\n"), false),
        ] {
            assert_eq!(is_confirmed(typed.as_bytes()), expected, "{typed:?}");
        }
    }
}
