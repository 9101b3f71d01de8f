//! A request that the journal does not record: another order holds its numbers, its lock id, its key or its tracking id.

use colt_numbers::api::operations::RESERVE_NUMBERS;
use colt_numbers_journal::{Conflict, JournalError, State};
use colt_numbers_terminal_text::Safe;
use serde::Serialize;

use crate::command_failure::CommandFailure;
use crate::exit::Exit;
use crate::output::{Output, write_hint};
use crate::style::{ERROR, styled};

/// Why the journal does not record the request: a violation, as those of the rules.
#[derive(Clone, Debug, Serialize)]
pub struct HeldRequest {
    id: &'static str,
    pointer: String,
    severity: &'static str,
    message: String,
    hint: String,
}

/// The violation as JSON, in the form of a verdict. Programs read this JSON: the names of its members are stable.
#[derive(Serialize)]
struct HeldRequestJson<'h> {
    outcome: &'static str,
    violations: [&'h HeldRequest; 1],
}

impl HeldRequest {
    /// The violation that an error of the journal states, if it states one.
    pub fn of(error: &JournalError) -> Option<Self> {
        let held = |id, pointer, message, hint| Some(Self { id, pointer, severity: "error", message, hint });
        match error {
            JournalError::Conflicts(conflicts) => {
                let conflict = conflicts.first()?;
                let message = format!(
                    "the order `{}` of plan `{}`, which is {}, holds `{}`",
                    conflict.tracking_id, conflict.plan, conflict.state, conflict.held
                );
                held("journal-overlap", String::new(), message, hint_of(conflict))
            }
            JournalError::KeyReused { key, tracking_id } => {
                let message =
                    format!("the key `{key}` belongs to the order `{tracking_id}`, which has another request");
                held("journal-key", String::new(), message, "a key is for one request; use another one".to_owned())
            }
            JournalError::TrackingIdReused(tracking_id) => {
                let message = format!("another order of the journal has the tracking id `{tracking_id}`");
                let header = RESERVE_NUMBERS.tracking_id().map_or("", |parameter| parameter.name);
                let pointer = format!("/{}", header.to_ascii_lowercase());
                held("journal-tracking-id", pointer, message, "leave out `--tracking-id`".to_owned())
            }
            _ => None,
        }
    }

    /// Prints the violation. Nothing was sent.
    pub fn print(&self, output: Output) -> Result<Exit, CommandFailure> {
        if output.json {
            output.print_json(&HeldRequestJson { outcome: "invalid", violations: [self] })?;
        } else {
            output.message(|out| {
                writeln!(out, "{} {}", styled(ERROR, format_args!("error[{}]:", self.id)), Safe::new(&self.message))?;
                write_hint(out, "", Safe::new(&self.hint))?;
                writeln!(out, "nothing was sent")
            });
        }
        Ok(Exit::InvalidRequest)
    }
}

/// How the numbers that another order holds can become free.
fn hint_of(conflict: &Conflict) -> String {
    let id = &conflict.tracking_id;
    match conflict.state {
        State::Planned => format!(
            "send that order with `colt-numbers apply` or with its key, or withdraw it: `colt-numbers reconcile --tracking-id {id} --withdraw`"
        ),
        State::Unknown | State::Unreadable => "`colt-numbers reconcile` lists how to settle it".to_owned(),
        State::Accepted => {
            format!(
                "if it lapsed or was cancelled, release it: `colt-numbers reconcile --tracking-id {id} --released --evidence TEXT --as-of TIME`"
            )
        }
        _ => "`colt-numbers status` shows the orders of the journal".to_owned(),
    }
}
