//! Matches elements of the spec and of the document. In each pair, `old` is the index in the spec and `new` is the index in the document.

use crate::document::model::{Model, Role};
use crate::document::sample_json::SampleNode;
use crate::matching::fields::{ComparedFields, FieldMatches};
use crate::matching::samples::{self, SampleTraits};
use crate::matching::similarity::Match;
use crate::spec::SpecView;

/// Matched groups, parameters and examples.
pub(super) struct SpecMatches {
    pub(super) fields: FieldMatches,
    pub(super) samples: Vec<Match>,
}

impl SpecMatches {
    pub(super) fn of(model: &Model, view: &SpecView<'_>) -> Self {
        let fields = FieldMatches::of(&ComparedFields::of_spec(view), model, &view.names());
        let role = |is_response: bool| if is_response { Role::Response } else { Role::Request };
        let renamed = |part: String| fields.renames.get(&part).cloned().unwrap_or(part);
        let of_spec = view.examples.iter().map(|example| {
            let parts = SampleNode::of_value(example.value()).parts().into_iter().map(renamed).collect();
            SampleTraits { role: role(example.is_response), parts: Some(parts) }
        });
        let of_document = model.samples.iter().map(|sample| {
            let parts = sample.node.as_ref().map(SampleNode::parts);
            SampleTraits { role: sample.role, parts }
        });
        let samples = samples::match_samples(&of_spec.collect::<Vec<_>>(), &of_document.collect::<Vec<_>>());
        Self { fields, samples }
    }
}
