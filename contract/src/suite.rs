//! The suite: a spec, and every case derived from it.

use colt_numbers_judge::model::{operation::Operation, spec::Spec};
use serde_json::Value;

use crate::{
    cases::{
        case::{Case, Constraint},
        case_file::{self, CaseGroup},
        derive::{self, Derivation},
        request_draft::RequestDraft,
        tested_operation::{TestedOperation, Untested},
    },
    error::Error,
    evaluate::response_checks::ResponseChecks,
};

/// Every constraint and case of a spec. A suite can be run against any number of targets.
///
/// ```
/// use colt_numbers_contract::{Options, Suite};
///
/// let suite = Suite::bundled()?;
/// let plan = suite.plan(&Options::default());
/// assert!(plan.requests < 250 && plan.at_most() == 3);
/// # Ok::<(), colt_numbers_contract::Error>(())
/// ```
pub struct Suite {
    pub(crate) spec: Spec,
    case_files: Vec<CaseGroup>,
    derivation: Derivation,
    /// The checks of the responses of each tested operation.
    pub(crate) response_checks: Vec<ResponseChecks>,
}

impl Suite {
    /// The suite of the bundled spec and its case files.
    pub fn bundled() -> Result<Self, Error> {
        Self::from_spec(colt_numbers_api::OPENAPI_JSON, colt_numbers_api::CASES_JSON)
    }

    /// The suite of any spec (OpenAPI 3.0, as JSON) and any case files (`{}` for none).
    pub fn from_spec(spec: &str, cases: &str) -> Result<Self, Error> {
        let mut spec = Spec::read(spec)?;
        // Cookie parameters are removed, because runs send no cookies.
        spec.operations.iter_mut().for_each(|operation| {
            operation.parameters.retain(|parameter| matches!(&*parameter.location, "header" | "query" | "path"));
        });
        // The operations of the first document are tested first, so that those of a later one do not change their cases.
        spec.operations.sort_by_key(|operation| document_index(&spec.root, operation));
        if spec.operations.is_empty() {
            return Err(Error::spec("/paths", "there is no operation to test"));
        }
        Self::derive(spec, case_file::read(cases)?)
    }

    fn derive(spec: Spec, case_files: Vec<CaseGroup>) -> Result<Self, Error> {
        let derivation = derive::derive(&spec, &case_files)?;
        let response_checks = derivation.operations.iter().enumerate();
        let response_checks =
            response_checks.map(|(index, tested)| ResponseChecks::of(&spec, tested, index, &derivation.constraints));
        let response_checks = response_checks.collect::<Result<_, _>>()?;
        Ok(Self { spec, case_files, derivation, response_checks })
    }

    /// The suite of only these operations.
    ///
    /// # Errors
    /// The spec does not have one of these operations, or none of them can be tested.
    pub fn only(mut self, operations: &[String]) -> Result<Self, Error> {
        if let Some(unknown) = operations.iter().find(|id| self.spec.operation(id).is_none()) {
            let known: Vec<String> = self.spec.operations.iter().map(|known| format!("`{}`", known.id)).collect();
            let hint = format!("the operations are {}", known.join(", "));
            return Err(Error::config(format!("the spec has no operation `{unknown}`"), hint));
        }
        self.spec.operations.retain(|operation| operations.contains(&operation.id));
        Self::derive(self.spec, self.case_files)
    }

    /// Every case, in the order of the spec.
    pub fn cases(&self) -> &[Case] {
        &self.derivation.cases
    }

    /// Every constraint, including the constraints of responses.
    pub fn constraints(&self) -> &[Constraint] {
        &self.derivation.constraints
    }

    /// What cannot be tested, with the reasons: operations, bodies, rules and case files.
    pub fn untested(&self) -> &[Untested] {
        &self.derivation.untested
    }

    /// The operations that can be tested.
    pub(crate) fn operations(&self) -> &[TestedOperation] {
        &self.derivation.operations
    }

    pub(crate) fn operation(&self, index: usize) -> &TestedOperation {
        &self.derivation.operations[index]
    }

    /// The base request of an operation, which every case is made from.
    pub(crate) fn base(&self, operation: usize) -> &RequestDraft {
        &self.operation(operation).base
    }

    /// Whether a request would violate a rule if the account had several service profiles in every country.
    pub(crate) fn needs_single_profile(&self, draft: &RequestDraft, operation: usize) -> bool {
        let TestedOperation { countries: Some(countries), validator, .. } = self.operation(operation) else {
            return false;
        };
        let every_country: Vec<String> = countries.codes.iter().map(|(country, _)| country.clone()).collect();
        !validator.violations(draft, &every_country).is_empty()
    }
}

/// The index of the document that an operation's source cites. An operation without a known document is last.
fn document_index(root: &Value, operation: &Operation) -> usize {
    let documents = root.pointer("/info/x-documents").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let source = operation.documentation.source.as_deref().unwrap_or_default();
    let file = source.split_once(':').map_or(source, |(file, _)| file);
    let is_source = |document: &Value| document.get("file").and_then(Value::as_str) == Some(file);
    documents.iter().position(is_source).unwrap_or(documents.len())
}

impl std::fmt::Debug for Suite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Suite")
            .field("title", &self.spec.title)
            .field("cases", &self.cases().len())
            .finish_non_exhaustive()
    }
}
