//! The spend guard: nothing is ordered at production that nobody said yes to.

use std::io::{self, BufRead as _, IsTerminal as _, Read as _};

use super::what::What;
use crate::failure::Failure;
use crate::output::{Output, row};
use crate::style::{WARNING, painted};

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
        writeln!(
            out,
            "{} this orders at production: it costs money, and cannot be taken back by this program.",
            painted(WARNING, "warning:")
        )?;
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
    let mut line = String::new();
    let read = io::stdin().lock().take(256).read_line(&mut line);
    if read.is_ok() && line.trim() == WORD {
        return Ok(());
    }
    Err(Failure::guard(format!("`{WORD}` was not typed; nothing was sent")))
}
