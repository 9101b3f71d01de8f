//! The suite: a spec, and every case that was derived from it.

use colt_numbers_judge::model::spec::Spec;

use crate::{
    cases::{
        case::{Case, Constraint},
        case_file,
        derive::{self, Derived},
        number_allocator::Countries,
        request_draft::Draft,
        request_validator::Judge,
    },
    error::Error,
    evaluate::response_checks::Answers,
};

/// Every case of a spec, ready to be run against any number of targets.
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
    pub(crate) derived: Derived,
    pub(crate) answers: Vec<Answers>,
}

impl Suite {
    /// The suite of the bundled spec and its case files.
    pub fn bundled() -> Result<Self, Error> {
        Self::from_spec(colt_numbers_api::OPENAPI_JSON, colt_numbers_api::CASES_JSON)
    }

    /// The suite of any spec (OpenAPI 3.0, as JSON) and any case files (`{}` where there are none).
    pub fn from_spec(spec: &str, cases: &str) -> Result<Self, Error> {
        let mut spec = Spec::read(spec)?;
        // No run sends cookies.
        spec.operations.iter_mut().for_each(|operation| {
            operation.parameters.retain(|parameter| matches!(&*parameter.location, "header" | "query" | "path"));
        });
        if spec.operations.is_empty() {
            return Err(Error::spec("/paths", "there is no operation to test"));
        }
        let derived = derive::derive(&spec, &case_file::read(cases)?)?;
        let answers = (0..spec.operations.len()).map(|index| Answers::of(&spec, index, &derived.constraints));
        let answers = answers.collect::<Result<_, _>>()?;
        Ok(Self { spec, derived, answers })
    }

    /// Every case, in the order of the spec.
    pub fn cases(&self) -> &[Case] {
        &self.derived.cases
    }

    /// Every constraint, those of the answers included.
    pub fn constraints(&self) -> &[Constraint] {
        &self.derived.constraints
    }

    pub(crate) fn base(&self, operation: usize) -> &Draft {
        &self.derived.bases[operation]
    }

    pub(crate) fn judge(&self, operation: usize) -> &Judge {
        &self.derived.judges[operation]
    }

    /// Whether a request breaks a rule for an account that has several service profiles in every country.
    pub(crate) fn breaks_elsewhere(&self, draft: &Draft, operation: usize) -> bool {
        let Some(countries) = self.countries(operation) else { return false };
        let everywhere: Vec<String> = countries.codes.iter().map(|(country, _)| country.clone()).collect();
        !self.judge(operation).breaches(draft, &everywhere).is_empty()
    }

    pub(crate) fn countries(&self, operation: usize) -> Option<&Countries> {
        self.derived.countries[operation].as_ref()
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
