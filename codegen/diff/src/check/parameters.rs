//! Parameters and headers: which one is which, and what became of it.

use std::collections::BTreeMap;

use crate::change::{Finding, Presence, Side, show_change};
use crate::check::members::{members, place};
use crate::check::paths::Both;
use crate::context::{Comparison, worst};
use crate::document::Node;
use crate::report::Effect;
use crate::schema::strings::Words;
use crate::schema::{Kinds, Shape, View};

/// A parameter, with references followed.
#[derive(Clone, Debug)]
struct Parameter<'d> {
    place: &'d str,
    /// As it is compared: names of headers are of one case, those of path parameters the new document's.
    name: String,
    node: Node<'d>,
}

impl Parameter<'_> {
    fn presence(&self) -> Presence {
        Presence::stated(self.node.flag("required") || self.place == "path")
    }

    fn title(&self) -> String {
        format!("{} parameter `{}`", self.place, self.node.text("name").unwrap_or(&self.name))
    }

    /// OpenAPI leaves these headers to other parts of the document, and passes over parameters of their names.
    fn is_ignored(&self) -> bool {
        self.place == "header" && matches!(self.name.as_str(), "accept" | "content-type" | "authorization")
    }
}

impl<'d> Comparison<'d> {
    /// The parameters of an operation, those of its path included.
    pub(crate) fn parameters(&mut self, both: &Both<'d>) {
        let (old_lists, new_lists) = (lists(&both.old.item, &both.old.node), lists(&both.new.item, &both.new.node));
        for (before, after) in old_lists.iter().zip(&new_lists) {
            if !self.are_arrays("parameters", before.as_ref(), after.as_ref()) {
                return;
            }
        }
        let unknown = BTreeMap::new();
        let mut gone = self.parameters_of(&old_lists, &both.renamed, &new_lists);
        let mut come = self.parameters_of(&new_lists, &unknown, &old_lists);
        let pairs = take_pairs(&mut gone, &mut come, |old, new| old.place == new.place && old.name == new.name);
        for (old, new) in pairs {
            if !old.is_ignored() {
                self.parameter(&old, &new, both.side);
            }
        }
        self.moved_parameters(&mut gone, &mut come, both.side);
        for old in gone.iter().filter(|old| !old.is_ignored()) {
            let (effect, why) = both.side.presence(old.presence(), Presence::Absent);
            let what = format!("{} removed", old.title());
            self.note(Finding::new(old.node.pointer.clone(), what, effect, why));
        }
        for new in come.iter().filter(|new| !new.is_ignored()) {
            let (effect, why) = both.side.presence(Presence::Absent, new.presence());
            let word = if new.presence() == Presence::Required { "mandatory" } else { "optional" };
            let what = format!("{word} {} added", new.title());
            self.note(Finding::new(new.node.pointer.clone(), what, effect, why));
        }
    }

