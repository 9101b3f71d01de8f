//! From a schema to the Rust type that stands for it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::comparison::{component, component_or_null};
use super::super::document::Node;
use super::super::shape::{Arrays, Extra, Kinds, Objects, Shape, Union, View};
use super::super::words::Words;
use super::model::{Api, Kind, Part, Type, Written};
use crate::names::{pascal, snake};

/// How deep inline schemas are followed.
const DEEPEST: usize = 40;

/// What is generated for a value that may be anything.
const ANY: &str = "serde_json::Value";

/// What a text is that has a pattern or a limit: made by a check only, where any other newtype is open.
const CHECKED: &str = "a checked String";

impl Api {
    /// A component: whatever its schema stands for gets its name.
    pub(super) fn define(&mut self, name: &str, view: View<'_>) {
        let pointer = view.node.pointer.clone();
        let shape = Shape::of(std::slice::from_ref(&view));
        let written = match component(&view.node) {
            Some(other) => pascal(&other),
            None if is_option(&shape) => {
                let inner = self.of_shape(&shape, &format!("{name}Inner"), &pointer, DEEPEST);
                format!("Option<{inner}>")
            }
            None => self.of_shape(&shape, name, &pointer, DEEPEST),
        };
        if written != name {
            let kind = Kind::Newtype(written);
            self.types.insert(name.to_owned(), Type { kind, pointer });
        }
    }

    /// How the type of a schema is written; inline types get the name if they have no title.
    pub(super) fn written(&mut self, views: &[View<'_>], name: &str) -> Written {
        self.written_within(views, name, DEEPEST)
    }

    fn written_within(&mut self, views: &[View<'_>], name: &str, depth: usize) -> Written {
        let Some(depth) = depth.checked_sub(1) else {
            return ANY.to_owned();
        };
        if let [view] = views
            && only_branch(&view.node).is_none()
            && let Some(component) = component_or_null(&view.node)
        {
            let written = pascal(&component);
            let null = view.node.reference().is_none() && view.node.flag("nullable");
            return if null { format!("Option<{written}>") } else { written };
        }
        let pointer = views.first().map_or("", View::place);
        if let [view] = views
            && let Some(branch) = only_branch(&view.node)
        {
            let inner = self.written_within(&[View::new(branch)], &format!("{name}Inner"), depth);
            return self.insert(name, Kind::Newtype(inner), pointer);
        }
        let shape = Shape::of(views);
        let written = self.of_shape(&shape, name, pointer, depth);
        if is_option(&shape) {
            return format!("Option<{written}>");
        }
        written
    }

    /// The type of a shape, null left aside.
    fn of_shape(&mut self, shape: &Shape<'_>, name: &str, pointer: &str, depth: usize) -> Written {
        if let Some(union) = shape.unions.first() {
            return self.union(union, name, pointer, depth);
        }
        match shape.kinds {
            Kinds::BOOLEAN => "bool".to_owned(),
            Kinds::NUMBER => self.number(shape, name, pointer),
            Kinds::STRING => self.text(shape, name, pointer),
            Kinds::ARRAY => self.array(&shape.arrays, name, depth),
            Kinds::OBJECT => self.object(&shape.objects, name, pointer, depth),
            _ if is_for_texts(shape) => self.text(shape, name, pointer),
            _ => ANY.to_owned(),
        }
    }

    fn insert(&mut self, name: &str, kind: Kind, pointer: &str) -> Written {
        let pointer = pointer.to_owned();
        self.types.insert(name.to_owned(), Type { kind, pointer });
        name.to_owned()
    }

    fn union(&mut self, union: &Union<'_>, name: &str, pointer: &str, depth: usize) -> Written {
        let mut variants = BTreeMap::new();
        for (index, branch) in union.branches.iter().enumerate() {
            let variant = match component(&branch.node) {
                Some(component) => pascal(&component),
                None => format!("Variant{index}"),
            };
            let written = self.written_within(std::slice::from_ref(branch), &format!("{name}{variant}"), depth);
            let pointer = union.at.clone();
            variants.insert(variant, Part { written, pointer });
        }
        self.insert(name, Kind::Enum(variants), pointer)
    }

    fn text(&mut self, shape: &Shape<'_>, name: &str, pointer: &str) -> Written {
        if let Some(values) = &shape.values {
            let at = shape.places.get("enum").map_or(pointer, String::as_str);
            let variant = |value: &Value| {
                let text = value.as_str()?;
                let allowed = shape.words.accepts(text) != Some(false);
                let part = Part { written: String::new(), pointer: at.to_owned() };
                allowed.then(|| (pascal(text), part))
            };
            let variants = values.iter().filter_map(variant).collect();
            return self.insert(name, Kind::Enum(variants), pointer);
        }
        let is_checked = ["pattern", "minLength", "maxLength"].iter().any(|keyword| shape.places.contains_key(keyword));
        if is_checked {
            return self.insert(name, Kind::Newtype(CHECKED.to_owned()), pointer);
        }
        "String".to_owned()
    }

    /// Limits are not in the type, formats are.
    fn number(&mut self, shape: &Shape<'_>, name: &str, pointer: &str) -> Written {
        let formats = &shape.numbers.formats;
        let written = if shape.numbers.integer {
            formats.iter().find_map(|format| integer(format)).unwrap_or("i64")
        } else if formats.iter().any(|format| format == "float") {
            "f32"
        } else {
            "f64"
        };
        if shape.values.is_some() {
            return self.insert(name, Kind::Newtype(written.to_owned()), pointer);
        }
        written.to_owned()
    }

    fn array(&mut self, arrays: &Arrays<'_>, name: &str, depth: usize) -> Written {
        if arrays.items.is_empty() {
            return format!("Vec<{ANY}>");
        }
        let item = self.written_within(&arrays.items, &format!("{name}Item"), depth);
        format!("Vec<{item}>")
    }

    fn object(&mut self, objects: &Objects<'_>, name: &str, pointer: &str, depth: usize) -> Written {
        let stated = |required: &&String| !objects.properties.contains_key(*required);
        let unstated: Vec<&String> = objects.required.iter().filter(stated).collect();
        if objects.properties.is_empty() && unstated.is_empty() {
            match &objects.extra {
                Extra::Any => return format!("Map<String, {ANY}>"),
                Extra::Only(views) => {
                    let value = self.written_within(views, &format!("{name}Value"), depth);
                    return format!("Map<String, {value}>");
                }
                Extra::None => {}
            }
        }
        let mut fields = BTreeMap::new();
        for (property, views) in &objects.properties {
            let suggested = pascal(&format!("{name}_{}", snake(property)));
            let written = self.written_within(views, &suggested, depth);
            let written = field(written, objects.required.contains(property), views);
            let at = views.first().map_or(pointer, View::place).to_owned();
            fields.insert(snake(property), Part { written, pointer: at });
        }
        for property in unstated {
            let part = Part { written: ANY.to_owned(), pointer: pointer.to_owned() };
            fields.insert(snake(property), part);
        }
        if let Extra::Only(views) = &objects.extra {
            let value = self.written_within(views, &format!("{name}ExtraValue"), depth);
            let part = Part { written: format!("Map<String, {value}>"), pointer: pointer.to_owned() };
            fields.insert("extra".to_owned(), part);
        }
        self.insert(name, Kind::Struct(fields), pointer)
    }
}

/// The one branch of a `oneOf` or `anyOf`, which is wrapped where one of `allOf` is not.
fn only_branch<'d>(node: &Node<'d>) -> Option<Node<'d>> {
    let mut branches = node.child("oneOf").or_else(|| node.child("anyOf"))?.items();
    branches.pop().filter(|_| branches.is_empty())
}

