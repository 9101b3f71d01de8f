//! The suite: a spec, and every case derived from it.

use colt_numbers_judge::model::spec::Spec;

use crate::{
    cases::{
        case::{Case, Constraint},
        case_file,
        derive::{self, Derivation},
        number_allocator::Countries,
        request_draft::RequestDraft,
        request_validator::RequestValidator,
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
/// assert!(plan.requests < 200 && plan.at_most() == 3);
/// # Ok::<(), colt_numbers_contract::Error>(())
/// ```
pub struct Suite {
    pub(crate) spec: Spec,
    pub(crate) derivation: Derivation,
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
        if spec.operations.is_empty() {
            return Err(Error::spec("/paths", "there is no operation to test"));
        }
        let derivation = derive::derive(&spec, &case_file::read(cases)?)?;
        let response_checks =
            (0..spec.operations.len()).map(|index| ResponseChecks::of(&spec, index, &derivation.constraints));
        let response_checks = response_checks.collect::<Result<_, _>>()?;
        Ok(Self { spec, derivation, response_checks })
    }

    /// Every case, in the order of the spec.
    pub fn cases(&self) -> &[Case] {
        &self.derivation.cases
    }

    /// Every constraint, including the constraints of responses.
    pub fn constraints(&self) -> &[Constraint] {
        &self.derivation.constraints
    }

    /// The base request of an operation, which every case is made from.
    pub(crate) fn base(&self, operation: usize) -> &RequestDraft {
        &self.derivation.bases[operation]
    }

    pub(crate) fn validator(&self, operation: usize) -> &RequestValidator {
        &self.derivation.validators[operation]
    }

    /// Whether a request would violate a rule if the account had several service profiles in every country.
    pub(crate) fn needs_single_profile(&self, draft: &RequestDraft, operation: usize) -> bool {
        let Some(countries) = self.countries(operation) else { return false };
        let every_country: Vec<String> = countries.codes.iter().map(|(country, _)| country.clone()).collect();
        !self.validator(operation).violations(draft, &every_country).is_empty()
    }

    pub(crate) fn countries(&self, operation: usize) -> Option<&Countries> {
        self.derivation.countries[operation].as_ref()
    }
}

impl std::fmt::Debug for Suite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Suite")
            .field("title", &self.spec.title)
            .field("cases", &self.cases().len())
            .finish_non_exhaustive()
    }
}
