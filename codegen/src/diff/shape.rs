//! What a schema says once references and `allOf` are folded in: one set of rules for each kind of value.
//!
//! A [`View`] is a schema as seen from somewhere; several views together mean that a value satisfies all of them. Not
//! here: how two shapes compare.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::decimal::Decimal;
use super::document::Node;
use super::keywords;
use super::numbers::{Limit, Numbers, tighter};
use super::words::Words;

/// How deep `allOf` and references may nest before a schema counts as not understood.
const DEEPEST: usize = 128;

/// A schema, as seen from a place.
#[derive(Clone, Debug)]
pub(crate) struct View<'d> {
    pub(crate) node: Node<'d>,
    /// Where it is reported: the reference that was followed to get here, if one was.
    pub(crate) anchor: Option<String>,
    /// Pointers of the `oneOf` and `anyOf` that are passed over, since one of their branches stands beside.
    pub(crate) without: Vec<String>,
}

impl<'d> View<'d> {
    pub(crate) fn new(node: Node<'d>) -> Self {
        Self { node, anchor: None, without: Vec::new() }
    }

    /// Where a keyword of it is reported.
    pub(crate) fn at(&self, keyword: &str) -> String {
        match &self.anchor {
            Some(anchor) => anchor.clone(),
            None => super::document::join(&self.node.pointer, keyword),
        }
    }

    /// Where it is reported as a whole.
    pub(crate) fn place(&self) -> &str {
        self.anchor.as_deref().unwrap_or(&self.node.pointer)
    }

    /// A schema within it.
    fn inner(&self, node: Node<'d>) -> Self {
        Self { node, anchor: self.anchor.clone(), without: self.without.clone() }
    }

    /// What it refers to.
    fn followed(&self, node: Node<'d>) -> Self {
        Self { node, anchor: Some(self.place().to_owned()), without: self.without.clone() }
    }
}

/// Schemas that hold at once; none allows everything.
pub(crate) type Views<'d> = Vec<View<'d>>;

/// Kinds of JSON values but null, as a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kinds(u8);

impl Kinds {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const BOOLEAN: Self = Self(1);
    pub(crate) const NUMBER: Self = Self(2);
    pub(crate) const STRING: Self = Self(4);
    pub(crate) const ARRAY: Self = Self(8);
    pub(crate) const OBJECT: Self = Self(16);
    pub(crate) const ALL: Self = Self(31);

    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(crate) fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    pub(crate) fn minus(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The kinds that a `type` stands for.
    pub(crate) fn of_type(name: &str) -> Option<Self> {
        Some(match name {
            "boolean" => Self::BOOLEAN,
            "integer" | "number" => Self::NUMBER,
            "string" => Self::STRING,
            "array" => Self::ARRAY,
            "object" => Self::OBJECT,
            _ => return None,
        })
    }

    /// The kind of a value; null has none.
    pub(crate) fn of_value(value: &Value) -> Self {
        match value {
            Value::Null => Self::NONE,
            Value::Bool(_) => Self::BOOLEAN,
            Value::Number(_) => Self::NUMBER,
            Value::String(_) => Self::STRING,
            Value::Array(_) => Self::ARRAY,
            Value::Object(_) => Self::OBJECT,
        }
    }
}

/// What members beyond the stated properties may be.
#[derive(Clone, Debug)]
pub(crate) enum Extra<'d> {
    Any,
    None,
    Only(Views<'d>),
}

/// The rules for objects.
#[derive(Clone, Debug)]
pub(crate) struct Objects<'d> {
    pub(crate) required: BTreeSet<String>,
    pub(crate) properties: BTreeMap<String, Views<'d>>,
    pub(crate) extra: Extra<'d>,
    pub(crate) min: u64,
    pub(crate) max: Option<u64>,
}

/// The rules for arrays.
#[derive(Clone, Debug, Default)]
pub(crate) struct Arrays<'d> {
    pub(crate) items: Views<'d>,
    pub(crate) min: u64,
    pub(crate) max: Option<u64>,
    pub(crate) unique: bool,
}

/// One `oneOf` or `anyOf` of two branches or more.
#[derive(Clone, Debug)]
pub(crate) struct Union<'d> {
    /// Of `oneOf`, exactly one branch holds.
    pub(crate) exclusive: bool,
    /// A property names the branch.
    pub(crate) discriminated: bool,
    pub(crate) branches: Views<'d>,
    /// Its own pointer.
    pub(crate) pointer: String,
    pub(crate) at: String,
}

