//! What one or more schemas say together, once references and `allOf` are merged: one set of rules for each kind of value.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::schema::json_types::Kinds;
use crate::schema::located_schema::{View, Views};
use crate::schema::numbers::Numbers;
use crate::schema::strings::Strings;

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
    pub(crate) strings: Strings,
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

impl Shape<'_> {
    /// What a schema without a keyword says.
    pub(crate) fn anything() -> Self {
        Self {
            null: true,
            kinds: Kinds::ALL,
            values: None,
            strings: Strings::default(),
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
            && self.strings == Strings::default()
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
