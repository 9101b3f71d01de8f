//! What components are made of: a graph of their references, walked without recursion and each edge once, however deep it is.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::pointer::join;
use crate::reference;
use crate::value::{items, members};
use crate::walk;

/// The components of a document, and which others each is made of; the schemas of parameters and bodies count as components.
#[derive(Debug)]
pub struct Graph {
    /// The pointer of each component.
    places: Vec<String>,
    /// What each refers to.
    parts: Vec<Vec<Part>>,
    /// How many layers of types each has without what it refers to.
    layers: Vec<usize>,
}

/// A reference to another component.
#[derive(Clone, Copy, Debug)]
struct Part {
    component: usize,
    /// How many layers of types the reference stands in, the component itself included.
    layers: usize,
    /// The schema that merges what is referred to, by number within the component; the component itself is 0.
    merged_into: Option<usize>,
}

/// Which references a graph is of.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Edges {
    /// Those of a component itself and of its composition: a value of the component is one of theirs.
    Composition,
    /// All of them.
    All,
}

/// How often the walk has come by a component.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Seen {
    Never,
    Open,
    Done,
}

impl Graph {
    /// The graph of a document.
    #[must_use]
    pub fn of_components(root: &Value, edges: Edges) -> Self {
        let mut places = Vec::new();
        let mut values = Vec::new();
        for (section, components) in members(root.get("components")) {
            for (name, value) in members(Some(components)) {
                places.push(join(&join("/components", section), name));
                values.push(value);
            }
        }
        if edges == Edges::All {
            walk::schemas(root, &mut |at, schema| {
                if at.ends_with("/schema") && !at.starts_with("/components/schemas/") {
                    places.push(at.to_owned());
                    values.push(schema);
                }
            });
        }
        let numbers: BTreeMap<&str, usize> =
            places.iter().enumerate().map(|(number, at)| (at.as_str(), number)).collect();
        let (mut parts, mut layers) = (Vec::new(), Vec::new());
        for value in values {
            let (references, deepest) = references(value, edges);
            let known = references.into_iter().filter_map(|(reference, layers, merged_into)| {
                let component = *numbers.get(&*reference::pointer(reference)?)?;
                Some(Part { component, layers, merged_into })
            });
            parts.push(known.collect());
            layers.push(deepest);
        }
        Self { places, parts, layers }
    }

    /// The pointers of the components that are part of themselves.
    #[must_use]
    pub fn on_circles(&self) -> Vec<&str> {
        let mut found = Vec::new();
        for group in self.groups() {
            let alone = group.len() == 1 && self.parts[group[0]].iter().all(|part| part.component != group[0]);
            if !alone {
                found.extend(group);
            }
        }
        found.sort_unstable();
        found.into_iter().map(|number| self.places[number].as_str()).collect()
    }

    /// How many layers of types each component has at most, with its pointer: a layer is what the compiler looks through one by one, such
    /// as a struct, an `Option`, or a part of `Vec`. Components that lead to each other are as deep as all of them together.
    pub fn depths(&self) -> impl Iterator<Item = (&str, usize)> {
        let mut depths = vec![0; self.places.len()];
        for group in self.groups() {
            let parts = |member: usize| self.parts[member].iter();
            // The groups that this one leads to have their depth already.
            let is_within = |part: &&Part| depths[part.component] == 0;
            let within =
                |member: usize| parts(member).filter(is_within).map(|part| part.layers + BOX).max().unwrap_or(0);
            let below = |member: usize| {
                let below = parts(member).filter(|part| !is_within(part));
                below.map(|part| part.layers + depths[part.component]).max().unwrap_or(0).max(self.layers[member])
            };
            let around: usize = group.iter().map(|&member| within(member)).sum();
            let deepest = around + group.iter().map(|&member| below(member)).max().unwrap_or(0);
            group.into_iter().for_each(|member| depths[member] = deepest);
        }
        self.places.iter().map(String::as_str).zip(depths)
    }

    /// How many schemas are merged at most into a schema of each component, each counted as often as it is, with the component's
    /// pointer. There must be no circle of composition.
    pub fn merges(&self) -> impl Iterator<Item = (&str, u64)> {
        let (mut counts, mut most) = (vec![0_u64; self.places.len()], vec![0; self.places.len()]);
        for member in self.groups().into_iter().flatten() {
            let mut of_schemas: BTreeMap<usize, u64> = BTreeMap::new();
            for part in &self.parts[member] {
                if let Some(schema) = part.merged_into {
                    let count = of_schemas.entry(schema).or_default();
                    *count = count.saturating_add(counts[part.component]).saturating_add(1);
                }
            }
            counts[member] = of_schemas.get(&0).copied().unwrap_or(0);
            most[member] = of_schemas.into_values().max().unwrap_or(0);
        }
        self.places.iter().map(String::as_str).zip(most)
    }

