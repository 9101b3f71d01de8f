//! A change of the spec as data: its type, its location, its effects, and the values that its message contains.

use serde_json::Value;

use crate::change_id::ChangeId;
use crate::change_type::ChangeType;
use crate::direction::Direction;
use crate::effect::{Class, Effect};
use crate::presence::Presence;
use crate::set_difference::SetDifference;

/// One change of the spec, with its effects on callers.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub(crate) change_type: ChangeType,
    /// The direction in which the changed value travels; `None` if the change is not about a value.
    pub(crate) direction: Option<Direction>,
    /// JSON Pointer of the change: in the new document, or in the old one if the object was removed.
    pub pointer: String,
    /// The object that changed, for people: ``parameter `limit` of `searchNumbers` ``. `None` if the description names the object.
    pub(crate) subject: Option<String>,
    /// The lines of the vendor's document that `x-source` cites, such as `67-69`.
    pub source_lines: Option<String>,
    /// The effect on clients that speak the API, in any language.
    pub wire: Effect,
    /// The effect on code that uses the generated crate.
    pub rust: Effect,
    /// Whether the server handles the same request differently.
    pub(crate) changes_request_meaning: bool,
    /// Whether the same Rust code still compiles, but behaves differently.
    pub(crate) changes_code_behaviour: bool,
    /// The values for the placeholders of the message, in order.
    pub(crate) values: Vec<MessageValue>,
    pub(crate) reason: EffectReason,
    /// The consequences for Rust code.
    pub(crate) rust_reasons: Vec<String>,
    /// What users of Rust code do about these.
    pub(crate) rust_tasks: Vec<RustTask>,
    /// The number of `not` keywords around the changed schema.
    pub(crate) not_depth: usize,
    /// The objects that moved with this change: the old pointer and the new pointer of each.
    pub(crate) moved_pointers: Vec<(String, String)>,
    /// The reason for the acknowledgement, if the change is acknowledged.
    pub acknowledged: Option<String>,
}

/// What users of the generated crate do about a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RustTask {
    /// An imperative, such as ``pass `name` to `Order::new` ``.
    pub(crate) text: String,
    /// Whether the code works without it.
    pub(crate) is_optional: bool,
}

/// A value that a message contains.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum MessageValue {
    /// A name or a number.
    Text(String),
    /// Values of an `enum` or a list.
    Values(Vec<Value>),
    /// A statement, in full.
    Quote(Option<Value>),
    /// The old and the new value of a member.
    OldAndNew(Option<Value>, Option<Value>),
    /// The old and the new prose of a member, shown in full because a person has to read it.
    OldAndNewProse(Option<Value>, Option<Value>),
    /// The old and the new value of a member, shown only if neither is an object or an array.
    OldAndNewIfSmall(Option<Value>, Option<Value>),
    /// The old and the new types.
    OldAndNewTypes(Vec<&'static str>, Vec<&'static str>),
    /// Whether an object was added, removed or changed.
    Action(Action),
    /// Old names, each with its new name.
    Renames(Vec<(String, String)>),
}

/// Whether an object was added, removed or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Added,
    Removed,
    Changed,
}

/// Why a change has its effect on the wire.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum EffectReason {
    /// The reason follows from the type of the change, together with its effect or direction.
    ChangeType,
    /// Allowed values are lost or gained.
    Values(SetDifference),
    /// A property, a parameter, a header or a body became absent, optional or required.
    Presence(Presence, Presence),
    /// A property was added to an object that allowed no additional properties.
    ClosedObject,
    /// A value that matches two branches of `oneOf` is rejected.
    OverlappingBranches,
    /// The effect is that of another change, which this change causes.
    OtherChange(Box<Change>),
    /// Callers treat a new status like this known status. The second field is the difference between the responses of the two statuses.
    TreatedAsStatus(String, Box<Change>),
    /// Every operation overrides this member of the document.
    AlwaysOverridden(&'static str),
    /// A rule applies only to operations that are not in both documents.
    NoCommonOperation,
}

impl Action {
    pub(crate) fn of(is_in_old: bool, is_in_new: bool) -> Self {
        match (is_in_old, is_in_new) {
            (false, _) => Self::Added,
            (_, false) => Self::Removed,
            _ => Self::Changed,
        }
    }
}

impl From<&str> for MessageValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for MessageValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl Change {
    /// A change with this effect on the wire. The effect on Rust code is added later.
    pub(crate) fn new(change_type: ChangeType, pointer: impl Into<String>, wire: Effect) -> Self {
        Self {
            change_type,
            direction: None,
            pointer: pointer.into(),
            subject: None,
            source_lines: None,
            wire,
            rust: Effect::None,
            changes_request_meaning: false,
            changes_code_behaviour: false,
            values: Vec::new(),
            reason: EffectReason::ChangeType,
            rust_reasons: Vec::new(),
            rust_tasks: Vec::new(),
            not_depth: 0,
            moved_pointers: Vec::new(),
            acknowledged: None,
        }
    }

