//! Checks that components are not nested too deeply for the compiler or merged too often.

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::graph::{ComponentGraph, EdgeFilter};
use colt_numbers_openapi::reference::MAX_HOPS;
use serde_json::Value;

/// The maximum number of type layers of a component. The compiler's limit is 128, and callers add layers: a future, a `Result`, a list. Each
/// reference in a chain is a layer, so no chain exceeds `MAX_HOPS`.
pub const MAX_LAYERS: usize = 100;
const _: () = assert!(MAX_LAYERS <= MAX_HOPS);

/// The maximum number of schemas that are merged into one. A schema is merged once for each reference to it, so two references per
/// level double the number with each level.
pub const MAX_MERGED: u64 = 1000;

/// Checks every component. No component may contain itself through composition.
pub fn check(root: &Value, lint: &mut Findings) {
    let graph = ComponentGraph::of_components(root, EdgeFilter::All);
    // Only the innermost one is reported, not the components that contain it.
    let deep = graph.depths().filter(|(_, depth)| *depth > MAX_LAYERS).min_by_key(|(_, depth)| *depth);
    if let Some((at, depth)) = deep {
        let deep = format!("its type would be {depth} layers deep, counting through references");
        lint.error(at, format!("{deep}; the compiler rejects types that are so deep")).hint(format!(
            "use at most {MAX_LAYERS} layers: replace references to references with direct ones, or nest less"
        ));
        return;
    }
    let wide = graph.merges().filter(|(_, count)| *count > MAX_MERGED).min_by_key(|(_, count)| *count);
    if let Some((at, count)) = wide {
        let wide = format!("`allOf` merges {count} schemas into it, counting through references");
        lint.error(at, format!("{wide}, each reference separately"))
            .hint(format!("merge at most {MAX_MERGED} schemas: list the properties, or refer to each part only once"));
    }
}