/// Whether null is a value of its own beside others.
fn is_option(shape: &Shape<'_>) -> bool {
    shape.null && shape.kinds != Kinds::ALL && shape.kinds != Kinds::NONE
}

/// A property that may be left out is an `Option`, unless leaving it out means a value already.
fn field(written: Written, required: bool, views: &[View<'_>]) -> Written {
    let default = || views.first().is_some_and(|view| view.node.value.get("default").is_some());
    let own_default = ["Option<", "Vec<", "Map<"].iter().any(|start| written.starts_with(start));
    if required || own_default || default() {
        return written;
    }
    format!("Option<{written}>")
}

/// Whether a schema without a type is taken for one of texts: it has a limit or a pattern, or lists nothing but texts.
fn is_for_texts(shape: &Shape<'_>) -> bool {
    match &shape.values {
        Some(values) => !values.is_empty() && values.iter().all(Value::is_string),
        None => shape.kinds == Kinds::ALL && shape.words != Words::default(),
    }
}

/// The types of whole numbers by their formats.
fn integer(format: &str) -> Option<&'static str> {
    Some(match format {
        "int8" => "i8",
        "uint8" => "u8",
        "int16" => "i16",
        "uint16" => "u16",
        "int" | "int32" => "i32",
        "uint" | "uint32" => "u32",
        "int64" => "i64",
        "uint64" => "u64",
        _ => return None,
    })
}