    /// The parameters in these lists, of which the later ones replace the earlier ones of the same name and place.
    fn parameters_of(
        &mut self,
        lists: &[Option<Node<'d>>; 2],
        renamed: &BTreeMap<String, String>,
        others: &[Option<Node<'d>>; 2],
    ) -> Vec<Parameter<'d>> {
        let mut parameters: Vec<Parameter<'d>> = Vec::new();
        for item in lists.iter().flatten().flat_map(Node::items) {
            let parameter = item.target().ok().and_then(|node| {
                let (place, name) = (node.text("in")?, node.text("name")?);
                let name = match place {
                    "header" => name.to_lowercase(),
                    "path" => renamed.get(name).cloned().unwrap_or_else(|| name.to_owned()),
                    _ => name.to_owned(),
                };
                Some(Parameter { place, name, node })
            });
            let Some(parameter) = parameter else {
                let known = others.iter().flatten().flat_map(Node::items);
                if !known.into_iter().any(|other| other.value == item.value) {
                    let what = format!("parameter: {}", show_change(None, Some(item.value)));
                    let why = "it is not understood here, which counts as breaking";
                    self.note(Finding::new(item.pointer, what, Effect::Breaking, why));
                }
                continue;
            };
            parameters.retain(|known| (known.place, &known.name) != (parameter.place, &parameter.name));
            parameters.push(parameter);
        }
        parameters
    }

    /// Parameters that went to another place of the request, or have another name and are the same otherwise.
    fn moved_parameters(&mut self, gone: &mut Vec<Parameter<'d>>, come: &mut Vec<Parameter<'d>>, side: Side) {
        let moved = take_pairs(gone, come, |old, new| old.name == new.name.to_lowercase() || old.name == new.name);
        for (old, new) in moved {
            let what = format!("{} is now a {}", old.title(), new.title());
            self.parameter_replaced(&old, &new, what, side);
        }
        let mut same = |old: &Parameter<'d>, new: &Parameter<'d>| {
            old.place == new.place && old.presence() == new.presence() && {
                let findings = self.probe(|comparison| comparison.parameter(old, new, Side::Sent));
                worst(&findings) == Effect::None
            }
        };
        let renamed = take_pairs(gone, come, &mut same);
        for (old, new) in renamed {
            let what = format!("{} renamed to `{}`", old.title(), new.node.text("name").unwrap_or(&new.name));
            self.parameter_replaced(&old, &new, what, side);
        }
    }

    fn parameter_replaced(&mut self, old: &Parameter<'d>, new: &Parameter<'d>, what: String, side: Side) {
        let (_, why) = side.presence(old.presence(), Presence::Absent);
        let effect = match side {
            Side::Unused => Effect::None,
            Side::Sent | Side::Received => Effect::Breaking,
        };
        self.note(Finding::new(new.node.pointer.clone(), what, effect, why));
        self.settle(&old.node.pointer, &new.node.pointer);
    }

    fn parameter(&mut self, old: &Parameter<'d>, new: &Parameter<'d>, side: Side) {
        if old.presence() != new.presence() {
            let (effect, why) = side.presence(old.presence(), new.presence());
            let word = if new.presence() == Presence::Required { "mandatory" } else { "optional" };
            let what = format!("{} is now {word}", new.title());
            self.note(Finding::new(new.node.pointer.clone(), what, effect, why));
        }
        self.header(&old.node, &new.node, new.place, side);
    }

    /// What a parameter and a header of an answer have in common.
    pub(crate) fn header(&mut self, old: &Node<'d>, new: &Node<'d>, location: &str, side: Side) {
        self.serialisation(old, new, location, side);
        self.one_of_schema_and_content(old, new, side);
        for (key, before, after) in members(Some(old), Some(new)) {
            let (before, after) = (before.as_ref(), after.as_ref());
            match key {
                "name" | "in" | "required" | "style" | "explode" | "allowReserved" | "allowEmptyValue" => {}
                "schema" | "content" => {}
                "deprecated" => self.deprecation(before, after, side),
                _ => self.other(key, before, after),
            }
        }
    }

    /// How the value is written into the request, where that changed and the schema lets it show.
    fn serialisation(&mut self, old: &Node<'d>, new: &Node<'d>, location: &str, side: Side) {
        let styles = (style(old, location), style(new, location));
        if styles.0 != styles.1 {
            let what = format!("`style`: `{}` → `{}`", styles.0, styles.1);
            self.rewritten(new, "style", what, side, true);
        }
        let explodes = (explode(old, styles.0), explode(new, styles.1));
        if explodes.0 != explodes.1 {
            let what = format!("`explode`: `{}` → `{}`", explodes.0, explodes.1);
            self.rewritten(new, "explode", what, side, !is_scalar(old) || !is_scalar(new));
        }
        for (key, more) in [
            ("allowReserved", "characters may be sent as they are that had to be encoded"),
            ("allowEmptyValue", "callers may leave the value empty"),
        ] {
            let flags = (old.flag(key), new.flag(key));
            if flags.0 == flags.1 {
                continue;
            }
            // Both concern query parameters only.
            let (effect, why) = match flags {
                _ if location != "query" || side == Side::Unused => (Effect::None, "it concerns query parameters only"),
                (false, true) if side == Side::Sent => (Effect::Compatible, more),
                _ => (Effect::Breaking, "some of what is sent today is not understood"),
            };
            let what = format!("`{key}`: `{}` → `{}`", flags.0, flags.1);
            self.note(Finding::new(crate::document::join(&new.pointer, key), what, effect, why));
        }
    }

    fn rewritten(&mut self, new: &Node<'d>, key: &str, what: String, side: Side, shows: bool) {
        let (effect, why) = match side {
            Side::Unused => (Effect::None, "nothing that is sent or received uses it"),
            _ if !shows => (Effect::None, "a single value is written the same way"),
            _ => (Effect::Breaking, "the value is written otherwise, and the old way is not understood"),
        };
        let pointer = crate::document::join(&new.pointer, key);
        self.note(Finding::new(pointer, what, effect, why));
    }

    fn one_of_schema_and_content(&mut self, old: &Node<'d>, new: &Node<'d>, side: Side) {
        let part = |node: &Node<'d>, key: &str| node.child(key);
        let schemas = (part(old, "schema"), part(new, "schema"));
        let contents = (part(old, "content"), part(new, "content"));
        if contents.0.is_some() != contents.1.is_some() {
            let (before, after) = (contents.0.as_ref(), contents.1.as_ref());
            let what = format!("`content` {}", crate::check::members::verb(before, after));
            let why = "the value is written otherwise, and the old way is not understood";
            let effect = match side {
                Side::Unused => Effect::None,
                Side::Sent | Side::Received => Effect::Breaking,
            };
            return self.note(Finding::new(place(before, after), what, effect, why));
        }
        self.content(contents.0.as_ref(), contents.1.as_ref(), side);
        let views = |schema: Option<Node<'d>>| schema.into_iter().map(View::new).collect::<Vec<_>>();
        let (before, after) = (views(schemas.0), views(schemas.1));
        if side == Side::Sent && is_any_text(&after) && is_single(&before) && !is_text(&before) {
            let what = "any text is taken where a number or a truth value was";
            let why = "numbers and truth values are sent as texts in any case";
            return self.note(Finding::new(place_of(&after), what, Effect::Compatible, why));
        }
        self.schema(&before, &after, side);
    }

    /// The headers of an answer, by their names in whatever case.
    pub(crate) fn headers(&mut self, old: Option<&Node<'d>>, new: Option<&Node<'d>>, side: Side) {
        if !self.are_objects("headers", old, new) {
            return;
        }
        let of = |node: Option<&Node<'d>>| -> Vec<(&'d str, Node<'d>)> {
            let members = node.map(Node::members).unwrap_or_default();
            members.into_iter().filter(|(name, _)| !name.eq_ignore_ascii_case("content-type")).collect()
        };
        let (mut gone, mut come) = (of(old), of(new));
        gone.retain(|(name, before)| {
            let Some(index) = come.iter().position(|(other, _)| other.eq_ignore_ascii_case(name)) else {
                return true;
            };
            let (_, after) = come.remove(index);
            if let Some((Some(old), Some(new))) = self.targets(name, Some(before), Some(&after)) {
                self.header_presence(name, &old, &new, side);
                self.header(&old, &new, "header", side);
            }
            false
        });
        for (name, header) in &gone {
            let (effect, why) = side.presence(presence(header), Presence::Absent);
            let what = format!("header `{name}` removed");
            self.note(Finding::new(header.pointer.clone(), what, effect, why));
        }
        for (name, header) in &come {
            let (effect, why) = side.presence(Presence::Absent, presence(header));
            let what = format!("header `{name}` added");
            self.note(Finding::new(header.pointer.clone(), what, effect, why));
        }
    }

