//! Derives cases for rules about several elements, from the rules of the spec and their case files.

use std::collections::BTreeSet;

use colt_numbers_judge::model::{
    json::sorted,
    operation::{Operation, Parameter},
    pointer,
    rule::{Rule, Severity},
};
use serde_json::Value;

use super::{
    deriver::{Deriver, NewCase, Subject},
    parameter,
};
use crate::cases::{
    case::{Case, Expectation, Risk},
    case_file::CaseFile,
    element_kind::ElementKind,
    request_draft::{RequestDraft, RequestEdit},
    request_validator::as_in_case_file,
    spec_names,
    tested_operation::Untested,
};

pub(super) fn derive(deriver: &mut Deriver<'_>) {
    let spec = deriver.spec;
    for rule in spec.rules.iter().filter(|rule| rule.operations.contains(&deriver.operation.id)) {
        let case_files = deriver.case_files;
        let group = case_files.iter().find(|group| group.id == rule.id);
        let files = group.map(|group| group.files.as_slice()).unwrap_or_default();
        let mut has_advice_case = false;
        for file in files {
            let expect = expectation(rule, file);
            // One case is enough for a warning, because the target may accept or reject it.
            if expect == Some(Expectation::Either) && std::mem::replace(&mut has_advice_case, true) {
                continue;
            }
            if let Some(expect) = expect {
                add_case_file(deriver, rule, file, expect);
            }
        }
        if rule.severity == Severity::Error {
            add_country_cases(deriver, rule, files);
            let is_tested = |case: &Case| {
                case.expect == Expectation::Reject
                    && deriver.constraint_set.constraints[case.constraint].keyword == rule.id
            };
            if !deriver.cases.iter().any(is_tested) {
                let why = format!("no case file has a request to `{}` that violates the rule", deriver.operation.id);
                deriver.untested.push(Untested { id: rule.id.clone(), why });
            }
        }
    }
    add_uncovered_violations(deriver);
}

/// The expected response to a case file's request. `None` if it violates something other than the rule.
fn expectation(rule: &Rule, file: &CaseFile) -> Option<Expectation> {
    let only_this_rule = file.violations.iter().all(|(id, _)| *id == rule.id);
    match (file.violations.is_empty(), rule.severity) {
        (true, _) => Some(Expectation::Accept),
        (false, Severity::Error) if only_this_rule => Some(Expectation::Reject),
        (false, Severity::Warning) if only_this_rule => Some(Expectation::Either),
        _ => None,
    }
}

/// The edits that turn the base request into the request of a case file. `None` if the file has a parameter that the operation does not have, or if
/// only one of the two requests has a body.
fn edits_of(deriver: &Deriver<'_>, file: &CaseFile) -> Option<Vec<RequestEdit>> {
    let mut edits = match (&deriver.base.body, &file.body) {
        (Some(base), Some(body)) => difference(base, body),
        (None, None) => Vec::new(),
        (Some(_), None) | (None, Some(_)) => return None,
    };
    edits.extend(parameter_edits(deriver.operation, deriver.base, file)?);
    Some(edits)
}

/// The edits that give a request the parameters of a case file. Except the tracking id and path parameters, a parameter that the file leaves out is
/// removed. `None` if the file has a parameter that the operation does not have. Without `parameters` in the file, nothing changes.
pub(super) fn parameter_edits(operation: &Operation, base: &RequestDraft, file: &CaseFile) -> Option<Vec<RequestEdit>> {
    let Some(given) = &file.parameters else { return Some(Vec::new()) };
    let is_known = |(name, _): &(String, Value)| {
        operation.parameters.iter().any(|parameter| parameter.name.eq_ignore_ascii_case(name))
    };
    if !given.iter().all(is_known) {
        return None;
    }
    let edit = |parameter: &Parameter| {
        let value = given.iter().find(|(name, _)| parameter.name.eq_ignore_ascii_case(name)).map(|(_, value)| value);
        let is_kept = parameter.location == "path" || parameter.is_tracking_id;
        if value.is_none() && is_kept {
            return None;
        }
        let occurrences = value.map(|value| parameter::occurrences(parameter, value)).unwrap_or_default();
        let (location, name) = (&parameter.location, &parameter.name);
        let known: Vec<_> = base.parameters.iter().filter(|known| known.is(location, name)).collect();
        let is_equal = known.len() == occurrences.len()
            && known.iter().zip(&occurrences).all(|(known, items)| known.items == *items);
        (!is_equal).then(|| RequestEdit::Parameter { location: location.clone(), name: name.clone(), occurrences })
    };
    Some(operation.parameters.iter().filter_map(edit).collect())
}

