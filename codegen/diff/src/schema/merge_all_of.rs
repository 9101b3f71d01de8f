//! Merges schemas that hold at once, such as those of an `allOf`, into one [`Shape`], keyword by keyword. What is not understood is kept
//! apart.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use colt_numbers_openapi::node::Node;
use serde_json::Value;

use crate::document::is_extension;
use crate::schema::decimal::of_value;
use crate::schema::json_types::{Kinds, kinds_without_type};
use crate::schema::keywords;
use crate::schema::located_schema::View;
use crate::schema::null::allows_null;
use crate::schema::numbers::{Limit, tighter};
use crate::schema::shape::{Extra, Shape, Union};

/// How deep `allOf` and references may nest before a schema counts as not understood.
const DEEPEST: usize = 128;

impl<'d> Shape<'d> {
    /// What these schemas say together.
    pub(crate) fn of(views: &[View<'d>]) -> Self {
        let mut merger = Merger { shape: Self::anything(), seen: BTreeSet::new(), closures: Vec::new() };
        for view in views {
            merger.add(view, DEEPEST);
        }
        let null = views.iter().all(|view| allows_null(view, &mut BTreeMap::new()).unwrap_or(true));
        Self { null, ..merger.finish() }
    }
}

/// An `additionalProperties` that says something, and the properties it sees: those beside it.
struct Closure<'d> {
    own: BTreeSet<String>,
    /// `None` allows no further member.
    extra: Option<View<'d>>,
}

struct Merger<'d> {
    shape: Shape<'d>,
    seen: BTreeSet<String>,
    closures: Vec<Closure<'d>>,
}

impl<'d> Merger<'d> {
    fn add(&mut self, view: &View<'d>, depth: usize) {
        if !self.seen.insert(view.node.pointer.clone()) {
            return;
        }
        if depth == 0 {
            return self.strange(view, "", "nested too deeply");
        }
        if let Some(reference) = view.node.reference() {
            match view.node.target() {
                Ok(target) => self.add(&view.followed(target), depth - 1),
                Err(_) => self.strange(view, "$ref", reference),
            }
            return;
        }
        let Some(members) = view.node.value.as_object() else {
            if view.node.value != &Value::Bool(true) {
                self.strange(view, "", view.node.value.clone());
            }
            return;
        };
        self.add_kinds(view);
        for keyword in members.keys() {
            if let Some(node) = view.node.child(keyword)
                && !self.add_keyword(view, keyword, node, depth)
            {
                self.strange(view, keyword, members[keyword].clone());
            }
        }
        self.add_closure(view);
    }

    fn strange(&mut self, view: &View<'d>, keyword: &str, value: impl Into<Value>) {
        let (_, values) =
            self.shape.strange.entry(keyword.to_owned()).or_insert_with(|| (view.at(keyword), Vec::new()));
        values.push(value.into());
    }

    /// The kinds by `type`; where it is missing and the keywords leave no doubt, by these.
    fn add_kinds(&mut self, view: &View<'d>) {
        let value = view.node.value;
        let kinds = match value.get("type") {
            Some(Value::String(name)) => {
                self.shape.numbers.integer |= name == "integer";
                self.shape.places.insert("type", view.at("type"));
                Kinds::of_type(name).unwrap_or(Kinds::ALL)
            }
            _ => kinds_without_type(value),
        };
        self.shape.kinds = self.shape.kinds.and(kinds);
    }

