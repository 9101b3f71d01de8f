//! What of the document is what of the spec. In each pair, `old` is of the spec, `new` of the document.

use crate::document::json::{Node, Renames};
use crate::document::model::{Model, Role};
use crate::matching::pairs::{Paired, Side};
use crate::matching::similarity;
use crate::spec::View;

/// Groups and parameters, and examples.
pub(super) struct Matched {
    pub(super) fields: Paired,
    /// Examples: index in the spec, index in the document.
    pub(super) samples: Vec<(usize, usize)>,
}

impl Matched {
    pub(super) fn of(model: &Model, view: &View<'_>) -> Self {
        let fields = Paired::of(&Side::of_spec(view), model, &view.names());
        let samples = samples(model, view, &fields.renames);
        Self { fields, samples }
    }
}

/// Examples that show the same, then those that are alike.
fn samples(model: &Model, view: &View<'_>, renames: &Renames) -> Vec<(usize, usize)> {
    let of_spec: Vec<(bool, Node)> = view
        .examples
        .iter()
        .map(|shown| {
            (shown.is_response, Node::of_value(shown.example.value.get("value").unwrap_or(&serde_json::Value::Null)))
        })
        .collect();
    let fits = |is_response: bool, role: Role| role == Role::Unknown || is_response == (role == Role::Response);
    let named = |parts: Vec<String>| {
        parts.into_iter().map(|part| renames.get(&part).cloned().unwrap_or(part)).collect::<Vec<_>>()
    };
    let mut found: Vec<(usize, usize)> = Vec::new();
    for least in [1.0, similarity::ONE, 0.3] {
        let mut scored = Vec::new();
        for (index, (is_response, node)) in of_spec.iter().enumerate() {
            for (other, sample) in model.samples.iter().enumerate() {
                let Some(shows) = sample.node.as_ref().filter(|_| fits(*is_response, sample.role)) else { continue };
                let score = similarity::bags(&named(node.parts()), &shows.parts());
                if score >= least {
                    scored.push((score, index, other));
                }
            }
        }
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        for (_, index, other) in scored {
            if !found.iter().any(|(of_spec, of_document)| *of_spec == index || *of_document == other) {
                found.push((index, other));
            }
        }
    }
    found
}
