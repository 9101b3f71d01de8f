//! Finds cycles in a directed graph: its strongly connected components.

use std::collections::{BTreeMap, BTreeSet};

/// Each node with the nodes that it depends on.
pub type DependencyGraph = BTreeMap<String, BTreeSet<String>>;

/// The strongly connected components that contain a cycle.
pub fn cycles(graph: &DependencyGraph) -> BTreeSet<BTreeSet<String>> {
    let reachable: BTreeMap<&str, BTreeSet<&str>> =
        graph.keys().map(|node| (node.as_str(), reachable_from(graph, node))).collect();
    let leads = |from: &str, to: &str| reachable.get(from).is_some_and(|nodes| nodes.contains(to));
    let component = |node: &String| -> BTreeSet<String> {
        graph.keys().filter(|other| leads(node, other) && leads(other, node)).cloned().collect()
    };
    graph.keys().map(component).filter(|component| !component.is_empty()).collect()
}

/// The nodes that are reachable from a node, including itself if it is part of a cycle.
fn reachable_from<'g>(graph: &'g DependencyGraph, node: &str) -> BTreeSet<&'g str> {
    let mut found = BTreeSet::new();
    let mut open = vec![node];
    while let Some(next) = open.pop() {
        let new = graph.get(next).into_iter().flatten().filter(|target| found.insert(target.as_str()));
        open.extend(new.map(String::as_str).collect::<Vec<_>>());
    }
    found
}

#[test]
fn cycles_are_found() {
    let graph = |arrows: &[(&str, &str)]| {
        let mut graph = DependencyGraph::new();
        for (from, to) in arrows {
            graph.entry((*from).to_owned()).or_default().insert((*to).to_owned());
        }
        graph
    };
    let sets = |groups: &[&[&str]]| -> BTreeSet<BTreeSet<String>> {
        groups.iter().map(|group| group.iter().map(|node| (*node).to_owned()).collect()).collect()
    };
    assert_eq!(cycles(&graph(&[("a", "b"), ("b", "c"), ("a", "c")])), sets(&[]));
    assert_eq!(cycles(&graph(&[("a", "b"), ("b", "c"), ("c", "b"), ("c", "d")])), sets(&[&["b", "c"]]));
    let two = graph(&[("a", "b"), ("b", "c"), ("c", "a"), ("c", "d"), ("d", "e"), ("e", "d")]);
    assert_eq!(cycles(&two), sets(&[&["a", "b", "c"], &["d", "e"]]));
}
