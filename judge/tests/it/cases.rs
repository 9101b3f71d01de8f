//! Tests the violations of every case of the spec, and of every case of a second chapter.

use std::collections::{BTreeMap, BTreeSet};

use colt_numbers_judge::judge::account::Account;
use colt_numbers_judge::judge::request_judge::RequestJudge;
use colt_numbers_judge::judge::violation::Violation;
use colt_numbers_judge::model::operation::Operation;
use colt_numbers_judge::model::rule::Rule;
use colt_numbers_judge::model::spec::Spec;
use serde_json::Value;

use crate::second_chapter;

/// The ids and pointers that a case expects.
fn expected(case: &Value) -> BTreeSet<(String, String)> {
    let text = |v: &Value| v.as_str().unwrap().to_owned();
    let list = case["violations"].as_array().unwrap();
    list.iter().map(|v| (text(&v["id"]), text(&v["pointer"]))).collect()
}

/// Judges the cases of a spec.
struct CaseJudge {
    spec: Spec,
    judges: BTreeMap<String, RequestJudge>,
}

impl CaseJudge {
    fn new(spec: &str) -> Self {
        let spec = Spec::read(spec).unwrap();
        let judge = |operation: &Operation| (operation.id.clone(), RequestJudge::new(&spec, operation).unwrap());
        Self { judges: spec.operations.iter().map(judge).collect(), spec }
    }

    /// The operation of a case: the one it names, or else the only one of its rule.
    fn operation(&self, group: &str, case: &Value) -> &Operation {
        let rule = self.spec.rules.iter().find(|rule| rule.id == group);
        let only = || rule.map_or(self.spec.operations[0].id.as_str(), |rule| rule.operations[0].as_str());
        self.spec.operation(case["operation"].as_str().unwrap_or_else(only)).unwrap()
    }

    /// The violations of a case. A tracking id is added to a case without one.
    fn violations(&self, group: &str, case: &Value) -> Vec<Violation> {
        let several = case["account"]["severalServiceProfiles"].as_array().into_iter().flatten();
        let account = Account::with_several_service_profiles(several.filter_map(Value::as_str));
        let mut parameters = case["parameters"].as_object().cloned().unwrap_or_default();
        let operation = self.operation(group, case);
        if let Some(header) = operation.tracking_id() {
            parameters.entry(header.name.clone()).or_insert_with(|| "case".into());
        }
        let judge = &self.judges[&operation.id];
        judge.violations(&judge.request_of_values(&parameters, case.get("body")).unwrap(), &account)
    }
}

/// All cases, with their group and name.
fn cases() -> Vec<(String, String, Value)> {
    let cases: Value = serde_json::from_str(colt_numbers_api::CASES_JSON).unwrap();
    let mut all = Vec::new();
    for (group, cases) in cases.as_object().unwrap() {
        for (name, case) in cases.as_object().into_iter().flatten() {
            all.push((group.clone(), name.clone(), case.clone()));
        }
    }
    all
}

#[test]
fn every_case_of_the_spec_has_exactly_the_violations_it_states() {
    let judge = CaseJudge::new(colt_numbers_api::OPENAPI_JSON);
    let cases = cases();
    for (group, name, case) in &cases {
        let violations = judge.violations(group, case);
        let found = violations.iter().map(|v| (v.id.clone(), v.pointer.clone())).collect();
        assert_eq!(expected(case), found, "{group}/{name}");
        assert!(violations.iter().all(|v| !v.message.is_empty()), "{group}/{name}");
    }
    assert!(cases.len() >= 80, "only {} cases were judged", cases.len());
}

/// The operations of the second chapter have parameters of every kind. This crate does not implement the rules of the chapter, and lists them.
#[test]
fn every_schema_case_of_a_second_chapter_has_exactly_the_violations_it_states() {
    let judge = CaseJudge::new(&second_chapter::spec().to_string());
    let mut judged = 0;
    for (path, case) in second_chapter::cases().iter().filter(|(path, _)| path.starts_with("spec/cases/schema/")) {
        let case: Value = serde_json::from_str(case).unwrap();
        let found = judge.violations("schema", &case).iter().map(|v| (v.id.clone(), v.pointer.clone())).collect();
        assert_eq!(expected(&case), found, "{path}");
        judged += 1;
    }
    assert!(judged >= 70, "only {judged} cases were judged");
    let unknown = |id: &str| judge.judges[id].unknown_rules().join(" ");
    let operations =
        ["reserveNumbers", "activateMadeUpNumber", "listMadeUpInventory", "searchMadeUpNumbers", "getMadeUpOrder"];
    assert_eq!(
        operations.map(unknown),
        ["", "made-up-address made-up-contact", "made-up-window", "made-up-window", ""]
    );
}

/// The message names each rule that is not implemented for one of its operations, or for which a case is missing.
#[test]
fn every_rule_of_the_spec_is_implemented_for_each_of_its_operations() {
    let judge = CaseJudge::new(colt_numbers_api::OPENAPI_JSON);
    let is_rejected = |rule: &Rule, operation: &str| {
        cases().iter().any(|(group, _, case)| {
            *group == rule.id
                && judge.operation(group, case).id == operation
                && judge.violations(group, case).iter().any(|found| found.id == rule.id)
        })
    };
    let mut missing = Vec::new();
    for rule in &judge.spec.rules {
        let unchecked = rule.operations.iter().filter(|operation| !is_rejected(rule, operation));
        missing.extend(unchecked.map(|operation| format!("`{}` of `{operation}`", rule.id)));
    }
    assert!(
        missing.is_empty(),
        "no case shows that these rules are checked: {missing:?}; hint: write them below `judge/src/judge/rules/`, with a case for each operation"
    );
}