    /// Whether the keyword was understood.
    fn add_keyword(&mut self, view: &View<'d>, keyword: &str, node: Node<'d>, depth: usize) -> bool {
        let Some(keyword) = keywords::known(keyword) else {
            return is_extension(keyword);
        };
        self.shape.places.insert(keyword, view.at(keyword));
        match keyword {
            "type" => node.value.as_str().is_some_and(|name| Kinds::of_type(name).is_some()),
            "allOf" | "oneOf" | "anyOf" => self.add_branches(view, keyword, &node, depth),
            "not" => {
                self.shape.nots.push(view.inner(node));
                true
            }
            "discriminator" => {
                self.shape.discriminators.push(view.inner(node));
                true
            }
            "enum" => self.add_values(node.value),
            "pattern" | "minLength" | "maxLength" | "format" => self.add_text(keyword, node.value),
            "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => {
                self.add_number(view, keyword, node.value)
            }
            "items" | "minItems" | "maxItems" | "uniqueItems" => self.add_array(view, keyword, node),
            "properties" | "required" | "minProperties" | "maxProperties" => self.add_object(view, keyword, &node),
            "nullable" => node.value.is_boolean(),
            "$ref" => false,
            // `additionalProperties` waits until the properties are known; the rest says nothing about values.
            _ => true,
        }
    }

    fn add_branches(&mut self, view: &View<'d>, keyword: &str, node: &Node<'d>, depth: usize) -> bool {
        let mut branches = node.items();
        if branches.is_empty() {
            return false;
        }
        if view.without.contains(&node.pointer) {
            return true;
        }
        if keyword == "allOf" || branches.len() == 1 {
            for branch in branches {
                self.add(&view.inner(branch), depth - 1);
            }
            return true;
        }
        self.shape.unions.push(Union {
            exclusive: keyword == "oneOf",
            discriminated: view.node.child("discriminator").is_some(),
            branches: branches.drain(..).map(|branch| view.inner(branch)).collect(),
            pointer: node.pointer.clone(),
            at: view.at(keyword),
        });
        true
    }

    fn add_values(&mut self, value: &Value) -> bool {
        let Some(values) = value.as_array() else {
            return false;
        };
        let mut listed: Vec<Value> = Vec::new();
        for value in values.iter().filter(|value| !value.is_null()) {
            let kept = self.shape.values.as_ref().is_none_or(|before| before.contains(value));
            if kept && !listed.contains(value) {
                listed.push(value.clone());
            }
        }
        self.shape.values = Some(listed);
        true
    }

    fn add_text(&mut self, keyword: &str, value: &Value) -> bool {
        let strings = &mut self.shape.strings;
        match (keyword, value.as_str(), value.as_u64()) {
            ("pattern", Some(pattern), _) => {
                if !strings.patterns.iter().any(|known| known == pattern) {
                    strings.patterns.push(pattern.to_owned());
                    strings.patterns.sort();
                }
            }
            ("format", Some(format), _) => {
                self.shape.formats.insert(format.to_owned());
                if !self.shape.numbers.formats.iter().any(|known| known == format) {
                    self.shape.numbers.formats.push(format.to_owned());
                    self.shape.numbers.formats.sort();
                }
            }
            ("minLength", _, Some(limit)) => strings.min = strings.min.max(limit),
            ("maxLength", _, Some(limit)) => strings.max = Some(lower(strings.max, limit)),
            _ => return false,
        }
        true
    }

    fn add_number(&mut self, view: &View<'d>, keyword: &str, value: &Value) -> bool {
        let numbers = &mut self.shape.numbers;
        let flag = |name: &str| view.node.value.get(name) == Some(&Value::Bool(true));
        let (limit, order, exclusive) = match keyword {
            "minimum" => (&mut numbers.minimum, Ordering::Greater, flag("exclusiveMinimum")),
            "maximum" => (&mut numbers.maximum, Ordering::Less, flag("exclusiveMaximum")),
            "multipleOf" => {
                let Some(step) = of_value(value) else {
                    return false;
                };
                if !numbers.multiple_of.contains(&step) {
                    numbers.multiple_of.push(step);
                }
                return true;
            }
            _ => return value.is_boolean(),
        };
        let Some(value) = of_value(value) else {
            return false;
        };
        *limit = Some(tighter(limit.take(), Limit { value, exclusive }, order));
        true
    }

    fn add_array(&mut self, view: &View<'d>, keyword: &str, node: Node<'d>) -> bool {
        let arrays = &mut self.shape.arrays;
        match (keyword, node.value) {
            ("items", _) => arrays.items.push(view.inner(node)),
            ("uniqueItems", Value::Bool(unique)) => arrays.unique |= unique,
            ("minItems", value) if value.is_u64() => {
                arrays.min = arrays.min.max(value.as_u64().unwrap_or_default());
            }
            ("maxItems", value) if value.is_u64() => {
                arrays.max = Some(lower(arrays.max, value.as_u64().unwrap_or_default()));
            }
            _ => return false,
        }
        true
    }

    fn add_object(&mut self, view: &View<'d>, keyword: &str, node: &Node<'d>) -> bool {
        let objects = &mut self.shape.objects;
        match (keyword, node.value) {
            ("properties", Value::Object(_)) => {
                for (name, property) in node.members() {
                    let known = objects.properties.entry(name.to_owned()).or_default();
                    known.push(view.inner(property));
                }
            }
            ("required", Value::Array(names)) => {
                if !names.iter().all(Value::is_string) {
                    return false;
                }
                let names = names.iter().filter_map(Value::as_str).map(str::to_owned);
                objects.required.extend(names);
            }
            ("minProperties", value) if value.is_u64() => {
                objects.min = objects.min.max(value.as_u64().unwrap_or_default());
            }
            ("maxProperties", value) if value.is_u64() => {
                objects.max = Some(lower(objects.max, value.as_u64().unwrap_or_default()));
            }
            _ => return false,
        }
        true
    }

    fn add_closure(&mut self, view: &View<'d>) {
        let Some(node) = view.node.child("additionalProperties") else {
            return;
        };
        let extra = match node.value {
            Value::Bool(true) => return,
            Value::Bool(false) => None,
            Value::Object(members) if members.is_empty() => return,
            Value::Object(_) => Some(view.inner(node)),
            _ => return self.strange(view, "additionalProperties", node.value.clone()),
        };
        let own = view
            .node
            .child("properties")
            .map_or_else(BTreeSet::new, |own| own.members().into_iter().map(|(name, _)| name.to_owned()).collect());
        self.closures.push(Closure { own, extra });
    }

    /// Each `additionalProperties` speaks of every property that is not stated beside it.
    fn finish(mut self) -> Shape<'d> {
        let objects = &mut self.shape.objects;
        for Closure { own, extra } in self.closures {
            match extra {
                Some(view) => {
                    for (_, property) in objects.properties.iter_mut().filter(|(name, _)| !own.contains(*name)) {
                        property.push(view.clone());
                    }
                    match &mut objects.extra {
                        Extra::None => {}
                        Extra::Any => objects.extra = Extra::Only(vec![view]),
                        Extra::Only(views) => views.push(view),
                    }
                }
                None => {
                    objects.properties.retain(|name, _| own.contains(name));
                    objects.extra = Extra::None;
                }
            }
        }
        self.shape
    }
}

fn lower(limit: Option<u64>, other: u64) -> u64 {
    limit.map_or(other, |limit| limit.min(other))
}
