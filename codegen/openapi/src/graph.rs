//! The graph of references between components: cycles, nesting depth and the number of merged schemas. The search is iterative, so that a
//! deep document does not overflow the stack, and visits each edge once.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::pointer::join;
use crate::reference;
use crate::value::{items, members};
use crate::walk;

/// The components of a document and the references between them. The schemas of parameters and bodies count as components.
#[derive(Debug)]
pub struct ComponentGraph {
    /// The pointer of each component.
    pointers: Vec<String>,
    /// The references of each component.
    edges: Vec<Vec<Edge>>,
    /// The number of type layers of each component, without the layers of the components that it refers to.
    layers: Vec<usize>,
}

/// A reference to another component.
#[derive(Clone, Copy, Debug)]
struct Edge {
    component: usize,
    /// The number of type layers around the reference, including the component itself.
    layers: usize,
    /// The schema (by number within the component; 0 is the component itself) that the target is merged into by `allOf`.
    merged_into: Option<usize>,
}

/// Which references become edges.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum EdgeFilter {
    /// The `$ref` of a component, and the references in its `allOf`, `oneOf` and `anyOf`: a value of the component can be a value of the
    /// target.
    Composition,
    /// All references.
    All,
}

/// The state of a component during the depth-first search.
#[derive(Clone, Copy, Eq, PartialEq)]
enum VisitState {
    Never,
    Open,
    Done,
}

impl ComponentGraph {
    /// Builds the graph of a document.
    #[must_use]
    pub fn of_components(root: &Value, filter: EdgeFilter) -> Self {
        let mut pointers = Vec::new();
        let mut values = Vec::new();
        for (section, components) in members(root.get("components")) {
            for (name, value) in members(Some(components)) {
                pointers.push(join(&join("/components", section), name));
                values.push(value);
            }
        }
        if filter == EdgeFilter::All {
            walk::schemas(root, &mut |at, schema| {
                if at.ends_with("/schema") && !at.starts_with("/components/schemas/") {
                    pointers.push(at.to_owned());
                    values.push(schema);
                }
            });
        }
        let numbers: BTreeMap<&str, usize> =
            pointers.iter().enumerate().map(|(number, at)| (at.as_str(), number)).collect();
        let (mut edges, mut layers) = (Vec::new(), Vec::new());
        for value in values {
            let (references, deepest) = references(value, filter);
            let known = references.into_iter().filter_map(|(reference, layers, merged_into)| {
                let component = *numbers.get(&*reference::pointer(reference)?)?;
                Some(Edge { component, layers, merged_into })
            });
            edges.push(known.collect());
            layers.push(deepest);
        }
        Self { pointers, edges, layers }
    }

    /// The pointers of the components that lie on a cycle.
    #[must_use]
    pub fn on_cycles(&self) -> Vec<&str> {
        let mut found = Vec::new();
        for group in self.groups() {
            let has_cycle = group.len() > 1 || self.edges[group[0]].iter().any(|edge| edge.component == group[0]);
            if has_cycle {
                found.extend(group);
            }
        }
        found.sort_unstable();
        found.into_iter().map(|number| self.pointers[number].as_str()).collect()
    }

    /// The pointer and the maximum number of type layers of each component. A layer is a type that the compiler resolves in one step, such
    /// as a struct, an `Option`, or a part of `Vec`. Each component of a cycle has the depth of the whole cycle.
    pub fn depths(&self) -> impl Iterator<Item = (&str, usize)> {
        let mut depths = vec![0; self.pointers.len()];
        for group in self.groups() {
            let edges = |member: usize| self.edges[member].iter();
            // The components outside this group that it refers to already have a depth.
            let is_within = |edge: &&Edge| depths[edge.component] == 0;
            let within =
                |member: usize| edges(member).filter(is_within).map(|edge| edge.layers + BOX).max().unwrap_or(0);
            let below = |member: usize| {
                let below = edges(member).filter(|edge| !is_within(edge));
                below.map(|edge| edge.layers + depths[edge.component]).max().unwrap_or(0).max(self.layers[member])
            };
            let around: usize = group.iter().map(|&member| within(member)).sum();
            let deepest = around + group.iter().map(|&member| below(member)).max().unwrap_or(0);
            group.into_iter().for_each(|member| depths[member] = deepest);
        }
        self.pointers.iter().map(String::as_str).zip(depths)
    }

