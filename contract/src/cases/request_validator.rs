//! Says what a draft violates, as the shared judge of requests finds it.

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

use crate::cases::request_draft::Draft;

/// What is broken: a schema keyword or a rule's id, and where.
pub(crate) type Breach = (String, String);

/// The requests of one operation, judged.
pub(crate) struct Judge {
    requests: RequestJudge,
    /// Location and name of each parameter that the operation knows.
    parameters: Vec<(String, String)>,
}

impl Judge {
    pub(crate) fn of(spec: &Spec, operation: &Operation) -> Result<Self, SpecError> {
        let name = |parameter: &Parameter| (parameter.location.clone(), parameter.name.clone());
        let parameters = operation.parameters.iter().map(name).collect();
        Ok(Self { requests: RequestJudge::of(spec, operation)?, parameters })
    }

    /// Everything that makes a request invalid, of an account with several service profiles in these countries. What no schema sees
    /// (method, content type, text of the body) is not judged. A rule that is declared and that the judge does not know is known by its
    /// case files alone.
    pub(crate) fn breaches(&self, draft: &Draft, several_profiles: &[String]) -> BTreeSet<Breach> {
        let account = Account::with_several_service_profiles(several_profiles);
        let body = draft.body.as_ref().map(|body| self.requests.value(body, &account)).unwrap_or_default();
        let mut all = breaches(body);
        for (location, name) in &self.parameters {
            let is_sent = |sent: &&(String, String, String)| sent.0 == *location && sent.1 == *name;
            let text = draft.parameters.iter().find(is_sent).map(|(_, _, text)| text.as_str());
            let found = self.requests.parameter(location, name, text);
            all.extend(found.into_iter().map(|violation| (violation.id, format!("{location}:{name}"))));
        }
        all
    }
}

/// What makes a request or a response invalid, without advice. Members that are not allowed break a constraint of the object around them.
pub(crate) fn breaches(violations: Vec<Violation>) -> BTreeSet<Breach> {
    let errors = violations.into_iter().filter(|violation| violation.severity == Severity::Error);
    let breach = |violation: Violation| match pointer::split(&violation.pointer) {
        Some((object, _)) if violation.id == "additionalProperties" => (violation.id, object.to_owned()),
        _ => (violation.id, violation.pointer),
    };
    errors.map(breach).collect()
}
