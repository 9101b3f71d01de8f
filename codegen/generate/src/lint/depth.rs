//! Whether what components are made of stays within what the compiler and the generator crate can digest.

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::graph::{Edges, Graph};
use colt_numbers_openapi::reference::MAX_HOPS;
use serde_json::Value;

/// How many layers of types a component may have. The compiler gives up at 128, and callers put layers of their own around: a future, a
/// `Result`, a list. Each reference of a chain is a layer, so none is longer than what is followed.
pub const MAX_LAYERS: usize = 100;
const _: () = assert!(MAX_LAYERS <= MAX_HOPS);

/// How many schemas may be merged into one. The generator crate merges each as often as it is referred to, which doubles with each level
/// of two references.
pub const MAX_MERGED: u64 = 1000;

/// Checks every component, once it is known that none is on a circle of composition.
pub fn check(root: &Value, lint: &mut Findings) {
    let graph = Graph::of_components(root, Edges::All);
    // A schema that leads to a component which is too deep is not reported again.
    let deep = graph.depths().filter(|(_, depth)| *depth > MAX_LAYERS).min_by_key(|(_, depth)| *depth);
    if let Some((at, depth)) = deep {
        let deep = format!("its type would be {depth} layers deep, references followed");
        lint.error(at, format!("{deep}; the compiler gives up on types that are so deep"))
            .hint(format!("stay within {MAX_LAYERS}: refer to what a reference stands for, or use fewer levels"));
        return;
    }
    let wide = graph.merges().filter(|(_, count)| *count > MAX_MERGED).min_by_key(|(_, count)| *count);
    if let Some((at, count)) = wide {
        let wide = format!("`allOf` merges {count} schemas into it, references followed");
        lint.error(at, format!("{wide}, each as often as it is referred to"))
            .hint(format!("stay within {MAX_MERGED}: list the properties, or refer to each part once"));
    }
}