    /// The components in groups that lead to each other, a group after those that it leads to (Tarjan's algorithm).
    fn groups(&self) -> Vec<Vec<usize>> {
        let count = self.places.len();
        let (mut order, mut lowest, mut seen) = (vec![0; count], vec![0; count], vec![Seen::Never; count]);
        let (mut next, mut open, mut groups) = (0, Vec::new(), Vec::new());
        // A component on the way, and how many of its parts were visited.
        let mut way: Vec<(usize, usize)> = Vec::new();
        for start in 0..count {
            if seen[start] == Seen::Never {
                way.push((start, 0));
            }
            while let Some((here, visited)) = way.pop() {
                if visited == 0 {
                    (order[here], lowest[here], seen[here]) = (next, next, Seen::Open);
                    next += 1;
                    open.push(here);
                } else {
                    let part = self.parts[here][visited - 1].component;
                    if seen[part] == Seen::Open {
                        lowest[here] = lowest[here].min(lowest[part]);
                    }
                }
                if let Some(part) = self.parts[here].get(visited) {
                    way.push((here, visited + 1));
                    if seen[part.component] == Seen::Never {
                        way.push((part.component, 0));
                    }
                } else if lowest[here] == order[here] {
                    let begins = open.iter().rposition(|&other| other == here).unwrap_or_default();
                    let group = open.split_off(begins);
                    group.iter().for_each(|&member| seen[member] = Seen::Done);
                    groups.push(group);
                }
            }
        }
        groups
    }
}

/// The layers of standard types, as the compiler looks through them.
const OPTION: usize = 1;
const BOX: usize = 2;
const VEC: usize = 3;
const MAP: usize = 4;

type References<'v> = Vec<(&'v str, usize, Option<usize>)>;

/// The references of a component, each with the layers around it and the schema that merges what is referred to; and how many layers
/// the component has without them.
fn references(component: &Value, edges: Edges) -> (References<'_>, usize) {
    let mut found = Vec::new();
    let (mut deepest, mut schemas) = (0, 0);
    // A schema, how many layers are around it, and the one that it is merged into; a component that is a reference is all of its target.
    let mut open = vec![(component, 0, Some(0))];
    while let Some((value, around, merged_into)) = open.pop() {
        let is_component = std::ptr::eq(value, component);
        if let Some(reference) = reference::of(value) {
            found.push((reference, around + usize::from(is_component), merged_into));
            continue;
        }
        let layers = around + own_layers(value, is_component);
        deepest = deepest.max(layers);
        let here = merged_into.unwrap_or_else(|| {
            schemas += 1;
            schemas
        });
        // Several parts become one type with what is around them; a single one is a type within.
        let parts = items(value.get("allOf"));
        let around_parts = if items(value.get("allOf")).count() == 1 { layers.max(around + 1) } else { around };
        open.extend(parts.map(|part| (part, around_parts, Some(here))));
        open.extend(items(value.get("oneOf")).map(|part| (part, layers, None)));
        // Each part is an optional field.
        open.extend(items(value.get("anyOf")).map(|part| (part, layers + OPTION, None)));
        if edges == Edges::All {
            open.extend(members(value.get("properties")).map(|(_, property)| (property, layers + OPTION, None)));
            for keyword in ["items", "additionalProperties", "not"] {
                open.extend(value.get(keyword).map(|inner| (inner, layers, None)));
            }
        }
    }
    (found, deepest)
}

/// How many layers a schema is itself. A component is a type of its own, whatever is in it.
fn own_layers(schema: &Value, is_component: bool) -> usize {
    let has = |key: &str| schema.get(key).is_some();
    let is_struct = is_component || has("properties") || has("oneOf") || has("anyOf") || has("allOf");
    let nullable = if schema.get("nullable") == Some(&Value::Bool(true)) { OPTION } else { 0 };
    let list = if has("items") { VEC } else { 0 };
    let map = if schema.get("additionalProperties").is_some_and(Value::is_object) { MAP } else { 0 };
    usize::from(is_struct) + nullable + list + map
}