/// Adds the case of a case file.
fn add_case_file(deriver: &mut Deriver<'_>, rule: &Rule, file: &CaseFile, expect: Expectation) {
    let Some(edits) = edits_of(deriver, file) else {
        return deriver.report_untested(&rule.id, file, "the operation cannot have such a request");
    };
    // The base request and the examples are cases already.
    let is_example = deriver
        .operation
        .body
        .iter()
        .flat_map(|body| &body.examples)
        .any(|example| Some(&example.value) == file.body.as_ref());
    if is_example
        || deriver.cases.iter().any(|case| case.edits == edits && case.expect == expect && !case.needs_several_profiles)
    {
        return;
    }
    let several_profiles = file.several_profiles.clone();
    let Some(draft) = deriver.base.with(&edits) else { return };
    let found = deriver.validator.violations(&draft, &several_profiles);
    let expected: BTreeSet<_> = match expect {
        Expectation::Reject => file.violations.iter().cloned().collect(),
        _ => BTreeSet::new(),
    };
    if found.iter().map(as_in_case_file).collect::<BTreeSet<_>>() != expected {
        return deriver.report_untested(&rule.id, file, &format!("its request has these violations: {found:?}"));
    }
    let slug = file.name.trim_start_matches("accept-").trim_start_matches("reject-").to_owned();
    let mut new_case = NewCase::new(slug, without_full_stop(&file.about), edits);
    new_case.value = country_of(deriver, rule, &draft);
    push(deriver, rule, expect, new_case);
    if expect == Expectation::Reject
        && !several_profiles.is_empty()
        && let Some(case) = deriver.cases.last_mut()
    {
        case.needs_several_profiles = true;
    }
}

/// If the rule names countries, adds a case for every country of the operation. If an earlier operation has the same countries, one country outside
/// the rule is enough.
fn add_country_cases(deriver: &mut Deriver<'_>, rule: &Rule, files: &[CaseFile]) {
    let Some(listed) = rule.data.get("countries").and_then(Value::as_array) else { return };
    let Some(countries) = &deriver.tested.countries else { return };
    let Some(file) = files.iter().find(|file| expectation(rule, file) == Some(Expectation::Reject)) else { return };
    let Some(edits) = edits_of(deriver, file) else { return };
    let is_known = countries.components.iter().any(|name| deriver.known_components.contains(name));
    let mut has_country_outside = false;
    for (country, _) in &countries.codes {
        let expect = if listed.iter().any(|code| code == country) { Expectation::Reject } else { Expectation::Accept };
        if is_known && expect == Expectation::Accept && std::mem::replace(&mut has_country_outside, true) {
            continue;
        }
        let mut edits: Vec<RequestEdit> =
            edits.iter().filter(|edit| !countries.place.is_set_by(edit)).cloned().collect();
        edits.push(countries.place.set(country));
        let Some(draft) = deriver.base.with(&edits) else { continue };
        let edits = match (&deriver.base.body, draft.body) {
            (Some(base), Some(body)) => {
                let of_parameters = edits.into_iter().filter(|edit| matches!(edit, RequestEdit::Parameter { .. }));
                difference(base, &body).into_iter().chain(of_parameters).collect()
            }
            _ => edits,
        };
        if deriver.cases.iter().any(|case| case.edits == edits) {
            continue;
        }
        let scope = if expect == Expectation::Reject { "a country of the rule" } else { "a country outside the rule" };
        push(
            deriver,
            rule,
            expect,
            NewCase::new(country.to_ascii_lowercase(), format!("`{country}`: {scope}"), edits).value(country),
        );
    }
}

