//! Finds the constraints that a request draft violates, with `colt-numbers-judge`.

use std::collections::BTreeSet;

use colt_numbers_judge::{
    judge::{account::Account, request_judge::RequestJudge, violation::Violation},
    model::{
        error::SpecError,
        operation::{Operation, Parameter},
        pointer,
        rule::Severity,
        spec::Spec,
    },
};

use crate::cases::request_draft::RequestDraft;

/// The key of a violation: the schema keyword or the id of the rule, and the location.
pub(crate) type ViolationKey = (String, String);

/// Validates the requests of one operation.
pub(crate) struct RequestValidator {
    judge: RequestJudge,
    /// Location and name of each parameter of the operation.
    parameters: Vec<(String, String)>,
}

impl RequestValidator {
    pub(crate) fn of(spec: &Spec, operation: &Operation) -> Result<Self, SpecError> {
        let name = |parameter: &Parameter| (parameter.location.clone(), parameter.name.clone());
        let parameters = operation.parameters.iter().map(name).collect();
        Ok(Self { judge: RequestJudge::new(spec, operation)?, parameters })
    }

    /// Everything that makes a request invalid, for an account with several service profiles in these countries. Not validated: the method, the
    /// content type, the corruption of the body, and rules that the judge does not implement, which have only case files.
    pub(crate) fn violations(&self, draft: &RequestDraft, several_profiles: &[String]) -> BTreeSet<ViolationKey> {
        let account = Account::with_several_service_profiles(several_profiles);
        let body = draft.body.as_ref().map(|body| self.judge.value_violations(body, &account)).unwrap_or_default();
        let mut all = error_keys(body);
        for (location, name) in &self.parameters {
            let is_same = |parameter: &&(String, String, String)| parameter.0 == *location && parameter.1 == *name;
            let text = draft.parameters.iter().find(is_same).map(|(_, _, text)| text.as_str());
            let found = self.judge.parameter_violations(location, name, text);
            all.extend(found.into_iter().map(|violation| (violation.id, format!("{location}:{name}"))));
        }
        all
    }
}

/// The keys of the violations with severity `error`. An additional member violates a constraint of the object around it.
pub(crate) fn error_keys(violations: Vec<Violation>) -> BTreeSet<ViolationKey> {
    let errors = violations.into_iter().filter(|violation| violation.severity == Severity::Error);
    let key = |violation: Violation| match pointer::split(&violation.pointer) {
        Some((object, _)) if violation.id == "additionalProperties" => (violation.id, object.to_owned()),
        _ => (violation.id, violation.pointer),
    };
    errors.map(key).collect()
}
