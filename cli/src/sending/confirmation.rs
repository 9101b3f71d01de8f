//! The confirmation of an order or a change at production: shows the request, and asks the user.

use std::io::{self, Write};

use colt_numbers::{CheckedRequest, DynamicRequest, Reservation};
use colt_numbers_terminal_text::SafeBytes;
use serde_json::Value;

use super::number_summary::NumberSummary;
use super::operation_impact::Impact;
use super::submission::Submission;
use crate::chosen_target::ChosenTarget;
use crate::command_failure::CommandFailure;
use crate::output::{Output, write_row, write_warning};
use crate::typed_confirmation::{can_be_asked, is_typed};

/// The texts of a confirmation.
#[derive(Clone, Copy, Debug)]
pub struct Confirmation {
    /// What the user types to confirm.
    word: &'static str,
    /// Why the request has to be confirmed.
    reason: &'static str,
    /// The warning above the request.
    warning: &'static str,
}

impl Confirmation {
    /// The confirmation of requests with this impact; `None` if they need none.
    pub fn of(impact: Impact) -> Option<Self> {
        match impact {
            Impact::Reads => None,
            Impact::Changes => Some(Self {
                word: "send",
                reason: "this request may change something at production",
                warning: "this command may change something at production, and this program may not be able to undo it.",
            }),
            Impact::Orders => Some(Self {
                word: "order",
                reason: "an order at production costs money",
                warning: "this command places an order at production: the order costs money, and this program cannot cancel it.",
            }),
        }
    }

    /// Fails unless standard input and standard error are a terminal, on which the user can confirm the request.
    pub fn require_terminal(&self) -> Result<(), CommandFailure> {
        if can_be_asked() {
            return Ok(());
        }
        let Self { word, reason, .. } = self;
        Err(CommandFailure::guard(format!("{reason}, and without a terminal it cannot be confirmed; nothing was sent"))
            .hint(format!("check the request with `--dry-run`, then add `--yes` to {word} without confirmation")))
    }

    /// Shows the request and asks the user; fails unless the user confirms.
    pub fn ask(&self, submission: &Submission, target: &ChosenTarget, output: Output) -> Result<(), CommandFailure> {
        let word = self.word;
        output.message(|out| {
            match submission.reservation() {
                Some(reservation) => write_reservation(out, reservation, submission)?,
                None => write_request(out, self.warning, &submission.request)?,
            }
            write_row(out, "  ", "target", &target.to_string())?;
            write!(out, "Type `{word}` to {word}: ")
        });
        if is_typed(word) {
            return Ok(());
        }
        Err(CommandFailure::guard(format!("not confirmed: `{word}` was not typed; nothing was sent")))
    }
}

fn write_reservation(out: &mut dyn Write, reservation: &Reservation, submission: &Submission) -> io::Result<()> {
    write_warning(
        out,
        "this command orders numbers at production: the order costs money, and this program cannot cancel it.",
    )?;
    NumberSummary::of(reservation).write_rows(out, "  ")?;
    // The JSON has the same members whether the spec requires them or not.
    let body: Value = serde_json::from_slice(reservation.body()).unwrap_or_default();
    let text = |pointer: &str| body.pointer(pointer).and_then(Value::as_str);
    for (label, value) in [
        ("profile", text("/relatedParty/reseller/serviceProfile")),
        ("reference", text("/relatedParty/endCustomerDetails/customerReference")),
        ("tracking id", submission.request.tracking_id().map(|id| id.as_str())),
    ] {
        if let Some(value) = value {
            write_row(out, "  ", label, value)?;
        }
    }
    Ok(())
}

/// At most this many bytes of a body are printed.
const MAX_BODY: usize = 4096;

fn write_request(out: &mut dyn Write, warning: &str, request: &CheckedRequest<DynamicRequest>) -> io::Result<()> {
    let (operation, values) = (request.operation(), request.values());
    write_warning(out, warning)?;
    write_row(out, "  ", "operation", &format!("{}: {}", operation.id, operation.summary))?;
    operation.effects.iter().try_for_each(|effect| write_row(out, "  ", "effect", effect.statement))?;
    for (parameter, value) in operation.parameters.iter().zip(&values.parameters) {
        match value {
            Some(Value::String(text)) => write_row(out, "  ", parameter.name, text)?,
            Some(value) => write_row(out, "  ", parameter.name, &value.to_string())?,
            None => {}
        }
    }
    let Some(body) = &values.body else { return Ok(()) };
    let printed = &body[..body.len().min(MAX_BODY)];
    let shown =
        if printed.len() < body.len() { format!(", of which the first {MAX_BODY} are shown") } else { String::new() };
    write_row(out, "  ", "body", &format!("{} bytes{shown}", body.len()))?;
    writeln!(out, "{}", SafeBytes(printed))
}

#[cfg(test)]
mod tests {
    use super::{Confirmation, Impact};

    #[test]
    fn only_reading_needs_no_confirmation() {
        let word = |impact| Confirmation::of(impact).map(|confirmation| confirmation.word);
        assert_eq!([Impact::Reads, Impact::Changes, Impact::Orders].map(word), [None, Some("send"), Some("order")]);
    }
}