/// What a schema says.
#[derive(Clone, Debug)]
pub(crate) struct Shape<'d> {
    pub(crate) null: bool,
    pub(crate) kinds: Kinds,
    /// What `enum` lists; null left out.
    pub(crate) values: Option<Vec<Value>>,
    pub(crate) words: Words,
    pub(crate) formats: BTreeSet<String>,
    pub(crate) numbers: Numbers,
    pub(crate) arrays: Arrays<'d>,
    pub(crate) objects: Objects<'d>,
    pub(crate) unions: Vec<Union<'d>>,
    pub(crate) nots: Views<'d>,
    pub(crate) discriminators: Vec<View<'d>>,
    /// Keywords that are not understood, with their place and what they say.
    pub(crate) strange: BTreeMap<String, (String, Vec<Value>)>,
    /// Where each keyword was met last.
    pub(crate) places: BTreeMap<&'static str, String>,
}

impl<'d> Shape<'d> {
    /// What these schemas say together.
    pub(crate) fn of(views: &[View<'d>]) -> Self {
        let mut folding = Folding { shape: Self::anything(), seen: BTreeSet::new(), closures: Vec::new() };
        for view in views {
            folding.take(view, DEEPEST);
        }
        let mut shape = folding.finish();
        shape.null = views.iter().all(|view| allows_null(view, &mut BTreeSet::new()));
        shape
    }

    fn anything() -> Self {
        Self {
            null: true,
            kinds: Kinds::ALL,
            values: None,
            words: Words::default(),
            formats: BTreeSet::new(),
            numbers: Numbers::default(),
            arrays: Arrays::default(),
            objects: Objects {
                required: BTreeSet::new(),
                properties: BTreeMap::new(),
                extra: Extra::Any,
                min: 0,
                max: None,
            },
            unions: Vec::new(),
            nots: Vec::new(),
            discriminators: Vec::new(),
            strange: BTreeMap::new(),
            places: BTreeMap::new(),
        }
    }

    /// Whether it allows any value whatever.
    pub(crate) fn is_anything(&self) -> bool {
        let objects = &self.objects;
        self.null
            && self.kinds == Kinds::ALL
            && self.values.is_none()
            && self.words == Words::default()
            && self.formats.is_empty()
            && self.numbers == Numbers::default()
            && self.arrays.items.is_empty()
            && (self.arrays.min, self.arrays.max, self.arrays.unique) == (0, None, false)
            && objects.required.is_empty()
            && objects.properties.is_empty()
            && matches!(objects.extra, Extra::Any)
            && (objects.min, objects.max) == (0, None)
            && self.unions.is_empty()
            && self.nots.is_empty()
            && self.discriminators.is_empty()
            && self.strange.is_empty()
    }
}

/// An `additionalProperties` that says something, and the properties it sees: those beside it.
struct Closure<'d> {
    own: BTreeSet<String>,
    /// `None` allows no further member.
    extra: Option<View<'d>>,
}

struct Folding<'d> {
    shape: Shape<'d>,
    seen: BTreeSet<String>,
    closures: Vec<Closure<'d>>,
}

