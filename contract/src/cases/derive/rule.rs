//! Cases of what lies between elements: from the declared rules and their case files.

use std::collections::BTreeSet;

use colt_numbers_judge::model::{
    json::sorted,
    pointer,
    rule::{Rule, Severity},
};
use serde_json::Value;

use super::deriver::{Deriver, Draw, Place};
use crate::cases::{
    case::{Expect, Risk},
    case_file::CaseFile,
    element_kind::ElementKind,
    request_draft::Edit,
    spec_names,
};

pub(super) fn derive(deriver: &mut Deriver<'_>) {
    let spec = deriver.spec;
    // Case files name no operation: they are about the first that takes a body.
    if spec.operations.iter().position(|operation| operation.body.is_some()) != Some(deriver.index) {
        return;
    }
    for rule in &spec.rules {
        let group = deriver.case_files.iter().find(|group| group.id == rule.id);
        let files = group.map(|group| group.files.as_slice()).unwrap_or_default();
        let mut advised = false;
        for file in files {
            let expect = expectation(rule, file);
            // Advice is tried once: whatever the target does, it is right.
            if expect == Some(Expect::Either) && std::mem::replace(&mut advised, true) {
                continue;
            }
            if let Some(expect) = expect {
                add(deriver, rule, file, expect);
            }
        }
        if rule.severity == Severity::Error {
            countries(deriver, rule, files);
        }
    }
    undreamt(deriver);
}

/// What the document expects of a case file's body. `None` where the case breaks something besides the rule.
fn expectation(rule: &Rule, file: &CaseFile) -> Option<Expect> {
    let own = file.violations.iter().all(|(id, _)| *id == rule.id);
    match (file.violations.is_empty(), rule.severity) {
        (true, _) => Some(Expect::Accept),
        (false, Severity::Error) if own => Some(Expect::Reject),
        (false, Severity::Warning) if own => Some(Expect::Either),
        _ => None,
    }
}

fn add(deriver: &mut Deriver<'_>, rule: &Rule, file: &CaseFile, expect: Expect) {
    let Some(base) = deriver.base.body.as_ref() else { return };
    let edits = difference(base, &file.body);
    // The base and the examples are cases already.
    let shown = deriver.operation.body.iter().flat_map(|body| &body.examples).any(|example| example.value == file.body);
    if shown || deriver.cases.iter().any(|case| case.edits == edits && case.expect == expect && !case.several_profiles)
    {
        return;
    }
    let several_profiles = file.several_profiles.clone();
    let Some(draft) = deriver.base.with(&edits) else { return };
    let found = deriver.judge.breaches(&draft, &several_profiles);
    let expected: BTreeSet<_> = match expect {
        Expect::Reject => file.violations.iter().cloned().collect(),
        _ => BTreeSet::new(),
    };
    // A rule that is not written here is broken unseen.
    if found != expected && !(expect == Expect::Reject && found.is_empty()) {
        return;
    }
    let slug = file.name.trim_start_matches("accept-").trim_start_matches("reject-").to_owned();
    let mut draw = Draw::new(slug, sentence(&file.about), edits);
    draw.value = listed_country(deriver, rule, &file.body);
    push(deriver, rule, expect, draw);
    if expect == Expect::Reject
        && !several_profiles.is_empty()
        && let Some(case) = deriver.cases.last_mut()
    {
        case.several_profiles = true;
    }
}

/// A rule for some countries, in each of them and in each other.
fn countries(deriver: &mut Deriver<'_>, rule: &Rule, files: &[CaseFile]) {
    let Some(listed) = rule.data.get("countries").and_then(Value::as_array) else { return };
    let Some(countries) = deriver.countries else { return };
    let pointer = &countries.pointer;
    let Some(file) = files.iter().find(|file| expectation(rule, file) == Some(Expect::Reject)) else { return };
    let Some(base) = deriver.base.body.as_ref() else { return };
    let edits = difference(base, &file.body);
    for country in countries.codes.iter().map(|(country, _)| country.clone()) {
        let mut edits: Vec<Edit> =
            edits.iter().filter(|edit| !matches!(edit, Edit::Set(at, _) if at == pointer)).cloned().collect();
        edits.push(Edit::Set(pointer.clone(), Value::String(country.clone())));
        let expect = if listed.iter().any(|code| *code == country) { Expect::Reject } else { Expect::Accept };
        let Some(body) = deriver.base.with(&edits).and_then(|draft| draft.body) else { continue };
        let edits = difference(base, &body);
        if deriver.cases.iter().any(|case| case.edits == edits) {
            continue;
        }
        let word =
            if expect == Expect::Reject { "in a country of the list" } else { "in a country that is not on the list" };
        push(
            deriver,
            rule,
            expect,
            Draw::new(country.to_ascii_lowercase(), format!("`{country}`: {word}"), edits).value(country),
        );
    }
}

