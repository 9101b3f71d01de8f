//! Finds the constraints that a request draft violates, with `colt-numbers-judge`.

use std::collections::BTreeSet;

use colt_numbers_judge::{
    judge::{
        account::Account,
        judged_request::{Given, JudgedRequest},
        request_judge::RequestJudge,
        violation::Violation,
    },
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
        let given = |(index, (location, name)): (usize, &(String, String))| {
            let is_same = |parameter: &&(String, String, String)| parameter.0 == *location && parameter.1 == *name;
            let texts: Vec<_> = draft.parameters.iter().filter(is_same).map(|(_, _, text)| text.as_str()).collect();
            self.judge.parameter_of_texts(index, &texts)
        };
        let parameters = self.parameters.iter().enumerate().map(given).collect();
        let body = draft.body.clone().map_or(Given::Absent, Given::Value);
        let found = self.judge.violations(&JudgedRequest { parameters, body }, &account);
        let (of_parameters, of_body) = found.into_iter().partition(|violation| violation.parameter.is_some());
        let mut all = error_keys(of_body);
        let key = |violation: Violation| {
            let (location, name) = self.parameters.get(violation.parameter?)?;
            Some((violation.id, format!("{location}:{name}")))
        };
        all.extend(Vec::into_iter(of_parameters).filter_map(key));
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
