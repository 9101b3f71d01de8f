//! A merged schema: its references and `allOf` are resolved into one set of keywords for each type of value.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::schema::json_types::JsonTypes;
use crate::schema::located_schema::{Conjunction, LocatedSchema};
use crate::schema::numbers::NumberKeywords;
use crate::schema::strings::StringKeywords;

/// Which additional properties an object allows.
#[derive(Clone, Debug)]
pub(crate) enum AdditionalPropertyRule<'d> {
    Any,
    None,
    Only(Conjunction<'d>),
}

/// The keywords for objects.
#[derive(Clone, Debug)]
pub(crate) struct ObjectKeywords<'d> {
    pub(crate) required: BTreeSet<String>,
    pub(crate) properties: BTreeMap<String, Conjunction<'d>>,
    pub(crate) additional: AdditionalPropertyRule<'d>,
    pub(crate) min: u64,
    pub(crate) max: Option<u64>,
}

/// The keywords for arrays.
#[derive(Clone, Debug, Default)]
pub(crate) struct ArrayKeywords<'d> {
    pub(crate) items: Conjunction<'d>,
    pub(crate) min: u64,
    pub(crate) max: Option<u64>,
    pub(crate) unique: bool,
}

/// One `oneOf` or `anyOf` of two branches or more.
#[derive(Clone, Debug)]
pub(crate) struct SchemaUnion<'d> {
    /// Whether the keyword is `oneOf`: exactly one branch has to accept the value.
    pub(crate) is_one_of: bool,
    /// Whether a discriminator selects the branch.
    pub(crate) has_discriminator: bool,
    pub(crate) branches: Conjunction<'d>,
    /// The pointer of the keyword.
    pub(crate) pointer: String,
    /// The pointer at which changes of the union are reported.
    pub(crate) report_pointer: String,
}

/// A merged schema.
#[derive(Clone, Debug)]
pub(crate) struct Shape<'d> {
    pub(crate) null: bool,
    pub(crate) types: JsonTypes,
    /// The values of `enum`, without null.
    pub(crate) values: Option<Vec<Value>>,
    pub(crate) strings: StringKeywords,
    pub(crate) formats: BTreeSet<String>,
    pub(crate) numbers: NumberKeywords,
    pub(crate) arrays: ArrayKeywords<'d>,
    pub(crate) objects: ObjectKeywords<'d>,
    pub(crate) unions: Vec<SchemaUnion<'d>>,
    /// The schemas of `not`.
    pub(crate) nots: Conjunction<'d>,
    pub(crate) discriminators: Vec<LocatedSchema<'d>>,
    /// Keywords that are not understood, with the pointer at which they are reported and their values.
    pub(crate) not_understood: BTreeMap<String, (String, Vec<Value>)>,
    /// The pointer at which changes of each keyword are reported.
    pub(crate) keyword_pointers: BTreeMap<&'static str, String>,
}

impl Shape<'_> {
    /// The schema without keywords.
    pub(crate) fn unrestricted() -> Self {
        Self {
            null: true,
            types: JsonTypes::ALL,
            values: None,
            strings: StringKeywords::default(),
            formats: BTreeSet::new(),
            numbers: NumberKeywords::default(),
            arrays: ArrayKeywords::default(),
            objects: ObjectKeywords {
                required: BTreeSet::new(),
                properties: BTreeMap::new(),
                additional: AdditionalPropertyRule::Any,
                min: 0,
                max: None,
            },
            unions: Vec::new(),
            nots: Vec::new(),
            discriminators: Vec::new(),
            not_understood: BTreeMap::new(),
            keyword_pointers: BTreeMap::new(),
        }
    }

    /// Whether the schema allows every value.
    pub(crate) fn allows_everything(&self) -> bool {
        let objects = &self.objects;
        self.null
            && self.types == JsonTypes::ALL
            && self.values.is_none()
            && self.strings == StringKeywords::default()
            && self.formats.is_empty()
            && self.numbers == NumberKeywords::default()
            && self.arrays.items.is_empty()
            && (self.arrays.min, self.arrays.max, self.arrays.unique) == (0, None, false)
            && objects.required.is_empty()
            && objects.properties.is_empty()
            && matches!(objects.additional, AdditionalPropertyRule::Any)
            && (objects.min, objects.max) == (0, None)
            && self.unions.is_empty()
            && self.nots.is_empty()
            && self.discriminators.is_empty()
            && self.not_understood.is_empty()
    }
}