/// Case files of the schema about something that no derived case is about.
fn undreamt(deriver: &mut Deriver<'_>) {
    let is_of_schema = |id: &str| !deriver.spec.rules.iter().any(|rule| rule.id == id);
    let files = deriver.case_files.iter().filter(|group| is_of_schema(&group.id)).flat_map(|group| &group.files);
    let drafts = deriver.cases.iter().filter_map(|case| deriver.base.with(&case.edits));
    let dreamt: BTreeSet<_> = drafts.flat_map(|draft| deriver.judge.breaches(&draft, &[])).collect();
    for file in files {
        let [breach @ (keyword, pointer)] = file.violations.as_slice() else { continue };
        let known = dreamt.contains(breach);
        let Some(body) = deriver.operation.body.as_ref().filter(|_| !known && pointer.starts_with('/')) else {
            continue;
        };
        let edits = vec![Edit::Body(file.body.clone())];
        if deriver.breaches(&edits).is_some_and(|breaches| breaches.len() == 1 && breaches.contains(breach)) {
            let place = Place {
                id: format!("body{pointer}"),
                case: format!("body{pointer}"),
                kind: ElementKind::Body(pointer.clone()),
                described: &body.described,
                at: body.at.clone(),
            };
            let draw = Draw::new(file.name.trim_start_matches("reject-"), sentence(&file.about), edits);
            deriver.push(&place, keyword, format!("keeps `{keyword}`"), Expect::Reject, draw);
        }
    }
}

fn push(deriver: &mut Deriver<'_>, rule: &Rule, expect: Expect, mut draw: Draw) {
    let gives_lock = |edit: &Edit| match edit {
        Edit::Set(pointer, value) => {
            let named = pointer.ends_with(&format!("/{}", spec_names::LOCK_ID))
                && value.as_str().is_some_and(|id| !id.trim().is_empty());
            named || value.get(spec_names::LOCK_ID).is_some()
        }
        _ => false,
    };
    if expect == Expect::Accept && draw.edits.iter().any(gives_lock) {
        draw.risk = Risk::Lock;
    }
    let id = format!("rule/{}", rule.id);
    let place = Place {
        case: id.clone(),
        id,
        kind: ElementKind::Rule(rule.id.clone()),
        described: &rule.described,
        at: rule.at.clone(),
    };
    deriver.push(&place, &rule.id, rule.described.says.clone(), expect, draw);
}

/// The edits that make the base a request which needs an element that the base does not have: those of the first case file that has it
/// and is to be accepted.
pub(super) fn context(deriver: &Deriver<'_>, pointer: &str) -> Option<Vec<Edit>> {
    let base = deriver.base.body.as_ref().filter(|body| body.pointer(pointer).is_none())?;
    let mut files = deriver.case_files.iter().flat_map(|group| &group.files);
    let file = files.find(|file| file.violations.is_empty() && file.body.pointer(pointer).is_some())?;
    Some(difference(base, &file.body))
}

/// The edits that make one body of another: a list that differs is replaced as a whole.
fn difference(from: &Value, to: &Value) -> Vec<Edit> {
    fn walk(from: &Value, to: &Value, at: &str, edits: &mut Vec<Edit>) {
        match (from, to) {
            (Value::Object(old), Value::Object(new)) => {
                for (name, _) in sorted(old).into_iter().filter(|(name, _)| !new.contains_key(*name)) {
                    edits.push(Edit::Remove(pointer::join(at, name)));
                }
                for (name, value) in sorted(new) {
                    match old.get(name) {
                        Some(known) => walk(known, value, &pointer::join(at, name), edits),
                        None => edits.push(Edit::Set(pointer::join(at, name), value.clone())),
                    }
                }
            }
            _ if from == to => {}
            _ => edits.push(Edit::Set(at.to_owned(), to.clone())),
        }
    }
    let mut edits = Vec::new();
    walk(from, to, "", &mut edits);
    edits
}

/// The country of a body, where the rule is about some countries.
fn listed_country(deriver: &Deriver<'_>, rule: &Rule, body: &Value) -> Option<String> {
    rule.data.get("countries")?;
    body.pointer(&deriver.countries?.pointer)?.as_str().map(str::to_owned)
}

/// A sentence that another one follows.
fn sentence(text: &str) -> &str {
    text.trim_end_matches('.')
}
