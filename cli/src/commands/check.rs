//! `check`: checks a request offline, and fixes it with `--fix`.

mod line_block_reader;
mod lines;

use colt_numbers::{TrimmedJson, Violation, trim_json};
use serde::Serialize;

use crate::args::CheckArgs;
use crate::command_failure::CommandFailure;
use crate::exit::Exit;
use crate::output::{Output, printable_json};
use crate::standard_stream::StandardStream;
use crate::violations::{self, VerdictJson, count_of, is_invalid, truncated};

/// Runs the command.
pub fn run(args: &CheckArgs, output: Output) -> Result<Exit, CommandFailure> {
    if args.lines {
        return lines::run(args, output);
    }
    let body = args.file.read(output)?;
    if args.fix {
        return fix(args, &body, output);
    }
    let violations = args.validation.checks()?.violations(&body);
    if output.json {
        output.print_json(&VerdictJson::new(&violations))?;
    } else {
        output.print_text(|out| {
            violations::write_summary(out, &violations)?;
            violations::write_list(out, "", &violations)
        })?;
    }
    Ok(exit_code_of(&violations))
}

fn exit_code_of(violations: &[Violation]) -> Exit {
    if is_invalid(violations) { Exit::InvalidRequest } else { Exit::Done }
}

/// The result of `--fix` as JSON. Programs read this JSON: the names of its members are stable.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FixJson<'m> {
    #[serde(flatten)]
    verdict: VerdictJson<'m>,
    changed: &'m [String],
    /// How many changed places `changed` does not list.
    #[serde(skip_serializing_if = "is_zero")]
    more_changed: usize,
    body: Option<&'m str>,
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

fn fix(args: &CheckArgs, body: &[u8], output: Output) -> Result<Exit, CommandFailure> {
    let trimmed = match trim_json(body) {
        Ok(trimmed) => trimmed,
        Err(invalid) => {
            let violations = invalid.violations();
            if output.json {
                let verdict = VerdictJson::new(violations);
                output.print_json(&FixJson { verdict, changed: &[], more_changed: 0, body: None })?;
            } else {
                output.message(|out| violations::write_list(out, "", violations));
            }
            return Ok(Exit::InvalidRequest);
        }
    };
    let violations = args.validation.checks()?.violations(trimmed.text.as_bytes());
    let TrimmedJson { text, changed, more, .. } = &trimmed;
    if output.json {
        let verdict = VerdictJson::new(&violations);
        output.print_json(&FixJson { verdict, changed, more_changed: *more, body: Some(text) })?;
    } else {
        if StandardStream::Out.is_terminal() {
            output.print_text(|out| write!(out, "{}", printable_json(text)))?;
        } else {
            output.print_bytes(text.as_bytes())?;
        }
        output.message(|out| {
            for pointer in changed {
                writeln!(out, "fixed: removed blanks or invisible characters at `{}`", truncated(pointer))?;
            }
            match (changed.is_empty(), more) {
                (true, 0) => writeln!(out, "nothing to fix")?,
                (_, 0) => {}
                (_, more) => writeln!(out, "fixed: {}", count_of(*more as u64, "more place"))?,
            }
            violations::write_list(out, "", &violations)
        });
    }
    Ok(exit_code_of(&violations))
}