/// Adds a case for each case file with a schema violation that no derived case has.
fn add_uncovered_violations(deriver: &mut Deriver<'_>) {
    let is_of_schema = |id: &str| !deriver.spec.rules.iter().any(|rule| rule.id == id);
    let files = deriver.case_files.iter().filter(|group| is_of_schema(&group.id)).flat_map(|group| &group.files);
    let drafts = deriver.cases.iter().filter_map(|case| deriver.base.with(&case.edits));
    let covered: BTreeSet<_> = drafts.flat_map(|draft| deriver.validator.violations(&draft, &[])).collect();
    for file in files {
        let [key @ (keyword, pointer)] = file.violations.as_slice() else { continue };
        let is_covered = covered.iter().any(|known| as_in_case_file(known) == *key);
        let Some(edits) = edits_of(deriver, file).filter(|_| !is_covered && pointer.starts_with('/')) else { continue };
        let violations = deriver.violations(&edits).unwrap_or_default();
        let Some(found) = violations.first().filter(|found| violations.len() == 1 && as_in_case_file(found) == *key)
        else {
            continue;
        };
        let parameters = &deriver.operation.parameters;
        let parameter = parameters
            .iter()
            .find(|parameter| found.1.split('/').next() == Some(&format!("{}:{}", parameter.location, parameter.name)));
        let (id, kind, documentation, at) = match (parameter, &deriver.operation.body) {
            (Some(parameter), _) => {
                let Parameter { location, name, documentation, at, .. } = parameter;
                let kind = ElementKind::Parameter { location: location.clone(), name: name.clone() };
                (format!("{location}/{name}"), kind, documentation, at)
            }
            (None, Some(body)) => {
                (format!("body{pointer}"), ElementKind::Body(pointer.clone()), &body.documentation, &body.at)
            }
            (None, None) => continue,
        };
        let subject = Subject { case_id: id.clone(), id, kind, documentation, at: at.clone() };
        let edits = match &file.body {
            Some(body) if parameter.is_none() => vec![RequestEdit::Body(body.clone())],
            _ => edits,
        };
        let new_case = NewCase::new(file.name.trim_start_matches("reject-"), without_full_stop(&file.about), edits);
        deriver.push(&subject, keyword, format!("satisfies `{keyword}`"), Expectation::Reject, new_case);
    }
}

fn push(deriver: &mut Deriver<'_>, rule: &Rule, expect: Expectation, mut new_case: NewCase) {
    let sets_lock_id = |edit: &RequestEdit| match edit {
        RequestEdit::Set(pointer, value) => {
            let is_lock_id = pointer.ends_with(&format!("/{}", spec_names::LOCK_ID))
                && value.as_str().is_some_and(|id| !id.trim().is_empty());
            is_lock_id || value.get(spec_names::LOCK_ID).is_some()
        }
        _ => false,
    };
    if expect == Expectation::Accept && new_case.edits.iter().any(sets_lock_id) {
        new_case.risk = Risk::Lock;
    }
    let id = format!("rule/{}", rule.id);
    let subject = Subject {
        case_id: id.clone(),
        id,
        kind: ElementKind::Rule(rule.id.clone()),
        documentation: &rule.documentation,
        at: rule.at.clone(),
    };
    deriver.push(&subject, &rule.id, rule.documentation.text.clone(), expect, new_case);
}

/// The edits that turn the base request into the first valid case file with the element at `pointer`. `None` if the base request has the element
/// already.
pub(super) fn edits_for_context(deriver: &Deriver<'_>, pointer: &str) -> Option<Vec<RequestEdit>> {
    let base = deriver.base.body.as_ref().filter(|body| body.pointer(pointer).is_none())?;
    let valid = deriver.case_files.iter().flat_map(|group| &group.files).filter(|file| file.violations.is_empty());
    let body = valid.filter_map(|file| file.body.as_ref()).find(|body| body.pointer(pointer).is_some())?;
    Some(difference(base, body))
}

/// The edits that turn one body into another. An array that differs is replaced as a whole.
fn difference(from: &Value, to: &Value) -> Vec<RequestEdit> {
    fn walk(from: &Value, to: &Value, at: &str, edits: &mut Vec<RequestEdit>) {
        match (from, to) {
            (Value::Object(old), Value::Object(new)) => {
                for (name, _) in sorted(old).into_iter().filter(|(name, _)| !new.contains_key(*name)) {
                    edits.push(RequestEdit::Remove(pointer::join(at, name)));
                }
                for (name, value) in sorted(new) {
                    match old.get(name) {
                        Some(known) => walk(known, value, &pointer::join(at, name), edits),
                        None => edits.push(RequestEdit::Set(pointer::join(at, name), value.clone())),
                    }
                }
            }
            _ if from == to => {}
            _ => edits.push(RequestEdit::Set(at.to_owned(), to.clone())),
        }
    }
    let mut edits = Vec::new();
    walk(from, to, "", &mut edits);
    edits
}

/// The country of a request, if the rule is about some countries.
fn country_of(deriver: &Deriver<'_>, rule: &Rule, draft: &RequestDraft) -> Option<String> {
    rule.data.get("countries")?;
    deriver.tested.countries.as_ref()?.place.get(draft)
}

/// The text without its final full stop.
fn without_full_stop(text: &str) -> &str {
    text.trim_end_matches('.')
}
