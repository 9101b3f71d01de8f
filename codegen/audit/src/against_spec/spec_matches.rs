//! What of the document is what of the spec. In each pair, `old` is of the spec, `new` of the document.

use crate::document::model::{Model, Role};
use crate::document::sample_json::Node;
use crate::matching::fields::{Paired, Side};
use crate::matching::samples::{self, Traits};
use crate::matching::similarity::Pair;
use crate::spec::View;

/// Groups and parameters, and examples.
pub(super) struct Matched {
    pub(super) fields: Paired,
    pub(super) samples: Vec<Pair>,
}

impl Matched {
    pub(super) fn of(model: &Model, view: &View<'_>) -> Self {
        let fields = Paired::of(&Side::of_spec(view), model, &view.names());
        let role = |is_response: bool| if is_response { Role::Response } else { Role::Request };
        let renamed = |part: String| fields.renames.get(&part).cloned().unwrap_or(part);
        let of_spec = view.examples.iter().map(|shown| {
            let parts = Node::of_value(shown.value()).parts().into_iter().map(renamed).collect();
            Traits { role: role(shown.is_response), parts: Some(parts) }
        });
        let of_document = model.samples.iter().map(|sample| {
            let parts = sample.node.as_ref().map(Node::parts);
            Traits { role: sample.role, parts }
        });
        let samples = samples::pairs(&of_spec.collect::<Vec<_>>(), &of_document.collect::<Vec<_>>());
        Self { fields, samples }
    }
}
