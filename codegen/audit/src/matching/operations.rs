//! Matches the operations of two documents, or of the spec and a document. Parameters and examples are compared only within an operation.

use colt_numbers_openapi::operation::Operation;

use crate::document::calls::path_of_url;
use crate::document::model::Model;
use crate::matching::similarity::{self, Match};
use crate::spec::SpecView;

/// The traits by which operations are compared.
pub(crate) struct OperationTraits {
    /// The methods in capital letters.
    methods: Vec<String>,
    /// The paths of all URLs.
    paths: Vec<String>,
}

impl OperationTraits {
    /// Reads the traits of the operations of the spec.
    pub(crate) fn of_spec(view: &SpecView<'_>) -> Vec<Self> {
        let of_operation = |(index, operation): (usize, &Operation<'_>)| {
            let urls = view.urls.iter().filter(|url| url.operation == index);
            Self {
                methods: vec![operation.method.to_ascii_uppercase()],
                paths: urls.map(|url| path_of_url(&url.url).to_owned()).collect(),
            }
        };
        view.operations.iter().enumerate().map(of_operation).collect()
    }

    /// Reads the traits of the operations of a document.
    pub(crate) fn of_document(model: &Model) -> Vec<Self> {
        let operations = model.operations.iter().map(|operation| Self {
            methods: operation.methods.iter().map(|method| method.verb.clone()).collect(),
            paths: operation.endpoints.iter().map(|endpoint| path_of_url(&endpoint.url).to_owned()).collect(),
        });
        operations.collect()
    }
}

/// Whether two lists have a common text, or are both empty.
fn has_common(old: &[String], new: &[String]) -> bool {
    old == new || old.iter().any(|text| new.contains(text))
}

/// Matches operations with the same path and method, then with the same path, then with the same method and a similar path. If each side has
/// one operation, it is the same.
pub(crate) fn match_operations(old: &[OperationTraits], new: &[OperationTraits]) -> Vec<Match> {
    if let ([_], [_]) = (old, new) {
        return vec![Match { old: 0, new: 0, renamed: None }];
    }
    let all = |side: &[OperationTraits]| (0..side.len()).collect::<Vec<_>>();
    similarity::best_matches(&all(old), &all(new), similarity::SAME_THRESHOLD, |of_old, of_new| {
        let (old, new) = (&old[of_old], &new[of_new]);
        let pairs = old.paths.iter().flat_map(|path| new.paths.iter().map(move |other| (path, other)));
        let nearest = pairs.map(|(path, other)| similarity::name_similarity(path, other)).fold(0.0, f64::max);
        match (has_common(&old.paths, &new.paths), has_common(&old.methods, &new.methods)) {
            (true, true) => 1.0,
            (true, false) => 0.9,
            (false, true) => 0.8 * nearest,
            (false, false) => 0.0,
        }
    })
}