impl<'d> Folding<'d> {
    fn take(&mut self, view: &View<'d>, depth: usize) {
        if !self.seen.insert(view.node.pointer.clone()) {
            return;
        }
        if depth == 0 {
            return self.strange(view, "", "nested too deeply");
        }
        if let Some(reference) = view.node.reference() {
            match view.node.target() {
                Ok(target) => self.take(&view.followed(target), depth - 1),
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
        self.take_kinds(view);
        for keyword in members.keys() {
            if let Some(node) = view.node.child(keyword)
                && !self.take_keyword(view, keyword, node, depth)
            {
                self.strange(view, keyword, members[keyword].clone());
            }
        }
        self.take_closure(view);
    }

    fn strange(&mut self, view: &View<'d>, keyword: &str, value: impl Into<Value>) {
        let (_, said) = self.shape.strange.entry(keyword.to_owned()).or_insert_with(|| (view.at(keyword), Vec::new()));
        said.push(value.into());
    }

    /// The kinds by `type`; where it is missing and the keywords leave no doubt, by these.
    fn take_kinds(&mut self, view: &View<'d>) {
        let value = view.node.value;
        let kinds = match value.get("type") {
            Some(Value::String(name)) => {
                self.shape.numbers.integer |= name == "integer";
                self.shape.places.insert("type", view.at("type"));
                Kinds::of_type(name).unwrap_or(Kinds::ALL)
            }
            _ => keywords::kinds_without_type(value),
        };
        self.shape.kinds = self.shape.kinds.and(kinds);
    }

    /// Whether the keyword was understood.
    fn take_keyword(&mut self, view: &View<'d>, keyword: &str, node: Node<'d>, depth: usize) -> bool {
        let Some(keyword) = keywords::known(keyword) else {
            return keywords::is_extension(keyword);
        };
        self.shape.places.insert(keyword, view.at(keyword));
        match keyword {
            "type" => node.value.as_str().is_some_and(|name| Kinds::of_type(name).is_some()),
            "allOf" | "oneOf" | "anyOf" => self.take_branches(view, keyword, &node, depth),
            "not" => {
                self.shape.nots.push(view.inner(node));
                true
            }
            "discriminator" => {
                self.shape.discriminators.push(view.inner(node));
                true
            }
            "enum" => self.take_values(node.value),
            "pattern" | "minLength" | "maxLength" | "format" => self.take_text(keyword, node.value),
            "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => {
                self.take_number(view, keyword, node.value)
            }
            "items" | "minItems" | "maxItems" | "uniqueItems" => self.take_array(view, keyword, node),
            "properties" | "required" | "minProperties" | "maxProperties" => self.take_object(view, keyword, &node),
            "nullable" => node.value.is_boolean(),
            "$ref" => false,
            // `additionalProperties` waits until the properties are known; the rest says nothing about values.
            _ => true,
        }
    }

    fn take_branches(&mut self, view: &View<'d>, keyword: &str, node: &Node<'d>, depth: usize) -> bool {
        let mut branches = node.items();
        if branches.is_empty() {
            return false;
        }
        if view.without.contains(&node.pointer) {
            return true;
        }
        if keyword == "allOf" || branches.len() == 1 {
            for branch in branches {
                self.take(&view.inner(branch), depth - 1);
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

    fn take_values(&mut self, value: &Value) -> bool {
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

    fn take_text(&mut self, keyword: &str, value: &Value) -> bool {
        let words = &mut self.shape.words;
        match (keyword, value.as_str(), value.as_u64()) {
            ("pattern", Some(pattern), _) => {
                if !words.patterns.iter().any(|known| known == pattern) {
                    words.patterns.push(pattern.to_owned());
                    words.patterns.sort();
                }
            }
            ("format", Some(format), _) => {
                self.shape.formats.insert(format.to_owned());
                if !self.shape.numbers.formats.iter().any(|known| known == format) {
                    self.shape.numbers.formats.push(format.to_owned());
                    self.shape.numbers.formats.sort();
                }
            }
            ("minLength", _, Some(limit)) => words.min = words.min.max(limit),
            ("maxLength", _, Some(limit)) => words.max = Some(lower(words.max, limit)),
            _ => return false,
        }
        true
    }

    fn take_number(&mut self, view: &View<'d>, keyword: &str, value: &Value) -> bool {
        let numbers = &mut self.shape.numbers;
        let flag = |name: &str| view.node.value.get(name) == Some(&Value::Bool(true));
        let (limit, order, exclusive) = match keyword {
            "minimum" => (&mut numbers.minimum, Ordering::Greater, flag("exclusiveMinimum")),
            "maximum" => (&mut numbers.maximum, Ordering::Less, flag("exclusiveMaximum")),
            "multipleOf" => {
                let Some(step) = Decimal::of_value(value) else {
                    return false;
                };
                if !numbers.multiple_of.contains(&step) {
                    numbers.multiple_of.push(step);
                }
                return true;
            }
            _ => return value.is_boolean(),
        };
        let Some(value) = Decimal::of_value(value) else {
            return false;
        };
        let Some(tighter) = tighter(*limit, Limit { value, exclusive }, order) else {
            return false;
        };
        *limit = tighter;
        true
    }

    fn take_array(&mut self, view: &View<'d>, keyword: &str, node: Node<'d>) -> bool {
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

    fn take_object(&mut self, view: &View<'d>, keyword: &str, node: &Node<'d>) -> bool {
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

    fn take_closure(&mut self, view: &View<'d>) {
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

/// Whether null is allowed: where a schema says so, or where nothing about it says otherwise.
fn allows_null(view: &View<'_>, seen: &mut BTreeSet<String>) -> bool {
    if !seen.insert(view.node.pointer.clone()) || seen.len() > DEEPEST {
        return true;
    }
    let Ok(node) = view.node.target() else {
        return true;
    };
    if node.flag("nullable") {
        return true;
    }
    let listed = node.value.get("enum").and_then(Value::as_array).is_none_or(|values| values.contains(&Value::Null));
    if node.value.get("type").is_some() || keywords::kinds_without_type(node.value) != Kinds::ALL || !listed {
        return false;
    }
    let mut branches = |keyword: &str| -> Vec<bool> {
        let stated = node.child(keyword).filter(|node| !view.without.contains(&node.pointer));
        let branches = stated.map(|node| node.items());
        branches.unwrap_or_default().into_iter().map(|branch| allows_null(&view.inner(branch), seen)).collect()
    };
    let all = branches("allOf").into_iter().all(|null| null);
    let mut any = |keyword| {
        let branches = branches(keyword);
        branches.is_empty() || branches.contains(&true)
    };
    all && any("oneOf") && any("anyOf")
}
