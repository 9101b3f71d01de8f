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

use crate::cases::request_draft::{ParameterValue, RequestDraft};

/// The key of a violation: the schema keyword or the id of the rule, and the location: a JSON Pointer into the body, or for a parameter its
/// location and name, as in `query:areaCode/1`.
pub(crate) type ViolationKey = (String, String);

/// The location as case files write it: `/areacode/1` for `query:areaCode/1`.
pub(crate) fn as_in_case_file((id, location): &ViolationKey) -> ViolationKey {
    let pointer = match location.split_once(':') {
        Some((_, name)) if !location.starts_with('/') => format!("/{}", name.to_ascii_lowercase()),
        _ => location.clone(),
    };
    (id.clone(), pointer)
}

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

    /// The rules of severity `error` that the judge does not implement. Whether a request satisfies them is unknown.
    pub(crate) fn unknown_rules(&self) -> &[String] {
        self.judge.unknown_rules()
    }

    /// Everything that makes a request invalid, for an account with several service profiles in these countries. Not validated: the method, the
    /// content type, and the corruption of the body.
    pub(crate) fn violations(&self, draft: &RequestDraft, several_profiles: &[String]) -> BTreeSet<ViolationKey> {
        let account = Account::with_several_service_profiles(several_profiles);
        let given = |(index, (location, name)): (usize, &(String, String))| {
            let occurrences = draft.parameters.iter().filter(|known| known.is(location, name));
            let texts: Vec<String> = occurrences.map(ParameterValue::text).collect();
            self.judge.parameter_of_texts(index, &texts.iter().map(String::as_str).collect::<Vec<_>>())
        };
        let parameters = self.parameters.iter().enumerate().map(given).collect();
        let body = draft.body.clone().map_or(Given::Absent, Given::Value);
        let found = self.judge.violations(&JudgedRequest { parameters, body }, &account);
        let (of_parameters, of_body): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|violation| violation.parameter.is_some());
        let of_parameters = of_parameters.into_iter().filter(|violation| violation.severity == Severity::Error);
        let mut all = error_keys(of_body);
        all.extend(of_parameters.filter_map(|violation| self.parameter_key(violation)));
        all
    }

    fn parameter_key(&self, violation: Violation) -> Option<ViolationKey> {
        let (location, name) = self.parameters.get(violation.parameter?)?;
        let within = violation.pointer.get(name.len() + 1..).unwrap_or_default();
        Some((violation.id, format!("{location}:{name}{within}")))
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
