//! `check`: judges a request offline.

mod line_block_reader;
mod lines;

use colt_numbers::{TrimmedJson, Violation, trim_json};
use serde::Serialize;

use crate::args::Check;
use crate::command_failure::Failure;
use crate::exit::Exit;
use crate::output::{Output, printable};
use crate::standard_stream::Stream;
use crate::violations::{self, Verdict, foreign, is_invalid};

/// Judges, and mends where it was asked to.
pub fn run(asked: &Check, output: Output) -> Result<Exit, Failure> {
    if asked.lines {
        return lines::run(asked, output);
    }
    let body = asked.file.read(output)?;
    if asked.fix {
        return mend(asked, &body, output);
    }
    let found = asked.checks.checks().violations(&body);
    if output.json {
        output.object(&Verdict::new(&found))?;
    } else {
        output.text(|out| {
            violations::summary(out, &found)?;
            violations::list(out, "", &found)
        })?;
    }
    Ok(ended(&found))
}

fn ended(found: &[Violation]) -> Exit {
    if is_invalid(found) { Exit::InvalidReservation } else { Exit::Done }
}

/// A mended request as JSON. The shape is stable.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Mended<'m> {
    #[serde(flatten)]
    verdict: Verdict<'m>,
    changed: &'m [String],
    /// How many changes are not in that list.
    #[serde(skip_serializing_if = "is_zero")]
    more_changed: usize,
    body: Option<&'m str>,
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

fn mend(asked: &Check, body: &[u8], output: Output) -> Result<Exit, Failure> {
    let fixed = match trim_json(body) {
        Ok(fixed) => fixed,
        Err(refused) => {
            let found = refused.violations();
            if output.json {
                output.object(&Mended { verdict: Verdict::new(found), changed: &[], more_changed: 0, body: None })?;
            } else {
                output.say(|out| violations::list(out, "", found));
            }
            return Ok(Exit::InvalidReservation);
        }
    };
    let found = asked.checks.checks().violations(fixed.text.as_bytes());
    let TrimmedJson { text, changed, more, .. } = &fixed;
    if output.json {
        output.object(&Mended { verdict: Verdict::new(&found), changed, more_changed: *more, body: Some(text) })?;
    } else {
        if Stream::Out.is_terminal() {
            output.text(|out| write!(out, "{}", printable(text)))?;
        } else {
            output.bytes(text.as_bytes())?;
        }
        output.say(|out| {
            for pointer in changed {
                writeln!(out, "fixed: removed blanks or invisible characters at `{}`", foreign(pointer))?;
            }
            match (changed.is_empty(), more) {
                (true, 0) => writeln!(out, "nothing to fix")?,
                (_, 0) => {}
                (_, more) => writeln!(out, "fixed: {more} more places")?,
            }
            violations::list(out, "", &found)
        });
    }
    Ok(ended(&found))
}