    /// The pointer of each component, and the largest number of schemas that are merged into one of its schemas; a schema that is merged
    /// twice counts twice. The graph must have no cycle of [`EdgeFilter::Composition`] references.
    pub fn merges(&self) -> impl Iterator<Item = (&str, u64)> {
        let (mut counts, mut most) = (vec![0_u64; self.pointers.len()], vec![0; self.pointers.len()]);
        for member in self.groups().into_iter().flatten() {
            let mut of_schemas: BTreeMap<usize, u64> = BTreeMap::new();
            for edge in &self.edges[member] {
                if let Some(schema) = edge.merged_into {
                    let count = of_schemas.entry(schema).or_default();
                    *count = count.saturating_add(counts[edge.component]).saturating_add(1);
                }
            }
            counts[member] = of_schemas.get(&0).copied().unwrap_or(0);
            most[member] = of_schemas.into_values().max().unwrap_or(0);
        }
        self.pointers.iter().map(String::as_str).zip(most)
    }

    /// The strongly connected components of the graph. Each comes after the strongly connected components that it refers to (Tarjan's
    /// algorithm).
    fn groups(&self) -> Vec<Vec<usize>> {
        let count = self.pointers.len();
        let (mut order, mut lowest, mut seen) = (vec![0; count], vec![0; count], vec![VisitState::Never; count]);
        let (mut next, mut open, mut groups) = (0, Vec::new(), Vec::new());
        // A component on the current path, and how many of its edges were visited.
        let mut path: Vec<(usize, usize)> = Vec::new();
        for start in 0..count {
            if seen[start] == VisitState::Never {
                path.push((start, 0));
            }
            while let Some((here, visited)) = path.pop() {
                if visited == 0 {
                    (order[here], lowest[here], seen[here]) = (next, next, VisitState::Open);
                    next += 1;
                    open.push(here);
                } else {
                    let edge = self.edges[here][visited - 1].component;
                    if seen[edge] == VisitState::Open {
                        lowest[here] = lowest[here].min(lowest[edge]);
                    }
                }
                if let Some(edge) = self.edges[here].get(visited) {
                    path.push((here, visited + 1));
                    if seen[edge.component] == VisitState::Never {
                        path.push((edge.component, 0));
                    }
                } else if lowest[here] == order[here] {
                    let begins = open.iter().rposition(|&other| other == here).unwrap_or_default();
                    let group = open.split_off(begins);
                    group.iter().for_each(|&member| seen[member] = VisitState::Done);
                    groups.push(group);
                }
            }
        }
        groups
    }
}

/// The type layers of standard types, as the compiler counts them.
const OPTION: usize = 1;
const BOX: usize = 2;
const VEC: usize = 3;
const MAP: usize = 4;

type ReferenceList<'v> = Vec<(&'v str, usize, Option<usize>)>;

/// Returns the references of a component, each with the number of type layers around it and the schema that its target is merged into. Also
/// returns the number of layers of the component without its references.
fn references(component: &Value, filter: EdgeFilter) -> (ReferenceList<'_>, usize) {
    let mut found = Vec::new();
    let (mut deepest, mut schemas) = (0, 0);
    // The schemas to visit, each with the number of layers around it and the schema that it is merged into. If the component itself is a
    // reference, its target counts as merged into it.
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
        // Several parts become one type together with the properties beside `allOf`; a single part becomes a type of its own.
        let parts = items(value.get("allOf"));
        let around_parts = if items(value.get("allOf")).count() == 1 { layers.max(around + 1) } else { around };
        open.extend(parts.map(|part| (part, around_parts, Some(here))));
        open.extend(items(value.get("oneOf")).map(|part| (part, layers, None)));
        // Each alternative becomes an optional field.
        open.extend(items(value.get("anyOf")).map(|part| (part, layers + OPTION, None)));
        if filter == EdgeFilter::All {
            open.extend(members(value.get("properties")).map(|(_, property)| (property, layers + OPTION, None)));
            for keyword in ["items", "additionalProperties", "not"] {
                open.extend(value.get(keyword).map(|inner| (inner, layers, None)));
            }
        }
    }
    (found, deepest)
}

/// The number of type layers of a schema itself. A component always has a type of its own.
fn own_layers(schema: &Value, is_component: bool) -> usize {
    let has = |key: &str| schema.get(key).is_some();
    let is_struct = is_component || has("properties") || has("oneOf") || has("anyOf") || has("allOf");
    let nullable = if schema.get("nullable") == Some(&Value::Bool(true)) { OPTION } else { 0 };
    let list = if has("items") { VEC } else { 0 };
    let map = if schema.get("additionalProperties").is_some_and(Value::is_object) { MAP } else { 0 };
    usize::from(is_struct) + nullable + list + map
}
