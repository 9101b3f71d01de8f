//! Formats a report as JSON for programs.

use serde_json::{Value, json};

use crate::change::Change;
use crate::change_report::ChangeReport;

impl ChangeReport {
    /// The report as JSON: `bump` and `wireBump` (`none`, `patch`, `minor`, `major`), `rustUnknown` (the reason why the generated code was not
    /// compared, or null) and `changes`. Each change has
    ///
    /// - `id` and `pointer`;
    /// - `class`: `breaking`, `unknown`, `behaviour`, `compatible` or `none`;
    /// - `wire` and `rust`: the effects, `breaking`, `unknown`, `compatible` or `none`; `behaviour`: whether something behaves differently;
    /// - `who`: the affected users, any of `wire`, `crate`, `program`; `why`: the message for people;
    /// - `toDo`: what users have to do, or may do, for people: `crate` for users of the crates, `program` for users of the program; `nothing` if
    ///   there is nothing to do;
    /// - `line`: the lines of the vendor's document, or null;
    /// - `entry`: its entry in a file of acknowledgements, without ` # REASON`; `acknowledged`: the reason, or null.
    #[must_use]
    pub fn json(&self) -> Value {
        json!({
            "bump": self.bump().as_str(),
            "wireBump": self.wire_bump().as_str(),
            "rustUnknown": self.rust_unknown(),
            "changes": self.changes().iter().map(change_json).collect::<Vec<_>>(),
        })
    }
}

fn change_json(change: &Change) -> Value {
    json!({
        "id": change.id().to_string(),
        "pointer": change.pointer,
        "class": change.class().as_str(),
        "wire": change.wire.as_str(),
        "rust": change.rust.as_str(),
        "behaviour": change.changes_behaviour(),
        "who": change.affected_users(),
        "why": change.message(),
        "toDo": {"crate": change.to_do_in_code(), "program": change.to_do_with_program()},
        "line": change.source_lines,
        "entry": change.entry(),
        "acknowledged": change.acknowledged,
    })
}
