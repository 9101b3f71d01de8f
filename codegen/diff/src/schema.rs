//! What a schema says once references and `allOf` are folded in: one set of rules for each kind of value.
//!
//! A [`View`] is a schema as seen from somewhere; several views together mean that a value satisfies all of them. Not
//! here: how the keywords are read (`fold`), and how two shapes compare.

pub(crate) mod accepts;
pub(crate) mod decimal;
pub(crate) mod keywords;
pub(crate) mod merge_all_of;
pub(crate) mod numbers;
pub(crate) mod strings;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::document::Node;
use crate::schema::merge_all_of::fold;
use crate::schema::numbers::Numbers;
use crate::schema::strings::Words;

/// How deep `allOf` and references may nest before a schema counts as not understood.
pub(crate) const DEEPEST: usize = 128;

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
            None => crate::document::join(&self.node.pointer, keyword),
        }
    }

    /// Where it is reported as a whole.
    pub(crate) fn place(&self) -> &str {
        self.anchor.as_deref().unwrap_or(&self.node.pointer)
    }

    /// A schema within it.
    pub(crate) fn inner(&self, node: Node<'d>) -> Self {
        Self { node, anchor: self.anchor.clone(), without: self.without.clone() }
    }

    /// What it refers to.
    pub(crate) fn followed(&self, node: Node<'d>) -> Self {
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
        let mut shape = fold(views);
        shape.null = views.iter().all(|view| allows_null(view, &mut BTreeMap::new()).unwrap_or(true));
        shape
    }

    /// What a schema without a keyword says.
    pub(crate) fn anything() -> Self {
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

/// Whether null is allowed: where a schema says so, or where nothing about it says otherwise. By place, what is known already;
/// `None` is a schema that this is asked of within itself, and says neither.
fn allows_null(view: &View<'_>, known: &mut BTreeMap<String, Option<bool>>) -> Option<bool> {
    if let Some(known) = known.get(&view.node.pointer) {
        return *known;
    }
    if known.len() > DEEPEST {
        return None;
    }
    known.insert(view.node.pointer.clone(), None);
    let allows = judged_null(view, known);
    known.insert(view.node.pointer.clone(), Some(allows));
    Some(allows)
}

fn judged_null(view: &View<'_>, known: &mut BTreeMap<String, Option<bool>>) -> bool {
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
        let branches = stated.map(|node| node.items()).unwrap_or_default().into_iter();
        branches.map(|branch| allows_null(&view.inner(branch), known).unwrap_or(true)).collect()
    };
    let all = branches("allOf").into_iter().all(|null| null);
    let one_of = branches("oneOf");
    // As any other value, null may satisfy one branch of `oneOf` only.
    let one = one_of.is_empty() || one_of.into_iter().filter(|null| *null).count() == 1;
    let any_of = branches("anyOf");
    let any = one && (any_of.is_empty() || any_of.contains(&true));
    let denied = node.child("not").is_some_and(|not| allows_null(&view.inner(not), known).unwrap_or(false));
    all && any && !denied
}
