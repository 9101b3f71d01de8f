//! Formats what users have to do about a change: users of the crates, and users of the program.

use crate::change::Change;
use crate::change_type::ChangeType;
use crate::direction::Direction;
use crate::effect::Effect;
use crate::format::message_values;
use crate::format::task_texts::task_text;

/// The largest number of tasks that a text has for Rust code.
const MOST_TASKS: usize = 3;

const NOTHING: &str = "nothing";

impl Change {
    /// What users of the crates have to do, or may do, besides an update: ``pass `name` to `Order::new` ``. Without anything to do, `nothing`.
    #[must_use]
    pub fn to_do_in_code(&self) -> String {
        let (task, required, optional) = (self.task(), self.rust_tasks(false), self.rust_tasks(true));
        match (task, required) {
            (Some(task), None) if self.must_act() && self.rust == Effect::Unknown => {
                format!("{task}, and fix what the compiler reports, because the generated code was not compared")
            }
            (Some(task), None) if self.must_act() => format!("{task}; code compiles as before"),
            (Some(task), Some(required)) if self.must_act() => format!("{task}: {required}"),
            (_, Some(required)) => required,
            (_, None) if self.rust == Effect::Unknown && !self.change_type.is_wording() => {
                "fix what the compiler reports, because the generated code was not compared".to_owned()
            }
            (task, None) => optional.or(task).map_or_else(|| NOTHING.to_owned(), |optional| may(&optional)),
        }
    }

    /// What users of the program have to do, or may do. Without anything to do, `nothing`.
    #[must_use]
    pub fn to_do_with_program(&self) -> String {
        match self.task() {
            _ if self.change_type == ChangeType::OperationIdChanged => {
                "write the new id in `call OPERATION`".to_owned()
            }
            _ if self.change_type == ChangeType::RuleRenamed => "write the new id in `--allow` and `--deny`".to_owned(),
            Some(task) if self.must_act() => format!("{task}{}{}", self.place_in_program(), self.check_in_program()),
            Some(task) => may(&format!("{task}{}", self.place_in_program())),
            None => NOTHING.to_owned(),
        }
    }

    /// What the changelog adds to the description: the tasks of callers, and those in code. Empty if there is nothing to do.
    pub(crate) fn to_do_in_changelog(&self) -> String {
        match (self.task_in("").filter(|_| self.must_act()), self.rust_tasks(false), self.rust_tasks(true)) {
            (Some(task), Some(required), _) => format!("{task}; in code, {required}"),
            (Some(task), None, _) => task,
            (None, Some(required), _) => format!("in code, {required}"),
            (None, None, Some(optional)) => format!("code can {optional}"),
            (None, None, None) => String::new(),
        }
    }

    /// Whether callers have to act because of the effect on the wire, or because something behaves differently.
    fn must_act(&self) -> bool {
        self.wire == Effect::Breaking || self.changes_request_meaning
    }

    /// What callers do, in code or with the program.
    fn task(&self) -> Option<String> {
        self.task_in(&self.subject.as_ref().map_or_else(String::new, |subject| format!(" in {subject}")))
    }

    /// What callers do, with this text for the place.
    fn task_in(&self, place: &str) -> Option<String> {
        if self.wire == Effect::None && !self.changes_request_meaning {
            return None;
        }
        let mut text = task_text(self)?.replace("{in}", place);
        if let Some(new) = self.values.iter().find_map(message_values::new_value) {
            text = text.replace("{new}", &new);
        }
        for (index, value) in self.values.iter().enumerate() {
            text = text.replace(&format!("{{{index}}}"), &message_values::placeholder_text(value));
        }
        Some(text)
    }

    /// The tasks in Rust code, either those that code needs or those that it may use.
    fn rust_tasks(&self, optional: bool) -> Option<String> {
        let tasks: Vec<&str> =
            self.rust_tasks.iter().filter(|task| task.is_optional == optional).map(|task| &*task.text).collect();
        let more = tasks.len().saturating_sub(MOST_TASKS);
        match tasks[..] {
            [] => None,
            [only] => Some(only.to_owned()),
            [first, second] => Some(format!("{first} and {second}")),
            [first, second, third, ..] if more == 0 => Some(format!("{first}, {second}, and {third}")),
            [first, second, third, ..] => Some(format!("{first}, {second}, {third}, and {more} more")),
        }
    }

    /// Where users of the program do the task.
    fn place_in_program(&self) -> &'static str {
        match (self.change_type, self.direction) {
            (ChangeType::OperationMoved | ChangeType::OperationRemoved | ChangeType::OperationAdded, _) => {
                " with `call`"
            }
            (change_type, _) if change_type.is_about_server() => " with `--target`",
            (_, Some(Direction::Sent)) if self.pointer.contains("/parameters/") => " with `--param`",
            (_, Some(Direction::Sent)) => " in request files",
            (_, Some(Direction::Received)) => " in scripts that read responses",
            _ => "",
        }
    }

    /// How users of the program find the requests that break.
    fn check_in_program(&self) -> &'static str {
        match (self.change_type, self.direction) {
            (
                ChangeType::RuleAdded
                | ChangeType::RuleSeverityRaised
                | ChangeType::RuleOperationsAdded
                | ChangeType::RuleCountriesAdded,
                _,
            )
            | (_, Some(Direction::Sent)) => "; `check` and `--dry-run` report requests that are invalid",
            _ => "",
        }
    }
}

fn may(task: &str) -> String {
    format!("nothing is required; you can {task}")
}

#[cfg(test)]
mod tests {
    use strum::VariantArray as _;

    use super::*;

    const DIRECTIONS: [Option<Direction>; 4] =
        [None, Some(Direction::Sent), Some(Direction::Received), Some(Direction::Unused)];

    /// The table has a task for each type of change that can break callers, in each direction.
    #[test]
    fn every_breaking_change_says_what_to_do() {
        for &change_type in ChangeType::VARIANTS {
            for direction in DIRECTIONS {
                let mut change = Change::new(change_type, "/components/schemas/Word", Effect::Breaking);
                change.direction = direction;
                let is_only_code = change_type.is_wording()
                    || matches!(
                        change_type,
                        ChangeType::DeprecationRemoved
                            | ChangeType::GeneratedCodeChanged
                            | ChangeType::WrittenDifferently
                            | ChangeType::ComponentWrittenDifferently
                            | ChangeType::SchemaWrittenDifferently
                            | ChangeType::OperationIdChanged
                            | ChangeType::RuleRenamed
                    );
                let has_task = task_text(&change).is_some();
                assert!(has_task || is_only_code, "{change_type:?} {direction:?}");
            }
        }
    }
}