    /// A change of the allowed values.
    pub(crate) fn of_values(
        change_type: ChangeType,
        direction: Direction,
        pointer: &str,
        difference: SetDifference,
    ) -> Self {
        let effect = direction.effect_of_set_change(difference.set_change);
        Self::new(change_type, pointer, effect).in_direction(direction).because(EffectReason::Values(difference))
    }

    /// A change of the presence of a property, a parameter, a header or a body.
    pub(crate) fn of_presence(
        change_type: ChangeType,
        direction: Direction,
        pointer: &str,
        old: Presence,
        new: Presence,
    ) -> Self {
        let effect = direction.effect_of_presence(old, new);
        Self::new(change_type, pointer, effect).in_direction(direction).because(EffectReason::Presence(old, new))
    }

    pub(crate) fn in_direction(self, direction: Direction) -> Self {
        Self { direction: Some(direction), ..self }
    }

    /// Adds a value for the next placeholder of the message.
    pub(crate) fn with(mut self, value: impl Into<MessageValue>) -> Self {
        self.values.push(value.into());
        self
    }

    pub(crate) fn because(self, reason: EffectReason) -> Self {
        Self { reason, ..self }
    }

    /// Sets whether the server handles the same request differently.
    pub(crate) fn with_changed_meaning(self, changes_request_meaning: bool) -> Self {
        Self { changes_request_meaning, ..self }
    }

    /// Records that an object moved from a pointer of the old document to one of the new.
    pub(crate) fn moving(mut self, old: &str, new: &str) -> Self {
        self.moved_pointers.push((old.to_owned(), new.to_owned()));
        self
    }

    /// The stable id.
    #[must_use]
    pub fn id(&self) -> ChangeId {
        let set_change = match &self.reason {
            EffectReason::Values(difference) => Some(difference.set_change),
            _ => None,
        };
        ChangeId::new(self.change_type, self.direction, set_change)
    }

    /// Whether the same request or the same Rust code behaves differently, so that a person has to review the change.
    #[must_use]
    pub fn changes_behaviour(&self) -> bool {
        self.changes_request_meaning || self.changes_code_behaviour
    }

    /// The class that follows from the effects.
    #[must_use]
    pub fn class(&self) -> Class {
        match self.wire.max(self.rust) {
            Effect::Breaking => Class::Breaking,
            Effect::Unknown => Class::Unknown,
            _ if self.changes_behaviour() => Class::Behaviour,
            Effect::Compatible => Class::Compatible,
            Effect::None => Class::None,
        }
    }

    /// The users that the change affects:
    ///
    /// - `wire`: all clients of the API;
    /// - `crate`: users of the crates;
    /// - `program`: users of the program. A rejected request or a change of behaviour affects them; a change of Rust types does not.
    #[must_use]
    pub fn affected_users(&self) -> Vec<&'static str> {
        let (wire, behaviour) = (self.wire != Effect::None, self.changes_behaviour());
        let users = [
            ("wire", wire),
            ("crate", wire || behaviour || self.rust != Effect::None),
            ("program", self.wire == Effect::Breaking || behaviour || self.change_type.renames_name_in_program()),
        ];
        users.into_iter().filter_map(|(user, is_affected)| is_affected.then_some(user)).collect()
    }

    /// Whether both changes have the same type, pointer and values. Their directions may differ.
    pub(crate) fn is_same_as(&self, other: &Self) -> bool {
        (self.change_type, &self.pointer, &self.values, self.not_depth)
            == (other.change_type, &other.pointer, &other.values, other.not_depth)
    }

    /// Adds the effects of the same change in another direction.
    pub(crate) fn merge(&mut self, other: Self) {
        if other.wire > self.wire {
            (self.wire, self.direction, self.reason) = (other.wire, other.direction, other.reason);
        }
        self.add_rust(other.rust, other.changes_code_behaviour, other.rust_reasons, other.rust_tasks);
        self.changes_request_meaning |= other.changes_request_meaning;
    }

    /// Adds consequences for Rust code.
    pub(crate) fn add_rust(
        &mut self,
        effect: Effect,
        changes_code_behaviour: bool,
        reasons: Vec<String>,
        tasks: Vec<RustTask>,
    ) {
        self.rust = self.rust.max(effect);
        self.changes_code_behaviour |= changes_code_behaviour;
        for reason in reasons {
            if !self.rust_reasons.contains(&reason) {
                self.rust_reasons.push(reason);
            }
        }
        for task in tasks {
            if !self.rust_tasks.contains(&task) {
                self.rust_tasks.push(task);
            }
        }
    }
}

/// The worst effect of several changes on the wire.
pub(crate) fn worst(changes: &[Change]) -> Effect {
    changes.iter().map(|change| change.wire).max().unwrap_or(Effect::None)
}
