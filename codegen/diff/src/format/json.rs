//! The report for programs.

use serde_json::{Value, json};

use crate::change::Change;
use crate::change_report::Report;

impl Report {
    /// The report for programs: `bump`, `wireBump` (`none`, `patch`, `minor`, `major`), `rustUnknown` (why the generated code was not
    /// compared, or null) and `changes`. Each change has
    ///
    /// - `id`, `pointer`: what changed, and where;
    /// - `class`: `breaking`, `unknown`, `behaviour`, `compatible` or `none`;
    /// - `wire`, `rust`: the effects, `breaking`, `unknown`, `compatible` or `none`; `behaviour`: whether something means something else;
    /// - `who`: who is touched, of `wire`, `crate`, `program`; `why`: the sentence for people;
    /// - `line`: the lines of the vendor's document, or null;
    /// - `entry`: what acknowledges it in a file, before ` # REASON`; `acknowledged`: the reason, or null.
    #[must_use]
    pub fn json(&self) -> Value {
        json!({
            "bump": self.bump().as_str(),
            "wireBump": self.wire_bump().as_str(),
            "rustUnknown": self.unknown(),
            "changes": self.changes().iter().map(of_change).collect::<Vec<_>>(),
        })
    }
}

fn of_change(change: &Change) -> Value {
    json!({
        "id": change.id().to_string(),
        "pointer": change.pointer,
        "class": change.class().as_str(),
        "wire": change.wire.as_str(),
        "rust": change.rust.as_str(),
        "behaviour": change.is_behaviour(),
        "who": change.who(),
        "why": change.sentence(),
        "line": change.line,
        "entry": change.entry(),
        "acknowledged": change.acknowledged,
    })
}
