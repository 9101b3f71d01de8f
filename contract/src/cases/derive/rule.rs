//! Derives cases for rules about several elements, from the rules of the spec and their case files.

use std::collections::BTreeSet;

use colt_numbers_judge::model::{
    json::sorted,
    pointer,
    rule::{Rule, Severity},
};
use serde_json::Value;

use super::deriver::{Deriver, NewCase, Subject};
use crate::cases::{
    case::{Expectation, Risk},
    case_file::CaseFile,
    element_kind::ElementKind,
    request_draft::RequestEdit,
    spec_names,
};

pub(super) fn derive(deriver: &mut Deriver<'_>) {
    let spec = deriver.spec;
    // Case files name no operation; they are for the first operation with a body.
    if spec.operations.iter().position(|operation| operation.body.is_some()) != Some(deriver.index) {
        return;
    }
    for rule in &spec.rules {
        let group = deriver.case_files.iter().find(|group| group.id == rule.id);
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
        }
    }
    add_uncovered_violations(deriver);
}

/// The expected response to a case file's body. `None` if it violates something other than the rule.
fn expectation(rule: &Rule, file: &CaseFile) -> Option<Expectation> {
    let only_this_rule = file.violations.iter().all(|(id, _)| *id == rule.id);
    match (file.violations.is_empty(), rule.severity) {
        (true, _) => Some(Expectation::Accept),
        (false, Severity::Error) if only_this_rule => Some(Expectation::Reject),
        (false, Severity::Warning) if only_this_rule => Some(Expectation::Either),
        _ => None,
    }
}

/// Adds the case of a case file.
fn add_case_file(deriver: &mut Deriver<'_>, rule: &Rule, file: &CaseFile, expect: Expectation) {
    let Some(base) = deriver.base.body.as_ref() else { return };
    let edits = difference(base, &file.body);
    // The base request and the examples are cases already.
    let is_example =
        deriver.operation.body.iter().flat_map(|body| &body.examples).any(|example| example.value == file.body);
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
    // The validator does not find violations of rules that it does not implement.
    if found != expected && !(expect == Expectation::Reject && found.is_empty()) {
        return;
    }
    let slug = file.name.trim_start_matches("accept-").trim_start_matches("reject-").to_owned();
    let mut new_case = NewCase::new(slug, without_full_stop(&file.about), edits);
    new_case.value = country_of(deriver, rule, &file.body);
    push(deriver, rule, expect, new_case);
    if expect == Expectation::Reject
        && !several_profiles.is_empty()
        && let Some(case) = deriver.cases.last_mut()
    {
        case.needs_several_profiles = true;
    }
}

/// If the rule names countries, adds a case for every country of the operation.
fn add_country_cases(deriver: &mut Deriver<'_>, rule: &Rule, files: &[CaseFile]) {
    let Some(listed) = rule.data.get("countries").and_then(Value::as_array) else { return };
    let Some(countries) = deriver.countries else { return };
    let pointer = &countries.pointer;
    let Some(file) = files.iter().find(|file| expectation(rule, file) == Some(Expectation::Reject)) else { return };
    let Some(base) = deriver.base.body.as_ref() else { return };
    let edits = difference(base, &file.body);
    for country in countries.codes.iter().map(|(country, _)| country.clone()) {
        let mut edits: Vec<RequestEdit> =
            edits.iter().filter(|edit| !matches!(edit, RequestEdit::Set(at, _) if at == pointer)).cloned().collect();
        edits.push(RequestEdit::Set(pointer.clone(), Value::String(country.clone())));
        let expect = if listed.iter().any(|code| *code == country) { Expectation::Reject } else { Expectation::Accept };
        let Some(body) = deriver.base.with(&edits).and_then(|draft| draft.body) else { continue };
        let edits = difference(base, &body);
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
        let is_covered = covered.contains(key);
        let Some(body) = deriver.operation.body.as_ref().filter(|_| !is_covered && pointer.starts_with('/')) else {
            continue;
        };
        let edits = vec![RequestEdit::Body(file.body.clone())];
        if deriver.violations(&edits).is_some_and(|violations| violations.len() == 1 && violations.contains(key)) {
            let subject = Subject {
                id: format!("body{pointer}"),
                case_id: format!("body{pointer}"),
                kind: ElementKind::Body(pointer.clone()),
                documentation: &body.documentation,
                at: body.at.clone(),
            };
            let new_case = NewCase::new(file.name.trim_start_matches("reject-"), without_full_stop(&file.about), edits);
            deriver.push(&subject, keyword, format!("satisfies `{keyword}`"), Expectation::Reject, new_case);
        }
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
    let mut files = deriver.case_files.iter().flat_map(|group| &group.files);
    let file = files.find(|file| file.violations.is_empty() && file.body.pointer(pointer).is_some())?;
    Some(difference(base, &file.body))
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

/// The country of a body, if the rule is about some countries.
fn country_of(deriver: &Deriver<'_>, rule: &Rule, body: &Value) -> Option<String> {
    rule.data.get("countries")?;
    body.pointer(&deriver.countries?.pointer)?.as_str().map(str::to_owned)
}

/// The text without its final full stop.
fn without_full_stop(text: &str) -> &str {
    text.trim_end_matches('.')
}
