//! Matches elements of the spec and of the document. In each pair, `old` is the index in the spec and `new` is the index in the document.

use crate::document::model::{Model, Role};
use crate::document::sample_json::SampleNode;
use crate::matching::fields::{ComparedFields, FieldMatches};
use crate::matching::operations::{OperationTraits, match_operations};
use crate::matching::samples::{self, SampleTraits};
use crate::matching::similarity::Match;
use crate::spec::SpecView;

/// Matched operations, groups, parameters and examples.
pub(super) struct SpecMatches {
    pub(super) operations: Vec<Match>,
    pub(super) fields: FieldMatches,
    pub(super) samples: Vec<Match>,
}

impl SpecMatches {
    pub(super) fn of(model: &Model, view: &SpecView<'_>) -> Self {
        let operations = match_operations(&OperationTraits::of_spec(view), &OperationTraits::of_document(model));
        let fields = FieldMatches::of(&operations, &ComparedFields::of_spec(view), model, &view.names());
        let role = |is_response: bool| if is_response { Role::Response } else { Role::Request };
        let renamed = |part: String| fields.renames.get(&part).cloned().unwrap_or(part);
        let of_spec = view.examples.iter().map(|example| {
            let parts = SampleNode::of_value(example.value()).parts().into_iter().map(renamed).collect();
            SampleTraits { operation: example.operation, role: role(example.is_response), parts: Some(parts) }
        });
        let of_document = model.samples.iter().map(|sample| {
            let parts = sample.node.as_ref().map(SampleNode::parts);
            SampleTraits { operation: model.operation_at(sample.line), role: sample.role, parts }
        });
        let samples =
            samples::match_samples(&operations, &of_spec.collect::<Vec<_>>(), &of_document.collect::<Vec<_>>());
        Self { operations, fields, samples }
    }

    /// The operation of the document that matches an operation of the spec.
    pub(super) fn documented(&self, operation: usize) -> Option<usize> {
        self.operations.iter().find(|pair| pair.old == operation).map(|pair| pair.new)
    }
}
