//! Merges the schemas of a conjunction, such as those of an `allOf`, into one [`Shape`], keyword by keyword.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use colt_numbers_openapi::node::Node;
use serde_json::Value;

use crate::document::is_extension;
use crate::schema::decimal::of_value;
use crate::schema::json_types::{JsonTypes, implied_types};
use crate::schema::keywords;
use crate::schema::located_schema::LocatedSchema;
use crate::schema::null::allows_null;
use crate::schema::numbers::{Limit, tighter};
use crate::schema::shape::{AdditionalPropertyRule, SchemaUnion, Shape};

/// The deepest nesting of `allOf` and references. Beyond it, a schema counts as not understood.
const DEEPEST: usize = 128;

impl<'d> Shape<'d> {
    /// Merges these schemas.
    pub(crate) fn of(schemas: &[LocatedSchema<'d>]) -> Self {
        let mut merger = Merger { shape: Self::unrestricted(), seen: BTreeSet::new(), additional_keywords: Vec::new() };
        for schema in schemas {
            merger.add(schema, DEEPEST);
        }
        let null = schemas.iter().all(|schema| allows_null(schema, &mut BTreeMap::new()).unwrap_or(true));
        Self { null, ..merger.finish() }
    }
}

/// An `additionalProperties` that restricts values, with the properties that are stated beside it: it does not apply to these.
struct AdditionalKeyword<'d> {
    stated: BTreeSet<String>,
    /// The schema of additional properties; `None` allows none.
    schema: Option<LocatedSchema<'d>>,
}

struct Merger<'d> {
    shape: Shape<'d>,
    seen: BTreeSet<String>,
    additional_keywords: Vec<AdditionalKeyword<'d>>,
}

impl<'d> Merger<'d> {
    fn add(&mut self, schema: &LocatedSchema<'d>, depth: usize) {
        if !self.seen.insert(schema.node.pointer.clone()) {
            return;
        }
        if depth == 0 {
            return self.add_not_understood(schema, "", "nested too deeply");
        }
        if let Some(reference) = schema.node.reference() {
            match schema.node.target() {
                Ok(target) => self.add(&schema.followed(target), depth - 1),
                Err(_) => self.add_not_understood(schema, "$ref", reference),
            }
            return;
        }
        let Some(members) = schema.node.value.as_object() else {
            if schema.node.value != &Value::Bool(true) {
                self.add_not_understood(schema, "", schema.node.value.clone());
            }
            return;
        };
        self.add_types(schema);
        for keyword in members.keys() {
            if let Some(node) = schema.node.child(keyword)
                && !self.add_keyword(schema, keyword, node, depth)
            {
                self.add_not_understood(schema, keyword, members[keyword].clone());
            }
        }
        self.add_additional_properties(schema);
    }

    fn add_not_understood(&mut self, schema: &LocatedSchema<'d>, keyword: &str, value: impl Into<Value>) {
        let (_, values) = self
            .shape
            .not_understood
            .entry(keyword.to_owned())
            .or_insert_with(|| (schema.keyword_pointer(keyword), Vec::new()));
        values.push(value.into());
    }

    /// Restricts the types by `type`, or by the types that the other keywords imply if it is missing.
    fn add_types(&mut self, schema: &LocatedSchema<'d>) {
        let value = schema.node.value;
        let types = match value.get("type") {
            Some(Value::String(name)) => {
                self.shape.numbers.integer |= name == "integer";
                self.shape.keyword_pointers.insert("type", schema.keyword_pointer("type"));
                JsonTypes::of_type(name).unwrap_or(JsonTypes::ALL)
            }
            _ => implied_types(value),
        };
        self.shape.types = self.shape.types.and(types);
    }

