//! The spend guard: nothing is ordered at production that nobody said yes to.

use std::io::{self, BufRead, IsTerminal as _};

use super::tracked_reservation::What;
use crate::command_failure::Failure;
use crate::output::{Output, row, warning};

/// What has to be typed.
const WORD: &str = "order";

/// Makes sure that there is somebody to ask.
pub fn terminal() -> Result<(), Failure> {
    if io::stdin().is_terminal() && io::stderr().is_terminal() {
        return Ok(());
    }
    Err(Failure::guard("an order at production costs money, and there is no terminal to ask on; nothing was sent")
        .hint("look at it with `--dry-run`, then give `--yes` to order without a question"))
}

/// Says what is about to be ordered, and goes on only where the word is typed.
pub fn ask(what: &What, output: Output) -> Result<(), Failure> {
    let request = what.reservation.request();
    let reseller = &request.related_party.reseller;
    let reference =
        request.related_party.end_customer_details.as_ref().and_then(|details| details.customer_reference.as_ref());
    output.say(|out| {
        warning(out, "this orders at production: it costs money, and cannot be taken back by this program.")?;
        what.numbers().rows(out, "  ")?;
        let rows = [
            ("profile", reseller.service_profile.clone()),
            ("reference", reference.map(ToString::to_string)),
            ("tracking id", Some(what.tracking_id.to_string())),
        ];
        for (label, value) in rows {
            if let Some(value) = value {
                row(out, "  ", label, &value)?;
            }
        }
        write!(out, "Type `{WORD}` to order: ")
    });
    if is_typed(io::stdin().lock()) {
        return Ok(());
    }
    Err(Failure::guard(format!("`{WORD}` was not typed; nothing was sent")))
}

/// The most bytes that are read of a line.
const LONGEST: usize = 256;

/// Whether a line is the word and nothing else. A line that is longer than what is read is not, whatever it begins with.
fn is_typed(reader: impl BufRead) -> bool {
    let mut line = String::new();
    let read = reader.take(LONGEST as u64).read_line(&mut line);
    read.is_ok_and(|length| length < LONGEST) && line.trim() == WORD
}

#[cfg(test)]
mod tests {
    use super::is_typed;

    #[test]
    fn the_word_is_the_whole_line() {
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
            assert_eq!(is_typed(typed.as_bytes()), expected, "{typed:?}");
        }
    }
}