    fn header_presence(&mut self, name: &str, old: &Node<'d>, new: &Node<'d>, side: Side) {
        let (before, after) = (presence(old), presence(new));
        if before != after {
            let (effect, why) = side.presence(before, after);
            let word = if after == Presence::Required { "always there" } else { "optional" };
            let what = format!("header `{name}` is now {word}");
            let at = new.child("required").map_or_else(|| new.pointer.clone(), |node| node.pointer);
            self.note(Finding::new(at, what, effect, why));
        }
    }
}

fn presence(header: &Node<'_>) -> Presence {
    Presence::stated(header.target().is_ok_and(|header| header.flag("required")))
}

/// The lists of a path and of its operation.
fn lists<'d>(item: &Node<'d>, operation: &Node<'d>) -> [Option<Node<'d>>; 2] {
    [item.child("parameters"), operation.child("parameters")]
}

/// Takes out of both lists what belongs together.
fn take_pairs<'d>(
    gone: &mut Vec<Parameter<'d>>,
    come: &mut Vec<Parameter<'d>>,
    mut same: impl FnMut(&Parameter<'d>, &Parameter<'d>) -> bool,
) -> Vec<(Parameter<'d>, Parameter<'d>)> {
    let mut pairs = Vec::new();
    gone.retain(|old| match come.iter().position(|new| same(old, new)) {
        Some(index) => {
            pairs.push((old.clone(), come.remove(index)));
            false
        }
        None => true,
    });
    pairs
}

/// How a parameter is written, by default as its place has it.
fn style<'d>(node: &Node<'d>, location: &str) -> &'d str {
    let default = match location {
        "query" | "cookie" => "form",
        _ => "simple",
    };
    node.text("style").unwrap_or(default)
}

fn explode(node: &Node<'_>, style: &str) -> bool {
    match node.value.get("explode") {
        Some(value) => value == true,
        None => style == "form",
    }
}

/// Whether the value is neither an array nor an object, so that there is nothing to take apart.
fn is_scalar(node: &Node<'_>) -> bool {
    node.child("schema").is_some_and(|schema| is_single(&[View::new(schema)]))
}

fn is_single(views: &[View<'_>]) -> bool {
    let kinds = Shape::of(views).kinds;
    kinds.and(Kinds::ARRAY) == Kinds::NONE && kinds.and(Kinds::OBJECT) == Kinds::NONE
}

fn is_text(views: &[View<'_>]) -> bool {
    Shape::of(views).kinds.has(Kinds::STRING)
}

fn is_any_text(views: &[View<'_>]) -> bool {
    let shape = Shape::of(views);
    let plain = shape.values.is_none() && shape.words == Words::default() && shape.formats.is_empty();
    shape.kinds == Kinds::STRING
        && plain
        && shape.nots.is_empty()
        && shape.unions.is_empty()
        && shape.strange.is_empty()
}

fn place_of(views: &[View<'_>]) -> String {
    views.first().map_or_else(String::new, |view| view.at("type"))
}