    /// Adds a keyword; returns whether it was understood.
    fn add_keyword(&mut self, schema: &LocatedSchema<'d>, keyword: &str, node: Node<'d>, depth: usize) -> bool {
        let Some(keyword) = keywords::known(keyword) else {
            return is_extension(keyword);
        };
        self.shape.keyword_pointers.insert(keyword, schema.keyword_pointer(keyword));
        match keyword {
            "type" => node.value.as_str().is_some_and(|name| JsonTypes::of_type(name).is_some()),
            "allOf" | "oneOf" | "anyOf" => self.add_branches(schema, keyword, &node, depth),
            "not" => {
                self.shape.nots.push(schema.inner(node));
                true
            }
            "discriminator" => {
                self.shape.discriminators.push(schema.inner(node));
                true
            }
            "enum" => self.add_values(node.value),
            "pattern" | "minLength" | "maxLength" | "format" => self.add_text(keyword, node.value),
            "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => {
                self.add_number(schema, keyword, node.value)
            }
            "items" | "minItems" | "maxItems" | "uniqueItems" => self.add_array(schema, keyword, node),
            "properties" | "required" | "minProperties" | "maxProperties" => self.add_object(schema, keyword, &node),
            "nullable" => node.value.is_boolean(),
            "$ref" => false,
            // `additionalProperties` is added after all other keywords; the rest does not restrict values.
            _ => true,
        }
    }

    fn add_branches(&mut self, schema: &LocatedSchema<'d>, keyword: &str, node: &Node<'d>, depth: usize) -> bool {
        let mut branches = node.items();
        if branches.is_empty() {
            return false;
        }
        if schema.replaced_unions.contains(&node.pointer) {
            return true;
        }
        if keyword == "allOf" || branches.len() == 1 {
            for branch in branches {
                self.add(&schema.inner(branch), depth - 1);
            }
            return true;
        }
        self.shape.unions.push(SchemaUnion {
            is_one_of: keyword == "oneOf",
            has_discriminator: schema.node.child("discriminator").is_some(),
            branches: branches.drain(..).map(|branch| schema.inner(branch)).collect(),
            pointer: node.pointer.clone(),
            report_pointer: schema.keyword_pointer(keyword),
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
            ("maxLength", _, Some(limit)) => strings.max = Some(minimum(strings.max, limit)),
            _ => return false,
        }
        true
    }

    fn add_number(&mut self, schema: &LocatedSchema<'d>, keyword: &str, value: &Value) -> bool {
        let numbers = &mut self.shape.numbers;
        let flag = |name: &str| schema.node.value.get(name) == Some(&Value::Bool(true));
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

    fn add_array(&mut self, schema: &LocatedSchema<'d>, keyword: &str, node: Node<'d>) -> bool {
        let arrays = &mut self.shape.arrays;
        match (keyword, node.value) {
            ("items", _) => arrays.items.push(schema.inner(node)),
            ("uniqueItems", Value::Bool(unique)) => arrays.unique |= unique,
            ("minItems", value) if value.is_u64() => {
                arrays.min = arrays.min.max(value.as_u64().unwrap_or_default());
            }
            ("maxItems", value) if value.is_u64() => {
                arrays.max = Some(minimum(arrays.max, value.as_u64().unwrap_or_default()));
            }
            _ => return false,
        }
        true
    }

    fn add_object(&mut self, schema: &LocatedSchema<'d>, keyword: &str, node: &Node<'d>) -> bool {
        let objects = &mut self.shape.objects;
        match (keyword, node.value) {
            ("properties", Value::Object(_)) => {
                for (name, property) in node.members() {
                    let known = objects.properties.entry(name.to_owned()).or_default();
                    known.push(schema.inner(property));
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
                objects.max = Some(minimum(objects.max, value.as_u64().unwrap_or_default()));
            }
            _ => return false,
        }
        true
    }

    fn add_additional_properties(&mut self, schema: &LocatedSchema<'d>) {
        let Some(node) = schema.node.child("additionalProperties") else {
            return;
        };
        let extra = match node.value {
            Value::Bool(true) => return,
            Value::Bool(false) => None,
            Value::Object(members) if members.is_empty() => return,
            Value::Object(_) => Some(schema.inner(node)),
            _ => return self.add_not_understood(schema, "additionalProperties", node.value.clone()),
        };
        let stated = schema.node.child("properties").map_or_else(BTreeSet::new, |properties| {
            properties.members().into_iter().map(|(name, _)| name.to_owned()).collect()
        });
        self.additional_keywords.push(AdditionalKeyword { stated, schema: extra });
    }

    /// Applies each `additionalProperties` to every property that is not stated beside it.
    fn finish(mut self) -> Shape<'d> {
        let objects = &mut self.shape.objects;
        for AdditionalKeyword { stated, schema } in self.additional_keywords {
            match schema {
                Some(schema) => {
                    for (_, property) in objects.properties.iter_mut().filter(|(name, _)| !stated.contains(*name)) {
                        property.push(schema.clone());
                    }
                    match &mut objects.additional {
                        AdditionalPropertyRule::None => {}
                        AdditionalPropertyRule::Any => objects.additional = AdditionalPropertyRule::Only(vec![schema]),
                        AdditionalPropertyRule::Only(schemas) => schemas.push(schema),
                    }
                }
                None => {
                    objects.properties.retain(|name, _| stated.contains(name));
                    objects.additional = AdditionalPropertyRule::None;
                }
            }
        }
        self.shape
    }
}

fn minimum(limit: Option<u64>, other: u64) -> u64 {
    limit.map_or(other, |limit| limit.min(other))
}
