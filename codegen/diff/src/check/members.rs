//! What all objects of a document have in common: words, extensions, and members that nobody knows.

use serde_json::Value;

use crate::change::{Finding, Side, show_change};
use crate::context::Comparison;
use crate::document::Node;
use crate::report::Effect;
use crate::schema::View;
use crate::schema::keywords::{is_annotation, is_extension};

/// A member of either of two objects, with what it is in each.
pub(crate) type Member<'d> = (&'d str, Option<Node<'d>>, Option<Node<'d>>);

/// The members of two objects by name, those of the new one first.
pub(crate) fn members<'d>(old: Option<&Node<'d>>, new: Option<&Node<'d>>) -> Vec<Member<'d>> {
    let of = |node: Option<&Node<'d>>| node.map(Node::members).unwrap_or_default();
    let mut members: Vec<Member<'d>> = Vec::new();
    for (key, after) in of(new) {
        let before = old.and_then(|old| old.child(key));
        members.push((key, before, Some(after)));
    }
    for (key, before) in of(old) {
        if new.and_then(|new| new.child(key)).is_none() {
            members.push((key, Some(before), None));
        }
    }
    members
}

/// Whether both are there and say the same, or neither is there.
pub(crate) fn is_same(old: Option<&Node<'_>>, new: Option<&Node<'_>>) -> bool {
    old.map(|node| node.value) == new.map(|node| node.value)
}

/// Where a change of one thing is reported: in the new document if it is there.
pub(crate) fn place(old: Option<&Node<'_>>, new: Option<&Node<'_>>) -> String {
    new.or(old).map_or_else(String::new, |node| node.pointer.clone())
}

/// `added`, `removed` or `changed`.
pub(crate) fn verb(old: Option<&Node<'_>>, new: Option<&Node<'_>>) -> &'static str {
    match (old, new) {
        (None, _) => "added",
        (_, None) => "removed",
        _ => "changed",
    }
}

impl<'d> Comparison<'d> {
    /// A member that is for people: what it says is not compared.
    pub(crate) fn wording(&mut self, key: &str, old: Option<&Node<'d>>, new: Option<&Node<'d>>) {
        if is_same(old, new) {
            return;
        }
        let what = format!("`{key}` {}", verb(old, new));
        let why = "it is for people, and allows and forbids nothing";
        let mut finding = Finding::new(place(old, new), what, Effect::None, why);
        finding.words = true;
        self.note(finding);
    }

    /// A member that no rule of this comparison names.
    pub(crate) fn other(&mut self, key: &str, old: Option<&Node<'d>>, new: Option<&Node<'d>>) {
        match key {
            _ if is_extension(key) => self.extension(key, old, new),
            "description" | "summary" | "externalDocs" | "example" | "examples" | "tags" => {
                self.wording(key, old, new);
            }
            _ if is_same(old, new) => {}
            _ => self.strange_member(key, old, new),
        }
    }

    /// Whether what is there of the two can be compared member by member. If not, a difference is reported here.
    pub(crate) fn are_objects(&mut self, key: &str, old: Option<&Node<'d>>, new: Option<&Node<'d>>) -> bool {
        self.are_all(key, old, new, Value::is_object)
    }

    /// Whether what is there of the two can be compared item by item. If not, a difference is reported here.
    pub(crate) fn are_arrays(&mut self, key: &str, old: Option<&Node<'d>>, new: Option<&Node<'d>>) -> bool {
        self.are_all(key, old, new, Value::is_array)
    }

    fn are_all(
        &mut self,
        key: &str,
        old: Option<&Node<'d>>,
        new: Option<&Node<'d>>,
        of_kind: fn(&Value) -> bool,
    ) -> bool {
        if [old, new].into_iter().flatten().all(|node| of_kind(node.value)) {
            return true;
        }
        if !is_same(old, new) {
            self.strange_member(key, old, new);
        }
        false
    }

    fn strange_member(&mut self, key: &str, old: Option<&Node<'d>>, new: Option<&Node<'d>>) {
        let shown = show_change(old.map(|node| node.value), new.map(|node| node.value));
        let what = format!("`{key}`: {shown}");
        let why = "it is not understood here, which counts as breaking";
        self.note(Finding::new(place(old, new), what, Effect::Breaking, why));
    }

    /// What two nodes say once references are followed; a difference that leads nowhere is reported here.
    pub(crate) fn targets(
        &mut self,
        key: &str,
        old: Option<&Node<'d>>,
        new: Option<&Node<'d>>,
    ) -> Option<(Option<Node<'d>>, Option<Node<'d>>)> {
        let follow = |node: Option<&Node<'d>>| node.map(Node::target).transpose();
        match (follow(old), follow(new)) {
            (Ok(old), Ok(new)) => self.are_objects(key, old.as_ref(), new.as_ref()).then_some((old, new)),
            (Err(_), Err(_)) if is_same(old, new) => None,
            _ => {
                self.strange_member(key, old, new);
                None
            }
        }
    }

    /// `deprecated`: a promise about later, so the calls of today are untouched.
    pub(crate) fn deprecation(&mut self, old: Option<&Node<'d>>, new: Option<&Node<'d>>, side: Side) {
        let flag = |node: Option<&Node<'d>>| node.is_some_and(|node| node.value == true);
        let (what, why) = match (flag(old), flag(new)) {
            (false, true) => ("deprecated", "it works as before, and may go one day"),
            (true, false) => ("no longer deprecated", "it works as before, and is to stay"),
            _ => return,
        };
        let effect = match side {
            Side::Unused => Effect::None,
            Side::Sent | Side::Received => Effect::Compatible,
        };
        self.note(Finding::new(place(old, new), what, effect, why));
    }

    /// The members of a schema that say nothing about which values are allowed.
    pub(crate) fn annotations(&mut self, old: &View<'d>, new: &View<'d>, side: Side) {
        if old.anchor.is_some() || new.anchor.is_some() {
            return;
        }
        // Beside a reference nothing counts.
        let said = |view: &View<'d>| view.node.reference().is_none().then(|| view.node.clone());
        for (key, before, after) in members(said(old).as_ref(), said(new).as_ref()) {
            let (before, after) = (before.as_ref(), after.as_ref());
            match key {
                _ if !is_annotation(key) || is_same(before, after) => {}
                "default" => self.default(before, after, side),
                "deprecated" => self.deprecation(before, after, side),
                "xml" => self.xml(before, after, side),
                // What they mean is told of the property as a whole.
                "readOnly" | "writeOnly" => {}
                _ if is_extension(key) => self.extension(key, before, after),
                _ => self.wording(key, before, after),
            }
        }
    }

    /// What the server takes for a value that is left out.
    fn default(&mut self, old: Option<&Node<'d>>, new: Option<&Node<'d>>, side: Side) {
        let shown = show_change(old.map(|node| node.value), new.map(|node| node.value));
        let what = format!("`default`: {shown}");
        let sent = side == Side::Sent;
        let why = if sent {
            "the same request, with the value left out, means something else"
        } else {
            "readers get the values that they got before"
        };
        let finding = Finding::new(place(old, new), what, Effect::None, why);
        self.note(finding.behaviour(sent));
    }

    fn xml(&mut self, old: Option<&Node<'d>>, new: Option<&Node<'d>>, side: Side) {
        let (effect, why) = if self.speaks_xml && side != Side::Unused {
            (Effect::Breaking, "XML bodies are written otherwise")
        } else {
            (Effect::None, "no body that uses it is XML")
        };
        let what = format!("`xml` {}", verb(old, new));
        self.note(Finding::new(place(old, new), what, effect, why));
    }
}
