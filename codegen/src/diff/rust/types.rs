//! From a schema to the Rust type that stands for it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::comparison::{component, component_or_null};
use super::super::decimal::Decimal;
use super::super::numbers::{Limit, Numbers};
use super::super::shape::{Arrays, Extra, Kinds, Objects, Shape, Union, View};
use super::super::words::Words;
use super::model::{Api, Kind, Part, Type, Written, pascal, snake};

/// How deep inline schemas are followed.
const DEEPEST: usize = 40;

/// What is generated for a value that may be anything.
const ANY: &str = "serde_json::Value";

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
            && let Some(component) = component_or_null(&view.node)
        {
            let written = pascal(&component);
            let null = view.node.reference().is_none() && view.node.flag("nullable");
            return if null { format!("Option<{written}>") } else { written };
        }
        let title = match views {
            [view] => view.node.text("title").map(pascal),
            _ => None,
        };
        let shape = Shape::of(views);
        let pointer = views.first().map_or("", View::place);
        let written = self.of_shape(&shape, title.as_deref().unwrap_or(name), pointer, depth);
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
            let written = self.written_within(
                std::slice::from_ref(branch),
                &format!("{name}{variant}"),
                depth,
            );
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
                let part = Part {
                    written: String::new(),
                    pointer: at.to_owned(),
                };
                allowed.then(|| (pascal(text), part))
            };
            let variants = values.iter().filter_map(variant).collect();
            return self.insert(name, Kind::Enum(variants), pointer);
        }
        let native = shape.formats.iter().find_map(|format| native(format));
        if let Some(native) = native {
            return native.to_owned();
        }
        if shape.words == Words::default() {
            return "String".to_owned();
        }
        self.insert(name, Kind::Newtype("String".to_owned()), pointer)
    }

    fn number(&mut self, shape: &Shape<'_>, name: &str, pointer: &str) -> Written {
        let written = if shape.numbers.integer {
            integer(&shape.numbers)
        } else if shape.numbers.formats.iter().any(|format| format == "float") {
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
        let item = if arrays.items.is_empty() {
            ANY.to_owned()
        } else {
            self.written_within(&arrays.items, &format!("{name}Item"), depth)
        };
        match (arrays.max, arrays.unique) {
            (Some(max), false) if max == arrays.min && max > 0 => format!("[{item}; {max}]"),
            (_, true) => format!("Set<{item}>"),
            _ => format!("Vec<{item}>"),
        }
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
            let part = Part {
                written: ANY.to_owned(),
                pointer: pointer.to_owned(),
            };
            fields.insert(snake(property), part);
        }
        if let Extra::Only(views) = &objects.extra {
            let value = self.written_within(views, &format!("{name}ExtraValue"), depth);
            let part = Part {
                written: format!("Map<String, {value}>"),
                pointer: pointer.to_owned(),
            };
            fields.insert("extra".to_owned(), part);
        }
        self.insert(name, Kind::Struct(fields), pointer)
    }
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

/// The types of formats that are more than a text.
fn native(format: &str) -> Option<&'static str> {
    Some(match format {
        "uuid" => "uuid::Uuid",
        "date" => "chrono::NaiveDate",
        "date-time" => "chrono::DateTime<Utc>",
        "ip" => "IpAddr",
        "ipv4" => "Ipv4Addr",
        "ipv6" => "Ipv6Addr",
        _ => return None,
    })
}

/// Formats of integers: the type, the type without zero, and the ends.
const INTEGERS: [(&str, &str, &str, i128, i128); 10] = [
    ("int8", "i8", "NonZeroU8", i8::MIN as i128, i8::MAX as i128),
    ("uint8", "u8", "NonZeroU8", 0, u8::MAX as i128),
    ("int16", "i16", "NonZeroU16", i16::MIN as i128, i16::MAX as i128),
    ("uint16", "u16", "NonZeroU16", 0, u16::MAX as i128),
    ("int", "i32", "NonZeroU32", i32::MIN as i128, i32::MAX as i128),
    ("int32", "i32", "NonZeroU32", i32::MIN as i128, i32::MAX as i128),
    ("uint", "u32", "NonZeroU32", 0, u32::MAX as i128),
    ("uint32", "u32", "NonZeroU32", 0, u32::MAX as i128),
    ("int64", "i64", "NonZeroU64", i64::MIN as i128, i64::MAX as i128),
    ("uint64", "u64", "NonZeroU64", 0, u64::MAX as i128),
];

/// The type of a whole number, by its format and its ends.
fn integer(numbers: &Numbers) -> &'static str {
    let end = |limit: Option<Limit>, inwards: Decimal| {
        let limit = limit?;
        if limit.exclusive {
            limit.value.plus(inwards)
        } else {
            Some(limit.value)
        }
    };
    let low = end(numbers.minimum, Decimal::ONE);
    let high = end(numbers.maximum, Decimal::of_i128(-1));
    let is = |limit: Option<Decimal>, end: i128| limit == Some(Decimal::of_i128(end));
    let known = |format: &String| INTEGERS.iter().find(|known| known.0 == format);
    if let Some(&(_, plain, without_zero, least, most)) = numbers.formats.iter().find_map(known)
        && numbers.multiple_of.is_empty()
        && low.is_none_or(|low| low.compare(Decimal::of_i128(least)).is_some_and(|order| order.is_ge()))
        && high.is_none_or(|high| high.compare(Decimal::of_i128(most)).is_some_and(|order| order.is_le()))
    {
        return if is(low, 1) { without_zero } else { plain };
    }
    let fits = |&&(_, _, _, least, most): &&(&str, &str, &str, i128, i128)| match (low, high) {
        (None, None) => false,
        (None, high) => is(high, most),
        (low, None) => is(low, 1) || is(low, least),
        (low, high) => is(low, 1) || (is(low, least) && is(high, most)),
    };
    match INTEGERS.iter().rev().find(fits) {
        Some(&(_, plain, without_zero, ..)) => if is(low, 1) { without_zero } else { plain },
        None => "i64",
    }
}
